"""Damaged copies load as before, load with a legal change, or are refused with named places."""

import random
from collections import Counter
from pathlib import Path

import pytest
from damage import csv_files, damaged_folder, damaged_workbook, outcome, workbook_parts

from tongqu.io import load_region, save_region, template_region
from tongqu.model import Region

FOLDERS, WORKBOOKS = 300, 120


@pytest.fixture(scope="module")
def whole() -> Region:
    """The template: as many tables as the shipped region, but quick."""
    return template_region()


def test_damaged_folders(whole: Region, tmp_path: Path) -> None:
    save_region(whole, tmp_path / "whole")
    files = csv_files(tmp_path / "whole")
    outcomes: Counter[str] = Counter()
    for seed in range(FOLDERS):
        done = damaged_folder(files, random.Random(seed), tmp_path / "copy")
        try:
            outcomes[outcome(tmp_path / "copy", whole)] += 1
        except Exception as error:
            raise AssertionError(f"seed {seed}: {done}") from error
    assert outcomes["refused"] > FOLDERS / 2
    assert outcomes["changed"] > 0, "nothing that is legal was let through"


def test_damaged_workbooks(whole: Region, tmp_path: Path) -> None:
    book = tmp_path / "whole.xlsx"
    save_region(whole, book)
    data = book.read_bytes()
    parts = workbook_parts(data)
    outcomes: Counter[str] = Counter()
    for seed in range(WORKBOOKS):
        copy = tmp_path / "copy.xlsx"
        done = damaged_workbook(data, parts, random.Random(seed), copy)
        try:
            outcomes[outcome(copy, whole)] += 1
        except Exception as error:
            raise AssertionError(f"seed {seed}: {done}") from error
    assert outcomes["refused"] > WORKBOOKS / 4


def test_damaged_copies_of_the_shipped_region(tmp_path: Path) -> None:
    whole = load_region("qujiang")
    save_region(whole, tmp_path / "whole")
    files = csv_files(tmp_path / "whole")
    for seed in range(1000, 1040):
        damaged_folder(files, random.Random(seed), tmp_path / "copy")
        outcome(tmp_path / "copy", whole)
