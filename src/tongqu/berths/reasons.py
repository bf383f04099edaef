"""Why each call is where it is: what every other berth would cost more, and who is in the way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from tongqu.berths.conflict import N_
from tongqu.berths.elsewhere import Board, Elsewhere
from tongqu.berths.placing import Placing
from tongqu.berths.records import UNITS_PER_H, Alternative, Assignment, Why, said
from tongqu.berths.side import AFTER
from tongqu.berths.stocks import CARGO, ROOM
from tongqu.berths.words import moment, number

MOST_NAMED = 4
"""Vessels that a sentence names; the alternatives list all of them."""

PINNED = N_("{vessel}: berth or time was given")
AT_ONCE = N_("{vessel} lies at {berth} as soon as it can ({start})")
WAITS = N_("{vessel} waits {wait} h for {berth}, until {start}")
WAITS_FOR = N_("{vessel} waits {wait} h for {berth}, until {start}, because of {who}")
FOLLOWS = N_("{vessel} waits {wait} h for {berth}, until {other} has left, whom it must follow")
NO_ROOM = N_("{vessel} waits {wait} h for {berth}, until {start}, when {stock} has room for it")
NO_CARGO = N_("{vessel} waits {wait} h for {berth}, until {start}, when {stock} has its cargo")
NO_OTHER = N_("no other berth can take it")
SAME = N_("{other} would do as well")
MORE = N_("{other} would cost {more} weighted hours more, from {start}")
MORE_FOR = N_("{other} would cost {more} weighted hours more, from {start}: {who} lie there before")
FULL = N_("{other} has no room for it in this plan")


def reasons(placing: Placing, assignments: tuple[Assignment, ...]) -> dict[str, Why]:
    """Return for every call why it is where it is.

    Parameters
    ----------
    placing
        The plan on the integer problem.
    assignments
        The same as places with times.

    Notes
    -----
    Each other berth is looked at with all other calls as they are, at the start that would be best
    for the call there; so moving two calls at once may cost less than what is said here.
    """
    problem = placing.problem
    board = Board(problem.model, placing.solution, placing.berth)
    places = {assignment.call_id: assignment for assignment in assignments}
    found = {}
    for index in range(problem.model.calls):
        offers, short = board.elsewhere(index), board.short_before(index)
        for call_id in placing.call_ids(index):
            found[call_id] = _Sentence(placing, places[call_id], short).why(offers)
    return found


class _Sentence:
    """Puts the reasons of one call into words."""

    def __init__(self, placing: Placing, place: Assignment, short: tuple[int, ...]) -> None:
        self.placing, self.short = placing, short
        self.problem = placing.problem
        self.place = place
        self.call = next(call for call in self.problem.calls if call.id == place.call_id)

    def _vessels(self, numbers: tuple[int, ...]) -> str:
        ids = [call_id for number in numbers for call_id in self.placing.call_ids(number)]
        names = {call.id: call.vessel for call in self.problem.calls}
        shown = [names[call_id] for call_id in ids[:MOST_NAMED]]
        return ", ".join([*shown, *(["…"] if len(ids) > MOST_NAMED else [])])

    def _berth(self, berth_id: str, key: str) -> dict[str, object]:
        row = self.problem.region.row("berths", berth_id)
        return {key: row.name or row.id, f"{key}_zh": row.name_zh or row.name or row.id}

    def _id(self, offer: Elsewhere) -> str:
        first = int(np.argmax(self.problem.model.mode_group == offer.group))
        return self.problem.mode_of(first).berth_ids[offer.berth]

    def why(self, offers: list[Elsewhere]) -> Why:
        """Return the sentence and the alternatives."""
        own = self.place.berth_id
        others = [offer for offer in offers if self._id(offer) != own]
        mine = next((offer for offer in offers if self._id(offer) == own), None)
        parts = [self._here(mine)]
        if not (self.call.pinned_berth_id or self.call.pinned_start):
            parts.append(self._there(others))
        alternatives = tuple(
            Alternative(
                berth_id=self._id(offer),
                start=self._instant(offer),
                costs_more=offer.costs_more,
                blocked_by=tuple(
                    call_id
                    for number in offer.blocked_by
                    for call_id in self.placing.call_ids(number)
                ),
            )
            for offer in others
        )
        return Why(
            text="; ".join(part["text"] for part in parts),
            text_zh="；".join(part["text_zh"] for part in parts),
            alternatives=alternatives,
        )

    def _instant(self, offer: Elsewhere) -> datetime | None:
        if offer.mode is None or offer.start is None:
            return None
        return self.problem.times(offer.mode, offer.start)[0]

    def _here(self, mine: Elsewhere | None) -> dict[str, str]:
        place = self.place
        params = {
            "vessel": self.call.vessel,
            "start": moment(place.start),
            **self._berth(place.berth_id, "berth"),
        }
        if self.call.pinned_berth_id or self.call.pinned_start:
            return said(PINNED, params)
        wait_h = (place.start - self.call.eta).total_seconds() / 3600
        if wait_h <= self.problem.params.time_step_min / 60:
            return said(AT_ONCE, params)
        params["wait"] = number(round(wait_h, 1))
        held = self._held_back()
        if held is not None:
            return said(held[0], {**params, **held[1]})
        if mine is not None and mine.blocked_by:
            return said(WAITS_FOR, {**params, "who": self._vessels(mine.blocked_by)})
        return said(WAITS, params)

    def _held_back(self) -> tuple[str, dict[str, object]] | None:
        """Return which sequence or stock keeps the call from beginning a slot earlier."""
        for row in (self.problem.rows[k] for k in self.short):
            if row.kind == AFTER and row.row_id in self._abreast():
                return FOLLOWS, {"other": self._vessel(row.other)}
            if row.kind in (ROOM, CARGO):
                stock: Any = self.problem.region.row("stocks", row.row_id)
                names = {"stock": stock.name, "stock_zh": stock.name_zh}
                return NO_ROOM if row.kind == ROOM else NO_CARGO, names
        return None

    def _abreast(self) -> tuple[str, ...]:
        """Return the call and the one beside it."""
        items = self.problem.items
        return next(item.call_ids for item in items if self.call.id in item.call_ids)

    def _vessel(self, call_id: str) -> str:
        return next(call.vessel for call in self.problem.calls if call.id == call_id)

    def _there(self, others: list[Elsewhere]) -> dict[str, str]:
        """Return what the best other berth would be like."""
        if not others:
            return said(NO_OTHER, {})
        best = others[0]
        params = self._berth(self._id(best), "other")
        if best.costs_more is None or best.mode is None or best.start is None:
            return said(FULL, params)
        if best.costs_more <= 0:
            return said(SAME, params)
        params["more"] = number(round(best.costs_more / UNITS_PER_H, 1))
        params["start"] = moment(self.problem.times(best.mode, best.start)[0])
        if best.blocked_by:
            return said(MORE_FOR, {**params, "who": self._vessels(best.blocked_by)})
        return said(MORE, params)
