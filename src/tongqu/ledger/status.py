"""How everything stands: counts by kind and unit, what is late, what changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.ledger.clocks import epoch_s
from tongqu.ledger.clocks_all import GREEN, RED, UNSET, YELLOW
from tongqu.ledger.lists import due_rows
from tongqu.ledger.milestone_rows import stated_names
from tongqu.ledger.packed import name_code
from tongqu.ledger.rows import dues, soon_items

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.standing import Standing
    from tongqu.ledger.views import LedgerViews

    Int64s = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["COUNTS", "status_view"]

COUNTS = (
    "items", "open", "closed", "green", "yellow", "red", "made_good", "late", "due_soon",
    "rebounds", "returned", "in_arbitration",
)  # fmt: skip
"""What is counted, of everything and of each kind and unit."""


def status_view(
    views: LedgerViews, *, since: date | datetime | None, within: int, at_most: int
) -> dict[str, Any]:
    """Return how everything stands; its keys are told in ``docs/reference/ledger-views.md``."""
    viewing, standings = views.viewing, views.standings
    flags = [_item_flags(standing, soon_items(viewing, standing, within)) for standing in standings]
    late, late_count = dues(viewing, standings, late=True, within=0, at_most=at_most)
    soon, soon_count = dues(viewing, standings, late=False, within=within, at_most=at_most)
    works = views.works()
    sources = {row["id"] for work in works for row in work["sources"]}
    return {
        **viewing.head("ledger_status"),
        "within_working_days": within,
        "totals": _totals(flags),
        "by_kind": _by_kind(standings, flags),
        "by_unit": _by_unit(views, standings, flags),
        "late": due_rows(views, late),
        "late_count": late_count,
        "due_soon": due_rows(views, soon),
        "due_soon_count": soon_count,
        "works": works,
        "flags": [{**flag, "item": work["code"]} for work in works for flag in work["flags"]],
        "changes_since": _changes(views, since) if since is not None else None,
        "sources": viewing.source_rows(sources),
        "ledger": _ledger(views),
    }


def _item_flags(standing: Standing, soon: Bools) -> dict[str, Int64s]:
    """Return what each item counts, by the name of the count."""
    light = standing.light
    counts: dict[str, Any] = {
        "items": np.ones(len(light), np.int64),
        "open": standing.open,
        "closed": ~standing.open,
        "green": light == GREEN,
        "yellow": light == YELLOW,
        "red": light == RED,
        "made_good": standing.made_good,
        "late": standing.late,
        "due_soon": soon,
        "rebounds": standing.look_backs.failed,
        "returned": standing.returned,
        "in_arbitration": standing.in_arbitration,
    }
    return {name: np.asarray(counts[name], np.int64) for name in COUNTS}


def _totals(flags: Sequence[dict[str, Int64s]]) -> dict[str, int]:
    return {name: int(sum(one[name].sum() for one in flags)) for name in COUNTS}


def _by_kind(
    standings: Sequence[Standing], flags: Sequence[dict[str, Int64s]]
) -> list[dict[str, Any]]:
    by_id: dict[str, list[int]] = {}
    for number, standing in enumerate(standings):
        by_id.setdefault(standing.kind.id, []).append(number)
    return [
        {
            "kind": id_,
            "name": standings[numbers[-1]].kind.name,
            "name_zh": standings[numbers[-1]].kind.name_zh,
            **_totals([flags[number] for number in numbers]),
        }
        for id_, numbers in by_id.items()
    ]


def _by_unit(
    views: LedgerViews, standings: Sequence[Standing], flags: Sequence[dict[str, Int64s]]
) -> list[dict[str, Any]]:
    """Return the counts of each unit that holds something, in the order of the settings."""
    ids, settings = views.columns.units, views.viewing.settings
    sums = {name: np.zeros(len(ids) + 1, np.int64) for name in COUNTS}
    for standing, one in zip(standings, flags, strict=True):
        for name in COUNTS:
            # Unit -1 is none; it counts into the last place, which nobody looks at.
            np.add.at(sums[name], standing.unit, one[name])
    order = {id_: place for place, id_ in enumerate(settings.units)}
    held = [place for place in range(len(ids)) if sums["items"][place]]
    held.sort(key=lambda place: (order.get(ids[place], len(order)), ids[place]))
    rows = []
    for place in held:
        name, name_zh = views.viewing.unit_names(ids[place])
        unit = settings.units.get(ids[place])
        counts = {count: int(sums[count][place]) for count in COUNTS}
        head = {"unit": ids[place], "name": name, "name_zh": name_zh}
        rows.append({**head, "tier": unit.tier if unit else "", **counts})
    return rows


def _ledger(views: LedgerViews) -> dict[str, Any]:
    """Return the ledger itself: its name, and the last event of an item that is known."""
    info, columns = views.viewing.settings.info, views.columns
    head = int(columns.seq.max()) if len(columns) else 0
    digest = ""
    if head:
        digest = next(iter(views.ledger.journal.events(after_seq=head - 1))).hash
    return {
        "name": info.name,
        "name_zh": info.name_zh,
        "synthetic": info.synthetic,
        "head_seq": head,
        "head_hash": digest,
        "events": len(columns),
    }


def _changes(views: LedgerViews, since: date | datetime) -> dict[str, Any]:
    """Return what has changed since an earlier instant, as both were known then."""
    instant = views.ledger.instant(since)
    since_s = epoch_s(instant)
    before = {(one.kind.id, one.kind.version): one for one in views.standings_at(since_s)}
    told: dict[str, list[str]] = {"opened": [], "closed": [], "became_red": [], "made_good": []}
    moved: list[tuple[str, int, int, int]] = []
    for standing in views.standings:
        was = before.get((standing.kind.id, standing.kind.version))
        codes = [views.columns.codes[int(number)] for number in standing.events.numbers]
        there, place = _places(standing, was)
        open_before, light = np.zeros(len(codes), bool), np.zeros(len(codes), np.int64)
        if was is not None:
            open_before[there] = was.open[place[there]]
            light[there] = was.light[place[there]]
        marks = {
            "opened": standing.open & (~there | ~open_before),
            "closed": ~standing.open & (~there | open_before),
            "became_red": (standing.light == RED) & (light != RED),
            "made_good": standing.made_good & (light == RED),
        }
        for name, mark in marks.items():
            told[name] += [codes[item] for item in np.flatnonzero(mark)]
        if was is not None:
            moved += _moved(standing, was, codes, place)
    return {
        "since": views.viewing.shown(instant.replace(microsecond=0)),
        # Those that the reader may not see are counted like all others; the lists may be cut.
        "counts": {name: len(codes) for name, codes in told.items()} | {"moved_dates": len(moved)},
        **{name: _named(views, codes) for name, codes in told.items()},
        "moved_dates": _moved_rows(views, moved),
    }


def _places(standing: Standing, was: Standing | None) -> tuple[Bools, Int64s]:
    """Return which items were there before, and where among those of before."""
    numbers = standing.events.numbers
    if was is None:
        return np.zeros(len(numbers), bool), np.zeros(len(numbers), np.int64)
    place = np.searchsorted(was.events.numbers, numbers)
    inside = np.minimum(place, len(was.events.numbers) - 1)
    return was.events.numbers[inside] == numbers, inside


def _moved(
    standing: Standing, was: Standing, codes: Sequence[str], place: Int64s
) -> list[tuple[str, int, int, int]]:
    """Return the milestones whose day is another one: item, milestone, day before, day now."""
    now, then = standing.milestones, was.milestones
    stated = now.newest()
    old = {
        (int(item), int(code)): int(due)
        for item, code, due in zip(then.item, then.code, then.newest(), strict=True)
    }
    rows = []
    for item, code, due in zip(now.item, now.code, stated, strict=True):
        before = old.get((int(place[item]), int(code)), UNSET)
        if before not in (UNSET, int(due)) and int(due) != UNSET:
            rows.append((codes[int(item)], int(code), before, int(due)))
    return rows


def _named(views: LedgerViews, codes: Sequence[str], at_most: int = 200) -> list[dict[str, Any]]:
    seen = {one.item.code: one for one in views.seen(codes[:at_most])}
    return [
        {
            "code": code,
            "title": seen[code].item.title,
            "title_zh": seen[code].item.title_zh,
            "tags": list(seen[code].item.tags),
        }
        for code in codes[:at_most]
        if code in seen
    ]


def _moved_rows(
    views: LedgerViews, moved: Sequence[tuple[str, int, int, int]], at_most: int = 200
) -> list[dict[str, Any]]:
    seen = {one.item.code: one for one in views.seen(list({row[0] for row in moved[:at_most]}))}
    rows = []
    for item, code, before, now in moved[:at_most]:
        one = seen.get(item)
        if one is None:
            continue
        given = stated_names(one.item)
        id_ = next((name for name in given if name_code(name) == code), "")
        names = given.get(id_, ("", ""))
        names = names if names[0] else views.viewing.milestone_names(one.kind, id_)
        rows.append(
            {
                "code": item,
                "title": one.item.title,
                "title_zh": one.item.title_zh,
                "milestone": id_,
                "milestone_name": names[0],
                "milestone_name_zh": names[1],
                "from": date.fromordinal(before).isoformat(),
                "from_precision": _precision(one.item, id_, before),
                "to": date.fromordinal(now).isoformat(),
                "to_precision": _precision(one.item, id_, now),
            }
        )
    return rows


def _precision(item: ItemState, milestone: str, day: int) -> str:
    """Return how precisely somebody stated that day of a milestone."""
    stated = [one for one in item.dates if one.milestone == milestone and one.on.toordinal() == day]
    return stated[-1].precision if stated else "day"
