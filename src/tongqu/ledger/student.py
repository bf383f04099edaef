"""Student's t distribution with whole degrees of freedom, in closed form."""

from __future__ import annotations

from math import atan2, cos, pi, sin, sqrt

__all__ = ["quantile_of_t", "share_below_t"]

BISECTIONS = 80
WIDEST = 1e6


def share_below_t(value: float, freedom: int) -> float:
    """Return the probability of a value at most this.

    References
    ----------
    Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.

    Examples
    --------
    >>> round(share_below_t(2.015, 5), 4)
    0.95
    """
    angle = atan2(value, sqrt(freedom))
    sine, cosine = sin(angle), cos(angle)
    odd = freedom % 2
    term = total = cosine if odd else 1.0
    for step in range(3 if odd else 2, freedom - 1, 2):
        term *= cosine * cosine * (step - 1) / step
        total += term
    if freedom == 1:
        both = 2 * angle / pi
    elif odd:
        both = 2 / pi * (angle + sine * total)
    else:
        both = sine * total
    return (1 + both) / 2


def quantile_of_t(share: float, freedom: int) -> float:
    """Return the value that is not exceeded with a probability between 0 and 1.

    Examples
    --------
    >>> round(quantile_of_t(0.9, 3), 3)
    1.638
    """
    low, high = -WIDEST, WIDEST
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if share_below_t(middle, freedom) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2
