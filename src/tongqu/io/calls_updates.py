"""What happened since a plan was made, as a table: vessels late, cranes out, vessels added."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.calls_draft import Draft
from tongqu.io.calls_edit_cells import PlanAbout
from tongqu.io.calls_header import Header, find_header
from tongqu.io.calls_json import load_json
from tongqu.io.calls_known import in_words
from tongqu.io.calls_rows import read_row
from tongqu.io.calls_sheets import MOST_CALLS, Sheet, is_blank, read_sheets
from tongqu.io.calls_text import clean_name
from tongqu.io.calls_update_rows import (
    arrival,
    field_edit,
    outage,
    priority,
    slot,
    told_time,
)
from tongqu.model.call_checks import call_findings
from tongqu.model.call_dictionary import call_columns, plain
from tongqu.model.calls import EDIT_KINDS, Call, PlanEdit
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
        self.about = PlanAbout.of(plan, region, today)
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
            expected = {"event": "ARRI", "call_id": next(iter(self.about.calls), None)}.get(name)
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
            return outage(self.about, draft, edit)
        call = self._call(draft)
        if call is None:
            return None
        edit = replace(edit, call_id=call.id)
        match edit.kind:
            case "late" | "early":
                return arrival(self.about, draft, edit, call)
            case "priority":
                return priority(draft, edit)
            case "move" | "pin":
                return slot(self.about, draft, edit, call)
            case "time":
                return told_time(self.about, draft, edit)
            case "confirm" | "change":
                return field_edit(self.about, draft, edit, call)
        return edit

    def _call(self, draft: Draft) -> Call | None:
        """Return the call that a row concerns, by its id or by its vessel."""
        column = "call_id" if draft.cell("call_id") is not None else "vessel"
        text = draft.cell(column)
        if text is None:
            draft.bad("call_id", None, CellError("required", next(iter(self.about.calls), None)))
            return None
        shown = str(int(text)) if isinstance(text, float) and text.is_integer() else str(text)
        calls = self.about.calls | self.added
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

    def _added(self, draft: Draft, edit: PlanEdit) -> PlanEdit | None:
        columns = {
            name: index for name, index in draft.header.columns.items() if name in call_columns()
        }
        if "call_id" in draft.header.columns:
            columns["id"] = draft.header.columns["call_id"]
        header = replace(draft.header, columns=columns)
        header.texts = draft.header.texts | {"id": draft.name("call_id")}
        part = Draft(draft.sheet, header, draft.sheet.numbers.index(draft.number))
        drafts = read_row(part, self.about.known, self.about.reference)
        draft.problems += part.problems
        if draft.problems or not {"vessel", "eta"} <= part.values.keys():
            return None
        made = drafts[0]
        id_ = made.values.get("id") or self._free_id()
        if id_ in self.about.calls or id_ in self.added:
            draft.bad("call_id", id_, CellError("call_is_there", self._free_id()))
            return None
        guesses = tuple(made.guesses.values())
        call = Call(**(made.values | {"id": id_}), source_row=draft.number, guesses=guesses)
        self.added[id_] = call
        return replace(edit, call_id=id_, call=call)

    def _free_id(self) -> str:
        taken = self.about.calls.keys() | self.added.keys()
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
        calls = [*self.about.calls.values(), *self.added.values()]
        rows = {edit.call_id: draft for draft, edit in self.edits if edit.call is not None}
        for finding in call_findings(calls, self.about.region):
            of = rows.get(calls[finding.row].id)
            if of is not None:
                of.problems.clear()
                error = CellError(finding.code, finding.expected, **finding.params)
                of.bad(finding.column or "call_id", finding.value, error)
                problems += of.problems
        return problems
