"""What every iCalendar file needs (RFC 5545): escaped texts, folded lines, instants in UTC."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = ["calendar_text", "escape", "fold", "utc"]

LONGEST_LINE = 75  # octets, without the line break


def escape(text: str) -> str:
    r"""Return a text as a value of type TEXT.

    Examples
    --------
    >>> print(escape("a;b,c\\d") + escape("\nnext"))
    a\;b\,c\\d\nnext
    """
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = re.sub(r"\r\n|\r|\n", r"\\n", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text)


def fold(line: str) -> str:
    r"""Return a line cut into pieces of at most 75 octets, never within a character.

    Examples
    --------
    >>> [len(part.encode()) for part in fold("SUMMARY:" + "衢" * 40).split("\r\n")]
    [74, 55]
    """
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode("utf-8"))
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += octets
    return "\r\n".join([*pieces, piece])


def utc(when: datetime) -> str:
    """Return an instant as a value of type DATE-TIME.

    Examples
    --------
    >>> from datetime import datetime
    >>> utc(datetime.fromisoformat("2026-03-02T08:30+08:00"))
    '20260302T003000Z'
    """
    if when.tzinfo is None:
        raise TypeError("an instant must carry a time zone")
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def calendar_text(product: str, name: str, components: Iterable[str]) -> str:
    """Return a calendar as the text of an ``.ics`` file.

    Parameters
    ----------
    product
        What made it, such as ``berth plan//EN``.
    name
        Its name, as a calendar program shows it.
    components
        The lines of its events and to-dos, not folded.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//tongqu//{product}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(name)}",
        *components,
        "END:VCALENDAR",
    ]
    return "".join(fold(line) + "\r\n" for line in lines)
