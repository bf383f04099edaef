"""What may not stand in words that stay for ever: numbers of persons, letters that deceive.

What stands in a note or a title is part of the chain and stays for ever. So an identity number or
a telephone number is refused there; the kind's personal fields are the place for it. Characters
that steer a terminal, or turn the order of the letters round (a file ``exe.jpg`` that is none), are
refused as well: no page, table or calendar has to be afraid of them.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "private_numbers",
    "text_problems",
    "unprintable",
    "word_problems",
]

LONGEST_TEXT = 4000
"""Characters of a note, a reason, a comment; what is longer is a document, and evidence."""

LONGEST_TITLE = 200
"""Characters of a title."""

ID_18 = re.compile(r"(?<![0-9A-Za-z])(\d{6})(\d{4})(\d{2})(\d{2})(\d{3})([\dXx])(?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?|0086[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \-\u00b7](?=[\dXx])")


def private_numbers(text: str) -> tuple[str, ...]:
    """Return which kinds of numbers of persons a text holds: ``id_number``, ``mobile``.

    Notes
    -----
    An identity number of mainland China has 17 digits, among them a date of birth, and a check
    character by ISO 7064 MOD 11-2 (GB 11643-1999); only numbers that pass both are meant.

    Examples
    --------
    >>> private_numbers("call 138-0013-8000 about 11010519491231002X")
    ('id_number', 'mobile')
    >>> private_numbers("document 202412090012345678, 600 t, 13 blocks")
    ()
    """
    plain = unicodedata.normalize("NFKC", text)
    found = []
    if any(map(_is_id, ID_18.finditer(plain))) or any(
        map(_is_id, ID_18.finditer(BETWEEN_DIGITS.sub("", plain)))
    ):
        found.append("id_number")
    if MOBILE.search(plain):
        found.append("mobile")
    return tuple(found)


def _is_id(match: re.Match[str]) -> bool:
    year, month, day = int(match[2]), int(match[3]), int(match[4])
    try:
        born = date(year, month, day)
    except ValueError:
        return False
    digits = "".join(match.groups())
    check = CHECK[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=False)) % 11]
    return born.year >= 1880 and check == digits[-1].upper()


def unprintable(text: str, *, one_line: bool = False) -> str:
    r"""Return the first character of a text that cannot be shown, as its code point.

    Parameters
    ----------
    text
        The text.
    one_line
        Whether line breaks and tabs are meant too.

    Examples
    --------
    >>> unprintable("photo\u202egpj.exe"), unprintable("one\ntwo"), unprintable("道路 – road")
    ('U+202E', '', '')
    >>> unprintable("one\ntwo", one_line=True)
    'U+000A'
    """
    found = UNPRINTABLE.search(text)
    if found is None and one_line:
        found = re.search(r"[\t\n]", text)
    return f"U+{ord(found[0]):04X}" if found else ""


def text_problems(value: Any, column: str, *, one_line: bool = False) -> Iterator[Problem]:
    """Yield what is wrong with every text in a value; never a number of a person itself.

    Parameters
    ----------
    value
        A text, or what JSON knows.
    column
        What it is called.
    one_line
        Whether it is to stand on one line.
    """
    if isinstance(value, str):
        if character := unprintable(value, one_line=one_line):
            yield Problem("unprintable", {"character": character}, column=column)
        for what in private_numbers(value):
            yield Problem("ledger_private_number", {"what": what}, column=column)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from text_problems(part, f"{column}.{name}" if column else str(name))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from text_problems(part, column)


def word_problems(text: str, column: str, *, one_line: bool = False) -> Iterator[Problem]:
    """Yield what is wrong with words that stay for ever: the text itself, too many words."""
    yield from text_problems(text, column, one_line=one_line)
    if len(text) > LONGEST_TEXT:
        params = {"length": len(text), "maximum": LONGEST_TEXT}
        yield Problem("text_too_long", params, column=column)
