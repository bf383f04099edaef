"""The root of a function of one variable between two ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["bracketed"]

MOST_CALLS = 300


def bracketed(
    function: Callable[[float], float], low: float, high: float, *, relative: float = 1e-14
) -> float:
    """Return where a function changes its sign.

    Parameters
    ----------
    function
        Continuous, and not of the same sign at both ends.
    low, high
        The ends.
    relative
        Width, as a share of the root, at which the bracket is narrow enough.

    Notes
    -----
    T. R. Chandrupatla, Advances in Engineering Software 28 (1997) 145-149: inverse quadratic
    interpolation where it can be trusted, bisection elsewhere.

    Examples
    --------
    >>> round(bracketed(lambda x: x * x - 2, 0.0, 2.0), 12)
    1.414213562373
    """
    a, b = high, low
    at_a, at_b = function(a), function(b)
    if at_a == 0 or at_b == 0:
        return a if at_a == 0 else b
    if (at_a > 0) == (at_b > 0):
        raise ArithmeticError(f"no change of sign between {low} and {high}")
    part = 0.5
    for _ in range(MOST_CALLS):
        x = a + part * (b - a)
        value = function(x)
        if (value > 0) == (at_a > 0):
            c, at_c = a, at_a
        else:
            c, at_c = b, at_b
            b, at_b = a, at_a
        a, at_a = x, value
        best, at_best = (a, at_a) if abs(at_a) < abs(at_b) else (b, at_b)
        least = (relative * abs(best) + 1e-300) / abs(b - a)
        if at_best == 0 or least > 0.5:
            return best
        xi, phi = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
        part = 0.5
        if phi * phi < xi and (1 - phi) ** 2 < 1 - xi:
            part = at_a / (at_b - at_a) * at_c / (at_b - at_c)
            part += (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
        part = min(max(part, least), 1 - least)
    return best
