"""What is written comes back equal, whatever the texts and numbers are."""

import tempfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongqu import load_region, save_region
from tongqu.io import shipped_regions, template_region
from tongqu.model import Region
from tongqu.model.cell_rules import EXCEL_ERRORS, UNPRINTABLE
from tongqu.model.checks import table_problems
from tongqu.model.dictionary import ColumnSpec, table_spec

TABLES = ("sources", "places", "zones", "flows", "works", "facts", "berths", "commodities")
LETTERS = st.characters(exclude_categories=["Cs"]).filter(lambda c: not UNPRINTABLE.match(c))
STARTS = st.sampled_from(
    ["", "'", "=", "'=", "''@", "-", "+1", "#", '"', "\t", " ", "_x0041_", "\ufeff"]
)
TEXTS = (
    st.builds(str.__add__, STARTS, st.text(LETTERS, max_size=12))
    | st.sampled_from(["1", "true", "1e5"])
).filter(lambda text: text.strip() not in EXCEL_ERRORS)
FAR_BACK, FAR_AHEAD = date(1, 1, 1), date(9999, 12, 31)
FIRST = datetime.fromisoformat("0001-01-01T00:00")
LAST = datetime.fromisoformat("9999-12-31T23:59")


def values(column: ColumnSpec) -> st.SearchStrategy[Any] | None:
    """Return what a column may hold, apart from names that other rows must know."""
    found: st.SearchStrategy[Any]
    match column.type:
        case "text":
            return TEXTS.filter(str.strip) if column.required else TEXTS
        case "enum":
            found = st.sampled_from(column.values)
        case "bool":
            found = st.booleans()
        case "int":
            low, high = column.minimum or 0, column.maximum or 2**53
            found = st.integers(int(low), int(high))
        case "float":
            low, high = column.minimum, column.maximum
            found = st.floats(low, high, allow_nan=False, allow_infinity=False)
        case "date":
            found = st.dates(FAR_BACK, FAR_AHEAD)
        case "datetime":
            days = st.datetimes(FIRST, LAST)
            found = days.map(lambda day: day.replace(second=0, microsecond=0, fold=0))
        case _:
            return None
    optional = not column.required and not column.default and column.type != "enum"
    return found | st.none() if optional else found


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """Return the template with other rows in some of its tables."""
    region = template_region()
    for table in draw(st.sets(st.sampled_from(TABLES), min_size=1, max_size=3)):
        rows = list(getattr(region, table))
        for number in range(draw(st.integers(1, 3))):
            cells = {
                column.name: draw(strategy)
                for column in table_spec(table).columns
                if column.name not in ("t_per_teu", "box_tare_t_per_teu", "from_m")
                and (strategy := values(column)) is not None
            }
            if table == "berths":  # along a quay they would lie over each other
                cells |= {"quay_id": "", "from_m": None}
            rows.append(replace(rows[0], id=f"{rows[0].id}.{number}", **cells))
        region = replace(region, verified=True, **{table: tuple(rows)})
    assert table_problems(dict(region.tables())) == []
    return region


def returned(region: Region, name: str) -> Region:
    with tempfile.TemporaryDirectory() as folder:
        return load_region(save_region(region, Path(folder) / name))


@given(regions())
@settings(max_examples=40)
def test_folder(region: Region) -> None:
    assert returned(region, "valley") == region


@given(regions())
@settings(max_examples=12)
def test_workbook(region: Region) -> None:
    assert returned(region, "valley.xlsx") == region


@given(TEXTS)
@settings(max_examples=50)
@example("'=1")
@example("a\n#b")
@example("# b")
def test_any_text(text: str) -> None:
    region = template_region()
    source = replace(region.sources[0], note=text)
    region = replace(region, sources=(source, *region.sources[1:]), verified=True)
    assert returned(region, "valley").sources[0].note == text


@pytest.mark.parametrize("name", shipped_regions())
def test_shipped_region_to_excel_and_back(name: str, tmp_path: Path) -> None:
    region = load_region(name)
    book = save_region(region, tmp_path / "a.xlsx")
    folder = save_region(load_region(book), tmp_path / "b")
    assert load_region(folder) == region


def test_a_region_made_in_python_is_held_to_the_same_rules() -> None:
    """What the constructor lets through can be saved and loaded."""
    region = template_region()
    for text in ("a\rb", "\x00", "\ud800", "#N/A", "x" * 40_000):
        with pytest.raises(ValueError, match=r"unprintable|excel_error|text_too_long"):
            replace(region, sources=(replace(region.sources[0], note=text), *region.sources[1:]))
