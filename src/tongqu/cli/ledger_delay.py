"""``tongqu ledger cost-of-delay``: what it costs, and whom, if a work opens later."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.ledger_open import (
    ACCOUNT,
    AS_OF,
    DAY_OR_TIME,
    HTML,
    JSON,
    LEDGER,
    views_of,
    wrote,
)
from tongqu.cli.output import emit_json, progress_shown
from tongqu.cli.refusal import notices
from tongqu.errors import Problem, UsageError
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor
    from datetime import datetime

    from tongqu.ledger.views import LedgerViews

__all__ = ["cost_of_delay"]

LANE = re.compile(
    r"(?P<origin>[^:>]+)>(?P<goal>[^:>]+):(?P<commodity>[^:]+):(?P<size>[\d.]+)(?P<unit>t|teu)"
)
EXAMPLE = "juhua>jebel-ali:calcium-chloride:600t"


@click.command("cost-of-delay")
@click.argument("work")
@click.option("--months", type=click.IntRange(1, 60), required=True, metavar="N",
              help="How many months later it opens.")  # fmt: skip
@click.option("--lane", "lanes", multiple=True, metavar="LANE",
              help="A lane to ask for, like 'juhua>jebel-ali:calcium-chloride:600t'; may be given "
              "several times. By default the flows of the region.")  # fmt: skip
@click.option("--date", "dates", type=DAY_OR_TIME, multiple=True, metavar="DATE",
              help="A day on which a lot is ready; by default a grid over the delay.")  # fmt: skip
@click.option(
    "--capacity",
    "with_capacity",
    is_flag=True,
    help="Also ask how much traffic the port takes meanwhile, which takes minutes.",
)
@LEDGER
@ACCOUNT
@AS_OF
@JSON
@HTML
def cost_of_delay(
    work: str,
    months: int,
    lanes: tuple[str, ...],
    dates: tuple[date | datetime, ...],
    with_capacity: bool,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
    page: str | None,
) -> int:
    """What does it cost, and whom, if a WORK opens N months later?

    WORK is an item of the ledger or a work of the region. The region's questions are asked with the
    opening as it is known, and with the later one.
    """  # noqa: D400 - short help
    from tongqu.studies import cost_of_delay as asked

    lang = reader_language()
    chosen = _lanes(lanes)
    with notices(translator(lang)), progress_shown() as progress, _workers(chosen) as pool:
        with views_of(where, account, as_of) as views:
            region, work_id = _region_of(views, work)
        found = asked(
            region, work_id, months=months, lanes=chosen or None, as_of=as_of,
            dates=[_day(day) for day in dates] or None, progress=progress, executor=pool,
        )  # fmt: skip
        if with_capacity and found.is_answered:
            from tongqu.studies.delay_capacity import capacity_of_delay

            found = replace(found, capacity=capacity_of_delay(found, progress=progress))
    if page is not None:
        from tongqu.report.delay_page import cost_of_delay_page

        wrote(page, cost_of_delay_page(found.to_dict(), lang))
    if as_json:
        emit_json(found.to_dict())
    else:
        click.echo(_text(found.to_dict(), lang), nl=False)
    return 0


@contextmanager
def _workers(lanes: list[Any]) -> Iterator[Executor | None]:
    """Give two processes where all flows of the region are asked for, which takes a minute."""
    if lanes:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(2) as pool:
        yield pool


def _text(answer: dict[str, Any], lang: str) -> str:
    """Return the answer as lines: what all lose, lane by lane, and what was not asked."""
    t = translator(lang)
    key = "text_zh" if lang == "zh" else "text"
    lines = [answer[key], ""]
    lines += [f"- {lane[key]}" for lane in answer["lanes"]]
    if answer["capacity"] is not None:
        lines += ["", answer["capacity"][key]]
    more = [*answer.get("notes", ()), *answer.get("not_asked", ())]
    if more:
        lines += ["", t("Notes"), *(f"- {note[key]}" for note in more)]
    return "\n".join(lines) + "\n"


def _day(given: date | datetime) -> date:
    from datetime import datetime

    return given.date() if isinstance(given, datetime) else given


def _region_of(views: LedgerViews, work: str) -> tuple[Any, str]:
    """Return the region as the ledger knows its works, and the id that a work has there."""
    from tongqu.io import load_region
    from tongqu.ledger.region_rows import region_rows_of

    ledger = views.ledger
    region = load_region(ledger.settings().info.region or "qujiang")
    row = ledger.journal.item(work)
    work_id = work if row is None else ledger.item(work, actor=views.account.id)[0].work_id
    if row is not None and not work_id:
        raise UsageError.of("ledger_no_region_work", item=work)
    rows = region_rows_of(views, region)
    return rows.apply(region), work_id


def _lanes(words: tuple[str, ...]) -> list[Any]:
    """Return the lanes that options name; all wrong ones at once."""
    from tongqu.studies import Lane

    lanes, problems = [], []
    for word in words:
        found = LANE.fullmatch(word.strip())
        if found is None:
            problems.append(Problem("ledger_lane", value=word, expected=EXAMPLE))
            continue
        size, in_tonnes = float(found["size"]), found["unit"] == "t"
        lanes.append(
            Lane(
                origin=found["origin"].strip(),
                goal=found["goal"].strip(),
                commodity=found["commodity"].strip(),
                tonnes=size if in_tonnes else None,
                teu=None if in_tonnes else size,
            )
        )
    if problems:
        raise UsageError("some lanes cannot be read", problems)
    return lanes
