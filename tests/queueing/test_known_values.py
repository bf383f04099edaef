"""Every exact value that was known before the room was written, to the last digit it has."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from tongqu.queueing import (
    PRINTED,
    berth_code,
    container_code,
    lock_code,
    lock_traffic,
    queue_fleet,
    queue_lock,
    queue_loss,
    queue_silo,
    queue_table,
    queue_tandem,
    queue_wait,
)

with (Path(__file__).parent / "data" / "waits.csv").open(encoding="utf-8", newline="") as lines:
    WAITS = [
        (row["arrival"], row["service"], int(row["berths"]), float(row["utilisation"]),
         float(row["wait_over_service"]))
        for row in csv.DictReader(lines)
    ]  # fmt: skip
LAST_DIGIT = 0.51e-6


@pytest.mark.parametrize("pair", sorted({(row[0], row[1]) for row in WAITS}))
def test_mean_waits(pair: tuple[str, str]) -> None:
    """M/M, M/E2, E2/E2, M/D, D/M and E2/M, 144 cells, each to six decimals."""
    rows = [row for row in WAITS if row[:2] == pair]
    assert rows
    for arrival, service, berths, load, wait in rows:
        found = queue_wait(arrival, service, berths, load).wait
        assert abs(found - wait) <= LAST_DIGIT, (arrival, service, berths, load, found, wait)


@pytest.mark.parametrize(
    ("arrivals_per_h", "cycle_h", "capacity", "wait_h"),
    [(2, 1, 4, 0.549652), (2, 1.25, 4, 0.769892), (4, 1.5, 8, 0.895290)],
)
def test_locks(arrivals_per_h: float, cycle_h: float, capacity: int, wait_h: float) -> None:
    """A lock that locks by the clock; and the traffic for that wait leads back."""
    answer = queue_lock(arrivals_per_h, cycle_h, capacity)
    assert answer.wait_h == pytest.approx(wait_h, abs=LAST_DIGIT)
    assert answer.throughput_per_h == pytest.approx(arrivals_per_h)
    back = lock_traffic(answer.wait_h, cycle_h, capacity)
    assert back.throughput_per_h == pytest.approx(arrivals_per_h, rel=1e-9)


@pytest.mark.parametrize(
    ("berths", "places", "offered", "refused", "wait"),
    [(2, 6, 1.6, 0.07595242, 0.65900768), (11, 20, 9.9, 0.03281837, 0.21012361)],
)
def test_limited_anchorages(
    berths: int, places: int, offered: float, refused: float, wait: float
) -> None:
    """Those turned away, and the wait of those let in."""
    answer = queue_loss(berths, places, offered)
    assert answer.refused == pytest.approx(refused, abs=0.51e-8)
    assert answer.wait == pytest.approx(wait, abs=0.51e-8)


def test_a_fleet_that_comes_back() -> None:
    """20 barges, 2 berths, 40 h away, 5 h of service."""
    answer = queue_fleet(20, 2, 40, 5)
    assert answer.throughput_per_h == pytest.approx(0.37005055, abs=0.51e-8)
    assert answer.wait_h == pytest.approx(9.0467, abs=0.51e-4)


def test_stations_in_a_row() -> None:
    """Three M/M/1 and an M/M/2."""
    answer = queue_tandem(0.8, [(1, 1), (1, 1), (1, 1), (2, 2)])
    assert answer.wait_h == pytest.approx(15.555556, abs=LAST_DIGIT)


def test_a_silo() -> None:
    """Half a batch an hour of 1,000 t in the mean, 600 t/h drawn."""
    assert queue_silo(0.5, 1000, 600).content_t == pytest.approx(5000, rel=1e-12)


@pytest.mark.parametrize(
    ("model", "off", "cells"), [("M/M", 1, 90), ("E2/E2", 32, 90), ("M/E2", 46, 238)]
)
def test_the_printed_tables_are_off_as_told(model: str, off: int, cells: int) -> None:
    """As many cells as were counted independently; the known worst ones are among them."""
    printed = PRINTED[model]
    arrival, service = model.split("/")
    table = queue_table(arrival, service, printed.berths, printed.utilisations, printed.values())
    assert (len(table.off), table.printed) == (off, cells)
    wrong = {(cell.utilisation, cell.berths): cell.printed for cell in table.off}
    worst = {
        "M/M": {(0.9, 4): "1.9693"},
        "E2/E2": {(0.5, 4): "0.0532", (0.9, 3): "1.2000", (0.9, 7): "0.4400", (0.8, 3): "0.4600"},
        "M/E2": {(0.85, 1): "4.50", (0.85, 3): "1.34", (0.85, 10): "0.30"},
    }
    assert worst[model].items() <= wrong.items()
    if model == "M/E2":
        assert {berths for load, berths in wrong if load == 0.85} == set(range(1, 15))


def test_the_container_berth_of_the_thesis() -> None:
    """67.83 TEU/h and 227,047 TEU a year, with its inputs; nothing is outside the code's ranges."""
    answer = container_code(
        cranes=2, crane_moves_per_h=25, teu_per_box=1.6, together=0.85, shifted=0.05,
        twin_lift=1.05, ship_teu=1050, utilisation=0.5, work_h=24, other_h=3, days=333,
    )  # fmt: skip
    assert answer.result("rate_teu_per_h") == pytest.approx(67.83, abs=0.005)
    assert answer.result("capacity_teu_per_year") == pytest.approx(227_047, abs=0.5)
    assert answer.outside == ()


def test_the_lock_of_the_design_case() -> None:
    """2,100 and 1,004.35 ten thousand tonnes."""
    answer = lock_code(
        lockages_per_day=30, days=350, lockage_t=4000, load=0.55, uneven=1.15, work_h=22
    )
    assert answer.result("dwt_per_year") == pytest.approx(2100e4, abs=1)
    assert answer.result("capacity_t_per_year") == pytest.approx(1004.35e4, abs=50)


def test_the_bulk_berth_by_hand() -> None:
    """1,000 t at 125 t/h is 8 h, 8/20 + 3/24 = 0.525 days a vessel: 333 / 0.525 x 0.6 x 1,000 t."""
    answer = berth_code(
        ship_t=1000, rate_t_per_h=125, utilisation=0.6, days=333, idle_h=4, other_h=3,
        yearly_t=1_000_000,
    )  # fmt: skip
    capacity = 333 / 0.525 * 0.6 * 1000
    assert answer.result("capacity_t_per_year") == pytest.approx(capacity)
    assert answer.result("berths") == pytest.approx(1e6 / capacity)
    assert math.isclose(answer.result("handling_h"), 8)
