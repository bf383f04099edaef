"""Options that the commands of ``tongqu queue`` share, and how their answers leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

ARRIVAL = click.option(
    "--arrival",
    default="M",
    show_default=True,
    metavar="LAW",
    help="Law of the time between arrivals: M, E2, E3 ... or D.",
)
SERVICE = click.option(
    "--service",
    default="M",
    show_default=True,
    metavar="LAW",
    help="Law of the time at a berth: M, E2, E3 ... or D.",
)
BERTHS = click.option(
    "--berths", type=int, required=True, metavar="N", help="Berths, each for any vessel."
)
UTILISATION = click.option(
    "--utilisation",
    type=float,
    metavar="U",
    help="Share of the berths' time that is used, between 0 and 1.",
)
OFFERED = click.option(
    "--offered",
    type=float,
    metavar="A",
    help="Traffic: arrivals in a mean service time, the berths that are busy on average.",
)
ARRIVALS_PER_H = click.option(
    "--arrivals-per-h", type=float, metavar="L", help="Arrivals in an hour; needs --service-h."
)
SERVICE_H = click.option(
    "--service-h", type=float, metavar="S", help="Mean hours at a berth, for answers in hours."
)
LONGER_THAN = click.option(
    "--longer-than",
    type=float,
    multiple=True,
    metavar="X",
    help="Also how likely a wait above X mean service times is.",
)
LONGER_THAN_H = click.option(
    "--longer-than-h",
    type=float,
    multiple=True,
    metavar="H",
    help="Also how likely a wait above H hours is.",
)
LONGER_SHARE = click.option(
    "--longer-share",
    type=float,
    metavar="P",
    help="Limit: at most this share of the vessels waits above X or H.",
)
TARGET = click.option(
    "--target-wait-over-service",
    type=float,
    metavar="W",
    help="Limit of the mean wait, in mean service times.",
)
TARGET_H = click.option(
    "--target-wait-h", type=float, metavar="H", help="Limit of the mean wait in hours."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


def utilisation_of(
    utilisation: float | None, arrivals_per_h: float | None, service_h: float | None, berths: int
) -> float:
    """Return the utilisation, as said or by arrivals and service."""
    if (utilisation is None) == (arrivals_per_h is None):
        raise UsageError.of("utilisation_or_arrivals")
    if utilisation is not None:
        return utilisation
    if service_h is None:
        raise UsageError.of("service_h_missing")
    from tongqu.queueing.checks import amount, count

    count("berths", berths)
    return amount("arrivals_per_h", arrivals_per_h or 0.0) * service_h / berths


def in_services(
    waits: tuple[float, ...], waits_h: tuple[float, ...], service_h: float | None
) -> list[float]:
    """Return waits in mean service times."""
    if waits_h and service_h is None:
        raise UsageError.of("service_h_missing")
    return [*waits, *(wait / (service_h or 1.0) for wait in waits_h)]


def show(kind: str, found: Mapping[str, Any], asked: Mapping[str, Any], as_json: bool) -> None:
    """Print an answer."""
    answer = {"schema_version": SCHEMA_VERSION, "kind": kind, "asked": dict(asked), **found}
    if as_json:
        emit_json(answer)
        return
    from tongqu.cli.queue_text import queue_text

    click.echo(queue_text(answer, reader_language()), nl=False)
