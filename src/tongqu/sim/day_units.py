"""Where a vessel is at every hour, read from the steps that a trace has of it."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from tongqu.sim import columns as c

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.sim.day_chart import Anchor, Chart, Way

__all__ = [
    "AT_BERTH", "HELD_UP", "IN_CHAMBER", "SAILS", "STAYS", "WAITS_AT_LOCK", "WAITS_FOR_BERTH",
    "Event", "Rows", "Stretch", "stretches",
]  # fmt: skip

SAILS, WAITS_AT_LOCK, IN_CHAMBER, WAITS_FOR_BERTH, AT_BERTH, HELD_UP, STAYS = range(7)
"""What a vessel does: the last but one is at a berth without crane, room or stock, the last one
is on the spot until water or daylight let it go on."""


class Event(NamedTuple):
    """One step of a unit, with the number of the row where it happens."""

    time_h: float
    what: int
    row: int


class Stretch(NamedTuple):
    """What a vessel does for some time.

    Attributes
    ----------
    kind
        One of the seven kinds of this file.
    begin_h, end_h
        From when to when.
    at
        Point it sails from or stays at, or number of the lock, chamber or station.
    to
        Point it sails to; at a lock and in a chamber 1 upwards, 0 downwards; elsewhere 0.
    """

    kind: int
    begin_h: float
    end_h: float
    at: int
    to: int


class Rows(NamedTuple):
    """What the numbers of rows in a trace stand for.

    Attributes
    ----------
    stations
        Number of stations; rows of waiting above it belong to stores, then to locks.
    stores
        Number of stores.
    station_of
        Station of each group.
    """

    stations: int
    stores: int
    station_of: tuple[int, ...]

    def lock(self, row: int) -> tuple[int, bool] | None:
        """Return the lock and whether upwards, of a row of waiting before a lock."""
        beyond = row - self.stations - 2 * self.stores
        return None if beyond < 0 else (beyond // 2, beyond % 2 == 0)


def stretches(
    events: Iterable[Event], way: Way, chart: Chart, rows: Rows, until_h: float
) -> list[Stretch]:
    """Return what a vessel does from coming to leaving, without gaps.

    Parameters
    ----------
    events
        Its steps in the order of the trace.
    way
        What vessels of its source do.
    chart
        The places.
    rows
        What the numbers of rows in the trace stand for.
    until_h
        End of the trace, where a vessel that has not left is last seen.
    """
    unit = _Unit(way, chart, rows)
    for event in events:
        unit.see(event)
    unit.end(until_h)
    return [part for part in unit.found if part.end_h > part.begin_h]


class _Unit:
    """One vessel on its way through the steps of a trace."""

    def __init__(self, way: Way, chart: Chart, rows: Rows) -> None:
        self.way, self.chart, self.rows = way, chart, rows
        self.found: list[Stretch] = []
        self.point = way.entry
        self.since = 0.0
        self.holds: list[float] = []
        self.next_anchor = 0
        self.berth = -1
        self.held_up = False
        self.lock: tuple[int, bool] | None = None
        self.chamber = self.waits_at = -1
        self.gone = False

    def see(self, event: Event) -> None:
        """Take one step."""
        time, what, row = event
        if what == c.CREATED_AT:
            self.since, self.point, self.next_anchor = time, self.way.entry, 0
        elif what == c.HELD:
            if self.berth < 0:
                self.holds.append(time)
        elif what == c.QUEUED:
            self._waits(time, row)
        elif what == c.GRANTED:
            self._served(time, self.rows.station_of[row])
        elif what == c.RELEASED:
            if self.rows.station_of[row] == self.berth:
                self._at_berth(time)
                self.point, self.berth, self.holds = self._station(self.berth), -1, []
        elif what in (c.PUT_BEGUN, c.TAKE_BEGUN):
            self._goes_on(time)
        elif what == c.ENTERS_CHAMBER:
            self._enters(time, row)
        elif what == c.LEAVES_CHAMBER:
            self._is_out(time, row)
        elif what == c.GONE:
            self._travels(time, self.way.leave, None)
            self.gone = True

    def end(self, time: float) -> None:
        """Be last seen."""
        if self.gone:
            return
        if self.berth >= 0:
            self._at_berth(time)
        elif self.lock is not None and self.chamber >= 0:
            self._add(IN_CHAMBER, time, self.chamber, self.lock[1])
        elif self.lock is not None:
            self._add(WAITS_AT_LOCK, time, self.lock[0], self.lock[1])
        elif self.waits_at >= 0:
            self._add(WAITS_FOR_BERTH, time, self.waits_at)
        else:
            self._travels(max(time, self.since), self.way.leave, None)

    # --- steps ------------------------------------------------------------------------------------

    def _waits(self, time: float, row: int) -> None:
        lock = self.rows.lock(row)
        if lock is not None:
            number, up = lock
            here = self.chart.lock_point(number, above=not up)
            self._travels(time, here, self._anchor(lock=number, up=up))
            self.lock = lock
        elif self.berth >= 0:
            self._at_berth(time)
            self.held_up = True
        elif row < self.rows.stations:
            self._travels(time, self._station(row), self._anchor(station=row))
            self.waits_at = row

    def _served(self, time: float, station: int) -> None:
        if self.berth >= 0:
            self._goes_on(time)
            return
        if self.waits_at >= 0:
            self._add(WAITS_FOR_BERTH, time, station)
            self.waits_at = -1
        else:
            self._travels(time, self._station(station), self._anchor(station=station))
        self.berth, self.held_up = station, False

    def _goes_on(self, time: float) -> None:
        if self.berth >= 0 and self.held_up:
            self._at_berth(time)
            self.held_up = False

    def _enters(self, time: float, chamber: int) -> None:
        assert self.lock is not None
        self.chamber = chamber
        self._add(WAITS_AT_LOCK, time, self.lock[0], self.lock[1])

    def _is_out(self, time: float, chamber: int) -> None:
        assert self.lock is not None
        number, up = self.lock
        self._add(IN_CHAMBER, time, chamber, up)
        self.point = self.chart.lock_point(number, above=up)
        self.lock, self.chamber, self.holds = None, -1, []

    # --- stretches --------------------------------------------------------------------------------

    def _add(self, kind: int, time: float, at: int, to: int = 0) -> None:
        self.found.append(Stretch(kind, self.since, time, at, int(to)))
        self.since = time

    def _at_berth(self, time: float) -> None:
        self._add(HELD_UP if self.held_up else AT_BERTH, time, self.berth)

    def _station(self, station: int) -> int:
        return self.chart.station_point(station)

    def _anchor(self, *, lock: int = -1, up: bool = False, station: int = -1) -> Anchor | None:
        """Return the stop of the route that is reached, looked for from the last one on."""
        anchors = self.way.anchors
        for k in [*range(self.next_anchor, len(anchors)), *range(self.next_anchor)]:
            anchor: Anchor = anchors[k]
            if (anchor.lock, anchor.station) == (lock, station) and (lock < 0 or anchor.up == up):
                self.next_anchor = k + 1
                return anchor
        return None

    def _travels(self, time: float, point: int, anchor: Anchor | None) -> None:
        """Add a voyage to a point; what it waits on the spot before setting off is told apart."""
        stays = anchor.holds if anchor is not None else None
        if stays is not None and len(stays) == len(self.holds):
            leading = len(list(takewhile(bool, stays)))
            if leading:
                self._add(STAYS, self.holds[leading - 1], self.point)
        self._add(SAILS, time, self.point, point)
        self.point, self.holds = point, []
