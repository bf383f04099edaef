"""Clocks by example: each rule once, with days that can be counted on a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from clock_cases import ACTIONS, STATES, clock_with, kind_with, office, rule_of, tables

from tongqu.calendars import WorkingTime
from tongqu.ledger.clock_tables import ClockTables
from tongqu.ledger.clocks import (
    ClockReading,
    Tick,
    clock_readings,
    epoch_s,
    from_epoch_s,
    read_clock,
    ticks,
)
from tongqu.ledger.effects import EFFECT_NO
from tongqu.ledger.kind import Clock, Warn
from tongqu.ledger.packed import CLEARED, DUE_BITS
from tongqu.model.ledger_event import LedgerEntry, LedgerEvent

ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> int:
    """Return a local instant in seconds since 1970."""
    return epoch_s(datetime.fromisoformat(text).replace(tzinfo=ZONE))


def tick(when: str, action: str, state: str = "", arg: int | None = None) -> Tick:
    """Return an event."""
    effect = "extended" if action == "more" else "acted"
    state_no = STATES.index(state) if state else -1
    return Tick(EFFECT_NO[effect], ACTIONS.index(action), state_no, at(when), at(when), arg)


def read(clock: Clock, as_of: str, *seen: Tick, field_type: str = "date") -> ClockReading:
    """Return what a clock says."""
    reading = read_clock(rule_of(clock, field_type), seen, tables(), at(as_of))
    assert reading is not None
    return reading


def local(s: int | None) -> str:
    """Return an instant as the clock on the wall shows it."""
    assert s is not None
    return f"{from_epoch_s(s).astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


SENT = tick("2025-01-24T09:00", "send", "busy")  # a Friday; the Sunday after is worked


def due(clock: Clock, *seen: Tick, as_of: str = "2025-01-24T10:00") -> str:
    """Return when a clock is due."""
    return local(read(clock, as_of, *seen).due_s)


@pytest.mark.parametrize(
    ("unit", "amount", "expected"),
    [
        ("working_days", 1, "2025-01-26 17:30:00"),  # the Sunday that is worked in exchange
        ("working_days", 2, "2025-01-27 17:30:00"),
        ("working_days", 3, "2025-02-05 17:30:00"),  # over Spring Festival
        ("working_hours", 7, "2025-01-24 17:30:00"),
        ("working_hours", 8, "2025-01-26 09:30:00"),
        ("days", 3, "2025-01-27 17:30:00"),
        ("days", 4, "2025-02-05 17:30:00"),  # the last day is a holiday: the next working day
        ("hours", 24, "2025-01-25 09:00:00"),
    ],
)
def test_when_a_clock_is_due(unit: str, amount: int, expected: str) -> None:
    """The day of the start does not count; days end with the office's last hour."""
    reading = read(clock_with(unit, amount), "2025-01-24T10:00", SENT)
    assert local(reading.due_s) == expected
    assert reading.original_due_s == reading.due_s
    assert local(reading.started_s) == "2025-01-24 09:00:00"
    assert reading.stopped_s is None
    assert not reading.provisional


def test_late_is_the_second_after() -> None:
    """At 17:30:00 it is in time, a second later it is red, and late by days only the next day."""
    clock = clock_with("working_days", 1)
    assert read(clock, "2025-01-26T17:30:00", SENT).light == "yellow"
    last = read(clock, "2025-01-26T17:30:01", SENT)
    assert (last.light, last.late_days, last.left_s, last.was_red) == ("red", 0, 0, True)
    assert not last.made_good
    later = read(clock, "2025-02-05T09:30:00", SENT)
    assert (later.light, later.late_days) == ("red", 2)
    assert later.left_s == -27_000 - 3600  # a Monday of seven and a half hours, 8:30 to 9:30
    assert later.due_s == last.due_s


def test_what_is_left_is_counted_in_working_time() -> None:
    """From Friday 16:30 to Sunday 17:30: one hour and a whole day of seven and a half hours."""
    reading = read(clock_with("working_days", 1), "2025-01-24T16:30", SENT)
    assert reading.left_s == 3600 + 27_000


def test_a_stop_in_time_leaves_nothing() -> None:
    """No light, nothing left, and the day on which it was due stays to be seen."""
    done = tick("2025-01-26T17:30", "answer")
    reading = read(clock_with("working_days", 1), "2025-02-09T12:00", SENT, done)
    assert (reading.light, reading.was_red, reading.left_s) == ("none", False, None)
    assert reading.late_days == 0
    assert reading.made_good is False
    assert local(reading.stopped_s) == "2025-01-26 17:30:00"


