"""Which constraint holds in which form: one test a cell of the table in the documentation."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from harbour import START, S, at, call, changed, closure, harbour, level, shift, stock

from tongqu.berths.params import BerthParams
from tongqu.berths.plan import plan_berths
from tongqu.berths.problem import BerthProblem, make_problem
from tongqu.berths.records import Assignment
from tongqu.errors import DatasetError
from tongqu.model.calls import Call
from tongqu.model.quays import CranePool
from tongqu.model.region import Region

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "berths.md"
FORMS = ("discrete", "discrete_cranes")
HOURS = 48
Case = tuple[Region, Sequence[Call]]
Forbidden = Callable[[BerthProblem, int, int], bool]
Scenario = Callable[[Region], tuple[Case, Case, Forbidden]]
"""Without the constraint, with it, and what it forbids."""

Broken = Callable[[dict[str, Assignment]], bool]
Between = Callable[[Region], tuple[Case, Case, Broken]]
"""The same for what it forbids the places of a plan."""

ADA = call("ada", 1.0)
SCENARIOS: dict[str, Scenario] = {}
BETWEEN: dict[str, Between] = {}


def scenario(name: str) -> Callable[[Scenario], Scenario]:
    def remember(function: Scenario) -> Scenario:
        SCENARIOS[name] = function
        return function

    return remember


def between(name: str) -> Callable[[Between], Between]:
    def remember(function: Between) -> Between:
        BETWEEN[name] = function
        return function

    return remember


def base(form: str) -> Region:
    return harbour() if form == "discrete_cranes" else harbour(crane_pools=())


def lies_at(berth: str) -> Forbidden:
    return lambda problem, mode, _slot: berth in problem.mode_of(mode).berth_ids


def lies_between(berth: str, begin_h: float, end_h: float) -> Forbidden:
    def forbidden(problem: BerthProblem, mode: int, slot: int) -> bool:
        if berth not in problem.mode_of(mode).berth_ids:
            return False
        stay = problem.stay(mode, slot)
        return stay.start < end_h * 60 and stay.end > begin_h * 60

    return forbidden


def starts_between(begin_h: float, end_h: float) -> Forbidden:
    return lambda problem, mode, slot: begin_h * 60 <= problem.stay(mode, slot).start < end_h * 60


def berths(region: Region, row_id: str, **cells: Any) -> Region:
    return region.with_tables(berths=changed(region.berths, row_id, **cells))


@scenario("length")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    return (region, [ADA]), (region, [replace(ADA, length_m=60.5)]), lies_at("b1")


@scenario("tonnage, part-laden")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    large = call("ada", 1.0, vessel_class_id="large", draught_m=1.9)
    open_to = berths(region, "b2", dwt_part_laden_t=1000.0)
    return (open_to, [large]), (open_to, [replace(large, discharge_t=501.0)]), lies_at("b2")


@scenario("depth at the water level of the hour")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    low = region.with_tables(water_levels=(level(10, -0.5), level(20, 0.0)))
    return (region, [ADA]), (low, [ADA]), lies_between("b2", 10, 20)


@scenario("packing and commodity")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    pulp = replace(ADA, commodity_id="pulp")
    return (region, [ADA]), (region, [pulp]), lies_at("b2")


@scenario("opening hours")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    shut = berths(region, "b1", opening_hours="06:00-12:00")

    def works_late(problem: BerthProblem, mode: int, slot: int) -> bool:
        at_b1 = "b1" in problem.mode_of(mode).berth_ids
        return at_b1 and 720 < problem.stay(mode, slot).work_until <= 24 * 60

    return (region, [ADA]), (shut, [ADA]), works_late


@scenario("night rule")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    night = region.with_tables(
        quays=tuple(replace(row, berthing_hours="06:00-20:00") for row in region.quays)
    )

    def moves_at_night(problem: BerthProblem, mode: int, slot: int) -> bool:
        stay = problem.stay(mode, slot)
        return stay.start % 1440 < 360 or (stay.end - 1) % 1440 >= 1200

    return (region, [ADA]), (night, [ADA]), moves_at_night


@scenario("maintenance, dredging")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    shut = region.with_tables(closures=(closure("quays", "quay", 10, 12),))
    return (region, [ADA]), (shut, [ADA]), lies_between("b1", 10, 12)


@scenario("weather stop")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    gale = region.with_tables(closures=(closure("terminals", "port", 10, 12),))

    def moves(problem: BerthProblem, mode: int, slot: int) -> bool:
        stay = problem.stay(mode, slot)
        return 600 <= stay.start < 720 or 600 < stay.end <= 720

    return (region, [ADA]), (gale, [ADA]), moves


@scenario("in service")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    return (region, [ADA]), (berths(region, "b1", in_service=False), [ADA]), lies_at("b1")


@scenario("arrival and fixed window")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    kept = replace(ADA, window_from=at(8), window_until=at(9))
    outside = starts_between(0, 8)
    return (
        (region, [ADA]),
        (region, [kept]),
        lambda p, j, t: outside(p, j, t) or starts_between(9.01, HOURS)(p, j, t),
    )


@scenario("pinned berth or start")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    pinned = replace(ADA, pinned_berth_id="b2", pinned_start=at(9.1))
    return (
        (region, [ADA]),
        (region, [pinned]),
        lambda p, j, t: lies_at("b1")(p, j, t) or p.stay(j, t).start != 546,
    )


@scenario("pinned metre of a quay")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    return (region, [ADA]), (region, [replace(ADA, pinned_from_m=33.0)]), lies_at("b1")


@scenario("horizon")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    late = replace(ADA, discharge_t=5000.0)
    return (region, [ADA]), (region, [late]), starts_between(HOURS - 24, HOURS)


@scenario("side by side")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    bob = call("bob", 5.0, discharge_t=0.0, load_t=300.0)
    pair = [ADA, replace(bob, beside_call_id="ada")]
    return (
        (region, [ADA, bob]),
        (region, pair),
        lambda p, j, t: p.mode_of(j).call_ids != ("ada", "bob") or p.stay(j, t).start < 300,
    )


@scenario("sequence that every plan keeps")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    first = replace(ADA, pinned_berth_id="b1", pinned_start=at(1))
    bob = call("bob", 9.0)
    return (
        (region, [ADA, bob]),
        (region, [first, replace(bob, after_call_id="ada")]),
        (lambda p, j, t: p.mode_of(j).call_ids == ("ada",) and p.stay(j, t).end > 540),
    )


@between("any other sequence")
def _(region: Region) -> tuple[Case, Case, Broken]:
    bob = call("bob", 1.0, weight=2.0)
    return (
        (region, [ADA, bob]),
        (region, [ADA, replace(bob, after_call_id="ada")]),
        lambda at_: at_["bob"].start < at_["ada"].end,
    )


@scenario("stock that no plan can fill or empty")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    ample = region.with_tables(stocks=(stock(capacity_t=400.0, opening_t=100.0),))
    return (region, [ADA]), (ample, [ADA]), lambda *_: False


@between("any other stock")
def _(region: Region) -> tuple[Case, Case, Broken]:
    """There is room for 300 t when 101 t have left at 10 t/h."""
    full = stock(capacity_t=400.0, opening_t=201.0, outflow_t_per_h=10.0)
    return (
        (region, [ADA]),
        (region.with_tables(stocks=(full,)), [ADA]),
        lambda at_: at_["ada"].start < at(10.1),
    )


@scenario("vessels that share the length")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    shared = region.with_tables(quays=tuple(replace(q, continuous=True) for q in region.quays))
    return (region, [ADA]), (shared, [ADA]), lies_at("b1")


@scenario("cranes by shift")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    shifts = (shift("06:00-18:00", 2), shift("18:00-06:00", 1))
    manned = region.with_tables(crane_shifts=shifts)

    def two_at_night(problem: BerthProblem, mode: int, slot: int) -> bool:
        stay = problem.stay(mode, slot)
        night = stay.start % 1440 < 360 or stay.end > stay.start // 1440 * 1440 + 1080
        return problem.mode_of(mode).cranes > 1 and night

    return (region, [ADA]), (manned, [ADA]), two_at_night


@scenario("interference of cranes")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    free = region.with_tables(
        crane_pools=tuple(replace(row, interference_exponent=1.0) for row in region.crane_pools)
    )
    return (free, [ADA]), (region, [ADA]), lambda p, j, _t: p.mode_of(j).work_min <= 90


@scenario("equipment")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    crane = CranePool(
        id="heavy", terminal_id="port", quay_id="quay", name="Heavy", name_zh="重吊",
        packings=("bagged",), cranes=1, rate_t_per_h=50.0, source_id=S,
    )  # fmt: skip
    two = region.with_tables(crane_pools=(*region.crane_pools, crane))
    only = tuple(replace(row, packings=("bulk",)) for row in region.crane_pools)
    two = two.with_tables(crane_pools=(*only, crane))
    asked = replace(ADA, equipment=("heavy",))  # coal is not what the heavy crane handles
    return (two, [ADA]), (two, [asked]), lies_at("b1")


@between("two pools at one berth")
def _(region: Region) -> tuple[Case, Case, Broken]:
    """The second pool is slow; the first has a crane for each vessel, or for one only."""

    def pools(cranes: int) -> Region:
        [first] = changed(region.crane_pools, "cranes", cranes=cranes)
        return region.with_tables(
            crane_pools=(first, replace(first, id="slow", cranes=1, rate_t_per_h=80.0))
        )

    def both_hold_the_first(at_: dict[str, Assignment]) -> bool:
        held = [use for a in at_.values() for use in a.cranes if use.pool_id == "cranes"]
        return any(
            a.held_from < b.held_until and b.held_from < a.held_until
            for a, b in combinations(held, 2)
        )

    calls = [ADA, replace(ADA, id="bob")]
    return (pools(4), calls), (pools(1), calls), both_hold_the_first


NEED_CRANES = {
    "cranes by shift", "interference of cranes", "equipment", "two pools at one berth",
}  # fmt: skip


def table() -> list[tuple[str, str, str]]:
    """Return constraint, form and cell of the table in the documentation."""
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| (holds|error|–) \| (holds|error|–) \|", text, re.MULTILINE)
    return [(row[0], form, cell) for row in rows for form, cell in zip(FORMS, row[1:], strict=True)]


def allowed(problem: BerthProblem) -> list[tuple[int, int]]:
    stays = problem.model.stay
    return [(j, t) for j in range(stays.shape[0]) for t in range(stays.shape[1]) if stays[j, t]]


def test_the_table_names_every_scenario() -> None:
    assert {name for name, _, _ in table()} == {*SCENARIOS, *BETWEEN}
    assert {name for name, form, cell in table() if cell == "–"} == NEED_CRANES


@pytest.mark.parametrize(("name", "form", "cell"), [row for row in table() if row[0] in SCENARIOS])
def test_a_cell_is_true(name: str, form: str, cell: str) -> None:
    """What the table says holds, holds: without the constraint the plan could do otherwise."""
    if cell == "–":
        assert form == "discrete"  # the constraint speaks of cranes, so the form has them
        return
    params = BerthParams(time_step_min=30)

    def ask(case: Case) -> BerthProblem:
        return make_problem(*case, params, start=START, hours=HOURS)

    free, bound, forbidden = SCENARIOS[name](base(form))
    problem = ask(free)
    assert problem.form == form
    assert problem.is_servable
    if cell == "error":
        with pytest.raises(DatasetError) as caught:
            ask(bound)
        assert {found.code for found in caught.value.problems} == {"form_cannot_honour"}
        return
    if not name.startswith("stock"):
        assert any(forbidden(problem, *place) for place in allowed(problem)), "could not fail"
    held = ask(bound)
    assert held.form == form
    assert not any(forbidden(held, *place) for place in allowed(held))


@pytest.mark.parametrize(("name", "form", "cell"), [row for row in table() if row[0] in BETWEEN])
def test_a_cell_about_plans_is_true(name: str, form: str, cell: str) -> None:
    if cell == "–":
        assert form == "discrete"
        return
    assert cell == "holds"
    free, bound, broken = BETWEEN[name](base(form))
    params = BerthParams(time_step_min=30, berthing_min=30, unberthing_min=15, time_limit_s=300.0)

    def planned(case: Case) -> dict[str, Assignment]:
        plan = plan_berths(*case, params=params, start=START, hours=HOURS)
        assert (plan.form, plan.proved, plan.is_feasible) == (form, True, True)
        return {a.call_id: a for a in plan.assignments}

    assert broken(planned(free)), "could not fail"
    assert not broken(planned(bound))
