"""Units, accounts and resources of a ledger from a CSV file or a workbook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, Problem
from tongqu.io.calls_sheets import Sheet, is_blank, read_sheets
from tongqu.model.cells import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SETTING_COLUMNS", "read_settings"]

TEXT, WHOLE, TRUTH, LIST = "text", "whole", "truth", "list"
NAMED = {"id": (TEXT, "编号"), "name": (TEXT, "名称"), "name_zh": (TEXT, "中文名称")}
REMOVED = {"removed": (TRUTH, "撤销")}

SETTING_COLUMNS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "units": {
        **NAMED,
        "parent": (TEXT, "上级单位"),
        "tier": (TEXT, "层级"),
        "fictional": (TRUTH, "虚构"),
        **REMOVED,
    },
    "accounts": {
        **NAMED,
        "unit": (TEXT, "单位"),
        "roles": (LIST, "角色"),
        "kinds": (LIST, "事项种类"),
        "sees": (TEXT, "可见范围"),
        **REMOVED,
    },
    "resources": {
        **NAMED,
        "unit": (TEXT, "单位"),
        "capacity": (WHOLE, "名额"),
        "slot_min": (WHOLE, "时段分钟"),
        "hours": (TEXT, "开放时段"),
        **REMOVED,
    },
}
"""By table its columns: how a cell is read, and the header in Chinese."""

TRUE, FALSE = ("true", "yes", "1", "是"), ("false", "no", "0", "否")


def read_settings(
    path: str | os.PathLike[str], table: str
) -> tuple[tuple[int, dict[str, Any]], ...]:
    r"""Return the rows of a table of settings, each with its number as an editor counts it.

    Parameters
    ----------
    path
        A CSV file (UTF-8 or GBK) or an ``.xlsx`` workbook, whose first sheet counts. The first row
        names the columns, in English or Chinese.
    table
        ``units``, ``accounts`` or ``resources``.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong, by file, row and column; what the rows mean together is for
        the ledger to say.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "units.csv"
    >>> _ = file.write_text("编号,名称,上级单位\nnorth,North,centre\n", encoding="utf-8")
    >>> read_settings(file, "units")
    ((2, {'id': 'north', 'name': 'North', 'parent': 'centre'}),)
    """
    file = Path(path)
    sheets, problems = read_sheets(file)
    if problems:
        raise DatasetError(f"cannot read {file.name}", problems)
    if not sheets or len(sheets[0].rows) < 2:
        raise DatasetError(f"{file.name} is empty", (Problem("empty_table", {}, file.name),))
    sheet = sheets[0]
    names, problems = _header(sheet, SETTING_COLUMNS[table])
    found = []
    for number, cells in zip(sheet.numbers[1:], sheet.rows[1:], strict=True):
        row, wrong = _row(sheet, number, cells, names, SETTING_COLUMNS[table])
        problems += wrong
        found.append((number, row))
    if problems:
        raise DatasetError(f"{file.name}: {len(problems)} problems", problems)
    return tuple(found)


def _header(
    sheet: Sheet, columns: Mapping[str, tuple[str, str]]
) -> tuple[list[str], list[Problem]]:
    """Return the column that each cell of the first row names; empty where none is meant."""
    meant = {word: name for name, (_, chinese) in columns.items() for word in (name, chinese)}
    names: list[str] = []
    problems = []
    for index, cell in enumerate(sheet.rows[0]):
        word = "" if is_blank(cell) else str(cell).strip()
        name = meant.get(word.lower(), meant.get(word, ""))
        if word and not name:
            problems.append(
                sheet.problem(
                    "unknown_column", sheet.numbers[0], index, column=word,
                    expected=nearest(word, meant) or "id",
                )
            )  # fmt: skip
        elif name and name in names:
            problems.append(sheet.problem("duplicate_column", sheet.numbers[0], index, column=name))
        names.append(name)
    if "id" not in names:
        problems.append(sheet.problem("missing_column", sheet.numbers[0], column="id"))
    return names, problems


def _row(
    sheet: Sheet,
    number: int,
    cells: list[Any],
    names: list[str],
    columns: Mapping[str, tuple[str, str]],
) -> tuple[dict[str, Any], list[Problem]]:
    row: dict[str, Any] = {}
    problems = []
    for index, (name, cell) in enumerate(zip(names, cells, strict=False)):
        if rule := sheet.broken.get((number, index)):
            problems.append(sheet.problem(rule, number, index, column=name or None, value=cell))
        elif name and not is_blank(cell):
            value, code, expected = _value(cell, columns[name][0])
            if code:
                problems.append(
                    sheet.problem(code, number, index, column=name, value=cell, expected=expected)
                )
            row[name] = value
    return row, problems


def _value(cell: Any, how: str) -> tuple[Any, str, str | None]:
    """Return what a cell says, and the rule that it breaks with a right value."""
    text = str(cell).strip()
    if how == LIST:
        return (
            [part.strip() for part in text.replace("；", ";").split(";") if part.strip()],
            "",
            None,
        )
    if how == TRUTH:
        word = text.lower()
        known = word in TRUE or word in FALSE
        return word in TRUE, "" if known else "not_true_or_false", None if known else "true"
    if how == WHOLE:
        try:
            number = float(text)
        except ValueError:
            return None, "not_a_number", "5"
        if number != number or number != round(number) or abs(number) > 1e9:
            return None, "not_an_integer", "5"
        return int(number), "", None
    whole = isinstance(cell, float) and cell == int(cell)
    return (str(int(cell)) if whole else text), "", None
