"""Money, progress and words of state as lists of projects write them."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any, NamedTuple

from tongqu.io.calls_times import with_digits
from tongqu.model.cells import CellError

__all__ = ["MONEY_UNITS", "Percent", "read_money", "read_percent"]

MONEY_UNITS = {
    "元": 1.0, "人民币元": 1.0, "人民币": 1.0, "yuan": 1.0, "cny": 1.0, "rmb": 1.0,
    "千元": 1e3, "thousandyuan": 1e3, "kyuan": 1e3, "万": 1e4, "万元": 1e4, "人民币万元": 1e4,
    "10000yuan": 1e4, "10kyuan": 1e4, "wanyuan": 1e4, "百万元": 1e6, "millionyuan": 1e6,
    "myuan": 1e6, "mnyuan": 1e6, "millioncny": 1e6, "cnymillion": 1e6, "rmbmillion": 1e6,
    "millionrmb": 1e6, "million": 1e6, "千万元": 1e7, "亿": 1e8, "亿元": 1e8,
    "billionyuan": 1e9, "bnyuan": 1e9, "billion": 1e9, "十亿元": 1e9,
}  # fmt: skip
"""Units of money that a header or a cell may name, as `money_unit` writes them, in yuan."""

_UNIT = "|".join(sorted(map(re.escape, MONEY_UNITS), key=len, reverse=True))
_BEFORE = r"大约|大概|约|将近|近|不足|不到|至少|最多|预计|估算|暂定|about|approx\.?|around|[~≈><≥≤]"
_AFTER = r"左右|上下|余|多|许|以内|以上|以下|\+|\?"
_MONEY = re.compile(
    rf"(?P<about>{_BEFORE})?[¥￥]?(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))(?P<about0>余|多)?"
    rf"(?P<unit>{_UNIT})?(?P<about2>{_AFTER})?(?P<note>\(.*\))?"
)
_PERCENT = re.compile(
    r"(?P<before>已完成|完成率?|完成约|达到?|约|大约|近|将近|接近|超过|超|逾|至少|不低于|不足|about|over|"
    r"more than|at least|nearly|[~≈>≥])*(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))(?P<sign>%|percent)?"
    r"(?P<after>以上|左右|上下|多|余|以下|\+|完成|complete|done)*"
)
_TENTHS = re.compile(
    r"(?:已?完成|约|近|超过?)*(?P<number>[一二三四五六七八九])成(?P<half>半)?(?P<more>多|以上)?"
)
_AT_LEAST = re.compile(r"以上|超过|超|逾|至少|不低于|多|余|over|more than|at least|[>≥+]")
_ABOUT = re.compile(r"约|近|接近|左右|上下|不足|以下|about|nearly|[~≈]")
_OF_ALL = re.compile(r"总体|整体|总量|工程量|总进度|形象进度|工程进度|overall|ofthewhole|intotal")
_ALL_DONE = (
    "全部完成",
    "已完工",
    "完工",
    "已竣工",
    "竣工",
    "已完成",
    "完成",
    "completed",
    "done",
    "finished",
)
_NOT_BEGUN = ("未开工", "尚未开工", "未启动", "未实施", "not started")


class Percent(NamedTuple):
    """A progress, whether it may be more, and the code of a guess."""

    value: float
    at_least: bool = False
    code: str = ""


def money_unit(text: str) -> str:
    """Return a unit of money as `MONEY_UNITS` has it; empty where it is none.

    Examples
    --------
    >>> money_unit(" 万元 "), money_unit("million yuan"), money_unit("吨")
    ('万元', 'millionyuan', '')
    """
    word = re.sub(r"[\s,.]", "", unicodedata.normalize("NFKC", text).casefold())
    return word if word in MONEY_UNITS else ""


def bare(value: Any) -> str:
    """Return a cell in plain width, small letters, without blanks and thousands separators."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value)).casefold())
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


