"""Where the header of a table of calls stands, and what its columns mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from tongqu.io.calls_sheets import is_blank
from tongqu.io.calls_text import UNITS
from tongqu.io.header_search import search_header
from tongqu.model.call_dictionary import call_columns, headers, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.errors import Problem
    from tongqu.io.calls_sheets import Sheet

__all__ = ["Header", "find_header", "has_han"]

CLOSE = 0.84  # so alike must an English header be to one of ours to count as mistyped
SAYS_NOTHING = ("remark", "number")

_BRACKETS = re.compile(r"[(\[{<【〔［]([^)\]}>】〕］]*)[)\]}>】〕］]")
_TRAILING_UNIT = re.compile(r"[/,、\s]\s*([a-z]+|[\u4e00-\u9fff]+)$")


@dataclass(slots=True, kw_only=True)
class Header:
    """Columns of a sheet.

    Attributes
    ----------
    columns
        Index of each column that is known.
    texts
        What stands above it, as the reader of a message knows it.
    factors
        How much of our unit one of the header's is.
    unread
        Headers that mean nothing to us.
    first, last
        Header rows as indexes of the sheet's rows.
    language
        ``en`` or ``zh``.
    problems
        What is wrong with it.
    """

    columns: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    factors: dict[str, float] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    first: int = 0
    last: int = 0
    language: str = "en"
    problems: list[Problem] = field(default_factory=list)

    @property
    def score(self) -> int:
        """Number of columns that say something."""
        return sum(1 for name in self.columns if name not in SAYS_NOTHING)


def has_han(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def find_header(sheet: Sheet, table: str = "calls", least: int = 2) -> Header | None:
    """Return the header of a sheet, of one to three rows, or None where there is none.

    Titles and notes above it are passed over; what says most counts, and of equals the first.
    """
    best = search_header(sheet, lambda first, last: _read(sheet, first, last, table), least)
    if best is None:
        return None
    while best.last + 1 < len(sheet.rows) and _is_units(sheet.rows[best.last + 1]):
        header = _read(sheet, best.first, best.last + 1, table)
        best.last += 1
        best.factors |= header.factors
    _judge(best, sheet, table)
    return best


def _is_units(row: Sequence[Any]) -> bool:
    words = [plain(str(cell)).strip("()[]{}") for cell in row if not is_blank(cell)]
    return bool(words) and all(word in UNITS for word in words)


def _read(sheet: Sheet, first: int, last: int, table: str) -> Header:
    header = Header(first=first, last=last)
    rows = sheet.rows[first : last + 1]
    for index in range(max(len(row) for row in rows)):
        levels = [str(row[index]) if index < len(row) else "" for row in rows]
        for name, unit in _meanings(levels, rows, index, table):
            if name in header.columns:
                continue
            header.columns[name] = index
            header.texts[name] = " ".join(dict.fromkeys(" ".join(levels).split()))
            if unit:
                header.factors[name] = UNITS[unit][1]
            break
    han = sum(1 for text in header.texts.values() if has_han(text))
    header.language = "zh" if han * 2 > len(header.texts) else "en"
    return header


def _meanings(
    levels: list[str], rows: Sequence[Sequence[Any]], index: int, table: str
) -> list[tuple[str, str]]:
    """Return what a column may mean, the most telling first: all levels, the lowest, the upper."""
    said = [text for text in dict.fromkeys(levels) if not is_blank(text)]
    tries = ["".join(said)]
    if len(levels) > 1 and said:
        # Without merged cells a group's name stands over its first column only.
        above = next((str(cell) for cell in reversed(rows[0][:index]) if not is_blank(cell)), "")
        if is_blank(levels[0]) and above:
            tries.append(above + said[-1])
        tries.append(said[-1])
        if plain(said[-1]).strip("()[]{}") in UNITS and len(said) > 1:
            tries.append(f"{said[-2]}({said[-1]})")
    found = [_meaning(text, table) for text in tries if text]
    return [meaning for meaning in found if meaning is not None]


def _meaning(text: str, table: str) -> tuple[str, str] | None:
    """Return the column and the unit that a header means."""
    known = headers(table)
    text = unicodedata.normalize("NFKC", text).strip().casefold()
    if (name := known.get(plain(text))) is not None:
        return name, ""
    inside = [plain(part) for part in _BRACKETS.findall(text)]
    bare = _BRACKETS.sub("", text)
    unit = next((word for word in inside if word in UNITS), "")
    if not unit and (found := _TRAILING_UNIT.search(bare)) and found[1] in UNITS:
        unit, bare = found[1], bare[: found.start()]
    name = known.get(plain(bare))
    if name is None:
        return None
    column = call_columns(table)[name]
    if unit and column.unit and UNITS[unit][0] != column.unit:
        # 吨 or 箱 behind the name of one amount makes it the other.
        other = {"t": name.replace("_teu", "_t"), "TEU": name.replace("_t", "_teu")}
        name = other.get(UNITS[unit][0], name)
        if name not in call_columns(table):
            return None
        unit = unit if call_columns(table)[name].unit == UNITS[unit][0] else ""
    return name, unit if call_columns(table)[name].unit else ""


def _judge(header: Header, sheet: Sheet, table: str) -> None:
    """Note columns that are there twice, mistyped, or mean nothing to us."""
    taken = set(header.columns.values())
    row = sheet.rows[header.last]
    number = sheet.numbers[header.last]
    for index in range(len(row)):
        levels = [str(r[index]) if index < len(r) else "" for r in sheet.rows[header.first :]]
        levels = levels[: header.last - header.first + 1]
        text = " ".join(dict.fromkeys(word for word in levels if not is_blank(word)))
        if index in taken or not text:
            continue
        meant = _meanings(levels, sheet.rows[header.first : header.last + 1], index, table)
        shown = text.strip()[:60]
        if meant:
            # Two headers of one meaning: the first counts. The same header twice is a mistake.
            name = meant[0][0]
            if plain(text) == plain(header.texts.get(name, "")) and name not in SAYS_NOTHING:
                header.problems.append(
                    sheet.problem("duplicate_column", number, index, column=shown)
                )
            else:
                header.unread.append(shown)
            continue
        close = get_close_matches(plain(text), _english(table), n=1, cutoff=CLOSE)
        if close:
            where = {"column": shown, "value": shown, "expected": headers(table)[close[0]]}
            header.problems.append(sheet.problem("unknown_column", number, index, **where))
        else:
            header.unread.append(shown)


def _english(table: str) -> list[str]:
    return [word for word in headers(table) if word.isascii()]
