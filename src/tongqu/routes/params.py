"""What the caller may set about the search."""

from __future__ import annotations

from dataclasses import dataclass

from tongqu.errors import UsageError


@dataclass(frozen=True)
class CompareParams:
    """Bounds and grid of the search; the answer is exact for them and states them.

    Attributes
    ----------
    waiting_days
        Departures from a terminal are looked at up to this many days after the first instant
        at which the cargo could be there; from the shipper, after it is ready.
    horizon_days
        Nothing leaves or arrives later than this after the cargo is ready.
    departure_step_min
        On-demand vehicles start loading at local times that are multiples of this, and at the
        instant at which the cargo is ready; a divisor of 1440.
    max_main_legs
        Legs between terminals at most; pre- and post-carriage come on top.
    detour_factor
        Ways on the water longer than this times the shortest are left out. Of two ways for the
        same vessel, one of which is never closed and no worse in length, time, fuel, fees and
        depth, only that one is offered.
    max_ways
        Ways between two terminals looked at most; if there are more, ``exact`` is false.
    max_labels
        Labels kept at most; if there are more, ``exact`` is false.

    Raises
    ------
    UsageError
        If a value is outside its range.
    """

    waiting_days: int = 21
    horizon_days: int = 120
    departure_step_min: int = 120
    max_main_legs: int = 5
    detour_factor: float = 1.5
    max_ways: int = 64
    max_labels: int = 400_000

    def __post_init__(self) -> None:
        ranges = {
            "waiting_days": (0, 90),
            "horizon_days": (1, 366),
            "departure_step_min": (1, 1440),
            "max_main_legs": (0, 5),
            "detour_factor": (1.0, 100.0),
            "max_ways": (1, 10_000),
            "max_labels": (3, 50_000_000),
        }
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise UsageError.of(
                    "parameter_out_of_range", name=name, value=value, minimum=low, maximum=high
                )
        if 1440 % self.departure_step_min:
            raise UsageError.of(
                "parameter_out_of_range",
                name="departure_step_min",
                value=self.departure_step_min,
                minimum=1,
                maximum="1440, a divisor of it",
            )
