"""What readers see: pages that need no network, and text for the terminal."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongqu.report.answer_page import compare_page
    from tongqu.report.answer_text import compare_text
    from tongqu.report.index_page import demo_page

__all__ = ["compare_page", "compare_text", "demo_page"]

_HOME = {
    "compare_page": "tongqu.report.answer_page",
    "compare_text": "tongqu.report.answer_text",
    "demo_page": "tongqu.report.index_page",
}


def __getattr__(name: str) -> object:
    """Load a view on first use: an answer on the terminal needs no page, and the other way."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
