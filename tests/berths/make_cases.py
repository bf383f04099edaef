"""Write the committed cases and the table of their optima: ``python tests/berths/make_cases.py``.

Takes some minutes. Nothing is written unless a model that knows nothing of the search proves every
optimum as well.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from plain_models import FORBIDDEN, interval, rectangles, time_indexed

from tongqu.berths.core import BerthModel, solve_model
from tongqu.berths.core.generator import random_model
from tongqu.berths.core.literature import read_dbap
from tongqu.berths.quay import quay_model, solve_quay
from tongqu.berths.quay.generator import draw_week, hours_for

FOLDER = Path(__file__).parent / "cases"
TABLE = FOLDER / "proved.csv"
LIMIT_S = 60.0
SECOND_LIMIT_S = 600.0
CHECKS: dict[str, Callable[..., int | None]] = {
    "interval": interval, "time-indexed": time_indexed, "rectangles": rectangles,
}  # fmt: skip


class Discrete(NamedTuple):
    """What a file is drawn from; the check is the second opinion."""

    calls: int
    berths: int
    load: float
    seed: int
    check: str
    weighted: bool = False
    hours: bool = False


DISCRETE = (
    Discrete(12, 3, 1.0, 1, "interval"),
    Discrete(12, 3, 1.2, 2, "interval", weighted=True),
    Discrete(16, 4, 1.0, 3, "interval", hours=True),
    Discrete(20, 4, 1.2, 1, "time-indexed"),
    Discrete(25, 5, 1.0, 2, "time-indexed", weighted=True, hours=True),
    Discrete(30, 5, 1.2, 1, "time-indexed"),
    Discrete(35, 7, 1.2, 2, "time-indexed"),
    Discrete(40, 7, 1.0, 1, "time-indexed"),
)
QUAY = ((10, 1, 60), (12, 1, 72))
"""Vessels, seed, and hours in which they arrive."""


def dbap_text(drawn: BerthModel, case: Discrete) -> str:
    """Return a model of the generator in the format of the literature."""
    n, draw = drawn.calls, np.random.default_rng([case.seed, case.calls])
    first = drawn.stay.argmax(axis=1)
    held = drawn.stay.max(axis=1)
    # A stay costs its end less the arrival, so the arrival can be read off any of them.
    arrived = first + held - drawn.cost[np.arange(first.size), first]
    arrival = np.zeros(n, np.int64)
    arrival[drawn.mode_call] = arrived
    handling = np.full((n, int(drawn.berths.sum())), FORBIDDEN)
    column_of = np.repeat(np.arange(drawn.berths.size), drawn.berths)
    for call, group, hours in zip(drawn.mode_call, drawn.mode_group, held, strict=True):
        handling[call, column_of == group] = hours
    opening, closing = [0] * handling.shape[1], [drawn.slots] * handling.shape[1]
    latest = [drawn.slots] * n
    if case.hours:
        opening[0], closing[-1] = 24, drawn.slots // 2
        # Somebody in a hurry: as soon as the slowest berth can, were it free.
        slowest = int(handling[0][handling[0] < FORBIDDEN].max())
        latest[0] = int(arrival[0]) + opening[0] + slowest
    rows = [[n, len(opening)], arrival, opening, *handling, closing, latest]
    if case.weighted:
        rows.append(draw.integers(1, 6, n))
    return "\n".join(" ".join(str(int(number)) for number in row) for row in rows) + "\n"


def quay_case(vessels: int, seed: int, week: int) -> dict[str, Any]:
    """Return the arguments of `quay_model` for a drawn week on a quay of 600 m with five cranes."""
    kinds, length, work, arrival, desired, _, _ = draw_week(
        vessels, seed, week=week, segments=60, slack=1.5
    )
    return {
        "slots": week + 72,
        "segments": 60,
        "clearance": 1,
        "cranes": 5,
        "length": length.tolist(),
        "arrival": arrival.tolist(),
        "weight": [kind.hour_cost for kind in kinds],
        "desired": desired.tolist(),
        "apart_cost": [1] * vessels,
        "handling": [
            [
                hours_for(int(hours), number, 0) if number >= kind.cranes[0] else 0
                for number in range(kind.cranes[1] + 1)
            ]
            for kind, hours in zip(kinds, work, strict=True)
        ],
    }  # fmt: skip


def _row(
    file: str, drawn: dict[str, Any], result: Any, check: str, second: int | None
) -> dict[str, Any]:
    found = result.solution
    if found is None or not result.proved or found.cost != second:
        got = "no plan" if found is None else f"{found.cost}, bound {result.bound}"
        raise SystemExit(f"{file}: {got}; {check} says {second}: nothing is written")
    return {"file": file, **drawn, "optimum": found.cost, "checked_by": check}


def main() -> None:
    """Draw, solve, check, write."""
    texts, rows = {}, []
    for case in DISCRETE:
        name = f"own-{case.calls}x{case.berths}-{round(100 * case.load)}-{case.seed}.txt"
        model = random_model(case.calls, case.berths, load=case.load, seed=case.seed)
        texts[name] = dbap_text(model, case)
        result = solve_model(read_dbap(texts[name], name), time_limit_s=LIMIT_S)
        second = CHECKS[case.check](texts[name], time_limit_s=SECOND_LIMIT_S)
        drawn = {"form": "discrete", "calls": case.calls, "berths": case.berths, "seed": case.seed}
        rows.append(_row(name, drawn, result, case.check, second))
    for vessels, seed, week in QUAY:
        name = f"quay-{vessels}-{seed}.json"
        arguments = quay_case(vessels, seed, week)
        lines = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in arguments.items())
        texts[name] = "{\n" + ",\n".join(lines) + "\n}\n"
        found = solve_quay(quay_model(**arguments), time_limit_s=LIMIT_S)
        second = rectangles(arguments, time_limit_s=SECOND_LIMIT_S)
        drawn = {"form": "quay", "calls": vessels, "berths": "", "seed": seed}
        rows.append(_row(name, drawn, found, "rectangles", second))
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
