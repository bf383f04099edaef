"""The page on the design figures of the port shows what its script prints today."""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_shows_every_comparison() -> None:
    """Hits and misses, line by line."""
    path = ROOT / "validation" / "design_figures.py"
    spec = importlib.util.spec_from_file_location("validation_design_figures", path)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = script  # dataclasses look their module up
    spec.loader.exec_module(script)
    page = (ROOT / "docs" / "validation" / "design.md").read_text(encoding="utf-8")
    assert [line for line in script.compared() if line not in page] == []
