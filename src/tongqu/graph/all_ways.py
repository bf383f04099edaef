"""All ways without a repeated place in a small network, for many pairs of places."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING

from tongqu.graph.path import Path, Step
from tongqu.graph.shortest import LinkNetwork
from tongqu.graph.simple_paths import PathSet, simple_paths

if TYPE_CHECKING:
    from tongqu.model.network import Link

_SLACK = 1 + 1e-9
_STEPS_A_PAIR = 20_000


class AllWays:
    """Finds every way within a detour; remembers the distances to each goal.

    Parameters
    ----------
    links
        Links that may be used.
    modes
        Their modes.
    limit, max_detour
        As for :func:`tongqu.graph.simple_paths`, which takes over where a network is so dense
        that looking at everything is no longer quick.

    Examples
    --------
    >>> from tongqu.model.network import Link
    >>> def link(a, b, km):
    ...     return Link(id=f"{a}-{b}", mode="waterway", from_place_id=a, to_place_id=b,
    ...                 length_km=km, source_id="s")
    >>> ways = AllWays([link("a", "b", 2.0), link("b", "c", 3.0), link("a", "c", 9.0)],
    ...                {"waterway"}, limit=10, max_detour=2.0)
    >>> [path.length_km for path in ways.between("a", "c").paths]
    [5.0, 9.0]
    """

    def __init__(
        self, links: Iterable[Link], modes: set[str], *, limit: int, max_detour: float
    ) -> None:
        self._links = tuple(link for link in links if link.mode in modes)
        self._limit = limit
        self._max_detour = max_detour
        # With each step its goal and its length, which are looked at very often.
        self._steps: dict[str, list[tuple[Step, str, float]]] = {}
        for link in self._links:
            here, there, km = link.from_place_id, link.to_place_id, link.length_km
            self._steps.setdefault(here, []).append((Step(link, forward=True), there, km))
            if link.two_way:
                self._steps.setdefault(there, []).append((Step(link, forward=False), here, km))
        self._found: dict[tuple[str, str], PathSet] = {}
        self._to_goal: dict[str, dict[str, float]] = {}
        self._two_way = all(link.two_way for link in self._links)
        self._network = LinkNetwork(self._links, modes)

    def between(self, from_place_id: str, to_place_id: str) -> PathSet:
        """Return all ways between two places, shortest first."""
        pair = (from_place_id, to_place_id)
        if pair not in self._found:
            self._found[pair] = self._between(from_place_id, to_place_id)
        return self._found[pair]

    def _between(self, from_place_id: str, to_place_id: str) -> PathSet:
        if not self._two_way:
            return self._thorough(from_place_id, to_place_id)
        if to_place_id not in self._to_goal:  # two-way links: the way back is as long
            self._to_goal[to_place_id] = dict(self._network.shortest_from(to_place_id))
        left = self._to_goal[to_place_id]
        if from_place_id not in left or from_place_id == to_place_id:
            return self._thorough(from_place_id, to_place_id)
        longest = left[from_place_id] * self._max_detour * _SLACK
        found: list[tuple[Step, ...]] = []
        looked = 0
        seen = {from_place_id}
        taken: list[Step] = []
        stack = [(iter(self._steps.get(from_place_id, ())), 0.0)]
        while stack:
            steps, length = stack[-1]
            taking = next(steps, None)
            if taking is None:
                stack.pop()
                if taken:
                    seen.discard(taken.pop().to_place_id)
                continue
            looked += 1
            if looked > _STEPS_A_PAIR or len(found) > self._limit:
                return self._thorough(from_place_id, to_place_id)
            step, place, km = taking
            further = length + km
            if place in seen or further + left.get(place, inf) > longest:
                continue
            if place == to_place_id:
                found.append((*taken, step))
                continue
            seen.add(place)
            taken.append(step)
            stack.append((iter(self._steps.get(place, ())), further))
        paths = [Path.of(from_place_id, steps) for steps in found]
        paths.sort(key=lambda path: (path.length_km, [step.link.id for step in path.steps]))
        return PathSet(tuple(paths), truncated=False)

    def _thorough(self, from_place_id: str, to_place_id: str) -> PathSet:
        return simple_paths(
            self._links,
            from_place_id,
            to_place_id,
            limit=self._limit,
            max_detour=self._max_detour,
        )