def test_a_stop_too_late_stays_visible() -> None:
    """It was red; it is made good, not forgotten, also after a new run."""
    clock = clock_with("working_days", 1)
    done = tick("2025-02-06T09:00", "answer")
    reading = read(clock, "2025-02-09T12:00", SENT, done)
    assert (reading.light, reading.was_red, reading.made_good) == ("none", True, True)
    again = tick("2025-02-10T09:00", "send")
    reading = read(clock, "2025-02-10T09:01", SENT, done, again)
    assert (reading.light, reading.was_red, reading.made_good) == ("yellow", True, True)
    assert local(reading.due_s) == "2025-02-11 17:30:00"
    assert reading.stopped_s is None


def test_to_and_fro_does_not_win_time() -> None:
    """Sent again while it runs: the first deadline stands."""
    again = tick("2025-01-26T16:00", "send", "busy")
    assert due(clock_with(), SENT, again) == due(clock_with(), SENT)


def test_a_final_state_stops_every_clock() -> None:
    """Also where no action of the clock says so."""
    over = tick("2025-01-26T09:00", "finish", "done")
    reading = read(clock_with(), "2025-01-26T10:00", SENT, over)
    assert local(reading.stopped_s) == "2025-01-26 09:00:00"


def test_one_event_may_stop_and_start() -> None:
    """It stops first: the new run counts from then."""
    clock = clock_with("working_days", 1, starts_on=("send", "answer"))
    answer = tick("2025-01-26T09:00", "answer")
    assert due(clock, SENT, answer, as_of="2025-01-26T10:00") == "2025-01-27 17:30:00"


@pytest.mark.parametrize(
    ("unit", "amount", "expected"),
    [
        ("working_days", 1, "2025-01-27 17:30:00"),  # Sunday is lost: it is paused at its end
        ("working_hours", 8, "2025-01-27 09:30:00"),  # an hour was left on Friday
        ("days", 3, "2025-02-05 17:30:00"),  # two days are lost, and the third is a holiday
        ("hours", 24, "2025-01-27 08:00:00"),
    ],
)
def test_a_pause_takes_nothing_away(unit: str, amount: int, expected: str) -> None:
    """What was left when it began is left when it ends."""
    wait = tick("2025-01-25T00:00", "wait", "waiting")
    more = tick("2025-01-26T23:00", "work", "busy")
    clock = clock_with(unit, amount)
    first = due(clock, SENT)
    paused = read(clock, "2025-01-26T12:00", SENT, wait)
    assert local(paused.paused_since_s) == "2025-01-25 00:00:00"
    assert paused.light != "red"
    assert local(paused.original_due_s) == first
    reading = read(clock, "2025-01-27T08:00", SENT, wait, more)
    assert reading.pauses == ((at("2025-01-25T00:00"), at("2025-01-26T23:00")),)
    assert local(reading.due_s) == expected


def test_more_time_keeps_the_first_date() -> None:
    """The end that was granted counts; the one before stays to be seen."""
    grant = tick("2025-01-26T09:00", "more", "", at("2025-02-07T17:30"))
    reading = read(clock_with("working_days", 1), "2025-02-06T09:00", SENT, grant)
    assert local(reading.due_s) == "2025-02-07 17:30:00"
    assert local(reading.original_due_s) == "2025-01-26 17:30:00"
    [more] = reading.extensions
    assert (local(more.from_due_s), local(more.to_due_s)) == (
        "2025-01-26 17:30:00",
        "2025-02-07 17:30:00",
    )
    assert reading.was_red is False


def test_more_time_after_the_end_does_not_wash_red_away() -> None:
    """Granted on the day after: yellow with its mark, not green."""
    grant = tick("2025-01-27T09:00", "more", "", at("2025-03-07T17:30"))
    reading = read(clock_with("working_days", 1), "2025-02-06T09:00", SENT, grant)
    assert (reading.light, reading.made_good) == ("yellow", True)


def dues(until: int | None, *, cleared: bool = False) -> int:
    """Return the number of an event that sets the field of the test's kind."""
    code = CLEARED if cleared else (until or 0) // 60 + 1
    return code << DUE_BITS


