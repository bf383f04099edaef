"""The terms of a price: what can be summed for the search and shown one by one."""

from __future__ import annotations

from dataclasses import dataclass

from tongqu.model.prices import Reward

LOT, VEHICLE, VEHICLE_HOUR = "lot", "vehicle", "vehicle_hour"
"""What a term's quantity is counted for."""


@dataclass(frozen=True)
class CostTerm:
    """A rate times a quantity.

    Attributes
    ----------
    kind
        freight, hire, running, fuel, empty_return, lock_fee, load, discharge, stuffing,
        repacking or export.
    table, row
        Where the rate stands.
    rate, unit, currency, exchange
        The rate in its currency, and what one unit of that is in the region's, on what
        assumption (``exchange_assumption``).
    quantity, per
        Quantity for the lot, for each vehicle or for each vehicle and hour.
    source, assumption
        Of the row.
    """

    kind: str
    table: str
    row: str
    rate: float
    unit: str
    quantity: float
    per: str
    source: str
    assumption: str = ""
    currency: str = ""
    exchange: float = 1.0
    exchange_assumption: str = ""

    def amount(self, vehicles: int, hours: float) -> float:
        """Return the amount in the region's currency."""
        return self.rate * self.exchange * self.count(vehicles, hours)

    def count(self, vehicles: int, hours: float) -> float:
        """Return the whole quantity."""
        if self.per == LOT:
            return self.quantity
        if self.per == VEHICLE:
            return self.quantity * vehicles
        return self.quantity * vehicles * hours


@dataclass(frozen=True)
class EmissionTerm:
    """CO2e, well to tank and tank to wheel apart, for the lot or for each vehicle [g]."""

    kind: str
    table: str
    row: str
    wtt_g: float
    ttw_g: float
    per: str
    source: str
    seen: bool = True


@dataclass(frozen=True)
class RewardTerm:
    """What a reward brings on a leg, before it is capped by the leg's freight."""

    row: Reward
    amount: float


@dataclass(frozen=True)
class Regime:
    """The prices of a leg from one minute on; not open: it takes no cargo then."""

    at_min: int
    carriage: tuple[CostTerm, ...]
    minimum: CostTerm | None
    ends: tuple[CostTerm, ...]
    rewards: tuple[RewardTerm, ...]
    open: bool = True
