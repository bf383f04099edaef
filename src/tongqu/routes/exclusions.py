"""What was left out, by which limit, and what would have to change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tongqu.model.fleets import TrainClass, TruckClass, VesselClass
from tongqu.model.network import Link, Lock
from tongqu.model.services import Service
from tongqu.model.terminals import Terminal

TABLE_OF: dict[type, str] = {
    VesselClass: "vessel_classes",
    TruckClass: "truck_classes",
    TrainClass: "train_classes",
    Service: "services",
    Terminal: "terminals",
    Link: "links",
    Lock: "locks",
}


@dataclass(frozen=True)
class Exclusion:
    """One thing that a limit shut out.

    Attributes
    ----------
    what, table
        Vehicle class, service or terminal that is out.
    reason
        Code of the limit.
    at, at_table
        Lock, link, terminal or pair of places where it bites.
    limit, value, unit
        The limit and what met it.
    detail
        A date or a code that the reason needs.
    """

    what: str
    table: str
    reason: str
    at: str = ""
    at_table: str = ""
    limit: float | None = None
    value: float | None = None
    unit: str = ""
    detail: str = ""

    @classmethod
    def of(
        cls, what: Any, reason: str, at: Any, limit: float, value: float, unit: str
    ) -> Exclusion:
        """Return the exclusion of one record by another."""
        return cls(
            what=what.id,
            table=TABLE_OF[type(what)],
            reason=reason,
            at=at.id,
            at_table=TABLE_OF[type(at)],
            limit=limit,
            value=value,
            unit=unit,
        )


@dataclass
class Exclusions:
    """Collects exclusions, each once, in the order found."""

    found: dict[tuple[str, str, str], Exclusion] = field(default_factory=dict)

    def add(self, exclusion: Exclusion) -> None:
        """Add one; the first of the same thing, reason and place stays."""
        self.found.setdefault((exclusion.what, exclusion.reason, exclusion.at), exclusion)

    def __iter__(self) -> Any:
        return iter(self.found.values())
