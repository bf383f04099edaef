"""One CSV file: encodings, comment lines, quotes, and what makes it unreadable."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from itertools import islice
from typing import TYPE_CHECKING

from tongqu.errors import Problem
from tongqu.io.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["LARGEST_CSV_MB", "MOST_ROWS", "decode", "protect", "read_csv", "unprotect"]

LARGEST_CSV_MB = 200
SAMPLE = 100_000  # bytes or letters by which an encoding is judged
MOST_ROWS = 1_048_575  # what fits a sheet below its header: both formats hold the same regions

# A spreadsheet takes text that begins like this for a formula. On writing it gets an apostrophe in
# front, which the reader takes away again; so does text that begins with such an apostrophe.
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_PROTECTED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)


def protect(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula.

    Examples
    --------
    >>> protect("=cmd()"), protect("-0.5"), protect("quay wall")
    ("'=cmd()", '-0.5', 'quay wall')
    """
    if _RISKY.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def unprotect(text: str) -> str:
    """Return the text that `protect` was given."""
    return text[1:] if _PROTECTED.match(text) else text


def decode(data: bytes, file: str) -> tuple[str, Problem | None]:
    """Return the text of a file in UTF-8 (with or without BOM), GBK or GB18030.

    Parameters
    ----------
    data
        All bytes of the file.
    file
        Its name, for the problem.

    Returns
    -------
    tuple
        The text, and what is wrong with the encoding, or None. A problem names the first byte that
        is wrong, counted from 1.

    Examples
    --------
    >>> decode("衢江".encode("gbk"), "places.csv")
    ('衢江', None)
    >>> decode("衢江".encode("utf-16"), "places.csv")[1].code
    'bad_encoding'
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", Problem("bad_encoding", {"byte": 1, "encoding": "UTF-16"}, file)
    if b"\x00" in data:
        return "", Problem("bad_encoding", {"byte": data.index(0) + 1, "encoding": "UTF-16"}, file)
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        first_bad = error.start + (3 if data.startswith(BOM_UTF8) else 0)
    problem = Problem("bad_encoding", {"byte": first_bad + 1, "encoding": "?"}, file)
    # A damaged UTF-8 file often is legal GB18030 with nonsense in it: it would load as rubbish.
    around = data[max(first_bad - SAMPLE, 0) : first_bad + SAMPLE]
    forgiving = around.decode("utf-8", errors="replace")
    spoiled = forgiving.count("\ufffd")
    if sum(1 for letter in forgiving if letter >= "\u0800") - spoiled > spoiled:
        return "", problem
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return "", problem
    # Western text read as GB18030 gives rare characters; Chinese text mostly uses those of GB 2312.
    foreign = list(islice((letter for letter in text if letter > "\x7f"), SAMPLE))
    rare = sum(1 for letter in foreign if not _in_gb2312(letter))
    return ("", problem) if rare * 2 > len(foreign) else (text, None)


def _in_gb2312(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def read_csv(path: Path, name: str) -> tuple[Grid | None, list[Problem]]:
    """Return the cells of a CSV file, or None and what is wrong with it as a whole."""
    try:
        size = path.stat().st_size
        limit = LARGEST_CSV_MB * 2**20
        if size > limit:
            return None, [Problem("file_too_large", {"size": size, "maximum": limit}, name)]
        data = path.read_bytes()
    except OSError as error:
        return None, [Problem("unreadable", {"reason": error.strerror or "?"}, name)]
    text, problem = decode(data, name)
    if problem:
        return None, [problem]
    return parse_csv(text, name)


def parse_csv(text: str, name: str) -> tuple[Grid | None, list[Problem]]:
    """Return the cells of a CSV text, or None and what is wrong with it as a whole."""
    grid = Grid(file=name)
    header_seen = False
    lines = _Lines(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    try:
        for row in lines.records(reader):
            if not any(cell.strip() for cell in row):
                continue
            if not header_seen:
                header_seen, grid.header, grid.header_row = True, row, lines.start
                continue
            if len(grid.rows) >= MOST_ROWS:
                params = {"count": f"> {MOST_ROWS}", "maximum": MOST_ROWS}
                return None, [Problem("too_many_rows", params, name)]
            grid.rows.append(row)
            grid.numbers.append(lines.start)
    except csv.Error as error:
        code = "cell_too_long" if "limit" in str(error) else "unclosed_quote"
        return None, [Problem(code, {}, name, lines.start)]
    if not header_seen:
        return None, [Problem("empty_file", {}, name, 1)]
    return grid, []


class _Lines:
    """Lines for the CSV reader: skips comments, but not inside a quoted cell."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._between_records = True
        self._number = 0
        self.start = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while True:
            line = next(self._lines)
            self._number += 1
            if self._between_records and line.startswith("#"):
                continue
            if self._between_records:
                self.start = self._number
                self._between_records = False
            return line

    def records(self, reader: Iterator[list[str]]) -> Iterator[list[str]]:
        """Yield the records of a reader of these lines; `start` is the line of each."""
        for row in reader:
            yield row
            self._between_records = True
