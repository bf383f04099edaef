"""Commodities."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Commodity:
    """Commodities.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    packings
        Packing forms in which the shipper can hand it over, the usual one first.
    t_per_teu
        Cargo weight in one TEU [t/TEU].
    box_tare_t_per_teu
        Weight of the empty box [t/TEU].
    stuffing_cost_per_teu
        Stuffing at the shipper's, when handed over in boxes [currency/TEU].
    value_per_t
        Value of the cargo [currency/t].
    source_id
        Source of the row.
    assumption_id
        Assumption that the stuffing cost rests on.
    """

    id: str
    name: str
    name_zh: str
    packings: tuple[str, ...]
    t_per_teu: float
    box_tare_t_per_teu: float = 2.2
    stuffing_cost_per_teu: float = 0.0
    value_per_t: float | None = None
    source_id: str
    assumption_id: str = ""
