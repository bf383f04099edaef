"""What holds at a berth, a quay and a pool of cranes in each minute of a plan.

Read from the tables alone, for the checker and for the plan file; the problem that is solved reads
them in its own way, so that a mistake in one shows in the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.outages import Outage, is_whole, with_outages
from tongqu.calendars import open_intervals
from tongqu.model.calls import Call
from tongqu.model.known import Knowledge
from tongqu.model.region import Region
from tongqu.model.works import Closure
from tongqu.units import at_minute, minutes_since

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WATER = "waterway"


@dataclass(frozen=True)
class Closed:
    """A closure, cut to the plan.

    Attributes
    ----------
    begin, end
        Minutes of the plan, half-open.
    closure
        The row.
    """

    begin: int
    end: int
    closure: Closure


class Port:
    """The port in each minute of a plan.

    Parameters
    ----------
    region
        The region.
    terminal_ids
        Terminals that are planned.
    start, until
        First instant, and the first one after the plan.
    as_of
        The instant whose knowledge counts.
    outages
        What is out beside what the region says.

    Examples
    --------
    >>> from datetime import date
    >>> from tongqu import load_region
    >>> region = load_region("qujiang")
    >>> start = region.local(date(2025, 3, 3))
    >>> port = Port(region, ("longyou-port",), start, start + timedelta(hours=24), start)
    >>> len(port.berths), port.minutes, bool(port.service("longyou-port-berth-01").all())
    (9, 1440, True)
    """

    def __init__(
        self,
        region: Region,
        terminal_ids: tuple[str, ...],
        start: datetime,
        until: datetime,
        as_of: datetime,
        outages: Sequence[Outage] = (),
    ) -> None:
        self.lost = [outage for outage in outages if not is_whole(outage, region)]
        region = with_outages(region, outages)
        self.region = region
        self.start = start
        self.until = until
        self.minutes = minutes_since(start, until)
        self.known = Knowledge(region, as_of)
        self.terminal_ids = terminal_ids
        self.berths = {row.id: row for row in region.berths if row.terminal_id in terminal_ids}
        self.quays = {row.id: row for row in region.quays if row.terminal_id in terminal_ids}
        self.pools = {row.id: row for row in region.crane_pools if row.terminal_id in terminal_ids}
        # Kept here, not by functools on the methods, so that a port can be forgotten.
        self.service = cache(self._service)
        self.terminal_service = cache(self._terminal_service)
        self.depth = cache(self._depth)
        self.quay_depth = cache(self._quay_depth)
        self.level = cache(self._level)
        self.closures = cache(self._closures)
        self.may_move = cache(self._may_move)
        self.works = cache(self._works)
        self.manned = cache(self._manned)
        self.pool_works = cache(self._pool_works)

    def minute(self, when: datetime) -> int:
        """Return the minute of the plan in which an instant lies, rounded up."""
        return minutes_since(self.start, when)

    def instant(self, minute: int) -> datetime:
        """Return the instant at which a minute of the plan begins."""
        return at_minute(self.start, minute)

    # --- series ---------------------------------------------------------------------------------

    def hours(self, hours: str) -> Bools:
        """Return the minutes that opening hours hold; an empty text holds all."""
        held = np.zeros(self.minutes, np.bool_)
        for begin, end in open_intervals(hours, self.region.zone, self.start, self.until):
            held[begin:end] = True
        return held

    def _steps(self, steps: tuple[tuple[datetime, Any], ...], first: Any) -> Floats:
        """Return a series that takes a new value at some instants."""
        series = np.full(self.minutes, first, np.float64)
        for when, value in sorted(steps, key=lambda step: step[0]):
            series[max(0, self._whole(when)) :] = value
        return series

    def _whole(self, when: datetime) -> int:
        """Return the minute of an instant; the smallest instants there are lie before the plan."""
        if when.year < self.start.year - 100:
            return 0
        return min(self.minute(when), self.minutes)

    def _service(self, berth_id: str) -> Bools:
        """Return in which minutes a berth and its terminal are in service."""
        berth = self.berths[berth_id]
        both = [
            self._steps(self.known.in_service(table, row_id), 0.0) > 0
            for table, row_id in (("berths", berth_id), ("terminals", berth.terminal_id))
        ]
        return both[0] & both[1]

    def _terminal_service(self, terminal_id: str) -> Bools:
        """Return in which minutes a terminal is in service."""
        return self._steps(self.known.in_service("terminals", terminal_id), 0.0) > 0

    def _closures(self, table: str, row_id: str) -> tuple[Closed, ...]:
        """Return the known closures of a row within the plan."""
        found = []
        for closure in self.known.closures(table, row_id):
            begin = max(0, self._whole(self.region.local(closure.closed_from)))
            end = self.minutes
            if closure.closed_until is not None:
                end = self._whole(self.region.local(closure.closed_until))
            if begin < end:
                found.append(Closed(begin, end, closure))
        return tuple(found)

    def _open(self, table: str, row_id: str) -> Bools:
        held = np.ones(self.minutes, np.bool_)
        for closed in self.closures(table, row_id):
            held[closed.begin : closed.end] = False
        return held

    def _may_move(self, terminal_id: str, quay_id: str) -> Bools:
        """Return in which minutes vessels may make fast and cast off."""
        moves = self._open("terminals", terminal_id)
        if quay_id in self.quays:
            moves = moves & self.hours(self.quays[quay_id].berthing_hours)
        return moves

    def _works(self, terminal_id: str, berth_id: str) -> Bools:
        """Return in which minutes cargo is handled: opening hours, and no weather stop."""
        hours = self.hours(self.region.row("terminals", terminal_id).opening_hours)
        if berth_id:
            hours = hours & self.hours(self.berths[berth_id].opening_hours)
        return hours & self._open("terminals", terminal_id)

    def _level(self, terminal_id: str, quay_id: str) -> Floats:
        """Return what the water level adds to the depth of berths."""
        link = self.quays[quay_id].level_link_id if quay_id in self.quays else ""
        if link:
            return self._level_of(link)
        place = self.region.row("terminals", terminal_id).place_id
        links = [
            row.id
            for row in self.region.links
            if row.mode == WATER and place in (row.from_place_id, row.to_place_id)
        ]
        series = [self._level_of(link_id) for link_id in links]
        return np.min(series, axis=0) if series else np.zeros(self.minutes)

    def _level_of(self, link_id: str) -> Floats:
        steps = tuple((change.at, change.value) for change in self.known.levels(link_id))
        return self._steps(steps, 0.0)

    def _depth(self, berth_id: str) -> Floats | None:
        """Return the water at a berth, None where no depth is known."""
        berth = self.berths[berth_id]
        changes = self.known.changes("berths", berth_id, "depth_m")
        own = berth.depth_m
        if own is None and berth.quay_id in self.quays:
            own = self.quays[berth.quay_id].depth_m
        if own is None and not changes:
            return None
        base = np.inf if own is None else own
        series = self._steps(tuple((change.at, change.value) for change in changes), base)
        return series + self.level(berth.terminal_id, berth.quay_id)

    def _quay_depth(self, quay_id: str) -> Floats | None:
        """Return the water at a quay where no berth says more, None where no depth is known."""
        quay = self.quays[quay_id]
        if quay.depth_m is None:
            return None
        return quay.depth_m + self.level(quay.terminal_id, quay_id)

    def _manned(self, pool_id: str) -> Ints:
        """Return how many cranes of a pool are manned in each minute."""
        pool = self.pools[pool_id]
        shifts = [row for row in self.region.crane_shifts if row.pool_id == pool_id]
        count = np.full(self.minutes, 0 if shifts else pool.cranes, np.int64)
        for shift in shifts:
            count += shift.cranes * self.hours(shift.hours)
        count = np.minimum(count, pool.cranes)
        for outage in self.lost:
            if outage.row_id == pool_id:
                begin, end = self.minute(outage.since), self.minute(outage.until)
                count[max(begin, 0) : max(end, 0)] -= outage.cranes or 0
        return np.maximum(count, 0)

    def _pool_works(self, pool_id: str) -> Bools:
        """Return in which minutes cranes of a pool work."""
        works: Bools = self._open("crane_pools", pool_id) & (self.manned(pool_id) > 0)
        return works

    # --- what a vessel meets ----------------------------------------------------------------------

    def pools_at(self, terminal_id: str, quay_id: str, packing: str) -> list[Any]:
        """Return the pools whose cranes reach a quay and handle a packing form."""
        return [
            pool
            for pool in self.pools.values()
            if pool.terminal_id == terminal_id
            and pool.quay_id in ("", quay_id)
            and (not pool.packings or packing in pool.packings)
        ]

    def packing(self, call: Call) -> str:
        """Return the packing form that a call carries."""
        if call.packing:
            return call.packing
        if call.discharge_teu or call.load_teu:
            return "boxes"
        if not call.commodity_id:
            return ""
        packings = self.region.row("commodities", call.commodity_id).packings
        return str(packings[0]) if packings else ""

    def tonnes(self, call: Call) -> tuple[float, float]:
        """Return the tonnes that a call discharges and loads."""
        per_teu = 0.0
        if call.commodity_id and (call.discharge_teu or call.load_teu):
            per_teu = self.region.row("commodities", call.commodity_id).t_per_teu or 0.0
        return (
            call.discharge_t or call.discharge_teu * per_teu,
            call.load_t or call.load_teu * per_teu,
        )

    def handling_rate(self, terminal_id: str, call: Call) -> float:
        """Return the tonnes an hour without cranes; the most specific row counts."""
        asked = (terminal_id, call.commodity_id, self.packing(call), WATER)
        best: tuple[tuple[int, ...], float] | None = None
        for row in self.region.handling:
            said = (row.terminal_id, row.commodity_id, row.packing, row.mode)
            if all(value in ("", wanted) for value, wanted in zip(said, asked, strict=True)):
                filled = tuple(int(bool(value)) for value in said)
                rank = (sum(filled), *filled)
                if best is None or rank > best[0]:
                    best = (rank, row.rate_t_per_h)
        return best[1] if best else 0.0


def utc(when: datetime) -> datetime:
    """Return an instant in UTC, so that differences are elapsed time.

    Examples
    --------
    >>> utc(datetime(2025, 3, 3, tzinfo=UTC)).hour
    0
    """
    return when.astimezone(UTC)


def hours_between(begin: datetime, end: datetime) -> float:
    """Return the elapsed hours from one instant to another.

    Examples
    --------
    >>> hours_between(datetime(2025, 3, 3, tzinfo=UTC), datetime(2025, 3, 3, 6, tzinfo=UTC))
    6.0
    """
    return (utc(end) - utc(begin)) / timedelta(hours=1)
