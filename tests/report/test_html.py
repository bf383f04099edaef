"""No text becomes markup, whatever stands in a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.report.html import Both, Html, both, el, escape, join, pick

NASTY = [
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "&lt;already&gt; & more",
    "</span></svg><img src=x onerror=alert(1)>",
    "]]><!--",
]


@pytest.mark.parametrize("text", NASTY)
def test_text_stays_text_in_elements_and_attributes(text: str) -> None:
    made = el("p", text, Both(text, "中"), title=text, data_en=Both(text, "中"))
    inside = made.removeprefix("<p").removesuffix("</p>")
    assert "<script" not in inside
    assert "<img" not in inside
    assert 'onmouseover="' not in inside
    assert made.count('"') % 2 == 0


@given(st.text())
def test_escaped_text_has_no_active_sign_and_can_be_written(text: str) -> None:
    safe = escape(text)
    assert not set('<>"') & set(safe)
    assert all(part.partition(";")[2] is not None for part in safe.split("&")[1:])
    safe.encode("utf-8")


@pytest.mark.parametrize("mark", ["\u202e", "\u202d", "\u2066", "\u2067", "\u2069"])
def test_marks_that_reorder_a_line_are_shown_not_obeyed(mark: str) -> None:
    assert escape(f"600{mark}t") == "600\ufffdt"


def test_control_signs_and_lone_surrogates_do_not_reach_the_page() -> None:
    assert escape("a\x00b\x1bc") == "a\ufffdb\ufffdc"
    assert escape("a\ud800b") == "a?b"


def test_equal_readings_are_written_once() -> None:
    assert el("td", Both("44 t", "44 t")) == "<td>44 t</td>"


def test_a_missing_reading_falls_back_to_the_other() -> None:
    assert both("lock", None) == Both("lock", "lock")
    assert both("", "船闸") == Both("船闸", "船闸")


def test_markup_is_not_escaped_twice() -> None:
    assert join(el("b", "a & b"), " ", Html("<i>c</i>")) == "<b>a &amp; b</b> <i>c</i>"


def test_pick_reads_nested_parts() -> None:
    assert pick(["a", Both("b", "乙"), None, 3], "zh") == "a乙3"


def test_attributes_that_are_off_are_left_out() -> None:
    made = el("input", checked=True, disabled=False, value=None, type="radio")
    assert made == '<input checked type="radio">'
