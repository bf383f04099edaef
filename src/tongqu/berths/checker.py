"""An independent check of a plan: every minute, every berth and metre, without a solver.

Written from the tables, the calls and the places that the plan gives them, and from nothing that
the solver saw. Each rule is one function that says what breaks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tongqu.berths.case import Case, Stay
from tongqu.berths.conflict import Conflict
from tongqu.berths.outages import Outage
from tongqu.berths.params import BerthParams
from tongqu.berths.port import Port, utc
from tongqu.berths.records import Assignment
from tongqu.berths.rules_alone import cargo, fits, given, is_open, times, water
from tongqu.berths.rules_between import cranes_lent, overlaps, pairs, stocks
from tongqu.berths.rules_work import costs, work
from tongqu.model.calls import Call
from tongqu.model.region import Region

ALONE = (times, given, fits, water, cargo, is_open, work, costs)
BETWEEN = (overlaps, cranes_lent, pairs, stocks)


def check_plan(
    region: Region,
    calls: Sequence[Call],
    assignments: Sequence[Assignment],
    *,
    terminal_ids: tuple[str, ...],
    start: datetime,
    until: datetime,
    as_of: datetime,
    params: BerthParams,
    outages: Sequence[Outage] = (),
) -> tuple[Conflict, ...]:
    """Return every rule that a plan breaks; none if the plan is right.

    Parameters
    ----------
    region, calls
        What was planned.
    assignments
        Where and when every call lies.
    terminal_ids, start, until, as_of, params, outages
        How it was planned.

    Notes
    -----
    Written for trust, not for speed: a week of 200 calls takes some tenths of a second.
    """
    port = Port(region, terminal_ids, start, until, as_of, outages)
    return tuple(_conflicts(Case(region, calls, assignments, port, params)))


def _conflicts(case: Case) -> Iterator[Conflict]:
    """Yield what breaks a rule: of single calls first, then between calls."""
    yield from _places(case)
    for stay in case.stays:
        for rule in ALONE:
            yield from rule(case, stay)
    for between in BETWEEN:
        yield from between(case)


def _places(case: Case) -> Iterator[Conflict]:
    """Every call has one place, at a berth or quay that is planned."""
    port = case.port
    seen: set[str] = set()
    for place in case.assignments:
        call = case.calls.get(place.call_id)
        if call is None:
            yield Conflict((), "unknown_call", {"id": place.call_id})
            continue
        if call.id in seen:
            yield Conflict((call.id,), "served_twice", {"vessel": call.vessel})
            continue
        seen.add(call.id)
        berth = port.berths.get(place.berth_id)
        quay_id = berth.quay_id if berth is not None else place.quay_id
        quay = port.quays.get(quay_id)
        metres = quay is not None and quay.continuous and None not in (place.from_m, place.to_m)
        if berth is None and (place.berth_id or not metres):
            where = place.berth_id or place.quay_id
            yield Conflict((call.id,), "unknown_berth", {"vessel": call.vessel, "at": where})
            continue
        marks = [place.start, place.work_from, place.work_until, place.end]
        marks = [utc(mark) for mark in marks]
        if marks != sorted(marks) or marks[0] == marks[3]:
            yield Conflict((call.id,), "runs_backwards", {"vessel": call.vessel})
            continue
        terminal = berth.terminal_id if berth is not None else quay.terminal_id  # type: ignore[union-attr]
        begin, end = (
            min(max(port.minute(when), 0), port.minutes) for when in (place.start, place.end)
        )
        case.stays.append(Stay(call, place, begin, end, terminal, quay_id, berth))
    for call in case.calls.values():
        if call.id not in seen:
            yield Conflict((call.id,), "not_served", {"vessel": call.vessel})
