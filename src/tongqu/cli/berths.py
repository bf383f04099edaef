"""``tongqu berths``: plan a week at the quay, check a plan."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tongqu.cli.compare import TIME
from tongqu.cli.language import reader_language
from tongqu.cli.output import emit_json, progress_shown, write_atomically
from tongqu.cli.refusal import notices
from tongqu.errors import DatasetError, ExitCode, Problem
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tongqu.model import Region

__all__ = ["berths"]

MOST_BYTES = 64_000_000
"""Of a plan file or a file of the literature; larger ones are refused before they are read."""


@click.group()
def berths() -> None:
    """Which vessel goes to which berth, when, and with which cranes?"""  # noqa: D400 - short help


_REGION = click.option(
    "--region",
    "region_path",
    metavar="R",
    help="A shipped region, a folder with tables, or a workbook; by default qujiang.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


@berths.command()
@click.argument("calls_path", metavar="CALLS")
@_REGION
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
@_JSON
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
        calls = read_calls(calls_path, region, today=_today(region, start), terminal=terminal or "")
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
    spoken = _spoken(calls.language)
    _files(answer, spoken, {"json": plan_path, "html": page})
    _tables(answer, spoken, (xlsx, csv_path, ics))
    if as_json:
        emit_json(answer)
    else:
        _print(answer, lang)
    if found.stopped:
        return ExitCode.INTERRUPTED
    return ExitCode.OK if answer["feasible"] else _without_plan(answer)


def _today(region: Region, start: datetime | None) -> date:
    """Return what "tomorrow" in a table is measured from: the plan's first day, or today."""
    from datetime import datetime

    when = datetime.now(region.zone) if start is None else region.local(start)
    return when.astimezone(region.zone).date()


def _spoken(table: str) -> str:
    """Return the language of files: the one that was asked for, or else that of the table read."""
    context = click.get_current_context(silent=True)
    asked = bool(os.environ.get("TONGQU_LANG"))
    while context is not None and not asked:
        asked = context.get_parameter_source("lang") is ParameterSource.COMMANDLINE
        context = context.parent
    return reader_language() if asked else table


def _without_plan(answer: Mapping[str, Any]) -> ExitCode:
    """Return whether there is none, or only none was found in time."""
    return ExitCode.INFEASIBLE if answer["infeasible"] else ExitCode.LIMIT


@berths.command()
@click.argument("plan_path", metavar="PLAN")
@_REGION
@_JSON
def check(plan_path: str, region_path: str | None, as_json: bool) -> int:
    """Check the plan file PLAN: hour by hour and metre by metre, without a solver.

    The region is the one that the plan names, or R. The exit code is 4 if a rule is broken.
    """
    from tongqu.berths.check import checked_dict, read_and_check
    from tongqu.io import load_region

    lang = reader_language()
    with notices(translator(lang)):
        text = _text_of(plan_path)
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


def _text_of(path: str) -> str:
    """Return the text of a file."""
    name = Path(path).name
    try:
        file = Path(path)
        if file.stat().st_size > MOST_BYTES:
            size: dict[str, object] = {"size": file.stat().st_size, "maximum": MOST_BYTES}
            raise DatasetError(f"cannot read {name}", (Problem("file_too_large", size, name),))
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problem = Problem("unreadable", {"reason": error.strerror or str(error)}, name)
        raise DatasetError(f"cannot read {name}", (problem,)) from error
    except UnicodeDecodeError as error:
        problem = Problem("bad_encoding", {"byte": error.start}, name)
        raise DatasetError(f"cannot read {name}", (problem,)) from error


def _plan_dbap(path: str, asked: Mapping[str, Any], seed: int, as_json: bool) -> int:
    """Answer a file of the literature."""
    from tongqu.berths.dbap import plan_dbap

    lang = reader_language()
    with notices(translator(lang)), progress_shown() as progress:
        answer = plan_dbap(_text_of(path), Path(path).name, seed=seed, progress=progress, **asked)
    if as_json:
        emit_json(answer)
    else:
        from tongqu.cli.berth_text import dbap_text

        click.echo(dbap_text(answer, lang), nl=False)
    if answer["feasible"]:
        return ExitCode.OK
    return ExitCode.INFEASIBLE if answer["proved"] else ExitCode.LIMIT


def _files(answer: Mapping[str, Any], lang: str, paths: Mapping[str, str | None]) -> None:
    """Write the plan file and the page."""
    t = translator(reader_language())
    if paths["json"] is not None:
        import json

        text = json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        write_atomically(paths["json"], text)
        click.echo(t("wrote {path}", path=paths["json"]), err=True)
    if paths["html"] is not None:
        from tongqu.report.berth_page import berth_page

        write_atomically(paths["html"], berth_page(answer, lang))
        click.echo(t("wrote {path}", path=paths["html"]), err=True)


def _tables(answer: Mapping[str, Any], lang: str, paths: tuple[str | None, ...]) -> None:
    """Write the workbook, the table and the calendar."""
    t = translator(reader_language())
    for path in paths:
        if path is not None:
            from tongqu.io import write_plan_table

            write_plan_table(answer, path, lang)
            click.echo(t("wrote {path}", path=path), err=True)


def _print(answer: Mapping[str, Any], lang: str) -> None:
    from shutil import get_terminal_size

    from tongqu.cli.berth_text import plan_text

    terminal = sys.stdout.isatty()
    width = get_terminal_size((110, 40)).columns if terminal else 110
    click.echo(plan_text(answer, lang, terminal=terminal, width=width), nl=False)
