"""Dates as lists of projects write them: 2024年12月底, 2024.12, 12月9日, 拟于明年开工."""

from __future__ import annotations

import calendar
import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from tongqu.io.calls_times import with_digits
from tongqu.model.cells import CellError

if TYPE_CHECKING:
    pass

__all__ = ["Base", "SaidDay", "read_list_day", "read_period", "year_in"]

FIRST_YEAR, LAST_YEAR = 1980, 2100
SERIALS = (29_221, 73_415)  # day numbers of a spreadsheet for these years
DAY_ZERO = date(1899, 12, 30)

_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_Y = r"(?:(?P<y>\d{4})\s*(?:年度?|[-/.])?\s*|(?P<word>明年|今年|本年度?|当年|后年|去年)\s*)"
_MONTH_END = r"(?P<part>初|上旬|中旬|下旬|底|末)?"
_FULL = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?|(\d{4})(\d\d)(\d\d)"
)
_YEAR_MONTH_DAY = re.compile(
    rf"(?:{_Y}|(?<![\d/.-]))(?P<m>\d{{1,2}})\s*(?:月|/)\s*(?P<d>\d{{1,2}})\s*[日号]?"
)
_YEAR_MONTH = re.compile(
    rf"(?:{_Y}(?P<m>\d{{1,2}})\s*月?份?|(?P<m2>\d{{1,2}})\s*月份?)\s*{_MONTH_END}"
)
_QUARTER = re.compile(rf"{_Y}?\s*(?:第?(?P<q>[1-4一二三四])\s*季度|q(?P<q2>[1-4]))")
_HALF = re.compile(rf"{_Y}?\s*(?P<half>上|下)半年")
_YEAR = re.compile(rf"(?:{_Y}(?P<part>初|中|底|末)?|(?P<part2>年[初中底末]))")
_NOISE = re.compile(
    r"预计|拟于|拟在|拟|计划|力争|争取|确保|已于|于|在|已|前后|以前|之前|前|后|左右|约|大约|内|完成|全面|全部|"
    r"正式|开工建设|开工|动工|启动|建成|竣工|完工|交付|投用|投产|投入使用|使用|通车|建设|验收|年度?内|"
    r"\b(?:by|about|expected|planned|in|of|the|start|finish|before|around|ca)\b|[\s,.;()，。；、]"
)
_EXPECTED = re.compile(r"预计|力争|争取|expected|about|around|约|左右")
_STARTS = re.compile(r"开工|动工|启动|开始|\b(?:start|begin)")
_PLANNED = re.compile(r"拟|计划|planned")
_ACTUAL = re.compile(r"已")
_ABOUT = re.compile(r"约|左右|前后|about|around|\bca\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What dates without a year are measured from.

    Attributes
    ----------
    year
        Year of the list, from its title.
    today
        The day on which it is read.
    """

    year: int | None = None
    today: date | None = None

    def this_year(self) -> int | None:
        """Return the year of the list, or else of the day on which it is read."""
        return self.year or (self.today.year if self.today else None)


class SaidDay(NamedTuple):
    """A day, how exact it is, what the words say of it, and the code of a guess."""

    on: date
    precision: str = "day"
    status: str = ""
    code: str = ""


def read_list_day(value: Any, base: Base) -> SaidDay:
    """Return the day that a cell means; of a month, a quarter or a year the last one.

    Raises
    ------
    CellError
        If it is no date, or its year cannot be told.

    Examples
    --------
    >>> base = Base(year=2024)
    >>> for text in ("2024年12月底", "2024.12", "12月9日", "拟于明年开工", "2025年三季度"):
    ...     day = read_list_day(text, base)
    ...     print(day.on, day.precision, day.status, day.code)
    2024-12-31 month_end
    2024-12-31 month_end  date_month
    2024-12-09 day  date_no_year
    2025-12-31 month_end planned date_relative
    2025-09-30 month_end  date_quarter
    """
    if isinstance(value, datetime):
        return SaidDay(_in_range(value.date()))
    if isinstance(value, date):
        return SaidDay(_in_range(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(float(value))
    text = _one_language(str(value))
    if re.fullmatch(r"\d{5}(?:\.0)?", text):
        return _number(float(text))
    status = "actual" if _ACTUAL.search(text) else "expected" if _EXPECTED.search(text) else ""
    status = "planned" if _PLANNED.search(text) and not status else status
    for read in (_full_day, _month_day, _quarter, _half, _month, _year):
        found = read(text, base)
        if found is not None:
            said, rest = found
            if _NOISE.sub("", rest):
                break
            code = said.code or ("date_about" if _ABOUT.search(rest) else "")
            return SaidDay(_in_range(said.on), said.precision, status, code)
    raise CellError("date_not_understood", "2024-12-31")


def read_period(value: Any, base: Base) -> tuple[SaidDay | None, SaidDay | None]:
    """Return start and finish that stand in one cell.

    A single date is the finish, unless the words say that it is the start (拟于明年开工).

    Raises
    ------
    CellError
        If it is neither one date nor two.

    Examples
    --------
    >>> start, finish = read_period("2023.3-2025.6", Base())
    >>> str(start.on), str(finish.on)
    ('2023-03-31', '2025-06-30')
    """
    text = _one_language(str(value)) if isinstance(value, str) else ""
    if re.fullmatch(r"(\d{4})\s*-\s*(\d{4})年?", text):
        parts = re.split(r"\s*-\s*", text)
    else:
        parts = re.split(
            r"\s*(?:至|到|~|–|—|--|\bto\b|(?<=[\d年月日底初末])\s*-\s*(?=\d{4}))\s*", text
        )
        if len(parts) == 1 and (
            short := re.fullmatch(r"(\d{4}[年.]\d{1,2}月?)-(\d{1,2}月?)", text)
        ):
            parts = [short[1], short[2].rstrip("月") + "月"]
    parts = [part for part in parts if part]
    if len(parts) != 2:
        only = read_list_day(value, base)
        return (only, None) if _STARTS.search(text) else (None, only)
    start = read_list_day(parts[0], base)
    finish = read_list_day(parts[1], Base(year=start.on.year))
    if finish.code in ("date_no_year", "date_month") and not re.search(r"\d{4}", parts[1]):
        finish = finish._replace(code="date_no_year")
    if finish.on < start.on:
        raise CellError("ends_before_start", None, start=start.on.isoformat())
    return start, finish


def year_in(text: str) -> int | None:
    """Return the one year that a text names; None where there are several or none.

    Examples
    --------
    >>> year_in("2024年衢江区政府投资项目计划"), year_in("2023年至2025年")
    (2024, None)
    """
    found = set(re.findall(r"(?<!\d)(20\d\d)\s*年", unicodedata.normalize("NFKC", text)))
    found |= set(re.findall(r"(?<![\d.])(20\d\d)(?![\d.年])", text)) if not found else set()
    return int(found.pop()) if len(found) == 1 else None


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellError("date_not_understood", "2024-12-31")
    return day


def _made(year: int, month: int, day: int) -> date:
    try:
        return _in_range(date(year, month, day))
    except ValueError:
        raise CellError("date_not_understood", "2024-12-31") from None


def _end_of(year: int, month: int) -> date:
    if not (1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        raise CellError("date_not_understood", "2024-12-31")
    return date(year, month, calendar.monthrange(year, month)[1])


def _number(number: float) -> SaidDay:
    """Read a number: a day number of a spreadsheet, 20241209, 202412, 2024 or 2024.12."""
    if not math.isfinite(number):
        raise CellError("not_finite", "2024-12-31")
    if number.is_integer():
        whole = int(number)
        if SERIALS[0] <= whole < SERIALS[1]:
            return SaidDay(DAY_ZERO + timedelta(days=whole))
        if 19_800_101 <= whole <= 21_001_231:
            return SaidDay(_made(whole // 10_000, whole // 100 % 100, whole % 100))
        if 198_001 <= whole <= 210_012:
            return SaidDay(_end_of(whole // 100, whole % 100), "month_end", "", "date_month")
        if FIRST_YEAR <= whole <= LAST_YEAR:
            return SaidDay(date(whole, 12, 31), "month_end", "", "date_year")
        raise CellError("date_not_understood", "2024-12-31")
    year, hundredths = divmod(round(number * 100), 100)
    if FIRST_YEAR <= year <= LAST_YEAR and abs(number * 100 - round(number * 100)) < 1e-6:
        # A sheet shows 2024.10 as 2024.1: nobody can tell October from January.
        month = hundredths if hundredths % 10 else hundredths // 10
        code = "date_month_ambiguous" if month == 1 and hundredths == 10 else "date_month"
        return SaidDay(_end_of(year, month), "month_end", "", code)
    if SERIALS[0] <= number < SERIALS[1]:
        return SaidDay(DAY_ZERO + timedelta(days=int(number)))
    raise CellError("date_not_understood", "2024-12-31")


def _one_language(text: str) -> str:
    """Return a date with English months and words in the Chinese order."""
    text = with_digits(unicodedata.normalize("NFKC", text)).casefold().strip()
    text = re.sub(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\s+(\d{{4}})",
                  lambda m: f"{m[3]}年{_MONTHS[m[2]]}月{m[1]}日", text)  # fmt: skip
    text = re.sub(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})",
                  lambda m: f"{m[3]}年{_MONTHS[m[1]]}月{m[2]}日", text)  # fmt: skip
    text = re.sub(rf"\b(?:(end)\s*(?:of)?\s*)?{_MONTH}[\s-]*(\d{{4}})",
                  lambda m: f"{m[3]}年{_MONTHS[m[2]]}月{'底' if m[1] else ''}", text)  # fmt: skip
    text = re.sub(r"\bend\s*(?:of)?\s*(\d{4})\b", r"\1年底", text)
    text = re.sub(r"\bmid[\s-]*(\d{4})\b", r"\1年中", text)
    text = re.sub(r"\bq([1-4])\s*/?\s*(\d{4})\b", r"\2年\1季度", text)
    text = re.sub(r"\bh1\s*/?\s*(\d{4})\b", r"\1年上半年", text)
    text = re.sub(r"\bh2\s*/?\s*(\d{4})\b", r"\1年下半年", text)
    return text.replace("next year", "明年").replace("this year", "今年")


Found = tuple[SaidDay, str] | None


def _year_of(found: re.Match[str], base: Base) -> tuple[int, str]:
    """Return the year of a match and the code of the guess that it took."""
    if found["y"]:
        return int(found["y"]), ""
    this = base.this_year()
    if this is None:
        raise CellError("date_without_year", "2024-12-31")
    shift = {"明年": 1, "后年": 2, "去年": -1}
    if word := found["word"]:
        return this + shift.get(word, 0), "date_relative"
    return this, "date_no_year"


def _cut(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " + text[found.end() :]


def _full_day(text: str, _base: Base) -> Found:
    if not (found := _FULL.search(text)):
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    return SaidDay(_made(year, month, day)), _cut(text, found)


def _month_day(text: str, base: Base) -> Found:
    if not (found := _YEAR_MONTH_DAY.search(text)):
        return None
    year, code = _year_of(found, base)
    return SaidDay(_made(year, int(found["m"]), int(found["d"])), "day", "", code), _cut(
        text, found
    )


def _quarter(text: str, base: Base) -> Found:
    if not (found := _QUARTER.search(text)):
        return None
    year, code = _year_of(found, base)
    said = found["q"] or found["q2"]
    quarter = int(said) if said.isdigit() else "一二三四".index(said) + 1
    end = _end_of(year, quarter * 3)
    return SaidDay(end, "month_end", "", code or "date_quarter"), _cut(text, found)


def _half(text: str, base: Base) -> Found:
    if not (found := _HALF.search(text)):
        return None
    year, code = _year_of(found, base)
    end = _end_of(year, 6 if found["half"] == "上" else 12)
    return SaidDay(end, "month_end", "", code or "date_half"), _cut(text, found)


def _month(text: str, base: Base) -> Found:
    found = _YEAR_MONTH.search(text)
    if not found or not 1 <= int(found["m"] or found["m2"]) <= 12:
        return None
    year, code = _year_of(found, base)
    month = int(found["m"] or found["m2"])
    part = found["part"]
    end = _end_of(year, month)
    rest = _cut(text, found)
    if part in ("初", "上旬", "中旬"):
        return SaidDay(
            end.replace(day=20 if part == "中旬" else 10), "day", "", code or "date_third"
        ), rest
    if part in ("底", "末") or part == "下旬":
        return SaidDay(end, "month_end", "", code), rest
    return SaidDay(end, "month_end", "", code or "date_month"), rest


def _year(text: str, base: Base) -> Found:
    found = _YEAR.search(text)
    if not found:
        return None
    year, code = _year_of(found, base)
    part = (found["part"] or found["part2"] or "")[-1:]
    month = {"初": 3, "中": 6}.get(part, 12)
    code = code or ("" if part in ("底", "末") else "date_year")
    return SaidDay(_end_of(year, month), "month_end", "", code), _cut(text, found)
