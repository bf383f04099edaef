"""Small random scenarios, with everything in them that a station can be asked."""

import math
from dataclasses import replace

from hypothesis import strategies as st

from tongqu.sim import (
    Again,
    Berthing,
    Calendar,
    Chamber,
    Chance,
    Group,
    Law,
    Lock,
    Pass,
    RandomStops,
    Sail,
    Scenario,
    Serve,
    Source,
    Station,
    Store,
    Vehicle,
    WaitFor,
    Work,
)

HOURS = 120.0


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


def laws(mean: float) -> st.SearchStrategy[Law]:
    """Laws of every kind with about a mean.

    The mean is an odd number: two things that happen by chance at the same instant may happen in
    either order, and a week changes at full hours.
    """
    mean *= math.sqrt(1.0137)
    return st.one_of(
        st.just(Law.const(mean)),
        st.just(Law.exp(mean)),
        st.integers(1, 5).map(lambda k: Law.erlang(mean, k)),
        st.just(Law.uniform(mean / 2, 1.5 * mean)),
        numbers(0.1, 1.5).map(lambda cv: Law.lognormal(mean, cv)),
        st.just(Law.triangular(mean / 4, mean, 2 * mean)),
        st.just(Law.of_values([mean / 3, mean, 1.5 * mean])),
    )


VEHICLES = (
    Vehicle("small", Law.const(300.0), 30.0, 6.0, 1.6),
    Vehicle("large", Law.uniform(500.0, 900.0), 55.0, 10.0, 2.4),
    Vehicle("empty", length_m=30.0, beam_m=6.0, draught_m=1.0),
    Vehicle("truck", Law.const(60.0)),
    Vehicle("train", Law.const(1500.0)),
)
VESSELS = ("small", "large", "empty")


OF_CALENDARS = {"night": (0, math.sqrt(0.0201)), "wind": (8, math.sqrt(0.0503))}
"""By calendar the first of its six slow hours, and what its other times are moved by."""


@st.composite
def calendars(draw: st.DrawFn, name: str) -> Calendar:
    """Nights, changes, closures; no two calendars change at the same instant.

    Who waits for the one and is served by the hours of the other would come at the very instant at
    which there are more servers, and either may be first.
    """
    night = draw(st.sampled_from([0.0, 0.5, 1.0]))
    first, apart = OF_CALENDARS[name]
    week = tuple(night if first <= hour % 24 < first + 6 else 1.0 for hour in range(168))
    begin = draw(numbers(1, 60)) + apart
    return Calendar(
        name,
        week=week if draw(st.booleans()) else (),
        changes=((draw(numbers(0, 50)) + apart, draw(st.sampled_from([0.5, 2.0]))),)
        if draw(st.booleans())
        else (),
        closures=((begin, begin + draw(numbers(1, 40))),) if draw(st.booleans()) else (),
        stops=RandomStops(draw(laws(15.0)), draw(laws(3.0)), draw(st.sampled_from([0.0, 0.4])))
        if draw(st.booleans())
        else None,
    )


@st.composite
def stations(draw: st.DrawFn, name: str) -> Station:
    """A station in whose last group everybody fits."""
    groups = [
        Group(
            f"{name}-{k}",
            draw(st.integers(1, 3)),
            max_length_m=draw(st.sampled_from([40.0, 100.0])),
            max_draught_m=draw(st.sampled_from([1.8, 3.0])),
            cargoes=draw(st.sampled_from([(), ("coal",), ("coal", "grain")])),
        )
        for k in range(draw(st.integers(0, 2)))
    ]
    shifts = draw(st.sampled_from([None, "wind"]))
    groups.append(Group(f"{name}-all", draw(st.integers(2, 3)), calendar=shifts))
    return Station(name, tuple(groups), draw(st.sampled_from([None, None, 0, 2])))


@st.composite
def locks(draw: st.DrawFn, name: str) -> Lock:
    """A lock through whose first chamber everybody fits."""
    rooms = [(120.0, 23.0), (60.0, 11.0), (35.0, 7.0)][: draw(st.integers(1, 3))]
    chambers = tuple(
        Chamber(f"{name}-{k}", long_m, wide_m, draw(numbers(0.2, 0.8)), draw(numbers(0.1, 0.5)),
                draw(st.sampled_from(["up", "down"])), draw(st.sampled_from([None, "night"])))
        for k, (long_m, wide_m) in enumerate(rooms)
    )  # fmt: skip
    least = draw(st.sampled_from([1, 1, 2, 3]))
    return Lock(
        name, chambers, enter_h=draw(numbers(0.01, 0.1)), leave_h=draw(numbers(0.01, 0.1)),
        gap_m=draw(st.sampled_from([0.0, 0.5])), look=draw(st.integers(0, 2)), least=least,
        patience_h=draw(numbers(0.5, 5.0)),
        every_h=draw(st.sampled_from([None, None, math.sqrt(3)])),
    )  # fmt: skip


@st.composite
def works(draw: st.DrawFn, cargo: str) -> Work:
    lots = draw(st.integers(1, 3))
    side = draw(st.sampled_from(["discharge", "load"]))
    store = draw(st.sampled_from([None, f"{cargo}-yard"]))
    return Work(
        side,
        draw(numbers(50, 300)),
        store=store,
        pool=draw(st.sampled_from([None, "cranes"])),
        cranes=draw(st.sampled_from([(1, 1), (1, 2), (2, 2), (2, 4)])),
        share=draw(st.sampled_from([1.0, 0.6])),
        lots=lots,
        factor=draw(laws(1.0)),
        calendar=draw(st.sampled_from([None, "wind"])),
        up_to=side == "load" and store is not None and draw(st.booleans()),
    )


