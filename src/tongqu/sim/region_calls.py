"""The calls of vessels at a terminal: what they bring, what they fetch, and both in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.sim.laws import Law
from tongqu.sim.scenario import Source, Vehicle, Work

if TYPE_CHECKING:
    from tongqu.sim.region_port import Terminal
    from tongqu.sim.region_traffic import Cargo, Loaded
    from tongqu.sim.scenario import Store

__all__ = ["Flow", "add_calls", "matched"]


@dataclass(frozen=True)
class Flow:
    """A cargo at a terminal.

    Attributes
    ----------
    cargo
        Which.
    name
        Of its stocks and sources.
    t_per_h
        Tonnes an hour, at the terminal's greatest share of the traffic.
    vessels
        Who carries it.
    stores
        Its stocks, each with its share of the cargo.
    """

    cargo: Cargo
    name: str
    t_per_h: float
    vessels: tuple[Loaded, ...]
    stores: tuple[tuple[Store, float], ...]

    def calls_per_h(self, vessel: Loaded) -> float:
        """Return how many vessels of a class it takes, an hour."""
        carried = sum(v.payload_t * v.weight for v in self.vessels)
        return self.t_per_h * vessel.weight / carried


Pair = tuple[int, int, float]
MORE, LEAST = 1.05, 0.1
"""Where vessels take cargo back, the others that may be sent for it: over what is left to them, and
over all. Were there more, they would leave nothing for those who come anyway."""


def matched(bring: list[float], fetch: list[float]) -> list[Pair]:
    """Return which of those who bring could fetch what: places in both lists, and how many.

    Greedy from the first to the first, so that all are matched that balance allows, with few pairs.

    Examples
    --------
    >>> matched([3.0, 1.0], [2.0, 5.0])
    [(0, 0, 2.0), (0, 1, 1.0), (1, 1, 1.0)]
    """
    found: list[Pair] = []
    left, wanted = list(bring), list(fetch)
    i = k = 0
    while i < len(left) and k < len(wanted):
        both = min(left[i], wanted[k])
        if both > 1e-12:
            found.append((i, k, both))
        left[i] -= both
        wanted[k] -= both
        i, k = (i + 1, k) if left[i] <= wanted[k] else (i, k + 1)
    return found


def add_calls(terminal: Terminal, flows: list[Flow]) -> None:
    """Add the vessels of all cargoes of a terminal."""
    names = dict.fromkeys(v.row.id for flow in flows for v in flow.vessels)
    for name in names:
        mine = [(flow, v) for flow in flows for v in flow.vessels if v.row.id == name]
        bring = [(flow, v) for flow, v in mine if flow.cargo.inward]
        fetch = [(flow, v) for flow, v in mine if not flow.cargo.inward]
        _add_class(terminal, bring, fetch)


def _add_class(
    terminal: Terminal, bring: list[tuple[Flow, Loaded]], fetch: list[tuple[Flow, Loaded]]
) -> None:
    """Add the vessels of one class: a share of those who could takes cargo back.

    What is to be shipped waits for nobody: vessels are sent for when there is enough, and more of
    them could be had than are needed.
    """
    maker = terminal.maker
    both_ways = maker.params.both_ways
    coming = [flow.calls_per_h(vessel) for flow, vessel in bring]
    going = [flow.calls_per_h(vessel) for flow, vessel in fetch]
    for i, k, calls in matched(coming, going) if both_ways else ():
        (flow, vessel), (back, _) = bring[i], fetch[k]
        calls *= both_ways
        coming[i] -= calls
        going[k] -= calls
        _add(terminal, flow, vessel, calls, back)
    for (flow, vessel), calls in zip(bring, coming, strict=True):
        if calls > 1e-12:
            _add(terminal, flow, vessel, calls, None)
    for (flow, vessel), calls in zip(fetch, going, strict=True):
        whole, reserve = flow.calls_per_h(vessel), maker.params.truck_reserve
        could = whole * reserve if calls == whole else MORE * calls + LEAST * whole
        _add(terminal, flow, vessel, could, None)
        maker.own_passages_per_h += 2 * (calls - could)


def _add(
    terminal: Terminal, flow: Flow, vessel: Loaded, calls_per_h: float, back: Flow | None
) -> None:
    maker, row, cargo = terminal.maker, vessel.row, flow.cargo
    need = vessel.draught_m + (row.under_keel_clearance_m or 0.0)
    name = maker.vehicle(
        Vehicle(f"{row.id}-{cargo.id}-{terminal.row.id}", Law.const(round(vessel.payload_t, 1)),
                row.length_m, row.beam_m, vessel.draught_m)
    )  # fmt: skip
    side = "discharge" if cargo.inward else "load"
    works = tuple(
        terminal.quay_work(side, cargo, store.id, share=share) for store, share in flow.stores
    )
    if back is not None:
        works += (_taken_back(terminal, back),)
    sent = None if cargo.inward else flow.stores[0][0].id
    maker.own_passages_per_h += 2 * calls_per_h
    route, water = maker.river.route, terminal.water
    laden_down = not cargo.inward or back is not None
    up = route(terminal.way, "up", row, water, need, laden=cargo.inward)
    down = route(terminal.way, "down", row, water, need, laden=laden_down)
    source = f"{flow.name}-{row.id}" + ("" if back is None else f"-and-{back.cargo.id}")
    maker.sources.append(
        Source(source, ((name, 1.0),), (*up, terminal.berthing(works), *down),
               gap=Law.exp(1.0 / calls_per_h), calendar=terminal.coming, cargo=cargo.commodity,
               store=sent)
    )  # fmt: skip


def _taken_back(terminal: Terminal, back: Flow) -> Work:
    """Return the loading of what lies there by then: a vessel at a berth waits for no more."""
    return terminal.quay_work("load", back.cargo, back.stores[0][0].id, up_to=True)
