"""Columns of the events of one kind's items, and going through them in lock step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongqu.ledger.clock_rules import SILENT_NOS
from tongqu.ledger.clocks import epoch_s
from tongqu.ledger.effects import EFFECT_NO

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from tongqu.model.ledger_event import LedgerEvent
    from tongqu.store import EventColumns

    Int64s = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = [
    "NO_ARG",
    "KindEvents",
    "among",
    "events_of_items",
    "events_of_kind",
    "turns",
]

NO_ARG = -(2**63)
"""What stands in the column of numbers where an event has none; as in the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindEvents:
    """Events of the items of one kind, ordered by item and, within it, by their place.

    Effects that change nothing (somebody read it, a personal field expired) are not among them.

    Attributes
    ----------
    numbers
        Number of each item in the ledger; `item` holds places in it.
    item, effect, action, state, unit, seq
        Of each event; -1 where there is no action, state or unit.
    carried
        State after each event: the last one said of its item, -1 before any.
    happened_s
        When it happened [s since 1970].
    at_s, known_s
        When it acts: when it happened and since when it is known, never before an earlier event
        of its item.
    arg
        Number of the event, `NO_ARG` where there is none.
    """

    numbers: Int64s
    item: Int64s
    effect: Int64s
    action: Int64s
    state: Int64s
    carried: Int64s
    unit: Int64s
    seq: Int64s
    happened_s: Int64s
    at_s: Int64s
    known_s: Int64s
    arg: Int64s

    @property
    def items(self) -> int:
        """How many items there are."""
        return len(self.numbers)


def events_of_kind(
    columns: EventColumns,
    kind_no: int,
    *,
    known_until_s: int | None = None,
    items: Int64s | None = None,
) -> KindEvents:
    """Return the events of one kind's items out of the columns of all.

    Parameters
    ----------
    columns
        From `tongqu.store.Journal.columns`, those known only.
    kind_no
        Place of the kind in `columns.kinds`.
    known_until_s
        What became known later [s since 1970] is left out.
    items
        Only these items, by their numbers.
    """
    wanted = columns.kind_no == kind_no
    if known_until_s is not None:
        wanted &= columns.known_s <= known_until_s
    if items is not None:
        wanted &= np.isin(columns.item_no, items)
    chosen = np.flatnonzero(wanted)
    chosen = chosen[~among(columns.effect_no[chosen], SILENT_NOS)]
    # Items come one after another, so that no sorting is needed to number them anew.
    item_no = columns.item_no[chosen]
    new = np.ones(len(chosen), bool)
    new[1:] = item_no[1:] != item_no[:-1]
    numbers, item = item_no[new], np.cumsum(new) - 1
    state = columns.state_no[chosen]
    happened = columns.at_s[chosen]
    return KindEvents(
        numbers=numbers,
        item=item,
        effect=columns.effect_no[chosen],
        action=columns.action_no[chosen],
        state=state,
        carried=_carried(item, state),
        unit=columns.unit_no[chosen],
        seq=columns.seq[chosen],
        happened_s=happened,
        at_s=_running(happened, item),
        known_s=_running(columns.known_s[chosen], item),
        arg=columns.arg[chosen],
    )


def events_of_items(items: Iterable[Sequence[LedgerEvent]]) -> KindEvents:
    """Return the events of some items of one kind as columns; units are not among them.

    Parameters
    ----------
    items
        For each item its events, in the order of the chain, those known only.
    """
    rows: list[tuple[int, ...]] = []
    count = 0
    for number, events in enumerate(items):
        count = number + 1
        for event in events:
            entry = event.entry
            effect = EFFECT_NO[entry.effect]
            if effect in SILENT_NOS:
                continue
            arg = NO_ARG if entry.arg is None else entry.arg
            rows.append(
                (
                    number, effect, entry.action_no, entry.state_no, event.seq,
                    epoch_s(entry.at), epoch_s(entry.known_at), arg,
                )
            )  # fmt: skip
    table = np.array(rows, np.int64).reshape(-1, 8).T.copy()
    return KindEvents(
        numbers=np.arange(count),
        item=table[0],
        effect=table[1],
        action=table[2],
        state=table[3],
        carried=_carried(table[0], table[3]),
        unit=np.full(len(rows), -1),
        seq=table[4],
        happened_s=table[5],
        at_s=_running(table[5], table[0]),
        known_s=_running(table[6], table[0]),
        arg=table[7],
    )


def _running(values: Int64s, item: Int64s) -> Int64s:
    """Return the greatest value so far of each item."""
    if not values.size:
        return values
    low = values.min()
    wide = int(values.max() - low) + 1
    # Lifted by item, so that no item's values reach into the next one's.
    lifted = values - low + item * wide
    running: Int64s = np.maximum.accumulate(lifted) - item * wide + low
    return running


def _carried(item: Int64s, state: Int64s) -> Int64s:
    if (state >= 0).all():
        return state
    last = np.maximum.accumulate(np.where(state >= 0, np.arange(len(item)), -1))
    said = (last >= 0) & (item[last] == item)
    return np.where(said, state[last], -1)


def openness(events: KindEvents, final: Collection[int]) -> tuple[Bools, Bools]:
    """Return whether an item was open until each event, and which events end that.

    Before its first event an item is nothing yet.
    """
    over = among(events.carried, final)
    before = np.zeros(len(over), bool)
    before[1:] = ~over[:-1] & (events.item[1:] == events.item[:-1])
    return before, before & over


def among(values: Int64s, numbers: Collection[int]) -> Bools:
    """Return which values are one of some numbers."""
    found = np.zeros(len(values), bool)
    for number in numbers:
        found |= values == number
    return found


def turns(groups: Int64s) -> list[Int64s]:
    """Return places for going through groups in lock step.

    Parameters
    ----------
    groups
        Group of each event, those of one group next to each other.

    Returns
    -------
    list of arrays
        The places of the first event of every group, of the second of those that have one ...

    Examples
    --------
    >>> [places.tolist() for places in turns(np.array([0, 0, 0, 1, 2, 2]))]
    [[0, 3, 4], [1, 5], [2]]
    """
    if not groups.size:
        return []
    new = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1))
    lengths = np.diff(new, append=len(groups))
    turn = np.arange(len(groups)) - np.repeat(new, lengths)
    # Small numbers are sorted by their digits, several times faster.
    small = turn.astype(np.uint16) if lengths.max() < 2**16 else turn
    order = np.argsort(small, kind="stable")
    return np.split(order, np.cumsum(np.bincount(turn))[:-1])
