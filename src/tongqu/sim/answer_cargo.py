"""What went over the quays, cargo by cargo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tongqu.sim.call_waits import call_sources
from tongqu.sim.checks import works_of
from tongqu.sim.scenario import Chance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tongqu.sim.result import SimResult
    from tongqu.sim.scenario import Step, Work

__all__ = ["SIDES", "throughput"]

SIDES = ("discharge", "load")
Tonnes = dict[tuple[str, str], "NDArray[np.float64]"]


def throughput(result: SimResult) -> Tonnes:
    """Return the tonnes that vessels discharged and loaded, by cargo and side, of each replication.

    A vessel moves its payload, or a share of it. Where it only takes what it finds (`up_to`), the
    store has counted what was taken there, less what others took for certain.
    """
    tonnes = result.tables["sources"]["tonnes"]
    names = result.ids["sources"]
    calls = {source.id for source in call_sources(result.scenario)}
    cargo = {store.id: store.cargo for store in result.scenario.stores}
    found: Tonnes = {}
    taken: dict[str, NDArray[np.float64]] = {}
    finds: set[str] = set()
    for source in result.scenario.sources:
        for work, share in _works(source.route):
            moved = tonnes[:, names.index(source.id)] * work.share * share
            if work.up_to:
                finds |= {work.store or ""} if source.id in calls else set()
                continue
            if work.store is not None and work.side == "load":
                taken[work.store] = taken.get(work.store, 0.0) + moved
            if source.id in calls:
                key = (cargo.get(work.store or "", source.cargo), work.side)
                found[key] = found.get(key, 0.0) + moved
    for store in sorted(finds):
        whole = result.tables["stores"]["taken_t"][:, result.ids["stores"].index(store)]
        key = (cargo[store], "load")
        found[key] = found.get(key, 0.0) + np.maximum(0.0, whole - taken.get(store, 0.0))
    return found


def _works(steps: tuple[Step, ...], share: float = 1.0) -> Iterator[tuple[Work, float]]:
    for step in steps:
        if isinstance(step, Chance):
            yield from _works(step.steps, share * step.share)
        else:
            yield from ((work, share) for work in works_of((step,)))
