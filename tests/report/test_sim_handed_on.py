"""The matrix of delays handed on says what the answer says, and can be read."""

import re
from pathlib import Path
from typing import Any

import pytest
from browser import in_browser, probed

from tongqu.report.html import both
from tongqu.report.page import page
from tongqu.report.sim_handed_on import handed_on_section

SCRIPT = """
var found = {seen: 0, out: [], cut: [], over: []};
document.querySelectorAll("figure").forEach(function (figure) { look(figure, found); });
found.wide = wide(".scroll");
tell(found);
"""


def part(value: float, half: float | None = 0.01) -> dict[str, float | None]:
    low = None if half is None else value - half
    return {"value": value, "low": low, "high": None if half is None else value + half}


NAMES = {
    "lock": both("Fuchunjiang lock", "富春江船闸"),
    "quay": both("Berths, Qujiang port area, phase II", "衢江港区二期泊位"),
}
FOUND: dict[str, Any] = {
    "method": "t", "runs": 20, "at": ["quay", "lock"],
    "rows": [
        {"id": "lock", "settled": True, "saved_h": part(103.11), "own_h": part(104.56),
         "handed_on_h": part(-1.45), "to": [{"id": "quay", "saved_h": part(-1.44)}]},
        {"id": "yard", "settled": False, "saved_h": None, "own_h": None, "handed_on_h": None,
         "to": []},
        {"id": "quay", "settled": True, "saved_h": part(3.21), "own_h": part(2.98),
         "handed_on_h": part(0.23), "to": [{"id": "lock", "saved_h": part(0.22)}]},
        {"id": "gate", "settled": True, "saved_h": part(0.07, 0.2), "own_h": part(0.0),
         "handed_on_h": part(0.07, 0.2), "to": [{"id": "quay", "saved_h": part(0.04, 0.2)},
                                               {"id": "lock", "saved_h": part(0.03, 0.2)}]},
    ],
}  # fmt: skip


def whole(lang: str) -> str:
    section = handed_on_section(FOUND, NAMES)
    assert section is not None
    return page(both("matrix"), [section], lang=lang, kicker=both("test"))


def test_colours_say_which_way() -> None:
    """Held back is blue, handed on is orange, a row's own wait grey, chance has no colour; what
    does not settle is named and has no row."""
    text = str(handed_on_section(FOUND, NAMES))
    boxes = re.findall(r'<rect[^>]*fill="(#\w+)"[^>]*fill-opacity="([\d.]+)"', text)
    assert [fill for fill, _ in boxes] == [
        "#8a979f", "#0a66b0", "#b4491a", "#8a979f", "#b4491a", "#b4491a",
    ]  # fmt: skip
    depths = [float(depth) for _, depth in boxes]
    assert depths[1] > depths[2] > 0
    assert depths[4] == depths[5] == 0
    for value in ("−1.44", "0.22", "104.56", "103.11", "3.21"):
        assert f">{value}<" in text
    assert "Without the queue at yard the runs do not settle." in text


def test_nothing_asked_nothing_shown() -> None:
    """Without the option there is no section, nor where no row settles."""
    assert handed_on_section(None, {}) is None
    assert handed_on_section({**FOUND, "rows": FOUND["rows"][1:2]}, {}) is None


def test_one_run_has_no_colours() -> None:
    """Without intervals nothing can be told from chance."""
    rows = [
        {"id": "a", "settled": True, "saved_h": part(1.0, None), "own_h": part(0.5, None),
         "handed_on_h": part(0.5, None), "to": [{"id": "b", "saved_h": part(0.5, None)}]},
        {"id": "b", "settled": True, "saved_h": part(1.0, None), "own_h": part(1.0, None),
         "handed_on_h": part(0.0, None), "to": [{"id": "a", "saved_h": part(0.0, None)}]},
    ]  # fmt: skip
    text = str(handed_on_section({"method": "", "runs": 1, "at": ["a", "b"], "rows": rows}, {}))
    assert sorted(re.findall(r'fill-opacity="([\d.]+)"', text)) == ["0", "0", "0.35", "0.35"]


@in_browser
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [1100, 390])
def test_it_can_be_read(lang: str, width: int, tmp_path: Path) -> None:
    """No text leaves the drawing or lies over another, and nothing is wider than the screen."""
    found = probed(whole(lang), SCRIPT, tmp_path, width)
    assert found["seen"] > 15
    assert (found["out"], found["over"], found["wide"]) == ([], [], [])
