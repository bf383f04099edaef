"""Times as people write them: what they mean, what was guessed, and what is refused."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from calls_samples import TODAY, ZONE
from hypothesis import given
from hypothesis import strategies as st

from tongqu.io.calls_times import Reference, day_of, read_when
from tongqu.model.call_questions import GUESSES

HERE = Reference(zone=ZONE, today=date(2026, 3, 2))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-03-02T08:30", "03-02 08:30"),
        ("2026-03-02 08:30:00", "03-02 08:30"),
        ("2026/3/2 8:30", "03-02 08:30"),
        ("2026.3.2 8:30", "03-02 08:30"),
        ("2026年3月2日8时30分", "03-02 08:30"),
        ("2026年3月2日 8点半", "03-02 08:30"),
        ("２０２６年３月２日　８：３０", "03-02 08:30"),
        ("20260302 0830", "03-02 08:30"),
        ("2026-03-02T00:30Z", "03-02 08:30"),
        ("2026-03-02 下午3点", "03-02 15:00"),
        ("2026-03-02 24:00", "03-03 00:00"),
        ("46083.354166666664", "03-02 08:30"),
        (46083.354166666664, "03-02 08:30"),
        (46083.5, "03-02 12:00"),
        (datetime.fromisoformat("2026-03-02T08:30"), "03-02 08:30"),
        (datetime.fromisoformat("2026-03-02T08:29:59.999000"), "03-02 08:30"),
    ],
)
def test_what_is_said_in_full_is_no_guess(text: Any, meant: str) -> None:
    """Dates as text and as day numbers, Chinese and full width, with and without offset."""
    when = read_when(text, HERE)
    assert when is not None
    assert (f"{when.at:%m-%d %H:%M}", when.code) == (meant, "")
    assert when.at.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("text", "meant", "code"),
    [
        ("预计下午", "03-02 15:00", "time_part_of_day"),
        ("明天上午", "03-03 09:00", "time_part_of_day"),
        ("5日晚", "03-05 20:00", "time_part_of_day"),
        ("今晚", "03-02 20:00", "time_part_of_day"),
        ("后天中午", "03-04 12:00", "time_part_of_day"),
        ("下周一上午", "03-09 09:00", "time_part_of_day"),
        ("3月5日凌晨", "03-05 03:00", "time_part_of_day"),
        ("tomorrow morning", "03-03 09:00", "time_part_of_day"),
        ("5th evening", "03-05 19:00", "time_part_of_day"),
        ("8点左右", "03-02 08:00", "time_about"),
        ("预计明天上午10:30左右抵港", "03-03 10:30", "time_about"),
        ("10点前", "03-02 10:00", "time_about"),
        ("about 8:00", "03-02 08:00", "time_about"),
        ("8:00", "03-02 08:00", "time_no_day"),
        ("下午三点半", "03-02 15:30", "time_no_day"),
        ("晚上12点", "03-03 00:00", "time_no_day"),
        ("8pm", "03-02 20:00", "time_no_day"),
        (time(8, 30), "03-02 08:30", "time_no_day"),
        (0.5, "03-02 12:00", "time_no_day"),
        ("8点-10点", "03-02 08:00", "time_range"),
        ("上午8-10点", "03-02 08:00", "time_range"),
        ("明早7点", "03-03 07:00", "time_day_by_word"),
        ("周三 8:00", "03-04 08:00", "time_day_by_word"),
        ("fri 8:00", "03-06 08:00", "time_day_by_word"),
        ("五日晚八点", "03-05 20:00", "time_no_year"),
        ("3/5 8:00", "03-05 08:00", "time_no_year"),
        ("3月5日下午2点", "03-05 14:00", "time_no_year"),
        ("28日 8:00", "02-28 08:00", "time_no_year"),
        ("2026-03-05", "03-05 12:00", "time_no_hour"),
        ("明天", "03-03 12:00", "time_no_hour"),
        (date(2026, 3, 5), "03-05 12:00", "time_no_hour"),
    ],
)
def test_words_are_guessed_and_marked(text: Any, meant: str, code: str) -> None:
    """The hour is the middle of what people mean, and the code says what was guessed."""
    when = read_when(text, HERE)
    assert when is not None
    assert (f"{when.at:%m-%d %H:%M}", when.code) == (meant, code)
    assert code in GUESSES


@pytest.mark.parametrize(
    "text",
    [
        *(
            "看天气",
            "等通知",
            "32日",
            "2026-13-45",
            "2月30日",
            "25:00",
            "1e5",
            "99",
            -3,
            "nan",
            "inf",
        ),
        *(float("nan"), float("inf"), 1e300, True, "2026-03-02T08:00+99:00", "1066-10-14 09:00"),
        *("3月", "好的 8:00", "call me at 8"),
    ],
)
def test_what_is_no_time_is_none(text: Any) -> None:
    assert read_when(text, HERE) is None


def test_without_a_day_to_count_from_nothing_is_guessed() -> None:
    """A word about days means nothing where nobody says which day it is."""
    nowhere = Reference(zone=ZONE)
    for text in ("明天上午", "5日晚", "8:00", "3月5日 8:00", "下午", 0.5):
        assert read_when(text, nowhere) is None
    assert read_when("2026年3月5日晚", nowhere) is not None


def test_the_day_of_the_row_goes_before_today() -> None:
    row = Reference(zone=ZONE, today=TODAY, column=date(2026, 3, 7))
    when = read_when("下午", row)
    assert when is not None
    assert f"{when.at:%m-%d %H:%M}" == "03-07 15:00"
    assert day_of("下午", Reference(zone=ZONE, today=TODAY)) is None
    assert day_of("2026年3月7日", HERE) == (date(2026, 3, 7), "")


def test_a_day_past_is_near_and_a_year_turns() -> None:
    """In December the 2nd of January lies ahead; in January the 30th of December lies behind."""
    december = Reference(zone=ZONE, today=date(2026, 12, 30))
    january = Reference(zone=ZONE, today=date(2027, 1, 2))
    first, second = read_when("1月2日 8:00", december), read_when("12月30日 8:00", january)
    assert first is not None
    assert second is not None
    assert (first.at.year, second.at.year) == (2027, 2026)


@given(st.datetimes(datetime.fromisoformat("1991-01-01"), datetime.fromisoformat("2099-12-31")))
def test_every_way_of_writing_a_minute_reads_the_same(when: datetime) -> None:
    """ISO, Chinese, with dots and as a day number are the same instant, and no guess."""
    when = when.replace(second=0, microsecond=0)
    serial = (when - datetime.fromisoformat("1899-12-30")) / timedelta(days=1)
    texts: list[Any] = [
        f"{when:%Y-%m-%d %H:%M}",
        f"{when.year}年{when.month}月{when.day}日{when:%H:%M}",
    ]
    texts += [f"{when.year}.{when.month}.{when.day} {when.hour}:{when:%M}", when]
    if when.hour or when.minute:  # a whole day number has no hour
        texts.append(serial)
    read = [read_when(text, HERE) for text in texts]
    assert all(entry is not None and entry.code == "" for entry in read), texts
    assert len({entry.at for entry in read if entry is not None}) == 1, texts


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    when = read_when(text, HERE)
    assert when is None or when.at.tzinfo is not None
