"""Files that ``tongqu simulate`` leaves behind: scenario, CSV, Parquet, page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.compare import TIME
from tongqu.cli.language import reader_language
from tongqu.cli.output import SCHEMA_VERSION, write_atomically
from tongqu.errors import Problem, UsageError
from tongqu.text import translator

if TYPE_CHECKING:
    from tongqu.sim.day import Day
    from tongqu.sim.region_scenario import PortScenario
    from tongqu.sim.settling import Settled

__all__ = ["Ran", "check_day", "need_for_parquet", "write_files"]

MOST_EVENTS = 3_000_000
"""A day is looked for among those before so many events of a run: their trace is in memory."""


@dataclass(frozen=True, eq=False)
class Ran:
    """What was simulated.

    Attributes
    ----------
    answer
        As JSON shows it.
    found
        The runs.
    port
        Where the scenario comes from, if from a region.
    """

    answer: dict[str, Any]
    found: Settled
    port: PortScenario | None = None


def need_for_parquet() -> None:
    """Refuse before anything runs if Parquet cannot be written."""
    from tongqu.sim.parquet import need_pyarrow

    need_pyarrow()


def check_day(day: str | None, page: str | None) -> None:
    """Refuse before anything runs a day that makes no sense, or that nothing would show."""
    t = translator(reader_language())
    if day is None:
        return
    if page is None:
        raise click.UsageError(t("--day needs --html."))
    if not day.isdigit():
        TIME.convert(day, None, click.get_current_context())


def write_files(
    answer: dict[str, Any], ran: Ran, *, scenario: str | None, csv: str | None, page: str | None,
    day: str | None, parquet: str | None,
) -> None:  # fmt: skip
    """Write the files that were asked for; each is whole or not there.

    Parameters
    ----------
    answer
        As JSON shows it, with what was asked.
    ran
        The runs.
    scenario, csv, page
        Files.
    day
        Day to be shown on the page, as it was written.
    parquet
        Folder.
    """
    if scenario is not None:
        from tongqu.sim import scenario_to_dict

        written = json.dumps(scenario_to_dict(ran.found.result.scenario), indent=1)
        write_atomically(scenario, written + "\n")
    if csv is not None:
        from tongqu.sim.answer_table import answer_csv

        write_atomically(csv, answer_csv(answer))
    if parquet is not None:
        _write_parquet(Path(parquet), answer, ran)
    if page is not None:
        from tongqu.report.sim_page import sim_page

        shown = _day(ran, day) if ran.found.settled else None
        write_atomically(page, sim_page(answer, reader_language(), shown))


def _day(ran: Ran, asked: str | None) -> Day | None:
    """Return the day to be shown; None if the run has no whole day."""
    from tongqu.sim.day import day_starts, traced_day

    result, port = ran.found.result, ran.port
    begin = None if port is None else port.begin
    starts = day_starts(result.hours, result.warm_h, begin)
    number = None
    if asked is not None:
        number = _number(asked, starts, begin)
    elif starts:
        events_an_hour = result.events.mean() / result.measured_h
        starts = [at for at in starts if at * events_an_hour <= MOST_EVENTS] or starts[:1]
    else:
        return None
    return traced_day(result.scenario, starts, seed=result.seed, number=number)


def _number(asked: str, starts: list[float], begin: datetime | None) -> int:
    """Return which of the days was asked for, from 0."""
    if not starts:
        raise UsageError.of("sim_no_day")
    # Two hours on, where clocks were changed since the begin, is still the same day.
    days = [f"{k + 1}" if begin is None else f"{begin + timedelta(hours=at + 2):%Y-%m-%d}"
            for k, at in enumerate(starts)]  # fmt: skip
    value = asked if asked.isdigit() else asked[:10]
    if asked.isdigit() and 1 <= int(asked) <= len(days):
        return int(asked) - 1
    if value not in days:
        raise UsageError.of("sim_no_such_day", value=asked, first=days[0], last=days[-1])
    return days.index(value)


def _write_parquet(folder: Path, answer: dict[str, Any], ran: Ran) -> None:
    """Write a file for each table; all are made before the first one is written."""
    from tongqu.sim.export import result_tables
    from tongqu.sim.parquet import parquet_bytes

    result, port = ran.found.result, ran.port
    tables = result_tables(
        result,
        settled=ran.found.settled,
        begin=None if port is None else port.begin,
        names=None if port is None else port.names,
    )
    about = {
        "schema_version": SCHEMA_VERSION,
        "scenario": str(answer["scenario"]["name"]),
        "asked": json.dumps(answer["asked"], ensure_ascii=False),
        "settled": json.dumps(answer["settled"]),
        "replications": str(result.replications),
        "seed": str(result.seed),
        "hours": f"{result.hours:g}",
        "warm_h": f"{result.warm_h:g}",
    }
    if port is not None:
        about |= {"begin": port.begin.isoformat(), "first_day": port.first_day.isoformat()}
    zone = "UTC" if port is None else str(port.begin.tzinfo)
    made = {name: parquet_bytes(columns, about, zone=zone) for name, columns in tables.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = Problem("cannot_write", {"reason": error.strerror or str(error)},
                          file=str(folder))  # fmt: skip
        raise UsageError(f"cannot write {folder}", (problem,)) from error
    for name, blob in made.items():
        write_atomically(folder / f"{name}.parquet", blob)
