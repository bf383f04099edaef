"""What a reference page tells of an answer, and what is in an answer, so that a test compares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
Key = tuple[str, str]
"""Section of the page, and key."""


def page_of(name: str) -> str:
    """Return the text of a page."""
    return (REFERENCE / f"{name}.md").read_text("utf-8")


def rows(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows of all tables that begin with code: section, and cells."""
    for name, body in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
        yield from ((name, cells) for cells in table_rows(body))


def table_rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of every row of a table that begins with code."""
    for line in re.findall(r"^\|( `.*)\|$", text, re.MULTILINE):
        yield [cell.strip() for cell in line.split("|")]


def told(text: str) -> set[Key]:
    """Return every key that a page tells, with its section; codes of notes are not keys."""
    return {
        (name, key)
        for name, cells in rows(text)
        if not is_code_row(text, name, cells)
        for key in re.findall(r"`(\w+)`", cells[0])
    }


def is_code_row(text: str, section: str, cells: list[str]) -> bool:
    """Whether a row stands in a table of codes."""
    body = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return cells[0] in body.partition("| code | ")[2]


def codes(text: str, section: str) -> set[str]:
    """Return the codes that the table of codes of a section tells."""
    body = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    table = body.partition("| code | ")[2]
    return {
        code
        for line in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for code in re.findall(r"`(\w+)`", line)
    }


def keys(value: Any, sections: Mapping[str, str], section: str) -> Iterator[tuple[Key, Any]]:
    """Yield every key of an answer with its section and its value.

    Parameters
    ----------
    value
        The answer.
    sections
        Section of the page that tells the keys of what stands under a key; ``section.key`` goes
        before ``key``. Empty: told elsewhere, not looked into.
    section
        Section of `value`.
    """
    if isinstance(value, list):
        for item in value:
            yield from keys(item, sections, section)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (section, key), inner
            under = sections.get(f"{section}.{key}", sections.get(key, section))
            if under:
                yield from keys(inner, sections, under)


def types(text: str) -> dict[Key, str]:
    """Return the type that a page tells of each key."""
    return {
        (name, key): cells[1]
        for name, cells in rows(text)
        if not is_code_row(text, name, cells)
        for key in re.findall(r"`(\w+)`", cells[0])
    }


def is_of(value: Any, said: str) -> bool:
    """Whether a value is of a type as pages say it, such as ``number or null, h``."""
    kinds = said.partition(",")[0].split(" or ")
    return any(_is(value, kind) for kind in kinds)


def _is(value: Any, kind: str) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match kind:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return number and isinstance(value, int)
        case "number":
            return number
        case "text":
            return isinstance(value, str)
        case "time":
            return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
        case "list":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case "estimate":
            return isinstance(value, dict) and set(value) == {"value", "low", "high"}
    raise ValueError(f"no such type: {kind}")
