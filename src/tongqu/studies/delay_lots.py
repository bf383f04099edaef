"""One lot, asked twice: with the work open in time, and with the work late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tongqu.model.works import WorkDate
from tongqu.routes import CompareParams, CompareResult, compare
from tongqu.routes.itemise import ItemisedChain, itemise
from tongqu.routes.ranges import bounds, moves, source_of

if TYPE_CHECKING:
    from tongqu.model.region import Region
    from tongqu.studies.lanes import Lane
    from tongqu.studies.ready_days import ReadyDay

__all__ = ["AskedLot", "Job", "LotChain", "ask_lot", "opened_on", "rows_of_work"]

REACHED_BY_LEGS = frozenset({"terminals", "berths", "links", "locks", "chambers"})
"""Tables of which it can be told whether a leg comes near a row."""

Rows = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LotChain:
    """The chain that a lot takes.

    Attributes
    ----------
    modes, via
        Mode of each leg, and the places between.
    cost, cost_per_t
        In the region's currency.
    duration_h
        From ready to at hand.
    arrive
        When it is at hand.
    co2e_kg
        Well to wheel.
    uses_work
        Whether it passes what the work changes.
    assumptions, sources
        Ids of what it rests on.
    """

    modes: tuple[str, ...]
    via: tuple[str, ...]
    cost: float
    cost_per_t: float
    duration_h: float
    arrive: datetime
    co2e_kg: float
    uses_work: bool
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedLot:
    """A lot on one day, before and after.

    Attributes
    ----------
    day
        When it is ready.
    tonnes
        Its weight.
    before
        Cheapest chain with the work in time; None where there is none.
    after
        Cheapest chain with it late that arrives at most the patience later than `before`; where
        none does, the earliest. None where there is none.
    patient
        Whether `after` arrives within the patience.
    loss_low, loss_high
        Least and largest loss of the lot as rates are assumed; None without both chains.
    same_front
        Whether no option at all differs in cost, arrival or CO2e.
    reaches
        Whether any leg on offer passes what the work changes.
    exact
        Whether both answers are the exact ones.
    """

    day: ReadyDay
    tonnes: float
    before: LotChain | None
    after: LotChain | None
    patient: bool
    loss_low: float | None
    loss_high: float | None
    same_front: bool
    reaches: bool
    exact: bool

    @property
    def loss(self) -> float | None:
        """What the lot costs more, in the region's currency; None where a chain is missing."""
        if self.before is None or self.after is None:
            return None
        return round(self.after.cost - self.before.cost, 2)


@dataclass(frozen=True)
class Job:
    """All that one lot needs; goes to another process as it is."""

    in_time: Region
    late: Region
    rows: Rows
    lane: Lane
    day: ReadyDay
    as_of: date | datetime | None
    patience_days: int
    params: CompareParams


def opened_on(region: Region, work_id: str, version: WorkDate, day: date) -> Region:
    """Return the region in which a work opens on a day, as everybody has always known.

    Parameters
    ----------
    region, work_id
        The region and its work.
    version
        The opening that this one takes the place of, with all other versions.
    day
        When it opens.
    """
    kept = [
        row for row in region.work_dates if (row.work_id, row.milestone) != (work_id, "open")
    ]  # fmt: skip
    opening = replace(version, on_date=day, known_on=date.min, status="expected")
    return region.with_tables(work_dates=(*kept, opening))


def rows_of_work(region: Region, work_id: str) -> Rows:
    """Return what a leg would pass if it came near the work; empty where that cannot be told."""
    rows = set()
    for change in region.work_changes:
        if change.work_id != work_id:
            continue
        if change.table not in REACHED_BY_LEGS:
            return frozenset()
        table, row_id = change.table, change.row_id
        if table == "berths":
            table, row_id = "terminals", region.row("berths", row_id).terminal_id
        elif table == "chambers":
            table, row_id = "locks", region.row("chambers", row_id).lock_id
        rows.add((table, row_id))
    return frozenset(rows)


