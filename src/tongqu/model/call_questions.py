"""What was guessed in a table of calls, asked back in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.model.call_dictionary import call_columns
from tongqu.text import translator

if TYPE_CHECKING:
    from tongqu.model import Region
    from tongqu.model.calls import Call, Guess

__all__ = ["GUESSES", "PACKINGS", "field_label", "question", "shown_value"]


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


GUESSES = {
    "time_not_said": N_("no time is given, so noon was taken"),
    "time_no_hour": N_("no hour is given, so noon was taken"),
    "time_part_of_day": N_("the hour is given in words"),
    "time_no_day": N_("no day is given"),
    "time_day_by_word": N_("the day is given in words"),
    "time_day_above": N_("the day was taken from a heading"),
    "time_no_year": N_("the year or month is not given"),
    "time_about": N_("the hour is approximate"),
    "time_range": N_("two hours are given, and the first was taken"),
    "time_from_other": N_("no arrival is given, so another time of the call was taken"),
    "amount_about": N_("the amount is approximate"),
    "amount_range": N_("two amounts are given, and the larger was taken"),
    "amount_shared": N_("the amount is that of several vessels, and was shared out evenly"),
    "amount_from_class": N_("no amount is given, so the vessel was taken to be fully laden"),
    "amount_halved": N_("one amount is given for discharging and loading; half was taken for each"),
    "operation_not_said": N_("it is not said whether the cargo is discharged or loaded"),
    "vessels_in_one_cell": N_("several vessels stand in one cell, and were taken apart"),
    "same_vessel_twice": N_(
        "the vessel is also in row {value}, with an arrival within a day; both count"
    ),
    "rows_merged": N_("the vessel is also in row {value} in the same words, and counts once"),
    "commodity_by_words": N_("the cargo is given in words"),
    "packing_by_words": N_("the packing is given in words"),
    "packing_from_cargo": N_("no packing is given, so the usual one was taken"),
    "class_by_words": N_("the class of the vessel is given in words"),
    "class_from_size": N_(
        "neither class nor size is given, so the class was taken from load and length"
    ),
    "weight_by_word": N_("the priority is given in words"),
    "berth_by_words": N_("the berth is given in words"),
}
"""Why each guess was made, by its code; English, as the catalogue knows it."""


ABOUT_ROWS = ("rows_merged", "same_vessel_twice")
PACKINGS = {"bulk": N_("loose bulk"), "bagged": N_("bagged"), "boxes": N_("in boxes")}


def field_label(field: str, lang: str | None = None) -> str:
    """Return the name of a field of a call in the reader's language.

    Examples
    --------
    >>> field_label("eta", "zh")
    '预计到港'
    """
    column = call_columns().get(field)
    if column is None:
        return field
    return column.name_zh if translator(lang).lang == "zh" else column.label


def question(
    call: Call, guess: Guess, lang: str | None = None, region: Region | None = None
) -> str:
    """Return what to ask about a guess.

    Parameters
    ----------
    call
        The call that it was made for.
    guess
        The guess.
    lang
        Language of the question.
    region
        Gives names to the ids of berths, classes and cargoes.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tongqu.model.calls import Call, Guess
    >>> call = Call(id="a", vessel="Hang 1", eta=datetime(2026, 3, 2, 15, tzinfo=UTC))
    >>> guess = Guess(field="eta", value="2026-03-02T15:00", text="下午", code="time_part_of_day")
    >>> question(call, guess, "en")
    'Hang 1, ETA "下午": the hour is given in words. Taken: 2026-03-02 15:00. Is that right?'
    """
    t = translator(lang)
    reason = t(GUESSES[guess.code], value=guess.value) if guess.code in GUESSES else guess.code
    parts = {
        "vessel": call.vessel,
        "field": field_label(guess.field, t.lang),
        "text": guess.text,
        "reason": reason,
        "value": shown_value(guess, t.lang, region),
    }
    if guess.code in ABOUT_ROWS:
        return t("{vessel}: {reason}. Is that right?", **parts)
    if guess.text:
        return t('{vessel}, {field} "{text}": {reason}. Taken: {value}. Is that right?', **parts)
    return t("{vessel}, {field}: {reason}. Taken: {value}. Is that right?", **parts)


def shown_value(guess: Guess, lang: str | None = None, region: Region | None = None) -> str:
    """Return a guessed value as a reader knows it: with a name for an id, if a region gives it.

    Examples
    --------
    >>> from tongqu.model.calls import Guess
    >>> shown_value(Guess(field="packing", value="bulk", text="散", code=""), "zh")
    '散装'
    """
    t = translator(lang)
    if guess.code.startswith("time_"):
        return guess.value.replace("T", " ")
    column = call_columns().get(guess.field)
    if column is None:
        return guess.value
    if guess.field == "packing" and guess.value in PACKINGS:
        return t(PACKINGS[guess.value])
    rows = getattr(region, column.references, ()) if column.references else ()
    row = next((row for row in rows if row.id == guess.value), None)
    if row is None:
        return f"{guess.value} {column.unit}".strip()
    return str(row.name_zh if t.lang == "zh" else row.name)
