"""Why a call that no mode serves is shut out: every rule, berth by berth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.berths.fits import Fit, ShutOut
from tongqu.berths.places import Place
from tongqu.berths.stays import NEVER, Starts
from tongqu.model.quays import CranePool

if TYPE_CHECKING:
    from tongqu.berths.grid import Flags
    from tongqu.berths.modes import Builder
    from tongqu.berths.quay_modes import QuayBuilder

    AnyBuilder = Builder | QuayBuilder


def rules_that_shut(builder: Builder, served: set[int]) -> tuple[ShutOut, ...]:
    """Return for each item that has no mode the rules that shut it out of every berth.

    Where the hour matters, a rule is named if the call could begin somewhere without it; if two
    rules must go together, both are.
    """
    found: list[ShutOut] = []
    for row, item in enumerate(builder.items):
        if row in served:
            continue
        for berth in builder.port.berths:
            fits = builder.fits[berth.id][row]
            if isinstance(fits, list):
                found += fits
                continue
            place = builder.port.place(berth)
            told = [rule for fit in fits for rule in at_hours(builder, row, place, fit)]
            # What no pool can help is told once.
            found += {(rule.code, rule.limit): rule for rule in reversed(told)}.values()
        if not builder.port.berths:
            found.append(ShutOut(item.id, "", "not_usable"))
    return tuple(found)


def at_hours(builder: AnyBuilder, row: int, place: Place, fit: Fit) -> list[ShutOut]:
    """Return the rules that leave a call no start at a place that it fits."""
    cranes = 0 if fit.pool is None else 1
    best: dict[str, int] = {}
    # With each number of cranes; fewer are easier to have, more end sooner.
    for number in range(cranes, max(fit.most_cranes, cranes) + 1):
        for code in _rules(builder, row, place, fit, number):
            best.setdefault(code, number)
    return [
        _told(builder, row, place, fit.pool, code, number) for code, number in sorted(best.items())
    ]


def _rules(builder: AnyBuilder, row: int, place: Place, fit: Fit, cranes: int) -> list[str]:
    clock = builder.clock(place, fit.pool)
    work = builder.work(row, fit, cranes)
    starts = Starts(builder.wishes, np.array([row]), place, fit.pool, cranes)
    pinned = builder.wishes.pinned(builder.items[row])
    allowed: Mapping[str, Flags]
    if pinned is None:
        by_rule = starts.by_rule(clock.ends(np.array([work])))
        allowed = {code: flags[0] for code, flags in by_rule.items()}
    elif pinned == NEVER:
        return ["not_beside"]  # two that lie side by side have two different starts
    else:
        stay = clock.stay(pinned, work) if pinned < builder.port.grid.end_min else None
        if stay is None:
            return ["outside_horizon"]
        told = starts.pinned(row, pinned, stay)
        allowed = {code: np.array([flag]) for code, flag in told.items()}
    return _needed(allowed)


def _needed(allowed: Mapping[str, Flags]) -> list[str]:
    """Return the rules without any one of which a start would remain; else all that forbid one."""
    forbid = [code for code, flags in allowed.items() if not flags.all()]
    alone = [
        code
        for code in forbid
        if np.all([flags for other, flags in allowed.items() if other != code], axis=0).any()
    ]
    if alone:
        return alone
    never = [code for code in forbid if not allowed[code].any()]
    return never or forbid


def _told(
    builder: AnyBuilder, row: int, place: Place, pool: CranePool | None, code: str, cranes: int
) -> ShutOut:
    """Return a rule with what the call has and what the berth allows."""
    item, grid = builder.items[row], builder.port.grid
    value: Any = None
    limit: Any = None
    at: datetime | None = None
    match code:
        case "before_arrival":
            value = grid.at(int(builder.wishes.bounds[row][0]))
        case "outside_window":
            begins = [call.window_from for call in item.calls if call.window_from is not None]
            ends = [call.window_until for call in item.calls if call.window_until is not None]
            value = max(begins, default=None)
            limit = min(ends, default=None)
        case "night":
            limit = place.quay.berthing_hours if place.quay is not None else ""
        case "too_shallow":
            depth = place.depth
            assert depth is not None
            slot = int(np.argmax(depth))
            value, limit, at = item.depth_need_m, float(depth[slot]), grid.at(slot * grid.step_min)
        case "cranes_short":
            assert pool is not None
            value, limit = cranes, int(builder.port.cranes(pool).by_slot.max())
        case "outside_horizon":
            limit = grid.until
        case "not_usable":
            closed = np.flatnonzero(~place.usable[grid.lead_min :])
            at = grid.at(int(closed[0])) if closed.size else None
    return ShutOut(item.id, place.berth.id, code, value, limit, at)
