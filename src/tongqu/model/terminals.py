"""Terminals, what they charge and how fast they work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Where cargo changes vehicle.

    Attributes
    ----------
    id
        Plain, stable name.
    place_id
        Where it stands; at most one terminal a place.
    name
        English name.
    name_zh
        Chinese name.
    modes
        Modes that it serves.
    packings
        Packing forms that it handles.
    in_service
        Whether it works at the start of time; works open and close it.
    opening_hours
        When cargo is handled; empty: day and night.
    export_dwell_h
        Time that customs needs before cargo leaves the country here [h].
    import_dwell_h
        Time that customs needs after cargo enters the country here [h].
    export_charge_per_t
        Port and customs charge when cargo leaves the country here, per tonne
        [currency/t].
    export_charge_per_teu
        The same for boxes, per TEU [currency/TEU].
    capacity_mt_per_year
        Yearly capacity, design [Mt/year].
    source_id
        Source of the row.
    assumption_id
        Assumption that dwell and charges rest on.
    """

    id: str
    place_id: str
    name: str
    name_zh: str
    modes: tuple[str, ...]
    packings: tuple[str, ...]
    in_service: bool = True
    opening_hours: str = ""
    export_dwell_h: float = 0.0
    import_dwell_h: float = 0.0
    export_charge_per_t: float = 0.0
    export_charge_per_teu: float = 0.0
    capacity_mt_per_year: float | None = None
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """Handling rates and charges at terminals; the most specific row counts.

    Attributes
    ----------
    id
        Plain, stable name.
    terminal_id
        Terminal; empty: every terminal.
    mode
        Mode loaded or discharged; empty: any.
    commodity_id
        Commodity; empty: any.
    packing
        Packing form; empty: any.
    rate_t_per_h
        Tonnes handled per open hour (boxes by their cargo weight) [t/h].
    charge_per_t
        Charge per tonne, one way (loading or discharging) [currency/t].
    charge_per_teu
        Charge per TEU, one way [currency/TEU].
    co2e_g_per_t
        CO2e per tonne handled, WTW [g/t].
    co2e_g_per_teu
        CO2e per TEU handled, WTW [g/TEU].
    source_id
        Source of the row.
    assumption_id
        Assumption that the charges rest on.
    """

    id: str
    terminal_id: str = ""
    mode: str = ""
    commodity_id: str = ""
    packing: str = ""
    rate_t_per_h: float
    charge_per_t: float = 0.0
    charge_per_teu: float = 0.0
    co2e_g_per_t: float = 0.0
    co2e_g_per_teu: float = 0.0
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Storage charges after free time; the most specific row counts.

    Attributes
    ----------
    id
        Plain, stable name.
    terminal_id
        Terminal; empty: every terminal.
    commodity_id
        Commodity; empty: any.
    packing
        Packing form; empty: any.
    free_h
        Hours free of charge [h].
    charge_per_t_day
        Charge per tonne and started day after that [currency/(t·day)].
    charge_per_teu_day
        Charge per TEU and started day after that [currency/(TEU·day)].
    source_id
        Source of the row.
    assumption_id
        Assumption that the charges rest on.
    """

    id: str
    terminal_id: str = ""
    commodity_id: str = ""
    packing: str = ""
    free_h: float
    charge_per_t_day: float = 0.0
    charge_per_teu_day: float = 0.0
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """How long before departure cargo must be at the terminal; the most specific row counts.

    Attributes
    ----------
    id
        Plain, stable name.
    terminal_id
        Terminal; empty: every terminal.
    service_id
        Service; empty: any.
    mode
        Mode; empty: any.
    commodity_id
        Commodity; empty: any.
    packing
        Packing form; empty: any.
    cutoff_h
        Hours before departure [h].
    source_id
        Source of the row.
    assumption_id
        Assumption that it rests on.
    """

    id: str
    terminal_id: str = ""
    service_id: str = ""
    mode: str = ""
    commodity_id: str = ""
    packing: str = ""
    cutoff_h: float
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repacking:
    """Stuffing, bagging and stripping at terminals: a change of packing form.

    Attributes
    ----------
    id
        Plain, stable name.
    terminal_id
        Terminal that offers it.
    commodity_id
        Commodity; empty: any.
    from_packing
        Packing form before.
    to_packing
        Packing form after.
    rate_t_per_h
        Tonnes repacked per open hour [t/h].
    charge_per_t
        Charge per tonne [currency/t].
    charge_per_teu
        Charge per TEU stuffed or stripped [currency/TEU].
    source_id
        Source of the row.
    assumption_id
        Assumption that the charges rest on.
    """

    id: str
    terminal_id: str
    commodity_id: str = ""
    from_packing: str
    to_packing: str
    rate_t_per_h: float
    charge_per_t: float = 0.0
    charge_per_teu: float = 0.0
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Berth:
    """Berths of the terminals.

    Attributes
    ----------
    id
        Plain, stable name.
    terminal_id
        Terminal that it belongs to.
    name
        Name on the quay.
    name_zh
        The same in Chinese.
    length_m
        Usable length [m].
    depth_m
        Depth at the reference water level [m].
    dwt_max_t
        Largest vessel in tonnes deadweight [t].
    packings
        Packing forms handled.
    in_service
        Whether it works at the start of time; works open and close it.
    quay_id
        Quay that it is a part of.
    from_m
        Where it begins along the quay [m].
    dwt_part_laden_t
        Largest vessel that may lie there with no more cargo on board than dwt_max_t;
        empty: none larger [t].
    commodity_ids
        Commodities handled; empty: all.
    opening_hours
        When cargo is handled, beside the terminal's hours; empty: day and night.
    source_id
        Source of the row.
    assumption_id
        Assumption that it rests on.
    """

    id: str
    terminal_id: str
    name: str = ""
    name_zh: str = ""
    length_m: float | None = None
    depth_m: float | None = None
    dwt_max_t: float | None = None
    packings: tuple[str, ...] = ()
    in_service: bool = True
    quay_id: str = ""
    from_m: float | None = None
    dwt_part_laden_t: float | None = None
    commodity_ids: tuple[str, ...] = ()
    opening_hours: str = ""
    source_id: str
    assumption_id: str = ""
