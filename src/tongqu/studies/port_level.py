"""What service a port is to give, and what a simulation says of it, row by row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from tongqu.errors import Problem, UsageError
from tongqu.sim.call_waits import call_rows, cause_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tongqu.sim import Scenario, SimResult

__all__ = ["MEASURES", "Measure", "PortLevel", "measures_of", "values_of"]

MEASURES = (
    "wait_over_service", "wait_h", "longer_share", "queue", "refused_share", "yard_full_share",
)  # fmt: skip
"""Figures that a level can limit."""

BEFORE = ("berth", "service", "lock")
"""Causes of a wait before something: a crane or a full yard only makes a stay longer."""


@dataclass(frozen=True, kw_only=True)
class PortLevel:
    """Limits of a service; all that are given must hold, at every station or at those named.

    Attributes
    ----------
    wait_over_service
        Largest mean wait for a berth, in mean times at it.
    wait_h
        Largest mean wait for a berth or before a lock [h].
    longer_than_h, longer_share
        At most this share of the units waits longer than these hours.
    queue
        Largest number of units that may wait at once, in the mean of the runs.
    refused_share
        Largest share of the units that find a full anchorage.
    yard_full_share
        Largest share of the time in which somebody waits because a yard is full.
    stations
        Stations, locks and stores to which the limits are held; empty: all.

    Examples
    --------
    >>> PortLevel(wait_over_service=0.3).to_dict()
    {'wait_over_service': 0.3}
    """

    wait_over_service: float | None = None
    wait_h: float | None = None
    longer_than_h: float | None = None
    longer_share: float | None = None
    queue: float | None = None
    refused_share: float | None = None
    yard_full_share: float | None = None
    stations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.longer_than_h is None) != (self.longer_share is None):
            raise UsageError.of("longer_needs_both")
        wrong = []
        for name in (*MEASURES, "longer_than_h"):
            value = getattr(self, name)
            most = 1.0 if name.endswith("share") else 1e6
            if value is not None and not 1e-6 <= value <= most:
                params = {"name": name, "minimum": 1e-6, "maximum": most}
                wrong.append(Problem("parameter_out_of_range", params, value=value))
        if wrong:
            raise UsageError("limits out of range", wrong)
        if all(getattr(self, name) is None for name in MEASURES):
            raise UsageError.of("no_port_level")

    def to_dict(self) -> dict[str, object]:
        """Return what is given."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in given.items()
            if value not in (None, ())
        }


@dataclass(frozen=True)
class Measure:
    """A figure of one row, and its limit.

    Attributes
    ----------
    kind
        One of `MEASURES`.
    station, waits_for
        The row.
    limit
        What it may be at most.
    """

    kind: str
    station: str
    waits_for: str
    limit: float


def measures_of(scenario: Scenario, level: PortLevel) -> tuple[Measure, ...]:
    """Return all figures that a level limits in a scenario.

    Raises
    ------
    UsageError
        If a station is not there, or nothing is limited at all.
    """
    known = {row.id for kind in (scenario.stations, scenario.locks, scenario.stores)
             for row in kind}  # fmt: skip
    unknown = [name for name in level.stations if name not in known]
    if unknown:
        shown = ", ".join(sorted(known))
        raise UsageError(
            "unknown stations",
            [Problem("capacity_unknown_station", {"known": shown}, value=n) for n in unknown],
        )
    found = [
        Measure(kind, station, what, float(getattr(level, kind)))
        for kind, station, what in _rows(scenario)
        if getattr(level, kind) is not None and (not level.stations or station in level.stations)
    ]
    if not found:
        raise UsageError.of("capacity_nothing_limited")
    return tuple(found)


def _rows(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield the kinds of figures and the rows that they can be read from."""
    causes = cause_of(scenario)
    places = {row.id for row in scenario.stations if row.places is not None}
    for row in call_rows(scenario):
        if causes[row] not in BEFORE:
            continue
        if causes[row] != "lock":
            yield "wait_over_service", *row
        yield "wait_h", *row
        yield "longer_share", *row
        yield "queue", *row
        if row[0] in places:
            yield "refused_share", *row
    for store in scenario.stores:
        yield "yard_full_share", store.id, "room"


Values = tuple["NDArray[np.float64]", "NDArray[np.float64]"]


def values_of(measure: Measure, result: SimResult) -> Values:
    """Return what a figure is the quotient of, by replication: the sums of both are divided.

    Notes
    -----
    Waits are read from the area under the queue, so that who still waits at the end counts too:
    mean queue over mean number of busy servers is mean wait over mean service (Little).
    """

    def of(figure: str) -> NDArray[np.float64]:
        return result.values("stations", figure, measure.station, measure.waits_for)

    ones = np.ones(result.replications)
    if measure.kind == "wait_over_service":
        [station] = [row for row in result.scenario.stations if row.id == measure.station]
        busy = [result.values("groups", "busy_mean", group.id) for group in station.groups]
        return of("queue_mean"), np.sum(busy, axis=0)
    if measure.kind == "wait_h":
        return of("queue_mean") * result.measured_h, of("served")
    if measure.kind == "longer_share":
        return of("over_limit"), of("served")
    if measure.kind == "refused_share":
        return of("refused"), of("refused") + of("served")
    return (of("queue_max"), ones) if measure.kind == "queue" else (of("queue_share"), ones)
