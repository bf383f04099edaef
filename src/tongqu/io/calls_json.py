"""A table of calls as JSON: what a program writes, read to the letter."""

from __future__ import annotations

import json
import typing
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from tongqu.errors import BadValueError, Problem
from tongqu.io.calls_sheets import LARGEST_MB, MOST_CALLS
from tongqu.io.csv_file import decode
from tongqu.io.table_reading import shorten
from tongqu.model.call_checks import call_findings
from tongqu.model.call_dictionary import call_columns
from tongqu.model.calls import TIME_COLUMNS, Call, CallTime, Guess
from tongqu.model.cells import CellError, check_value, nearest
from tongqu.units.times import parse_time

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from tongqu.model import Region
    from tongqu.model.dictionary import ColumnSpec

__all__ = ["load_json", "read_json", "read_value"]

PARTS = {"times": CallTime, "guesses": Guess}
NO_COLUMN = ("times", "guesses", "source_row")


def load_json(path: Path) -> tuple[Any, list[Problem]]:
    """Return what a JSON file holds, or None and why it cannot be read."""
    name = path.name
    try:
        size = path.stat().st_size
        if size > LARGEST_MB * 2**20:
            params = {"size": size, "maximum": LARGEST_MB * 2**20}
            return None, [Problem("file_too_large", params, name)]
        data = path.read_bytes()
    except OSError as error:
        return None, [Problem("unreadable", {"reason": error.strerror or "?"}, name)]
    text, problem = decode(data, name)
    if problem:
        return None, [problem]
    if not text.strip():
        return None, [Problem("empty_file", {}, name, 1)]
    try:
        return json.loads(text), []
    except json.JSONDecodeError as error:
        reason = {"reason": error.msg}
        return None, [Problem("not_json", reason, name, error.lineno)]
    except RecursionError:
        return None, [Problem("not_json", {"reason": "too many brackets"}, name)]


def read_json(path: Path, region: Region) -> tuple[list[Call], str, list[Problem]]:
    """Return the calls of a JSON file, its language and what is wrong with it.

    The file is a list of calls, or an object with the key ``calls``, such as a plan.
    """
    content, problems = load_json(path)
    if problems:
        return [], "en", problems
    records = content.get("calls") if isinstance(content, dict) else content
    is_plan = isinstance(content, dict) and content.get("kind") == "berth_plan"
    spoken = str(content.get("language", "en")) if isinstance(content, dict) else "en"
    if not isinstance(records, list):
        return [], spoken, [Problem("no_call_list", {}, path.name, expected='{"calls": [...]}')]
    if not records:
        return [], spoken, [Problem("no_calls", {}, path.name)]
    if len(records) > MOST_CALLS:
        params = {"count": len(records), "maximum": MOST_CALLS}
        return [], spoken, [Problem("too_many_rows", params, path.name)]
    calls: list[Call] = []
    rows: list[int] = []
    for number, record in enumerate(records, 1):
        read = _Record(path.name, number, region.zone)
        call = read.call(record, lenient=is_plan)
        problems += read.problems
        if call is not None:
            calls.append(call)
            rows.append(number)
    ids = {record.get("id") for record in records if isinstance(record, dict)}
    for found in call_findings(calls, region):
        if found.code == "unknown_id" and found.value in ids:
            continue
        about = dict(found.params)
        if "first_row" in about:
            about["first_row"] = rows[int(str(about["first_row"]))]
        where = (path.name, rows[found.row], found.column, None, found.value, found.expected)
        problems.append(Problem(found.code, about, *where))
    return calls, spoken, problems


class _Record:
    """One call of a JSON file."""

    def __init__(self, file: str, row: int, zone: ZoneInfo) -> None:
        self.file, self.row, self.zone = file, row, zone
        self.problems: list[Problem] = []

    def bad(self, column: str, value: Any, error: CellError) -> None:
        shown = shorten(value if isinstance(value, (str, int, float)) else json.dumps(value))
        shown = str(shown) if isinstance(shown, float) else shown
        self.problems.append(
            Problem(error.code, error.params, self.file, self.row, column, None, shown)
            if error.expected is None
            else Problem(
                error.code, error.params, self.file, self.row, column, None, shown, error.expected
            )
        )

    def call(self, record: Any, *, lenient: bool) -> Call | None:
        if not isinstance(record, dict):
            self.bad("calls", record, CellError("wrong_type", type="object"))
            return None
        columns = call_columns()
        known = {entry.name for entry in fields(Call)}
        values: dict[str, Any] = {}
        times: list[CallTime] = []
        for key, value in record.items():
            if key in PARTS:
                values[key] = self.parts(key, value)
            elif key in TIME_COLUMNS and value is not None:
                kind, event = TIME_COLUMNS[key]
                if (at := self.value(key, value, columns[key])) is not None:
                    times.append(CallTime(kind=kind, event=event, at=at, source=self.file))
            elif key in known and key != "source_row":
                if (made := self.value(key, value, columns[key])) is not None:
                    values[key] = made
            elif key not in known | TIME_COLUMNS.keys() and not lenient:
                meant = nearest(key, known)
                self.bad(key, key, CellError("unknown_column", meant, column=key))
        for name in ("id", "vessel", "eta"):
            if record.get(name) in (None, ""):
                expected = {"eta": "2026-03-02T08:00:00+08:00", "id": f"call-{self.row:03d}"}
                self.problems.append(
                    Problem(
                        "required", {}, self.file, self.row, name, None, None, expected.get(name)
                    )
                )
        if self.problems:
            return None
        values["times"] = (*values.get("times", ()), *times)
        return Call(**values, source_row=self.row)

    def value(self, key: str, value: Any, column: ColumnSpec) -> Any:
        try:
            return read_value(value, column, self.zone)
        except CellError as error:
            self.bad(key, value, error)
            return None

    def parts(self, key: str, value: Any) -> tuple[Any, ...]:
        made: list[Any] = []
        for part in value if isinstance(value, list) else ():
            names = {entry.name for entry in fields(PARTS[key])}
            try:
                kept = {name: entry for name, entry in part.items() if name in names}
                for name in ("at", "known_at"):
                    if isinstance(kept.get(name), str):
                        kept[name] = parse_time(kept[name], self.zone)
                made.append(PARTS[key](**kept))
            except (AttributeError, TypeError, BadValueError):
                expected = '{"kind": "ACT", "event": "ARRI", "at": "2026-03-02T08:00+08:00"}'
                self.bad(key, part, CellError("bad_call_part", expected, key=key))
        if not isinstance(value, list) and value is not None:
            self.bad(key, value, CellError("wrong_type", type="list"))
        return tuple(made)


def read_value(value: Any, column: ColumnSpec, zone: ZoneInfo) -> Any:
    """Return the value of a JSON record in a column; None where there is none.

    Raises
    ------
    CellError
        If it is of another type, or breaks a rule of the column.
    """
    if value is None:
        return None
    if column.type == "datetime":
        if value == "":
            return None
        try:
            return parse_time(value, zone) if isinstance(value, str) else _another_type("datetime")
        except BadValueError as error:
            raise CellError("not_a_datetime", "2026-03-02T08:00:00+08:00") from error
    if column.type in ("float", "int"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise CellError("not_a_number", column.default or "1")
        made: Any = float(value) if column.type == "float" else value
    elif column.is_list:
        items = value.split(";") if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            _another_type("list")
        made = tuple(item.strip() for item in items if item.strip())
    else:
        made = value if isinstance(value, str) else _another_type("text")
    check_value(made, column)
    return made


def _another_type(kind: str) -> typing.NoReturn:
    raise CellError("wrong_type", type=kind)
