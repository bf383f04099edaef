"""How far a cost or a saving may be off, as its rates are assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongqu.model.region import Region
from tongqu.model.sources import Assumption
from tongqu.routes.itemise import CostItem


@dataclass(frozen=True)
class Move:
    """What an assumption can do to a sum [minor units].

    Attributes
    ----------
    assumption
        The assumption.
    low, high
        Change of the sum when it takes its low and its high value.
    """

    assumption: Assumption
    low: float
    high: float

    @property
    def span(self) -> float:
        """Distance between the two."""
        return abs(self.high - self.low)


def moves(region: Region, plus: Sequence[CostItem], minus: Sequence[CostItem] = ()) -> list[Move]:
    """Return what each assumption does to the sum of some items less others.

    An assumption that both sides share moves both, so that a saving is not blurred by what is
    the same on either way.
    """
    sums: dict[str, int] = {}
    for sign, items in ((1, plus), (-1, minus)):
        for item in items:
            for assumption in (item.assumption, item.exchange_assumption):
                if assumption:
                    sums[assumption] = sums.get(assumption, 0) + sign * item.amount
    found = []
    for assumption_id, amount in sums.items():
        row: Assumption = region.row("assumptions", assumption_id)
        if not row.middle or not amount:
            continue
        low = amount * (row.low / row.middle - 1)
        high = amount * (row.high / row.middle - 1)
        found.append(Move(row, low, high))
    return sorted(found, key=lambda move: (-move.span, move.assumption.id))


def bounds(total: int, found: Sequence[Move]) -> tuple[float, float]:
    """Return the sum with every assumption at its least and at its most favourable value."""
    low = total + sum(min(move.low, move.high, 0.0) for move in found)
    high = total + sum(max(move.low, move.high, 0.0) for move in found)
    return low, high


def source_of(region: Region, item: CostItem) -> str:
    """Return where an item's rate comes from: of an assumed rate, the assumption's source."""
    if item.assumption:
        row: Assumption = region.row("assumptions", item.assumption)
        return row.source_id
    return item.source


def is_assumed(region: Region, item: CostItem) -> bool:
    """Whether an item's rate is assumed."""
    return bool(item.assumption) or region.row("sources", item.source).kind == "assumption"


def assumed_share(region: Region, items: Sequence[CostItem]) -> float:
    """Return the share of a cost, rewards left out, that rests on assumed rates."""
    paid = [item for item in items if item.amount > 0]
    total = sum(item.amount for item in paid)
    if not total:
        return 0.0
    return sum(item.amount for item in paid if is_assumed(region, item)) / total
