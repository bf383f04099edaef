"""What places hand on to one another, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.cli.queue_text import aligned, short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.cli.called import Called
    from tongqu.text import Translator

__all__ = ["handed_on_lines"]


def handed_on_lines(found: Mapping[str, Any], called: Called, t: Translator) -> list[str]:
    """Return a row for each place: what a call would save there and elsewhere, and chiefly where.

    Parameters
    ----------
    found
        Part ``handed_on`` of an answer.
    called
        Names of the places.
    t
        Words.
    """
    head = (t("if nobody waited at"), t("a call saves [h]"), t("there [h]"), t("elsewhere [h]"),
            t("chiefly at"))  # fmt: skip
    rows = [
        (called(row["id"]), _span(row["saved_h"]), _span(row["own_h"]), _span(row["handed_on_h"]),
         _chiefly(row, called))
        if row["settled"]
        else (called(row["id"]), t("does not settle"), "", "", "")
        for row in found["rows"]
    ]  # fmt: skip
    said = t(
        "Delays handed on, in {runs} runs with the same luck; below zero: held back from there.",
        runs=found["runs"],
    )
    return ["", said, *aligned([head, *rows])]


def _span(part: Mapping[str, float | None]) -> str:
    value = short(part["value"] or 0.0)
    if part["low"] is None or part["high"] is None:
        return value
    return f"{value} ({short(part['low'])} … {short(part['high'])})"


def _chiefly(row: Mapping[str, Any], called: Called) -> str:
    """Return where most is saved or waited more, if it is more than chance."""
    sure = [part for part in row["to"] if beyond_chance(part["saved_h"])]
    if not sure:
        return "–"
    most = max(sure, key=lambda part: abs(part["saved_h"]["value"]))
    return f"{called(most['id'])} {short(most['saved_h']['value'])}"


def beyond_chance(part: Mapping[str, float | None]) -> bool:
    """Return whether an interval leaves zero out."""
    low, high = part["low"], part["high"]
    return low is not None and high is not None and (low > 0 or high < 0)
