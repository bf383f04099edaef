"""Times as dispatchers write them: dates, day numbers, and words such as 明天上午 or 5日晚."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from tongqu.errors import BadValueError
from tongqu.units.times import parse_time

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["Reference", "When", "day_of", "read_when", "with_digits"]

NOON = time(12)
FIRST_YEAR, LAST_YEAR = 1990, 2100
SERIALS = (32_000, 73_500)  # day numbers of a spreadsheet, from 1987 to 2101
A_WHILE_AGO = timedelta(days=60)  # a day and month without a year are those to come, or just past
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a day number has no zone

_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2}

# Longest first where one begins like another. The hour is the middle of what people mean.
_PARTS = {
    "下半夜": 3, "上半夜": 21, "early morning": 6, "凌晨": 3, "清晨": 6, "早上": 7, "早晨": 7,
    "一早": 7, "上午": 9, "午前": 9, "中午": 12, "正午": 12, "午间": 12, "下午": 15, "午后": 15,
    "傍晚": 18, "晚上": 20, "晚间": 20, "夜间": 22, "夜里": 22, "深夜": 22, "半夜": 23, "午夜": 23,
    "白天": 12, "morning": 9, "afternoon": 15, "evening": 19, "tonight": 21, "midnight": 23,
    "night": 22, "noon": 12, "forenoon": 9, "midday": 12, "早": 7, "晚": 20, "夜": 22, "午": 12,
}  # fmt: skip
_PARTS = dict(sorted(_PARTS.items(), key=lambda part: -len(part[0])))
_LATE = 12  # parts of the day from here on turn 3 o'clock into 15

_DAYS = {
    "day after tomorrow": 2, "大后天": 3, "后天": 2, "后日": 2, "明天": 1, "明日": 1, "次日": 1,
    "翌日": 1, "tomorrow": 1, "今天": 0, "今日": 0, "当天": 0, "当日": 0, "本日": 0, "today": 0,
    "昨天": -1, "昨日": -1, "前天": -2, "yesterday": -1, "明": 1, "今": 0, "昨": -1,
}  # fmt: skip
_WEEKDAYS = {letter: number for number, letter in enumerate("一二三四五六日")} | {"天": 6}
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_FULL_DAY = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?:\s*[日号]|(?=\D|$))"
    r"|(?<!\d)(?P<y2>20\d\d)(?P<m2>\d\d)(?P<d2>\d\d)(?!\d)"
)
_MONTH_DAY = re.compile(
    r"(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]?"
    r"|(?<![\d:])(?P<m2>\d{1,2})\s*[-/.]\s*(?P<d2>\d{1,2})(?=\s|$|[\u4e00-\u9fff,(])(?!\s*[点时])"
)
_MONTH_DAY_END = re.compile(r"(?<!\d)(?P<d>\d{1,2})\s*(?:日|号|st\b|nd\b|rd\b|th\b)")
_WEEKDAY = re.compile(r"(?P<next>下)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
_WEEKDAY_EN = re.compile(r"\b(?P<day>mon|tue|wed|thu|fri|sat|sun)[a-z]*\b")
_CLOCK = (
    r"(?:(?P<h{0}>\d{{1,2}})\s*(?:[:点时h]\s*(?:(?P<half{0}>半)|(?P<quarter{0}>[一三]刻)|"
    r"(?P<min{0}>\d{{1,2}})\s*分?|整|(?P<sharp{0}>钟))?(?::\d\d)?|(?=\s*[ap]m))"
    r"\s*(?P<half_day{0}>[ap]m)?)"
)
_RANGE = re.compile(
    r"(?<!\d)(?:"
    + _CLOCK.format("1")
    + r"|(?P<bare>\d{1,2})(?=\s*[-~–—至到]+\s*\d{1,2}\s*[:点时]))\s*[-~–—至到]+\s*(?:上午|下午)?"
    + _CLOCK.format("2")
)
_ONE_CLOCK = re.compile(r"(?<!\d)" + _CLOCK.format("1"))
_FOUR_DIGITS = re.compile(r"(?<!\d)(?P<h1>[01]\d|2[0-4])(?P<min1>[0-5]\d)(?!\d)\s*(?:时|hrs?|h)?")
_ABOUT = re.compile(
    r"大约|大概|约|左右|前后|上下|可能|估计|之前|之后|以前|以后|前|后|许|"
    r"\b(?:about|around|approx(?:imately)?|circa|ca|before|after|by|maybe|probably)\b\.?|[~≈?]"
)
_NOISE = re.compile(
    r"预计|预期|预|计划|拟|抵港|到港|进港|抵达|到达|抵|到|时间|靠泊|\b(?:eta|at|on|the|in|of|"
    r"expected|estimated|planned|est|arrives?|arrival|local time|lt|hrs)\b|[\s,.;()，。；、\-]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What words about days are measured against.

    Attributes
    ----------
    zone
        Zone of times without an offset.
    today
        The day that "today" is; None where nobody said.
    said
        Whether the file says it, in its title.
    column
        Day of this row, from a column or a heading of its own.
    column_code
        Code of a guess made from that day; empty where it stands in the row itself.
    """

    zone: ZoneInfo
    today: date | None = None
    said: bool = False
    column: date | None = field(default=None)
    column_code: str = ""


