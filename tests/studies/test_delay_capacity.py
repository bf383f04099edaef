"""What a late work does to the traffic that a port takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tongqu.errors import UsageError
from tongqu.io import load_region
from tongqu.sim.region_scenario import region_scenario
from tongqu.studies import Lane, capacity, cost_of_delay
from tongqu.studies.capacity_params import CapacityParams
from tongqu.studies.delay_capacity import capacity_of_delay
from tongqu.studies.port_level import PortLevel

QUICK = CapacityParams(years=0.02, replications=5, most=5, tolerance=0.3, more=False)
LEVEL = PortLevel(wait_over_service=0.3)


def test_phase_two_late_is_phase_one_alone() -> None:
    """While it is late the port is the one of the day before: the same bracket, luck shared."""
    region = load_region("qujiang")
    lane = Lane(origin="juhua", goal="jebel-ali", commodity="calcium-chloride", tonnes=600)
    delay = cost_of_delay(
        region, "port-phase-2", months=3, lanes=[lane], dates=[date(2024, 12, 10)]
    )
    found = capacity_of_delay(delay, level=LEVEL, params=QUICK)
    alone = region_scenario(region, region.local(date(2024, 12, 2)), years=QUICK.years)
    assert "berths-qujiang-port-2" not in {row.id for row in alone.scenario.stations}
    before = capacity(alone.scenario, LEVEL, params=QUICK).to_dict()
    assert found["state"] == before["state"]
    if before["capacity"] is not None:
        factor = before["capacity"]["factor"]
        late = found["late"]["factor"]
        assert (late["low"], late["high"]) == pytest.approx(
            (factor["low"], factor["high"]), rel=0.35
        )
    assert found["text"] != found["text_zh"]
    answer = replace(delay, capacity=found).to_dict()
    assert answer["asked"] == ["compare", "capacity"]
    assert answer["not_asked"] == []


def test_without_an_opening_nothing_is_asked() -> None:
    """A work that changes nothing in the region takes no traffic away."""
    delay = cost_of_delay(load_region("qujiang"), "caihong-park", months=3)
    with pytest.raises(UsageError, match="delay_without_opening"):
        capacity_of_delay(delay)
