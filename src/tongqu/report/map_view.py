"""Schematic maps: the chains of an answer, inland and across the sea."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.labels import Box, Label, place_labels
from tongqu.report.palette import MODES
from tongqu.report.projection import Projection, fit, unwrap
from tongqu.report.words import mode_word, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tongqu.model import Place, Region

__all__ = ["Way", "background", "chain_maps", "names", "scale_bar"]

WIDTH = 760.0


@dataclass(frozen=True, slots=True)
class Way:
    """A chain to be drawn.

    Attributes
    ----------
    sign
        What the reader picks it by: the option's number, or the baseline's name.
    legs
        Legs as in the answer.
    """

    sign: Both
    legs: Sequence[Mapping[str, Any]]


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
        maps.append(_sea_map(ways, crossings, far))
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
    lines, stops = [], {}
    for number, way in reversed(list(enumerate(ways, 1))):
        drawn = []
        for leg in way.legs:
            points = _leg_points(leg, places)
            drawn.append(_line(view, points, leg["mode"]))
            for place_id in (leg["from"], leg["to"]):
                if place_id in places and view.holds((places[place_id].lon, places[place_id].lat)):
                    stops[place_id] = places[place_id]
        lines.append(el("g", drawn, class_=f"way way-{number}"))
    passed = {
        event["id"]: places[event["id"]]
        for way in ways
        for leg in way.legs
        for event in leg["events"]
        if event["kind"] == "lock" and event["id"] in places
    }
    ends = {way.legs[0]["from"] for way in ways} | {way.legs[-1]["to"] for way in ways}
    dots = [_dot(view, p, "end" if p.id in ends else "stop") for p in stops.values()]
    dots += [_dot(view, p, "lock") for p in passed.values() if p.id not in stops]
    svg = el(
        "svg",
        _clip(view, "inland"),
        el(
            "g",
            background(region, view),
            lines,
            dots,
            names(view, [stops, passed, _landmarks(region, view)], must=1),
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


def _line(view: Projection, points: Iterable[Sequence[float]], mode: str) -> Html:
    style = MODES.get(mode, MODES["road"])
    path = view.path(points)
    return join(
        el("path", d=path, class_="casing", stroke_width=style.width + 3.4),
        el(
            "path",
            d=path,
            class_="leg",
            stroke=style.colour,
            stroke_width=style.width,
            stroke_dasharray=style.dash,
            stroke_linecap=style.cap,
        ),
    )


def background(region: Region, view: Projection) -> Html:
    """Return the region's own network, pale, under everything else."""
    places = region.index("places")
    drawn: dict[str, list[str]] = {"road": [], "rail": [], "sea": [], "waterway": []}
    for link in region.links:
        ends = [places.get(link.from_place_id), places.get(link.to_place_id)]
        points = [(p.lon, p.lat) for p in ends if p is not None]
        near = any(view.holds(point, 40.0) for point in points)
        if (
            len(points) == 2
            and near
            and link.mode in drawn
            and abs(points[0][0] - points[1][0]) < 20
        ):
            drawn[link.mode].append(view.path(points))
    return join(
        el("rect", width=view.width, height=view.height, class_="ground"),
        [el("path", d="".join(parts), class_=f"net-{mode}") for mode, parts in drawn.items()],
    )


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


def _dot(view: Projection, place: Place, kind: str) -> Html:
    x, y = view.xy((place.lon, place.lat))
    tip = el("title", str(both(place.name, place.name_zh)))
    if kind == "lock":
        box = {"x": x - 3.6, "y": y - 3.6, "width": 7.2, "height": 7.2}
        return el("rect", tip, **box, class_="lock", transform=f"rotate(45 {x:.1f} {y:.1f})")
    return el("circle", tip, cx=x, cy=y, r=7.0 if kind == "end" else 5.4, class_=f"dot-{kind}")


def names(view: Projection, groups: Sequence[Mapping[str, Place]], must: int = 0) -> Html:
    """Return place names in both languages, placed so that none covers another.

    Parameters
    ----------
    view
        The projection.
    groups
        Places in groups, the most important first; sizes fall from group to group.
    must
        How many of the groups are named whatever the room.
    """
    seen: dict[str, tuple[Place, int]] = {}
    for rank, group in enumerate(groups):
        for place_id, place in group.items():
            seen.setdefault(place_id, (place, rank))
    taken = []
    for place, _ in seen.values():
        x, y = view.xy((place.lon, place.lat))
        taken.append(Box(x - 5, y - 5, x + 5, y + 5))
    written = []
    for lang in ("en", "zh"):
        labels = []
        for place, rank in seen.values():
            x, y = view.xy((place.lon, place.lat))
            text = place.name_zh if lang == "zh" else place.name
            size = (14.0, 12.0, 11.5)[min(rank, 2)]
            labels.append(Label(x, y, text, size, must=rank < must))
        placed = place_labels(labels, view.frame, taken, gap=9.0)
        parts: list[Html] = []
        for label, (_, rank) in zip(placed, seen.values(), strict=True):
            if label.box is not None:
                parts.append(_name(label, min(rank, 2)))
                if rank >= must and rank == len(groups) - 1:
                    parts.append(el("circle", cx=label.x, cy=label.y, r=2.4, class_="dot-small"))
        written.append(el("g", parts, class_=lang, lang="zh-Hans" if lang == "zh" else "en"))
    return join(*written)


