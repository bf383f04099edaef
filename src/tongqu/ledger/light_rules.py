"""Lights that no clock says: milestones, starts, progress, monthly entries, look-backs.

Each rule goes through the events of all items of a kind in lock step and remembers two things: the
light now, and whether it was ever red. A red is remembered at the event that ends it, and counts
until then; so a red that was made good stays visible.

Notes
-----
==================== ============================== ==============================================
rule                 yellow                         red
==================== ============================== ==============================================
``milestone_late``   `yellow_days` late, or         more than `red_days` late
                     expected so much too late
``start_missed``     `yellow_months` after the      `red_months` after it
                     month planned
``progress_behind``  `yellow` points behind         more than `red` points behind
``entry_late``       `yellow_months` without entry  more than `red_months`
``look_back_due``    `yellow_days` before it is due more than `red_days` after
==================== ============================== ==============================================

Days are calendar days. Progress is planned to grow evenly from the first to the last day of the
baseline (of the newest plan where none is one; of the fields ``start_on`` and ``finish_on`` where
there is no plan). An item's progress is the mean of its sections, or what is said of the whole
where it has none. Monthly entries are owed from the start until all is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongqu.ledger.clocks_all import GREEN, NONE, RED, UNSET, YELLOW
from tongqu.ledger.effects import EFFECT_NO
from tongqu.ledger.event_columns import NO_ARG, among, openness, turns
from tongqu.ledger.light_progress import ProgressTable, read_progress, thresholds_of
from tongqu.ledger.packed import unpack_milestone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.ledger.clock_rules import ClockCalendar
    from tongqu.ledger.event_columns import KindEvents
    from tongqu.ledger.kind import Kind

    Int64s = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = [
    "LookBackTable",
    "MilestoneTable",
    "ProgressTable",
    "RuleLight",
    "read_look_backs",
    "read_milestones",
    "read_progress",
    "thresholds_of",
]

ACTUAL, PLANNED, EXPECTED, ENDED = range(4)


@dataclass(frozen=True, slots=True)
class RuleLight:
    """What one rule says of each item.

    Attributes
    ----------
    light
        Place in `tongqu.ledger.clocks_all.LIGHTS`.
    was_red
        Whether it is or ever was red.
    """

    light: Int64s
    was_red: Bools


@dataclass(slots=True)
class MilestoneTable:
    """Milestones of all items, each a row; days are ordinals, `UNSET` where there is none.

    Attributes
    ----------
    item, code
        Item, and the milestone's number (`tongqu.ledger.packed.name_code`).
    planned, expected, actual
        Days as somebody said last.
    late_days
        Days late now, or when it happened; 0 where it is not.
    light, was_red
        As the kind's rule says; without one, late or not.
    """

    item: Int64s
    code: Int64s
    planned: Int64s
    expected: Int64s
    actual: Int64s
    late_days: Int64s
    light: Int64s
    was_red: Bools

    def newest(self) -> Int64s:
        """Return the day that each is expected on, else planned for."""
        return np.where(self.expected != UNSET, self.expected, self.planned)

    def due(self) -> Int64s:
        """Return the day on which each is due: as planned, else as expected."""
        return np.where(self.planned != UNSET, self.planned, self.expected)


def read_milestones(
    events: KindEvents,
    kind: Kind,
    open_items: Bools,
    calendar: ClockCalendar,
    today: int,
) -> MilestoneTable:
    """Return all milestones with their dates and lights.

    Parameters
    ----------
    events
        Events of the items of one kind.
    kind
        The kind, with the thresholds of its rule ``milestone_late``.
    open_items
        Which items are open; what has not happened in others is no longer late.
    calendar
        Working time.
    today
        Ordinal of the day.
    """
    thresholds = thresholds_of(kind, "milestone_late")
    open_, ends = openness(events, [n for n, one in enumerate(kind.states) if one.final])
    places, code, day, status = _statements(events, ends)
    item = events.item[places]
    order = np.lexsort((places, code, item))
    places, code, day, status = places[order], code[order], day[order], status[order]
    item, owed = item[order], open_[places]
    new = np.ones(len(order), bool)
    new[1:] = (item[1:] != item[:-1]) | (code[1:] != code[:-1])
    group = np.cumsum(new) - 1
    table = _empty(item[new], code[new])
    when = calendar.day_of(events.at_s[places])
    yellow_days = (thresholds or {}).get("yellow_days", 1)
    red_days = (thresholds or {}).get("red_days", 0)
    for turn in turns(group):
        at, said = group[turn], status[turn]
        now = np.where(said == ACTUAL, np.minimum(day[turn], when[turn]), when[turn])
        due = table.due()[at]
        waits = (table.actual[at] == UNSET) & (due != UNSET) & owed[turn]
        table.was_red[at] |= waits & (now - due > red_days)
        for place, column in enumerate((table.actual, table.planned, table.expected)):
            column[at[said == place]] = day[turn[said == place]]
    due, happened = table.due(), table.actual != UNSET
    end = np.where(happened, table.actual, today)
    table.late_days = np.where(due != UNSET, np.maximum(end - due, 0), 0)
    waits = ~happened & (due != UNSET) & open_items[table.item]
    table.late_days[~waits & ~happened] = 0
    both = (table.expected != UNSET) & (table.planned != UNSET)
    announced = np.where(both, table.expected - table.planned, 0)
    yellow = (table.late_days >= yellow_days) | (announced >= yellow_days)
    light = np.where(table.late_days > red_days, RED, np.where(yellow, YELLOW, GREEN))
    table.light = np.where(waits, light, NONE)
    table.was_red |= table.light == RED
    if thresholds is None:
        table.light[:], table.was_red[:] = NONE, False
    return table


def _statements(events: KindEvents, ends: Bools) -> tuple[Int64s, Int64s, Int64s, Int64s]:
    """Return what was said of milestones: places of events, milestones, days, kinds of dates.

    Where an item ends, each of its milestones has a row that says nothing, `ENDED`: until then it
    could be late.
    """
    dated = among(events.effect, (EFFECT_NO["happened"], EFFECT_NO["expected"]))
    places = np.flatnonzero(dated & (events.arg != NO_ARG))
    code, day, status = unpack_milestone(events.arg[places])
    pairs = np.unique(np.stack((events.item[places], code)), axis=1)
    closings = np.flatnonzero(ends)
    first = np.searchsorted(pairs[0], events.item[closings], side="left")
    count = np.searchsorted(pairs[0], events.item[closings], side="right") - first
    # The rows first, first + 1 ... of each closing's item, one closing after another.
    rows = np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)
    more = np.repeat(closings, count)
    return (
        np.concatenate((places, more)),
        np.concatenate((code, pairs[1][rows])),
        np.concatenate((day, np.zeros(len(more), np.int64))),
        np.concatenate((status, np.full(len(more), ENDED))),
    )


def _empty(item: Int64s, code: Int64s) -> MilestoneTable:
    count = len(item)
    return MilestoneTable(
        item=item,
        code=code,
        planned=np.full(count, UNSET, np.int64),
        expected=np.full(count, UNSET, np.int64),
        actual=np.full(count, UNSET, np.int64),
        late_days=np.zeros(count, np.int64),
        light=np.zeros(count, np.int64),
        was_red=np.zeros(count, bool),
    )


@dataclass(slots=True)
class LookBackTable:
    """Look-backs of each item after its last closing.

    Attributes
    ----------
    closed_day
        Day on which it was closed as done, `UNSET` where it is open or was withdrawn.
    done, failed
        Look-backs since then; failed ones in its whole life.
    due_day
        When the next one is due, `UNSET` where none is.
    light, was_red
        As the kind's rule says.
    """

    closed_day: Int64s
    done: Int64s
    failed: Int64s
    due_day: Int64s
    light: Int64s
    was_red: Bools


def read_look_backs(
    events: KindEvents, kind: Kind, calendar: ClockCalendar, today: int
) -> LookBackTable:
    """Return the look-backs of all items, done and due.

    Parameters
    ----------
    events
        Events of the items of the kind.
    kind
        The kind, with its `look_back` and its thresholds.
    calendar
        Working time.
    today
        Ordinal of the day.
    """
    count = events.items
    table = LookBackTable(
        np.full(count, UNSET, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64),
        np.full(count, UNSET, np.int64), np.zeros(count, np.int64), np.zeros(count, bool),
    )  # fmt: skip
    closed, reopened = EFFECT_NO["closed"], EFFECT_NO["reopened"]
    looked = EFFECT_NO["looked_back"]
    thresholds = thresholds_of(kind, "look_back_due")
    days = np.array(kind.look_back.days if kind.look_back else (), np.int64)
    red_days = (thresholds or {}).get("red_days", 0)
    # What was withdrawn (recorded twice, not needed) was never mended: nothing is to be looked at.
    asked = EFFECT_NO["close_asked"]
    withdraws = [n for n, one in enumerate(kind.actions) if one.withdraws]
    withdrawn = np.zeros(count, bool)

    def due_of(item: Int64s) -> Int64s:
        left = (table.closed_day[item] != UNSET) & (table.done[item] < len(days))
        due = np.full(len(item), UNSET, np.int64)
        due[left] = table.closed_day[item[left]] + days[table.done[item[left]]]
        return due

    places = np.flatnonzero(among(events.effect, (asked, closed, reopened, looked)))
    for turn in turns(events.item[places]):
        at = places[turn]
        item, effect = events.item[at], events.effect[at]
        day = calendar.day_of(events.at_s[at])
        due = due_of(item)
        if thresholds is not None:
            table.was_red[item] |= (due != UNSET) & (day - due > red_days)
        asks = effect == asked
        withdrawn[item[asks]] = among(events.action[at[asks]], withdraws)
        shut = (effect == closed) & ~(withdrawn[item] | among(events.action[at], withdraws))
        table.closed_day[item[shut]] = day[shut]
        table.done[item[shut]] = 0
        table.closed_day[item[effect == reopened]] = UNSET
        table.done[item] += effect == looked
        table.failed[item] += (effect == looked) & (events.arg[at] == 0)
    table.due_day = due_of(np.arange(count))
    if thresholds is not None:
        due = table.due_day
        light = np.where(due - today <= thresholds.get("yellow_days", 7), YELLOW, GREEN)
        light = np.where(today - due > red_days, RED, light)
        table.light = np.where(due != UNSET, light, NONE)
        table.was_red |= table.light == RED
    return table
