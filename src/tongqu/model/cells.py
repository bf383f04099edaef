"""One cell: from the text of a file to a value, back again, and the rules of its column.

A cell of a workbook is turned into text first (`tongqu.io`), so that CSV and Excel are read by the
same rules.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from tongqu.calendars import WeeklyHours
from tongqu.errors import BadValueError, Problem
from tongqu.model.codes import COUNTRIES, CURRENCIES, is_time_zone
from tongqu.model.dictionary import ColumnSpec, table_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

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

ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
DATE = re.compile(r"(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)|/(\d\d?)/(\d\d?))")
TIME = re.compile(r"(\d\d?):(\d\d)(?::00(?:\.0+)?)?")
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
# What neither XML nor a line of CSV can hold, and halves of characters that no file can.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
EXCEL_ERRORS = frozenset(
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"]
)
LONGEST_TEXT = 32_767  # what a cell of a workbook holds
LARGEST_INT = 2**53  # beyond it a workbook loses digits
EXCEL_DAY_ZERO = date(1899, 12, 30)
BAD: Any = type("Bad", (), {"__repr__": lambda _self: "BAD"})()
"""Stands for the value of a cell that could not be read."""


class CellError(ValueError):
    """A cell breaks a rule; who knows where it stands makes a `Problem` of it."""

    def __init__(self, code: str, expected: str | None = None, **params: object) -> None:
        super().__init__(code, expected, params)
        self.code = code
        self.expected = expected
        self.params = params


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word that was probably meant, if there is one.

    Examples
    --------
    >>> nearest("juhau", ["hangzhou", "juhua"])
    'juhua'
    """
    found = get_close_matches(word.strip().lower(), sorted(words), n=1, cutoff=0.6)
    return found[0] if found else None


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
                raise CellError("required", _example(spec))
            return empty_value(spec)
        if text in EXCEL_ERRORS:
            raise CellError("excel_error", _example(spec))
    value = _PARSERS[spec.type](text, spec)
    check_value(value, spec)
    return value


def check_value(value: Any, spec: ColumnSpec) -> None:
    """Check a value that has the column's type against the column's rules.

    Raises
    ------
    CellError
        If it breaks one.
    """
    if value is None or (value in ("", ()) and not spec.required):
        if spec.required:
            raise CellError("required", _example(spec))
        return
    _CHECKS[spec.type](value, spec)


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


