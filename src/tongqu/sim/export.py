"""What runs found as columns for a data frame or a database: run by run, and in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.sim.call_waits import call_sources, call_wait_h, waits_by_cause
from tongqu.sim.result import SERIES, TABLES, class_ends_h

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongqu.sim.result import SimResult

__all__ = ["MEANINGS", "Column", "result_tables"]

Values = NDArray[Any]

COUNTS = frozenset(
    "served waited refused over_limit queue_max came left present lockages turns vessels".split()
)
"""Figures of `TABLES` that are whole numbers in each run."""

MEANINGS = {
    "replication": "number of the run, from 0",
    "seed": "seed of all luck",
    "events": "entries taken from the event list",
    "finished": "whether the run came to its end",
    "wait_h": "mean wait of a call on its whole way; in causes, for this cause [h]",
    "little_gap": "hours waited and held against areas under the curves, as a share",
    "vessels_gap": "units that came against those that left or are there, as a share",
    "tonnes_gap": "tonnes put and taken against what lies there, as a share",
    "cause": "what a call waits for",
    "id": "station, group of servers, store, source, chamber or calendar",
    "waits_for": "servers, room or stock of a store, up or down at a lock",
    "station_id": "station of the group",
    "lock_id": "lock of the chamber",
    "cargo": "cargo of the store or source",
    "call": "whether the source is one of the port's vessels",
    "capacity_t": "room of the store [t]",
    "start_h": "begin of the period, from the begin of the run [h]",
    "start": "begin of the period as an instant; null without a calendar",
    "counts": "whether the period lies behind the warm-up",
    "content_t": "mean content of a store; null elsewhere [t]",
    "from_h": "waits from this on [h]",
    "to_h": "up to this; null for the last class, which is open [h]",
    "waits": "waits of all runs in the class, none counted as 0 h",
    "name": "name in English",
    "name_zh": "name in Chinese",
}
"""What the columns are that are no figure of `tongqu.sim.result.TABLES`."""

PERIOD_MEANINGS = {
    "served": "units served in the period, mean of all runs",
    "wait_mean_h": SERIES["wait_mean_h"],
    "queue_mean": SERIES["queue_mean"],
    "busy_mean": "mean number of busy servers; null for stores",
}


class Column(NamedTuple):
    """Values, and what they are.

    Attributes
    ----------
    values
        Whole numbers, real ones (NaN where there is none), truth values, texts, or instants in
        UTC.
    meaning
        With the unit in brackets.
    """

    values: Values
    meaning: str


def result_tables(
    result: SimResult,
    *,
    settled: bool = True,
    begin: datetime | None = None,
    names: Mapping[str, tuple[str, str]] | None = None,
) -> dict[str, dict[str, Column]]:
    """Return tables of columns by name.

    Parameters
    ----------
    result
        The runs.
    settled
        Whether there are means. If not, only ``runs`` (without waits), ``series`` and ``names``
        have rows.
    begin
        Instant at which the runs begin, if there is one.
    names
        English and Chinese names by id.

    Returns
    -------
    dict
        ``runs`` and ``causes`` by run, a table for each of `tongqu.sim.result.TABLES` by run and
        row, ``series`` by period and row over all runs, ``wait_classes`` by row and class over
        all runs, and ``names``.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes, simulate
    >>> come = Source("barges", (("barge", 1.0),), (Serve("quay", Law.exp(6)),), gap=Law.exp(4))
    >>> scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 2),))
    >>> tables = result_tables(simulate(scenario, years=0.1, replications=2))
    >>> tables["groups"]["replication"].values.tolist(), list(tables["groups"]["id"].values)
    ([0, 1], ['quay', 'quay'])
    """
    tables = {"runs": _runs(result), "causes": _causes(result)}
    tables |= {table: _figures(result, table) for table in TABLES}
    tables["wait_classes"] = _classes(result)
    if not settled:
        for name, table in tables.items():
            if name != "runs":
                tables[name] = {key: Column(c.values[:0], c.meaning) for key, c in table.items()}
        tables["runs"]["wait_h"] = _known("wait_h", np.full(result.replications, np.nan))
    tables["series"] = _series(result, begin)
    rows = [(i, en, zh) for i, (en, zh) in (names or {}).items()]
    tables["names"] = {
        key: _known(key, [row[k] for row in rows])
        for k, key in enumerate(("id", "name", "name_zh"))
    }
    return tables


def _known(name: str, values: Any) -> Column:
    """Return a column whose meaning stands in the list; texts as objects."""
    array = np.asarray(values)
    if array.dtype.kind == "U" or array.size == 0:
        array = array.astype(object)
    return Column(array, MEANINGS[name])


def _runs(result: SimResult) -> dict[str, Column]:
    count = result.replications
    return {
        "replication": _known("replication", np.arange(count)),
        "seed": _known("seed", np.full(count, result.seed)),
        "wait_h": _known("wait_h", call_wait_h(result)),
        "events": _known("events", result.events),
        "finished": _known("finished", result.finished),
        "little_gap": _known("little_gap", result.little_gap),
        "vessels_gap": _known("vessels_gap", result.vessels_gap),
        "tonnes_gap": _known("tonnes_gap", result.tonnes_gap),
    }


def _causes(result: SimResult) -> dict[str, Column]:
    """Return the wait of a call by cause; only causes that occur in some run."""
    found = {cause: hours for cause, hours in waits_by_cause(result).items() if hours.any()}
    count = result.replications
    hours = np.concatenate(list(found.values())) if found else np.zeros(0)
    return {
        "replication": _known("replication", np.tile(np.arange(count), len(found))),
        "cause": _known("cause", np.repeat(np.array(list(found), object), count)),
        "wait_h": _known("wait_h", hours),
    }


def _figures(result: SimResult, table: str) -> dict[str, Column]:
    """Return a table of figures, a row for each run and thing."""
    count = result.replications
    keys = _keys(result, table)
    rows = len(result.ids[table])
    columns = {"replication": _known("replication", np.repeat(np.arange(count), rows))}
    columns |= {name: _known(name, np.tile(values, count)) for name, values in keys.items()}
    for name, meaning in TABLES[table].items():
        values: Values = result.tables[table][name].ravel()
        columns[name] = Column(values.astype(np.int64) if name in COUNTS else values, meaning)
    return columns


def _keys(result: SimResult, table: str) -> dict[str, Values]:
    """Return what names the rows of a table, and what they belong to."""
    scenario, ids = result.scenario, result.ids[table]
    if table == "stations":
        return _row_names(result)
    keys: dict[str, list[Any]] = {"id": list(ids)}
    if table == "groups":
        keys["station_id"] = [row.id for row in scenario.stations for _ in row.groups]
    elif table == "chambers":
        keys["lock_id"] = [lock.id for lock in scenario.locks for _ in lock.chambers]
    elif table == "stores":
        keys["cargo"] = [row.cargo for row in scenario.stores]
        keys["capacity_t"] = [float(row.capacity_t) for row in scenario.stores]
    elif table == "sources":
        calls = {source.id for source in call_sources(scenario)}
        keys["cargo"] = [row.cargo for row in scenario.sources]
        keys["call"] = [row.id in calls for row in scenario.sources]
    kinds: dict[str, Any] = {"capacity_t": np.float64, "call": np.bool_}
    return {name: np.array(values, kinds.get(name, object)) for name, values in keys.items()}


def _row_names(result: SimResult) -> dict[str, Values]:
    rows = result.ids["stations"]
    return {name: np.array([row[k] for row in rows], object)
            for k, name in enumerate(("id", "waits_for"))}  # fmt: skip


def _series(result: SimResult, begin: datetime | None) -> dict[str, Column]:
    """Return figures by row and period, means over all runs."""
    rows = result.ids["stations"]
    periods = len(result.series)
    starts = np.arange(periods) * result.period_h
    parts = [result.series_of(*row) for row in rows]
    named = {key: np.concatenate([part[key] for part in parts]) if parts else np.zeros(0)
             for key in SERIES}  # fmt: skip
    contents = {row.id for row in result.scenario.stores}
    is_store = np.repeat([row[0] in contents for row in rows], periods).astype(bool)
    is_content = np.repeat([row[1] == "room" for row in rows], periods).astype(bool)
    instants = np.full(periods, np.datetime64("NaT"), "datetime64[us]")
    if begin is not None:
        shift = np.round(starts * 3.6e9).astype("timedelta64[us]")
        instants = np.datetime64(int(begin.timestamp() * 1e6), "us") + shift
    keys = {name: np.repeat(values, periods) for name, values in _row_names(result).items()}
    columns = {
        **keys,
        "start_h": np.tile(starts, len(rows)),
        "start": np.tile(instants, len(rows)),
        "counts": np.tile(starts >= result.warm_h, len(rows)),
    }
    figures = {
        "served": named["served"] / result.replications,
        "wait_mean_h": named["wait_mean_h"],
        "queue_mean": named["queue_mean"],
        "busy_mean": np.where(is_store, np.nan, named["busy_mean"]),
    }
    content = np.where(is_store & is_content, named["busy_mean"], np.nan)
    return {
        **{name: _known(name, values) for name, values in columns.items()},
        **{name: Column(values, PERIOD_MEANINGS[name]) for name, values in figures.items()},
        "content_t": _known("content_t", content),
    }


def _classes(result: SimResult) -> dict[str, Column]:
    """Return how many waits fell into each class; empty classes are left out."""
    rows, classes = np.nonzero(result.wait_classes)
    ends = class_ends_h()
    begins = np.concatenate(([0.0], ends[:-1]))
    ends = np.concatenate((ends[:-1], [np.nan]))
    keys = {name: values[rows] for name, values in _row_names(result).items()}
    return {
        **{name: _known(name, values) for name, values in keys.items()},
        "from_h": _known("from_h", begins[classes]),
        "to_h": _known("to_h", ends[classes]),
        "waits": _known("waits", result.wait_classes[rows, classes]),
    }
