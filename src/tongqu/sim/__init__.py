"""A port as a whole, simulated: who waits where and why, and how much goes through.

The scenario is a record of stations, stores, locks and sources. It becomes arrays, and one
compiled loop runs them, one replication after another, on any number of workers with the same
result to the last bit.
"""

from tongqu.sim.answer import sim_answer
from tongqu.sim.laws import Law
from tongqu.sim.reading import scenario_from_dict, scenario_from_text, scenario_to_dict
from tongqu.sim.region_loads import Load
from tongqu.sim.region_params import PortParams
from tongqu.sim.region_scenario import PortScenario, region_scenario
from tongqu.sim.region_settings import port_params
from tongqu.sim.result import SimResult
from tongqu.sim.scenario import (
    Again,
    Berthing,
    Calendar,
    Chamber,
    Chance,
    Group,
    Lock,
    Pass,
    RandomStops,
    Sail,
    Scenario,
    Serve,
    Source,
    Station,
    Store,
    Vehicle,
    WaitFor,
    Work,
    lanes,
)
from tongqu.sim.settling import Settled, settle, settle_port
from tongqu.sim.simulate import simulate

__all__ = [
    "Again",
    "Berthing",
    "Calendar",
    "Chamber",
    "Chance",
    "Group",
    "Law",
    "Load",
    "Lock",
    "Pass",
    "PortParams",
    "PortScenario",
    "RandomStops",
    "Sail",
    "Scenario",
    "Serve",
    "Settled",
    "SimResult",
    "Source",
    "Station",
    "Store",
    "Vehicle",
    "WaitFor",
    "Work",
    "lanes",
    "port_params",
    "region_scenario",
    "scenario_from_dict",
    "scenario_from_text",
    "scenario_to_dict",
    "settle",
    "settle_port",
    "sim_answer",
    "simulate",
]
