"""tongqu (通衢): plan an inland hub port together with the industry and the city it serves.

Importing the package costs next to nothing: each public verb is loaded when it is first asked for
(PEP 562), so ``import tongqu`` and ``tongqu --help`` load neither NumPy nor a compiler.

Examples
--------
>>> import tongqu
>>> for name in tongqu.__all__[1:]:
...     print(name)
audit_berths
check_region
compare
cost_of_delay
create_ledger
load_region
open_ledger
plan_berths
read_calls
replan_berths
save_region
simulate
simulate_week
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongqu.berths import audit_berths, plan_berths, replan_berths, simulate_week
    from tongqu.io import check_region, load_region, read_calls, save_region
    from tongqu.ledger import create_ledger, open_ledger
    from tongqu.routes import compare
    from tongqu.sim import simulate
    from tongqu.studies import cost_of_delay

__version__ = "0.1.0.dev0"

__all__ = [
    "__version__",
    "audit_berths",
    "check_region",
    "compare",
    "cost_of_delay",
    "create_ledger",
    "load_region",
    "open_ledger",
    "plan_berths",
    "read_calls",
    "replan_berths",
    "save_region",
    "simulate",
    "simulate_week",
]

_HOME = {
    "check_region": "tongqu.io",
    "load_region": "tongqu.io",
    "read_calls": "tongqu.io",
    "save_region": "tongqu.io",
    "compare": "tongqu.routes",
    "cost_of_delay": "tongqu.studies",
    "create_ledger": "tongqu.ledger",
    "open_ledger": "tongqu.ledger",
    "audit_berths": "tongqu.berths",
    "plan_berths": "tongqu.berths",
    "replan_berths": "tongqu.berths",
    "simulate": "tongqu.sim",
    "simulate_week": "tongqu.berths",
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
