"""Which cells of a sheet show hours: the formats that a workbook gives to its numbers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["cells_with_hours"]

LARGEST_PART_MB = 60  # a sheet of ten thousand calls has a tenth of this
BUILT_IN = frozenset([18, 19, 20, 21, 22, 45, 46, 47])
"""Formats with hours that have a number and no code of their own; some depend on the language."""

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_NAME = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d+)["']""")


def cells_with_hours(path: Path, part: str) -> set[tuple[int, int]]:
    """Return the cells of a sheet whose format shows hours, as row and column from 0.

    The package was looked at before: it is no bomb, and every part is XML.
    """
    try:
        with zipfile.ZipFile(path) as package:
            if package.getinfo(part).file_size > LARGEST_PART_MB * 2**20:
                return set()
            styles = _styles(package.read("xl/styles.xml"))
            sheet = package.read(part)
    except (KeyError, zipfile.BadZipFile, ET.ParseError, OSError):
        return set()  # without formats a day stays a day, and the hour is asked for
    found = set()
    for cell in _CELL.finditer(sheet):
        style, name = _STYLE.search(cell[1]), _NAME.search(cell[1])
        if style and name and int(style[1]) in styles:
            column = 0
            for letter in name[1]:
                column = column * 26 + letter - 64
            found.add((int(name[2]) - 1, column - 1))
    return found


def _styles(xml: bytes) -> set[int]:
    """Return the numbers of the styles that show hours."""
    root = ET.fromstring(xml)  # noqa: S314 - document types were refused before
    codes: dict[int, str] = {}
    styles: list[int] = []
    for entry in root.iter():
        tag = entry.tag.rpartition("}")[2]
        if tag == "numFmt":
            codes[int(entry.get("numFmtId", "0"))] = entry.get("formatCode", "")
        elif tag == "cellXfs":
            styles = [int(style.get("numFmtId", "0")) for style in entry]
    return {
        place
        for place, number in enumerate(styles)
        if number in BUILT_IN or _shows_hours(codes.get(number, ""))
    }


def _shows_hours(code: str) -> bool:
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code)
    return "h" in bare.lower() or "时" in code
