"""The reference page of the ledger's files says how texts are read; here they are read."""

import re
from pathlib import Path

import pytest

from tongqu.io.ledger_list_cells import read_percent
from tongqu.io.ledger_list_dates import Base, read_list_day
from tongqu.io.ledger_list_reading import read_project_list

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "ledger-files.md"


def rows(heading: str) -> list[tuple[str, ...]]:
    """Return the rows of the first table below a heading."""
    text = PAGE.read_text(encoding="utf-8").partition(f"### {heading}\n")[2]
    table = re.search(r"^\|.*?(?=\n\n)", text, re.DOTALL | re.MULTILINE)
    assert table is not None
    return [
        tuple(cell.strip().strip("`") for cell in line.strip("|").split("|"))
        for line in table[0].splitlines()[2:]
    ]


@pytest.mark.parametrize(("written", "on", "precision", "guess"), rows("Dates"))
def test_dates_of_the_page(written: str, on: str, precision: str, guess: str) -> None:
    """Each is read as the page says."""
    said = read_list_day(written, Base(year=2024))
    assert (said.on.isoformat(), said.precision, said.code) == (on, precision, guess)


@pytest.mark.parametrize(("column", "written", "amount", "guess"), rows("Amounts"))
def test_amounts_of_the_page(
    tmp_path: Path, column: str, written: str, amount: str, guess: str
) -> None:
    """Each is read as the page says."""
    file = tmp_path / "list.csv"
    file.write_text(f'项目名称,"{column}"\n路,"{written}"\n', encoding="utf-8")
    listing = read_project_list(file)
    assert listing.projects[0].budget == float(amount)
    assert [one.code for one in listing.all_guesses] == ([guess] if guess else [])


@pytest.mark.parametrize(("written", "percent", "at_least", "guess"), rows("Progress"))
def test_progress_of_the_page(written: str, percent: str, at_least: str, guess: str) -> None:
    """Each is read as the page says; words without a number give none."""
    said = read_percent(written, shares=False)
    if not percent:
        assert said is None
        return
    assert said is not None
    assert (said.value, said.at_least, said.code) == (float(percent), at_least == "yes", guess)