def read_money(value: Any, unit: str = "") -> tuple[float, str]:
    """Return an amount in yuan and the code of a guess.

    Parameters
    ----------
    value
        Number or text; not blank.
    unit
        Unit of the column, where one is known; a unit in the cell goes before it.

    Raises
    ------
    CellError
        If it is no amount, negative or not finite, or no unit is known.

    Examples
    --------
    >>> read_money("约4.2亿元"), read_money("3,000", "万元"), read_money(1200.5, "万元")
    ((420000000.0, 'money_about'), (30000000.0, ''), (12005000.0, ''))
    """
    text = bare(value)
    if text.lstrip("+-") in ("nan", "inf", "infinity"):
        raise CellError("not_finite", "3000")
    found = _MONEY.fullmatch(text) if not isinstance(value, bool) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number, guess = float(value), ""
        inside = ""
    elif found is None:
        raise CellError("not_an_amount", "3000")
    else:
        number, inside = float(found["number"]), found["unit"] or ""
        about = found["about"] or found["about0"] or found["about2"]
        guess = "money_about" if about else "money_note" if found["note"] else ""
    if not math.isfinite(number):
        raise CellError("not_finite", "3000")
    if number < 0:
        raise CellError("negative", f"{-number:g}", minimum=0)
    if not (inside or unit):
        raise CellError("money_unit_missing", f"{text}万元")
    amount = round(number * MONEY_UNITS[inside or money_unit(unit)], 2)
    if amount > 1e15:
        raise CellError("out_of_range", None, maximum="1e15")
    return amount, guess


def read_percent(value: Any, *, shares: bool) -> Percent | None:
    """Return a progress in percent; None where the words give no number.

    Parameters
    ----------
    value
        Number or text; not blank.
    shares
        Whether numbers of the column are shares of one, as a sheet keeps them.

    Raises
    ------
    CellError
        If it is no progress between 0 and 100.

    Examples
    --------
    >>> read_percent(0.8, shares=True)
    Percent(value=80.0, at_least=False, code='')
    >>> read_percent("90%以上", shares=False)
    Percent(value=90.0, at_least=True, code='percent_at_least')
    >>> read_percent("主体结构封顶", shares=False)
    """
    if isinstance(value, bool):
        raise CellError("not_a_number", "80%")
    if isinstance(value, (int, float)):
        return Percent(_checked(float(value) * (100 if shares else 1)))
    text = bare(with_digits(str(value)))
    if text.lstrip("+-") in ("nan", "inf", "infinity"):
        raise CellError("not_finite", "80%")
    if found := _PERCENT.fullmatch(text):
        number = float(found["number"])
        if shares and not found["sign"]:
            number *= 100
        return _spoken(_checked(number), text)
    if found := _TENTHS.fullmatch(bare(value)):
        tenths = "零一二三四五六七八九".index(found["number"])
        return Percent(
            tenths * 10 + (5 if found["half"] else 0), bool(found["more"]), "percent_word"
        )
    if text in _ALL_DONE:
        return Percent(100, False, "percent_word")
    if text in _NOT_BEGUN:
        return Percent(0, False, "percent_word")
    inside = re.findall(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)%", text)
    if len(inside) == 1 and _OF_ALL.search(text):
        # Only where it says so is a percentage in a sentence that of the whole, not of a part.
        return Percent(_checked(float(inside[0])), False, "percent_inside")
    return None


def _spoken(number: float, text: str) -> Percent:
    if _AT_LEAST.search(text):
        return Percent(number, True, "percent_at_least")
    return Percent(number, False, "percent_about" if _ABOUT.search(text) else "")


def _checked(number: float) -> float:
    if not math.isfinite(number):
        raise CellError("not_finite", "80%")
    if number < 0:
        raise CellError("negative", "0", minimum=0)
    if number > 100:
        raise CellError("above_maximum", "100", minimum=0, maximum=100)
    return round(number, 4)