class When(NamedTuple):
    """A time, and the code of the guess that it took; empty where it was said in full."""

    at: datetime
    code: str = ""


class _Day(NamedTuple):
    day: date
    code: str


class _Hour(NamedTuple):
    hour: int
    minute: int
    code: str


def with_digits(text: str) -> str:
    """Return a text with Chinese numerals before units as digits, in plain width.

    Examples
    --------
    >>> with_digits("十一月五日晚八点半"), with_digits("２船"), with_digits("三船")
    ('11月5日晚8点半', '2船', '3船')
    """
    text = unicodedata.normalize("NFKC", text)
    return re.sub(
        r"(?<![周期拜\d零〇一二两三四五六七八九十百千])[零〇一二两三四五六七八九十百千]+(?=[月日号点时分船艘条只吨箱个万])",
        lambda found: str(_number(found[0])),
        text,
    )


def _number(numeral: str) -> int:
    total = digit = 0
    for letter in numeral:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        else:
            total += max(digit, 1) * {"十": 10, "百": 100, "千": 1000}[letter]
            digit = 0
    return total + digit


def read_when(value: Any, reference: Reference) -> When | None:
    """Return the time that a cell means, or None where it cannot be told.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> here = Reference(zone=ZoneInfo("Asia/Shanghai"), today=date(2026, 3, 2))
    >>> for text in ("2026-03-02 08:30", "46083.5", "明天上午", "5日晚", "8点左右", "who knows"):
    ...     when = read_when(text, here)
    ...     print(when and f"{when.at:%m-%d %H:%M} {when.code}")
    03-02 08:30
    03-02 12:00
    03-03 09:00 time_part_of_day
    03-05 20:00 time_part_of_day
    03-02 08:00 time_about
    None
    """
    match value:
        case bool():
            return None
        case datetime():
            return _localised(value, reference)
        case date():
            return _joined(_Day(value, ""), None, set(), reference)
        case time():
            return _joined(None, _Hour(value.hour, value.minute, ""), set(), reference)
        case timedelta():
            return _fraction(value / timedelta(days=1), reference)
        case int() | float():
            return _serial(float(value), reference)
    text = str(value).strip()
    if re.fullmatch(r"\d{5}(\.\d+)?|0?\.\d+", text):
        return _serial(float(text), reference)
    try:
        exact = parse_time(text.replace("/", "-"), reference.zone)
    except BadValueError:
        return _words(text, reference)
    if not FIRST_YEAR <= exact.year <= LAST_YEAR:
        return None
    if ":" not in text:
        return _joined(_Day(exact.date(), ""), None, set(), reference)
    return When(exact)


