"""Weeks of an inland port, and planning them anew

A busy week at an invented inland quay on the shipped region (`tongqu.berths.inland_week`): berths
for bulk and boxes, cranes by shift, a grid of 15 minutes. The load is the time that calls hold
cranes as a share of what the cranes manned can do. `TONGQU_BENCH_FULL=1` runs five seeds, not one.
"""

import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta

from berth_bench import FULL, QUICK, Run, solve_apart, tell, tell_memory, week

from tongqu import load_region
from tongqu.berths import plan_berths, replan_berths
from tongqu.berths.demo_week import DemoWeek, demo_week
from tongqu.berths.inland_week import inland_week
from tongqu.berths.params import BerthParams
from tongqu.berths.replan import MOVED_CALL_H, MOVED_HOUR_FACTOR
from tongqu.berths.result import BerthPlan
from tongqu.model.calls import PlanEdit

SIZES = ((200, 11), (250, 16), (300, 20))
LOADS = (0.7, 0.85, 0.95)
SEEDS = range(1, 6)
WEEK_LIMIT_S = 10.0
CALLS, BERTHS, LOAD = 60, 6, 0.85
"""The weeks that are planned anew."""
NOW_H = 48
PLAN_LIMIT_S, AGAIN_LIMIT_S = 5.0 if QUICK else 30.0, 10.0


def main() -> None:
    """Weeks, then planning anew."""
    weeks()
    again()


def weeks() -> None:
    """A row for each size and load; then the memory."""
    every: list[Run] = []
    seeds = SEEDS if FULL else SEEDS[:1]
    for calls, berths in SIZES[:1] if QUICK else SIZES:
        for load in LOADS[1:2] if QUICK else LOADS:
            runs = [
                solve_apart("ours", week(calls, berths, load, seed), WEEK_LIMIT_S)
                for seed in seeds
            ]  # fmt: skip
            tell_week(f"{calls} calls at {berths} berths, load {load}", runs)
            every += runs
    tell_memory("inland weeks", every)


def tell_week(named: str, runs: list[Run]) -> None:
    """Print the two rows of one size and load."""
    firsts = [
        run.told["problem_s"] + (WEEK_LIMIT_S if run.first_s is None else run.first_s)
        for run in runs
    ]
    gaps = [run.gap for run in runs]
    problem_s = max(run.told["problem_s"] for run in runs)
    tell(f"{named}: first plan", "≤ 1 s", f"{max(firsts):.2f} s", max(firsts) <= 1,
         f"worst of {len(runs)} seeds; {problem_s:.2f} s of it make the problem of the "
         "region")  # fmt: skip
    tell(f"{named}: gap in {WEEK_LIMIT_S:.0f} s", "≤ 1 %", f"{max(gaps):.2%}", max(gaps) <= 0.01,
         f"worst of {len(runs)} seeds; {sum(run.proved for run in runs)} proved")  # fmt: skip


# --- planning anew --------------------------------------------------------------------------------


def again() -> None:
    """Five disruptions on the third day: all at once, and one after another."""
    region = load_region("qujiang")
    seeds = range(1, 2 if QUICK else 6 if FULL else 3)
    invented = [
        inland_week(region, seed=seed, berths=BERTHS, calls=CALLS, load=LOAD) for seed in seeds
    ]
    disrupted(f"{CALLS} calls, {BERTHS} invented berths, load {LOAD}", invented)
    shipped = [demo_week(region, seed=seed, calls=CALLS) for seed in seeds]
    disrupted(f"{CALLS} calls, shipped region", shipped)


def disrupted(named: str, weeks: list[DemoWeek]) -> None:
    """Plan each week, disrupt it, and print the rows."""
    together, apart = [], []
    for made in weeks:
        plan = plan_berths(
            made.region, made.calls, terminal=made.terminal_ids, start=made.start,
            hours=made.hours, params=BerthParams(time_limit_s=PLAN_LIMIT_S), seed=made.seed,
        )  # fmt: skip
        print(f"seed {made.seed}: proved {plan.proved} in {plan.seconds:.1f} s", file=sys.stderr)
        if not plan.is_feasible:  # a week so full that it has no plan cannot be disrupted
            continue
        now = made.start + timedelta(hours=NOW_H)
        edits = disruptions(made, plan, now)
        all_at_once, _ = planned_anew(made, plan, edits, now)
        together += [all_at_once] if all_at_once else []
        for edit in edits:
            one, plan = planned_anew(made, plan, [edit], now)
            apart += [one] if one else []
    tell_again(f"{named}: 5 disruptions at once", together)
    tell_again(f"{named}: one after another", apart)


