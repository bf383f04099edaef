"""``tongqu lock``: what a closure of a lock costs, and how the port fares when the lock is full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.berth_files import JSON, REGION
from tongqu.cli.compare import TIME
from tongqu.cli.language import reader_language
from tongqu.cli.ledger_open import HTML, wrote
from tongqu.cli.output import SCHEMA_VERSION, emit_json, progress_shown
from tongqu.cli.simulate import pool
from tongqu.errors import ExitCode, Problem
from tongqu.text import problem_text

if TYPE_CHECKING:
    from datetime import datetime

    from tongqu.model import Region
    from tongqu.sim import PortParams
    from tongqu.studies.lock_closure import Closing

__all__ = ["lock"]

SEED = click.option(
    "--seed", type=int, default=1, show_default=True, metavar="S", help="Of all luck."
)
WORKERS = click.option(
    "--workers", type=int, default=1, show_default=True, metavar="N", help="Threads that run."
)
TRAFFIC = click.option(
    "--traffic",
    type=float,
    metavar="MT",
    help="Cargo over the quays, Mt a year; by default what the table of flows adds up to.",
)


@click.group()
def lock() -> None:
    """What does a closure of a lock cost, and how full may a lock be?

    The port of a region is simulated with one of its locks changed, each time with the same luck.
    """  # noqa: D400 - short help


def _params(traffic: float | None) -> PortParams:
    from tongqu.sim.region_params import PortParams

    return PortParams(traffic_mt_per_year=traffic)


@lock.command()
@click.argument("lock_id", metavar="LOCK")
@REGION
@click.option(
    "--closed",
    multiple=True,
    metavar="FROM/UNTIL",
    help="Shut from FROM until it opens again at UNTIL, like 2025-01-29/2025-02-13. May be "
    "repeated; by default all versions of the last closure that the region knows.",
)
@click.option(
    "--as-of",
    type=TIME,
    metavar="DATE",
    help="First day that counts, and whose knowledge counts; by default four weeks before the "
    "first closure.",
)
@click.option(
    "--weeks", type=float, default=13.0, show_default=True, metavar="N", help="How long it counts."
)
@click.option(
    "--stay-away",
    type=float,
    default=0.0,
    show_default=True,
    metavar="P",
    help="Share of the vessels that would come while it is shut and stay away.",
)
@TRAFFIC
@click.option(
    "--replications", type=int, default=16, show_default=True, metavar="R", help="Number of runs."
)
@SEED
@WORKERS
@JSON
@HTML
def closure(
    lock_id: str,
    region_path: str | None,
    closed: tuple[str, ...],
    as_of: datetime | None,
    weeks: float,
    stay_away: float,
    traffic: float | None,
    replications: int,
    seed: int,
    workers: int,
    as_json: bool,
    page: str | None,
) -> int:
    """What does a closure of LOCK cost in waiting?

    As planned, as it became, and none, all with the same luck: hours more a call, vessels that wait
    when it opens, and days until the queue is gone.
    """  # noqa: D400 - short help
    from tongqu.io import load_region
    from tongqu.studies.lock_closure import lock_closure

    region = load_region(region_path or "qujiang")
    closings = [_closing(text, region) for text in closed]
    with progress_shown() as progress, pool(workers) as executor:
        found = lock_closure(
            region, lock_id, closings, first_day=as_of, weeks=weeks, stay_away=stay_away,
            params=_params(traffic), replications=replications, seed=seed, executor=executor,
            progress=progress,
        )  # fmt: skip
    return _show({"kind": "lock_closure", **found}, as_json, page)


def _closing(text: str, region: Region) -> Closing:
    from tongqu.studies.lock_closure import Closing

    context = click.get_current_context()
    begin, slash, end = text.partition("/")
    if not slash:
        problem = Problem("not_a_closing", value=text, expected="2025-01-29/2025-02-13")
        raise click.BadParameter(problem_text(problem, reader_language()), context)
    when = [region.local(TIME.convert(part, None, context)) for part in (begin, end)]
    return Closing(text, *when)


@lock.command()
@click.argument("lock_id", metavar="LOCK")
@REGION
@click.option(
    "--at",
    "loads",
    default="100,132,150,180,190",
    show_default=True,
    metavar="LIST",
    help="Loads in percent of the design.",
)
@click.option(
    "--of",
    "design",
    default="far_term",
    show_default=True,
    metavar="D",
    help="Which design: the end of the id of a fact of the lock in Mt a year, like design.",
)
@click.option(
    "--design-mt", type=float, metavar="MT", help="The design, both ways, instead of a fact."
)
@click.option(
    "--as-of",
    type=TIME,
    metavar="DATE",
    help="First day that counts, and whose knowledge counts; by default today.",
)
@click.option(
    "--years", type=float, default=1.0, show_default=True, metavar="N", help="How long it counts."
)
@click.option("--no-limit", is_flag=True, help="Do not look for the load that is too much.")
@TRAFFIC
@click.option(
    "--replications",
    type=int,
    default=8,
    show_default=True,
    metavar="R",
    help="Runs at each load.",
)
@SEED
@WORKERS
@JSON
@HTML
def load(
    lock_id: str,
    region_path: str | None,
    loads: str,
    design: str,
    design_mt: float | None,
    as_of: datetime | None,
    years: float,
    no_limit: bool,
    traffic: float | None,
    replications: int,
    seed: int,
    workers: int,
    as_json: bool,
    page: str | None,
) -> int:
    """How does the port fare when LOCK runs at some percent of its design?

    Vessels of other ports become more at that lock; those of this port stay. The waits there and of
    the port's own calls, their turnaround, and the load from which on queues only grow.
    """  # noqa: D400 - short help
    from datetime import datetime

    from tongqu.io import load_region
    from tongqu.studies.lock_load import lock_load

    region = load_region(region_path or "qujiang")
    day = as_of or datetime.now(region.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    with progress_shown() as progress, pool(workers) as executor:
        found = lock_load(
            region, lock_id, day, _percents(loads), of=design, design_mt=design_mt, years=years,
            params=_params(traffic), replications=replications, seed=seed, limit=not no_limit,
            executor=executor, progress=progress,
        )  # fmt: skip
    return _show({"kind": "lock_load", **found}, as_json, page)


def _percents(text: str) -> list[float]:
    try:
        return [float(part.strip().removesuffix("%")) for part in text.split(",")]
    except ValueError as error:
        problem = Problem("not_loads", value=text, expected="100,132,150,180,190")
        message = problem_text(problem, reader_language())
        raise click.BadParameter(message, click.get_current_context()) from error


def _show(found: dict[str, Any], as_json: bool, page: str | None) -> int:
    answer = {"schema_version": SCHEMA_VERSION, **found}
    if page is not None:
        from tongqu.report.lock_page import lock_page

        wrote(page, lock_page(answer, reader_language()))
    if as_json:
        emit_json(answer)
    else:
        from tongqu.cli.lock_text import lock_text

        click.echo(lock_text(answer, reader_language()), nl=False)
    return ExitCode.OK
