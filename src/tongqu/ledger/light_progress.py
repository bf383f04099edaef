"""Progress of all items, behind plan or not, and the lights of what was to begin or be entered.

The rules are told in `tongqu.ledger.light_rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongqu.ledger.clock_rules import NOT_FOR_FIELDS
from tongqu.ledger.clocks_all import GREEN, NONE, RED, UNSET, YELLOW
from tongqu.ledger.effects import EFFECT_NO
from tongqu.ledger.event_columns import NO_ARG, among, openness, turns
from tongqu.ledger.packed import (
    due_fields,
    name_code,
    unpack_due,
    unpack_milestone,
    unpack_plan,
    unpack_progress,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from tongqu.ledger.clock_rules import ClockCalendar
    from tongqu.ledger.event_columns import KindEvents
    from tongqu.ledger.kind import Kind

    Int64s = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["ProgressTable", "read_progress", "thresholds_of"]

WHOLE = 10_000
"""All of it, in hundredths of a percent."""

START = name_code("start")
PROGRESSED, PLANNED = EFFECT_NO["progressed"], EFFECT_NO["planned"]
HAPPENED, EXPECTED = EFFECT_NO["happened"], EFFECT_NO["expected"]
PLANNED_STATUS = 1
NO_ACTION = -2
"""Number of an action that no event has; -1 stands for none in events."""


@dataclass(slots=True)
class ProgressTable:
    """How far each item is, and how far it should be; days are ordinals, `UNSET` for none.

    Attributes
    ----------
    percent, planned_percent
        In hundredths of a percent; -1 where nobody says.
    start, finish
        First and last day as planned.
    begun
        Day on which it began, as far as anybody says.
    last_entry
        Day of the last report.
    months_missed, months_without
        Months since the one in which it should have begun; months without a report.
    behind, start_missed, entry_late
        Lights by rule.
    behind_was_red, start_was_red, entry_was_red
        Whether each is or ever was red.
    """

    percent: Int64s
    planned_percent: Int64s
    start: Int64s
    finish: Int64s
    begun: Int64s
    last_entry: Int64s
    months_missed: Int64s
    months_without: Int64s
    behind: Int64s
    start_missed: Int64s
    entry_late: Int64s
    behind_was_red: Bools
    start_was_red: Bools
    entry_was_red: Bools


class _State:
    """What is known of each item while its events go by."""

    def __init__(self, items: int) -> None:
        def unset() -> Int64s:
            return np.full(items, UNSET, np.int64)

        self.total, self.sections = np.zeros(items, np.int64), np.zeros(items, np.int64)
        self.whole = np.full(items, -1, np.int64)
        self.plan_start, self.plan_finish = unset(), unset()
        self.has_baseline = np.zeros(items, bool)
        self.field_start, self.field_finish = unset(), unset()
        self.start_planned, self.begun, self.last = unset(), unset(), unset()

    def percent(self, item: Int64s) -> Int64s:
        """Return the progress of some items, -1 where nobody says."""
        count = np.maximum(self.sections[item], 1)
        mean = (2 * self.total[item] + count) // (2 * count)
        return np.where(self.sections[item] > 0, mean, self.whole[item])

    def span(self, item: Int64s) -> tuple[Int64s, Int64s]:
        """Return the first and the last day as planned; both unset unless both are said."""
        start = np.where(
            self.plan_start[item] != UNSET, self.plan_start[item], self.field_start[item]
        )
        finish = np.where(
            self.plan_finish[item] != UNSET, self.plan_finish[item], self.field_finish[item]
        )
        said = (start != UNSET) & (finish != UNSET) & (start <= finish)
        return np.where(said, start, UNSET), np.where(said, finish, UNSET)

    def start(self, item: Int64s) -> Int64s:
        """Return the day on which it should begin: as stated, as planned, as the field says."""
        planned = np.where(
            self.plan_start[item] != UNSET, self.plan_start[item], self.field_start[item]
        )
        stated = self.start_planned[item]
        return np.where(stated != UNSET, stated, planned)

    def planned_percent(self, item: Int64s, day: Int64s) -> Int64s:
        """Return how far some items should be at the end of a day, -1 where nobody says."""
        start, finish = self.span(item)
        said = start != UNSET
        length = np.where(said, finish - start + 1, 1)
        gone = np.clip(np.where(said, day - start + 1, 0), 0, length)
        return np.where(said, WHOLE * gone // length, -1)

    def behind(self, item: Int64s, day: Int64s) -> Int64s:
        """Return by how much some items are behind plan, 0 where nobody says."""
        done, planned = self.percent(item), self.planned_percent(item, day)
        return np.where((done >= 0) & (planned >= 0), np.maximum(planned - done, 0), 0)

    def missed(self, item: Int64s, month: Int64s, months_of: _Months) -> Int64s:
        """Return how many months ago some items should have begun that have not."""
        start = self.start(item)
        waits = (start != UNSET) & (self.begun[item] == UNSET)
        return np.where(waits, np.maximum(month - months_of(start), 0), 0)

    def without(self, item: Int64s, month: Int64s, months_of: _Months) -> Int64s:
        """Return for how many whole months some items that have begun are without a report."""
        since = np.maximum(self.last[item], self.begun[item])
        owes = (self.begun[item] != UNSET) & (self.percent(item) < WHOLE)
        return np.where(owes, np.maximum(month - months_of(since) - 1, 0), 0)


class _Months:
    """Months of days, counted from year 0."""

    def __call__(self, days: Int64s) -> Int64s:
        """Return the month of each day; of an unset one a month long ago."""
        known = np.where(days == UNSET, 1, days)
        stamps = (known - 719_163).astype("datetime64[D]").astype("datetime64[M]")
        months: Int64s = stamps.astype(np.int64)
        return months


def read_progress(
    events: KindEvents, kind: Kind, open_items: Bools, calendar: ClockCalendar, today: int
) -> ProgressTable:
    """Return the progress of all items and the lights of the three rules about it.

    Parameters
    ----------
    events
        Events of the items of the kind.
    kind
        The kind, with the thresholds of its rules.
    open_items
        Which items are open; the others owe nothing.
    calendar
        Working time.
    today
        Ordinal of the day.
    """
    everybody, months_of = np.arange(events.items), _Months()
    state = _State(events.items)
    behind = thresholds_of(kind, "progress_behind")
    missed = thresholds_of(kind, "start_missed")
    entry = thresholds_of(kind, "entry_late")
    was = [np.zeros(events.items, bool) for _ in range(3)]
    starts_no = kind.action_no("start") if kind.action_no("start") >= 0 else NO_ACTION
    effects = (PROGRESSED, PLANNED, HAPPENED, EXPECTED)
    fields = due_fields(kind)
    slots = [fields.index(name) if name in fields else -1 for name in ("start_on", "finish_on")]
    said = [_says(events, slot) for slot in slots]
    matters = among(events.effect, effects) | said[0] | said[1]
    matters |= events.action == starts_no
    open_, ends = openness(events, [i for i, one in enumerate(kind.states) if one.final])
    places = np.flatnonzero(matters | ends)
    days = np.zeros(len(events.item), np.int64)
    days[places] = calendar.day_of(events.at_s[places])
    observed = _observed(events, calendar)
    rises = _rises(events, observed)
    for turn in turns(events.item[places]):
        at = places[turn]
        item, day = events.item[at], days[at]
        month, owes = months_of(day), open_[at]
        if behind is not None:
            was[0][item] |= owes & (state.behind(item, day) > 100 * behind["red"])
        if missed is not None:
            was[1][item] |= owes & (state.missed(item, month, months_of) >= missed["red_months"])
        if entry is not None:
            was[2][item] |= owes & (state.without(item, month, months_of) > entry["red_months"])
        _take(state, events, at, days, observed, rises, starts_no)
        for slot, column, tells in zip(
            slots, (state.field_start, state.field_finish), said, strict=True
        ):
            _field(column, events, at[tells[at]], slot, calendar)
    start, finish = state.span(everybody)
    now, month = np.full(events.items, today), months_of(np.full(events.items, today))
    left, gone = state.behind(everybody, now), state.missed(everybody, month, months_of)
    idle = state.without(everybody, month, months_of)
    tells = (state.percent(everybody) >= 0) & (start != UNSET)
    begins = (state.start(everybody) != UNSET) & (state.begun == UNSET)
    owes = (state.begun != UNSET) & (state.percent(everybody) < WHOLE)
    table = ProgressTable(
        percent=state.percent(everybody),
        planned_percent=state.planned_percent(everybody, now),
        start=state.start(everybody),
        finish=finish,
        begun=state.begun,
        last_entry=state.last,
        months_missed=np.where(open_items, gone, 0),
        months_without=np.where(open_items, idle, 0),
        behind=np.zeros(events.items, np.int64),
        start_missed=np.zeros(events.items, np.int64),
        entry_late=np.zeros(events.items, np.int64),
        behind_was_red=was[0],
        start_was_red=was[1],
        entry_was_red=was[2],
    )
    if behind is not None:
        red, yellow = left > 100 * behind["red"], left >= 100 * behind["yellow"]
        table.behind = _light(red, yellow, tells & open_items)
    if missed is not None:
        red, yellow = gone >= missed["red_months"], gone >= missed["yellow_months"]
        table.start_missed = _light(red, yellow, begins & open_items)
    if entry is not None:
        red, yellow = idle > entry["red_months"], idle >= entry["yellow_months"]
        table.entry_late = _light(red, yellow, owes & open_items)
    table.behind_was_red = was[0] | (table.behind == RED)
    table.start_was_red = was[1] | (table.start_missed == RED)
    table.entry_was_red = was[2] | (table.entry_late == RED)
    return table


def thresholds_of(kind: Kind, rule: str) -> Mapping[str, float] | None:
    """Return the thresholds of a kind's rule, None where it does not have it."""
    return next((light.thresholds for light in kind.lights if light.rule == rule), None)


