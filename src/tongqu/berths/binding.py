"""What binds: how much better the best plan would be with one unit more of a scarce thing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import numpy as np

from tongqu.berths.asked import Asked
from tongqu.berths.conflict import N_
from tongqu.berths.core import BerthModel, CoreResult, Solution
from tongqu.berths.problem import BerthProblem, make_problem
from tongqu.berths.records import UNITS_PER_H, Bind, said
from tongqu.berths.solving import solve_problem
from tongqu.berths.stocks import CARGO
from tongqu.berths.telling import Progress
from tongqu.berths.words import number
from tongqu.calendars import WeeklyHours
from tongqu.calendars.weekly import DAY_MIN, DAYS, WEEK_MIN
from tongqu.model.region import Region

LEAST_S = 1.0
"""Seconds for each question, however many there are."""

TEXTS = {
    "berth": N_("One more berth like {name}"),
    "crane": N_("One more crane of {name}, in every shift"),
    "hour": N_("One more open hour: {name}"),
    "exactly": N_("{what} would save {low} weighted hours"),
    "between": N_("{what} would save between {low} and {high} weighted hours"),
    "nothing": N_("{what} would save nothing"),
    "quay": N_("{metres} m more of {name}"),
    "room": N_("Room for {tonnes} t more in {name}"),
    "cargo": N_("{tonnes} t more in {name} when the plan begins"),
}


@dataclass(frozen=True)
class More:
    """One unit more of something.

    Attributes
    ----------
    what, row_id, name, name_zh
        Of what.
    model
        The problem with it.
    words
        What else its text needs.
    """

    what: str
    row_id: str
    name: str
    name_zh: str
    model: Any
    words: Mapping[str, object] = field(default_factory=dict)


def what_more_would_save(
    problem: BerthProblem, result: CoreResult, *, seed: int, progress: Progress | None = None
) -> tuple[Bind, ...]:
    """Return what one berth, crane or open hour more would save, the most valuable first.

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
    Each question is solved anew within its share of the time limit. The best plan with more lies
    between its own bound and its own plan, so what is saved lies between two numbers; they are
    equal where both problems are solved to the end.
    """
    solution = result.solution
    assert solution is not None

    def solve(more: BerthProblem, limit_s: float) -> CoreResult:
        hint = _hint(more.model, solution)
        return solve_problem(more, time_limit_s=limit_s, seed=seed, hint=hint)

    return answered(list(_more(problem)), result, problem.params.time_limit_s, solve, progress)


def answered(
    asked: Sequence[More],
    result: Any,
    time_limit_s: float,
    solve: Callable[[Any, float], Any],
    progress: Progress | None = None,
) -> tuple[Bind, ...]:
    """Return what each unit more would save, the most valuable first.

    Parameters
    ----------
    asked
        What there may be more of.
    result
        The plan as it is, with its bound.
    time_limit_s
        Seconds for all of them.
    solve
        Solves a problem with more within some seconds; it may begin from the plan as it is.
    progress
        Told how many questions are done.
    """
    each_s = max(LEAST_S, time_limit_s / max(1, len(asked)))
    found = []
    for k, more in enumerate(asked):
        if progress is not None:
            progress("what_binds", k, len(asked))
        found.append(_bind(more, result, solve(more.model, each_s)))
    return tuple(sorted(found, key=lambda bind: (-bind.saved_low, -bind.saved_high, bind.row_id)))


def _bind(more: More, result: Any, again: Any) -> Bind:
    best = result.solution.cost if again.solution is None else again.solution.cost
    # More of something never costs: the plan as it is stays possible.
    low = max(0, result.bound - min(best, result.solution.cost))
    high = max(low, result.solution.cost - again.bound)
    names = {"name": more.name, "name_zh": more.name_zh}
    what = said(TEXTS[more.what], {**names, **more.words})
    key = "nothing" if high == 0 else "exactly" if low == high else "between"
    params = {
        "what": what["text"],
        "what_zh": what["text_zh"],
        "low": number(round(low / UNITS_PER_H, 1)),
        "high": number(round(high / UNITS_PER_H, 1)),
    }
    return Bind(
        what=more.what,
        row_id=more.row_id,
        saved_low=low,
        saved_high=high,
        **names,
        **said(TEXTS[key], params),
    )


def _hint(model: BerthModel, solution: Solution) -> Solution | None:
    """Return the old plan if it means the same in the new problem."""
    if solution.mode.size != model.calls or solution.mode.max(initial=-1) >= model.mode_call.size:
        return None
    return solution


def _more(problem: BerthProblem) -> Iterator[More]:
    """Yield the problem with one unit more of each thing."""
    model = problem.model
    for group in range(model.berths.size):
        modes = np.flatnonzero(model.mode_group == group)
        if modes.size:
            berth_id = problem.mode_of(int(modes[0])).berth_ids[0]
            row = problem.region.row("berths", berth_id)
            berths = model.berths.copy()
            berths[group] += 1
            yield More(
                "berth", row.id, row.name or row.id, row.name_zh or row.name or row.id,
                replace(problem, model=replace(model, berths=berths)),
            )  # fmt: skip
    held = {mode.pool_id for mode in problem.modes}
    for pool, pool_id in enumerate(problem.pool_ids):
        if pool_id in held:
            row = problem.region.row("crane_pools", pool_id)
            capacity = model.capacity.copy()
            capacity[pool] += capacity[pool] > 0
            more = replace(problem, model=replace(model, capacity=capacity))
            yield More("crane", row.id, row.name, row.name_zh, more)
    yield from _more_of_stocks(problem)
    for row, region in longer_hours(problem):
        again = _made_again(problem, region)
        if not again.shut_out:
            yield More("hour", row.id, *names_of(problem.region, row), again)


def _more_of_stocks(problem: BerthProblem) -> Iterator[More]:
    """Yield the problem with a tenth more of each stock that a plan could fill or empty."""
    for book in problem.books:
        stock = book.stock
        tonnes = _tenth(stock.capacity_t)
        cells: dict[str, Any] = {"capacity_t": stock.capacity_t + tonnes}
        if book.kind == CARGO:
            tonnes = min(tonnes, stock.capacity_t - stock.opening_t)
            cells = {"opening_t": stock.opening_t + tonnes}
        if tonnes <= 0:
            continue
        region = problem.region
        rows = tuple(replace(row, **cells) if row.id == stock.id else row for row in region.stocks)
        words = {"tonnes": number(tonnes)}
        more = _made_again(problem, region.with_tables(stocks=rows))
        yield More(book.kind, stock.id, stock.name, stock.name_zh, more, words)


def _tenth(tonnes: float) -> float:
    """Return a tenth, as a number that is easily said."""
    power = 10.0 ** math.floor(math.log10(max(tonnes / 10, 1.0)))
    return max(1.0, math.ceil(tonnes / 10 / power) * power)


def _made_again(problem: BerthProblem, region: Region) -> BerthProblem:
    """Return the same question of another region."""
    return make_problem(
        region, problem.calls, problem.params, terminal=problem.terminal_ids,
        start=problem.grid.start, hours=math.ceil(problem.grid.end_min / 60),
        as_of=problem.port.known.as_of, before=problem.before,
    )  # fmt: skip


def names_of(region: Region, row: Any) -> tuple[str, str]:
    """Return what a row is called; a closure by what it closes and why."""
    if hasattr(row, "closed_from"):
        closed = region.row(row.table, row.row_id)
        return f"{closed.name} ({row.reason})", f"{closed.name_zh}（{row.reason_zh}）"
    if hasattr(row, "pool_id"):
        pool = region.row("crane_pools", row.pool_id)
        return f"{pool.name} ({row.hours})", f"{pool.name_zh}（{row.hours}）"
    return row.name or row.id, row.name_zh or row.name or row.id


def longer_hours(problem: Asked) -> Iterator[tuple[Any, Region]]:
    """Yield every row whose hours end, with the region in which they end an hour later.

    Hours of terminals, berths, night rules and shifts end later on every day; of closures the
    last hour is open.
    """
    region, terminals = problem.region, set(problem.terminal_ids)
    pools = {row.id for row in region.crane_pools if row.terminal_id in terminals}
    for table, column, key, wanted in (
        ("terminals", "opening_hours", "id", terminals),
        ("quays", "berthing_hours", "terminal_id", terminals),
        ("berths", "opening_hours", "terminal_id", terminals),
        ("crane_shifts", "hours", "pool_id", pools),
    ):
        rows = getattr(region, table)
        for row in rows:
            longer = an_hour_longer(getattr(row, column)) if getattr(row, key) in wanted else None
            if longer is not None:
                changed = tuple(
                    replace(other, **{column: longer}) if other is row else other for other in rows
                )
                yield row, region.with_tables(**{table: changed})
    yield from _shorter_closures(problem)


def _shorter_closures(problem: Asked) -> Iterator[tuple[Any, Region]]:
    region = problem.region
    places = {row.id for row in problem.port.berths}
    places |= {row.id for row in region.quays if row.terminal_id in problem.terminal_ids}
    places |= {row.id for row in problem.port.pools} | set(problem.terminal_ids)
    for closure in problem.port.known.all_closures():
        if closure.row_id not in places or closure.closed_until is None:
            continue
        begin, end = region.local(closure.closed_from), region.local(closure.closed_until)
        if end <= problem.grid.start or begin >= problem.grid.until:
            continue
        earlier = max(closure.closed_from, closure.closed_until - timedelta(hours=1))
        if earlier == closure.closed_from:
            rows = tuple(row for row in region.closures if row is not closure)
        else:
            rows = tuple(
                replace(row, closed_until=earlier) if row is closure else row
                for row in region.closures
            )
        yield closure, region.with_tables(closures=rows)


def an_hour_longer(hours: str) -> str | None:
    """Return opening hours that end an hour later every time; None if they never end.

    Examples
    --------
    >>> an_hour_longer("Mo-Tu 08:00-18:00")
    'Mo 08:00-19:00; Tu 08:00-19:00'
    >>> an_hour_longer("24/7") is None
    True
    """
    spans = WeeklyHours.parse(hours or "24/7").spans
    if spans == ((0, WEEK_MIN),):
        return None
    by_day: dict[int, list[str]] = {}
    for begin, end in spans:
        last = end + 60 if end < WEEK_MIN or spans[0][0] > 0 else end
        while begin < last:
            day = begin // DAY_MIN
            cut = min(last, (day + 1) * DAY_MIN)
            times = f"{_clock(begin - day * DAY_MIN)}-{_clock(cut - day * DAY_MIN)}"
            by_day.setdefault(day % 7, []).append(times)
            begin = cut
    return "; ".join(
        f"{DAYS[day].capitalize()} {','.join(times)}" for day, times in sorted(by_day.items())
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
