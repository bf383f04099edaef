"""tongqu (通衢): plan an inland hub port together with the industry and the city it serves.

Importing the package costs next to nothing: each public verb is loaded when it is first asked for
(PEP 562), so ``import tongqu`` and ``tongqu --help`` load neither NumPy nor a compiler.

Examples
--------
>>> import tongqu
>>> sorted(name for name in tongqu.__all__ if not name.startswith("_"))
['check_region', 'compare', 'load_region', 'save_region']
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongqu.io import check_region, load_region, save_region
    from tongqu.routes import compare

__version__ = "0.1.0.dev0"

__all__ = ["__version__", "check_region", "compare", "load_region", "save_region"]

_HOME = {
    "check_region": "tongqu.io",
    "load_region": "tongqu.io",
    "save_region": "tongqu.io",
    "compare": "tongqu.routes",
}


def __getattr__(name: str) -> object:
    """Load a public verb from its room on first use and keep it."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    verb = getattr(import_module(_HOME[name]), name)
    globals()[name] = verb
    return verb


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
