"""What stays take of the port beside their berth: cranes, room in a yard, a place in a sequence.

Everything of the kind is a *resource* with a capacity in each slot, and a *kind of use* says what
a stay takes of which resources in which slots. Cranes are taken from begin to end of the stay. A
yard's room is taken from its begin to the end of the grid, or for as long as the land side needs
to clear it. And "this call after that one" is a
resource of one piece: the first call holds it from the grid's begin to the end of its stay, the
second from the begin of its own to the grid's end, so that no slot can belong to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.kernels import kernel

Ints = NDArray[np.int64]

HELD, UNTIL_END, FROM_START, FROM_END = range(4)
"""Slots of a use: those of the stay; from the grid's begin to the stay's end; from the stay's
begin, or from its end, on: for a number of slots, or to the end of the grid."""

FOREVER = 2**31 - 1
"""As many slots as a use lasts that ends with the grid."""


class Uses(NamedTuple):
    """Kinds of uses; kind 0 uses nothing.

    Attributes
    ----------
    ptr
        Shape (K + 1,): the uses of kind k are rows ``ptr[k]`` to ``ptr[k + 1]``.
    resource, amount, span, lasts
        Of each use; an amount below zero gives something back. `lasts` is the number of slots of
        a use from a stay's begin, or end, on.
    """

    ptr: Ints
    resource: Ints
    amount: Ints
    span: Ints
    lasts: Ints


Use = tuple[int, int, int] | tuple[int, int, int, int]
"""Resource, amount, span; and for how many slots, where not to the end of the grid."""


def make_uses(kinds: Iterable[Sequence[Use]] = ()) -> Uses:
    """Return kinds of uses, numbered from 1 in the order given.

    What a kind uses of one resource in the same slots is one use: whether there is enough is asked
    use by use.

    Examples
    --------
    >>> uses = make_uses([[(0, 2, HELD), (0, 1, HELD)]])
    >>> uses.ptr.tolist(), uses.amount.tolist()
    ([0, 0, 1], [3])
    """
    ptr = [0, 0]
    rows: list[tuple[int, ...]] = []
    for kind in kinds:
        together: dict[tuple[int, ...], int] = {}
        for resource, amount, *slots in kind:
            where = (resource, *slots, FOREVER)[:3]
            together[where] = together.get(where, 0) + amount
        rows += [(where[0], amount, *where[1:]) for where, amount in together.items()]
        ptr.append(len(rows))
    table = np.array(rows, np.int64).reshape(-1, 4).T
    return Uses(np.array(ptr, np.int64), *(column.copy() for column in table))


def crane_uses(pool: Sequence[int], cranes: Sequence[int]) -> tuple[Ints, Uses]:
    """Return the kind of each mode that holds cranes of a pool for its stay, and the kinds.

    Parameters
    ----------
    pool, cranes
        Of each mode; a pool of -1, or no crane, uses nothing.

    Examples
    --------
    >>> kinds, uses = crane_uses([0, 0, -1], [1, 2, 0])
    >>> kinds.tolist(), uses.amount.tolist()
    ([1, 2, 0], [1, 2])
    """
    wanted = [(p, q) if p >= 0 and q > 0 else None for p, q in zip(pool, cranes, strict=True)]
    known = sorted({pair for pair in wanted if pair is not None})
    number = {pair: k + 1 for k, pair in enumerate(known)}
    kinds = np.array([0 if pair is None else number[pair] for pair in wanted], np.int64)
    return kinds, make_uses([[(p, q, HELD)] for p, q in known])


def uses_of(
    uses: Uses, kind: int, start: int, end: int, slots: int
) -> Iterator[tuple[int, int, int, int]]:
    """Yield resource, amount, first slot and slot after the last one of a stay's uses."""
    for k in range(int(uses.ptr[kind]), int(uses.ptr[kind + 1])):
        first, last = span_of(int(uses.span[k]), int(uses.lasts[k]), start, end, slots)
        yield int(uses.resource[k]), int(uses.amount[k]), int(first), int(last)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def span_of(span: int, lasts: int, start: int, end: int, slots: int) -> tuple[int, int]:
    """Return the first slot of a use, and the slot after its last."""
    if span == HELD:
        return start, end
    if span == UNTIL_END:
        return 0, end
    if span == FROM_START:
        return start, min(start + lasts, slots)
    return end, min(end + lasts, slots)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def take(uses: Uses, kind: int, start: int, end: int, sign: int, used: Ints) -> None:
    """Add what a stay uses to shape (R, T), or take it away."""
    for k in range(uses.ptr[kind], uses.ptr[kind + 1]):
        first, last = span_of(uses.span[k], uses.lasts[k], start, end, used.shape[1])
        amount = sign * uses.amount[k]
        for slot in range(first, last):
            used[uses.resource[k], slot] += amount


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def clash_of(uses: Uses, kind: int, start: int, end: int, used: Ints, capacity: Ints) -> int:
    """Return -1 if a stay finds what it uses, otherwise the first start that may be tried next.

    That is the grid's length where no later start can help.
    """
    slots = used.shape[1]
    for k in range(uses.ptr[kind], uses.ptr[kind + 1]):
        amount, resource, span = uses.amount[k], uses.resource[k], uses.span[k]
        if amount <= 0:
            continue
        first, last = span_of(span, uses.lasts[k], start, end, slots)
        for slot in range(last - 1, first - 1, -1):  # from behind: the jump is longer
            if used[resource, slot] + amount > capacity[resource, slot]:
                if span == UNTIL_END:
                    return int(slots)
                return int(start + 1 if span == FROM_END else slot + 1)
    return -1
