"""Discrete berths: the integer problem, the best plan found, and how good it provably is."""

from tongqu.berths.core.model import BerthModel, Solution, berths_of, problems_of, simple_model
from tongqu.berths.core.solve import CoreResult, Step, solve_model

__all__ = [
    "BerthModel",
    "CoreResult",
    "Solution",
    "Step",
    "berths_of",
    "problems_of",
    "simple_model",
    "solve_model",
]
