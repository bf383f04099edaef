"""``tongqu berths replan``: the world has moved; what must move, what pays to move, what stays."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.berth_files import (
    JSON,
    plan_ending,
    print_plan,
    spoken_language,
    text_of,
    write_files,
    write_tables,
)
from tongqu.cli.compare import TIME
from tongqu.cli.language import reader_language
from tongqu.cli.output import emit_json, progress_shown
from tongqu.cli.refusal import notices
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tongqu.berths.params import BerthParams
    from tongqu.berths.result import BerthPlan

__all__ = ["replan"]


@click.command()
@click.argument("plan_path", metavar="PLAN")
@click.argument("updates_path", metavar="UPDATES")
@click.option(
    "--region",
    "region_path",
    metavar="R",
    help="A shipped region, a folder with tables, or a workbook; by default that of the plan.",
)
@click.option(
    "--now",
    type=TIME,
    metavar="TIME",
    help="Nobody moves who lies at the berth by then, and nobody to a time before it.",
)
@click.option(
    "--frozen-hours",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="H",
    help="Who begins so soon after --now stays too, unless UPDATES is about that vessel.",
)
@click.option(
    "--move-price",
    type=float,
    metavar="H",
    help="What each vessel counts that gets another berth or time, in weighted hours.",
)
@click.option(
    "--hour-price",
    type=float,
    metavar="H",
    help="What each hour counts by which a vessel moves, in weighted hours.",
)
@click.option("--most-moves", type=click.IntRange(min=0), metavar="N", help="At most so many move.")
@click.option("--time-limit", type=float, metavar="S", help="Seconds of each search at most.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Of the search.")
@JSON
@click.option("--plan", "out_path", metavar="FILE", help="Save the new plan.")
@click.option("--html", "page", metavar="FILE", help="Also write one offline page to FILE.")
@click.option("--xlsx", metavar="FILE", help="Also write an Excel workbook, to read and to edit.")
def replan(
    plan_path: str,
    updates_path: str,
    region_path: str | None,
    now: datetime | None,
    frozen_hours: float,
    move_price: float | None,
    hour_price: float | None,
    most_moves: int | None,
    time_limit: float | None,
    seed: int,
    as_json: bool,
    out_path: str | None,
    page: str | None,
    xlsx: str | None,
) -> int:
    """Change the saved plan PLAN as little as pays, given UPDATES.

    UPDATES is a table of what has happened (vessels late or early, cranes or berths out, closed
    hours, new vessels, priorities), or the Excel workbook of the plan with your changes in it. The
    answer says what moves, why and at what cost, and how good the best plans with fewer and with
    more moves are. Nothing changed means nothing moves.
    """
    from tongqu.berths.plan_file import read_plan_text
    from tongqu.berths.replan import replan_berths
    from tongqu.io import load_region, read_changes

    lang = reader_language()
    with notices(translator(lang)), progress_shown() as progress:
        plan = read_plan_text(text_of(plan_path), Path(plan_path).name)
        region = load_region(region_path or plan.region)
        today = None if now is None else region.local(now).astimezone(region.zone).date()
        changes = read_changes(updates_path, plan.data, region, today=today)
        found = replan_berths(
            region,
            plan,
            changes.edits,
            now=now,
            frozen_h=frozen_hours,
            most_moves=most_moves,
            params=_priced(plan.params, move_price, hour_price, time_limit),
            seed=seed,
            progress=progress,
            on_first=_tells_the_first(lang, perf_counter()),
        )
        answer = found.to_dict()
    spoken = spoken_language(changes.language or lang)
    write_files(answer, spoken, {"json": out_path, "html": page})
    write_tables(answer, spoken, (xlsx,))
    if as_json:
        emit_json(answer)
    else:
        print_plan(answer, lang)
    return plan_ending(answer)


def _priced(
    params: BerthParams, move: float | None, hour: float | None, limit_s: float | None
) -> BerthParams:
    """Return the plan's parameters with what was asked; usual prices where nobody names any."""
    from dataclasses import replace

    from tongqu.berths.replan import MOVED_CALL_H, MOVED_HOUR_FACTOR

    asked: dict[str, Any] = {}
    has_prices = bool(params.moved_call_h or params.moved_hour_factor)
    if move is not None or not has_prices:
        asked["moved_call_h"] = MOVED_CALL_H if move is None else move
    if hour is not None or not has_prices:
        asked["moved_hour_factor"] = MOVED_HOUR_FACTOR if hour is None else hour
    if limit_s is not None:
        asked["time_limit_s"] = limit_s
    return replace(params, **asked)


def _tells_the_first(lang: str, began: float) -> Callable[[BerthPlan], None]:
    """Return what says at once that there is a plan: whoever must act need not wait."""
    from tongqu.berths.words import number

    t = translator(lang)

    def tell(plan: BerthPlan) -> None:
        first = t(
            "A first plan after {seconds} s: {hours} weighted hours, {moves} changes; "
            "looking for a better one",
            seconds=number(round(perf_counter() - began, 2)),
            hours=number(round(plan.objective_h or 0.0, 1)),
            moves=number(len(plan.moves or ())),
        )
        click.echo(first, err=True)

    return tell
