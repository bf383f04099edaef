"""What happened since a plan was made, as a table: vessels late, cranes out, vessels added."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.calls_draft import Draft
from tongqu.io.calls_edit_cells import find_place, plan_places, within_plan
from tongqu.io.calls_header import Header, find_header
from tongqu.io.calls_json import load_json, read_value
from tongqu.io.calls_known import Known, in_words
from tongqu.io.calls_rows import read_row
from tongqu.io.calls_sheets import MOST_CALLS, Sheet, is_blank, read_sheets
from tongqu.io.calls_text import clean_name
from tongqu.io.calls_times import Reference
from tongqu.model.call_checks import call_findings
from tongqu.model.call_dictionary import call_columns, plain
from tongqu.model.calls import EDIT_KINDS, Call, CallTime, PlanEdit
from tongqu.model.cells import CellError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.model import Region

__all__ = ["NEEDED", "read_updates"]

NEEDED: Mapping[str, tuple[str, ...]] = {
    "move": ("call_id",),
    "pin": ("call_id",),
    "unpin": ("call_id",),
    "late": ("call_id", "eta"),
    "early": ("call_id", "eta"),
    "priority": ("call_id", "weight"),
    "cancel": ("call_id",),
    "new_call": ("vessel", "eta"),
    "emergency_call": ("vessel", "eta"),
    "crane_out": ("subject_id", "from_time", "until"),
    "berth_out": ("subject_id", "from_time", "until"),
    "closed_hours": ("from_time", "until"),
    "time": ("call_id", "event", "at"),
    "confirm": ("call_id", "field"),
    "change": ("call_id", "field"),
}
"""Columns that each kind of update needs."""


def read_updates(
    path: str | os.PathLike[str],
    plan: Mapping[str, Any],
    region: Region | None = None,
    *,
    today: date | None = None,
) -> list[PlanEdit]:
    """Read a table of what happened since a plan was made.

    Parameters
    ----------
    path
        A CSV file, a workbook (``.xlsx``) or JSON: a list of objects, or an object with the key
        ``updates``. Columns are those of the dictionary ``updates``; headers and words may be
        Chinese.
    plan
        The plan, as JSON.
    region
        The plan's region; by default the shipped one of that name.
    today
        What "tomorrow" is measured from; by default the first day of the plan.

    Returns
    -------
    list of PlanEdit
        In the order of the file.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong, each with its row and column.
    """
    source = Path(path)
    if not source.is_file():
        raise NotFoundError.of("no_such_file", path=str(source))
    if region is None:
        from tongqu.io.reading import load_region

        region = load_region(str(plan["region"]))
    sheets, problems = _sheets(source)
    reader = _Reader(plan, region, today)
    found = False
    for sheet in sheets:
        header = find_header(sheet, "updates")
        if header is None or "kind" not in header.columns:
            continue
        found = True
        problems += header.problems
        for index in range(header.last + 1, len(sheet.rows)):
            reader.row(sheet, header, index)
    if not found and not problems:
        columns = call_columns("updates")
        names = ", ".join(columns[name].name_zh for name in ("kind", "call_id", "eta"))
        expected = f"kind, call_id, eta ({names})"
        problems.append(Problem("no_update_header", {}, source.name, expected=expected))
    problems += reader.problems
    if not problems:
        problems += reader.clashes()
    if problems:
        raise DatasetError(f"{source.name}: {len(problems)} problems", problems)
    return [edit for _, edit in reader.edits]


def _sheets(path: Path) -> tuple[list[Sheet], list[Problem]]:
    if path.suffix.lower() != ".json":
        return read_sheets(path)
    content, problems = load_json(path)
    if problems:
        return [], problems
    records = content.get("updates") if isinstance(content, dict) else content
    if not isinstance(records, list) or not all(isinstance(entry, dict) for entry in records):
        expected = '{"updates": [{"kind": "late", ...}]}'
        return [], [Problem("no_update_list", {}, path.name, expected=expected)]
    if len(records) > MOST_CALLS:
        params = {"count": len(records), "maximum": MOST_CALLS}
        return [], [Problem("too_many_rows", params, path.name)]
    names = list(dict.fromkeys(key for record in records for key in record))
    known = call_columns("updates")
    for key in names:
        if key not in known:
            meant = nearest(key, known)
            problems.append(Problem("unknown_column", {}, path.name, None, key, expected=meant))
    if "kind" not in names:
        names.append("kind")
    rows = [[_flat(record.get(name)) for name in names] for record in records]
    sheet = Sheet(file=path.name, rows=[list(names), *rows])
    sheet.numbers = list(range(len(sheet.rows)))  # the first record is number 1
    return [sheet], problems


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return value if isinstance(value, (str, int, float)) else "" if value is None else str(value)


class _Reader:
    """Reads updates row by row against a plan."""

    def __init__(self, plan: Mapping[str, Any], region: Region, today: date | None) -> None:
        self.plan = plan
        self.region = region
        self.known = Known(region)
        self.places = plan_places(plan)
        start = datetime.fromisoformat(plan["from"]).astimezone(region.zone)
        self.reference = Reference(zone=region.zone, today=today or start.date())
        self.calls = {entry["id"]: Call.from_dict(entry) for entry in plan["calls"]}
        self.at = {entry["call"]: entry for entry in plan.get("assignments") or ()}
        self.problems: list[Problem] = []
        self.edits: list[tuple[Draft, PlanEdit]] = []
        self.added: dict[str, Call] = {}

    def row(self, sheet: Sheet, header: Header, index: int) -> None:
        """Read one row."""
        draft = Draft(sheet, header, index)
        for name in header.columns:
            draft.is_broken(name)
        kind = self._kind(draft)
        if kind is None:
            self.problems += draft.problems
            return
        missing = [name for name in self._needed(kind) if draft.cell(name) is None]
        for name in missing:
            expected = {"event": "ARRI", "call_id": next(iter(self.calls), None)}.get(name)
            draft.bad(name, draft.raw(name), CellError("required", expected))
        edit = PlanEdit(
            kind=kind, note=str(draft.cell("note") or "").strip(), source_row=draft.number
        )
        if not missing and not draft.problems:
            made = self._made(draft, edit)
            if made is not None and not draft.problems:
                self.edits.append((draft, made))
        self.problems += draft.problems

    def _kind(self, draft: Draft) -> str | None:
        text = draft.cell("kind")
        if text is None:
            if any(not is_blank(cell) for cell in draft.row) and not draft.problems:
                draft.bad("kind", draft.raw("kind"), CellError("required", "late"))
            return None
        found = in_words("update", str(text))
        if found is not None and found.sure:
            return found.id
        event = in_words("event", str(text))
        if event is not None and event.sure:
            draft.values["event"] = event.id  # "arrived" as a kind says which time is told
            return "time"
        expected = nearest(str(text), EDIT_KINDS) or "late"
        draft.bad("kind", text, CellError("not_allowed", expected, values=", ".join(EDIT_KINDS)))
        return None

    def _needed(self, kind: str) -> tuple[str, ...]:
        needed = NEEDED[kind]
        # The vessel tells the call, the kind may tell the event: they are looked for below.
        return tuple(name for name in needed if name not in ("call_id", "event"))

    def _made(self, draft: Draft, edit: PlanEdit) -> PlanEdit | None:
        if edit.kind in ("new_call", "emergency_call"):
            return self._added(draft, edit)
        if edit.kind in ("crane_out", "berth_out", "closed_hours"):
            return self._out(draft, edit)
        call = self._call(draft)
        if call is None:
            return None
        edit = replace(edit, call_id=call.id)
        match edit.kind:
            case "late" | "early":
                return self._arrival(draft, edit, call)
            case "priority":
                return self._priority(draft, edit)
            case "move" | "pin":
                return self._slot(draft, edit, call)
            case "time":
                return self._time(draft, edit)
            case "confirm" | "change":
                return self._field(draft, edit, call)
        return edit

    def _call(self, draft: Draft) -> Call | None:
        """Return the call that a row concerns, by its id or by its vessel."""
        column = "call_id" if draft.cell("call_id") is not None else "vessel"
        text = draft.cell(column)
        if text is None:
            draft.bad("call_id", None, CellError("required", next(iter(self.calls), None)))
            return None
        shown = str(int(text)) if isinstance(text, float) and text.is_integer() else str(text)
        calls = self.calls | self.added
        if shown.strip().casefold() in calls:
            return calls[shown.strip().casefold()]
        name = plain(clean_name(shown))
        named = [call for call in calls.values() if plain(call.vessel) == name]
        if len(named) == 1:
            return named[0]
        if named:
            ids = ", ".join(call.id for call in named)
            error = CellError("ambiguous_name", named[0].id, table="calls", candidates=ids)
        else:
            vessels = {call.vessel: call.id for call in calls.values()}
            meant = nearest(shown, calls) or vessels.get(nearest(shown, vessels) or "")
            error = CellError("unknown_id", meant, table="calls")
        draft.bad(column, text, error)
        return None

    def _when(self, draft: Draft, column: str, edit: PlanEdit) -> tuple[Any, PlanEdit]:
        when = draft.when(column, self.reference)
        if when is None:
            return None, edit
        if when[1]:
            draft.guess(column, when[0], draft.raw(column), when[1])
            edit = replace(edit, guesses=(*edit.guesses, draft.guesses[column]))
        return when[0], edit

    def _arrival(self, draft: Draft, edit: PlanEdit, call: Call) -> PlanEdit | None:
        eta, edit = self._when(draft, "eta", edit)
        if eta is None:
            return None
        if (eta <= call.eta) if edit.kind == "late" else (eta >= call.eta):
            was = call.eta.astimezone(self.region.zone).replace(tzinfo=None)
            code = "not_later" if edit.kind == "late" else "not_earlier"
            error = CellError(code, None, eta=was.isoformat(timespec="minutes"))
            draft.bad("eta", draft.raw("eta"), error)
        return replace(edit, eta=eta)

    def _priority(self, draft: Draft, edit: PlanEdit) -> PlanEdit | None:
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

    def _slot(self, draft: Draft, edit: PlanEdit, call: Call) -> PlanEdit | None:
        at = self.at.get(call.id, {})
        berth = at.get("berth") or ""
        if draft.cell("berth_id") is not None:
            try:
                table, found = find_place(self.places, draft.cell("berth_id"))
            except CellError as error:
                draft.bad("berth_id", draft.cell("berth_id"), error)
                return None
            berth = found.id if table == "berths" else ""
        start, edit = self._when(draft, "start", edit)
        if draft.cell("start") is None and at.get("start"):
            start = datetime.fromisoformat(at["start"])
        elif start is not None:
            wrong = within_plan(self.plan, start, call.eta)
            if wrong is not None:
                draft.bad("start", draft.raw("start"), wrong)
        if edit.kind == "move" and all(
            draft.cell(name) is None for name in ("berth_id", "start", "from_m")
        ):
            draft.bad("berth_id", None, CellError("required", berth or None))
        if start is None and not draft.problems:
            draft.bad("start", draft.raw("start"), CellError("required", str(self.plan["from"])))
        from_m = None if at.get("berth") else at.get("from_m")
        if draft.cell("from_m") is not None:
            from_m = self._number(draft, "from_m")
        return replace(edit, berth_id=berth, start=start, from_m=from_m)

    def _number(self, draft: Draft, column: str) -> float | None:
        value = draft.cell(column)
        try:
            number = float(str(value))
            made: Any = int(number) if number.is_integer() else number
            spec = call_columns("updates")[column]
            if spec.type == "int" and not isinstance(made, int):
                raise CellError("not_an_integer", str(round(number)))
            read_value(made, spec, self.region.zone)
        except (ValueError, OverflowError) as error:
            if not isinstance(error, CellError):
                error = CellError("not_a_number", "1")
            draft.bad(column, value, error)
            return None
        return float(number)

    def _time(self, draft: Draft, edit: PlanEdit) -> PlanEdit | None:
        event = draft.values.get("event", "")
        if draft.cell("event") is not None:
            event = self._word(draft, "event", "event")
        elif not event:
            draft.bad("event", None, CellError("required", "ARRI"))
        kind = "ACT"
        if draft.cell("time_kind") is not None:
            kind = self._word(draft, "time_kind", "time")
        at, edit = self._when(draft, "at", edit)
        known_at, edit = self._when(draft, "known_at", edit)
        if draft.problems or at is None:
            return None
        time = CallTime(kind=kind, event=event, at=at, source=draft.sheet.file, known_at=known_at)
        return replace(edit, time=time)

    def _word(self, draft: Draft, column: str, kind: str) -> str:
        found = in_words(kind, str(draft.cell(column)))
        if found is not None:
            return found.id
        values = call_columns("updates")[column].values
        error = CellError("not_allowed", values[0], values=", ".join(values))
        draft.bad(column, draft.cell(column), error)
        return ""

    def _field(self, draft: Draft, edit: PlanEdit, call: Call) -> PlanEdit | None:
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
        value = self._read_field(draft, name)
        return None if draft.problems else replace(edit, field=name, value=value)

    def _read_field(self, draft: Draft, name: str) -> Any:
        """Read the column ``value`` as if it stood in a table of calls, below that field."""
        raw = draft.raw("value")
        header = Header(columns={name: 0}, texts={name: draft.name("value")})
        cell = Sheet(file=draft.sheet.file, name=draft.sheet.name)
        cell.rows, cell.numbers = [[raw]], [draft.number]
        part = Draft(cell, header, 0)
        read_row(part, self.known, self.reference)
        for problem in part.problems:
            if problem.column == draft.name("value"):
                draft.bad("value", raw, CellError(problem.code, problem.expected, **problem.params))
        value = part.values.get(name)
        if value is None and not draft.problems:
            draft.bad("value", raw, CellError("required"))
        return value

    def _out(self, draft: Draft, edit: PlanEdit) -> PlanEdit | None:
        start, edit = self._when(draft, "from_time", edit)
        until, edit = self._when(draft, "until", edit)
        if start is not None and until is not None and until <= start:
            shown = start.replace(tzinfo=None).isoformat(timespec="minutes")
            draft.bad("until", draft.raw("until"), CellError("ends_before_start", start=shown))
        subject = ""
        if draft.cell("subject_id") is not None:
            subject = self._subject(draft, edit.kind)
        cranes = None
        if draft.cell("cranes") is not None:
            number = self._number(draft, "cranes")
            cranes = None if number is None else int(number)
        return replace(edit, subject_id=subject, from_time=start, until=until, cranes=cranes)

    def _subject(self, draft: Draft, kind: str) -> str:
        tables = {"crane_out": ("crane_pools",), "berth_out": ("berths",)}.get(
            kind, ("berths", "quays", "crane_pools")
        )
        text = str(draft.cell("subject_id"))
        last: CellError | None = None
        for table in tables:
            try:
                return self.places.find(table, text).id
            except CellError as error:
                last = last or error
        if kind == "closed_hours":
            try:
                return self.known.find("terminals", text).id
            except CellError:
                pass
        assert last is not None  # every kind has a table
        draft.bad("subject_id", text, last)
        return ""

    def _added(self, draft: Draft, edit: PlanEdit) -> PlanEdit | None:
        columns = {
            name: index for name, index in draft.header.columns.items() if name in call_columns()
        }
        if "call_id" in draft.header.columns:
            columns["id"] = draft.header.columns["call_id"]
        header = replace(draft.header, columns=columns)
        header.texts = draft.header.texts | {"id": draft.name("call_id")}
        part = Draft(draft.sheet, header, draft.sheet.numbers.index(draft.number))
        drafts = read_row(part, self.known, self.reference)
        draft.problems += part.problems
        if draft.problems or not {"vessel", "eta"} <= part.values.keys():
            return None
        made = drafts[0]
        id_ = made.values.get("id") or self._free_id()
        if id_ in self.calls or id_ in self.added:
            draft.bad("call_id", id_, CellError("call_is_there", self._free_id()))
            return None
        if edit.kind == "emergency_call" and draft.cell("weight") is None:
            made.values["weight"] = EMERGENCY_WEIGHT
        guesses = tuple(made.guesses.values())
        call = Call(**(made.values | {"id": id_}), source_row=draft.number, guesses=guesses)
        self.added[id_] = call
        return replace(edit, call_id=id_, call=call)

    def _free_id(self) -> str:
        taken = self.calls.keys() | self.added.keys()
        numbers = [int(found[1]) for id_ in taken if (found := re.fullmatch(r"call-(\d+)", id_))]
        return f"call-{max(numbers, default=len(taken)) + 1:03d}"

    def clashes(self) -> list[Problem]:
        """Return what is wrong between the rows, and with the calls that were added."""
        problems: list[Problem] = []
        told: dict[tuple[str, str], int] = {}
        for draft, edit in self.edits:
            group = {"early": "late", "unpin": "pin", "move": "pin"}.get(edit.kind, edit.kind)
            key = (edit.call_id, f"{group} {edit.field}")
            once = group in ("late", "pin", "priority", "cancel", "change")
            if once and key in told:
                draft.problems.clear()
                draft.bad("kind", draft.cell("kind"), CellError("told_twice", first_row=told[key]))
                problems += draft.problems
            told.setdefault(key, draft.number)
        calls = [*self.calls.values(), *self.added.values()]
        rows = {edit.call_id: draft for draft, edit in self.edits if edit.call is not None}
        for finding in call_findings(calls, self.region):
            of = rows.get(calls[finding.row].id)
            if of is not None:
                of.problems.clear()
                error = CellError(finding.code, finding.expected, **finding.params)
                of.bad(finding.column or "call_id", finding.value, error)
                problems += of.problems
        return problems


EMERGENCY_WEIGHT = 10.0
"""What an hour of an emergency call counts, where nothing is written."""
