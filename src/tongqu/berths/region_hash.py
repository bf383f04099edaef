"""A stable hash of a region, so that a plan knows which region it was made for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, fields
from typing import Any

from tongqu.model.region import Region


def region_hash(region: Region) -> str:
    """Return the SHA-256 over all tables of a region.

    The order of rows does not count; neither do empty tables and cells that have their default
    value, so that a region keeps its hash when a later version of tongqu knows more columns.

    Examples
    --------
    >>> from tongqu import load_region
    >>> region = load_region("qujiang")
    >>> region_hash(region) == region_hash(region.with_tables(links=region.links[::-1]))
    True
    >>> region_hash(region) == region_hash(region.with_tables(links=region.links[:-1]))
    False
    """
    digest = hashlib.sha256()
    for table, rows in sorted(region.tables(), key=lambda pair: pair[0]):
        if rows:
            lines = sorted(json.dumps(_cells(row), ensure_ascii=False) for row in rows)
            digest.update(json.dumps([table, lines], ensure_ascii=False).encode())
    return digest.hexdigest()


def _cells(row: Any) -> dict[str, Any]:
    """Return the cells of a record that are not as by default, by the columns' names."""
    cells = {}
    for column in sorted(fields(row), key=lambda entry: entry.name):
        value = getattr(row, column.name)
        if column.default is MISSING or value != column.default:
            cells[column.name] = _plain(value)
    return cells


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, (int, float)):
        return float(value)  # 3 and 3.0 are the same cell
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
