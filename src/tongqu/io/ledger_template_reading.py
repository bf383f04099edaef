"""A template that somebody filled in: items to add and steps to take, or every wrong cell."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.calls_draft import printable, shown
from tongqu.io.calls_sheets import Sheet, is_blank, read_sheets
from tongqu.io.ledger_list_cells import read_money
from tongqu.io.ledger_list_context import Names
from tongqu.io.ledger_template import ITEMS, STEPS, TWICE, TemplateColumn, template_columns
from tongqu.io.table_reading import shorten
from tongqu.io.workbook_reading import cell_text
from tongqu.model.call_dictionary import call_columns, plain
from tongqu.model.cells import CellError, check_value, nearest, parse_text
from tongqu.model.dictionary import ColumnSpec
from tongqu.model.ledger_folder import read_pairs
from tongqu.model.ledger_listing import ActRow, AddRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

__all__ = ["read_template"]

SEARCHED_ROWS = 20
CODE = re.compile(r"[a-z][a-z0-9_-]*-\d{2,}")
YES, NO = ("true", "yes", "1", "是", "真"), ("false", "no", "0", "否", "假")
PLAIN_TYPES = ("text", "date", "datetime", "int", "float")


def read_template(
    path: str | os.PathLike[str],
    kind: Mapping[str, Any],
    *,
    zone: ZoneInfo,
    units: Iterable[Any] = (),
    places: Iterable[Any] = (),
    works: Iterable[Any] = (),
) -> tuple[AddRow | ActRow, ...]:
    """Read a workbook that `write_template` wrote and somebody filled in.

    Parameters
    ----------
    path
        The workbook (``.xlsx``), or a CSV file with the columns of one of its sheets.
    kind
        The kind as ``dataclasses.asdict`` gives it.
    zone
        Zone of the times.
    units, places, works
        Records or mappings with ``id``, ``name`` and ``name_zh``; what is named must be among
        them, by id or by name. Where there is none, words are taken as ids.

    Returns
    -------
    tuple
        First the items to add, then the steps, in the order of the sheets.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong, each with file, sheet, row, column, cell and a right value.
    tongqu.errors.NotFoundError
        If there is no such file.
    """
    source = Path(path)
    if not source.is_file():
        raise NotFoundError.of("no_such_file", path=str(source))
    sheets, problems = read_sheets(source)
    reader = _Reader(kind, zone, {"units": Names(units), "places": Names(places)})
    reader.names["works"] = Names(works)
    found = [(sheet, head) for sheet in sheets if (head := reader.header(sheet)) is not None]
    if sheets and not found and not problems:
        names = ", ".join(
            call_columns(table)[n].label for table, n in ((ITEMS, "title"), (STEPS, "item"))
        )
        problems.append(sheets[0].problem("no_template_header", 1, expected=names))
    for table in (ITEMS, STEPS):
        for sheet, head in found:
            if head.table == table:
                reader.sheet(sheet, head)
    problems += reader.problems + reader.loose_ends()
    if found and not reader.rows and not problems:
        problems.append(found[0][0].problem("nothing_filled_in", found[0][1].row))
    if problems:
        raise DatasetError(f"{source.name}: {len(problems)} problems", problems)
    return tuple(reader.rows)


class _Head:
    """The header of a sheet: which table it is, and what its columns are."""

    def __init__(
        self, table: str, index: int, row: int, columns: dict[int, TemplateColumn]
    ) -> None:
        self.table, self.index, self.row, self.columns = table, index, row, columns


class _Reader:
    """Collects the rows of all sheets, and what is wrong with them."""

    def __init__(self, kind: Mapping[str, Any], zone: ZoneInfo, names: dict[str, Names]) -> None:
        self.kind, self.zone, self.names = kind, zone, names
        self.rows: list[AddRow | ActRow] = []
        self.problems: list[Problem] = []
        self.keys: dict[str, int] = {}
        self.references: list[tuple[Sheet, int, int, str, str]] = []
        self.words = {table: self._words(table) for table in (ITEMS, STEPS)}

    def _words(self, table: str) -> dict[str, TemplateColumn]:
        known = call_columns(table)
        found: dict[str, TemplateColumn] = {}
        for column in template_columns(table, self.kind):
            more = known[column.name].synonyms if not column.is_field else ()
            for word in (column.label, column.label_zh, column.name, *more):
                found.setdefault(plain(word), column)
        return found

    def header(self, sheet: Sheet) -> _Head | None:
        """Return the header of a sheet; None where it is no table of ours."""
        best: _Head | None = None
        for index, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
            for table, needed in ((ITEMS, {"title"}), (STEPS, {"item", "action"})):
                columns: dict[int, TemplateColumn] = {}
                for place, cell in enumerate(row):
                    column = None if is_blank(cell) else self._column(table, str(cell))
                    if column is not None:
                        columns[place] = column
                if not needed <= {column.name for column in columns.values()}:
                    continue
                if best is None or len(columns) > len(best.columns):
                    best = _Head(table, index, sheet.numbers[index], columns)
        return best

    def _column(self, table: str, text: str) -> TemplateColumn | None:
        bare = re.sub(r"[\[［(（](?:yuan|元)[\])］）]", "", text)
        return self.words[table].get(plain(text)) or self.words[table].get(plain(bare))

    def sheet(self, sheet: Sheet, head: _Head) -> None:
        """Read the rows below a header."""
        self._judge(sheet, head)
        for index in range(head.index + 1, len(sheet.rows)):
            row = _Row(self, sheet, head, index)
            if row.is_empty():
                continue
            made = row.item() if head.table == ITEMS else row.step()
            self.problems += row.problems
            if not row.problems:
                self.rows.append(made)

    def _judge(self, sheet: Sheet, head: _Head) -> None:
        """Note columns that are there twice, or that nobody knows."""
        seen: set[str] = set()
        for index, cell in enumerate(sheet.rows[head.index]):
            column = head.columns.get(index)
            if column is not None and column.name in seen:
                self.problems.append(
                    sheet.problem("duplicate_column", head.row, index, column=str(cell))
                )
            elif column is None and not is_blank(cell):
                meant = nearest(plain(str(cell)), self.words[head.table])
                self.problems.append(
                    sheet.problem(
                        "unknown_column", head.row, index, column=str(cell), expected=meant
                    )
                )
            seen.add(column.name if column else "")

    def loose_ends(self) -> list[Problem]:
        """Return a problem for each item that is named and that nobody can have."""
        return [
            sheet.problem(
                "unknown_item_key",
                number,
                index,
                column=label,
                value=key,
                expected=nearest(key, self.keys),
            )
            for sheet, number, index, label, key in self.references
            if key not in self.keys and not CODE.fullmatch(key)
        ]


class _Row:
    """Reads one row."""

    def __init__(self, reader: _Reader, sheet: Sheet, head: _Head, index: int) -> None:
        self.reader, self.sheet, self.head = reader, sheet, head
        self.cells, self.number = sheet.rows[index], sheet.numbers[index]
        self.problems: list[Problem] = []
        self.places = {column.name: place for place, column in head.columns.items()}

    def is_empty(self) -> bool:
        """Whether nothing is filled in; of a step a code alone is nothing."""
        filled = {
            column.name
            for place, column in self.head.columns.items()
            if self._cell(place) is not None or (self.number, place) in self.sheet.broken
        }
        return not filled or (self.head.table == STEPS and filled == {"item"})

    def _cell(self, place: int) -> Any:
        value = self.cells[place] if place < len(self.cells) else None
        return None if is_blank(value) else value

    def bad(self, place: int, value: Any, error: CellError) -> None:
        """Note that a cell breaks a rule."""
        self.problems.append(
            self.sheet.problem(
                error.code,
                self.number,
                place,
                column=str(self.sheet.rows[self.head.index][place]),
                value=shorten(shown(value)) if value is not None else None,
                expected=printable(error.expected),
                **error.params,
            )
        )

    def values(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the columns of every kind, and the fields of this one."""
        base: dict[str, Any] = {}
        fields: dict[str, Any] = {}
        for place, column in self.head.columns.items():
            value = self._cell(place)
            try:
                if (code := self.sheet.broken.get((self.number, place))) is not None:
                    raise CellError(code)
                if value is None:
                    if column.required:
                        raise CellError("required")
                    continue
                (fields if column.is_field else base)[column.name] = self._value(column, value)
            except CellError as error:
                self.bad(place, value, error)
        return base, fields

    def _value(self, column: TemplateColumn, value: Any) -> Any:
        names = self.reader.names
        text = shown(value)
        match column.type:
            case "bool":
                return _bool(text if not isinstance(value, bool) else str(value).lower())
            case "money":
                return read_money(value, "元")[0]
            case "enum":
                return _chosen(Names(column.choices), text)
            case "ref" | "unit" | "place" | "work":
                return _chosen(names[_table(column)], text)
            case "ref_list":
                parts = [part for part in re.split(r"\s*[;；、,，]\s*", text) if part]
                return tuple(_chosen(names["units"], part) for part in parts)
        if column.name == "action":
            return _chosen(Names(column.choices), text)
        if column.name == "data":
            return read_pairs(text)
        spec = _spec(column)
        parsed = parse_text(cell_text(value, spec.type), spec)
        check_value(parsed, spec)
        if isinstance(parsed, datetime):
            return parsed.replace(tzinfo=self.reader.zone)
        return parsed.isoformat() if spec.type == "date" else parsed

    def _times(self, base: dict[str, Any]) -> dict[str, Any]:
        at, known = base.get("at"), base.get("known_at")
        if at is not None and known is not None and known < at:
            error = CellError("known_before_at", None, at=f"{at:%Y-%m-%dT%H:%M}")
            self.bad(self.places["known_at"], f"{known:%Y-%m-%dT%H:%M}", error)
        return {"at": at, "known_at": known if known is not None else at}

    def _where(self) -> dict[str, Any]:
        return {"file": self.sheet.file, "sheet": self.sheet.name or "", "row": self.number}

    def _refer(self, name: str, key: str) -> None:
        place = self.places[name]
        label = str(self.sheet.rows[self.head.index][place])
        self.reader.references.append((self.sheet, self.number, place, label, key))

    def item(self) -> AddRow:
        """Return the item that the row asks for."""
        base, fields = self.values()
        key = str(base.get("key") or f"row-{self.number}")
        first = self.reader.keys.setdefault(key, self.number)
        if first != self.number:
            self.bad(self.places["key"], key, CellError("duplicate_id", None, first_row=first))
        if parent := base.get("parent", ""):
            self._refer("parent", parent)
        for field in self.reader.kind.get("fields") or ():
            said = base.get(TWICE.get(str(field.get("type")), ""))
            if said and "create" in {*field.get("asked_on", ()), *field.get("required_on", ())}:
                fields[str(field["id"])] = said
        texts = ("title_zh", "unit", "supervisor_unit", "parent", "place_id", "work_id")
        return AddRow(
            key=key,
            kind=str(self.reader.kind["id"]),
            title=base.get("title", ""),
            on_behalf_of=base.get("on_behalf_of", ""),
            confidential=base.get("confidential"),
            fields=fields,
            **{name: base.get(name, "") for name in texts},
            **self._times(base),
            **self._where(),
        )

    def step(self) -> ActRow:
        """Return the step that the row asks for."""
        base, fields = self.values()
        item = str(base.get("item", ""))
        if item:
            self._refer("item", item)
        reason = base.get("reason", "")
        actions = self.reader.kind.get("actions") or ()
        action: Mapping[str, Any] = next(
            (one for one in actions if one["id"] == base.get("action")), {}
        )
        if reason and action.get("reasons"):
            try:
                reason = _chosen(Names(action["reasons"]), reason)
            except CellError as error:
                self.bad(self.places["reason"], reason, error)
        return ActRow(
            item=item,
            action=base.get("action", ""),
            effect=str(action.get("effect", "")),
            to_unit=base.get("to_unit", ""),
            units=base.get("units", ()),
            on_behalf_of=base.get("on_behalf_of", ""),
            reason=reason,
            note=base.get("note", ""),
            data=base.get("data", {}),
            fields=fields,
            **self._times(base),
            **self._where(),
        )


def _table(column: TemplateColumn) -> str:
    if column.type in ("place", "work"):
        return f"{column.type}s"
    return {"place_id": "places", "work_id": "works"}.get(column.name, "units")


def _chosen(names: Names, text: str) -> str:
    if not names:
        return text
    found = names.find(text)
    if found is None:
        shown_names = ", ".join(dict.fromkeys(names.labels[:24]))
        raise CellError("not_allowed", names.meant(text), values=shown_names)
    return found


def _bool(text: str) -> bool:
    word = plain(text)
    if word in YES or word in NO:
        return word in YES
    raise CellError("not_true_or_false", "true")


def _spec(column: TemplateColumn) -> ColumnSpec:
    return ColumnSpec(
        name=column.name,
        type=column.type if column.type in PLAIN_TYPES else "text",
        unit="",
        required=False,
        default="",
        minimum=column.minimum,
        maximum=column.maximum,
        values=(),
        references="",
        name_zh=column.label_zh,
        meaning="",
        meaning_zh="",
    )
