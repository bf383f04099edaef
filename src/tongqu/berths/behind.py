"""What stands behind the front door: one set of answers for berths, one for shared quays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from tongqu.berths.discrete_form import Discrete
from tongqu.berths.outages import Outage
from tongqu.berths.params import BerthParams
from tongqu.berths.quay_form import SharedQuay
from tongqu.berths.records import Assignment, Bind, TradeOff, Where, Why
from tongqu.berths.relaxing import WayOut
from tongqu.berths.telling import Progress
from tongqu.model.calls import Call
from tongqu.model.region import Region


class Outcome(Protocol):
    """What a solver brings; `CoreResult` is one."""

    @property
    def solution(self) -> Any:
        """The best plan found; None if none was found."""

    @property
    def bound(self) -> int:
        """No plan costs less, in integer units."""

    @property
    def proved(self) -> bool:
        """Whether the plan is proved to be the best, or, without a plan, that there is none."""

    @property
    def first_come(self) -> Any:
        """The first-come plan; None if it leaves no room for some call."""

    @property
    def seconds(self) -> float:
        """How long it took."""

    @property
    def interrupted(self) -> bool:
        """Whether the user ended it."""


class AnyCurve(Protocol):
    """The best plans found for each number of moved calls, and what none can beat."""

    none: int

    @property
    def forced(self) -> int:
        """How many calls move in every plan."""

    def moves(self, solution: Any) -> int:
        """Return how many calls a plan moves."""

    def add(self, solution: Any) -> int | None:
        """Keep a plan if it is the best with as many moves; return how many."""

    def bound(self, most: int) -> int:
        """Return what no plan with so many moves or fewer can beat."""

    def within(self, most: int, limit_s: float) -> Any:
        """Return the best plan with so many moves or fewer that is found in a time."""

    def explore(self, limit_s: float, progress: Progress | None = None) -> None:
        """Look for the best plans along the trade-off."""

    def trade_offs(self) -> tuple[TradeOff, ...]:
        """Return the objective against the number of moves."""


class Behind(Protocol):
    """What a form of the problem answers. Problems and solutions are the form's own."""

    def make(
        self, region: Region, calls: Sequence[Call], params: BerthParams, *,
        terminal: Any, start: datetime, hours: float | None, as_of: datetime | None,
        before: Mapping[str, tuple[Where, datetime]] | None = None,
    ) -> Any:  # fmt: skip
        """Return the integer problem."""

    def solve(
        self, problem: Any, *, time_limit_s: float, seed: int = 0, hint: Any = None,
        progress: Progress | None = None,
    ) -> Outcome:  # fmt: skip
        """Return the best plan that is found in the time given."""

    def assignments(self, problem: Any, solution: Any) -> tuple[Assignment, ...]:
        """Return the places of all calls, by start."""

    def reasons(
        self, problem: Any, solution: Any, assignments: tuple[Assignment, ...]
    ) -> dict[str, Why]:
        """Return for every call why it is where it is."""

    def what_binds(
        self, problem: Any, result: Any, *, seed: int, progress: Progress | None = None
    ) -> tuple[Bind, ...]:
        """Return what one unit more of each scarce thing would save."""

    def can_hold(
        self, problem: Any, numbers: Sequence[int] | None, *, time_limit_s: float, seed: int
    ) -> bool | None:
        """Return whether some calls of the model, or all, can be served; None if not decided."""

    def way_out(self, problem: Any, *, seed: int) -> WayOut | None:
        """Return what to give up so that there is a plan; None if nothing is found in time."""

    def fewer_cranes(self, problem: Any, region: Region, outages: Sequence[Outage]) -> Any:
        """Return the problem without the cranes that are out, where some are left."""

    def first_repaired(self, problem: Any, assignments: Sequence[Assignment]) -> Any:
        """Return a plan at once: what still works stays, the rest goes in first come."""

    def is_still_there(self, problem: Any, before: Assignment) -> bool:
        """Whether a call could still have its old place and start, if nobody else came."""

    def curve(self, problem: Any, *, priced: bool, seed: int) -> AnyCurve:
        """Return the trade-off between cost and moves; with or without the prices of moves."""

    def grid_note(self, problem: Any) -> tuple[str, dict[str, object]]:
        """Return the words that say for which grid a bound holds."""


def behind(form: str) -> Behind:
    """Return what answers for a form.

    Examples
    --------
    >>> type(behind("quay_cranes")).__name__, type(behind("discrete")).__name__
    ('SharedQuay', 'Discrete')
    """
    return SharedQuay() if form.startswith("quay") else Discrete()
