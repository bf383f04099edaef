"""A look at the parts of a workbook before it is opened: size, tricks, cells without a value.

The reader that turns sheets into values trusts a file's own words about its size. It shows a
formula that was never calculated, or an error such as ``#N/A``, as an empty cell, and of a sheet
that was cut off the beginning; and two cells that lie far apart make it ask for all the memory
there is, which ends the process. So each part is read as XML first, in pieces, with limits.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from tongqu.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["LARGEST_UNPACKED_MB", "LARGEST_XLSX_MB", "SheetScan", "package_problem", "scan_sheets"]

LARGEST_XLSX_MB = 100
LARGEST_UNPACKED_MB = 400
LARGEST_RATIO = 200  # a sheet of equal rows packs to a hundredth; a bomb to a thousandth
RATIO_FROM_MB = 20
MOST_PARTS = 2000
MOST_CELLS = 20_000_000  # of the rectangle around the cells: it is held in memory as a whole
PIECE = 1 << 20

LONGEST_ROW = 64 << 20
# What zipfile raises for a damaged package: an unknown compression, a part with a password, ...
_BROKEN = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError)

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_NAME = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>[^<]")
_EMPTY_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")  # a formula may well give no text
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
# Any place far out, wherever it seems to stand: rather one too many than one too few.
_FAR_ROW = re.compile(rb"""\br\s*=\s*["']\s*[A-Za-z]*(\d{5,})""")
_FAR_COLUMN = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{2,})\d""")
_NEAR = (9_999, 26)


class SheetScan:
    """What was seen of one sheet.

    Attributes
    ----------
    broken
        Cells without a value by row number and column index: ``formula_without_value`` or
        ``excel_error``.
    hidden
        Numbers of rows that the sheet does not show, for example because a filter hides them.
    """

    def __init__(self) -> None:
        self.broken: dict[tuple[int, int], str] = {}
        self.hidden: set[int] = set()
        self._last_row, self._last_column = _NEAR

    @property
    def cells(self) -> int:
        """Number of cells of the rectangle around all that might be cells."""
        return self._last_row * self._last_column

    def feed(self, xml: bytes) -> None:
        """Look at a piece that ends with a row's end."""
        for found in _FAR_ROW.finditer(xml):
            self._last_row = max(self._last_row, int(found[1][:12]))
        for found in _FAR_COLUMN.finditer(xml):
            self._last_column = max(self._last_column, _column_number(found[1][:8]))
        if b"hidden" in xml:
            self.hidden.update(
                int(number[1])
                for row in _ROW.finditer(xml)
                if _HIDDEN.search(row[1]) and (number := _ROW_NUMBER.search(row[1]))
            )
        if b"<f" not in xml and b":f" not in xml and not _ERROR.search(xml):
            return
        for found in _CELL.finditer(xml):
            attributes, content = found[1], found[2] or b""
            name = _NAME.search(attributes)
            if name is None:
                continue
            place = (int(name[2]), _column_number(name[1]) - 1)
            if _ERROR.search(attributes):
                self.broken[place] = "excel_error"
            elif _FORMULA.search(content) and not _has_value(attributes, content):
                self.broken[place] = "formula_without_value"


def _has_value(attributes: bytes, content: bytes) -> bool:
    if _VALUE.search(content):
        return True
    return b"<v" in content and _EMPTY_TEXT.search(attributes) is not None


class _Extent:
    """Finds the rectangle around the cells of a sheet that hold something; exact and slow."""

    def __init__(self) -> None:
        self._row = self._column = 0
        self._cell = False
        self._last_row = self._last_column = 0

    @property
    def cells(self) -> int:
        return self._last_row * self._last_column

    def watch(self, parser: expat.XMLParserType) -> None:
        """Let an XML parser report to this."""
        parser.StartElementHandler = self._start

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row = self._number(attributes.get("r")) or self._row + 1
            self._column = 0
        elif name == "c":
            place = attributes.get("r", "").strip()
            letters = place.rstrip("0123456789")
            self._column = _column_number(letters.upper().encode()[:8]) or self._column + 1
            self._row = self._number(place[len(letters) :]) or self._row
        elif name in ("v", "is", "f"):
            self._last_row = max(self._last_row, self._row)
            self._last_column = max(self._last_column, self._column)

    @staticmethod
    def _number(text: str | None) -> int:
        return int(text[:12]) if text and text.isascii() and text.isdigit() else 0


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def package_problem(path: Path) -> Problem | None:
    """Return why a file cannot be taken for a workbook, if it cannot."""
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        return Problem("unreadable", {"reason": error.strerror or "?"}, name)
    limit = LARGEST_XLSX_MB * 2**20
    if size > limit:
        return Problem("file_too_large", {"size": size, "maximum": limit}, name)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return Problem(_old_container(path), {}, name)
    try:
        with zipfile.ZipFile(path) as package:
            return _parts_problem(package, name, size)
    except _BROKEN:
        return Problem("not_a_workbook", {}, name)


def _old_container(path: Path) -> str:
    """Tell an encrypted workbook from one in the format before 2007."""
    data = path.read_bytes()
    encrypted = "EncryptedPackage".encode("utf-16-le") in data
    return "password_protected" if encrypted else "old_excel"


def _parts_problem(package: zipfile.ZipFile, name: str, size: int) -> Problem | None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if any(entry.endswith("vbaProject.bin") for entry in names):
        return Problem("has_macros", {}, name)
    if not any(entry.startswith("xl/") for entry in names):
        return Problem("not_a_workbook", {}, name)
    unpacked = sum(part.file_size for part in parts)
    bomb = unpacked > LARGEST_UNPACKED_MB * 2**20 or len(parts) > MOST_PARTS
    if unpacked > RATIO_FROM_MB * 2**20 and unpacked > LARGEST_RATIO * size:
        bomb = True
    if bomb:
        return Problem("zip_bomb", {"maximum": LARGEST_UNPACKED_MB * 2**20}, name)
    return None


def scan_sheets(path: Path) -> tuple[dict[str, SheetScan], Problem | None]:
    """Return what was seen of each sheet, by its part's name, and what is wrong with the package.

    Every part is unpacked once: one that is longer than it says, or no XML, fails here.
    """
    scans: dict[str, SheetScan] = {}
    try:
        with zipfile.ZipFile(path) as package:
            for part in package.infolist():
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                scan = SheetScan()
                for piece in _pieces(package, part):
                    scan.feed(piece)
                if "worksheets/" not in part.filename:
                    continue
                if scan.cells > MOST_CELLS and _extent(package, part).cells > MOST_CELLS:
                    return {}, Problem("sheet_too_wide", {"part": part.filename}, path.name)
                scans[part.filename] = scan
    except (*_BROKEN, EOFError, zlib.error, expat.ExpatError):
        return {}, Problem("damaged_workbook", {}, path.name)
    return scans, None


def _extent(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Extent:
    extent = _Extent()
    parser = expat.ParserCreate("utf-8")
    extent.watch(parser)
    with package.open(part) as stream:
        parser.ParseFile(stream)
    return extent


def _pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a sheet in pieces, cut at the ends of rows; parts of other kinds are only parsed."""
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    is_sheet = "worksheets/" in part.filename
    rest = b""
    with package.open(part) as stream:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)
            if not is_sheet:
                continue
            rest += piece
            cut = rest.rfind(b"<row")
            if cut > 0:
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > LONGEST_ROW:
                raise ValueError("a row without end")
    parser.Parse(b"", True)
    if rest:
        yield rest


def _refuse_doctype(*_about: object) -> None:
    raise ValueError("a sheet needs no document type, and entities could hide anything")