def _light(red: Bools, yellow: Bools, applies: Bools) -> Int64s:
    return np.where(applies, np.where(red, RED, np.where(yellow, YELLOW, GREEN)), NONE)


def _says(events: KindEvents, slot: int) -> Bools:
    if slot < 0:
        return np.zeros(len(events.item), bool)
    said, _ = unpack_due(events.arg, slot)
    told: Bools = said & (events.arg != NO_ARG) & ~among(events.effect, NOT_FOR_FIELDS)
    return told


def _field(
    column: Int64s, events: KindEvents, at: Int64s, slot: int, calendar: ClockCalendar
) -> None:
    if not at.size:
        return
    _, value = unpack_due(events.arg[at], slot)
    given = value >= 0
    column[events.item[at]] = UNSET
    column[events.item[at[given]]] = calendar.day_of(value[given])


def _observed(events: KindEvents, calendar: ClockCalendar) -> Int64s:
    """Return the day on which somebody saw what a report says: as it says, or when it was made."""
    places = np.flatnonzero(events.effect == PROGRESSED)
    _, _, day = unpack_progress(np.where(events.arg[places] != NO_ARG, events.arg[places], 0))
    observed = np.full(len(events.item), UNSET, np.int64)
    made = calendar.day_of(events.happened_s[places])
    observed[places] = np.where(day > 0, day, made)
    return observed


