"""What a search for a plan of discrete berths brings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tongqu.berths.core.model import Solution

Progress = Callable[["Step"], None]


@dataclass(frozen=True)
class Step:
    """What one step of the search brought.

    Attributes
    ----------
    name
        first_come, annealing, rebuilding, bound, dive, berths, renewal, restricted or proof.
    seconds
        When it ended.
    cost, bound
        The best plan's cost (-1: none yet), and the bound.
    columns
        Columns still in play; 0 before they are counted.
    """

    name: str
    seconds: float
    cost: int
    bound: int
    columns: int


@dataclass(frozen=True, eq=False)
class CoreResult:
    """A plan and its proof.

    Attributes
    ----------
    solution
        The best plan found; None if none was found.
    bound
        No plan costs less, in integer units.
    proved
        Whether the plan is proved to be the best, or, without a plan, that there is none.
    first_come
        The first-come plan; None if it leaves no room for some call.
    seconds
        How long it took.
    steps
        How it went.
    interrupted
        Whether the user ended it.
    """

    solution: Solution | None
    bound: int
    proved: bool
    first_come: Solution | None
    seconds: float
    steps: tuple[Step, ...]
    interrupted: bool = False
