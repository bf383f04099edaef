"""Continuous quay: vessels that share its length and its cranes."""

from tongqu.berths.quay.checking import problems_of
from tongqu.berths.quay.feasible import can_hold_quay
from tongqu.berths.quay.greedy import first_come, repaired
from tongqu.berths.quay.model import (
    Hourly,
    QuayModel,
    QuaySolution,
    quay_model,
    solution_of,
)
from tongqu.berths.quay.result import QuayResult, QuayStep
from tongqu.berths.quay.solve import solve_quay, without

__all__ = [
    "Hourly",
    "QuayModel",
    "QuayResult",
    "QuaySolution",
    "QuayStep",
    "can_hold_quay",
    "first_come",
    "problems_of",
    "quay_model",
    "repaired",
    "solution_of",
    "solve_quay",
    "without",
]
