"""What a leg costs and emits, as terms that can be summed for the search and shown one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tongqu.model.fleets import TrainClass, TruckClass, VesselClass
from tongqu.model.prices import EmissionFactor, Reward, Tariff
from tongqu.model.region import Region
from tongqu.model.services import Service
from tongqu.model.terminals import Terminal
from tongqu.routes.rates import WEIGHTS
from tongqu.routes.shipment import Shipment
from tongqu.routes.terms import LOT, VEHICLE, VEHICLE_HOUR, CostTerm, EmissionTerm, RewardTerm
from tongqu.routes.way import Vehicle, Way


class PriceBook:
    """Finds what counts for the lot; remembers nothing but the region and the lot."""

    def __init__(self, region: Region, shipment: Shipment) -> None:
        self.region = region
        self.shipment = shipment
        as_of = shipment.as_of.astimezone(region.zone).date()
        self._tariffs: dict[str, list[Tariff]] = {}
        for row in region.tariffs:
            if row.known_on is None or row.known_on <= as_of:
                self._tariffs.setdefault(row.mode, []).append(row)
        self.rewards = tuple(
            row
            for row in region.rewards
            if (row.known_on is None or row.known_on <= as_of)
            and row.commodity_id in ("", shipment.commodity.id)
        )

    def tariffs_for(
        self,
        mode: str,
        vehicle: Vehicle,
        service: Service | None,
        from_place: str,
        to_place: str,
        packing: str,
        distance_km: float,
    ) -> list[Tariff]:
        """Return the rows that match but for their validity."""
        tonnes = self.shipment.tonnes
        wanted = {
            "service_id": service.id if service is not None else "",
            "class_id": vehicle.id,
            "from_place_id": from_place,
            "to_place_id": to_place,
            "commodity_id": self.shipment.commodity.id,
            "packing": packing,
        }
        matching = [
            row
            for row in self._tariffs.get(mode, ())
            if all(getattr(row, name) in ("", value) for name, value in wanted.items())
            and row.lot_from_t <= tonnes
            and (row.lot_until_t is None or tonnes < row.lot_until_t)
            and row.distance_from_km <= distance_km
            and (row.distance_until_km is None or distance_km < row.distance_until_km)
        ]
        own = [row for row in matching if row.service_id]
        return own or matching

    def instants(self, tariffs: list[Tariff], rewards: list[Reward]) -> list[datetime]:
        """Return when the prices of a leg may change."""
        days: set[date] = set()
        rows: list[Tariff | Reward] = [*tariffs, *rewards]
        for row in rows:
            if row.valid_from is not None:
                days.add(row.valid_from)
            if row.valid_until is not None:
                days.add(row.valid_until + timedelta(days=1))
        currencies = {row.currency for row in tariffs if row.currency}
        for rate in self.region.exchange_rates:
            if rate.currency in currencies:
                days.add(rate.from_date)
        return [self.region.local(day) for day in sorted(days)]

    def exchange(self, currency: str, day: date) -> tuple[float, str]:
        """Return the rate to the region's currency on a day, and its assumption.

        Before the first row of a currency, the first counts.
        """
        if currency in ("", self.region.info.currency):
            return 1.0, ""
        rows = sorted(
            (row for row in self.region.exchange_rates if row.currency == currency),
            key=lambda row: row.from_date,
        )
        past = [row for row in rows if row.from_date <= day]
        row = past[-1] if past else rows[0]
        return row.rate, row.assumption_id

    def freight(
        self,
        tariffs: list[Tariff],
        day: date,
        distance_km: float,
        boxes: bool,
    ) -> tuple[list[CostTerm], CostTerm | None] | None:
        """Return the freight by tariff on a day, or None where no tariff counts."""
        valid = [row for row in tariffs if is_valid(row, day)]
        row = most_specific_tariff(valid)
        if row is None:
            return None
        exchange, assumed_exchange = self.exchange(row.currency, day)
        currency = row.currency or self.region.info.currency
        tonnes = self.shipment.tonnes
        teu = self.shipment.teu if boxes else 0.0
        parts = (
            (row.fixed_per_lot, f"{currency}/lot", 1.0, LOT),
            (row.per_t, f"{currency}/t", tonnes, LOT),
            (row.per_t_km, f"{currency}/t-km", tonnes * distance_km, LOT),
            (row.per_teu, f"{currency}/TEU", teu, LOT),
            (row.per_teu_km, f"{currency}/TEU-km", teu * distance_km, LOT),
            (row.per_vehicle, f"{currency}/vehicle", 1.0, VEHICLE),
            (row.per_vehicle_km, f"{currency}/vehicle-km", distance_km, VEHICLE),
        )
        terms = [
            CostTerm(
                kind="freight", table="tariffs", row=row.id, rate=rate, unit=unit,
                quantity=quantity, per=per, source=row.source_id, assumption=row.assumption_id,
                currency=currency, exchange=exchange, exchange_assumption=assumed_exchange,
            )
            for rate, unit, quantity, per in parts
            if rate * quantity
        ]  # fmt: skip
        minimum = None
        if row.minimum > 0:
            minimum = CostTerm(
                kind="freight", table="tariffs", row=row.id, rate=row.minimum,
                unit=f"{currency}/lot", quantity=1.0, per=LOT, source=row.source_id,
                assumption=row.assumption_id, currency=currency, exchange=exchange,
                exchange_assumption=assumed_exchange,
            )  # fmt: skip
        return terms, minimum

    def operating(self, vehicle: Vehicle, way: Way) -> list[CostTerm]:
        """Return the operator's own cost of a vehicle, there and its share of the way back."""
        currency = self.region.info.currency
        table = vehicle_table(vehicle)

        def term(kind: str, rate: float, unit: str, quantity: float, per: str) -> CostTerm:
            return CostTerm(
                kind=kind, table=table, row=vehicle.id, rate=rate, unit=f"{currency}/{unit}",
                quantity=quantity, per=per, source=vehicle.source_id,
                assumption=vehicle.assumption_id, currency=currency,
            )  # fmt: skip

        share = vehicle.empty_return_share
        terms = [
            term("hire", vehicle.cost_per_h, "h", 1.0, VEHICLE_HOUR),
            term("running", vehicle.cost_per_km_laden, "km", way.distance_km, VEHICLE),
            term("empty_return", vehicle.cost_per_h, "h", share * way.back_h, VEHICLE),
            term("empty_return", vehicle.cost_per_km_empty, "km", share * way.distance_km, VEHICLE),
        ]
        if not isinstance(vehicle, TrainClass) and vehicle.fuel_id:
            fuel = self.region.row("fuels", vehicle.fuel_id)
            for kind, kg in zip(("fuel", "empty_return"), fuel_kg(vehicle, way), strict=True):
                terms.append(
                    CostTerm(
                        kind=kind,
                        table="fuels",
                        row=fuel.id,
                        rate=fuel.price_per_kg,
                        unit=f"{currency}/kg",
                        quantity=kg,
                        per=VEHICLE,
                        source=fuel.source_id,
                        assumption=fuel.assumption_id,
                        currency=currency,
                    )
                )
        return [entry for entry in terms if entry.rate * entry.quantity]

    def lock_fees(self, way: Way) -> list[CostTerm]:
        """Return the fees of the locks on a way."""
        currency = self.region.info.currency
        return [
            CostTerm(
                kind="lock_fee", table="locks", row=lock.id, rate=lock.fee_per_vessel,
                unit=f"{currency}/vessel", quantity=1.0, per=VEHICLE, source=lock.source_id,
                assumption=lock.assumption_id, currency=currency,
            )
            for lock in way.fees
        ]  # fmt: skip

    def charges(
        self, kind: str, table: str, row: Any, per_t: float, per_teu: float, boxes: bool
    ) -> list[CostTerm]:
        """Return a terminal's charges for the lot."""
        currency = self.region.info.currency
        parts = [(per_t, "t", self.shipment.tonnes)]
        if boxes:
            parts.append((per_teu, "TEU", self.shipment.teu))
        return [
            CostTerm(
                kind=kind, table=table, row=row.id, rate=rate, unit=f"{currency}/{unit}",
                quantity=quantity, per=LOT, source=row.source_id, assumption=row.assumption_id,
                currency=currency,
            )
            for rate, unit, quantity in parts
            if rate
        ]  # fmt: skip

    def export_charges(self, terminal: Terminal, boxes: bool) -> list[CostTerm]:
        """Return what it costs to leave the country at a terminal."""
        return self.charges(
            "export",
            "terminals",
            terminal,
            terminal.export_charge_per_t if not boxes else 0.0,
            terminal.export_charge_per_teu,
            boxes,
        )

    def emissions(
        self, mode: str, vehicle: Vehicle, service: Service | None, way: Way, boxes: bool
    ) -> list[EmissionTerm]:
        """Return the CO2e of the carriage: by factor where one applies, else by fuel.

        In a service the lot bears its share of the vehicle: of the payload or of the box
        capacity, whichever is more.
        """
        terms = self._carriage_emissions(mode, vehicle, service, way, boxes)
        if service is None:
            return terms
        share = self.share_of(vehicle, boxes)
        return [
            replace(term, wtt_g=term.wtt_g * share, ttw_g=term.ttw_g * share, per=LOT)
            if term.per == VEHICLE
            else term
            for term in terms
        ]

    def share_of(self, vehicle: Vehicle, boxes: bool) -> float:
        """Return the share of a vehicle's capacity that the lot takes; above 1: it is too much."""
        payload = vehicle.dwt_t if isinstance(vehicle, VesselClass) else vehicle.payload_t
        share = self.shipment.gross_t("boxes" if boxes else "") / payload
        if boxes and vehicle.capacity_teu > 0:
            share = max(share, self.shipment.teu / vehicle.capacity_teu)
        return share

    def _carriage_emissions(
        self, mode: str, vehicle: Vehicle, service: Service | None, way: Way, boxes: bool
    ) -> list[EmissionTerm]:
        applying = [
            row
            for row in self.region.emission_factors
            if row.mode == mode
            and row.class_id in ("", vehicle.id)
            and row.service_id in ("", service.id if service is not None else "-")
        ]
        if applying:
            rank = max(_factor_rank(row) for row in applying)
            return [
                term
                for row in applying
                if _factor_rank(row) == rank
                for term in self._factor_terms(row, vehicle, way, boxes)
            ]
        if isinstance(vehicle, TrainClass) or not vehicle.fuel_id:
            return []
        fuel = self.region.row("fuels", vehicle.fuel_id)
        return [
            EmissionTerm(
                kind=kind, table="fuels", row=fuel.id, wtt_g=kg * fuel.wtt_g_per_kg,
                ttw_g=kg * fuel.ttw_g_per_kg, per=VEHICLE, source=fuel.source_id,
            )
            for kind, kg in zip(("laden", "empty"), fuel_kg(vehicle, way), strict=True)
            if kg
        ]  # fmt: skip

    def _factor_terms(
        self, row: EmissionFactor, vehicle: Vehicle, way: Way, boxes: bool
    ) -> list[EmissionTerm]:
        if row.basis == "t_km":
            quantity, per = self.shipment.tonnes * way.distance_km, LOT
        elif row.basis == "teu_km":
            quantity, per = (self.shipment.teu if boxes else 0.0) * way.distance_km, LOT
        else:
            laden = {"up": way.up_km, "down": way.down_km, "": way.distance_km}
            back = {
                "up": way.back_up_km,
                "down": way.back_down_km,
                "": way.back_up_km + way.back_down_km,
            }
            quantity, per = 0.0, VEHICLE
            if row.state in ("", "laden"):
                quantity += laden[row.direction]
            if row.state in ("", "empty"):
                quantity += vehicle.empty_return_share * back[row.direction]
        if not quantity:
            return []
        return [
            EmissionTerm(
                kind=row.state or "carriage", table="emission_factors", row=row.id,
                wtt_g=row.wtt_g * quantity, ttw_g=row.ttw_g * quantity, per=per,
                source=row.source_id, seen=row.seen,
            )
        ]  # fmt: skip

    def rewards_for(
        self, mode: str, from_terminal: str, to_terminal: str, packing: str, distance_km: float
    ) -> list[Reward]:
        """Return the rewards that a leg may earn, whatever the day."""
        return [
            row
            for row in self.rewards
            if row.mode == mode
            and row.packing in ("", packing)
            and row.terminal_id in ("", from_terminal, to_terminal)
            and row.distance_from_km <= distance_km
            and (row.distance_until_km is None or distance_km < row.distance_until_km)
        ]

    def reward_terms(
        self, rewards: list[Reward], day: date, distance_km: float, boxes: bool
    ) -> tuple[RewardTerm, ...]:
        """Return what the rewards bring on a day."""
        tonnes, teu = self.shipment.tonnes, self.shipment.teu if boxes else 0.0
        return tuple(
            RewardTerm(
                row, row.per_t * tonnes + row.per_teu * teu + row.per_t_km * tonnes * distance_km
            )
            for row in rewards
            if is_valid(row, day)
        )


