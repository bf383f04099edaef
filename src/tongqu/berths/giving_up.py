"""Sequences and stocks that may be given up where there is no plan: each has its declared price."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tongqu.berths.conflict import N_
from tongqu.berths.core import BerthModel
from tongqu.berths.core.uses import FOREVER, FROM_START
from tongqu.berths.problem import BerthProblem
from tongqu.berths.records import UNITS_PER_H, said
from tongqu.berths.side import AFTER, Row, uses_by_mode, with_uses
from tongqu.berths.stocks import KG
from tongqu.berths.words import number

BEFORE_H = 24.0
"""Weighted hours that count for a vessel that need not wait for the one that it follows."""
TONNE_H = 0.1
"""Weighted hours that count for a tonne more that a stock would have to hold, or to begin with."""

AMOUNTS = 40
"""Tonnes that a stock could have more are tried in so many steps."""

TEXTS = {
    "after": N_("let {vessel} make fast before {other} has left"),
    "room": N_("find room for {tonnes} t more than {name} holds"),
    "cargo": N_("have {tonnes} t more in {name} when the plan begins"),
}


@dataclass(frozen=True)
class GivenUp:
    """A sequence that need not be kept, or what a stock would have to have more.

    Attributes
    ----------
    row
        What is given up.
    amount
        Kilograms; 1 for a sequence.
    resources
        Resources of the model that have so much more.
    """

    row: Row
    amount: int
    resources: tuple[int, ...]

    @property
    def tonnes(self) -> float:
        """The amount in tonnes."""
        return self.amount / KG

    @property
    def price(self) -> int:
        """What it costs, in integer units."""
        hours = BEFORE_H if self.row.kind == AFTER else self.tonnes * TONNE_H
        return round(hours * UNITS_PER_H)

    def words(self, problem: BerthProblem) -> dict[str, str]:
        """Return what is given up, in words."""
        if self.row.kind == AFTER:
            names = {call.id: call.vessel for call in problem.calls}
            both = {"vessel": names[self.row.row_id], "other": names[self.row.other]}
            return said(TEXTS["after"], both)
        row: Any = problem.region.row("stocks", self.row.row_id)
        tonnes = number(round(self.tonnes, 1))
        return said(
            TEXTS[self.row.kind], {"name": row.name, "name_zh": row.name_zh, "tonnes": tonnes}
        )


def with_rows_given_up(
    problem: BerthProblem, model: BerthModel
) -> tuple[BerthModel, dict[int, GivenUp]]:
    """Return a model that may have more of some resources, at a price.

    Parameters
    ----------
    problem
        Says what the resources of the model are.
    model
        The model; it may have calls and modes beyond those of the problem.

    Returns
    -------
    BerthModel, dict
        The model, and the modes that have more of something.

    Notes
    -----
    Whoever has more is a call of its own, which begins in the first slot and gives back so much
    from there on.
    """
    offers = list(_offers(problem))
    if not offers:
        return model, {}
    modes, slots = model.mode_call.size, model.slots
    ways = [(k, way) for k, offer in enumerate(offers) for way in (None, *offer)]
    stay = np.zeros((len(ways), slots), np.int32)
    stay[:, 0] = 1
    cost = stay * np.array([[0 if way is None else way.price] for _, way in ways], np.int64)
    uses = [
        [] if way is None else [(k, -way.amount, FROM_START, FOREVER) for k in way.resources]
        for _, way in ways
    ]
    larger = replace(
        model,
        mode_call=np.append(model.mode_call, [model.calls + k for k, _ in ways]),
        mode_group=np.append(model.mode_group, [model.berths.size] * len(ways)),
        mode_use=np.append(model.mode_use, [0] * len(ways)),
        stay=np.concatenate([model.stay, stay]),
        cost=np.concatenate([model.cost, cost]),
        berths=np.append(model.berths, len(offers)),
    )
    found = {modes + k: way for k, (_, way) in enumerate(ways) if way is not None}
    return with_uses(larger, [*uses_by_mode(model), *uses]), found


def _offers(problem: BerthProblem) -> list[list[GivenUp]]:
    """Return for everything that can be given up the ways to do so."""
    offers = [[GivenUp(row, 1, (k,))] for k, row in enumerate(problem.rows) if row.kind == AFTER]
    for book in problem.books:
        model = problem.model
        most = int(book.highest(model.stay, model.mode_call).max()) - book.capacity
        step = -(-max(most, 1) // AMOUNTS)
        mine = tuple(k for k, row in enumerate(problem.rows) if (row.kind, row.row_id) == book.key)
        offers.append([GivenUp(Row(*book.key), n * step, mine) for n in range(1, AMOUNTS + 1)])
    return offers
