"""What a simulated week says: slots that hold, waits, knock-on delays, buffers that pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongqu.berths.delays import Delays
from tongqu.berths.dispatch import RULES
from tongqu.berths.plan_file import PlanFile
from tongqu.berths.records import Assignment
from tongqu.berths.result import BerthPlan
from tongqu.errors import UsageError
from tongqu.estimates.intervals import Estimate
from tongqu.model.region import Region

BUFFERS_MIN = (0, 15, 30, 60, 120)
NOTHING = Estimate(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class WeekParams:
    """How a week is carried out and judged; the answer states it.

    Attributes
    ----------
    rule
        ``keep``: berth and order stay as planned; ``first_free``: who is next takes another free
        berth where its own is taken.
    early
        Whether a vessel may begin before its slot, where the berth is free.
    held_within_min
        A slot holds if its stay begins at most so many minutes after it.
    broken_slot_factor
        What an hour counts by which a vessel that is there begins after its slot, in hours on top
        of the hour itself (assumed).
    buffers_min
        Minutes kept free after each stay that are tried; 0, the plan as it is, is always there.
    buffer_limit_s
        Time for the search of each plan with buffers, if the plan's own limit is not shorter [s].

    Raises
    ------
    UsageError
        If a value is outside its range.
    """

    rule: str = "keep"
    early: bool = False
    held_within_min: int = 30
    broken_slot_factor: float = 1.0
    buffers_min: tuple[int, ...] = BUFFERS_MIN
    buffer_limit_s: float = 10.0

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise UsageError.of("not_allowed", value=self.rule, values=", ".join(RULES))
        checked: list[tuple[str, float, float]] = [
            ("held_within_min", self.held_within_min, 1440),
            ("broken_slot_factor", self.broken_slot_factor, 1000.0),
            *(("buffers_min", buffer, 720) for buffer in self.buffers_min),
        ]
        for name, value, most in checked:
            if not 0 <= value <= most:
                raise UsageError.of(
                    "parameter_out_of_range", name=name, value=value, minimum=0, maximum=most
                )


@dataclass(frozen=True)
class Slot:
    """How well the slot of one call holds.

    Attributes
    ----------
    assignment
        The slot.
    holds
        Probability that its stay begins in time.
    wait_median_h, wait_p90_h
        Wait between arrival and berthing: median, and what nine of ten stay below [h].
    late_start_h, knock_on_h
        Mean of how long after its slot it begins, and the part of it that is not its own late
        arrival but others' [h].
    knocked_by
        Call whose late end stood in its way most often; empty where none did.
    knocks_h
        Mean of the hours that it hands on to the next vessel at its berth.
    """

    assignment: Assignment
    holds: Estimate
    wait_median_h: Estimate
    wait_p90_h: Estimate
    late_start_h: float
    knock_on_h: float
    knocked_by: str
    knocks_h: float


@dataclass(frozen=True)
class Buffer:
    """A plan with minutes kept free after each stay, carried out with the same luck.

    Attributes
    ----------
    minutes
        Of each stay; 0 is the plan as it is.
    is_feasible
        Whether there is such a plan.
    planned_h
        Weighted hours in port that the plan promises.
    cost, cost_less
        Mean cost carried out, in weighted hours, and the nominal plan's cost less this one's, pair
        by pair.
    holds
        Share of all slots that hold.
    wait_mean_h, knock_on_mean_h
        Means over the calls.
    pays
        Whether it is cheaper than the nominal plan, beyond doubt.
    """

    minutes: int
    is_feasible: bool
    planned_h: float = 0.0
    cost: Estimate = NOTHING
    cost_less: Estimate = NOTHING
    holds: Estimate = NOTHING
    wait_mean_h: float = 0.0
    knock_on_mean_h: float = 0.0
    pays: bool = False


@dataclass(frozen=True)
class WeekSimulation:
    """A plan against random delays.

    Attributes
    ----------
    plan, region
        What was simulated.
    params, delays, replications, seed
        How.
    slots
        The calls, by slot.
    buffers
        The plans with buffers, the nominal one first.
    best_min
        Buffer that pays most; 0 where none pays.
    unserved
        Calls that found no place before the simulation ended, over all replications.
    """

    plan: BerthPlan | PlanFile
    region: Region
    params: WeekParams
    delays: Delays
    replications: int
    seed: int
    slots: tuple[Slot, ...]
    buffers: tuple[Buffer, ...]
    best_min: int
    unserved: int

    @property
    def nominal(self) -> Buffer:
        """The plan as it is."""
        return self.buffers[0]

    def to_dict(self) -> dict[str, Any]:
        """Return the simulation as JSON: stable, documented, with its schema version."""
        from tongqu.berths.week_answer import week_dict

        return week_dict(self)

    def summary(self, lang: str = "en") -> str:
        """Return the simulation in one sentence, in ``en`` or ``zh``."""
        from tongqu.berths.week_answer import head_line

        return head_line(self.to_dict(), lang)
