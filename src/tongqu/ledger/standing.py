"""How all items of a kind stand at an instant: clocks, milestones, progress, lights, counts.

Computed from columns of events each time somebody asks. The page of one item is the same question
to its events alone, so that a list, a status and a page never differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongqu.ledger.clock_rules import ClockRule, clock_rules
from tongqu.ledger.clocks_all import NONE, RED, UNSET, YELLOW, ClockTable, read_clock_of_all
from tongqu.ledger.effects import EFFECT_NO
from tongqu.ledger.event_columns import among
from tongqu.ledger.light_rules import (
    LookBackTable,
    MilestoneTable,
    ProgressTable,
    read_look_backs,
    read_milestones,
    read_progress,
    thresholds_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.ledger.clock_rules import ClockCalendar
    from tongqu.ledger.event_columns import KindEvents
    from tongqu.ledger.kind import Kind

    Int64s = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["Standing", "standing_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How each item of a kind stands.

    Attributes
    ----------
    kind, events, as_of_s, today
        What was asked: kind, events known, instant [s since 1970], its local day.
    state, unit
        Numbers of the state and of the unit that holds it.
    open
        Whether its state is not final.
    opened_s, closed_s
        When it was opened; when it was closed last, `UNSET` while it is open.
    rules, clocks
        Each clock of the kind, and what it says.
    milestones, progress, look_backs
        As their rules say.
    light, was_red
        The worst light of all rules; whether any rule is or ever was red. One that was red and no
        longer is, is yellow.
    returned, reopened
        How often.
    in_arbitration
        Whether somebody has to decide to whom it belongs.
    last_report_s
        When progress or a date was reported last, `UNSET` where never.
    """

    kind: Kind
    events: KindEvents
    as_of_s: int
    today: int
    state: Int64s
    unit: Int64s
    open: Bools
    opened_s: Int64s
    closed_s: Int64s
    rules: tuple[ClockRule, ...]
    clocks: tuple[ClockTable, ...]
    milestones: MilestoneTable
    progress: ProgressTable
    look_backs: LookBackTable
    light: Int64s
    was_red: Bools
    returned: Int64s
    reopened: Int64s
    in_arbitration: Bools
    last_report_s: Int64s

    @property
    def made_good(self) -> Bools:
        """Which items were red and no longer are."""
        made_good: Bools = self.was_red & (self.light != RED)
        return made_good

    @property
    def late(self) -> Bools:
        """Which items have something that is late: a clock, a milestone, a look-back."""
        late = np.zeros(len(self.open), bool)
        for clock in self.clocks:
            late |= clock.late_now
        stones = self.milestones
        waits = (stones.actual == UNSET) & (stones.late_days > 0)
        late[stones.item[waits]] = True
        checks = self.look_backs.due_day
        late |= (checks != UNSET) & (checks < self.today)
        return late


def standing_of(kind: Kind, events: KindEvents, calendar: ClockCalendar, as_of_s: int) -> Standing:
    """Return how the items of a kind stand.

    Parameters
    ----------
    kind
        The kind.
    events
        Events of its items, those known at `as_of_s` only.
    calendar
        Working time.
    as_of_s
        When [s since 1970].
    """
    count, today = events.items, int(calendar.day_of(as_of_s))
    state = _last_value(events, events.carried, events.carried >= 0, -1)
    final = frozenset(number for number, one in enumerate(kind.states) if one.final)
    open_ = ~among(state, final)
    rules = clock_rules(kind)
    clocks = tuple(read_clock_of_all(rule, events, calendar, as_of_s) for rule in rules)
    milestones = read_milestones(events, kind, open_, calendar, today)
    progress = read_progress(events, kind, open_, calendar, today)
    look_backs = read_look_backs(events, kind, calendar, today)
    light, was_red = np.full(count, NONE, np.int64), np.zeros(count, bool)
    if thresholds_of(kind, "clock") is not None:
        for clock in clocks:
            light, was_red = np.maximum(light, clock.light), was_red | clock.was_red
    np.maximum.at(light, milestones.item, milestones.light)
    np.logical_or.at(was_red, milestones.item, milestones.was_red)
    for one, red in (
        (progress.behind, progress.behind_was_red),
        (progress.start_missed, progress.start_was_red),
        (progress.entry_late, progress.entry_was_red),
        (look_backs.light, look_backs.was_red),
    ):
        light, was_red = np.maximum(light, one), was_red | red
    light = np.where(was_red & (light < YELLOW), YELLOW, light)
    first = np.searchsorted(events.item, np.arange(count))
    reports = ("progressed", "planned", "happened", "expected")
    return Standing(
        kind=kind,
        events=events,
        as_of_s=as_of_s,
        today=today,
        state=state,
        unit=_last_value(events, events.unit, events.unit >= 0, -1),
        open=open_,
        opened_s=events.at_s[first],
        closed_s=np.where(open_, UNSET, _entered_s(events, final)),
        rules=rules,
        clocks=clocks,
        milestones=milestones,
        progress=progress,
        look_backs=look_backs,
        light=light,
        was_red=was_red,
        returned=_count(events, "returned"),
        reopened=_count(events, "reopened"),
        in_arbitration=open_ & _in_arbitration(kind, events),
        last_report_s=_last_value(
            events, events.at_s, among(events.effect, [EFFECT_NO[name] for name in reports]), UNSET
        ),
    )


def _last_value(events: KindEvents, values: Int64s, where: Bools, otherwise: int) -> Int64s:
    """Return the last of some values of each item."""
    last = np.full(events.items, otherwise, np.int64)
    # Of several values for one place the last one stays.
    last[events.item[where]] = values[where]
    return last


def _count(events: KindEvents, effect: str) -> Int64s:
    found = events.item[events.effect == EFFECT_NO[effect]]
    counts: Int64s = np.bincount(found, minlength=events.items)
    return counts


def _entered_s(events: KindEvents, states: frozenset[int]) -> Int64s:
    """Return when each item came into one of some states for the last time."""
    there = among(events.carried, states)
    before = np.zeros(len(there), bool)
    before[1:] = there[:-1] & (events.item[1:] == events.item[:-1])
    return _last_value(events, events.at_s, there & ~before, UNSET)


def _in_arbitration(kind: Kind, events: KindEvents) -> Bools:
    """Return which items wait for a decision after they were returned too often."""
    asks = {kind.action_no(action.limit.then) for action in kind.actions if action.limit}
    places = np.arange(len(events.item))
    asked = _last_value(events, places, among(events.action, asks - {-1}), -1)
    done = _last_value(events, places, events.effect == EFFECT_NO["arbitrated"], -1)
    return asked > done
