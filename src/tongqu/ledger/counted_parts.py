"""Parts that were counted by their stage, and do not add up to how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from tongqu.ledger.item import ItemState, ProgressReport

__all__ = ["PartsMissing", "parts_missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsMissing:
    """A count that does not come out.

    Attributes
    ----------
    field
        Field of the item that says how many there are.
    expected, counted
        How many there are, and how many the stages add up to.
    observed_on
        Day of the count.
    parts
        Each stage's name in English and in Chinese, and its count.
    """

    field: str
    expected: int
    counted: int
    observed_on: date
    parts: tuple[tuple[str, str, int], ...]


def parts_missing(item: ItemState) -> tuple[PartsMissing, ...]:
    """Return the counts that do not add up.

    Of each field that reports count by stage, the newest day's reports are added up; of two about
    one section the later counts.

    Parameters
    ----------
    item
        The item as known.

    Examples
    --------
    >>> from tongqu.ledger.item import ItemState
    >>> parts_missing(ItemState(fields={"blocks": 13}))
    ()
    """
    return tuple(_found(item))


def _found(item: ItemState) -> Iterator[PartsMissing]:
    counted: dict[str, dict[str, ProgressReport]] = {}
    for report in item.progress:
        if not report.of or report.count is None:
            continue
        reports = counted.setdefault(report.of, {})
        if any(one.observed_on > report.observed_on for one in reports.values()):
            continue
        for section in [s for s, one in reports.items() if one.observed_on < report.observed_on]:
            del reports[section]
        reports[report.section] = report
    for field, reports in counted.items():
        expected = item.fields.get(field)
        total = sum(report.count or 0 for report in reports.values())
        if isinstance(expected, int | float) and total != expected:
            yield PartsMissing(
                field=field,
                expected=int(expected),
                counted=total,
                observed_on=max(report.observed_on for report in reports.values()),
                parts=tuple(
                    (one.name or one.section, one.name_zh or one.section, one.count or 0)
                    for one in reports.values()
                ),
            )