@st.composite
def routes(draw: st.DrawFn, cargo: str) -> tuple[object, ...]:
    """A voyage with calls."""
    steps: list[object] = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from("sail serve berth berth chance wait lock lock".split()))
        if kind == "sail":
            calendar = draw(st.sampled_from([None, "night", "wind"]))
            steps.append(Sail(draw(laws(3.0)), calendar))
        elif kind == "serve":
            calendar = draw(st.sampled_from([None, "night"]))
            steps.append(Serve("gate", draw(laws(2.0)), calendar))
        elif kind == "lock":
            name = draw(st.sampled_from(["low", "high"]))
            steps.append(Pass(name, draw(st.sampled_from(["up", "down"]))))
        elif kind == "wait":
            steps.append(WaitFor("night", draw(st.sampled_from([0.5, 1.0]))))
        elif kind == "chance":
            inner = Serve("gate", draw(laws(1.0)))
            steps.append(Chance(draw(st.sampled_from([0.3, 0.8])), (Sail(draw(laws(1.0))), inner)))
        else:
            before = draw(st.sampled_from([Law.const(0.0), Law.const(math.sqrt(0.3))]))
            some = draw(st.lists(works(cargo), min_size=1, max_size=2))
            steps.append(Berthing("quay", tuple(some), before, draw(laws(0.5))))
    return tuple(steps)


@st.composite
def vessel_sources(draw: st.DrawFn, name: str) -> Source:
    cargo = draw(st.sampled_from(["coal", "grain"]))
    names = draw(st.lists(st.sampled_from(VESSELS), min_size=1, max_size=3, unique=True))
    mix = tuple((vehicle, draw(st.sampled_from([1.0, 2.5]))) for vehicle in names)
    route = draw(routes(cargo))
    priority = draw(st.sampled_from([0, 0, 1]))
    kind = draw(st.sampled_from("gap gap times fleet".split()))
    if kind == "fleet":
        whole = (*route, Sail(Law.exp(9.0)), Again())
        return Source(name, mix, whole, fleet=draw(st.integers(1, 6)), cargo=cargo,
                      priority=priority)  # fmt: skip
    if kind == "times":
        times = tuple(
            draw(
                st.lists(
                    numbers(0.1, 100).map(lambda at: at * math.sqrt(1.013)),
                    min_size=1,
                    max_size=12,
                    unique=True,
                )
            )
        )
        return Source(name, mix, route, times=times, cargo=cargo, priority=priority)
    calendar = draw(st.sampled_from([None, "night"]))
    gap = draw(laws(draw(st.sampled_from([2.0, 6.0]))))
    return Source(name, mix, route, gap=gap, calendar=calendar, cargo=cargo, priority=priority)


@st.composite
def truck_sources(draw: st.DrawFn, name: str) -> Source:
    cargo = draw(st.sampled_from(["coal", "grain"]))
    vehicle = draw(st.sampled_from(["truck", "truck", "train"]))
    store = f"{cargo}-yard"
    needs = draw(st.sampled_from(["stock", "room"]))
    side = "load" if needs == "stock" else "discharge"
    work = Work(side, draw(numbers(100, 400)), store=store, lots=draw(st.integers(1, 2)))
    route = (Serve("gate", Law.exp(0.2)), work, Serve("gate", Law.const(math.sqrt(0.003))))
    sent = draw(st.booleans())
    return Source(
        name, ((vehicle, 1.0),), route, gap=Law.exp(1.0 if vehicle == "truck" else 24.0),
        cargo=cargo, store=store if sent else None, needs=needs,
    )  # fmt: skip


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A port."""
    sources = [draw(vessel_sources(f"v{k}")) for k in range(draw(st.integers(1, 3)))]
    sources += [draw(truck_sources(f"t{k}")) for k in range(draw(st.integers(0, 2)))]
    stores = tuple(
        Store(f"{cargo}-yard", cargo, draw(st.sampled_from([1500.0, 6000.0])),
              draw(st.sampled_from([0.0, 1400.0])))
        for cargo in ("coal", "grain")
    )  # fmt: skip
    return Scenario(
        vehicles=VEHICLES,
        sources=tuple(sources),
        stations=(
            draw(stations("quay")),
            draw(stations("gate")),
            Station("cranes", (Group("cranes", draw(st.integers(2, 4))),)),
        ),
        stores=stores,
        locks=(draw(locks("low")), draw(locks("high"))),
        calendars=(draw(calendars("night")), draw(calendars("wind"))),
    )


@st.composite
def often_shut(draw: st.DrawFn) -> Scenario:
    """A port in which all berths, lanes and chambers have a calendar, and levels may fall."""
    port = draw(scenarios())
    level = draw(st.sampled_from([None, 0.0, 0.3]))
    at = draw(numbers(0, 50))
    return replace(
        port,
        stations=tuple(
            replace(row, groups=tuple(replace(group, calendar="wind") for group in row.groups))
            for row in port.stations
        ),
        locks=tuple(
            replace(row, chambers=tuple(replace(room, calendar="night") for room in row.chambers))
            for row in port.locks
        ),
        calendars=tuple(
            row if level is None
            else replace(row, changes=((at + OF_CALENDARS[row.id][1], level), (70 + at, 1.0)))
            for row in port.calendars
        ),
    )  # fmt: skip
