"""Help in scripts whose letters are two columns wide and stand without blanks between words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

# A line may break around any wide letter, but never before a closing mark or after an opening one.
PIECE = re.compile(
    r"[（“]*[\u2e80-\uffef][，。、；：？！）”]*|[^\s\u2e80-\uffef]+[，。、；：？！）”]*|\s+"
)
RAW = "\b\n"
"""What tells click that a paragraph is wrapped already."""


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    Examples
    --------
    >>> columns("PATH 处")
    7
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of one paragraph.

    Examples
    --------
    >>> wrapped("所有问题一次列出；退出码为 3。", 16)
    ['所有问题一次列', '出；退出码为 3。']
    """
    lines, line = [], ""
    for piece in PIECE.findall(text):
        if line and columns((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each in one line; lines join without a blank if wide."""
    joined = [re.sub(r"(?<=[\u2e80-\uffef])\n(?=[\u2e80-\uffef])", "", part) for part in
              re.split(r"\n\s*\n", text.strip())]  # fmt: skip
    return [" ".join(part.split("\n")) for part in joined]


class WideFormatter(click.HelpFormatter):
    """Click's formatter with these line breaks."""

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        width = max(self.width - self.current_indent, 10)
        for number, part in enumerate(paragraphs(text)):
            if number:
                self.write_paragraph()
            super().write_text(RAW + "\n".join(wrapped(part, width)))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write a list of terms and what they mean."""
        rows = list(rows)
        first = min(max(columns(term) for term, _ in rows), col_max) + col_spacing
        width = max(self.width - first - 2, 10)
        meanings = [
            (term, RAW + "\n".join(line for part in paragraphs(meaning or " ")
                                   for line in wrapped(part, width)))
            for term, meaning in rows
        ]  # fmt: skip
        super().write_dl(meanings, col_max, col_spacing)


class WideContext(click.Context):
    """A context whose help uses them."""

    formatter_class = WideFormatter