def day_of(value: Any, reference: Reference) -> tuple[date, str] | None:
    """Return the day that a cell means and the code of the guess; None where it cannot be told.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> day_of("3月5日", Reference(zone=ZoneInfo("Asia/Shanghai"), today=date(2026, 3, 2)))
    (datetime.date(2026, 3, 5), 'time_no_year')
    """
    when = read_when(value, reference)
    if when is None or when.code in ("time_no_day", "time_day_above"):
        return None
    if not isinstance(value, str) or re.fullmatch(r"[\d.]+", value.strip()):
        return when.at.date(), ""
    said = _take_day(with_digits(value).casefold(), reference)[0]
    return (when.at.date(), said.code) if said is not None else None


# --- from numbers ---------------------------------------------------------------------------------


def _localised(value: datetime, reference: Reference) -> When | None:
    # A day number's fraction is binary: a second more or less is nobody's intention.
    rounded = (value + timedelta(seconds=1)).replace(second=0, microsecond=0)
    if abs(value - rounded) <= timedelta(seconds=1):
        value = rounded
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return None
    if value.tzinfo is None:
        value = value.replace(tzinfo=reference.zone).astimezone(UTC)
    return When(value.astimezone(reference.zone))


def _serial(number: float, reference: Reference) -> When | None:
    if not math.isfinite(number):
        return None
    if 0 <= number < 1:
        return _fraction(number, reference)
    if 20_000_101 <= number <= 21_001_231 and number.is_integer():
        return _words(str(int(number)), reference)
    if not SERIALS[0] <= number < SERIALS[1]:
        return None
    when = DAY_ZERO + timedelta(days=number)
    if number.is_integer():
        return _joined(_Day(when.date(), ""), None, set(), reference)
    return _localised(when, reference)


