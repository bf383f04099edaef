"""The words of the ledger's views in English; the Chinese ones stand in the catalogue.

Views carry codes with their parameters, and both languages beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EFFECT_WORDS", "FLAGS", "LANGUAGES", "NEXT_STEPS", "REASONS", "both", "coded"]

LANGUAGES = (("", "en"), ("_zh", "zh"))
"""End of a key, and the language of what stands there."""


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a template for the catalogue; it is translated where it is used."""
    return message


REASONS = {
    "clock_late": N_("{clock}: due {due}, late by {days} working days"),
    "clock_late_today": N_("{clock}: was due {due}"),
    "clock_soon": N_("{clock}: due {due}"),
    "clock_was_late": N_("{clock}: was late, made good"),
    "milestone_late": N_("{milestone}: {days} days late, due {due}"),
    "milestone_not_reported": N_(
        "{milestone}: was due {due}; nothing has been reported since {since}"
    ),
    "milestone_announced": N_("{milestone}: planned {due}, now expected {expected}"),
    "milestone_was_late": N_("{milestone}: was late, made good"),
    "progress_behind": N_("{behind} points behind plan: {percent} %, planned {planned} %"),
    "progress_was_behind": N_("Was far behind plan, made good"),
    "start_missed": N_("Not begun; planned to begin {due}"),
    "start_was_missed": N_("Began late"),
    "entry_late": N_("No report for {months} months; the last is of {since}"),
    "entry_was_late": N_("Reports were missing for months"),
    "look_back_due": N_("Look-back due {due}"),
    "look_back_late": N_("Look-back was due {due}"),
    "look_back_was_late": N_("A look-back was late"),
}
"""Why a light is not green, by code."""

FLAGS = {
    "parts_missing": N_("{counted} of {expected} ({field}) are accounted for: {parts}"),
    "parts_too_many": N_("{counted} are counted, but there are {expected} ({field}): {parts}"),
    "progress_backwards": N_("{section} went back from {before} % to {percent} % ({since}, {day})"),
    "milestone_denied": N_("{milestone} is reported for {day}, but {section} is at {percent} %"),
    "actual_in_future": N_("{milestone} is reported for {day}, which is still to come"),
    "finish_before_start": N_("The finish {finish} is before the start {start}"),
    "expected_passed": N_("{milestone} was expected {due}; whether it happened is not reported"),
    "notice_short": N_("{what} is closed from {since}: {days} days' notice instead of {least}"),
    "open_after_close": N_("Closed, but {milestone} has no actual date"),
    "no_end": N_("{clock} runs without an end: {field} is empty"),
}
"""What does not add up, by code."""

NEXT_STEPS = {
    "by": N_("{unit}: {action}, until {due}"),
    "late": N_("{unit}: {action}; was due {due}"),
    "open": N_("{unit}: {action}"),
}
"""What is to be done next, and by whom."""

EFFECT_WORDS = {
    "created": N_("item opened"),
    "changed": N_("changed: {what}"),
    "dispatched": N_("sent to {unit}"),
    "returned": N_("by {unit}: {reason}"),
    "arbitrated": N_("to {unit}"),
    "escalated": N_("to {unit}: {reason}"),
    "joined": N_("handled jointly by {units}"),
    "part_finished": N_("{unit} has done its part"),
    "extended": N_("more time for {clock}: until {due} ({reason}; granted by {approver})"),
    "progressed": N_("{section}: {percent} %"),
    "counted": N_("{section}: {count} of {of}"),
    "planned": N_("schedule set"),
    "planned_baseline": N_("schedule set as the baseline"),
    "happened": N_("{milestone}: happened {day}"),
    "expected": N_("{milestone}: expected {day}"),
    "stated_plan": N_("{milestone}: planned {day}"),
    "budgeted": N_("money for {year}: {amount} (version {version})"),
    "tenant": N_("{tenant}: {stage}"),
    "closing_notice": N_("notice: {what} closed from {since} to {until}"),
    "evidence": N_("evidence: {name}"),
    "looked_back_pass": N_("it holds"),
    "looked_back_fail": N_("it does not hold"),
    "booked": N_("appointment {slot}"),
    "booking_cancelled": N_("appointment cancelled"),
    "commented": N_("comment: {text}"),
    "answered": N_("answer: {text}"),
    "replied": N_("reply: {text}"),
    "found": N_("found: {item}"),
    "read": N_("read the item"),
    "linked": N_("linked with {to}"),
    "expired": N_("personal field deleted: {field}"),
}
"""What an event says in the history; one of an action begins with the action's name."""

STAGES = {
    "intent": N_("intends to come"),
    "signed": N_("signed"),
    "operating": N_("operates"),
    "left": N_("left"),
}
"""Stages of a tenant."""

WHOLE_WORK = N_("whole work")


def both(template: str, params: Mapping[str, Any]) -> dict[str, str]:
    """Return a template in both languages.

    Parameters
    ----------
    template
        English, marked for the catalogue.
    params
        What its placeholders stand for; a pair is an English and a Chinese one.

    Examples
    --------
    >>> both(NEXT_STEPS["open"], {"unit": ("North", "北片"), "action": ("Accept", "签收")})
    {'text': 'North: Accept', 'text_zh': '北片：签收'}
    """
    said = {}
    for place, (suffix, lang) in enumerate(LANGUAGES):
        chosen = {
            name: value[place] if isinstance(value, tuple) else value
            for name, value in params.items()
        }
        said[f"text{suffix}"] = translator(lang)(template, **chosen)
    return said


def coded(table: Mapping[str, str], word: str, /, **params: Any) -> dict[str, Any]:
    """Return a code with its parameters and its words in both languages.

    Examples
    --------
    >>> coded(REASONS, "look_back_due", due="2024-12-09")["text"]
    'Look-back due 2024-12-09'
    """
    plain = {
        name: {"en": value[0], "zh": value[1]} if isinstance(value, tuple) else value
        for name, value in params.items()
    }
    return {"code": word, "params": plain, **both(table[word], params)}
