"""Simulated waits on the page and in the terminal: what was used, and what it changes."""

import json
from pathlib import Path
from typing import Any

import pytest

from tongqu.report import compare_text
from tongqu.report.waits_view import waits_section

DATA = Path(__file__).parent / "data"


@pytest.fixture
def answer() -> dict[str, Any]:
    """An answer with waits: the first option costs more and comes later, the second not offered."""
    found: dict[str, Any] = json.loads((DATA / "answer.json").read_text(encoding="utf-8"))
    lock = {"kind": "lock", "id": "weir", "name": "Weir", "name_zh": "堰", "dataset_wait_h": 1.0,
            "wait_h": 2.5, "wait_low_h": 2.4, "wait_high_h": 2.6}  # fmt: skip
    found["waits"] = {
        "from": "simulation", "file": None, "as_of": "2024-12-03", "first_day": "2024-12-03",
        "hours": 8760.0, "replications": 20, "seed": 1, "text": "Words", "text_zh": "说明",
        "stations": [
            {**lock, "direction": "down", "used": True},
            {**lock, "direction": "up", "used": False},
        ],
        "left_out": [{"kind": "lock", "id": "gate", "name": "Gate", "name_zh": "门",
                      "code": "wait_has_hours", "text": "nights", "text_zh": "夜间"}],
        "dataset_options": [{
            "labels": ["cheapest"], "modes": ["road", "waterway"], "via_names": ["Quay"],
            "via_names_zh": ["码头"], "cost": 1000.0, "arrive": "2024-12-31T22:24:00+08:00",
            "duration_h": 30.0,
        }],
    }  # fmt: skip
    for option in found["options"]:
        option["dataset_waits"] = None
    found["options"][0]["dataset_waits"] = {
        "cost": 900.0, "arrive": "2024-12-30T22:24:00+08:00", "duration_h": 12.0,
        "cost_more": 100.0, "later_h": 3.0,
    }  # fmt: skip
    return found


def test_the_terminal_tells_waits_and_what_they_change(answer: dict[str, Any]) -> None:
    """The lock that is passed with both waits, the one left out, and the option beside itself."""
    text = " ".join(compare_text(answer, "en", width=400).split())
    assert "Weir, down the river: 2.5 h (2.4 to 2.6 h), in the dataset 1 h" in text
    assert "Weir, up the river" not in text
    assert "Gate keeps the dataset's wait: nights" in text
    assert "Option 1, against the dataset's waits: CNY 100 more, 3 h later" in text
    assert "would be road + inland water over Quay: CNY 1,000" in text


def test_the_page_lists_all_stations_in_both_languages(answer: dict[str, Any]) -> None:
    """Locks that no way shown passes are listed too, and said to be such."""
    html = str(waits_section(answer))
    for words in ("Weir, up the river", "2.4 to 2.6 h", "3 h later", "堰", "夜间", "码头"):
        assert words in html
    assert waits_section({**answer, "waits": None}) is None
