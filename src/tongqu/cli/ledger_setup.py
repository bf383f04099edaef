"""``tongqu ledger init``, ``units``, ``accounts``, ``resources``: what a ledger is set up with."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.ledger_open import ACCOUNT, AS_OF, JSON, LEDGER, reading, text_view, who, writing
from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.errors import BadValueError, DatasetError, UsageError
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime

    from tongqu.ledger import Ledger

__all__ = ["accounts", "init", "resources", "units"]


@click.command()
@click.argument("path")
@click.option(
    "--name", default="Ledger", show_default=True, metavar="TEXT", help="What it is called."
)
@click.option("--name-zh", default="台账", metavar="TEXT", help="The same in Chinese.")
@click.option(
    "--admin",
    default="admin",
    show_default=True,
    metavar="ACCOUNT",
    help="Account that sets it up.",
)
@click.option("--time-zone", default="Asia/Shanghai", show_default=True, metavar="ZONE",
              help="Time zone of its days.")  # fmt: skip
@click.option("--country", default="CN", show_default=True, metavar="CC",
              help="Whose public holidays count: ISO 3166.")  # fmt: skip
@click.option("--currency", default="CNY", show_default=True, metavar="CCC",
              help="Of all amounts: ISO 4217.")  # fmt: skip
@click.option("--hours", default="", metavar="HOURS",
              help="Office hours, like 'Mo-Fr 08:30-12:00,13:30-17:30'.")  # fmt: skip
@click.option("--region", default="", metavar="R", help="Region whose works and places it names.")
@click.option("--example", is_flag=True, help="Fill it with the shipped example.")
@JSON
def init(
    path: str,
    name: str,
    name_zh: str,
    admin: str,
    time_zone: str,
    country: str,
    currency: str,
    hours: str,
    region: str,
    example: bool,
    as_json: bool,
) -> None:
    """Make a new ledger at PATH: a file, or the URL of an empty PostgreSQL database."""
    from tongqu.ledger import create_ledger

    t = translator(reader_language())
    if example:
        ledger = _example(path)
    else:
        ledger = create_ledger(
            path,
            name=name,
            name_zh=name_zh,
            admin=admin,
            time_zone=time_zone,
            holiday_country=country,
            currency=currency,
            hours=hours,
            region=region,
        )
    with ledger:
        seq, digest = ledger.journal.head()
    if as_json:
        emit_json(
            {
                "schema_version": SCHEMA_VERSION,
                "kind": "ledger_made",
                "ledger": path,
                "head_seq": seq,
                "head_hash": digest,
            }
        )
    else:
        click.echo(t("made {path} ({count} events)", path=path, count=seq))


def _example(path: str) -> Ledger:
    """Return a new ledger that holds the shipped example."""
    from tongqu.ledger.example import example_ledger

    return example_ledger(place=path)


def _tables(
    table: str, heads: tuple[str, ...]
) -> Callable[[str | None, date | datetime | None, bool], None]:
    """Return what lists a table of settings."""

    def listed(where: str | None, as_of: date | datetime | None, as_json: bool) -> None:
        with reading(where) as ledger:
            rows = [asdict(row) for row in getattr(ledger.settings(as_of), table).values()]
        if as_json:
            emit_json({"schema_version": SCHEMA_VERSION, "kind": f"ledger_{table}", table: rows})
            return
        text = text_view()
        text.lines.table([(head, False) for head in heads], [_cells(row, heads) for row in rows])
        click.echo(text.lines.text(), nl=False)

    return listed


def _cells(row: Mapping[str, Any], heads: Iterable[str]) -> list[str]:
    return [
        "; ".join(map(str, value)) if isinstance(value := row.get(head), (list, tuple)) else
        "" if value is None else str(value)
        for head in heads
    ]  # fmt: skip


def _set(table: str, file: str, where: str | None, account: str | None) -> None:
    """Take a table of settings from a CSV file or a workbook."""
    from tongqu.io.ledger_settings import read_settings

    actor = who(account)
    rows = read_settings(file, table)
    with writing(where) as ledger:
        try:
            ledger.configure(table, [row for _, row in rows], actor=actor)
        except BadValueError as error:
            raise _in_file(error, file, [number for number, _ in rows]) from None
    t = translator(reader_language())
    click.echo(t("{count} rows of {table} taken", count=len(rows), table=table), err=True)


def _in_file(error: BadValueError, file: str, numbers: list[int]) -> DatasetError:
    """Return a refusal of rows with the place of each in its file."""
    problems = [
        replace(
            problem,
            file=Path(file).name,
            row=None if problem.row is None else numbers[problem.row - 1],
        )
        for problem in error.problems
    ]
    return DatasetError(str(error.args[0]), problems)


_FILE = click.option(
    "--set", "file", metavar="FILE", help="Take rows from a CSV file or a workbook first."
)


@click.command()
@_FILE
@LEDGER
@ACCOUNT
@AS_OF
@JSON
def units(
    file: str | None,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
) -> None:
    """List the units in their tiers, or set them.

    A row has id, name, name_zh, parent, tier, and removed to take one away.
    """
    if file is not None:
        _set("units", file, where, account)
    _tables("units", ("id", "name", "name_zh", "parent", "tier"))(where, as_of, as_json)


@click.command()
@_FILE
@LEDGER
@ACCOUNT
@AS_OF
@JSON
def accounts(
    file: str | None,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
) -> None:
    """List the accounts with their units and roles, or set them.

    A row has id, unit, roles (joined by ;), kinds (none: all), and removed to take one away.
    """
    if file is not None:
        _set("accounts", file, where, account)
    _tables("accounts", ("id", "unit", "roles", "kinds"))(where, as_of, as_json)


@click.command()
@click.option("--free", metavar="RESOURCE", help="Say which slots of it still have places.")
@_FILE
@LEDGER
@ACCOUNT
@AS_OF
@JSON
def resources(
    free: str | None,
    file: str | None,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
) -> None:
    """List what appointments are booked at, or set it, or say what is free."""
    if file is not None:
        if free is not None:
            raise UsageError.of("ledger_one_of", options="--free, --set")
        _set("resources", file, where, account)
    if free is None:
        heads = ("id", "name", "name_zh", "unit", "hours", "slot_min", "capacity")
        _tables("resources", heads)(where, as_of, as_json)
        return
    with reading(where) as ledger:
        slots = ledger.free_slots(free)
    rows = [{"slot": slot.isoformat(), "places": places} for slot, places in slots]
    if as_json:
        emit_json(
            {
                "schema_version": SCHEMA_VERSION,
                "kind": "ledger_free",
                "resource": free,
                "slots": rows,
            }
        )
        return
    text = text_view()
    t = text.t
    text.lines.table(
        [(t("slot"), False), (t("places left"), True)],
        [[str(row["slot"]), str(row["places"])] for row in rows],
    )
    click.echo(text.lines.text(), nl=False)
