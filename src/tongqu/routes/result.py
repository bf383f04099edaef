"""The answer: options, baselines, savings, and everything that they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tongqu.model.works import Closure
from tongqu.routes.exclusions import Exclusion
from tongqu.routes.itemise import ItemisedChain
from tongqu.routes.options import Pick
from tongqu.routes.params import CompareParams
from tongqu.routes.problem import Problem
from tongqu.routes.ranges import assumed_share, bounds, moves
from tongqu.routes.solve import Chain, Front, Ride

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True)
class Influence:
    """What the answer would be but for a closure or a deadline.

    Attributes
    ----------
    code
        closure, closure_changes_answer, closure_without_effect, open_would_do or
        deadline_too_early.
    closure
        The closure, if it is one.
    without
        The cheapest chain without it (for a deadline: the earliest).
    """

    code: str
    closure: Closure | None
    without: ItemisedChain


@dataclass(frozen=True)
class Option:
    """A chain as the reader sees it, in major units of the region's currency.

    Attributes
    ----------
    labels
        cheapest, fastest, greenest, balanced; empty for another way.
    modes
        Modes of its legs in order.
    via
        Terminals between.
    cost, cost_low, cost_high
        Cost of the lot with rewards, and its range as far as rates are assumed.
    co2e_kg
        Well to wheel.
    """

    labels: tuple[str, ...]
    modes: tuple[str, ...]
    via: tuple[str, ...]
    cost: float
    cost_low: float
    cost_high: float
    co2e_kg: float
    itemised: ItemisedChain


@dataclass(frozen=True)
class DatasetWaits:
    """What the waits of the dataset give where others were asked for.

    Attributes
    ----------
    result
        The answer with them.
    same
        By rides of a chain shown, the same legs with them; None where they are not offered.
    """

    result: CompareResult
    same: Mapping[tuple[Ride, ...], Chain | None]


@dataclass(frozen=True)
class CompareResult:
    """What `compare` found.

    Attributes
    ----------
    problem, params
        The question as it was computed.
    front
        The exact front.
    picks, itemised
        The chains shown, and the same taken apart.
    baselines
        Best chain by road and by rail, or None.
    exclusions, influences
        What was left out; what closures and the deadline change.
    dataset_waits
        If other waits were asked for, what the dataset's give.

    Notes
    -----
    :meth:`to_dict` is the stable JSON answer, described in the docs.
    """

    problem: Problem
    params: CompareParams
    front: Front
    picks: tuple[Pick, ...]
    itemised: tuple[ItemisedChain, ...]
    baselines: Mapping[str, ItemisedChain | None]
    exclusions: tuple[Exclusion, ...]
    influences: tuple[Influence, ...]
    dataset_waits: DatasetWaits | None = None

    @property
    def is_feasible(self) -> bool:
        """Whether any chain was found."""
        return bool(self.picks)

    @property
    def exact(self) -> bool:
        """Whether no cap was hit, so that the front is the exact one."""
        return self.front.dropped == 0 and self.problem.truncated == 0

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The chains shown, the cheapest first."""
        return tuple(
            self.option(chain, pick.labels)
            for pick, chain in zip(self.picks, self.itemised, strict=True)
        )

    def option(self, chain: ItemisedChain, labels: tuple[str, ...] = ()) -> Option:
        """Return a chain as the reader sees it."""
        minor = self.problem.minor
        low, high = bounds(chain.chain.cost, moves(self.problem.region, chain.items))
        stops = [leg.leg.end.place for leg in chain.legs[:-1]]
        return Option(
            labels=labels,
            modes=tuple(leg.leg.mode for leg in chain.legs),
            via=tuple(stops),
            cost=round(chain.chain.cost / minor, 2),
            cost_low=round(low / minor, 2),
            cost_high=round(high / minor, 2),
            co2e_kg=round(chain.chain.gram / 1000, 3),
            itemised=chain,
        )

    def savings(self, chain: ItemisedChain) -> dict[str, Any]:
        """Return what a chain saves against the baselines, in total and per tonne."""
        minor, tonnes = self.problem.minor, self.problem.shipment.tonnes
        table: dict[str, Any] = {}
        for mode in ("rail", "road"):
            base = self.baselines.get(mode)
            if base is None:
                for key in ("per_t", "low", "high", ""):
                    table["_".join(part for part in ("against", mode, key) if part)] = None
                table[f"co2e_against_{mode}_kg"] = None
                continue
            saved = base.chain.cost - chain.chain.cost
            low, high = bounds(saved, moves(self.problem.region, base.items, chain.items))
            table[f"against_{mode}_per_t"] = round(saved / minor / tonnes, 2)
            table[f"against_{mode}"] = round(saved / minor, 2)
            table[f"against_{mode}_low"] = round(low / minor, 2)
            table[f"against_{mode}_high"] = round(high / minor, 2)
            table[f"co2e_against_{mode}_kg"] = round((base.chain.gram - chain.chain.gram) / 1000, 3)
        return table

    @property
    def assumed_cost_share(self) -> float | None:
        """Share of the cheapest option's cost that rests on assumed rates."""
        if not self.itemised:
            return None
        return round(assumed_share(self.problem.region, self.itemised[0].items), 4)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON: stable, documented, with its schema version."""
        from tongqu.routes.answer import answer_dict

        return answer_dict(self)

    def summary(self, lang: str = "en") -> str:
        """Return the answer in one sentence.

        Parameters
        ----------
        lang
            ``en`` or ``zh``.
        """
        from tongqu.routes.words import summary

        return summary(self, lang)
