"""Shortest ways by length over the links of a region (Dijkstra)."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from tongqu.graph.path import Path, Step

if TYPE_CHECKING:
    from tongqu.model.network import Link

_Arc = tuple[int, float, Step]


class LinkNetwork:
    """The links of some modes as a graph; answers shortest-path questions by length.

    Parameters
    ----------
    links
        Links of a region; those of other modes are left out.
    modes
        One mode or several (``road``, ``rail``, ``waterway``, ``sea``).

    Notes
    -----
    Of two equally short ways the one found first counts: places in the order in which the links
    name them. The same links in the same order give the same way. Building takes one pass over
    the links; one question takes O(links × log places).

    Examples
    --------
    >>> from tongqu.model.network import Link
    >>> def link(a, b, km, two_way=True):
    ...     return Link(id=f"{a}-{b}", mode="road", from_place_id=a, to_place_id=b, length_km=km,
    ...                 two_way=two_way, source_id="s")
    >>> links = [link("a", "b", 2.0), link("b", "c", 3.0), link("a", "c", 9.0)]
    >>> network = LinkNetwork(links, "road")
    >>> dict(network.shortest_from("a"))
    {'a': 0.0, 'b': 2.0, 'c': 5.0}
    >>> network.path("c", "a").place_ids
    ('c', 'b', 'a')
    """

    def __init__(self, links: Iterable[Link], modes: str | Collection[str]) -> None:
        wanted = {modes} if isinstance(modes, str) else set(modes)
        self._index: dict[str, int] = {}
        self._arcs: list[list[_Arc]] = []
        for link in links:
            if link.mode not in wanted:
                continue
            start, end = self._number(link.from_place_id), self._number(link.to_place_id)
            self._arcs[start].append((end, link.length_km, Step(link, forward=True)))
            if link.two_way:
                self._arcs[end].append((start, link.length_km, Step(link, forward=False)))
        self._places = tuple(self._index)

    def _number(self, place_id: str) -> int:
        number = self._index.setdefault(place_id, len(self._arcs))
        if number == len(self._arcs):
            self._arcs.append([])
        return number

    def __contains__(self, place_id: object) -> bool:
        return place_id in self._index

    def __len__(self) -> int:
        return len(self._places)

    @property
    def place_ids(self) -> tuple[str, ...]:
        """Places that a link of these modes touches."""
        return self._places

    def shortest_from(self, place_id: str) -> ShortestPaths:
        """Return the shortest ways from a place to every place that can be reached.

        A place that no link touches reaches only itself.
        """
        if place_id not in self._index:
            return ShortestPaths(place_id, {place_id: 0.0}, {})
        km, arrivals = self._search(self._index[place_id], None)
        return ShortestPaths(
            place_id,
            {self._places[node]: length for node, length in km.items()},
            {self._places[node]: step for node, step in arrivals.items() if node in km},
        )

    def path(self, from_place_id: str, to_place_id: str) -> Path | None:
        """Return the shortest way between two places, or None where there is none."""
        if from_place_id == to_place_id:
            return Path.of(from_place_id, ())
        if from_place_id not in self._index or to_place_id not in self._index:
            return None
        goal = self._index[to_place_id]
        km, arrivals = self._search(self._index[from_place_id], goal)
        if goal not in km:
            return None
        by_place = {self._places[node]: step for node, step in arrivals.items()}
        return _trace(from_place_id, to_place_id, by_place)

    def _search(self, start: int, goal: int | None) -> tuple[dict[int, float], dict[int, Step]]:
        settled: dict[int, float] = {}
        best = {start: 0.0}
        arrivals: dict[int, Step] = {}
        queue = [(0.0, start)]
        while queue:
            km, node = heapq.heappop(queue)
            if node in settled:
                continue
            settled[node] = km
            if node == goal:
                break
            for other, length_km, step in self._arcs[node]:
                longer_km = km + length_km
                if other not in settled and longer_km < best.get(other, float("inf")):
                    best[other] = longer_km
                    arrivals[other] = step
                    heapq.heappush(queue, (longer_km, other))
        return settled, arrivals


class ShortestPaths(Mapping[str, float]):
    """Length by place from one start [km], nearest first, with the way to each.

    Examples
    --------
    >>> paths = LinkNetwork([], "road").shortest_from("a")
    >>> paths["a"], "b" in paths, paths.path("b")
    (0.0, False, None)
    """

    def __init__(
        self, from_place_id: str, km: Mapping[str, float], arrivals: Mapping[str, Step]
    ) -> None:
        self.from_place_id = from_place_id
        self._km = km
        self._arrivals = arrivals

    def __getitem__(self, place_id: str) -> float:
        return self._km[place_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._km)

    def __len__(self) -> int:
        return len(self._km)

    def path(self, to_place_id: str) -> Path | None:
        """Return the shortest way to a place, or None where there is none."""
        if to_place_id not in self._km:
            return None
        return _trace(self.from_place_id, to_place_id, self._arrivals)


def _trace(start: str, end: str, arrivals: Mapping[str, Step]) -> Path:
    steps: list[Step] = []
    place = end
    while place != start:
        step = arrivals[place]
        steps.append(step)
        place = step.from_place_id
    return Path.of(start, reversed(steps))
