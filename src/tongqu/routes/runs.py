"""Runs of a timetable: ways whose times the timetable gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tongqu.routes.horizon import ALWAYS, Horizon
from tongqu.routes.way import SEA_LANE, Stretch, Way


def closures_only(horizon: Horizon, stretch: Stretch) -> int:
    """Return a stretch's calendar without its daily hours: a timetable has heeded those."""
    table = {"link": "links", "lock": "locks"}.get(stretch.kind)
    if table is None or stretch.row_id == SEA_LANE:
        return stretch.calendar
    return horizon.calendar(table, stretch.row_id)


def timetabled(horizon: Horizon, ways: Iterable[Way], total_s: int) -> tuple[Way, ...]:
    """Return the ways of a timetable's run: the first takes `total_s`, longer ones in proportion.

    Waits that the timetable holds already are left out; only closures add to it.
    """
    found = list(ways)
    if not found:
        return ()
    base = found[0].travel_s
    scaled = []
    for way in found:
        share = total_s / base if base > 0 else 0.0
        stretches = [
            replace(
                stretch,
                wait_s=0,
                found=None,
                travel_s=round(stretch.travel_s * share),
                calendar=closures_only(horizon, stretch),
            )
            for stretch in way.stretches
        ]
        if way is found[0] and stretches:
            spare = total_s - sum(stretch.travel_s for stretch in stretches)
            last = stretches[-1]
            stretches[-1] = replace(last, travel_s=max(0, last.travel_s + spare))
        scaled.append(replace(way, stretches=tuple(stretches)))
    return tuple(scaled)


def join(one: Way, other: Way, stay_s: int) -> Way:
    """Return two runs of a service as one way, with the stay between them."""
    stay = Stretch("stay", one.places[-1], ALWAYS, 0, stay_s, ALWAYS, 0.0)
    return Way(
        stretches=(*one.stretches, stay, *other.stretches),
        places=(*one.places, *other.places[1:]),
        distance_km=one.distance_km + other.distance_km,
        up_km=one.up_km + other.up_km,
        down_km=one.down_km + other.down_km,
        back_up_km=one.back_up_km + other.back_up_km,
        back_down_km=one.back_down_km + other.back_down_km,
        back_h=one.back_h + other.back_h,
        fees=(*one.fees, *other.fees),
        points=(*one.points, *other.points),
        sources=tuple(sorted({*one.sources, *other.sources})),
    )
