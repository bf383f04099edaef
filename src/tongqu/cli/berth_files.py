"""What the commands of ``tongqu berths`` share: options, files that come in and go out."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tongqu.cli.language import reader_language
from tongqu.cli.output import write_atomically
from tongqu.errors import DatasetError, ExitCode, Problem
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tongqu.model import Region

__all__ = [
    "JSON",
    "REGION",
    "plan_ending",
    "print_plan",
    "spoken_language",
    "text_of",
    "today_of",
    "write_files",
    "write_tables",
]

MOST_BYTES = 64_000_000
"""Of a plan file or a file of the literature; larger ones are refused before they are read."""

REGION = click.option(
    "--region",
    "region_path",
    metavar="R",
    help="A shipped region, a folder with tables, or a workbook; by default qujiang.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


def plan_ending(answer: Mapping[str, Any]) -> ExitCode:
    """Return how a command ends that made a plan, or proved that there is none, or found none."""
    if answer["stopped"]:
        return ExitCode.INTERRUPTED
    if answer["feasible"]:
        return ExitCode.OK
    return ExitCode.INFEASIBLE if answer["infeasible"] else ExitCode.LIMIT


def today_of(region: Region, start: datetime | None) -> date:
    """Return what "tomorrow" in a table is measured from: the plan's first day, or today."""
    from datetime import datetime

    when = datetime.now(region.zone) if start is None else region.local(start)
    return when.astimezone(region.zone).date()


def spoken_language(table: str) -> str:
    """Return the language of files: the one that was asked for, or else that of the table read."""
    context = click.get_current_context(silent=True)
    asked = bool(os.environ.get("TONGQU_LANG"))
    while context is not None and not asked:
        asked = context.get_parameter_source("lang") is ParameterSource.COMMANDLINE
        context = context.parent
    return reader_language() if asked else table


def text_of(path: str) -> str:
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


def write_files(answer: Mapping[str, Any], lang: str, paths: Mapping[str, str | None]) -> None:
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


def write_tables(answer: Mapping[str, Any], lang: str, paths: tuple[str | None, ...]) -> None:
    """Write the workbook, the table and the calendar."""
    t = translator(reader_language())
    for path in paths:
        if path is not None:
            from tongqu.io import write_plan_table

            write_plan_table(answer, path, lang)
            click.echo(t("wrote {path}", path=path), err=True)


def print_plan(answer: Mapping[str, Any], lang: str) -> None:
    """Show a plan on the terminal."""
    from shutil import get_terminal_size

    from tongqu.cli.berth_text import plan_text

    terminal = sys.stdout.isatty()
    width = get_terminal_size((110, 40)).columns if terminal else 110
    click.echo(plan_text(answer, lang, terminal=terminal, width=width), nl=False)
