"""From what truly happened to what a dispatcher meets: arrivals, work, and what was known when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from tongqu.berths.audit_shadow import Known
from tongqu.berths.audit_truth import Visit
from tongqu.berths.dispatch import Fact
from tongqu.berths.items import Item
from tongqu.berths.params import BerthParams
from tongqu.berths.port import utc
from tongqu.berths.yard import Way, Yard
from tongqu.model.berth_log import LoggedCall


@dataclass(frozen=True)
class Observed:
    """How arrivals and work differed from what was expected: what a simulation can be fed with.

    Attributes
    ----------
    arrivals
        Calls with an estimate that was known before they arrived.
    arrival_mean_h, arrival_sd_h
        Arrival after the last such estimate: mean and standard deviation [h].
    works
        Calls with begin and end of work.
    work_mean, work_cv
        True work as a multiple of what the tables say: mean and coefficient of variation.
    """

    arrivals: int
    arrival_mean_h: float
    arrival_sd_h: float
    works: int
    work_mean: float
    work_cv: float


def known_of(visits: Sequence[Visit], notice_h: float) -> tuple[dict[str, Known], int]:
    """Return what was known when; and of how many calls that had to be assumed.

    Parameters
    ----------
    visits
        What truly happened.
    notice_h
        An estimate without the instant of its knowledge was known so long before the arrival [h].
    """
    found, assumed = {}, 0
    notice = timedelta(hours=notice_h)
    for visit in visits:
        estimates = visit.entry.estimates()
        told = [(visit.arrival - notice if at is None else at, eta) for at, eta in estimates]
        assumed += any(at is None for at, _ in estimates)
        # Whom nobody announced is known when it is there, and not before.
        told = told or [(visit.arrival, visit.arrival)]
        found[visit.call.id] = Known(tuple(sorted(told, key=lambda t: utc(t[0]))))
    return found, assumed


def fact_of(
    item: Item,
    ways: Sequence[Way],
    by_id: Mapping[str, Visit],
    yard: Yard,
    params: BerthParams,
) -> tuple[Fact, float | None]:
    """Return what truly happens to an item; and its work against the tables, if that is told.

    Notes
    -----
    Nobody may have written down how many cranes worked; then the number is taken with which the
    tables come nearest to the truth. Pauses at night are no work; all other idling at the berth
    stays as it was.
    """
    visits = [by_id[call.id] for call in item.calls]

    def minute(when: datetime) -> int:
        return round((utc(when) - utc(yard.start)) / timedelta(minutes=1))

    arrival = max(minute(visit.arrival) for visit in visits)
    start = min(minute(visit.start) for visit in visits)
    end = max(minute(visit.end) for visit in visits)
    told = [
        (minute(visit.work_from), minute(visit.work_until))
        for visit in visits
        if visit.work_from is not None and visit.work_until is not None
    ]
    first, last = start + params.berthing_min, max(start, end - params.unberthing_min)
    if told:
        first, last = min(a for a, _ in told), max(b for _, b in told)
    berth = yard.berth_ids.index(visits[0].entry.berth_id)
    here = [way for way in ways if way.berth == berth] or list(ways)
    clock = yard.clocks[here[0].clock]

    def opened(begin: int, until: int) -> int:
        edges = [min(max(m, 0), yard.minutes) for m in (begin, max(begin, until))]
        return int(clock.done[edges[1]] - clock.done[edges[0]])

    work = max(1, opened(first, last))
    cranes = visits[0].entry.cranes
    near = [way for way in here if way.cranes == cranes] or here
    way = min(near, key=lambda w: abs(np.log(work / max(w.work_min, 1))))
    factor = work / way.work_min if way.work_min else 1.0
    if not told:
        return Fact(arrival, factor, params.berthing_min, params.unberthing_min), None
    before = min(first - start, params.berthing_min)
    before += opened(start + params.berthing_min, first)
    after = min(end - last, params.unberthing_min)
    leaves = yard.moves[berth, last + params.unberthing_min : end]
    return Fact(arrival, factor, before, after + int(leaves.sum())), factor


def stays_of(entries: Sequence[LoggedCall]) -> list[tuple[LoggedCall, datetime, datetime]]:
    """Return the rows that say where a vessel lay from when to when."""
    found = []
    for entry in entries:
        begin, end = entry.actual("BERT"), entry.actual("DEPA")
        if entry.berth_id and begin is not None and end is not None and utc(begin) < utc(end):
            found.append((entry, begin.astimezone(UTC), end.astimezone(UTC)))
    return found


def observed_of(
    visits: Sequence[Visit], known: Mapping[str, Known], factors: Sequence[float | None]
) -> Observed:
    """Return how arrivals and work differed from what was expected."""
    errors = []
    for visit in visits:
        estimates = known[visit.call.id].estimates
        told = [eta for since, eta in estimates if utc(since) < utc(visit.arrival)]
        if told:
            errors.append((utc(visit.arrival) - utc(told[-1])) / timedelta(hours=1))
    works = [factor for factor in factors if factor is not None]
    late, work = np.array(errors or [0.0]), np.array(works or [1.0])
    return Observed(
        arrivals=len(errors),
        arrival_mean_h=float(late.mean()),
        arrival_sd_h=float(late.std(ddof=1)) if late.size > 1 else 0.0,
        works=len(works),
        work_mean=float(work.mean()),
        work_cv=float(work.std(ddof=1) / work.mean()) if work.size > 1 else 0.0,
    )
