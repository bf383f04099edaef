"""The invented weeks: declared, drawn from their seed, and possible to serve."""

from collections import Counter

import pytest

from tongqu import load_region
from tongqu.berths.demo_week import DemoWeek, demo_week, stream
from tongqu.berths.inland_week import inland_week
from tongqu.berths.problem import make_problem
from tongqu.errors import UsageError
from tongqu.model.checks import table_problems
from tongqu.model.region import Region


@pytest.fixture(scope="module")
def qujiang() -> Region:
    return load_region("qujiang")


@pytest.fixture(scope="module")
def week(qujiang: Region) -> DemoWeek:
    return demo_week(qujiang)


def test_the_same_seed_gives_the_same_week(qujiang: Region, week: DemoWeek) -> None:
    again, other = demo_week(qujiang), demo_week(qujiang, seed=2)
    assert again.calls == week.calls
    assert other.calls != week.calls


def test_streams_do_not_disturb_each_other() -> None:
    """More numbers for one purpose change none for another."""
    one = stream(1, "cargo").random(3).tolist()
    stream(1, "arrivals").random(100)
    assert stream(1, "cargo").random(3).tolist() == one
    assert stream(1, "arrivals").random(3).tolist() != one


def test_what_is_invented_says_so(qujiang: Region, week: DemoWeek) -> None:
    """Rows beyond the shipped ones name the source of the demonstration, which is an assumption."""
    assert week.region.row("sources", "demo-week").kind == "assumption"
    shipped = dict(qujiang.tables())
    for table, rows in week.region.tables():
        for row in rows:
            if table != "sources" and row not in shipped[table]:
                assert row.source_id == "demo-week", (table, row.id)
    assert {time.source for call in week.calls for time in call.times} == {"demo-week"}
    assert all("演示" in call.vessel for call in week.calls)


def test_it_is_shaped_by_the_facts(week: DemoWeek) -> None:
    """500 to 1,000 t vessels, bulk, bags and boxes, in groups as locks let them through."""
    classes = [week.region.row("vessel_classes", call.vessel_class_id) for call in week.calls]
    assert {row.dwt_t for row in classes} <= {500.0, 750.0, 1000.0}
    packings = Counter(call.packing for call in week.calls)
    assert packings["bulk"] > packings["bagged"] > packings["boxes"] > 0
    assert len({call.eta for call in week.calls}) <= 19
    for call, vessel in zip(week.calls, classes, strict=True):
        assert call.draught_m is not None
        assert 0.5 < call.draught_m <= vessel.draught_m


def test_every_call_can_be_served(week: DemoWeek) -> None:
    problem = make_problem(
        week.region, week.calls, terminal=week.terminal_ids, start=week.start, hours=week.hours
    )
    assert problem.is_servable
    assert problem.form == "discrete_cranes"
    assert [len(item.calls) for item in problem.items].count(2) == 1
    assert table_problems(dict(week.region.tables())) == []


def test_closures_and_low_water_leave_their_marks(week: DemoWeek) -> None:
    """Each of the invented disturbances takes some start away."""

    def starts(region: Region) -> int:
        problem = make_problem(
            region, week.calls, terminal=week.terminal_ids, start=week.start, hours=week.hours
        )
        berths = problem.model.berths[problem.model.mode_group]
        return int(((problem.model.stay > 0).sum(axis=1) * berths).sum())

    calm = week.region.with_tables(closures=(), water_levels=())
    most = starts(calm)
    for row in week.region.closures:
        if row.source_id == "demo-week":
            assert starts(calm.with_tables(closures=(row,))) < most, row.id
    assert starts(calm.with_tables(water_levels=week.region.water_levels)) < most


@pytest.mark.parametrize(("berths", "calls"), [(11, 200), (20, 300)])
def test_the_busy_week_is_an_inland_week(qujiang: Region, berths: int, calls: int) -> None:
    week = inland_week(qujiang, berths=berths, calls=calls)
    assert table_problems(dict(week.region.tables())) == []
    problem = make_problem(
        week.region, week.calls, terminal=week.terminal_ids, start=week.start, hours=week.hours
    )
    assert problem.is_servable
    assert (len(problem.calls), int(problem.model.berths.sum())) == (calls, berths)
    assert len(problem.pool_ids) == 2
    assert len(set(problem.model.capacity[1].tolist())) > 1  # shifts


def test_a_region_without_what_is_needed_is_refused(qujiang: Region) -> None:
    classes = tuple(row for row in qujiang.vessel_classes if row.id != "barge-500")
    with pytest.raises(UsageError, match="unknown_id"):
        demo_week(qujiang.with_tables(vessel_classes=classes))
    with pytest.raises(UsageError, match="parameter_out_of_range"):
        demo_week(qujiang, calls=3)
    with pytest.raises(UsageError, match="parameter_out_of_range"):
        inland_week(qujiang, berths=3)
