"""The data dictionary: which tables a region has, and which columns, types and ranges they have.

The CSV files beside this module are the single source for the file format, the checks, the
records in `tongqu.model` and the reference pages.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "COLUMN_TYPES",
    "ColumnSpec",
    "TableSpec",
    "column_fields",
    "dictionary_rows",
    "table_spec",
    "table_specs",
]

_TYPES = (
    "id ref text enum enum_list ref_list int float bool date datetime hours currency country "
    "time_zone"
)
COLUMN_TYPES = frozenset(_TYPES.split())
"""Types that a column may have."""


@dataclass(frozen=True, kw_only=True)
class ColumnSpec:
    """One column of a table.

    Attributes
    ----------
    name
        Name of the column, of the field of the record and of the JSON key.
    type
        One of `COLUMN_TYPES`.
    unit
        Unit, empty where there is none.
    required
        Whether every row needs a value.
    default
        What an empty cell stands for, as written in a file.
    minimum, maximum
        Range of numbers, both ends allowed.
    values
        Words that an enum allows.
    references
        Table whose ids a ref or ref_list names.
    name_zh, meaning, meaning_zh
        For the reader, in both languages.
    """

    name: str
    type: str
    unit: str
    required: bool
    default: str
    minimum: float | None
    maximum: float | None
    values: tuple[str, ...]
    references: str
    name_zh: str
    meaning: str
    meaning_zh: str

    @property
    def is_list(self) -> bool:
        """Whether a cell holds several values, separated by semicolons."""
        return self.type in ("enum_list", "ref_list")


@dataclass(frozen=True, kw_only=True)
class TableSpec:
    """One table of a region.

    Attributes
    ----------
    name
        Name of the table, of its file and of its sheet.
    record, module
        Class of its rows, and the module of `tongqu.model` that has it.
    name_zh, meaning, meaning_zh
        For the reader, in both languages.
    columns
        Columns in the order of the file.
    """

    name: str
    record: str
    module: str
    name_zh: str
    meaning: str
    meaning_zh: str
    columns: tuple[ColumnSpec, ...]

    @cached_property
    def by_name(self) -> Mapping[str, ColumnSpec]:
        """Columns by their name."""
        return MappingProxyType({column.name: column for column in self.columns})

    @cached_property
    def record_type(self) -> type[Any]:
        """Class of the rows."""
        found: type[Any] = getattr(import_module(f"tongqu.model.{self.module}"), self.record)
        return found


def dictionary_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one file of the dictionary, such as ``links`` or ``files/calls``."""
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def column_fields(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a `ColumnSpec` as a row of the dictionary gives them."""
    return {
        "name": row["column"],
        "type": row["type"],
        "unit": row["unit"],
        "required": row["required"] == "true",
        "default": row["default"],
        "minimum": float(row["minimum"]) if row["minimum"] else None,
        "maximum": float(row["maximum"]) if row["maximum"] else None,
        "values": tuple(row["values"].split(";")) if row["values"] else (),
        "references": row["references"],
        "name_zh": row["name_zh"],
        "meaning": row["meaning"],
        "meaning_zh": row["meaning_zh"],
    }


@cache
def table_specs(folder: str = "") -> Mapping[str, TableSpec]:
    """Return every table by its name, in the dictionary's order.

    Parameters
    ----------
    folder
        What the tables make: nothing for a region, ``ledger`` for a ledger.

    Examples
    --------
    >>> list(table_specs())[:3], list(table_specs("ledger"))[:2]
    (['region', 'sources', 'assumptions'], ['ledger', 'units'])
    """
    specs = {}
    below = f"{folder}/" if folder else ""
    for row in dictionary_rows(f"{below}tables"):
        columns = tuple(
            ColumnSpec(**column_fields(entry)) for entry in dictionary_rows(below + row["table"])
        )
        specs[row["table"]] = TableSpec(
            name=row["table"],
            record=row["record"],
            module=row["module"],
            name_zh=row["name_zh"],
            meaning=row["meaning"],
            meaning_zh=row["meaning_zh"],
            columns=columns,
        )
    return MappingProxyType(specs)


def table_spec(name: str) -> TableSpec:
    """Return one table.

    Examples
    --------
    >>> table_spec("links").by_name["length_km"].unit
    'km'
    """
    return table_specs()[name]
