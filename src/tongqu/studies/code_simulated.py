"""A formula of a design code, and the same berths or the same lock simulated beside it.

The code takes the utilisation as an input and gives a throughput. The simulation takes the
throughput and gives waits and utilisation; so it is run at the code's throughput, and then the
throughput is sought at which a level of service is just kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.errors import UsageError
from tongqu.estimates.intervals import METHODS
from tongqu.sim.answer import estimate
from tongqu.sim.impossible import impossible
from tongqu.sim.laws import Law
from tongqu.sim.scenario import (
    Berthing,
    Calendar,
    Chamber,
    Lock,
    Pass,
    RandomStops,
    Scenario,
    Source,
    Vehicle,
    Work,
    lanes,
)
from tongqu.sim.settling import queue_grows
from tongqu.sim.simulate import simulate
from tongqu.sim.sweep import scaled
from tongqu.studies.capacity import capacity
from tongqu.studies.capacity_params import CapacityParams
from tongqu.studies.port_level import PortLevel

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from tongqu.queueing import CodeAnswer
    from tongqu.sim import SimResult

__all__ = ["CodePort", "code_port", "code_simulated"]

Json = dict[str, Any]
YEAR_H, YEAR_D, DAY_H, WEEK_D = 8760.0, 365.0, 24.0, 7
MONTHS = 12
BERTHS, LOCK = "berths", "lock"
LEAD_H = 720.0
"""Hours that run before the year that counts."""

MANY, FEW = 40, 10
CLOSE_TO_ALL = 0.999
"""Share of all days from which on a stand by chance would be too rare to be drawn."""

LENGTH_M, BEAM_M = 10.0, 5.0
"""Of a vessel in the chamber: only how many fit counts."""


@dataclass(frozen=True)
class CodePort:
    """What a formula describes, as a scenario.

    Attributes
    ----------
    scenario
        With the traffic that the formula allows.
    station
        Where one waits.
    units_per_year
        Throughput by the formula: tonnes or TEU of all berths, tonnes one way of a lock.
    unit
        ``t`` or ``teu``.
    vessels_per_year
        Vessels that carry it, of a lock one way.
    use
        Utilisation in the code's sense at that throughput; of a lock the share of its lockages.
    """

    scenario: Scenario
    station: str
    units_per_year: float
    unit: str
    vessels_per_year: float
    use: float


def code_port(
    found: CodeAnswer, *, berths: int = 1, stages: int = 4, vessels_a_lockage: int = 4
) -> CodePort:
    """Return the berths, or the lock, that a formula describes.

    Parameters
    ----------
    found
        An answer of `tongqu.queueing.berth_code`, `container_code` or `lock_code`.
    berths
        How many alike.
    stages
        How even the work of a vessel is: stages of Erlang's law, 1 as uneven as any.
    vessels_a_lockage
        Vessels that fill a chamber.

    Notes
    -----
    Vessels come at any hour as good as another. Hours of a day without work are at its end, days
    without work come by chance, one at a time. A lock is alternately open both ways; the traffic of
    one month is the mean times beta, as the code has it.

    Examples
    --------
    >>> from tongqu.queueing import berth_code
    >>> port = code_port(berth_code(ship_t=1000, rate_t_per_h=150, utilisation=0.6), berths=3)
    >>> round(port.units_per_year), round(port.vessels_per_year), round(port.use, 3)
    (1342493, 1342, 0.6)
    """
    for name, value, most in (
        ("berths", berths, 1000), ("stages", stages, 100),
        ("vessels_a_lockage", vessels_a_lockage, 100),
    ):  # fmt: skip
        if not 1 <= value <= most:
            raise UsageError.of("parameter_out_of_range", name=name, value=value, minimum=1,
                                maximum=most)  # fmt: skip
    taken = {entry.key: entry.value for entry in found.coefficients}
    if "lockage_t" in taken:
        return _lock(found, taken, vessels_a_lockage)
    return _berths(found, taken, berths, stages)


def _berths(found: CodeAnswer, taken: dict[str, float], berths: int, stages: int) -> CodePort:
    unit = "teu" if "ship_teu" in taken else "t"
    size = taken[f"ship_{unit}"]
    rate = found.result("rate_teu_per_h") if unit == "teu" else taken["rate_t_per_h"]
    work_h = taken["work_h"] if unit == "teu" else DAY_H - taken["idle_h"]
    calendar = _hours("work", work_h, taken["days"])
    other = Law.const(0.0) if taken["other_h"] == 0 else Law.erlang(taken["other_h"] / 2, 4)
    work = Work("discharge", rate, factor=Law.erlang(1.0, stages),
                calendar=calendar.id if calendar else None)  # fmt: skip
    capacity_ = berths * found.result(f"capacity_{unit}_per_year")
    vessels = capacity_ / size
    source = Source("vessels", (("vessel", 1.0),), (Berthing(BERTHS, (work,), other, other),),
                    gap=Law.exp(YEAR_H / vessels))  # fmt: skip
    scenario = Scenario(
        (Vehicle("vessel", Law.const(size)),), (source,), (lanes(BERTHS, berths),),
        calendars=(calendar,) if calendar else (), name=found.source,
    )  # fmt: skip
    return CodePort(scenario, BERTHS, capacity_, unit, vessels, taken["utilisation"])


def _lock(found: CodeAnswer, taken: dict[str, float], together: int) -> CodePort:
    work_h = taken.get("work_h", DAY_H)
    lockages = taken.get("lockages_per_day") or found.result("lockages_per_day")
    # Lockages of passenger and service vessels leave the others that much less time.
    free = (lockages - taken["other_lockages_per_day"]) / lockages
    full_h = work_h / lockages / free
    turn_h = full_h
    if "two_way_min" in taken:
        full_h = taken["two_way_min"] / 2 / 60 / free
        turn_h = max(1e-3, taken["one_way_min"] / 60 / free - full_h)
    calendar = _hours("open", work_h, taken["days"])
    chamber = Chamber("chamber", together * LENGTH_M, BEAM_M, full_h, turn_h,
                      calendar=calendar.id if calendar else None)  # fmt: skip
    capacity_ = found.result("capacity_t_per_year")
    payload = taken["lockage_t"] * taken["load"] / together
    vessels = capacity_ / payload
    busy = Calendar("months", changes=_months(taken["uneven"]))
    sources = tuple(
        Source(f"vessels-{side}", (("vessel", 1.0),), (Pass(LOCK, side),),
               gap=Law.exp(YEAR_H / vessels), calendar=busy.id)
        for side in ("up", "down")
    )  # fmt: skip
    scenario = Scenario(
        (Vehicle("vessel", Law.const(payload), LENGTH_M, BEAM_M),), sources,
        locks=(Lock(LOCK, (chamber,), enter_h=0.0, leave_h=0.0),),
        calendars=(busy, calendar) if calendar else (busy,), name=found.source,
    )  # fmt: skip
    return CodePort(scenario, LOCK, capacity_, "t", vessels, 1.0 / taken["uneven"])


def _hours(name: str, work_h: float, days: float) -> Calendar | None:
    """Return hours of work in a day, and days without by chance; None if there is always work."""
    week: tuple[float, ...] = ()
    if work_h < DAY_H:
        whole = int(work_h)
        day = [1.0] * whole + [work_h - whole] + [0.0] * (23 - whole)
        week = tuple(day * WEEK_D)
    stops = None
    if days < CLOSE_TO_ALL * YEAR_D:
        share = 1 - days / YEAR_D
        stops = RandomStops(Law.exp(DAY_H * (1 - share) / share), Law.const(DAY_H))
    return Calendar(name, week=week, stops=stops) if week or stops else None


def _months(uneven: float) -> tuple[tuple[float, float], ...]:
    """Return the share of the mean traffic of a month, of which one is the busiest."""
    most = min(float(MONTHS), max(1.0, uneven))
    others = (MONTHS - most) / (MONTHS - 1)
    month = YEAR_H / MONTHS
    return ((0.0, others), (6 * month, most), (7 * month, others))


def code_simulated(
    found: CodeAnswer,
    *,
    berths: int = 1,
    stages: int = 4,
    vessels_a_lockage: int = 4,
    wait_over_service: float = 0.3,
    wait_h: float = 4.0,
    replications: int | None = None,
    most: int = 160,
    tolerance: float = 0.08,
    seed: int = 1,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Json:
    """Return what a simulation says of the throughput that a formula allows.

    Parameters
    ----------
    found, berths, stages, vessels_a_lockage
        As in `code_port`.
    wait_over_service
        Level of service of berths: mean wait, in mean times at the berth.
    wait_h
        Level of service of a lock: mean wait [h].
    replications
        Runs of a year; by default 40 of berths and 10 of a lock, which has far more vessels.
    most, tolerance
        As in `CapacityParams`.
    seed, executor, progress
        As in `tongqu.sim.simulate`.

    Returns
    -------
    dict
        As JSON shows it: ``at_code`` at the throughput of the formula, ``at_level`` at the one that
        keeps the level.

    Examples
    --------
    >>> from tongqu.queueing import berth_code
    >>> answer = berth_code(ship_t=1000, rate_t_per_h=150, utilisation=0.6)
    >>> beside = code_simulated(answer, berths=1, replications=10, most=10, tolerance=0.2)
    >>> beside["at_code"]["wait_over_service"]["value"] > 0.6
    True
    """
    port = code_port(found, berths=berths, stages=stages, vessels_a_lockage=vessels_a_lockage)
    level = (
        PortLevel(wait_h=wait_h) if port.station == LOCK
        else PortLevel(wait_over_service=wait_over_service)
    )  # fmt: skip
    count = replications or (FEW if port.station == LOCK else MANY)
    code = _run(port.scenario, count, seed, executor)
    params = CapacityParams(replications=count, most=max(most, count), tolerance=tolerance,
                            lead_h=LEAD_H, more=False)  # fmt: skip
    limit = capacity(port.scenario, level, params=params, seed=seed, executor=executor,
                     progress=progress)  # fmt: skip
    factor = limit.factor
    kept = None
    if factor is not None and limit.state == "found":
        kept = _run(scaled(port.scenario, factor, limit.sources), count, seed, executor)
    told = limit.to_dict()
    return {
        "station": port.station,
        "unit": port.unit,
        "berths": berths if port.station == BERTHS else None,
        "stages": stages if port.station == BERTHS else None,
        "vessels_a_lockage": vessels_a_lockage if port.station == LOCK else None,
        "level": told["level"],
        "state": told["state"],
        "at_code": _figures(port, code, 1.0),
        "at_level": None if kept is None or factor is None else _figures(port, kept, factor),
        "per_year_at_level": _scaled(told["capacity"], port.units_per_year),
        "use_at_level": _scaled(told["capacity"], port.use),
        "run": {
            "years": 1.0, "replications": count, "seed": seed, "method": METHODS["mean"],
            "tolerance": tolerance, "confidence": told["run"]["confidence"],
        },
    }  # fmt: skip


def _run(
    scenario: Scenario, replications: int, seed: int, executor: Executor | None
) -> SimResult | None:
    """Return runs of a year, None where queues only grow."""
    if list(impossible(scenario)):
        return None
    found = simulate(scenario, years=(LEAD_H + YEAR_H) / YEAR_H, replications=replications,
                     seed=seed, warm_h=LEAD_H, executor=executor, check=False)  # fmt: skip
    return found if found.finished.all() and not queue_grows(found) else None


def _scaled(found: Json | None, size: float) -> Json | None:
    """Return the capacity in other units."""
    if found is None:
        return None
    return {
        name: None if value is None else round(value * size, 4)
        for name, value in found["factor"].items()
    }


def _figures(port: CodePort, result: SimResult | None, factor: float) -> Json:
    """Return what the simulation says at some throughput."""
    row: Json = {
        "per_year": round(factor * port.units_per_year, 1),
        "vessels_per_year": round(factor * port.vessels_per_year, 1),
        "use": round(factor * port.use, 4),
        "settled": result is not None,
        "wait_h": None, "wait_over_service": None, "service_h": None, "wait_p95_h": None,
        "busy": None, "queue_mean": None,
    }  # fmt: skip
    if result is None:
        return row
    if port.station == BERTHS:
        waits = result.values("stations", "wait_mean_h", BERTHS)
        busy = result.values("groups", "busy_mean", BERTHS)
        served = result.values("groups", "served", BERTHS) / result.measured_h
        service = np.divide(busy, served, out=np.zeros_like(busy), where=served > 0)
        row |= {
            "wait_h": estimate(waits), "service_h": estimate(service),
            "wait_over_service": estimate(waits / np.maximum(service, 1e-12)),
            "wait_p95_h": estimate(result.values("stations", "wait_p95_h", BERTHS)),
            "busy": estimate(result.values("groups", "utilisation", BERTHS)),
            "queue_mean": estimate(result.values("stations", "queue_mean", BERTHS)),
        }  # fmt: skip
        return row
    sides = [(LOCK, side) for side in ("up", "down")]
    up, down = (result.values("stations", "served", *side) for side in sides)
    of_up, of_down = (result.values("stations", "wait_mean_h", *side) for side in sides)
    row |= {
        "wait_h": estimate((up * of_up + down * of_down) / np.maximum(up + down, 1)),
        "wait_p95_h": estimate(
            np.max([result.values("stations", "wait_p95_h", *side) for side in sides], axis=0)
        ),
        "busy": estimate(result.values("chambers", "busy_share", "chamber")),
        "queue_mean": estimate(
            np.sum([result.values("stations", "queue_mean", *side) for side in sides], axis=0)
        ),
    }  # fmt: skip
    return row