def test_a_field_says_when() -> None:
    """A day ends with the office's last hour; a later word moves it; an empty field is no end."""
    clock = clock_with("field", 0)
    sent = tick("2025-01-24T09:00", "send", "busy", dues(at("2025-02-06T00:00")))
    assert due(clock, sent) == "2025-02-06 17:30:00"
    moved = tick("2025-01-26T09:00", "work", "", dues(at("2025-02-08T00:00")))
    reading = read(clock, "2025-01-27T09:00", sent, moved)
    assert local(reading.due_s) == "2025-02-08 17:30:00"  # a Saturday that is worked
    assert local(reading.original_due_s) == "2025-02-06 17:30:00"
    emptied = tick("2025-01-26T10:00", "work", "", dues(None, cleared=True))
    reading = read(clock, "2025-03-27T09:00", sent, emptied)
    assert (reading.due_s, reading.light, reading.left_s) == (None, "none", None)
    nothing = read(clock, "2025-01-27T09:00", SENT)
    assert (nothing.due_s, nothing.original_due_s, nothing.provisional) == (None, None, False)


def test_a_stated_date_does_not_move_with_a_pause() -> None:
    """It was promised for that day."""
    sent = tick("2025-01-24T09:00", "send", "busy", dues(at("2025-02-06T00:00")))
    wait = tick("2025-01-25T00:00", "wait", "waiting")
    more = tick("2025-02-05T23:00", "work", "busy")
    reading = read(clock_with("field", 0), "2025-02-06T09:00", sent, wait, more)
    assert local(reading.due_s) == "2025-02-06 17:30:00"


def test_a_field_may_say_an_instant() -> None:
    """Then that instant counts, not the end of its day."""
    sent = tick("2025-01-24T09:00", "send", "busy", dues(at("2025-02-06T10:15")))
    reading = read(clock_with("field", 0), "2025-01-24T10:00", sent, field_type="datetime")
    assert local(reading.due_s) == "2025-02-06 10:15:00"


@pytest.mark.parametrize(
    ("warn", "now", "light"),
    [
        (Warn(before_working_days=1), "2025-01-26T23:59", "green"),
        (Warn(before_working_days=1), "2025-01-27T00:00", "yellow"),
        (Warn(before_working_days=0), "2025-02-04T23:59", "green"),
        (Warn(before_working_days=0), "2025-02-05T00:00", "yellow"),
        (Warn(share=0.5), "2025-01-26T17:29", "green"),
        (Warn(share=1.0), "2025-02-05T17:29", "green"),
    ],
)
def test_when_a_clock_warns(warn: Warn, now: str, light: str) -> None:
    """So many working days before, or when a share of the working time is used up."""
    assert read(clock_with(warn=warn), now, SENT).light == light


def test_half_of_the_time() -> None:
    """Of 20 working hours 10 are used: yellow from that second on."""
    clock = clock_with("working_hours", 20, warn=Warn(share=0.5))
    # 7 hours on Friday, 3 on Sunday (8:30 to 11:30).
    assert read(clock, "2025-01-26T11:29:59", SENT).light == "green"
    assert read(clock, "2025-01-26T11:30:00", SENT).light == "yellow"


def test_a_clock_may_go_by_when_something_is_known() -> None:
    """Sent on Friday, known on Sunday: the days count from Sunday."""
    sent = Tick(
        EFFECT_NO["acted"],
        ACTIONS.index("send"),
        -1,
        at("2025-01-24T09:00"),
        at("2025-01-26T09:00"),
    )
    assert due(clock_with("working_days", 1), sent) == "2025-01-26 17:30:00"
    known = clock_with("working_days", 1, counts_from="known_at")
    assert due(known, sent, as_of="2025-01-26T10:00") == "2025-01-27 17:30:00"


def test_beyond_the_announced_years_an_end_is_provisional() -> None:
    """A holiday that nobody has announced yet may still move it."""
    year = tables().announced_until.year
    sent = tick(f"{year}-12-30T09:00", "send")
    inside = read(clock_with("hours", 24), f"{year}-12-30T10:00", sent)
    assert inside.provisional is False
    assert read(clock_with("hours", 50), f"{year}-12-30T10:00", sent).provisional is True


def test_a_clock_that_never_started_says_nothing() -> None:
    """Other actions, or a start that ends the item, do not start it."""
    rule = rule_of(clock_with())
    for seen in (
        (),
        (tick("2025-01-24T09:00", "work"),),
        (tick("2025-01-24T09:00", "send", "done"),),
    ):
        assert read_clock(rule, seen, tables(), at("2025-01-25T09:00")) is None


# --- events ---------------------------------------------------------------------------------


