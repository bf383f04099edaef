"""``tongqu demo``: one page that shows what can be answered, and the answers behind it."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.demo_port import demo_port
from tongqu.cli.language import reader_language
from tongqu.cli.output import write_atomically
from tongqu.cli.refusal import notices
from tongqu.errors import Problem, UsageError
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.model import Region
    from tongqu.report.demo_cases import DemoCase, DemoRun
    from tongqu.report.index_page import DemoLedger, DemoWeek

__all__ = ["demo"]

WEEK_S = 5.0
"""Seconds of search for the week at the quay: a plan that is within a few per cent of the best."""

LEDGER_DAY, LEDGER_SINCE = date(2024, 12, 9), date(2024, 11, 30)
"""The latest date on the newspaper's page, and since when changes are told."""

LEDGER_READER = "viewer-1"

LATE_WORK, LATE_MONTHS = "port-phase-2", 3
LATE_LANES = (
    ("juhua", "jebel-ali", "calcium-chloride", 600.0),
    ("ningbo-beilun", "qujiang-district", "iron-ore", 1000.0),
    ("longyou", "jebel-ali", "calcium-chloride", 600.0),
)
"""Asked about in the demo: the reported lot, the largest invented flow, another port."""


@click.command()
@click.option(
    "--out",
    default="demo",
    metavar="FOLDER",
    show_default=True,
    help="Where the pages go; the folder is made where it is missing.",
)
def demo(out: str) -> None:
    """Show what tongqu can answer, on one page.

    Asks the questions of the demo of the shipped region, plans an invented week at its quay,
    simulates its port, looks into the ledger of its works, and writes index.html, a page and a JSON
    file for each answer, and the table of the week's calls. The pages need no network and hold both
    languages.
    """
    from tongqu.io import load_region
    from tongqu.report.demo_cases import demo_cases
    from tongqu.report.index_page import Demo, demo_page

    lang = reader_language()
    t = translator(lang)
    began = perf_counter()
    folder = _folder(out)
    with notices(t):
        region = load_region("qujiang")
        click.echo(t("read the region qujiang  {seconds} s", seconds=_since(began)))
        runs: dict[str, DemoRun] = {}
        for case in demo_cases():
            if case.fits(region):
                runs[case.id] = _answer(case, region, folder, lang)
            else:
                click.echo(t("left out: {command}", command=case.command))
        week = _week(region, folder, lang)
        port = demo_port(region, folder, lang)
        ledger = _ledger(region, folder, lang)
    start = perf_counter()
    write_atomically(folder / "index.html", demo_page(Demo(region, runs, week, ledger, port), lang))
    click.echo(t("{path}  {seconds} s", path=str(folder / "index.html"), seconds=_since(start)))
    click.echo(
        t("done in {seconds} s; open {path}", seconds=_since(began), path=folder / "index.html")
    )


