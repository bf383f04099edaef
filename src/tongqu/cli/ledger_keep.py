"""``tongqu ledger verify``, ``anchor``, ``backup``, ``restore``, ``expire``: keeping a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tongqu.cli.language import reader_language
from tongqu.cli.ledger_open import ACCOUNT, DAY_OR_TIME, JSON, LEDGER, reading, who, writing
from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.errors import ExitCode
from tongqu.text import problem_text, translator

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any

__all__ = ["anchor", "backup", "expire", "notice", "restore", "upgrade", "verify"]


@click.command()
@click.option(
    "--anchors", metavar="FILE", help="Heads noted down before: finds a record cut off at its end."
)
@LEDGER
@JSON
def verify(anchors: str | None, where: str | None, as_json: bool) -> int:
    """Recompute the whole record and say where it breaks, if it does.

    Every hash, every gap, the keyed hashes of what is kept about persons, and what lists are made
    from. Exit code 3 where something is wrong.
    """
    lang = reader_language()
    t = translator(lang)
    with reading(where) as ledger:
        report = ledger.journal.verify(anchors=anchors)
    if as_json:
        told = dict(report.to_dict())
        told["problems"] = [
            {**problem.to_dict(), "text": problem_text(problem, "en"),
             "text_zh": problem_text(problem, "zh")}
            for problem in report.problems
        ]  # fmt: skip
        emit_json(told)
    else:
        click.echo(
            t(
                "{events} events, {items} items, {personal} personal values; head {seq} {digest}",
                events=report.events,
                items=report.items,
                personal=report.personal,
                seq=report.head_seq,
                digest=report.head_hash,
            )
        )
        click.echo(t("The record is whole.") if report.ok else t("The record is broken:"))
        for problem in report.problems:
            click.echo(f"- {problem_text(problem, lang)}")
    return ExitCode.OK if report.ok else ExitCode.BAD_INPUT


@click.command()
@click.argument("path")
@LEDGER
@JSON
def anchor(path: str, where: str | None, as_json: bool) -> None:
    """Note the head of the record in the file PATH, outside the ledger.

    Whoever keeps that file can show later that nothing before has changed.
    """
    t = translator(reader_language())
    with writing(where) as ledger:
        moved = ledger.journal.anchor(path)
        seq, digest = ledger.journal.head()
    if as_json:
        _emit("ledger_anchor", head_seq=seq, head_hash=digest, moved=moved, file=path)
    else:
        click.echo(t("{seq} {digest}", seq=seq, digest=digest))


@click.command()
@click.argument("path")
@LEDGER
@JSON
def backup(path: str, where: str | None, as_json: bool) -> None:
    """Write a backup to the new file PATH while others go on writing.

    A name that ends in .jsonl or .jsonl.gz gets the record as lines, which any database can be
    filled from. A backup holds what is kept about persons: keep it as safe as the ledger.
    """
    from tongqu.store import open_journal

    t = translator(reader_language())
    with open_journal(_named(where)) as journal:
        written = journal.backup(path)
        seq, digest = journal.head()
    if as_json:
        _emit("ledger_backup", file=str(written), head_seq=seq, head_hash=digest)
    else:
        click.echo(t("wrote {path}", path=str(written)))


@click.command()
@click.argument("source")
@click.argument("target")
@click.option(
    "--deletions",
    metavar="FILE",
    help="List of what was deleted about persons since the backup; it stays away.",
)
@JSON
def restore(source: str, target: str, deletions: str | None, as_json: bool) -> None:
    """Fill a new ledger TARGET from the backup SOURCE, all of it or nothing.

    What has expired since is not brought back, nor what the list of deletions names.
    """
    from tongqu.store import restore_journal

    t = translator(reader_language())
    found = restore_journal(source, target, deletions=deletions)
    if as_json:
        emit_json(found.to_dict())
        return
    click.echo(
        t(
            "{events} events and {items} items restored; head {seq} {digest}",
            events=found.events,
            items=found.items,
            seq=found.head_seq,
            digest=found.head_hash,
        )
    )
    gone = found.expired + found.deleted + found.not_restored
    if gone:
        click.echo(t("{count} personal values stay away", count=gone))


@click.command()
@click.option("--today", type=DAY_OR_TIME, metavar="DATE", help="Instead of today.")
@LEDGER
@ACCOUNT
@JSON
def expire(
    today: date | datetime | None, where: str | None, account: str | None, as_json: bool
) -> None:
    """Delete what is kept about persons and whose time is over.

    It cannot be read any more from its day on, even before this has run.
    """
    from datetime import datetime

    t = translator(reader_language())
    day = today.date() if isinstance(today, datetime) else today
    actor = who(account)
    with writing(where) as ledger:
        count = ledger.journal.expire(day, actor=actor)
    if as_json:
        _emit("ledger_expire", deleted=count)
    else:
        click.echo(t("{count} personal values deleted", count=count))


@click.command()
@click.argument("file")
@click.option("--year", type=int, metavar="YEAR", help="Year that the notice announces.")
@click.option("--source", default="", metavar="TEXT", help="Where it comes from.")
@LEDGER
@ACCOUNT
@JSON
def notice(
    file: str, year: int | None, source: str, where: str | None, account: str | None, as_json: bool
) -> None:
    """Take the notice of a year's holidays from a CSV FILE.

    Columns are date, working (true or false), and perhaps hours and note. From then on the days of
    that year are no longer provisional, and every deadline is computed anew.
    """
    from tongqu.io.notice_file import load_notice

    t = translator(reader_language())
    actor = who(account)
    found = load_notice(file, year=year)
    with writing(where) as ledger:
        row = {"id": str(found.year), "year": found.year, "source": source or found.source,
               "days": found.to_rows()}  # fmt: skip
        ledger.configure("notices", [row], actor=actor)
    if as_json:
        _emit("ledger_notice", year=found.year, days=len(found.days))
    else:
        click.echo(t("{year}: {count} days taken", year=found.year, count=len(found.days)))


@click.command()
@LEDGER
@JSON
def upgrade(where: str | None, as_json: bool) -> None:
    """Bring a ledger of an older version of tongqu to this one's; make a backup before."""
    from tongqu.store import open_journal

    with open_journal(_named(where), upgrade=True) as journal:
        seq, digest = journal.head()
    if as_json:
        _emit("ledger_upgrade", head_seq=seq, head_hash=digest)
    else:
        t = translator(reader_language())
        click.echo(t("{seq} {digest}", seq=seq, digest=digest))


def _named(where: str | None) -> str:
    from tongqu.errors import UsageError

    if where is None:
        raise UsageError.of("ledger_not_named")
    return where


def _emit(kind: str, **told: Any) -> None:
    emit_json({"schema_version": SCHEMA_VERSION, "kind": kind, **told})
