"""What a lock closure costs the port in waiting: none, as planned, and as it became.

The lock was to be shut for 15 days from 29 January 2025 and opened six days early. Three ports with
the same luck, from 2 January on for a quarter of a year, so that the waits can be subtracted.
"""

from dataclasses import replace
from datetime import date

from tongqu import load_region
from tongqu.estimates.intervals import mean
from tongqu.sim import region_scenario, simulate
from tongqu.sim.call_waits import call_wait_h

YEARS, EARLY_H = 0.25, 6 * 24
port = region_scenario(load_region("qujiang"), date(2025, 1, 2), years=YEARS)


def shut(closures):
    """Return the port with the closures changed."""
    calendars = tuple(
        replace(row, closures=closures(row.closures)) for row in port.scenario.calendars
    )
    return replace(port.scenario, calendars=calendars)


ports = {
    "no closure": shut(lambda _: ()),
    "15 days": port.scenario,
    "9 days": shut(lambda known: tuple((begin, end - EARLY_H) for begin, end in known)),
}
waits = {
    name: call_wait_h(
        simulate(
            scenario,
            years=port.lead_h / 8760 + YEARS,
            replications=4,
            warm_h=port.lead_h,
            check=False,
        )
    )
    for name, scenario in ports.items()
}
for name, hours in waits.items():
    more = mean(hours - waits["no closure"])
    print(f"{name}: a call waits {hours.mean():.1f} h, {more.value:.1f} h more", end="")
    print("" if name == "no closure" else f" ({more.low:.1f} to {more.high:.1f})")
saved = mean(waits["15 days"] - waits["9 days"])
print(
    f"opening six days early saved {saved.value:.1f} h a call ({saved.low:.1f} to {saved.high:.1f})"
)
