"""The waits of a simulated port, for `compare` in place of the dataset's constants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, LimitError
from tongqu.routes.shipment import instant
from tongqu.routes.station_waits import StationWait, StationWaits
from tongqu.sim.answer import sim_answer
from tongqu.sim.settling import settle_port

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor
    from datetime import date, datetime

    from tongqu.model.region import Region
    from tongqu.sim import PortParams

__all__ = ["simulated_waits", "waits_of_simulation"]

Json = dict[str, Any]
Found = dict[tuple[str, str], Json]
ROUND_THE_CLOCK = ("", "24/7")


def simulated_waits(
    region: Region,
    ready: date | datetime | str,
    *,
    as_of: date | datetime | str | None = None,
    years: float = 1.0,
    params: PortParams | None = None,
    precision: float = 0.05,
    replications: int | None = None,
    seed: int = 1,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> StationWaits:
    """Simulate the port of a region, and return the waits at its locks and berths.

    Parameters
    ----------
    region
        The region.
    ready
        When the cargo of the question is ready; the year that is simulated begins on that day.
    as_of
        Day whose knowledge counts; by default `ready`. If it is later, the year begins with it.
    years, params, precision, replications, seed, executor, progress
        As in `tongqu.sim.settle_port`.

    Returns
    -------
    StationWaits
        For the argument ``waits`` of `tongqu.compare`.

    Raises
    ------
    LimitError
        If the simulation does not settle: then it has no mean wait.

    Notes
    -----
    Closures are left out of the run: `compare` counts them by their dates, and a mean wait that
    holds them would count them twice.

    Examples
    --------
    >>> from tongqu import load_region
    >>> waits = simulated_waits(load_region("qujiang"), "2024-12-03", years=0.2, replications=2)
    >>> row = waits.lock("fuchunjiang-lock", downstream=True)
    >>> row.dataset_h, 1.5 < row.wait_h < 2.5
    (1.0, True)
    """
    first = instant(region, ready)
    known = instant(region, as_of) if as_of is not None else first
    day = known.astimezone(region.zone).date()
    told = {
        table: tuple(row for row in getattr(region, table) if row.known_on <= day)
        for table in ("work_dates", "water_levels")
    }
    begin = max(first, known).astimezone(region.zone).date()
    port, found = settle_port(
        region.with_tables(closures=(), **told), begin, years=years, params=params,
        precision=precision, replications=replications, seed=seed, executor=executor,
        progress=progress,
    )  # fmt: skip
    answer = sim_answer(found, port)
    if not found.settled:
        raise LimitError.of("waits_not_settled", doubts=", ".join(found.doubts))
    return _waits(answer, region, {"from": "simulation", "file": None, "as_of": day.isoformat()})


def waits_of_simulation(
    answer: Mapping[str, Any],
    region: Region,
    as_of: date | datetime | str,
    *,
    file: str = "",
) -> StationWaits:
    """Return the waits of a simulation that was written before.

    Parameters
    ----------
    answer
        What ``tongqu simulate --json`` wrote.
    region
        The region of the question, which must be the one that was simulated.
    as_of
        Day whose knowledge counts in the question; the simulation may not know more.
    file
        Its name, for the answer.

    Raises
    ------
    DatasetError
        If it is no simulation of this region's port, did not settle, begins after the day, or
        holds a closure, which `compare` would count a second time.
    """
    if answer.get("kind") != "simulation" or not isinstance(answer.get("scenario"), dict):
        raise DatasetError.of("waits_no_simulation", file=file)
    scenario = answer["scenario"]
    if scenario.get("first_day") is None or scenario.get("name") != region.info.id:
        raise DatasetError.of("waits_other_region", file=file, found=scenario.get("name"),
                              region=region.info.id)  # fmt: skip
    if not answer.get("settled"):
        raise DatasetError.of("waits_file_not_settled", file=file,
                              doubts=", ".join(answer.get("doubts", ())))  # fmt: skip
    day = instant(region, as_of).astimezone(region.zone).date().isoformat()
    if scenario["first_day"] > day:
        raise DatasetError.of("waits_know_too_much", file=file, day=scenario["first_day"],
                              as_of=day)  # fmt: skip
    closed = sorted({row["row"] for row in answer["figures"] if row["table"] == "closures"})
    if closed:
        raise DatasetError.of("waits_hold_closure", file=file, closures=", ".join(closed))
    return _waits(answer, region, {"from": "file", "file": file, "as_of": scenario["first_day"]})


def _waits(answer: Mapping[str, Any], region: Region, origin: Json) -> StationWaits:
    found: Found = {(row["id"], row["waits_for"]): row for row in answer["stations"]}
    rows: list[StationWait] = []
    left_out: list[Json] = []
    for lock in region.locks:
        for direction in ("down", "up"):
            row = found.get((lock.id, direction))
            if row is None:
                continue
            if lock.opening_hours not in ROUND_THE_CLOCK:
                left_out.append({"kind": "lock", "id": lock.id, "code": "wait_has_hours"})
                break
            wait = row["wait_mean_h"]
            rows.append(
                StationWait("lock", lock.id, direction, wait["value"], wait["low"], wait["high"],
                            lock.expected_wait_min / 60)
            )  # fmt: skip
    for terminal in region.terminals:
        berth = _berth(found, terminal.id)
        if berth is not None:
            rows.append(StationWait("berth", terminal.id, "", *berth))
    run = answer["run"]
    return StationWaits(
        tuple(rows),
        {
            **origin,
            "first_day": answer["scenario"]["first_day"],
            "traffic_mt_per_year": answer["scenario"]["traffic_mt_per_year"],
            "hours": run["hours"] - run["warm_h"],
            "replications": run["replications"],
            "seed": run["seed"],
            "method": answer["method"],
        },
        tuple(left_out),
    )


def _berth(found: Found, terminal: str) -> tuple[float, float | None, float | None] | None:
    """Return the wait of a call for its berth and then its cranes.

    The interval is the sum of both, which is never narrower than that of the sum.
    """
    berth = found.get((f"berths-{terminal}", "servers"))
    if berth is None:
        return None
    cranes = found.get((f"cranes-{terminal}", "servers"))
    calls = berth["served"]["value"]
    times = cranes["served"]["value"] / calls if cranes is not None and calls else 0.0
    ends: list[float | None] = []
    for name in ("value", "low", "high"):
        first = berth["wait_mean_h"][name]
        then = cranes["wait_mean_h"][name] if cranes is not None else 0.0
        ends.append(None if first is None or then is None else round(first + times * then, 4))
    value, low, high = ends
    return value or 0.0, None if low is None else max(0.0, low), high
