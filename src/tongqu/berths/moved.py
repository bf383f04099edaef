"""What moved between two plans, why, and what that costs each vessel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tongqu.berths.asked import Asked
from tongqu.berths.behind import behind
from tongqu.berths.conflict import N_
from tongqu.berths.plan_file import PlanFile
from tongqu.berths.records import UNITS_PER_H, Assignment, Moved, said
from tongqu.berths.result import BerthPlan
from tongqu.berths.updates import Updated
from tongqu.berths.words import moment, number, place_name

TEXTS = {
    "moved": N_("{vessel}: from {old} at {before} to {new} at {after}"),
    "new": N_("{vessel} is new: {new} at {after}"),
    "gone": N_("{vessel} no longer comes; {old} is free from {before}"),
    "own": N_("because of its own update"),
    "outage": N_("because its old place is out or taken"),
    "cranes": N_("because cranes are out then"),
    "pays": N_("because that costs less for all together"),
    "more": N_("{hours} weighted hours more for this vessel"),
    "less": N_("{hours} weighted hours less for this vessel"),
    "as_much": N_("as many weighted hours for this vessel as before"),
}


@dataclass(frozen=True)
class Moves:
    """Tells the moves.

    Attributes
    ----------
    before, after
        The plans.
    updated
        What has changed between them.
    problem
        The problem of the second.
    """

    before: BerthPlan | PlanFile
    after: BerthPlan
    updated: Updated
    problem: Asked

    def told(self) -> list[Moved]:
        """Return every call that has another place, is new, or is gone."""
        old = {a.call_id: a for a in self.before.assignments}
        new = {a.call_id: a for a in self.after.assignments}
        vessels = {call.id: call.vessel for call in (*self.before.calls, *self.after.calls)}
        moves = []
        for call_id in [*new, *(gone for gone in old if gone not in new)]:
            before, after = old.get(call_id), new.get(call_id)
            same = before is not None and after is not None and (
                (before.where, before.start) == (after.where, after.start)
            )  # fmt: skip
            if not same:
                moves.append(self._moved(vessels[call_id], call_id, before, after))
        return moves

    def _moved(
        self, vessel: str, call_id: str, before: Assignment | None, after: Assignment | None
    ) -> Moved:
        params: dict[str, object] = {"vessel": vessel}
        costs_more: int | None = None
        for key, when, place in (("old", "before", before), ("new", "after", after)):
            if place is not None:
                name, name_zh = place_name(self.problem.region, place)
                params |= {key: name, f"{key}_zh": name_zh}
                params[when] = moment(place.start.astimezone(self.problem.region.zone))
        name = "new" if before is None else "gone" if after is None else "moved"
        text = said(TEXTS[name], params)
        if name == "moved":
            why = said(TEXTS[self._cause(call_id, before)], {})
            costs_more = _own_cost(after) - _own_cost(before)
            costs = said(TEXTS[_how_much(costs_more)], _hours(costs_more))
            text = {
                "text": f"{text['text']} — {why['text']}; {costs['text']}",
                "text_zh": f"{text['text_zh']}——{why['text_zh']}；{costs['text_zh']}",
            }
        return Moved(call_id, before, after, costs_more, **text)

    def _cause(self, call_id: str, before: Assignment | None) -> str:
        if call_id in self.updated.touched:
            return "own"
        form = behind(self.problem.form)
        if before is None or not form.is_still_there(self.problem, before):
            return "outage"
        return "cranes" if self._lacks_cranes(before) else "pays"

    def _lacks_cranes(self, place: Assignment) -> bool:
        """Whether cranes of the pool that worked there are out in that time."""
        pools = {use.pool_id for use in place.cranes}
        return any(
            outage.row_id in pools and outage.since < place.end and place.start < outage.until
            for outage in self.updated.outages
        )


def _own_cost(place: Assignment | None) -> int:
    """Return what a place costs, the price of moving left out."""
    causes: Mapping[str, int] = {} if place is None else place.by_cause
    return sum(units for cause, units in causes.items() if cause != "moved")


def _how_much(units: int) -> str:
    # Places of a file are told in hundredths of hours.
    return "as_much" if abs(units) < 0.01 * UNITS_PER_H else "more" if units > 0 else "less"


def _hours(units: int) -> dict[str, object]:
    return {"hours": number(round(abs(units) / UNITS_PER_H, 2))}
