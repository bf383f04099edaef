"""Figures of one replication, read from its memory, and what must be true of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tongqu.sim import columns as c
from tongqu.sim.result import SHUT_BY, class_ends_h

if TYPE_CHECKING:
    from tongqu.sim.running import Runner

__all__ = ["figures_of", "gaps_of"]

QUANTILES = {"wait_p50_h": 0.5, "wait_p90_h": 0.9, "wait_p95_h": 0.95, "wait_p99_h": 0.99}

Numbers = NDArray[np.float64]


def figures_of(runner: Runner) -> dict[str, dict[str, Numbers]]:
    """Return the figures of the run that has just ended, by table and name."""
    span = runner.real[c.NOW] - runner.real[c.WARM]
    return {
        "stations": _stations(runner, span),
        "groups": _groups(runner, span),
        "stores": _stores(runner, span),
        "sources": _sources(runner),
        "chambers": _chambers(runner, span),
        "calendars": _calendars(runner),
    }


def _over(part: NDArray[np.generic], whole: NDArray[np.generic]) -> Numbers:
    """Return quotients; 0 where there is nothing."""
    above, below = np.asarray(part, float), np.asarray(whole, float)
    found: Numbers = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return found


def _stations(runner: Runner, span: float) -> dict[str, Numbers]:
    whole, real = runner.table("station")
    served = whole[:, c.Q_GRANTED]
    mean = _over(real[:, c.Q_WAIT], served)
    spread = np.sqrt(np.maximum(0.0, _over(real[:, c.Q_WAIT_SQUARED], served) - mean**2))
    return {
        "served": served.astype(float),
        "waited": whole[:, c.Q_WAITED].astype(float),
        "refused": whole[:, c.Q_REFUSED].astype(float),
        "over_limit": whole[:, c.Q_OVER_LIMIT].astype(float),
        "wait_mean_h": mean,
        "wait_sd_h": spread,
        "wait_max_h": real[:, c.Q_WAIT_MOST].copy(),
        **_quantiles(runner),
        "queue_mean": real[:, c.Q_AREA] / span,
        "queue_max": whole[:, c.Q_LONGEST].astype(float),
        "queue_share": real[:, c.Q_FULL] / span,
        "wait_share_over_limit": _over(whole[:, c.Q_OVER_LIMIT], served),
        **_parts("wait_shut", _shut(runner), served),
    }


def _parts(
    name: str, hours: NDArray[np.generic], over: NDArray[np.generic] | None = None
) -> dict[str, Numbers]:
    """Return columns of hours by their names, over a number."""
    return {
        f"{name}_{cause}_h": np.array(hours[:, k], float)
        if over is None
        else _over(hours[:, k], over)
        for k, cause in enumerate(SHUT_BY)
    }


def _shut(runner: Runner) -> Numbers:
    """Return the hours waited at each row while what was waited for was shut, by cause."""
    whole, _ = runner.table("station")
    _, blame = runner.table("blame")
    found = np.zeros((len(whole), c.CAUSES))
    first = runner.problem.layout.first["blame"]
    rows = whole[:, c.Q_BLAME]
    there = rows != c.NONE
    found[there] = blame[(rows[there] - first) // c.BLAME, c.B_SHUT :]
    return found


def _calendars(runner: Runner) -> dict[str, Numbers]:
    lost = runner.table("calendar")[1][:, c.C_LOST :]
    return {"lost_h": lost.sum(axis=1), **_parts("lost", lost)}


def _quantiles(runner: Runner) -> dict[str, Numbers]:
    """Return quantiles of the waits, as if they lay evenly within their class."""
    ends = class_ends_h()
    begins = np.concatenate(([0.0], ends[:-1]))
    whole, _ = runner.table("station")
    counted = runner.wait_classes()
    at_once = whole[:, c.Q_GRANTED] - whole[:, c.Q_WAITED]
    found = {name: np.zeros(len(whole)) for name in QUANTILES}
    for row, counts in enumerate(counted):
        upto = np.cumsum(counts)
        if upto[-1] == 0:
            continue
        for name, share in QUANTILES.items():
            wanted = share * upto[-1]
            k = int(np.searchsorted(upto, wanted))
            if wanted <= at_once[row]:
                continue
            before = upto[k] - counts[k] if k else at_once[row]
            inside = (wanted - before) / (upto[k] - before)
            found[name][row] = begins[k] + inside * (ends[k] - begins[k])
    return found


def _groups(runner: Runner, span: float) -> dict[str, Numbers]:
    whole, real = runner.table("group")
    return {
        "served": whole[:, c.G_SERVED].astype(float),
        "busy_mean": real[:, c.G_AREA] / span,
        "open_mean": real[:, c.G_OPEN_AREA] / span,
        "utilisation": _over(real[:, c.G_AREA], real[:, c.G_OPEN_AREA]),
    }


def _stores(runner: Runner, span: float) -> dict[str, Numbers]:
    _, real = runner.table("store")
    return {
        "content_mean_t": real[:, c.K_AREA] / span,
        "content_max_t": real[:, c.K_MOST].copy(),
        "content_end_t": real[:, c.K_CONTENT].copy(),
        "put_t": real[:, c.K_PUT].copy(),
        "taken_t": real[:, c.K_TAKEN].copy(),
    }


def _sources(runner: Runner) -> dict[str, Numbers]:
    whole, real = runner.table("source")
    return {
        "came": (whole[:, c.R_SERIAL] - whole[:, c.R_BEFORE]).astype(float),
        "left": whole[:, c.R_LEFT].astype(float),
        "present": whole[:, c.R_PRESENT].astype(float),
        "stay_mean_h": _over(real[:, c.R_STAY], whole[:, c.R_LEFT]),
        "tonnes": real[:, c.R_TONNES].copy(),
        **_parts("awaited", real[:, c.R_AWAITED : c.R_LOST]),
        **_parts("lost", real[:, c.R_LOST :]),
    }


def _chambers(runner: Runner, span: float) -> dict[str, Numbers]:
    whole, real = runner.table("chamber")
    return {
        "lockages": whole[:, c.H_LOCKAGES].astype(float),
        "turns": whole[:, c.H_TURNS].astype(float),
        "vessels": whole[:, c.H_VESSELS].astype(float),
        "busy_share": real[:, c.H_USED] / span,
        "area_share": _over(
            real[:, c.H_AREA], whole[:, c.H_LOCKAGES] * real[:, c.H_LENGTH] * real[:, c.H_BEAM]
        ),
    }


def gaps_of(runner: Runner) -> tuple[float, float, float]:
    """Return what two ways of counting differ by: hours, units, tonnes; as shares."""
    return _hours_gap(runner), _units_gap(runner), _tonnes_gap(runner)


def _hours_gap(runner: Runner) -> float:
    from tongqu.sim.stations.audit import hours_busy, hours_waited

    whole, real = runner.table("station")
    _, groups = runner.table("group")
    first = runner.problem.layout.first["station"]
    worst = 0.0
    before = 0
    _, blame = runner.table("blame")
    parted = whole[:, c.Q_BLAME] != c.NONE
    for hours, wait in zip(blame[:, c.B_OPEN :], real[parted, c.Q_WAIT], strict=True):
        worst = max(worst, _gap(hours.sum(), wait))
    for row in range(len(whole)):
        place = first + row * c.STATION
        waited = hours_waited(runner.whole, runner.real, place)
        worst = max(worst, _gap(waited, real[row, c.Q_AREA]))
        count = int(whole[row, c.Q_GROUP_COUNT])
        if count:
            busy = hours_busy(runner.whole, runner.real, runner.first_unit, runner.units, place)
            area = groups[before : before + count, c.G_AREA].sum()
            worst = max(worst, _gap(busy, area))
        before += count
    return worst


def _units_gap(runner: Runner) -> float:
    from tongqu.sim.stations.audit import present

    whole, _ = runner.table("source")
    first = runner.problem.layout.first["source"]
    wrong = 0.0
    for row in range(len(whole)):
        there = present(runner.whole, runner.first_unit, runner.units, first + row * c.SOURCE)
        came = whole[row, c.R_SERIAL]
        wrong = max(wrong, abs(there - whole[row, c.R_PRESENT]) / max(1, came))
        before = runner.present_before[row]
        since = came - whole[row, c.R_BEFORE] + before - whole[row, c.R_LEFT]
        wrong = max(wrong, abs(there - since) / max(1, came))
    return float(wrong)


def _tonnes_gap(runner: Runner) -> float:
    _, real = runner.table("store")
    worst = 0.0
    for store in real:
        there = store[c.K_CONTENT] + store[c.K_OUTGOING]
        counted = store[c.K_BEGUN_WITH] + store[c.K_PUT] - store[c.K_TAKEN]
        size = max(1.0, store[c.K_PUT] + store[c.K_TAKEN] + store[c.K_BEGUN_WITH])
        worst = max(worst, abs(there - counted) / size)
    return float(worst)


def _gap(one: float, other: float) -> float:
    return float(abs(one - other) / max(1.0, abs(one), abs(other)))
