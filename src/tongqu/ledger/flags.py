"""What does not add up: statements about one item that cannot all be true.

A flag accuses nobody and corrects nothing. It says which figures disagree, so that somebody asks.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tongqu.ledger.counted_parts import parts_missing
from tongqu.ledger.view_words import FLAGS, WHOLE_WORK, coded
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tongqu.ledger.clocks import ClockReading
    from tongqu.ledger.item import ClosingNotice, ItemState, ProgressReport
    from tongqu.ledger.kind import Kind
    from tongqu.ledger.viewing import Viewing

__all__ = ["DENIED_BELOW", "item_flags"]

DENIED_BELOW = 100.0
"""Percent below which a section denies that a milestone which needs all of it has been reached."""

NEED_ALL = ("completed", "accepted", "opening")
"""Milestones that are reached when everything is done."""


def item_flags(
    viewing: Viewing, kind: Kind, item: ItemState, clocks: Sequence[ClockReading]
) -> list[dict[str, Any]]:
    """Return what does not add up about an item.

    Parameters
    ----------
    viewing
        What every view needs.
    kind, item
        The item as known.
    clocks
        What its clocks say.
    """
    return [
        *_parts(kind, item),
        *_backwards(item),
        *_milestones(viewing, kind, item),
        *_dates(viewing, kind, item),
        *_short_notice(viewing, kind, item),
        *_endless(kind, clocks),
    ]


def _parts(kind: Kind, item: ItemState) -> Iterator[dict[str, Any]]:
    for found in parts_missing(item):
        field = kind.field(found.field)
        parts = (
            ", ".join(f"{name} {count}" for name, _, count in found.parts),
            "、".join(f"{name_zh}{count}" for _, name_zh, count in found.parts),
        )
        yield coded(
            FLAGS,
            "parts_missing" if found.counted < found.expected else "parts_too_many",
            field=(field.name, field.name_zh) if field else found.field,
            expected=found.expected,
            counted=found.counted,
            parts=parts,
            day=found.observed_on.isoformat(),
        )


def _section(report: ProgressReport) -> tuple[str, str]:
    name = report.name or report.section
    if name:
        return name, report.name_zh or name
    return translator("en")(WHOLE_WORK), translator("zh")(WHOLE_WORK)


def _newest(item: ItemState) -> Mapping[str, ProgressReport]:
    """Return by section the report of the latest day; of one day, that which came last."""
    newest: dict[str, ProgressReport] = {}
    for report in item.progress:
        before = newest.get(report.section)
        if not report.of and (before is None or before.observed_on <= report.observed_on):
            newest[report.section] = report
    return newest


def _backwards(item: ItemState) -> Iterator[dict[str, Any]]:
    """Yield the sections whose last two observations go backwards."""
    by_section: dict[str, list[ProgressReport]] = {}
    for report in item.progress:
        if not report.of:
            by_section.setdefault(report.section, []).append(report)
    for reports in by_section.values():
        reports.sort(key=lambda report: (report.observed_on, report.seq))
        for before, after in pairwise(reports):
            if after.percent < before.percent:
                yield coded(
                    FLAGS,
                    "progress_backwards",
                    section=_section(after),
                    before=_percent(before.percent),
                    since=before.observed_on.isoformat(),
                    percent=_percent(after.percent),
                    day=after.observed_on.isoformat(),
                )


def _milestones(viewing: Viewing, kind: Kind, item: ItemState) -> Iterator[dict[str, Any]]:
    actual = {one.milestone: one for one in item.dates if one.status == "actual"}
    for milestone, stated in actual.items():
        names = (stated.name, stated.name_zh)
        names = names if names[0] else viewing.milestone_names(kind, milestone)
        day = stated.on.isoformat()
        if stated.on > viewing.today:
            yield coded(FLAGS, "actual_in_future", milestone=names, day=day)
        if milestone not in NEED_ALL:
            continue
        for report in _newest(item).values():
            if report.percent < DENIED_BELOW and report.observed_on >= stated.on:
                yield coded(
                    FLAGS,
                    "milestone_denied",
                    milestone=names,
                    day=day,
                    section=_section(report),
                    percent=_percent(report.percent),
                )


def _dates(viewing: Viewing, kind: Kind, item: ItemState) -> Iterator[dict[str, Any]]:
    start, finish = item.fields.get("start_on"), item.fields.get("finish_on")
    if start and finish and date.fromisoformat(finish) < date.fromisoformat(start):
        yield coded(FLAGS, "finish_before_start", start=start, finish=finish)
    actual = {one.milestone for one in item.dates if one.status == "actual"}
    newest = {one.milestone: one for one in item.dates if one.status != "actual"}
    final = next((one.final for one in kind.states if one.id == item.state), False)
    for milestone, stated in newest.items():
        names = (stated.name, stated.name_zh)
        names = names if names[0] else viewing.milestone_names(kind, milestone)
        if milestone in actual or stated.on >= viewing.today:
            continue
        word = "open_after_close" if final else "expected_passed"
        yield coded(FLAGS, word, milestone=names, due=stated.on.isoformat())


def _endless(kind: Kind, clocks: Sequence[ClockReading]) -> Iterator[dict[str, Any]]:
    for reading in clocks:
        if reading.stopped_s is None and reading.due_s is None:
            field = kind.field(reading.clock.limit.field)
            yield coded(
                FLAGS,
                "no_end",
                clock=(reading.clock.name, reading.clock.name_zh),
                field=(field.name, field.name_zh) if field else reading.clock.limit.field,
            )


def _short_notice(viewing: Viewing, kind: Kind, item: ItemState) -> Iterator[dict[str, Any]]:
    """Yield the closures of which notice was given later than the kind asks."""
    least = max(
        (one.days_before or 0 for one in kind.actions if one.effect == "closing_notice"), default=0
    )
    first: dict[tuple[str, str, str], ClosingNotice] = {}
    for notice in item.closures:
        first.setdefault((notice.table, notice.row_id, notice.from_), notice)
        if notice.status == "withdrawn":
            del first[notice.table, notice.row_id, notice.from_]
    for notice in first.values():
        begins = date.fromisoformat(notice.from_[:10])
        days = (begins - viewing.local_day(notice.known_at)).days
        if days < least:
            yield coded(
                FLAGS,
                "notice_short",
                what=notice.row_id,
                since=begins.isoformat(),
                days=max(days, 0),
                least=least,
            )


def _percent(value: float) -> str:
    return f"{value:.10g}"