Anew = tuple[float, float, bool, float, int]
"""First plan, whole answer [s], whether it is proved, gap, calls moved."""


def planned_anew(
    made: DemoWeek, plan: BerthPlan, edits: list[PlanEdit], now: datetime
) -> tuple[Anew | None, BerthPlan]:
    """Plan anew, at the moment `now`; measure the first plan and the proved one.

    A disruption that leaves no plan measures nothing, and the plan stays as it is.
    """
    firsts: list[float] = []
    params = BerthParams(
        time_limit_s=AGAIN_LIMIT_S, moved_call_h=MOVED_CALL_H, moved_hour_factor=MOVED_HOUR_FACTOR
    )
    began = time.perf_counter()
    new = replan_berths(
        made.region, plan, edits, now=now, frozen_h=2.0, params=params, trade_off=False,
        on_first=lambda _: firsts.append(time.perf_counter() - began),
    )  # fmt: skip
    took = time.perf_counter() - began
    kinds = ", ".join(edit.kind for edit in edits)
    if not new.is_feasible:
        print(f"{kinds}: no plan, proved {new.proved}, {took:.2f} s", file=sys.stderr)
        return None, plan
    assert new.objective is not None
    assert new.bound is not None
    gap = (new.objective - new.bound) / max(new.objective, 1e-9)
    moved = len(new.moves or ())
    print(f"{kinds}: first {firsts}, {took:.2f} s, gap {gap:.3%}, {moved} moves", file=sys.stderr)
    return (firsts[0] if firsts else took, took, new.proved, gap, moved), new


def disruptions(made: DemoWeek, plan: BerthPlan, now: datetime) -> list[PlanEdit]:
    """Return a late vessel, a berth and a crane out, an emergency call and closed hours."""
    calls = {call.id: call for call in made.calls}
    ahead = sorted(
        (one for one in plan.assignments if one.start > now + timedelta(hours=6)),
        key=lambda one: (one.start, one.call_id),
    )
    free = [one for one in ahead if not calls[one.call_id].beside_call_id]
    late = free[0]
    emergency = replace(
        calls[free[3].call_id], id="emergency", vessel="Emergency", eta=now + timedelta(hours=3),
        latest_departure=None, after_call_id="", preferred_berth_id="",
    )  # fmt: skip
    cranes = next(use for one in ahead for use in one.cranes)
    shut = ahead[8]
    terminal = made.region.row("berths", shut.berth_id).terminal_id
    shut_h = (shut.start - now) / timedelta(hours=1) - 1

    def hours(first: float, last: float) -> dict[str, datetime]:
        return {"from_time": now + timedelta(hours=first), "until": now + timedelta(hours=last)}

    return [
        PlanEdit(kind="late", call_id=late.call_id, eta=late.start + timedelta(hours=8)),
        PlanEdit(kind="berth_out", subject_id=ahead[5].berth_id, **hours(6, 18)),
        PlanEdit(kind="crane_out", subject_id=cranes.pool_id, cranes=1, **hours(4, 28)),
        PlanEdit(kind="emergency_call", call=emergency),
        PlanEdit(kind="closed_hours", subject_id=terminal, **hours(shut_h, shut_h + 6)),
    ]


def tell_again(named: str, found: list[Anew]) -> None:
    """Print the two rows of one way to be disrupted."""
    firsts, walls = [one[0] for one in found], [one[1] for one in found]
    proved = sum(one[2] for one in found)
    tell(f"{named}: feasible", "≤ 1 s", f"{max(firsts):.2f} s", max(firsts) <= 1,
         f"worst of {len(found)}, from the question to a checked plan")  # fmt: skip
    tell(
        f"{named}: proved for its price of moves", f"all within {AGAIN_LIMIT_S:.0f} s",
        f"{proved} of {len(found)}, worst {max(walls):.1f} s",
        proved == len(found) and max(walls) <= AGAIN_LIMIT_S,
        f"worst gap {max(one[3] for one in found):.2%}; "
        f"{min(one[4] for one in found)} to {max(one[4] for one in found)} calls move",
    )  # fmt: skip


if __name__ == "__main__":
    main()
