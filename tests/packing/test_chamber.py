"""Placements are valid and sailable, and never far from the most that fits."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.packing import most_vessels, placements_fit
from tongqu.packing.skyline import SKYLINE_WORDS, clear, place

VESSELS = st.lists(
    st.tuples(st.sampled_from([30.0, 45.0, 55.0, 67.5]), st.sampled_from([6.0, 8.0, 10.8])),
    min_size=1,
    max_size=6,
)


def placed(vessels: list[tuple[float, float]], length: float, beam: float):
    skyline = np.zeros(SKYLINE_WORDS)
    clear(skyline, 0, beam)
    found = []
    for long_m, wide_m in vessels:
        bow, side = place(skyline, 0, length, long_m, wide_m)
        if np.isfinite(bow):
            found.append((bow, side, long_m, wide_m))
    return found


@settings(max_examples=200)
@given(VESSELS, st.sampled_from([60.0, 100.0, 135.0]), st.sampled_from([12.0, 16.0, 23.0]))
def test_placements(vessels: list[tuple[float, float]], length: float, beam: float) -> None:
    """All lie apart within the chamber; none lies in the way of a later one; the exact most is
    never below, and the first that fits alone is never left out."""
    found = placed(vessels, length, beam)
    assert placements_fit(found, length, beam)
    for k, (bow, side, _, wide) in enumerate(found):
        for bow2, side2, long2, wide2 in found[:k]:
            beside = side + wide <= side2 + 1e-9 or side2 + wide2 <= side + 1e-9
            assert beside or bow >= bow2 + long2 - 1e-9
    most = most_vessels(vessels, length, beam)
    assert len(found) <= most
    assert bool(found) == bool(most)


@settings(max_examples=100)
@given(st.integers(10, 90), st.integers(4, 14), st.integers(30, 300), st.integers(8, 34))
def test_like_vessels(long_m: int, wide_m: int, length: int, beam: int) -> None:
    """Of vessels that are alike as many as fit in rows and columns: the most there can be."""
    most = (length // long_m) * (beam // wide_m)
    vessels = [(float(long_m), float(wide_m))] * min(most + 1, 50)
    assert len(placed(vessels, float(length), float(beam))) == min(most, 50)


def test_how_far_from_the_most() -> None:
    """Six vessels in the order of arrival to a chamber of 100 by 23 m, 150 times: the best choice
    and places with hindsight take in more, but not by a fifth."""
    random = np.random.default_rng(4)
    have = could = 0
    for _ in range(150):
        vessels = [
            (float(random.choice([30, 45, 55, 67])), float(random.choice([6, 8, 10.8])))
            for _ in range(6)
        ]
        have += len(placed(vessels, 100.0, 23.0))
        could += most_vessels(vessels, 100.0, 23.0)
    assert have >= 0.83 * could
