"""One problem of berths, solved in this process: by tongqu, or by a plain model of a peer.

    python benchmarks/solve_apart.py ours|cp_sat|highs CASE SECONDS

prints a JSON object for each better plan or bound: seconds since the solver began, and the cost.
HiGHS prints its log instead. See `berth_bench.py`, which reads both.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from berth_bench import peak_gb

from tongqu.berths.core import BerthModel, solve_model
from tongqu.berths.core.first_come import first_come
from tongqu.berths.core.generator import random_model
from tongqu.berths.core.literature import read_dbap
from tongqu.berths.core.solve import warm_up

WORKERS = 2


def tell(**event: Any) -> None:
    print(json.dumps(event), flush=True)


def model_of(case: str) -> BerthModel:
    """Return the problem that a name stands for."""
    kind, *parts = case.split(":")
    if kind == "own":
        calls, berths, load, seed = parts
        return random_model(int(calls), int(berths), load=float(load), seed=int(seed))
    if kind == "week":
        return inland(*parts)
    return read_dbap(Path(case).read_text(encoding="utf-8"))


def inland(calls: str, berths: str, load: str, seed: str) -> BerthModel:
    """Return a week of an inland quay, and tell how long it took to make a problem of it."""
    from tongqu import load_region
    from tongqu.berths.inland_week import inland_week
    from tongqu.berths.params import BerthParams
    from tongqu.berths.problem import make_problem

    made = inland_week(
        load_region("qujiang"), seed=int(seed), berths=int(berths), calls=int(calls),
        load=float(load),
    )  # fmt: skip
    began = time.monotonic()
    problem = make_problem(
        made.region, made.calls, BerthParams(time_step_min=15), terminal=made.terminal_ids,
        start=made.start, hours=made.hours,
    )  # fmt: skip
    tell(problem_s=time.monotonic() - began, columns=int((problem.model.stay > 0).sum()))
    return problem.model


def ours(model: BerthModel, limit_s: float) -> None:
    warm_up()
    began = time.monotonic()
    tell(begun=True)
    result = solve_model(
        model, time_limit_s=limit_s, seed=1,
        progress=lambda step: tell(
            s=step.seconds, bound=step.bound, plan=None if step.cost < 0 else step.cost
        ),
        on_plan=lambda plan: tell(s=time.monotonic() - began, plan=plan.cost),
    )  # fmt: skip
    plan = None if result.solution is None else result.solution.cost
    tell(s=result.seconds, bound=result.bound, plan=plan, peak_gb=peak_gb())


# --- the plain models -----------------------------------------------------------------------------


class Plain:
    """The problem as a textbook has it: berths one by one, each call with its handling times.

    The grid ends with the first-come plan, which helps the peers: on the whole grid HiGHS does not
    get through its first linear programme. Ours keeps the whole grid.
    """

    def __init__(self, model: BerthModel):
        come = first_come(model)
        last = model.slots
        if come is not None:
            ends = come.start + model.stay[come.mode, come.start]
            last = int(ends.max())
        self.last = last
        self.calls = model.calls
        self.berths = int(model.berths.sum())
        begin_of = np.concatenate(([0], np.cumsum(model.berths)))
        self.pairs = []  # call, berth, handling, first and last start, cost at 0, cost of a slot
        for mode, group in enumerate(model.mode_group):
            starts = np.flatnonzero(model.stay[mode])
            stays, costs = model.stay[mode, starts], model.cost[mode, starts]
            starts = starts[starts + stays <= last]
            if not starts.size:
                continue
            slope = int(costs[1] - costs[0]) if costs.size > 1 else 0
            least = int(costs[0]) - slope * int(starts[0])
            # What a textbook can say: one window, one handling time, a cost that rises by slots.
            assert (stays == stays[0]).all()
            assert (np.diff(starts) == 1).all()
            assert (costs[: starts.size] == least + slope * starts).all()
            self.pairs += [
                (int(model.mode_call[mode]), berth, int(stays[0]), int(starts[0]),
                 int(starts[-1]), least, slope)
                for berth in range(begin_of[group], begin_of[group + 1])
            ]  # fmt: skip


def cp_sat(model: BerthModel, limit_s: float) -> None:
    """An optional interval for each call at each berth, none of which overlap."""
    from ortools.sat.python import cp_model

    plain = Plain(model)
    made = cp_model.CpModel()
    starts = [made.new_int_var(0, plain.last, "") for _ in range(plain.calls)]
    at: list[list[Any]] = [[] for _ in range(plain.calls)]
    rows: list[list[Any]] = [[] for _ in range(plain.berths)]
    slopes: dict[int, int] = {}
    costs = []
    for call, berth, handling, first, last, least, slope in plain.pairs:
        chosen = made.new_bool_var("")
        at[call].append(chosen)
        rows[berth].append(
            made.new_optional_fixed_size_interval_var(starts[call], handling, chosen, "")
        )
        made.add_linear_constraint(starts[call], first, last).only_enforce_if(chosen)
        costs.append(least * chosen)
        assert slopes.setdefault(call, slope) == slope
    for call, choices in enumerate(at):
        made.add_exactly_one(choices)
        costs.append(slopes[call] * starts[call])
    for row in rows:
        made.add_no_overlap(row)
    made.minimize(sum(costs))

    class Watch(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            tell(s=self.wall_time, plan=self.objective_value, bound=self.best_objective_bound)

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit_s
    solver.parameters.num_workers = WORKERS
    began = time.monotonic()
    solver.best_bound_callback = lambda bound: tell(s=time.monotonic() - began, bound=bound)
    tell(begun=True)
    status = solver.solve(made, Watch())
    there = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    tell(s=solver.wall_time, plan=solver.objective_value if there else None,
         bound=solver.best_objective_bound, peak_gb=peak_gb())  # fmt: skip


def highs(model: BerthModel, limit_s: float) -> None:
    """A column for each call, berth and start; rows: each call once, each berth's slot once."""
    from datetime import timedelta

    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt

    plain = Plain(model)
    parts = [
        (call, berth, handling, np.arange(first, last + 1), least, slope)
        for call, berth, handling, first, last, least, slope in plain.pairs
    ]
    calls, slots, cost, at = [], [], [], 0
    for call, berth, handling, starts, least, slope in parts:
        columns = at + np.arange(starts.size)
        at += starts.size
        cost.append(least + slope * starts)
        calls.append(np.stack((np.full(starts.size, call), columns)))
        held = starts[:, None] + np.arange(handling)
        row = plain.calls + berth * plain.last + held
        slots.append(np.stack((row.ravel(), np.repeat(columns, handling))))
    entries = np.concatenate((*calls, *slots), axis=1)
    entries = entries[:, np.lexsort(entries[::-1])]
    rows = plain.calls + plain.berths * plain.last
    lower = np.concatenate((np.ones(plain.calls), np.full(rows - plain.calls, -np.inf)))
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(at))
    proto.variables.lower_bounds.extend(np.zeros(at))
    proto.variables.upper_bounds.extend(np.ones(at))
    proto.variables.integers.extend(np.ones(at, bool).tolist())
    proto.objective.linear_coefficients.ids.extend(range(at))
    proto.objective.linear_coefficients.values.extend(np.concatenate(cost).astype(float))
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(lower)
    proto.linear_constraints.upper_bounds.extend(np.ones(rows))
    proto.linear_constraint_matrix.row_ids.extend(entries[0].tolist())
    proto.linear_constraint_matrix.column_ids.extend(entries[1].tolist())
    proto.linear_constraint_matrix.coefficients.extend(np.ones(entries.shape[1]))
    params = mathopt.SolveParameters(
        time_limit=timedelta(seconds=limit_s), enable_output=True, relative_gap_tolerance=0.0
    )
    params.highs.int_options["threads"] = WORKERS
    # Its presolve alone takes longer than the minute on files of 40 calls: better without.
    params.highs.string_options["presolve"] = "off"
    params.highs.double_options["mip_min_logging_interval"] = 0.1
    made = mathopt.Model.from_model_proto(proto)
    tell(begun=True, columns=at, entries=int(entries.shape[1]))
    began = time.monotonic()
    result = mathopt.solve(made, mathopt.SolverType.HIGHS, params=params)
    bounds = result.termination.objective_bounds
    tell(s=time.monotonic() - began, plan=bounds.primal_bound, bound=bounds.dual_bound,
         peak_gb=peak_gb())  # fmt: skip


if __name__ == "__main__":
    {"ours": ours, "cp_sat": cp_sat, "highs": highs}[sys.argv[1]](
        model_of(sys.argv[2]), float(sys.argv[3])
    )
