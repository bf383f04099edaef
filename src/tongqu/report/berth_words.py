"""Words and numbers of the berth pages: days, amounts, causes, what a bar says when pointed at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.report.berth_clock import moment
from tongqu.report.html import Both, both
from tongqu.report.numbers import clock, day, duration, plain, tonnes
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.report.berth_data import Stay

__all__ = [
    "CAUSE_ORDER",
    "amount",
    "cause_word",
    "cranes_held",
    "cranes_word",
    "dated",
    "gap_words",
    "glued",
    "moment_at",
    "short_day",
    "spoken",
    "teu",
    "weighted",
]

CAUSE_ORDER = ("handling", "waiting", "late", "not_preferred", "moved")

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_ZH = "一二三四五六日"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short_day(at: datetime) -> Both:
    """Return a day with its weekday and without its year.

    Examples
    --------
    >>> from datetime import datetime
    >>> short_day(datetime(2024, 12, 2)).en, short_day(datetime(2024, 12, 2)).zh
    ('Mon 2 Dec', '12-02 周一')
    """
    return Both(
        f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]}",
        f"{at:%m-%d} 周{_DAYS_ZH[at.weekday()]}",
    )


def dated(at: datetime) -> Both:
    """Return a day with its weekday and its year."""
    words, full = short_day(at), day(at)
    return Both(f"{words.en.split()[0]} {full.en}", f"{full.zh} {words.zh.split()[1]}")


def moment_at(zero: datetime, hours: float) -> Both:
    """Return an instant of the plan without its year."""
    return clock(moment(zero, hours).isoformat())


def teu(value: float) -> Both:
    """Return a number of boxes."""
    return Both(f"{plain(value)} TEU", f"{plain(value)} TEU")


def amount(call: Mapping[str, Any]) -> Both:
    """Return how much cargo a call has, in tonnes and boxes; empty where nobody said."""
    mass = float(call.get("discharge_t") or 0) + float(call.get("load_t") or 0)
    boxes = float(call.get("discharge_teu") or 0) + float(call.get("load_teu") or 0)
    parts = ([teu(boxes)] if boxes else []) + ([tonnes(mass)] if mass else [])
    return glued(parts, ", ", "，")


def glued(parts: list[Both], en: str, zh: str) -> Both:
    """Return texts in a row, the empty ones left out."""
    return Both(
        en.join(part.en for part in parts if part.en),
        zh.join(part.zh for part in parts if part.zh),
    )


def cranes_held(stay: Stay) -> float:
    """Return the most cranes that a stay holds at a time."""
    edges = sorted({use.start for use in stay.cranes})
    return max(
        (sum(use.cranes for use in stay.cranes if use.start <= at < use.end) for at in edges),
        default=0.0,
    )


def cranes_word(count: float) -> Both:
    """Return a number of cranes."""
    if not count:
        return Both("", "")
    return t("1 crane") if count == 1 else t("{count} cranes", count=plain(count))


def weighted(hours: float) -> Both:
    """Return weighted hours, the measure of a plan."""
    return t("{count} weighted h", count=plain(hours, 0 if abs(hours) >= 1000 else 1))


def cause_word(cause: str) -> Both:
    """Return what an hour of a plan's objective is spent on."""
    known = {
        "waiting": t("waiting for a berth"),
        "handling": t("at the berth"),
        "late": t("leaving late"),
        "not_preferred": t("not at the berth asked for"),
        "moved": t("moved against the plan before"),
    }
    return known.get(cause) or both(cause.replace("_", " "))


def gap_words(plan: Mapping[str, Any]) -> Both:
    """Return how much better a plan could be at most, in words."""
    step = plain(float(plan.get("time_step_min") or 15))
    if plan.get("objective") is None:
        return t("There is no plan.")
    if plan.get("proved"):
        return t("Proved: no plan is better, with times in steps of {step} minutes.", step=step)
    gap = plan.get("gap")
    if gap is None:
        return t("How much better a plan could be is not known.")
    share = 100 * float(gap)
    text = plain(share, 2 if share < 0.1 else 1)
    if text in ("0", "0.00"):
        text = "0.01"
    return t(
        "At most {share} % better is possible, with times in steps of {step} minutes.",
        share=text,
        step=step,
    )


def spoken(stay: Stay, berth: Both, zero: datetime, names: Mapping[str, Both]) -> Both:
    """Return what a bar says when it is pointed at or read aloud."""
    call = stay.call
    cargo = both(call.get("commodity_name"), call.get("commodity_name_zh"))
    head = both(stay.vessel)
    parts = [
        glued([Both(f"{stay.number}", f"{stay.number}"), head], " ", " "),
        glued([cargo, amount(call)], " ", " "),
        t(
            "{berth}, {start} to {end}",
            berth=berth,
            start=moment_at(zero, stay.start),
            end=moment_at(zero, stay.end),
        ),
        t("arrives {at}", at=moment_at(zero, stay.eta)),
    ]
    if stay.wait_h > 0:
        parts.append(t("waits {time}", time=duration(stay.wait_h)))
    if stay.cranes:
        parts.append(cranes_word(cranes_held(stay)))
    if stay.late_h > 0:
        parts.append(t("{time} after its latest departure", time=duration(stay.late_h)))
    if stay.pinned:
        parts.append(t("fixed by hand"))
    if stay.wished:
        wished = names.get(stay.wished, both(stay.wished))
        parts.append(t("asked for {berth}", berth=wished))
    if stay.conflict:
        parts.append(t("breaks a rule"))
    return glued(parts, "; ", "；")
