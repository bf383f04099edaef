"""The workbook or CSV file of a plan as somebody edited it: what changed, as records."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.calls_draft import Draft
from tongqu.io.calls_edit_cells import (
    EditedRow,
    PlanAbout,
    answer,
    find_place,
    shares_quay,
    within_plan,
)
from tongqu.io.calls_header import Header, find_header
from tongqu.io.calls_plan_table import PlanTable
from tongqu.io.calls_rows import read_row
from tongqu.io.calls_sheets import is_blank, read_sheets
from tongqu.model.call_checks import call_findings
from tongqu.model.call_dictionary import call_columns
from tongqu.model.calls import TIME_COLUMNS, Call, PlanEdit
from tongqu.model.cells import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongqu.io.calls_sheets import Sheet
    from tongqu.model import Region

__all__ = ["read_plan_edits"]

OUR_WORDS = ("why", "questions", "cranes", "number", "remark")
"""Columns of words for the reader: a note that somebody adds there changes nothing."""

SLOT = ("berth", "start", "from_m")
CALL_SHEET_HAS = {"id", "vessel", "eta", "latest_departure"}


def read_plan_edits(
    path: str | os.PathLike[str],
    plan: Mapping[str, Any],
    region: Region | None = None,
    *,
    today: date | None = None,
) -> list[PlanEdit]:
    """Read what somebody changed in the file that `write_plan_table` wrote.

    Parameters
    ----------
    path
        The workbook (``.xlsx``) or CSV file; rows may be sorted, rows and columns added.
    plan
        The plan that it was written from, as JSON.
    region
        The plan's region; by default the shipped one of that name.
    today
        What "tomorrow" is measured from; by default the first day of the plan.

    Returns
    -------
    list of PlanEdit
        In the order of the file; empty if nothing was changed.

    Raises
    ------
    tongqu.errors.DatasetError
        With every edit that makes no sense, each with its cell.
    """
    source = Path(path)
    if not source.is_file():
        raise NotFoundError.of("no_such_file", path=str(source))
    if region is None:
        from tongqu.io.reading import load_region

        region = load_region(str(plan["region"]))
    sheets, problems = read_sheets(source)
    if problems:
        raise DatasetError(f"{source.name}: {len(problems)} problems", problems)
    reader = _Reader(plan, region, today)
    for sheet in sheets:
        reader.read(sheet)
    if not reader.found:
        problem = Problem("not_a_plan_table", {}, source.name, expected="xlsx, csv")
        raise DatasetError(f"{source.name}: no plan", (problem,))
    edits = reader.finish()
    if reader.problems:
        raise DatasetError(f"{source.name}: {len(reader.problems)} problems", reader.problems)
    return edits


class _Reader:
    """Collects the edits of all sheets, and what is wrong with them."""

    def __init__(self, plan: Mapping[str, Any], region: Region, today: date | None) -> None:
        self.about = PlanAbout.of(plan, region, today)
        self.problems: list[Problem] = []
        self.edits: list[PlanEdit] = []
        self.found = False
        self._told: dict[tuple[str, str], tuple[Any, Problem]] = {}
        self._changed: dict[str, tuple[EditedRow, list[str]]] = {}
        self._after: dict[str, Call] = {}

    def read(self, sheet: Sheet) -> None:
        """Read a sheet, if it is one of a plan."""
        header = find_header(sheet, "plan")
        if header is not None and {"id", "berth", "start", "pinned"} <= header.columns.keys():
            self._sheet(sheet, header, "plan")
            return
        header = find_header(sheet)
        extra = find_header(sheet, "plan")
        if header is None or not header.columns.keys() >= CALL_SHEET_HAS:
            return
        if extra is not None and "confirmed" in extra.columns:
            header.columns["confirmed"] = extra.columns["confirmed"]
            header.texts["confirmed"] = extra.texts["confirmed"]
        self._sheet(sheet, header, "calls")

    def _sheet(self, sheet: Sheet, header: Header, kind: str) -> None:
        self.found = True
        self.problems += header.problems
        table = PlanTable(self.about.plan, header.language)
        show = table.plan_row if kind == "plan" else table.call_row
        written = {call["id"]: show(call) for call in table.calls}
        seen: dict[str, int] = {}
        for index in range(header.last + 1, len(sheet.rows)):
            row = EditedRow(Draft(sheet, _call_header(header), index), header, {})
            id_ = str(row.cell("id") or "").strip().casefold()
            if is_blank(row.cell("vessel")) and not id_:
                continue
            if id_ in seen:
                error = CellError("duplicate_id", first_row=seen[id_])
                self.problems.append(row.bad("id", error))
                continue
            if id_:
                seen[id_] = row.draft.number
            if id_ not in self.about.calls:
                self._new(row)
                continue
            row.written = written[id_]
            self._edited(id_, row, kind)
        if kind == "plan":
            for id_ in self.about.calls.keys() - seen.keys():
                params: dict[str, Any] = {"call": id_, "vessel": self.about.calls[id_].vessel}
                last = sheet.numbers[-1]
                self.problems.append(sheet.problem("call_row_missing", last, **params))

    # --- a row that was there -----------------------------------------------------------------

    def _edited(self, id_: str, row: EditedRow, kind: str) -> None:
        changed = row.changed(self.about.reference)
        broken = [name for name in row.header.columns if row.draft.sheet.broken.get(
            (row.draft.number, row.header.columns[name]))]  # fmt: skip
        for name in broken:
            code = row.draft.sheet.broken[row.draft.number, row.header.columns[name]]
            self.problems.append(row.bad(name, CellError(code)))
        changed = [name for name in changed if name not in broken]
        if kind == "plan" and "cancelled" in changed and self._answer(row, "cancelled"):
            for name in changed:
                if name not in ("cancelled", *OUR_WORDS):
                    self.problems.append(row.bad(name, CellError("edit_of_cancelled")))
            self._add(PlanEdit(kind="cancel", call_id=id_, source_row=row.draft.number))
            return
        fields_of_call = [name for name in changed if name in call_columns() and name != "id"]
        after = self._fields(id_, row, fields_of_call)
        if kind == "plan":
            self._slot(id_, row, changed, after)
            editable = {*SLOT, "pinned", "cancelled", "confirmed", *OUR_WORDS, *fields_of_call}
            for name in changed:
                if name not in editable or (
                    name == "from_m" and not shares_quay(self.about.places)
                ):
                    expected = row.written[name]
                    shown = str(expected) if expected is not None else None
                    self.problems.append(row.bad(name, CellError("not_editable", shown)))
        if "confirmed" in changed and self._answer(row, "confirmed"):
            for guess in self.about.calls[id_].guesses:
                if guess.field not in fields_of_call:
                    edit = PlanEdit(kind="confirm", call_id=id_, field=guess.field)
                    self._add(replace(edit, source_row=row.draft.number))

    def _add(self, edit: PlanEdit) -> None:
        self.edits.append(edit)

    def _answer(self, row: EditedRow, name: str) -> bool | None:
        try:
            return answer(row.cell(name))
        except CellError as error:
            self.problems.append(row.bad(name, error))
            return None

    def _fields(self, id_: str, row: EditedRow, names: list[str]) -> Call:
        """Note the changed fields of a call; return the call as it is then."""
        call = self._after.get(id_, self.about.calls[id_])
        if not names:
            return call
        draft = row.draft
        read_row(draft, self.about.known, self.about.reference)
        texts = {draft.header.texts.get(name, name): name for name in names}
        wrong = {texts[p.column]: p for p in draft.problems if p.column in texts}
        for name in names:
            if name in wrong:
                self.problems.append(wrong[name])
                continue
            if is_blank(row.cell(name)) and call_columns()[name].required:
                self.problems.append(row.bad(name, CellError("required", str(row.written[name]))))
                continue
            for edit in self._field(id_, row, name, call):
                told = self._told.get((id_, name))
                said = (edit.eta, edit.weight, edit.value, edit.time)
                if told is None:
                    self._told[id_, name] = (said, row.bad(name, CellError("edited_twice")))
                    self._add(edit)
                elif told[0] != said:
                    self.problems.append(row.bad(name, CellError("edited_twice")))
                if edit.kind != "time":
                    call = replace(call, **{name: _new_value(edit)})
        self._changed[id_] = (row, names)
        self._after[id_] = call
        return call

    def _field(self, id_: str, row: EditedRow, name: str, call: Call) -> Iterator[PlanEdit]:
        draft = row.draft
        guess = draft.guesses.get(name)
        base = PlanEdit(
            kind="change",
            call_id=id_,
            guesses=(guess,) if guess else (),
            source_row=draft.number,
        )
        if name in TIME_COLUMNS:
            for time in draft.values.get("times", ()):
                if (time.kind, time.event) == TIME_COLUMNS[name]:
                    yield replace(base, kind="time", time=time)
            return
        value: Any = draft.values.get(name)
        if is_blank(row.cell(name)) or value is None:
            value = next(entry.default for entry in fields(Call) if entry.name == name)
        if value == getattr(call, name):
            return
        if name == "eta":
            yield replace(base, kind="late" if value > call.eta else "early", eta=value)
        elif name == "weight":
            yield replace(base, kind="priority", weight=value)
        else:
            yield replace(base, field=name, value=value)

    # --- berth, start and pin -----------------------------------------------------------------

    def _slot(self, id_: str, row: EditedRow, changed: list[str], after: Call) -> None:
        at = self.about.at.get(id_, {})
        was_pinned = bool(at.get("pinned"))
        pinned = self._answer(row, "pinned") if "pinned" in changed else was_pinned
        moved = [name for name in SLOT if name in changed]
        if not shares_quay(self.about.places):
            moved = [name for name in moved if name != "from_m"]
        if pinned is None:
            return
        if not moved:
            if pinned == was_pinned:
                return
            if not pinned:
                self._add(PlanEdit(kind="unpin", call_id=id_, source_row=row.draft.number))
                return
        slot = self._new_slot(row, at, moved, after)
        if slot is None:
            return
        kind = "pin" if pinned and not was_pinned else "move"
        if moved and was_pinned and not pinned:
            # Taken from its place and set free: where it was put does not hold.
            self.problems.append(row.bad(moved[0], CellError("move_of_unpinned")))
            return
        self._add(PlanEdit(kind=kind, call_id=id_, source_row=row.draft.number, **slot))

    def _new_slot(
        self, row: EditedRow, at: Mapping[str, Any], moved: list[str], after: Call
    ) -> dict[str, Any] | None:
        slot: dict[str, Any] = {
            "berth_id": at.get("berth") or "",
            "start": datetime.fromisoformat(at["start"]) if at.get("start") else None,
            "from_m": None if at.get("berth") else at.get("from_m"),
        }
        problems: list[Problem] = []
        for name in ("berth", "start"):
            blank = is_blank(row.cell(name))
            if blank:
                expected = row.written.get(name)
                error = CellError("required", str(expected) if expected else None)
                problems.append(row.bad(name, error))
        if "berth" in moved and not problems:
            try:
                table, found = find_place(self.about.places, row.cell("berth"))
                if table == "berths":
                    slot["berth_id"] = found.id
            except CellError as error:
                problems.append(row.bad("berth", error))
        if "start" in moved and not is_blank(row.cell("start")):
            slot["start"] = self._start(row, problems)
        if slot["start"] is not None and ("start" in moved or after.eta != self._eta(after.id)):
            wrong = within_plan(self.about.plan, slot["start"], after.eta)
            if wrong is not None:
                problems.append(row.bad("start", wrong))
        if "from_m" in moved:
            try:
                slot["from_m"] = float(str(row.cell("from_m")))
            except ValueError:
                problems.append(row.bad("from_m", CellError("not_a_number", "0")))
        self.problems += problems
        return None if problems else slot

    def _eta(self, id_: str) -> datetime | None:
        call = self.about.calls.get(id_)
        return call.eta if call else None

    def _start(self, row: EditedRow, problems: list[Problem]) -> datetime | None:
        from tongqu.io.calls_times import read_when

        when = read_when(row.cell("start"), self.about.reference)
        if when is None:
            error = CellError("time_not_understood", str(row.written.get("start") or "") or None)
            problems.append(row.bad("start", error))
            return None
        return when.at

    # --- a row that is new --------------------------------------------------------------------

    def _new(self, row: EditedRow) -> None:
        drafts = read_row(row.draft, self.about.known, self.about.reference)
        for draft in drafts:
            self.problems += draft.problems
            if not {"vessel", "eta"} <= draft.values.keys():
                continue
            id_ = draft.values.get("id") or self._free_id()
            values = draft.values | {"id": id_}
            call = Call(**values, source_row=draft.number, guesses=tuple(draft.guesses.values()))
            self._add(PlanEdit(kind="new_call", call_id=id_, call=call, source_row=draft.number))
            self._after[id_] = call
            self._changed[id_] = (row, ["vessel"])
            if not is_blank(row.cell("berth")) or not is_blank(row.cell("start")):
                slot = self._new_slot(row, {}, ["berth", "start"], call)
                if slot is not None:
                    edit = PlanEdit(kind="move", call_id=id_, source_row=draft.number, **slot)
                    self._add(edit)

    def _free_id(self) -> str:
        number = len(self.about.calls) + 1
        while (id_ := f"call-{number:03d}") in self.about.calls or id_ in self._after:
            number += 1
        return id_

    def finish(self) -> list[PlanEdit]:
        """Check the calls as they are after all edits; return the edits."""
        calls = list((self.about.calls | self._after).values())
        for finding in call_findings(calls, self.about.region):
            changed = self._changed.get(calls[finding.row].id)
            if changed is not None:
                row, names = changed
                # A later arrival may break a rule of a column that this sheet does not show.
                shown = finding.column in row.header.columns
                error = CellError(finding.code, finding.expected, **finding.params)
                problem = row.bad((finding.column if shown else names[0]) or "id", error)
                if problem not in self.problems:
                    self.problems.append(problem)
        return self.edits


def _new_value(edit: PlanEdit) -> Any:
    if edit.kind in ("late", "early"):
        return edit.eta
    return edit.weight if edit.kind == "priority" else edit.value


def _call_header(header: Header) -> Header:
    """Return the columns of a sheet that a call is read from."""
    kept = {name: index for name, index in header.columns.items() if name in call_columns()}
    return replace(header, columns=kept)
