"""The plan file says by which clock and in which hours its port works."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from harbour import CALLS, PARAMS, START, call, changed, harbour

from tongqu.berths import plan_berths
from tongqu.model.region import Region

HOURS = harbour(
    quays=changed(harbour().quays, "quay", berthing_hours="06:00-20:00"),
    terminals=changed(harbour().terminals, "port", opening_hours="07:00-22:00"),
    berths=changed(harbour().berths, "b2", opening_hours="00:00-12:00,13:00-24:00"),
)


def steps(series: list[list[object]], day: str) -> list[tuple[str, object]]:
    return [(str(at)[11:16], value) for at, value in series if str(at).startswith(day)]


def test_hours_are_told_as_steps() -> None:
    plan = plan_berths(HOURS, CALLS, start=START, hours=48, params=PARAMS).to_dict()
    [quay], (one, two) = plan["quays"], plan["berths"]
    assert steps(quay["berthing"], "2026-03-03") == [("06:00", 1), ("20:00", 0)]
    assert steps(quay["open"], "2026-03-03") == [("07:00", 1), ("22:00", 0)]
    assert steps(one["open"], "2026-03-03") == steps(quay["open"], "2026-03-03")
    noon = [("07:00", 1), ("12:00", 0), ("13:00", 1), ("22:00", 0)]
    assert steps(two["open"], "2026-03-03") == noon


def test_a_port_that_never_shuts_says_nothing() -> None:
    plan = plan_berths(harbour(), CALLS, start=START, hours=48, params=PARAMS).to_dict()
    assert plan["quays"][0]["berthing"] == plan["berths"][0]["open"] == []


def test_hours_go_by_the_clock_on_the_wall_where_it_changes() -> None:
    zone = ZoneInfo("Europe/Paris")
    there: Region = replace(HOURS, info=replace(HOURS.info, time_zone="Europe/Paris"))
    start = datetime(2026, 3, 28, tzinfo=zone)
    here = [replace(call("ada", 0.0), eta=start)]
    plan = plan_berths(there, here, start=start, hours=72, params=PARAMS).to_dict()
    assert plan["time_zone"] == "Europe/Paris"
    assert [at for at, is_open in plan["quays"][0]["berthing"] if is_open] == [
        "2026-03-28T06:00:00+01:00", "2026-03-29T06:00:00+02:00", "2026-03-30T06:00:00+02:00",
    ]  # fmt: skip
    assert plan["until"] == "2026-03-31T01:00:00+02:00"
