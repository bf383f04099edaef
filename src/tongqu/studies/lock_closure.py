"""What a closure of a lock costs in waiting: none, as planned, and as it became."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.errors import LimitError, UsageError
from tongqu.estimates.intervals import METHODS, mean
from tongqu.sim.answer import estimate
from tongqu.sim.call_waits import call_sources, call_wait_h
from tongqu.sim.region_scenario import region_scenario
from tongqu.sim.settling import queue_grows
from tongqu.sim.simulate import YEAR_H, simulate
from tongqu.studies.lock_port import check_lock, fewer_while, shut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from tongqu.model.region import Region
    from tongqu.sim import PortParams, Scenario, SimResult
    from tongqu.sim.region_scenario import PortScenario

    Numbers = NDArray[np.float64]

__all__ = ["Closing", "closings_of", "lock_closure"]

Json = dict[str, Any]
PERIOD_H = 6.0
DAY = round(24 / PERIOD_H)
BEFORE = timedelta(days=28)
NONE = "none"


@dataclass(frozen=True)
class Closing:
    """One way in which a lock is shut.

    Attributes
    ----------
    id
        Its name in the answer.
    closed_from, closed_until
        First instant at which it is shut, and first at which it is open again.
    """

    id: str
    closed_from: datetime
    closed_until: datetime

    def __post_init__(self) -> None:
        if self.closed_until <= self.closed_from:
            raise UsageError.of("closing_backwards", closing=self.id)

    @property
    def days(self) -> float:
        """How long it is shut."""
        return (self.closed_until - self.closed_from) / timedelta(days=1)


def closings_of(region: Region, lock: str) -> tuple[Closing, ...]:
    """Return the versions of the last closure of a lock that the region knows, the longest first.

    Parameters
    ----------
    region
        The region.
    lock
        Which lock.

    Examples
    --------
    >>> from tongqu import load_region
    >>> [(row.id, row.days) for row in closings_of(load_region("qujiang"), "fuchunjiang-lock")]
    [('fuchunjiang-2025-planned', 15.0), ('fuchunjiang-2025-actual', 9.0)]
    """
    rows = [
        row
        for row in region.closures
        if (row.table, row.row_id) == ("locks", lock) and row.closed_until is not None
    ]
    if not rows:
        return ()
    last = max(rows, key=lambda row: (row.closed_from, row.id)).event_id
    found = [
        Closing(row.id, region.local(row.closed_from), region.local(row.closed_until))
        for row in rows
        if row.event_id == last and row.closed_until is not None
    ]
    return tuple(sorted(found, key=lambda row: (-row.days, row.id)))


def lock_closure(
    region: Region,
    lock: str,
    closings: Sequence[Closing] = (),
    *,
    first_day: date | datetime | None = None,
    weeks: float = 13.0,
    stay_away: float = 0.0,
    params: PortParams | None = None,
    replications: int = 16,
    seed: int = 1,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Json:
    """Return what closures of a lock cost, each against the others and against none.

    Parameters
    ----------
    region, lock
        The region, and which of its locks.
    closings
        Ways in which it is shut; by default those of `closings_of`.
    first_day
        First day that counts, and whose knowledge of berths counts; by default four weeks before
        the first closure.
    weeks
        How long it counts. Waits are means over the calls of this time.
    stay_away
        Share of the vessels that would have come while the lock is shut and do not, nor later.
    params
        What the tables do not say.
    replications, seed, executor, progress
        As in `tongqu.sim.simulate`.

    Returns
    -------
    dict
        As JSON shows it.

    Raises
    ------
    UsageError
        If no vessel passes the lock, a closure is unknown or does not lie in the weeks that count.
    LimitError
        If the port does not settle without a closure.

    Notes
    -----
    All runs share their luck, so differences are paired. Other closures of this lock are left out;
    those of others stay as they were known on the first day.
    """
    asked = tuple(closings) or closings_of(region, lock)
    _check(asked, lock, weeks, stay_away, replications)
    first = first_day or (min(row.closed_from for row in asked) - BEFORE).date()
    others = tuple(row for row in region.closures if (row.table, row.row_id) != ("locks", lock))
    port = region_scenario(
        region.with_tables(closures=others), first, years=weeks * 168 / YEAR_H, params=params
    )
    check_lock(region, port.scenario, lock)
    hours = port.lead_h + weeks * 168
    windows = {row.id: _window(row, port, hours) for row in asked}
    runs: dict[str, list[SimResult]] = {}
    variants = {NONE: (), **{name: (window,) for name, window in windows.items()}}
    for done, (name, shuts) in enumerate(variants.items()):
        scenario = fewer_while(shut(port.scenario, lock, shuts), lock, shuts, stay_away)
        if progress is not None:
            progress("simulate", done, len(variants))
        runs[name] = _run(scenario, hours, port.lead_h, replications, seed, executor)
        if name == NONE and all(queue_grows(run) or not run.finished.all() for run in runs[name]):
            raise LimitError.of("port_not_settled")
    return {
        "region": region.info.id,
        "lock": lock,
        **_names(region, lock),
        "first_day": port.first_day.date().isoformat(),
        "weeks": weeks,
        "stay_away": stay_away,
        "traffic_mt_per_year": round(port.traffic_mt_per_year, 6),
        "variants": [_variant(name, runs, windows.get(name), port, lock, asked)
                     for name in variants],
        "differences": _differences(runs, lock),
        "days": _days(runs, lock, port),
        "run": {
            "hours": hours, "warm_h": port.lead_h, "replications": replications, "seed": seed,
            "method": METHODS["mean"], "paired_method": METHODS["paired"],
        },
        "upper_bound": stay_away == 0.0,
    }  # fmt: skip


def _check(
    asked: tuple[Closing, ...], lock: str, weeks: float, stay_away: float, replications: int
) -> None:
    if not asked:
        raise UsageError.of("closing_unknown", lock=lock)
    for name, value, least, most in (
        ("weeks", weeks, 1.0, 520.0), ("stay_away", stay_away, 0.0, 1.0),
        ("replications", replications, 2, 10_000),
    ):  # fmt: skip
        if not least <= value <= most:
            raise UsageError.of(
                "parameter_out_of_range", name=name, value=value, minimum=least, maximum=most
            )


def _names(region: Region, lock: str) -> Json:
    row = region.row("locks", lock)
    return {"name": row.name or lock, "name_zh": row.name_zh or lock}


def _window(row: Closing, port: PortScenario, hours: float) -> tuple[float, float]:
    """Return the hours of a run in which the lock is shut."""
    begin, end = (
        (when.astimezone(UTC) - port.begin.astimezone(UTC)) / timedelta(hours=1)
        for when in (row.closed_from, row.closed_until)
    )
    if begin < port.lead_h or end >= hours:
        last = port.begin + timedelta(hours=hours)
        raise UsageError.of("closing_outside", closing=row.id, begin=port.first_day.date(),
                            end=last.date())  # fmt: skip
    return begin, end


def _run(
    scenario: Scenario, hours: float, warm_h: float, replications: int, seed: int,
    executor: Executor | None,
) -> list[SimResult]:  # fmt: skip
    """Return the replications one by one, so that queues are known of each."""
    return [
        simulate(scenario, years=hours / YEAR_H, replications=1, first=k, seed=seed, warm_h=warm_h,
                 period_h=PERIOD_H, executor=executor, check=False)
        for k in range(replications)
    ]  # fmt: skip


# --- figures ------------------------------------------------------------------------------------


def _queues(runs: list[SimResult], lock: str) -> Numbers:
    """Return how many wait before a lock, both sides, by replication and period."""
    return np.array([
        sum(run.series_of(lock, side)["queue_mean"] for side in ("up", "down")) for run in runs
    ])  # fmt: skip


def _days_of(queues: Numbers) -> Numbers:
    """Return means of whole days."""
    whole = queues.shape[1] // DAY
    found: Numbers = queues[:, : whole * DAY].reshape(len(queues), whole, DAY).mean(axis=2)
    return found


def _of_each(runs: list[SimResult], lock: str) -> dict[str, Numbers]:
    """Return the figures that are subtracted, by replication."""
    waited = []
    for run in runs:
        begin = round(run.warm_h / PERIOD_H)
        waited.append(float(_queues([run], lock)[0, begin:].sum() * PERIOD_H))
    return {
        "call_wait_h": np.concatenate([call_wait_h(run) for run in runs]),
        "call_turnaround_h": np.array([_turnaround(run) for run in runs]),
        "lock_wait_h": np.array([_lock_wait(run, lock) for run in runs]),
        "vessel_hours": np.array(waited),
        "calls_left": np.array([_calls(run)[0] for run in runs]),
    }


def _calls(run: SimResult) -> tuple[float, float]:
    """Return how many calls left, and the hours that they stayed."""
    rows = [run.ids["sources"].index(row.id) for row in call_sources(run.scenario)]
    left = run.tables["sources"]["left"][0, rows]
    stays = run.tables["sources"]["stay_mean_h"][0, rows]
    return float(left.sum()), float((left * stays).sum())


def _turnaround(run: SimResult) -> float:
    left, stayed = _calls(run)
    return stayed / left if left else 0.0


def _lock_wait(run: SimResult, lock: str) -> float:
    """Return the mean wait of all who passed the lock."""
    served, hours = 0.0, 0.0
    for side in ("up", "down"):
        passed = float(run.values("stations", "served", lock, side)[0])
        served += passed
        hours += passed * float(run.values("stations", "wait_mean_h", lock, side)[0])
    return hours / served if served else 0.0


DIGITS = {"call_wait_h": 2, "call_turnaround_h": 2, "lock_wait_h": 2, "vessel_hours": 0,
          "calls_left": 1}  # fmt: skip


def _variant(
    name: str, runs: Mapping[str, list[SimResult]], window: tuple[float, float] | None,
    port: PortScenario, lock: str, asked: tuple[Closing, ...],
) -> Json:  # fmt: skip
    own = runs[name]
    row = next((closing for closing in asked if closing.id == name), None)
    found: Json = {
        "id": name,
        "closed_from": None if row is None else row.closed_from.isoformat(),
        "closed_until": None if row is None else row.closed_until.isoformat(),
        "closed_days": 0.0 if row is None else round(row.days, 3),
        **{key: estimate(values, DIGITS[key]) for key, values in _of_each(own, lock).items()},
        "queue_most": estimate(_days_of(_queues(own, lock)).max(axis=1), 1),
        "waiting_at_reopening": None,
        "gone": None,
    }
    if window is not None:
        queues = _queues(own, lock)
        found["waiting_at_reopening"] = estimate(queues[:, int((window[1] - 1e-9) // PERIOD_H)], 1)
        found["gone"] = _gone(queues, _queues(runs[NONE], lock), window[1], port)
    return found


def _gone(queues: Numbers, without: Numbers, open_h: float, port: PortScenario) -> Json:
    """Return the days from the reopening until the queue is one that occurs without a closure.

    That is the first day whose mean queue is no longer than the longest daily one of the same run
    without the closure.
    """
    first = int(-(-open_h // 24))
    begin = int(port.lead_h // 24)
    days, usual = _days_of(queues), _days_of(without)[:, begin:].max(axis=1)
    after: list[float] = []
    for row, most in zip(days, usual, strict=True):
        under = np.flatnonzero(row[first:] <= most)
        if under.size:
            after.append(float(under[0]) + first - open_h / 24)
    reached = len(after) == len(days)
    return {
        "days": estimate(np.array(after), 1) if reached else None,
        "reached": len(after), "of": len(days),
        "usual_queue": estimate(usual, 1),
        "not_before_d": None if reached else round(days.shape[1] - open_h / 24, 1),
    }  # fmt: skip


def _differences(runs: Mapping[str, list[SimResult]], lock: str) -> list[Json]:
    """Return paired differences of all variants, with intervals that hold all at once."""
    figures = {name: _of_each(own, lock) for name, own in runs.items()}
    pairs = [(more, less) for less, more in itertools.combinations(runs, 2)]
    pairs = [(a, b) if _closed(a, b, figures) else (b, a) for a, b in pairs]
    level = 1 - 0.05 / len(pairs)
    found = []
    for more, less in pairs:
        row: Json = {"of": more, "against": less}
        for key in ("call_wait_h", "call_turnaround_h", "lock_wait_h", "vessel_hours"):
            differs = figures[more][key] - figures[less][key]
            row[key] = mean(differs, level).to_dict(DIGITS[key])
        found.append(row)
    return found


def _closed(one: str, other: str, figures: Mapping[str, Mapping[str, Numbers]]) -> bool:
    return bool(figures[one]["vessel_hours"].mean() >= figures[other]["vessel_hours"].mean())


def _days(runs: Mapping[str, list[SimResult]], lock: str, port: PortScenario) -> Json:
    """Return the mean queue of each day that counts, for the picture."""
    begin = round(port.lead_h / 24)
    means = {name: _days_of(_queues(own, lock))[:, begin:].mean(axis=0)
             for name, own in runs.items()}  # fmt: skip
    count = len(next(iter(means.values())))
    first = port.first_day.date()
    return {
        "day": [(first + timedelta(days=k)).isoformat() for k in range(count)],
        "queues": [{"id": name, "queue_mean": [round(float(v), 2) for v in row]}
                   for name, row in means.items()],
    }  # fmt: skip
