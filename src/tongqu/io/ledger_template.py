"""A workbook to fill in: new items of a kind, and what happened to items."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import UsageError
from tongqu.io.calls_plan_book import MADE_ON, text_width
from tongqu.io.calls_plan_writing import write_file
from tongqu.model.call_dictionary import call_columns
from tongqu.text import language as language_of
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["ITEMS", "STEPS", "TemplateColumn", "template_columns", "write_template"]

ITEMS, STEPS = "new_items", "new_steps"
HEADER_ROW = 2  # counted from 0; above it the title and a hint
SPARE_ROWS = 500
LONGEST_LIST = 250  # letters of a list of values that a cell can offer by itself
WIDEST = 30
TWICE = {"place": "place_id", "work": "work_id"}
"""Types of fields that a column of every item says already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateColumn:
    """One column of a template.

    Attributes
    ----------
    name
        Column of the dictionary, or the field of the kind.
    label, label_zh
        Its headers.
    type
        Type of the cells: that of the dictionary, or that of the kind's field.
    required
        Whether every row needs a value.
    is_field
        Whether it is a field of the kind.
    choices
        What may stand there, each with id, name and name_zh.
    note, note_zh
        What it means.
    minimum, maximum
        Bounds of a number.
    """

    name: str
    label: str
    label_zh: str
    type: str
    required: bool = False
    is_field: bool = False
    choices: tuple[Mapping[str, Any], ...] = ()
    note: str = ""
    note_zh: str = ""
    minimum: float | None = None
    maximum: float | None = None


def template_columns(table: str, kind: Mapping[str, Any]) -> list[TemplateColumn]:
    """Return the columns of a sheet: those of every kind, then the fields of this one.

    Parameters
    ----------
    table
        `ITEMS` or `STEPS`.
    kind
        The kind as ``dataclasses.asdict`` gives it: ``fields`` with id, names, type, values,
        ``required_on``, ``asked_on``; ``actions`` with id, names, reasons.
    """
    columns = [
        TemplateColumn(
            name=column.name,
            label=column.label,
            label_zh=column.name_zh,
            type=column.type,
            required=column.required,
            choices=tuple(kind.get("actions") or ()) if column.name == "action" else (),
            note=column.meaning,
            note_zh=column.meaning_zh,
        )
        for column in call_columns(table).values()
    ]
    taken = {word.casefold() for column in columns for word in (column.label, column.label_zh)}
    for field in kind.get("fields") or ():
        asked = {*(field.get("required_on") or ()), *(field.get("asked_on") or ())}
        on_create = table == ITEMS
        if not (("create" in asked) if on_create else (asked - {"create"})):
            continue
        if on_create and field.get("type") in TWICE:
            continue
        names = (str(field.get("name") or field["id"]), str(field.get("name_zh") or field["id"]))
        if {name.casefold() for name in names} & taken:
            names = (f"{names[0]} ({field['id']})", f"{names[1]} ({field['id']})")
        columns.append(
            TemplateColumn(
                name=str(field["id"]),
                label=names[0],
                label_zh=names[1],
                type=str(field.get("type") or "text"),
                required=on_create and "create" in (field.get("required_on") or ()),
                is_field=True,
                choices=tuple(field.get("values") or ()),
                note=str(field.get("purpose") or ""),
                note_zh=str(field.get("purpose_zh") or ""),
                minimum=field.get("minimum"),
                maximum=field.get("maximum"),
            )
        )
    return columns


def write_template(
    kind: Mapping[str, Any],
    path: str | os.PathLike[str],
    language: str = "en",
    *,
    units: Iterable[Any] = (),
    items: Sequence[Mapping[str, Any]] = (),
) -> Path:
    """Write a workbook to fill in for a kind; `read_template` reads it back.

    Parameters
    ----------
    kind
        The kind as ``dataclasses.asdict`` gives it.
    path
        File to write, ``.xlsx``, also over an older one.
    language
        ``en`` or ``zh``.
    units
        Records or mappings with ``id``, ``name`` and ``name_zh``, offered as choices.
    items
        Items as JSON, whose codes the sheet of steps begins with.

    Raises
    ------
    tongqu.errors.UsageError
        If the file is of another kind, or a folder.
    OSError
        If it cannot be written; what stood there is still there.
    """
    target = Path(path)
    if target.is_dir():
        raise UsageError.of("target_is_folder", path=str(target))
    if target.suffix.lower() != ".xlsx":
        raise UsageError.of("unknown_ledger_file", path=str(target), known=".xlsx")
    writer = _Writer(kind, language_of(language), units)
    write_file(target, lambda part: writer.write(part, items))
    return target


