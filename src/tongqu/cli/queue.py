"""``tongqu queue``: waiting, exactly, before berths, locks, gates and silos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.queue_audit import audit
from tongqu.cli.queue_code import code
from tongqu.cli.queue_options import (
    ARRIVAL,
    ARRIVALS_PER_H,
    BERTHS,
    JSON,
    LONGER_SHARE,
    LONGER_THAN,
    LONGER_THAN_H,
    OFFERED,
    SERVICE,
    SERVICE_H,
    TARGET,
    TARGET_H,
    UTILISATION,
    in_services,
    show,
    utilisation_of,
)
from tongqu.cli.queue_stations import lock, silo, tandem
from tongqu.cli.queue_table import table
from tongqu.errors import UsageError

if TYPE_CHECKING:
    from tongqu.queueing import QueueAnswer, ServiceLevel

__all__ = ["queue"]


@click.group()
def queue() -> None:
    """How long do vessels wait, and how many berths does a port need?

    Exact answers of queueing theory in milliseconds, without a simulation. Laws of times are named
    by letters: M any hour as good as another, E2, E3 ... more and more regular, D by the clock.
    """  # noqa: D400 - short help


@queue.command()
@ARRIVAL
@SERVICE
@BERTHS
@UTILISATION
@ARRIVALS_PER_H
@SERVICE_H
@LONGER_THAN
@LONGER_THAN_H
@JSON
def wait(
    arrival: str,
    service: str,
    berths: int,
    utilisation: float | None,
    arrivals_per_h: float | None,
    service_h: float | None,
    longer_than: tuple[float, ...],
    longer_than_h: tuple[float, ...],
    as_json: bool,
) -> None:
    """How long do vessels wait for one of N berths?

    Say how busy the berths are, by U or by arrivals and service time.
    """  # noqa: D400 - short help
    from tongqu.queueing import queue_wait

    load = utilisation_of(utilisation, arrivals_per_h, service_h, berths)
    answer = queue_wait(arrival, service, berths, load, service_h=service_h)
    above = in_services(longer_than, longer_than_h, service_h)
    asked = {"arrival": arrival, "service": service, "berths": berths, "service_h": service_h}
    show("queue_wait", {"berths": berths, **answer.to_dict(above=above)}, asked, as_json)


@queue.command()
@TARGET
@TARGET_H
@LONGER_THAN
@LONGER_THAN_H
@LONGER_SHARE
@ARRIVAL
@SERVICE
@OFFERED
@ARRIVALS_PER_H
@UTILISATION
@SERVICE_H
@JSON
def berths(
    target_wait_over_service: float | None,
    target_wait_h: float | None,
    longer_than: tuple[float, ...],
    longer_than_h: tuple[float, ...],
    longer_share: float | None,
    arrival: str,
    service: str,
    offered: float | None,
    arrivals_per_h: float | None,
    utilisation: float | None,
    service_h: float | None,
    as_json: bool,
) -> None:
    """How many berths keep the wait within a limit?

    Say the traffic by A, or by arrivals and service time; or say U, and the number of berths is
    sought from which on that utilisation can be borne.
    """  # noqa: D400 - short help
    from tongqu.queueing import berths_for, queue_wait

    level = _level(target_wait_over_service, target_wait_h, longer_than, longer_than_h,
                   longer_share, service_h)  # fmt: skip
    if arrivals_per_h is not None:
        if service_h is None or offered is not None:
            raise UsageError.of("offered_or_utilisation")
        offered = arrivals_per_h * service_h
    answer = berths_for(
        level, arrival, service, offered=offered, utilisation=utilisation, service_h=service_h
    )
    number = round(answer.throughput / answer.utilisation)
    fewer = None
    load = answer.utilisation if offered is None else offered / max(number - 1, 1)
    if number > 1 and load < 1:
        less = queue_wait(arrival, service, number - 1, load, service_h=service_h)
        fewer = _short(number - 1, less)
    above = in_services(longer_than, longer_than_h, service_h)
    found = {"berths": number, **answer.to_dict(above=above), "one_berth_less": fewer}
    asked = {"arrival": arrival, "service": service, "offered": offered, "service_h": service_h,
             **_asked(level)}  # fmt: skip
    show("queue_berths", found, asked, as_json)


@queue.command()
@TARGET
@TARGET_H
@LONGER_THAN
@LONGER_THAN_H
@LONGER_SHARE
@ARRIVAL
@SERVICE
@BERTHS
@SERVICE_H
@JSON
def traffic(
    target_wait_over_service: float | None,
    target_wait_h: float | None,
    longer_than: tuple[float, ...],
    longer_than_h: tuple[float, ...],
    longer_share: float | None,
    arrival: str,
    service: str,
    berths: int,
    service_h: float | None,
    as_json: bool,
) -> None:
    """How much traffic, and what utilisation, do N berths bear within a limit?"""  # noqa: D400
    from tongqu.queueing import traffic_for

    level = _level(target_wait_over_service, target_wait_h, longer_than, longer_than_h,
                   longer_share, service_h)  # fmt: skip
    answer = traffic_for(level, arrival, service, berths, service_h=service_h)
    above = in_services(longer_than, longer_than_h, service_h)
    found = {"berths": berths, **answer.to_dict(above=above), "offered": answer.throughput}
    asked = {"arrival": arrival, "service": service, "berths": berths, "service_h": service_h,
             **_asked(level)}  # fmt: skip
    show("queue_traffic", found, asked, as_json)


@queue.command()
@BERTHS
@click.option(
    "--places",
    type=int,
    required=True,
    metavar="K",
    help="Vessels that find room, berths and anchorage together.",
)
@OFFERED
@ARRIVALS_PER_H
@SERVICE_H
@LONGER_THAN
@LONGER_THAN_H
@JSON
def loss(
    berths: int,
    places: int,
    offered: float | None,
    arrivals_per_h: float | None,
    service_h: float | None,
    longer_than: tuple[float, ...],
    longer_than_h: tuple[float, ...],
    as_json: bool,
) -> None:
    """How many vessels does a small anchorage turn away?

    K counts all places, berths included. The wait is that of the vessels let in.
    """  # noqa: D400 - short help
    from tongqu.queueing import queue_loss

    if (offered is None) == (arrivals_per_h is None) or (arrivals_per_h and service_h is None):
        raise UsageError.of("offered_or_arrivals")
    if offered is None:
        offered = (arrivals_per_h or 0.0) * (service_h or 0.0)
    answer = queue_loss(berths, places, offered, service_h=service_h)
    above = in_services(longer_than, longer_than_h, service_h)
    asked = {"berths": berths, "places": places, "offered": offered, "service_h": service_h}
    show("queue_loss", {"berths": berths, **answer.to_dict(above=above)}, asked, as_json)


@queue.command()
@click.option("--vessels", type=int, required=True, metavar="N", help="Vessels of the fleet.")
@BERTHS
@click.option(
    "--away-h",
    type=float,
    required=True,
    metavar="H",
    help="Mean hours from casting off to coming back.",
)
@click.option("--service-h", type=float, required=True, metavar="S", help="Mean hours at a berth.")
@LONGER_THAN
@LONGER_THAN_H
@JSON
def fleet(
    vessels: int,
    berths: int,
    away_h: float,
    service_h: float,
    longer_than: tuple[float, ...],
    longer_than_h: tuple[float, ...],
    as_json: bool,
) -> None:
    """How long does a fleet wait that always comes back to the same berths?"""  # noqa: D400
    from tongqu.queueing import queue_fleet

    answer = queue_fleet(vessels, berths, away_h, service_h)
    above = in_services(longer_than, longer_than_h, service_h)
    asked = {"vessels": vessels, "berths": berths, "away_h": away_h, "service_h": service_h}
    show("queue_fleet", {"berths": berths, **answer.to_dict(above=above)}, asked, as_json)


for station in (lock, tandem, silo, table, code, audit):
    queue.add_command(station)


def _level(
    over_service: float | None,
    hours: float | None,
    longer_than: tuple[float, ...],
    longer_than_h: tuple[float, ...],
    longer_share: float | None,
    service_h: float | None,
) -> ServiceLevel:
    """Return the level of service that the options ask for."""
    from tongqu.queueing import ServiceLevel

    if hours is not None:
        [mean] = in_services((), (hours,), service_h)
        over_service = mean if over_service is None else min(mean, over_service)
    waits = in_services(longer_than, longer_than_h, service_h)
    if len(waits) > 1:
        raise UsageError.of("longer_needs_both")
    return ServiceLevel(over_service, waits[0] if waits else None, longer_share)


def _asked(level: ServiceLevel) -> dict[str, Any]:
    return {
        "target_wait_over_service": level.wait_over_service,
        "longer_than": level.longer_than,
        "longer_share": level.longer_share,
    }


def _short(number: int, answer: QueueAnswer) -> dict[str, Any]:
    return {
        "berths": number,
        "utilisation": answer.utilisation,
        "wait_over_service": answer.wait_over_service,
        "wait_h": answer.wait_h,
        "p_wait": answer.p_wait,
    }
