"""What may be asked: every number is looked at here before anything is computed."""

from __future__ import annotations

import math

from tongqu.errors import UsageError

__all__ = ["MOST_BERTHS", "amount", "count", "share", "stable"]

MOST_BERTHS = 10_000
"""Berths, places and vessels that are computed with."""

MOST = 1e12
"""Largest hour, tonne or rate."""


def count(name: str, value: float, *, least: int = 1, most: int = MOST_BERTHS) -> int:
    """Return a whole number that lies in its range.

    Raises
    ------
    UsageError
        If it does not.

    Examples
    --------
    >>> count("berths", 4)
    4
    """
    if not math.isfinite(value) or value != int(value) or not least <= value <= most:
        raise UsageError.of("count_out_of_range", name=name, value=value, minimum=least,
                            maximum=most)  # fmt: skip
    return int(value)


def amount(name: str, value: float, *, zero: bool = False, most: float = MOST) -> float:
    """Return a finite number that is positive, or not negative.

    Raises
    ------
    UsageError
        If it is not.

    Examples
    --------
    >>> amount("service_h", 6)
    6.0
    """
    if not math.isfinite(value) or value < 0 or value > most or (value == 0 and not zero):
        if zero:
            raise UsageError.of("parameter_out_of_range", name=name, value=value, minimum=0,
                                maximum=most)  # fmt: skip
        raise UsageError.of("bad_quantity", name=name, value=value, maximum=most)
    return float(value)


def share(name: str, value: float) -> float:
    """Return a number between 0 and 1, both left out.

    Examples
    --------
    >>> share("quantile", 0.9)
    0.9
    """
    if not 0 < value < 1:
        raise UsageError.of("share_out_of_range", name=name, value=value)
    return float(value)


def stable(utilisation: float) -> float:
    """Return a utilisation with which a queue can live.

    Raises
    ------
    UsageError
        If it is 1 or more: then the queue grows without end.

    Examples
    --------
    >>> stable(0.7)
    0.7
    """
    amount("utilisation", utilisation)
    if utilisation >= 1:
        raise UsageError.of("queue_unstable", utilisation=utilisation)
    return float(utilisation)
