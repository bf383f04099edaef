"""The plan: where every call lies, how good that provably is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from tongqu.berths.conflict import Conflict
from tongqu.berths.outages import Outage
from tongqu.berths.params import BerthParams
from tongqu.berths.records import (
    UNITS_PER_H,
    Assignment,
    Bind,
    Clash,
    Moved,
    Note,
    TradeOff,
    Why,
    total_by_cause,
)
from tongqu.berths.region_hash import region_hash
from tongqu.model.calls import Call
from tongqu.model.region import Region

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True)
class BerthPlan:
    """A plan of berths, or the reason why there is none.

    Attributes
    ----------
    region, calls, params, seed
        What was asked.
    terminal_ids
        Terminals that were planned.
    start, until, as_of
        The planned stretch of time, and the instant whose knowledge counted.
    form
        Form of the problem, which follows from the region's data: ``discrete``,
        ``discrete_cranes``, ``quay`` or ``quay_cranes``.
    assignments
        Where and when every call lies, by start; empty if there is no plan.
    bound
        No plan on this grid of times costs less, in integer units; None if nothing is proved.
    proved
        Whether no plan on this grid is better; without a plan, whether there is none.
    seconds
        Of the solver.
    first_come
        Plan in the order of arrival, each where it ends soonest; None if that ends in nothing.
    whys
        Why each call is where it is.
    binds
        What one unit more of a scarce thing would save; None if that was not asked.
    clash
        Without a plan: what cannot all hold.
    conflicts
        What an independent check finds wrong; a plan that the verb returns has none.
    moves
        Against an earlier plan; None if there was none.
    trade_offs
        The objective against the number of moves; None if there was no earlier plan.
    outages
        What is out for a while, beside what the region says.
    notes
        What a reader must know.
    stopped
        Whether somebody ended the search early.

    Notes
    -----
    :meth:`to_dict` is the plan file: self-contained, stable, described in the docs.
    """

    region: Region
    calls: tuple[Call, ...]
    params: BerthParams
    seed: int
    terminal_ids: tuple[str, ...]
    start: datetime
    until: datetime
    as_of: datetime
    form: str
    assignments: tuple[Assignment, ...]
    bound: int | None
    proved: bool
    seconds: float
    first_come: tuple[Assignment, ...] | None = None
    whys: Mapping[str, Why] = field(default_factory=dict)
    binds: tuple[Bind, ...] | None = None
    clash: Clash | None = None
    conflicts: tuple[Conflict, ...] = ()
    moves: tuple[Moved, ...] | None = None
    trade_offs: tuple[TradeOff, ...] | None = None
    outages: tuple[Outage, ...] = ()
    notes: tuple[Note, ...] = ()
    stopped: bool = False

    @property
    def is_feasible(self) -> bool:
        """Whether there is a plan."""
        return bool(self.assignments) or not self.calls

    @property
    def objective(self) -> int | None:
        """Cost of the plan in integer units."""
        return sum(a.cost for a in self.assignments) if self.is_feasible else None

    @property
    def objective_h(self) -> float | None:
        """Cost of the plan in weighted hours."""
        return None if self.objective is None else self.objective / UNITS_PER_H

    @property
    def gap(self) -> float | None:
        """Share of the plan's cost by which a better plan could be better at most."""
        if self.objective is None or self.bound is None:
            return None
        return (self.objective - self.bound) / self.objective if self.objective else 0.0

    @property
    def by_cause(self) -> dict[str, int]:
        """Cost of the plan by cause, in integer units."""
        return total_by_cause(self.assignments)

    @property
    def saved(self) -> int | None:
        """What the plan saves against the first-come plan, in integer units."""
        if self.first_come is None or self.objective is None:
            return None
        return sum(a.cost for a in self.first_come) - self.objective

    @cached_property
    def region_hash(self) -> str:
        """Hash of the region that the plan was made for."""
        return region_hash(self.region)

    def assignment(self, call_id: str) -> Assignment | None:
        """Return where and when a call lies; None if it has no place."""
        return next((a for a in self.assignments if a.call_id == call_id), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON: stable, documented, with its schema version."""
        from tongqu.berths.answer import plan_dict

        return plan_dict(self)

    def summary(self, lang: str = "en") -> str:
        """Return the plan in one sentence.

        Parameters
        ----------
        lang
            ``en`` or ``zh``.
        """
        from tongqu.berths.words import summary

        return summary(self, lang)
