"""Rules between calls: room, cranes, pairs, stocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from tongqu.berths.case import SLACK, Case, Stay
from tongqu.berths.conflict import Conflict
from tongqu.berths.port import Floats, Port, utc
from tongqu.berths.records import Assignment
from tongqu.berths.words import number


def meeting(case: Case) -> Iterator[tuple[Stay, Stay, datetime]]:
    """Yield stays that meet in time, and from when on they do."""
    order = sorted(case.stays, key=lambda stay: utc(stay.place.start))
    there: list[Stay] = []
    for stay in order:
        start = utc(stay.place.start)
        there = [other for other in there if utc(other.place.end) > start]
        for other in there:
            yield other, stay, stay.place.start
        there.append(stay)


def overlaps(case: Case) -> Iterator[Conflict]:
    """Nobody lies where somebody lies; on a continuous quay metres stay free between."""
    for a, b, since in meeting(case):
        if case.partner.get(a.call.id) == b.call.id:
            continue
        params = {**case.names(a), "other": b.call.vessel, "time": case.local(since)}
        if a.berth is not None and b.berth is not None and a.berth.id == b.berth.id:
            yield Conflict((a.call.id, b.call.id), "overlap", params)
        on_quay = a.quay_id and a.quay_id == b.quay_id
        if not on_quay or (a.berth is not None and b.berth is not None):
            continue
        spans = [span(stay) for stay in (a, b)]
        if None in spans:
            continue
        (a_from, a_to), (b_from, b_to) = (span for span in spans if span is not None)
        apart = max(a_from, b_from) - min(a_to, b_to)
        clearance = case.port.quays[a.quay_id].clearance_m
        if apart < -SLACK:
            yield Conflict((a.call.id, b.call.id), "overlap", params)
        elif apart < clearance - SLACK:
            params |= {"value": number(round(apart, 2)), "limit": number(clearance)}
            yield Conflict((a.call.id, b.call.id), "clearance", params)


def cranes_lent(case: Case) -> Iterator[Conflict]:
    """No pool lends more cranes than are manned; where nobody works, than there are."""
    for pool_id, pool in case.port.pools.items():
        held = np.zeros(case.port.minutes, np.int64)
        for stay in case.stays:
            held += case.held(stay, pool_id)
        manned = case.port.manned(pool_id)
        limit = np.where(manned > 0, manned, pool.cranes)
        over = np.flatnonzero(held > limit)
        if over.size:
            minute = int(over[0])
            users = tuple(s.call.id for s in case.stays if case.held(s, pool_id)[minute])
            yield Conflict(
                users,
                "cranes_short",
                {
                    "pool": pool.name, "pool_zh": pool.name_zh, "time": case.at(minute),
                    "limit": int(limit[minute]), "value": int(held[minute]),
                },
            )  # fmt: skip


def pairs(case: Case) -> Iterator[Conflict]:
    """Side by side means one berth and one time; in sequence means one after the other."""
    stays = {stay.call.id: stay for stay in case.stays}
    for stay in case.stays:
        call, place = stay.call, stay.place
        beside = stays.get(call.beside_call_id)
        if beside is not None:
            same = (
                place.where == beside.place.where
                and utc(place.start) == utc(beside.place.start)
                and utc(place.end) == utc(beside.place.end)
            )
            if not same:
                params = {"vessel": call.vessel, "other": beside.call.vessel}
                yield Conflict((call.id, beside.call.id), "not_beside", params)
        before = stays.get(call.after_call_id)
        if before is not None and utc(place.start) < utc(before.place.end):
            params = {
                "vessel": call.vessel, "other": before.call.vessel,
                "limit": case.local(before.place.end),
            }  # fmt: skip
            yield Conflict((call.id, before.call.id), "not_after", params)


def stocks(case: Case) -> Iterator[Conflict]:
    """No yard or silo is ever overfull or empty of what is loaded."""
    for stock in case.region.stocks:
        if stock.terminal_id not in case.port.terminal_ids:
            continue
        there = list(users(case, stock))
        level = stock_level(case.port, stock, [(s.place, case.port.tonnes(s.call)) for s in there])
        for code, broken in (
            ("stock_full", level > stock.capacity_t + SLACK),
            ("stock_empty", level < -SLACK),
        ):
            if there and broken.any():
                minute = int(np.argmax(broken))
                yield Conflict(
                    tuple(stay.call.id for stay in there),
                    code,
                    {
                        "name": stock.name, "name_zh": stock.name_zh,
                        "value": number(round(float(level[minute]), 1)),
                        "limit": number(stock.capacity_t), "time": case.at(minute),
                    },
                )  # fmt: skip


def users(case: Case, stock: Any) -> Iterable[Stay]:
    """Yield the stays whose cargo goes into a stock, or comes from it."""
    for stay in case.stays:
        packing = case.port.packing(stay.call)
        if (
            stay.terminal_id == stock.terminal_id
            and stay.call.commodity_id == stock.commodity_id
            and stock.packing in ("", packing)
        ):
            yield stay


def span(stay: Stay) -> tuple[float, float] | None:
    """Return the metres of the quay that a stay takes, if that is known."""
    if stay.place.from_m is not None and stay.place.to_m is not None:
        return stay.place.from_m, stay.place.to_m
    return None


def stock_level(
    port: Port, stock: Any, moved: Sequence[tuple[Assignment, tuple[float, float]]]
) -> Floats:
    """Return what a stock holds at the end of each minute.

    Parameters
    ----------
    port
        The port.
    stock
        The row.
    moved
        Places of calls, with the tonnes that they discharge and load.

    Notes
    -----
    Cargo is moved evenly over the time of work. The land side takes no more than there is, and
    brings no more than there is room for; what vessels do below empty or above full is their fault.
    """
    flow = np.zeros(port.minutes)
    for place, (out, into) in moved:
        begin, end = port.minute(place.work_from), port.minute(place.work_until)
        if end > begin:
            flow[max(begin, 0) : max(end, 0)] += (out - into) / (end - begin)
    land = (stock.inflow_t_per_h - stock.outflow_t_per_h) / 60
    level = np.empty(port.minutes)
    held = stock.opening_t
    for minute, change in enumerate(flow.tolist()):
        held += change
        if land < 0:
            held -= min(-land, max(held, 0.0))
        else:
            held += min(land, max(stock.capacity_t - held, 0.0))
        level[minute] = held
    return level
