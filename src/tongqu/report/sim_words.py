"""Words of a simulated port: why a call waits, what it loses hours to, why there is no mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.report.words import t

if TYPE_CHECKING:
    from tongqu.report.html import Both

__all__ = ["cause_words", "doubt_words", "lost_words"]


def cause_words() -> dict[str, Both]:
    """Return why a call waits, in words, in the order in which it is told."""
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
    """Return to what a call loses hours in its work and on its way, in words."""
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
