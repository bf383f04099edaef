"""``tongqu lock``: what is asked, what is refused, what comes out on paper and on the page."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tongqu.cli.lock_text import lock_text
from tongqu.cli.main import main
from tongqu.errors import ExitCode
from tongqu.report.lock_page import lock_page

sys.path.insert(0, str(Path(__file__).parents[1] / "berths"))
from reference_page import page_of

LOCK = "fuchunjiang-lock"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["lock", *words])


@pytest.fixture(scope="module")
def closed() -> dict[str, Any]:
    days = ("2025-02-01/2025-02-04", "2025-02-01T00:00/2025-02-03T12:00")
    words = [word for day in days for word in ("--closed", day)]
    short = ("--as-of", "2025-01-30", "--weeks", "2", "--replications", "2")
    result = run("closure", LOCK, *words, *short, "--json")
    assert result.exit_code == ExitCode.OK, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture(scope="module")
def full() -> dict[str, Any]:
    short = ("--as-of", "2026-01-01", "--years", "0.1", "--replications", "2", "--no-limit")
    result = run("load", LOCK, "--at", "110,132%, 300", *short, "--json")
    assert result.exit_code == ExitCode.OK, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def keys(value: Any) -> set[str]:
    """Every key of an answer, but for the ends of intervals."""
    if isinstance(value, list):
        return {key for row in value for key in keys(row)}
    if isinstance(value, dict):
        return {key for name, row in value.items() for key in ({name} | keys(row))}
    return set()


def test_every_key_is_on_the_reference_page(closed: dict[str, Any], full: dict[str, Any]) -> None:
    """Whoever reads the JSON can look up what a key means."""
    page = page_of("lock")
    both = keys(closed) | keys(full)
    assert [key for key in sorted(both) if f"`{key}`" not in page] == []


def test_closures_are_named_by_their_days(closed: dict[str, Any]) -> None:
    """Days, and hours where they are not midnight; both languages."""
    text = lock_text(closed)
    assert "3 days, 2025-02-01 to 2025-02-04" in text
    assert "2.5 days, 2025-02-01 to 2025-02-03 12:00" in text
    assert "upper bound" in text
    assert "不停航" in lock_text(closed, "zh")
    assert "upper bound" not in lock_text({**closed, "upper_bound": False})


def test_loads_that_settle_have_figures(full: dict[str, Any]) -> None:
    """Three times the design does not settle; it says so in its line."""
    lines = lock_text(full).splitlines()
    assert any(line.strip().startswith("132%") for line in lines)
    assert any(line.strip().startswith("300%") and "does not settle" in line for line in lines)
    assert "46,307 vessels a year (132 %)" in lock_text(full)


def test_pages_hold_pictures_in_both_languages(
    closed: dict[str, Any], full: dict[str, Any]
) -> None:
    """The queue through the weeks, and the wait against the load."""
    for answer, words in ((closed, ("The queue through the weeks", "各周排队")),
                          (full, ("Wait against load", "候时与负荷"))):  # fmt: skip
        html = lock_page(answer)
        assert all(word in html for word in words)
        assert "<polyline" in html


def test_days_stay_on_one_line_and_units_are_in_the_language_of_the_page(
    closed: dict[str, Any], full: dict[str, Any]
) -> None:
    """Days in cells do not end a line at their hyphens; ships and tonnes are Chinese in Chinese."""
    html = lock_page(closed, "zh")
    assert '<span class="one-line">2025-02-01</span>' in html
    assert '<span class="one-line">2025-02-03 12:00</span>' in html
    assert re.search(r"\.one-line[,\s][^}]*white-space: nowrap", html)
    html = lock_page(full, "zh")
    assert all(
        f">{words}</span>" in html for words in ("46,307 艘", "41.85 百万吨", "31.7 百万吨/年")
    )
    assert {row["unit"] for row in full["design"]["facts"]} == {"Mt/year", "Mt", "ships"}


def test_what_cannot_be_read_is_refused() -> None:
    """No stroke, no time, no numbers: told before anything runs."""
    for words in (
        ("closure", LOCK, "--closed", "2025-02-01"), ("closure", LOCK, "--closed", "x/y"),
        ("load", LOCK, "--at", "much"), ("closure", "nowhere"), ("load", "sanbao-lock"),
    ):  # fmt: skip
        assert run(*words).exit_code == ExitCode.USAGE
