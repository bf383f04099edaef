"""The rules of calls among each other and against a region, wherever the calls come from."""

from __future__ import annotations

import math
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.model.call_dictionary import call_columns
from tongqu.model.calls import EVENTS, TIME_KINDS
from tongqu.model.cells import CellError, check_value, nearest
from tongqu.model.rows import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tongqu.model import Region
    from tongqu.model.calls import Call

__all__ = ["call_findings"]


def call_findings(calls: Sequence[Call], region: Region) -> list[Finding]:
    """Return everything that is wrong with calls; an empty list if they can be planned.

    Parameters
    ----------
    calls
        The calls, however they were made.
    region
        The region whose berths, classes and cargoes they name.

    Returns
    -------
    list of Finding
        `Finding.row` counts the calls from 0, `Finding.column` is the field.

    Examples
    --------
    >>> from datetime import UTC
    >>> from tongqu import load_region
    >>> from tongqu.model.calls import Call
    >>> call = Call(id="a", vessel="Hang 1", eta=datetime(2026, 3, 2, tzinfo=UTC), load_t=-1)
    >>> [finding.code for finding in call_findings([call], load_region("qujiang"))]
    ['negative']
    """
    found: list[Finding] = []
    first: dict[str, int] = {}
    for row, call in enumerate(calls):
        found += _cells(row, call, region)
        if call.id in first:
            # The reader of a file knows the row by another number, see `first_row` there.
            params: dict[str, object] = {"first_row": first[call.id]}
            found.append(_finding("duplicate_id", row, "id", call.id, params=params))
        first.setdefault(call.id, row)
        found += _order_of_times(row, call)
    for row, call in enumerate(calls):
        found += _partners(row, call, first)
    found += _circles(calls, first)
    return found


def _finding(
    code: str,
    row: int,
    column: str,
    value: object,
    expected: str | None = None,
    params: dict[str, object] | None = None,
) -> Finding:
    return Finding(
        code=code,
        table="calls",
        row=row,
        column=column,
        value=value,
        expected=expected,
        params=params or {},
    )


def _cells(row: int, call: Call, region: Region) -> Iterator[Finding]:
    columns = call_columns()
    for entry in fields(call):
        column = columns.get(entry.name)
        if column is None:
            continue
        value: Any = getattr(call, entry.name)
        if isinstance(value, datetime):
            if value.tzinfo is None:
                yield _finding("time_without_zone", row, entry.name, value.isoformat())
            continue
        if column.type == "datetime" and value is not None:
            yield _finding("wrong_type", row, entry.name, str(value), params={"type": "datetime"})
            continue
        try:
            check_value(value, column)
        except (CellError, TypeError, ValueError, AttributeError) as error:
            if isinstance(error, CellError):
                shown = _shown(value)
                yield _finding(error.code, row, entry.name, shown, error.expected, error.params)
            else:
                params: dict[str, object] = {"type": column.type}
                yield _finding("wrong_type", row, entry.name, str(value)[:60], params=params)
            continue
        if column.references and column.references != "calls":
            yield from _references(row, entry.name, value, column.references, region)
    for time in call.times:
        if time.kind not in TIME_KINDS or time.event not in EVENTS or time.at.tzinfo is None:
            yield _finding("bad_call_time", row, "times", f"{time.kind} {time.event} {time.at}")


def _shown(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return ";".join(map(str, value)) if isinstance(value, tuple) else value


def _references(row: int, column: str, value: Any, table: str, region: Region) -> Iterator[Finding]:
    rows = getattr(region, table, ())
    ids = {entry.id for entry in rows}
    for id_ in value if isinstance(value, tuple) else (value,):
        if id_ and id_ not in ids:
            hint = nearest(id_, ids) or ", ".join(sorted(ids)[:6]) or None
            yield _finding("unknown_id", row, column, id_, hint, {"table": table})


def _order_of_times(row: int, call: Call) -> Iterator[Finding]:
    pairs = (
        ("eta", "latest_departure", False),
        ("window_from", "window_until", True),
        ("pinned_start", "latest_departure", False),
    )
    for earlier, later, may_equal in pairs:
        start, end = getattr(call, earlier), getattr(call, later)
        if start is None or end is None or start.tzinfo is None or end.tzinfo is None:
            continue
        if end < start or (end == start and not may_equal):
            params: dict[str, object] = {"start": _clock(start)}
            yield _finding("ends_before_start", row, later, _clock(end), params=params)


def _clock(when: datetime) -> str:
    return when.replace(tzinfo=None).isoformat(timespec="minutes")


def _partners(row: int, call: Call, first: dict[str, int]) -> Iterator[Finding]:
    for column in ("beside_call_id", "after_call_id"):
        other = getattr(call, column)
        if not other:
            continue
        if other == call.id:
            yield _finding("call_names_itself", row, column, other)
        elif other not in first:
            hint = nearest(other, first)
            yield _finding("unknown_id", row, column, other, hint, {"table": "calls"})


def _circles(calls: Sequence[Call], first: dict[str, int]) -> Iterator[Finding]:
    after = {call.id: call.after_call_id for call in calls if call.after_call_id in first}
    settled: set[str] = set()
    for call in calls:
        path: list[str] = []
        at = call.id
        while at in after and at not in settled and at not in path:
            path.append(at)
            at = after[at]
        if at in path and after.get(at) != at:
            circle = path[path.index(at) :]
            params: dict[str, object] = {"circle": " → ".join([*circle, at])}
            yield _finding("calls_in_a_circle", first[at], "after_call_id", after[at], None, params)
        settled.update(path)
