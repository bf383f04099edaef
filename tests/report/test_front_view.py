"""The picture of the front."""

from __future__ import annotations

import re

import pytest

from tongqu.report.chart_points import nice_ticks
from tongqu.report.front_view import front_figure
from tongqu.report.palette import MODES
from tongqu.report.range_view import range_figure


@pytest.mark.parametrize(
    ("low", "high"), [(212_000, 361_000), (0, 0), (5, 5), (-3, 7), (0.01, 0.013), (1e9, 1e9)]
)
def test_ticks_cover_the_range(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert len(ticks) <= 12


def test_every_option_is_numbered_and_whiskers_span_its_range(answer) -> None:
    text = front_figure(answer)
    assert sorted(re.findall(r'class="number">(\d)<', text)) == list("112233")  # in two languages
    assert text.count('class="whisker"') == 3 * 3
    assert range_figure(answer).count('class="range"') == 3
    assert "CNY" in text


def test_baselines_that_are_no_option_have_their_own_sign(answer) -> None:
    answer["baselines"]["rail"]["cost"] += 5000
    answer["baselines"]["road"]["cost"] += 5000
    text = front_figure(answer)
    assert text.count("<polygon") == 1
    assert text.count('class="base"') == 2


def test_one_option_alone_can_be_drawn(answer) -> None:
    answer["options"] = answer["options"][:1]
    answer["front"] = answer["front"][:1]
    answer["baselines"] = {"road": None, "rail": None}
    assert "nan" not in front_figure(answer)


def test_an_empty_front_is_a_sentence(infeasible) -> None:
    assert "<svg" not in front_figure(infeasible)


def test_modes_differ_by_colour_and_by_pattern() -> None:
    assert len({style.colour for style in MODES.values()}) == len(MODES)
    assert len({style.dash for style in MODES.values()}) == len(MODES)
