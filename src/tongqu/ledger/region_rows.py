"""What the ledger says of the region: openings of its works, and what is closed meanwhile.

Only works that the region knows have openings there, and only what is a row of the region can be
closed. A road that is no link of the network closes nothing; that is said, not passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.model.sources import Source
from tongqu.model.works import Closure, WorkDate
from tongqu.text import translator

if TYPE_CHECKING:
    from tongqu.ledger.item import ClosingNotice, ItemState
    from tongqu.ledger.views import LedgerViews
    from tongqu.model.region import Region

__all__ = ["MILESTONES", "RegionRows", "UnknownRow", "region_rows", "region_rows_of"]

MILESTONES = {"start": "start", "carriageway_open": "carriageway", "opening": "open"}
"""Milestones of the ledger that the region has too, and what it calls them."""

CLOSABLE = frozenset(
    {"locks", "links", "terminals", "quays", "berths", "crane_pools", "passages"}
)  # fmt: skip

MOST_WORKS = 1_000_000

STATED, FORECAST = "ledger", "ledger-forecast"
"""Sources of dates that somebody stated in the ledger, and of dates that it computes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownRow:
    """Something that an item names and the region does not have.

    Attributes
    ----------
    item, title, title_zh
        The item.
    table, row_id
        What it names; an empty table where the table itself cannot be closed.
    """

    item: str
    title: str
    title_zh: str
    table: str
    row_id: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON, in words too."""
        words = {}
        for suffix, lang in (("", "en"), ("_zh", "zh")):
            title = getattr(self, f"title{suffix}") or self.title
            params = {"item": self.item, "title": title, "id": self.row_id, "table": self.table}
            t = translator(lang)
            words[f"text{suffix}"] = (
                t("{item} {title}: the region has no work {id}; its dates open nothing", **params)
                if self.table == "works"
                else t(
                    "{item} {title}: the region has no {id} in its table {table}; the notice "
                    "closes nothing there",
                    **params,
                )
            )
        return {"item": self.item, "table": self.table, "row_id": self.row_id, **words}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRows:
    """What the ledger adds to the region.

    Attributes
    ----------
    work_dates
        Openings and other dates, each with the day on which it became known; the later of two
        statements of one day first.
    closures
        Closures, in versions.
    sources
        Sources that these rows name and the region lacks.
    unknown
        What items name and the region does not have.
    """

    work_dates: tuple[WorkDate, ...] = ()
    closures: tuple[Closure, ...] = ()
    sources: tuple[Source, ...] = ()
    unknown: tuple[UnknownRow, ...] = ()

    def apply(self, region: Region) -> Region:
        """Return the region with these rows; where both say something of one day, they count."""
        own = {source.id for source in self.sources}
        return region.with_tables(
            sources=(*(row for row in region.sources if row.id not in own), *self.sources),
            work_dates=(*self.work_dates, *region.work_dates),
            closures=(*self.closures, *region.closures),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the rows as JSON."""
        return {
            "work_dates": [
                {
                    "work_id": row.work_id,
                    "milestone": row.milestone,
                    "status": row.status,
                    "on": row.on_date.isoformat(),
                    "known_on": row.known_on.isoformat(),
                    "item": row.note,
                    "source": row.source_id,
                }
                for row in self.work_dates
            ],
            "closures": [
                {
                    "event_id": row.event_id,
                    "table": row.table,
                    "row_id": row.row_id,
                    "from": row.closed_from.isoformat(),
                    "until": row.closed_until.isoformat() if row.closed_until else None,
                    "status": row.status,
                    "known_on": row.known_on.isoformat(),
                    "reason": row.reason,
                    "reason_zh": row.reason_zh,
                }
                for row in self.closures
            ],
            "unknown": [row.to_dict() for row in self.unknown],
        }


