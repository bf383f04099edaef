"""Vessels, trucks, trains and their fuels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselClass:
    """Vessel classes.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    waters
        Waters that it may use.
    packings
        Packing forms that it carries.
    dwt_t
        Deadweight [t].
    capacity_teu
        Box capacity [TEU].
    length_m
        Length over all [m].
    beam_m
        Beam [m].
    air_draught_m
        Height above the waterline, loaded [m].
    draught_m
        Draught fully laden [m].
    under_keel_clearance_m
        Water kept under the keel [m].
    on_demand
        Whether it can be hired for a lot (tramp); otherwise only in services.
    min_lot_t
        Smallest lot it sails for [t].
    speed_laden_km_per_h
        Speed through still water, laden [km/h].
    speed_empty_km_per_h
        Speed through still water, empty [km/h].
    cost_per_h
        Hire or time cost per vessel and hour, without fuel, used where no tariff applies
        [currency/h].
    cost_per_km_laden
        Other cost per vessel-kilometre laden, without fuel [currency/km].
    cost_per_km_empty
        Other cost per vessel-kilometre empty, without fuel [currency/km].
    fuel_id
        Fuel burnt.
    fuel_kg_per_km_laden_up
        Fuel laden against the current or on still water, per kilometre over ground
        [kg/km].
    fuel_kg_per_km_laden_down
        Fuel laden with the current [kg/km].
    fuel_kg_per_km_empty_up
        Fuel empty against the current or on still water [kg/km].
    fuel_kg_per_km_empty_down
        Fuel empty with the current [kg/km].
    empty_return_share
        Share of the way back that runs empty and is charged to the cargo.
    source_id
        Source of the row.
    assumption_id
        Assumption that cost_per_h rests on.
    """

    id: str
    name: str
    name_zh: str
    waters: tuple[str, ...]
    packings: tuple[str, ...]
    dwt_t: float
    capacity_teu: float = 0.0
    length_m: float
    beam_m: float
    air_draught_m: float
    draught_m: float
    under_keel_clearance_m: float = 0.2
    on_demand: bool = True
    min_lot_t: float = 0.0
    speed_laden_km_per_h: float
    speed_empty_km_per_h: float
    cost_per_h: float = 0.0
    cost_per_km_laden: float = 0.0
    cost_per_km_empty: float = 0.0
    fuel_id: str = ""
    fuel_kg_per_km_laden_up: float = 0.0
    fuel_kg_per_km_laden_down: float = 0.0
    fuel_kg_per_km_empty_up: float = 0.0
    fuel_kg_per_km_empty_down: float = 0.0
    empty_return_share: float = 0.0
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselPayload:
    """Payload by draught, a curve a class; straight lines between points.

    Attributes
    ----------
    id
        Plain, stable name.
    class_id
        Vessel class.
    draught_m
        Draught [m].
    payload_t
        Payload at that draught; 0 marks the light draught [t].
    source_id
        Source of the row.
    """

    id: str
    class_id: str
    draught_m: float
    payload_t: float
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TruckClass:
    """Truck classes.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    packings
        Packing forms that it carries.
    payload_t
        Payload [t].
    capacity_teu
        Box capacity [TEU].
    speed_km_per_h
        Door-to-door speed with rests, where the link sets no lower one [km/h].
    cost_per_h
        Time cost, used where no tariff applies [currency/h].
    cost_per_km_laden
        Cost per vehicle-kilometre laden, without fuel [currency/km].
    cost_per_km_empty
        The same, empty [currency/km].
    fuel_id
        Fuel burnt.
    fuel_kg_per_km_laden
        Fuel laden [kg/km].
    fuel_kg_per_km_empty
        Fuel empty [kg/km].
    empty_return_share
        Share of the way back that runs empty and is charged to the cargo.
    source_id
        Source of the row.
    assumption_id
        Assumption that costs rest on.
    """

    id: str
    name: str
    name_zh: str
    packings: tuple[str, ...]
    payload_t: float
    capacity_teu: float = 0.0
    speed_km_per_h: float
    cost_per_h: float = 0.0
    cost_per_km_laden: float = 0.0
    cost_per_km_empty: float = 0.0
    fuel_id: str = ""
    fuel_kg_per_km_laden: float = 0.0
    fuel_kg_per_km_empty: float = 0.0
    empty_return_share: float = 0.0
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainClass:
    """Train classes.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    packings
        Packing forms that it carries.
    payload_t
        Payload of a train [t].
    capacity_teu
        Box capacity of a train [TEU].
    on_demand
        Whether a block train or wagon group can be ordered for a lot.
    min_lot_t
        Smallest lot it runs for [t].
    speed_km_per_h
        Speed with yard stops, where the link sets no lower one [km/h].
    cost_per_h
        Time cost, used where no tariff applies [currency/h].
    cost_per_km_laden
        Cost per train-kilometre laden [currency/km].
    cost_per_km_empty
        The same, empty [currency/km].
    empty_return_share
        Share of the way back that runs empty and is charged to the cargo.
    source_id
        Source of the row.
    assumption_id
        Assumption that costs rest on.
    """

    id: str
    name: str
    name_zh: str
    packings: tuple[str, ...]
    payload_t: float
    capacity_teu: float = 0.0
    on_demand: bool = True
    min_lot_t: float = 0.0
    speed_km_per_h: float
    cost_per_h: float = 0.0
    cost_per_km_laden: float = 0.0
    cost_per_km_empty: float = 0.0
    empty_return_share: float = 0.0
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuel:
    """Fuels: price and CO2e, well to tank and tank to wheel apart.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    price_per_kg
        Price [currency/kg].
    wtt_g_per_kg
        CO2e well to tank [g/kg].
    ttw_g_per_kg
        CO2e tank to wheel [g/kg].
    source_id
        Source of the factors.
    assumption_id
        Assumption that the price rests on.
    """

    id: str
    name: str
    name_zh: str
    price_per_kg: float
    wtt_g_per_kg: float
    ttw_g_per_kg: float
    source_id: str
    assumption_id: str = ""
