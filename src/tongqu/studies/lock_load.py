"""How a port fares when one of its locks carries more: waits there, and of the port's own calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.errors import LimitError, UsageError
from tongqu.estimates.intervals import METHODS, mean
from tongqu.sim.answer import estimate
from tongqu.sim.call_waits import call_sources, call_wait_h
from tongqu.sim.impossible import impossible
from tongqu.sim.region_scenario import region_scenario
from tongqu.sim.region_traffic import HOURS_A_YEAR
from tongqu.sim.scenario import Pass
from tongqu.sim.settling import queue_grows
from tongqu.sim.simulate import YEAR_H, simulate
from tongqu.sim.sweep import scaled
from tongqu.studies.lock_port import check_lock, passing_sources, shut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor
    from datetime import date, datetime

    from tongqu.model.facts import Fact
    from tongqu.model.region import Region
    from tongqu.sim import PortParams, Scenario, SimResult

__all__ = ["LOADS", "LockDesign", "lock_design", "lock_load"]

Json = dict[str, Any]
LOADS = (100.0, 132.0, 150.0, 180.0, 190.0)
"""Shares of the design that are tried where nobody names any [%]."""

NARROW, STEPS, FEW = 1.01, 10, 4
"""How narrow the limit is enclosed, in how many runs at most, and of how many replications."""


@dataclass(frozen=True)
class LockDesign:
    """What a lock is built for, and what a vessel carries through it.

    Attributes
    ----------
    mt_per_year
        Cargo of a year, both ways [Mt].
    t_per_vessel
        Cargo of a year by its vessels, empty ones too, when last counted [t].
    counted_vessels
        Vessels of that year.
    counted_on
        Its last day.
    facts
        Ids of the facts of the region that say so.
    """

    mt_per_year: float
    t_per_vessel: float
    counted_vessels: float
    counted_on: date
    facts: tuple[str, ...]

    def vessels(self, load: float) -> float:
        """Return the vessels of a year at a share of the design [%]."""
        return load / 100 * self.mt_per_year * 1e6 / self.t_per_vessel


def lock_design(
    region: Region, lock: str, day: date, *, of: str = "far_term", design_mt: float | None = None
) -> LockDesign:
    """Return the design of a lock and its vessels as last counted by a day.

    Parameters
    ----------
    region, lock
        The region, and which of its locks.
    day
        Counts after it are not known; if there was none before, the first one stands in.
    of
        Which design: the end of the id of a fact about the lock in Mt a year.
    design_mt
        The design, instead of a fact [Mt a year, both ways].

    Raises
    ------
    UsageError
        If the region has no such fact, or no year's vessels and cargo of the lock.

    Examples
    --------
    >>> from datetime import date
    >>> from tongqu import load_region
    >>> design = lock_design(load_region("qujiang"), "fuchunjiang-lock", date(2026, 1, 1))
    >>> design.mt_per_year, round(design.vessels(132.02))
    (31.7, 46305)
    """
    facts = [fact for fact in region.facts if fact.subject_id == lock and fact.value is not None]
    used: list[str] = []
    if design_mt is None:
        known = [f for f in facts if f.unit == "Mt/year" and f.id.endswith(f".{of}")]
        if not known:
            ends = sorted({f.id.rpartition(".")[2] for f in facts if f.unit == "Mt/year"})
            raise UsageError.of("lock_without_design", lock=lock, of=of, known=", ".join(ends))
        design_mt = float(known[0].value or 0.0)
        used.append(known[0].id)
    if design_mt <= 0:
        raise UsageError.of("parameter_out_of_range", name="design_mt", value=design_mt,
                            minimum=0.01, maximum=10_000)  # fmt: skip
    years = _counted(facts)
    if not years:
        raise UsageError.of("lock_not_counted", lock=lock)
    begun = [when for when in years if when <= day]
    when = max(begun) if begun else min(years)
    ships, cargo = years[when]
    used += [ships.id, cargo.id]
    vessels = float(ships.value or 0.0)
    return LockDesign(
        design_mt, float(cargo.value or 0.0) * 1e6 / vessels, vessels, when, tuple(used)
    )


def _counted(facts: Sequence[Fact]) -> dict[date, tuple[Fact, Fact]]:
    """Return vessels and cargo by the end of the year in which both were counted."""
    ships = {f.on_date: f for f in facts if f.unit == "ships" and f.on_date is not None}
    cargo = {f.on_date: f for f in facts if f.unit == "Mt" and f.on_date is not None}
    return {when: (ships[when], cargo[when]) for when in ships if when in cargo}


def lock_load(
    region: Region,
    lock: str,
    first_day: date | datetime,
    loads: Sequence[float] = LOADS,
    *,
    of: str = "far_term",
    design_mt: float | None = None,
    years: float = 1.0,
    params: PortParams | None = None,
    replications: int = 8,
    seed: int = 1,
    limit: bool = True,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Json:
    """Return waits at a lock and of the port's calls, with the lock at shares of its design.

    Parameters
    ----------
    region, lock
        The region, and which of its locks.
    first_day
        First day that counts, and whose knowledge counts.
    loads
        Shares of the design [%]. Vessels of other ports become so many that the lock has that load
        together with those of this port, which stay.
    of, design_mt
        As in `lock_design`.
    years
        How long each run counts.
    params
        What the tables do not say.
    replications, seed, executor, progress
        As in `tongqu.sim.simulate`.
    limit
        Whether to look for the load from which on the port does not settle.

    Returns
    -------
    dict
        As JSON shows it.

    Raises
    ------
    UsageError
        If no vessel of the port, or none of another port, passes the lock, its design or its
        traffic is not known, or a load is below what the port's own vessels make.
    LimitError
        If the port does not settle at the smallest of the loads.

    Notes
    -----
    Closures of the lock are left out, all loads share their luck.
    """
    wanted = tuple(sorted({float(load) for load in loads}))
    port = region_scenario(region, first_day, years=years, params=params)
    check_lock(region, port.scenario, lock)
    design = lock_design(region, lock, port.first_day.date(), of=of, design_mt=design_mt)
    runs = _Runs(
        shut(port.scenario, lock, ()), lock, design, port.lead_h, years, replications, seed,
        executor,
    )  # fmt: skip
    runs.check(wanted)
    if runs.result(wanted[0]) is None:
        raise LimitError.of("lock_too_full", load=f"{wanted[0]:g}")
    rows = []
    for done, load in enumerate(wanted):
        if progress is not None:
            progress("simulate", done, len(wanted) + (STEPS if limit else 0))
        rows.append(runs.row(load, wanted[0]))
    row = region.row("locks", lock)
    return {
        "region": region.info.id,
        "lock": lock,
        "name": row.name or lock,
        "name_zh": row.name_zh or lock,
        "first_day": port.first_day.date().isoformat(),
        "years": years,
        "traffic_mt_per_year": round(port.traffic_mt_per_year, 6),
        "design": {
            "of": None if design_mt is not None else of,
            "mt_per_year": design.mt_per_year,
            "t_per_vessel": round(design.t_per_vessel, 1),
            "counted_vessels": design.counted_vessels,
            "counted_on": design.counted_on.isoformat(),
            "counted_load": round(100 * design.counted_vessels / design.vessels(100.0), 1),
            "facts": [_fact(region, name) for name in design.facts],
        },
        "own_vessels": round(runs.own),
        "loads": rows,
        "limit": runs.limit(wanted, progress) if limit else None,
        "run": {
            "hours": port.lead_h + years * YEAR_H, "warm_h": port.lead_h,
            "replications": replications, "seed": seed, "method": METHODS["mean"],
        },
    }  # fmt: skip


def _fact(region: Region, name: str) -> Json:
    row = region.row("facts", name)
    return {
        "id": name, "quantity": row.quantity, "quantity_zh": row.quantity_zh, "value": row.value,
        "unit": row.unit, "source": row.source_id,
        "source_kind": region.row("sources", row.source_id).kind,
    }  # fmt: skip


class _Runs:
    """Runs of the port at loads of the lock; what was run once is kept."""

    def __init__(
        self, scenario: Scenario, lock: str, design: LockDesign, lead_h: float, years: float,
        replications: int, seed: int, executor: Executor | None,
    ) -> None:  # fmt: skip
        self.scenario = scenario
        self.lock = lock
        self.design = design
        self.lead_h = lead_h
        self.hours = lead_h + years * YEAR_H
        self.replications = replications
        self.seed = seed
        self.executor = executor
        self.others = passing_sources(scenario, lock)
        gaps = {source.id: source.gap for source in scenario.sources}
        self.now = sum(HOURS_A_YEAR / gap.mean for name in self.others if (gap := gaps[name]))
        # Who is sent for comes as cargo does, not as its gap says: the counted rest is the port's.
        self.own = self._own()
        self.kept: dict[float, SimResult | None] = {}

    def _own(self) -> float:
        """Return the passages a year of the port's own vessels, as a short run has them."""
        result = simulate(self._quiet(), years=self.hours / YEAR_H, replications=2, seed=self.seed,
                          warm_h=self.lead_h, executor=self.executor, check=False)  # fmt: skip
        passed = sum(
            sum(isinstance(step, Pass) and step.lock == self.lock for step in source.route)
            * float(result.values("sources", "left", source.id).mean())
            for source in self.scenario.sources
            if source.id not in self.others
        )
        return passed * YEAR_H / result.measured_h

    def _quiet(self) -> Scenario:
        """Return the port with hardly any vessel of others."""
        return scaled(self.scenario, 1e-6, self.others) if self.others else self.scenario

    def check(self, loads: Sequence[float]) -> None:
        """Refuse loads that make no sense here."""
        if not self.others or self.now <= 0:
            raise UsageError.of("lock_without_others", lock=self.lock)
        least = 100 * self.own / self.design.vessels(100.0)
        wrong = [load for load in loads if not least < load <= 1000]
        if wrong or not loads:
            value = ", ".join(f"{load:g}" for load in wrong)
            raise UsageError.of("parameter_out_of_range", name="load", value=value,
                                minimum=round(least, 1), maximum=1000)  # fmt: skip

    def at(self, load: float) -> Scenario:
        """Return the port with the lock at a load."""
        others = self.design.vessels(load) - self.own
        return scaled(self.scenario, others / self.now, self.others)

    def result(self, load: float) -> SimResult | None:
        """Return the runs at a load; None where the port does not settle."""
        if load not in self.kept:
            self.kept[load] = self._result(self.at(load), self.replications)
        return self.kept[load]

    def _result(self, scenario: Scenario, replications: int) -> SimResult | None:
        if list(impossible(scenario)):
            return None
        found = simulate(
            scenario, years=self.hours / YEAR_H, replications=replications, seed=self.seed,
            warm_h=self.lead_h, period_h=24.0, executor=self.executor, check=False,
        )  # fmt: skip
        return found if found.finished.all() and not queue_grows(found) else None

    def settles(self, load: float) -> bool:
        """Whether the port settles at a load, by a few runs where they are not there anyway."""
        if load in self.kept:
            return self.kept[load] is not None
        return self._result(self.at(load), min(FEW, self.replications)) is not None

    def row(self, load: float, first: float) -> Json:
        """Return what JSON shows of a load, and how it differs from the first."""
        found, base = self.result(load), self.result(first)
        vessels = self.design.vessels(load)
        row: Json = {
            "load": load, "mt_per_year": round(load / 100 * self.design.mt_per_year, 4),
            "vessels_per_year": round(vessels), "settled": found is not None,
        }  # fmt: skip
        figures = _figures(found, self.lock) if found is not None else {}
        row |= {name: estimate(figures[name], 3) if found is not None else None for name in NAMES}
        row["more"] = None
        if found is not None and base is not None and load != first:
            before = _figures(base, self.lock)
            row["more"] = {
                name: mean(figures[name] - before[name]).to_dict(3) for name in DIFFERENCES
            }
        return row

    def limit(
        self, wanted: Sequence[float], progress: Callable[[str, int, int], None] | None
    ) -> Json:
        """Return between which loads the port stops settling."""
        bad = min((load for load in wanted if not self.settles(load)), default=None)
        good = max(load for load in wanted if bad is None or load < bad)
        for step in range(STEPS):
            if bad is not None and bad <= good * NARROW:
                break
            if progress is not None:
                progress("simulate", len(wanted) + step, len(wanted) + STEPS)
            tried = good * 1.25 if bad is None else (good + bad) / 2
            if self.settles(tried):
                good = tried
            else:
                bad = tried
        return {
            "settles_at": round(good, 1), "not_at": None if bad is None else round(bad, 1),
            "settles_at_mt": round(good / 100 * self.design.mt_per_year, 2),
            "not_at_mt": None if bad is None else round(bad / 100 * self.design.mt_per_year, 2),
        }  # fmt: skip


