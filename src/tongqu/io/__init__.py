"""Regions, vessel calls and plans in and out: CSV files, workbooks, JSON, iCalendar.

Examples
--------
>>> from tongqu.io import load_region
>>> load_region("qujiang").info.id
'qujiang'
"""

from __future__ import annotations

from tongqu.io.calls_changes import read_changes
from tongqu.io.calls_edits import read_plan_edits
from tongqu.io.calls_plan_writing import write_plan_table
from tongqu.io.calls_reading import read_calls
from tongqu.io.calls_table_writing import write_call_table
from tongqu.io.calls_updates import read_updates
from tongqu.io.notice_file import load_notice
from tongqu.io.reading import check_region, load_region, shipped_regions
from tongqu.io.template import template_region
from tongqu.io.writing import csv_text, save_region

__all__ = [
    "check_region",
    "csv_text",
    "load_notice",
    "load_region",
    "read_calls",
    "read_changes",
    "read_plan_edits",
    "read_updates",
    "save_region",
    "shipped_regions",
    "template_region",
    "write_call_table",
    "write_plan_table",
]
