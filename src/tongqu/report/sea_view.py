"""Schematic map of the part of a chain that goes by sea."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.labels import Box, Label, place_labels
from tongqu.report.map_parts import clip, leg_line, name_text
from tongqu.report.projection import fit, unwrap
from tongqu.report.words import short, t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.graph.lanes import Lanes
    from tongqu.report.map_parts import Way
    from tongqu.report.projection import LonLat, Projection

__all__ = ["passage_name", "sea_map"]

WIDTH = 760.0


@lru_cache(maxsize=1)
def _lanes() -> Lanes:
    # Only a page with a sea leg needs them, and NumPy with them.
    from tongqu.graph.lanes import Lanes

    return Lanes.shipped()


def passage_name(passage_id: str) -> Both | None:
    """Return the name of a strait or canal of the lanes, if it is one."""
    for passage in _lanes().passages:
        if passage.id == passage_id:
            return both(passage.name, passage.name_zh)
    return None


def sea_map(
    ways: Sequence[Way],
    crossings: Sequence[Sequence[Sequence[LonLat]]],
    far: Sequence[LonLat],
) -> Html:
    """Return the sea part of chains, on the texture of the world's sea lanes.

    Parameters
    ----------
    ways
        Chains.
    crossings
        Their sea legs as points (longitude, latitude), unwrapped.
    far
        All those points.
    """
    view = fit(far, width=WIDTH, heights=(210, 400), least_degrees=6.0, margin=0.07)
    lines = []
    for number, routes in reversed(list(enumerate(crossings, 1))):
        drawn = [leg_line(view, route, "sea") for route in routes]
        lines.append(el("g", drawn, class_=f"way way-{number}"))
    ports = _sea_ends(ways, crossings)
    straits = _passages(ways, view)
    dots = [_spot(view, spot, "dot-stop", 5.4) for spot, _ in ports.values()]
    dots += [_spot(view, spot, "dot-small", 3.0) for spot, _ in straits.values()]
    written = []
    for lang in ("en", "zh"):
        labels = [
            Label(*view.xy(spot), short(name).zh if lang == "zh" else short(name).en, size, must)
            for group, size, must in ((ports, 13.5, True), (straits, 11.5, False))
            for spot, name in group.values()
        ]
        taken = [Box(label.x - 6, label.y - 6, label.x + 6, label.y + 6) for label in labels]
        placed = place_labels(labels, view.frame, taken, gap=9.0)
        texts = [name_text(label, 0 if label.must else 1) for label in placed]
        written.append(el("g", texts, class_=lang, lang="zh-Hans" if lang == "zh" else "en"))
    svg = el(
        "svg",
        clip(view, "far"),
        el(
            "g",
            el("rect", width=view.width, height=view.height, class_="water"),
            _graticule(view),
            _texture(view),
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


def _spot(view: Projection, spot: LonLat, kind: str, radius: float) -> Html:
    x, y = view.xy(spot)
    return el("circle", cx=x, cy=y, r=radius, class_=kind)


def _sea_ends(
    ways: Sequence[Way],
    crossings: Sequence[Sequence[Sequence[LonLat]]],
) -> dict[str, tuple[LonLat, Both]]:
    ports: dict[str, tuple[LonLat, Both]] = {}
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


def _texture(view: Projection) -> Html:
    """Return all sea lanes in view, pale: they show where the oceans are, without any coast."""
    lanes = _lanes()
    lon, lat = lanes.lon.tolist(), lanes.lat.tolist()
    middle = view.west + view.width / view.x_scale / 2
    drawn: set[tuple[int, int, int, int]] = set()
    for a, others in enumerate(lanes.neighbours):
        for b, _ in others:
            if b < a:
                continue
            (start, end) = unwrap([(lon[a], lat[a]), (lon[b], lat[b])], middle)
            if not (view.holds(start, 30.0) or view.holds(end, 30.0)):
                continue
            x1, y1 = (round(value) for value in view.xy(start))
            x2, y2 = (round(value) for value in view.xy(end))
            if abs(x1 - x2) + abs(y1 - y2) > 2:
                drawn.add((x1, y1, x2, y2))
    path = "".join(f"M{x1} {y1}L{x2} {y2}" for x1, y1, x2, y2 in sorted(drawn))
    return el("path", d=path, class_="lane")


def _passages(ways: Sequence[Way], view: Projection) -> dict[str, tuple[LonLat, Both]]:
    """Return the straits and canals that the chains pass, where they lie in view."""
    passed = {
        event["id"]
        for way in ways
        for leg in way.legs
        for event in leg["events"]
        if event["kind"] == "passage"
    }
    if not passed:
        return {}
    middle = view.west + view.width / view.x_scale / 2
    found = {}
    for passage in _lanes().passages:
        (lon_1, lat_1), (lon_2, lat_2) = passage.line
        spot = unwrap([((lon_1 + lon_2) / 2, (lat_1 + lat_2) / 2)], middle)[0]
        if passage.id in passed and view.holds(spot):
            found[passage.id] = (spot, both(passage.name, passage.name_zh))
    return found
