"""What the clocks of one item say, computed from its events each time somebody asks.

Nothing is stored: not the deadline, not what is left of it. So a new calendar, an entry that
comes in late or a day in the past that is asked about are answered alike, by going through the
events once more.

Notes
-----
- A clock's instants are those of its item's events, in their order in the chain; an event that is
  entered afterwards cannot act before what it follows, so no instant is before an earlier one.
- A clock that runs takes no notice of a further start: an item that is sent to and fro keeps its
  deadline. After a stop, a start begins anew.
- Where an event stops and starts, it stops first. A final state stops every clock.
- While an item is paused, days do not count on which it is paused when work ends, nor do the
  seconds of work; what was left is left afterwards. A date that a field states does not move.
- More time sets the end that was granted; a pause after that moves it as any other.
- A clock is late after its due second, not in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tongqu.ledger.clock_rules import NOT_FOR_FIELDS, SILENT_NOS, ClockRule, clock_rules
from tongqu.ledger.effects import EFFECT_NO
from tongqu.ledger.packed import unpack_due

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.ledger.clock_rules import ClockCalendar
    from tongqu.ledger.kind import Clock, Kind
    from tongqu.model.ledger_event import LedgerEvent

__all__ = [
    "ClockExtension",
    "ClockReading",
    "Tick",
    "clock_readings",
    "epoch_s",
    "from_epoch_s",
    "read_clock",
    "ticks",
]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CREATED = EFFECT_NO["created"]


def epoch_s(when: datetime) -> int:
    """Return an instant in whole seconds since 1970 (UTC), rounded down.

    Examples
    --------
    >>> epoch_s(datetime(1970, 1, 1, 0, 1, 0, 999_999, tzinfo=UTC))
    60
    """
    return (when - EPOCH) // timedelta(seconds=1)


def from_epoch_s(s: int) -> datetime:
    """Return the instant of some seconds since 1970, in UTC.

    Examples
    --------
    >>> from_epoch_s(60).isoformat()
    '1970-01-01T00:01:00+00:00'
    """
    return EPOCH + timedelta(seconds=s)


@dataclass(frozen=True, slots=True)
class Tick:
    """What a clock sees of an event.

    Attributes
    ----------
    effect_no, action_no, state_no, arg
        As the event has them; an action or state of -1 is none, an `arg` of None too.
    at_s, known_s
        When it acts: when it happened and since when it is known, never before an earlier event.
    seq
        Its place in the chain.
    """

    effect_no: int
    action_no: int
    state_no: int
    at_s: int
    known_s: int
    arg: int | None = None
    seq: int = 0


def ticks(events: Iterable[LedgerEvent], *, known_until: datetime | None = None) -> list[Tick]:
    """Return what clocks see of the events of one item.

    Parameters
    ----------
    events
        In the order of the chain.
    known_until
        What became known later is left out.
    """
    seen = []
    at = known = -(2**62)
    for event in events:
        entry = event.entry
        effect_no = EFFECT_NO[entry.effect]
        if effect_no in SILENT_NOS or (known_until is not None and entry.known_at > known_until):
            continue
        at, known = max(at, epoch_s(entry.at)), max(known, epoch_s(entry.known_at))
        seen.append(
            Tick(effect_no, entry.action_no, entry.state_no, at, known, entry.arg, event.seq)
        )
    return seen


@dataclass(frozen=True, slots=True)
class ClockExtension:
    """More time that was granted.

    Attributes
    ----------
    seq
        Event that says so.
    from_due_s, to_due_s
        Due before, None where nothing was due; due after.
    """

    seq: int
    from_due_s: int | None
    to_due_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """What a clock says: its last run, and whether it was ever late.

    Attributes
    ----------
    clock
        The clock.
    started_s, stopped_s
        When it started; when it stopped, None while it runs.
    due_s
        When it is due. While it is paused: if it went on at once. None where the field that says
        so is empty.
    original_due_s
        When it would have been due without pauses and without more time.
    paused_since_s
        Since when it stands still, None if it does not.
    left_s
        Seconds of work that are left, negative if it is late; None where it does not run.
    late_days
        Working days since the day on which it was due, 0 if it is not late.
    provisional
        Whether a holiday that is not announced yet may move the end.
    extensions
        More time that was granted in this run.
    pauses
        When it stood still in this run, from and until; one that still lasts is not among them.
    light
        ``green``, ``yellow``, ``red``; ``none`` where it does not run.
    was_red
        Whether it is or ever was late, in any run.
    """

    clock: Clock
    started_s: int
    stopped_s: int | None
    due_s: int | None
    original_due_s: int | None
    paused_since_s: int | None
    left_s: int | None
    late_days: int
    provisional: bool
    extensions: tuple[ClockExtension, ...]
    pauses: tuple[tuple[int, int], ...]
    light: str
    was_red: bool

    @property
    def made_good(self) -> bool:
        """Whether it was late once and no longer is."""
        return self.was_red and self.light != "red"


@dataclass(slots=True)
class _Run:
    """A clock while its events go by."""

    running: bool = False
    started: int | None = None
    stopped: int | None = None
    due: int | None = None
    original: int | None = None
    origin: int = 0
    target: int = 0
    whole: int = 0
    paused_since: int | None = None
    pause_from: int | None = None
    was_red: bool = False
    extensions: list[ClockExtension] = field(default_factory=list)
    pauses: list[tuple[int, int]] = field(default_factory=list)
    stated: int | None = None
    pausing: bool = False


def clock_readings(
    events: Iterable[LedgerEvent], kind: Kind, calendar: ClockCalendar, as_of: datetime
) -> tuple[ClockReading, ...]:
    """Return what the clocks of an item say, those that have never started left out.

    Parameters
    ----------
    events
        Events of the item, in the order of the chain.
    kind
        Its kind.
    calendar
        Working time.
    as_of
        When; what became known later does not count.
    """
    seen = ticks(events, known_until=as_of)
    readings = (read_clock(rule, seen, calendar, epoch_s(as_of)) for rule in clock_rules(kind))
    return tuple(reading for reading in readings if reading is not None)


def read_clock(
    rule: ClockRule, seen: Iterable[Tick], calendar: ClockCalendar, as_of_s: int
) -> ClockReading | None:
    """Return what a clock says after some events, None if it has never started.

    Parameters
    ----------
    rule
        The clock, from `clock_rules`.
    seen
        Events of the item, from `ticks`.
    calendar
        Working time.
    as_of_s
        When [s since 1970], not before the last event.
    """
    run = _Run()
    for tick in seen:
        _take(run, rule, tick, calendar)
    if run.started is None:
        return None
    reference = run.pause_from if run.pause_from is not None else as_of_s
    late = run.running and run.due is not None and reference > run.due
    light, left, late_days, due = "none", None, 0, run.due
    if run.running and due is not None:
        last = calendar.working_seconds_until(due)
        left = int(last - calendar.working_seconds_until(reference))
        if late:
            light, first = "red", calendar.working_days_until(calendar.day_of(due))
            late_days = int(calendar.working_days_until(calendar.day_of(reference)) - first)
        elif run.was_red or rule.warns(calendar, reference, due, run.whole):
            light = "yellow"
        else:
            light = "green"
        if run.pause_from is not None:
            due = _moved(replace(run), rule, as_of_s, calendar)
    return ClockReading(
        clock=rule.clock,
        started_s=run.started,
        stopped_s=run.stopped,
        due_s=due,
        original_due_s=run.original,
        paused_since_s=run.paused_since,
        left_s=left,
        late_days=late_days,
        provisional=due is not None
        and int(calendar.day_of(due)) > calendar.announced_until.toordinal(),
        extensions=tuple(run.extensions),
        pauses=tuple(run.pauses),
        light=light,
        was_red=run.was_red or late,
    )


def _take(run: _Run, rule: ClockRule, tick: Tick, calendar: ClockCalendar) -> None:
    now = tick.known_s if rule.from_known else tick.at_s
    reference = run.pause_from if run.pause_from is not None else now
    if run.running and run.due is not None and reference > run.due:
        run.was_red = True
    if tick.state_no >= 0:
        run.pausing = tick.state_no in rule.pause_states
    ends = tick.state_no in rule.stop_states
    if run.running and (ends or tick.action_no in rule.stops):
        _go_on(run, rule, now, calendar)
        run.running, run.stopped = False, now
    if rule.unit == "field" and tick.arg is not None and tick.effect_no not in NOT_FOR_FIELDS:
        _say(run, rule, tick.arg, calendar)
    if run.running and tick.action_no in rule.extends and tick.arg is not None:
        _extend(run, rule, tick, now, calendar)
    starts = tick.action_no in rule.starts or (rule.starts_on_create and tick.effect_no == CREATED)
    if starts and not run.running and not ends:
        _start(run, rule, now, calendar)
    if run.running and run.pausing and run.paused_since is None:
        run.paused_since = run.pause_from = now
    elif run.running and not run.pausing and run.paused_since is not None:
        _go_on(run, rule, now, calendar)


def _start(run: _Run, rule: ClockRule, now: int, calendar: ClockCalendar) -> None:
    run.running, run.started, run.stopped = True, now, None
    run.due = run.original = None
    run.extensions, run.pauses = [], []
    if rule.unit == "field":
        _state(run, rule, calendar)
        return
    run.origin = rule.origin(calendar, now)
    run.target = run.origin + rule.amount
    run.due = run.original = int(rule.instant(calendar, run.target))
    run.whole = rule.length(calendar, now, run.due)


def _say(run: _Run, rule: ClockRule, arg: int, calendar: ClockCalendar) -> None:
    """Take over what an event says about the field that the clock's end stands in."""
    said, value = unpack_due(arg, rule.slot)
    if said:
        run.stated = int(rule.stated(calendar, value)) if value >= 0 else None
        if run.running:
            _state(run, rule, calendar)


