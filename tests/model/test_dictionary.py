"""The data dictionary says what the records say, and explains every column in both languages."""

import dataclasses
import re
import typing
from datetime import date, datetime

import pytest

from tongqu.model import Region
from tongqu.model.cells import empty_value, parse_text
from tongqu.model.dictionary import COLUMN_TYPES, ColumnSpec, TableSpec, table_spec, table_specs

REGION = list(table_specs().values())
LEDGER = list(table_specs("ledger").values())
TABLES = [*REGION, *LEDGER]
COLUMNS = [(table, column) for table in TABLES for column in table.columns]
PYTHON = {
    "int": int,
    "float": float,
    "bool": bool,
    "date": date,
    "datetime": datetime,
    "enum_list": tuple[str, ...],
    "ref_list": tuple[str, ...],
}
HAN = re.compile("[\u4e00-\u9fff]")


def label(value: object) -> str:
    return getattr(value, "name", str(value))


@pytest.mark.parametrize("table", TABLES, ids=label)
def test_record_has_the_columns_of_its_table_in_order(table: TableSpec) -> None:
    names = [field.name for field in dataclasses.fields(table.record_type)]
    if table in LEDGER:
        assert names.pop() == "row"
    assert names == [column.name for column in table.columns]
    assert names[0] == ("item" if table.name == "steps" else "id")


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=label)
def test_field_has_the_type_and_default_of_its_column(table: TableSpec, column: ColumnSpec) -> None:
    fields = {field.name: field for field in dataclasses.fields(table.record_type)}
    hints = typing.get_type_hints(table.record_type)
    plain = PYTHON.get(column.type, str)
    default = fields[column.name].default
    if column.required:
        assert hints[column.name] == plain
        assert default is dataclasses.MISSING
    else:
        empty = empty_value(column)
        assert hints[column.name] == (plain | None if empty is None else plain)
        assert default == empty
        assert type(default) is type(empty)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=label)
def test_column_is_complete_and_explained_in_both_languages(
    table: TableSpec, column: ColumnSpec
) -> None:
    assert column.type in COLUMN_TYPES
    assert bool(column.values) == column.type.startswith("enum")
    assert bool(column.references) == column.type.startswith("ref")
    assert column.references in {"", *table_specs(), *table_specs("ledger")}
    assert not (column.required and column.default)
    assert column.meaning.endswith(".")
    assert HAN.search(column.name_zh)
    assert HAN.search(column.meaning_zh)
    if column.minimum is not None and column.maximum is not None:
        assert column.minimum < column.maximum
    if column.default:
        parse_text(column.default, column)


def test_names_carry_units() -> None:
    """A number whose name ends in a unit states that unit."""
    endings = {"_km": "km", "_m": "m", "_h": "h", "_min": "min", "_km_per_h": "km/h", "_teu": "TEU"}
    for _, column in COLUMNS:
        for ending, unit in endings.items():
            rate = "_per_" in column.name and ending != "_km_per_h"
            if column.type in ("int", "float") and column.name.endswith(ending) and not rate:
                longer = [e for e in endings if e.endswith(ending) and column.name.endswith(e)]
                if longer == [ending]:
                    assert unit in column.unit, column.name


def test_region_has_one_attribute_a_table() -> None:
    attributes = {field.name for field in dataclasses.fields(Region)} - {"info", "_indexes"}
    assert attributes == set(table_specs()) - {"region"}


def test_dictionary_is_read_once() -> None:
    assert table_specs() is table_specs()
    assert table_spec("links") is table_specs()["links"]
