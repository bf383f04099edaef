"""Figures of a plan that a manager asks for: waiting, use of the berths, idle quay."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.report.berth_words import teu
from tongqu.report.html import Both, Child, Html, el, join
from tongqu.report.numbers import duration, percent, plain, tonnes
from tongqu.report.tables import facts_list
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.report.berth_data import Board, Stay

__all__ = ["Kpi", "kpi_list", "kpi_of"]


@dataclass(frozen=True, slots=True)
class Kpi:
    """Figures of a plan, or of what really happened.

    Attributes
    ----------
    calls, placed, late
        Calls, those with a berth, and those that leave after their latest departure.
    wait_mean_h, wait_max_h, waiting
        Mean over the calls with a berth, the longest, and how many wait at all.
    turnaround_h
        From arrival to departure, mean.
    occupancy
        Share of the open berth hours (metre hours on a continuous quay) that vessels take;
        None without berths.
    idle_share, idle_h
        Share and berth hours that are open and empty while a vessel waits; `idle_h` None on
        a continuous quay.
    cranes
        Share of the crane hours on duty that are used; None where none are planned.
    """

    calls: int
    placed: int
    late: int
    late_h: float
    waiting: int
    wait_mean_h: float
    wait_max_h: float
    turnaround_h: float
    occupancy: float | None
    idle_share: float | None
    idle_h: float | None
    cranes: float | None
    tonnes: float
    teu: float


def kpi_of(board: Board) -> Kpi:
    """Return the figures of a board.

    The share of berths counts each by its length where all lengths are known.
    """
    stays = board.stays
    count = len(stays) or 1
    open_h, used, idle, idle_h = _quay_use(board)
    cargo = [stay.call for stay in stays]
    return Kpi(
        calls=len(stays) + len(board.unplaced),
        placed=len(stays),
        late=sum(stay.late_h > 1e-9 for stay in stays),
        late_h=sum(stay.late_h for stay in stays),
        waiting=sum(stay.wait_h > 1e-9 for stay in stays),
        wait_mean_h=sum(stay.wait_h for stay in stays) / count,
        wait_max_h=max((stay.wait_h for stay in stays), default=0.0),
        turnaround_h=sum(stay.end - stay.eta for stay in stays) / count,
        occupancy=used / open_h if open_h else None,
        idle_share=idle / open_h if open_h else None,
        idle_h=idle_h,
        cranes=_crane_use(board),
        tonnes=sum(float(c.get("discharge_t") or 0) + float(c.get("load_t") or 0) for c in cargo),
        teu=sum(float(c.get("discharge_teu") or 0) + float(c.get("load_teu") or 0) for c in cargo),
    )


def _weight(board: Board, stay: Stay) -> float:
    """Return what a stay takes: metres on a continuous quay, else its berth."""
    place = next(p for p in board.places if p.place_id == stay.place_id)
    if place.continuous:
        if stay.from_m is not None and stay.to_m is not None:
            return stay.to_m - stay.from_m
        return stay.length_m or 0.0
    return _size(board, place.length_m)


def _size(board: Board, length: float | None) -> float:
    return length if length and all(place.length_m for place in board.places) else 1.0


def _quay_use(board: Board) -> tuple[float, float, float, float | None]:
    """Return open, used and idle-while-waiting quay hours, and the idle ones in berth hours."""
    edges = {0.0, board.until}
    for stay in board.stays:
        edges |= {stay.start, stay.end, stay.eta}
    for closed in board.closed:
        edges |= {closed.start, closed.end}
    times = sorted(at for at in edges if 0.0 <= at <= board.until)
    sizes = {place.place_id: _size(board, place.length_m) for place in board.places}
    whole = {place.place_id for place in board.places if not place.continuous}
    open_h = used = idle = idle_h = 0.0
    weights = {stay.number: _weight(board, stay) for stay in board.stays}
    for at, until in itertools.pairwise(times):
        hours, middle = until - at, (at + until) / 2
        taken = dict.fromkeys(sizes, 0.0)
        for stay in board.stays:
            if stay.start <= middle < stay.end:
                taken[stay.place_id] += weights[stay.number]
        shut = _shut(board, middle)
        waiting = any(stay.eta <= middle < stay.start for stay in board.stays)
        for place_id, size in sizes.items():
            here = min(size, taken[place_id])
            free = max(size - shut.get(place_id, 0.0) * size, here)
            open_h += free * hours
            used += here * hours
            if waiting:
                idle += (free - here) * hours
                idle_h += hours if place_id in whole and free > here == 0 else 0.0
    return open_h, used, idle, idle_h if len(whole) == len(sizes) else None


def _shut(board: Board, at: float) -> dict[str, float]:
    """Return the share of each place that is closed at an instant."""
    found: dict[str, float] = {}
    for closed in board.closed:
        if not closed.start <= at < closed.end:
            continue
        place = next(p for p in board.places if p.place_id == closed.place_id)
        share = 1.0
        if place.continuous and closed.from_m is not None and closed.to_m is not None:
            share = (closed.to_m - closed.from_m) / (place.length_m or 1.0)
        found[closed.place_id] = min(1.0, found.get(closed.place_id, 0.0) + share)
    return found


def _crane_use(board: Board) -> float | None:
    used = there = 0.0
    for series in board.series:
        if series.kind == "crane":
            used += _area(series.level, board.until)
            there += _area(series.limit, board.until)
    return used / there if there else None


def _area(steps: Sequence[tuple[float, float]], until: float) -> float:
    ends = [at for at, _ in steps[1:]] + [until]
    return sum(
        value * max(0.0, min(end, until) - max(at, 0.0))
        for (at, value), end in zip(steps, ends, strict=True)
    )


def kpi_list(kpi: Kpi, other: Kpi | None = None, name: Both | None = None) -> Html:
    """Return the figures as a list; `other` are those of what `name` says, to compare with."""
    beside = name or t("first come, first served")
    pairs: list[tuple[Both, Child]] = [
        (t("Calls"), _calls(kpi)),
        (t("Mean wait"), _two(duration(kpi.wait_mean_h), beside, _wait(other))),
        (
            t("Longest wait"),
            join(
                el("strong", duration(kpi.wait_max_h)),
                el("small", t("vessels that wait: {count}", count=kpi.waiting)),
            ),
        ),
        (t("Arrival to departure"), join(el("strong", duration(kpi.turnaround_h)))),
        (t("Vessels that leave late"), _late(kpi)),
    ]
    if kpi.occupancy is not None:
        pairs.append((t("Use of the quay"), _two(percent(kpi.occupancy), beside, _used(other))))
    if kpi.idle_share is not None:
        small = (
            t("{count} berth hours", count=plain(round(kpi.idle_h)))
            if kpi.idle_h is not None
            else None
        )
        pairs.append(
            (
                t("Empty while a vessel waits"),
                join(el("strong", percent(kpi.idle_share)), el("small", small) if small else None),
            )
        )
    if kpi.cranes is not None:
        pairs.append((t("Use of the cranes"), join(el("strong", percent(kpi.cranes)))))
    return facts_list(pairs)


def _calls(kpi: Kpi) -> Html:
    cargo = [tonnes(kpi.tonnes)] if kpi.tonnes else []
    cargo += [teu(kpi.teu)] if kpi.teu else []
    words = Both(", ".join(c.en for c in cargo), "，".join(c.zh for c in cargo))
    without = kpi.calls - kpi.placed
    missing = t("{count} without a berth", count=without) if without else None
    return join(
        el("strong", f"{kpi.calls}"),
        el("small", missing) if missing else None,
        el("small", words) if cargo else None,
    )


def _late(kpi: Kpi) -> Html:
    small = el("small", t("{time} in all", time=duration(kpi.late_h))) if kpi.late else None
    return join(el("strong", f"{kpi.late}"), small)


def _wait(other: Kpi | None) -> Both | None:
    return duration(other.wait_mean_h) if other else None


def _used(other: Kpi | None) -> Both | None:
    share = other.occupancy if other else None
    return None if share is None else percent(share)


def _two(value: Both, name: Both, beside: Both | None) -> Html:
    small = None
    if beside is not None:
        small = el("small", t("{name}: {value}", name=name, value=beside))
    return join(el("strong", value), small)
