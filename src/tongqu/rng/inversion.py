"""What laws make of uniform numbers: logarithm, exponential, normal quantile. Imports Numba.

All are additions, multiplications and divisions in a fixed order and nothing of the machine's
library of mathematics, so that a draw has the same bits on every machine; and the compiler puts
them in the place of a call, several numbers at once where they stand in a row.

M. J. Wichura: The percentage points of the normal distribution (algorithm AS 241, Applied
Statistics 37, 1988).
"""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np

from tongqu.kernels import kernel

__all__ = ["exp", "is_central", "ln", "normal", "normal_near_centre"]

CELLS, CELL_BITS = 128, 45
"""Cells of a doubling, and the bits of a number below those that name its cell."""

BEGIN = 0x3FE6000000000000
"""The bits of 11/16: a cell has its middle within 1/128 of its numbers, also around 1."""

WHERE = (1 << 52) - 1
LN_2 = float(Decimal(2).ln())


def _middles() -> list[float]:
    """Return a number in each cell: 1 where 1 is an end, so that little is left of what is near."""
    found = []
    for cell in range(CELLS):
        begin, end = (
            float(np.int64(BEGIN + (k << CELL_BITS)).view(np.float64)) for k in (cell, cell + 1)
        )
        found.append(1.0 if 1.0 in (begin, end) else (begin + end) / 2)
    return found


MIDDLE = np.array(_middles())
INVERSE = 1.0 / MIDDLE
LN_MIDDLE = np.array([float(Decimal(middle).ln()) for middle in MIDDLE.tolist()])

SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH = (1.0 / k for k in range(2, 9))

ROUNDING = 1.5 * 2.0**52
"""Added to a number, it leaves the nearest whole one in the last bits of the sum."""

PER_LN_2 = float(1 / Decimal(2).ln())
LN_2_BEGIN = int(Decimal(2).ln() * 2**32) / 2**32
"""The first 32 bits of ln 2, so that up to 2**20 times it is exact; then what is left of it."""

LN_2_REST = float(Decimal(2).ln() - Decimal(LN_2_BEGIN))
LEAST_POWER, MOST_POWER = -708.0, 709.0
TAYLOR = tuple(float(1 / Decimal(math.factorial(k))) for k in range(14))

CENTRE = 0.425
"""So far from 1/2 one formula of the normal quantile holds."""


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def ln(x: float) -> float:
    """Return the natural logarithm of a positive number, to about one unit in the last place.

    Parameters
    ----------
    x
        Above 2**-1022.

    Notes
    -----
    With x = 2**k c (1 + r), where c is the middle of one of 128 cells and r at most 1/128 away
    from it: k ln 2 + ln c + the series of ln(1 + r).

    Examples
    --------
    >>> import math
    >>> abs(ln(0.3) - math.log(0.3)) < 1e-15
    True
    >>> ln(1.0)
    0.0
    """
    bits = np.int64(np.float64(x).view(np.int64))
    above = bits - BEGIN
    cell = (above >> CELL_BITS) & (CELLS - 1)
    doublings = above >> 52
    rest = np.float64(np.int64(bits - (doublings << 52)).view(np.float64))
    r = (rest - MIDDLE[cell]) * INVERSE[cell]
    square = r * r
    series = (THIRD - FOURTH * r) + square * ((FIFTH - SIXTH * r) + square * (SEVENTH - EIGHTH * r))
    return float((doublings * LN_2 + LN_MIDDLE[cell]) + (r + square * (r * series - SECOND)))


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def exp(x: float) -> float:
    """Return e to a power, to about one unit in the last place.

    Parameters
    ----------
    x
        Between -708 and 709; what lies outside counts as these.

    Notes
    -----
    With x = k ln 2 + r, where k is whole and r at most ln 2 / 2 away from 0: 2**k times the series
    of e**r, to the thirteenth power.

    Examples
    --------
    >>> import math
    >>> abs(exp(1.5) / math.exp(1.5) - 1) < 3e-16
    True
    >>> exp(0.0)
    1.0
    """
    x = min(max(x, LEAST_POWER), MOST_POWER)
    shifted = x * PER_LN_2 + ROUNDING
    doublings = shifted - ROUNDING
    r = (x - doublings * LN_2_BEGIN) - doublings * LN_2_REST
    square = r * r
    fourth = square * square
    series = (
        (TAYLOR[2] + TAYLOR[3] * r) + square * (TAYLOR[4] + TAYLOR[5] * r)
        + fourth * (
            (TAYLOR[6] + TAYLOR[7] * r) + square * (TAYLOR[8] + TAYLOR[9] * r)
            + fourth * ((TAYLOR[10] + TAYLOR[11] * r) + square * (TAYLOR[12] + TAYLOR[13] * r))
        )
    )  # fmt: skip
    power = np.float64(1.0 + (r + square * series)).view(np.int64)
    return float(np.int64(power + (np.float64(shifted).view(np.int64) << 52)).view(np.float64))


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def is_central(u: float) -> bool:
    """Return whether `normal_near_centre` holds for a probability.

    Examples
    --------
    >>> is_central(0.9), is_central(0.95)
    (True, False)
    """
    return abs(u - 0.5) <= CENTRE


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def normal_near_centre(u: float) -> float:
    """Return what `normal` returns where `is_central` says so; elsewhere some number.

    Examples
    --------
    >>> normal_near_centre(0.75) == normal(0.75)
    True
    """
    q = u - 0.5
    r = 0.180625 - q * q
    return q * (
        ((((((2509.0809287301226727 * r + 33430.575583588128105) * r
        + 67265.770927008700853) * r + 45921.953931549871457) * r
        + 13731.693765509461125) * r + 1971.5909503065514427) * r
        + 133.14166789178437745) * r + 3.387132872796366608
    ) / (
        ((((((5226.495278852545925 * r + 28729.085735721942674) * r
        + 39307.89580009271061) * r + 21213.794301586595867) * r
        + 5394.1960214247511077) * r + 687.1870074920579083) * r
        + 42.313330701600911252) * r + 1.0
    )  # fmt: skip


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def normal(u: float) -> float:
    """Return the number that a standard normal one is below with a probability.

    Parameters
    ----------
    u
        The probability, in (0, 1).

    Examples
    --------
    >>> round(normal(0.975), 10), normal(0.5)
    (1.9599639845, 0.0)
    """
    if is_central(u):
        return normal_near_centre(u)
    q = u - 0.5
    r = math.sqrt(-ln(u if q < 0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        x = (
            ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r
            + 0.24178072517745061177) * r + 1.27045825245236838258) * r
            + 3.64784832476320460504) * r + 5.7694972214606914055) * r
            + 4.6303378461565452959) * r + 1.42343711074968357734
        ) / (
            ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
            + 0.0151986665636164571966) * r + 0.14810397642748007459) * r
            + 0.68976733498510000455) * r + 1.6763848301838038494) * r
            + 2.05319162663775882187) * r + 1.0
        )  # fmt: skip
    else:
        r -= 5.0
        x = (
            ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
            + 0.0012426609473880784386) * r + 0.026532189526576123093) * r
            + 0.29656057182850489123) * r + 1.7848265399172913358) * r
            + 5.4637849111641143699) * r + 6.6579046435011037772
        ) / (
            ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
            + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r
            + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
            + 0.59983220655588793769) * r + 1.0
        )  # fmt: skip
    return -x if q < 0 else x
