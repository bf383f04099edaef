"""Schematic maps: the chains of an answer, inland and across the sea."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Html, both, el, join
from tongqu.report.map_parts import (
    Way,
    background,
    clip,
    leg_line,
    mode_key,
    names,
    place_dot,
    scale_bar,
)
from tongqu.report.projection import Projection, fit, unwrap
from tongqu.report.sea_view import sea_map
from tongqu.report.words import mode_word, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongqu.model import Region
    from tongqu.model.places import Place

__all__ = ["chain_maps"]

WIDTH = 760.0


def chain_maps(region: Region, ways: Sequence[Way], home: str) -> Html:
    """Return the inland map and, where a leg crosses the sea, the sea map below it.

    Parameters
    ----------
    region
        Places and links.
    ways
        Chains; the first is the one shown first.
    home
        Country of the inland map.
    """
    places = region.index("places")
    inland = _inland_points(places, ways, home)
    maps = []
    if inland:
        view = fit(inland, width=WIDTH, heights=(330, 560), least_degrees=0.9)
        maps.append(_inland_map(region, ways, view))
    crossings = [_sea_lines(way, places) for way in ways]
    far = [point for lines in crossings for line in lines for point in line]
    if far and not (inland and all(view.holds(point) for point in far)):
        maps.append(sea_map(ways, crossings, far))
    return el(
        "figure",
        _picker(ways),
        maps,
        _caption(region, ways),
        class_="map",
    )


def _inland_points(
    places: Mapping[str, Place], ways: Sequence[Way], home: str
) -> list[tuple[float, float]]:
    chosen: dict[str, Place] = {}
    for way in ways:
        for leg in way.legs:
            ids = leg["path"] if leg["mode"] != "sea" else (leg["from"], leg["to"])
            for place_id in (leg["from"], *ids, leg["to"]):
                if place_id in places:
                    chosen[place_id] = places[place_id]
    near = [p for p in chosen.values() if p.country == home] or list(chosen.values())
    return [(p.lon, p.lat) for p in near]


def _sea_lines(way: Way, places: Mapping[str, Place]) -> list[list[tuple[float, float]]]:
    lines = []
    for leg in way.legs:
        if leg["mode"] == "sea":
            points = leg["route"] or [
                (places[i].lon, places[i].lat) for i in leg["path"] if i in places
            ]
            lines.append(unwrap(points))
    return lines


def _picker(ways: Sequence[Way]) -> Html:
    """Return radio buttons that choose the chain drawn in front; they need no script."""
    if len(ways) < 2:
        return Html("")
    rules = "".join(
        f".map:has(#way-{k}:checked) .way{{opacity:.13}}.map:has(#way-{k}:checked) .way-{k}"
        "{opacity:1}"
        for k in range(1, len(ways) + 1)
    )
    buttons = [
        el(
            "label",
            el("input", type="radio", name="way", id=f"way-{k}", checked=k == 1),
            way.sign,
            class_="pick",
        )
        for k, way in enumerate(ways, 1)
    ]
    return join(
        el("style", Html(rules)),
        el("div", el("b", t("Show: ")), buttons, class_="picker", role="group"),
    )


def _inland_map(region: Region, ways: Sequence[Way], view: Projection) -> Html:
    places = region.index("places")
    lines = []
    main: dict[str, Place] = {}
    stops: dict[str, Place] = {}
    for number, way in reversed(list(enumerate(ways, 1))):
        drawn = []
        for leg in way.legs:
            points = _leg_points(leg, places)
            drawn.append(leg_line(view, points, leg["mode"]))
            for place_id in (leg["from"], leg["to"]):
                place = places.get(place_id)
                if place is not None and view.holds((place.lon, place.lat)):
                    stops[place_id] = place
                    if number == 1:
                        main[place_id] = place
        lines.append(el("g", drawn, class_=f"way way-{number}"))
    passed = {
        event["id"]: places[event["id"]]
        for way in ways
        for leg in way.legs
        for event in leg["events"]
        if event["kind"] == "lock" and event["id"] in places
    }
    ends = {way.legs[0]["from"] for way in ways} | {way.legs[-1]["to"] for way in ways}
    dots = [place_dot(view, p, "end" if p.id in ends else "stop") for p in stops.values()]
    dots += [place_dot(view, p, "lock") for p in passed.values() if p.id not in stops]
    svg = el(
        "svg",
        clip(view, "inland"),
        el(
            "g",
            background(region, view),
            lines,
            dots,
            names(view, [main, {**stops, **passed}, _landmarks(region, view)], must=1),
            scale_bar(view),
            clip_path="url(#inland)",
        ),
        viewBox=f"0 0 {view.width:g} {view.height:g}",
        role="img",
        aria_label=t("Schematic map of the chains, inland part"),
    )
    return el("div", svg, class_="sheet")


def _leg_points(leg: Mapping[str, Any], places: Mapping[str, Place]) -> list[Sequence[float]]:
    if leg["route"]:
        return list(unwrap(leg["route"]))
    return [(places[i].lon, places[i].lat) for i in leg["path"] if i in places]


def _landmarks(region: Region, view: Projection) -> dict[str, Place]:
    """Return places that help a reader to find the way, the main ones first."""
    order = {"seaport": 0, "port": 1, "city": 2}
    found = [
        place
        for place in region.places
        if place.kind in order and view.holds((place.lon, place.lat), -6.0)
    ]
    found.sort(key=lambda place: (order[place.kind], place.id))
    return {place.id: place for place in found}


def _caption(region: Region, ways: Sequence[Way]) -> Html:
    used = dict.fromkeys(leg["mode"] for way in ways for leg in way.legs)
    keys = [el("span", mode_key(mode), mode_word(mode), class_="legend-item") for mode in used]
    lock = el(
        "svg",
        el("rect", x=6, y=3, width=7, height=7, class_="lock", transform="rotate(45 9.5 6.5)"),
        viewBox="0 0 19 13",
        class_="key-lock",
        aria_hidden="true",
    )
    keys.append(el("span", lock, t("lock"), class_="legend-item"))
    said = t("Schematic: river lines are not surveyed, straight between known points.")
    note = both(region.info.map_note, region.info.map_note_zh)
    return el("figcaption", keys, el("span", said, " ", note, class_="legend-note"))
