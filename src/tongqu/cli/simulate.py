"""``tongqu simulate``: the port as a whole, many times over."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.berth_files import JSON, REGION
from tongqu.cli.compare import TIME
from tongqu.cli.language import reader_language
from tongqu.cli.output import SCHEMA_VERSION, emit_json, progress_shown
from tongqu.cli.port_options import PORT_OPTIONS, params_of
from tongqu.cli.simulate_files import Ran, check_day, need_for_parquet, write_files
from tongqu.errors import DatasetError, ExitCode, UsageError
from tongqu.text import translator

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager
    from datetime import datetime

    from tongqu.sim import PortParams, Scenario

__all__ = ["pool", "read_scenario", "simulate"]

MOST_BYTES = 64_000_000


@click.command()
@REGION
@click.option(
    "--as-of",
    type=TIME,
    metavar="DATE",
    help="First day that counts, and whose knowledge counts; by default today.",
)
@click.option(
    "--years", type=float, default=1.0, show_default=True, metavar="N", help="How long it counts."
)
@click.option("--replications", type=int, metavar="R", help="So many runs, instead of a precision.")
@click.option(
    "--precision",
    type=float,
    default=0.05,
    show_default=True,
    metavar="P",
    help="Half of the 95 % interval of the mean wait of a call, over that mean.",
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="S", help="Of all luck.")
@click.option(
    "--scenario",
    "scenario_path",
    metavar="FILE",
    help="A scenario of your own, JSON or TOML, instead of a region.",
)
@click.option(
    "--log",
    "log_path",
    metavar="FILE",
    help="A record of calls, Excel or CSV, instead: arrivals and stays are fitted, then simulated.",
)
@click.option(
    "--replay",
    is_flag=True,
    help="With --log: the arrivals as recorded, over the days of the record; only stays are drawn.",
)
@click.option(
    "--traffic",
    type=float,
    metavar="MT",
    help="Cargo over the quays, Mt a year; by default what the table of flows adds up to.",
)
@click.option(
    "--no-through",
    is_flag=True,
    help="Without vessels of other ports at the locks.",
)
@PORT_OPTIONS
@click.option(
    "--workers", type=int, default=1, show_default=True, metavar="N", help="Threads that run."
)
@click.option(
    "--write-scenario",
    "scenario_out",
    metavar="FILE",
    help="Also write the scenario as JSON, to change and to run with --scenario.",
)
@JSON
@click.option(
    "--html",
    "page",
    metavar="FILE",
    help="Also write one offline page to FILE; it takes more runs, with other traffic.",
)
@click.option(
    "--day",
    metavar="DATE|N",
    help="With --html: the day to scrub through, a date or the N-th that counts; by default the "
    "busiest of the first run.",
)
@click.option(
    "--handed-on",
    "with_handed_on",
    is_flag=True,
    help="Also run again without the queue of each place in turn: what it hands on to the others.",
)
@click.option("--csv", "csv_path", metavar="FILE", help="Also write all figures as CSV to FILE.")
@click.option(
    "--parquet",
    "parquet_folder",
    metavar="FOLDER",
    help="Also write tables run by run, curves and waits as Parquet files into FOLDER.",
)
def simulate(
    region_path: str | None,
    as_of: datetime | None,
    years: float,
    replications: int | None,
    precision: float,
    seed: int,
    scenario_path: str | None,
    log_path: str | None,
    replay: bool,
    traffic: float | None,
    no_through: bool,
    settings: tuple[str, ...],
    params_path: str | None,
    workers: int,
    scenario_out: str | None,
    as_json: bool,
    page: str | None,
    day: str | None,
    with_handed_on: bool,
    csv_path: str | None,
    parquet_folder: str | None,
) -> int:
    """Who waits in the port, where and why, and how much goes through?

    The port of a region runs through a year, vessel by vessel: locks, berths, cranes, yards, gates
    and trucks, many times, until the mean wait of a call is known to the precision asked for.
    Every mean has an interval; every assumed figure is listed. What cannot settle has no mean.
    """  # noqa: D400 - short help
    if scenario_path is not None and log_path is not None:
        t = translator(reader_language())
        raise click.UsageError(t("Give either --scenario or --log."))
    check_day(day, page)
    if (settings or params_path) and (scenario_path or log_path):
        raise UsageError.of("sim_settings_without_region")
    params = params_of(settings, params_path, traffic_mt_per_year=traffic,
                       through_vessels=False if no_through else None)  # fmt: skip
    if parquet_folder is not None:
        need_for_parquet()
    asked: dict[str, Any] = {"years": years, "replications": replications,
                             "precision": precision, "seed": seed}  # fmt: skip
    with progress_shown() as progress, pool(workers) as executor:
        run = {**asked, "executor": executor, "progress": progress}
        if scenario_path is not None:
            ran = _own(scenario_path, run)
        elif log_path is not None:
            ran = _log(log_path, region_path or "qujiang", run, replay=replay)
        else:
            ran = _port(region_path or "qujiang", as_of, params, run)
        if page is not None and ran.found.settled and not ran.found.interrupted:
            ran.answer["sweep"] = _sweep(ran, years, seed, executor)
        if with_handed_on and ran.found.settled:
            from tongqu.sim.handed_on import handed_on

            ran.answer["handed_on"] = handed_on(
                ran.found.result, executor=executor, progress=progress
            )
    ran.answer["asked"] = {**asked, "scenario": scenario_path, "log": log_path, "replay": replay,
                           "traffic_mt_per_year": traffic, "through": not no_through,
                           "set": list(settings), "params": params_path,
                           "handed_on": with_handed_on}  # fmt: skip
    whole = {"schema_version": SCHEMA_VERSION, "kind": "simulation",
             "asked": ran.answer.pop("asked"), **ran.answer}  # fmt: skip
    write_files(whole, ran, scenario=scenario_out, csv=csv_path, page=page, day=day,
                parquet=parquet_folder)  # fmt: skip
    return _show(whole, as_json=as_json)


def pool(workers: int) -> AbstractContextManager[Executor | None]:
    """Give so many threads that run blocks of replications; one is the caller's own."""
    if not 1 <= workers <= 256:
        raise UsageError.of("parameter_out_of_range", name="workers", value=workers,
                            minimum=1, maximum=256)  # fmt: skip
    if workers == 1:
        return nullcontext()
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(workers)


