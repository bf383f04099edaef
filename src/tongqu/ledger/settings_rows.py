"""Rows of settings as somebody gives them: checked before they are recorded."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tongqu.calendars.notices import Notice
from tongqu.calendars.weekly import WeeklyHours
from tongqu.errors import BadValueError, DatasetError, Problem, TongquError
from tongqu.ledger.kind import ROLES
from tongqu.ledger.kind_check import check_kind
from tongqu.ledger.kind_reading import kind_from
from tongqu.ledger.private import unprintable
from tongqu.ledger.settings import TABLES, Account, LedgerInfo, Resource, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tongqu.ledger.settings import Settings

__all__ = ["settings_rows"]

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
RECORDS = {"ledger": LedgerInfo, "units": Unit, "accounts": Account, "resources": Resource}
LISTS = ("roles", "kinds")


def settings_rows(
    table: str, rows: Iterable[Mapping[str, Any]], settings: Settings, kinds: Iterable[str]
) -> tuple[dict[str, Any], ...]:
    """Return rows as they are recorded.

    Parameters
    ----------
    table
        One of the tables of settings.
    rows
        What is asked for. Columns that are not given keep what they were.
    settings
        What there is already.
    kinds
        Kinds that there are.

    Raises
    ------
    BadValueError
        With everything that is wrong.
    """
    rows = [dict(row) for row in rows]
    if table == "kinds":
        return tuple(_kind(row, set(kinds), set(settings.units)) for row in rows)
    if table == "notices":
        return tuple(_notice(row) for row in rows)
    if table == "sources":
        return tuple(_source(row, number) for number, row in enumerate(rows, start=1))
    if table not in RECORDS:
        raise BadValueError.of("ledger_unknown_table", value=table, values=TABLES)
    problems: list[Problem] = []
    before = _before(table, settings)
    ready = []
    for number, row in enumerate(rows, start=1):
        faults = list(_faults(table, row))
        problems += [
            Problem(code, params, row=number, column=column, value=value)
            for code, column, value, params in faults
        ]
        ready.append({**before.get(str(row.get("id")), {}), **row})
    if not problems:
        problems += _between(table, ready, settings, set(kinds))
    if problems:
        raise BadValueError(f"{table}: {len(problems)} problems", problems)
    return tuple(ready)


def _kind(row: Mapping[str, Any], kinds: set[str], units: set[str]) -> dict[str, Any]:
    """Return a kind that can be read, and that makes sense: nothing else gets into a ledger."""
    found = check_kind(kind_from(row), kinds=kinds, units=units)
    if found:
        raise DatasetError(f"the kind {row['id']} makes no sense", found)
    return dict(row)


def _notice(row: Mapping[str, Any]) -> dict[str, Any]:
    notice = Notice.from_rows(row["days"], year=row.get("year"), source=row.get("source", ""))
    return {
        "id": str(notice.year),
        "year": notice.year,
        "source": notice.source,
        "days": notice.to_rows(),
    }


def _source(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return a source: an id and words."""
    wrong = [
        name for name, value in row.items() if name != "removed" and not isinstance(value, str)
    ]
    if wrong or not ID.fullmatch(row.get("id", "")):
        column = wrong[0] if wrong else "id"
        problem = Problem("not_an_id", row=number, column=column, value=row.get(column))
        raise BadValueError(str(problem), (problem,))
    return dict(row)


def _before(table: str, settings: Settings) -> dict[str, dict[str, Any]]:
    kept: Mapping[str, Any] = (
        {settings.info.id: settings.info} if table == "ledger" else getattr(settings, table)
    )
    return {id_: _plain(record) for id_, record in kept.items()}


def _plain(record: object) -> dict[str, Any]:
    values = {part.name: getattr(record, part.name) for part in fields(record)}  # type: ignore[arg-type]
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


Fault = tuple[str, str, Any, dict[str, Any]]


