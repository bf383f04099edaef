"""What each kind of update says: its columns to the fields of a record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.io.calls_draft import Draft
from tongqu.io.calls_edit_cells import find_place, within_plan
from tongqu.io.calls_header import Header
from tongqu.io.calls_json import read_value
from tongqu.io.calls_known import in_words
from tongqu.io.calls_rows import read_row
from tongqu.io.calls_sheets import Sheet
from tongqu.model.call_dictionary import call_columns, plain
from tongqu.model.calls import CallTime
from tongqu.model.cells import CellError, nearest

if TYPE_CHECKING:
    from tongqu.io.calls_edit_cells import PlanAbout
    from tongqu.model.calls import Call, PlanEdit

__all__ = ["arrival", "field_edit", "outage", "priority", "slot", "told_time"]


def _when(about: PlanAbout, draft: Draft, column: str, edit: PlanEdit) -> tuple[Any, PlanEdit]:
    when = draft.when(column, about.reference)
    if when is None:
        return None, edit
    if when[1]:
        draft.guess(column, when[0], draft.raw(column), when[1])
        edit = replace(edit, guesses=(*edit.guesses, draft.guesses[column]))
    return when[0], edit


def arrival(about: PlanAbout, draft: Draft, edit: PlanEdit, call: Call) -> PlanEdit | None:
    """Return an edit with the new arrival, which must be later or earlier indeed."""
    eta, edit = _when(about, draft, "eta", edit)
    if eta is None:
        return None
    if (eta <= call.eta) if edit.kind == "late" else (eta >= call.eta):
        was = call.eta.astimezone(about.region.zone).replace(tzinfo=None)
        code = "not_later" if edit.kind == "late" else "not_earlier"
        error = CellError(code, None, eta=was.isoformat(timespec="minutes"))
        draft.bad("eta", draft.raw("eta"), error)
    return replace(edit, eta=eta)


def priority(draft: Draft, edit: PlanEdit) -> PlanEdit | None:
    """Return an edit with the new weight, from a number or a word."""
    try:
        weight = float(str(draft.cell("weight")))
    except ValueError:
        found = in_words("weight", str(draft.cell("weight")))
        if found is None:
            draft.bad("weight", draft.cell("weight"), CellError("not_a_number", "5"))
            return None
        weight = float(found.id)
        if not found.sure:
            draft.guess("weight", weight, draft.cell("weight"), "weight_by_word")
            edit = replace(edit, guesses=(draft.guesses["weight"],))
    draft.put("weight", weight, text=draft.cell("weight"))
    return replace(edit, weight=weight)


def slot(about: PlanAbout, draft: Draft, edit: PlanEdit, call: Call) -> PlanEdit | None:
    """Return an edit with berth and start; what is not given stays as planned."""
    at = about.at.get(call.id, {})
    berth = at.get("berth") or ""
    if draft.cell("berth_id") is not None:
        try:
            table, found = find_place(about.places, draft.cell("berth_id"))
        except CellError as error:
            draft.bad("berth_id", draft.cell("berth_id"), error)
            return None
        berth = found.id if table == "berths" else ""
    start, edit = _when(about, draft, "start", edit)
    if draft.cell("start") is None and at.get("start"):
        start = datetime.fromisoformat(at["start"])
    elif start is not None:
        wrong = within_plan(about.plan, start, call.eta)
        if wrong is not None:
            draft.bad("start", draft.raw("start"), wrong)
    if edit.kind == "move" and all(
        draft.cell(name) is None for name in ("berth_id", "start", "from_m")
    ):
        draft.bad("berth_id", None, CellError("required", berth or None))
    if start is None and not draft.problems:
        draft.bad("start", draft.raw("start"), CellError("required", str(about.plan["from"])))
    from_m = None if at.get("berth") else at.get("from_m")
    if draft.cell("from_m") is not None:
        from_m = _number(about, draft, "from_m")
    return replace(edit, berth_id=berth, start=start, from_m=from_m)


def _number(about: PlanAbout, draft: Draft, column: str) -> float | None:
    value = draft.cell(column)
    try:
        number = float(str(value))
        made: Any = int(number) if number.is_integer() else number
        spec = call_columns("updates")[column]
        if spec.type == "int" and not isinstance(made, int):
            raise CellError("not_an_integer", str(round(number)))
        read_value(made, spec, about.region.zone)
    except (ValueError, OverflowError) as error:
        if not isinstance(error, CellError):
            error = CellError("not_a_number", "1")
        draft.bad(column, value, error)
        return None
    return float(number)


def told_time(about: PlanAbout, draft: Draft, edit: PlanEdit) -> PlanEdit | None:
    """Return an edit with a time that was told."""
    event = draft.values.get("event", "")
    if draft.cell("event") is not None:
        event = _word(draft, "event", "event")
    elif not event:
        draft.bad("event", None, CellError("required", "ARRI"))
    kind = "ACT"
    if draft.cell("time_kind") is not None:
        kind = _word(draft, "time_kind", "time")
    at, edit = _when(about, draft, "at", edit)
    known_at, edit = _when(about, draft, "known_at", edit)
    if draft.problems or at is None:
        return None
    time = CallTime(kind=kind, event=event, at=at, source=draft.sheet.file, known_at=known_at)
    return replace(edit, time=time)


def _word(draft: Draft, column: str, kind: str) -> str:
    found = in_words(kind, str(draft.cell(column)))
    if found is not None:
        return found.id
    values = call_columns("updates")[column].values
    error = CellError("not_allowed", values[0], values=", ".join(values))
    draft.bad(column, draft.cell(column), error)
    return ""


def field_edit(about: PlanAbout, draft: Draft, edit: PlanEdit, call: Call) -> PlanEdit | None:
    """Return an edit that confirms a guess or changes a field."""
    text = str(draft.cell("field")).strip()
    spoken = {plain(w): n for n, c in call_columns().items() for w in (n, c.label, c.name_zh)}
    name = spoken.get(plain(text))
    if name is None or not call_columns()[name].is_field or name == "id":
        meant = nearest(text, call_columns())
        draft.bad("field", text, CellError("no_such_field", meant))
        return None
    if edit.kind == "confirm":
        if all(guess.field != name for guess in call.guesses):
            guessed = ", ".join(guess.field for guess in call.guesses) or None
            draft.bad("field", text, CellError("nothing_guessed", guessed))
        return replace(edit, field=name)
    value = _read_field(about, draft, name)
    return None if draft.problems else replace(edit, field=name, value=value)


def _read_field(about: PlanAbout, draft: Draft, name: str) -> Any:
    """Read the column ``value`` as if it stood in a table of calls, below that field."""
    raw = draft.raw("value")
    header = Header(columns={name: 0}, texts={name: draft.name("value")})
    cell = Sheet(file=draft.sheet.file, name=draft.sheet.name)
    cell.rows, cell.numbers = [[raw]], [draft.number]
    part = Draft(cell, header, 0)
    read_row(part, about.known, about.reference)
    for problem in part.problems:
        if problem.column == draft.name("value"):
            draft.bad("value", raw, CellError(problem.code, problem.expected, **problem.params))
    value = part.values.get(name)
    if value is None and not draft.problems:
        draft.bad("value", raw, CellError("required"))
    return value


def outage(about: PlanAbout, draft: Draft, edit: PlanEdit) -> PlanEdit | None:
    """Return an edit with what is out or closed, and from when to when."""
    start, edit = _when(about, draft, "from_time", edit)
    until, edit = _when(about, draft, "until", edit)
    if start is not None and until is not None and until <= start:
        shown = start.replace(tzinfo=None).isoformat(timespec="minutes")
        draft.bad("until", draft.raw("until"), CellError("ends_before_start", start=shown))
    subject = ""
    if draft.cell("subject_id") is not None:
        subject = _subject(about, draft, edit.kind)
    cranes = None
    if draft.cell("cranes") is not None:
        number = _number(about, draft, "cranes")
        cranes = None if number is None else int(number)
    return replace(edit, subject_id=subject, from_time=start, until=until, cranes=cranes)


def _subject(about: PlanAbout, draft: Draft, kind: str) -> str:
    tables = ("crane_pools",) if kind == "crane_out" else ("berths", "quays")
    text = str(draft.cell("subject_id"))
    last: CellError | None = None
    for table in tables:
        try:
            return about.places.find(table, text).id
        except CellError as error:
            last = last or error
    if kind == "closed_hours":
        try:
            return about.known.find("terminals", text).id
        except CellError:
            pass
    assert last is not None  # every kind has a table
    draft.bad("subject_id", text, last)
    return ""
