"""What is late and what is due soon, of all items: candidates as columns, rows for those shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.ledger.clocks_all import RED, UNSET
from tongqu.ledger.light_progress import thresholds_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from tongqu.ledger.standing import Standing
    from tongqu.ledger.viewing import Viewing

    Int64s = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["Due", "due_keys", "dues", "escalation", "soon_items"]

CLOCK, MILESTONE, LOOK_BACK = range(3)

ESCALATE_WORKING_DAYS = 5
"""After so many working days more, what is late goes a tier higher, where the kind does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that is due: a clock, a milestone or a look-back of one item.

    Attributes
    ----------
    standing
        Place in the standings.
    place
        Which item.
    sort
        `CLOCK`, `MILESTONE` or `LOOK_BACK`.
    number
        Place of the clock in its kind, or row of the milestone; 0 for a look-back.
    due_s
        When it is due [s since 1970].
    late_days
        Working days since the day on which it was due, negative if it is still to come.
    light
        Place in `tongqu.ledger.clocks_all.LIGHTS`.
    """

    standing: int
    place: int
    sort: int
    number: int
    due_s: int
    late_days: int
    light: int


def dues(
    viewing: Viewing, standings: Sequence[Standing], *, late: bool, within: int, at_most: int
) -> tuple[list[Due], int]:
    """Return what is late, the longest late first; or what is due soon, the nearest first.

    Parameters
    ----------
    viewing
        What every view needs.
    standings
        How all items stand.
    late
        Whether what is late is asked for; else what is due within some working days.
    within
        Working days; of no matter for what is late.
    at_most
        How many are returned.

    Returns
    -------
    list of Due, int
        Those, and how many there are in all.
    """
    columns: list[Int64s] = []
    for number, standing in enumerate(standings):
        columns += [
            _block(number, CLOCK, clock, *_clocks(viewing, standing, clock, late, within))
            for clock in range(len(standing.clocks))
        ]
        columns.append(_block(number, MILESTONE, -1, *_milestones(viewing, standing, late, within)))
        columns.append(_block(number, LOOK_BACK, 0, *_look_backs(viewing, standing, late, within)))
    if not columns:
        return [], 0
    table = np.concatenate(columns, axis=1)
    # The longest late first; of the same lateness what was due first, then the order of items.
    first = -table[5] if late else table[4]
    order = np.lexsort((table[3], table[1], table[0], table[4], first))[:at_most]
    return [
        Due(
            standing=int(row[0]), place=int(row[1]), sort=int(row[2]), number=int(row[3]),
            due_s=int(row[4]), late_days=int(row[5]), light=int(row[6]),
        )
        for row in table[:, order].T
    ], table.shape[1]  # fmt: skip


def soon_items(viewing: Viewing, standing: Standing, within: int) -> Bools:
    """Return which items have something that is due within some working days and is not late."""
    soon = np.zeros(len(standing.open), bool)
    for clock in range(len(standing.clocks)):
        soon[_clocks(viewing, standing, clock, False, within)[0]] = True
    soon[_milestones(viewing, standing, False, within)[0]] = True
    soon[_look_backs(viewing, standing, False, within)[0]] = True
    return soon


Found = tuple["Int64s", "Int64s", "Int64s", "Int64s", "Int64s"]
"""Items, numbers, due instants, late working days, lights."""


def _block(standing: int, sort: int, number: int, *found: Int64s) -> Int64s:
    items, numbers, due, late, light = found
    count = len(items)
    own = numbers if number < 0 else np.full(count, number)
    return np.stack(
        [np.full(count, standing), items, np.full(count, sort), own, due, late, light]
    ).astype(np.int64)


def _clocks(viewing: Viewing, standing: Standing, clock: int, late: bool, within: int) -> Found:
    table = standing.clocks[clock]
    if late:
        items = np.flatnonzero(table.light == RED)
    else:
        waits = table.running & (table.due_s != UNSET) & (table.paused_since_s == UNSET)
        items = np.flatnonzero(waits & (table.light != RED))
    due = table.due_s[items]
    days = table.late_days[items] if late else _working_days_late(viewing, standing, due)
    kept = np.full(len(items), True) if late else days >= -within
    items, due, days = items[kept], due[kept], days[kept]
    return items, items * 0, due, days, table.light[items]


def _milestones(viewing: Viewing, standing: Standing, late: bool, within: int) -> Found:
    table, days_due = standing.milestones, standing.milestones.due()
    waits = (table.actual == UNSET) & (days_due != UNSET) & standing.open[table.item]
    waits &= (days_due < standing.today) == late
    rows = np.flatnonzero(waits)
    due = np.asarray(viewing.calendar.day_end(days_due[rows]))
    days = _working_days_late(viewing, standing, due)
    kept = np.full(len(rows), True) if late else days >= -within
    rows, due, days = rows[kept], due[kept], days[kept]
    return table.item[rows], rows, due, days, table.light[rows]


def _look_backs(viewing: Viewing, standing: Standing, late: bool, within: int) -> Found:
    table = standing.look_backs
    items = np.flatnonzero((table.due_day != UNSET) & ((table.due_day < standing.today) == late))
    due = np.asarray(viewing.calendar.day_end(table.due_day[items]))
    days = _working_days_late(viewing, standing, due)
    kept = np.full(len(items), True) if late else days >= -within
    items, due, days = items[kept], due[kept], days[kept]
    return items, items * 0, due, days, table.light[items]


def _working_days_late(viewing: Viewing, standing: Standing, due: Int64s) -> Int64s:
    calendar = viewing.calendar
    now = int(calendar.working_days_until(standing.today))
    days: Int64s = now - calendar.working_days_until(calendar.day_of(due))
    return days


def escalation(viewing: Viewing, standing: Standing, due: Due, unit: str) -> dict[str, Any] | None:
    """Return to whom something that is late has to be reported, None where nobody is above.

    At once to the unit above the one that has the item, and a tier higher each time that so many
    working days more have gone by as the kind says.

    Parameters
    ----------
    viewing, standing
        What every view needs; how the items of the kind stand.
    due
        What is late.
    unit
        Unit that has the item.
    """
    above = viewing.settings.above(unit)
    if not above or due.late_days < 0 or viewing.as_of_s <= due.due_s:
        return None
    thresholds = thresholds_of(standing.kind, "clock") or {}
    days = max(int(thresholds.get("escalate_working_days", ESCALATE_WORKING_DAYS)), 1)
    level = min(1 + due.late_days // days, len(above))
    calendar = viewing.calendar
    first = int(calendar.day_of(due.due_s))
    since = first
    if level > 1:
        count = int(calendar.working_days_until(first)) + (level - 1) * days
        since = int(calendar.nth_working_day(count))
    return {
        **viewing.unit_keys("to_unit", above[level - 1]),
        "level": level,
        "since": date.fromordinal(since).isoformat(),
    }


def due_keys(
    viewing: Viewing,
    standing: Standing,
    due: Due,
    names: Mapping[int, tuple[str, tuple[str, str]]],
) -> dict[str, Any]:
    """Return what is due, as a view has it.

    Parameters
    ----------
    viewing, standing
        What every view needs; how the items of the kind stand.
    due
        What is due.
    names
        By their numbers the ids and names of the item's milestones.
    """
    clock = milestone = ""
    name: tuple[str, str]
    provisional = int(viewing.calendar.day_of(due.due_s)) > (
        viewing.calendar.announced_until.toordinal()
    )
    if due.sort == CLOCK:
        declared = standing.rules[due.number].clock
        clock, name = declared.id, (declared.name, declared.name_zh)
    elif due.sort == MILESTONE:
        code = int(standing.milestones.code[due.number])
        milestone, name = names.get(code, ("?", ("?", "?")))
    else:
        look_back = standing.kind.look_back
        action = standing.kind.action(look_back.action) if look_back else None
        clock, name = "look_back", (action.name, action.name_zh) if action else ("", "")
    return {
        "clock": clock,
        "clock_name": "" if milestone else name[0],
        "clock_name_zh": "" if milestone else name[1],
        "milestone": milestone,
        "milestone_name": name[0] if milestone else "",
        "milestone_name_zh": name[1] if milestone else "",
        "due_at": viewing.shown_s(due.due_s),
        "provisional": provisional,
        "late_working_days": due.late_days,
    }
