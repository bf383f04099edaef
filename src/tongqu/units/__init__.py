"""Conversions, each in one place: hours and minutes, tonnes and kilograms, money, local times.

Inside, durations are whole minutes, money is whole minor units (fen, cents) and masses are whole
grams, so that answers can be compared exactly; what comes in and goes out carries its unit in its
name.
"""

from tongqu.units.integers import (
    INT64_MAX,
    checked_int64,
    to_grams,
    to_hours,
    to_kg,
    to_minutes_up,
    travel_minutes_up,
)
from tongqu.units.money import minor_digits, minor_units, round_half_even, to_major, to_minor
from tongqu.units.times import at_minute, minutes_since, parse_date, parse_time

__all__ = [
    "INT64_MAX",
    "at_minute",
    "checked_int64",
    "minor_digits",
    "minor_units",
    "minutes_since",
    "parse_date",
    "parse_time",
    "round_half_even",
    "to_grams",
    "to_hours",
    "to_kg",
    "to_major",
    "to_minor",
    "to_minutes_up",
    "travel_minutes_up",
]
