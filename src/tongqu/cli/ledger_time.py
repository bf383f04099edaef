"""``tongqu ledger timeline``, ``plan``, ``forecast``: works in time."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.berth_files import text_of
from tongqu.cli.language import reader_language
from tongqu.cli.ledger_open import (
    ACCOUNT,
    AS_OF,
    DAY_OR_TIME,
    HTML,
    JSON,
    LEDGER,
    show,
    text_view,
    views_of,
    who,
    writing,
    wrote,
)
from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.errors import DatasetError, Problem
from tongqu.text import translator

if TYPE_CHECKING:
    from datetime import datetime

    from tongqu.ledger.schedule import Schedule

__all__ = ["forecast", "plan", "timeline"]


@click.command()
@click.option("--from", "first", type=DAY_OR_TIME, metavar="DATE", help="First day shown.")
@click.option("--until", "last", type=DAY_OR_TIME, metavar="DATE", help="Last day shown.")
@click.option("--kind", metavar="KIND", help="Only items of this kind.")
@LEDGER
@ACCOUNT
@AS_OF
@JSON
@HTML
def timeline(
    first: date | None,
    last: date | None,
    kind: str | None,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
    page: str | None,
) -> None:
    """Show works side by side in time: baseline, plan, forecast, what has happened, closures."""
    lang = reader_language()
    with views_of(where, account, as_of) as views:
        view = views.timeline(first=_day(first), last=_day(last), kind=kind)
    if page is not None:
        from tongqu.report.ledger_timeline_page import ledger_timeline_page

        wrote(page, ledger_timeline_page(view, lang))
    text = text_view()
    if not as_json:
        text.head(view, text.t("Works in time"))
        text.works(view["works"])
    show(view, text.lines.text(), as_json=as_json)


def _day(given: date | None) -> date | None:
    from datetime import datetime

    return given.date() if isinstance(given, datetime) else given


@click.command()
@click.argument("item")
@click.argument("file", required=False)
@click.option("--baseline", is_flag=True, help="Later versions are measured against this one.")
@click.option("--dry-run", is_flag=True, help="Plan and show it, record nothing.")
@LEDGER
@ACCOUNT
@AS_OF
@JSON
def plan(
    item: str,
    file: str | None,
    baseline: bool,
    dry_run: bool,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
) -> None:
    """Plan an ITEM's activities from FILE, or show its newest plan.

    FILE is JSON: start, activities with durations, dependencies (FS, SS, FF, SF with lags), a fixed
    finish if there is one. Planned forwards from the start and backwards from the finish; both are
    shown, with the float between them.
    """
    if file is None:
        with views_of(where, account, as_of) as views:
            view = views.item(item)
        told = {"schema_version": SCHEMA_VERSION, "kind": "ledger_plan", "item": item,
                "plan": view["plan"], "milestones": view["milestones"]}  # fmt: skip
        _show_plan(told, as_json=as_json)
        return
    from tongqu.ledger.planning import plan_version, set_plan
    from tongqu.ledger.schedule import read_plan, schedule

    data = _json_of(file)
    actor = who(account)
    with writing(where) as ledger:
        planned = schedule(read_plan(data, file=file), calendars=_calendars(ledger))
        row = ledger.journal.item(item)
        kind = ledger.kind(row.kind if row else "work", row.kind_version if row else 0)
        if not dry_run:
            set_plan(ledger, item, planned, actor=actor, baseline=baseline)
        told = {
            "schema_version": SCHEMA_VERSION, "kind": "ledger_plan", "item": item,
            "recorded": not dry_run, "baseline": baseline, "plan": plan_version(planned, kind),
            "critical_chain": list(planned.critical_chain), "conflicts": _conflicts(planned),
        }  # fmt: skip
    _show_plan(told, as_json=as_json)


def _calendars(ledger: Any) -> dict[str, Any]:
    """Return the ledger's own working time as the calendar that plans use."""
    from tongqu.ledger.working_hours import working_time

    return {"default": working_time(ledger.settings())}


def _json_of(file: str) -> Any:
    try:
        return json.loads(text_of(file))
    except json.JSONDecodeError as error:
        problem = Problem("not_json", {"reason": error.msg}, file, error.lineno)
        raise DatasetError(f"cannot read {file}", (problem,)) from None


def _conflicts(planned: Schedule) -> list[dict[str, Any]]:
    return [
        {
            "activity": one.activity, "constraint": one.constraint, "asked": one.asked.isoformat(),
            "found": one.found.isoformat(), "days": one.days,
        }
        for one in planned.conflicts
    ]  # fmt: skip


def _show_plan(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        emit_json(told)
        return
    text = text_view()
    t = text.t
    version = told["plan"]
    if not version:
        click.echo(t("{item} has no plan.", item=told["item"]))
        return
    text.lines.say(
        t("{item}: {start} to {finish}", item=told["item"], start=version["start_on"],
          finish=version["finish_on"]), "bold",
    )  # fmt: skip
    rows = [
        [
            row["id"], text.name(row), row.get("early_start") or "", row.get("early_finish") or "",
            row.get("late_start") or "", row.get("late_finish") or "",
            "" if row.get("float_days") is None else str(row["float_days"]),
            t("critical") if row.get("critical") else "",
        ]
        for row in version["activities"]
    ]  # fmt: skip
    heads = (
        (t("activity"), False), (t("name"), False), (t("earliest begin"), False),
        (t("earliest end"), False), (t("latest begin"), False), (t("latest end"), False),
        (t("float, days"), True), ("", False),
    )  # fmt: skip
    text.lines.table(list(heads), rows)
    for one in told.get("conflicts", ()):
        words = t(
            "{activity}: {asked} cannot be kept; {found} at the earliest, {days} working days late",
            activity=one["activity"] or t("the whole"), asked=one["asked"], found=one["found"],
            days=one["days"],
        )  # fmt: skip
        text.lines.say(words, indent="! ")
    click.echo(text.lines.text(), nl=False)


@click.command()
@click.argument("item")
@LEDGER
@ACCOUNT
@AS_OF
@JSON
def forecast(
    item: str,
    where: str | None,
    account: str | None,
    as_of: date | datetime | None,
    as_json: bool,
) -> None:
    """When is an ITEM likely to be finished, from how its progress went so far?

    With a probability where there are enough reports; where there are not, it says what can be
    said.
    """  # noqa: D400 - short help
    lang = reader_language()
    with views_of(where, account, as_of) as views:
        view = views.item(item)
    told = {"schema_version": SCHEMA_VERSION, "kind": "ledger_forecast", "item": item,
            "as_of": view["as_of"], "progress_percent": view["progress_percent"],
            "progress": view["progress"], "forecast": view["forecast"]}  # fmt: skip
    if as_json:
        emit_json(told)
        return
    t = translator(lang)
    found = view["forecast"]
    click.echo(text_view().name(found, "text") if found else
               t("{item} has no reported progress.", item=item))  # fmt: skip
