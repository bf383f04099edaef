"""Questions that join engines: what a late work costs, and whom."""

from __future__ import annotations

from tongqu.studies.cost_of_delay import cost_of_delay
from tongqu.studies.delay_result import CostOfDelay
from tongqu.studies.lanes import Lane

__all__ = ["CostOfDelay", "Lane", "cost_of_delay"]
