"""The page on the JSON answer, the how-to, and real answers say the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reference_page import codes, keys, page_of, told

from tongqu import load_region
from tongqu.studies import CostOfDelay, Lane, cost_of_delay
from tongqu.studies.delay_phrases import NOTES, STATES

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "cost-of-delay.md"
SECTIONS = {
    "work": "work",
    "changes": "change",
    "not_asked": "left_out",
    "lanes": "lane",
    "totals.lanes": "",
    "over_delay": "over_delay",
    "lots": "lot",
    "in_time": "chain",
    "late": "chain",
    "via": "stop",
    "totals": "totals",
    "notes": "note",
    "params": "",
    "assumptions": "assumption",
    "sources": "source",
}


@pytest.fixture(scope="module")
def found() -> CostOfDelay:
    region = load_region("qujiang")
    lanes = (
        Lane(origin="juhua", goal="jebel-ali", commodity="calcium-chloride", tonnes=600),
        Lane(origin="kecheng", goal="jeddah", commodity="calcium-chloride", tonnes=600),
    )
    return cost_of_delay(region, "port-phase-2", months=3, lanes=lanes, dates=(date(2024, 12, 18),))


def test_page_and_answer_have_the_same_keys(found: CostOfDelay) -> None:
    """Every key of an answer is told, and nothing is told that is not there."""
    answer: dict[str, Any] = found.to_dict()
    assert {key for key, _ in keys(answer, SECTIONS, "answer")} == told(page_of("cost-of-delay"))


def test_every_note_is_on_the_page() -> None:
    """A new note needs its line."""
    assert codes(page_of("cost-of-delay"), "note") == {*NOTES, *STATES}


def test_the_how_to_prints_what_comes_out(found: CostOfDelay) -> None:
    """The loss of the example, by the lot and by the tonne."""
    (lane,) = [row for row in found.to_dict()["lanes"] if row["from"] == "juhua"]
    text = HOW_TO.read_text(encoding="utf-8").replace("\n", " ")
    assert f"{lane['lots'][0]['cost']:.0f} yuan more, {lane['cost_per_t']:.2f} a tonne" in text
