"""From a log to what truly happened, and to what in it cannot be true.

A figure that cannot be true is named and not averaged: such a call is left out on both sides of the
comparison, but its berth stays taken as the log has it, so that leaving it out favours nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from tongqu.berths.conflict import N_
from tongqu.berths.fits import fits_of
from tongqu.berths.items import make_items
from tongqu.berths.params import BerthParams
from tongqu.berths.places import Port
from tongqu.berths.port import hours_between, utc
from tongqu.berths.records import said
from tongqu.berths.words import moment, number
from tongqu.model.berth_log import LoggedCall
from tongqu.model.calls import Call
from tongqu.model.region import Region
from tongqu.text import translator

EVENTS = ("ARRI", "BERT", "STRT", "CMPL", "DEPA")
NEEDED = ("ARRI", "BERT", "DEPA")

EVENT_NAMES = {
    "ARRI": N_("arrival"),
    "BERT": N_("berthing"),
    "STRT": N_("begin of work"),
    "CMPL": N_("end of work"),
    "DEPA": N_("departure"),
}

FAULTS = {
    "missing_time": N_("{vessel}: nobody wrote down its {event}"),
    "no_berth": N_("{vessel}: nobody wrote down its berth"),
    "other_terminal": N_("{vessel} lay at {at}, which is not looked at here"),
    "out_of_order": N_("{vessel}: {later} at {time} comes before {event} at {limit}"),
    "overlap": N_("{vessel} and {other} lay at {at} at the same time, from {time} on"),
    "too_fast": N_("{vessel}: {value} t in {hours} h at {at}, where all cranes work {limit} t/h"),
    "does_not_fit": N_("{vessel} lay at {at}, where it does not fit by the tables"),
    "cannot_be_planned": N_("{vessel} fits no berth by the tables"),
    "not_served": N_("{vessel} found no place in the shadow run before it ended"),
}

FASTER_THAN_ALL = 2.0
"""So many times what all cranes at a berth work together by the tables is still believed."""


@dataclass(frozen=True)
class Fault:
    """Something in a log that cannot be true, or cannot be compared.

    Attributes
    ----------
    call_id
        The call.
    code
        A key of ``FAULTS``.
    params
        What its text needs.
    """

    call_id: str
    code: str
    params: Mapping[str, object]

    def to_dict(self) -> dict[str, Any]:
        """Return the fault with words in both languages."""
        return {"call": self.call_id, "code": self.code, **said(FAULTS[self.code], self.params)}


@dataclass(frozen=True)
class Visit:
    """One call as it truly went.

    Attributes
    ----------
    entry
        The row of the log.
    arrival, start, end
        Arrival at the port, all fast, departure from the berth.
    work_from, work_until
        Begin and end of work; None where nobody wrote them down.
    """

    entry: LoggedCall
    arrival: datetime
    start: datetime
    end: datetime
    work_from: datetime | None
    work_until: datetime | None

    @property
    def call(self) -> Call:
        """The call."""
        return self.entry.call


def visits_of(
    log: Iterable[LoggedCall], region: Region, port: Port, params: BerthParams
) -> tuple[list[Visit], list[Fault]]:
    """Return the calls that can be compared, and what is wrong with the others.

    Parameters
    ----------
    log
        The log.
    region, port
        The port, over the whole time.
    params
        Times of making fast and casting off.
    """
    faults: list[Fault] = []
    visits: list[Visit] = []
    here = {berth.id for berth in port.berths}
    for entry in log:
        found = list(_alone(entry, region, here))
        faults += found
        if not found:
            visits.append(_visit(entry))
    faults += _overlaps(visits, region)
    wrong = {fault.call_id for fault in faults}
    for visit in visits:
        if visit.call.id not in wrong:
            faults += _tables(visit, region, port, params)
    wrong = {fault.call_id for fault in faults}
    # Who lay beside a vessel that is left out is left out with it: they are served as one.
    for visit in visits:
        if visit.call.beside_call_id and {visit.call.id, visit.call.beside_call_id} & wrong:
            wrong |= {visit.call.id, visit.call.beside_call_id}
    return [visit for visit in visits if visit.call.id not in wrong], faults


def _visit(entry: LoggedCall) -> Visit:
    arrival, start, end = (entry.actual(event) for event in NEEDED)
    assert arrival is not None and start is not None and end is not None  # noqa: PT018
    return Visit(entry, arrival, start, end, entry.actual("STRT"), entry.actual("CMPL"))


def _named(region: Region, berth_id: str) -> dict[str, object]:
    row = region.row("berths", berth_id)
    return {"at": row.name or row.id, "at_zh": row.name_zh or row.name or row.id}


def _event(event: str, key: str) -> dict[str, object]:
    name = EVENT_NAMES[event]
    return {key: translator("en")(name), f"{key}_zh": translator("zh")(name)}


def _alone(entry: LoggedCall, region: Region, here: set[str]) -> Iterator[Fault]:
    """Yield what is wrong with one row by itself."""
    call = entry.call
    vessel: dict[str, object] = {"vessel": call.vessel}
    for event in NEEDED:
        if entry.actual(event) is None:
            yield Fault(call.id, "missing_time", {**vessel, **_event(event, "event")})
    if not entry.berth_id:
        yield Fault(call.id, "no_berth", vessel)
    elif entry.berth_id not in here:
        yield Fault(call.id, "other_terminal", {**vessel, **_named(region, entry.berth_id)})
    told = [(event, at) for event in EVENTS if (at := entry.actual(event)) is not None]
    for (event, before), (later, at) in pairwise(told):
        # A stay needs time; other events may fall together.
        if utc(at) < utc(before) or (later == "DEPA" and utc(at) == utc(before)):
            params = {
                **_event(event, "event"), **_event(later, "later"),
                "time": moment(at.astimezone(region.zone)),
                "limit": moment(before.astimezone(region.zone)),
            }  # fmt: skip
            yield Fault(call.id, "out_of_order", {**vessel, **params})


def _overlaps(visits: Sequence[Visit], region: Region) -> Iterator[Fault]:
    """Yield vessels that lay at one berth at the same time without lying side by side."""
    order = sorted(visits, key=lambda visit: utc(visit.start))
    for place, first in enumerate(order):
        for other in order[place + 1 :]:
            if utc(other.start) >= utc(first.end):
                break
            calls = (first.call, other.call)
            beside = any(a.beside_call_id == b.id for a, b in (calls, calls[::-1]))
            if first.entry.berth_id != other.entry.berth_id or beside:
                continue
            params = {
                **_named(region, first.entry.berth_id),
                "time": moment(other.start.astimezone(region.zone)),
            }
            for one, two in ((first, other), (other, first)):
                names = {"vessel": one.call.vessel, "other": two.call.vessel}
                yield Fault(one.call.id, "overlap", {**names, **params})


def _tables(visit: Visit, region: Region, port: Port, params: BerthParams) -> Iterator[Fault]:
    """Yield what the tables of the region say against a visit."""
    call, berth_id = visit.call, visit.entry.berth_id
    item = make_items([alone(call)], region, params)[0]
    berths = {berth.id: berth for berth in port.berths}
    vessel: dict[str, object] = {"vessel": call.vessel}
    found = fits_of(item, berths[berth_id], port)
    if isinstance(found, list):
        fits_some = any(isinstance(fits_of(item, berth, port), tuple) for berth in port.berths)
        fault = "does_not_fit" if fits_some else "cannot_be_planned"
        yield Fault(call.id, fault, {**vessel, **_named(region, berth_id)})
        return
    hours = hours_between(visit.work_from or visit.start, visit.work_until or visit.end)
    tonnes = sum(item.tonnes[0])
    rate = max(fit.rates[0] * max(fit.most_cranes, 1) for fit in found)
    if tonnes > FASTER_THAN_ALL * rate * hours:
        told = {"value": number(round(tonnes)), "hours": number(round(hours, 1))}
        told["limit"] = number(round(rate))
        yield Fault(call.id, "too_fast", {**vessel, **_named(region, berth_id), **told})


def alone(call: Call) -> Call:
    """Return a call without those that it must lie beside or follow."""
    from dataclasses import replace

    return replace(call, beside_call_id="", after_call_id="")
