"""Working time: hours, holidays, make-up days, zones, and where certainty ends."""

from __future__ import annotations

import datetime as dt
import pickle
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.calendars import Notice, NoticeDay, WeeklyHours, WorkingTime, last_announced_year
from tongqu.calendars.working_time_arrays import DAY_OFF
from tongqu.errors import BadValueError, OutOfRangeError

OFFICE = WorkingTime()
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING, AFTERNOON = (510, 720), (810, 1050)
LAST = last_announced_year("CN")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


# --- days -----------------------------------------------------------------------------------------


def test_the_assumed_hours_are_said_to_be_assumed() -> None:
    """An answer shows the calendar that it was counted with."""
    assert OFFICE.hours_assumed
    assert OFFICE.to_dict() == {
        "country": "CN", "zone": "Asia/Shanghai", "hours": "08:30-12:00,13:30-17:30",
        "hours_assumed": True, "announced_until": LAST, "notices": [],
    }  # fmt: skip
    own = WorkingTime.of(
        "Mo-Fr 09:00-17:00", country="DE", zone="Europe/Berlin", notices=[Notice(2026, ())]
    )
    assert not own.hours_assumed
    assert own.to_dict()["hours"] == "Mo-Fr 09:00-17:00"
    assert own.to_dict()["notices"] == [2026]


def test_hours_of_a_make_up_day() -> None:
    """Those of the weekday before; its own, where only weekends are worked."""
    sunday, saturday = dt.date(2025, 1, 26), dt.date(2025, 2, 8)
    assert OFFICE.spans_on(sunday) == (MORNING, AFTERNOON)
    short = WorkingTime.of("Mo-Th 08:00-17:00; Fr 08:00-12:00; Sa 08:00-10:00")
    assert short.spans_on(sunday) == short.spans_on(saturday) == ((480, 720),)
    assert short.spans_on(dt.date(2025, 3, 8)) == ((480, 600),)  # a usual Saturday
    no_friday = WorkingTime.of("Mo-Th 08:00-17:00")
    assert no_friday.spans_on(saturday) == ((480, 1020),)
    market = WorkingTime.of("Sa 06:00-11:00; Su 07:00-11:00")
    assert market.spans_on(saturday) == ((360, 660),)
    assert market.spans_on(sunday) == ((420, 660),)
    saturdays = WorkingTime.of("Sa 06:00-11:00")
    assert saturdays.spans_on(sunday) == ((360, 660),)


def test_hours_belong_to_the_day_in_which_they_lie() -> None:
    """A night shift of Friday ends at midnight for Friday, and Saturday has its morning."""
    night = WorkingTime.of("Fr 20:00-06:00", country="")
    assert night.spans_on(dt.date(2025, 3, 7)) == ((1200, 1440),)
    assert night.spans_on(dt.date(2025, 3, 8)) == ((0, 360),)
    assert not night.is_working_day(dt.date(2025, 3, 9))
    whole = WorkingTime.of("Tu 00:00-06:00,18:00-24:00", country="")
    assert not whole.is_working_day(dt.date(2025, 3, 3))  # no minute of Monday
    assert not whole.is_working_day(dt.date(2025, 3, 5))


def test_a_country_without_name_has_no_holidays() -> None:
    """Every day counts, and nothing is provisional, within the years that are answered."""
    days = WorkingTime(country="")
    assert days.is_working_day(dt.date(2025, 10, 1))
    assert days.is_working_day(dt.date(2025, 10, 4))
    assert days.add_working_days(dt.date(2025, 1, 1), 365).day == dt.date(2026, 1, 1)
    assert not days.is_provisional(dt.date(2299, 12, 31))
    assert not days.is_provisional(dt.date(1900, 1, 1))


def test_other_countries_as_the_library_says() -> None:
    """Its holidays, weekends and regions; years beyond its rules are provisional."""
    bavaria, prussia = WorkingTime(country="DE-BY"), WorkingTime(country="DE-BE")
    epiphany = dt.date(2025, 1, 6)
    assert not bavaria.is_working_day(epiphany)
    assert prussia.is_working_day(epiphany)
    emirates = WorkingTime(country="AE", zone="Asia/Dubai")
    assert not emirates.is_working_day(dt.date(2021, 5, 7))  # a Friday, when it was weekend
    assert emirates.is_working_day(dt.date(2023, 5, 5))
    assert bavaria.last_announced_year == last_announced_year("DE") == 2100
    assert not bavaria.is_provisional(dt.date(2100, 12, 31))
    assert bavaria.is_provisional(dt.date(2101, 1, 1))
    assert bavaria.is_working_day(dt.date(2101, 12, 26))  # a Monday, and Boxing Day there
    assert bavaria.is_provisional(dt.date(1990, 1, 1))


