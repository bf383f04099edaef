"""What a clock says of all items at once, from columns of events.

The same rules as `tongqu.ledger.clocks`, in lock step: the first event that matters of every item,
then the second of every item that has one, and so on. There are as many steps as the busiest item
has such events, and each is a handful of array operations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongqu.ledger.clock_rules import NOT_FOR_FIELDS
from tongqu.ledger.clocks import CREATED
from tongqu.ledger.event_columns import NO_ARG, among, turns
from tongqu.ledger.packed import unpack_due

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.ledger.clock_rules import ClockCalendar, ClockRule
    from tongqu.ledger.event_columns import KindEvents

    Int64s = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["GREEN", "LIGHTS", "NONE", "RED", "UNSET", "YELLOW", "ClockTable"]
__all__ += ["read_clock_of_all"]

UNSET = -(2**62)
"""Stands for "no instant" in the columns."""

LIGHTS = ("none", "green", "yellow", "red")
"""Lights by their number; the greater is the worse."""

NONE, GREEN, YELLOW, RED = range(4)


@dataclass(slots=True)
class ClockTable:
    """What a clock says of each item; `UNSET` where there is no such instant.

    Attributes
    ----------
    running, was_red
        Whether it runs; whether it is or ever was late.
    started_s, stopped_s, due_s, original_due_s, paused_since_s
        As `tongqu.ledger.clocks.ClockReading` has them; `started_s` is unset where it never did.
    light
        Place in `LIGHTS`.
    late_days
        Working days since the day on which it was due.
    """

    running: Bools
    was_red: Bools
    started_s: Int64s
    stopped_s: Int64s
    due_s: Int64s
    original_due_s: Int64s
    paused_since_s: Int64s
    light: Int64s
    late_days: Int64s
    origin: Int64s
    target: Int64s
    whole: Int64s
    pause_from: Int64s
    stated: Int64s

    @property
    def late_now(self) -> Bools:
        """Which are late."""
        late: Bools = self.light == RED
        return late

    @classmethod
    def of(cls, items: int) -> ClockTable:
        """Return the table in which nothing has happened yet."""
        unset = [np.full(items, UNSET, np.int64) for _ in range(7)]
        zeros = [np.zeros(items, np.int64) for _ in range(5)]
        return cls(
            running=np.zeros(items, bool),
            was_red=np.zeros(items, bool),
            started_s=unset[0],
            stopped_s=unset[1],
            due_s=unset[2],
            original_due_s=unset[3],
            paused_since_s=unset[4],
            light=zeros[0],
            late_days=zeros[1],
            origin=zeros[2],
            target=zeros[3],
            whole=zeros[4],
            pause_from=unset[5],
            stated=unset[6],
        )


@dataclass(frozen=True, slots=True)
class _Step:
    """One event of each of some items."""

    item: Int64s
    now: Int64s
    arg: Int64s
    pausing: Bools
    ends: Bools
    stops: Bools
    states: Bools
    extends: Bools
    starts: Bools


def read_clock_of_all(
    rule: ClockRule, events: KindEvents, calendar: ClockCalendar, as_of_s: int
) -> ClockTable:
    """Return what a clock says of all items of its kind.

    Parameters
    ----------
    rule
        The clock, from `tongqu.ledger.clock_rules.clock_rules`.
    events
        Events of the items of its kind, those known only.
    calendar
        Working time.
    as_of_s
        When [s since 1970].
    """
    table = ClockTable.of(events.items)
    for step in _steps(rule, events):
        _take(table, rule, step, calendar)
    _read(table, rule, as_of_s, calendar)
    return table


def _steps(rule: ClockRule, events: KindEvents) -> list[_Step]:
    """Return the events that matter to a clock: the first of each item, then the second ..."""
    count = len(events.item)
    if not count:
        return []
    pausing, was_pausing = _pausing(rule, events)
    ends = among(events.state, rule.stop_states)
    stops = among(events.action, rule.stops)
    has_arg = events.arg != NO_ARG
    extends = among(events.action, rule.extends) & has_arg
    starts = among(events.action, rule.starts)
    if rule.starts_on_create:
        starts |= events.effect == CREATED
    states = np.zeros(count, bool)
    if rule.unit == "field":
        said, _ = unpack_due(events.arg, rule.slot)
        states = has_arg & said & ~among(events.effect, NOT_FOR_FIELDS)
    matters = np.flatnonzero((pausing != was_pausing) | ends | stops | extends | starts | states)
    now = events.known_s if rule.from_known else events.at_s
    steps = []
    for places in turns(events.item[matters]):
        at = matters[places]
        steps.append(
            _Step(
                item=events.item[at],
                now=now[at],
                arg=events.arg[at],
                pausing=pausing[at],
                ends=ends[at],
                stops=stops[at],
                states=states[at],
                extends=extends[at],
                starts=starts[at],
            )
        )
    return steps


def _pausing(rule: ClockRule, events: KindEvents) -> tuple[Bools, Bools]:
    """Return whether a clock stands still after each event, and before it."""
    pausing = among(events.carried, rule.pause_states)
    before = np.zeros(len(pausing), bool)
    before[1:] = pausing[:-1] & (events.item[1:] == events.item[:-1])
    return pausing, before


def _take(table: ClockTable, rule: ClockRule, step: _Step, calendar: ClockCalendar) -> None:
    """Let one event of each item act; the order is that of `tongqu.ledger.clocks`."""
    item, now = step.item, step.now
    due = table.due_s[item]
    runs = table.running[item]
    since = table.pause_from[item]
    late = runs & (due != UNSET) & (np.where(since == UNSET, now, since) > due)
    table.was_red[item] |= late

    stopped = runs & (step.ends | step.stops)
    _settle(table, rule, item[stopped], now[stopped], calendar)
    table.running[item[stopped]] = False
    table.stopped_s[item[stopped]] = now[stopped]
    table.paused_since_s[item[stopped]] = UNSET
    runs = runs & ~stopped

    if step.states.any():
        said = step.states
        _, value = unpack_due(step.arg[said], rule.slot)
        given = value >= 0
        table.stated[item[said]] = UNSET
        table.stated[item[said][given]] = rule.stated(calendar, value[given])
        _state(table, rule, item[said & runs], calendar)
    if step.extends.any():
        more = step.extends & runs
        table.due_s[item[more]] = step.arg[more]
        table.target[item[more]] = rule.target_of(calendar, step.arg[more])
        table.origin[item[more]] = rule.position(calendar, now[more])
        paused = more & (table.pause_from[item] != UNSET)
        table.pause_from[item[paused]] = now[paused]

    begun = step.starts & ~runs & ~step.ends
    _start(table, rule, item[begun], now[begun], calendar)
    runs = runs | begun
    still = table.paused_since_s[item] != UNSET
    pauses = runs & step.pausing & ~still
    table.paused_since_s[item[pauses]] = table.pause_from[item[pauses]] = now[pauses]
    goes_on = runs & ~step.pausing & still
    _settle(table, rule, item[goes_on], now[goes_on], calendar)
    table.paused_since_s[item[goes_on]] = UNSET


def _start(
    table: ClockTable, rule: ClockRule, item: Int64s, now: Int64s, calendar: ClockCalendar
) -> None:
    if not item.size:
        return
    table.running[item] = True
    table.started_s[item] = now
    table.stopped_s[item] = table.due_s[item] = table.original_due_s[item] = UNSET
    if rule.unit == "field":
        _state(table, rule, item, calendar)
        return
    origin = rule.origin(calendar, now)
    due = rule.instant(calendar, origin + rule.amount)
    table.origin[item] = origin
    table.target[item] = origin + rule.amount
    table.due_s[item] = table.original_due_s[item] = due
    table.whole[item] = rule.length(calendar, now, due)


def _state(table: ClockTable, rule: ClockRule, item: Int64s, calendar: ClockCalendar) -> None:
    stated = table.stated[item]
    table.due_s[item] = stated
    new = (table.original_due_s[item] == UNSET) & (stated != UNSET)
    table.original_due_s[item[new]] = stated[new]
    table.whole[item[new]] = rule.length(calendar, table.started_s[item[new]], stated[new])


def _settle(
    table: ClockTable, rule: ClockRule, item: Int64s, now: Int64s, calendar: ClockCalendar
) -> None:
    """End the pauses of some items, where they have one."""
    paused = table.pause_from[item] != UNSET
    _move(table, rule, item[paused], now[paused], calendar)
    table.pause_from[item[paused]] = UNSET


def _move(
    table: ClockTable, rule: ClockRule, item: Int64s, now: Int64s, calendar: ClockCalendar
) -> None:
    """Let pauses that end now move what is due."""
    if rule.unit == "field" or not item.size:
        return
    begun, due = table.pause_from[item], table.due_s[item]
    open_ = begun <= due
    item, begun, now = item[open_], begun[open_], now[open_]
    if not item.size:
        return
    target, passed = table.target[item], rule.position(calendar, now)
    place = np.maximum(rule.position(calendar, begun), table.origin[item])
    shift = np.maximum(passed - place, 0)
    moved = target + shift
    if rule.unit == "days":
        over = place >= target
        moved = np.where(over, np.maximum(target, passed + 1), moved)
        shift = np.where(over, 1, shift)
    table.target[item] = moved
    item, moved = item[shift > 0], moved[shift > 0]
    table.due_s[item] = rule.instant(calendar, moved)


def _read(table: ClockTable, rule: ClockRule, as_of_s: int, calendar: ClockCalendar) -> None:
    """Fill in lights and what is late, and where a pause would end now, move what is due."""
    item = np.flatnonzero(table.running & (table.due_s != UNSET))
    if not item.size:
        return
    due = table.due_s[item]
    paused = table.pause_from[item] != UNSET
    reference = np.where(paused, table.pause_from[item], as_of_s)
    late = reference > due
    yellow = table.was_red[item] | rule.warns(calendar, reference, due, table.whole[item])
    table.light[item] = np.where(late, RED, np.where(yellow, YELLOW, GREEN))
    days = calendar.working_days_until(calendar.day_of(reference))
    days = days - calendar.working_days_until(calendar.day_of(due))
    table.late_days[item] = np.where(late, days, 0)
    table.was_red[item] |= late
    _move(table, rule, item[paused], np.full(int(paused.sum()), as_of_s), calendar)
