"""All ways without a repeated place between two places, shortest first."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.graph.path import Path, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.model.network import Link

# Two sums of the same lengths in another order differ in their last bits.
_SLACK = 1 + 1e-9


@dataclass(frozen=True, slots=True)
class PathSet:
    """Ways between two places, shortest first.

    Attributes
    ----------
    paths
        The ways; equally long ones in the order of their link ids.
    truncated
        Whether there are more ways within the detour than `limit` allowed.
    """

    paths: tuple[Path, ...]
    truncated: bool


def simple_paths(
    links: Iterable[Link],
    from_place_id: str,
    to_place_id: str,
    *,
    limit: int = 1000,
    max_detour: float = math.inf,
) -> PathSet:
    """Return every way that visits no place twice, shortest first.

    Parameters
    ----------
    links
        Links that may be used, of whatever modes; meant for waterways and sea, where the
        choice of way decides which locks and depths count.
    from_place_id, to_place_id
        Where the ways begin and end.
    limit
        Most ways to return, at least 1. The shortest are kept and `truncated` tells.
    max_detour
        Ways longer than this factor times the shortest are left out, at least 1. The default
        leaves none out, so a longer way without a lock is still seen.

    Notes
    -----
    Lawler's form of Yen's algorithm: each way found splits what is left into disjoint sets of
    ways (same beginning, other next link), and a set without a way is dropped at once by
    reachability. Parallel links make different ways. The time is polynomial for each way
    returned, whatever the shape of the graph.

    References
    ----------
    J. Y. Yen, "Finding the k shortest loopless paths in a network", Management Science 17 (1971);
    E. L. Lawler, Management Science 18 (1972).

    Examples
    --------
    >>> from tongqu.model.network import Link
    >>> def link(a, b, km):
    ...     return Link(id=f"{a}-{b}", mode="waterway", from_place_id=a, to_place_id=b,
    ...                 length_km=km, source_id="s")
    >>> links = [link("a", "b", 1.0), link("b", "c", 1.0), link("a", "c", 5.0)]
    >>> found = simple_paths(links, "a", "c")
    >>> [(path.length_km, path.place_ids) for path in found.paths], found.truncated
    ([(2.0, ('a', 'b', 'c')), (5.0, ('a', 'c'))], False)
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, not {limit}")
    if not max_detour >= 1:
        raise ValueError(f"max_detour must be at least 1, not {max_detour}")
    if from_place_id == to_place_id:
        return PathSet((Path.of(from_place_id, ()),), truncated=False)
    graph = _Graph(links, to_place_id)
    first = graph.completion((), from_place_id, frozenset())
    if first is None:
        return PathSet((), truncated=False)
    longest_km = Path.of(from_place_id, first).length_km * max_detour * _SLACK
    found: list[Path] = []
    # Each entry stands for all ways with its first `fixed` steps and none of `banned` as the
    # next; it carries the shortest of them.
    queue = [_entry(from_place_id, first, 0, frozenset())]
    while queue and len(found) < limit:
        _, _, path, fixed, banned = heapq.heappop(queue)
        found.append(path)
        for spur in range(fixed, len(path.steps)):
            taken = _key(path.steps[spur])
            also = banned | {taken} if spur == fixed else frozenset({taken})
            start = path.steps[:spur]
            rest = graph.completion(start, path.place_ids[spur], also)
            if rest is None:
                continue
            entry = _entry(from_place_id, (*start, *rest), spur, also)
            if entry[0] <= longest_km:
                heapq.heappush(queue, entry)
    found.sort(key=lambda path: (path.length_km, _keys(path.steps)))
    return PathSet(tuple(found), truncated=bool(queue))


_StepKey = tuple[str, bool]
_Entry = tuple[float, tuple[_StepKey, ...], Path, int, frozenset[_StepKey]]


def _key(step: Step) -> _StepKey:
    return step.link.id, step.forward


def _keys(steps: Iterable[Step]) -> tuple[_StepKey, ...]:
    return tuple(_key(step) for step in steps)


def _entry(start: str, steps: tuple[Step, ...], fixed: int, banned: frozenset[_StepKey]) -> _Entry:
    path = Path.of(start, steps)
    return path.length_km, _keys(steps), path, fixed, banned


class _Graph:
    """Steps by place, and how far each place is from the goal at least."""

    def __init__(self, links: Iterable[Link], goal: str) -> None:
        self._goal = goal
        self._leaving: dict[str, list[Step]] = {}
        entering: dict[str, list[Step]] = {}
        for link in links:
            if link.from_place_id == link.to_place_id:
                continue
            for forward in (True, False) if link.two_way else (True,):
                step = Step(link, forward=forward)
                self._leaving.setdefault(step.from_place_id, []).append(step)
                entering.setdefault(step.to_place_id, []).append(step)
        self._least_km: dict[str, float] = {}
        queue = [(0.0, goal)]
        while queue:
            km, place = heapq.heappop(queue)
            if place in self._least_km:
                continue
            self._least_km[place] = km
            for step in entering.get(place, ()):
                if step.from_place_id not in self._least_km:
                    heapq.heappush(queue, (km + step.link.length_km, step.from_place_id))

    def completion(
        self, before: tuple[Step, ...], start: str, banned: frozenset[_StepKey]
    ) -> tuple[Step, ...] | None:
        """Return the shortest rest of a way, or None (A* with the unrestricted distance)."""
        if start not in self._least_km:
            return None
        done = {step.from_place_id for step in before}
        arrivals: dict[str, Step] = {}
        best = {start: 0.0}
        queue = [(self._least_km[start], start)]
        while queue:
            _, place = heapq.heappop(queue)
            if place == self._goal:
                return _back(arrivals, start, place)
            if place in done:
                continue
            done.add(place)
            for step in self._leaving.get(place, ()):
                other = step.to_place_id
                if other in done or other not in self._least_km:
                    continue
                if place == start and _key(step) in banned:
                    continue
                km = best[place] + step.link.length_km
                if km < best.get(other, math.inf):
                    best[other] = km
                    arrivals[other] = step
                    heapq.heappush(queue, (km + self._least_km[other], other))
        return None


def _back(arrivals: dict[str, Step], start: str, end: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    place = end
    while place != start:
        steps.append(arrivals[place])
        place = steps[-1].from_place_id
    return tuple(reversed(steps))
