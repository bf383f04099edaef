"""The fairway of the shipped region: sums that are published, locks, vessels that fit."""

from datetime import date

import pytest

from tongqu.graph import LinkNetwork
from tongqu.model.region import Region

NEW_LOCKS = "tadi anrenpu hongchuandou xiaoxitan youbu yaojia fuchunjiang".split()


@pytest.fixture(scope="module")
def water(qujiang: Region) -> LinkNetwork:
    return LinkNetwork(qujiang.links, ("waterway",))


@pytest.mark.parametrize(
    ("start", "end", "low", "high"),
    [
        ("shuanggangkou", "yangbu", 57, 57),
        ("yangbu", "magongtan", 23, 23),
        ("shuanggangkou", "fuchunjiang-lock", 175, 175),
        ("fuchunjiang-lock", "hangzhou", 110, 110),
        ("shuanggangkou", "hangzhou", 285, 285),
        ("youbu-lock", "luoyang-quay", 3.4, 3.4),
        ("youbu-lock", "yaojia-lock", 9.3, 9.3),
        ("babao-lock", "bolu", 26.4, 26.4),
        ("shuanggangkou", "zhapu", 415, 435),
        ("xinba-mouth", "zhenhai", 239, 239),
        ("shuanggangkou", "zhenhai", 495, 505),
    ],
)
def test_published_lengths(
    water: LinkNetwork, start: str, end: str, low: float, high: float
) -> None:
    path = water.path(start, end)
    assert path is not None
    assert low - 1e-6 <= path.length_km <= high + 1e-6


def test_six_of_the_seven_new_locks_lie_below_the_quays(water: LinkNetwork) -> None:
    for quay in ("qujiang-port-1", "qujiang-port-2"):
        path = water.path(quay, "hangzhou")
        assert path is not None
        passed = [name for name in NEW_LOCKS if f"{name}-lock" in path.place_ids]
        assert passed == NEW_LOCKS[1:]


def test_the_canal_to_ningbo_has_seven_locks_with_sanbao(water: LinkNetwork) -> None:
    path = water.path("xinba-mouth", "zhenhai")
    assert path is not None
    locks = [place for place in path.place_ids if place.endswith("-lock")]
    assert len(locks) + 1 == 7


def test_chambers_as_published(qujiang: Region) -> None:
    def sizes(lock: str) -> list[tuple[float, float, float]]:
        return [
            (c.length_m, c.width_m, c.sill_depth_m) for c in qujiang.chambers if c.lock_id == lock
        ]

    assert sizes("fuchunjiang-lock") == [(300, 23, 4.5)]
    assert sizes("babao-lock") == [(300, 23, 4.2), (300, 23, 4.2)]
    assert [size[:2] for size in sizes("sanbao-lock")] == [(160, 12), (200, 12)]
    assert {lock.fee_per_vessel for lock in qujiang.locks} == {0}


def test_the_64_teu_barge_fits_babao_only(qujiang: Region) -> None:
    beam = qujiang.row("vessel_classes", "barge-64teu").beam_m
    widest = {
        lock.id: max(c.width_m for c in qujiang.chambers if c.lock_id == lock.id)
        for lock in qujiang.locks
    }
    assert beam > widest["sanbao-lock"]
    assert beam > widest["xinba-lock"]
    assert beam <= widest["babao-lock"]
    assert qujiang.row("vessel_classes", "barge-48teu").beam_m <= widest["xinba-lock"]


def test_dredging_deepens_the_quzhou_section_only(qujiang: Region) -> None:
    before = qujiang.at(date(2025, 11, 26), as_of=date(2026, 1, 1))
    after = qujiang.at(date(2025, 11, 28), as_of=date(2026, 1, 1))
    deeper = {
        link.id for link in after.links if link.depth_m != before.row("links", link.id).depth_m
    }
    quzhou = {link.id for link in qujiang.links if link.name == "Qujiang, Quzhou section"}
    assert deeper == quzhou
    assert sum(qujiang.row("links", name).length_km for name in quzhou) == pytest.approx(57)
    assert {after.row("links", name).fairway_class for name in quzhou} == {"III"}


def test_hire_of_inland_vessels_is_the_one_assumption(qujiang: Region) -> None:
    hire = qujiang.row("assumptions", "barge-hire")
    inland = [vessel for vessel in qujiang.vessel_classes if "waterway" in vessel.waters]
    assert len(inland) >= 5
    for vessel in inland:
        assert vessel.assumption_id == "barge-hire"
        assert vessel.cost_per_h == pytest.approx(hire.middle * vessel.dwt_t, rel=1e-4)
        up, down = vessel.fuel_kg_per_km_laden_up, vessel.fuel_kg_per_km_laden_down
        assert 1.5 <= up / down <= 2.2
        assert vessel.fuel_kg_per_km_empty_up < up
    on_demand = [row for row in qujiang.tariffs if row.mode == "waterway" and not row.service_id]
    assert on_demand == []


def test_500_t_barge_burns_what_the_low_case_says(qujiang: Region) -> None:
    barge = qujiang.row("vessel_classes", "barge-500")
    mean_kg = (barge.fuel_kg_per_km_laden_up + barge.fuel_kg_per_km_laden_down) / 2
    assert mean_kg * 1000 / barge.dwt_t == pytest.approx(
        qujiang.row("assumptions", "barge-fuel").middle
    )


def test_600_t_do_not_fit_one_500_t_vessel(qujiang: Region) -> None:
    assert qujiang.row("vessel_classes", "barge-500").dwt_t < 600
