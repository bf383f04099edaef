"""The rules of a value in its column, whatever it was read from."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from tongqu.calendars import WeeklyHours
from tongqu.errors import BadValueError
from tongqu.model.codes import COUNTRIES, CURRENCIES, is_time_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tongqu.model.dictionary import ColumnSpec

__all__ = [
    "EXCEL_ERRORS",
    "UNPRINTABLE",
    "CellError",
    "check_value",
    "example_of",
    "format_cell",
    "nearest",
]

ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
# What neither XML nor a line of CSV can hold, and halves of characters that no file can.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
EXCEL_ERRORS = frozenset(
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"]
)
LONGEST_TEXT = 32_767  # what a cell of a workbook holds
LARGEST_INT = 2**53  # beyond it a workbook loses digits


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


def check_value(value: Any, spec: ColumnSpec) -> None:
    """Check a value that has the column's type against the column's rules.

    Raises
    ------
    CellError
        If it breaks one.
    """
    if value is None or (value in ("", ()) and not spec.required):
        if spec.required:
            raise CellError("required", example_of(spec))
        return
    _CHECKS[spec.type](value, spec)


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


def _plain(value: float) -> bool:
    return value.is_integer() and abs(value) < 1e15 and math.copysign(1, value) > 0


def example_of(spec: ColumnSpec) -> str | None:
    """Return a value that a column would take, for those who wrote another one."""
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
        raise CellError("not_finite", example_of(spec))
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
        raise CellError(problem.code, example_of(spec), **problem.params) from None


def _check_code(code: str, allowed: Callable[[str], bool]) -> Callable[[str, ColumnSpec], None]:
    def check(value: str, spec: ColumnSpec) -> None:
        if not allowed(value):
            right = value.upper() if allowed(value.upper()) else example_of(spec)
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
