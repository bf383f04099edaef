"""``tongqu ledger status``, ``list``, ``show``, ``mine``, ``late``, ``public``: looking."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from tongqu.cli.language import reader_language
from tongqu.cli.ledger_item_text import actions_text, item_text
from tongqu.cli.ledger_open import (
    ACCOUNT,
    AS_OF,
    DAY_OR_TIME,
    HTML,
    JSON,
    LEDGER,
    reading,
    show,
    text_view,
    views_of,
    wrote,
)

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["late", "list_items", "mine", "public", "show_item", "status"]

_WITHIN = click.option(
    "--within",
    type=click.IntRange(0, 250),
    default=5,
    show_default=True,
    metavar="N",
    help="What is due within N working days is due soon.",
)
_MOST = click.option(
    "--most", type=click.IntRange(1, 100_000), default=200, show_default=True, metavar="N",
    help="Rows of a list at most.",
)  # fmt: skip


@click.command()
@click.option(
    "--since", type=DAY_OR_TIME, metavar="DATE", help="Also what has changed since that day's end."
)
@_WITHIN
@_MOST
@click.option("--xlsx", "book", metavar="FILE", help="Also write a workbook (.xlsx) or CSV.")
@LEDGER
@ACCOUNT
@AS_OF
@JSON
@HTML
def status(
    since: date | datetime | None,
    within: int,
    most: int,
    book: str | None,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
    page: str | None,
) -> None:
    """How does everything stand: lights, what is late, and whose step is next?

    Computed from what happened, with what was known then.
    """  # noqa: D400 - short help
    lang = reader_language()
    with views_of(where, account, as_of) as views:
        view = views.status(since=since, within=within, at_most=most)
    if page is not None:
        from tongqu.report.ledger_status_page import ledger_status_page

        wrote(page, ledger_status_page(view, lang))
    if book is not None:
        from tongqu.io.ledger_book import write_status

        write_status(view, book, lang)
    show(view, "" if as_json else text_view().status(view), as_json=as_json)


@click.command("list")
@click.option("--kind", metavar="KIND", help="Only items of this kind.")
@click.option("--state", metavar="STATE", help="Only items in this state.")
@click.option("--unit", metavar="UNIT", help="Only items of this unit.")
@click.option("--light", type=click.Choice(["red", "yellow", "green", "none"]),
              help="Only items with this light.")  # fmt: skip
@click.option("--open", "open_only", is_flag=True, help="Only open items.")
@click.option("--text", metavar="WORDS", help="Only items whose code or title has these words.")
@click.option("--parent", metavar="ITEM", help="Only items that belong to this one.")
@click.option("--order", default="code", show_default=True, metavar="ORDER",
              type=click.Choice(["code", "-code", "created", "-created", "last", "-last"]),
              help="By code, first or last event; with - backwards.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True,
              metavar="N", help="Items of a page.")  # fmt: skip
@click.option("--offset", type=click.IntRange(0), default=0, metavar="N", help="Items before it.")
@click.option("--xlsx", "book", metavar="FILE", help="Also write a workbook (.xlsx) or CSV.")
@LEDGER
@ACCOUNT
@AS_OF
@JSON
def list_items(
    kind: str | None,
    state: str | None,
    unit: str | None,
    light: str | None,
    open_only: bool,
    text: str | None,
    parent: str | None,
    order: str,
    limit: int,
    offset: int,
    book: str | None,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
) -> None:
    """List items, a page at a time."""
    with views_of(where, account, as_of) as views:
        view = views.items(
            kind=kind, state=state, unit=unit, open_only=open_only, text=text, parent=parent,
            light=light, limit=limit, offset=offset, order=order,
        )  # fmt: skip
    if book is not None:
        from tongqu.io.ledger_book import write_items

        write_items(view["items"], book, reader_language())
    show(view, "" if as_json else text_view().listing(view), as_json=as_json)


@click.command("show")
@click.argument("item")
@click.option("--actions", is_flag=True, help="What can be done now, and what stands against it.")
@click.option("--xlsx", "book", metavar="FILE", help="Also write its history (.xlsx) or CSV.")
@LEDGER
@ACCOUNT
@AS_OF
@JSON
@HTML
def show_item(
    item: str,
    actions: bool,
    book: str | None,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
    page: str | None,
) -> None:
    """Show everything about an ITEM that you may see.

    Reading a confidential item in full is noted in its read log.
    """
    lang = reader_language()
    with views_of(where, account, as_of) as views:
        view = views.item(item)
        if actions:
            from tongqu.text import problem_text

            possible = views.ledger.possible(item, actor=views.account.id)
            view["actions"] = [
                {
                    "action": name,
                    "allowed": not against,
                    "against": [
                        {
                            "code": problem.code,
                            "text": problem_text(problem, "en"),
                            "text_zh": problem_text(problem, "zh"),
                        }
                        for problem in against
                    ],
                }
                for name, against in possible.items()
            ]
    if page is not None:
        from tongqu.report.ledger_item_page import ledger_item_page

        wrote(page, ledger_item_page(view, lang))
    if book is not None:
        from tongqu.io.ledger_book import write_history

        write_history(view, book, lang)
    if as_json:
        show(view, "", as_json=True)
        return
    text = text_view()
    shown = item_text(view, text)
    show(view, actions_text(view, text_view()) if actions else shown, as_json=False)


@click.command()
@_MOST
@LEDGER
@ACCOUNT
@AS_OF
@JSON
def mine(
    most: int,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
) -> None:
    """List the items whose next step is your unit's, the most urgent first."""
    with views_of(where, account, as_of) as views:
        view = views.mine(at_most=most)
    text = text_view()
    if not as_json:
        text.head(view, text.t("Next steps of {unit}", unit=text.name(view, "unit_name")))
        text.steps(view["items"])
    show(view, text.lines.text(), as_json=as_json)


@click.command()
@_WITHIN
@_MOST
@LEDGER
@ACCOUNT
@AS_OF
@JSON
def late(
    within: int,
    most: int,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
) -> None:
    """List what is late, what will be soon, and whose step is next."""
    with views_of(where, account, as_of) as views:
        view = views.late(within=within, at_most=most)
    text = text_view()
    if not as_json:
        text.head(view, text.t("What is late"))
        text.late(view["late"], text.t("Late"))
        text.late(view["due_soon"], text.t("Due soon"))
        if not view["late"] and not view["due_soon"]:
            text.lines.say(text.t("Nothing is late, and nothing is due soon."))
    show(view, text.lines.text(), as_json=as_json)


@click.command()
@click.option("--open", "open_only", is_flag=True, help="Only open items.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True,
              metavar="N", help="Items of a page.")  # fmt: skip
@click.option("--offset", type=click.IntRange(0), default=0, metavar="N", help="Items before it.")
@LEDGER
@AS_OF
@JSON
def public(
    open_only: bool,
    limit: int,
    offset: int,
    where: str | None,
    as_of: date | datetime | None,
    as_json: bool,
) -> None:
    """Show what the public may see: chosen fields, and counts that are not small."""
    with reading(where) as ledger:
        view = ledger.public(as_of=as_of, open_only=open_only, limit=limit, offset=offset)
    text = text_view()
    if not as_json:
        text.public(view)
    show(view, text.lines.text(), as_json=as_json)