def is_valid(row: Tariff | Reward, day: date) -> bool:
    """Whether a row holds on a day."""
    return (row.valid_from is None or row.valid_from <= day) and (
        row.valid_until is None or day <= row.valid_until
    )


def most_specific_tariff(rows: list[Tariff]) -> Tariff | None:
    """Return the row that fills the most match columns; at a tie the one valid since later."""
    columns = (
        "service_id", "class_id", "from_place_id", "to_place_id", "commodity_id", "packing",
    )  # fmt: skip
    return max(
        rows,
        key=lambda row: (
            sum(getattr(row, column) != "" for column in columns),
            sum(WEIGHTS[column] for column in columns if getattr(row, column) != ""),
            row.valid_from or date.min,
            row.known_on or date.min,
            row.id,
        ),
        default=None,
    )


def _factor_rank(row: EmissionFactor) -> int:
    return 2 * (row.service_id != "") + (row.class_id != "")


def vehicle_table(vehicle: Vehicle) -> str:
    """Return the table that a vehicle class stands in."""
    if isinstance(vehicle, VesselClass):
        return "vessel_classes"
    return "truck_classes" if isinstance(vehicle, TruckClass) else "train_classes"


def fuel_kg(vehicle: VesselClass | TruckClass, way: Way) -> tuple[float, float]:
    """Return the fuel of one vehicle: there laden, and its share of the way back empty [kg]."""
    share = vehicle.empty_return_share
    if isinstance(vehicle, VesselClass):
        there = (
            vehicle.fuel_kg_per_km_laden_up * way.up_km
            + vehicle.fuel_kg_per_km_laden_down * way.down_km
        )
        back = (
            vehicle.fuel_kg_per_km_empty_up * way.back_up_km
            + vehicle.fuel_kg_per_km_empty_down * way.back_down_km
        )
        return there, share * back
    return (
        vehicle.fuel_kg_per_km_laden * way.distance_km,
        share * vehicle.fuel_kg_per_km_empty * way.distance_km,
    )
