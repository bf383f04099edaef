"""What a late work costs: lane by lane, and all together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from tongqu.model.demand import Flow
    from tongqu.model.region import Region
    from tongqu.model.works import Work, WorkDate
    from tongqu.studies.delay_lots import AskedLot, LotChain
    from tongqu.studies.lanes import Lane

__all__ = ["DAYS_A_YEAR", "CostOfDelay", "LaneDelay"]

DAYS_A_YEAR = 365
CENT = 0.005


@dataclass(frozen=True)
class LaneDelay:
    """What one lane loses.

    Attributes
    ----------
    lane
        The lane.
    lots
        Its lot on each day.
    flows
        Flows of the region that it stands for; none where its yearly tonnes are not known.
    """

    lane: Lane
    lots: tuple[AskedLot, ...]
    flows: tuple[Flow, ...]

    @property
    def tonnes_per_year(self) -> float | None:
        """Yearly tonnes as the region knows them; None where it does not."""
        return sum(flow.tonnes_per_year for flow in self.flows) if self.flows else None

    @property
    def fictional(self) -> bool:
        """Whether any of the yearly tonnes are invented."""
        return any(flow.fictional for flow in self.flows)

    @property
    def answered(self) -> tuple[AskedLot, ...]:
        """The lots that have a chain before and after."""
        return tuple(lot for lot in self.lots if lot.loss is not None)

    @property
    def days_without_way(self) -> int:
        """Days of the delay on which a lot finds a chain only if the work is open in time."""
        return sum(lot.day.days for lot in self.lots if lot.before is not None and not lot.after)

    def mean(self, of: Callable[[LotChain], float]) -> float | None:
        """Return the mean change of a figure over the delay; None without answered lots."""
        lots = self.answered
        weights = [lot.day.days for lot in lots]
        if not sum(weights):
            weights = [1] * len(lots)
        changes = [of(lot.after) - of(lot.before) for lot in lots if lot.before and lot.after]
        if not changes:
            return None
        return sum(w * c for w, c in zip(weights, changes, strict=True)) / sum(weights)

    @property
    def cost_per_t(self) -> float | None:
        """Mean loss a tonne."""
        return self.mean(lambda chain: chain.cost / self.lots[0].tonnes)

    @property
    def duration_h(self) -> float | None:
        """Mean of how much longer a lot takes."""
        return self.mean(lambda chain: chain.duration_h)

    @property
    def co2e_kg_per_t(self) -> float | None:
        """Mean of how much more a tonne emits."""
        return self.mean(lambda chain: chain.co2e_kg / self.lots[0].tonnes)

    def over_delay(self, of: Callable[[AskedLot], float | None]) -> float | None:
        """Return a figure of the lots, scaled to all tonnes that are ready during the delay.

        None where the yearly tonnes are not known, or no lot has the figure.
        """
        yearly = self.tonnes_per_year
        if yearly is None or not self.answered:
            return None
        return sum(
            (of(lot) or 0.0) / lot.tonnes * yearly * lot.day.days / DAYS_A_YEAR
            for lot in self.answered
        )

    @property
    def tonnes_over_delay(self) -> float | None:
        """Tonnes that are ready while the work is late and find a way; None where not known."""
        return self.over_delay(lambda lot: lot.tonnes)

    @property
    def cost_over_delay(self) -> float | None:
        """What these tonnes cost more; None where they are not known."""
        return self.over_delay(lambda lot: lot.loss)

    @property
    def co2e_t_over_delay(self) -> float | None:
        """What these tonnes emit more [t]; None where they are not known."""

        def more_t(lot: AskedLot) -> float | None:
            if lot.before is None or lot.after is None:
                return None
            return (lot.after.co2e_kg - lot.before.co2e_kg) / 1000

        return self.over_delay(more_t)

    @property
    def effect(self) -> str:
        """One of loses, gains, loses_way, other_option, unchanged and no_way."""
        if all(lot.before is None and lot.after is None for lot in self.lots):
            return "no_way"
        if any(lot.before is not None and lot.after is None for lot in self.lots):
            return "loses_way"
        change = sum(lot.loss or 0.0 for lot in self.answered)
        if any(abs(lot.loss or 0.0) > CENT for lot in self.answered):
            return "loses" if change > 0 else "gains"
        return "unchanged" if all(lot.same_front for lot in self.lots) else "other_option"

    @property
    def reason(self) -> str:
        """Why nothing changes for the cheapest chain; empty where something does."""
        if self.effect == "unchanged":
            return "other_ways" if any(lot.reaches for lot in self.lots) else "out_of_reach"
        return {"other_option": "cheapest_stays", "no_way": "no_way"}.get(self.effect, "")


@dataclass(frozen=True)
class CostOfDelay:
    """What `cost_of_delay` found.

    Attributes
    ----------
    region, work
        The region and the work.
    months
        How late it is asked to be.
    as_of
        Day whose knowledge counts; None: each lot's own.
    patience_days
        How many days later a lot may arrive for the sake of a cheaper way.
    opening
        The opening as known; None where none is.
    until
        When it opens if it is late.
    status
        answered; changes_nothing, where the region knows no change by the work; no_opening, where
        it knows no day for it; no_lanes, where there is nothing to ask about. Only the first has
        figures.
    lanes
        What each lane loses, the largest loss first.
    capacity
        How much traffic the port takes meanwhile, see `capacity_of_delay`; None: not asked.

    Notes
    -----
    :meth:`to_dict` is the stable JSON answer, described in the docs.
    """

    region: Region
    work: Work
    months: int
    as_of: date | datetime | None
    patience_days: int
    opening: WorkDate | None
    until: date | None
    status: str
    lanes: tuple[LaneDelay, ...] = ()
    capacity: Mapping[str, Any] | None = None

    @property
    def is_answered(self) -> bool:
        """Whether there are figures."""
        return self.status == "answered"

    @cached_property
    def losers(self) -> tuple[LaneDelay, ...]:
        """Lanes that pay more, or find no way any more."""
        return tuple(lane for lane in self.lanes if lane.effect in ("loses", "loses_way"))

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON: stable, documented, with its schema version."""
        from tongqu.studies.delay_answer import answer_dict

        return answer_dict(self)

    def summary(self, lang: str = "en") -> str:
        """Return the answer in a sentence or two.

        Parameters
        ----------
        lang
            ``en`` or ``zh``.
        """
        from tongqu.studies.delay_words import summary

        return summary(self, lang)
