"""Hold the simulated Fuchunjiang lock against its published years.

    python validation/fuchunjiang.py    # prints the tables of docs/validation/fuchunjiang.md

The lock of the shipped region is fitted on 2024 (how many vessels it waits for, so that the
lockages come out), and then has to carry 2025 as it is. Both years are facts of the region.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np

from tongqu import load_region
from tongqu.estimates.intervals import mean
from tongqu.sim import (
    Calendar,
    Law,
    Lock,
    Pass,
    Scenario,
    SimResult,
    Source,
    Vehicle,
    region_scenario,
    simulate,
)

LOCK = "fuchunjiang-lock"
YEAR_H, WARM_H, SEED, RUNS = 8760.0, 336.0, 1, 8
FILLED = 0.9
"""Mean load over dead weight: with 500 t and 1000 t vessels, 904 t a vessel leaves little else."""

SMALL, LARGE = ("barge-500", 500.0), ("barge-1000", 1000.0)
WAITS_H = (1.0, 4.0, 12.0)
MOST_WAIT_H, MOST_QUEUE = 4.0, 20.0


@dataclass(frozen=True)
class Year:
    """A published year: vessels, tonnes, lockages if they are known."""

    vessels: float
    tonnes: float
    lockages: float | None = None

    @property
    def large_share(self) -> float:
        """Share of 1000 t vessels that gives the published mean load."""
        mean_t = self.tonnes / self.vessels / FILLED
        return float(np.clip((mean_t - SMALL[1]) / (LARGE[1] - SMALL[1]), 0.0, 1.0))


@cache
def published() -> dict[int, Year]:
    """Return the years as the region's facts have them."""
    facts = {fact.id: fact.value or 0.0 for fact in load_region("qujiang").facts}
    key = "lock.fuchunjiang"
    return {
        2024: Year(facts[f"{key}.2024.ships"], 1e6 * facts[f"{key}.2024.cargo"],
                   facts[f"{key}.2024.lockings"]),
        2025: Year(facts[f"{key}.2025.ships"], 1e6 * facts[f"{key}.2025.cargo"]),
    }  # fmt: skip


@cache
def shipped_lock() -> Lock:
    """Return the lock as a scenario of the region has it, without closures."""
    port = region_scenario(load_region("qujiang"), date(2025, 3, 1))
    return next(lock for lock in port.scenario.locks if lock.id == LOCK)


@cache
def vehicles() -> tuple[Vehicle, ...]:
    """Return the two classes."""
    region = load_region("qujiang")
    rows = [region.row("vessel_classes", name) for name, _ in (SMALL, LARGE)]
    return tuple(Vehicle(row.id, length_m=row.length_m, beam_m=row.beam_m) for row in rows)


def scenario(year: Year, least: int, *, closed_days: float = 0.0) -> Scenario:
    """Return a year at the lock; half of the vessels go up, half down, at any hour."""
    share = year.large_share
    mix = tuple(
        (row.id, weight)
        for row, weight in zip(vehicles(), (1 - share, share), strict=True)
        if weight > 0
    )
    used = tuple(row for row in vehicles() if row.id in dict(mix))
    begin = WARM_H + 28 * 24  # 29 January
    calendar = Calendar("closed", closures=((begin, begin + 24 * closed_days),))
    lock = replace(
        shipped_lock(), least=least,
        chambers=tuple(replace(c, calendar="closed" if closed_days else None)
                       for c in shipped_lock().chambers),
    )  # fmt: skip
    sources = tuple(
        Source(way, mix, (Pass(LOCK, way),), gap=Law.exp(2 * YEAR_H / year.vessels))
        for way in ("up", "down")
    )
    return Scenario(used, sources, locks=(lock,), calendars=(calendar,) if closed_days else ())


@cache
def ran(year: Year, least: int, closed_days: float = 0.0, runs: int = RUNS) -> SimResult:
    """Return some years of a lock."""
    return simulate(
        scenario(year, least, closed_days=closed_days), years=(YEAR_H + WARM_H) / YEAR_H,
        replications=runs, seed=SEED, warm_h=WARM_H, check=False,
    )  # fmt: skip


def lockages(result: SimResult) -> np.ndarray:
    """Return lockages with vessels, by run."""
    return result.tables["chambers"]["lockages"].sum(axis=1)


def waits_h(result: SimResult, figure: str = "wait_mean_h") -> np.ndarray:
    """Return a figure of the wait, both directions together, by run."""
    rows = result.tables["stations"]
    served = rows["served"]
    both: np.ndarray = (rows[figure] * served).sum(axis=1) / served.sum(axis=1)
    return both


@cache
def fitted_least() -> int:
    """Return for how many vessels the lock waits so that the lockages of 2024 come out."""
    year = published()[2024]
    assert year.lockages is not None
    misses = {
        least: abs(float(lockages(ran(year, least, runs=2)).mean()) - year.lockages)
        for least in range(5, 12)
    }
    return min(misses, key=lambda least: misses[least])