def _state(run: _Run, rule: ClockRule, calendar: ClockCalendar) -> None:
    """Take the end that the field says; the first of a run is its original one."""
    assert run.started is not None
    run.due = run.stated
    if run.original is None and run.stated is not None:
        run.original = run.stated
        run.whole = rule.length(calendar, run.started, run.stated)


def _extend(run: _Run, rule: ClockRule, tick: Tick, now: int, calendar: ClockCalendar) -> None:
    assert tick.arg is not None
    run.extensions.append(ClockExtension(tick.seq, run.due, tick.arg))
    run.due, run.target = tick.arg, int(rule.target_of(calendar, tick.arg))
    run.origin = rule.position(calendar, now)
    if run.pause_from is not None:
        run.pause_from = now  # whoever granted it knew of the pause so far


def _go_on(run: _Run, rule: ClockRule, now: int, calendar: ClockCalendar) -> None:
    """End a pause, where there is one, and remember it."""
    _settle(run, rule, now, calendar)
    if run.paused_since is not None:
        run.pauses.append((run.paused_since, now))
        run.paused_since = None


def _settle(run: _Run, rule: ClockRule, now: int, calendar: ClockCalendar) -> None:
    """End a pause: what was left when it began is left now."""
    if run.pause_from is not None:
        run.due = _moved(run, rule, now, calendar)
        run.pause_from = None


def _moved(run: _Run, rule: ClockRule, now: int, calendar: ClockCalendar) -> int | None:
    """Return when the clock is due if its pause ends now, and set the place on its scale."""
    begun, due = run.pause_from, run.due
    if begun is None or due is None or begun > due or rule.unit == "field":
        return due
    passed = rule.position(calendar, now)
    place = max(rule.position(calendar, begun), run.origin)
    if rule.unit == "days" and place >= run.target:
        # The days are over; what is left is the wait for a day on which somebody works.
        run.target = max(run.target, passed + 1)
    elif passed > place:
        run.target += passed - place
    else:
        return due
    return int(rule.instant(calendar, run.target))