NAMES = ("lock_wait_up_h", "lock_wait_down_h", "lock_wait_h", "lock_queue", "lockages",
         "vessels_a_lockage", "chamber_busy", "call_wait_h", "call_turnaround_h")  # fmt: skip
DIFFERENCES = ("lock_wait_h", "call_wait_h", "call_turnaround_h")


def _figures(result: SimResult, lock: str) -> dict[str, np.ndarray]:
    """Return the figures of a load, by replication."""
    sides = {
        side: (result.values("stations", "served", lock, side),
               result.values("stations", "wait_mean_h", lock, side),
               result.values("stations", "queue_mean", lock, side))
        for side in ("up", "down")
    }  # fmt: skip
    served = sum(rows[0] for rows in sides.values())
    waited = sum(rows[0] * rows[1] for rows in sides.values())
    row = next(row for row in result.scenario.locks if row.id == lock)
    chambers = [chamber.id for chamber in row.chambers]
    lockages = sum(result.values("chambers", "lockages", name) for name in chambers)
    vessels = sum(result.values("chambers", "vessels", name) for name in chambers)
    busy = sum(result.values("chambers", "busy_share", name) for name in chambers) / len(chambers)
    calls = [result.ids["sources"].index(source.id) for source in call_sources(result.scenario)]
    left = result.tables["sources"]["left"][:, calls]
    stayed = (left * result.tables["sources"]["stay_mean_h"][:, calls]).sum(axis=1)
    year = YEAR_H / result.measured_h
    return {
        "lock_wait_up_h": sides["up"][1],
        "lock_wait_down_h": sides["down"][1],
        "lock_wait_h": np.asarray(waited / np.maximum(served, 1)),
        "lock_queue": np.asarray(sum(rows[2] for rows in sides.values())),
        "lockages": np.asarray(lockages * year),
        "vessels_a_lockage": np.asarray(vessels / np.maximum(lockages, 1)),
        "chamber_busy": np.asarray(busy),
        "call_wait_h": call_wait_h(result),
        "call_turnaround_h": stayed / np.maximum(left.sum(axis=1), 1),
    }
