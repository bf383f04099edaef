"""``tongqu queue code``: capacity formulas of the Chinese design codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.output import SCHEMA_VERSION, emit_json, progress_shown
from tongqu.cli.queue_options import JSON
from tongqu.errors import ExitCode
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongqu.queueing import CodeAnswer
    from tongqu.queueing.codes import Coefficient

__all__ = ["code"]


@click.group()
def code() -> None:
    """Capacity by the formulas of the Chinese design codes.

    They take the utilisation as an input; with --simulate the same berths or lock are simulated
    beside, which give waits and utilisation as an output.
    """


def value(name: str, **options: Any) -> Callable[[Any], Any]:
    """Return the option of one coefficient."""
    told = options.get("default") is not None
    return click.option(name, type=float, metavar="X", show_default=told, **options)


def beside(*own: Any) -> Callable[[Any], Any]:
    """Return the options of the simulation beside a formula."""

    def add(command: Any) -> Any:
        options = (
            click.option(
                "--simulate", is_flag=True,
                help="Also simulate it: waits at the throughput of the formula, and the throughput "
                "that keeps a level of service.",
            ),
            *own,
            click.option("--replications", type=int, metavar="R",
                         help="Runs of a year; by default 40 of berths, 10 of a lock."),
            click.option("--seed", type=int, default=1, show_default=True, metavar="S",
                         help="Of all luck."),
        )  # fmt: skip
        for option in reversed(options):
            command = option(command)
        return command

    return add


AT_BERTHS = beside(
    click.option("--berths", type=int, metavar="N",
                 help="Berths to simulate; by default those that the year needs, or one."),
    click.option("--stages", type=int, default=4, show_default=True, metavar="K",
                 help="How even the work of a vessel is: Erlang's stages."),
    click.option("--target-wait-over-service", type=float, default=0.3, show_default=True,
                 metavar="W", help="Level of service: mean wait, in mean times at the berth."),
)  # fmt: skip
AT_LOCK = beside(
    click.option("--vessels-a-lockage", type=int, default=4, show_default=True, metavar="N",
                 help="Vessels that fill the chamber."),
    click.option("--target-wait-h", type=float, default=4.0, show_default=True, metavar="H",
                 help="Level of service: mean wait, h."),
)  # fmt: skip
BESIDE = ("simulate", "berths", "stages", "target_wait_over_service", "vessels_a_lockage",
          "target_wait_h", "replications", "seed")  # fmt: skip


@code.command()
@value("--ship-t", help="G: cargo of the design vessel, t.", required=True)
@value("--rate-t-per-h", help="p: design rate of the berth, t/h.", required=True)
@value(
    "--utilisation", help="A_p: effective utilisation of the berth, 0.50 to 0.70.", required=True
)
@value("--days", help="T: days of operation a year.", default=330)
@value("--idle-h", help="Sum t: hours of a day without work, 2 to 4.", default=3)
@value("--other-h", help="t_f: auxiliary work, berthing and unberthing, 1 to 4 h.", default=3)
@value("--yearly-t", help="Q: cargo of a year; then also the number of berths.")
@AT_BERTHS
@JSON
def berth(as_json: bool, **asked: Any) -> int:
    """Yearly capacity of a bulk or general berth (JTS 165, JTS 166).

    The formula and its ranges are given from memory: check them against your copy of the code.
    """
    from tongqu.queueing import berth_code

    return _show("code_berth", berth_code, asked, as_json)


@code.command()
@value("--cranes", help="n: cranes at a vessel, 1 to 2 for 4,000 to 15,000 DWT.", required=True)
@value("--crane-moves-per-h", help="p_1: boxes of a crane in an hour, 20 to 25.", required=True)
@value("--ship-teu", help="Q: boxes of a call, 300 to 1200 TEU.", required=True)
@value(
    "--utilisation", help="A_p: effective utilisation of the berth, 0.50 to 0.70.", required=True
)
@value("--days", help="T_y: days of operation a year.", default=333)
@value("--work-h", help="t_g: hours of work in a day, 22 to 24.", default=24)
@value("--other-h", help="t_f: auxiliary work, berthing and unberthing, 3 to 5 h.", default=3)
@value("--teu-per-box", help="K_1: TEU of a box, 1.1 to 1.9.", default=1.6)
@value("--together", help="K_2: share of the cranes that work at once, 0.85 to 0.95.", default=0.85)
@value("--shifted", help="K_3: share of boxes moved twice, 0 to 0.05.", default=0.05)
@value("--twin-lift", help="K_4: gain by twin lift or two trolleys, 1.05 to 1.25.", default=1.05)
@value("--yearly-teu", help="Boxes of a year, TEU; then also the number of berths.")
@AT_BERTHS
@JSON
def container(as_json: bool, **asked: Any) -> int:
    """Yearly capacity of a container berth (JTJ 212-2006, 7.10.7)."""
    from tongqu.queueing import container_code

    return _show("code_container", container_code, asked, as_json)


@code.command()
@value("--lockage-t", help="G: deadweight of the vessels of a lockage, t.", required=True)
@value("--lockages-per-day", help="n: lockages in a day, both ways together.")
@value("--one-way-min", help="T_1: a lockage with vessels one way, min; instead of n.")
@value("--two-way-min", help="T_2: a cycle with vessels both ways, min; instead of n.")
@value("--work-h", help="tau: hours of work in a day.", default=22)
@value("--days", help="N: days of navigation a year.", default=350)
@value(
    "--other-lockages-per-day", help="n_0: lockages of passenger and service vessels.", default=0
)
@value("--load", help="alpha: cargo over deadweight.", default=0.55)
@value("--uneven", help="beta: busiest month over mean month.", default=1.15)
@AT_LOCK
@JSON
def lock(as_json: bool, **asked: Any) -> int:
    """Yearly capacity of a lock, one way (JTJ 305-2001, 6.1.18)."""
    from tongqu.queueing import lock_code

    return _show("code_lock", lock_code, asked, as_json)


def _show(
    kind: str, formula: Callable[..., CodeAnswer], asked: dict[str, Any], as_json: bool
) -> int:
    own = {name: asked.pop(name) for name in BESIDE if name in asked}
    found = formula(**asked)
    simulated = _simulated(found, own) if own.pop("simulate") else None
    if not as_json:
        from tongqu.cli.queue_text import code_text

        click.echo(code_text(found, reader_language()), nl=False)
        if simulated is not None:
            from tongqu.cli.code_text import beside_text

            click.echo(beside_text(simulated, reader_language()), nl=False)
        return ExitCode.OK
    emit_json(
        {
            "schema_version": SCHEMA_VERSION,
            "kind": kind,
            "formula": found.formula,
            "source": found.source,
            "seen": found.seen,
            **{entry.key: entry.value for entry in found.results},
            "coefficients": [_entry(entry) for entry in found.coefficients],
            "results": [_entry(entry) for entry in found.results],
            "simulated": simulated,
        }
    )
    return ExitCode.OK


def _simulated(found: CodeAnswer, own: dict[str, Any]) -> dict[str, Any]:
    """Run the simulation beside a formula."""
    import math

    from tongqu.studies import code_simulated

    if "berths" in own and own["berths"] is None:
        needed = {entry.key: entry.value for entry in found.results}.get("berths", 1.0)
        own["berths"] = max(1, math.ceil(needed - 1e-9))
    told = {
        {"target_wait_over_service": "wait_over_service", "target_wait_h": "wait_h"}.get(k, k): v
        for k, v in own.items() if k != "simulate"
    }  # fmt: skip
    with progress_shown() as progress:
        return code_simulated(found, progress=progress, **told)


def _entry(entry: Coefficient) -> dict[str, Any]:
    return {
        "symbol": entry.symbol,
        "key": entry.key,
        "name": entry.name,
        "name_zh": translator("zh")(entry.name),
        "value": entry.value,
        "low": entry.low,
        "high": entry.high,
        "in_range": entry.in_range,
        "source": entry.source,
        "seen": entry.seen,
    }