def test_notices_have_the_last_word() -> None:
    """Over the library and over earlier notices; the year that they announce is certain."""
    friday, sunday = dt.date(LAST + 1, 1, 1), dt.date(LAST + 1, 1, 3)
    first = Notice(LAST + 1, (NoticeDay(friday, working=False), NoticeDay(sunday, working=True)))
    second = Notice(LAST + 1, (NoticeDay(friday, working=True, spans=((540, 600),)),))
    one = WorkingTime(notices=(first,))
    assert not one.is_working_day(friday)
    assert one.spans_on(sunday) == (MORNING, AFTERNOON)
    assert not one.is_provisional(friday)
    assert one.last_announced_year == LAST + 1
    assert WorkingTime(notices=(first, second)).spans_on(friday) == ((540, 600),)
    assert WorkingTime(notices=(second, first)).spans_on(friday) == ()
    later = WorkingTime(notices=(Notice(LAST + 2, ()),))
    assert later.last_announced_year == LAST
    assert later.is_provisional(friday)
    assert not later.is_provisional(dt.date(LAST + 2, 5, 5))
    both = WorkingTime(notices=(Notice(LAST + 2, ()), first))
    assert both.last_announced_year == LAST + 2
    holiday = Notice(2025, (NoticeDay(dt.date(2025, 10, 1), working=True),))
    assert WorkingTime(notices=(holiday,)).spans_on(dt.date(2025, 10, 1)) == (MORNING, AFTERNOON)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"country": "ZZ"}, "unknown_holiday_country"),
        ({"country": "DE-XX"}, "unknown_holiday_country"),
        ({"country": "GER"}, "unknown_holiday_country"),
        ({"country": "DEU-BY"}, "unknown_holiday_country"),
        ({"zone": "Asia/Quzhou"}, "not_a_time_zone"),
        ({"zone": "../etc"}, "not_a_time_zone"),
        ({"zone": ""}, "not_a_time_zone"),
        ({"hours": "Mo off"}, "no_working_hours"),
        ({"hours": "always"}, "bad_hours"),
    ],
)
def test_what_no_calendar_can_be_made_of(said: dict[str, str], code: str) -> None:
    """Each is refused when it is made, not when it is asked; the example it gives is accepted."""
    with pytest.raises(BadValueError) as caught:
        WorkingTime.of(**said)
    (problem,) = caught.value.problems
    assert problem.code == code
    ((name, value),) = said.items()
    assert problem.value == value
    assert problem.expected
    WorkingTime.of(**{name: problem.expected})


def test_working_days_by_hand() -> None:
    """Around the Spring Festival of 2025, whose Sunday before and Saturday after are worked."""
    friday, monday = dt.date(2025, 1, 24), dt.date(2025, 1, 27)
    wednesday = dt.date(2025, 2, 5)
    assert OFFICE.add_working_days(friday, 1).day == dt.date(2025, 1, 26)
    assert OFFICE.add_working_days(wednesday, -1).day == monday
    assert OFFICE.add_working_days(dt.date(2025, 1, 30), 0).day == wednesday
    assert OFFICE.add_working_days(monday, 0).day == monday
    assert OFFICE.next_working_day(dt.date(2025, 1, 28)).day == wednesday
    assert OFFICE.next_working_day(monday).day == monday
    assert OFFICE.previous_working_day(dt.date(2025, 2, 4)).day == monday
    assert OFFICE.previous_working_day(monday).day == monday
    assert OFFICE.working_days_between(friday, wednesday).count == 3
    assert OFFICE.working_days_between(wednesday, friday).count == -3
    assert OFFICE.working_days_between(monday, monday).count == 0
    assert OFFICE.working_days_between(dt.date(2025, 2, 1), dt.date(2025, 2, 1)).count == 0
    assert OFFICE.working_days_between(dt.date(2023, 12, 29), dt.date(2026, 1, 5)).count == 501


