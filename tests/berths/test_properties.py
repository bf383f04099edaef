"""What must hold of every plan of a region, whatever the region: proved plans against each other.

The same statements about the integer problem alone are in `test_core`, about continuous quays in
`test_quay`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from harbour import START, at, call, closure, costs, harbour, shift
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from naive_port import NaivePort, naive_stay

from tongqu.berths import plan_berths, replan_berths
from tongqu.berths.params import BerthParams
from tongqu.berths.result import BerthPlan
from tongqu.model.calls import Call, PlanEdit
from tongqu.model.quays import Quay
from tongqu.model.region import Region

STEP = 60
PARAMS = BerthParams(time_step_min=STEP, berthing_min=30, unberthing_min=15, time_limit_s=60.0)
HOURS = 42
MORE = settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
FEW = settings(MORE, max_examples=20)
Tables = dict[str, tuple[Any, ...]]

B1, B2 = harbour().berths
B3 = replace(B1, id="b3", name="Berth 3", name_zh="3号泊位", from_m=120.0)
SHIFTS: tuple[tuple[Any, ...], ...] = (
    (),
    (shift("00:00-12:00", 2), shift("12:00-24:00", 1)),
    (shift("00:00-24:00", 1),),
)
NIGHTS = ("", "06:00-20:00")
OPEN = ("", "08:00-18:00", "20:00-05:00")


def quays(berthing_hours: str) -> tuple[Quay, ...]:
    """Return the quay, long enough for a third berth."""
    return tuple(
        replace(row, length_m=180.0, berthing_hours=berthing_hours) for row in harbour().quays
    )


@st.composite
def closures(draw: st.DrawFn) -> tuple[Any, ...]:
    subject = draw(
        st.sampled_from(
            [None, ("terminals", "port"), ("quays", "quay"), ("berths", "b1"),
             ("crane_pools", "cranes")]
        )
    )  # fmt: skip
    if subject is None:
        return ()
    begin = draw(st.integers(0, 20))
    return (closure(*subject, begin, begin + draw(st.integers(1, 8))),)


@st.composite
def tables(draw: st.DrawFn, *, pools: bool = False) -> Tables:
    """Return what differs from the harbour: hours, nights, shifts, closures; always with pools?"""
    found: Tables = {
        "quays": quays(draw(st.sampled_from(NIGHTS))),
        "terminals": tuple(
            replace(row, opening_hours=draw(st.sampled_from(("", "06:00-22:00"))))
            for row in harbour().terminals
        ),
        "berths": (B1, replace(B2, opening_hours=draw(st.sampled_from(OPEN)))),
        "crane_shifts": draw(st.sampled_from(SHIFTS)),
        "closures": draw(closures()),
        "crane_pools": harbour().crane_pools,
    }
    if pools or draw(st.booleans()):
        return found
    shut = tuple(row for row in found["closures"] if row.table != "crane_pools")
    return found | {"crane_pools": (), "crane_shifts": (), "closures": shut}


@st.composite
def visits(draw: st.DrawFn, most: int = 4) -> tuple[Call, ...]:
    found = []
    for number in range(draw(st.integers(1, most))):
        fields: dict[str, Any] = {
            "vessel_class_id": draw(st.sampled_from(["small", "small", "large"])),
            "discharge_t": draw(st.sampled_from([0.0, 150.0, 300.0, 480.0])),
            "weight": draw(st.sampled_from([0.5, 1.0, 1.0, 3.0])),
            "preferred_berth_id": draw(st.sampled_from(["", "", "b1", "b2"])),
        }
        if draw(st.booleans()):
            fields["latest_departure"] = at(draw(st.integers(6, 30)))
        found.append(call(f"c{number}", draw(st.integers(0, 12)), **fields))
    return tuple(found)


def plan(given_tables: Tables, calls: tuple[Call, ...], **asked: Any) -> BerthPlan:
    """Return a plan of which everything is proved."""
    how: dict[str, Any] = {"start": START, "hours": HOURS, "params": PARAMS, **asked}
    found = plan_berths(harbour(**given_tables), calls, **how)
    assert found.proved
    event("a plan" if found.is_feasible else "no plan")
    return found


def cost(found: BerthPlan) -> float:
    """Return what a plan costs; what cannot be done costs more than anything."""
    if found.objective is None:
        return math.inf
    assert found.bound is not None
    assert found.bound == found.objective == sum(found.by_cause.values())
    return found.objective


@MORE
@given(tables(), visits())
def test_the_bound_is_never_above_the_plan_nor_the_plan_above_first_come(
    port: Tables, calls: tuple[Call, ...]
) -> None:
    hasty = replace(PARAMS, time_limit_s=0.0)
    found = plan_berths(harbour(**port), calls, start=START, hours=HOURS, params=hasty)
    best = cost(plan(port, calls))
    if found.bound is not None:
        assert found.bound <= best
    if found.objective is not None:
        assert best <= found.objective
        if found.first_come is not None:
            assert found.objective <= sum(sum(a.by_cause.values()) for a in found.first_come)


@MORE
@given(tables(), visits())
def test_one_more_berth_never_costs(port: Tables, calls: tuple[Call, ...]) -> None:
    assert cost(plan(port | {"berths": (*port["berths"], B3)}, calls)) <= cost(plan(port, calls))


@MORE
@given(tables(), visits())
def test_one_more_crane_never_costs(port: Tables, calls: tuple[Call, ...]) -> None:
    more = port | {
        "crane_pools": tuple(replace(row, cranes=row.cranes + 1) for row in port["crane_pools"]),
        "crane_shifts": tuple(replace(row, cranes=row.cranes + 1) for row in port["crane_shifts"]),
    }
    assert cost(plan(more, calls)) <= cost(plan(port, calls))


@MORE
@given(tables(), visits(), st.sampled_from(["terminals", "berths", "quays", "horizon"]))
def test_one_more_open_hour_never_costs(port: Tables, calls: tuple[Call, ...], what: str) -> None:
    wider = {
        "06:00-22:00": "06:00-23:00",
        "06:00-20:00": "05:00-20:00",
        "08:00-18:00": "08:00-19:00",
        "20:00-05:00": "20:00-06:00",
    }
    column = "berthing_hours" if what == "quays" else "opening_hours"
    if what == "horizon":
        assert cost(plan(port, calls, hours=HOURS + 1)) <= cost(plan(port, calls))
        return
    more = tuple(
        replace(row, **{column: wider.get(getattr(row, column), "")}) for row in port[what]
    )
    assert cost(plan(port | {what: more}, calls)) <= cost(plan(port, calls))


@MORE
@given(tables(), visits(), closures())
def test_a_closure_never_helps(
    port: Tables, calls: tuple[Call, ...], more: tuple[Any, ...]
) -> None:
    new = tuple(
        replace(row, id=f"{row.id}-2", event_id=f"{row.id}-2")
        for row in more
        if row.table != "crane_pools" or port["crane_pools"]
    )
    shut = port | {"closures": port["closures"] + new}
    assert cost(plan(shut, calls)) >= cost(plan(port, calls))


@MORE
@given(tables(), visits(), st.randoms(use_true_random=False))
def test_other_names_and_another_order_change_nothing(
    port: Tables, calls: tuple[Call, ...], random: Any
) -> None:
    names = {"b1": "z", "b2": "a", "": ""}
    renamed = [
        replace(
            each, id=f"x{9 - k}", vessel=f"Other {k}",
            preferred_berth_id=names[each.preferred_berth_id],
        )
        for k, each in enumerate(calls)
    ]  # fmt: skip
    random.shuffle(renamed)
    other = port | {
        "berths": tuple(replace(row, id=names[row.id]) for row in port["berths"])[::-1],
        "closures": tuple(
            replace(row, row_id=names.get(row.row_id, row.row_id)) for row in port["closures"]
        ),
    }
    assert cost(plan(other, tuple(renamed))) == cost(plan(port, calls))


@MORE
@given(tables(), visits(), st.integers(-3, 3).map(lambda weeks: timedelta(days=7 * weeks)))
def test_another_week_changes_nothing(
    port: Tables, calls: tuple[Call, ...], later: timedelta
) -> None:
    """Opening hours and shifts go by the clock, so everything moves by whole days."""
    shifted = port | {
        "closures": tuple(
            replace(row, closed_from=row.closed_from + later, closed_until=row.closed_until + later)
            for row in port["closures"]
        )
    }
    moved = tuple(
        replace(
            each, eta=each.eta + later,
            latest_departure=each.latest_departure and each.latest_departure + later,
        )
        for each in calls
    )  # fmt: skip
    assert cost(plan(shifted, moved, start=START + later)) == cost(plan(port, calls))


@MORE
@given(tables(), visits(), st.sampled_from(["b1", "b3"]))
def test_pooling_equal_berths_changes_nothing(
    port: Tables, calls: tuple[Call, ...], wish: str
) -> None:
    """A wish for a berth takes it out of its group, even where the wish counts nothing."""
    free = replace(PARAMS, not_preferred_h=0.0)
    three = port | {"berths": (*port["berths"], B3)}
    nobody = tuple(replace(each, preferred_berth_id="") for each in calls)
    wished = (replace(nobody[0], preferred_berth_id=wish), *nobody[1:])
    pooled = plan(three, nobody, params=free)
    assert cost(pooled) == cost(plan(three, wished, params=free))


@MORE
@given(
    tables(), visits(), st.integers(0, 15), st.sampled_from([0.0, 0.25, 1.0, 2.0]),
    st.sampled_from([0.25, 1.0]), st.sampled_from([0.0, 0.25, 0.5]),
)  # fmt: skip
def test_a_lower_price_of_moves_never_gives_a_dearer_plan(
    port: Tables, calls: tuple[Call, ...], eta: int, price: float, hourly: float, lower: float
) -> None:
    """Neither with what moves count, nor without."""
    old = plan(port, calls)
    if not old.is_feasible:
        return
    edit = PlanEdit(kind="late", call_id="c0", eta=at(eta))

    def again(share: float) -> BerthPlan:
        prices = replace(
            PARAMS, moved_call_h=share * (price + 0.25), moved_hour_factor=share * hourly
        )
        found = replan_berths(old.region, old, [edit], params=prices, trade_off=False)
        assert found.proved
        return found

    dear, cheap = again(1.0), again(lower)
    assert dear.is_feasible == cheap.is_feasible
    if dear.is_feasible:
        assert cost(cheap) <= cost(dear)
        assert cost(cheap) - cheap.by_cause["moved"] <= cost(dear) - dear.by_cause["moved"]


# --- against trying everything ----------------------------------------------------------------


Way = tuple[int, str, int, int]
"""Cost, berth, the hours held as bits, cranes."""


def ways_of(region: Region, entry: Call) -> Iterator[Way]:
    """Yield every place of a call, counted minute by minute."""
    for berth in region.berths:
        if entry.vessel_class_id == "large" and berth.id == "b2":
            continue
        port = NaivePort(region, berth)
        for cranes in (1, 2):
            for slot in range(HOURS):
                stay = naive_stay(port, PARAMS, entry, cranes, slot * STEP, HOURS * STEP)
                if stay is None:
                    continue
                begin, end = (START + timedelta(minutes=m) for m in (slot * STEP, stay[2]))
                held = (1 << (stay[2] // STEP)) - (1 << slot)
                yield sum(costs(entry, berth.id, begin, end).values()), berth.id, held, cranes


def by_trying(region: Region, calls: tuple[Call, ...]) -> float:
    """Return the least cost of all plans, infinite if there is none."""
    ways = [sorted(ways_of(region, entry)) for entry in calls]
    if not all(ways):
        return math.inf
    least = [sum(way[0][0] for way in ways[k:]) for k in range(len(ways) + 1)]
    port = NaivePort(region, region.berths[0])
    manned = [port.manned(slot * STEP) for slot in range(HOURS)]
    best = math.inf

    def down(k: int, so_far: int, taken: dict[str, int], lent: list[int]) -> None:
        nonlocal best
        if k == len(ways):
            best = min(best, so_far)
            return
        for price, berth, held, cranes in ways[k]:
            if so_far + price + least[k + 1] >= best:
                return
            if taken.get(berth, 0) & held:
                continue
            now = [number + cranes * (held >> slot & 1) for slot, number in enumerate(lent)]
            if any(number > there for number, there in zip(now, manned, strict=True)):
                continue
            down(k + 1, so_far + price, taken | {berth: taken.get(berth, 0) | held}, now)

    down(0, 0, {}, [0] * HOURS)
    return best


@FEW
@given(tables(pools=True), visits(most=3))
def test_small_cases_equal_trying_everything(port: Tables, calls: tuple[Call, ...]) -> None:
    """Stays from counting minutes, plans from trying all of them: no array, no solver."""
    # A vessel without work holds no crane; how, is nothing that this oracle knows.
    calls = tuple(replace(each, discharge_t=max(each.discharge_t, 60.0)) for each in calls)
    region = harbour(**port)
    assert cost(plan(port, calls)) == by_trying(region, calls)
