"""Which constraint holds on a continuous quay: one test a cell of the table in the docs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from harbour import START, S, at, call, changed, closure, level, shift, stock
from shared_quay import PARAMS, changed_quay, shared

from tongqu.berths.plan import plan_berths
from tongqu.berths.quay_problem import QuayProblem, make_quay_problem
from tongqu.berths.records import Assignment
from tongqu.errors import DatasetError
from tongqu.model.calls import Call
from tongqu.model.quays import CranePool
from tongqu.model.region import Region
from tongqu.model.works import Work, WorkChange, WorkDate
from tongqu.text.problems import problem_text

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "berths.md"
FORMS = ("quay", "quay_cranes")
HOURS = 48
Case = tuple[Region, Sequence[Call]]
Forbidden = Callable[[QuayProblem, int, int], bool]
Broken = Callable[[dict[str, Assignment]], bool]
Scenario = Callable[[Region], tuple[Case, Case, Forbidden]]
"""Without the constraint, with it, and what it forbids a mode and start."""
Between = Callable[[Region], tuple[Case, Case, Broken]]
"""The same for what it forbids the places of a plan."""

ADA, BOB = call("ada", 1.0), call("bob", 2.0)
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
    return shared() if form == "quay_cranes" else shared(crane_pools=())


def over(berth: str) -> Forbidden:
    """Return whether some position of a mode touches a berth."""

    def touches(problem: QuayProblem, mode: int, _slot: int) -> bool:
        known = problem.mode_of(mode)
        row = problem.region.row("berths", berth)
        begin, last = (problem.spot(mode, p).from_m for p in (known.first, known.last))
        end = last + problem.length_m(problem.items[known.item].calls[0])
        return bool(begin < row.from_m + row.length_m and end > row.from_m)

    return touches


def over_between(berth: str, begin_h: float, end_h: float) -> Forbidden:
    def forbidden(problem: QuayProblem, mode: int, slot: int) -> bool:
        stay = problem.stay(mode, slot)
        meets = stay.start < end_h * 60 and stay.end > begin_h * 60
        return over(berth)(problem, mode, slot) and meets

    return forbidden


def anywhere(_problem: QuayProblem, _mode: int, _slot: int) -> bool:
    return True


@scenario("length")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    return (region, [ADA]), (region, [replace(ADA, length_m=120.5)]), anywhere


@scenario("tonnage, part-laden")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    large = call("ada", 1.0, vessel_class_id="large", draught_m=1.9)
    rows = changed(region.berths, "b2", dwt_part_laden_t=1000.0)
    partly = region.with_tables(berths=rows)
    return (partly, [large]), (partly, [replace(large, discharge_t=501.0)]), over("b2")


@scenario("depth at the water level of the hour")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    low = region.with_tables(water_levels=(level(10, -0.5), level(20, 0.0)))
    return (region, [ADA]), (low, [ADA]), over_between("b2", 10, 20)


@scenario("packing and commodity")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    return (region, [ADA]), (region, [replace(ADA, commodity_id="pulp")]), over("b2")


@scenario("opening hours")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    rows = changed(region.berths, "b1", opening_hours="06:00-12:00")

    def works_late(problem: QuayProblem, mode: int, slot: int) -> bool:
        late = 720 < problem.stay(mode, slot).work_until <= 24 * 60
        return late and over("b1")(problem, mode, slot)

    return (region, [ADA]), (region.with_tables(berths=rows), [ADA]), works_late


@scenario("night rule")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    def moves_at_night(problem: QuayProblem, mode: int, slot: int) -> bool:
        stay = problem.stay(mode, slot)
        return stay.start % 1440 < 360 or (stay.end - 1) % 1440 >= 1200

    night = changed_quay(region, berthing_hours="06:00-20:00")
    return (region, [ADA]), (night, [ADA]), moves_at_night


@scenario("maintenance, dredging")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    shut = (closure("quays", "quay", 10, 12), closure("berths", "b2", 20, 22))
    held = region.with_tables(closures=shut)

    def lies_there(problem: QuayProblem, mode: int, slot: int) -> bool:
        stay = problem.stay(mode, slot)
        whole = stay.start < 720 and stay.end > 600
        return whole or over_between("b2", 20, 22)(problem, mode, slot)

    return (region, [ADA]), (held, [ADA]), lies_there


@scenario("weather stop")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    gale = region.with_tables(closures=(closure("terminals", "port", 10, 12),))

    def moves(problem: QuayProblem, mode: int, slot: int) -> bool:
        stay = problem.stay(mode, slot)
        return 600 <= stay.start < 720 or 600 < stay.end <= 720

    return (region, [ADA]), (gale, [ADA]), moves


@scenario("in service")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    rows = changed(region.berths, "b1", in_service=False)
    return (region, [ADA]), (region.with_tables(berths=rows), [ADA]), over("b1")


@scenario("arrival and fixed window")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    kept = replace(ADA, window_from=at(8), window_until=at(9))
    return (
        (region, [ADA]),
        (region, [kept]),
        lambda p, j, t: not 480 <= p.stay(j, t).start <= 540,
    )


@scenario("pinned berth or start")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    pinned = replace(ADA, pinned_berth_id="b2", pinned_start=at(9.1))
    return (
        (region, [ADA]),
        (region, [pinned]),
        lambda p, j, t: over("b1")(p, j, t) or p.stay(j, t).start != 546,
    )


@scenario("pinned metre of a quay")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    pinned = replace(ADA, pinned_from_m=33.0)
    return (
        (region, [ADA]),
        (region, [pinned]),
        lambda p, j, _: p.spot(j, p.mode_of(j).first).from_m != 33.0,
    )


@scenario("horizon")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    late = replace(ADA, discharge_t=5000.0)
    ends = (HOURS - 24) * 60
    return (region, [ADA]), (region, [late]), lambda p, j, t: p.stay(j, t).start >= ends


@scenario("side by side")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    bob = call("bob", 5.0, discharge_t=0.0, load_t=300.0)
    pair = [ADA, replace(bob, beside_call_id="ada")]
    return (
        (region, [ADA, bob]),
        (region, pair),
        lambda p, j, t: p.mode_of(j).call_ids != ("ada", "bob") or p.stay(j, t).start < 300,
    )


@between("sequence that every plan keeps")
def _(region: Region) -> tuple[Case, Case, Broken]:
    first = replace(ADA, pinned_start=at(1))
    bob = call("bob", 9.0)
    return (
        (region, [ADA, bob]),
        (region, [first, replace(bob, after_call_id="ada")]),
        lambda at_: at_["bob"].start < at_["ada"].end,
    )


@between("any other sequence")
def _(region: Region) -> tuple[Case, Case, Broken]:
    return (
        (region, [ADA, BOB]),
        (region, [ADA, replace(BOB, after_call_id="ada")]),
        lambda at_: at_["bob"].start < at_["ada"].end,
    )


@scenario("stock that no plan can fill or empty")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    ample = region.with_tables(stocks=(stock(capacity_t=400.0, opening_t=100.0),))
    return (region, [ADA]), (ample, [ADA]), lambda *_: False


@scenario("any other stock")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    full = region.with_tables(stocks=(stock(capacity_t=400.0, opening_t=101.0),))
    return (region, [ADA]), (full, [ADA]), anywhere


@between("vessels that share the length")
def _(region: Region) -> tuple[Case, Case, Broken]:
    calls = [replace(ADA, length_m=60.0), replace(BOB, length_m=60.0, eta=at(1))]
    touching = changed_quay(region, clearance_m=0.0)
    return (
        (touching, calls),
        (region, calls),  # with five metres between them, both do not fit
        lambda at_: at_["bob"].start < at_["ada"].end and at_["ada"].start < at_["bob"].end,
    )


@scenario("cranes by shift")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    shifts = (shift("06:00-18:00", 2), shift("18:00-06:00", 1))

    def two_at_night(problem: QuayProblem, mode: int, slot: int) -> bool:
        from tongqu.berths.quay.columns import columns_of

        columns = columns_of(problem.model)
        used = ((columns.mode == mode) & (columns.start == slot)).any()
        stay = problem.stay(mode, slot)
        night = stay.start % 1440 < 360 or stay.end > stay.start // 1440 * 1440 + 1080
        return bool(used) and problem.mode_of(mode).cranes > 1 and night

    return (region, [ADA]), (region.with_tables(crane_shifts=shifts), [ADA]), two_at_night


@scenario("interference of cranes")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    free = region.with_tables(
        crane_pools=tuple(replace(row, interference_exponent=1.0) for row in region.crane_pools)
    )
    return (free, [ADA]), (region, [ADA]), lambda p, j, _t: p.mode_of(j).work_min <= 90


def heavy() -> CranePool:
    return CranePool(
        id="heavy", terminal_id="port", quay_id="quay", name="Heavy", name_zh="重吊",
        packings=("bagged",), cranes=1, rate_t_per_h=50.0, source_id=S,
    )  # fmt: skip


@scenario("equipment")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    only = tuple(replace(row, packings=("bulk",)) for row in region.crane_pools)
    two = region.with_tables(crane_pools=(*only, heavy()))
    asked = replace(ADA, equipment=("heavy",))  # coal is not what the heavy crane handles
    return (two, [ADA]), (two, [asked]), anywhere


@scenario("two pools at one berth")
def _(region: Region) -> tuple[Case, Case, Forbidden]:
    pools = (*region.crane_pools, replace(region.crane_pools[0], id="more"))
    return (region, [ADA]), (region.with_tables(crane_pools=pools), [ADA]), anywhere


NEED_CRANES = {
    "cranes by shift", "interference of cranes", "equipment", "two pools at one berth",
}  # fmt: skip


def table() -> list[tuple[str, str, str]]:
    """Return constraint, form and cell of the table in the documentation."""
    text = PAGE.read_text(encoding="utf-8")
    cell = r"(holds|error|–)"
    rows = re.findall(
        rf"^\| ([^|]+) \| {cell} \| {cell} \| {cell} \| {cell} \|", text, re.MULTILINE
    )
    return [(row[0], form, cell) for row in rows for form, cell in zip(FORMS, row[3:], strict=True)]


def allowed(problem: QuayProblem) -> list[tuple[int, int]]:
    stays = problem.model.stay
    return [(j, t) for j in range(stays.shape[0]) for t in range(stays.shape[1]) if stays[j, t]]


def test_the_table_names_every_scenario() -> None:
    assert {name for name, _, _ in table()} == {*SCENARIOS, *BETWEEN}
    assert {name for name, form, cell in table() if cell == "–"} == NEED_CRANES


def ask(case: Case) -> QuayProblem:
    return make_quay_problem(*case, PARAMS, start=START, hours=HOURS)


@pytest.mark.parametrize(("name", "form", "cell"), [row for row in table() if row[0] in SCENARIOS])
def test_a_cell_is_true(name: str, form: str, cell: str) -> None:
    """What the table says holds, holds: without the constraint the plan could do otherwise."""
    if cell == "–":
        assert form == "quay"  # the constraint speaks of cranes, so the form has them
        return
    free, bound, forbidden = SCENARIOS[name](base(form))
    problem = ask(free)
    assert problem.form == form
    assert problem.is_servable
    if cell == "error":
        refused(bound)
        return
    if not name.startswith("stock"):
        assert any(forbidden(problem, *place) for place in allowed(problem)), "could not fail"
    held = ask(bound)
    assert held.form == form
    assert not any(forbidden(held, *place) for place in allowed(held))


@pytest.mark.parametrize(("name", "form", "cell"), [row for row in table() if row[0] in BETWEEN])
def test_a_cell_about_two_vessels_is_true(name: str, form: str, cell: str) -> None:
    region = base(form)
    many = tuple(replace(pool, cranes=4) for pool in region.crane_pools)
    free, bound, broken = BETWEEN[name](region.with_tables(crane_pools=many))
    assert cell == "holds"

    def planned(case: Case) -> dict[str, Assignment]:
        plan = plan_berths(*case, params=PARAMS, start=START, hours=HOURS)
        assert (plan.form, plan.proved, plan.is_feasible) == (form, True, True)
        return {a.call_id: a for a in plan.assignments}

    assert name == "sequence that every plan keeps" or broken(planned(free)), "could not fail"
    assert not broken(planned(bound))


def refused(case: Case) -> str:
    """Return what an error says that the form cannot honour."""
    with pytest.raises(DatasetError) as caught:
        ask(case)
    [problem] = caught.value.problems
    assert problem.code == "form_cannot_honour"
    return str(problem.params["what"])


def test_what_else_a_shared_quay_cannot_honour_is_an_error() -> None:
    region = shared()
    other = replace(region.quays[0], id="other", clearance_m=9.0)
    two = region.with_tables(quays=(*region.quays, other))
    assert refused((two, [ADA])) == "clearances_differ"
    lost = region.with_tables(berths=changed(region.berths, "b2", from_m=None))
    assert refused((lost, [ADA])) == "berth_without_metres"
    apart = replace(region.berths[0], id="b9", quay_id="", from_m=None)
    mixed = region.with_tables(berths=(*region.berths, apart))
    assert refused((mixed, [ADA])) == "quays_of_two_kinds"
    eve = replace(ADA, id="eve", beside_call_id="ada", after_call_id="bob")
    assert refused((region, [replace(ADA, after_call_id="cat"), BOB, call("cat", 1.0), eve])) == (
        "after_call"
    )


def test_two_pools_pass_where_the_calls_need_one_only() -> None:
    only = tuple(replace(row, packings=("bulk",)) for row in shared().crane_pools)
    two = shared().with_tables(crane_pools=(*only, heavy()))
    assert ask((two, [ADA, BOB])).pool_ids == ("cranes",)
    assert refused((two, [ADA, call("pulp", 1.0, commodity_id="pulp")])) == "two_pools_on_a_quay"


def test_a_work_that_changes_the_quay_during_the_plan_is_refused() -> None:
    work = Work(id="w", name="Works", name_zh="工程", kind="port", status="building",
                observed_on=START.date(), source_id=S)  # fmt: skip
    opens = WorkDate(
        id="w-open", work_id="w", milestone="open", status="expected", on_date=at(24).date(),
        known_on=START.date(), source_id=S,
    )  # fmt: skip
    change = WorkChange(id="c", work_id="w", table="quays", row_id="quay", column="length_m",
                        value="200", source_id=S)  # fmt: skip
    region = shared(stretches=False).with_tables(
        works=(work,), work_dates=(opens,), work_changes=(change,)
    )
    assert refused((region, [ADA])) == "change_during_plan"


@pytest.mark.parametrize(("lang", "words"), [("en", "different distances"), ("zh", "船间距不同")])
def test_what_cannot_be_honoured_is_said_in_words(lang: str, words: str) -> None:
    region = shared()
    other = replace(region.quays[0], id="other", clearance_m=9.0)
    with pytest.raises(DatasetError) as caught:
        ask((region.with_tables(quays=(*region.quays, other)), [ADA]))
    assert words in problem_text(caught.value.problems[0], lang)