def test_provisional_is_whatever_touched_a_year_without_announcement() -> None:
    """The day itself, the day found, and every year between."""
    inside, outside = dt.date(LAST, 12, 1), dt.date(LAST + 1, 2, 1)
    assert not OFFICE.add_working_days(inside, 5).provisional
    assert OFFICE.add_working_days(inside, 50).provisional
    assert OFFICE.add_working_days(outside, -50).provisional
    assert OFFICE.add_working_days(outside, 0).provisional
    assert OFFICE.previous_working_day(outside).provisional
    assert not OFFICE.previous_working_day(inside).provisional
    assert OFFICE.working_days_between(inside, outside).provisional
    assert OFFICE.working_days_between(outside, inside).provisional
    assert not OFFICE.working_days_between(inside, inside).provisional
    new_year = dt.datetime(LAST + 1, 1, 1, tzinfo=SHANGHAI)
    before = new_year - dt.timedelta(seconds=1)
    assert OFFICE.next_working_instant(before).provisional
    assert not OFFICE.previous_working_instant(before).provisional
    assert OFFICE.previous_working_instant(new_year).provisional
    assert OFFICE.working_minutes_between(before, new_year).provisional
    assert not OFFICE.working_minutes_between(before, before).provisional
    assert OFFICE.add_working_minutes(new_year, 0).provisional
    assert not OFFICE.add_working_minutes(before, 0).provisional


def test_beyond_every_calendar() -> None:
    """Is refused rather than counted with wrong weekends for ever."""
    with pytest.raises(OutOfRangeError) as caught:
        OFFICE.add_working_days(dt.date(2299, 12, 1), 400)
    assert caught.value.problems[0].params == {"year": 2301, "first": 1900, "last": 2299}
    with pytest.raises(OutOfRangeError):
        OFFICE.add_working_days(dt.date(1900, 1, 5), -400)
    with pytest.raises(OutOfRangeError):
        OFFICE.add_working_minutes(dt.datetime(2299, 12, 31, tzinfo=dt.UTC), 100_000)
    with pytest.raises(OutOfRangeError):
        OFFICE.arrays.add_working_minutes(4_000_000_000, [10**9])
    with pytest.raises(OutOfRangeError):
        OFFICE.is_working_day(dt.date(1700, 1, 1))
    assert OFFICE.add_working_days(dt.date(2299, 12, 1), 5).provisional
    assert OFFICE.next_working_instant(dt.datetime(1900, 1, 1, tzinfo=dt.UTC)).provisional


# --- instants -------------------------------------------------------------------------------------


def test_opening_and_closing() -> None:
    """Of a working day; a day off has neither."""
    day = dt.date(2025, 3, 3)
    assert OFFICE.opens_at(day) == at("2025-03-03T08:30")
    assert OFFICE.closes_at(day) == at("2025-03-03T17:30")
    assert OFFICE.opens_at(dt.date(2025, 3, 2)) is None
    assert OFFICE.closes_at(dt.date(2025, 3, 2)) is None
    kiribati = WorkingTime(country="", zone="Pacific/Kiritimati")
    samoa = WorkingTime(country="", zone="Pacific/Pago_Pago")
    assert kiribati.opens_at(day) == at("2025-03-03T08:30", kiribati.tz)
    assert samoa.closes_at(day) == at("2025-03-03T17:30", samoa.tz)


def test_minutes_by_hand() -> None:
    """The end of a day is reached on that day; backwards the same."""
    assert OFFICE.add_working_minutes(at("2025-03-03T08:00"), 450).at == at("2025-03-03T17:30")
    assert OFFICE.add_working_minutes(at("2025-03-03T11:59"), 2).at == at("2025-03-03T13:31")
    assert OFFICE.add_working_minutes(at("2025-03-04T08:30"), -450).at == at("2025-03-03T08:30")
    assert OFFICE.add_working_minutes(at("2025-03-03T13:30"), -1).at == at("2025-03-03T11:59")
    assert OFFICE.add_working_minutes(at("2025-03-01T10:00"), 0).at == at("2025-03-01T10:00")
    half = at("2025-03-03T09:00:30.750")
    assert OFFICE.add_working_minutes(half, 1).at == at("2025-03-03T09:01:30")
    between = OFFICE.working_minutes_between
    assert between(at("2025-03-03T09:00:30"), at("2025-03-03T09:02:29")).count == 1
    assert between(at("2025-03-03T09:02:29"), at("2025-03-03T09:00:30")).count == -1
    assert between(at("2024-12-31T17:00"), at("2025-01-02T09:00")).count == 60
    assert between(at("2025-01-02T09:00"), at("2024-12-31T17:00")).count == -60
    assert between(at("2023-12-29T17:30"), at("2026-01-05T08:30")).count == 500 * 450
    utc = dt.datetime(2025, 3, 3, 1, tzinfo=dt.UTC)
    assert OFFICE.add_working_minutes(utc, 30).at == at("2025-03-03T09:30")
    assert OFFICE.add_working_minutes(utc, 30).at.tzinfo == SHANGHAI