def _name(label: Label, rank: int) -> Html:
    box = label.box
    if box is None:
        return Html("")
    near_x, near_y = min(max(label.x, box.left), box.right), min(max(label.y, box.top), box.bottom)
    leader = Html("")
    if (near_x - label.x) ** 2 + (near_y - label.y) ** 2 > 15**2:
        leader = el("line", x1=label.x, y1=label.y, x2=near_x, y2=near_y, class_="leader")
    text = el(
        "text",
        label.text,
        x=label.text_x,
        y=box.bottom - label.size * 0.27,
        font_size=label.size,
        text_anchor=label.anchor,
        class_=f"name-{rank}",
    )
    return join(leader, text)


def scale_bar(view: Projection) -> Html:
    """Return a bar of a round length in the lower left corner."""
    length = next((km for km in (500, 200, 100, 50, 20, 10, 5) if km * view.units_per_km <= 150), 2)
    x, y, wide = 14.0, view.height - 14, length * view.units_per_km
    return el(
        "g",
        el("path", d=f"M{x:g} {y - 5:.1f}v5h{wide:.1f}v-5", class_="scale"),
        el("text", f"{length} km", x=x + wide + 6, y=y + 1, class_="tick"),
    )


def _clip(view: Projection, name: str) -> Html:
    shape = el("rect", width=view.width, height=view.height, rx=8.0)
    return el("defs", el("clipPath", shape, id=name))


def _sea_map(
    ways: Sequence[Way],
    crossings: Sequence[Sequence[Sequence[Sequence[float]]]],
    far: Sequence[Sequence[float]],
) -> Html:
    view = fit(far, width=WIDTH, heights=(210, 400), least_degrees=6.0, margin=0.07)
    lines = []
    for number, routes in reversed(list(enumerate(crossings, 1))):
        drawn = [_line(view, route, "sea") for route in routes]
        lines.append(el("g", drawn, class_=f"way way-{number}"))
    ports = _sea_ends(ways, crossings)
    dots = [
        el("circle", cx=view.xy(spot)[0], cy=view.xy(spot)[1], r=5.4, class_="dot-stop")
        for spot, _ in ports.values()
    ]
    written = []
    for lang in ("en", "zh"):
        labels = [
            Label(*view.xy(spot), name.zh if lang == "zh" else name.en, 13.5, must=True)
            for spot, name in ports.values()
        ]
        taken = [Box(label.x - 6, label.y - 6, label.x + 6, label.y + 6) for label in labels]
        placed = place_labels(labels, view.frame, taken, gap=9.0)
        written.append(el("g", [_name(label, 0) for label in placed], class_=lang))
    svg = el(
        "svg",
        _clip(view, "far"),
        el(
            "g",
            el("rect", width=view.width, height=view.height, class_="water"),
            _graticule(view),
            lines,
            dots,
            written,
            clip_path="url(#far)",
        ),
        viewBox=f"0 0 {view.width:g} {view.height:g}",
        role="img",
        aria_label=t("Schematic map of the chains, sea part, at another scale"),
    )
    head = el("p", t("Sea part, at another scale"), class_="sheet-name")
    return el("div", head, svg, class_="sheet")


def _sea_ends(
    ways: Sequence[Way],
    crossings: Sequence[Sequence[Sequence[Sequence[float]]]],
) -> dict[str, tuple[tuple[float, float], Both]]:
    ports: dict[str, tuple[tuple[float, float], Both]] = {}
    for way, routes in zip(ways, crossings, strict=True):
        legs = [leg for leg in way.legs if leg["mode"] == "sea"]
        for leg, route in zip(legs, routes, strict=True):
            for key, spot in (("from", route[0]), ("to", route[-1])) if route else ():
                name = both(leg[f"{key}_name"], leg[f"{key}_name_zh"])
                ports.setdefault(leg[key], ((spot[0], spot[1]), name))
    return ports


def _graticule(view: Projection) -> Html:
    east = view.west + view.width / view.x_scale
    south = view.north - view.height / view.y_scale
    step = next((s for s in (5, 10, 20, 30) if (east - view.west) / s <= 9), 45)
    parts: list[Html] = []
    lon = step * -(-int(view.west) // step)
    while lon < east:
        x = view.xy((lon, 0.0))[0]
        turned = (lon + 180) % 360 - 180
        word = f"{abs(turned)}°{'E' if turned > 0 else 'W' if turned < 0 else ''}"
        parts.append(el("line", x1=x, x2=x, y1=0, y2=view.height, class_="graticule"))
        parts.append(el("text", word, x=x + 3, y=view.height - 5, class_="degree"))
        lon += step
    lat = step * -(-int(south) // step)
    while lat < view.north:
        y = view.xy((0.0, lat))[1]
        word = f"{abs(lat)}°{'N' if lat > 0 else 'S' if lat < 0 else ''}"
        parts.append(el("line", x1=0, x2=view.width, y1=y, y2=y, class_="graticule"))
        parts.append(el("text", word, x=5, y=y - 3, class_="degree"))
        lat += step
    return join(*parts)


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


def mode_key(mode: str) -> Html:
    """Return a short line as the mode is drawn."""
    style = MODES.get(mode, MODES["road"])
    stroke = el(
        "line",
        x1=3,
        x2=43,
        y1=7,
        y2=7,
        stroke=style.colour,
        stroke_width=style.width,
        stroke_dasharray=style.dash,
        stroke_linecap=style.cap,
    )
    return el("svg", stroke, viewBox="0 0 46 14", class_="key", aria_hidden="true")
