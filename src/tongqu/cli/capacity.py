"""``tongqu capacity``: how much traffic a port can take within a level of service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.berth_files import JSON, REGION
from tongqu.cli.compare import TIME
from tongqu.cli.language import reader_language
from tongqu.cli.ledger_open import HTML, wrote
from tongqu.cli.output import SCHEMA_VERSION, emit_json, progress_shown
from tongqu.cli.port_options import PORT_OPTIONS, params_of
from tongqu.cli.simulate import pool, read_scenario
from tongqu.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from tongqu.model import Region
    from tongqu.sim.region_scenario import PortScenario

__all__ = ["capacity"]

ENDINGS = {
    "found": ExitCode.OK, "never_broken": ExitCode.OK, "bracket": ExitCode.LIMIT,
    "never_kept": ExitCode.INFEASIBLE, "not_settled": ExitCode.INFEASIBLE,
    "stopped": ExitCode.INTERRUPTED,
}  # fmt: skip


@click.command()
@click.option(
    "--scenario",
    "scenario_path",
    metavar="FILE",
    help="A scenario of your own, JSON or TOML, instead of a region.",
)
@REGION
@click.option(
    "--as-of",
    type=TIME,
    metavar="DATE",
    help="First day that counts, and whose knowledge counts; by default today.",
)
@click.option(
    "--traffic",
    type=float,
    metavar="MT",
    help="Cargo over the quays to begin with, Mt a year; stores and gates are made for "
    "it. By default what the table of flows adds up to.",
)
@PORT_OPTIONS
@click.option("--no-through", is_flag=True, help="Without vessels of other ports at the locks.")
@click.option(
    "--target-wait-over-service",
    type=float,
    metavar="W",
    help="Limit of the mean wait for a berth, in mean times at it.",
)
@click.option(
    "--target-wait-h",
    type=float,
    metavar="H",
    help="Limit of the mean wait for a berth or at a lock, in hours.",
)
@click.option(
    "--longer-than-h", type=float, metavar="H", help="With --longer-share: a wait in hours."
)
@click.option(
    "--longer-share",
    type=float,
    metavar="P",
    help="Limit: at most this share of the vessels waits longer than that.",
)
@click.option(
    "--queue",
    type=float,
    metavar="N",
    help="Limit of the longest queue of a run, in the mean of the runs.",
)
@click.option(
    "--refused-share",
    type=float,
    metavar="P",
    help="Limit of the share of the vessels that find the anchorage full.",
)
@click.option(
    "--yard-full-share",
    type=float,
    metavar="P",
    help="Limit of the share of the time in which somebody waits for room in a yard.",
)
@click.option(
    "--station",
    "stations",
    multiple=True,
    metavar="ID",
    help="Hold the limits only there: a station, lock or store. May be repeated.",
)
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="ID",
    help="Let only this traffic grow. May be repeated; by default all of this port.",
)
@click.option(
    "--against",
    multiple=True,
    metavar="FILE|DATE",
    help="Another scenario, or the region on another day, to compare with; may be repeated.",
)
@click.option("--no-more", is_flag=True, help="Do not ask what one more of everything brings.")
@click.option(
    "--block-t",
    type=float,
    metavar="T",
    help="Room of one more yard block; by default a tenth of the store.",
)
@click.option(
    "--choose",
    multiple=True,
    metavar="ID",
    help="Choose the shortest wait among these: an addition like berth:quay, one of "
    "--against, or as_it_is. Repeat it.",
)
@click.option(
    "--error",
    type=float,
    default=0.05,
    show_default=True,
    metavar="P",
    help="Accepted probability that the choice is wrong.",
)
@click.option(
    "--indifference-h",
    type=float,
    metavar="H",
    help="Difference of the mean wait of a call that does not matter; by default a tenth of it.",
)
@click.option(
    "--years",
    type=float,
    default=1.0,
    show_default=True,
    metavar="N",
    help="How long a run counts.",
)
@click.option(
    "--replications",
    type=int,
    default=20,
    show_default=True,
    metavar="R",
    help="Runs at each level of traffic, at first.",
)
@click.option(
    "--most-replications",
    type=int,
    default=640,
    show_default=True,
    metavar="R",
    help="Runs at each level of traffic, at the most.",
)
@click.option(
    "--tolerance",
    type=float,
    default=0.02,
    show_default=True,
    metavar="P",
    help="Width of the bracket that is good enough, as a share of the traffic.",
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="S", help="Of all luck.")
@click.option(
    "--workers", type=int, default=1, show_default=True, metavar="N", help="Threads that run."
)
@JSON
@HTML
def capacity(
    scenario_path: str | None,
    region_path: str | None,
    as_of: datetime | None,
    against: tuple[str, ...],
    workers: int,
    as_json: bool,
    page: str | None,
    **asked: Any,
) -> int:
    """How much traffic can the port take, and what would one more berth bring?

    The largest yearly traffic that keeps the limits you state, all of them, with its interval;
    which of them binds, and where; and what one more berth, crane, yard block, shift or chamber
    would bring. Where the intervals do not tell, you get a bracket and no figure.
    """  # noqa: D400 - short help
    from tongqu.studies import CapacityParams
    from tongqu.studies import capacity as look

    if scenario_path is not None and (region_path is not None or as_of is not None):
        raise UsageError.of("capacity_two_ports")
    if scenario_path is not None and (asked["settings"] or asked["params_path"]):
        raise UsageError.of("sim_settings_without_region")
    level = _level(asked)
    names: dict[str, tuple[str, str]] = {}
    loads: list[dict[str, Any]] = []
    if scenario_path is not None:
        port, mt, lead_h = read_scenario(scenario_path), None, 0.0
        others = {name: read_scenario(name) for name in against}
    else:
        made, ports = _region(region_path or "qujiang", as_of, against, asked)
        port, mt, lead_h = made.scenario, made.traffic_mt_per_year, made.lead_h
        others = {name: other.scenario for name, other in ports.items()}
        for name, other in {"as_it_is": made, **ports}.items():
            names |= other.names
            loads += [{"port": name, **load.to_dict()} for load in other.loads]
    params = CapacityParams(
        years=asked["years"], lead_h=lead_h, replications=asked["replications"],
        most=max(asked["most_replications"], asked["replications"]),
        tolerance=asked["tolerance"], sources=asked["sources"], more=not asked["no_more"],
        block_t=asked["block_t"], choose=asked["choose"], error=asked["error"],
        indifference_h=asked["indifference_h"],
    )  # fmt: skip
    with progress_shown() as progress, pool(workers) as executor:
        found = look(port, level, params=params, alternatives=others, traffic_mt_per_year=mt,
                     seed=asked["seed"], executor=executor, progress=progress)  # fmt: skip
    said = {
        "scenario": scenario_path,
        "region": None if scenario_path else region_path,
        "as_of": None if as_of is None else as_of.isoformat(),
        "against": list(against),
        "set": list(asked["settings"]),
        "params": asked["params_path"],
    }
    answer = {"schema_version": SCHEMA_VERSION, "kind": "capacity", "asked": said,
              **found.to_dict(), "loads": loads,
              "names": [{"id": name, "name": en, "name_zh": zh}
                        for name, (en, zh) in names.items()]}  # fmt: skip
    if page is not None:
        from tongqu.report.capacity_page import capacity_page

        wrote(page, capacity_page(answer, reader_language()))
    if as_json:
        emit_json(answer)
    else:
        from tongqu.cli.capacity_text import capacity_text

        click.echo(capacity_text(answer, reader_language()), nl=False)
    return ENDINGS[found.state]


def _level(asked: dict[str, Any]) -> Any:
    from tongqu.studies import PortLevel

    return PortLevel(
        wait_over_service=asked["target_wait_over_service"], wait_h=asked["target_wait_h"],
        longer_than_h=asked["longer_than_h"], longer_share=asked["longer_share"],
        queue=asked["queue"], refused_share=asked["refused_share"],
        yard_full_share=asked["yard_full_share"], stations=asked["stations"],
    )  # fmt: skip


def _region(
    path: str, as_of: datetime | None, against: tuple[str, ...], asked: dict[str, Any]
) -> tuple[PortScenario, dict[str, PortScenario]]:
    """Return the port of a region, and the same on other days."""
    from datetime import datetime

    from tongqu.io import load_region

    region = load_region(path)
    day = as_of or datetime.now(region.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    context = click.get_current_context()
    days = {word: TIME.convert(word, None, context) for word in against}
    others = {word: _on(region, other, asked) for word, other in days.items()}
    return _on(region, day, asked), others


def _on(region: Region, day: datetime, asked: dict[str, Any]) -> PortScenario:
    from tongqu.sim.region_scenario import region_scenario

    params = params_of(asked["settings"], asked["params_path"],
                       traffic_mt_per_year=asked["traffic"],
                       through_vessels=False if asked["no_through"] else None)  # fmt: skip
    return region_scenario(region, day, years=asked["years"], params=params)
