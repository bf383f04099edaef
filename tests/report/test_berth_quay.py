"""A quay that vessels share, on the page: metres down, old places, what was wished for."""

from __future__ import annotations

from typing import Any

import pytest
from berth_plans import PLANS

from tongqu.report.berth_page import berth_page
from tongqu.report.berth_read import board_of
from tongqu.report.berth_scale import ghost_span, rows_of


def moved() -> dict[str, Any]:
    """Return a plan of a shared quay in which the first vessel has moved by 40 m."""
    plan = PLANS["quay"]()
    first = plan["assignments"][0]
    plan["moves"] = [
        {
            "call": first["call"], "from_berth": None, "to_berth": None,
            "from_quay": plan["quays"][0]["id"], "to_quay": plan["quays"][0]["id"],
            "from_metre": 40.0, "to_metre": first["from_m"], "from_start": first["start"],
            "to_start": first["start"], "text": "moved", "text_zh": "已调整",
        }
    ]  # fmt: skip
    plan["trade_offs"] = []
    return plan


def test_the_old_place_of_a_vessel_is_drawn_at_its_metres() -> None:
    plan = moved()
    board = board_of(plan)
    [ghost] = board.ghosts
    [row] = rows_of(board, 34.0)
    assert row.scale is not None
    top, height = ghost_span(row, ghost)
    first = plan["assignments"][0]
    assert top == pytest.approx(row.top + 40.0 * row.scale)
    assert height == pytest.approx((first["to_m"] - first["from_m"]) * row.scale)
    assert 'class="ghost"' in berth_page(plan, "zh")


def test_metres_are_said_in_the_language_of_the_page() -> None:
    plan = PLANS["quay"]()
    first = board_of(plan).stays[0]
    assert str(first.metres.en).endswith(" m")
    assert str(first.metres.zh).endswith(" 米")
    assert str(first.metres.zh) in berth_page(plan, "zh")


@pytest.mark.parametrize(("cost", "wished"), [(0.0, ""), (1.0, "b02")])
def test_a_berth_that_was_wished_for_is_marked_where_it_was_not_got(
    cost: float, wished: str
) -> None:
    """On a shared quay the costs say whether a vessel lies at the berth that it wished for."""
    plan = PLANS["quay"]()
    first = plan["assignments"][0]
    call = next(call for call in plan["calls"] if call["id"] == first["call"])
    call["preferred_berth_id"] = "b02"
    first["by_cause"]["not_preferred"] = cost
    stay = next(s for s in board_of(plan).stays if s.call["id"] == call["id"])
    assert stay.wished == wished
    assert stay.wished_from_m == next(b["from_m"] for b in plan["berths"] if b["id"] == "b02")
