"""Rules that a single call in its place must keep to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tongqu.berths.case import SLACK, Case, Stay
from tongqu.berths.conflict import Conflict
from tongqu.berths.port import utc
from tongqu.berths.words import number

METRE_SLACK = 0.01
"""Metres in a plan are told to the centimetre."""


def times(case: Case, stay: Stay) -> Iterator[Conflict]:
    """The stay lies in the plan, on its grid, and not before the vessel arrives."""
    call, place, port = stay.call, stay.place, case.port
    times: dict[str, object] = {
        "start": case.local(place.start),
        "end": case.local(place.end),
    }
    fact = case.is_fact(stay)
    begin, end = port.minute(place.start), port.minute(place.end)
    if (begin < 0 and not fact) or end > port.minutes:
        yield case.say(stay, "outside_horizon", **times)
    if begin % case.params.time_step_min and call.pinned_start != place.start:
        yield case.say(stay, "off_grid", **times)
    if begin < port.minute(call.eta) and not fact:
        yield case.say(stay, "before_arrival", limit=case.local(call.eta), **times)
    since, until = call.window_from, call.window_until
    early = since is not None and utc(place.start) < utc(since)
    late = until is not None and utc(place.start) > utc(until)
    if (early or late) and not fact:
        window = {
            "from": case.local(since) if since else "",
            "until": case.local(until) if until else "",
        }
        yield case.say(stay, "outside_window", **times, **window)


def given(case: Case, stay: Stay) -> Iterator[Conflict]:
    """What is pinned stays pinned."""
    call, place = stay.call, stay.place
    if call.pinned_berth_id and not case.lies_at(stay, call.pinned_berth_id):
        yield case.say(stay, "berth_not_pinned", limit=call.pinned_berth_id)
    if call.pinned_quay_id and call.pinned_quay_id != stay.quay_id:
        yield case.say(stay, "berth_not_pinned", limit=call.pinned_quay_id)
    fixed = call.pinned_from_m
    if fixed is not None and (place.from_m is None or abs(place.from_m - fixed) > METRE_SLACK):
        lies = "" if place.from_m is None else number(place.from_m)
        yield case.say(stay, "metre_not_pinned", value=lies, limit=number(fixed))
    if call.pinned_start is not None and utc(call.pinned_start) != utc(place.start):
        yield case.say(
            stay, "start_not_pinned", start=case.local(place.start),
            limit=case.local(call.pinned_start),
        )  # fmt: skip


def fits(case: Case, stay: Stay) -> Iterator[Conflict]:
    """Length and deadweight fit the berth, or the metres of the quay."""
    call, berth = stay.call, stay.berth
    length = case.length(call)
    if berth is None:
        yield from on_quay(case, stay, length)
    elif berth.length_m is not None and length > berth.length_m + SLACK:
        yield case.say(stay, "too_long", value=number(length), limit=number(berth.length_m))
    row = case.class_of(call)
    for below in case.beneath(stay) if row is not None else ():
        most = below.dwt_max_t
        if most is None or row.dwt_t <= most:
            continue
        light = max(case.tonnes(call)) <= most + SLACK
        if row.dwt_t > (below.dwt_part_laden_t or 0.0) or not light:
            yield case.say(stay, "too_heavy", value=number(row.dwt_t), limit=number(most))


def on_quay(case: Case, stay: Stay, length: float) -> Iterator[Conflict]:
    """Yield whether the metres are on the quay, and enough."""
    quay, place = case.port.quays[stay.quay_id], stay.place
    begin, end = place.from_m or 0.0, place.to_m or 0.0
    if begin < -SLACK or end > quay.length_m + SLACK:
        metres: dict[str, object] = {"from": number(begin), "to": number(end)}
        yield case.say(stay, "off_quay", limit=number(quay.length_m), **metres)
    if end - begin < length - SLACK:
        yield case.say(stay, "too_short_place", value=number(length), limit=number(end - begin))


def water(case: Case, stay: Stay) -> Iterator[Conflict]:
    """There is water under the keel in every minute."""
    row = case.class_of(stay.call)
    draught = stay.call.draught_m or (row.draught_m if row is not None else None)
    if draught is None:
        return
    keel = row.under_keel_clearance_m if row is not None else case.params.under_keel_clearance_m
    depths = [case.port.depth(berth.id) for berth in case.beneath(stay)]
    if case.is_bare(stay):
        depths.append(case.port.quay_depth(stay.quay_id))
    for depth in depths:
        if depth is None:
            continue
        low = np.flatnonzero(depth[stay.begin : stay.end] < draught + keel - SLACK)
        if low.size:
            minute = stay.begin + int(low[0])
            yield case.say(
                stay, "too_shallow", value=number(round(draught + keel, 2)),
                limit=number(round(float(depth[minute]), 2)), time=case.at(minute),
            )  # fmt: skip
            return


def cargo(case: Case, stay: Stay) -> Iterator[Conflict]:
    """The berth handles the cargo in its packing, and the equipment asked for reaches it."""
    packing = case.port.packing(stay.call)
    for berth in case.beneath(stay):
        handled = berth.packings or case.region.row("terminals", berth.terminal_id).packings
        if packing and handled and packing not in handled:
            yield case.say(stay, "wrong_packing", value=packing)
        cargo = stay.call.commodity_id
        if cargo and berth.commodity_ids and cargo not in berth.commodity_ids:
            row = case.region.row("commodities", cargo)
            yield case.say(stay, "wrong_cargo", cargo=row.name, cargo_zh=row.name_zh)
    terminal = case.region.row("terminals", stay.terminal_id)
    if case.is_bare(stay) and packing and packing not in (terminal.packings or (packing,)):
        yield case.say(stay, "wrong_packing", value=packing)
    reach = {p.id for p in case.port.pools_at(stay.terminal_id, stay.quay_id, packing)}
    held = {use.pool_id for use in case.uses(stay)}
    for pool in stay.call.equipment:
        if pool not in reach or (held and pool not in held):
            name = case.pool_name(pool)
            yield case.say(stay, "equipment", pool=name[0], pool_zh=name[1])


def is_open(case: Case, stay: Stay) -> Iterator[Conflict]:
    """In service, not closed, and moved only when vessels may move."""
    port = case.port
    rows = [("berths", berth.id) for berth in case.beneath(stay)]
    services = [port.service(berth_id) for _, berth_id in rows]
    for service in services or [port.terminal_service(stay.terminal_id)]:
        out = np.flatnonzero(~service[stay.begin : stay.end])
        if out.size:
            yield case.say(stay, "not_in_service", time=case.at(stay.begin + int(out[0])))
    for table, row_id in [*rows, *([("quays", stay.quay_id)] if stay.quay_id else [])]:
        for closed in port.closures(table, row_id):
            if closed.begin < stay.end and closed.end > stay.begin:
                yield case.say(
                    stay, "closed", time=case.at(max(closed.begin, stay.begin)),
                    reason=closed.closure.reason, reason_zh=closed.closure.reason_zh,
                )  # fmt: skip
                break
    moves = port.may_move(stay.terminal_id, stay.quay_id)
    ends = {port.minute(stay.place.start): "", port.minute(stay.place.end) - 1: ""}
    for minute in ends:
        if 0 <= minute < port.minutes and not moves[minute]:
            yield case.say(stay, "night", time=case.at(minute))
