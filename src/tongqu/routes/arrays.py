"""The integer arrays that the compiled search works on.

Instants are seconds after the horizon's start on the way (:class:`LegArrays`), minutes where
chains are compared (:class:`TripArrays`); money is in minor units of the region's currency,
CO2e in grams.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Records = NDArray[np.void]

FAR = 2**60
"""An instant that never comes: no opening within the horizon."""

SECONDS_PER_MINUTE = 60
MINUTES_PER_DAY = 1440


class LegArrays(NamedTuple):
    """Every way to move the lot between two nodes without changing vehicle: the legs.

    Attributes
    ----------
    cal_ptr, cal_open, cal_shut
        Open intervals of calendar k: rows ``cal_ptr[k]`` to ``cal_ptr[k + 1]``, half open,
        sorted, disjoint [s]. Calendar -1 is always open.
    step_ptr, step_at, step_mm
        Depth of reach k from ``step_at`` on [mm].
    curve_ptr, curve_mm, curve_kg
        Payload by draught of vessel class k.
    from_node, to_node
        Nodes of a leg (a stop and a packing form).
    scheduled
        1 for a leg of a timetable, whose departure does not wait for loading.
    cal_load, cal_unload
        Calendars of the terminals at both ends.
    load_s, unload_s, export_s, import_s
        Work at both ends in open time; customs before and after.
    seg_ptr, seg_cal, seg_wait_s, seg_travel_s, seg_step
        Stretches of a leg's way: when it may be entered, expected wait, time, depth.
    steady_s, steady_mm
        Time and least depth of a way that never closes and whose depths do not change (FAR:
        depth does not count); time -1 for any other way.
    curve, draught_mm, clearance_mm
        Payload curve (-1: fixed payload), full draught and under-keel clearance.
    payload_kg, teu_milli
        Fixed or largest payload, and box capacity in thousandths (0: no boxes).
    gross_kg, lot_teu_milli
        The lot as the vehicle sees it: with the boxes' own weight.
    price_ptr, price_at
        Price regimes of a leg: from ``price_at`` on [min].
    minimum, freight, freight_n, running_n, running_nh, ends
        Carriage is ``max(minimum, freight + freight_n n) + (running_n + running_nh h) n`` for
        n vehicles and h hours; ``ends`` is handling at both ends. A minimum that is not a
        number means that the leg takes no cargo then.
    gram, gram_n
        CO2e: ``gram + gram_n n``.
    reward
        Shape (regimes, 1 + K): reward paid at once, then what counts for each capped reward.
    mark
        Shape (regimes, K): 1 where a leg bears a mark that is settled at the chain's end.
    """

    cal_ptr: Ints
    cal_open: Ints
    cal_shut: Ints
    step_ptr: Ints
    step_at: Ints
    step_mm: Ints
    curve_ptr: Ints
    curve_mm: Ints
    curve_kg: Ints
    from_node: Ints
    to_node: Ints
    scheduled: Ints
    cal_load: Ints
    cal_unload: Ints
    load_s: Ints
    unload_s: Ints
    export_s: Ints
    import_s: Ints
    seg_ptr: Ints
    seg_cal: Ints
    seg_wait_s: Ints
    seg_travel_s: Ints
    seg_step: Ints
    steady_s: Ints
    steady_mm: Ints
    curve: Ints
    draught_mm: Ints
    clearance_mm: Ints
    payload_kg: Ints
    teu_milli: Ints
    gross_kg: Ints
    lot_teu_milli: Ints
    price_ptr: Ints
    price_at: Ints
    minimum: Floats
    freight: Floats
    freight_n: Floats
    running_n: Floats
    running_nh: Floats
    ends: Floats
    gram: Floats
    gram_n: Floats
    reward: Floats
    mark: Ints


def _record(*names: str) -> np.dtype[np.void]:
    return np.dtype([(name, np.int64) for name in names])


TRIP = _record("leg", "depart_s", "ready_by", "store_until", "available", "cost", "gram")
"""A departure of a leg.

leg
    Its leg.
depart_s
    Instant that was asked of the leg: loading may start, or the timetable's departure.
ready_by
    Latest minute at which the cargo must be at hand.
store_until
    Minute at which storage before it ends.
available
    Minute at which the cargo is at hand at the other end.
cost, gram
    Cost and CO2e, rewards that are paid at once taken off.
"""

LABEL = _record("time", "cost", "gram", "parent", "trip", "born", "repacked", "after")
"""A label of the search: a way to have the cargo at hand at a node. One line of the processor's
cache.

time, cost, gram
    When the cargo is at hand, and what it has cost and emitted so far.
parent, trip
    How it came here.
born, repacked
    Round, and whether it came by repacking.
after
    The next label of the same node, by time; -1: none.
"""

NODE = _record("window_end", "free_min", "per_day", "bound_t", "bound_c", "bound_g")
"""What the search knows of a node.

window_end
    Last minute until which storage at it may run.
free_min, per_day
    Free storage [min]; charge of each started day after that, for the whole lot.
bound_t, bound_c, bound_g
    Least time, cost and CO2e from here to the target, each by itself; FAR: none leads on.
"""

GAIN = _record("cap", "per_kg", "base_gram")
"""A reward that is settled at a chain's end.

cap
    Most that it brings [minor units]; always finite.
per_kg, base_gram
    Where ``per_kg`` > 0, what is gained is a mark, and a chain with it earns ``per_kg`` for
    each kg that it emits less than ``base_gram``; otherwise what is gained is money.
"""


def records(dtype: np.dtype[np.void], **columns: Any) -> Records:
    """Return columns as records, so that what belongs together lies together."""
    rows = np.zeros(np.broadcast_shapes(*(np.shape(column) for column in columns.values())), dtype)
    for name, column in columns.items():
        rows[name] = column
    return rows


class TripArrays(NamedTuple):
    """Every departure of every leg within the horizon.

    Attributes
    ----------
    rows
        Records of `TRIP`.
    gain
        Shape (trips, K): what counts for each capped reward.
    """

    rows: Records
    gain: Ints

    @classmethod
    def empty(cls, size: int, n_gains: int) -> TripArrays:
        """Return room for `size` trips."""
        return cls(np.empty(size, TRIP), np.zeros((size, n_gains), np.int64))


class Settlement(NamedTuple):
    """Rewards that are settled at a chain's end, and the mark that a chain must bear.

    Attributes
    ----------
    gains
        Records of `GAIN`, one for each gain.
    must
        The gain that a chain must have to count, or -1.
    """

    gains: Records
    must: int


class LabelArrays(NamedTuple):
    """The search's labels, and a list of them a node.

    Attributes
    ----------
    rows
        Records of `LABEL`.
    gain
        Shape (labels + 1, K): what each has gained so far. In the row after the last label in
        use the next one is tried.
    head
        The first label of each node's list, or -1.
    tally
        Labels in use; labels that found no room.
    """

    rows: Records
    gain: Ints
    head: Ints
    tally: Ints

    @classmethod
    def empty(cls, size: int, n_gains: int, n_nodes: int) -> LabelArrays:
        """Return room for `size` labels."""
        gain = np.zeros((size + 1, n_gains), np.int64)
        head = np.full(n_nodes, -1, np.int64)
        return cls(np.empty(size, LABEL), gain, head, np.zeros(2, np.int64))
