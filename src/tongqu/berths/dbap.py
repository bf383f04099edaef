"""Plans for files of the literature, checked against the file itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tongqu.berths.core import BerthModel, Solution, berths_of, solve_model
from tongqu.berths.core.literature import FORBIDDEN, read_dbap
from tongqu.berths.telling import Progress, telling

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True)
class DbapFile:
    """The numbers of a file, as they stand there.

    Attributes
    ----------
    arrival, latest, weight
        Of each vessel.
    opening, closing
        Of each berth.
    handling
        Of each vessel at each berth.
    """

    arrival: Sequence[int]
    opening: Sequence[int]
    handling: Sequence[Sequence[int]]
    closing: Sequence[int]
    latest: Sequence[int]
    weight: Sequence[int]

    @classmethod
    def parse(cls, text: str) -> DbapFile:
        """Return the numbers of a text that `read_dbap` has accepted.

        Examples
        --------
        >>> DbapFile.parse("2 1   0 0   0   2 3   9   9 9").handling
        [[2], [3]]
        """
        numbers = [int(word) for word in text.split()]
        n, m = numbers[:2]
        parts, at = [], 2
        for size in (n, m, n * m, m, n):
            parts.append(numbers[at : at + size])
            at += size
        rest = numbers[at:]
        weighted = len(rest) == n and any(number != parts[4][-1] for number in rest)
        return cls(
            arrival=parts[0],
            opening=parts[1],
            handling=[parts[2][k * m : (k + 1) * m] for k in range(n)],
            closing=parts[3],
            latest=parts[4],
            weight=rest if weighted else [1] * n,
        )

    def members(self) -> list[list[int]]:
        """Return which berths are alike: same hours, same handling time of every vessel.

        Examples
        --------
        >>> DbapFile.parse("1 3   0   0 0 0   2 3 2   9 9 9   9").members()
        [[0, 2], [1]]
        """
        kinds: dict[tuple[int, ...], list[int]] = {}
        for berth in range(len(self.opening)):
            hours = (0 if row[berth] >= FORBIDDEN else row[berth] for row in self.handling)
            kinds.setdefault((self.opening[berth], self.closing[berth], *hours), []).append(berth)
        return list(kinds.values())

    def cost(self, assignments: Sequence[Mapping[str, int]]) -> int:
        """Return what a plan costs: the weighted sum of completion minus arrival."""
        return sum(
            self.weight[a["call"]] * (a["end"] - self.arrival[a["call"]]) for a in assignments
        )

    def wrong(self, assignments: Sequence[Mapping[str, int]]) -> list[str]:
        """Return what is wrong with a plan, by the file alone; nothing if it is right.

        Examples
        --------
        >>> file = DbapFile.parse("2 1   0 0   0   2 3   9   9 9")
        >>> file.wrong([{"call": 0, "berth": 0, "start": 0, "end": 2},
        ...             {"call": 1, "berth": 0, "start": 1, "end": 4}])
        ['vessels 0 and 1 overlap at berth 0']
        """
        found = []
        if sorted(a["call"] for a in assignments) != list(range(len(self.arrival))):
            found.append("not every vessel has one place")
        for a in assignments:
            call, berth = a["call"], a["berth"]
            hours = self.handling[call][berth]
            if hours >= FORBIDDEN or a["end"] - a["start"] != hours:
                found.append(f"vessel {call} needs {hours} at berth {berth}")
            if a["start"] < max(self.arrival[call], self.opening[berth]):
                found.append(f"vessel {call} begins too early")
            if a["end"] > min(self.latest[call], self.closing[berth]):
                found.append(f"vessel {call} ends too late")
        order = sorted(assignments, key=lambda a: (a["berth"], a["start"], a["end"]))
        for a, b in pairwise(order):
            if a["berth"] == b["berth"] and b["start"] < a["end"]:
                found.append(f"vessels {a['call']} and {b['call']} overlap at berth {a['berth']}")
        return found


def plan_dbap(
    text: str,
    name: str = "",
    *,
    time_limit_s: float = 30.0,
    seed: int = 0,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Return the best plan for a file of the literature, and how good it provably is.

    Parameters
    ----------
    text
        The file; see `read_dbap`.
    name
        Its name, for messages.
    time_limit_s
        When to stop at the latest [s].
    seed
        Of the search.
    progress
        Told what is being done, how much is done, and of how much.

    Returns
    -------
    dict
        ``feasible``, ``objective``, ``bound``, ``proved``, ``seconds``, ``first_come`` (what the
        first-come plan costs) and ``assignments``, each with ``call`` and ``berth`` counted from
        0 as in the file, ``start`` and ``end``.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong with the text.
    """
    model = read_dbap(text, name)
    file = DbapFile.parse(text)
    result = solve_model(
        model, time_limit_s=time_limit_s, seed=seed, progress=telling(progress, time_limit_s)
    )
    found = result.solution
    assignments = [] if found is None else _assignments(model, file, found)
    if found is not None:
        wrong = file.wrong(assignments)
        if wrong or file.cost(assignments) != found.cost:
            raise RuntimeError(f"the check of the plan failed: {wrong}")
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "dbap_plan",
        "feasible": found is not None,
        "objective": None if found is None else int(found.cost),
        "bound": int(result.bound),
        "proved": bool(result.proved),
        "seconds": round(result.seconds, 3),
        "first_come": None if result.first_come is None else int(result.first_come.cost),
        "assignments": assignments,
    }


def _assignments(model: BerthModel, file: DbapFile, found: Solution) -> list[dict[str, int]]:
    members = file.members()
    berth = berths_of(model, found)
    rows = []
    for call in range(model.calls):
        mode, start = int(found.mode[call]), int(found.start[call])
        rows.append(
            {
                "call": call,
                "berth": members[int(model.mode_group[mode])][int(berth[call])],
                "start": start,
                "end": start + int(model.stay[mode, start]),
            }
        )
    return rows