def _rises(events: KindEvents, observed: Int64s) -> tuple[Int64s, Int64s]:
    """Return by how much each report raises the sum of its item's sections, and their number.

    A report counts unless a later observation of its section was reported before.
    """
    rise = np.zeros(len(events.item), np.int64)
    new = np.zeros(len(events.item), np.int64)
    places = np.flatnonzero((events.effect == PROGRESSED) & (events.arg != NO_ARG))
    section, percent, _ = unpack_progress(events.arg[places])
    kept = section != 0
    places, section, percent = places[kept], section[kept], percent[kept]
    order = np.lexsort((places, section, events.item[places]))
    places, section, percent = places[order], section[order], percent[order]
    item, seen = events.item[places], observed[places]
    first = np.ones(len(places), bool)
    first[1:] = (item[1:] != item[:-1]) | (section[1:] != section[:-1])
    group = np.cumsum(first) - 1
    groups = int(group[-1]) + 1 if len(group) else 0
    value, latest = np.zeros(groups, np.int64), np.full(groups, UNSET, np.int64)
    for turn in turns(group):
        at = group[turn]
        counts = seen[turn] >= latest[at]
        turn, at = turn[counts], at[counts]
        new[places[turn]] = latest[at] == UNSET
        rise[places[turn]] = percent[turn] - value[at]
        value[at], latest[at] = percent[turn], seen[turn]
    return rise, new


def _take(
    state: _State,
    events: KindEvents,
    at: Int64s,
    days: Int64s,
    observed: Int64s,
    rises: tuple[Int64s, Int64s],
    starts_no: int,
) -> None:
    item, effect, arg = events.item[at], events.effect[at], events.arg[at]
    reports = effect == PROGRESSED
    # A report that counts something (9 of 13 blocks) says no percentage, but is a report.
    section, percent, _ = unpack_progress(np.where(reports & (arg != NO_ARG), arg, 0))
    state.total[item] += rises[0][at]
    state.sections[item] += rises[1][at]
    newer = reports & (observed[at] >= state.last[item])
    whole = newer & (section == 0) & (arg != NO_ARG)
    state.whole[item[whole]] = percent[whole]
    state.last[item[newer]] = observed[at][newer]
    begins = (reports & ((percent > 0) | (arg == NO_ARG))) | (
        (events.action[at] == starts_no) & (starts_no >= 0)
    )
    plans = (effect == PLANNED) & (arg != NO_ARG)
    start, finish, baseline = unpack_plan(np.where(plans, arg, 0))
    counts = plans & (baseline | ~state.has_baseline[item])
    state.plan_start[item[counts]] = start[counts]
    state.plan_finish[item[counts]] = finish[counts]
    state.has_baseline[item] |= plans & baseline
    dated = among(effect, (HAPPENED, EXPECTED)) & (arg != NO_ARG)
    code, on, status = unpack_milestone(np.where(dated, arg, 0))
    of_start = dated & (code == START)
    plan = of_start & (status == PLANNED_STATUS)
    state.start_planned[item[plan]] = on[plan]
    real = of_start & (status == 0)
    first_day = np.where(real, on, days[at])
    begins = (begins | real) & (state.begun[item] == UNSET)
    state.begun[item[begins]] = first_day[begins]
