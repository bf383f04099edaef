"""A plan of berths as a drawing needs it: hours since its start, places, stays, closures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongqu.report.html import Both, both

__all__ = [
    "Board",
    "Closed",
    "Crane",
    "Ghost",
    "Place",
    "Record",
    "Series",
    "Shade",
    "Stay",
    "Steps",
    "cargo_name",
]

Record = Mapping[str, Any]
Steps = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A berth, or a continuous quay on which vessels share the metres.

    Attributes
    ----------
    place_id, name
        Which.
    quay_id
        The quay that it belongs to; its own id for a continuous one.
    from_m, length_m
        Where it begins on its quay, and its length; None where nobody said.
    continuous
        Whether several vessels lie here side by side along the quay.
    """

    place_id: str
    name: Both
    quay_id: str
    from_m: float | None
    length_m: float | None
    continuous: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """A stretch of time and quay on which nothing may lie."""

    place_id: str
    start: float
    end: float
    reason: Both
    from_m: float | None = None
    to_m: float | None = None


@dataclass(frozen=True, slots=True)
class Shade:
    """Hours of a kind: ``rest`` where no work is done, ``still`` where nobody comes or leaves."""

    place_id: str
    start: float
    end: float
    kind: str


@dataclass(frozen=True, slots=True)
class Crane:
    """Cranes that a stay holds for a while."""

    cranes: float
    start: float
    end: float
    pool: str


@dataclass(frozen=True, slots=True)
class Stay:
    """One vessel at one place, in hours since the start of the plan.

    Attributes
    ----------
    number
        Number of the call in the list.
    call, record
        The call and its assignment as the plan says them.
    place_id
        Where it lies.
    start, end, work_from, work_until, eta, latest
        Hours since the start of the plan; `latest` None where no departure is asked for.
    from_m, to_m
        Metres of the quay; None where the berth is all that counts.
    length_m
        Length of the vessel, None where unknown.
    cranes
        What it holds.
    pinned, conflict
        Whether somebody fixed it, and whether a rule is broken.
    wished
        Preferred berth that it did not get; empty otherwise.
    wished_from_m
        Where that berth begins on a continuous quay.
    """

    number: int
    call: Record
    record: Record
    place_id: str
    start: float
    end: float
    work_from: float
    work_until: float
    eta: float
    latest: float | None
    from_m: float | None
    to_m: float | None
    length_m: float | None
    cranes: tuple[Crane, ...]
    pinned: bool
    conflict: bool
    wished: str
    wished_from_m: float | None = None

    @property
    def metres(self) -> Both:
        """Metres of the quay that it takes, in words."""
        span = f"{self.from_m or 0:g}–{self.to_m or 0:g}"
        return Both(f"{span} m", f"{span} 米")

    @property
    def vessel(self) -> str:
        """Name of the vessel, of the call where it has none."""
        return str(self.call.get("vessel") or self.call.get("id") or "")

    @property
    def wait_h(self) -> float:
        """Hours between arrival and berthing."""
        return max(0.0, self.start - self.eta)

    @property
    def late_h(self) -> float:
        """Hours after the latest departure that was asked for."""
        return 0.0 if self.latest is None else max(0.0, self.end - self.latest)

    @property
    def cargo(self) -> str:
        """Id of the cargo, empty where none was said."""
        return str(self.call.get("commodity_id") or "")


@dataclass(frozen=True, slots=True)
class Ghost:
    """Where a call lay before a new plan moved it; with metres on a continuous quay."""

    place_id: str
    start: float
    end: float
    said: Both
    from_m: float | None = None
    to_m: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A curve under the board: each value holds from its time until the next.

    Attributes
    ----------
    name, unit
        What it shows.
    level
        Used cranes, tonnes in stock, metres of water.
    limit
        Cranes on duty, room in the stock; empty where nothing limits it.
    kind
        ``crane``, ``stock``, ``depth`` of water or its ``level``.
    """

    name: Both
    unit: str
    level: Steps
    limit: Steps
    kind: str


@dataclass(frozen=True)
class Board:
    """All that is drawn, on one clock.

    Attributes
    ----------
    zero
        The start of the plan, in its time zone where that is known, else in its own offset. Hours
        since then are elapsed hours; see `tongqu.report.berth_clock` for what walls show.
    until
        End of the plan, in hours since its start; `last` is the end of the last stay, if later.
    places, stays, closed, ghosts, series
        What is drawn.
    unplaced
        Calls without a berth.
    quays
        Names of the quays.
    cargoes
        Cargoes in the order of their frequency, and their names.
    shades
        Hours in which work rests, or no vessel makes fast or casts off.
    """

    zero: datetime
    until: float
    places: tuple[Place, ...]
    stays: tuple[Stay, ...]
    closed: tuple[Closed, ...]
    ghosts: tuple[Ghost, ...]
    series: tuple[Series, ...]
    unplaced: tuple[tuple[int, Record, float], ...]
    quays: Mapping[str, Both]
    cargoes: Mapping[str, Both]
    shades: tuple[Shade, ...] = ()

    @property
    def last(self) -> float:
        """When the drawing ends."""
        return max([self.until, *(stay.end for stay in self.stays)])


def cargo_name(call: Record) -> Both:
    """Return the name of a call's cargo."""
    return both(
        call.get("commodity_name") or call.get("commodity_id"), call.get("commodity_name_zh")
    )