def _week(region: Region, folder: Path, lang: str) -> DemoWeek:
    """Plan the week of the demo and write its page, its plan file and its calls."""
    from tongqu.berths.demo_week import demo_week
    from tongqu.berths.params import BerthParams
    from tongqu.berths.plan import plan_berths
    from tongqu.io import write_call_table
    from tongqu.report.berth_page import berth_page
    from tongqu.report.index_page import DemoWeek

    start = perf_counter()
    invented = demo_week(region)
    plan = plan_berths(
        invented.region,
        invented.calls,
        terminal=invented.terminal_ids,
        start=invented.start,
        hours=invented.hours,
        params=BerthParams(time_limit_s=WEEK_S),
    ).to_dict()
    week = DemoWeek(plan, page="week.html", json="week.json", calls="week-calls.xlsx")
    t = translator(lang)
    text = json.dumps(plan, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_atomically(folder / week.json, text)
    click.echo(t("{path}  {seconds} s", path=str(folder / week.json), seconds=_since(start)))
    drawing = perf_counter()
    write_atomically(folder / week.page, berth_page(plan, lang))
    click.echo(t("{path}  {seconds} s", path=str(folder / week.page), seconds=_since(drawing)))
    writing = perf_counter()
    write_call_table(plan, folder / week.calls, lang)
    click.echo(t("{path}  {seconds} s", path=str(folder / week.calls), seconds=_since(writing)))
    return week


def _ledger(region: Region, folder: Path, lang: str) -> DemoLedger:
    """Write the status of the example's ledger on its day, and what a late work of it costs."""
    from tongqu.ledger.example import example_ledger
    from tongqu.ledger.region_rows import region_rows_of
    from tongqu.ledger.views import LedgerViews
    from tongqu.report.delay_page import cost_of_delay_page
    from tongqu.report.index_page import DemoLedger
    from tongqu.report.ledger_status_page import ledger_status_page
    from tongqu.report.ledger_timeline_page import ledger_timeline_page
    from tongqu.studies import Lane, cost_of_delay

    start = perf_counter()
    example = example_ledger(region)
    views = LedgerViews(example, actor=LEDGER_READER, as_of=LEDGER_DAY)
    status, timeline = views.status(since=LEDGER_SINCE), views.timeline()
    _written(folder / "ledger.json", _json(status), lang, start)
    start = perf_counter()
    _written(folder / "ledger.html", ledger_status_page(status, lang), lang, start)
    start = perf_counter()
    _written(folder / "ledger-timeline.html", ledger_timeline_page(timeline, lang), lang, start)
    start = perf_counter()
    joined = region_rows_of(views, region).apply(region)
    lanes = [Lane(origin=o, goal=g, commodity=c, tonnes=tonnes) for o, g, c, tonnes in LATE_LANES]
    delay = cost_of_delay(joined, LATE_WORK, months=LATE_MONTHS, lanes=lanes).to_dict()
    _written(folder / "delay.json", _json(delay), lang, start)
    start = perf_counter()
    _written(folder / "delay.html", cost_of_delay_page(delay, lang), lang, start)
    return DemoLedger(
        status=status,
        page="ledger.html",
        json="ledger.json",
        timeline="ledger-timeline.html",
        delay=delay,
        delay_page="delay.html",
        delay_json="delay.json",
    )


def _json(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _written(path: Path, text: str, lang: str, start: float) -> None:
    write_atomically(path, text)
    t = translator(lang)
    click.echo(t("{path}  {seconds} s", path=str(path), seconds=_since(start)))


def _folder(out: str) -> Path:
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem("cannot_write", {"reason": reason}, file=out)
        raise UsageError(f"cannot make {out}", (problem,)) from error
    return folder


def _answer(case: DemoCase, region: Region, folder: Path, lang: str) -> DemoRun:
    """Ask one question and write its page and its JSON."""
    from tongqu.report import compare_page
    from tongqu.report.demo_cases import DemoRun
    from tongqu.routes import compare

    start = perf_counter()
    result = compare(
        region,
        case.origin,
        case.goal,
        commodity=case.commodity,
        tonnes=case.tonnes,
        teu=case.teu,
        ready=datetime.fromisoformat(case.ready),
        deadline=datetime.fromisoformat(case.deadline) if case.deadline else None,
    )
    answer: Mapping[str, Any] = result.to_dict()
    run = DemoRun(case, answer, page=f"{case.id}.html", json=f"{case.id}.json")
    text = json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    t = translator(lang)
    write_atomically(folder / run.json, text)
    click.echo(t("{path}  {seconds} s", path=str(folder / run.json), seconds=_since(start)))
    drawing = perf_counter()
    write_atomically(folder / run.page, compare_page(answer, region, lang))
    click.echo(t("{path}  {seconds} s", path=str(folder / run.page), seconds=_since(drawing)))
    return run


def _since(start: float) -> str:
    return f"{perf_counter() - start:.2f}"
