"""The ledger's pages by name, each with the views that it is tried on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ledger_views as views

from tongqu.report.ledger_item_page import ledger_item_page
from tongqu.report.ledger_month_page import ledger_month_page
from tongqu.report.ledger_status_page import ledger_status_page
from tongqu.report.ledger_timeline_page import ledger_timeline_page

Page = Callable[..., str]
Made = Callable[[], dict[str, Any]]

PAGES: dict[str, tuple[Page, Made]] = {
    "status": (ledger_status_page, views.status),
    "status-empty": (ledger_status_page, views.empty_status),
    "status-long": (ledger_status_page, lambda: views.full_status(40)),
    "item": (ledger_item_page, views.item),
    "item-work": (ledger_item_page, views.work_item),
    "item-bare": (ledger_item_page, views.bare_item),
    "month": (ledger_month_page, views.month),
    "month-empty": (ledger_month_page, views.empty_month),
    "month-long": (ledger_month_page, views.long_month),
    "timeline": (ledger_timeline_page, views.timeline),
    "timeline-empty": (ledger_timeline_page, views.empty_timeline),
    "timeline-undated": (ledger_timeline_page, views.undated_timeline),
    "timeline-long": (ledger_timeline_page, lambda: views.full_timeline(27)),
}

MANY: dict[str, tuple[Page, Made]] = {
    "status": (ledger_status_page, views.full_status),
    "timeline": (ledger_timeline_page, views.full_timeline),
}
"""Pages of 500 items each."""


def made(name: str, language: str = "en") -> str:
    """Return a page as it is written."""
    page, view = PAGES[name]
    return page(view(), language)


def hostile(name: str) -> str:
    """Return a page whose every typed word tries to be markup."""
    page, view = PAGES[name]
    return page(views.hostile(view()), "en")
