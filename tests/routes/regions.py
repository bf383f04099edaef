"""Small random regions with everything in them that breaks a careless search.

Opening hours, night bans, closures, water levels, storage that makes an earlier arrival dearer,
prices that fall with time, rewards with caps, cut-offs, repacking, customs, locks that are too
narrow, works that open a terminal under way. Small enough to try every chain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import strategies as st
from invented import Draw, invent

from tongqu.model.known import Knowledge
from tongqu.model.region import Region
from tongqu.model.terminals import Terminal
from tongqu.routes.arrays import Floats
from tongqu.routes.exclusions import Exclusions
from tongqu.routes.horizon import Horizon
from tongqu.routes.legs import LegBuilder
from tongqu.routes.params import CompareParams
from tongqu.routes.problem import Problem, make_problem
from tongqu.routes.shipment import Shipment, ask
from tongqu.routes.solve import Front, settle, solve
from tongqu.routes.ways import Way, WayBook


@dataclass(frozen=True)
class Case:
    """A region and a question to it."""

    seed: int
    region: Region
    ask: dict[str, Any]
    params: CompareParams
    base_gram: dict[str, int]
    must_rail: bool

    @property
    def shipment(self) -> Shipment:
        """The checked question."""
        return ask(self.region, "works", "town", **self.ask)

    def builder(self) -> LegBuilder:
        """Return what makes the legs."""
        shipment = self.shipment
        known = Knowledge(self.region, shipment.as_of)
        horizon = Horizon(known, shipment.ready, self.params.horizon_days)
        return LegBuilder(self.region, shipment, self.params, horizon, Exclusions())

    def problem(self) -> Problem:
        """Return the arrays of the question."""
        return make_problem(self.builder())

    def whole_problem(self, *, every_way: bool = False) -> Problem:
        """Return the arrays with every terminal, also those found pointless; or every way."""
        unbeaten = _all_ways if every_way else WayBook.unbeaten
        with (
            patch.object(WayBook, "unbeaten", unbeaten),
            patch("tongqu.routes.leg_maker.terminals_that_matter", _all_terminals),
        ):
            return self.problem()

    def front(self, problem: Problem | None = None) -> Front:
        """Return what the search finds."""
        problem = problem if problem is not None else self.problem()
        settlement = settle(problem, self.base_gram, self.must_rail)
        return solve(problem, self.params, settlement, np.ones(len(problem.legs), bool))

    def but(self, **tables: Any) -> Case:
        """Return the case with other tables."""
        return replace(self, region=replace(self.region, verified=False, **tables))


def _all_ways(_: WayBook, ways: list[Way]) -> tuple[Way, ...]:
    return tuple(ways)


def _all_terminals(
    region: Region, terminals: list[Terminal], origin: str, destination: str
) -> list[Terminal]:
    return terminals


def vectors(front: Front) -> set[tuple[int, int, int]]:
    """Return cost, arrival and CO2e of every chain."""
    return {(chain.cost, chain.arrive_min, chain.gram) for chain in front.chains}


def gains(problem: Problem) -> Floats:
    """Return room for what `leg_outcome` fills in."""
    return np.zeros(problem.n_gains)


def random_case(seed: int) -> Case:
    """Return the case of a seed."""
    draw = Draw(seed)
    region = invent(draw)
    return _question(draw, seed, region)


def _question(draw: Draw, seed: int, region: Region) -> Case:
    main_legs = draw.pick(1, 1, 2, 2, 2, 3)
    params = CompareParams(
        waiting_days=draw.pick(1, 1, 2) if main_legs < 3 else 1,
        horizon_days=draw.random.randint(7, 14),
        departure_step_min=draw.pick(360, 480, 720) if main_legs < 2 else draw.pick(480, 720, 1440),
        max_main_legs=main_legs,
        detour_factor=draw.pick(1.5, 3.0, 3.0),
    )
    ready = draw.instant(0, 20)
    return Case(
        seed=seed,
        region=region,
        ask={
            "commodity": "salt",
            "tonnes": draw.pick(draw.number(40, 900, 0), draw.number(5, 200, 1)),
            "teu": None,
            "ready": ready,
            "deadline": ready + timedelta(hours=draw.random.randint(60, 200))
            if draw.maybe(0.15)
            else None,
            "as_of": draw.pick(None, None, ready - timedelta(days=1)),
            "packing": None,
        },
        params=params,
        base_gram={"road": draw.random.randint(0, 9_000_000), "rail": draw.pick(0, 2_000_000)},
        must_rail=draw.maybe(0.1),
    )


def cases() -> st.SearchStrategy[Case]:
    """Return random cases, one for each seed."""
    return st.integers(0, 2**32 - 1).map(random_case)
