"""``tongqu ledger import``, ``export``, ``report``, ``calendar``, ``template``: in and out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.ledger_open import (
    ACCOUNT,
    AS_OF,
    HTML,
    JSON,
    LEDGER,
    reading,
    show,
    text_view,
    views_of,
    who,
    writing,
    wrote,
)
from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.errors import Problem, UsageError
from tongqu.text import problem_text, translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.io.ledger_list_changes import ListChanges
    from tongqu.ledger import Ledger

__all__ = ["calendar", "export", "import_list", "report", "template"]


@click.command("import")
@click.argument("file")
@click.option("--kind", default="work", show_default=True, metavar="KIND",
              help="Kind of the items.")  # fmt: skip
@click.option("--mapping", "mapping_path", metavar="FILE",
              help="How its columns are meant; by default what an earlier import of this ledger "
              "used, or what the headers suggest.")  # fmt: skip
@click.option("--write-mapping", metavar="FILE",
              help="Only write down how the columns would be read, to be corrected.")  # fmt: skip
@click.option("--template", is_flag=True, help="FILE is a template that was filled in.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@LEDGER
@ACCOUNT
@JSON
def import_list(
    file: str,
    kind: str,
    mapping_path: str | None,
    write_mapping: str | None,
    template: bool,
    dry_run: bool,
    where: str | None,
    account: str | None,
    as_json: bool,
) -> None:
    """Take in a list of projects (Excel or CSV) with its own headers, or a filled template.

    All of it or nothing: whatever is wrong is named by its cell, everything at once. The same list
    once more changes nothing; a newer one changes what it tells otherwise. Where a newer list has
    other headers, write its mapping anew with --write-mapping.
    """
    from dataclasses import asdict
    from zoneinfo import ZoneInfo

    from tongqu.io.ledger_list_mapping import read_mapping
    from tongqu.io.ledger_list_mapping import write_mapping as write_down
    from tongqu.io.ledger_list_reading import read_project_list, suggest_mapping

    if write_mapping is not None:
        wrote_to = write_down(suggest_mapping(file, kind=kind), write_mapping)
        click.echo(translator(reader_language())("wrote {path}", path=str(wrote_to)), err=True)
        return
    actor = who(account)
    with writing(where) as ledger:
        if template:
            _import_template(ledger, file, kind, actor, dry_run=dry_run, as_json=as_json)
            return
        settings = ledger.settings()
        told = read_mapping(mapping_path) if mapping_path else _last_mapping(ledger, kind)
        mapping = told or suggest_mapping(file, kind=kind)
        listing = read_project_list(
            file, mapping, units=tuple(settings.units.values()), places=_places(ledger),
            fields=asdict(ledger.kind(kind))["fields"],
            today=datetime.now(ZoneInfo(settings.info.time_zone)).date(),
        )  # fmt: skip
        _import_listing(ledger, listing, mapping, actor, dry_run=dry_run, as_json=as_json)


def _import_listing(
    ledger: Ledger, listing: Any, mapping: Any, actor: str, *, dry_run: bool, as_json: bool
) -> None:
    from zoneinfo import ZoneInfo

    from tongqu.io.ledger_list_changes import compare_list
    from tongqu.ledger.importing import import_rows, known_rows

    changes = compare_list(listing, known_rows(ledger))
    told = changes.to_dict()
    if not dry_run and not changes.nothing:
        zone = ZoneInfo(ledger.settings().info.time_zone)
        rows = changes.rows(zone, today=datetime.now(zone).date())
        source = {"file": listing.file, "sha256": listing.sha256, "kind": listing.kind,
                  "mapping": mapping.to_dict()}  # fmt: skip
        done = import_rows(ledger, rows, actor=actor, source=source, kept=changes.kept())
        told |= {"codes": done.codes, "last_seq": done.last_seq}
    told["recorded"] = not dry_run and not changes.nothing
    if as_json:
        emit_json(told)
    else:
        _say_changes(changes, told)


def _say_changes(changes: ListChanges, told: dict[str, Any]) -> None:
    lang = reader_language()
    t = translator(lang)
    for guess in changes.listing.all_guesses:
        click.echo(t("guessed: {text}", text=problem_text(guess, lang)), err=True)
    for row in changes.listing.skipped:
        click.echo(t("no project: row {row}, {text}", row=row.row, text=row.text), err=True)
    if changes.listing.left_out:
        heads = ", ".join(changes.listing.left_out)
        click.echo(
            t("columns that are not read: {heads} (see --write-mapping)", heads=heads), err=True
        )
    click.echo(
        t(
            "{new} new, {changed} changed, {same} as before, {gone} no longer on the list",
            new=len(changes.new), changed=len(changes.changed),
            same=len(changes.same), gone=len(changes.gone),
        )
    )  # fmt: skip
    for one in changes.new:
        click.echo(f"+ {told.get('codes', {}).get(one.key, one.key)}  {one.title}")
    for changed in changes.changed:
        names = ", ".join(changed.changes)
        click.echo(f"~ {changed.code}  {changed.project.title}: {names}")
    if not told["recorded"]:
        click.echo(t("Nothing was recorded."))


def _import_template(
    ledger: Ledger, file: str, kind: str, actor: str, *, dry_run: bool, as_json: bool
) -> None:
    """Take in a template that somebody has filled in."""
    import hashlib
    from dataclasses import asdict
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from tongqu.io.ledger_template_reading import read_template
    from tongqu.ledger.importing import import_rows

    t = translator(reader_language())
    settings = ledger.settings()
    rows = read_template(
        file, asdict(ledger.kind(kind)), zone=ZoneInfo(settings.info.time_zone),
        units=tuple(settings.units.values()), places=_places(ledger),
    )  # fmt: skip
    digest = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    told: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION, "kind": "ledger_template_import", "rows": len(rows),
        "recorded": False,
    }  # fmt: skip
    if not dry_run:
        source = {"file": Path(file).name, "sha256": digest, "kind": kind}
        done = import_rows(ledger, rows, actor=actor, source=source)
        told |= {"codes": done.codes, "last_seq": done.last_seq, "recorded": True}
    if as_json:
        emit_json(told)
    else:
        click.echo(t("{count} rows taken", count=len(rows)) if told["recorded"] else
                   t("{count} rows are right; nothing was recorded.", count=len(rows)))  # fmt: skip


def _last_mapping(ledger: Ledger, kind: str) -> Any:
    """Return how the columns of the last list of a kind were read, None if there was none."""
    from tongqu.io.ledger_list_mapping import mapping_from_dict

    found = None
    for event in ledger.journal.events(item=""):
        data = event.entry.data
        if event.entry.effect == "imported" and data.get("kind") == kind and "mapping" in data:
            found = data["mapping"]
    return None if found is None else mapping_from_dict(found)


def _places(ledger: Ledger) -> Sequence[Any]:
    """Return the places of the ledger's region, by which a list may name them."""
    from tongqu.io import load_region

    region = ledger.settings().info.region
    return load_region(region).places if region else ()


