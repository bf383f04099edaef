"""The page on ledger and region says what happens, and its example runs."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from tongqu import load_region
from tongqu.ledger.region_rows import MILESTONES

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "works-in-the-region.md"


def test_the_example_prints_what_the_page_tells() -> None:
    """Three dates of works, each as firm as the page says, and the lane that closes nothing."""
    text = PAGE.read_text(encoding="utf-8")
    [code] = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, str(PAGE), "exec"), {})
    lines = said.getvalue().splitlines()
    assert "port-phase-2 open actual 2024-12-03 known 2024-12-04" in lines
    assert "road-xianyan carriageway expected 2024-12-31 known 2024-12-09" in lines
    assert "caihong-park open expected 2025-02-01 known 2024-12-09" in lines
    assert "lantern-lane" in lines[-1]


def test_the_page_names_the_milestones_that_go_over() -> None:
    """In the order of the table: those of the ledger, and those of the region."""
    text = PAGE.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("| milestone `start`"))
    ours, theirs = (re.findall(r"`(\w+)`", cell) for cell in row.split(" | "))
    assert dict(zip(ours, theirs, strict=True)) == MILESTONES


def test_the_three_roads_are_no_links_of_the_shipped_region() -> None:
    """So works on them close nothing; they are works at one place where links meet."""
    region = load_region("qujiang")
    roads = ("road-daqiao", "road-xianyan", "road-meilin")
    assert all(region.row("works", road).place_id == "zhangtan" for road in roads)
    assert not any(region.has("links", road) for road in roads)
    near = [link for link in region.links if "zhangtan" in (link.from_place_id, link.to_place_id)]
    assert len(near) == 3
    assert {link.source_id for link in near} == {"assumed"}
