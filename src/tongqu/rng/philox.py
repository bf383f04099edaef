"""Philox4x32-10 and what is made of its bits. Importing this imports Numba.

J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel random numbers: as easy as 1, 2, 3
(SC 2011).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tongqu.kernels import kernel
from tongqu.rng.keys import SHARE

__all__ = ["one_uniform", "philox4x32", "sixteen_uniforms", "two_uniforms"]

FIRST_FACTOR, SECOND_FACTOR = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
FIRST_STEP, SECOND_STEP = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
LOW, HALF, UNUSED = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(12)
CELL = 2.0**-52

Reals = NDArray[np.float64]

Four = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


@kernel(_nrt=False, forceinline=True)
def philox4x32(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> Four:
    """Return the four words of 32 bits that a counter of four and a key of two become.

    Examples
    --------
    >>> zero = np.uint64(0)
    >>> [f"{int(word):08x}" for word in philox4x32(zero, zero, zero, zero, zero, zero)]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    for _ in range(10):
        p0 = FIRST_FACTOR * c0
        p1 = SECOND_FACTOR * c2
        c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW
        k0 = (k0 + FIRST_STEP) & LOW
        k1 = (k1 + SECOND_STEP) & LOW
    return c0, c1, c2, c3


@kernel(_nrt=False, forceinline=True)
def two_uniforms(
    k0: int, k1: int, entity: int, turn: int, replication: int, block: int
) -> tuple[float, float]:
    """Return two numbers in (0, 1), each the middle of one of 2**52 cells.

    Parameters
    ----------
    k0, k1
        Key of the stream, see `tongqu.rng.stream_key`.
    entity, turn, replication, block
        Whose numbers, which time, in which replication, which pair of them; each below 2**32.

    Examples
    --------
    >>> from tongqu.rng import stream_key
    >>> first, second = two_uniforms(*stream_key(1, "doc"), 0, 0, 0, 0)
    >>> 0 < first < 1 and 0 < second < 1 and first != second
    True
    """
    a, b, c, d = philox4x32(
        np.uint64(entity), np.uint64(turn), np.uint64(replication), np.uint64(block),
        np.uint64(k0), np.uint64(k1),
    )  # fmt: skip
    first = (np.float64(((a << HALF) | b) >> UNUSED) + 0.5) * CELL
    second = (np.float64(((c << HALF) | d) >> UNUSED) + 0.5) * CELL
    return first, second


@kernel(_nrt=False, forceinline=True)
def one_uniform(k0: int, k1: int, entity: int, turn: int, replication: int) -> float:
    """Return the one number of a stream for an entity, a turn and a replication.

    Sixteen entities in a row share eight blocks of bits: the first eight have the first numbers of
    these, the others the second ones.

    Examples
    --------
    >>> from tongqu.rng import stream_key
    >>> key = stream_key(1, "doc")
    >>> one_uniform(*key, 5, 0, 0) == one_uniform(*key, 5, 0, 0) != one_uniform(*key, 13, 0, 0)
    True
    """
    block = (entity >> 4) * SHARE + (entity & (SHARE - 1))
    return two_uniforms(k0, k1, block, turn, replication, 0)[(entity >> 3) & 1]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def sixteen_uniforms(
    real: Reals, at: int, k0: int, k1: int, group: int, turn: int, replication: int, share: int
) -> None:
    """Write the one numbers of entities 16 `group` to 16 `group` + 15, all at once.

    Parameters
    ----------
    real, at
        Where: sixteen words from `at` on.
    k0, k1, group, turn, replication
        Whose numbers, see `one_uniform`.
    share
        `SHARE`. A loop whose length the compiler cannot see becomes one of vectors; one of eight
        is written out and stays single.

    Examples
    --------
    >>> numbers = np.zeros(16)
    >>> sixteen_uniforms(numbers, 0, 1, 2, 3, 0, 0, SHARE)
    >>> all(numbers[k] == one_uniform(1, 2, 48 + k, 0, 0) for k in range(16))
    True
    """
    for k in range(share):
        first, second = two_uniforms(k0, k1, group * share + k, turn, replication, 0)
        real[at + k] = first
        real[at + share + k] = second