def region_rows(
    items: Iterable[ItemState],
    region: Region,
    as_of: date,
    *,
    forecasts: Mapping[str, date] | None = None,
) -> RegionRows:
    """Return what items say of the region.

    Parameters
    ----------
    items
        Items as known on a day.
    region
        The region that they belong to.
    as_of
        That day.
    forecasts
        Forecast opening of an item by its code. It enters as expected and known on `as_of`, unless
        the work is open.

    Examples
    --------
    >>> from tongqu import load_region
    >>> region_rows((), load_region("qujiang"), date(2024, 12, 9)).work_dates
    ()
    """
    dates: list[WorkDate] = []
    closures: list[Closure] = []
    unknown: list[UnknownRow] = []
    for item in items:
        work = item.work_id or str(item.fields.get("region_work", ""))
        if work and not region.has("works", work):
            unknown.append(_unknown(item, "works", work))
        elif work:
            dates += _stated(item, work, region)
            forecast = (forecasts or {}).get(item.code)
            if forecast is not None and not _is_open(item):
                dates.insert(0, _forecast(item, work, forecast, as_of))
        for number, versions in enumerate(_closings(item), start=1):
            if _is_known(region, versions[0]):
                closures += _versions(item, versions, number, region)
            else:
                unknown.append(_unknown(item, versions[0].table, versions[0].row_id))
    used = {row.source_id for row in dates} | {row.source_id for row in closures}
    return RegionRows(
        work_dates=tuple(dates),
        closures=tuple(closures),
        sources=tuple(row for row in _sources() if row.id in used),
        unknown=tuple(dict.fromkeys(unknown)),
    )


def region_rows_of(views: LedgerViews, region: Region) -> RegionRows:
    """Return what a ledger says of the region on the day that somebody looks at.

    Forecasts count where there is enough progress to make one of.

    Parameters
    ----------
    views
        What somebody sees of the ledger on a day.
    region
        The region.

    Examples
    --------
    >>> from datetime import date
    >>> from tongqu import load_region
    >>> from tongqu.ledger.example import example_ledger
    >>> from tongqu.ledger.views import LedgerViews
    >>> region = load_region("qujiang")
    >>> views = LedgerViews(example_ledger(region), actor="viewer-1", as_of=date(2024, 12, 9))
    >>> for row in region_rows_of(views, region).work_dates:
    ...     print(row.work_id, row.milestone, row.status, row.on_date)
    port-phase-2 open actual 2024-12-03
    road-xianyan carriageway expected 2024-12-31
    caihong-park open expected 2025-02-01
    caihong-park start actual 2023-11-30
    """
    works = views.works(at_most=MOST_WORKS)
    forecasts = {}
    for work in works:
        forecast = work.get("forecast") or {}
        if forecast.get("enough") and forecast.get("p50_on"):
            forecasts[work["code"]] = date.fromisoformat(forecast["p50_on"])
    items = [seen.item for seen in views.seen([work["code"] for work in works])]
    return region_rows(items, region, views.viewing.today, forecasts=forecasts)


def _unknown(item: ItemState, table: str, row_id: str) -> UnknownRow:
    return UnknownRow(
        item=item.code, title=item.title, title_zh=item.title_zh, table=table, row_id=row_id
    )


def _sources() -> tuple[Source, ...]:
    t = translator("zh")
    return (
        Source(
            id=STATED,
            kind="derived",
            title="Dates and closures as stated in the ledger",
            title_zh=t("Dates and closures as stated in the ledger"),
        ),
        Source(
            id=FORECAST,
            kind="derived",
            title="Openings as the ledger forecasts them from progress",
            title_zh=t("Openings as the ledger forecasts them from progress"),
        ),
    )


def _source(region: Region, source_id: str) -> str:
    return source_id if source_id and region.has("sources", source_id) else STATED


def _withdrawn(item: ItemState) -> bool:
    """Whether the item was closed because it does not hold: then its plans do not either."""
    asked = item.done(effect="close_asked")
    return item.closing is not None and bool(asked) and asked[-1].action == "ask_withdraw"


