"""What everybody may see: chosen fields of some kinds, and counts of the others.

Items of kinds that are `Kind.public` are listed with their public fields, unless they are
confidential. Of everything else there are counts of what is open, by kind and unit, with small
ones hidden (`tongqu.ledger.suppression`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tongqu.ledger.folding import fold
from tongqu.ledger.moment import kind_of
from tongqu.ledger.suppression import suppressed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import ItemField, Kind
    from tongqu.ledger.settings import Settings
    from tongqu.model.ledger_event import LedgerEvent
    from tongqu.store import Journal

__all__ = ["public_view"]

SCHEMA_VERSION = "1.0"

AT_A_TIME = 500
"""Items that are read at once: one question to the database for each would take far longer."""


def public_view(
    journal: Journal,
    settings: Settings,
    as_of: datetime,
    *,
    open_only: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> dict[str, Any]:
    """Return the public view of a ledger, as JSON knows it.

    Parameters
    ----------
    journal
        Its events.
    settings
        What it was set up with at that time.
    as_of
        Only what is known at this instant counts.
    open_only
        Whether items that are over are left out.
    limit, offset
        Items of a page, and how many stand before it; the counts are always of all.
    """
    codes: list[str] = []
    counted: dict[tuple[str, str], int] = {}
    for row in _rows(journal, settings, as_of):
        kind, over = row.kind, row.over
        # What is confidential or hidden by now is not shown for an earlier day either.
        if kind.public and not row.confidential:
            if not (open_only and over):
                codes.append(row.code)
        elif not over:
            place = (kind.id, _top_tier(row.unit, settings))
            counted[place] = counted.get(place, 0) + 1
    page = codes[offset : None if limit is None else offset + limit]
    listed = [
        _listed(item, kind_of(settings, item.kind, item.kind_version), settings, now.state)
        for item, now in _items(journal, page, as_of)
    ]
    info = settings.info
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "ledger_public",
        "as_of": as_of.astimezone(ZoneInfo(info.time_zone)).replace(microsecond=0).isoformat(),
        "ledger": {"name": info.name, "name_zh": info.name_zh, "synthetic": info.synthetic},
        "total": len(codes),
        "offset": offset,
        "items": listed,
        "counts": _counts(counted, settings),
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """What decides whether an item is listed or counted: all of it as known then.

    But `confidential`: whether it was then, or is now.
    """

    code: str
    kind: Kind
    unit: str
    over: bool
    confidential: bool


def _rows(journal: Journal, settings: Settings, as_of: datetime) -> Iterator[_Row]:
    """Yield how every item stood.

    An item about which nothing became known since stands in the journal's own table as it was;
    only the others are put together anew.
    """
    columns = journal.columns()
    # Columns have whole seconds, rounded down: an event of that second may be later.
    later = columns.item_no[columns.known_s >= int(as_of.timestamp())]
    moved = {columns.codes[number] for number in set(later.tolist())}
    kinds: dict[tuple[str, int], tuple[Kind, frozenset[str]]] = {}

    def known(id_: str, version: int) -> tuple[Kind, frozenset[str]]:
        if (id_, version) not in kinds:
            kind = kind_of(settings, id_, version)
            kinds[id_, version] = kind, frozenset(one.id for one in kind.states if one.final)
        return kinds[id_, version]

    rows = journal.items()
    anew = _items(journal, [row.code for row in rows if row.code in moved], as_of)
    told = {item.code: (item, now) for item, now in anew}
    for row in rows:
        if row.code not in moved:
            kind, finals = known(row.kind, row.kind_version)
            yield _Row(row.code, kind, row.unit, row.state in finals, row.confidential)
        elif row.code in told:
            item, now = told[row.code]
            kind, finals = known(item.kind, item.kind_version)
            secret = item.confidential or now.confidential
            yield _Row(row.code, kind, item.unit, item.state in finals, secret)


def _items(
    journal: Journal, codes: list[str], as_of: datetime
) -> Iterator[tuple[ItemState, ItemState]]:
    """Yield some items as they were known then, and as they are now."""
    for first in range(0, len(codes), AT_A_TIME):
        some = codes[first : first + AT_A_TIME]
        events: dict[str, list[LedgerEvent]] = {one: [] for one in some}
        for event in journal.events(items=some):
            events[event.entry.item].append(event)
        for one in some:
            item = fold(events[one], known_until=as_of)
            if item.code:
                yield item, fold(events[one])


def _top_tier(unit: str, settings: Settings) -> str:
    """Return the unit below the top that a unit belongs to: counts of single cells name people."""
    line = (unit, *settings.above(unit))
    return line[-2] if len(line) > 1 else line[-1]


def _listed(item: ItemState, kind: Kind, settings: Settings, state_now: str) -> dict[str, Any]:
    zone = ZoneInfo(settings.info.time_zone)
    state = kind.state(item.state)
    unit = settings.units.get(item.unit)
    shown = [
        field
        for field in kind.fields
        if field.public
        and field.id in item.fields
        and not {item.state, state_now} & set(field.hidden_in)
    ]
    return {
        "code": item.code,
        "item_kind": kind.id,
        "kind_name": kind.name,
        "kind_name_zh": kind.name_zh,
        "title": item.title,
        "title_zh": item.title_zh,
        "state": state.id,
        "state_name": state.name,
        "state_name_zh": state.name_zh,
        "open": not state.final,
        "unit": item.unit,
        "unit_name": unit.name if unit else item.unit,
        "unit_name_zh": unit.name_zh if unit else item.unit,
        "opened_on": _day(item.opened_at, zone),
        "closed_on": _day(item.closing.at if item.closing else None, zone),
        "fields": [_field(field, item.fields[field.id]) for field in shown],
    }


def _day(when: datetime | None, zone: ZoneInfo) -> str | None:
    return None if when is None else when.astimezone(zone).date().isoformat()


def _field(field: ItemField, value: Any) -> dict[str, Any]:
    choice = next((one for one in field.values if one.id == value), None)
    return {
        "id": field.id,
        "name": field.name,
        "name_zh": field.name_zh,
        "value": value,
        "value_name": choice.name if choice else None,
        "value_name_zh": choice.name_zh if choice else None,
    }


def _counts(counted: dict[tuple[str, str], int], settings: Settings) -> dict[str, Any]:
    """Return the table of counts; None stands for a number that is not shown."""
    kinds = sorted({kind for kind, _ in counted})
    units = sorted({unit for _, unit in counted})
    table = suppressed(
        [[counted.get((kind, unit), 0) for unit in units] for kind in kinds],
        settings.info.small_count,
    )
    return {
        "below": settings.info.small_count,
        "columns": [_named(unit, settings) for unit in units],
        "rows": [
            {
                "kind": kind,
                "name": kind_of(settings, kind).name,
                "name_zh": kind_of(settings, kind).name_zh,
                "open": list(table.cells[i]),
                "total": table.row_totals[i],
            }
            for i, kind in enumerate(kinds)
        ],
        "totals": list(table.column_totals),
        "total": table.total,
    }


def _named(unit: str, settings: Settings) -> dict[str, str]:
    known = settings.units.get(unit)
    return {
        "unit": unit,
        "name": known.name if known else unit,
        "name_zh": known.name_zh if known else unit,
    }
