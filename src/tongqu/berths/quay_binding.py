"""What binds on a continuous quay: how much better the best plan would be with a little more."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tongqu.berths.binding import More, answered, longer_hours, names_of
from tongqu.berths.quay import QuayModel, QuayResult, QuaySolution, repaired, solve_quay
from tongqu.berths.quay_problem import QuayProblem, length_of, make_quay_problem
from tongqu.berths.records import Bind
from tongqu.berths.telling import Progress
from tongqu.berths.words import number
from tongqu.model.quays import Quay
from tongqu.model.region import Region


def what_more_quay_would_save(
    problem: QuayProblem, result: Any, *, seed: int, progress: Progress | None = None
) -> tuple[Bind, ...]:
    """Return what room for a vessel, a crane or an open hour more would save.

    Parameters
    ----------
    problem, result
        The plan as it is.
    seed
        Of the searches.
    progress
        Told how many questions are done.

    Notes
    -----
    Room for a vessel is as many metres as the middle one of the calls needs, its clearance
    included. As for discrete berths, what is saved lies between two bounds.
    """
    solution: QuaySolution = result.solution

    def solve(model: QuayModel, limit_s: float) -> QuayResult:
        old = zip(solution.start, solution.position, solution.cranes.max(axis=1), strict=True)
        slots = [(int(start), int(position), int(cranes)) for start, position, cranes in old]
        hint = repaired(model, slots) if len(slots) == model.calls else None
        return solve_quay(model, time_limit_s=limit_s, seed=seed, hint=hint)

    return answered(list(_more(problem)), result, problem.params.time_limit_s, solve, progress)


def _more(problem: QuayProblem) -> Iterator[More]:
    """Yield the problem with one unit more of each thing."""
    region = problem.region
    lengths = [length_of(item) for item in problem.items]
    room = statistics.median_low(lengths or [0.0]) + problem.axis.clearance_m
    room = problem.axis.step_m * math.ceil(room / problem.axis.step_m)
    for line in problem.axis.lines if lengths else ():
        quay = line.quay
        again = _again(problem, longer(region, quay, room))
        yield More("quay", quay.id, quay.name, quay.name_zh, again.model, {"metres": number(room)})
    for pool_id in problem.pool_ids:
        row = region.row("crane_pools", pool_id)
        cranes = problem.model.cranes + (problem.model.cranes > 0)
        yield More("crane", row.id, row.name, row.name_zh, replace(problem.model, cranes=cranes))
    for row, changed in longer_hours(problem):
        again = _again(problem, changed)
        if not again.shut_out:
            yield More("hour", row.id, *names_of(region, row), again.model)


def _again(problem: QuayProblem, region: Region) -> QuayProblem:
    return make_quay_problem(
        region, problem.calls, problem.params, terminal=problem.terminal_ids,
        start=problem.grid.start, hours=math.ceil(problem.grid.end_min / 60),
        as_of=problem.port.known.as_of, before=problem.before,
    )  # fmt: skip


def longer(region: Region, quay: Quay, metres: float) -> Region:
    """Return a region in which a quay is longer; what holds at its end holds there too."""
    quays = tuple(
        replace(row, length_m=row.length_m + metres) if row.id == quay.id else row
        for row in region.quays
    )
    berths = tuple(
        replace(row, length_m=(row.length_m or 0.0) + metres)
        if row.quay_id == quay.id
        and (row.from_m or 0.0) + (row.length_m or 0.0) >= quay.length_m - 1e-6
        else row
        for row in region.berths
    )
    return region.with_tables(quays=quays, berths=berths)
