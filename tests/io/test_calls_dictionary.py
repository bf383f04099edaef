"""The dictionary of call tables says what the records say, in both languages."""

import dataclasses
import re
import typing
from datetime import datetime

import pytest

from tongqu.io.calls_updates import NEEDED
from tongqu.model.call_dictionary import HELPERS, CallColumn, call_columns, headers, plain, words
from tongqu.model.call_questions import GUESSES
from tongqu.model.calls import EDIT_KINDS, EVENTS, TIME_COLUMNS, TIME_KINDS, Call, PlanEdit
from tongqu.model.cells import empty_value
from tongqu.model.dictionary import COLUMN_TYPES, table_specs

HAN = re.compile("[\u4e00-\u9fff]")
FILES = ("calls", "updates", "plan", "project_list", "new_items", "new_steps")
COLUMNS = [(file, column) for file in FILES for column in call_columns(file).values()]
NOT_IN_FILES = {"times", "source_row", "guesses"}
NEW_TABLES = {"berths", "crane_pools", "calls", "units", "places", "works"}
PYTHON = {"float": float, "datetime": datetime, "ref_list": tuple[str, ...]}


def label(value: object) -> str:
    return getattr(value, "name", str(value))


def test_every_field_of_a_call_is_a_column_and_every_column_a_field_a_time_or_a_helper() -> None:
    fields = {entry.name for entry in dataclasses.fields(Call)} - NOT_IN_FILES
    columns = set(call_columns())
    assert columns == fields | set(TIME_COLUMNS) | set(HELPERS)
    assert [c.name for c in call_columns().values() if c.is_field] == [
        entry.name for entry in dataclasses.fields(Call) if entry.name not in NOT_IN_FILES
    ]


@pytest.mark.parametrize("name", [c.name for c in call_columns().values() if c.is_field])
def test_field_has_the_type_and_default_of_its_column(name: str) -> None:
    column = call_columns()[name]
    field = {entry.name: entry for entry in dataclasses.fields(Call)}[name]
    hint = typing.get_type_hints(Call)[name]
    plain_type = PYTHON.get(column.type, str)
    if column.required:
        assert hint == plain_type
        assert field.default is dataclasses.MISSING
    else:
        empty = empty_value(column)
        assert hint == (plain_type | None if empty is None else plain_type)
        assert field.default == empty


@pytest.mark.parametrize(("file", "column"), COLUMNS, ids=label)
def test_column_is_complete_and_explained_in_both_languages(file: str, column: CallColumn) -> None:
    assert column.type in COLUMN_TYPES
    assert bool(column.values) == column.type.startswith("enum")
    assert bool(column.references) == column.type.startswith("ref")
    assert column.references in {"", *NEW_TABLES, *table_specs()}
    assert column.meaning.endswith(".")
    assert column.label.strip()
    assert not HAN.search(column.label)
    assert HAN.search(column.name_zh) or column.name_zh == "ETA"
    assert HAN.search(column.meaning_zh)
    for ending, unit in {"_m": "m", "_t": "t", "_teu": "TEU", "_h": "h"}.items():
        if column.name.endswith(ending) and column.type == "float":
            assert column.unit == unit


@pytest.mark.parametrize("file", FILES)
def test_no_header_means_two_columns(file: str) -> None:
    meant: dict[str, str] = {}
    for name, column in call_columns(file).items():
        for word in (name, column.label, column.name_zh, *column.synonyms):
            if plain(word):
                assert meant.setdefault(plain(word), name) == name, word
    assert {key: name for key, name in headers(file).items() if key} == meant


def test_headers_come_in_several_words() -> None:
    """What a dispatcher writes most is known in several words and both languages."""
    for name in ("vessel", "eta", "commodity_id", "discharge_t", "load_t", "draught_m"):
        synonyms = call_columns()[name].synonyms
        assert sum(1 for word in synonyms if HAN.search(word)) >= 3, name
        assert sum(1 for word in synonyms if not HAN.search(word)) >= 2, name


def test_words_in_cells_mean_what_the_columns_allow() -> None:
    for kind in ("packing", "operation"):
        allowed = set(call_columns()[kind].values)
        assert {word.meaning for word in words(kind).values()} == allowed
    assert {word.meaning for word in words("update").values()} == set(EDIT_KINDS)
    assert {word.meaning for word in words("event").values()} == set(EVENTS)
    assert {word.meaning for word in words("time").values()} == set(TIME_KINDS)
    assert all(float(word.meaning) > 0 for word in words("weight").values())


def test_kinds_of_updates_are_one_list() -> None:
    """The record, the dictionary and the reader name the same kinds."""
    assert set(call_columns("updates")["kind"].values) == set(EDIT_KINDS) == set(NEEDED)
    assert set().union(*NEEDED.values()) <= set(call_columns("updates"))
    documented = re.findall(r"``([a-z_, ]+)``  ", PlanEdit.__doc__ or "")
    assert {word for entry in documented for word in entry.split(", ")} >= set(EDIT_KINDS) - {
        "emergency_call"
    }


def test_every_guess_of_the_source_has_words() -> None:
    from pathlib import Path

    import tongqu.io as room

    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(room.__file__).parent.glob("calls_*.py")
    )
    codes = set(
        re.findall(r'"((?:time|amount|packing|commodity|class|berth|weight)_[a-z_]+)"', source)
    )
    made = {code for code in codes if code in GUESSES}
    assert made | {"rows_merged", "same_vessel_twice", "vessels_in_one_cell"} | {
        "operation_not_said"
    } == set(GUESSES)
