"""Discrete berths: beside a plain CP-SAT model and a time-indexed model on HiGHS

All three on the same problems in the same run, each in a process of its own with two workers. The
plain model has an optional interval for each call and berth; the time-indexed one a column for
each call, berth and start (set partitioning), on the HiGHS within OR-Tools. The peers' time runs
without making their models, ours with it. `TONGQU_BENCH_FULL=1` runs all
files of 40 calls and more.
"""

import sys
from statistics import median

from berth_bench import FULL, LIMIT_S, QUICK, Run, files, near, own, solve_apart, tell

PEERS = {"cp_sat": "plain CP-SAT", "highs": "time-indexed on HiGHS"}
LEAST_CALLS = 40
FASTER = 10.0
OWN = ((40, 5), (40, 7), (60, 5), (60, 7), (80, 10))
"""Sizes of cases of our own, where the files are not at hand; slots and loads are like theirs."""


def cases() -> dict[str, str]:
    """Return the cases by name: one of each size, the last file too; or all of them."""
    paths = [
        path for path in files("lalla_ruiz") if int(path.stem[1:].split("x")[0]) >= LEAST_CALLS
    ]
    if paths:
        chosen = paths if FULL else [*paths[::5], paths[-1]]
        found = {path.stem: str(path) for path in chosen}
    else:
        print("the files of the literature are not at hand: cases of our own", file=sys.stderr)
        seeds = range(1, 6 if FULL else 2)
        found = {
            f"own {calls}x{berths}, seed {seed}": own(calls, berths, 1.0, seed)
            for calls, berths in OWN
            for seed in seeds
        }
    return dict(list(found.items())[:1]) if QUICK else found


def main() -> None:
    """Solve each case three times; a row a case, then the bars."""
    found: dict[str, dict[str, Run]] = {}
    for name, case in cases().items():
        found[name] = {solver: solve_apart(solver, case) for solver in ("ours", *PEERS)}
        row(name, found[name])
    for peer, words in PEERS.items():
        against(words, [(name, runs["ours"], runs[peer]) for name, runs in found.items()])


def row(name: str, runs: dict[str, Run]) -> None:
    """Print what the three brought for one case."""
    told = [
        f"{words} {run.bound} to {'no plan' if run.plan is None else run.plan}, "
        f"{run.seconds:.1f} s, 1 % at {near(run)}"
        for words, run in zip(("ours", *PEERS.values()), runs.values(), strict=True)
    ]
    tell(f"{name}: bound to plan, time, time to a gap of 1 %", None, told[0], None,
         "; ".join(told[1:]))  # fmt: skip


def against(words: str, pairs: list[tuple[str, Run, Run]]) -> None:
    """Print the bars against one peer."""
    dearer = [name for name, ours, other in pairs if cost(ours) > cost(other)]
    # On their shorter grid a bound may pass what the whole grid allows, our plan for instance.
    lower = [
        name for name, ours, other in pairs if ours.bound < min(other.bound, cost(ours))
    ]  # fmt: skip
    for what, worse in (("plans dearer", dearer), ("bounds lower", lower)):
        tell(f"{what} than those of {words}", "none", f"{len(worse)} of {len(pairs)}", not worse,
             ", ".join(worse) or f"{LIMIT_S:.0f} s each")  # fmt: skip
    ratios = {name: ratio(ours, other) for name, ours, other in pairs}
    least = min(ratios, key=lambda name: ratios[name])
    never = {name for name, _, other in pairs if other.near_s is None}
    tell(
        f"time to a gap of 1 %, against {words}", f"≥ {FASTER:.0f}× shorter",
        f"{'≥ ' if least in never else ''}{ratios[least]:.1f}×",
        ratios[least] >= FASTER,
        f"least of {len(pairs)} ({least}), median {median(ratios.values()):.0f}×; "
        f"{len(never)} times the peer did not get there, which counts as {LIMIT_S:.0f} s",
    )  # fmt: skip


def cost(run: Run) -> float:
    return float("inf") if run.plan is None else run.plan


def ratio(ours: Run, other: Run) -> float:
    """Return how many times longer the peer took; the limit if it never got there."""
    if ours.near_s is None:
        return 0.0
    taken = LIMIT_S if other.near_s is None else other.near_s
    return taken / max(ours.near_s, 1e-3)


if __name__ == "__main__":
    main()
