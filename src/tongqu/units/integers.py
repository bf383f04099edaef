"""Durations and masses as integers that cannot overflow unnoticed."""

from __future__ import annotations

import math

from tongqu.errors import OutOfRangeError

INT64_MAX = 2**63 - 1
MINUTES_PER_HOUR = 60
GRAMS_PER_KG = 1000
KG_PER_TONNE = 1000

NOISE_MIN = 1e-6
"""0.1 h + 0.2 h are 18.000000000000004 minutes: such noise must not become a 19th minute."""


def checked_int64(value: int, limit: int = INT64_MAX) -> int:
    """Return an integer if it and its negative fit, so that sums of them can be bounded.

    Examples
    --------
    >>> checked_int64(5)
    5
    """
    if not -limit <= value <= limit:
        raise OutOfRangeError.of("out_of_range", value=value, maximum=limit)
    return value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise OutOfRangeError.of("out_of_range", value=str(value), maximum=INT64_MAX)
    return value


def to_minutes_up(hours: float) -> int:
    """Return a duration in whole minutes, rounded up.

    Parameters
    ----------
    hours
        Duration [h]. Less than a ten-thousandth of a second above a whole minute counts as noise
        of the arithmetic and is not rounded up.

    Examples
    --------
    >>> to_minutes_up(0.1 + 0.2), to_minutes_up(0.3001)
    (18, 19)
    """
    return checked_int64(math.ceil(_finite(hours) * MINUTES_PER_HOUR - NOISE_MIN))


def travel_minutes_up(distance_km: float, speed_km_per_h: float) -> int:
    """Return the time for a way in whole minutes, rounded up.

    Examples
    --------
    >>> travel_minutes_up(30, 12)
    150
    """
    if not speed_km_per_h > 0:
        raise OutOfRangeError.of("out_of_range", value=speed_km_per_h, maximum=INT64_MAX)
    return to_minutes_up(distance_km / speed_km_per_h)


def to_hours(minutes: int) -> float:
    """Return minutes as hours, for people.

    Examples
    --------
    >>> to_hours(90)
    1.5
    """
    return minutes / MINUTES_PER_HOUR


def to_grams(tonnes: float) -> int:
    """Return a mass in whole grams, the nearest; halves go to the even neighbour.

    Examples
    --------
    >>> to_grams(0.5)
    500000
    """
    return checked_int64(round(_finite(tonnes) * KG_PER_TONNE * GRAMS_PER_KG))


def to_kg(grams: int) -> float:
    """Return grams as kilograms, for people.

    Examples
    --------
    >>> to_kg(2500)
    2.5
    """
    return grams / GRAMS_PER_KG