def read_scenario(path: str) -> Scenario:
    """Return the scenario of a JSON or TOML file."""
    from tongqu.sim import scenario_from_text

    file = Path(path)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise DatasetError.of("sim_not_a_scenario", reason=f"> {MOST_BYTES} B")
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DatasetError.of("unreadable", reason=reason) from error
    return scenario_from_text(text)


def _own(path: str, run: dict[str, Any]) -> Ran:
    from tongqu.sim.answer import sim_answer
    from tongqu.sim.settling import settle

    found = settle(read_scenario(path), **run)
    return Ran(sim_answer(found), found)


def _log(path: str, region_path: str, run: dict[str, Any], *, replay: bool) -> Ran:
    from tongqu.io import load_region
    from tongqu.io.berth_log import read_berth_log
    from tongqu.sim.answer import sim_answer
    from tongqu.sim.log_scenario import log_scenario, replayed
    from tongqu.sim.settling import settle

    fitted = log_scenario(read_berth_log(path, load_region(region_path)))
    found = replayed(fitted, **run) if replay else settle(fitted.scenario, **run)
    return Ran({**sim_answer(found), "fit": fitted.to_dict()}, found)


def _port(region_path: str, as_of: datetime | None, params: PortParams, run: dict[str, Any]) -> Ran:
    from datetime import datetime

    from tongqu.io import load_region
    from tongqu.sim.answer import sim_answer
    from tongqu.sim.settling import settle_port

    region = load_region(region_path)
    day = as_of or datetime.now(region.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    port, found = settle_port(region, day, params=params, **run)
    return Ran(sim_answer(found, port), found, port)


def _sweep(ran: Ran, years: float, seed: int, executor: Executor | None) -> list[dict[str, Any]]:
    """Return the wait with less and more traffic, in shorter runs."""
    from tongqu.sim.sweep import sweep

    return sweep(
        ran.found.result.scenario, seed=seed, years=min(years, 0.5), executor=executor,
        lead_h=ran.found.result.warm_h,
        traffic_mt_per_year=ran.answer["scenario"]["traffic_mt_per_year"],
    )  # fmt: skip


def _show(whole: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        emit_json(whole)
    else:
        from tongqu.cli.simulate_text import simulation_text

        click.echo(simulation_text(whole, reader_language()), nl=False)
    if whole["stop"]["interrupted"]:
        return ExitCode.INTERRUPTED
    if not whole["settled"]:
        return ExitCode.INFEASIBLE
    return ExitCode.OK if whole["stop"]["reached"] else ExitCode.LIMIT
