"""Vessels before berths: open traffic, a limited anchorage, a fleet that comes back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tongqu.errors import UsageError
from tongqu.queueing.bulk import TakenTail, left_behind, mean_left_behind
from tongqu.queueing.checks import amount, count, stable
from tongqu.queueing.laws import Law
from tongqu.queueing.memoryless import limited, recurrent, returning
from tongqu.queueing.phased import phased_means, phased_waits
from tongqu.queueing.result import QueueAnswer
from tongqu.queueing.tails import GeometricTail

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["mean_waits", "queue_fleet", "queue_loss", "queue_wait", "waits"]


def queue_wait(
    arrival: str | Law,
    service: str | Law,
    berths: int,
    utilisation: float,
    *,
    service_h: float | None = None,
) -> QueueAnswer:
    """Return how long vessels wait for a berth.

    Parameters
    ----------
    arrival, service
        Laws of the time between arrivals and of service: ``M`` for any hour as good as another, D
        for a fixed time, ``E2``, ``E3`` ... between them.
    berths
        c, each for any vessel; first come, first served.
    utilisation
        Share of the berths' time that is used, above 0 and below 1.
    service_h
        Mean time of a vessel at its berth, for answers in hours.

    Raises
    ------
    UsageError
        If a number is out of its range, the queue grows without end, or no exact method is here for
        the pair of laws.

    Notes
    -----
    M/M/c by Erlang's formula; GI/M/c by Takács' (`tongqu.queueing.memoryless`); Ek/Em/c and D/Em/c
    by modes or matrix-geometric probabilities (`tongqu.queueing.phased` chooses); M/D/c by
    Crommelin's chain (`tongqu.queueing.bulk`), Ek/D/c as M/D/kc: of the customers of M/D/kc every
    k-th one uses every k-th server in turn, so that those are an Ek/D/c queue of their own
    (V. B. Iversen, 1983).

    Examples
    --------
    >>> answer = queue_wait("E2", "E2", 4, 0.5)
    >>> round(answer.wait_over_service, 6), round(answer.p_wait, 4)
    (0.025744, 0.0874)
    """
    coming, serving = Law.of(arrival), Law.of(service)
    count("berths", berths)
    stable(utilisation)
    [answer] = waits(coming, serving, berths, [utilisation], service_h=service_h)
    return answer


def waits(
    coming: Law,
    serving: Law,
    berths: int,
    utilisations: Sequence[float],
    *,
    service_h: float | None = None,
) -> list[QueueAnswer]:
    """Return the wait for several utilisations, which some methods solve together."""
    unit_h = None if service_h is None else amount("service_h", service_h)
    model = f"{coming}/{serving}/{berths}"
    if serving.stages == 1:
        return [_recurrent(coming, model, berths, load, unit_h) for load in utilisations]
    if serving.stages == 0:
        return [_fixed(coming, model, berths, load, unit_h) for load in utilisations]
    solved = phased_waits(coming, serving, berths, utilisations)
    return [
        QueueAnswer(model, found.method, load, found.wait, found.p_wait, berths * load,
                    found.make_tail, unit_h)
        for load, found in zip(utilisations, solved, strict=True)
    ]  # fmt: skip


def mean_waits(
    coming: Law, serving: Law, berths: Sequence[int], utilisations: Sequence[float]
) -> list[list[float]]:
    """Return mean waits alone, for a table: a list for each number of berths."""
    if serving.stages > 1:
        return phased_means(coming, serving, berths, utilisations)
    if serving.stages or not coming.stages:
        return [
            [answer.wait for answer in waits(coming, serving, number, utilisations)]
            for number in berths
        ]
    # Where service is fixed the mean needs no law.
    places = [count("berths", number * coming.stages) for number in berths]
    return [
        [mean_left_behind(place, place * load) / (place * load) for load in utilisations]
        for place in places
    ]


def _recurrent(
    coming: Law, model: str, berths: int, load: float, unit_h: float | None
) -> QueueAnswer:
    tail = recurrent(coming, berths, load)
    method = "erlang_c" if coming.stages == 1 else "recurrent"
    wait = tail.p / tail.rate
    return QueueAnswer(model, method, load, wait, tail.p, berths * load, lambda: tail, unit_h)


def _fixed(coming: Law, model: str, berths: int, load: float, unit_h: float | None) -> QueueAnswer:
    throughput = berths * load
    if coming.stages == 0:
        never = GeometricTail(0.0, 1.0)
        return QueueAnswer(model, "timetable", load, 0.0, 0.0, throughput, lambda: never, unit_h)
    places = count("berths", berths * coming.stages)
    law = left_behind(places, places * load)
    tail = TakenTail(places, places * load, law)
    wait = mean_left_behind(places, places * load) / (places * load)
    method = "fixed_service" if coming.stages == 1 else "every_kth"
    return QueueAnswer(model, method, load, wait, tail.above(0), throughput, lambda: tail, unit_h)


def queue_loss(
    berths: int, places: int, offered: float, *, service_h: float | None = None
) -> QueueAnswer:
    """Return how many vessels a port with a small anchorage turns away, and how long others wait.

    Parameters
    ----------
    berths
        c.
    places
        K: berths and anchorage together, at least c.
    offered
        Arrivals in a mean service time; may be more than c.
    service_h
        Mean time of a vessel at its berth, for answers in hours.

    Notes
    -----
    M/M/c/K. The wait is that of the vessels that were let in.

    Examples
    --------
    >>> answer = queue_loss(2, 6, 1.6)
    >>> round(answer.refused, 8), round(answer.wait_over_service, 8)
    (0.07595242, 0.65900768)
    """
    count("berths", berths)
    count("places", places)
    if places < berths:
        raise UsageError.of("places_below_berths", places=places, berths=berths)
    amount("offered", offered, most=1e6)
    unit_h = None if service_h is None else amount("service_h", service_h)
    chances, tail = limited(berths, places, offered)
    throughput = offered * math.fsum(chances[:-1])
    return QueueAnswer(
        f"M/M/{berths}/{places}",
        "limited_places",
        throughput / berths,
        tail.mean,
        tail.left[0],
        throughput,
        lambda: tail,
        unit_h,
        refused=chances[-1],
    )


def queue_fleet(vessels: int, berths: int, away_h: float, service_h: float) -> QueueAnswer:
    """Return how long the vessels of a fleet wait that always comes back to the same berths.

    Parameters
    ----------
    vessels
        Of the fleet.
    berths
        c.
    away_h
        Mean time from casting off to the next arrival; its law does not matter.
    service_h
        Mean time at a berth, exponential.

    Notes
    -----
    The machine repair model, M/M/c with a finite source; the law of the wait is what an arriving
    vessel finds (`tongqu.queueing.memoryless.returning`).

    Examples
    --------
    >>> answer = queue_fleet(20, 2, 40, 5)
    >>> round(answer.throughput_per_h, 8), round(answer.wait_h, 4)
    (0.37005055, 9.0467)
    """
    count("vessels", vessels)
    count("berths", berths)
    away = amount("away_h", away_h) / amount("service_h", service_h)
    chances, tail = returning(vessels, berths, away)
    busy = math.fsum(min(n, berths) * chance for n, chance in enumerate(chances))
    return QueueAnswer(
        f"M/M/{berths}//{vessels}",
        "finite_fleet",
        busy / berths,
        tail.mean,
        tail.left[0],
        busy,
        lambda: tail,
        service_h,
    )