def ask_lot(job: Job) -> AskedLot:
    """Return one lot, asked in both regions."""
    before, after = (_compare(region, job) for region in (job.in_time, job.late))
    one = before.itemised[0] if before.itemised else None
    until = None if one is None else one.chain.arrive_min + job.patience_days * 1440
    other = _within(after, until)
    low = high = None
    if one is not None and other is not None:
        found = moves(job.in_time, other.items, one.items)
        minor = before.problem.minor
        least, most = bounds(other.chain.cost - one.chain.cost, found)
        low, high = round(least / minor, 2), round(most / minor, 2)
    return AskedLot(
        day=job.day,
        tonnes=before.problem.shipment.tonnes,
        before=None if one is None else _chain(before, one, job.rows),
        after=None if other is None else _chain(after, other, job.rows),
        patient=until is None or other is None or other.chain.arrive_min <= until,
        loss_low=low,
        loss_high=high,
        same_front=_values(before) == _values(after),
        reaches=not job.rows or any(_passed(r.problem.legs) & job.rows for r in (before, after)),
        exact=before.exact and after.exact,
    )


def _within(result: CompareResult, until_min: int | None) -> ItemisedChain | None:
    """Return the cheapest chain of the front that is there in time, else the earliest."""
    chains = result.front.chains
    if not chains:
        return None
    soon = [chain for chain in chains if until_min is None or chain.arrive_min <= until_min]
    if soon:
        return itemise(result.problem, soon[0])
    return itemise(result.problem, min(chains, key=lambda c: (c.arrive_min, c.cost, c.gram)))


def _compare(region: Region, job: Job) -> CompareResult:
    lane = job.lane
    return compare(
        region,
        lane.origin,
        lane.goal,
        commodity=lane.commodity,
        tonnes=lane.tonnes,
        teu=lane.teu,
        ready=job.day.on,
        as_of=job.as_of,
        params=job.params,
    )


def _values(result: CompareResult) -> list[tuple[int, int, int]]:
    return [(chain.cost, chain.arrive_min, chain.gram) for chain in result.front.chains]


def _chain(result: CompareResult, chain: ItemisedChain, rows: Rows) -> LotChain:
    problem = result.problem
    option = result.option(chain)
    arrive = problem.horizon.at(chain.chain.arrive_min)
    return LotChain(
        modes=option.modes,
        via=option.via,
        cost=option.cost,
        cost_per_t=round(option.cost / problem.shipment.tonnes, 2),
        duration_h=round((arrive - problem.shipment.ready).total_seconds() / 3600, 2),
        arrive=arrive,
        co2e_kg=option.co2e_kg,
        uses_work=bool(_passed([leg.leg for leg in chain.legs]) & rows),
        assumptions=tuple(move.assumption.id for move in moves(problem.region, chain.items)),
        sources=tuple(sorted(_sources(result, chain))),
    )


def _sources(result: CompareResult, chain: ItemisedChain) -> set[str]:
    """Return where rates, ways, emission factors, vehicles and services come from."""
    used = {source_of(result.problem.region, item) for item in chain.items}
    for leg in chain.legs:
        used |= {term.source for term, _, _ in leg.emissions}
        used |= set(leg.leg.way.sources) if leg.leg.way is not None else set()
        used |= {row.source_id for row in (leg.leg.vehicle, leg.leg.service) if row is not None}
    return used


def _passed(legs: Any) -> set[tuple[str, str]]:
    """Return terminals, links and locks that legs pass."""
    found: set[tuple[str, str]] = set()
    for leg in legs:
        found |= {("terminals", end.terminal.id) for end in (leg.start, leg.end) if end.terminal}
        for stretch in leg.way.stretches if leg.way is not None else ():
            found.add((f"{stretch.kind}s", stretch.row_id))
    return found
