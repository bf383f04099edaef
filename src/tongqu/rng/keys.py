"""From a seed and words to the key of a stream."""

from __future__ import annotations

import hashlib

__all__ = ["SHARE", "stream_key"]

SHARE = 8
"""Blocks of bits that twice as many entities share, each its half of one."""


def stream_key(seed: int, *purpose: str) -> tuple[int, int]:
    """Return the key of a stream: two words of 32 bits.

    Parameters
    ----------
    seed
        Any whole number.
    *purpose
        What the numbers are for, in words, from the general to the special.

    Notes
    -----
    The first 64 bits of a BLAKE2b hash; two streams share a key with probability 2**-64.

    Examples
    --------
    >>> stream_key(1, "gap", "barges") == stream_key(1, "gap", "barges")
    True
    >>> stream_key(1, "gap", "barges") == stream_key(2, "gap", "barges")
    False
    """
    name = "\x1f".join([str(seed), *purpose]).encode()
    digest = hashlib.blake2b(name, digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")
