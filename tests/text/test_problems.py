"""Problems name file, row, column, cell, rule and a right value in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.errors import Problem
from tongqu.text import LANGUAGES, problem_text
from tongqu.text.templates import TEMPLATES

CSV = Problem(
    "not_a_number",
    file="links.csv",
    row=17,
    column="length_km",
    cell="E17",
    value="3 km",
    expected="3",
)
SHEET = Problem(
    "unknown_id",
    {"table": "places"},
    file="r.xlsx",
    sheet="links",
    row=2,
    column="to_place_id",
    cell="C2",
    value="juhau",
    expected="juhua",
)


@pytest.mark.parametrize(
    ("problem", "lang", "text"),
    [
        (
            CSV,
            "en",
            ('links.csv:17, column length_km (cell E17): "3 km" is not a number; '
            "right would be: 3"),
        ),
        (CSV, "zh", "links.csv 第 17 行，length_km 列（单元格 E17）：“3 km”不是数字；正确示例：3"),
        (
            SHEET,
            "en",
            ('r.xlsx, sheet links, row 2, column to_place_id (cell C2): there is no "juhau" in the '
            "table places; right would be: juhua"),
        ),
        (
            SHEET,
            "zh",
            ("r.xlsx，工作表 links，第 2 行，to_place_id 列（单元格 C2）：表 places 中没有“juhau”；"
            "正确示例：juhua"),
        ),
        (Problem("required", column="id"), "en", "column id: a value is required here"),
        (Problem("unknown_packing", {"id": "x", "known": ["a", "b"]}), "en",
         '"x" is not a packing form; known are: a, b'),
        (Problem("unknown_places", {"id": "juhau", "similar": "juhua"}), "en",
         'there is no place "juhau"; did you mean juhua?'),
        (Problem("unknown_places", {"id": "juhau", "similar": ""}), "en",
         'there is no place "juhau"'),
        (Problem("never_heard_of", {"a": 1}, value=2.5), "zh", "never_heard_of: a 1, value 2.5"),
    ],
)  # fmt: skip
def test_text(problem: Problem, lang: str, text: str) -> None:
    """As an editor or a spreadsheet names the place."""
    assert problem_text(problem, lang) == text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", TEMPLATES)
def test_every_code_says_something_without_any_parameter(code: str, lang: str) -> None:
    """A missing parameter is a blemish, never a second error."""
    assert problem_text(Problem(code), lang)


values = st.none() | st.text() | st.integers() | st.floats() | st.lists(st.text(), max_size=3)


@given(
    st.sampled_from([*TEMPLATES, "unknown"]),
    st.dictionaries(st.text(max_size=5), values, max_size=4),
    values,
    st.none() | st.text(),
    st.sampled_from(LANGUAGES),
)
def test_whatever_stands_in_a_cell_the_message_is_one_short_line(
    code: str, params: dict[str, object], value: object, file: str | None, lang: str
) -> None:
    """Line ends, control characters and novels do not break a report."""
    problem = Problem(code, params, file="f.csv", row=3, column=file, value=value)
    text = problem_text(problem, lang)
    assert text.isprintable()
    assert len(text.splitlines()) == 1


def test_long_values_are_cut() -> None:
    """The beginning is enough to find the cell."""
    text = problem_text(Problem("not_a_number", value="x" * 10_000), "en")
    assert len(text) < 100
    assert "…" in text
