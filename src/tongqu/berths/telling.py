"""How far a search is, told to whoever asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Progress = Callable[[str, int, int], None]
"""What is being done, how much is done, and of how much."""


class Step(Protocol):
    """What one step of a solver brought; each solver has its own."""

    @property
    def seconds(self) -> float:
        """When it ended."""


def telling(progress: Progress | None, limit_s: float) -> Callable[[Step], None] | None:
    """Return what a solver calls after each step; None where nobody listens.

    Examples
    --------
    >>> from tongqu.berths.core import Step
    >>> step = Step("bound", 1.5, 100, 90, 0)
    >>> telling(lambda *told: print(told), 30.0)(step)
    ('search', 1500, 30000)
    """
    if progress is None:
        return None
    total = max(1, round(1000 * limit_s))

    def tell(step: Step) -> None:
        progress("search", min(total, round(1000 * step.seconds)), total)

    return tell
