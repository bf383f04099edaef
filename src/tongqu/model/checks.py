"""The rules of a region: those of each cell, and those between rows and tables.

`table_problems` checks records that were made in Python. The reader (`tongqu.io`) checks cells
while it reads them and calls `relation_problems` for the rest, because it knows file, row and cell.
A problem found here has the table's name as its file, and the record's number, from 1, as its row.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem
from tongqu.model.cells import CellError, check_value
from tongqu.model.dictionary import ColumnSpec, TableSpec, table_specs
from tongqu.model.relations import RELATIONS
from tongqu.model.rows import Finding, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Rows", "relation_problems", "table_problems"]

MOST_PROBLEMS = 10_000  # of one rule; what breaks a rule more often is a table of another kind

_TYPES = {
    "int": "int",
    "float": "float",
    "bool": "bool",
    "date": "date",
    "datetime": "datetime",
    "enum_list": "tuple",
    "ref_list": "tuple",
}


def table_problems(tables: Mapping[str, Sequence[Any]]) -> list[Problem]:
    """Return everything that is wrong with the tables of a region.

    Parameters
    ----------
    tables
        Records by the name of their table; a table that is missing has no rows.

    Examples
    --------
    >>> from tongqu.model.places import Place
    >>> place = Place(id="a", name="A", name_zh="甲", kind="city", country="CN", lat=29.0,
    ...               lon=190.0, source_id="survey")
    >>> [str(problem) for problem in table_problems({"places": [place]})][0]
    "above_maximum: places:1 lon minimum=-180.0 maximum=180.0 value=190.0 expected='180'"
    """
    problems: list[Problem] = []
    good: dict[str, list[tuple[int, Any]]] = {}
    for name, spec in table_specs().items():
        rows = tables.get(name, ())
        bad = set()
        for number, column, error in _record_faults(spec, rows):
            bad.add(number)
            value = getattr(rows[number - 1], column, None)
            problems.append(
                Problem(error.code, error.params, name, number, column, None, value, error.expected)
            )
        good[name] = [(n, row) for n, row in enumerate(rows, 1) if n not in bad]
    known = {name: [getattr(row, "id", None) for row in rows] for name, rows in tables.items()}
    return problems + relation_problems(Rows(good, known))


def relation_problems(rows: Rows) -> list[Problem]:
    """Return what is wrong between rows and tables, each problem once.

    Parameters
    ----------
    rows
        The rows whose own cells are right.
    """
    problems = []
    for rule in RELATIONS:
        findings = iter(rule(rows))
        for finding in islice(findings, MOST_PROBLEMS):
            problems.append(_problem(finding))
        more = sum(1 for _ in findings)
        if more:
            problems.append(Problem("too_many_problems", {"count": more}, problems[-1].file))
    return problems


def _problem(f: Finding) -> Problem:
    return Problem(f.code, f.params, f.table, f.row, f.column, None, f.value, f.expected)


def _record_faults(spec: TableSpec, rows: Sequence[Any]) -> Iterator[tuple[int, str, CellError]]:
    wrong_rows = {n for n, row in enumerate(rows, 1) if type(row) is not spec.record_type}
    for number in sorted(wrong_rows):
        yield number, "", CellError("wrong_type", spec.record, type=spec.record)
    for column in spec.columns:
        checked: dict[tuple[type, Any], CellError | None] = {}
        for number, row in enumerate(rows, 1):
            if number in wrong_rows:
                continue
            value = getattr(row, column.name)
            error = _type_error(value, column)
            if error is None:
                key = (type(value), value)
                if key not in checked:
                    checked[key] = _value_error(value, column)
                error = checked[key]
            if error is not None:
                yield number, column.name, error


def _value_error(value: Any, spec: ColumnSpec) -> CellError | None:
    try:
        check_value(value, spec)
    except CellError as error:
        return error
    return None


def _type_error(value: Any, spec: ColumnSpec) -> CellError | None:
    wanted = _TYPES.get(spec.type, "str")
    found = type(value).__name__
    if found == wanted:
        if wanted != "tuple" or all(type(item) is str for item in value):
            return None
    elif (value is None and _may_be_none(spec)) or (wanted == "float" and found == "int"):
        return None
    return CellError("wrong_type", None, type=wanted, found=found)


def _may_be_none(spec: ColumnSpec) -> bool:
    optional = not spec.required and not spec.default
    return optional and spec.type in ("int", "float", "bool", "date", "datetime")