def _is_open(item: ItemState) -> bool:
    return any(row.milestone == "opening" and row.status == "actual" for row in item.dates)


def _stated(item: ItemState, work: str, region: Region) -> list[WorkDate]:
    """Return what was said of dates, the newest first; of one day and firmness only the last."""
    found: dict[tuple[str, str, date], WorkDate] = {}
    for said in item.dates:
        milestone = MILESTONES.get(said.milestone)
        if milestone is None or (_withdrawn(item) and said.status != "actual"):
            continue
        known_on = said.known_at.astimezone(region.zone).date()
        found[milestone, said.status, known_on] = WorkDate(
            id=f"{item.code}-{said.seq}",
            work_id=work,
            milestone=milestone,
            status=said.status,
            on_date=said.on,
            known_on=known_on,
            note=item.code,
            source_id=_source(region, said.source_id),
        )
    return list(reversed(found.values()))


def _forecast(item: ItemState, work: str, day: date, as_of: date) -> WorkDate:
    return WorkDate(
        id=f"{item.code}-forecast",
        work_id=work,
        milestone="open",
        status="expected",
        on_date=day,
        known_on=as_of,
        note=item.code,
        source_id=FORECAST,
    )


# --- Closures -----------------------------------------------------------------------------------


def _closings(item: ItemState) -> list[list[ClosingNotice]]:
    """Return the notices of an item, those about one closure together.

    A notice is about an earlier one if it names the same row and begins when it begins, or
    overlaps it. One that withdraws ends what it is about.
    """
    found: list[list[ClosingNotice]] = []
    for notice in item.closures:
        for versions in found:
            if _same(versions[-1], notice):
                versions.append(notice)
                break
        else:
            found.append([notice])
    return found


def _same(one: ClosingNotice, other: ClosingNotice) -> bool:
    if (one.table, one.row_id) != (other.table, other.row_id):
        return False
    begin, end = _begin(one), _end(one)
    then, until = _begin(other), _end(other)
    overlap = (end is None or then < end) and (until is None or begin < until)
    return begin == then or overlap


def _begin(notice: ClosingNotice) -> datetime:
    return _local(notice.from_)


def _end(notice: ClosingNotice) -> datetime | None:
    """Return the first open instant again: a day is closed to its end."""
    if not notice.until:
        return None
    day = timedelta(days=0 if "T" in notice.until else 1)
    return _local(notice.until) + day


def _local(text: str) -> datetime:
    """Return a time of the wall clock: the region's tables have no offset."""
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _is_known(region: Region, notice: ClosingNotice) -> bool:
    if notice.table == "passages":
        from tongqu.graph.sea import SeaNetwork

        return any(passage.id == notice.row_id for passage in SeaNetwork.load().passages)
    return notice.table in CLOSABLE and region.has(notice.table, notice.row_id)


def _versions(
    item: ItemState, notices: list[ClosingNotice], number: int, region: Region
) -> list[Closure]:
    """Return a closure as the region keeps it; nothing if it was withdrawn, or the item was."""
    last = notices[-1]
    if last.status == "withdrawn" or (_withdrawn(item) and last.status != "actual"):
        return []
    event = f"{item.code}-closing-{number}"
    found: dict[tuple[str, date], Closure] = {}
    for notice in notices:
        if notice.status == "withdrawn":
            continue
        known_on = notice.known_at.astimezone(region.zone).date()
        found[notice.status, known_on] = Closure(
            id=f"{event}-{notice.seq}",
            event_id=event,
            table=notice.table,
            row_id=notice.row_id,
            closed_from=_begin(notice),
            closed_until=_end(notice),
            status=notice.status,
            known_on=known_on,
            reason=notice.reason or item.title,
            reason_zh=notice.reason or item.title_zh or item.title,
            source_id=STATED,
        )
    return list(found.values())
