"""A quay that vessels share, with cranes"""

import argparse
import sys
import time
from statistics import mean, median

from berth_bench import LIMIT_S, MOST_GB, QUICK, peak_gb
from berth_bench import tell as row

from tongqu.berths.quay import problems_of, solve_quay
from tongqu.berths.quay.generator import (
    CRANE_HOUR_COST,
    INTERFERENCE,
    MORE_WORK_PER_SEGMENT,
    draw_week,
    meisel_like,
)

SEEDS = range(1, 11)
WEEK_H, TAIL_H, SEGMENTS, CRANES, SLACK = 168, 72, 100, 10, 1.5
UNIT = 1_000_000
LIMIT_SEEDS = range(1, 4)
SIZES = (20, 30, 40)


def main() -> None:
    """Solve ten weeks of each size; three of them with plain CP-SAT too."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1 if QUICK else len(SEEDS), help="fewer")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES[:1] if QUICK else SIZES)
    options = parser.parse_args()
    solve_quay(meisel_like(3, 1), time_limit_s=5.0)  # compiled before the clock runs
    found = {}
    for size in options.sizes:
        found[size] = [solved(size, seed) for seed in SEEDS[: options.seeds]]
        tell(size, found[size])
    peak = peak_gb()  # before the plain model, which lives in this process too
    if peak is not None:
        row("a quay with cranes: memory", f"≤ {MOST_GB:.0f} GB", f"{peak:.2f} GB",
            peak <= MOST_GB, "all sizes one after another in one process")  # fmt: skip
    for size, ours in found.items():
        seeds = LIMIT_SEEDS[: options.seeds]
        against(size, ours, {seed: plain_cp_sat(size, seed, LIMIT_S) for seed in seeds})


def solved(size: int, seed: int) -> dict:
    model = meisel_like(size, seed)
    result = solve_quay(model, time_limit_s=LIMIT_S)
    assert result.solution is not None
    assert problems_of(model, result.solution) == []
    found = {
        "seed": seed, "cost": result.solution.cost, "bound": result.bound, "gap": result.gap,
        "proved": result.proved, "s": result.seconds, "first_s": result.steps[0].seconds,
    }  # fmt: skip
    print(size, found, file=sys.stderr)
    return found


def tell(size: int, ours: list[dict]) -> None:
    """Print the rows of one size."""
    times, gaps = [one["s"] for one in ours], [100 * one["gap"] for one in ours]
    proved = sum(one["proved"] for one in ours)
    note = (
        f"{len(ours)} seeds, limit {LIMIT_S:.0f} s, 2 workers; time {median(times):.1f} s median, "
        f"{max(times):.1f} s worst; gap {mean(gaps):.1f} % mean, {max(gaps):.1f} % worst"
    )
    named = f"{size} vessels, constant cranes"
    if size == 20:
        row(f"{named}: proved", "all", f"{proved} of {len(ours)}", proved == len(ours), note)
        row(f"{named}: time", "median ≤ 3 s", f"{median(times):.2f} s", median(times) <= 3, note)
    elif size == 30:
        bar = "≥ 8 of 10 within 60 s"
        row(f"{named}: proved", bar, f"{proved} of {len(ours)}", proved >= 0.8 * len(ours), note)
    else:
        value = f"{mean(gaps):.1f} %"
        row(f"{named}: gap, mean", "≤ 10 % (stretch 5 %)", value, mean(gaps) <= 10, note)
        row(f"{named}: gap, worst", "≤ 20 %", f"{max(gaps):.1f} %", max(gaps) <= 20, note)
    first = max(one["first_s"] for one in ours)
    row(f"{named}: first plan", "≤ 1 s", f"{first:.2f} s", first <= 1, "worst seed")


def against(size: int, ours: list[dict], plain: dict[int, tuple[float, float, float]]) -> None:
    """Print a row beside plain CP-SAT on the same weeks."""
    mine = [one for one in ours if one["seed"] in plain]
    dearer = sum(one["cost"] > plain[one["seed"]][0] for one in mine)
    lower = sum(one["bound"] < plain[one["seed"]][1] - 1e-6 for one in mine)
    told = "; ".join(
        f"seed {one['seed']}: {one['cost']}/{one['bound']} in {one['s']:.0f} s, plain "
        f"{plain[one['seed']][0]:.0f}/{plain[one['seed']][1]:.0f} in {plain[one['seed']][2]:.0f} s"
        for one in mine
    )
    row(
        f"{size} vessels against plain CP-SAT ({LIMIT_S:.0f} s): plans dearer, bounds lower",
        "0 and 0", f"{dearer} and {lower}", dearer == 0 and lower == 0, f"plan/bound: {told}",
    )  # fmt: skip


def plain_cp_sat(size: int, seed: int, limit_s: float) -> tuple[float, float, float]:
    """Return plan, bound and seconds of the textbook model: one box a vessel, cranes cumulative."""
    from ortools.sat.python import cp_model

    week = draw_week(size, seed, week=WEEK_H, segments=SEGMENTS, slack=SLACK)
    slots = WEEK_H + TAIL_H
    model = cp_model.CpModel()
    times, places, numbers, costs = [], [], [], []
    for call, kind in enumerate(week.kinds):
        length, desired = int(week.length[call]), int(week.desired[call])
        start = model.new_int_var(int(week.arrival[call]), slots, "")
        end = model.new_int_var(0, slots, "")
        stay = model.new_int_var(1, slots, "")
        place = model.new_int_var(0, SEGMENTS - length, "")
        away = model.new_int_var(0, SEGMENTS, "")
        model.add_abs_equality(away, place - desired)
        number = model.new_int_var(*kind.cranes, "")
        crane_cost = model.new_int_var(0, 10_000, "")
        chosen = []
        for cranes in range(kind.cranes[0], kind.cranes[1] + 1):
            mode = model.new_bool_var("")
            chosen.append((cranes, mode))
            # stay >= work * (1 + share * away) / cranes ** exponent, in millionths of an hour
            base = UNIT * int(week.work[call]) / cranes**INTERFERENCE
            more = int(base * MORE_WORK_PER_SEGMENT + 1e-6)
            model.add(UNIT * stay >= int(base) + more * away).only_enforce_if(mode)
            model.add(crane_cost >= CRANE_HOUR_COST * cranes * stay).only_enforce_if(mode)
        model.add_exactly_one(mode for _, mode in chosen)
        model.add(number == sum(cranes * mode for cranes, mode in chosen))
        late = model.new_int_var(0, slots, "")
        missed = model.new_bool_var("")
        model.add(late >= end - int(week.finish[call]))
        model.add(end <= int(week.latest[call]) + slots * missed)
        times.append(model.new_interval_var(start, stay, end, ""))
        places.append(model.new_fixed_size_interval_var(place, length, ""))
        numbers.append(number)
        costs.append(kind.hour_cost * late + kind.miss_cost * missed + crane_cost)
    model.add_no_overlap_2d(times, places)
    model.add_cumulative(times, numbers, CRANES)
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit_s
    solver.parameters.num_workers = 2
    begun = time.perf_counter()
    status = solver.solve(model)
    there = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    cost = solver.objective_value if there else float("inf")
    return cost, solver.best_objective_bound, time.perf_counter() - begun


if __name__ == "__main__":
    main()
