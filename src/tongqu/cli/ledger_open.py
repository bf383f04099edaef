"""What the commands of ``tongqu ledger`` share: which ledger, who asks, as of when."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.ledger_text import LedgerText
from tongqu.cli.output import emit_json, write_atomically
from tongqu.errors import Problem, TongquError, UsageError
from tongqu.text import problem_text, translator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongqu.ledger import Ledger
    from tongqu.ledger.views import LedgerViews

    _ParamType = click.ParamType[date | datetime]
else:
    _ParamType = click.ParamType

__all__ = [
    "ACCOUNT",
    "AS_OF",
    "DAY_OR_TIME",
    "HTML",
    "JSON",
    "LEDGER",
    "plain_pairs",
    "reading",
    "show",
    "text_view",
    "views_of",
    "who",
    "writing",
    "wrote",
]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([+-]\d\d:?\d\d|Z)?")


class DayOrTime(_ParamType):
    """A day, or an instant with or without an offset: a ledger tells the two apart."""

    name = "DATE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
            if _INSTANT.fullmatch(text):
                return datetime.fromisoformat(text)
        except ValueError:
            pass
        problem = Problem("not_a_datetime", value=value, expected="2024-12-09")
        raise click.BadParameter(problem_text(problem, reader_language()), ctx, param)


DAY_OR_TIME = DayOrTime()

LEDGER = click.option(
    "--ledger",
    "where",
    envvar="TONGQU_LEDGER",
    metavar="PATH",
    help="A ledger's file, or the URL of its database; also TONGQU_LEDGER. Without one, commands "
    "that only read show the shipped example.",
)
ACCOUNT = click.option(
    "--as",
    "account",
    envvar="TONGQU_LEDGER_AS",
    metavar="ACCOUNT",
    help="Account that asks or acts; also TONGQU_LEDGER_AS.",
)
AS_OF = click.option(
    "--as-of",
    type=DAY_OR_TIME,
    metavar="DATE",
    help="The truth of that day's end, or of an instant, with what was known then; by default now.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
HTML = click.option("--html", "page", metavar="FILE", help="Also write one offline page to FILE.")


EXAMPLE_ACCOUNT = "viewer-1"
"""Who reads the shipped example where nobody is named."""


@contextmanager
def reading(where: str | None) -> Iterator[Ledger]:
    """Open a ledger to read; the shipped example where none is named, and say so."""
    if where is None:
        from tongqu.ledger.example import example_ledger

        t = translator(reader_language())
        click.echo(t("tongqu: no --ledger is named; this is the shipped example"), err=True)
        with example_ledger() as ledger:
            yield ledger
        return
    from tongqu.ledger import open_ledger

    with open_ledger(where) as ledger:
        yield ledger


@contextmanager
def views_of(
    where: str | None, account: str | None, as_of: date | datetime | None
) -> Iterator[LedgerViews]:
    """Open a ledger and return what an account sees of it at an instant."""
    from tongqu.ledger.views import LedgerViews

    actor = EXAMPLE_ACCOUNT if where is None and not account else who(account)
    with reading(where) as ledger:
        yield LedgerViews(ledger, actor=actor, as_of=as_of, sources=_sources(ledger, where))


def _sources(ledger: Ledger, where: str | None) -> dict[str, dict[str, Any]]:
    """Return what is to be said of sources: those of the ledger's region, and the example's own."""
    from dataclasses import asdict

    from tongqu.io import load_region

    region_id = ledger.settings().info.region
    rows: list[Any] = []
    if region_id:
        with suppress(TongquError):  # a region that is gone takes its titles along, nothing else
            rows += load_region(region_id).sources
    if where is None:
        from tongqu.ledger.example import example_folder

        rows += example_folder().sources
    return {row.id: asdict(row) for row in rows}


@contextmanager
def writing(where: str | None) -> Iterator[Ledger]:
    """Open a ledger to write; refuse where none is named.

    Raises
    ------
    UsageError
        If no ledger is named: the shipped example is for reading.
    """
    if where is None:
        raise UsageError.of("ledger_not_named")
    from tongqu.ledger import open_ledger

    with open_ledger(where) as ledger:
        yield ledger


def who(account: str | None) -> str:
    """Return the account that acts.

    Raises
    ------
    UsageError
        If nobody is named: no entry without a name.
    """
    if not account:
        raise UsageError.of("ledger_account_not_named")
    return account


def plain_pairs(pairs: tuple[str, ...], option: str) -> dict[str, str]:
    """Return ``name=value`` options as a mapping, all wrong ones at once.

    Examples
    --------
    >>> plain_pairs(("place_id=zhangtan", "note=a=b"), "--field")
    {'place_id': 'zhangtan', 'note': 'a=b'}
    """
    found: dict[str, str] = {}
    problems = []
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip() or name.strip() in found:
            problems.append(
                Problem("ledger_pair", {"option": option}, value=pair, expected="name=value")
            )
        found[name.strip()] = value
    if problems:
        raise UsageError("some options cannot be read", problems)
    return found


def text_view() -> LedgerText:
    """Return what shows views on this terminal."""
    from shutil import get_terminal_size

    terminal = sys.stdout.isatty()
    width = get_terminal_size((110, 40)).columns if terminal else 110
    return LedgerText(reader_language(), terminal=terminal, width=width)


def show(view: dict[str, Any], text: str, *, as_json: bool) -> None:
    """Print an answer, for a program or for a person."""
    if as_json:
        emit_json(view)
    else:
        click.echo(text, nl=False)


def wrote(path: str, content: str | bytes) -> None:
    """Write a file whole, and say so."""
    write_atomically(path, content)
    click.echo(translator(reader_language())("wrote {path}", path=path), err=True)
