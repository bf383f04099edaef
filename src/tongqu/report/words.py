"""Words of the pages: one message in both languages, and the vocabulary of answers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tongqu.report.html import Both, Child, both, pick
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "cost_kind",
    "event_kind",
    "fact_unit",
    "label_word",
    "mode_word",
    "modes_words",
    "name_of",
    "packing_word",
    "place_kind",
    "reason_word",
    "short",
    "source_kind",
    "status_word",
    "t",
    "unit_word",
]


def t(msgid: str, **params: Child) -> Both:
    """Return a message of the catalogue in both languages.

    Parameters
    ----------
    msgid
        The English message; ``{name}`` stands for a parameter.
    params
        What the placeholders stand for; a text in two languages gives each its own.

    Examples
    --------
    >>> t("No feasible way was found.").en
    'No feasible way was found.'
    """
    en = {key: pick(value, "en") for key, value in params.items()}
    zh = {key: pick(value, "zh") for key, value in params.items()}
    return Both(translator("en")(msgid, **en), translator("zh")(msgid, **zh))


def name_of(record: Mapping[str, object], key: str = "name") -> Both:
    """Return the name that a record carries under a key, in both languages."""
    return both(record.get(key), record.get(f"{key}_zh"))


def short(name: Both) -> Both:
    """Return a name without what stands in brackets after it.

    Examples
    --------
    >>> short(Both("Huangshan (Tunxi)", "黄山（屯溪）")).zh
    '黄山'
    """
    return Both(
        name.en.partition(" (")[0] or name.en,
        name.zh.partition("（")[0].partition(" (")[0] or name.zh,
    )


def _word(table: Mapping[str, Both], key: object) -> Both:
    """Return a word of a vocabulary; a newer code than this page knows is shown as it is."""
    text = "" if key is None else str(key)
    known = table.get(text)
    return known if known is not None else both(text.replace("_", " "))


def mode_word(key: object) -> Both:
    """Return the name of a mode of transport."""
    return _word(_modes(), key)


def modes_words(keys: list[str]) -> Both:
    """Return the modes of a chain in one phrase."""
    words = [mode_word(key) for key in dict.fromkeys(keys)]
    return Both(" + ".join(word.en for word in words), " + ".join(word.zh for word in words))


def packing_word(key: object) -> Both:
    """Return the name of a packing form."""
    return _word(_packings(), key)


def label_word(key: object) -> Both:
    """Return the name of a pick."""
    return _word(_labels(), key)


def cost_kind(key: object) -> Both:
    """Return the name of a kind of cost."""
    return _word(_costs(), key)


def event_kind(key: object) -> Both:
    """Return the name of what a vessel passes."""
    return _word(_events(), key)


def source_kind(key: object) -> Both:
    """Return how firm a source is."""
    return _word(_sources(), key)


def reason_word(key: object) -> Both:
    """Return the limit that excluded something, in a few words."""
    return _word(_reasons(), key)


def unit_word(unit: object) -> Both:
    """Return what a rate counts: ``CNY/TEU`` is per TEU.

    Examples
    --------
    >>> unit_word("CNY/t").en
    't'
    """
    text = "" if unit is None else str(unit)
    return _word(_units(), text.partition("/")[2] or text)


def fact_unit(unit: str) -> Both:
    """Return the unit of a reported figure."""
    return _word(_fact_units(), unit)


def status_word(key: object) -> Both:
    """Return what kind of date a date is."""
    return _word(_statuses(), key)


def place_kind(key: object) -> Both:
    """Return what stands at a place."""
    return _word(_place_kinds(), key)


@lru_cache(maxsize=1)
def _modes() -> dict[str, Both]:
    return {
        "road": t("road"),
        "rail": t("rail"),
        "waterway": t("inland water"),
        "sea": t("sea"),
    }


@lru_cache(maxsize=1)
def _units() -> dict[str, Both]:
    return {
        "t": t("t"),
        "t-km": t("t-km"),
        "TEU": t("TEU"),
        "TEU-km": t("TEU-km"),
        "h": t("h"),
        "km": t("km"),
        "day": t("days"),
        "t-day": t("t × days"),
        "TEU-day": t("TEU × days"),
        "vehicle": t("vehicles"),
        "vehicle-km": t("vehicle-km"),
        "vessel": t("vessels"),
        "lot": t("lot"),
    }


@lru_cache(maxsize=1)
def _fact_units() -> dict[str, Both]:
    return {
        "": Both("", ""),
        "CNY/t": t("yuan/t"),
        "Mt": t("Mt"),
        "Mt/year": t("Mt/year"),
        "TEU": t("TEU"),
        "berths": t("berths"),
        "km": t("km"),
        "ships": t("ships"),
        "t": t("t"),
    }


@lru_cache(maxsize=1)
def _packings() -> dict[str, Both]:
    return {"bulk": t("loose bulk"), "bagged": t("bagged"), "boxes": t("in boxes")}


@lru_cache(maxsize=1)
def _labels() -> dict[str, Both]:
    return {
        "cheapest": t("cheapest"),
        "fastest": t("fastest"),
        "greenest": t("lowest CO₂e"),
        "balanced": t("balanced"),
    }


@lru_cache(maxsize=1)
def _costs() -> dict[str, Both]:
    return {
        "freight": t("freight"),
        "hire": t("vessel or vehicle time"),
        "fuel": t("fuel"),
        "empty_return": t("empty way back"),
        "lock_fee": t("lock fee"),
        "load": t("loading"),
        "discharge": t("discharging"),
        "storage": t("storage"),
        "stuffing": t("stuffing"),
        "repacking": t("repacking"),
        "export": t("port and customs charge"),
        "reward": t("reward"),
    }


@lru_cache(maxsize=1)
def _events() -> dict[str, Both]:
    return {
        "lock": t("lock"),
        "berth": t("wait for a berth"),
        "link": t("reach"),
        "passage": t("sea passage"),
    }


@lru_cache(maxsize=1)
def _sources() -> dict[str, Both]:
    return {
        "newspaper": t("newspaper"),
        "public": t("public"),
        "derived": t("derived"),
        "assumption": t("assumption"),
    }


@lru_cache(maxsize=1)
def _statuses() -> dict[str, Both]:
    return {"planned": t("planned"), "expected": t("expected"), "actual": t("actual")}


@lru_cache(maxsize=1)
def _reasons() -> dict[str, Both]:
    return {
        "beam": t("wider than the fairway"),
        "chamber_width": t("wider than the lock chamber"),
        "chamber_length": t("longer than the lock chamber"),
        "beam_exceeds_chamber": t("wider than the lock chamber"),
        "depth": t("too little water"),
        "draught": t("too little water"),
        "air_draught": t("too high for a bridge"),
        "current": t("current too strong"),
        "not_in_service": t("not in service"),
        "not_before": t("not in service"),
        "min_lot": t("lot too small"),
        "max_lot": t("lot too large"),
        "no_handling": t("cannot be handled there"),
        "no_tariff": t("no price known"),
        "no_way": t("no way there"),
        "no_sea_route": t("no way by sea"),
        "closed": t("closed"),
        "deadline": t("after the deadline"),
        "no_departure": t("no departure in time"),
    }


@lru_cache(maxsize=1)
def _place_kinds() -> dict[str, Both]:
    return {
        "city": t("city"),
        "port": t("inland port"),
        "seaport": t("seaport"),
        "station": t("station"),
        "factory": t("factory"),
        "park": t("industrial park"),
        "lock": t("lock"),
        "junction": t("junction"),
        "workshop": t("workshop"),
        "anchorage": t("anchorage"),
    }
