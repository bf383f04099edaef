"""A version of a plan as plain values, as events and JSON files hold it, and back."""

from __future__ import annotations

import datetime as dt
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, Problem
from tongqu.ledger.schedule.plan import Activity, Link, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["plan_to_dict", "read_plan"]

CALENDAR_KEYS = ("hours", "country", "zone")
# Kinds of values, by the names that the dataclasses give their types.
EXPECTED = {
    "str": "text",
    "int": "5",
    "float": "42.5",
    "bool": "true",
    "dt.date": "2025-03-03",
    "DayUnit": "working",
    "LinkKind": "FS",
}


def read_plan(data: Mapping[str, Any], *, file: str = "") -> Plan:
    """Return the plan that plain values describe.

    Parameters
    ----------
    data
        An object with ``start`` and ``activities``, and perhaps ``dependencies``, ``finish_by``,
        ``data_date`` and ``calendars``; dates are text, as in JSON.
    file
        Name of the file, for problems.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that cannot be read, each with where it stands. Whether the plan makes
        sense, `schedule` says.

    Examples
    --------
    >>> plan = read_plan({"start": "2025-03-03", "activities": [{"id": "quay", "duration": 10}]})
    >>> plan.activities[0].duration
    10
    """
    reader = _Reader(file)
    plan: dict[str, Any] = {}
    if not isinstance(data, dict):
        reader.wrong("plan_wrong_type", "", data, "{...}")
    else:
        plan = {
            "activities": reader.rows(data, "activities", Activity),
            "links": reader.rows(data, "dependencies", Link),
            "calendars": reader.calendars(data.get("calendars")),
        }
        for key in ("start", "finish_by", "data_date"):
            if data.get(key) is not None:
                plan[key] = reader.value(key, "dt.date", data[key])
        if data.get("start") is None:
            reader.wrong("required", "start", None, EXPECTED["dt.date"])
        known = ("start", "finish_by", "data_date", "activities", "dependencies", "calendars")
        for key in data.keys() - set(known):
            reader.wrong("plan_unknown_key", str(key), key)
    if reader.problems:
        raise DatasetError(f"{len(reader.problems)} problems in the plan", reader.problems)
    return Plan(**plan)


def plan_to_dict(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain values; what is as usual is left out.

    Examples
    --------
    >>> plan_to_dict(Plan(start=dt.date(2025, 3, 3), activities=(Activity(id="a"),)))
    {'start': '2025-03-03', 'activities': [{'id': 'a'}]}
    """
    data: dict[str, Any] = {"start": plan.start.isoformat()}
    for key in ("finish_by", "data_date"):
        if (day := getattr(plan, key)) is not None:
            data[key] = day.isoformat()
    if plan.calendars:
        data["calendars"] = {name: dict(spec) for name, spec in plan.calendars.items()}
    data["activities"] = [_row(activity) for activity in plan.activities]
    if plan.links:
        data["dependencies"] = [_row(link) for link in plan.links]
    return data


def _row(record: Activity | Link) -> dict[str, Any]:
    row = {}
    for each in fields(record):
        value = getattr(record, each.name)
        if each.default is MISSING or value != each.default:
            row[each.name] = value.isoformat() if isinstance(value, dt.date) else value
    return row


class _Reader:
    """Reads values, and keeps what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, code: str, at: str, value: object, expected: str | None = None) -> None:
        self.problems.append(
            Problem(code, {}, self.file or None, None, at, None, value, expected)
        )  # fmt: skip

    def rows(self, data: Mapping[str, Any], key: str, record: type[Any]) -> tuple[Any, ...]:
        """Return the records of a list; a row with a problem is left out."""
        rows = data.get(key, [])
        if not isinstance(rows, list | tuple):
            self.wrong("plan_wrong_type", key, rows, "[...]")
            return ()
        found = []
        for place, row in enumerate(rows):
            before = len(self.problems)
            values = self.row(f"{key}[{place}]", row, record)
            if len(self.problems) == before:
                found.append(record(**values))
        return tuple(found)

    def row(self, at: str, row: object, record: type[Any]) -> dict[str, Any]:
        if not isinstance(row, dict):
            self.wrong("plan_wrong_type", at, row, "{...}")
            return {}
        known = {each.name: each for each in fields(record)}
        for key in row.keys() - known.keys():
            self.wrong("plan_unknown_key", f"{at}.{key}", key)
        values = {}
        for name, each in known.items():
            kind, _, optional = str(each.type).partition(" | ")
            value = row.get(name)
            if name in row and not (value is None and optional):
                values[name] = self.value(f"{at}.{name}", kind, value)
                if values[name] == "" and each.default is MISSING:
                    self.wrong("required", f"{at}.{name}", value)
            elif each.default is MISSING:
                self.wrong("required", f"{at}.{name}", None, EXPECTED[kind])
        return values

    def value(self, at: str, kind: str, value: object) -> Any:
        """Return a value of a kind; None, and a problem, if it is of another."""
        read = READERS.get(kind, _text)
        found = read(value)
        if found is None:
            code = "not_a_date" if kind == "dt.date" else "plan_wrong_type"
            self.wrong(code, at, value, EXPECTED[kind])
        return found

    def calendars(self, given: object) -> dict[str, dict[str, Any]]:
        """Return the calendars; whether their hours can be read, planning says."""
        if given is None:
            return {}
        if not isinstance(given, dict):
            self.wrong("plan_wrong_type", "calendars", given, "{...}")
            return {}
        found = {}
        for name, spec in given.items():
            if not isinstance(spec, dict):
                self.wrong("plan_wrong_type", f"calendars.{name}", spec, "{...}")
                continue
            for key, value in spec.items():
                if key not in CALENDAR_KEYS:
                    self.wrong("plan_unknown_key", f"calendars.{name}.{key}", key)
                else:
                    self.value(f"calendars.{name}.{key}", "str", value)
            found[str(name)] = dict(spec)
        return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and value == value
    return value if fits else None  # type: ignore[return-value]


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


READERS: dict[str, Callable[[object], Any]] = {
    "int": _whole,
    "float": _number,
    "bool": _truth,
    "dt.date": _date,
}
