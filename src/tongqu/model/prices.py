"""Tariffs, exchange rates, rewards and emission factors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """Freight rates; the most specific row that is valid counts, all its parts add up.

    Attributes
    ----------
    id
        Plain, stable name.
    mode
        Mode.
    service_id
        Service; empty: on-demand legs and services without a tariff of their own.
    class_id
        Vessel, truck or train class; empty: any.
    from_place_id
        Start of the leg; empty: any.
    to_place_id
        End of the leg; empty: any.
    commodity_id
        Commodity; empty: any.
    packing
        Packing form; empty: any.
    lot_from_t
        Weight band: lots of at least this [t].
    lot_until_t
        Weight band: lots below this; empty: no limit [t].
    distance_from_km
        Distance band: legs of at least this [km].
    distance_until_km
        Distance band: legs below this; empty: no limit [km].
    fixed_per_lot
        Fixed amount per lot [tariff currency].
    per_t
        Per tonne [tariff currency/t].
    per_t_km
        Per tonne-kilometre [tariff currency/t-km].
    per_teu
        Per TEU [tariff currency/TEU].
    per_teu_km
        Per TEU-kilometre [tariff currency/TEU-km].
    per_vehicle
        Per vehicle or vessel [tariff currency/vehicle].
    per_vehicle_km
        Per vehicle- or vessel-kilometre [tariff currency/vehicle-km].
    minimum
        Least amount per lot [tariff currency].
    currency
        Currency; empty: the region's.
    valid_from
        First day, by the day that the leg starts.
    valid_until
        Last day.
    known_on
        Day it became known; empty: always known.
    source_id
        Source of the row.
    assumption_id
        Assumption that the rates rest on.
    """

    id: str
    mode: str
    service_id: str = ""
    class_id: str = ""
    from_place_id: str = ""
    to_place_id: str = ""
    commodity_id: str = ""
    packing: str = ""
    lot_from_t: float = 0.0
    lot_until_t: float | None = None
    distance_from_km: float = 0.0
    distance_until_km: float | None = None
    fixed_per_lot: float = 0.0
    per_t: float = 0.0
    per_t_km: float = 0.0
    per_teu: float = 0.0
    per_teu_km: float = 0.0
    per_vehicle: float = 0.0
    per_vehicle_km: float = 0.0
    minimum: float = 0.0
    currency: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    known_on: date | None = None
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """Exchange rates by date; a rate holds until the next one.

    Attributes
    ----------
    id
        Plain, stable name.
    currency
        Foreign currency.
    from_date
        First day.
    rate
        Units of the region's currency for one unit [region currency per unit].
    source_id
        Source of the row.
    assumption_id
        Assumption that it rests on.
    """

    id: str
    currency: str
    from_date: date
    rate: float
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """Rewards for shifting cargo; what a leg earns never exceeds its freight.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    mode
        Mode of the legs that earn it.
    terminal_id
        Only legs that start or end here; empty: any.
    commodity_id
        Commodity; empty: any.
    packing
        Packing form; empty: any.
    per_t
        Per tonne and leg [currency/t].
    per_teu
        Per TEU and leg [currency/TEU].
    per_t_km
        Per tonne-kilometre [currency/t-km].
    distance_from_km
        Legs of at least this [km].
    distance_until_km
        Legs below this; empty: no limit [km].
    per_kg_co2e_saved
        Per kilogram CO2e that the chain saves against the baseline, if the chain has such
        a leg [currency/kg].
    baseline_mode
        Baseline of the saving: the cheapest chain of that mode.
    cap
        Most that one shipment gets; empty: no cap [currency].
    valid_from
        First day, by the day that the leg starts.
    valid_until
        Last day.
    known_on
        Day it became known.
    source_id
        Source of the row.
    assumption_id
        Assumption that it rests on.
    """

    id: str
    name: str
    name_zh: str
    mode: str
    terminal_id: str = ""
    commodity_id: str = ""
    packing: str = ""
    per_t: float = 0.0
    per_teu: float = 0.0
    per_t_km: float = 0.0
    distance_from_km: float = 0.0
    distance_until_km: float | None = None
    per_kg_co2e_saved: float = 0.0
    baseline_mode: str = ""
    cap: float | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    known_on: date | None = None
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionFactor:
    """CO2e factors, WTT and TTW apart; where none applies the vehicle's fuel counts.

    Attributes
    ----------
    id
        Plain, stable name.
    mode
        Mode.
    class_id
        Vehicle class; empty: any.
    service_id
        Service; empty: any.
    basis
        What the factor multiplies: vehicles × km, cargo tonnes × km or TEU × km.
    state
        Laden or empty vehicle-km; empty cell: both. t_km and teu_km factors already hold
        the empty share.
    direction
        Against or with the current; empty: both.
    wtt_g
        Well to tank [g per basis].
    ttw_g
        Tank to wheel [g per basis].
    seen
        Whether the figure was read in its source.
    source_id
        Source of the row.
    assumption_id
        Assumption that it rests on.
    """

    id: str
    mode: str
    class_id: str = ""
    service_id: str = ""
    basis: str
    state: str = ""
    direction: str = ""
    wtt_g: float
    ttw_g: float
    seen: bool = True
    source_id: str
    assumption_id: str = ""
