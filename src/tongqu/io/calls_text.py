"""Names, lengths and amounts as dispatchers write them, such as 约500吨 or 2船共1000吨."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from tongqu.io.calls_times import with_digits
from tongqu.model.cells import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["UNITS", "Amount", "clean_name", "read_amounts", "read_length", "vessel_names"]

UNITS: dict[str, tuple[str, float]] = {
    "t": ("t", 1), "吨": ("t", 1), "mt": ("t", 1), "ton": ("t", 1), "tons": ("t", 1),
    "tonne": ("t", 1), "tonnes": ("t", 1), "公吨": ("t", 1), "kt": ("t", 1e3), "千吨": ("t", 1e3),
    "万吨": ("t", 1e4), "万": ("t", 1e4), "kg": ("t", 1e-3), "公斤": ("t", 1e-3),
    "千克": ("t", 1e-3), "teu": ("TEU", 1), "标箱": ("TEU", 1), "标准箱": ("TEU", 1),
    "箱": ("TEU", 1), "个标箱": ("TEU", 1), "个箱": ("TEU", 1), "boxes": ("TEU", 1),
    "feu": ("TEU", 2), "m": ("m", 1), "米": ("m", 1), "公尺": ("m", 1), "cm": ("m", 0.01),
    "厘米": ("m", 0.01), "ft": ("m", 0.3048), "英尺": ("m", 0.3048),
}  # fmt: skip
"""Units that a header or a cell may name: what they measure, and how much of our unit one is."""

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_ABOUT_BEFORE = (
    r"大约|大概|约|将近|近|不足|不到|至少|最多|预计|about|approx\.?|around|ca\.?|[~≈><≥≤]"
)
_ABOUT_AFTER = r"左右|上下|余|多|许|以内|以上|以下|\+(?!\d)|\?"
_AMOUNT = re.compile(
    rf"(?P<work>卸货|卸船|卸|装货|装船|装|discharge|unload|load)?:?"
    rf"(?:(?P<ships>\d+)(?:船|艘|条船|条|只船|vessels?|ships?)(?P<each>各|每船|each)?"
    rf"(?:总共|合计|共计|共|计|total)?)?(?P<each2>各|每船)?"
    rf"(?P<about>{_ABOUT_BEFORE})?(?:(?P<times0>\d+)[x×*])?(?P<first>{_NUMBER})(?P<unit0>{_UNIT})?(?P<about0>余|多)?"
    rf"(?:[-~–至到](?P<second>{_NUMBER}))?(?P<unit>{_UNIT})?(?P<about2>{_ABOUT_AFTER})?"
    rf"(?:/(?P<ships2>\d+)(?:船|艘|条船|条))?(?:[x×*](?P<times>\d+)(?:船|艘|条)?)?"
)
_JOIN = re.compile(r"[,;/、和及&+]")
_BETWEEN_NAMES = re.compile(r"\s*[、;；]\s*")
_MAYBE_BETWEEN = re.compile(r"\s*[,，/&＋+]\s*")


class Amount(NamedTuple):
    """One amount of a cell.

    Attributes
    ----------
    value
        How much, of one vessel.
    measure
        ``t``, ``TEU`` or ``m``; empty where only the header can say.
    operation
        ``discharge`` or ``load``; empty where the cell does not say.
    code
        Code of the guess; empty where it was said in full.
    """

    value: float
    measure: str = ""
    operation: str = ""
    code: str = ""


def clean_name(text: str) -> str:
    """Return a vessel's name in plain width, without blanks that mean nothing.

    Examples
    --------
    >>> clean_name(" 浙衢航　００１ "), clean_name("HAI  FENG 8")
    ('浙衢航001', 'HAI FENG 8')
    """
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[\s\u200b\ufeff]+", " ", text).strip()
    return re.sub(r"(?<=[\u2e80-\u9fff]) | (?=[\u2e80-\u9fff])", "", text)


def vessel_names(text: str) -> list[str]:
    """Return the vessels that stand in one cell.

    Examples
    --------
    >>> vessel_names("浙衢航001、浙衢航002"), vessel_names("衢航 7")
    (['浙衢航001', '浙衢航002'], ['衢航7'])
    """
    for between in (_BETWEEN_NAMES, _MAYBE_BETWEEN):
        names = [name for part in between.split(text) if (name := clean_name(part))]
        letters = all(re.search("[^\\W\\d_]", name) for name in names)
        # A comma or a slash may be part of a name; between names that begin alike it is not.
        alike = between is _BETWEEN_NAMES or len({name[:2] for name in names}) == 1
        if len(names) > 1 and letters and alike:
            return names
    return [clean_name(text)]


def read_amounts(value: Any, ships: int = 1) -> list[Amount]:
    """Return the amounts that a cell states, each for one vessel.

    Parameters
    ----------
    value
        Number or text; not blank.
    ships
        Vessels that share the cell.

    Raises
    ------
    CellError
        If it is no amount, negative or not finite.

    Examples
    --------
    >>> read_amounts("约500吨")
    [Amount(value=500.0, measure='t', operation='', code='amount_about')]
    >>> [amount.value for amount in read_amounts("2船共1000吨")]
    [500.0]
    >>> [(amount.operation, amount.value) for amount in read_amounts("卸300 装150")]
    [('discharge', 300.0), ('load', 150.0)]
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        guess = "amount_shared" if ships > 1 else ""
        return [Amount(_checked(float(value), str(value)) / ships, "", "", guess)]
    text = with_digits(str(value)).casefold()
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", re.sub(r"\s+", "", text).replace("：", ":"))
    text = text.replace("—", "-")
    if text.lstrip("+-") in ("nan", "inf", "infinity"):
        raise CellError("not_finite", "500")
    return list(_amounts(text, ships))


