"""What readers see: pages that need no network, and text for the terminal."""

from tongqu.report.compare_page import compare_page
from tongqu.report.compare_text import compare_text

__all__ = ["compare_page", "compare_text"]
