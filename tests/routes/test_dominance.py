"""The rules that make one label useless beside another, by brute force."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tongqu.routes.arrays import FAR, MINUTES_PER_DAY, LabelArrays, NodeArrays, Settlement
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


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_rewards_are_paid_up_to_their_cap() -> None:
    settlement = Settlement(ints(100, 40, 0), ints(0, 5, 0), ints(0, 9000, 0), ints(-1))
    assert final_cost(1000, 5000, ints(70, 0, 1), settlement) == 930
    assert final_cost(1000, 5000, ints(170, 0, 1), settlement) == 900
    assert final_cost(1000, 5000, ints(0, 1, 0), settlement) == 980  # 4 kg saved, 5 a kg
    assert final_cost(1000, 0, ints(0, 1, 0), settlement) == 960  # 45, capped
    assert final_cost(1000, 9500, ints(0, 1, 0), settlement) == 1000  # nothing saved


money = st.integers(0, 300)
gain = st.tuples(money, st.integers(0, 1))


@given(money, money, gain, gain, money, st.integers(0, 20_000), st.integers(0, 20_000))
def test_what_is_no_worse_in_all_stays_no_worse_when_rewards_are_settled(
    cost: int, more: int, one: tuple[int, int], other: tuple[int, int], later: int, gram: int,
    extra: int,
) -> None:  # fmt: skip
    """Whatever both still pay, earn and emit on the rest of the way."""
    settlement = Settlement(ints(200, 90, 0), ints(0, 7, 0), ints(0, 16_000, 0), ints(-1))
    better, worse = ints(*one, 0), ints(*other, 0)
    lead = gain_lead(better, worse, settlement)
    assert (lead >= FAR) == (other[1] > one[1])
    if lead < FAR:
        on = ints(later, 0, 0)
        assert final_cost(cost, gram, better + on, settlement) <= final_cost(
            cost + lead + more, gram + extra, worse + on, settlement
        )


PLAIN = Settlement(ints(0), ints(0), ints(0), ints(-1))
NODES = NodeArrays(ints(10_000), ints(0), ints(0), ints(0), ints(0), ints(0))


def two_labels(first: tuple[int, ...], second: tuple[int, ...]) -> LabelArrays:
    """Return a list of one node with the first label in it; (time, cost, gram, born, repacked)."""
    columns = [ints(*pair) for pair in zip(first, second, strict=True)]
    return LabelArrays(
        time=columns[0], cost=columns[1], gram=columns[2], gain=np.zeros((2, 1), np.int64),
        parent=ints(-1, -1), trip=ints(-1, -1), born=columns[3], repacked=columns[4],
        after=ints(-1, -1), head=ints(0), size=ints(2), dropped=ints(0),
    )  # fmt: skip


def listed(labels: LabelArrays) -> list[int]:
    found, label = [], int(labels.head[0])
    while label >= 0:
        found.append(label)
        label = int(labels.after[label])
    return found


def test_cargo_that_was_repacked_beats_none_that_still_can_be() -> None:
    same = (100, 50, 7, 1)
    for old, new, beaten in ((0, 0, True), (0, 1, True), (1, 1, True), (1, 0, False)):
        labels = two_labels((*same, old), (*same, new))
        assert is_beaten(labels, NODES, PLAIN, 0, 100, 50, 7, ints(0), new, 1) is beaten
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
