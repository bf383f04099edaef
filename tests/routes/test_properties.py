"""What must hold of every front, whatever the region."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from regions import Case, random_case, vectors
from rewritten import dearer, in_half_units, later, relabelled

from tongqu.model.services import Service, ServiceStop
from tongqu.model.works import Closure

Vectors = set[tuple[int, int, int]]
SEEDS = range(2000, 2060)
WHOLE = 14
"""Waiting days that no horizon of the regions exceeds: windows of departures do not move."""


def no_worse(front: Vectors, other: Vectors) -> bool:
    """Whether for every chain of `other` there is one in `front` that is no worse."""
    return all(any(all(a <= b for a, b in zip(x, y, strict=True)) for x in front) for y in other)


def waiting(case: Case, days: int, **more: int) -> Case:
    return replace(case, params=replace(case.params, waiting_days=days, **more))


def asked(case: Case, **changes: object) -> Case:
    return replace(case, ask={**case.ask, **changes})


@pytest.mark.parametrize("seed", SEEDS)
def test_a_deadline_leaves_out_what_is_late_and_nothing_else(seed: int) -> None:
    case = asked(random_case(seed), deadline=None)
    found = vectors(case.front())
    ready = case.ask["ready"]
    start = ready.replace(hour=0, minute=0)
    for _, arrive_min, _ in sorted(found)[:3]:
        zone = case.region.zone
        at = start.replace(tzinfo=zone).astimezone(UTC) + timedelta(minutes=arrive_min)
        for deadline in (at, at - timedelta(minutes=1)):
            if deadline <= ready.replace(tzinfo=zone):
                continue
            last = arrive_min - (deadline < at)
            wanted = {vector for vector in found if vector[1] <= last}
            assert vectors(asked(case, deadline=deadline).front()) == wanted


@pytest.mark.parametrize("seed", SEEDS)
def test_waiting_longer_never_makes_it_worse(seed: int) -> None:
    case = random_case(seed)
    fronts = [vectors(waiting(case, days).front()) for days in (0, 1, 2, 4, WHOLE)]
    for shorter, longer in pairwise(fronts):
        assert no_worse(longer, shorter)


@pytest.mark.parametrize("seed", SEEDS)
def test_finer_departures_and_more_main_legs_never_make_it_worse(seed: int) -> None:
    case = waiting(random_case(seed), WHOLE, departure_step_min=720, max_main_legs=1)
    found = vectors(case.front())
    assert no_worse(vectors(waiting(case, WHOLE, departure_step_min=240).front()), found)
    assert no_worse(vectors(waiting(case, WHOLE, max_main_legs=2).front()), found)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_service_never_makes_it_worse(seed: int) -> None:
    case = waiting(random_case(seed), WHOLE)
    region = case.region
    service = Service(
        id="extra", name="Extra", name_zh="加班", mode="rail", class_id="block",
        source_id="invented",
        packings=("bulk", "bagged", "boxes"), every_h=31.5,
        first_departure=datetime(2024, 1, 1, 7, 30),  # noqa: DTZ001 - times of a region are local
    )  # fmt: skip
    stops = tuple(
        ServiceStop(
            id=f"extra-{k}", service_id="extra", sequence=k, terminal_id=terminal.id,
            arrive_h=9.0 * k - 9, depart_h=9.0 * k - 9 + (k > 1), source_id="invented",
        )
        for k, terminal in enumerate(region.terminals[:2], 1)
    )  # fmt: skip
    with_it = case.but(
        services=(*region.services, service), service_stops=(*region.service_stops, *stops)
    )
    assert no_worse(vectors(with_it.front()), vectors(case.front()))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_closure_on_the_way_never_helps(seed: int) -> None:
    """Nothing gained by waiting is in these regions: no storage, no changing water."""
    case = waiting(random_case(seed), WHOLE).but(storage=(), water_levels=(), work_changes=())
    region = case.region
    free = vectors(case.but(closures=()).front())
    shut = tuple(
        Closure(
            id=f"shut-{k}", event_id=f"shut-{k}", table=table, row_id=row.id, status="expected",
            closed_from=case.ask["ready"] + timedelta(hours=5 + k),
            closed_until=case.ask["ready"] + timedelta(hours=29 + k),
            known_on=case.ask["ready"].date() - timedelta(days=20), reason="works",
            reason_zh="施工", source_id="invented",
        )
        for table in ("links", "locks")
        for k, row in enumerate(getattr(region, table))
    )  # fmt: skip
    shut = tuple(
        replace(row, id=f"{row.id}-{row.table}", event_id=f"{row.id}-{row.table}") for row in shut
    )
    assert no_worse(free, vectors(case.but(closures=shut).front()))


@pytest.mark.parametrize("seed", SEEDS)
def test_ids_and_the_order_of_rows_mean_nothing(seed: int) -> None:
    """Also where two tables have rows of the same id."""
    case = random_case(seed)
    assert vectors(relabelled(case).front()) == vectors(case.front())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_week_later_is_the_same(seed: int) -> None:
    case = random_case(seed)
    if case.region.info.time_zone == "Asia/Shanghai":  # elsewhere clocks change
        week = timedelta(weeks=9)
        assert vectors(later(case, week).front()) == vectors(case.front())


@pytest.mark.parametrize("seed", SEEDS)
def test_another_unit_of_a_foreign_currency_is_the_same(seed: int) -> None:
    case = random_case(seed)
    assert vectors(in_half_units(case).front()) == vectors(case.front())


@pytest.mark.parametrize("seed", SEEDS)
def test_all_money_times_a_number_is_the_cost_times_that_number(seed: int) -> None:
    """But for the rounding of each leg; 1024 times is exact in binary."""
    case = random_case(seed)
    found, larger = vectors(case.front()), vectors(dearer(case, 1024.0).front())
    assert bool(found) == bool(larger)
    if found:
        least, least_larger = min(found)[0], min(larger)[0]
        assert abs(least_larger - 1024 * least) <= 1024 * 12
        assert {min(v[k] for v in found) for k in (1,)} == {min(v[k] for v in larger) for k in (1,)}
        assert min(v[2] for v in found) == min(v[2] for v in larger)


def test_what_finds_no_room_is_counted() -> None:
    """A front that may lack something says so."""
    counted = 0
    for seed in range(40):
        case = waiting(random_case(seed), WHOLE, departure_step_min=60, max_main_legs=3)
        whole = case.front()
        if whole.labels <= 100:
            continue
        small = waiting(case, WHOLE, max_labels=100).front()
        counted += small.dropped > 0
        if not small.dropped:
            assert vectors(small) == vectors(whole)
    assert counted > 3


def test_python_and_compiled_code_find_the_same() -> None:
    seeds = [3, 17, 42, 55]
    program = (
        "import json, sys; sys.path.insert(0, sys.argv[1])\n"
        "from regions import random_case, vectors\n"
        f"print(json.dumps([sorted(vectors(random_case(s).front())) for s in {seeds}], "
        "default=int))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    plain = [{tuple(vector) for vector in front} for front in json.loads(done.stdout)]
    assert plain == [vectors(random_case(seed).front()) for seed in seeds]
