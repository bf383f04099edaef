"""What the caller may set about a plan of berths."""

from __future__ import annotations

from dataclasses import dataclass

from tongqu.errors import UsageError

MINUTES_PER_DAY = 1440


@dataclass(frozen=True)
class BerthParams:
    """Grid, limits and prices of a plan; the plan states them.

    Attributes
    ----------
    time_step_min
        Stays begin and end at multiples of this after the plan's start; a divisor of 1440. A
        given start (a pin) counts to the minute.
    time_limit_s
        Time for the search [s].
    horizon_h
        Length of the plan where nothing else is said [h].
    berthing_min
        From the beginning of the stay to the first work: making fast, papers [min].
    unberthing_min
        From the last work to the end of the stay [min].
    late_factor
        What an hour after the latest departure counts, in hours, on top of the hour itself.
    not_preferred_h
        What another berth than the preferred one counts [h].
    moved_call_h
        When a plan is made anew: what a call counts that gets another berth or start [h].
    moved_hour_factor
        When a plan is made anew: what each hour counts by which a start moves, in hours.
    under_keel_clearance_m
        Water kept under the keel of a vessel without a class [m].
    box_t_per_teu
        Cargo in a box of which nobody says what is in it [t/TEU]; assumed, and told in the plan's
        notes where it counts.
    position_step_m
        On a continuous quay vessels begin at multiples of this [m]. Places that are given in whole
        metres, and places of an earlier plan, make the step smaller where they lie between.

    Raises
    ------
    UsageError
        If a value is outside its range.

    Examples
    --------
    >>> BerthParams(time_step_min=30).time_step_min
    30
    >>> BerthParams(time_step_min=7)
    Traceback (most recent call last):
    tongqu.errors.UsageError: ...
    """

    time_step_min: int = 15
    time_limit_s: float = 30.0
    horizon_h: int = 168
    berthing_min: int = 30
    unberthing_min: int = 15
    late_factor: float = 3.0
    not_preferred_h: float = 1.0
    moved_call_h: float = 0.0
    moved_hour_factor: float = 0.0
    under_keel_clearance_m: float = 0.2
    box_t_per_teu: float = 10.0
    position_step_m: int = 10

    def __post_init__(self) -> None:
        ranges = {
            "time_step_min": (1, 240),
            "time_limit_s": (0.0, 86_400.0),
            "horizon_h": (1, 1344),
            "berthing_min": (0, 1440),
            "unberthing_min": (0, 1440),
            "late_factor": (0.0, 1000.0),
            "not_preferred_h": (0.0, 1000.0),
            "moved_call_h": (0.0, 10_000.0),
            "moved_hour_factor": (0.0, 1000.0),
            "under_keel_clearance_m": (0.0, 10.0),
            "box_t_per_teu": (0.1, 40.0),
            "position_step_m": (1, 200),
        }
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            whole = isinstance(low, int)
            right = isinstance(value, int if whole else (int, float))
            if isinstance(value, bool) or not right or not low <= value <= high:
                raise UsageError.of(
                    "parameter_out_of_range", name=name, value=value, minimum=low, maximum=high
                )
        if MINUTES_PER_DAY % self.time_step_min:
            raise UsageError.of(
                "parameter_out_of_range",
                name="time_step_min",
                value=self.time_step_min,
                minimum=1,
                maximum="240, a divisor of 1440",
            )
