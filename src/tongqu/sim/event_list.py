"""The event list: a tournament of entries, by time, and by order of entry where times are equal.

Each entry has a place at the foot of a tree of pairs; above each pair stands the sooner of the two,
and at the top the first of all. An entry that comes or goes changes only the nodes above its place:
which ones is known before, and there are always as many, so that a processor reads them all at once
and guesses nothing wrongly. A binary heap moves fewer entries, but finds out at each step where the
next one lies.

An entry is two words: its time, and its order before its place; what it is stands beside. What an
event enters is noted at first, and takes its place once the event is done, in one place of the
code: the first one that of the event itself. Indices are unsigned here, which spares the loop the
question whether one counts from the end.
"""

from __future__ import annotations

import math

import numpy as np

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    EVENT_BITS,
    EVENTS,
    FREE,
    FREE_COUNT,
    NOTED,
    NOTES,
    PLACES,
    SEQUENCE,
    WHAT,
    Ints,
    Reals,
)

__all__ = ["clear", "enter", "first", "first_time", "push", "put_in_place"]

PLACE_BITS = 24
"""The order of entry stands above so many bits: 5e11 entries, 16 million of them at a time."""

PLACE = (1 << PLACE_BITS) - 1
FEW = 8
"""Places at the beginning; they double when there are more entries."""

LAST = (1 << 63) - 1
"""Key of a place without an entry: behind all that have one."""

ONE, TWO = np.uint64(1), np.uint64(2)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def push(whole: Ints, real: Reals, time: float, kind: int, row: int) -> None:
    """Enter an event."""
    noted = whole[NOTED]
    whole[NOTED] = noted + 1
    note = whole[NOTES] + 2 * noted
    real[note] = time
    whole[note + 1] = (row << EVENT_BITS) | kind


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def first_time(whole: Ints, real: Reals) -> float:
    """Return when the first event is; infinity if there is none."""
    return float(real[whole[EVENTS] + 2])


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def first(whole: Ints) -> tuple[int, int]:
    """Return the place of the first event, and what it is; it stays until `put_in_place`."""
    place = whole[whole[EVENTS] + 3] & PLACE
    return place, whole[whole[WHAT] + place]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def put_in_place(whole: Ints, real: Reals, place: int) -> None:
    """Give the place of the event at hand to what it entered, and new places to the rest."""
    noted = whole[NOTED]
    if noted == 0:
        whole[whole[FREE] + whole[FREE_COUNT]] = place
        whole[FREE_COUNT] += 1
        _settle(whole, real, place, math.inf, LAST)
        return
    whole[NOTED] = 0
    note, end = whole[NOTES], whole[NOTES] + 2 * noted
    while True:
        order = whole[SEQUENCE]
        whole[SEQUENCE] = order + 1
        whole[whole[WHAT] + place] = whole[note + 1]
        _settle(whole, real, place, real[note], (order << PLACE_BITS) | place)
        note += 2
        if note == end:
            return
        place = _free_place(whole, real)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def enter(whole: Ints, real: Reals) -> None:
    """Let what was entered take places where no event is at hand."""
    if whole[NOTED] > 0:
        put_in_place(whole, real, _free_place(whole, real))


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _settle(whole: Ints, real: Reals, place: int, time: float, key: int) -> None:
    """Let an entry play against those beside its place, as far up as the top."""
    events = np.uint64(whole[EVENTS])
    node = np.uint64(whole[PLACES] + place)
    here = events + node * TWO
    real[here] = time
    whole[here + ONE] = key
    bits = whole[here]
    while node > ONE:
        beside = events + (node ^ ONE) * TWO
        other = whole[beside]
        other_key = whole[beside + ONE]
        sooner = (other - bits + ((other_key - key) >> 63)) >> 63
        bits ^= (bits ^ other) & sooner
        key ^= (key ^ other_key) & sooner
        node >>= ONE
        here = events + node * TWO
        whole[here] = bits
        whole[here + ONE] = key


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _free_place(whole: Ints, real: Reals) -> int:
    """Return a place without an entry; where there is none, double the places."""
    if whole[FREE_COUNT] == 0:
        _double(whole, real)
    count = whole[FREE_COUNT] - 1
    whole[FREE_COUNT] = count
    return int(whole[whole[FREE] + count])


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def clear(whole: Ints, real: Reals) -> None:
    """Begin with few places, all of them free."""
    whole[PLACES], whole[FREE_COUNT], whole[NOTED] = FEW, 0, 0
    for node in range(2 * FEW):
        _empty(whole, real, node)
    _free_from(whole, 0, FEW)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _double(whole: Ints, real: Reals) -> None:
    """Have twice as many places: the foot of the tree moves down by one row."""
    places, events = whole[PLACES], whole[EVENTS]
    for place in range(places):
        old, new = events + 2 * (places + place), events + 2 * (2 * places + place)
        real[new] = real[old]
        whole[new + 1] = whole[old + 1]
        _empty(whole, real, 3 * places + place)
    for node in range(2 * places - 1, 0, -1):
        here, left = events + 2 * node, events + 4 * node
        right = left + 2
        if real[right] < real[left] or (
            real[right] == real[left] and whole[right + 1] < whole[left + 1]
        ):
            left = right
        real[here] = real[left]
        whole[here + 1] = whole[left + 1]
    whole[PLACES] = 2 * places
    _free_from(whole, places, 2 * places)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _empty(whole: Ints, real: Reals, node: int) -> None:
    """Have nobody at a node."""
    real[whole[EVENTS] + 2 * node] = math.inf
    whole[whole[EVENTS] + 2 * node + 1] = LAST


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _free_from(whole: Ints, begin: int, end: int) -> None:
    """Put places on the pile of free ones, the first of them on top."""
    for place in range(end - 1, begin - 1, -1):
        whole[whole[FREE] + whole[FREE_COUNT]] = place
        whole[FREE_COUNT] += 1
