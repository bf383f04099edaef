"""``tongqu queue lock``, ``tandem`` and ``silo``."""

from __future__ import annotations

import click

from tongqu.cli.queue_options import JSON, LONGER_THAN_H, show
from tongqu.errors import UsageError

__all__ = ["lock", "silo", "tandem"]


def read_station(word: str) -> tuple[int, float]:
    """Return servers and mean hours of service, written 2:1.5.

    Examples
    --------
    >>> read_station("2:1.5")
    (2, 1.5)
    """
    servers, _, hours = word.partition(":")
    try:
        return int(servers), float(hours)
    except ValueError:
        raise UsageError.of("bad_station", station=word) from None


@click.command()
@click.option(
    "--arrivals-per-h", type=float, metavar="L", help="Vessels an hour in this direction."
)
@click.option(
    "--target-wait-h",
    type=float,
    metavar="H",
    help="Instead of L: find the most traffic with at most this mean wait.",
)
@click.option(
    "--cycle-h",
    type=float,
    required=True,
    metavar="T",
    help="Hours from one lockage in this direction to the next.",
)
@click.option("--capacity", type=int, required=True, metavar="B", help="Vessels of a lockage.")
@LONGER_THAN_H
@JSON
def lock(
    arrivals_per_h: float | None,
    target_wait_h: float | None,
    cycle_h: float,
    capacity: int,
    longer_than_h: tuple[float, ...],
    as_json: bool,
) -> None:
    """How long do vessels wait before a lock that locks by the clock?"""  # noqa: D400
    from tongqu.queueing import lock_traffic, queue_lock
    from tongqu.queueing.locks import GateTail

    if arrivals_per_h is not None and target_wait_h is None:
        answer = queue_lock(arrivals_per_h, cycle_h, capacity)
    elif target_wait_h is not None and arrivals_per_h is None:
        answer = lock_traffic(target_wait_h, cycle_h, capacity)
    else:
        raise UsageError.of("arrivals_or_target")
    tail = answer.tail
    assert isinstance(tail, GateTail)
    found = answer.to_dict(above=[wait / cycle_h for wait in longer_than_h])
    found["p_left_behind"] = tail.left_behind()
    asked = {"arrivals_per_h": arrivals_per_h, "target_wait_h": target_wait_h,
             "cycle_h": cycle_h, "capacity": capacity}  # fmt: skip
    show("queue_lock", found, asked, as_json)


@click.command()
@click.option("--arrivals-per-h", type=float, required=True, metavar="L", help="Vessels an hour.")
@click.option(
    "--station",
    "stations",
    multiple=True,
    required=True,
    metavar="C:S",
    help="Berths or chambers of a station and their mean hours of service, like 2:1.5; once each, "
    "in the order of the way.",
)
@LONGER_THAN_H
@JSON
def tandem(
    arrivals_per_h: float,
    stations: tuple[str, ...],
    longer_than_h: tuple[float, ...],
    as_json: bool,
) -> None:
    """How long do vessels wait at stations one after another?"""  # noqa: D400 - short help
    from tongqu.queueing import queue_tandem

    row = [read_station(word) for word in stations]
    answer = queue_tandem(arrivals_per_h, row)
    asked = {
        "arrivals_per_h": arrivals_per_h,
        "stations": [{"servers": servers, "service_h": service_h} for servers, service_h in row],
    }
    show("queue_tandem", answer.to_dict(above_h=longer_than_h), asked, as_json)


@click.command()
@click.option(
    "--batches-per-h", type=float, required=True, metavar="L", help="Vessels discharged an hour."
)
@click.option("--batch-t", type=float, required=True, metavar="T", help="Mean tonnes of a vessel.")
@click.option(
    "--drain-t-per-h",
    type=float,
    required=True,
    metavar="R",
    help="Tonnes drawn in an hour while there is anything.",
)
@click.option(
    "--batch",
    default="M",
    show_default=True,
    metavar="LAW",
    help="Law of the tonnes of a vessel: M, E2, E3 ... or D.",
)
@click.option(
    "--capacity-t",
    type=float,
    metavar="Z",
    help="What the silo holds; the rest of a vessel goes elsewhere. By default all.",
)
@click.option(
    "--refused-at-most",
    type=float,
    metavar="P",
    help="Instead of Z: find the smallest silo that refuses at most this share of the tonnes.",
)
@click.option(
    "--above-t",
    type=float,
    multiple=True,
    metavar="X",
    help="Also the share of the time with more than X tonnes.",
)
@JSON
def silo(
    batches_per_h: float,
    batch_t: float,
    drain_t_per_h: float,
    batch: str,
    capacity_t: float | None,
    refused_at_most: float | None,
    above_t: tuple[float, ...],
    as_json: bool,
) -> None:
    """How full is a silo, and how large must it be?"""  # noqa: D400 - short help
    from tongqu.queueing import queue_silo, silo_capacity

    if refused_at_most is not None:
        if capacity_t is not None:
            raise UsageError.of("capacity_or_refused")
        answer = silo_capacity(refused_at_most, batches_per_h, batch_t, drain_t_per_h, batch=batch)
    else:
        answer = queue_silo(
            batches_per_h, batch_t, drain_t_per_h, batch=batch, capacity_t=capacity_t
        )
    asked = {
        "batches_per_h": batches_per_h,
        "batch_t": batch_t,
        "drain_t_per_h": drain_t_per_h,
        "batch": batch,
        "capacity_t": capacity_t,
        "refused_at_most": refused_at_most,
    }
    show("queue_silo", answer.to_dict(above_t=above_t), asked, as_json)
