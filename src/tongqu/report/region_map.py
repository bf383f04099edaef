"""Schematic maps of a region: the whole of it, and the port area closer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.report.html import Html, both, el
from tongqu.report.map_parts import background, clip, mode_key, names, place_dot, scale_bar
from tongqu.report.projection import Projection, fit
from tongqu.report.words import mode_word, place_kind, t

if TYPE_CHECKING:
    from tongqu.model import Region
    from tongqu.model.places import Place

__all__ = ["region_maps"]

_ORDER = ("port", "lock", "seaport", "factory", "park", "workshop", "city", "station")

# What the map of the whole region names; the rest it only shows.
_FAR = ("port", "seaport", "city")


def region_maps(region: Region) -> Html:
    """Return a map of the region's inland network and one of the surroundings of its ports."""
    home = region.info.holiday_country
    linked = {
        place_id
        for link in region.links
        if link.mode != "sea"
        for place_id in (link.from_place_id, link.to_place_id)
    }
    inland = [p for p in region.places if p.country == home and p.id in linked]
    inland = inland or list(region.places)
    wide = fit([(p.lon, p.lat) for p in inland], width=760.0, heights=(380, 640), least_degrees=0.5)
    sheets = [_sheet(region, wide, "whole")]
    ports = [p for p in region.places if p.kind == "port"]
    if ports:
        near = _near(inland, ports)
        close = fit(near, width=760.0, heights=(300, 460), least_degrees=0.3, margin=0.13)
        head = el("p", t("The surroundings of the inland ports, closer"), class_="sheet-name")
        sheets.append(el("div", head, _sheet(region, close, "close")))
    return el("figure", sheets, _caption(region), class_="map")


def _near(inland: list[Place], ports: list[Place]) -> list[tuple[float, float]]:
    """Return the points of the first port's surroundings, a third of a degree around it."""
    middle = ports[0]
    near = [
        (p.lon, p.lat)
        for p in inland
        if abs(p.lon - middle.lon) < 0.42 and abs(p.lat - middle.lat) < 0.22
    ]
    return near or [(middle.lon, middle.lat)]


def _sheet(region: Region, view: Projection, name: str) -> Html:
    shown = [p for p in region.places if view.holds((p.lon, p.lat)) and p.kind in _ORDER]
    shown.sort(key=lambda p: (_ORDER.index(p.kind), p.id))
    named = shown if name == "close" else [p for p in shown if p.kind in _FAR]
    main = {p.id: p for p in named if p.kind in ("port", "seaport")}
    other = {p.id: p for p in named if p.id not in main}
    svg = el(
        "svg",
        clip(view, name),
        el(
            "g",
            background(region, view, bold=True),
            [place_dot(view, p, _sign(p.kind)) for p in reversed(shown)],
            names(view, [{}, main, other], must=0, dots=False),
            scale_bar(view),
            clip_path=f"url(#{name})",
        ),
        viewBox=f"0 0 {view.width:g} {view.height:g}",
        role="img",
        aria_label=t("Schematic map of the region"),
    )
    return el("div", svg, class_="sheet")


def _sign(kind: str) -> str:
    if kind == "lock":
        return "lock"
    if kind in ("port", "seaport"):
        return "stop"
    return "work" if kind in ("factory", "park", "workshop") else "small"


def _caption(region: Region) -> Html:
    keys = [
        el("span", mode_key(mode), mode_word(mode), class_="legend-item")
        for mode in ("waterway", "rail", "road", "sea")
        if any(link.mode == mode for link in region.links)
    ]
    diamond = el("rect", x=6, y=3, width=7, height=7, class_="lock", transform="rotate(45 9.5 6.5)")
    square = el("rect", x=5, y=2.5, width=8, height=8, class_="dot-work")
    signs = [
        (diamond, place_kind("lock")),
        (el("circle", cx=9, cy=6.5, r=4.6, class_="dot-stop"), t("port")),
        (square, t("factory, park, workshop")),
    ]
    for sign, word in signs:
        drawn = el("svg", sign, viewBox="0 0 19 13", class_="key-lock", aria_hidden="true")
        keys.append(el("span", drawn, word, class_="legend-item"))
    said = t("Schematic: river lines are not surveyed, straight between known points.")
    note = both(region.info.map_note, region.info.map_note_zh)
    return el("figcaption", keys, el("span", said, " ", note, class_="legend-note"))
