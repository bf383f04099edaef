"""The page on files of calls: what it shows is read like that, what it lists is all there is."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from reference_page import codes, page_of, rows, table_rows, told, types

from tongqu import load_region
from tongqu.io import read_calls
from tongqu.io.berth_log import NEEDED as LOG_NEEDS
from tongqu.io.calls_sheets import LARGEST_MB, MOST_CALLS
from tongqu.io.calls_updates import NEEDED
from tongqu.io.header_search import DEEPEST, SEARCHED_ROWS
from tongqu.model.call_dictionary import call_columns
from tongqu.model.call_questions import GUESSES
from tongqu.model.calls import EDIT_KINDS, Call
from tongqu.model.region import Region

TEXT = page_of("call-files")
MONDAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


def shown(section: str) -> list[list[str]]:
    """Return the rows of a table of what is written and what is read."""
    body = TEXT.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return list(table_rows(body))


def read(tmp_path: Path, region: Region, cells: dict[str, str]) -> Call:
    path = tmp_path / "calls.csv"
    quoted = [",".join(f'"{text}"' for text in part) for part in (cells.keys(), cells.values())]
    path.write_text("\n".join(quoted) + "\n", "utf-8")
    return read_calls(path, region, today=MONDAY).calls[0]


SHIP = {"船名": "甲", "船型": "barge-1000", "货种": "coal", "包装形式": "bulk"}


@pytest.mark.parametrize("row", shown("Times"), ids=lambda row: row[0])
def test_a_time_is_read_as_shown(row: list[str], tmp_path: Path, region: Region) -> None:
    written, taken, code = re.findall(r"`(.*?)`", row[0])[0], row[1], row[2].strip("`")
    call = read(tmp_path, region, {**SHIP, "卸货量": "480", "预计到港": written})
    assert f"{call.eta:%Y-%m-%d %H:%M}" == taken
    assert [guess.code for guess in call.guesses] == ([code] if code else [])


@pytest.mark.parametrize("row", shown("Amounts"), ids=lambda row: " ".join(row[:2]))
def test_an_amount_is_read_as_shown(row: list[str], tmp_path: Path, region: Region) -> None:
    header, written = row[0].strip("`"), row[1].strip("`").replace("(empty)", "")
    field, value = re.fullmatch(r"`(\w+)` (\d+)", row[2]).groups()  # type: ignore[union-attr]
    call = read(tmp_path, region, {**SHIP, "预计到港": "2026-03-03 06:00", header: written})
    assert getattr(call, field) == float(value)
    code = row[3].strip("`")
    assert [guess.code for guess in call.guesses] == ([code] if code else [])


def test_every_guess_has_its_row() -> None:
    assert codes(TEXT, "Guesses") == set(GUESSES)


def test_the_keys_of_json_are_the_fields_of_a_call(tmp_path: Path, region: Region) -> None:
    listed = {key for section, key in told(TEXT) if section == "json"}
    assert listed == {entry.name for entry in fields(Call)}
    kinds = {key: said for (section, key), said in types(TEXT).items() if section == "json"}
    # What the page calls optional may be null or left out, what it calls a number is one.
    record = {"id": "a", "vessel": "A", "eta": "2026-03-03T06:00:00+08:00"}
    record |= {key: None for key, said in kinds.items() if "or null" in said}
    record |= {key: 1.0 for key, said in kinds.items() if said.startswith("number,")}
    path = tmp_path / "calls.json"
    path.write_text(json.dumps({"calls": [record]}), "utf-8")
    [call] = read_calls(path, region)
    assert call.discharge_t == call.load_teu == 1.0
    assert call.length_m is None


def test_kinds_of_updates_need_what_the_page_says() -> None:
    found: dict[str, set[str]] = {}
    for section, cells in rows(TEXT):
        if section == "Updates":
            for kind in re.findall(r"`(\w+)`", cells[0]):
                found[kind] = set(re.findall(r"`(\w+)`", cells[1]))
                known = set(call_columns("updates"))
                assert set(re.findall(r"`(\w+)`", cells[2])) <= known
    assert set(found) == set(EDIT_KINDS)
    assert found == {kind: set(needs) for kind, needs in NEEDED.items()}


def test_a_log_needs_what_the_page_says() -> None:
    needed = TEXT.partition("\n## Berthings\n")[2].partition("Needed are ")[2].partition(". ")[0]
    assert set(re.findall(r"`(\w+)`", needed)) == set(LOG_NEEDS)


def test_the_limits_are_those_of_the_page() -> None:
    assert f"At most {LARGEST_MB} MB and {MOST_CALLS:,} rows" in TEXT
    assert f"first {SEARCHED_ROWS} rows" in TEXT
    assert (DEEPEST, "up to three rows deep" in TEXT) == (3, True)
