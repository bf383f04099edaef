"""Runs until an answer can be given: warm-up, enough replications, or why there is no answer."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.estimates.intervals import mean
from tongqu.estimates.stopping import Precision, Stop, enough
from tongqu.estimates.warm_up import WarmUp, mser5
from tongqu.sim.call_waits import call_rows, call_wait_h
from tongqu.sim.region_params import PortParams
from tongqu.sim.region_scenario import region_scenario
from tongqu.sim.simulate import YEAR_H, simulate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from concurrent.futures import Executor
    from datetime import date, datetime

    from tongqu.model.region import Region
    from tongqu.sim.region_scenario import PortScenario
    from tongqu.sim.result import SimResult
    from tongqu.sim.scenario import Scenario
    from tongqu.sim.simulate import Progress

__all__ = [
    "Beginning",
    "Settled",
    "beginning",
    "quarters_grow",
    "queue_grows",
    "settle",
    "settle_port",
]

PILOT, FIRST = 10, 20
PILOTS = (0, 1_000_003, 2_000_006)
"""Added to the seed: a quiet end of a run looks like the end of a long beginning one time in ten or
twenty, three times with other luck hardly ever."""
OBSERVED_H = 24.0
LEAST_OBSERVATIONS = 40

LEVEL = 0.1
"""Share by which the queue of a second quarter may differ from that of the second half."""


@dataclass(frozen=True)
class Beginning:
    """Where the beginning of a run ends.

    Attributes
    ----------
    warm_up
        What the rule says.
    observed_h
        Length of an observation [h].
    doubts
        Why the run may never settle.
    """

    warm_up: WarmUp
    observed_h: float
    doubts: tuple[str, ...]

    @property
    def cut_h(self) -> float:
        """Hours that belong to the beginning."""
        return self.warm_up.observations * self.observed_h


@dataclass(frozen=True, eq=False)
class Settled:
    """Runs, and whether they can be trusted.

    Attributes
    ----------
    result
        The runs.
    first
        Where the beginning ends.
    stop
        Whether there were enough replications, for the mean wait of a call.
    precision
        What was asked; None where the number of replications was.
    doubts
        Why no mean can be shown: ``warm_up`` (the beginning eats half of the run), ``growing``
        (queues grow from quarter to quarter), ``unfinished`` (a million wait).
    interrupted
        Whether somebody stopped it, so that there are fewer runs than were asked for.
    """

    result: SimResult
    first: Beginning
    stop: Stop
    precision: Precision | None
    doubts: tuple[str, ...]
    interrupted: bool = False

    @property
    def settled(self) -> bool:
        """Whether means can be shown."""
        return not self.doubts


def settle(
    scenario: Scenario,
    *,
    years: float = 1.0,
    lead_h: float = 0.0,
    replications: int | None = None,
    precision: float = 0.05,
    most: int = 640,
    seed: int = 1,
    period_h: float = 3.0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    first: Beginning | None = None,
) -> Settled:
    """Simulate until the mean wait of a call is known well enough.

    Parameters
    ----------
    scenario
        What is simulated.
    years
        How long it counts.
    lead_h
        Hours before that, in which the port fills; more are left out if the rule says so.
    replications
        So many, instead of a precision.
    precision
        Half of the 95 % interval of the mean wait over that mean.
    most
        Replications at most.
    seed, period_h, executor, progress
        As in `simulate`.
    first
        Where the beginning ends, if that is known already.

    Notes
    -----
    A few runs without closures say where the beginning ends. Replications then double until the
    precision is held; the answer does not hang on how many were computed at a time. Who interrupts
    it gets the runs that were done by then, if there were any.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
    >>> come = Source("barges", (("barge", 1.0),), (Serve("quay", Law.exp(6)),), gap=Law.exp(4))
    >>> scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 2),))
    >>> found = settle(scenario, years=0.5, replications=10)
    >>> found.settled, found.result.replications
    (True, 10)
    """
    hours = lead_h + years * YEAR_H
    _check(years, replications, precision, most)
    if first is None:
        first = beginning(scenario, hours, seed=seed, executor=executor)
    doubts = list(first.doubts)
    warm_h = lead_h if doubts else max(lead_h, first.cut_h)
    wanted = None if replications is not None else Precision(relative_half_width=precision)
    count = min(FIRST, most) if replications is None else replications
    while True:
        result = simulate(scenario, years=hours / YEAR_H, replications=count, seed=seed,
                          warm_h=warm_h, period_h=period_h, executor=executor,
                          progress=progress, keep=True)  # fmt: skip
        interrupted = result.replications < count
        if not result.finished.all():
            doubts.append("unfinished")
        stop = _stop(call_wait_h(result), wanted)
        if doubts or wanted is None or stop.reached or interrupted or count >= most:
            break
        count = min(2 * count, most)
    return Settled(result, first, stop, wanted, tuple(dict.fromkeys(doubts)), interrupted)


def beginning(
    scenario: Scenario,
    hours: float,
    *,
    seed: int = 1,
    executor: Executor | None = None,
) -> Beginning:
    """Return where the beginning of a run ends, by a few runs without closures.

    Notes
    -----
    Where the rule says that the beginning eats half of the run, it is asked again with other luck.
    The third time it is believed, unless the queues of all runs together are in the second quarter
    what they are in the second half: short runs have few batches, and the rule is at the mercy of
    their noise. See `queue_grows` for queues without end.
    """
    observed_h = max(1.0, min(OBSERVED_H, hours / LEAST_OBSERVATIONS))
    quiet = _quiet(scenario)
    doubts: tuple[str, ...] = ()
    seen = []
    for luck in PILOTS:
        pilot = simulate(quiet, years=hours / YEAR_H, replications=PILOT, seed=seed + luck,
                         period_h=observed_h, executor=executor)  # fmt: skip
        seen.append(_queues(pilot, call_rows(pilot.scenario)))
        warm_up = mser5(seen[-1])
        said = (
            ("unfinished", not pilot.finished.all()),
            ("warm_up", not warm_up.settled),
            ("growing", queue_grows(pilot)),
        )
        doubts = tuple(code for code, holds in said if holds)
        if doubts != ("warm_up",):
            break
    else:
        quarter = seen[0].size // 4
        if _is_level(np.mean(seen, axis=0)):
            doubts, warm_up = (), replace(warm_up, observations=quarter, settled=True)
    return Beginning(warm_up, observed_h, doubts)


def _is_level(queues: np.ndarray) -> bool:
    """Whether the second quarter is as the second half, so that a quarter is beginning enough.

    As far as can be told: by a tenth, or by what the sixteenths of the run differ among themselves.
    """
    parts = np.array([part.mean() for part in np.array_split(queues, 16)])
    early, late = parts[4:8], parts[8:]
    noise = math.sqrt(late.var(ddof=1) * (1 / early.size + 1 / late.size))
    return bool(abs(early.mean() - late.mean()) <= max(LEVEL * late.mean(), 2 * noise))


def _check(years: float, replications: int | None, precision: float, most: int) -> None:
    from tongqu.errors import UsageError

    for name, value, least, top in (
        ("years", years, 1e-3, 1000.0),
        ("replications", 1 if replications is None else replications, 1, 1_000_000),
        ("precision", precision, 1e-6, 1.0),
        ("most", most, 3, 1_000_000),
    ):
        if not least <= value <= top:
            raise UsageError.of(
                "parameter_out_of_range", name=name, value=value, minimum=least, maximum=top
            )


def _stop(waits: np.ndarray, wanted: Precision | None) -> Stop:
    if wanted is not None:
        if waits.max(initial=0.0) == 0.0:
            return Stop(True, waits.size, mean(waits), 0.0)
        return enough(waits, wanted)
    found = mean(waits)
    wide = (found.high - found.value) / found.value if found.value > 0 else math.inf
    return Stop(True, waits.size, found, wide if waits.size > 1 else math.inf)


def _quiet(scenario: Scenario) -> Scenario:
    """Return the scenario without closures: they are no beginning."""
    return replace(
        scenario, calendars=tuple(replace(row, closures=()) for row in scenario.calendars)
    )


def _queues(result: SimResult, rows: Iterable[tuple[str, str]]) -> np.ndarray:
    """Return how many wait in some rows, all together, by period; a part of a period left out."""
    whole = int(result.hours // result.period_h)
    found = [result.series_of(*row)["queue_mean"] for row in rows]
    return np.sum(found, axis=0)[:whole] if found else np.zeros(whole)


def queue_grows(result: SimResult) -> bool:
    """Whether what waits goes up from quarter to quarter of the run, and far up in all.

    Notes
    -----
    Everybody counts, not only calls: trucks stand before a full yard that vessels never see. The
    beginning counts too: a queue that grows steadily from the first day on is long already when
    the warm-up ends, and then no longer doubles.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
    >>> for gap_h in (4.0, 2.7):
    ...     come = Source("barges", (("barge", 1.0),), (Serve("quay", Law.exp(6)),),
    ...                   gap=Law.exp(gap_h))
    ...     scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 2),))
    ...     print(queue_grows(simulate(scenario, years=1, replications=5, check=False)))
    False
    True
    """
    queues = _queues(result, result.ids["stations"])
    if queues.size < 8:
        return False
    return quarters_grow([float(part.mean()) for part in np.array_split(queues, 4)])


def quarters_grow(quarters: Sequence[float]) -> bool:
    """Whether the numbers that wait in four quarters go up each time, and far up in all.

    Examples
    --------
    >>> quarters_grow([1, 2, 3, 4]), quarters_grow([1, 3, 2, 9]), quarters_grow([5, 6, 7, 8])
    (True, False, False)
    """
    rises = all(more > less for less, more in itertools.pairwise(quarters))
    return rises and quarters[3] > 2 * quarters[0] + 1


def settle_port(
    region: Region,
    as_of: date | datetime,
    *,
    years: float = 1.0,
    params: PortParams | None = None,
    seed: int = 1,
    executor: Executor | None = None,
    **asked: Any,
) -> tuple[PortScenario, Settled]:
    """Simulate the port of a region; the weeks before the first day are as many as it takes.

    Parameters
    ----------
    region, as_of, years, params
        As in `region_scenario`.
    seed, executor, asked
        As in `settle`.

    Notes
    -----
    What counts begins on the first day, so that a closure of that month is not cut off. If the
    port is not yet as it will be by then, the lead is made longer and the run set off anew.
    """
    _check(years, asked.get("replications"), asked.get("precision", 0.05), asked.get("most", 640))
    params = params or PortParams()
    port = region_scenario(region, as_of, years=years, params=params)
    hours = port.lead_h + years * YEAR_H
    begun = beginning(port.scenario, hours, seed=seed, executor=executor)
    first: Beginning | None = begun
    if not begun.doubts and begun.cut_h > port.lead_h:
        params = replace(params, lead_weeks=math.ceil(begun.cut_h / 168))
        port = region_scenario(region, as_of, years=years, params=params)
        first = None
    return port, settle(port.scenario, years=years, lead_h=port.lead_h, seed=seed,
                        executor=executor, first=first, **asked)  # fmt: skip
