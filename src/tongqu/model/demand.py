"""Zones and yearly flows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Hinterland zones.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    place_id
        Place that stands for it.
    province
        Province.
    population
        Residents [persons].
    source_id
        Source of the row.
    """

    id: str
    name: str
    name_zh: str
    place_id: str
    province: str = ""
    population: int | None = None
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Yearly cargo flows.

    Attributes
    ----------
    id
        Plain, stable name.
    year
        Year.
    from_place_id
        From.
    to_place_id
        To.
    commodity_id
        Commodity.
    tonnes_per_year
        Tonnes a year [t/year].
    shipper
        Shipper; invented ones have plainly fictional names.
    shipper_zh
        The same in Chinese.
    fictional
        Whether the flow is invented.
    source_id
        Source of the row.
    assumption_id
        Assumption that it rests on.
    """

    id: str
    year: int
    from_place_id: str
    to_place_id: str
    commodity_id: str
    tonnes_per_year: float
    shipper: str = ""
    shipper_zh: str = ""
    fictional: bool = True
    source_id: str
    assumption_id: str = ""
