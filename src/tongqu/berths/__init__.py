"""Berth planning: which vessel at which berth, with which cranes, when."""

from __future__ import annotations

from tongqu.berths.audit import audit_berths
from tongqu.berths.params import BerthParams
from tongqu.berths.plan import plan_berths
from tongqu.berths.replan import replan_berths
from tongqu.berths.result import BerthPlan
from tongqu.berths.simulate_week import simulate_week

__all__ = [
    "BerthParams",
    "BerthPlan",
    "audit_berths",
    "plan_berths",
    "replan_berths",
    "simulate_week",
]
