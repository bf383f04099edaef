"""Files of the literature: answered, and every answer checked against the file itself."""

from __future__ import annotations

from itertools import permutations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.berths.dbap import DbapFile, plan_dbap
from tongqu.errors import DatasetError

SHARED = Path(__file__).parents[3] / "shared" / "data" / "bap" / "i2" / "f35x7-01.txt"
SMALL = "3 2  0 1 1  0 2  4 99999 1 2 2 1  20 20  20 20 20"


def test_the_best_plan_is_found_and_proved() -> None:
    """Vessel 0 may use berth 0 only; vessels 1 and 2 go first there, or wait for berth 1."""
    answer = plan_dbap(SMALL, time_limit_s=10)
    assert answer["objective"] == answer["bound"] == brute(DbapFile.parse(SMALL))
    assert answer["proved"]
    assert answer["first_come"] >= answer["objective"]
    assert {"call", "berth", "start", "end"} == set(answer["assignments"][0])


def test_equal_berths_keep_their_own_numbers() -> None:
    text = "3 3  0 0 0  0 0 0  5 2 5 5 2 5 5 2 5  20 20 20  20 20 20"
    answer = plan_dbap(text, time_limit_s=10)
    assert DbapFile.parse(text).wrong(answer["assignments"]) == []
    assert {entry["berth"] for entry in answer["assignments"]} <= {0, 1, 2}
    assert answer["objective"] == brute(DbapFile.parse(text))


def test_weights_at_the_end_count() -> None:
    text = "2 1  0 0  0  4 4  20  20 20  1 9"
    answer = plan_dbap(text, time_limit_s=10)
    assert answer["objective"] == 9 * 4 + 8
    assert next(a for a in answer["assignments"] if a["call"] == 1)["start"] == 0


def test_no_plan_is_an_answer() -> None:
    answer = plan_dbap("2 1  0 0  0  4 4  7  20 20", time_limit_s=10)
    assert not answer["feasible"]
    assert answer["proved"]
    assert answer["objective"] is None
    assert answer["assignments"] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"end": 5}, "needs"),
        ({"start": 0, "end": 1}, "too early"),
        ({"start": 19, "end": 21}, "too late"),
        ({"berth": 0, "start": 2, "end": 3}, "overlap"),
        ({"call": 0}, "one place"),
    ],
)
def test_a_wrong_plan_is_caught(change: dict[str, Any], said: str) -> None:
    file = DbapFile.parse(SMALL)
    right = [
        {"call": 0, "berth": 0, "start": 0, "end": 4},
        {"call": 1, "berth": 1, "start": 2, "end": 4},
        {"call": 2, "berth": 1, "start": 4, "end": 5},
    ]
    assert file.wrong(right) == []
    wrong = [right[0], {**right[1], **change}, right[2]]
    assert any(said in text for text in file.wrong(wrong)), file.wrong(wrong)


def test_a_damaged_file_is_refused() -> None:
    with pytest.raises(DatasetError):
        plan_dbap("2 1 0 x", "bad.txt", time_limit_s=1)


def brute(file: DbapFile) -> int | None:
    """Return the best cost by trying every order at every berth."""
    n, m = len(file.arrival), len(file.opening)
    best = None
    for berths in product(range(m), repeat=n):
        for order in permutations(range(n)):
            free, plan = list(file.opening), []
            for call in order:
                berth = berths[call]
                start = max(free[berth], file.arrival[call])
                end = start + file.handling[call][berth]
                free[berth] = end
                plan.append({"call": call, "berth": berth, "start": start, "end": end})
            if not file.wrong(plan):
                cost = file.cost(plan)
                best = cost if best is None else min(best, cost)
    return best


@settings(max_examples=15)
@given(data=st.data())
def test_small_files_agree_with_trying_everything(data: st.DataObject) -> None:
    n, m = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 2))
    some = st.lists(st.integers(0, 6), min_size=n, max_size=n)
    arrival = data.draw(some)
    opening = data.draw(st.lists(st.integers(0, 4), min_size=m, max_size=m))
    hours = st.one_of(st.integers(1, 6), st.just(99_999))
    rows = [[data.draw(hours) for _ in range(m)] for _ in range(n)]
    for row in rows:
        row[0] = min(row[0], 5)
    latest = [data.draw(st.integers(8, 30)) for _ in range(n)]
    numbers = [n, m, *arrival, *opening, *(h for row in rows for h in row), *[30] * m, *latest]
    text = " ".join(map(str, numbers))
    file = DbapFile.parse(text)
    try:
        answer = plan_dbap(text, time_limit_s=20)
    except DatasetError:  # a vessel that fits nowhere at all
        assert brute(file) is None
        return
    assert answer["objective"] == brute(file)
    assert answer["proved"]


@pytest.mark.skipif(not SHARED.exists(), reason="the benchmark files are not here")
def test_a_file_of_the_literature() -> None:
    answer = plan_dbap(SHARED.read_text(), SHARED.name, time_limit_s=60)
    assert (answer["objective"], answer["proved"], answer["first_come"]) == (1000, True, 1141)
