"""Plain models of the committed cases, for CP-SAT and HiGHS, without the code that they check.

They read the numbers of the files themselves, know nothing of modes, groups or columns, and are
slow: a second opinion, not a second solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

FORBIDDEN = 99_999


class Numbers(NamedTuple):
    """What a file of the literature says."""

    arrival: list[int]
    opening: list[int]
    handling: list[list[int]]
    closing: list[int]
    latest: list[int]
    weight: list[int]


def numbers_of(text: str) -> Numbers:
    """Return the numbers of a file in the order of `Numbers`, after the two sizes."""
    words = [int(word) for word in text.split()]
    n, m = words[0], words[1]
    ends = [2 + n, 2 + n + m, 2 + n + m + n * m, 2 + n + m + n * m + m]
    flat = words[ends[1] : ends[2]]
    return Numbers(
        arrival=words[2 : ends[0]],
        opening=words[ends[0] : ends[1]],
        handling=[flat[m * call : m * (call + 1)] for call in range(n)],
        closing=words[ends[2] : ends[3]],
        latest=words[ends[3] : ends[3] + n],
        weight=words[ends[3] + n :] or [1] * n,
    )


def interval(text: str, *, time_limit_s: float) -> int | None:
    """Return the least cost: optional intervals, no two at once at a berth; None if not proved."""
    case = numbers_of(text)
    model = cp_model.CpModel()
    at_berth: list[list[cp_model.IntervalVar]] = [[] for _ in case.opening]
    cost = []
    for arrival, hours, latest, weight in zip(
        case.arrival, case.handling, case.latest, case.weight, strict=True
    ):
        end = model.new_int_var(arrival, latest, "end")
        chosen = []
        for berth, (opens, closes) in enumerate(zip(case.opening, case.closing, strict=True)):
            if max(arrival, opens) + hours[berth] > min(latest, closes):
                continue
            here = model.new_bool_var("here")
            start = model.new_int_var(max(arrival, opens), closes, "start")
            until = model.new_int_var(0, closes, "until")
            at_berth[berth].append(
                model.new_optional_interval_var(start, hours[berth], until, here, "stay")
            )
            model.add(end == until).only_enforce_if(here)
            chosen.append(here)
        model.add_exactly_one(chosen)
        cost.append(weight * (end - arrival))
    for stays in at_berth:
        model.add_no_overlap(stays)
    return _least(model, sum(cost), time_limit_s)


def time_indexed(text: str, *, time_limit_s: float) -> int | None:
    """Return the least cost: a variable for each call, berth and start; None if not proved."""
    case = numbers_of(text)
    model = mathopt.Model()
    busy: dict[tuple[int, int], list[mathopt.Variable]] = {}
    cost = []
    for arrival, hours, latest, weight in zip(
        case.arrival, case.handling, case.latest, case.weight, strict=True
    ):
        chosen = []
        for berth, opens in enumerate(case.opening):
            last = min(latest, case.closing[berth]) - hours[berth]
            for start in range(max(arrival, opens), last + 1):
                here = model.add_binary_variable()
                chosen.append(here)
                cost.append(weight * (start + hours[berth] - arrival) * here)
                for slot in range(start, start + hours[berth]):
                    busy.setdefault((berth, slot), []).append(here)
        model.add_linear_constraint(mathopt.LinearSum(chosen) == 1)
    for stays in busy.values():
        model.add_linear_constraint(mathopt.LinearSum(stays) <= 1)
    model.minimize(mathopt.LinearSum(cost))
    # Costs are whole numbers, so less than one from the bound is the optimum.
    wanted = mathopt.SolveParameters(
        time_limit=timedelta(seconds=time_limit_s),
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.5,
    )
    found = mathopt.solve(model, mathopt.SolverType.HIGHS, params=wanted)
    proved = found.termination.reason == mathopt.TerminationReason.OPTIMAL
    return round(found.objective_value()) if proved else None


def rectangles(case: Mapping[str, Any], *, time_limit_s: float) -> int | None:
    """Return the least cost of a quay: rectangles that do not overlap; None if not proved.

    Parameters
    ----------
    case
        The arguments of `tongqu.berths.quay.quay_model`, cranes as one number, no blocks.
    """
    model = cp_model.CpModel()
    slots, gap = case["slots"], case["clearance"]
    wide, high, lent, cranes, cost = [], [], [], [], []
    for call, (length, arrival) in enumerate(zip(case["length"], case["arrival"], strict=True)):
        start = model.new_int_var(arrival, slots, "start")
        end = model.new_int_var(arrival, slots, "end")
        stay = model.new_int_var(1, slots, "stay")
        place = model.new_int_var(0, case["segments"] - length, "place")
        away = model.new_int_var(0, case["segments"], "away")
        model.add_abs_equality(away, place - case["desired"][call])
        wide.append(model.new_interval_var(start, stay, end, "time"))
        high.append(model.new_fixed_size_interval_var(place, length + gap, "metres"))
        chosen = []
        for number, hours in enumerate(case["handling"][call]):
            if hours == 0:
                continue
            here = model.new_bool_var("here")
            model.add(stay == hours).only_enforce_if(here)
            lent.append(model.new_optional_interval_var(start, hours, end, here, "lent"))
            cranes.append(number)
            chosen.append(here)
        model.add_exactly_one(chosen)
        cost.append(case["weight"][call] * (end - arrival) + case["apart_cost"][call] * away)
    model.add_no_overlap_2d(wide, high)
    model.add_cumulative(lent, cranes, case["cranes"])
    return _least(model, sum(cost), time_limit_s)


def _least(model: cp_model.CpModel, cost: Any, time_limit_s: float) -> int | None:
    model.minimize(cost)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = time_limit_s
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None