class _Writer:
    """Writes a template in one language."""

    def __init__(self, kind: Mapping[str, Any], language: str, units: Iterable[Any]) -> None:
        self.kind = kind
        self.zh = language == "zh"
        self.t = translator(language)
        self.units = [self.named(unit) for unit in units]

    def named(self, of: Any) -> str:
        """Return the name of a record in the reader's language."""
        get = of.get if hasattr(of, "get") else lambda name: getattr(of, name, "")
        names = (get("name_zh"), get("name")) if self.zh else (get("name"), get("name_zh"))
        return str(next((name for name in (*names, get("id")) if name), ""))

    def write(self, path: Path, items: Sequence[Mapping[str, Any]]) -> None:
        """Write the sheets of new items, of steps, and of lists."""
        import xlsxwriter

        t = self.t
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(path), options) as book:
            book.set_properties({"created": MADE_ON, "title": self.named(self.kind)})
            self.formats = {
                "head": book.add_format({"bold": True, "bg_color": "#DDE8EE", "border": 1}),
                "required": book.add_format({"bold": True, "bg_color": "#F5D76E", "border": 1}),
                "title": book.add_format({"bold": True, "font_size": 13}),
                "hint": book.add_format({"italic": True}),
                "date": book.add_format({"num_format": "yyyy-mm-dd"}),
                "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
                "text": book.add_format({"num_format": "@"}),
            }
            hint = t("Yellow headers are required. Empty rows are not read.")
            sheet = book.add_worksheet(t("new items"))
            self._sheet(sheet, ITEMS, hint)
            hint = t("One row for each step. Only rows with an action are read.")
            sheet = book.add_worksheet(t("steps"))
            self._sheet(sheet, STEPS, hint)
            for number, item in enumerate(items, HEADER_ROW + 1):
                sheet.write_string(number, 0, str(item.get("code") or ""), self.formats["text"])
            if self.units:
                lists = book.add_worksheet("#" + t("lists"))
                for number, name in enumerate(self.units):
                    lists.write_string(number, 0, name)

    def _sheet(self, sheet: Any, table: str, hint: str) -> None:
        sheet.write_string(0, 0, self.named(self.kind), self.formats["title"])
        sheet.write_string(1, 0, hint, self.formats["hint"])
        for index, column in enumerate(template_columns(table, self.kind)):
            label = column.label_zh if self.zh else column.label
            if column.type == "money":
                label += self.t(" [yuan]")
            head = self.formats["required" if column.required else "head"]
            sheet.write_string(HEADER_ROW, index, label, head)
            if note := column.note_zh if self.zh else column.note:
                sheet.write_comment(HEADER_ROW, index, note, {"x_scale": 2})
            kind = column.type if column.type in ("date", "datetime") else "text"
            numbers = column.type in ("int", "float", "money")
            width = min(text_width(label) + 4, WIDEST)
            sheet.set_column(index, index, width, None if numbers else self.formats[kind])
            if rule := self._rule(column):
                last = HEADER_ROW + SPARE_ROWS
                sheet.data_validation(HEADER_ROW + 1, index, last, index, rule)
        sheet.freeze_panes(HEADER_ROW + 1, 2)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)

    def _rule(self, column: TemplateColumn) -> dict[str, Any] | None:
        """Return the list that a cell offers; it warns and does not forbid."""
        rule: dict[str, Any] = {"validate": "list", "ignore_blank": True, "error_type": "warning"}
        if column.type in ("unit", "ref") and "unit" in (column.type, column.name[-4:]):
            if not self.units:
                return None
            return rule | {"source": f"='#{self.t('lists')}'!$A$1:$A${len(self.units)}"}
        if column.type == "bool":
            return rule | {"source": [self.t("yes"), self.t("no")]}
        names = [self.named(choice) for choice in column.choices]
        if names and len(",".join(names)) <= LONGEST_LIST and not any("," in n for n in names):
            return rule | {"source": names}
        return None
