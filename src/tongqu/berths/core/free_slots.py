"""What is free, slot by slot, in bits: 64 slots are looked at together.

Berths and cranes are few. How many of them are free in a slot is a number of few bits, and bit k
of 64 slots stands in a word of its own. Taking some away is then a subtraction that carries from
word to word, and "fewer than two are free" a handful of operations, for all of these slots. What is
not few, or is not held just as long as a stay lasts, is counted one slot at a time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.model import BerthModel, Ints
from tongqu.berths.core.uses import HELD, Uses
from tongqu.kernels import kernel

Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]

MOST = 63
"""What there is more of, beside berths, is counted one slot at a time."""

NONE, ALL, ONE = np.uint64(0), np.uint64(2**64 - 1), np.uint64(1)

SEQUENCE, TOP = np.uint64(0x03F79D71B4CB0A89), np.uint64(58)
"""A sequence of de Bruijn: its 64 parts of six bits are all different, so the upper bits of a
multiple of it tell by which power of two."""

PLACES = np.zeros(64, np.int64)
PLACES[[(0x03F79D71B4CB0A89 << k) % 2**64 >> 58 for k in range(64)]] = range(64)

bare = kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)


class Lanes(NamedTuple):
    """What is counted in bits: a lane for each group of berths, then for each such resource.

    Attributes
    ----------
    level_ptr, level
        Shape (lanes + 1,) and (levels,): how much is asked for of each lane; one berth of group g
        is level g.
    use_ptr, use_lane, use_level
        By kind of use: which levels of which lanes a stay holds.
    rest
        The other uses, by the same kinds.
    """

    level_ptr: Ints
    level: Ints
    use_ptr: Ints
    use_lane: Ints
    use_level: Ints
    rest: Uses


class Free(NamedTuple):
    """What is free of the lanes.

    Attributes
    ----------
    bits
        Shape (lanes, words, bits of a count): how much, the lowest bit first.
    short
        Shape (levels, words): whether that is too little.
    """

    bits: Words
    short: Words


def make_lanes(model: BerthModel) -> tuple[Lanes, Free]:
    """Return the lanes of a model, and what is free in them before anybody has come.

    Examples
    --------
    >>> from tongqu.berths.core.model import simple_model
    >>> lanes, free = make_lanes(simple_model([[2, 2]], arrival=[0], opening=[0, 0], slots=5))
    >>> [f"{int(word):b}" for word in free.bits[0, 0]]  # two berths, in each of five slots
    ['0', '11111']
    """
    uses, capacity, groups = model.uses, model.capacity, model.berths.size
    one_by_one: Flags = np.asarray(((capacity < 0) | (capacity > MOST)).any(axis=1))
    one_by_one[uses.resource[(uses.span != HELD) | (uses.amount < 0) | (uses.amount > MOST)]] = True
    rest = one_by_one[uses.resource]
    mine = ~rest & (uses.amount > 0)
    lane_of = groups + np.cumsum(~one_by_one) - 1
    asked = np.stack((lane_of[uses.resource[mine]], uses.amount[mine]), axis=1)
    berth = np.stack((np.arange(groups), np.ones(groups, np.int64)), axis=1)
    level, which = np.unique(np.concatenate((berth, asked)), axis=0, return_inverse=True)
    whole = np.repeat(model.berths[:, None], model.slots, axis=1)
    there = np.concatenate((whole, capacity[~one_by_one]))
    kind = np.repeat(np.arange(uses.ptr.size - 1), np.diff(uses.ptr))

    def by_kind(some: Flags) -> Ints:
        return np.searchsorted(kind[some], np.arange(uses.ptr.size)).astype(np.int64)

    lanes = Lanes(
        level_ptr=np.searchsorted(level[:, 0], np.arange(there.shape[0] + 1)).astype(np.int64),
        level=level[:, 1].copy(), use_ptr=by_kind(mine), use_lane=asked[:, 0].copy(),
        use_level=which.ravel()[groups:].astype(np.int64),
        rest=Uses(by_kind(rest), *(column[rest] for column in uses[1:])),
    )  # fmt: skip
    bits = int(max(there.max(), level[:, 1].max())).bit_length()
    in_bits = np.stack([words_of(there >> bit & 1, 0) for bit in range(bits)], axis=2)
    return lanes, Free(in_bits, words_of(there[level[:, 0]] < level[:, 1:], 1))


def words_of(bits: NDArray[np.integer] | Flags, behind: int) -> Words:
    """Return rows of bits in words, filled up with noughts or ones."""
    rows, slots = bits.shape
    whole = np.full((rows, -(-slots // 64) * 64), behind, np.uint8)
    whole[:, :slots] = bits
    return np.packbits(whole, axis=1, bitorder="little").view("<u8").astype(np.uint64)


@bare
def place_of(word: np.uint64) -> int:
    """Return the place of the lowest bit of a word that has one."""
    place: int = PLACES[((word & (~word + ONE)) * SEQUENCE) >> TOP]
    return place


@bare
def within(word: int, first: int, last: int) -> np.uint64:
    """Return the bits of a word that are slots from a first one to before a last one."""
    mask = ALL
    if word == first >> 6:
        mask &= ALL << np.uint64(first & 63)
    if word == (last - 1) >> 6:
        mask &= ALL >> np.uint64(63 - ((last - 1) & 63))
    return mask


@bare
def hold(lanes: Lanes, free: Free, lane: int, level: int, sign: int, first: int, last: int) -> None:
    """Take a level of a lane from a first slot to before a last one, or give it back.

    The sign is 1 if it is taken, -1 if it is given back.
    """
    bits, short, amount = free.bits, free.short, lanes.level[level]
    for word in range(first >> 6, ((last - 1) >> 6) + 1):
        mask, carry = within(word, first, last), NONE
        for bit in range(bits.shape[2]):
            old, this = bits[lane, word, bit], mask & wanted(amount, bit)
            bits[lane, word, bit] = old ^ this ^ carry
            over = ~old if sign > 0 else old
            carry = (over & (this | carry)) | (this & carry)
        for k in range(lanes.level_ptr[lane], lanes.level_ptr[lane + 1]):
            less = NONE
            for bit in range(bits.shape[2]):
                here, this = bits[lane, word, bit], wanted(lanes.level[k], bit)
                less = (this & ~here) | (less & ~(this ^ here))
            short[k, word] = less


@bare
def wanted(amount: int, bit: int) -> np.uint64:
    """Return all bits if a bit of an amount is 1, otherwise none."""
    return NONE - (np.uint64(amount) >> np.uint64(bit) & ONE)


@bare
def blocked(lanes: Lanes, free: Free, group: int, use: int, word: int) -> np.uint64:
    """Return in which slots of a word a stay of some kind finds no berth, or not what it holds.

    Behind the last word there is nothing.
    """
    short = free.short
    if word >= short.shape[1]:
        return ALL
    block: np.uint64 = short[group, word]
    for k in range(lanes.use_ptr[use], lanes.use_ptr[use + 1]):
        block |= short[lanes.use_level[k], word]
    return block


@bare
def runs(here: np.uint64, then: np.uint64, long: int) -> np.uint64:
    """Return at which bits of a word a run of so many bits begins, up to 64; the next word follows.

    Runs get twice as long at each turn.
    """
    done = 1
    while done < long:
        step = min(done, long - done)
        right, left = np.uint64(step), np.uint64(64 - step)
        here &= (here >> right) | (then << left)
        then &= then >> right
        done += step
    return here


@bare
def last_blocked(lanes: Lanes, free: Free, group: int, use: int, first: int, last: int) -> int:
    """Return the last slot of some in which a stay of some kind may not lie, or -1."""
    for word in range((last - 1) >> 6, (first >> 6) - 1, -1):
        block = blocked(lanes, free, group, use, word) & within(word, first, last)
        if block != NONE:
            while block & (block - ONE) != NONE:
                block &= block - ONE
            return word * 64 + place_of(block)
    return -1
