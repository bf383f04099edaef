"""The mark that a folder carries while its tables are being exchanged."""

from __future__ import annotations

__all__ = ["UNFINISHED"]

UNFINISHED = ".tongqu-unfinished"
"""A file of this name says that the folder may hold tables of two regions."""