def test_the_next_and_the_last_working_instant() -> None:
    """Openings begin work, closings end it; inside it is the instant itself."""
    assert OFFICE.next_working_instant(at("2025-03-03T08:30")).at == at("2025-03-03T08:30")
    assert OFFICE.next_working_instant(at("2025-03-03T17:30")).at == at("2025-03-04T08:30")
    assert OFFICE.previous_working_instant(at("2025-03-03T17:30")).at == at("2025-03-03T17:30")
    assert OFFICE.previous_working_instant(at("2025-03-03T08:30")).at == at("2025-02-28T17:30")
    assert OFFICE.previous_working_instant(at("2025-03-03T10:00")).at == at("2025-03-03T10:00")
    new_year = dt.datetime(2025, 1, 1, 0, 0, 1, tzinfo=dt.UTC)
    assert OFFICE.previous_working_instant(new_year).at == at("2024-12-31T17:30")
    assert OFFICE.next_working_instant(at("2024-12-31T17:30")).at == at("2025-01-02T08:30")


def test_naive_times_are_refused() -> None:
    """Nobody knows which instant they mean."""
    with pytest.raises(TypeError, match="time zone"):
        OFFICE.add_working_minutes(dt.datetime(2025, 3, 3, 9), 1)  # noqa: DTZ001


def test_an_hour_that_clocks_repeat_or_skip() -> None:
    """Berlin, 30 March and 26 October 2025: a day of 23 and one of 25 hours."""
    berlin = WorkingTime.of("24/7", country="", zone="Europe/Berlin")
    zone = berlin.tz
    spring, autumn = dt.date(2025, 3, 30), dt.date(2025, 10, 26)
    for day, hours in ((spring, 23), (autumn, 25), (dt.date(2025, 6, 1), 24)):
        begin, end = berlin.opens_at(day), berlin.closes_at(day)
        assert begin is not None
        assert end is not None
        assert berlin.working_minutes_between(begin, end).count == hours * 60
    early = WorkingTime.of("Su 01:30-03:30", country="", zone="Europe/Berlin")
    begin = dt.datetime(2025, 3, 30, tzinfo=zone)
    assert early.add_working_minutes(begin, 60).at == dt.datetime(2025, 3, 30, 3, 30, tzinfo=zone)
    begin = dt.datetime(2025, 10, 26, tzinfo=zone)
    assert early.add_working_minutes(begin, 180).at == dt.datetime(2025, 10, 26, 3, 30, tzinfo=zone)
    skipped = WorkingTime.of("Su 02:00-03:00", country="", zone="Europe/Berlin")
    assert skipped.opens_at(spring) is None
    assert skipped.arrays.opens_at([(spring - dt.date(1970, 1, 1)).days]).tolist() == [DAY_OFF]


def test_equal_calendars_are_equal_and_travel() -> None:
    """A calendar that has answered questions is the same as one that has not, and pickles."""
    one, two = WorkingTime(), WorkingTime()
    one.add_working_minutes(at("2025-03-03T09:00"), 1)
    assert one == two
    assert hash(one) == hash(two)
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert again.add_working_days(dt.date(2025, 1, 27), 1).day == dt.date(2025, 2, 5)
    assert WorkingTime(WeeklyHours.parse("Mo 08:00-09:00")) != one
    assert "_years" not in repr(one)


# --- many at once ---------------------------------------------------------------------------------

