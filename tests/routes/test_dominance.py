"""The rules that make one label useless beside another, by brute force."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tongqu.routes.arrays import (
    FAR,
    GAIN,
    MINUTES_PER_DAY,
    NODE,
    LabelArrays,
    Settlement,
    records,
)
from tongqu.routes.dominance import (
    final_cost,
    gain_lead,
    is_beaten,
    put_in,
    storage_cost,
    storage_lead,
)


def test_storage_counts_started_days_after_free_time() -> None:
    day = MINUTES_PER_DAY
    dwells = (0, 600, 601, 600 + day, 601 + day)
    assert [storage_cost(600, 50, dwell) for dwell in dwells] == [0, 0, 50, 50, 100]


@given(st.integers(0, 5000), st.integers(0, 9), st.integers(0, 6000), st.integers(0, 6000))
def test_storage_lead_is_the_most_that_an_earlier_arrival_can_pay_more(
    free: int, per_day: int, earlier: int, rest: int
) -> None:
    """Over every dwell that the later cargo can have."""
    longest = earlier + rest
    most = max(
        storage_cost(free, per_day, dwell + earlier) - storage_cost(free, per_day, dwell)
        for dwell in range(rest + 1)
    )
    assert storage_lead(free, per_day, earlier, longest) == most


def settled(**columns: list[int]) -> Settlement:
    return Settlement(records(GAIN, **columns), must=-1)


def test_rewards_are_paid_up_to_their_cap() -> None:
    settlement = settled(cap=[100, 40, 0], per_kg=[0, 5, 0], base_gram=[0, 9000, 0])
    gain = np.array([(70, 0, 1), (170, 0, 1), (0, 1, 0)], np.int64)
    assert final_cost(1000, 5000, gain, 0, settlement) == 930
    assert final_cost(1000, 5000, gain, 1, settlement) == 900
    assert final_cost(1000, 5000, gain, 2, settlement) == 980  # 4 kg saved, 5 a kg
    assert final_cost(1000, 0, gain, 2, settlement) == 960  # 45, capped
    assert final_cost(1000, 9500, gain, 2, settlement) == 1000  # nothing saved


def test_a_chain_without_the_mark_that_it_must_bear_does_not_count() -> None:
    settlement = settled(cap=[100, 0], per_kg=[0, 0], base_gram=[0, 0])._replace(must=1)
    gain = np.array([(70, 0), (70, 1)], np.int64)
    assert final_cost(1000, 5000, gain, 0, settlement) == FAR
    assert final_cost(1000, 5000, gain, 1, settlement) == 930


money = st.integers(0, 300)
gain = st.tuples(money, st.integers(0, 1))


@given(money, money, gain, gain, money, st.integers(0, 20_000), st.integers(0, 20_000))
def test_what_is_no_worse_in_all_stays_no_worse_when_rewards_are_settled(
    cost: int, more: int, one: tuple[int, int], other: tuple[int, int], later: int, gram: int,
    extra: int,
) -> None:  # fmt: skip
    """Whatever both still pay, earn and emit on the rest of the way."""
    settlement = settled(cap=[200, 90, 0], per_kg=[0, 7, 0], base_gram=[0, 16_000, 0])
    gain = np.array([(*one, 0), (*other, 0)], np.int64)
    lead = gain_lead(gain, 0, 1, settlement)
    assert (lead >= FAR) == (other[1] > one[1])
    if lead < FAR:
        gain[:, 0] += later
        assert final_cost(cost, gram, gain, 0, settlement) <= final_cost(
            cost + lead + more, gram + extra, gain, 1, settlement
        )


PLAIN = settled(cap=[0], per_kg=[0], base_gram=[0])
NODES = records(NODE, window_end=[10_000])


def two_labels(first: tuple[int, ...], second: tuple[int, ...]) -> LabelArrays:
    """Return a list of one node with the first label in it; (time, cost, gram, born, repacked)."""
    labels = LabelArrays.empty(2, 1, 1)
    for row, (time, cost, gram, born, repacked) in enumerate((first, second)):
        labels.rows[row] = (time, cost, gram, -1, -1, born, repacked, -1)
    labels.head[0] = 0
    return labels


def listed(labels: LabelArrays) -> list[int]:
    found, label = [], int(labels.head[0])
    while label >= 0:
        found.append(label)
        label = int(labels.rows[label]["after"])
    return found


def test_cargo_that_was_repacked_beats_none_that_still_can_be() -> None:
    same = (100, 50, 7, 1)
    for old, new, beaten in ((0, 0, True), (0, 1, True), (1, 1, True), (1, 0, False)):
        labels = two_labels((*same, old), (*same, new))
        assert is_beaten(labels, NODES, PLAIN, 0, 100, 50, 7, 1, new, 1) is beaten
        labels = two_labels((*same, old), (90, 40, 6, 1, new))
        put_in(labels, NODES, PLAIN, 0, 1, False)
        assert listed(labels) == ([1, 0] if (old, new) == (0, 1) else [1])


def test_a_label_with_more_legs_takes_none_out_that_may_have_more_to_come() -> None:
    for born, left in ((1, [1]), (2, [1]), (3, [1, 0])):
        labels = two_labels((100, 50, 7, 2, 0), (90, 40, 6, born, 0))
        put_in(labels, NODES, PLAIN, 0, 1, False)
        assert listed(labels) == left


def test_labels_are_listed_by_time() -> None:
    for time, order in ((90, [1, 0]), (110, [0, 1])):
        labels = two_labels((100, 50, 7, 1, 0), (time, 60 if time < 100 else 40, 7, 1, 0))
        put_in(labels, NODES, PLAIN, 0, 1, False)
        assert listed(labels) == order
