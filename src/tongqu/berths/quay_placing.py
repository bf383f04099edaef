"""From a solution on continuous quays to places with times, metres and costs."""

from __future__ import annotations

from tongqu.berths.quay import QuaySolution
from tongqu.berths.quay_problem import QuayProblem
from tongqu.berths.records import Assignment, CraneUse


class QuayPlacing:
    """A solution and what it means.

    Parameters
    ----------
    problem, solution
        The problem, and a mode, a start and a position for each item that the model has.
    """

    def __init__(self, problem: QuayProblem, solution: QuaySolution) -> None:
        self.problem = problem
        self.solution = solution

    def call_ids(self, number: int) -> tuple[str, ...]:
        """Return the ids of the calls that a call of the model stands for."""
        return self.problem.item_of(number).call_ids

    def assignments(self) -> tuple[Assignment, ...]:
        """Return the places of all calls, by start."""
        found = [
            assignment
            for number in range(self.problem.model.calls)
            for assignment in self._of(number)
        ]
        return tuple(sorted(found, key=lambda a: (a.start, a.quay_id, a.from_m, a.call_id)))

    def _of(self, number: int) -> list[Assignment]:
        problem, solution = self.problem, self.solution
        mode, slot = int(solution.mode[number]), int(solution.start[number])
        start, work_from, work_until, end = problem.times(mode, slot)
        causes = problem.causes(mode, slot)
        known = problem.mode_of(mode)
        quay_id, from_m = problem.spot(mode, int(solution.position[number]))
        held: tuple[CraneUse, ...] = ()
        if known.pool_id and known.cranes:
            use = CraneUse(
                pool_id=known.pool_id, cranes=known.cranes, held_from=start, held_until=end
            )
            held = (use,)
        return [
            Assignment(
                call_id=call.id,
                quay_id=quay_id,
                from_m=round(from_m, 2),
                to_m=round(from_m + problem.length_m(call), 2),
                start=start,
                end=end,
                work_from=work_from,
                work_until=work_until,
                # Two vessels side by side are worked by the same cranes; they are counted once.
                cranes=held if k == 0 else (),
                by_cause=causes[call.id],
            )
            for k, call in enumerate(problem.item_of(number).calls)
        ]
