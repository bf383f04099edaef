"""Whether a stay is long enough for its work, and costs what the plan says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from tongqu.berths.case import SLACK, Case, Stay
from tongqu.berths.conflict import Conflict
from tongqu.berths.port import Bools, Floats, hours_between, utc
from tongqu.berths.records import UNITS_PER_H
from tongqu.berths.words import CAUSES, number
from tongqu.text import translator

COST_SLACK_H = 0.011
"""Costs in a plan file are rounded to hundredths of weighted hours."""


def work(case: Case, stay: Stay) -> Iterator[Conflict]:
    """The stay is long enough for the work, at the pace of the cranes that it holds."""
    place, params, port = stay.place, case.params, case.port
    begin, end = port.minute(place.work_from), port.minute(place.work_until)
    needed = needed_t(case, stay)
    lost = (
        begin < port.minute(place.start) + params.berthing_min
        or port.minute(place.end) < end + params.unberthing_min
    )
    before = max(0, -begin)  # of a vessel that lies there already; taken as worked
    begin, end = max(begin, 0), min(max(end, 0), port.minutes)
    yield from pools(case, stay, needed)
    speed = pace(case, stay)
    done = float(speed[begin:end].sum()) / 60
    if before:
        done += before * float(speed.max(initial=0.0)) / 60
    if lost or done < needed - SLACK * max(1.0, needed):
        top = float(speed.max(initial=0.0))
        hours = needed / top if top else 0.0
        hours += (params.berthing_min + params.unberthing_min) / 60
        yield case.say(
            stay, "work_too_short", value=number(round(hours, 2)),
            limit=number(round(hours_between(place.start, place.end), 2)),
        )  # fmt: skip


def pools(case: Case, stay: Stay, needed: float) -> Iterator[Conflict]:
    """Cranes come from pools that reach the vessel, as many as it may hold, while it works."""
    packing = case.port.packing(stay.call)
    reach = {p.id: p for p in case.port.pools_at(stay.terminal_id, stay.quay_id, packing)}
    uses = case.uses(stay)
    if reach and not uses and needed > 0:
        yield case.say(stay, "no_crane")
    for use in stay.place.cranes:
        name = case.pool_name(use.pool_id)
        names = {"pool": name[0], "pool_zh": name[1]}
        if use.pool_id not in reach:
            yield case.say(stay, "foreign_crane", **names)
        elif not 1 <= use.cranes <= reach[use.pool_id].most_per_vessel:
            most = number(reach[use.pool_id].most_per_vessel)
            yield case.say(stay, "too_many_cranes", value=number(use.cranes), limit=most, **names)
        if utc(use.held_from) < utc(stay.place.start) or utc(use.held_until) > utc(stay.place.end):
            yield case.say(stay, "cranes_not_held")


def pace(case: Case, stay: Stay) -> Floats:
    """Return the tonnes an hour that are handled at a stay in each minute."""
    port = case.port
    works: Bools = port.works(stay.terminal_id, "")
    for berth in case.beneath(stay):
        works = works & port.works(stay.terminal_id, berth.id)
    uses = {use.pool_id for use in case.uses(stay)}
    rate = port.handling_rate(stay.terminal_id, stay.call)
    if not uses:
        return np.where(works, rate, 0.0)
    speed = np.zeros(port.minutes)
    for pool_id in uses & port.pools.keys():
        pool = port.pools[pool_id]
        held = sum(case.held(mate, pool_id) for mate in case.mates(stay))
        each = rate if pool.rate_t_per_h is None else pool.rate_t_per_h
        speed += np.where(
            works & port.pool_works(pool_id),
            each * np.power(held, pool.interference_exponent, dtype=np.float64),
            0.0,
        )
    return speed


def needed_t(case: Case, stay: Stay) -> float:
    """Return the tonnes to move; what goes from vessel to vessel is moved once."""
    mates = case.mates(stay)
    tonnes = [case.tonnes(mate.call) for mate in mates]
    total = sum(sum(pair) for pair in tonnes)
    for (a_out, a_in), (b_out, b_in) in combinations(tonnes, 2):
        total -= min(a_out, b_in) + min(b_out, a_in)
    return total


def costs(case: Case, stay: Stay) -> Iterator[Conflict]:
    """What the plan says that a call costs is what it costs."""
    call, place, params = stay.call, stay.place, case.params
    late = 0.0
    if call.latest_departure is not None:
        late = max(0.0, hours_between(call.latest_departure, place.end))
    wished = call.preferred_berth_id
    elsewhere = bool(wished) and not case.lies_at(stay, wished)
    right = {
        "waiting": max(0.0, hours_between(call.eta, place.start)),
        "handling": hours_between(place.start, place.end),
        "late": params.late_factor * late,
        "not_preferred": params.not_preferred_h * elsewhere,
    }
    for cause, hours in right.items():
        said = place.by_cause.get(cause, 0) / UNITS_PER_H
        # Arrivals count from whole minutes; weights in hundredths.
        slack = COST_SLACK_H + call.weight / 60 + hours * 0.0051
        if abs(said - call.weight * hours) > slack:
            yield case.say(
                stay,
                "cost_differs",
                value=number(round(said, 2)),
                limit=number(round(call.weight * hours, 2)),
                cause=translator("en")(CAUSES[cause]),
                cause_zh=translator("zh")(CAUSES[cause]),
            )
