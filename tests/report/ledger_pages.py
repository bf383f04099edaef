"""The ledger's pages by name, each with the views that it is tried on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ledger_views as views

from tongqu.report.ledger_status_page import ledger_status_page

Page = Callable[..., str]
Made = Callable[[], dict[str, Any]]

PAGES: dict[str, tuple[Page, Made]] = {
    "status": (ledger_status_page, views.status),
    "status-empty": (ledger_status_page, views.empty_status),
    "status-full": (ledger_status_page, views.full_status),
}


def made(name: str, language: str = "en") -> str:
    """Return a page as it is written."""
    page, view = PAGES[name]
    return page(view(), language)


def hostile(name: str) -> str:
    """Return a page whose every typed word tries to be markup."""
    page, view = PAGES[name]
    return page(views.hostile(view()), "en")
