"""The answer on a terminal."""

from __future__ import annotations

import re

from tongqu.report import compare_text


def test_plain_text_has_no_escape_and_keeps_its_width(answer) -> None:
    text = compare_text(answer, "en", width=110)
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= 110
    for part in ("193,332", "18,000", "30 Dec 20:00", "20 × Truck", "157,489 – 278,598"):
        assert part in text


def test_a_terminal_gets_colours(answer) -> None:
    assert "\x1b[1m" in compare_text(answer, "en", terminal=True)


def test_chinese_is_chinese(answer) -> None:
    text = compare_text(answer, "zh")
    assert "最省" in text
    assert "比最佳铁路链省 18,000 元" in text
    assert not re.search(r"\b(Leg|Cost|Options|cheapest)\b", text)


def test_no_way_tells_limits_and_remedies(infeasible) -> None:
    text = compare_text(infeasible, "en")
    assert "No feasible way" in text
    assert "would need: a deadline of 26 Dec 2024 or later" in text


def test_markup_of_the_terminal_library_in_names_is_text(answer) -> None:
    answer["options"][0]["legs"][0]["to_name"] = "[bold]Port[/bold] [link=x]"
    assert "[bold]Port[/bold] [link=x]" in compare_text(answer, "en", width=200)
