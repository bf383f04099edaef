"""What each problem code says, and where it says the problem stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.text.templates import TEMPLATES
from tongqu.text.translation import Translator, translator

if TYPE_CHECKING:
    from tongqu.errors import Problem

LONGEST_VALUE = 60
"""Characters of a cell that a message repeats."""


def problem_text(problem: Problem, lang: str | None = None) -> str:
    """Return a problem as one line in the reader's language.

    Examples
    --------
    >>> from tongqu.errors import Problem
    >>> where = {"file": "links.csv", "row": 17, "column": "length_km", "cell": "E17"}
    >>> problem_text(Problem("not_a_number", value="-3a", expected="3", **where), "en")
    'links.csv:17, column length_km (cell E17): "-3a" is not a number; right would be: 3'
    """
    t = translator(lang)
    text = _rule(problem, t)
    if problem.expected:
        text = t("{message}; right would be: {expected}", message=text, expected=problem.expected)
    elif problem.params.get("similar"):
        similar = _shown(problem.params["similar"])
        text = t("{message}; did you mean {similar}?", message=text, similar=similar)
    place = _place(problem, t)
    return t("{place}: {message}", place=place, message=text) if place else text


def _rule(problem: Problem, t: Translator) -> str:
    """Return which rule is broken; a code that we have no words for is better than nothing."""
    # Some codes have words of their own for what exactly they are about.
    closer = f"{problem.code}.{problem.params.get('what')}"
    template = TEMPLATES.get(closer, TEMPLATES.get(problem.code))
    params = {
        name: _shown(value)
        for name, value in {
            "file": problem.file,
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "cell": problem.cell,
            "value": problem.value,
            "expected": problem.expected,
            **problem.params,
        }.items()
        if value is not None
    }
    if template is None:
        given = [*problem.params, *(["value"] if problem.value is not None else [])]
        details = ", ".join(f"{_shown(name)} {params[name]}" for name in given if name in params)
        return f"{problem.code}: {details}" if details else problem.code
    return t(template, **params)


def _shown(value: object) -> str:
    """Return a value short and in one line: a cell may hold a novel."""
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_shown(part) for part in value)
    text = str(value)
    text = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _place(problem: Problem, t: Translator) -> str:
    """Return where a problem stands, as an editor or a spreadsheet shows it."""
    place = problem.file or ""
    if problem.sheet:
        place = t("{file}, sheet {sheet}", file=place, sheet=problem.sheet) if place else (
            t("sheet {sheet}", sheet=problem.sheet)
        )  # fmt: skip
    if problem.row is not None:
        if place and not problem.sheet:
            place = t("{file}:{row}", file=place, row=problem.row)
        elif place:
            place = t("{place}, row {row}", place=place, row=problem.row)
        else:
            place = t("row {row}", row=problem.row)
    if problem.column:
        column = _shown(problem.column)
        place = (
            t("{place}, column {column}", place=place, column=column)
            if place
            else t("column {column}", column=column)
        )
    if problem.cell:
        place = t("{place} (cell {cell})", place=place, cell=problem.cell)
    return place
