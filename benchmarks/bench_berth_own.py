"""Discrete berths: large ports of our own generator

Arrivals are drawn with repetition from 40 moments, a fifth of the pairs is forbidden, handling
takes 4 to 40 slots times a factor of the berth. `TONGQU_BENCH_FULL=1` runs five seeds, not one.
"""

from statistics import mean

from berth_bench import FULL, LIMIT_S, QUICK, Run, own, solve_apart, tell, tell_memory

SIZES = ((200, 15), (250, 20))
LOADS = (0.8, 1.0, 1.2)
SEEDS = range(1, 6)


def main() -> None:
    """Measure each size, and the memory of the largest."""
    runs = []
    for calls, berths in SIZES[:1] if QUICK else SIZES:
        runs += size(calls, berths)
    tell_memory("own generator", runs)


def size(calls: int, berths: int) -> list[Run]:
    """One size: loads by seeds."""
    loads = LOADS[1:2] if QUICK else LOADS
    seeds = SEEDS if FULL else SEEDS[:1]
    runs = {
        (load, seed): solve_apart("ours", own(calls, berths, load, seed))
        for load in loads
        for seed in seeds
    }
    gaps = [run.gap for run in runs.values()]
    by_load = "; ".join(
        f"load {load}: {mean(runs[load, seed].gap for seed in seeds):.2%}" for load in loads
    )
    proved = sum(run.proved for run in runs.values())
    tell(
        f"{calls} calls at {berths} berths, {len(runs)} of {len(LOADS) * len(SEEDS)} cases",
        "gap ≤ 0.3 % mean, ≤ 0.6 % worst", f"{mean(gaps):.2%} mean, {max(gaps):.2%} worst",
        mean(gaps) <= 0.003 and max(gaps) <= 0.006,
        f"{LIMIT_S:.0f} s each; {by_load}; {proved} proved",
    )  # fmt: skip
    return list(runs.values())


if __name__ == "__main__":
    main()