def _faults(table: str, row: Mapping[str, Any]) -> Iterable[Fault]:
    """Yield what is wrong with one row by itself."""
    types = {part.name: str(part.type) for part in fields(RECORDS[table])}
    if not isinstance(row.get("id"), str) or not ID.fullmatch(row["id"]):
        yield "not_an_id", "id", row.get("id"), {}
    for name, value in row.items():
        wanted = types.get(name, "bool" if name == "removed" else "")
        if not wanted:
            yield "kind_unknown_key", name, None, {}
        elif wanted == "str" and not isinstance(value, str):
            yield "wrong_type", name, value, {"type": "text"}
        elif wanted == "str" and (character := unprintable(value)):
            yield "unprintable", name, None, {"character": character}
        elif wanted == "bool" and not isinstance(value, bool):
            yield "not_true_or_false", name, value, {}
        elif wanted == "int" and (isinstance(value, bool) or not isinstance(value, int)):
            yield "not_an_integer", name, value, {}
        elif wanted == "int" and not 1 <= value <= 100_000:
            yield "out_of_range", name, value, {"maximum": 100_000}
        elif name in LISTS and not (
            isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        ):
            yield "wrong_type", name, value, {"type": "list"}
    yield from _words(row)


def _words(row: Mapping[str, Any]) -> Iterable[Fault]:
    """Yield words that mean nothing: roles, hours, a zone."""
    for role in row.get("roles", ()):
        if role not in ROLES:
            yield "not_allowed", "roles", role, {"values": ROLES}
    if row.get("sees", "all") not in ("all", "unit"):
        yield "not_allowed", "sees", row["sees"], {"values": ("all", "unit")}
    if isinstance(row.get("hours"), str) and row["hours"]:
        try:
            WeeklyHours.parse(row["hours"])
        except TongquError as error:
            yield error.problems[0].code, "hours", row["hours"], dict(error.problems[0].params)
    if isinstance(row.get("time_zone"), str):
        try:
            ZoneInfo(row["time_zone"])
        except (OSError, ValueError, LookupError):
            yield "not_a_time_zone", "time_zone", row["time_zone"], {}


def _between(
    table: str, rows: Sequence[Mapping[str, Any]], settings: Settings, kinds: set[str]
) -> list[Problem]:
    """Return what is wrong between rows: units that are not there, trees that bite their tail."""
    problems = []
    gone = {row["id"] for row in rows if row.get("removed")}
    units = {id_: unit.parent for id_, unit in settings.units.items()}
    if table == "units":
        units |= {row["id"]: row.get("parent", "") for row in rows}
        units = {id_: parent for id_, parent in units.items() if id_ not in gone}
        # A unit that leaves must not leave anything hanging.
        hanging = [account.id for account in settings.accounts.values() if account.unit in gone]
        hanging += [id_ for id_, parent in units.items() if parent in gone]
        if hanging:
            problems.append(Problem("ledger_unit_in_use", {"used_by": tuple(hanging)}))
    for number, row in enumerate(rows, start=1):
        if row.get("removed"):
            continue
        column = "parent" if table == "units" else "unit"
        named = row.get(column, "")
        if named and named not in units:
            problems.append(
                Problem(
                    "ledger_unknown_unit", {"id": named, "known": tuple(units)},
                    row=number, column=column,
                )
            )  # fmt: skip
        if table == "units" and _circle(row["id"], units):
            problems.append(Problem("ledger_unit_circle", row=number, column=column, value=named))
        for kind in row.get("kinds", ()):
            if kind not in kinds:
                params = {"id": kind, "known": tuple(sorted(kinds))}
                problems.append(Problem("unknown_kind", params, row=number, column="kinds"))
    return problems


def _circle(unit: str, parents: Mapping[str, str]) -> bool:
    seen = {unit}
    while unit := parents.get(unit, ""):
        if unit in seen:
            return True
        seen.add(unit)
    return False
