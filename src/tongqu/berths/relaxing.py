"""The cheapest way out where there is no plan: which wishes to give up, by declared prices."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from tongqu.berths.asked import Asked
from tongqu.berths.conflict import N_
from tongqu.berths.core import BerthModel, Solution, solve_model
from tongqu.berths.core.model import Ints
from tongqu.berths.giving_up import GivenUp, with_rows_given_up
from tongqu.berths.grid import Flags
from tongqu.berths.problem import BerthProblem, make_problem
from tongqu.berths.records import UNITS_PER_H, said
from tongqu.berths.side import with_sequences
from tongqu.berths.words import moment, number

HOUR_OUTSIDE_H = 10.0
"""Weighted hours that count for an hour outside a window, off a fixed start, or after the plan."""
OTHER_BERTH_H = 24.0
"""Weighted hours that count for another berth than the fixed one."""
TURNED_AWAY_H = 10_000.0
"""Weighted hours that count for a vessel that is not served at all."""

ASIDE = 100
MOST_SAID = 5

TEXTS = {
    "berth": N_("let {vessel} lie at {berth} instead of the fixed berth"),
    "window": N_("let {vessel} make fast at {time}, {hours} h outside its window"),
    "start": N_("let {vessel} make fast at {time}, {hours} h off its fixed time"),
    "horizon": N_("let {vessel} stay until {time}, {hours} h after the plan's end"),
    "away": N_("do not serve {vessel}"),
    "more": N_("and {count} more"),
}


@dataclass(frozen=True)
class WayOut:
    """What to give up.

    Attributes
    ----------
    costs
        In integer units, by the prices of this module.
    text, text_zh
        In words.
    """

    costs: int
    text: str
    text_zh: str


def cheapest_relaxation(problem: BerthProblem, *, seed: int = 0) -> WayOut | None:
    """Return what to give up so that there is a plan; None if nothing is found in time.

    Windows, fixed starts, fixed berths and the end of the plan can be given up by the hour, what a
    stock holds by the tonne, and a sequence or a vessel altogether; each has its declared price,
    and the sum is the least that the search finds. Rules of nature and of the port (length, water,
    cargo, closures) stay. Stocks are asked for slot by slot, not minute by minute.
    """
    easy = with_sequences(_easier(problem), problem.items)
    model, away = _with_prices(problem, easy)
    model, given_up = with_rows_given_up(easy, model)
    result = solve_model(model, time_limit_s=problem.params.time_limit_s, seed=seed)
    if result.solution is None:
        return None
    return _told(problem, easy, model, {**away, **given_up}, result.solution)


def _easier(problem: BerthProblem) -> BerthProblem:
    """Return the problem without windows, fixed starts and berths, and half as long again."""
    calls = [
        replace(
            call, window_from=None, window_until=None, pinned_berth_id="", after_call_id="",
            # Wished for, so that it stays apart from berths that are equal otherwise.
            preferred_berth_id=call.pinned_berth_id or call.preferred_berth_id,
            pinned_start=call.pinned_start
            if call.pinned_start is not None and call.pinned_start < problem.grid.start
            else None,
        )
        for call in problem.calls
    ]  # fmt: skip
    hours = math.ceil(1.5 * problem.grid.end_min / 60)
    return make_problem(
        problem.region, calls, problem.params, terminal=problem.terminal_ids,
        start=problem.grid.start, hours=hours, as_of=problem.port.known.as_of,
    )  # fmt: skip


def _with_prices(problem: BerthProblem, easy: BerthProblem) -> tuple[BerthModel, dict[int, int]]:
    """Return the model in which rules have prices, and the mode of each item that turns it away."""
    old = easy.model
    modes, slots = old.mode_call.size, old.slots
    prices = [_prices(problem, easy, mode) for mode in range(modes)]
    # What a plan costs decides only between ways out that give up as much.
    cost = old.cost // ASIDE + np.array(prices, np.int64).reshape(modes, slots)
    items = len(easy.items)
    number_of = dict(easy.core_call)
    for item in range(items):
        number_of.setdefault(item, len(number_of))
    stay_away = np.zeros((items, slots), np.int32)
    stay_away[:, 0] = 1
    price = round(TURNED_AWAY_H * UNITS_PER_H)
    group = old.berths.size
    return BerthModel(
        slots=slots,
        mode_call=np.append(old.mode_call, [number_of[item] for item in range(items)]),
        mode_group=np.append(old.mode_group, [group] * items),
        mode_use=np.append(old.mode_use, [0] * items),
        stay=np.concatenate([old.stay, stay_away]),
        cost=np.concatenate([cost, np.where(stay_away > 0, price, 0).astype(np.int64)]),
        berths=np.append(old.berths, max(1, items)),
        uses=old.uses,
        capacity=old.capacity,
    ), {modes + item: item for item in range(items)}


def times_broken(problem: Asked, easy: Asked, item: int, mode: int) -> dict[str, Ints]:
    """Return by how many minutes a mode breaks the times of its calls, for every start."""
    starts = np.arange(easy.model.slots) * easy.grid.step_min
    ends = starts + easy.model.stay[mode] * easy.grid.step_min
    found = {"horizon": np.maximum(ends - problem.grid.end_min, 0)}
    window, start = np.zeros_like(starts), np.zeros_like(starts)
    for call in problem.items[item].calls:
        if call.window_from is not None:
            window += np.maximum(problem.grid.minute(call.window_from) - starts, 0)
        if call.window_until is not None:
            window += np.maximum(starts - problem.grid.minute(call.window_until), 0)
        if call.pinned_start is not None and call.pinned_start >= problem.grid.start:
            start += np.abs(starts - problem.grid.minute(call.pinned_start))
    return {**found, "window": window, "start": start}


def _broken(problem: BerthProblem, easy: BerthProblem, mode: int) -> dict[str, Ints]:
    """Return by how many minutes a mode breaks each rule of its calls, for every start."""
    known = easy.mode_of(mode)
    found = times_broken(problem, easy, known.item, mode)
    berth = sum(
        call.pinned_berth_id != "" and call.pinned_berth_id not in known.berth_ids
        for call in problem.items[known.item].calls
    )
    return {**found, "berth": np.full_like(found["window"], berth)}


def _prices(problem: BerthProblem, easy: BerthProblem, mode: int) -> Ints:
    return prices_of(_broken(problem, easy, mode), easy.model.stay[mode] > 0)


def prices_of(broken: dict[str, Ints], allowed: Flags) -> Ints:
    """Return what breaking some rules costs, for every start that is allowed."""
    minutes = broken["horizon"] + broken["window"] + broken["start"]
    price = minutes * round(HOUR_OUTSIDE_H * UNITS_PER_H / 60)
    total: Ints = price + broken["berth"] * round(OTHER_BERTH_H * UNITS_PER_H)
    return np.where(allowed, total, 0)


def _told(
    problem: BerthProblem,
    easy: BerthProblem,
    model: BerthModel,
    given_up: dict[int, int | GivenUp],
    solution: Solution,
) -> WayOut | None:
    """Return what a plan gives up, in words."""
    costs, parts = 0, []
    nothing = range(easy.model.mode_call.size, model.mode_call.size)
    for mode, slot in zip(solution.mode.tolist(), solution.start.tolist(), strict=True):
        if mode in given_up:
            costs += int(model.cost[mode, 0])
            what = given_up[mode]
            parts.append(_away(easy, what) if isinstance(what, int) else what.words(easy))
        elif mode not in nothing:
            costs += int(_prices(problem, easy, mode)[slot])
            broken = {code: int(by[slot]) for code, by in _broken(problem, easy, mode).items()}
            parts += _words(easy, mode, slot, broken)
    return way_out_of(costs, parts)


def _away(easy: BerthProblem, item: int) -> dict[str, str]:
    vessels = ", ".join(call.vessel for call in easy.items[item].calls)
    return said(TEXTS["away"], {"vessel": vessels})


def way_out_of(costs: int, parts: list[dict[str, str]]) -> WayOut | None:
    """Return what is given up, in a sentence; None if that is nothing."""
    if not parts:
        return None
    if len(parts) > MOST_SAID:
        more = said(TEXTS["more"], {"count": number(len(parts) - MOST_SAID)})
        parts = [*parts[:MOST_SAID], more]
    return WayOut(
        costs,
        "; ".join(part["text"] for part in parts),
        "；".join(part["text_zh"] for part in parts),
    )


def _words(
    easy: BerthProblem, mode: int, slot: int, broken: dict[str, int]
) -> list[dict[str, str]]:
    start, _, _, end = easy.times(mode, slot)
    known = easy.mode_of(mode)
    row: Any = easy.region.row("berths", known.berth_ids[0])
    vessels = ", ".join(call.vessel for call in easy.items[known.item].calls)
    names = (row.name or row.id, row.name_zh or row.name or row.id)
    return words_of(vessels, names, start, end, broken)


def words_of(
    vessels: str, names: tuple[str, str], start: datetime, end: datetime, broken: dict[str, int]
) -> list[dict[str, str]]:
    """Return in words what a stay breaks, at a place with an English and a Chinese name."""
    found = []
    for code, amount in broken.items():
        if amount:
            params = {
                "vessel": vessels,
                "berth": names[0],
                "berth_zh": names[1],
                "time": moment(end if code == "horizon" else start),
                "hours": number(round(amount / 60, 2)),
            }
            found.append(said(TEXTS[code], params))
    return found
