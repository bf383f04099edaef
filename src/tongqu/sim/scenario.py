"""What is simulated, as records that check themselves: stations, stores, locks, and who comes.

Hours count from the start of the run, tonnes are tonnes. A scenario knows no region; somebody
above makes it from one.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongqu.sim.laws import Law
from tongqu.sim.steps import (
    Again,
    Berthing,
    Chance,
    Pass,
    Sail,
    Serve,
    Step,
    WaitFor,
    Work,
)

__all__ = [
    "Again",
    "Berthing",
    "Calendar",
    "Chamber",
    "Chance",
    "Group",
    "Lock",
    "Pass",
    "RandomStops",
    "Sail",
    "Scenario",
    "Serve",
    "Source",
    "Station",
    "Step",
    "Store",
    "Vehicle",
    "WaitFor",
    "Work",
    "lanes",
]

NO_TIME = Law.const(0.0)
ANY = float("inf")


@dataclass(frozen=True)
class RandomStops:
    """Stands that come by chance: wind, fog, breakdowns.

    Attributes
    ----------
    runs, stands
        Laws of the hours between two stands and of a stand.
    speed
        Speed of work during a stand; 0 stops it.
    """

    runs: Law
    stands: Law
    speed: float = 0.0


@dataclass(frozen=True)
class Calendar:
    """How fast work goes at each hour, or any other value that changes with time.

    Attributes
    ----------
    id
        Its name.
    week
        168 speeds, one for each hour of the week in which the run begins; empty: always 1.
    changes
        Pairs of hour and speed from then on.
    closures
        Pairs of hours between which everything stands.
    stops
        Stands by chance.

    Notes
    -----
    What is given is multiplied: closed at night and slow in a storm is closed in a stormy night.
    """

    id: str
    week: tuple[float, ...] = ()
    changes: tuple[tuple[float, float], ...] = ()
    closures: tuple[tuple[float, float], ...] = ()
    stops: RandomStops | None = None


@dataclass(frozen=True)
class Group:
    """Servers that are alike: berths of a quay, cranes of a pool, lanes of a gate.

    Attributes
    ----------
    id
        Its name.
    servers
        How many.
    max_length_m, max_beam_m, max_draught_m
        What fits.
    cargoes
        What is handled here; empty: anything.
    calendar
        Calendar whose value, times the servers, rounded down, is how many there are at an hour;
        who is being served when they become fewer is served to the end.
    """

    id: str
    servers: int
    max_length_m: float = ANY
    max_beam_m: float = ANY
    max_draught_m: float = ANY
    cargoes: tuple[str, ...] = ()
    calendar: str | None = None


@dataclass(frozen=True)
class Station:
    """One row of waiting units before one or more groups of servers.

    Attributes
    ----------
    id
        Its name.
    groups
        In the order in which a unit prefers them.
    places
        Units that may wait (the anchorage); who comes on top is turned away. None: any number.
    limit_h
        A wait above this is counted.
    """

    id: str
    groups: tuple[Group, ...]
    places: int | None = None
    limit_h: float = 24.0


def lanes(
    station_id: str,
    servers: int,
    *,
    places: int | None = None,
    calendar: str | None = None,
    limit_h: float = 24.0,
) -> Station:
    """Return a station with one group of servers that take anybody.

    Examples
    --------
    >>> lanes("gate", 6).groups[0].servers
    6
    """
    group = Group(station_id, servers, calendar=calendar)
    return Station(station_id, (group,), places, limit_h)


@dataclass(frozen=True)
class Store:
    """A yard, shed, silo or stockpile for one cargo.

    Attributes
    ----------
    id, cargo
        Its name, and what lies there.
    capacity_t, content_t
        Room, and what lies there at the start [t].
    limit_h
        A wait for room or stock above this is counted.
    """

    id: str
    cargo: str
    capacity_t: float
    content_t: float = 0.0
    limit_h: float = 24.0


@dataclass(frozen=True)
class Chamber:
    """A lock chamber.

    Attributes
    ----------
    id
        Its name.
    length_m, beam_m
        What vessels can use.
    level_h
        Close the gate, fill or empty, open the other gate.
    turn_h
        The same without a vessel in it.
    side
        Where its water stands at the start: ``up`` or ``down``.
    calendar
        No lockage begins while its value is 0.
    """

    id: str
    length_m: float
    beam_m: float
    level_h: float
    turn_h: float
    side: str = "up"
    calendar: str | None = None


@dataclass(frozen=True)
class Lock:
    """One or more chambers between an upper and a lower row.

    Attributes
    ----------
    id
        Its name.
    chambers
        In the order in which they take vessels.
    enter_h, leave_h
        From one vessel that passes the gate to the next one, in and out.
    gap_m
        Kept free between two vessels, lengthwise and abeam.
    look
        Vessels that may be let past one that does not fit any more.
    least, patience_h
        A lockage begins with so many vessels, or when the first one has waited so long.
    every_h
        By the clock: a lockage down every so many hours, one up between two of them, with
        whoever is there. None: as vessels come.
    limit_h
        A wait above this is counted.
    """

    id: str
    chambers: tuple[Chamber, ...]
    enter_h: float = 0.05
    leave_h: float = 0.05
    gap_m: float = 0.0
    look: int = 0
    least: int = 1
    patience_h: float = 0.0
    every_h: float | None = None
    limit_h: float = 24.0


@dataclass(frozen=True)
class Vehicle:
    """A class of vessels, trucks or trains.

    Attributes
    ----------
    id
        Its name.
    payload_t
        What one carries [t].
    length_m, beam_m, draught_m
        Size, where there are locks or berths.
    """

    id: str
    payload_t: Law = NO_TIME
    length_m: float = 0.0
    beam_m: float = 0.0
    draught_m: float = 0.0


@dataclass(frozen=True)
class Source:
    """Who comes: vessels, trucks, trains.

    Attributes
    ----------
    id
        Its name.
    mix
        Pairs of vehicle and weight.
    route
        What each of them does, then it leaves.
    gap
        Law of the hours between two of them.
    times
        Hours at which they come, instead of a gap: a timetable or a record.
    fleet
        So many are there at the start, instead of a gap, and nobody comes later.
    calendar
        Speed at which the gaps run down: 0 when nobody comes, 2 in busy hours.
    cargo
        What they carry; decides which groups take them.
    store, needs
        They are sent only when the store has ``stock`` for one of them, or ``room``.
    priority
        Those of a smaller number go first.
    """

    id: str
    mix: tuple[tuple[str, float], ...]
    route: tuple[Step, ...]
    gap: Law | None = None
    times: tuple[float, ...] | None = None
    fleet: int = 0
    calendar: str | None = None
    cargo: str = ""
    store: str | None = None
    needs: str = "stock"
    priority: int = 0


@dataclass(frozen=True)
class Scenario:
    """All that is simulated. Checked when made: every problem is named at once.

    What cannot work (a group that no vessel fits, a vessel that fits no chamber, more demand than
    capacity, a stock that can only grow) is named by `simulate` before the run.

    Raises
    ------
    DatasetError
        If a field makes no sense, or names something that is not there.

    Examples
    --------
    Eleven berths, busy for four fifths of their time:

    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
    >>> berths = lanes("berths", 11)
    >>> stay = Serve("berths", Law.exp(1.0))
    >>> come = Source("barges", (("barge", 1.0),), (stay,), gap=Law.exp(1 / 8.8))
    >>> scenario = Scenario(vehicles=(Vehicle("barge"),), stations=(berths,), sources=(come,))
    """

    vehicles: tuple[Vehicle, ...]
    sources: tuple[Source, ...]
    stations: tuple[Station, ...] = ()
    stores: tuple[Store, ...] = ()
    locks: tuple[Lock, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        from tongqu.errors import DatasetError
        from tongqu.sim.checks import scenario_problems

        problems = scenario_problems(self)
        if problems:
            raise DatasetError("this scenario is not sound", problems)
