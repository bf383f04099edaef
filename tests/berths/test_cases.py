"""Cases of our own generator, committed with optima that two programs proved."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from make_cases import DISCRETE, QUAY, dbap_text, quay_case
from plain_models import interval, rectangles, time_indexed

from tongqu.berths.core.generator import random_model
from tongqu.berths.dbap import plan_dbap
from tongqu.berths.quay import problems_of, quay_model, solve_quay

FOLDER = Path(__file__).parent / "cases"
with (FOLDER / "proved.csv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table))
# Generous: each takes a second or two, but machines of CI are shared.
LIMIT_S = 120.0


def of(form: str) -> list[str]:
    return [row["file"] for row in ROWS if row["form"] == form]


def optimum(file: str) -> int:
    return next(int(row["optimum"]) for row in ROWS if row["file"] == file)


def text(file: str) -> str:
    return (FOLDER / file).read_text(encoding="utf-8")


def test_every_case_has_its_row() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"proved.csv", "README.md"}
    assert {row["file"] for row in ROWS} == files
    assert (len(of("discrete")), len(of("quay"))) == (len(DISCRETE), len(QUAY))


@pytest.mark.parametrize("file", of("discrete"))
def test_the_recorded_optimum_of_a_file_is_proved(file: str) -> None:
    answer = plan_dbap(text(file), file, time_limit_s=LIMIT_S)
    assert answer["proved"]
    assert answer["objective"] == answer["bound"] == optimum(file)
    assert answer["first_come"] > optimum(file)


@pytest.mark.parametrize("file", of("quay"))
def test_the_recorded_optimum_of_a_quay_is_proved(file: str) -> None:
    model = quay_model(**json.loads(text(file)))
    result = solve_quay(model, time_limit_s=LIMIT_S)
    assert result.proved
    assert result.solution is not None
    assert problems_of(model, result.solution) == []
    assert result.solution.cost == result.bound == optimum(file)


def test_a_plain_model_finds_the_same_optimum_of_the_smallest() -> None:
    """The others were held against the model that the table names, when they were written."""
    weighted = of("discrete")[1]
    assert len(text(weighted).split()) > len(text(of("discrete")[0]).split())
    assert interval(text(weighted), time_limit_s=LIMIT_S) == optimum(weighted)
    first = of("discrete")[0]
    assert time_indexed(text(first), time_limit_s=LIMIT_S) == optimum(first)
    quay = of("quay")[0]
    assert rectangles(json.loads(text(quay)), time_limit_s=LIMIT_S) == optimum(quay)


@pytest.mark.parametrize("number", range(len(DISCRETE)))
def test_the_generator_still_draws_what_is_committed(number: int) -> None:
    """Else the figures of the benchmarks, which draw with it, are of other problems."""
    case = DISCRETE[number]
    drawn = random_model(case.calls, case.berths, load=case.load, seed=case.seed)
    assert dbap_text(drawn, case) == text(of("discrete")[number])


def test_the_generator_still_draws_the_committed_weeks() -> None:
    for file, drawn in zip(of("quay"), QUAY, strict=True):
        assert quay_case(*drawn) == json.loads(text(file))
