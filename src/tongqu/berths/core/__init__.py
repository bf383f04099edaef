"""Discrete berths: the integer problem, the best plan found, and how good it provably is."""

from tongqu.berths.core.model import BerthModel, Solution, berths_of, problems_of, simple_model

__all__ = ["BerthModel", "Solution", "berths_of", "problems_of", "simple_model"]