OFFICES = [
    OFFICE,
    WorkingTime.of("Mo-Su 00:00-02:30,22:00-24:00", country="DE", zone="Europe/Berlin"),
    WorkingTime.of(
        "Mo-Fr 09:00-09:01,12:00-12:01,15:00-15:01", country="US", zone="America/New_York"
    ),
    WorkingTime.of("24/7", country="", zone="Australia/Lord_Howe"),
]
INSTANTS = st.integers(1_700_000_000, 1_800_000_000)  # November 2023 to January 2027


@given(
    st.sampled_from(OFFICES),
    st.lists(st.tuples(INSTANTS, st.integers(-20_000, 20_000), INSTANTS), min_size=1, max_size=6),
)
def test_arrays_are_the_scalars(time: WorkingTime, asked: list[tuple[int, int, int]]) -> None:
    """Values and certainty of each answer, instants and days."""
    at_s, n, others = (np.array(column) for column in zip(*asked, strict=True))
    added = time.arrays.add_working_minutes(at_s, n)
    between = time.arrays.working_minutes_between(at_s, others)
    days, other_days = time.arrays.local_days(at_s), time.arrays.local_days(others)
    moved = time.arrays.add_working_days(days, n // 100)
    apart = time.arrays.working_days_between(days, other_days)
    opens, closes = time.arrays.opens_at(days), time.arrays.closes_at(days)
    for k, (one, count, other) in enumerate(asked):
        here, there = (dt.datetime.fromtimestamp(each, time.tz) for each in (one, other))
        scalar = time.add_working_minutes(here, count)
        assert (int(scalar.at.timestamp()), scalar.provisional) == (
            added.values[k], added.provisional[k],
        )  # fmt: skip
        minutes = time.working_minutes_between(here, there)
        assert (minutes.count, minutes.provisional) == (
            between.values[k], between.provisional[k],
        )  # fmt: skip
        epoch = dt.date(1970, 1, 1)
        assert (here.date() - epoch).days == days[k]
        date = time.add_working_days(here.date(), count // 100)
        assert ((date.day - epoch).days, date.provisional) == (
            moved.values[k], moved.provisional[k],
        )  # fmt: skip
        whole = time.working_days_between(here.date(), there.date())
        assert (whole.count, whole.provisional) == (apart.values[k], apart.provisional[k])
        for found, said in ((opens[k], time.opens_at(here.date())),
                            (closes[k], time.closes_at(here.date()))):  # fmt: skip
            assert found == (DAY_OFF if said is None else said.timestamp())


def test_arrays_broadcast_and_may_be_empty() -> None:
    """One limit for many instants; a table of instants by limits; nothing at all."""
    arrays = OFFICE.arrays
    nine = int(at("2025-03-03T09:00").timestamp())
    table = arrays.add_working_minutes([[nine], [nine + 60]], [0, 60, 120]).values - nine
    assert table.tolist() == [[0, 3600, 7200], [60, 3660, 7260]]
    for found in (
        arrays.add_working_minutes([], 5),
        arrays.working_minutes_between([], []),
        arrays.add_working_days([], 5),
        arrays.working_days_between([], []),
    ):
        assert found.values.shape == found.provisional.shape == (0,)
    assert arrays.local_days([]).shape == arrays.opens_at([]).shape == (0,)
    stamps = np.array(["2025-01-27", "2025-03-07"], "datetime64[D]")
    assert arrays.add_working_days(stamps, 1).values.astype(str).tolist() == [
        "2025-02-05", "2025-03-10",
    ]  # fmt: skip
    assert arrays.add_working_days(stamps[:0], 1).values.dtype == stamps.dtype
    assert arrays.working_days_between(stamps, stamps[::-1]).values.tolist() == [24, -24]


@pytest.mark.parametrize("year", [1969, 2024])
@pytest.mark.parametrize("place", range(len(OFFICES)))
def test_local_days_of_a_year_of_hours(place: int, year: int) -> None:
    """Also where clocks change twice a year, and before 1970; the last second of a day too."""
    time = OFFICES[place]
    begin = int(dt.datetime(year, 1, 1, tzinfo=dt.UTC).timestamp())
    hours = np.arange(begin, begin + 366 * 86_400, 3600)
    epoch = dt.date(1970, 1, 1).toordinal()
    for at_s in (hours, hours - 1):
        days = time.arrays.local_days(at_s)
        assert days.dtype == np.int64
        assert days.tolist() == [
            dt.datetime.fromtimestamp(each, time.tz).toordinal() - epoch for each in at_s.tolist()
        ]


def test_certainty_of_arrays_at_the_turns_of_years() -> None:
    """A year that nobody has announced between two that somebody has: each pair as by itself."""
    time = WorkingTime(notices=(Notice(LAST + 2, ()), Notice(LAST + 4, ())))
    turns = [dt.date(year, 1, 1) for year in range(LAST, LAST + 6)]
    days = [turn + dt.timedelta(days=shift) for turn in turns for shift in (-1, 0, 1)]
    numbers = np.array([day.toordinal() for day in days]) - dt.date(1970, 1, 1).toordinal()
    found = time.arrays.working_days_between(numbers[:, None], numbers)
    assert found.provisional.tolist() == [
        [time.working_days_between(one, two).provisional for two in days] for one in days
    ]
    instants = [
        dt.datetime(turn.year, 1, 1, tzinfo=time.tz) + dt.timedelta(seconds=shift)
        for turn in turns
        for shift in (-1, 0, 1)
    ]
    at_s = np.array([int(instant.timestamp()) for instant in instants])
    found = time.arrays.working_minutes_between(at_s[:, None], at_s)
    assert found.provisional.tolist() == [
        [time.working_minutes_between(one, two).provisional for two in instants] for one in instants
    ]


def test_arrays_at_the_ends_of_stretches() -> None:
    """Forwards it is noon and the evening, backwards one o'clock and the morning after."""
    morning, noon, one, evening = (
        int(at(f"2025-03-03T{clock}").timestamp()) for clock in ("08:30", "12:00", "13:30", "17:30")
    )
    at_s, minutes = [morning, noon, one, morning, noon, one, evening], [210, 240, 1, 0, 0, -210, -1]
    found = OFFICE.arrays.add_working_minutes(at_s, minutes).values.tolist()
    assert found == [noon, evening, one + 60, morning, noon, morning, evening - 60]
    assert found == [OFFICE.advance_s(each, 60 * n) for each, n in zip(at_s, minutes, strict=True)]
    back = OFFICE.arrays.add_working_minutes([evening, one + 60, one + 60], [-240, -1, -2])
    assert back.values.tolist() == [one, one, noon - 60]


def test_parts_of_minutes_are_dropped_in_arrays_too() -> None:
    """Towards nothing, in both directions, and the counts are whole numbers."""
    nine = int(at("2025-03-03T09:00").timestamp())
    found = OFFICE.arrays.working_minutes_between(nine, [nine + 90, nine - 90, nine + 59])
    assert found.values.dtype == np.int64
    assert found.values.tolist() == [1, -1, 0]


def test_tables_grow_with_the_questions() -> None:
    """A later question about other years gets right answers, and so does the first one again."""
    time = WorkingTime()
    early = int(at("2020-06-01T09:00").timestamp())
    late = int(at("2024-06-03T09:00").timestamp())
    assert time.arrays.add_working_minutes(late, 60).values == late + 3600
    assert time.arrays.add_working_minutes(early, 60).values == early + 3600
    assert time.arrays.add_working_minutes([early, late], 60).values.tolist() == [
        early + 3600, late + 3600,
    ]  # fmt: skip
    days = [(dt.date(year, 6, 1) - dt.date(1970, 1, 1)).days for year in (2023, 2019, 2026)]
    for day in days:
        expected = time.opens_at(dt.date(1970, 1, 1) + dt.timedelta(days=day))
        found = int(time.arrays.opens_at([day])[0])
        assert found == (DAY_OFF if expected is None else int(expected.timestamp()))


def test_a_million_deadlines() -> None:
    """Two blocks and more of instants agree with some of them alone."""
    draw = np.random.default_rng(7)
    at_s = draw.integers(1_500_000_000, 1_760_000_000, 100_000)
    n = draw.integers(-5000, 5000, 100_000)
    found = OFFICE.arrays.add_working_minutes(at_s, n)
    assert not found.provisional.any()
    back = OFFICE.arrays.working_minutes_between(at_s, found.values)
    assert (back.values == n).all()
    for k in range(0, 100_000, 9_999):
        assert OFFICE.advance_s(int(at_s[k]), int(n[k]) * 60) == found.values[k]
