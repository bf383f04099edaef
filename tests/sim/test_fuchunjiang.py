"""The page on the lock of Fuchunjiang shows what its script prints today."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tongqu.sim import PortParams

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "validation" / "fuchunjiang.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = ROOT / "validation" / "fuchunjiang.py"
    spec = importlib.util.spec_from_file_location("validation_fuchunjiang", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_the_page_shows_every_comparison(script: ModuleType) -> None:
    """Hits, the miss, the prediction and the limits, line by line."""
    lines = [*script.compared(), *script.predicted(), *script.limits()]
    assert [line for line in lines if line not in PAGE] == []


def test_the_port_uses_what_was_fitted(script: ModuleType) -> None:
    """The rule of the lock in a scenario of the region is that of the page."""
    assert dict(PortParams().gather)[script.LOCK] == script.fitted_least()
    assert f"**{script.fitted_least()}** vessels" in PAGE
