"""``tongqu compare``: the command that answers which way a cargo should go."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.output import emit_json, progress_shown, write_atomically
from tongqu.cli.refusal import notices
from tongqu.errors import DatasetError, ExitCode, Problem
from tongqu.text import problem_text, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.model import Region
    from tongqu.routes.station_waits import StationWaits

    # Generic for type checkers only; older releases of click that we accept know it plain.
    _ParamType = click.ParamType[datetime]
else:
    _ParamType = click.ParamType

__all__ = ["TIME", "compare"]

_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?([+-]\d\d:?\d\d|Z)?)?")
# Beyond these years no table of the region says anything, and calendars end.
_YEARS = range(1990, 2101)


class _Time(_ParamType):
    """An instant: a day (its midnight) or a time, with or without an offset."""

    name = "TIME"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        problem = Problem("not_a_datetime", value=value, expected="2024-12-03T08:00")
        try:
            if not _ISO.fullmatch(str(value)):
                raise ValueError(value)
            when = datetime.fromisoformat(str(value))
        except ValueError:
            when = None
        if when is not None and when.year in _YEARS:
            return when
        raise click.BadParameter(problem_text(problem, reader_language()), ctx, param)


TIME = _Time()


@click.command()
@click.argument("from_place", metavar="FROM")
@click.argument("to_place", metavar="TO")
@click.option("--commodity", required=True, metavar="C", help="What is carried: an id.")
@click.option("--tonnes", type=float, metavar="T", help="Size of the lot in tonnes.")
@click.option("--teu", type=float, metavar="N", help="Size of the lot in TEU, instead of tonnes.")
@click.option(
    "--ready",
    type=TIME,
    required=True,
    metavar="TIME",
    help="When the cargo is ready, like 2024-12-03 or 2024-12-03T08:00; without an offset in the "
    "region's time zone.",
)
@click.option("--deadline", type=TIME, metavar="TIME", help="When it must have arrived.")
@click.option(
    "--as-of",
    type=TIME,
    metavar="DATE",
    help="Only what was known then about works, closures and prices; by default when ready.",
)
@click.option(
    "--region",
    "region_path",
    default="qujiang",
    metavar="R",
    show_default=True,
    help="A shipped region, a folder with tables, or a workbook.",
)
@click.option("--packing", metavar="P", help="Only this packing form: bulk, bagged or boxes.")
@click.option(
    "--waiting-days",
    type=int,
    metavar="DAYS",
    help="How many days of waiting for a departure are looked at.",
)
@click.option(
    "--waits",
    "waits_from",
    default="dataset",
    metavar="W",
    show_default=True,
    help="Waits at locks and berths: dataset, simulated (the port of the region runs for some "
    "seconds), or a file that tongqu simulate --json wrote.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, metavar="S", help="Of --waits simulated."
)
@click.option("--max-legs", type=int, metavar="N", help="Legs between terminals at most.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option("--html", "page", metavar="FILE", help="Also write one offline page to FILE.")
def compare(
    from_place: str,
    to_place: str,
    commodity: str,
    tonnes: float | None,
    teu: float | None,
    ready: datetime,
    deadline: datetime | None,
    as_of: datetime | None,
    region_path: str,
    packing: str | None,
    waiting_days: int | None,
    waits_from: str,
    seed: int,
    max_legs: int | None,
    as_json: bool,
    page: str | None,
) -> int:
    """Which way should a cargo go?

    Finds every way from FROM to TO that no other beats in cost, arrival and CO2e, and says what is
    saved against rail and road. The exit code is 4 if there is no feasible way; what stood in the
    way is shown then.
    """  # noqa: D400 - the question is the command's short help
    from tongqu.io import load_region
    from tongqu.routes import CompareParams
    from tongqu.routes import compare as ask

    lang = reader_language()
    asked: dict[str, Any] = {"waiting_days": waiting_days, "max_main_legs": max_legs}
    params = CompareParams(**{name: value for name, value in asked.items() if value is not None})
    with notices(translator(lang)), progress_shown() as progress:
        region = load_region(region_path)
        waits = _waits(waits_from, region, ready, as_of, seed, progress)
        result = ask(
            region,
            from_place,
            to_place,
            commodity=commodity,
            tonnes=tonnes,
            teu=teu,
            ready=ready,
            deadline=deadline,
            as_of=as_of,
            packing=packing,
            params=params,
            waits=waits,
            progress=progress,
        )
        answer = result.to_dict()
    if page is not None:
        _write_page(page, answer, region, lang)
    if as_json:
        emit_json(answer)
    else:
        _print(answer, lang)
    return ExitCode.OK if answer["feasible"] else ExitCode.INFEASIBLE


def _waits(
    asked: str, region: Region, ready: datetime, as_of: datetime | None, seed: int, progress: Any
) -> StationWaits | None:
    """Return the waits in place of the dataset's, None if those are asked for."""
    if asked == "dataset":
        return None
    if asked == "simulated":
        from tongqu.studies import simulated_waits

        return simulated_waits(region, ready, as_of=as_of, seed=seed, progress=progress)
    from tongqu.studies import waits_of_simulation

    return waits_of_simulation(_read_json(asked), region, as_of or ready, file=asked)


def _read_json(path: str) -> dict[str, Any]:
    import json
    from pathlib import Path

    try:
        found = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DatasetError.of("unreadable", reason=reason) from error
    except json.JSONDecodeError as error:
        raise DatasetError.of("waits_no_simulation", file=path) from error
    if not isinstance(found, dict):
        raise DatasetError.of("waits_no_simulation", file=path)
    return found


def _write_page(path: str, answer: Mapping[str, Any], region: Region, lang: str) -> None:
    from tongqu.report import compare_page

    write_atomically(path, compare_page(answer, region, lang))
    click.echo(translator(lang)("wrote {path}", path=path), err=True)


def _print(answer: Mapping[str, Any], lang: str) -> None:
    from shutil import get_terminal_size

    from tongqu.report import compare_text

    terminal = sys.stdout.isatty()
    width = get_terminal_size((110, 40)).columns if terminal else 110
    click.echo(compare_text(answer, lang, terminal=terminal, width=width), nl=False)
