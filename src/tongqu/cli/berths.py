"""``tongqu berths``: plan a week at the quay, change the plan, check it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.berth_files import (
    JSON,
    REGION,
    plan_ending,
    print_plan,
    spoken_language,
    text_of,
    today_of,
    write_files,
    write_tables,
)
from tongqu.cli.berths_replan import replan
from tongqu.cli.berths_trust import audit, simulate_week
from tongqu.cli.compare import TIME
from tongqu.cli.language import reader_language
from tongqu.cli.output import emit_json, progress_shown
from tongqu.cli.refusal import notices
from tongqu.errors import ExitCode
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["berths"]


@click.group()
def berths() -> None:
    """Which vessel goes to which berth, when, and with which cranes?"""  # noqa: D400 - short help


@berths.command()
@click.argument("calls_path", metavar="CALLS")
@REGION
@click.option("--terminal", metavar="T", help="Only this terminal: an id.")
@click.option(
    "--from",
    "start",
    type=TIME,
    metavar="TIME",
    help="When the plan begins; by default the midnight before the first arrival.",
)
@click.option("--hours", type=int, metavar="H", help="How many hours are planned.")
@click.option(
    "--as-of",
    type=TIME,
    metavar="TIME",
    help="Only what was known then of works, closures and water; by default when the plan begins.",
)
@click.option("--time-limit", type=float, metavar="S", help="Seconds of search at most.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Of the search.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["calls", "dbap"]),
    default="calls",
    show_default=True,
    help="dbap: CALLS is a text file of the literature on berth allocation.",
)
@click.option(
    "--what-binds", is_flag=True, help="Also say what a berth, a crane, an hour more would save."
)
@JSON
@click.option("--plan", "plan_path", metavar="FILE", help="Save the plan, to check or change it.")
@click.option("--html", "page", metavar="FILE", help="Also write one offline page to FILE.")
@click.option("--xlsx", metavar="FILE", help="Also write an Excel workbook, to read and to edit.")
@click.option("--csv", "csv_path", metavar="FILE", help="Also write a table as CSV.")
@click.option("--ics", metavar="FILE", help="Also write a calendar (iCalendar).")
def plan(
    calls_path: str,
    region_path: str | None,
    terminal: str | None,
    start: datetime | None,
    hours: int | None,
    as_of: datetime | None,
    time_limit: float | None,
    seed: int,
    form: str,
    what_binds: bool,
    as_json: bool,
    plan_path: str | None,
    page: str | None,
    xlsx: str | None,
    csv_path: str | None,
    ics: str | None,
) -> int:
    """Plan the berths for the vessel calls in CALLS.

    CALLS is an Excel, CSV or JSON file, one row a vessel. The plan says how good it provably is and
    why each vessel lies where it lies. The exit code is 4 if there is no plan; what clashes is
    shown then. Ctrl-C ends the search and keeps the best plan found so far.
    """
    asked: dict[str, Any] = {} if time_limit is None else {"time_limit_s": time_limit}
    lang = reader_language()
    if form == "dbap":
        return _plan_dbap(calls_path, asked, seed, as_json)
    from tongqu.berths.params import BerthParams
    from tongqu.berths.plan import plan_berths
    from tongqu.io import load_region, read_calls

    with notices(translator(lang)), progress_shown() as progress:
        region = load_region(region_path or "qujiang")
        calls = read_calls(
            calls_path, region, today=today_of(region, start), terminal=terminal or ""
        )
        found = plan_berths(
            region,
            calls,
            terminal=terminal,
            start=start,
            hours=hours,
            as_of=as_of,
            params=BerthParams(**asked),
            seed=seed,
            what_binds=what_binds,
            progress=progress,
        )
        answer = found.to_dict()
    spoken = spoken_language(calls.language)
    write_files(answer, spoken, {"json": plan_path, "html": page})
    write_tables(answer, spoken, (xlsx, csv_path, ics))
    if as_json:
        emit_json(answer)
    else:
        print_plan(answer, lang)
    return plan_ending(answer)


berths.add_command(replan)


@berths.command()
@click.argument("plan_path", metavar="PLAN")
@REGION
@JSON
def check(plan_path: str, region_path: str | None, as_json: bool) -> int:
    """Check the plan file PLAN: hour by hour and metre by metre, without a solver.

    The region is the one that the plan names, or R. The exit code is 4 if a rule is broken.
    """
    from tongqu.berths.check import checked_dict, read_and_check
    from tongqu.io import load_region

    lang = reader_language()
    with notices(translator(lang)):
        text = text_of(plan_path)
        report = read_and_check(
            text, Path(plan_path).name, lambda name: load_region(region_path or name)
        )
    answer = checked_dict(report)
    if as_json:
        emit_json(answer)
    else:
        from tongqu.cli.berth_text import check_text

        click.echo(check_text(answer, lang), nl=False)
    return ExitCode.INFEASIBLE if answer["conflicts"] else ExitCode.OK


berths.add_command(audit)
berths.add_command(simulate_week)


def _plan_dbap(path: str, asked: Mapping[str, Any], seed: int, as_json: bool) -> int:
    """Answer a file of the literature."""
    from tongqu.berths.dbap import plan_dbap

    lang = reader_language()
    with notices(translator(lang)), progress_shown() as progress:
        answer = plan_dbap(text_of(path), Path(path).name, seed=seed, progress=progress, **asked)
    if as_json:
        emit_json(answer)
    else:
        from tongqu.cli.berth_text import dbap_text

        click.echo(dbap_text(answer, lang), nl=False)
    if answer["feasible"]:
        return ExitCode.OK
    return ExitCode.INFEASIBLE if answer["proved"] else ExitCode.LIMIT
