"""Where facts come from, and what is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where each fact comes from.

    Attributes
    ----------
    id
        Name that rows cite.
    kind
        How firm the fact is.
    title
        What it is, in English.
    title_zh
        What it is, in Chinese.
    publisher
        Who published it.
    published_on
        Day of publication.
    licence
        Licence of the data, where one applies.
    note
        Doubts, grades, formula of a derived value.
    note_zh
        The same in Chinese.
    """

    id: str
    kind: str
    title: str
    title_zh: str
    publisher: str = ""
    published_on: date | None = None
    licence: str = ""
    note: str = ""
    note_zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Declared assumptions with a low, a middle and a high value.

    Attributes
    ----------
    id
        Name that rows cite.
    name
        What is assumed.
    name_zh
        The same in Chinese.
    unit
        Unit of the three values.
    low
        Low value; a row's rate scales by low/middle [as unit].
    middle
        Middle value, the one that the rows carry or scale from [as unit].
    high
        High value; a row's rate scales by high/middle [as unit].
    reason
        Why these values.
    reason_zh
        The same in Chinese.
    calibrated_on
        Fact that the middle value was set to reproduce; answers that use it say so.
    source_id
        Source of the range.
    """

    id: str
    name: str
    name_zh: str
    unit: str
    low: float
    middle: float
    high: float
    reason: str
    reason_zh: str
    calibrated_on: str = ""
    source_id: str
