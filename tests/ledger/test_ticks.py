"""Clocks of one item from its events: by hand, where the random tests only compare two programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from clock_cases import ACTIONS, OTHER, STATES, clock_with, kind_with, tables

from tongqu.ledger.clocks import (
    ClockExtension,
    ClockReading,
    Tick,
    clock_readings,
    epoch_s,
    from_epoch_s,
    ticks,
)
from tongqu.ledger.effects import EFFECT_NO
from tongqu.ledger.kind import Clock, Warn
from tongqu.ledger.packed import pack_dues
from tongqu.model.ledger_event import LedgerEntry, LedgerEvent

SHANGHAI = ZoneInfo("Asia/Shanghai")


def on(text: str) -> datetime:
    """Return a local time of March 2025, like ``3 09:00``; the 3rd is a Monday."""
    day, _, clock = text.partition(" ")
    hour, _, minute = (clock or "09:00").partition(":")
    return datetime(2025, 3, int(day), int(hour), int(minute), tzinfo=SHANGHAI)


def event(
    seq: int, at: str, action: str = "", state: str = "", *, known: str = "", effect: str = "acted",
    arg: int | None = None,
) -> LedgerEvent:  # fmt: skip
    """Return an event of the chain."""
    entry = LedgerEntry(
        item="case-0001", effect=effect, actor="ann", action=action, state=state,
        action_no=ACTIONS.index(action) if action else -1,
        state_no=STATES.index(state) if state else -1,
        at=on(at), known_at=on(known or at), arg=arg,
    )  # fmt: skip
    return LedgerEvent(
        seq=seq, entry=entry, recorded_at=entry.known_at, previous_hash="", hash=""
    )  # fmt: skip


def read(clock: Clock, events: list[LedgerEvent], as_of: str) -> ClockReading:
    """Return what the one clock says that has started."""
    found = clock_readings(events, kind_with(clock), tables(), on(as_of))
    (reading,) = (reading for reading in found if reading.clock.id == clock.id)
    return reading


def times(*seconds: int | None) -> list[str | None]:
    """Return instants as they are written."""
    return [
        None if s is None else f"{from_epoch_s(s).astimezone(SHANGHAI):%-d %H:%M}" for s in seconds
    ]


SENT = event(1, "3 09:00", "send", "busy")


def test_instants_are_whole_seconds() -> None:
    """A part of a second is dropped, also before 1970; there and back is the same second."""
    before = datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC)
    assert epoch_s(before) == -1
    assert from_epoch_s(-1) == before - timedelta(microseconds=500_000)
    assert from_epoch_s(epoch_s(on("3 09:00"))) == on("3 09:00")


def test_a_clock_sees_what_an_event_says() -> None:
    """Numbers, instants, place in the chain."""
    (tick,) = ticks([event(7, "3 09:00", "more", "busy", known="4", effect="extended", arg=99)])
    assert tick == Tick(
        EFFECT_NO["extended"], ACTIONS.index("more"), STATES.index("busy"),
        epoch_s(on("3 09:00")), epoch_s(on("4 09:00")), 99, 7,
    )  # fmt: skip


def test_an_entry_that_comes_late_does_not_act_before_what_it_follows() -> None:
    """What happened on the 3rd and is entered after the 5th acts on the 5th."""
    seen = ticks([event(1, "5"), event(2, "3", known="6"), event(3, "4", known="4")])
    assert times(*(tick.at_s for tick in seen)) == ["5 09:00"] * 3
    assert times(*(tick.known_s for tick in seen)) == ["5 09:00", "6 09:00", "6 09:00"]


def test_what_no_clock_sees() -> None:
    """Readings, expiries, and what became known later; that one may stand before others."""
    events = [
        event(1, "3"), event(2, "9", effect="read"), event(3, "9", effect="expired"),
        event(4, "4", known="6"), event(5, "5"),
    ]  # fmt: skip
    assert [tick.seq for tick in ticks(events)] == [1, 4, 5]
    assert [tick.seq for tick in ticks(events, known_until=on("5"))] == [1, 5]
    assert [tick.seq for tick in ticks(events, known_until=on("6"))] == [1, 4, 5]


def test_five_working_days_from_dispatch() -> None:
    """The day of dispatch does not count, nor does the weekend; green, yellow, red, made good."""
    clock = clock_with("working_days", 5, warn=Warn(before_working_days=1))
    for as_of, light, left_h, late in (
        ("3 09:00", "green", 7.5 - 0.5 + 5 * 7.5, 0), ("6 17:31", "green", 15, 0),
        ("7 00:00", "yellow", 15, 0), ("10 17:30", "yellow", 0, 0),
        ("10 17:31", "red", 0, 0), ("11 09:30", "red", -1, 1), ("17 09:00", "red", -30.5, 5),
    ):  # fmt: skip
        reading = read(clock, [SENT], as_of)
        assert times(reading.due_s, reading.original_due_s) == ["10 17:30", "10 17:30"]
        assert (reading.light, reading.left_s, reading.late_days) == (light, left_h * 3600, late)
        assert reading.was_red == (light == "red")
        assert not reading.made_good
        assert not reading.provisional
    answered = [SENT, event(2, "12", "answer")]
    reading = read(clock, answered, "20")
    assert times(reading.started_s, reading.stopped_s) == ["3 09:00", "12 09:00"]
    assert (reading.light, reading.left_s, reading.late_days) == ("none", None, 0)
    assert reading.was_red
    assert reading.made_good
    in_time = read(clock, [SENT, event(2, "10 17:30", "answer")], "20")
    assert not in_time.was_red


def test_a_red_that_was_made_good_stays_visible_in_the_next_run() -> None:
    """It runs again with time enough, and is yellow."""
    again = [SENT, event(2, "12", "answer"), event(3, "13", "send", "busy")]
    reading = read(clock_with("working_days", 5), again, "13")
    assert times(reading.started_s, reading.due_s) == ["13 09:00", "20 17:30"]
    assert (reading.light, reading.stopped_s, reading.made_good) == ("yellow", None, True)


def test_more_time_keeps_the_first_date_and_says_what_was_due_before() -> None:
    """Twice; the extensions are those of this run only."""
    clock = clock_with("working_days", 5)
    first, second = (epoch_s(on(day)) for day in ("14 17:30", "21 12:00"))
    events = [
        SENT, event(2, "5", "more", effect="extended", arg=first),
        event(3, "12", "more", effect="extended", arg=second),
    ]  # fmt: skip
    reading = read(clock, events, "13")
    assert times(reading.due_s, reading.original_due_s) == ["21 12:00", "10 17:30"]
    due = epoch_s(on("10 17:30"))
    assert reading.extensions == (ClockExtension(2, due, first), ClockExtension(3, first, second))
    assert not reading.was_red
    again = [*events, event(4, "14", "answer"), event(5, "17", "send", "busy")]
    assert read(clock, again, "17").extensions == ()


def test_a_pause_gives_back_its_working_days() -> None:
    """Two days of waiting move the end by two; while it waits it is due as if it went on now."""
    clock = clock_with("working_days", 5)
    events = [SENT, event(2, "4", "wait", "waiting")]
    waiting = read(clock, events, "6")
    assert times(waiting.paused_since_s, waiting.due_s) == ["4 09:00", "12 17:30"]
    assert (waiting.left_s, waiting.pauses) == (int((7 + 4 * 7.5) * 3600), ())
    assert read(clock, events, "20").light == "green"
    over = read(clock, [*events, event(3, "6", "work", "busy")], "6")
    assert times(over.paused_since_s, over.due_s) == [None, "12 17:30"]
    assert times(*over.pauses[0]) == ["4 09:00", "6 09:00"]


PAUSES = [
    ("working_days", 5, "4 09:00", "6 09:00", "12 17:30"),  # on two days work ends without it
    ("working_days", 5, "4 18:00", "6 09:00", "11 17:30"),  # on the 4th it had ended
    ("working_days", 5, "4 09:00", "6 17:30", "12 17:30"),  # on the 6th it goes on in the end
    ("working_days", 5, "4 09:00", "6 17:31", "13 17:30"),
    ("working_days", 5, "7 18:00", "10 09:00", "10 17:30"),  # a weekend
    ("working_hours", 10, "3 10:00", "3 15:00", "4 16:30"),  # noon is no time of work
    ("working_hours", 10, "3 18:00", "4 08:00", "4 11:30"),
    ("hours", 30, "3 10:00", "3 15:00", "4 20:00"),
    ("days", 4, "4 09:00", "6 09:00", "10 17:30"),  # until Sunday, so until Monday
    ("days", 9, "7 18:00", "10 09:00", "14 17:30"),  # Saturday and Sunday are days
    ("days", 5, "9 12:00", "11 09:00", "11 17:30"),  # over on Saturday, it waited for Monday
]


@pytest.mark.parametrize(("unit", "amount", "begun", "over", "due"), PAUSES)
def test_pauses_by_hand(unit: str, amount: int, begun: str, over: str, due: str) -> None:
    """In each unit what was left when it began is left when it ends; also if asked before."""
    paused = [SENT, event(2, begun, "wait", "waiting")]
    clock = clock_with(unit, amount)
    assert times(read(clock, paused, over).due_s) == [due]
    again = read(clock, [*paused, event(3, over, "work", "busy")], "31")
    assert times(again.due_s) == [due]
    assert again.original_due_s == read(clock, [SENT], "3").due_s


def test_a_pause_after_the_end_moves_nothing() -> None:
    """What is late stays late, and by which day is not forgotten."""
    clock = clock_with("working_days", 5)
    events = [SENT, event(2, "12", "wait", "waiting")]
    waiting = read(clock, events, "20")
    assert (waiting.light, waiting.late_days) == ("red", 2)
    assert times(waiting.due_s) == ["10 17:30"]
    over = read(clock, [*events, event(3, "14", "work", "busy")], "14")
    assert times(over.due_s) == ["10 17:30"]
    assert over.late_days == 4


def test_more_time_that_is_granted_in_a_pause() -> None:
    """Whoever grants it knows of the pause so far: only what comes after moves the new end."""
    events = [
        SENT, event(2, "4", "wait", "waiting"),
        event(3, "5", "more", effect="extended", arg=epoch_s(on("14 17:30"))),
        event(4, "6", "work", "busy"),
    ]  # fmt: skip
    reading = read(clock_with("working_days", 5), events, "6")
    assert times(reading.due_s) == ["17 17:30"]
    assert times(*reading.pauses[0]) == ["4 09:00", "6 09:00"]


def test_states_in_which_a_clock_stands_still() -> None:
    """Those of the kind, or those that the clock says instead."""
    events = [SENT, event(2, "4", "wait", "waiting")]
    for pauses_in, since in ((None, "4 09:00"), (("busy",), None), ((), None)):
        reading = read(clock_with(pauses_in=pauses_in), events, "5")
        assert times(reading.paused_since_s) == [since]
    own = read(clock_with(pauses_in=("busy", "draft")), [SENT], "5")
    assert times(own.paused_since_s) == ["3 09:00"]


@pytest.mark.parametrize(
    ("stops_on", "stopping"),
    [(("answer",), {"done"}), (("state:parked",), {"parked", "done"}), ((), {"done"})],
)
def test_states_that_stop_a_clock(stops_on: tuple[str, ...], stopping: set[str]) -> None:
    """A final one always does, another where the clock says so."""
    for state in STATES:
        reading = read(clock_with(stops_on=stops_on), [SENT, event(2, "4", "work", state)], "5")
        assert (reading.stopped_s is not None) == (state in stopping)


def test_a_clock_from_the_creation_on() -> None:
    """Only where it says so; sending does not start it anew."""
    created = event(1, "3", effect="created", state="draft")
    sent = event(2, "5", "send", "busy")
    both = read(clock_with(starts_on=("create", "send")), [created, sent], "6")
    assert times(both.started_s) == ["3 09:00"]
    assert times(read(clock_with(), [created, sent], "6").started_s) == ["5 09:00"]


@pytest.mark.parametrize(
    ("unit", "amount", "warn", "yellow_from"),
    [
        ("working_days", 5, Warn(share=0.8), "7 16:06"),  # 8.9 of 44.5 hours of work are left
        ("working_hours", 10, Warn(share=0.8), "4 09:30"),
        ("working_hours", 10, Warn(share=0.9), "4 10:30"),
        ("hours", 30, Warn(share=0.5), "4 00:00"),
        ("days", 4, Warn(share=0.8), "6 20:36"),
        ("days", 4, Warn(before_working_days=2), "5 00:00"),
        ("hours", 50, Warn(), "5 01:00"),  # four fifths where nothing is said
    ],
)
def test_yellow_from_the_second_on(unit: str, amount: int, warn: Warn, yellow_from: str) -> None:
    """A share of the time is gone, the last second of it too."""
    clock = clock_with(unit, amount, warn=warn)
    kind = kind_with(clock)
    instant = on(yellow_from)
    for as_of, light in ((instant - timedelta(seconds=1), "green"), (instant, "yellow")):
        first = clock_readings([SENT], kind, tables(), as_of)[0]
        assert first.light == light


def test_more_time_in_hours_of_work_is_paused_from_its_own_end() -> None:
    """An hour of work in a pause moves the end that was granted by an hour of work."""
    granted = epoch_s(on("5 12:00"))
    events = [
        SENT, event(2, "4", "more", effect="extended", arg=granted),
        event(3, "5 09:00", "wait", "waiting"), event(4, "5 10:00", "work", "busy"),
    ]  # fmt: skip
    assert times(read(clock_with("working_hours", 10), events, "5 11:00").due_s) == ["5 14:30"]


def test_an_end_that_is_an_instant() -> None:
    """It is due then and not when work ends, and the other field is of the other clock."""
    clock = clock_with("field")
    kind = kind_with(clock, "datetime")
    for field, value, due in (
        ("until", on("12 10:15"), ["12 10:15", None]),
        ("before", on("12 10:15"), [None, "12 17:30"]),
    ):
        said = event(2, "4", effect="changed", arg=pack_dues(kind, {field: value}, SHANGHAI))
        found = clock_readings([SENT, said], kind, tables(), on("5"))
        assert times(*(reading.due_s for reading in found)) == due


def test_hours_of_work_by_hand() -> None:
    """Ten hours from Monday morning: 7 on Monday, 3 on Tuesday."""
    reading = read(clock_with("working_hours", 10), [SENT], "3 10:00")
    assert times(reading.due_s) == ["4 11:30"]
    assert reading.left_s == 9 * 3600


@pytest.mark.parametrize(
    ("unit", "amount", "due"),
    [("days", 4, "7 17:30"), ("days", 5, "10 17:30"), ("hours", 30, "4 15:00")],
)
def test_days_and_hours_of_the_calendar(unit: str, amount: int, due: str) -> None:
    """Days that end on a Saturday end on Monday; hours end when they end."""
    assert times(read(clock_with(unit, amount), [SENT], "3").due_s) == [due]


def test_an_end_that_a_field_says() -> None:
    """Nothing is due without it; the first is the original one; the end of work on that day."""
    clock = clock_with("field")
    kind = kind_with(clock)

    def says(seq: int, at: str, day: date | None) -> LedgerEvent:
        arg = pack_dues(kind, {"until": day}, SHANGHAI)
        return event(seq, at, effect="changed", arg=arg)

    assert read(clock, [SENT], "4").due_s is None
    assert read(clock, [SENT], "4").light == "none"
    events = [SENT, says(2, "4", date(2025, 3, 12)), says(3, "5", date(2025, 3, 14))]
    reading = read(clock, events, "6")
    assert times(reading.due_s, reading.original_due_s) == ["14 17:30", "12 17:30"]
    paused = [*events, event(4, "6", "wait", "waiting"), event(5, "10", "work", "busy")]
    assert times(read(clock, paused[:-1], "9").due_s) == ["14 17:30"]
    assert times(read(clock, paused, "11").due_s) == ["14 17:30"]
    cleared = read(clock, [*events, says(4, "6", None)], "7")
    assert times(cleared.due_s, cleared.original_due_s) == [None, "12 17:30"]


def test_by_when_it_was_known() -> None:
    """A letter that is entered two days late has its days from then on, where the kind says so."""
    late_entry = [event(1, "3", "send", "busy", known="5")]
    assert times(read(clock_with("working_days", 1), late_entry, "5").due_s) == ["4 17:30"]
    known = clock_with("working_days", 1, counts_from="known_at")
    assert times(read(known, late_entry, "5").due_s) == ["6 17:30"]


def test_an_end_beyond_what_is_announced_is_provisional() -> None:
    """The last day of the last announced year is certain, the next is not."""
    year = tables().announced_until.year
    kind = kind_with(clock := clock_with("field"))
    for day, provisional in ((date(year, 12, 31), False), (date(year + 1, 1, 4), True)):
        arg = pack_dues(kind, {"until": day}, SHANGHAI)
        start = event(1, "3", "send", "busy")
        said = replace(start, entry=replace(start.entry, arg=arg))
        assert read(clock, [said], "4").provisional == provisional


def test_clocks_that_never_started_are_left_out() -> None:
    """And each that did has its own rule."""
    kind = kind_with(clock_with(stops_on=("answer",)))
    assert clock_readings([event(1, "3")], kind, tables(), on("4")) == ()
    both = clock_readings([SENT], kind, tables(), on("4"))
    assert [reading.clock.id for reading in both] == ["c", OTHER.id]
    assert clock_readings([SENT], kind, tables(), on("3 08:59")) == ()
