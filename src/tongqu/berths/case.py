"""A plan as the checker sees it: calls in their places, minute by minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from tongqu.berths.conflict import Conflict
from tongqu.berths.params import BerthParams
from tongqu.berths.port import Ints, Port, utc
from tongqu.berths.records import Assignment
from tongqu.berths.words import moment
from tongqu.model.calls import Call
from tongqu.model.region import Region

SLACK = 1e-6
"""Metres and tonnes below which two numbers are the same."""


@dataclass(frozen=True)
class Stay:
    """A call in its place, in minutes of the plan.

    Attributes
    ----------
    call, place
        The call and what the plan says.
    begin, end
        Minutes of the stay, cut to the plan.
    terminal_id, quay_id
        Where it lies.
    berth
        The berth's row; None on a continuous quay.
    """

    call: Call
    place: Assignment
    begin: int
    end: int
    terminal_id: str
    quay_id: str
    berth: Any


class Case:
    """A plan and all that it is held against.

    Parameters
    ----------
    region, calls, assignments, port, params
        What was planned, how, and what came out.
    """

    def __init__(
        self,
        region: Region,
        calls: Sequence[Call],
        assignments: Sequence[Assignment],
        port: Port,
        params: BerthParams,
    ) -> None:
        self.region = region
        self.calls = {call.id: call for call in calls}
        self.assignments = assignments
        self.port = port
        self.params = params
        self.stays: list[Stay] = []
        self.partner = {call.id: call.beside_call_id for call in calls if call.beside_call_id}
        self.partner |= {other: call for call, other in tuple(self.partner.items())}

    def tonnes(self, call: Call) -> tuple[float, float]:
        """Return the tonnes that a call discharges and loads, as the parameters have boxes."""
        if call.commodity_id:
            return self.port.tonnes(call)
        per_teu = self.params.box_t_per_teu
        return (
            call.discharge_t or call.discharge_teu * per_teu,
            call.load_t or call.load_teu * per_teu,
        )

    def names(self, stay: Stay) -> dict[str, object]:
        """Return what the text of a conflict calls the vessel and its place."""
        row: Any = stay.berth or self.port.quays[stay.quay_id]
        return {
            "vessel": stay.call.vessel,
            "at": row.name or row.id,
            "at_zh": row.name_zh or row.name or row.id,
        }

    def say(self, stay: Stay, code: str, **params: object) -> Conflict:
        """Return a conflict of one call."""
        return Conflict((stay.call.id,), code, {**self.names(stay), **params})

    def at(self, minute: int) -> str:
        """Return a minute of the plan as the quay's clock shows it."""
        return self.local(self.port.instant(minute))

    def local(self, when: datetime) -> str:
        """Return an instant as the quay's clock shows it."""
        return moment(when.astimezone(self.region.zone))

    def is_fact(self, stay: Stay) -> bool:
        """Whether the vessel lies there already when the plan begins."""
        given = stay.call.pinned_start
        return given is not None and utc(given) < utc(self.port.start) and given == stay.place.start

    def class_of(self, call: Call) -> Any:
        """Return the row of a call's vessel class, None where there is none."""
        known = call.vessel_class_id and self.region.has("vessel_classes", call.vessel_class_id)
        return self.region.row("vessel_classes", call.vessel_class_id) if known else None

    def length(self, call: Call) -> float:
        """Return how long a vessel is [m]."""
        row = self.class_of(call)
        return call.length_m or (row.length_m if row is not None else 0.0)

    def beneath(self, stay: Stay) -> list[Any]:
        """Return the berths that a stay touches, by metres on a continuous quay."""
        if stay.berth is not None:
            return [stay.berth]
        begin, end = stay.place.from_m or 0.0, stay.place.to_m or 0.0
        return [
            row
            for row in self.port.berths.values()
            if row.quay_id == stay.quay_id
            and row.from_m is not None
            and row.length_m is not None
            and row.from_m < end - SLACK
            and row.from_m + row.length_m > begin + SLACK
        ]

    def is_bare(self, stay: Stay) -> bool:
        """Whether some metres of a stay on a continuous quay belong to no berth."""
        if stay.berth is not None:
            return False
        begin, end = stay.place.from_m or 0.0, stay.place.to_m or 0.0
        covered = sum(
            min(row.from_m + row.length_m, end) - max(row.from_m, begin)
            for row in self.beneath(stay)
        )
        return bool(covered < end - begin - SLACK)

    def lies_at(self, stay: Stay, berth_id: str) -> bool:
        """Whether a stay is at a berth: on a shared quay, within it or over all of it.

        Vessels begin there at certain metres only, so that much may stand out.
        """
        if stay.berth is not None or not berth_id:
            return stay.place.berth_id == berth_id
        row = self.port.berths.get(berth_id)
        if row is None or row.quay_id != stay.quay_id:
            return False
        if row.from_m is None or row.length_m is None:
            return False
        step = self.params.position_step_m
        out_before = row.from_m - (stay.place.from_m or 0.0)
        out_after = (stay.place.to_m or 0.0) - row.from_m - row.length_m
        within = out_before < step and out_after < step
        return bool(within or (out_before > -step and out_after > -step))

    def pool_name(self, pool_id: str) -> tuple[str, str]:
        """Return the English and the Chinese name of a pool."""
        pool = self.port.pools.get(pool_id)
        return (pool.name, pool.name_zh) if pool is not None else (pool_id, pool_id)

    def mates(self, stay: Stay) -> list[Stay]:
        """Return the stay and the one that lies beside it at the same berth."""
        other = self.partner.get(stay.call.id, "")
        return [s for s in self.stays if s is stay or (other and s.call.id == other)]

    def uses(self, stay: Stay) -> list[Any]:
        """Return the cranes that work at a vessel, over the one beside it too."""
        return [use for mate in self.mates(stay) for use in mate.place.cranes]

    def held(self, stay: Stay, pool_id: str) -> Ints:
        """Return how many cranes of a pool a stay itself holds in each minute."""
        port = self.port
        held = np.zeros(port.minutes, np.int64)
        for use in stay.place.cranes:
            if use.pool_id == pool_id:
                begin, end = port.minute(use.held_from), port.minute(use.held_until)
                held[max(begin, 0) : max(end, 0)] += use.cranes
        return held