def _amounts(text: str, ships: int) -> Iterator[Amount]:
    at = 0
    while at < len(text):
        if at and (join := _JOIN.match(text, at)):
            at = join.end()
        found = _AMOUNT.match(text, at)
        if found is None or found.end() == at:
            raise CellError("not_an_amount", "500")
        yield _one(found, ships)
        at = found.end()
    if not text:
        raise CellError("not_an_amount", "500")


def _one(found: re.Match[str], ships: int) -> Amount:
    first = _checked(float(found["first"]), found["first"])
    guess = ""
    if found["about"] or found["about0"] or found["about2"]:
        guess = "amount_about"
    unit = found["unit"] or found["unit0"] or ""
    if found["second"]:
        first = max(first, _checked(float(found["second"]), found["second"]))
        guess = "amount_range"
    measure, factor = UNITS.get(unit, ("", 1.0))
    each = found["each"] or found["each2"] or found["times0"] or found["times"]
    among = int(found["ships"] or found["ships2"] or found["times0"] or found["times"] or ships)
    if among > 1:
        guess = "amount_shared"
        first = first if each else first / among
    work = found["work"] or ""
    operation = ""
    if work:
        operation = "load" if work[0] in "装l" else "discharge"
    return Amount(first * factor, measure, operation, guess)


def _checked(number: float, text: str) -> float:
    if not math.isfinite(number):
        raise CellError("not_finite", "500")
    if number < 0:
        raise CellError("negative", text.lstrip("-") or "0", minimum=0)
    return number


def read_length(value: Any, factor: float = 1.0) -> tuple[float, str]:
    """Return a length in metres and the code of a guess.

    Parameters
    ----------
    value
        Number or text; not blank.
    factor
        Metres of one unit of the header.

    Raises
    ------
    CellError
        If it is no length.

    Examples
    --------
    >>> read_length("45.5米"), read_length(4550, 0.01), read_length("约2m")
    ((45.5, ''), (45.5, ''), (2.0, 'amount_about'))
    """
    amounts = read_amounts(value)
    if len(amounts) != 1 or amounts[0].measure not in ("", "m") or amounts[0].operation:
        raise CellError("not_a_number", "45")
    amount = amounts[0]
    length = amount.value if amount.measure else amount.value * factor
    return round(length, 6), amount.code
