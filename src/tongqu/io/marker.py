"""Names that reading and writing agree on: a folder in exchange, and what a workbook is."""

from __future__ import annotations

__all__ = ["UNFINISHED", "WORKBOOKS"]

UNFINISHED = ".tongqu-unfinished"
"""A file of this name says that the folder may hold tables of two regions."""

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")
"""Endings of workbooks; only the first kind is read and written."""
