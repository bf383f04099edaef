"""Reported figures, as printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Reported figures, as printed, for checks and for the page; no engine computes with them.

    Attributes
    ----------
    id
        Plain, stable name.
    subject_id
        What it is about: an id of any table.
    quantity
        What is measured, in English.
    quantity_zh
        The same in Chinese.
    bound
        How the source puts it.
    value
        Number; empty where only a text is reported [as unit].
    unit
        Unit.
    text
        What is reported in words.
    text_zh
        The same in Chinese.
    on_date
        Day that the figure belongs to.
    caution
        What must not be concluded from it.
    caution_zh
        The same in Chinese.
    source_id
        Source of the row.
    """

    id: str
    subject_id: str
    quantity: str
    quantity_zh: str
    bound: str
    value: float | None = None
    unit: str = ""
    text: str = ""
    text_zh: str = ""
    on_date: date | None = None
    caution: str = ""
    caution_zh: str = ""
    source_id: str
