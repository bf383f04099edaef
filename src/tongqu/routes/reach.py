"""Which terminals can matter at all: a quick look before any way is measured."""

from __future__ import annotations

from collections import defaultdict

from tongqu.model.region import Region
from tongqu.model.terminals import Terminal

LAND_OR_WATER = ({"road"}, {"rail"}, {"waterway", "sea"})


def terminals_that_matter(
    region: Region, terminals: list[Terminal], origin: str, destination: str
) -> list[Terminal]:
    """Return the terminals on some way from the origin to the destination.

    Vehicle classes, tariffs and opening hours are ignored, so that none is left out that any
    leg could use.

    Parameters
    ----------
    region, terminals
        The region and its terminals that are ever in service.
    origin, destination
        Places.
    """
    edges: dict[str, set[str]] = defaultdict(set)
    for modes in LAND_OR_WATER:
        part = _components(region, modes)
        groups: dict[str, set[str]] = defaultdict(set)
        for terminal in terminals:
            if modes & set(terminal.modes) and terminal.place_id in part:
                groups[part[terminal.place_id]].add(terminal.place_id)
        if modes == {"road"}:
            for place in (origin, destination):
                if place in part:
                    groups[part[place]].add(place)
        for places in groups.values():
            for place in places:
                edges[place] |= places
    stops: dict[str, list[str]] = defaultdict(list)
    for stop in sorted(region.service_stops, key=lambda row: row.sequence):
        stops[stop.service_id].append(region.row("terminals", stop.terminal_id).place_id)
    for calls in stops.values():
        for k, place in enumerate(calls):
            edges[place].update(calls[k + 1 :])
    _add_tramps(region, terminals, origin, destination, edges)
    back: dict[str, set[str]] = defaultdict(set)
    for place, others in edges.items():
        for other in others:
            back[other].add(place)
    both = _from(edges, origin) & _from(back, destination)
    return [terminal for terminal in terminals if terminal.place_id in both]


def _add_tramps(
    region: Region,
    terminals: list[Terminal],
    origin: str,
    destination: str,
    edges: dict[str, set[str]],
) -> None:
    here = region.row("places", origin).country
    there = region.row("places", destination).country
    ports: dict[str, set[str]] = defaultdict(set)
    for terminal in terminals:
        if "sea" in terminal.modes:
            ports[region.row("places", terminal.place_id).country].add(terminal.place_id)
    if here != there:
        for place in ports[here]:
            edges[place] |= ports[there]


def _components(region: Region, modes: set[str]) -> dict[str, str]:
    """Return, for each place on links of some modes, the name of its connected part."""
    head: dict[str, str] = {}

    def find(place: str) -> str:
        root = place
        while head.setdefault(root, root) != root:
            root = head[root]
        while head[place] != root:
            head[place], place = root, head[place]
        return root

    for link in region.links:
        if link.mode in modes:
            head[find(link.from_place_id)] = find(link.to_place_id)
    return {place: find(place) for place in list(head)}


def _from(edges: dict[str, set[str]], start: str) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        for other in edges.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen
