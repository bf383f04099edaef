"""``tongqu region``: check a region, look at it, begin one, carry it to Excel and back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.errors import ExitCode, Problem, UsageError
from tongqu.text import problem_text, translator

if TYPE_CHECKING:
    from tongqu.model import Region
    from tongqu.text import Translator

__all__ = ["region"]

MOST_SHOWN = 200
WIDEST = 40
"""Letters of a cell that a table on the screen shows."""


@click.group()
def region() -> None:
    """Look at a region, check it, make one."""


@region.command()
@click.argument("path")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def check(path: str, as_json: bool) -> int:
    """Check the region at PATH: a folder, a workbook, or a shipped name like qujiang.

    Every problem is shown at once. The exit code is 3 if there is one.
    """
    from tongqu.io import check_region

    problems = check_region(path)
    if as_json:
        emit_json(_check_document(path, problems))
    else:
        _print_check(path, problems, translator(reader_language()))
    return ExitCode.BAD_INPUT if problems else ExitCode.OK


def _check_document(path: str, problems: list[Problem]) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "region_check",
        "path": path,
        "ok": not problems,
        "count": len(problems),
        "problems": [
            {
                **problem.to_dict(),
                "value": None if problem.value is None else str(problem.value),
                "params": {name: str(value) for name, value in problem.params.items()},
                "text": problem_text(problem, "en"),
                "text_zh": problem_text(problem, "zh"),
            }
            for problem in problems
        ],
    }


def _print_check(path: str, problems: list[Problem], t: Translator) -> None:
    for problem in problems[:MOST_SHOWN]:
        click.echo(problem_text(problem, t.lang), err=True)
    hidden = len(problems) - MOST_SHOWN
    if hidden > 0:
        click.echo(t("… and {count} more problems; --json has all", count=hidden), err=True)
    if problems:
        click.echo(t("{path}: {count} problems", path=path, count=len(problems)), err=True)
    else:
        click.echo(t("{path}: no problems", path=path))


@region.command()
@click.argument("path", default="qujiang")
@click.option("--at", "at", metavar="DATE", help="Tables as in force on this day.")
@click.option("--as-of", metavar="DATE", help="Only what was known on this day.")
@click.option("--table", metavar="TABLE", help="Show one table instead of a summary.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Write the table as CSV.")
def show(
    path: str,
    at: str | None,
    as_of: str | None,
    table: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Show the region at PATH (by default qujiang): what it has and where that comes from."""
    from tongqu.io import csv_text, load_region
    from tongqu.model.cells import nearest
    from tongqu.model.dictionary import table_spec, table_specs

    known_on = _day("as-of", as_of)
    shown = load_region(path)
    when = _day("at", at) or known_on
    if when is not None:
        shown = shown.at(when, as_of=known_on)
    t = translator(reader_language())
    if table is None:
        if as_csv:
            raise click.UsageError(t("--csv needs --table"))
        summary = summarise(shown, known_on)
        emit_json(summary) if as_json else _print_summary(summary, t)
        return
    if table not in table_specs():
        meant = nearest(table, table_specs())
        problem = Problem("unknown_table", {"table": table}, expected=meant)
        raise UsageError(str(problem), (problem,))
    rows = dict(shown.tables())[table]
    if as_json:
        names = [column.name for column in table_spec(table).columns]
        values = [{name: _plain(getattr(row, name)) for name in names} for row in rows]
        emit_json(
            {"schema_version": SCHEMA_VERSION, "kind": "table", "table": table, "rows": values}
        )
    elif as_csv:
        click.echo(csv_text(table_spec(table), rows), nl=False)
    else:
        _print_table(table, rows)


@region.command()
@click.argument("path", type=click.Path(path_type=Path))
def new(path: Path) -> None:
    """Write a small fictional region to PATH as a template, a workbook if PATH ends in .xlsx.

    Every table has a few rows, and every column is explained in comments or notes.
    """
    from tongqu.io import template_region

    _refuse_existing(path)
    _save(template_region(), path, comments=True)
    t = translator(reader_language())
    click.echo(t("{path} is written; check it with: tongqu region check {path}", path=path))


@region.command()
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite OUT.")
def excel(source: str, target: Path, force: bool) -> None:
    """Carry a region from a folder to a workbook (OUT ends in .xlsx), or back to a folder."""
    from tongqu.io import load_region

    if not force:
        _refuse_existing(target)
    _save(load_region(source), target)
    click.echo(translator(reader_language())("{path} is written", path=target))


def _plain(value: Any) -> Any:
    """Return a value of a record as JSON can hold it."""
    return value.isoformat() if isinstance(value, date) else value


def _refuse_existing(path: Path) -> None:
    taken = any(path.iterdir()) if path.is_dir() else path.exists()
    if taken:
        problem = Problem("already_exists", {"path": str(path)})
        raise UsageError(str(problem), (problem,))


def _save(shown: Region, path: Path, *, comments: bool = False) -> None:
    from tongqu.io import save_region

    try:
        save_region(shown, path, comments=comments)
    except OSError as error:
        problem = Problem("cannot_write", {"reason": error.strerror or str(error)}, str(path))
        raise UsageError(str(problem), (problem,)) from error


def _day(name: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(text, param_hint=f"--{name}") from None


# --- the summary ----------------------------------------------------------------------------------


def summarise(shown: Region, known_on: date | None = None) -> dict[str, Any]:
    """Return what a region has: counts, kinds of source, and the dates of its works.

    Parameters
    ----------
    shown
        The region.
    known_on
        Leave out dates of works that became known later.
    """
    kinds = {source.id: source.kind for source in shown.sources}
    counts: dict[str, int] = {}
    by_kind: Counter[str] = Counter(dict.fromkeys(("newspaper", "public", "derived"), 0))
    assumed = cited = 0
    for name, rows in shown.tables():
        counts[name] = len(rows)
        for row in rows:
            source_id = getattr(row, "source_id", None)
            if source_id is None:
                continue
            kind = kinds[source_id]
            by_kind[kind] += 1
            cited += 1
            assumed += kind == "assumption" or bool(getattr(row, "assumption_id", ""))
    info = shown.info
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "region",
        "id": info.id,
        "name": info.name,
        "name_zh": info.name_zh,
        "currency": info.currency,
        "price_year": info.price_year,
        "time_zone": info.time_zone,
        "tables": counts,
        "rows": sum(counts.values()),
        "rows_by_source_kind": dict(by_kind),
        "assumed_row_share": round(assumed / cited, 4) if cited else 0.0,
        "works": [_work(shown, work, known_on) for work in shown.works],
    }


def _work(shown: Region, work: Any, known_on: date | None) -> dict[str, Any]:
    dates = [
        {
            "milestone": row.milestone,
            "status": row.status,
            "on_date": row.on_date.isoformat(),
            "known_on": row.known_on.isoformat(),
        }
        for row in shown.work_dates
        if row.work_id == work.id and (known_on is None or row.known_on <= known_on)
    ]
    dates.sort(key=lambda entry: (entry["milestone"] == "open", entry["known_on"]))
    about = {"id": work.id, "name": work.name, "name_zh": work.name_zh, "status": work.status}
    return {**about, "observed_on": work.observed_on.isoformat(), "dates": dates}


def _print_summary(summary: dict[str, Any], t: Translator) -> None:
    from tongqu.model.dictionary import table_spec

    chinese = t.lang == "zh"
    name = "name_zh" if chinese else "name"
    click.echo(
        t(
            "{name} ({id}): {rows} rows; prices in {currency} of {year}; times of {zone}",
            name=summary[name],
            id=summary["id"],
            rows=summary["rows"],
            currency=summary["currency"],
            year=summary["price_year"],
            zone=summary["time_zone"],
        )
    )
    click.echo()
    for table, count in summary["tables"].items():
        if count:
            label = table_spec(table).name_zh if chinese else table
            click.echo(f"{count:>7}  {_padded(label, 18)}{table if chinese else ''}".rstrip())
    click.echo()
    words = {
        "newspaper": t("newspaper"),
        "public": t("public page"),
        "derived": t("derived"),
        "assumption": t("assumption"),
    }
    click.echo(t("Rows by kind of source:"))
    for kind, count in summary["rows_by_source_kind"].items():
        click.echo(f"{count:>7}  {words[kind]}")
    share = f"{summary['assumed_row_share']:.0%}"
    click.echo(t("{share} of the rows are assumed or rest on an assumption.", share=share))
    if summary["works"]:
        click.echo()
        click.echo(t("Works:"))
    _print_works(summary["works"], name, t)


def _print_works(works: list[dict[str, Any]], name: str, t: Translator) -> None:
    status = {"planned": t("planned"), "building": t("under construction"), "done": t("done")}
    milestone = {"start": t("start"), "carriageway": t("carriageway"), "open": t("opening")}
    certainty = {"planned": t("planned"), "expected": t("expected"), "actual": t("actual")}
    for work in works:
        state = status[work["status"]]
        click.echo(f"  {work[name]} [{work['id']}] · {state} ({work['observed_on']})")
        if not work["dates"]:
            click.echo("      " + t("no date known"))
        for entry in work["dates"]:
            click.echo(
                "      "
                + t(
                    "{milestone} {date}, {status}, known since {known_on}",
                    milestone=milestone[entry["milestone"]],
                    date=entry["on_date"],
                    status=certainty[entry["status"]],
                    known_on=entry["known_on"],
                )
            )


def _print_table(table: str, rows: tuple[Any, ...]) -> None:
    """Print the columns that have a value in some row."""
    from tongqu.model.cells import format_cell
    from tongqu.model.dictionary import table_spec

    names = [column.name for column in table_spec(table).columns]
    cells = [[_short(format_cell(getattr(row, name))) for name in names] for row in rows]
    used = [i for i, _ in enumerate(names) if not rows or any(row[i] for row in cells)]
    widths = [max([_letters(names[i]), *(_letters(row[i]) for row in cells)]) for i in used]
    for line in [names, *cells]:
        padded = (_padded(line[i], width) for i, width in zip(used, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def _short(text: str) -> str:
    text = " ".join(text.split())
    while _letters(text) > WIDEST:
        text = text[:-2] + "…"
    return text


def _letters(text: str) -> int:
    """Return the width on a screen, where a Chinese character is two wide."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - _letters(text), 0)
