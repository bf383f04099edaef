"""Every step of every unit in one run: to look at a day, and to compare with an oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tongqu.sim import columns as c
from tongqu.sim.memory import WIDTHS
from tongqu.sim.problem import make_problem
from tongqu.sim.running import Runner

if TYPE_CHECKING:
    from tongqu.sim.scenario import Scenario

__all__ = ["WORDS", "Line", "trace_run"]

WORDS = {
    c.CREATED_AT: "comes", c.QUEUED: "waits", c.GRANTED: "is served", c.HELD: "time is over",
    c.RELEASED: "gives back", c.GONE: "leaves", c.TURNED_AWAY: "is turned away",
    c.PUT_BEGUN: "puts", c.PUT_ENDED: "has put", c.TAKE_BEGUN: "takes",
    c.TAKE_ENDED: "has taken", c.ENTERS_CHAMBER: "enters", c.LEAVES_CHAMBER: "is out",
}  # fmt: skip

TABLE_OF = {
    c.CREATED_AT: "source", c.QUEUED: "station", c.GRANTED: "group", c.HELD: "",
    c.RELEASED: "group", c.GONE: "source", c.TURNED_AWAY: "station", c.PUT_BEGUN: "store",
    c.PUT_ENDED: "store", c.TAKE_BEGUN: "store", c.TAKE_ENDED: "store",
    c.ENTERS_CHAMBER: "chamber", c.LEAVES_CHAMBER: "chamber",
}  # fmt: skip


class Line(NamedTuple):
    """One step of one unit.

    Attributes
    ----------
    time_h
        When, from the start.
    what
        One of `WORDS`.
    where
        Id of the station, group, store, chamber or source; empty where it is nowhere.
    source, serial
        Which unit: from which source, counted from 0.
    """

    time_h: float
    what: str
    where: str
    source: str
    serial: int


def trace_run(
    scenario: Scenario, *, hours: float, seed: int = 1, replication: int = 0
) -> list[Line]:
    """Return every step of every unit in one run.

    Parameters
    ----------
    scenario, seed
        As for `tongqu.sim.simulate`.
    hours
        Length of the run [h]; memory grows with it.
    replication
        Which one, from 0.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
    >>> stay = Serve("quay", Law.const(6.0))
    >>> come = Source("barges", (("barge", 1),), (stay,), times=(1.0, 2.0))
    >>> scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 1),))
    >>> for line in trace_run(scenario, hours=24)[2:5]:
    ...     print(line.time_h, line.serial, line.what, line.where)
    2.0 1 comes barges
    2.0 1 waits quay
    7.0 0 time is over
    """
    problem = make_problem(scenario, hours)
    runner = Runner(problem, seed, tracing=True)
    runner.run(replication)
    times, lines = runner.trace
    names = _names(scenario)
    first = problem.layout.first
    found = []
    for time, (what, at, source, serial) in zip(times.tolist(), lines.tolist(), strict=True):
        table = TABLE_OF[what]
        where = names[table][(at - first[table]) // WIDTHS[table]] if table else ""
        whose = names["source"][(source - first["source"]) // WIDTHS["source"]]
        found.append(Line(time, WORDS[what], where, whose, serial))
    return found


def _names(scenario: Scenario) -> dict[str, list[str]]:
    rows = [row.id for row in scenario.stations]
    rows += [row.id for row in scenario.stores for _ in range(2)]
    rows += [row.id for row in scenario.locks for _ in range(2)]
    return {
        "source": [row.id for row in scenario.sources],
        "station": rows,
        "group": [group.id for row in scenario.stations for group in row.groups],
        "store": [row.id for row in scenario.stores],
        "chamber": [chamber.id for row in scenario.locks for chamber in row.chambers],
    }
