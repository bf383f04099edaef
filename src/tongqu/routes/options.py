"""From the front to answers: near-twins grouped, and the picks that have a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongqu.routes.problem import Problem
from tongqu.routes.solve import Chain

Signature = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Pick:
    """A chain that is shown.

    Attributes
    ----------
    chain
        The chain.
    labels
        cheapest, fastest, greenest, balanced, or none of them.
    twins
        Further chains of the front over the same stops in the same packing and services.
    """

    chain: Chain
    labels: tuple[str, ...]
    twins: int


def signature(problem: Problem, chain: Chain) -> Signature:
    """Return what makes two chains near-twins: stops, modes, packing and services.

    Another size of vessel on the same way is no other way.
    """
    legs = [problem.legs[ride.leg] for ride in chain.rides]
    return tuple(
        (
            leg.mode,
            leg.start.place,
            leg.end.place,
            leg.packing,
            leg.service.id if leg.service is not None else "",
        )
        for leg in legs
    )


def balanced(chains: Sequence[Chain]) -> Chain:
    """Return the chain nearest to the best of all three, each scaled to its range."""
    values = [(chain.cost, chain.arrive_min, chain.gram) for chain in chains]
    low = [min(column) for column in zip(*values, strict=True)]
    high = [max(column) for column in zip(*values, strict=True)]

    def distance(chain: Chain) -> float:
        parts = zip((chain.cost, chain.arrive_min, chain.gram), low, high, strict=True)
        return float(sum(((value - a) / (b - a)) ** 2 for value, a, b in parts if b > a))

    return min(chains, key=distance)


def picks(problem: Problem, chains: Sequence[Chain], most: int = 12) -> list[Pick]:
    """Return what is shown of a front: the named picks, then the cheapest of each group.

    Parameters
    ----------
    problem, chains
        The front, by cost.
    most
        Picks at most; named ones always stay.
    """
    if not chains:
        return []
    named = {
        "cheapest": chains[0],
        "fastest": min(chains, key=lambda c: (c.arrive_min, c.cost, c.gram)),
        "greenest": min(chains, key=lambda c: (c.gram, c.cost, c.arrive_min)),
        "balanced": balanced(chains),
    }
    groups: dict[Signature, list[Chain]] = {}
    for chain in chains:
        groups.setdefault(signature(problem, chain), []).append(chain)
    shown: list[Chain] = list(dict.fromkeys(named.values()))
    for group in groups.values():
        if len(shown) < most and not any(chain in shown for chain in group):
            shown.append(group[0])
    shown.sort(key=lambda c: (c.cost, c.arrive_min, c.gram))
    return [
        Pick(
            chain=chain,
            labels=tuple(name for name, named_chain in named.items() if named_chain is chain),
            twins=len(groups[signature(problem, chain)]) - 1,
        )
        for chain in shown
    ]


def option_of(problem: Problem, shown: Sequence[Pick], chain: Chain) -> int | None:
    """Return which pick stands for a chain of the front."""
    for k, pick in enumerate(shown):
        if pick.chain is chain:
            return k
    wanted = signature(problem, chain)
    for k, pick in enumerate(shown):
        if signature(problem, pick.chain) == wanted:
            return k
    return None
