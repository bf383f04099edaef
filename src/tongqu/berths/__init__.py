"""Berth planning: which vessel at which berth, with which cranes, when."""