def format_cell(value: Any) -> str:
    """Return the text that a file has for a value.

    Examples
    --------
    >>> format_cell(("bulk", "boxes")), format_cell(True), format_cell(12.0), format_cell(None)
    ('bulk;boxes', 'true', '12', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if _plain(value) else repr(value)
        case tuple():
            return ";".join(value)
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
    return str(value)


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


def _plain(value: float) -> bool:
    return value.is_integer() and abs(value) < 1e15 and math.copysign(1, value) > 0


def _example(spec: ColumnSpec) -> str | None:
    """Return a value that the column would take."""
    if spec.default:
        return spec.default
    if spec.values:
        return spec.values[0]
    if spec.type in ("int", "float"):
        low = 0.0 if spec.minimum is None else max(spec.minimum, 0.0)
        return format_cell(min(max(low, 1.0), spec.maximum or math.inf))
    return _EXAMPLES.get(spec.type)


_EXAMPLES = {
    "bool": "true",
    "date": "2024-12-03",
    "datetime": "2024-12-03T08:00",
    "hours": "Mo-Fr 08:00-18:00; Sa 08:00-12:00",
    "currency": "CNY",
    "country": "CN",
    "time_zone": "Asia/Shanghai",
}


# --- from text ------------------------------------------------------------------------------------


def _as_is(text: str, _spec: ColumnSpec) -> str:
    return text


def _float(text: str, spec: ColumnSpec) -> float:
    if NUMBER.fullmatch(text):
        return float(text)
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        raise CellError("not_finite", _example(spec))
    raise CellError("not_a_number", _number_meant(text) or _example(spec))


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
        raise CellError("not_finite", _example(spec))
    if not number.is_integer():
        raise CellError("not_an_integer", str(round(number)))
    return int(number)


def _bool(text: str, _spec: ColumnSpec) -> bool:
    word = text.lower()
    if word in ("true", "false"):
        return word == "true"
    meant = "false" if word in ("0", "no", "n", "f", "否", "0.0") else "true"
    raise CellError("not_true_or_false", meant)


def _date(text: str, _spec: ColumnSpec) -> date:
    day = _day(text)
    if day is None:
        raise CellError("not_a_date", _date_meant(text) or "2024-12-03")
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
    raise CellError(code or "not_a_datetime", f"{meant or '2024-12-03'}T08:00")


def _list(text: str, spec: ColumnSpec) -> tuple[str, ...]:
    items = tuple(item.strip() for item in text.split(";"))
    if not all(items):
        raise CellError("list_gap", ";".join(item for item in items if item) or _example(spec))
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


# --- rules of values ------------------------------------------------------------------------------


def _check_text(value: str, spec: ColumnSpec) -> None:
    if spec.required and not value.strip():
        raise CellError("required")
    if value.strip() in EXCEL_ERRORS:
        raise CellError("excel_error")
    if found := UNPRINTABLE.search(value):
        meant = UNPRINTABLE.sub(" ", value)[:80]
        raise CellError("unprintable", meant, character=f"U+{ord(found[0]):04X}")
    if len(value) > LONGEST_TEXT:
        raise CellError("text_too_long", maximum=LONGEST_TEXT, length=len(value))


def _check_id(value: str, _spec: ColumnSpec) -> None:
    if not ID.fullmatch(value):
        plain = re.sub(r"[^a-z0-9._-]+", "-", value.lower()).strip("-._")
        raise CellError("not_an_id", plain[:80] or "qujiang-port-2")
    if len(value) > 200:
        raise CellError("text_too_long", value[:80], maximum=200, length=len(value))


def _check_enum(value: str, spec: ColumnSpec) -> None:
    if value not in spec.values:
        meant = nearest(value, spec.values) or spec.values[0]
        raise CellError("not_allowed", meant, values=", ".join(spec.values))


def _check_enum_list(value: tuple[str, ...], spec: ColumnSpec) -> None:
    for item in value:
        _check_enum(item, spec)
    _check_repeats(value)


def _check_ref_list(value: tuple[str, ...], spec: ColumnSpec) -> None:
    for item in value:
        _check_id(item, spec)
    _check_repeats(value)


def _check_repeats(value: tuple[str, ...]) -> None:
    if len(set(value)) < len(value):
        raise CellError("list_repeats", ";".join(dict.fromkeys(value)))


def _check_number(value: float, spec: ColumnSpec) -> None:
    if not math.isfinite(value):
        raise CellError("not_finite", _example(spec))
    low, high = spec.minimum, spec.maximum
    if low is not None and value < low:
        code = "negative" if low == 0 else "below_minimum"
        raise CellError(code, format_cell(low), minimum=low, maximum=high)
    if high is not None and value > high:
        raise CellError("above_maximum", format_cell(high), minimum=low, maximum=high)


def _check_int(value: int, spec: ColumnSpec) -> None:
    if abs(value) > LARGEST_INT:
        limits = {"minimum": -LARGEST_INT, "maximum": LARGEST_INT}
        raise CellError("above_maximum", str(LARGEST_INT), **limits)
    _check_number(value, spec)


def _check_datetime(value: datetime, _spec: ColumnSpec) -> None:
    if value.tzinfo is not None:
        raise CellError("time_offset", value.replace(tzinfo=None).isoformat(timespec="minutes"))
    if value.second or value.microsecond or value.fold:
        raise CellError("not_a_datetime", value.isoformat(timespec="minutes"))


def _check_hours(value: str, spec: ColumnSpec) -> None:
    try:
        WeeklyHours.parse(value)
    except BadValueError as error:
        problem = error.problems[0]
        raise CellError(problem.code, _example(spec), **problem.params) from None


def _check_code(code: str, allowed: Callable[[str], bool]) -> Callable[[str, ColumnSpec], None]:
    def check(value: str, spec: ColumnSpec) -> None:
        if not allowed(value):
            right = value.upper() if allowed(value.upper()) else _example(spec)
            raise CellError(code, right)

    return check


def _no_check(_value: Any, _spec: ColumnSpec) -> None:
    return None


_CHECKS: dict[str, Callable[[Any, ColumnSpec], None]] = {
    "id": _check_id,
    "ref": _check_id,
    "text": _check_text,
    "enum": _check_enum,
    "enum_list": _check_enum_list,
    "ref_list": _check_ref_list,
    "int": _check_int,
    "float": _check_number,
    "bool": _no_check,
    "date": _no_check,
    "datetime": _check_datetime,
    "hours": _check_hours,
    "currency": _check_code("not_a_currency", CURRENCIES.__contains__),
    "country": _check_code("not_a_country", COUNTRIES.__contains__),
    "time_zone": _check_code("not_a_time_zone", is_time_zone),
}
