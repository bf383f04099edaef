"""What comes back from solving a quay."""

from __future__ import annotations

from dataclasses import dataclass

from tongqu.berths.quay.model import QuaySolution


@dataclass(frozen=True, slots=True)
class QuayStep:
    """How far the solving was after a step.

    Attributes
    ----------
    name
        ``first`` (first plan), ``search``, ``bound``, ``prove``.
    seconds
        Since the beginning.
    cost
        Of the best plan so far, if there is one.
    bound
        No plan costs less.
    """

    name: str
    seconds: float
    cost: int | None
    bound: int


@dataclass(frozen=True, eq=False)
class QuayResult:
    """The best plan that was found, and how good it provably is.

    Attributes
    ----------
    solution
        The plan; None if none was found.
    bound
        Proved: no plan costs less. Without a meaning if it is proved that there is no plan.
    proved
        Whether the plan is proved to be the best; without a plan, that there is none.
    seconds
        Wall-clock time.
    steps
        What happened, in order of time.
    interrupted
        Whether somebody pressed Ctrl-C; the best plan until then is here all the same.
    """

    solution: QuaySolution | None
    bound: int
    proved: bool
    seconds: float
    steps: tuple[QuayStep, ...]
    interrupted: bool = False

    @property
    def gap(self) -> float:
        """Share of the plan's cost that the bound leaves open; 1 without a plan.

        Examples
        --------
        >>> QuayResult(None, 0, False, 1.0, ()).gap
        1.0
        """
        if self.solution is None:
            return 1.0
        cost = self.solution.cost
        return (cost - self.bound) / cost if cost > self.bound else 0.0
