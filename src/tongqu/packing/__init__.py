"""Vessels in a lock chamber: a placement that takes no memory, and an exact search beside it."""

from tongqu.packing.exact import most_vessels, placements_fit

__all__ = ["most_vessels", "placements_fit"]
