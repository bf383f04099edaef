"""From a solution of the integer problem to places with times, metres and costs."""

from __future__ import annotations

from tongqu.berths.core import Solution, berths_of
from tongqu.berths.core.model import Ints
from tongqu.berths.problem import BerthProblem
from tongqu.berths.records import Assignment, CraneUse


class Placing:
    """A solution and what it means.

    Parameters
    ----------
    problem, solution
        The problem, and a mode and a start for each item that the model has.
    """

    def __init__(self, problem: BerthProblem, solution: Solution) -> None:
        self.problem = problem
        self.solution = solution
        self.berth: Ints = berths_of(problem.model, solution)
        self.items = {number: item for item, number in problem.core_call.items()}

    def call_ids(self, number: int) -> tuple[str, ...]:
        """Return the ids of the calls that a call of the model stands for."""
        return self.problem.items[self.items[number]].call_ids

    def berth_id(self, number: int) -> str:
        """Return the berth of a call of the model."""
        mode = self.problem.mode_of(int(self.solution.mode[number]))
        return mode.berth_ids[int(self.berth[number])]

    def assignments(self) -> tuple[Assignment, ...]:
        """Return the places of all calls, by start."""
        found = [
            assignment
            for number in range(self.problem.model.calls)
            for assignment in self._of(number)
        ]
        return tuple(sorted(found, key=lambda a: (a.start, a.berth_id, a.call_id)))

    def _of(self, number: int) -> list[Assignment]:
        problem = self.problem
        mode, slot = int(self.solution.mode[number]), int(self.solution.start[number])
        start, work_from, work_until, end = problem.times(mode, slot)
        causes = problem.causes(mode, slot)
        known = problem.mode_of(mode)
        berth_id = self.berth_id(number)
        held: tuple[CraneUse, ...] = ()
        if known.pool_id and known.cranes:
            use = CraneUse(
                pool_id=known.pool_id, cranes=known.cranes, held_from=start, held_until=end
            )
            held = (use,)
        return [
            Assignment(
                call_id=call_id,
                berth_id=berth_id,
                quay_id=problem.region.row("berths", berth_id).quay_id,
                start=start,
                end=end,
                work_from=work_from,
                work_until=work_until,
                # Two vessels side by side are worked by the same cranes; they are counted once.
                cranes=held if k == 0 else (),
                by_cause=causes[call_id],
            )
            for k, call_id in enumerate(self.call_ids(number))
        ]
