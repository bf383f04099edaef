"""From the plan file to what a board draws: places, stays, closures and curves on one clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tongqu.report.berth_clock import hours_between, start_of
from tongqu.report.berth_data import (
    Board,
    Closed,
    Crane,
    Ghost,
    Place,
    Record,
    Series,
    Stay,
    Steps,
    cargo_name,
)
from tongqu.report.berth_hours import shades_of
from tongqu.report.html import Both, both
from tongqu.report.words import name_of

__all__ = ["board_of", "hours_since"]


def hours_since(zero: datetime, text: str) -> float:
    """Return the hours from one instant to another, written in ISO 8601.

    Examples
    --------
    >>> from datetime import datetime
    >>> hours_since(datetime.fromisoformat("2024-12-02T00:00+08:00"), "2024-12-02T01:30+08:00")
    1.5
    """
    return hours_between(zero, datetime.fromisoformat(text))


def board_of(plan: Record, assignments: Sequence[Record] | None = None) -> Board:
    """Return what a board shows.

    Parameters
    ----------
    plan
        The plan as `BerthPlan.to_dict` gives it.
    assignments
        Other assignments of the same calls, like the first-come plan; None for the plan's own.
    """
    zero = start_of(plan)
    until = max(hours_since(zero, plan["until"]), 1.0)
    chosen = plan.get("assignments") or [] if assignments is None else assignments
    own = assignments is None
    calls = {call["id"]: call for call in plan.get("calls") or []}
    broken = {i for c in plan.get("conflicts") or [] for i in c.get("calls") or []} if own else ()
    places = _places(plan)
    known = {place.place_id for place in places}
    ordered = sorted(
        (a for a in chosen if a.get("call") in calls and _where(a, known) in known),
        key=lambda a: (hours_since(zero, a["start"]), str(_where(a, known)), str(a["call"])),
    )
    numbers = _numbers(plan, calls, zero)
    metres = {berth["id"]: berth.get("from_m") for berth in plan.get("berths") or []}
    stays = tuple(
        _stay(
            a,
            calls[a["call"]],
            numbers[a["call"]],
            zero,
            _where(a, known),
            a["call"] in broken,
            metres,
        )
        for a in ordered
    )
    placed = {stay.call["id"] for stay in stays}
    unplaced = tuple(
        (numbers[key], call, hours_since(zero, call["eta"]))
        for key, call in calls.items()
        if key not in placed
    )
    return Board(
        zero=zero,
        until=until,
        places=places,
        stays=stays,
        closed=_closed(plan, places, zero, until),
        ghosts=_ghosts(plan, stays, zero, known) if own else (),
        series=_series(plan, zero),
        unplaced=tuple(sorted(unplaced, key=lambda entry: entry[0])),
        quays={q["id"]: name_of(q) for q in plan.get("quays") or []},
        cargoes=_cargoes(list(calls.values())),
        shades=shades_of(plan, places, zero, until),
    )


def _where(assignment: Record, known: set[str]) -> str:
    """Return the place of an assignment: its berth, or its quay where that is continuous."""
    berth = str(assignment.get("berth") or "")
    return berth if berth in known else str(assignment.get("quay") or berth)


def _numbers(plan: Record, calls: Mapping[str, Record], zero: datetime) -> dict[str, int]:
    """Number the calls as the list shows them: by berthing, then those without a berth."""
    begin = {a["call"]: hours_since(zero, a["start"]) for a in plan.get("assignments") or []}
    far = float("inf")
    order = sorted(
        calls, key=lambda i: (begin.get(i, far), hours_since(zero, calls[i]["eta"]), str(i))
    )
    return {call_id: number for number, call_id in enumerate(order, 1)}


def _places(plan: Record) -> tuple[Place, ...]:
    quays = {q["id"]: q for q in plan.get("quays") or []}
    rank = {quay_id: index for index, quay_id in enumerate(quays)}
    found: list[tuple[tuple[int, int], Place]] = []
    for index, (quay_id, quay) in enumerate(quays.items()):
        if quay.get("continuous"):
            place = Place(quay_id, name_of(quay), quay_id, 0.0, quay.get("length_m"), True)
            found.append(((rank[quay_id], index), place))
    for index, berth in enumerate(plan.get("berths") or []):
        quay_id = str(berth.get("quay") or "")
        if quays.get(quay_id, {}).get("continuous"):
            continue  # drawn as metres of its quay
        place = Place(
            berth["id"],
            both(berth.get("name") or berth["id"], berth.get("name_zh")),
            quay_id,
            berth.get("from_m"),
            berth.get("length_m"),
        )
        found.append(((rank.get(quay_id, len(rank)), index), place))
    return tuple(place for _, place in sorted(found, key=lambda pair: pair[0]))


def _stay(
    record: Record, call: Record, number: int, zero: datetime, place: str, broken: bool,
    metres: Mapping[str, float | None],
) -> Stay:  # fmt: skip
    def at(key: str, other: str) -> float:
        return hours_since(zero, record.get(key) or record[other])

    cranes = tuple(
        Crane(
            float(use.get("cranes") or 0),
            hours_since(zero, use.get("from") or record["start"]),
            hours_since(zero, use.get("until") or record["end"]),
            str(use.get("pool") or ""),
        )
        for use in record.get("cranes") or []
    )
    latest = call.get("latest_departure")
    wished = str(call.get("preferred_berth_id") or "")
    at_wish = wished in ("", record.get("berth"), place)
    if record.get("berth") is None and not (record.get("by_cause") or {}).get("not_preferred"):
        at_wish = True  # on a quay that vessels share, what it costs says whether it lies there
    return Stay(
        number=number,
        call=call,
        record=record,
        place_id=place,
        start=at("start", "start"),
        end=at("end", "end"),
        work_from=at("work_from", "start"),
        work_until=at("work_until", "end"),
        eta=hours_since(zero, call["eta"]),
        latest=hours_since(zero, latest) if latest else None,
        from_m=record.get("from_m"),
        to_m=record.get("to_m"),
        length_m=call.get("length_m"),
        cranes=cranes,
        pinned=bool(record.get("pinned") or call.get("pinned_berth_id")),
        conflict=broken,
        wished="" if at_wish else wished,
        wished_from_m=metres.get(wished) if record.get("berth") is None else None,
    )


def _closed(
    plan: Record, places: Sequence[Place], zero: datetime, until: float
) -> tuple[Closed, ...]:
    by_id = {place.place_id: place for place in places}

    def one(entry: Record, place: Place, shift: float = 0.0, length: float | None = None) -> Closed:
        since, to = entry.get("from"), entry.get("until")
        reason = both(entry.get("reason"), entry.get("reason_zh"))
        low, high = entry.get("from_m"), entry.get("to_m")
        if place.continuous and low is None and length is not None:
            low, high = shift, shift + length
        if not place.continuous and _covers(low, high, place):
            low = high = None  # the whole berth, however it was said
        start = hours_since(zero, since) if since else 0.0
        end = hours_since(zero, to) if to else until
        return Closed(place.place_id, start, end, reason, low, high)

    found = []
    for berth in plan.get("berths") or []:
        home = by_id.get(berth["id"]) or by_id.get(str(berth.get("quay") or ""))
        for entry in berth.get("closed") or []:
            if home is not None:
                found.append(one(entry, home, berth.get("from_m") or 0.0, berth.get("length_m")))
    for entry in plan.get("blocks") or []:
        berth_id, quay_id = str(entry.get("berth") or ""), str(entry.get("quay") or "")
        hit = [p for p in places if p.place_id == berth_id]
        if not hit:
            hit = [p for p in places if quay_id in (p.quay_id, p.place_id) and _meets(entry, p)]
        found += [one(entry, place) for place in hit]
    return tuple(dict.fromkeys(found))


def _covers(low: float | None, high: float | None, place: Place) -> bool:
    """Whether metres of a quay take in a whole berth."""
    if low is None or high is None or place.from_m is None or place.length_m is None:
        return True
    return low <= place.from_m and place.from_m + place.length_m <= high


def _meets(entry: Record, place: Place) -> bool:
    """Whether a block of metres of a quay touches a berth."""
    low, high = entry.get("from_m"), entry.get("to_m")
    if place.continuous or low is None or high is None or place.from_m is None:
        return True
    return bool(low < place.from_m + (place.length_m or 0.0) and place.from_m < high)


def _ghosts(
    plan: Record, stays: Sequence[Stay], zero: datetime, known: set[str]
) -> tuple[Ghost, ...]:
    now = {stay.call["id"]: stay for stay in stays}
    found = []
    for move in plan.get("moves") or []:
        place, since = move.get("from_berth") or move.get("from_quay"), move.get("from_start")
        stay = now.get(move.get("call"))
        if place in known and since and stay is not None:
            start = hours_since(zero, since)
            said = both(move.get("text"), move.get("text_zh"))
            low = move.get("from_metre")
            long = (stay.to_m or 0.0) - (stay.from_m or 0.0)
            high = None if low is None else low + long
            found.append(Ghost(str(place), start, start + stay.end - stay.start, said, low, high))
    return tuple(found)


def _steps(zero: datetime, series: Sequence[Sequence[Any]] | None) -> Steps:
    return tuple(
        (hours_since(zero, at), float(value)) for at, value in series or [] if value is not None
    )


def _series(plan: Record, zero: datetime) -> tuple[Series, ...]:
    found = []
    for pool in plan.get("cranes") or []:
        name = both(pool.get("name") or pool.get("pool"), pool.get("name_zh"))
        used, limit = _steps(zero, pool.get("used")), _steps(zero, pool.get("available"))
        found.append(Series(name, "", used, limit, "crane"))
    for stock in plan.get("stocks") or []:
        name = both(stock.get("name") or stock.get("id"), stock.get("name_zh"))
        room = stock.get("capacity_t")
        limit = ((0.0, float(room)),) if room is not None else ()
        found.append(Series(name, "t", _steps(zero, stock.get("level")), limit, "stock"))
    return (*found, *_water(plan, zero))


def _water(plan: Record, zero: datetime) -> list[Series]:
    """Return the depth before the berths where it changes, else the level where one is told."""
    quays = {quay["id"]: name_of(quay) for quay in plan.get("quays") or []}
    berths = plan.get("berths") or []
    names = {berth["id"]: name_of(berth) for berth in berths} | quays
    homes = {berth["id"]: str(berth.get("quay") or "") for berth in berths}
    depths = [(b["id"], b["depth"]) for b in berths if len(b.get("depth") or []) > 1]
    levels = [
        (str(entry.get("berth") or entry.get("quay") or entry.get("link") or ""), entry["level"])
        for entry in plan.get("water") or []
        if entry.get("level")
    ]
    curves: dict[Steps, list[str]] = {}
    for owner, series in depths or levels:
        curves.setdefault(_steps(zero, series), []).append(owner)
    found = []
    for steps, owners in curves.items():
        for quay in dict.fromkeys(homes.get(owner, "") for owner in owners):
            own = [berth for berth, home in homes.items() if home == quay]
            if quay in quays and set(own) <= set(owners):  # the whole quay, by its name
                owners = [quay, *(owner for owner in owners if owner not in own)]
        first = names.get(owners[0], both(owners[0]))
        more = f" +{len(owners) - 1}" if len(owners) > 1 else ""
        name = Both(first.en + more, first.zh + more)
        found.append(Series(name, "m", steps, (), "depth" if depths else "level"))
    return found


def _cargoes(calls: Sequence[Record]) -> dict[str, Both]:
    count: dict[str, int] = {}
    names: dict[str, Both] = {}
    for call in calls:
        key = str(call.get("commodity_id") or "")
        count[key] = count.get(key, 0) + 1
        names.setdefault(key, cargo_name(call))
    return {key: names[key] for key in sorted(count, key=lambda k: (-count[k], k))}
