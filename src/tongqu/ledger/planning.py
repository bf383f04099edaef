"""A schedule becomes a version of an item's plan, with what it says of the milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, Problem
from tongqu.ledger.folding import fold
from tongqu.ledger.schedule import plan_to_dict
from tongqu.ledger.staging import record_all
from tongqu.ledger.wishes import Wish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import Kind
    from tongqu.ledger.schedule import Schedule
    from tongqu.ledger.service import Ledger
    from tongqu.model.ledger_event import LedgerEvent

__all__ = ["action_with", "plan_version", "set_plan"]


def action_with(kind: Kind, item: ItemState, effect: str) -> str:
    """Return the action of a kind that has an effect: one that is possible now, if there is one.

    Raises
    ------
    DatasetError
        The kind has none.
    """
    fitting = [action for action in kind.actions if action.effect == effect]
    now = [action for action in fitting if item.state in action.from_states]
    for action in (*now, *fitting):
        return action.id
    problem = Problem("ledger_no_action", {"effect": effect, "kind": kind.id})
    raise DatasetError(str(problem), (problem,))


def plan_version(schedule: Schedule, kind: Kind) -> dict[str, Any]:
    """Return a version of a plan as an event holds it.

    What was planned with (``input``) stands beside what came out, so that a version can be planned
    anew after holidays were announced. Milestones are the activities without duration and those
    that have the id of a milestone of the kind.
    """
    stones = {milestone.id for milestone in kind.milestones}
    rows = [row.to_dict() for row in schedule]
    return {
        "input": plan_to_dict(schedule.plan),
        "start_on": schedule.start_on.isoformat(),
        "finish_on": schedule.finish_on.isoformat(),
        "activities": rows,
        "dependencies": plan_to_dict(schedule.plan).get("dependencies", []),
        "milestones": [
            {
                "id": row["id"],
                "name": row["name"],
                "name_zh": row["name_zh"],
                "on": row["early_finish"],
            }
            for row in rows
            if row["id"] in stones or not row["duration"]
        ],
    }


def set_plan(
    ledger: Ledger, code: str, schedule: Schedule, *, actor: str, baseline: bool = False
) -> tuple[LedgerEvent, ...]:
    """Record a schedule as the newest version of an item's plan, in one transaction.

    For each milestone whose planned date is new or another one it is recorded too, so that what has
    moved can be told.

    Parameters
    ----------
    ledger, code, actor
        Where, of which item, by whom.
    schedule
        What was planned.
    baseline
        Whether later versions are measured against it.
    """
    item = fold(ledger.journal.events(item=code))
    kind = ledger.kind(item.kind or "work", item.kind_version)
    version = plan_version(schedule, kind)
    data: dict[str, Any] = {"plan": version}
    if baseline:
        data["baseline"] = True
    planned = Wish(
        item=code, action=action_with(kind, item, "planned"), actor=actor, data=data,
        seen_seq=item.last_seq,
    )  # fmt: skip
    return record_all(ledger, [planned, *_stated(item, kind, version, actor)])


def _stated(item: ItemState, kind: Kind, version: dict[str, Any], actor: str) -> Iterator[Wish]:
    """Yield what the plan says of milestones that is not said yet and has not happened."""
    said: dict[str, date] = {one.milestone: one.on for one in item.dates if one.status == "planned"}
    done = {one.milestone for one in item.dates if one.status == "actual"}
    for stone in version["milestones"]:
        if stone["id"] in done or (
            stone["id"] in said and said[stone["id"]].isoformat() == stone["on"]
        ):
            continue
        data = {
            "milestone": stone["id"], "on": stone["on"], "status": "planned",
            "name": stone["name"], "name_zh": stone["name_zh"],
        }  # fmt: skip
        action = action_with(kind, item, "expected")
        yield Wish(item=item.code, action=action, actor=actor, data=data)
