"""The one number of an event (`LedgerEntry.arg`), for the effects that need more than a plain one.

Questions to all items at once read columns of integers and no JSON. So a progress says of which
section it is, a milestone's date which milestone and what kind of date, a plan when it begins and
ends. Names go in as their CRC-32: within one item they only have to differ from each other.

Every function takes plain integers; the ``unpack_`` ones take NumPy arrays as well.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from tongqu.ledger.kind import Kind

__all__ = [
    "MILESTONE_STATUS",
    "due_fields",
    "name_code",
    "pack_dues",
    "pack_milestone",
    "pack_plan",
    "pack_progress",
    "unpack_due",
    "unpack_milestone",
    "unpack_plan",
    "unpack_progress",
]

MILESTONE_STATUS = ("actual", "planned", "expected")
"""What kind of date a milestone's is; the place is the number that is packed."""

PERCENT_BITS, OBSERVED_BITS = 14, 20
SECTION_MASK = (1 << 28) - 1
DAY_BITS = 22
STATUS_BITS = 2
DUE_BITS, DUE_SLOTS = 31, 2
CLEARED = (1 << DUE_BITS) - 1


def name_code(name: str) -> int:
    """Return the number that stands for a section's or milestone's name; 0 for the empty one.

    Examples
    --------
    >>> name_code(""), name_code("open")
    (0, 2758837156)
    """
    return crc32(name.encode())


def pack_progress(section: str, percent: float, observed_on: date | None = None) -> int:
    """Return the number of a progress.

    Parameters
    ----------
    section
        Section of the work; empty for the whole of it.
    percent
        Done [%], kept in hundredths.
    observed_on
        Day on which somebody looked; None where that is the day of the event.

    Examples
    --------
    >>> pack_progress("", 62.5)
    6250
    >>> section, hundredths, day = unpack_progress(pack_progress("pipes", 62.5, date(2024, 12, 9)))
    >>> section > 0, hundredths, date.fromordinal(day)
    (True, 6250, datetime.date(2024, 12, 9))
    """
    code = name_code(section) & SECTION_MASK
    if section and not code:
        code = 1  # 0 is the whole
    day = observed_on.toordinal() if observed_on else 0
    return (code << OBSERVED_BITS | day) << PERCENT_BITS | round(percent * 100)


def unpack_progress(arg: Any) -> tuple[Any, Any, Any]:
    """Return the section's number, the progress in hundredths of a percent, the day or 0."""
    percent = arg & ((1 << PERCENT_BITS) - 1)
    day = arg >> PERCENT_BITS & ((1 << OBSERVED_BITS) - 1)
    return arg >> PERCENT_BITS + OBSERVED_BITS, percent, day


def pack_milestone(milestone: str, on: date, status: str) -> int:
    """Return the number of a milestone's date.

    Parameters
    ----------
    milestone
        The milestone.
    on
        Its date.
    status
        ``actual``, ``planned`` or ``expected``.

    Examples
    --------
    >>> packed = pack_milestone("open", date(2024, 12, 3), "planned")
    >>> unpack_milestone(packed) == (name_code("open"), date(2024, 12, 3).toordinal(), 1)
    True
    """
    place = MILESTONE_STATUS.index(status)
    return (name_code(milestone) << DAY_BITS | on.toordinal()) << STATUS_BITS | place


def unpack_milestone(arg: Any) -> tuple[Any, Any, Any]:
    """Return the milestone's number, the day's ordinal and the place in `MILESTONE_STATUS`."""
    rest = arg >> STATUS_BITS
    return rest >> DAY_BITS, rest & ((1 << DAY_BITS) - 1), arg & ((1 << STATUS_BITS) - 1)


def pack_plan(start_on: date, finish_on: date, baseline: bool) -> int:
    """Return the number of a plan: its first and last day, and whether it is the baseline.

    Examples
    --------
    >>> first, last = date(2024, 9, 1), date(2024, 12, 31)
    >>> unpack_plan(pack_plan(first, last, True)) == (first.toordinal(), last.toordinal(), True)
    True
    """
    return (start_on.toordinal() << DAY_BITS | finish_on.toordinal()) << 1 | int(baseline)


def unpack_plan(arg: Any) -> tuple[Any, Any, Any]:
    """Return the ordinals of the first and the last day, and whether it is the baseline."""
    rest = arg >> 1
    return rest >> DAY_BITS, rest & ((1 << DAY_BITS) - 1), (arg & 1) == 1


def due_fields(kind: Kind) -> tuple[str, ...]:
    """Return the fields that say until when a clock of a kind runs, in the order of its fields.

    Two at most: a kind that has more is refused when it is read.
    """
    limits = {clock.limit.field for clock in kind.clocks if clock.limit.unit == "field"}
    return tuple(field.id for field in kind.fields if field.id in limits)


def pack_dues(kind: Kind, values: Mapping[str, Any], zone: tzinfo) -> int | None:
    """Return the number of an event that sets fields which clocks take their end from.

    Parameters
    ----------
    kind
        Kind of the item.
    values
        By field what is set: a day, an instant, either of them as ISO 8601; None clears it.
    zone
        Where days are: a day stands as the local midnight that it begins with.

    Returns
    -------
    int or None
        None where no such field is among the values.

    Examples
    --------
    >>> from datetime import UTC
    >>> from tongqu.ledger.kind import Clock, ClockLimit, ItemField, Kind
    >>> limit = ClockLimit("field", field="reply_by")
    >>> kind = Kind(
    ...     id="k", version=1, prefix="k", name="K", name_zh="类",
    ...     fields=(ItemField(id="reply_by", name="By", name_zh="期限", type="date"),),
    ...     clocks=(Clock(id="c", name="C", name_zh="钟", owner="holder", starts_on=("create",),
    ...                   stops_on=("reply",), limit=limit),),
    ... )
    >>> unpack_due(pack_dues(kind, {"reply_by": "1970-01-02"}, UTC), 0) == (True, 86400)
    True
    """
    packed = 0
    for slot, name in enumerate(due_fields(kind)[:DUE_SLOTS]):
        if name in values:
            packed |= _due_code(values[name], zone) << DUE_BITS * slot
    return packed or None


def _due_code(value: object, zone: tzinfo) -> int:
    if value is None:
        return CLEARED
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    if not isinstance(value, datetime):
        assert isinstance(value, date)
        value = datetime(value.year, value.month, value.day, tzinfo=zone)
    return int(value.timestamp()) // 60 + 1


def unpack_due(arg: Any, slot: int) -> tuple[Any, Any]:
    """Return whether an event says something about a field, and the instant that it says [s].

    The instant is negative where the field is cleared.
    """
    code = arg >> DUE_BITS * slot & CLEARED
    return code > 0, (code - 1) * 60 - (code == CLEARED) * (1 << 40)
