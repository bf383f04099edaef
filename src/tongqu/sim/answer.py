"""What a simulation has to say, as JSON shows it: every mean with its interval and its method."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.estimates.intervals import METHODS, mean
from tongqu.sim.answer_cargo import SIDES, throughput
from tongqu.sim.call_waits import (
    call_sources,
    call_wait_h,
    cause_of,
    lost_by_cause,
    row_wait_h,
    waits_by_cause,
)
from tongqu.sim.result import SHUT_BY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.sim.region_scenario import PortScenario
    from tongqu.sim.settling import Settled

__all__ = ["sim_answer"]

Json = dict[str, Any]

WEEK_H = 168.0


def sim_answer(found: Settled, port: PortScenario | None = None) -> Json:
    """Return an answer of `settle`.

    Parameters
    ----------
    found
        The runs.
    port
        Where the scenario comes from, if from a region.

    Notes
    -----
    Where the runs do not settle there are no means: the parts that hold them are empty.
    """
    result = found.result
    answer: Json = {
        "scenario": {
            "name": result.scenario.name,
            "begin": None if port is None else port.begin.isoformat(),
            "first_day": None if port is None else port.first_day.date().isoformat(),
            "traffic_mt_per_year": None if port is None else round(port.traffic_mt_per_year, 6),
            "left_out": []
            if port is None
            else [{"terminal": terminal, "cargo": cargo} for terminal, cargo in port.left_out],
        },
        "run": {
            "hours": result.hours,
            "warm_h": result.warm_h,
            "seed": result.seed,
            "replications": result.replications,
            "events": int(result.events.sum()),
        },
        "settled": found.settled,
        "doubts": list(found.doubts),
        "warm_up": {
            "method": "MSER-5",
            "cut_h": found.first.cut_h,
            "of_h": found.first.warm_up.of * found.first.observed_h,
            "settled": found.first.warm_up.settled,
        },
        "stop": _stop(found),
        "method": METHODS["mean"] if result.replications > 1 else "",
        "audit": {
            "little_gap": float(result.little_gap.max(initial=0.0)),
            "vessels_gap": float(result.vessels_gap.max(initial=0.0)),
            "tonnes_gap": float(result.tonnes_gap.max(initial=0.0)),
        },
    }
    answer.update(_figures(found) if found.settled else _empty())
    answer["sweep"] = answer["fit"] = answer["handed_on"] = None
    answer["loads"] = [] if port is None else [load.to_dict() for load in port.loads]
    names = {} if port is None else port.names
    answer["names"] = [{"id": i, "name": en, "name_zh": zh} for i, (en, zh) in names.items()]
    answer["figures"] = [] if port is None else [figure.to_dict() for figure in port.figures]
    return answer


def _stop(found: Settled) -> Json:
    width = found.stop.relative_half_width
    return {
        "asked": None if found.precision is None else found.precision.relative_half_width,
        "reached": found.stop.reached and found.settled and not found.interrupted,
        "interrupted": found.interrupted,
        "relative_half_width": round(width, 4) if math.isfinite(width) else None,
    }


def _empty() -> Json:
    parts = ("stations", "groups", "chambers", "stores", "sources", "calendars", "throughput")
    return {"calls": None, **{part: [] for part in parts}, "series": None, "week": None}


def estimate(values: NDArray[np.float64], digits: int = 4) -> Json:
    """Return a mean over replications with its interval; none of a single one.

    Examples
    --------
    >>> estimate(np.array([1.0, 2.0, 3.0]))
    {'value': 2.0, 'low': -0.4841, 'high': 4.4841}
    >>> estimate(np.array([1.0]))["low"] is None
    True
    """
    found = mean(values)
    shown = {name: round(float(value), digits) for name, value in found._asdict().items()}
    return {name: value if math.isfinite(value) else None for name, value in shown.items()}


def _figures(found: Settled) -> Json:
    result = found.result
    scenario, tables = result.scenario, result.tables
    calls = [result.ids["sources"].index(source.id) for source in call_sources(scenario)]
    left = tables["sources"]["left"][:, calls]
    stays = (tables["sources"]["stay_mean_h"][:, calls] * left).sum(axis=1)
    number = left.sum(axis=1)
    turnaround = np.divide(stays, number, out=np.zeros_like(stays), where=number > 0)
    return {
        "calls": {
            "left": estimate(number, 1),
            "turnaround_h": estimate(turnaround),
            "wait_h": estimate(call_wait_h(result)),
            "wait_by_cause_h": _by_cause(waits_by_cause(result)),
            "lost_by_cause_h": _by_cause(lost_by_cause(result)),
        },
        "stations": _stations(found),
        "groups": _table(found, "groups", {"served": 1, "busy_mean": 4, "open_mean": 4,
                                           "utilisation": 4}),
        "chambers": _table(found, "chambers", {"lockages": 1, "turns": 1, "vessels": 1,
                                               "busy_share": 4, "area_share": 4}),
        "stores": _stores(found),
        "sources": _sources(found),
        "calendars": _calendars(found),
        "throughput": _throughput(found),
        "series": _series(found),
        "week": _week(found),
    }  # fmt: skip


def _by_cause(hours: dict[str, NDArray[np.float64]]) -> Json:
    """Return the causes that occur."""
    return {cause: estimate(part) for cause, part in hours.items() if part.any()}


def _table(found: Settled, table: str, figures: dict[str, int]) -> list[Json]:
    values = found.result.tables[table]
    return [
        {"id": name, **{f: estimate(values[f][:, k], digits) for f, digits in figures.items()}}
        for k, name in enumerate(found.result.ids[table])
    ]


STATION_FIGURES = {
    "served": 1, "wait_mean_h": 4, "wait_p50_h": 4, "wait_p95_h": 4, "queue_mean": 4,
    "queue_max": 1, "wait_share_over_limit": 4, "refused": 1,
}  # fmt: skip


def _stations(found: Settled) -> list[Json]:
    result = found.result
    causes = cause_of(result.scenario)
    scenario = result.scenario
    limits = {row.id: row.limit_h for row in scenario.stations}
    limits |= {row.id: row.limit_h for row in scenario.stores}
    limits |= {row.id: row.limit_h for row in scenario.locks}
    values = result.tables["stations"]
    return [
        {
            "id": name, "waits_for": what, "cause": causes.get((name, what)),
            "limit_h": limits[name],
            "wait_by_cause_h": _by_cause({
                part or causes.get((name, what), "service"): hours
                for part, hours in row_wait_h(result, k).items()
            }),
            **{f: estimate(values[f][:, k], digits) for f, digits in STATION_FIGURES.items()},
        }
        for k, (name, what) in enumerate(result.ids["stations"])
        if values["served"][:, k].any() or values["queue_max"][:, k].any()
    ]  # fmt: skip


def _stores(found: Settled) -> list[Json]:
    rows = _table(found, "stores", {"content_mean_t": 1, "content_max_t": 1, "content_end_t": 1,
                                    "put_t": 1, "taken_t": 1})  # fmt: skip
    for row, store in zip(rows, found.result.scenario.stores, strict=True):
        row.update(cargo=store.cargo, capacity_t=store.capacity_t)
    return rows


def _calendars(found: Settled) -> list[Json]:
    rows = _table(found, "calendars", {"lost_h": 1})
    tables = found.result.tables["calendars"]
    for k, row in enumerate(rows):
        lost = {cause: tables[f"lost_{cause}_h"][:, k] for cause in SHUT_BY}
        row["lost_by_cause_h"] = {
            cause: estimate(hours, 1) for cause, hours in lost.items() if hours.any()
        }
    return rows


def _sources(found: Settled) -> list[Json]:
    rows = _table(found, "sources", {"came": 1, "left": 1, "present": 1, "stay_mean_h": 4,
                                     "tonnes": 1})  # fmt: skip
    calls = {source.id for source in call_sources(found.result.scenario)}
    for row, source in zip(rows, found.result.scenario.sources, strict=True):
        row.update(cargo=source.cargo, call=source.id in calls)
    return rows


def _throughput(found: Settled) -> list[Json]:
    """Return tonnes over the quays, the most first."""
    moved = throughput(found.result)
    rows: list[Json] = []
    for cargo in dict.fromkeys(cargo for cargo, _ in moved):
        row: Json = {"cargo": cargo}
        for side, name in zip(SIDES, ("discharged_t", "loaded_t"), strict=True):
            tonnes = moved.get((cargo, side))
            row[name] = estimate(
                np.zeros(found.result.replications) if tonnes is None else tonnes, 1
            )
        rows.append(row)
    return sorted(rows, key=lambda row: -row["discharged_t"]["value"] - row["loaded_t"]["value"])


def _series(found: Settled) -> Json:
    """Return queues and stocks week by week, over all replications."""
    result = found.result
    per_week = max(1, round(WEEK_H / result.period_h))
    whole = int(result.hours // (per_week * result.period_h))
    contents = {store.id for store in result.scenario.stores}
    queues, stocks = [], []
    for name, what in result.ids["stations"]:
        part = result.series_of(name, what)
        if name in contents and what == "room":
            stocks.append({"id": name, "content_t": _means(part["busy_mean"], per_week, whole, 1)})
        queue = _means(part["queue_mean"], per_week, whole, 3)
        if name not in contents:
            queues.append({"id": name, "waits_for": what, "queue_mean": queue})
    return {"step_h": per_week * result.period_h, "queues": queues, "stocks": stocks}


def _means(values: NDArray[np.float64], size: int, whole: int, digits: int) -> list[float]:
    rows = values[: whole * size].reshape(whole, size)
    return [round(float(value), digits) for value in rows.mean(axis=1)]


def _week(found: Settled) -> Json | None:
    """Return busy servers through the week, over all weeks that count."""
    result = found.result
    size = round(WEEK_H / result.period_h)
    first = -(-int(result.warm_h) // int(WEEK_H)) * size
    whole = (int(result.hours // result.period_h) - first) // size
    if whole < 1 or abs(size * result.period_h - WEEK_H) > 1e-9:
        return None
    servers = {row.id for row in result.scenario.stations}
    rows = []
    for name, what in result.ids["stations"]:
        if name in servers:
            busy = result.series_of(name, what)["busy_mean"][first : first + whole * size]
            mean_week = busy.reshape(whole, size).mean(axis=0)
            rows.append({"id": name, "busy_mean": [round(float(v), 4) for v in mean_week]})
    return {"step_h": result.period_h, "rows": rows}
