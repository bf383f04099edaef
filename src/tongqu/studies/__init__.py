"""Questions that join engines: what a late work costs, and how much a port can take."""

from __future__ import annotations

from tongqu.studies.additions import Addition, additions
from tongqu.studies.capacity import capacity
from tongqu.studies.capacity_params import CapacityParams
from tongqu.studies.capacity_result import Capacity
from tongqu.studies.code_simulated import CodePort, code_port, code_simulated
from tongqu.studies.cost_of_delay import cost_of_delay
from tongqu.studies.delay_result import CostOfDelay
from tongqu.studies.lanes import Lane
from tongqu.studies.lock_closure import Closing, closings_of, lock_closure
from tongqu.studies.lock_load import LockDesign, lock_design, lock_load
from tongqu.studies.port_level import PortLevel
from tongqu.studies.simulated_waits import simulated_waits, waits_of_simulation

__all__ = [
    "Addition",
    "Capacity",
    "CapacityParams",
    "Closing",
    "CodePort",
    "CostOfDelay",
    "Lane",
    "LockDesign",
    "PortLevel",
    "additions",
    "capacity",
    "closings_of",
    "code_port",
    "code_simulated",
    "cost_of_delay",
    "lock_closure",
    "lock_design",
    "lock_load",
    "simulated_waits",
    "waits_of_simulation",
]
