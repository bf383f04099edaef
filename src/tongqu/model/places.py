"""The region and its places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionInfo:
    """The region itself, one row.

    Attributes
    ----------
    id
        Plain, stable name of the region.
    name
        English name.
    name_zh
        Chinese name.
    currency
        Currency of every price without its own (ISO 4217).
    price_year
        Year whose price level the region's prices have.
    time_zone
        IANA time zone of every local time in the tables.
    holiday_country
        Country whose working-day calendar counts (ISO 3166 alpha-2).
    map_note
        What a reader of the map must know.
    map_note_zh
        The same in Chinese.
    """

    id: str
    name: str
    name_zh: str
    currency: str
    price_year: int
    time_zone: str
    holiday_country: str
    map_note: str = ""
    map_note_zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Points of the network and of the map.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    kind
        What stands there.
    country
        ISO 3166 alpha-2 code.
    lat
        Latitude, WGS 84 [degree].
    lon
        Longitude, WGS 84 [degree].
    position_error_km
        How far the coordinate may be off [km].
    source_id
        Source of the coordinate.
    """

    id: str
    name: str
    name_zh: str
    kind: str
    country: str
    lat: float
    lon: float
    position_error_km: float | None = None
    source_id: str
