"""The verb `compare`: which way should this cargo go, and what does it cost, take and emit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongqu.model.known import Knowledge
from tongqu.model.region import Region
from tongqu.model.works import Closure
from tongqu.routes.exclusions import Exclusion, Exclusions
from tongqu.routes.horizon import Horizon
from tongqu.routes.itemise import ItemisedChain, itemise
from tongqu.routes.legs import CONSIGNEE, SHIPPER, LegBuilder
from tongqu.routes.options import Pick, picks
from tongqu.routes.params import CompareParams
from tongqu.routes.problem import Problem, make_problem
from tongqu.routes.result import CompareResult, Influence
from tongqu.routes.ride_again import with_dataset_waits
from tongqu.routes.search import REPACK
from tongqu.routes.shipment import Shipment, ask
from tongqu.routes.solve import Chain, Front, Progress, Windows, problem_windows, settle, solve
from tongqu.routes.station_waits import StationWaits

BASELINES = ("road", "rail")
BASELINE_DETOUR = 3.0
EVALUATED_ON_PASSAGE = {
    ("links", "depth_m"),
    ("terminals", "in_service"),
    ("berths", "in_service"),
}


def compare(
    region: Region,
    from_: str,
    to: str,
    *,
    commodity: str,
    tonnes: float | None = None,
    teu: float | None = None,
    ready: datetime | date | str,
    deadline: datetime | date | str | None = None,
    as_of: datetime | date | str | None = None,
    packing: str | None = None,
    params: CompareParams | None = None,
    waits: StationWaits | None = None,
    progress: Progress | None = None,
) -> CompareResult:
    """Return the chains that no other beats in cost, arrival and CO2e.

    Parameters
    ----------
    region
        The region.
    from_, to
        Places.
    commodity
        What is carried.
    tonnes, teu
        How much: one of the two, above 0.
    ready
        First instant at which the cargo can leave: a date, a datetime or ISO 8601 text; without
        an offset in the region's zone.
    deadline
        Last instant at which it may arrive.
    as_of
        Day whose knowledge of works, closures and prices counts; by default `ready`.
    packing
        Packing form in which it is handed over; by default any that the commodity allows.
    params
        Bounds and grid of the search.
    waits
        Waits at locks and berths in place of the dataset's, as `tongqu.studies.simulated_waits`
        finds them. The answer then holds what the dataset's would have given.
    progress
        Told what is being done, how much is done, and of how much.

    Returns
    -------
    CompareResult
        Options, baselines, savings, and what was left out and why. Not finding a chain is a
        result too.

    Raises
    ------
    UsageError
        If the question cannot be asked like this; it lists everything that is wrong with it.

    Examples
    --------
    >>> from datetime import date
    >>> from tongqu import compare, load_region
    >>> answer = compare(
    ...     load_region("qujiang"), "juhua", "jebel-ali",
    ...     commodity="calcium-chloride", tonnes=600, ready=date(2024, 12, 3),
    ... )
    >>> answer.options[0].modes
    ('road', 'waterway', 'sea')
    """
    params = params or CompareParams()
    shipment = ask(
        region,
        from_,
        to,
        commodity=commodity,
        tonnes=tonnes,
        teu=teu,
        ready=ready,
        deadline=deadline,
        as_of=as_of,
        packing=packing,
    )
    found = _answer(region, shipment, params, waits, progress)
    if waits is None:
        return found
    return with_dataset_waits(found, _answer(region, shipment, params, None, progress))


def _answer(
    region: Region,
    shipment: Shipment,
    params: CompareParams,
    waits: StationWaits | None,
    progress: Progress | None,
) -> CompareResult:
    """Return the answer with some waits."""
    exclusions = Exclusions()
    problem = _problem(region, shipment, params, exclusions, waits)
    windows = problem_windows(problem, params)
    fronts = {mode: _baseline(problem, params, mode, windows, progress) for mode in BASELINES}
    baselines = {mode: sensible(problem, front, mode) for mode, front in fronts.items()}
    exist = [chain for front in fronts.values() for chain in front.chains]
    front = _front(problem, params, baselines, windows, exist, progress)
    front = replace(front, dropped=front.dropped + sum(f.dropped for f in fronts.values()))
    shown = picks(problem, front.chains)
    influences: tuple[Influence, ...] = ()
    if front.chains:
        influences = _closures(region, shipment, params, problem, front, baselines)
    else:
        influences = _obstacles(region, shipment, params, problem)
    return CompareResult(
        problem=problem,
        params=params,
        front=front,
        picks=tuple(shown),
        itemised=tuple(itemise(problem, pick.chain) for pick in shown),
        baselines={
            mode: itemise(problem, chain) if chain is not None else None
            for mode, chain in baselines.items()
        },
        exclusions=tuple(exclusions),
        influences=influences,
    )


def _problem(
    region: Region,
    shipment: Shipment,
    params: CompareParams,
    exclusions: Exclusions,
    waits: StationWaits | None,
    heed_closures: bool = True,
) -> Problem:
    known = Knowledge(as_ready(region, shipment), shipment.as_of)
    region = known.region
    horizon = Horizon(known, shipment.ready, params.horizon_days, heed_closures)
    return make_problem(LegBuilder(region, shipment, params, horizon, exclusions, waits))


def as_ready(region: Region, shipment: Shipment) -> Region:
    """Return the region with what works have changed by the time that the cargo is ready.

    Openings and depths are left out: they are evaluated at the instant of passage.
    """
    cells = Knowledge(region, shipment.as_of).cells_at(shipment.ready)
    changed: dict[str, tuple[Any, ...]] = {}
    for table, rows in cells.items():
        kept = {
            row_id: {
                column: value
                for column, value in values.items()
                if (table, column) not in EVALUATED_ON_PASSAGE
            }
            for row_id, values in rows.items()
        }
        if any(kept.values()):
            changed[table] = tuple(
                replace(row, **kept.get(row.id, {})) for row in getattr(region, table)
            )
    return region.with_tables(**changed) if changed else region


def allowed_legs(problem: Problem, mode: str) -> NDArray[np.bool_]:
    """Return the legs of a baseline: on land by road, or by rail and road.

    Legs between countries are allowed whatever their mode.
    """
    inland = {"road": ("road",), "rail": ("road", "rail")}[mode]
    return np.array(
        [
            leg.kind == REPACK or leg.international or leg.mode in (*inland, "repacking")
            for leg in problem.legs
        ],
        np.bool_,
    )


def _baseline(
    problem: Problem,
    params: CompareParams,
    mode: str,
    windows: Windows | None,
    progress: Progress | None,
) -> Front:
    settlement = settle(problem, {}, must_rail=mode == "rail")
    allowed = allowed_legs(problem, mode)
    return solve(problem, params, settlement, allowed, progress, windows=windows)


def sensible(problem: Problem, front: Front, mode: str) -> Chain | None:
    """Return the cheapest chain by a mode that somebody might choose, or None.

    A search that must use rail would rather go out and back by rail than find nothing. So a
    chain counts only if it uses the mode, comes to no place twice, and is not longer than
    `BASELINE_DETOUR` times the direct road where there is one.
    """
    direct = min(
        (
            leg.distance_km
            for leg in problem.legs
            if leg.start.stop == SHIPPER and leg.end.stop == CONSIGNEE and leg.mode == "road"
        ),
        default=math.inf,
    )
    for chain in front.chains:
        legs = [problem.legs[ride.leg] for ride in chain.rides]
        places = [legs[0].start.place, *(leg.end.place for leg in legs if leg.mode != "repacking")]
        far = sum(leg.distance_km for leg in legs) > BASELINE_DETOUR * direct
        if any(leg.mode == mode for leg in legs) and len(set(places)) == len(places) and not far:
            return chain
    return None


def _front(
    problem: Problem,
    params: CompareParams,
    baselines: Mapping[str, Chain | None],
    windows: Windows | None = None,
    exist: Sequence[Chain] = (),
    progress: Progress | None = None,
) -> Front:
    grams = {mode: chain.gram for mode, chain in baselines.items() if chain is not None}
    settlement = settle(problem, grams, must_rail=False)
    everything = np.ones(len(problem.legs), np.bool_)
    return solve(problem, params, settlement, everything, progress, exist, windows)


def _touched(problem: Problem) -> set[tuple[str, str]]:
    """Return tables and ids of all that a closure could close on some leg."""
    tables = {"link": "links", "lock": "locks", "passage": "passages"}
    touched = {("terminals", terminal.id) for terminal in problem.builder.terminals}
    for leg in problem.legs:
        for stretch in leg.way.stretches if leg.way is not None else ():
            if stretch.kind in tables:
                touched.add((tables[stretch.kind], stretch.row_id))
    return touched


def _closures_met(
    region: Region, shipment: Shipment, problem: Problem, last_min: int
) -> tuple[Closure, ...]:
    """Return the known closures of what some leg uses, between ready and a last minute."""
    horizon, touched = problem.horizon, _touched(problem)
    ready = horizon.minute(shipment.ready)
    return tuple(
        closure
        for closure in horizon.known.all_closures()
        if (closure.table, closure.row_id) in touched
        and horizon.minute(region.local(closure.closed_from)) < last_min
        and (
            closure.closed_until is None
            or horizon.minute(region.local(closure.closed_until)) > ready
        )
    )


def _closures(
    region: Region,
    shipment: Shipment,
    params: CompareParams,
    problem: Problem,
    front: Front,
    baselines: Mapping[str, Chain | None],
) -> tuple[Influence, ...]:
    """Return what the known closures change: the answer beside the one without them."""
    last = max(chain.arrive_min for chain in front.chains)
    met = _closures_met(region, shipment, problem, last)
    if not met:
        return ()
    waits = problem.builder.waits
    free = _problem(region, shipment, params, Exclusions(), waits, heed_closures=False)
    without = _front(free, params, baselines)
    if not without.chains:
        return ()
    cheapest = itemise(free, without.chains[0])
    changed = [(c.cost, c.arrive_min, c.gram) for c in front.chains] != [
        (c.cost, c.arrive_min, c.gram) for c in without.chains
    ]
    return (
        *(Influence("closure", closure, cheapest) for closure in met),
        Influence(
            "closure_changes_answer" if changed else "closure_without_effect", None, cheapest
        ),
    )


def _obstacles(
    region: Region, shipment: Shipment, params: CompareParams, problem: Problem
) -> tuple[Influence, ...]:
    """Return what would have to change for a chain to exist: each limit lifted by itself."""
    found: list[Influence] = []
    waits = problem.builder.waits
    if shipment.deadline is not None:
        easier = replace(shipment, deadline=None)
        other = _problem(region, easier, params, Exclusions(), waits)
        front = _front(other, params, {})
        if front.chains:
            first = min(front.chains, key=lambda c: (c.arrive_min, c.cost))
            found.append(Influence("deadline_too_early", None, itemise(other, first)))
    free = _problem(region, shipment, params, Exclusions(), waits, heed_closures=False)
    met = _closures_met(region, shipment, free, problem.horizon.end_min)
    if met and (opened := _front(free, params, {})).chains:
        without = itemise(free, opened.chains[0])
        found += [Influence("closure", closure, without) for closure in met]
        found.append(Influence("open_would_do", None, without))
    return tuple(found)


__all__ = ["Exclusion", "ItemisedChain", "Pick", "allowed_legs", "compare"]
