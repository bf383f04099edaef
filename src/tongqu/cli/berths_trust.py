"""``tongqu berths audit`` and ``simulate-week``: whether plans can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.berth_files import JSON, REGION, text_of
from tongqu.cli.compare import TIME
from tongqu.cli.language import reader_language
from tongqu.cli.output import emit_json, progress_shown, write_atomically
from tongqu.cli.refusal import notices
from tongqu.errors import ExitCode
from tongqu.text import translator

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["audit", "simulate_week"]

_HTML = click.option("--html", "page", metavar="FILE", help="Also write one offline page to FILE.")


@click.command()
@click.argument("log_path", metavar="[LOG]", required=False)
@REGION
@click.option("--terminal", metavar="T", help="Only this terminal: an id.")
@click.option(
    "--from",
    "start",
    type=TIME,
    metavar="TIME",
    help="Where to begin; by default the midnight before the first arrival.",
)
@click.option("--days", type=int, metavar="N", help="How many days are looked at.")
@click.option(
    "--every",
    type=int,
    default=24,
    show_default=True,
    metavar="H",
    help="Hours between two plans.",
)
@click.option(
    "--time-limit",
    type=float,
    default=5.0,
    show_default=True,
    metavar="S",
    help="Seconds of search for each plan at most.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Of the search.")
@click.option("--demo", is_flag=True, help="An invented log instead of LOG.")
@click.option("--csv", "csv_path", metavar="FILE", help="With --demo: also write that log to FILE.")
@JSON
@_HTML
def audit(
    log_path: str | None,
    region_path: str | None,
    terminal: str | None,
    start: datetime | None,
    days: int | None,
    every: int,
    time_limit: float,
    seed: int,
    demo: bool,
    csv_path: str | None,
    as_json: bool,
    page: str | None,
) -> int:
    """Hold last month's berthings against the plans that could have been made.

    LOG is an Excel or CSV file, one row a call: when it was expected and since when that was known,
    when it arrived, made fast, was worked and left, and where. Each plan knows only what was known
    then. Figures in the log that cannot be true are named and left out on both sides.
    """
    from tongqu.berths.audit import audit_berths
    from tongqu.berths.audit_result import AuditParams
    from tongqu.berths.params import BerthParams
    from tongqu.io import load_region

    if (log_path is None) != demo:
        t = translator(reader_language())
        raise click.UsageError(t("Give either a LOG or --demo."))
    lang = reader_language()
    with notices(translator(lang)), progress_shown() as progress:
        region = load_region(region_path or "qujiang")
        found = audit_berths(
            region,
            _demo_log(region, csv_path, lang, days) if log_path is None else _log(log_path, region),
            terminal=terminal,
            start=start,
            days=days,
            params=BerthParams(time_limit_s=time_limit),
            audit_params=AuditParams(decision_every_h=every),
            seed=seed,
            progress=progress,
        )
        answer = found.to_dict()
    _show(answer, lang, page, as_json)
    return ExitCode.OK


def _log(path: str, region: Any) -> Any:
    from tongqu.io.berth_log import read_berth_log

    return read_berth_log(path, region)


def _demo_log(region: Any, csv_path: str | None, lang: str, days: int | None) -> Any:
    from tongqu.berths.demo_log import demo_log

    size = {} if days is None else {"days": days, "calls": max(4, 43 * days)}
    made = demo_log(region, flaws=True, **size).log
    if csv_path is not None:
        from tongqu.io.berth_log_writing import berth_log_csv

        _write(csv_path, berth_log_csv(made, region, lang), lang)
    return made


def _show(answer: dict[str, Any], lang: str, page: str | None, as_json: bool) -> None:
    """Write the page and show the answer of either command."""
    is_audit = answer["kind"] == "berth_audit"
    if page is not None:
        from tongqu.report.berth_audit_page import berth_audit_page
        from tongqu.report.berth_week_page import berth_week_page

        _write(page, (berth_audit_page if is_audit else berth_week_page)(answer, lang), lang)
    if as_json:
        emit_json(answer)
    else:
        from tongqu.cli.berths_trust_text import audit_text, week_text

        click.echo((audit_text if is_audit else week_text)(answer, lang), nl=False)


def _write(path: str, text: str, lang: str) -> None:
    write_atomically(path, text)
    click.echo(translator(lang)("wrote {path}", path=path), err=True)


@click.command("simulate-week")
@click.argument("plan_path", metavar="PLAN")
@REGION
@click.option(
    "--replications",
    type=int,
    default=200,
    show_default=True,
    metavar="N",
    help="How often the week is carried out.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="S", help="Of the delays.")
@click.option("--arrival-mean", type=float, metavar="H", help="Mean arrival after the ETA, hours.")
@click.option(
    "--arrival-sd", type=float, metavar="H", help="Standard deviation of the arrival, hours."
)
@click.option("--work-mean", type=float, metavar="X", help="Mean work against the tables.")
@click.option("--work-cv", type=float, metavar="X", help="Coefficient of variation of the work.")
@click.option(
    "--rule",
    type=click.Choice(["keep", "first_free"]),
    default="keep",
    show_default=True,
    help="Keep berth and order, or take the first free berth that fits.",
)
@JSON
@_HTML
def simulate_week(
    plan_path: str,
    region_path: str | None,
    replications: int,
    seed: int,
    arrival_mean: float | None,
    arrival_sd: float | None,
    work_mean: float | None,
    work_cv: float | None,
    rule: str,
    as_json: bool,
    page: str | None,
) -> int:
    """Carry the plan file PLAN out many times against random delays.

    Says for each vessel how often its slot holds, how long it waits and who makes it late, and
    which minutes kept free after each stay would pay. Delays that are not given are assumed, and
    marked so.
    """
    from tongqu.berths.delays import Delays
    from tongqu.berths.plan_file import read_plan_text
    from tongqu.berths.simulate_week import simulate_week as simulated
    from tongqu.berths.week_result import WeekParams
    from tongqu.io import load_region

    lang = reader_language()
    asked = {
        "arrival_mean_h": arrival_mean,
        "arrival_sd_h": arrival_sd,
        "work_mean": work_mean,
        "work_cv": work_cv,
    }
    with notices(translator(lang)), progress_shown() as progress:
        plan = read_plan_text(text_of(plan_path), Path(plan_path).name)
        found = simulated(
            plan,
            region=load_region(region_path or plan.region),
            replications=replications,
            delays=Delays(**{name: value for name, value in asked.items() if value is not None}),
            params=WeekParams(rule=rule),
            seed=seed,
            progress=progress,
        )
        answer = found.to_dict()
    _show(answer, lang, page, as_json)
    return ExitCode.OK
