"""Milestones of an item side by side: baseline, plan, what is expected, what happened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tongqu.ledger.clocks_all import LIGHTS
from tongqu.ledger.packed import name_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.ledger.item import ItemState, MilestoneDate, PlanVersion
    from tongqu.ledger.kind import Kind
    from tongqu.ledger.standing import Standing
    from tongqu.ledger.viewing import Viewing

__all__ = ["milestone_rows", "plan_view", "stated_names"]


def stated_names(item: ItemState) -> dict[str, tuple[str, str]]:
    """Return by milestone the names that somebody gave to it, empty where nobody did."""
    names: dict[str, tuple[str, str]] = {}
    for one in item.dates:
        if one.name or one.milestone not in names:
            names[one.milestone] = (one.name, one.name_zh or one.name)
    return names


def milestone_rows(
    viewing: Viewing,
    kind: Kind,
    item: ItemState,
    standing: Standing,
    place: int,
    forecast: Mapping[str, Any] | None,
) -> list[dict[str, Any]]:
    """Return the milestones that have a date, in the kind's order, then as they came up."""
    given = stated_names(item)
    order = [milestone.id for milestone in kind.milestones]
    ids = [id_ for id_ in order if id_ in given] + [id_ for id_ in given if id_ not in order]
    table = standing.milestones
    rows_of = {int(table.code[row]): int(row) for row in (table.item == place).nonzero()[0]}
    baseline, current = _baseline(item), item.plans[-1] if item.plans else None
    last = ids[-1] if ids else ""
    rows = []
    for id_ in ids:
        by_status: dict[str, MilestoneDate] = {
            one.status: one for one in item.dates if one.milestone == id_
        }
        planned, expected = by_status.get("planned"), by_status.get("expected")
        actual = by_status.get("actual")
        newest = max(
            (one for one in (planned, expected) if one), key=lambda one: one.seq, default=None
        )
        row = rows_of.get(name_code(id_))
        names = given[id_] if given[id_][0] else viewing.milestone_names(kind, id_)
        in_plan = _planned_day(current, id_)
        shown = actual or newest
        rows.append(
            {
                "id": id_,
                "name": names[0],
                "name_zh": names[1],
                "baseline_on": _planned_day(baseline, id_),
                "planned_on": _iso(planned),
                "current_on": in_plan or _iso(newest),
                "expected_on": _iso(expected),
                "forecast_on": forecast.get("p50_on") if forecast and id_ == last else None,
                "actual_on": _iso(actual),
                "precision": shown.precision if shown else "day",
                "float_days": _of_activity(current, id_, "float_days"),
                "critical": _of_activity(current, id_, "critical"),
                "late_days": int(table.late_days[row]) if row is not None else 0,
                "light": LIGHTS[int(table.light[row])] if row is not None else "none",
                "source_id": shown.source_id if shown else "",
            }
        )
    return rows


def _iso(stated: MilestoneDate | None) -> str | None:
    return stated.on.isoformat() if stated else None


def _baseline(item: ItemState) -> PlanVersion | None:
    return next((plan for plan in reversed(item.plans) if plan.baseline), None)


def _planned_day(plan: PlanVersion | None, milestone: str) -> str | None:
    """Return the day that a plan gives to a milestone."""
    for row in plan.plan.get("milestones", ()) if plan else ():
        if row.get("id") == milestone:
            on = row.get("on") or row.get("planned_on")
            return date.fromisoformat(on).isoformat() if on else None
    return None


def _of_activity(plan: PlanVersion | None, milestone: str, key: str) -> Any:
    """Return what a plan's activity of the milestone's name says under a key."""
    for row in plan.plan.get("activities", ()) if plan else ():
        if row.get("id") == milestone:
            return row.get(key)
    return None


def plan_view(viewing: Viewing, item: ItemState) -> dict[str, Any] | None:
    """Return the current schedule of an item, None where it has none."""
    if not item.plans:
        return None
    current, baseline = item.plans[-1], _baseline(item)
    plan = current.plan
    return {
        "version": len(item.plans),
        "baseline_version": item.plans.index(baseline) + 1 if baseline else None,
        "known_at": viewing.shown(current.known_at),
        "start_on": plan.get("start_on"),
        "finish_on": plan.get("finish_on"),
        "activities": list(plan.get("activities", ())),
        "dependencies": list(plan.get("dependencies", ())),
    }
