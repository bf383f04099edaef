"""What the dredging of the upper river brings to the port, and what the reaches below would.

Nothing is simulated here: a scenario knows what each class of vessels carries, and what binds it.
"""

from datetime import date

from tongqu import load_region
from tongqu.sim import PortParams, region_scenario

region = load_region("qujiang")
questions = {
    "before the dredging": (date(2025, 11, 1), PortParams()),
    "after it": (date(2025, 12, 15), PortParams()),
    "and 2.4 m below it too": (date(2025, 12, 15), PortParams(least_depth_m=2.4)),
    "and berths for 1000 t": (
        date(2025, 12, 15),
        PortParams(least_depth_m=2.4, cells=(("berths.qujiang-port-*.dwt_max_t", "1000"),)),
    ),
}
for name, (day, params) in questions.items():
    print(f"{name}:")
    port = region_scenario(region, day, params=params)
    for load in port.loads:
        if load.terminal == "qujiang-port-1" and load.vessel.startswith("barge-"):
            between = ", ".join(f"{begin} - {end}" for begin, end in load.stretches)
            bound = f"{load.binds} {between}".strip()
            print(f"  {load.vessel} carries {load.payload_t:.0f} of {load.full_t:.0f} t: {bound}")
