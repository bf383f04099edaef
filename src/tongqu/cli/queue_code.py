"""``tongqu queue code``: capacity formulas of the Chinese design codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.cli.queue_options import JSON
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongqu.queueing import CodeAnswer
    from tongqu.queueing.codes import Coefficient

__all__ = ["code"]


@click.group()
def code() -> None:
    """Capacity by the formulas of the Chinese design codes.

    They take the utilisation as an input; what wait it means, tongqu queue wait says.
    """


def value(name: str, **options: Any) -> Callable[[Any], Any]:
    """Return the option of one coefficient."""
    told = options.get("default") is not None
    return click.option(name, type=float, metavar="X", show_default=told, **options)


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
@JSON
def berth(as_json: bool, **asked: Any) -> None:
    """Yearly capacity of a bulk or general berth (JTS 165, JTS 166).

    The formula and its ranges are given from memory: check them against your copy of the code.
    """
    from tongqu.queueing import berth_code

    _show("code_berth", berth_code(**asked), as_json)


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
@JSON
def container(as_json: bool, **asked: Any) -> None:
    """Yearly capacity of a container berth (JTJ 212-2006, 7.10.7)."""
    from tongqu.queueing import container_code

    _show("code_container", container_code(**asked), as_json)


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
@JSON
def lock(as_json: bool, **asked: Any) -> None:
    """Yearly capacity of a lock, one way (JTJ 305-2001, 6.1.18)."""
    from tongqu.queueing import lock_code

    _show("code_lock", lock_code(**asked), as_json)


def _show(kind: str, found: CodeAnswer, as_json: bool) -> None:
    if not as_json:
        from tongqu.cli.queue_text import code_text

        click.echo(code_text(found, reader_language()), nl=False)
        return
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
        }
    )


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
