"""Words and figures that all parts of a simulated port's page use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, both, el, join
from tongqu.report.numbers import plain
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["cause_words", "doubt_words", "lost_words", "named", "signed", "span", "weekdays"]


def named(name: str, names: Mapping[str, Both]) -> Both:
    """Return the name of an id, or the id."""
    return names.get(name) or both(name)


def cause_words() -> dict[str, Both]:
    """Return what a call waits for, in words."""
    return {
        "lock": t("before locks"),
        "berth": t("for a berth"),
        "crane": t("for a crane"),
        "yard_full": t("yard full"),
        "no_stock": t("cargo not there"),
        "service": t("for service"),
        "closure": t("shut by a closure"),
        "night": t("outside the hours of the week"),
        "water": t("for water"),
        "weather": t("weather or breakdown"),
    }


def lost_words() -> dict[str, Both]:
    """Return to what work loses hours, in words."""
    return {
        "closure": t("lost to closures, h"),
        "night": t("lost to the hours of the week, h"),
        "level": t("lost to slower days or water, h"),
        "weather": t("lost to weather or breakdown, h"),
    }


def doubt_words() -> dict[str, Both]:
    """Return why a run does not settle, in words."""
    return {
        "warm_up": t("the beginning eats more than half of the run"),
        "growing": t("queues grow from each quarter of the run to the next"),
        "unfinished": t("more than a million units wait at once"),
    }


def span(part: Mapping[str, Any], decimals: int = 2) -> Child:
    """Return a mean and its interval, which is never below 0."""
    value = el("strong", plain(part["value"], decimals))
    if part["low"] is None:
        return value
    low, high = plain(max(0.0, part["low"]), decimals), plain(part["high"], decimals)
    return join(value, el("small", f"{low}–{high}"))


def signed(part: Mapping[str, Any]) -> Child:
    """Return hours lost: fewer than none where a calendar is faster than 1."""
    value = el("strong", plain(part["value"], 2))
    if part["low"] is None:
        return value
    return join(value, el("small", f"{plain(part['low'], 2)} … {plain(part['high'], 2)}"))


def weekdays() -> list[Both]:
    """Return the days of the week from Monday, in short."""
    return [t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun")]