@click.command()
@click.argument("kind")
@click.argument("path")
@LEDGER
def template(kind: str, path: str, where: str | None) -> None:
    """Write a workbook to PATH in which items of a KIND can be filled in, for import."""
    from dataclasses import asdict

    from tongqu.io.ledger_template import write_template

    with reading(where) as ledger:
        settings = ledger.settings()
        written = write_template(
            asdict(ledger.kind(kind)), path, reader_language(),
            units=tuple(settings.units.values()),
        )  # fmt: skip
    click.echo(translator(reader_language())("wrote {path}", path=str(written)), err=True)


@click.command()
@click.option("--month", metavar="YYYY-MM", help="Which month; by default that of --as-of.")
@click.option("--xlsx", "book", metavar="FILE", help="Also write a workbook, ready to print.")
@LEDGER
@ACCOUNT
@AS_OF
@JSON
@HTML
def report(
    month: str | None,
    book: str | None,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
    page: str | None,
) -> None:
    """Report a month: totals, lights, what has changed, what is late and whose step is next."""
    lang = reader_language()
    day = _day_of(month, as_of)
    with views_of(where, account, day) as views:
        today = views.viewing.today
        view = views.month(today.year, today.month)
    if page is not None:
        from tongqu.report.ledger_month_page import ledger_month_page

        wrote(page, ledger_month_page(view, lang))
    if book is not None:
        from tongqu.io.ledger_book import write_month

        write_month(view, book, lang, month=f"{today:%Y-%m}")
        click.echo(translator(lang)("wrote {path}", path=book), err=True)
    show(view, "" if as_json else text_view().status(view), as_json=as_json)


def _day_of(month: str | None, as_of: date | datetime | None) -> date | datetime | None:
    """Return of which day a month is reported: its last, unless a day within it is given."""
    if month is None:
        return as_of
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        problem = Problem("ledger_month", value=month, expected="2024-12")
        raise UsageError(str(problem), (problem,)) from None
    if as_of is not None:
        return as_of
    from datetime import timedelta

    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(last, datetime.now(UTC).date()) if first <= datetime.now(UTC).date() else last


@click.command()
@click.argument("path")
@click.option("--todos", is_flag=True, help="As to-dos instead of events.")
@LEDGER
@ACCOUNT
@AS_OF
def calendar(
    path: str,
    todos: bool,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
) -> None:
    """Write what is due to the iCalendar file PATH (.ics)."""
    from tongqu.io.ledger_calendar import deadline_calendar
    from tongqu.ledger.item_view import item_summary

    lang = reader_language()
    with views_of(where, account, as_of) as views:
        codes = list(dict.fromkeys(row["code"] for row in views.deadlines()))
        items = [item_summary(views.viewing, seen) for seen in views.seen(codes)]
        info = views.viewing.settings.info
        name = info.name_zh if lang == "zh" else info.name
    wrote(path, deadline_calendar(items, lang, datetime.now(UTC), name=name, todos=todos))


@click.command()
@click.argument("path")
@click.option("--personal", is_flag=True, help="With what is kept about persons; else without.")
@LEDGER
@ACCOUNT
def export(path: str, personal: bool, where: str | None, account: str | None) -> None:
    """Write the whole trail to PATH as JSON lines, compressed if it ends in .gz.

    What is kept about persons leaves only on request, and only for an administrator.
    """
    from tongqu.errors import NotPermittedError

    t = translator(reader_language())
    with reading(where) as ledger:
        if where is not None:
            roles = ("auditor", "admin") if not personal else ("admin",)
            if not ledger.settings().account(who(account)).has(roles):
                raise NotPermittedError.of("ledger_wrong_role", action="export", roles=roles)
        written = ledger.journal.export_trail(path, personal=personal)
    click.echo(t("wrote {path}", path=str(written)), err=True)
