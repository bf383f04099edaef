"""The port that the simulator's bars are about: 15,000 vessels and 280,000 trucks a year."""

from tongqu.sim import (
    Berthing,
    Chamber,
    Group,
    Law,
    Lock,
    Pass,
    Sail,
    Scenario,
    Serve,
    Source,
    Station,
    Store,
    Vehicle,
    Work,
    lanes,
)

CARGOES = (
    ("ore", 4600, "discharge", "grabs"),
    ("coal", 4200, "discharge", "grabs"),
    ("boxes", 3100, "load", "gantries"),
    ("steel", 3100, "discharge", "gantries"),
)
"""Cargo, vessels a year, what they do, with which cranes."""

YEAR_H, PAYLOAD_T, TRUCK_T, TRAIN_T = 8760.0, 625.0, 30.0, 2400.0
BY_RAIL = {"ore": 0.3, "coal": 0.3}

VEHICLES = (
    Vehicle("500 t", Law.triangular(300, 450, 520), 45.0, 9.0, 2.0),
    Vehicle("800 t", Law.triangular(500, 750, 850), 55.0, 10.8, 2.4),
    Vehicle("1000 t", Law.triangular(700, 950, 1050), 67.5, 10.8, 2.9),
    Vehicle("truck", Law.const(TRUCK_T)),
    Vehicle("train", Law.const(TRAIN_T)),
)


def lock(name: str) -> Lock:
    """Two chambers, one at each side in the beginning."""
    chambers = (
        Chamber(f"{name}-1", 230.0, 23.0, 0.25, 0.25),
        Chamber(f"{name}-2", 180.0, 23.0, 0.25, 0.25, "down"),
    )
    return Lock(name, chambers, enter_h=0.04, leave_h=0.03, gap_m=0.5, look=2)


def vessels(cargo: str, yearly: int, side: str, pool: str, *, stored: bool) -> Source:
    """Up through three locks, to the quay, and back."""
    work = Work(side, 110.0, cargo if stored else None, pool, (1, 2), factor=Law.erlang(1.0, 4))
    up = [step for k, hours in enumerate((3.0, 4.0, 2.0)) for step in (
        Pass(f"lock {k + 1}", "up"), Sail(Law.lognormal(hours, 0.15), name=f"up {k + 1}"),
    )]  # fmt: skip
    down = [step for k, hours in ((2, 2.0), (1, 4.0), (0, 3.0)) for step in (
        Sail(Law.lognormal(hours, 0.15), name=f"down {k + 1}"), Pass(f"lock {k + 1}", "down"),
    )]  # fmt: skip
    call = Berthing("quay", (work,), Law.const(0.5), Law.const(0.4))
    mix = (("500 t", 0.4), ("800 t", 0.4), ("1000 t", 0.2))
    return Source(
        f"vessels {cargo}", mix, (*up, call, *down), gap=Law.exp(YEAR_H / yearly), cargo=cargo
    )


def inland(cargo: str, yearly: int, side: str) -> list[Source]:
    """Trucks that are sent for stock or room, and trains with a timetable."""
    tonnes = yearly * PAYLOAD_T
    other = "load" if side == "discharge" else "discharge"
    rail = BY_RAIL.get(cargo, 0.0)
    route = (
        Serve("gate in", Law.erlang(0.05, 2)),
        Work(other, 150.0, cargo),
        Serve("gate out", Law.const(0.02)),
    )
    could = 1.15 * tonnes * (1 - rail / 2)
    found = [
        Source(f"trucks {cargo}", (("truck", 1.0),), route, gap=Law.exp(YEAR_H * TRUCK_T / could),
               cargo=cargo, store=cargo, needs="stock" if side == "discharge" else "room"),
    ]  # fmt: skip
    if rail:
        gap = Law.const(YEAR_H * TRAIN_T / (rail * tonnes))
        steps = (Serve("track", Law.const(0.3)), Work("load", 600.0, cargo, up_to=True))
        found.append(Source(f"trains {cargo}", (("train", 1.0),), steps, gap=gap, cargo=cargo))
    return found


def full_port(*, stored: bool = True) -> Scenario:
    """Return the port; without yards, trucks and trains if cargo is not stored."""
    sources = [vessels(*cargo, stored=stored) for cargo in CARGOES]
    stations = [
        Station("quay", (Group("phase 1", 8, max_length_m=60.0, max_draught_m=2.6),
                         Group("phase 2", 12))),
        lanes("grabs", 12),
        lanes("gantries", 10),
    ]  # fmt: skip
    stores: tuple[Store, ...] = ()
    if stored:
        for cargo, yearly, side, _ in CARGOES:
            sources += inland(cargo, yearly, side)
        stations += [lanes("gate in", 6), lanes("gate out", 4), lanes("track", 3)]
        stores = tuple(Store(cargo, cargo, 25_000.0, 5_000.0) for cargo, *_ in CARGOES)
    return Scenario(
        vehicles=VEHICLES,
        sources=tuple(sources),
        stations=tuple(stations),
        stores=stores,
        locks=tuple(lock(f"lock {k}") for k in (1, 2, 3)),
        name="a port of the size of the bars",
    )