def _fraction(share: float, reference: Reference) -> When | None:
    if not 0 <= share < 1:
        return None
    minutes = round(share * 1440)
    return _joined(None, _Hour(minutes // 60, minutes % 60, ""), set(), reference)


# --- from words -----------------------------------------------------------------------------------


class _NoSuchDayError(ValueError):
    """A date is written that no calendar has: then the hour beside it means nothing."""


def _words(text: str, reference: Reference) -> When | None:
    try:
        return _read_words(with_digits(text).casefold(), reference)
    except _NoSuchDayError:
        return None


def _read_words(text: str, reference: Reference) -> When | None:
    flags: set[str] = set()
    day, rest = _take_day(text, reference)
    part, rest = _take_first(_PARTS, rest)
    if part is not None and (day is None or day.code == "time_day_by_word"):
        more, rest = (None, rest) if day else _take_day(rest, reference)
        day = day or more
    hour, rest = _take_clock(rest, part)
    if hour is None and part is not None:
        hour = _Hour(part, 0, "time_part_of_day")
    if _ABOUT.search(rest):
        flags.add("time_about")
        rest = _ABOUT.sub(" ", rest)
    if _NOISE.sub("", rest) or (day is None and hour is None):
        return None
    return _joined(day, hour, flags, reference)


def _take_first(meanings: dict[str, int], text: str) -> tuple[int | None, str]:
    for word, meaning in meanings.items():
        at = text.find(word)
        if at >= 0:
            return meaning, text[:at] + " " + text[at + len(word) :]
    return None, text


def _take_day(text: str, reference: Reference) -> tuple[_Day | None, str]:
    if found := _FULL_DAY.search(text):
        parts = [int(part) for part in found.groups() if part]
        if (made := _made(parts[0], parts[1], parts[2], "")) is None:
            raise _NoSuchDayError
        return made, _cut(text, found)
    today = reference.today
    if today is None:
        return None, text
    if found := _MONTH_DAY.search(text):
        month, day = (int(part) for part in found.groups() if part)
        guess = "" if reference.said else "time_no_year"
        years = (today.year - 1, today.year, today.year + 1)
        fits = [entry for year in years if (entry := _made(year, month, day, guess))]
        near = [entry for entry in fits if entry.day >= today - A_WHILE_AGO]
        if not near:
            raise _NoSuchDayError
        return near[0], _cut(text, found)
    if found := _MONTH_DAY_END.search(text):
        guess = "" if reference.said else "time_no_year"
        # A table of today may still list a vessel of the day before yesterday.
        days = [today + timedelta(days=shift) for shift in range(-3, 62)]
        same = [day for day in days if day.day == int(found["d"])]
        if not same:
            raise _NoSuchDayError
        return _Day(same[0], guess), _cut(text, found)
    if found := _WEEKDAY.search(text):
        ahead = (_WEEKDAYS[found["day"]] - today.weekday()) % 7
        monday = today - timedelta(days=today.weekday())
        day_found = today + timedelta(days=ahead)
        if found["next"]:
            day_found = monday + timedelta(days=7 + _WEEKDAYS[found["day"]])
        return _Day(day_found, "time_day_by_word"), _cut(text, found)
    if found := _WEEKDAY_EN.search(text):
        ahead = (_ENGLISH_DAYS.index(found["day"]) - today.weekday()) % 7
        return _Day(today + timedelta(days=ahead), "time_day_by_word"), _cut(text, found)
    shift, rest = _take_first(_DAYS, text)
    if shift is None:
        return None, text
    return _Day(today + timedelta(days=shift), "time_day_by_word"), rest


def _made(year: int, month: int, day: int, code: str) -> _Day | None:
    try:
        return _Day(date(year, month, day), code) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _cut(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " + text[found.end() :]


def _take_clock(text: str, part: int | None) -> tuple[_Hour | None, str]:
    guess = "time_range"
    found = _RANGE.search(text)
    if found is None:
        guess = ""
        found = _ONE_CLOCK.search(text) or _FOUR_DIGITS.search(text)
    if found is None:
        return None, text
    groups = found.groupdict()
    hour = int(groups["h1"] or groups["bare"])
    minute = int(groups.get("min1") or 0)
    if groups.get("half1"):
        minute = 30
    if quarter := groups.get("quarter1"):
        minute = 15 if quarter[0] == "一" else 45
    late = groups.get("half_day1") == "pm" or (part is not None and part >= _LATE)
    early = groups.get("half_day1") == "am" or (part is not None and part < _LATE)
    if hour < 12 and late:
        hour += 12
    elif hour == 12 and early:
        hour = 0
    elif hour == 12 and part is not None and part >= 18:
        hour = 24
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None, text
    return _Hour(hour, minute, guess), _cut(text, found)


_BY_WEIGHT = (
    "time_part_of_day time_no_hour time_range time_about time_day_by_word time_no_day "
    "time_day_above time_no_year"
).split()


def _joined(
    day: _Day | None, hour: _Hour | None, flags: set[str], reference: Reference
) -> When | None:
    """Put day and hour together; of several guesses the boldest gives its name."""
    if day is None:
        if reference.column is not None:
            day = _Day(reference.column, reference.column_code)
        elif reference.today is not None:
            day = _Day(reference.today, "time_day_above" if reference.said else "time_no_day")
        else:
            return None
    if hour is None:
        hour = _Hour(NOON.hour, 0, "time_no_hour")
    codes = flags | {day.code, hour.code}
    if not FIRST_YEAR <= day.day.year <= LAST_YEAR:
        return None
    start = datetime.combine(day.day, time(), tzinfo=reference.zone)
    at = start + timedelta(hours=hour.hour, minutes=hour.minute)  # the wall clock's, past midnight
    at = at.astimezone(UTC).astimezone(reference.zone)
    return When(at, next((code for code in _BY_WEIGHT if code in codes), ""))
