"""A look at the parts of a workbook before it is opened: size, tricks, cells without a value.

The reader that turns sheets into values trusts a file's own words about its size, and shows a
formula that was never calculated, or an error such as ``#N/A``, as an empty cell. So each part is
read once as XML text first, in pieces, with a limit on what it may unpack to.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from tongqu.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LARGEST_UNPACKED_MB", "LARGEST_XLSX_MB", "SheetScan", "package_problem", "scan_sheets"]

LARGEST_XLSX_MB = 100
LARGEST_UNPACKED_MB = 400
LARGEST_RATIO = 200  # a sheet of equal rows packs to a hundredth; a bomb to a thousandth
RATIO_FROM_MB = 20
MOST_PARTS = 2000
MOST_CELLS = 20_000_000  # of the rectangle around the cells: it is held in memory as a whole
PIECE = 1 << 20

_ROW_END = re.compile(rb"</(?:\w+:)?row>|<(?:\w+:)?row\b[^>]*/>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_NAME = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b")
_LAST_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d{1,7})["']""")
_WIDE = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]{2,3})\d{1,7}["']""")


class SheetScan:
    """What was seen of one sheet.

    Attributes
    ----------
    broken
        Cells without a value by row number and column index: ``formula_without_value`` or
        ``excel_error``.
    last_row, last_column
        Extent of the cells, counted from 1.
    """

    def __init__(self) -> None:
        self.broken: dict[tuple[int, int], str] = {}
        self.last_row = 0
        self.last_column = 26

    def feed(self, xml: bytes) -> None:
        """Look at a piece that ends with a row's end."""
        for found in _LAST_ROW.finditer(xml):
            self.last_row = max(self.last_row, int(found[1]))
        for found in _WIDE.finditer(xml):
            self.last_column = max(self.last_column, _column_number(found[1]))
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
            elif _FORMULA.search(content) and not _VALUE.search(content):
                self.broken[place] = "formula_without_value"


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
        return Problem(_old_container(path), {}, name, expected=f"{path.stem}.xlsx")
    try:
        with zipfile.ZipFile(path) as package:
            return _parts_problem(package, name, size)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return Problem("not_a_workbook", {}, name, expected=f"{path.stem}.xlsx")


def _old_container(path: Path) -> str:
    """Tell an encrypted workbook from one in the format before 2007."""
    data = path.read_bytes()
    encrypted = "EncryptedPackage".encode("utf-16-le") in data
    return "password_protected" if encrypted else "old_excel"


def _parts_problem(package: zipfile.ZipFile, name: str, size: int) -> Problem | None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if any(entry.endswith("vbaProject.bin") for entry in names):
        return Problem("has_macros", {}, name, expected=f"{Path(name).stem}.xlsx")
    if not any(entry.startswith("xl/") for entry in names):
        return Problem("not_a_workbook", {}, name, expected=f"{Path(name).stem}.xlsx")
    unpacked = sum(part.file_size for part in parts)
    bomb = unpacked > LARGEST_UNPACKED_MB * 2**20 or len(parts) > MOST_PARTS
    if unpacked > RATIO_FROM_MB * 2**20 and unpacked > LARGEST_RATIO * size:
        bomb = True
    if bomb:
        return Problem("zip_bomb", {"maximum": LARGEST_UNPACKED_MB * 2**20}, name)
    return None


def scan_sheets(path: Path) -> tuple[dict[str, SheetScan], Problem | None]:
    """Return what was seen of each sheet, by its part's name, and what is wrong with the package.

    Every part is unpacked once. A part that is longer than it says fails here.
    """
    scans: dict[str, SheetScan] = {}
    problem = Problem("damaged_workbook", {}, path.name)
    try:
        with zipfile.ZipFile(path) as package:
            for part in package.infolist():
                scan = SheetScan() if "worksheets/" in part.filename else None
                for piece in _pieces(package, part):
                    if scan is not None:
                        scan.feed(piece)
                if scan is None:
                    continue
                if scan.last_row * scan.last_column > MOST_CELLS:
                    return {}, Problem("sheet_too_wide", {"part": part.filename}, path.name)
                scans[part.filename] = scan
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
        return {}, problem
    except (ValueError, NotImplementedError, RuntimeError):
        # An unknown compression, or a part with a password of its own.
        return {}, problem
    return scans, None


def _pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the part in pieces, sheets cut at the ends of rows."""
    rest = b""
    with package.open(part) as stream:
        while piece := stream.read(PIECE):
            rest += piece
            if "worksheets/" not in part.filename:
                rest = b""
                continue
            cut = 0
            for found in _ROW_END.finditer(rest):
                cut = found.end()
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > 64 * PIECE:
                raise ValueError("a row without end")
    if rest:
        yield rest
