"""Vessels, waits, closures and their signs on one sheet of a berth board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.report.berth_labels import Text, bar_box, bar_texts, measured, shortened
from tongqu.report.berth_marks import edge_of, fill_of, pin_sign, wish_sign
from tongqu.report.berth_scale import GUTTER, TRACK, bar_span, closed_span, ghost_span, px
from tongqu.report.berth_words import moment_at, spoken
from tongqu.report.html import Both, Html, el, escape, join, pick
from tongqu.report.labels import Box
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongqu.report.berth_data import Board, Closed, Stay
    from tongqu.report.berth_scale import Row, Window

__all__ = ["Sheet", "bars", "closures", "ghosts", "sheet_of", "sign_spots", "tails"]

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Sheet:
    """What one window of time shows, measured.

    Attributes
    ----------
    board, rows, window
        What is drawn where.
    stays
        Vessels that show, by place.
    areas
        Closed areas, equal ones of neighbouring berths as one.
    texts, taken
        By language: lines of each stay by its number, and the boxes that are taken.
    """

    board: Board
    rows: Sequence[Row]
    window: Window
    stays: Mapping[str, list[Stay]]
    areas: Sequence[tuple[Box, Closed]]
    texts: Mapping[str, Mapping[int, list[Text]]]
    taken: Mapping[str, list[Box]]


def sheet_of(board: Board, rows: Sequence[Row], window: Window) -> Sheet:
    """Return a sheet with all its texts placed."""
    stays: dict[str, list[Stay]] = {row.place.place_id: [] for row in rows}
    for stay in board.stays:
        if stay.place_id in stays and window.holds(stay.start, stay.end):
            stays[stay.place_id].append(stay)
    areas = _areas(board, rows, window)
    shut = [box for box, _ in areas]
    texts: dict[str, dict[int, list[Text]]] = {}
    taken: dict[str, list[Box]] = {}
    for lang in LANGUAGES:
        texts[lang], taken[lang] = {}, []
        for row in rows:
            lines, boxes = bar_texts(row, stays[row.place.place_id], shut, window, lang)
            texts[lang] |= lines
            taken[lang] += boxes
    return Sheet(board, rows, window, stays, areas, texts, taken)


def _areas(board: Board, rows: Sequence[Row], window: Window) -> list[tuple[Box, Closed]]:
    spans: list[tuple[Box, Closed]] = []
    for row in rows:
        for closed in board.closed:
            if closed.place_id == row.place.place_id and window.holds(closed.start, closed.end):
                top, height = closed_span(row, closed)
                box = Box(window.x(closed.start), top, window.x(closed.end), top + height)
                spans.append((box, closed))
    merged: list[tuple[Box, Closed]] = []
    for box, closed in spans:
        same = next(
            (
                k
                for k, (above, other) in enumerate(merged)
                if abs(above.bottom - box.top) < 0.1
                and (other.start, other.end, other.reason)
                == (closed.start, closed.end, closed.reason)
            ),
            None,
        )
        if same is None:
            merged.append((box, closed))
        else:
            above, other = merged[same]
            merged[same] = (Box(above.left, above.top, above.right, box.bottom), other)
    return merged


def closures(sheet: Sheet) -> Html:
    """Return closed areas, hatched, with their reason where it finds room."""
    parts = []
    told: dict[tuple[str, float], int] = {}
    taken = {lang: list(sheet.taken[lang]) for lang in LANGUAGES}
    names = {row.place.place_id: row.place.name for row in sheet.rows}
    for box, closed in sheet.areas:
        key = (closed.reason.en, box.top)
        told[key] = told.get(key, 0) + 1
        said = t(
            "closed: {reason}; {berth}, {start} to {end}",
            reason=closed.reason,
            berth=names[closed.place_id],
            start=moment_at(sheet.board.zero, closed.start),
            end=moment_at(sheet.board.zero, closed.end),
        )
        area = el(
            "rect",
            el("title", str(said)),
            x=px(box.left), y=px(box.top), width=px(box.right - box.left),
            height=px(box.bottom - box.top), fill="url(#shut)", class_="shut",
        )  # fmt: skip
        parts.append(area)
        if told[key] > 2:
            continue  # a closure of every night is named twice
        for lang in LANGUAGES:
            text = _reason(box, closed, sheet.rows, taken[lang], lang)
            if text is not None:
                taken[lang].append(text.box)
                parts.append(_line(text, "shut-name", lang))
    return join(*parts)


def _reason(
    box: Box, closed: Closed, rows: Sequence[Row], taken: Sequence[Box], lang: str
) -> Text | None:
    """Find room for the reason of a closure: row by row, from the left."""
    size = 10.5
    wide = box.right - box.left
    spans = [(max(r.top, box.top), min(r.top + r.height, box.bottom)) for r in rows]
    for top, bottom in spans:
        if bottom - top < size * 1.2:
            continue
        middle = (top + bottom) / 2 - size * 0.59
        lines = [b for b in taken if b.top < middle + size * 1.18 and b.bottom > middle]
        left = box.left
        gaps = []
        for other in sorted(lines, key=lambda b: b.left):
            gaps.append((left, min(other.left, box.right)))
            left = max(left, other.right)
        gaps.append((left, box.right))
        for since, until in gaps:
            room = min(until - since, wide) - 5
            text = shortened(pick(closed.reason, lang), size, room, 8)
            if text:
                spot = Box(
                    since + 3, middle, since + 3 + measured(text, size), middle + size * 1.18
                )
                return Text(text, spot, size)
    return None


def tails(sheet: Sheet) -> Html:
    """Return waits as lines from arrival to berthing, each with a foot at the arrival."""
    window, parts = sheet.window, []
    for row in sheet.rows:
        for stay in sheet.board.stays:
            if stay.place_id != row.place.place_id or stay.wait_h <= 0:
                continue
            if not window.holds(stay.eta, stay.start):
                continue
            if row.place.continuous:
                top, height = bar_span(row, stay)
                y = top + height / 2
            else:
                y = row.top + row.height + GUTTER + TRACK * row.track_of.get(stay.number, 0) + 1
            left, right = window.x(stay.eta), window.x(stay.start)
            path = f"M{px(left)},{px(y)} H{px(right)}"
            if window.start <= stay.eta:
                path = f"M{px(left)},{px(y - 2.5)} v5 {path}"
            if stay.start <= window.end and not row.place.continuous:
                bar = bar_box(row, stay, window)
                path += f" V{px(min(y, bar.bottom))}"
            kind = "tail over" if row.place.continuous else "tail"
            parts.append(el("path", d=path, class_=kind))
    return el("g", parts, aria_hidden="true")


def ghosts(sheet: Sheet) -> Html:
    """Return where calls lay before they were moved."""
    parts = []
    for row in sheet.rows:
        for ghost in sheet.board.ghosts:
            if ghost.place_id != row.place.place_id:
                continue
            if not sheet.window.holds(ghost.start, ghost.end):
                continue
            left, right = sheet.window.x(ghost.start), sheet.window.x(ghost.end)
            top, height = ghost_span(row, ghost)
            parts.append(
                el(
                    "rect",
                    el("title", str(ghost.said)),
                    x=px(left),
                    y=px(top + 1),
                    width=px(max(2.0, right - left)),
                    height=px(height - 2),
                    class_="ghost",
                )
            )
    return join(*parts)


def bars(sheet: Sheet) -> Html:
    """Return the vessels, each a link to its row in the list."""
    style = {key: k for k, key in enumerate(sheet.board.cargoes)}
    places = {row.place.place_id: row.place for row in sheet.rows}
    names = {place_id: place.name for place_id, place in places.items()}
    order = {place_id: k for k, place_id in enumerate(places)}
    parts = []
    for row in sheet.rows:
        for stay in sheet.stays[row.place.place_id]:
            box = bar_box(row, stay, sheet.window)
            said = spoken(stay, row.place.name, sheet.board.zero, names)
            if stay.number and row.place.continuous and stay.from_m is not None:
                metres = stay.metres
                said = Both(f"{said.en}; {metres.en}", f"{said.zh}；{metres.zh}")
            down = order.get(stay.wished, 0) > order[row.place.place_id]
            if stay.wished_from_m is not None and stay.from_m is not None:
                down = stay.wished_from_m > stay.from_m
            shape = _shape(stay, box, sheet.window, style.get(stay.cargo, 0))
            signs = _signs(sheet, stay, box, down)
            parts.append(
                el(
                    "a",
                    shape,
                    signs,
                    [_spoken(sheet, stay, box, pick(said, lang), lang) for lang in LANGUAGES],
                    href=f"#call-{stay.number}",
                    class_="bar-link broken-link" if stay.conflict else "bar-link",
                )
            )
    return join(*parts)


def _shape(stay: Stay, box: Box, window: Window, style: int) -> Html:
    wide, tall = box.right - box.left, box.bottom - box.top
    parts = [
        el(
            "rect",
            x=px(box.left),
            y=px(box.top),
            width=px(wide),
            height=px(tall),
            rx=1.5,
            fill=fill_of(style),
            stroke=edge_of(style),
            class_="bar",
        )
    ]
    for start, end in ((stay.start, stay.work_from), (stay.work_until, stay.end)):
        left, right = window.x(start), window.x(end)
        if right - left >= 1.5:
            parts.append(_rect(left, box.top + 0.6, right, box.bottom - 0.6, "no-work"))
    if stay.start >= window.start:
        edge = el(
            "rect",
            x=px(box.left), y=px(box.top), width=min(3.0, wide), height=px(tall),
            fill=edge_of(style),
        )  # fmt: skip
        parts.append(edge)
    for use in stay.cranes:
        left, right = window.x(use.start), window.x(use.end)
        thick = min(5.0, 1.3 * use.cranes, tall / 3)
        if right > left:
            parts.append(_rect(left, box.bottom - thick, right, box.bottom, "held"))
    if stay.late_h > 0 and stay.latest is not None:
        left = window.x(max(stay.latest, stay.start))
        if box.right > left:
            late = _rect(left, box.top, box.right, box.top + min(4.5, tall / 3), "late", "late")
            parts.append(late)
    if stay.conflict:
        parts.append(_rect(box.left, box.top, box.right, box.bottom, "broken"))
    return join(*parts)


def sign_spots(sheet: Sheet, stay: Stay, box: Box) -> list[tuple[str, Box]]:
    """Return where the signs of a bar go: its upper right corner, as many as there is room for.

    What has no room beside the texts is still told by the bar's tooltip and in the list.
    """
    lines = [
        line.box
        for lang in LANGUAGES
        for line in sheet.texts[lang].get(stay.number, [])
        if not line.outside
    ]
    right, found = box.right - 1.0, []
    wanted = (("broken", stay.conflict), ("pin", stay.pinned), ("wish", bool(stay.wished)))
    for kind, there in wanted:
        spot = Box(right - 9.0, box.top + 1.5, right, box.top + 10.5)
        if not there or spot.left < box.left + 3 or spot.bottom > box.bottom:
            continue
        if any(spot.overlap(line) > 0 for line in lines):
            break
        found.append((kind, spot))
        right -= 9.0
    return found


def _signs(sheet: Sheet, stay: Stay, box: Box, down: bool) -> Html:
    parts = []
    for kind, spot in sign_spots(sheet, stay, box):
        x, y = (spot.left + spot.right) / 2, (spot.top + spot.bottom) / 2
        if kind == "broken":
            parts.append(el("circle", cx=px(x), cy=px(y), r=4.6, class_="broken-sign"))
            mark = f"M{px(x)},{px(y - 3)} v3.4 m0,1.3 v1.2"
            parts.append(el("path", d=mark, class_="broken-mark"))
        elif kind == "pin":
            parts.append(pin_sign(x, y - 1.5))
        else:
            parts.append(wish_sign(x, y, down))
    return join(*parts)


def _spoken(sheet: Sheet, stay: Stay, box: Box, said: str, lang: str) -> Html:
    """Return what one language adds to a bar: its tooltip and its lines."""
    lines = sheet.texts[lang].get(stay.number, [])
    return el(
        "g",
        el("title", said),
        _rect(box.left, box.top, box.right, box.bottom, "hit"),
        [_drawn(line, "bar-name" if line.first else "bar-more") for line in lines],
        class_=lang,
        lang="zh-Hans" if lang == "zh" else "en",
    )


def _drawn(line: Text, kind: str) -> Html:
    beside = " beside" if line.outside else ""
    return Html(
        f'<text x="{px(line.box.left)}" y="{px(line.box.bottom - line.size * 0.26)}" '
        f'font-size="{line.size:g}" class="{kind}{beside}">{escape(line.text)}</text>'
    )


def _line(line: Text, kind: str, lang: str) -> Html:
    return el("g", _drawn(line, kind), class_=lang, lang="zh-Hans" if lang == "zh" else "en")


def _rect(left: float, top: float, right: float, bottom: float, kind: str, fill: str = "") -> Html:
    return el(
        "rect",
        x=px(left), y=px(top), width=px(right - left), height=px(bottom - top),
        fill=f"url(#{fill})" if fill else None, class_=kind,
    )  # fmt: skip