def grown(factor: float) -> Year:
    """Return 2025 with more or fewer vessels of the same size."""
    year = published()[2025]
    return Year(year.vessels * factor, year.tonnes * factor)


@cache
def traffic_at(wait_h: float, least: int) -> float | None:
    """Return the vessels a year at which the mean wait passes some hours; None if it always does.

    With a rule that gathers vessels the wait first falls with traffic: what counts is the last
    rise.
    """
    low, high = 0.6, 2.2
    short = {
        factor: float(waits_h(ran(grown(factor), least, runs=2)).mean())
        for factor in np.linspace(low, 1.4, 9).tolist()
    }
    low = min(short, key=lambda factor: short[factor])
    if short[low] > wait_h:
        return None
    while high - low > 0.002:
        middle = (low + high) / 2
        result = ran(grown(middle), least, runs=4)
        if not result.finished.all() or waits_h(result).mean() > wait_h:
            high = middle
        else:
            low = middle
    return grown((low + high) / 2).vessels


def fit(row: Vehicle) -> int:
    """Return how many vessels of a class lie in the chamber, in rows."""
    gap, chamber = shipped_lock().gap_m, shipped_lock().chambers[0]
    along = (chamber.length_m + gap) // (row.length_m + gap)
    return int(along * ((chamber.beam_m + gap) // (row.beam_m + gap)))


def shown(values: np.ndarray, digits: int = 0) -> str:
    """Return a mean with its interval."""
    found = mean(values)
    return f"{found.value:,.{digits}f} ({found.low:,.{digits}f}–{found.high:,.{digits}f})"


def verdict(good: bool) -> str:
    """Return what a comparison came to."""
    return "hit" if good else "**miss**"


def compared() -> list[str]:
    """Return one line a comparison with a published figure."""
    least = fitted_least()
    years = published()
    now, then = ran(years[2024], least), ran(years[2025], least)
    closed = ran(years[2025], least, closed_days=9.0)
    room = [fit(row) for row in vehicles()]
    assert years[2024].lockages is not None
    off = float(lockages(now).mean()) / years[2024].lockages - 1
    queue = then.tables["stations"]["queue_mean"].sum(axis=1)
    wait, median = waits_h(then), waits_h(then, "wait_p50_h")
    return [
        f"| vessels a lockage at most, 1000 t and 500 t | 10–12 | {room[1]} and {room[0]} | "
        f"{verdict(room[1] >= 10 and room[0] <= 12)} |",
        f"| lockages in 2024, fitted | {years[2024].lockages:,.0f} | {shown(lockages(now))} | "
        f"{verdict(abs(off) <= 0.02)}, {100 * off:+.1f} % |",
        f"| mean wait in 2025 without the closure, h | almost no queue (at most {MOST_WAIT_H:g}) | "
        f"{shown(wait, 2)} | {verdict(wait.mean() <= MOST_WAIT_H)} |",
        f"| median wait in 2025, h | the same | {shown(median, 2)} | "
        f"{verdict(median.mean() <= MOST_WAIT_H)} |",
        f"| vessels waiting in 2025, both sides | almost none (at most {MOST_QUEUE:g}) | "
        f"{shown(queue, 1)} | {verdict(queue.mean() <= MOST_QUEUE)} |",
        f"| mean wait in 2025 with nine days closed, h | the same | {shown(waits_h(closed), 2)} | "
        f"{verdict(waits_h(closed).mean() <= MOST_WAIT_H)} |",
    ]  # fmt: skip


def predicted() -> list[str]:
    """Return what nobody published: lockages of 2025."""
    then = ran(published()[2025], fitted_least())
    each = published()[2025].vessels / lockages(then)
    return [f"| lockages in 2025 | {shown(lockages(then))} |",
            f"| vessels a lockage in 2025 | {shown(each, 2)} |"]  # fmt: skip


def limits() -> list[str]:
    """Return the traffic at which the mean wait passes 1, 4 and 12 h."""
    lines = []
    year = published()[2025]
    for wait in WAITS_H:
        cells = []
        for least in (fitted_least(), 1):
            vessels = traffic_at(wait, least)
            if vessels is None:
                cells.append("above it at any traffic")
            else:
                factor = vessels / year.vessels
                cells.append(f"{vessels:,.0f} ({factor * year.tonnes / 1e6:.1f} Mt)")
        lines.append(f"| {wait:g} h | {cells[0]} | {cells[1]} |")
    return lines


if __name__ == "__main__":
    shares = ", ".join(f"{name} {year.large_share:.2f}" for name, year in published().items())
    print(f"least {fitted_least()}, share of 1000 t vessels {shares}")
    print("\n".join([*compared(), "", *predicted(), "", *limits()]))
