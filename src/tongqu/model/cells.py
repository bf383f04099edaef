"""One cell: from the text of a file to a value.

A cell of a workbook is turned into text first (`tongqu.io`), so that CSV and Excel are read by the
same rules.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.errors import BadValueError, Problem
from tongqu.model.cell_rules import (
    EXCEL_ERRORS,
    CellError,
    check_value,
    example_of,
    format_cell,
    nearest,
)
from tongqu.model.dictionary import ColumnSpec, table_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "BAD",
    "CellError",
    "check_value",
    "empty_value",
    "format_cell",
    "nearest",
    "parse_cell",
    "parse_text",
    "read_column",
]

DATE = re.compile(r"(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)|/(\d\d?)/(\d\d?))")
TIME = re.compile(r"(\d\d?):(\d\d)(?::00(?:\.0+)?)?")
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
EXCEL_DAY_ZERO = date(1899, 12, 30)
BAD: Any = type("Bad", (), {"__repr__": lambda _self: "BAD"})()
"""Stands for the value of a cell that could not be read."""


def empty_value(spec: ColumnSpec) -> Any:
    """Return what an empty cell of a column stands for.

    Examples
    --------
    >>> empty_value(table_spec("links").by_name["two_way"])
    True
    """
    if spec.default:
        return parse_text(spec.default, spec)
    if spec.is_list:
        return ()
    return None if spec.type in ("int", "float", "bool", "date", "datetime") else ""


def parse_text(text: str, spec: ColumnSpec) -> Any:
    """Return the value of a cell, checked.

    Raises
    ------
    CellError
        If the text breaks a rule of the column.
    """
    if spec.type != "text":
        text = text.strip()
        if not text:
            if spec.required:
                raise _wrong("required", example_of(spec))
            return empty_value(spec)
        if text in EXCEL_ERRORS:
            raise _wrong("excel_error", example_of(spec))
    value = _PARSERS[spec.type](text, spec)
    check_value(value, spec)
    return value


def parse_cell(table: str, column: str, text: str) -> Any:
    """Return the value that a text stands for in a column, as `work_changes` writes it.

    Raises
    ------
    tongqu.errors.BadValueError
        If there is no such column, or the text breaks its rules.

    Examples
    --------
    >>> parse_cell("links", "depth_m", "3.2"), parse_cell("terminals", "in_service", "true")
    (3.2, True)
    """
    spec = table_spec(table).by_name.get(column)
    if spec is None:
        raise BadValueError.of("unknown_column", column=column, table=table)
    try:
        return parse_text(text, spec)
    except CellError as error:
        problem = Problem(error.code, error.params, None, None, column, None, text, error.expected)
        raise BadValueError(str(problem), (problem,)) from None


def read_column(spec: ColumnSpec, cells: Sequence[str]) -> tuple[list[Any], dict[str, CellError]]:
    """Return the values of a column, `BAD` where a cell breaks a rule, and which texts do so.

    Each distinct text is read once: a column of a large table repeats itself.

    Examples
    --------
    >>> read_column(table_spec("links").by_name["two_way"], ["true", "", "ja"])
    ([True, True, BAD], {'ja': CellError('not_true_or_false', 'true', {})})
    """
    known: dict[str, Any] = {}
    wrong: dict[str, CellError] = {}
    for text in set(cells):
        try:
            known[text] = parse_text(text, spec)
        except CellError as error:
            known[text] = BAD
            wrong[text] = error
    return [known[text] for text in cells], wrong


def _wrong(code: str, expected: str | None = None) -> CellError:
    """Return the error for a text that does not say what the column is about."""
    return CellError(code, expected)


# --- from text ------------------------------------------------------------------------------------


def _as_is(text: str, _spec: ColumnSpec) -> str:
    return text


def _float(text: str, spec: ColumnSpec) -> float:
    if NUMBER.fullmatch(text):
        return float(text)
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        raise _wrong("not_finite", example_of(spec))
    raise _wrong("not_a_number", _number_meant(text) or example_of(spec))


def _number_meant(text: str) -> str | None:
    """Guess the number in ``1,234``, ``12%`` and ``3 km``."""
    bare = re.sub(r"(?<=\d)[,，_ ](?=\d{3}\b)", "", text)
    found = re.match(r"([+-]?\d+(?:\.\d+)?)\s*([%％]?)", bare)
    if not found:
        return None
    number = float(found[1]) / (100 if found[2] else 1)
    return format_cell(round(number, 12)) if math.isfinite(number) else None


def _int(text: str, spec: ColumnSpec) -> int:
    number = _float(text, spec)
    if not math.isfinite(number):
        raise _wrong("not_finite", example_of(spec))
    if not number.is_integer():
        raise _wrong("not_an_integer", str(round(number)))
    return int(number)


def _bool(text: str, _spec: ColumnSpec) -> bool:
    word = text.lower()
    if word in ("true", "false"):
        return word == "true"
    meant = "false" if word in ("0", "no", "n", "f", "否", "0.0") else "true"
    raise _wrong("not_true_or_false", meant)


def _date(text: str, _spec: ColumnSpec) -> date:
    day = _day(text)
    if day is None:
        raise _wrong("not_a_date", _date_meant(text) or "2024-12-03")
    return day


def _day(text: str) -> date | None:
    found = DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date_meant(text: str) -> str | None:
    """Guess the day in a day number of a spreadsheet, and in words like 2024年12月3日."""
    if re.fullmatch(r"\d{5}(\.\d+)?", text, re.ASCII):
        return (EXCEL_DAY_ZERO + timedelta(days=int(float(text)))).isoformat()
    found = re.match(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?!\d)", text, re.ASCII)
    day = _day("/".join(found.groups())) if found else None
    return day.isoformat() if day else None


def _datetime(text: str, _spec: ColumnSpec) -> datetime:
    day_text, _, time_text = text.replace("T", " ", 1).partition(" ")
    day = _day(day_text)
    clock = TIME.fullmatch(time_text.strip()) if time_text else None
    if day and clock and int(clock[1]) < 24 and int(clock[2]) < 60:
        return datetime.combine(day, time(int(clock[1]), int(clock[2])))
    meant = day.isoformat() if day else _date_meant(text)
    code = "time_offset" if day and re.search(r"\d(Z|[+-]\d\d:?\d\d)$", time_text) else None
    raise _wrong(code or "not_a_datetime", f"{meant or '2024-12-03'}T08:00")


def _list(text: str, spec: ColumnSpec) -> tuple[str, ...]:
    items = tuple(item.strip() for item in text.split(";"))
    if not all(items):
        raise _wrong("list_gap", ";".join(item for item in items if item) or example_of(spec))
    return items


_PARSERS: dict[str, Callable[[str, ColumnSpec], Any]] = {
    "int": _int,
    "float": _float,
    "bool": _bool,
    "date": _date,
    "datetime": _datetime,
    "enum_list": _list,
    "ref_list": _list,
    "id": _as_is,
    "ref": _as_is,
    "text": _as_is,
    "enum": _as_is,
    "hours": _as_is,
    "currency": _as_is,
    "country": _as_is,
    "time_zone": _as_is,
}
