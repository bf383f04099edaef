"""What schematic maps are made of: lines, signs, names, scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.labels import Box, Label, place_labels
from tongqu.report.palette import MODES
from tongqu.report.words import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tongqu.model import Region
    from tongqu.model.network import Link
    from tongqu.model.places import Place
    from tongqu.report.projection import Projection

__all__ = [
    "Way",
    "background",
    "clip",
    "leg_line",
    "mode_key",
    "name_text",
    "names",
    "place_dot",
    "scale_bar",
]


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


def clip(view: Projection, name: str) -> Html:
    """Return the clip path of a drawing, under a name."""
    shape = el("rect", width=view.width, height=view.height, rx=8.0)
    return el("defs", el("clipPath", shape, id=name))


def leg_line(view: Projection, points: Iterable[Sequence[float]], mode: str) -> Html:
    """Return a leg as its mode is drawn, on a pale casing."""
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


def background(region: Region, view: Projection, *, bold: bool = False) -> Html:
    """Return the region's own network: pale under chains, bold where it is the subject."""
    places = region.index("places")
    drawn: dict[str, list[str]] = {"road": [], "rail": [], "sea": [], "waterway": []}
    for link in [*_plain_roads(region), *(k for k in region.links if k.mode != "road")]:
        ends = [places.get(link.from_place_id), places.get(link.to_place_id)]
        points = [(p.lon, p.lat) for p in ends if p is not None]
        if len(points) < 2 or link.mode not in drawn or abs(points[0][0] - points[1][0]) > 20:
            continue
        if any(view.holds(point, 40.0) for point in points):
            drawn[link.mode].append(view.path(points))
    return join(
        el("rect", width=view.width, height=view.height, class_="ground"),
        [
            el("path", d="".join(parts), class_=f"net-{mode}{' bold' if bold else ''}")
            for mode, parts in drawn.items()
        ],
    )


def _plain_roads(region: Region) -> list[Link]:
    """Return the road links that no detour over a third place replaces.

    Road distances are kept between many pairs of places; drawn all, they would cover the map.
    """
    km: dict[str, dict[str, float]] = {}
    roads = [link for link in region.links if link.mode == "road"]
    for link in roads:
        km.setdefault(link.from_place_id, {})[link.to_place_id] = link.length_km
        km.setdefault(link.to_place_id, {})[link.from_place_id] = link.length_km
    kept = []
    for link in roads:
        here, there = km[link.from_place_id], km[link.to_place_id]
        between = (max(here[third], there[third]) for third in here.keys() & there.keys())
        if all(further >= link.length_km for further in between):
            kept.append(link)
    return kept


def place_dot(view: Projection, place: Place, kind: str) -> Html:
    """Return the sign of a place: ``lock``, ``work``, ``end``, ``stop`` or ``small``."""
    x, y = view.xy((place.lon, place.lat))
    tip = el("title", str(both(place.name, place.name_zh)))
    if kind == "lock":
        return el(
            "rect",
            tip,
            x=x - 3.6,
            y=y - 3.6,
            width=7.2,
            height=7.2,
            class_="lock",
            transform=f"rotate(45 {x:.1f} {y:.1f})",
        )
    if kind == "work":
        return el("rect", tip, x=x - 4, y=y - 4, width=8, height=8, class_="dot-work")
    radius = {"end": 7.0, "small": 2.8}.get(kind, 5.4)
    return el("circle", tip, cx=x, cy=y, r=radius, class_=f"dot-{kind}")


def names(
    view: Projection,
    groups: Sequence[Mapping[str, Place]],
    must: int = 0,
    *,
    dots: bool = True,
) -> Html:
    """Return place names in both languages, placed so that none covers another.

    Parameters
    ----------
    view
        The projection.
    groups
        Places in groups, the most important first; sizes fall from group to group.
    must
        How many of the groups are named whatever the room.
    dots
        Whether places of the last group get a small dot of their own where they are named.
    """
    seen: dict[str, tuple[Place, int]] = {}
    for rank, group in enumerate(groups):
        for place_id, place in group.items():
            seen.setdefault(place_id, (place, rank))
    taken = [Box(0, view.height - 30, 210, view.height)]  # the scale
    for place, _ in seen.values():
        x, y = view.xy((place.lon, place.lat))
        taken.append(Box(x - 5, y - 5, x + 5, y + 5))
    written = []
    for lang in ("en", "zh"):
        labels = []
        for place, rank in seen.values():
            x, y = view.xy((place.lon, place.lat))
            told = short(both(place.name, place.name_zh))
            text = told.zh if lang == "zh" else told.en
            size = (13.5, 12.0, 11.5)[min(rank, 2)]
            labels.append(Label(x, y, text, size, must=rank < must))
        placed = place_labels(labels, view.frame, taken, gap=9.0)
        parts: list[Html] = []
        for label, (_, rank) in zip(placed, seen.values(), strict=True):
            if label.box is not None:
                parts.append(name_text(label, min(rank, 2)))
                if dots and rank >= must and rank == len(groups) - 1:
                    parts.append(el("circle", cx=label.x, cy=label.y, r=2.4, class_="dot-small"))
        written.append(el("g", parts, class_=lang, lang="zh-Hans" if lang == "zh" else "en"))
    return join(*written)


def name_text(label: Label, rank: int) -> Html:
    """Return a placed name, with a line to its point where it had to go far."""
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
