"""The page on the plan file and real plans have the same keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from harbour import CALLS, PARAMS, START, at, call, closure, harbour, level, stock
from reference_page import keys, page_of, told

from tongqu.berths.outages import Outage
from tongqu.berths.plan import plan_berths
from tongqu.berths.records import Moved, TradeOff
from tongqu.model.calls import CallTime, Guess
from tongqu.model.sources import Assumption

PAGE = page_of("plan-file")

# Which section of the page tells the keys of what stands under a key.
SECTIONS = {
    "params": "params", "by_cause": "by_cause", "first_come": "first_come", "calls": "call",
    "times": "time", "guesses": "guess", "assignments": "assignment", "cranes": "crane_use",
    "plan.cranes": "pool",
    "why": "why", "alternatives": "alternative", "berths": "berth", "closed": "closed",
    "quays": "quay", "stocks": "stock", "water": "water", "blocks": "block",
    "conflicts": "conflict", "binds": "bind", "infeasible": "infeasible", "rules": "rule",
    "relaxation": "relaxation", "moves": "move", "trade_offs": "trade_off",
    "outages": "outage", "notes": "note", "assumptions": "assumption",
    "sources": "source",
}  # fmt: skip


@pytest.fixture(scope="module")
def plans() -> list[dict[str, Any]]:
    """Plans in which everything occurs once."""
    region = harbour(
        closures=(closure("berths", "b2", 40.0, 42.0), closure("terminals", "port", 50.0, 51.0)),
        water_levels=(level(10.0, 0.2),),
        stocks=(stock(),),
        assumptions=(
            Assumption(id="pace", name="Pace", name_zh="效率", unit="t/h", low=1.0, middle=2.0,
                       high=3.0, reason="?", reason_zh="？", source_id="invented"),
        ),
    )  # fmt: skip
    pools = tuple(replace(row, assumption_id="pace") for row in region.crane_pools)
    region = region.with_tables(crane_pools=pools)
    guess = Guess(field="eta", value="2026-03-02T01:00", text="early", code="time_part_of_day")
    time = CallTime(kind="EST", event="ARRI", at=at(1.0), source="agent", known_at=at(-9.0))
    asked = (replace(CALLS[0], guesses=(guess,), times=(time,)), *CALLS[1:])
    plan = plan_berths(region, asked, start=START, hours=60, params=PARAMS, what_binds=True)
    place = plan.assignments[0]
    later = replace(place, start=place.start + timedelta(hours=1))
    moved = Moved(place.call_id, place, later, 6000, "an hour later", "推迟一小时")
    none = plan_berths(region, (call("long", 1.0, length_m=90.0),), start=START, hours=24,
                       params=PARAMS)  # fmt: skip
    from tongqu.berths.conflict import Conflict

    edited = replace(
        plan, trade_offs=(TradeOff(1, 2, 1),), outages=(Outage("berths", "b1", at(1), at(2)),)
    )
    edited = replace(edited, moves=(moved,), conflicts=(Conflict(("ada",), "not_served", {}),))
    return [plan.to_dict(), edited.to_dict(), none.to_dict()]


def test_every_key_of_a_plan_is_on_the_page(plans: list[dict[str, Any]]) -> None:
    found = {key for plan in plans for key, _ in keys(plan, SECTIONS, "plan")}
    assert found - told(PAGE) == set()


def test_every_key_on_the_page_is_in_a_plan(plans: list[dict[str, Any]]) -> None:
    found = {key for plan in plans for key, _ in keys(plan, SECTIONS, "plan")}
    assert told(PAGE) - found == set()


def test_the_prices_of_a_way_out_are_those_of_the_page() -> None:
    from tongqu.berths import relaxing

    assert (relaxing.HOUR_OUTSIDE_H, relaxing.OTHER_BERTH_H, relaxing.TURNED_AWAY_H) == (
        10.0, 24.0, 10_000.0,
    )  # fmt: skip
    assert "Ten weighted hours" in PAGE
    assert "24 for another berth" in PAGE
    assert "10,000" in PAGE
