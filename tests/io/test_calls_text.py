"""Amounts, lengths and names as dispatchers write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.io.calls_text import clean_name, read_amounts, read_length, vessel_names
from tongqu.model.cells import CellError


@pytest.mark.parametrize(
    ("text", "value", "measure", "code"),
    [
        ("500", 500, "", ""),
        ("1,200 吨", 1200, "t", ""),
        ("1.2万吨", 12000, "t", ""),
        ("五百吨", 500, "t", ""),
        ("５００Ｔ", 500, "t", ""),
        ("1千吨", 1000, "t", ""),
        ("800kg", 0.8, "t", ""),
        ("48TEU", 48, "TEU", ""),
        ("30箱", 30, "TEU", ""),
        ("约500吨", 500, "t", "amount_about"),
        ("500吨左右", 500, "t", "amount_about"),
        ("500余吨", 500, "t", "amount_about"),
        ("about 500 t", 500, "t", "amount_about"),
        ("400-500吨", 500, "t", "amount_range"),
        ("2船共1000吨", 500, "t", "amount_shared"),
        ("三船共1500吨", 500, "t", "amount_shared"),
        ("1000吨/2船", 500, "t", "amount_shared"),
        ("2艘各500吨", 500, "t", "amount_shared"),
        ("500吨×2", 500, "t", "amount_shared"),
        (480.0, 480, "", ""),
    ],
)
def test_an_amount(text: object, value: float, measure: str, code: str) -> None:
    [amount] = read_amounts(text)
    assert (amount.value, amount.measure, amount.code) == (pytest.approx(value), measure, code)


def test_two_amounts_in_a_cell_go_their_ways() -> None:
    assert [(a.operation, a.value) for a in read_amounts("卸500吨，装300吨")] == [
        ("discharge", 500),
        ("load", 300),
    ]
    assert sum(amount.value for amount in read_amounts("500+300")) == 800


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-5", "negative"),
        (-0.5, "negative"),
        ("nan", "not_finite"),
        ("Infinity", "not_finite"),
        ("1e999", "not_finite"),
        (math.inf, "not_finite"),
        ("=1+1", "not_an_amount"),
        ("满载", "not_an_amount"),
        ("some", "not_an_amount"),
        (True, "not_an_amount"),
    ],
)
def test_what_is_no_amount_is_refused(text: object, code: str) -> None:
    with pytest.raises(CellError) as refused:
        read_amounts(text)
    assert refused.value.code == code
    assert refused.value.expected is not None


def test_a_merged_amount_is_shared_out() -> None:
    [amount] = read_amounts(1000.0, ships=2)
    assert (amount.value, amount.code) == (500, "amount_shared")


def test_lengths_in_other_units() -> None:
    assert read_length("4550", 0.01) == (45.5, "")
    assert read_length("45.5 米", 0.01) == (45.5, "")
    assert read_length("100ft")[0] == pytest.approx(30.48)
    with pytest.raises(CellError):
        read_length("45吨")


def test_names_lose_blanks_and_width_but_no_letters() -> None:
    assert clean_name("  浙 衢 航　００１\u200b") == "浙衢航001"
    assert clean_name("Hai  Feng　８") == "Hai Feng 8"


@pytest.mark.parametrize(
    ("text", "count"),
    [("浙衢航001、浙衢航002", 2), ("衢货1/衢货2/衢货3", 3), ("HAI FENG, 8", 1), ("A/B 1", 1)],
)
def test_several_vessels_in_a_cell(text: str, count: int) -> None:
    assert len(vessel_names(text)) == count


@given(
    st.one_of(st.text(max_size=20), st.floats(), st.text("0123456789.-约共船吨装卸 ", max_size=12))
)
def test_nothing_breaks_the_reader_of_amounts(value: object) -> None:
    """Whatever stands there: amounts that are finite and not negative, or a refusal."""
    try:
        amounts = read_amounts(value)
    except CellError:
        return
    assert amounts
    assert all(math.isfinite(amount.value) and amount.value >= 0 for amount in amounts)
