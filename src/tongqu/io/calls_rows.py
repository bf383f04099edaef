"""One row of a table of calls to the fields of one call, or of several vessels in one cell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tongqu.io.calls_cargo import read_cargo, read_vessel_class
from tongqu.io.calls_draft import EXAMPLE_TIME, Draft
from tongqu.io.calls_known import in_words
from tongqu.io.calls_text import clean_name, read_length, vessel_names
from tongqu.io.calls_times import NOON, day_of, read_when
from tongqu.model.calls import TIME_COLUMNS, CallTime
from tongqu.model.cells import CellError

if TYPE_CHECKING:
    from datetime import datetime

    from tongqu.io.calls_known import Known
    from tongqu.io.calls_times import Reference

__all__ = ["read_row"]

OTHER_TIMES = ("latest_departure", "pinned_start", "window_from", "window_until")
LENGTHS = ("length_m", "beam_m", "draught_m")
# From which a missing arrival is taken, the nearest to it first.
INSTEAD = ("actual_arrival", "window_from", "requested_berthing", "planned_berthing")
_SIZES = re.compile(r"\s*[x×*X✕/]\s*")


def read_row(draft: Draft, known: Known, reference: Reference) -> list[Draft]:
    """Read a row; one draft for each vessel that it names.

    Fields that name other calls stay as they are written until all rows are read.
    """
    names = _vessels(draft)
    draft.put("id", _id(draft)) if draft.cell("id") is not None else draft.is_broken("id")
    _times(draft, reference)
    _lengths(draft)
    read_cargo(draft, known, len(names))
    read_vessel_class(draft, known)
    _weight(draft)
    _places(draft, known)
    for column in ("beside_call_id", "after_call_id"):
        if draft.cell(column) is not None and not draft.is_broken(column):
            draft.values[column] = _text(draft.cell(column))
    if len(names) == 1:
        if names[0]:
            draft.put("vessel", names[0])
        return [draft]
    return [_split(draft, name, place) for place, name in enumerate(names, 1)]


def _text(value: Any) -> str:
    return (
        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    )


def _vessels(draft: Draft) -> list[str]:
    value = draft.raw("vessel")
    if value is None or draft.says_nothing("vessel"):
        if not draft.is_broken("vessel"):
            draft.bad("vessel", value, CellError("required", "浙衢航001"))
        return [""]
    text = _text(value)
    if draft.cell("id") is not None and "、" not in text:
        return [clean_name(text)]  # who numbers calls writes one a row
    return vessel_names(text)


def _id(draft: Draft) -> str:
    return _text(draft.cell("id")).casefold()


def _split(draft: Draft, name: str, place: int) -> Draft:
    """Return the draft of one of several vessels in one cell."""
    part = Draft.__new__(Draft)
    part.__dict__.update(draft.__dict__)
    part.values = dict(draft.values)
    part.guesses = dict(draft.guesses)
    part.problems = draft.problems if place == 1 else []
    if "id" in part.values:
        part.values["id"] = f"{part.values['id']}-{place}"
    part.put("vessel", name, text=draft.raw("vessel"), code="vessels_in_one_cell")
    return part


# --- times ----------------------------------------------------------------------------------------


def _times(draft: Draft, reference: Reference) -> None:
    reference = _with_day(draft, reference)
    for column in OTHER_TIMES:
        if when := draft.when(column, reference):
            draft.put(column, when[0], text=draft.raw(column), code=when[1])
    times = []
    for column, (kind, event) in TIME_COLUMNS.items():
        if when := draft.when(column, reference):
            times.append(CallTime(kind=kind, event=event, at=when[0], source=draft.sheet.file))
            if when[1]:
                draft.guess(column, when[0], draft.raw(column), when[1])
    draft.values["times"] = tuple(times)
    _arrival(draft, reference)


def _with_day(draft: Draft, reference: Reference) -> Reference:
    """Return the reference with the day that the row has in a column of its own."""
    text = draft.cell("eta_day")
    if text is None or draft.is_broken("eta_day"):
        return reference
    day = day_of(text, replace(reference, column=None))
    if day is None:
        expected = str(reference.today or EXAMPLE_TIME[:10])
        draft.bad("eta_day", text, CellError("not_a_date", expected))
        return reference
    return replace(reference, column=day[0], column_code=day[1])


def _arrival(draft: Draft, reference: Reference) -> None:
    for column in ("eta", "eta_clock"):
        if draft.cell(column) is not None or draft.is_broken(column):
            if when := draft.when(column, reference):
                draft.put("eta", when[0], text=_said(draft, column), code=when[1], column=column)
            return
    said = draft.raw("eta") or draft.raw("eta_clock") or ""
    if draft.raw("eta_day") is not None:
        # The day is there; a cell with 下午 beside it was read above.
        if reference.column is not None:
            _guess_arrival(draft, _noon(reference), draft.raw("eta_day"), "time_no_hour")
        return
    for column in INSTEAD:
        if told := _told(draft, column):
            _guess_arrival(draft, told, draft.raw(column), "time_from_other")
            return
    if reference.column is None and reference.today is None:
        draft.bad("eta", said or None, CellError("time_missing", EXAMPLE_TIME))
        return
    _guess_arrival(draft, _noon(reference), said, "time_not_said")


def _said(draft: Draft, column: str) -> Any:
    day, hour = draft.raw("eta_day"), draft.raw(column)
    if day is None or not isinstance(day, str) or not isinstance(hour, str):
        return hour
    return f"{day} {hour}"


def _told(draft: Draft, column: str) -> datetime | None:
    if column in TIME_COLUMNS:
        kind_event = TIME_COLUMNS[column]
        times = draft.values["times"]
        return next((t.at for t in times if (t.kind, t.event) == kind_event), None)
    when: datetime | None = draft.values.get(column)
    return when


def _noon(reference: Reference) -> datetime:
    when = read_when(NOON, reference)
    assert when is not None  # a reference has a day here
    return when.at


def _guess_arrival(draft: Draft, when: datetime, text: Any, code: str) -> None:
    draft.put("eta", when, text=text, code=code)


# --- size, priority, places -----------------------------------------------------------------------


def _lengths(draft: Draft) -> None:
    for column in (*LENGTHS, "pinned_from_m"):
        value = draft.cell(column)
        if value is None or draft.is_broken(column):
            continue
        try:
            length, guess = read_length(value, draft.header.factors.get(column, 1.0))
        except CellError as error:
            draft.bad(column, value, error)
            continue
        draft.put(column, length, text=value, code=guess)
    text = draft.cell("dimensions")
    if not isinstance(text, str) or draft.is_broken("dimensions"):
        return
    parts = _SIZES.split(text)
    try:
        sizes = [read_length(part)[0] for part in parts]
    except CellError:
        sizes = []
    if not 2 <= len(sizes) <= 3:
        draft.bad("dimensions", text, CellError("not_dimensions", "45×10.8×1.9"))
        return
    for column, size in zip(LENGTHS, sizes, strict=False):
        if column not in draft.values:
            draft.put(column, size, text=text, column="dimensions")


def _weight(draft: Draft) -> None:
    value = draft.cell("weight")
    if value is None or draft.is_broken("weight"):
        return
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        draft.put("weight", float(value))
        return
    text = str(value)
    try:
        number = float(text)
    except ValueError:
        found = in_words("weight", text)
        if found is None:
            draft.bad("weight", value, CellError("not_a_number", "1"))
            return
        guess = "" if found.sure else "weight_by_word"
        draft.put("weight", float(found.id), text=text, code=guess)
        return
    draft.put("weight", number, text=text)


_PLACES = {
    "preferred_berth_id": "berths", "pinned_berth_id": "berths", "pinned_quay_id": "quays",
}  # fmt: skip


def _places(draft: Draft, known: Known) -> None:
    for column, table in _PLACES.items():
        value = draft.cell(column)
        if value is None or draft.is_broken(column):
            continue
        try:
            found = known.find(table, _text(value))
        except CellError as error:
            draft.bad(column, value, error)
            continue
        guess = "" if found.sure else "berth_by_words"
        draft.put(column, found.id, text=value, code=guess)
    value = draft.cell("equipment")
    if value is None or draft.is_broken("equipment"):
        return
    pools = []
    for part in re.split(r"[;；、,，]\s*", str(value)):
        if not part.strip():
            continue
        try:
            pools.append(known.find("crane_pools", part).id)
        except CellError as error:
            draft.bad("equipment", part, error)
    draft.put("equipment", tuple(dict.fromkeys(pools)), text=value)