def event(seq: int, when: str, effect: str = "acted", **more: Any) -> LedgerEvent:
    """Return an event of a chain."""
    moment = datetime.fromisoformat(when).replace(tzinfo=ZONE).astimezone(UTC)
    known = more.pop("known_at", moment)
    entry = LedgerEntry(
        item="case-0001", effect=effect, actor="li", kind="case", at=moment, known_at=known, **more
    )
    return LedgerEvent(seq=seq, entry=entry, recorded_at=known, previous_hash="", hash="")


def test_an_event_entered_afterwards_cannot_act_before_what_it_follows() -> None:
    """Its own instant is earlier; it acts when the one before it did."""
    events = [
        event(1, "2025-01-24T09:00", "created"),
        event(2, "2025-01-25T09:00", action_no=1),
        event(3, "2025-01-24T12:00", action_no=2, arg=7),
        event(4, "2025-01-25T10:00", "read"),
    ]
    seen = ticks(events)
    assert [one.at_s for one in seen] == [
        at("2025-01-24T09:00"), at("2025-01-25T09:00"), at("2025-01-25T09:00"),
    ]  # fmt: skip
    assert [one.seq for one in seen] == [1, 2, 3]
    assert [one.action_no for one in seen] == [-1, 1, 2]
    assert [one.arg for one in seen] == [None, None, 7]


def test_what_became_known_later_is_left_out() -> None:
    """Also where it happened before."""
    later = datetime(2025, 1, 30, tzinfo=UTC)
    events = [
        event(1, "2025-01-24T09:00", "created"),
        event(2, "2025-01-24T10:00", known_at=later),
    ]
    assert len(ticks(events, known_until=later - timedelta(seconds=1))) == 1
    assert len(ticks(events, known_until=later)) == 2
    assert ticks(events)[1].known_s == epoch_s(later)


def test_readings_of_an_item_name_its_clocks() -> None:
    """Of two clocks, the one that has started is told."""
    kind = kind_with(clock_with(starts_on=("create",)))
    readings = clock_readings(
        [event(1, "2025-01-24T09:00", "created", state_no=0)], kind, tables(),
        datetime(2025, 1, 24, 2, tzinfo=UTC),
    )  # fmt: skip
    assert [reading.clock.id for reading in readings] == ["c"]
    assert local(readings[0].due_s) == "2025-02-05 17:30:00"


# --- tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
def test_tables_say_what_working_time_says(zone: str) -> None:
    """Day by day, also where clocks are put forward, also far outside the first tables."""
    country = {"Asia/Shanghai": "CN", "Europe/Berlin": "DE", "America/New_York": "US"}[zone]
    time = WorkingTime.of("", country=country, zone=zone)
    looked = ClockTables(time)
    for first in (date(2025, 3, 25), date(2012, 10, 26), date(2040, 2, 26)):
        for day in (first + timedelta(days=n) for n in range(12)):
            ordinal = day.toordinal()
            midnight = datetime(day.year, day.month, day.day, tzinfo=time.tz)
            assert looked.day_start(ordinal) == epoch_s(midnight)
            assert looked.day_of(epoch_s(midnight)) == ordinal
            assert looked.day_of(epoch_s(midnight) - 1) == ordinal - 1
            closes = time.closes_at(day)
            following = datetime.combine(day + timedelta(days=1), datetime.min.time(), time.tz)
            end = epoch_s(closes) if closes else epoch_s(following) - 1
            assert looked.day_end(ordinal) == end
            worked = looked.working_days_until(ordinal) - looked.working_days_until(ordinal - 1)
            assert worked == time.is_working_day(day)
            place = looked.nth_working_day(looked.working_days_until(ordinal) + 3)
            assert date.fromordinal(int(place)) == time.add_working_days(day, 3).day
            s = epoch_s(midnight) + 36_000
            more = looked.working_seconds_until(s + 90_000) - looked.working_seconds_until(s)
            assert more == time.worked_s(s, s + 90_000)
            done = looked.instant_of(looked.working_seconds_until(s) + 9_000)
            assert done == time.advance_s(s, 9_000)


def test_tables_take_arrays_and_nothing() -> None:
    """An empty array is an answer, and many are those of each."""
    looked = tables()
    empty = np.zeros(0, np.int64)
    for ask in (looked.day_of, looked.day_end, looked.working_days_until, looked.instant_of):
        assert len(ask(empty)) == 0
    s = np.array([at("2025-01-24T09:00"), at("2025-01-26T12:30")])
    assert looked.working_seconds_until(s).tolist() == [
        int(looked.working_seconds_until(int(one))) for one in s
    ]
    assert looked.announced_until == date(office().last_announced_year, 12, 31)
