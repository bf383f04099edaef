"""Where things stand on a board: berths down, time along, one window of time a sheet."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tongqu.report.berth_clock import day_starts, hours_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.report.berth_data import Board, Closed, Ghost, Place, Stay

__all__ = [
    "WIDTH",
    "Row",
    "Window",
    "bar_span",
    "closed_span",
    "ghost_span",
    "px",
    "rows_of",
    "windows_of",
]

WIDTH = 1080.0
"""Width of the part of the board that shows time."""

GUTTER = 2.0
TRACK = 2.6
MOST_TRACKS = 3
HEADING = 15.0


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time that one sheet shows.

    Attributes
    ----------
    start, end
        Hours since the start of the plan.
    kind
        ``whole``, ``week`` or ``day``.
    """

    start: float
    end: float
    kind: str

    @property
    def px_per_h(self) -> float:
        """How long an hour is on the drawing."""
        return WIDTH / (self.end - self.start)

    def x(self, at: float) -> float:
        """Return where an instant is, held within the sheet."""
        return (min(max(at, self.start), self.end) - self.start) * self.px_per_h

    def holds(self, start: float, end: float) -> bool:
        """Whether a stretch of time shows on the sheet."""
        return start < self.end and end > self.start


@dataclass(frozen=True, slots=True)
class Row:
    """One berth or quay on the board.

    Attributes
    ----------
    place
        Which.
    top, height
        Where its vessels are drawn.
    gutter
        Height below, in which waits are drawn as tails.
    scale
        Units of the drawing in one metre; None where no length is known.
    heading
        Quay whose berths begin here, if it is to be named.
    lanes, lane_of, track_of
        How many vessels lie over each other where a plan has conflicts, in which lane each stay
        is, and in which track its wait; by number of the call.
    """

    place: Place
    top: float
    height: float
    gutter: float
    scale: float | None
    heading: str
    lanes: int
    lane_of: dict[int, int]
    track_of: dict[int, int]

    @property
    def bottom(self) -> float:
        """Where the next row begins."""
        return self.top + self.height + self.gutter


def windows_of(board: Board) -> list[Window]:
    """Return the sheets of a board: the whole time, by weeks where it is long, and each day."""
    zero, last = board.zero, max(board.last, 6.0)
    whole = Window(0.0, last, "whole")
    if last <= 36:
        return [whole]
    sheets = [whole]
    if last > 8.5 * 24:
        count = round(last / (7 * 24)) or 1
        ends = [hours_between(zero, zero + timedelta(days=7 * k)) for k in range(1, count)]
        sheets = [
            Window(start, end, "week")
            for start, end in zip([0.0, *ends], [*ends, last], strict=True)
        ]
    return sheets + _days(zero, last)


def _days(zero: datetime, last: float) -> list[Window]:
    edges = [0.0]
    for at in day_starts(zero, last)[1:]:
        if at < last and at - edges[-1] >= 6:  # less than a quarter goes with its neighbour
            edges.append(at)
    if last - edges[-1] < 6 and len(edges) > 1:
        edges.pop()
    edges.append(last)
    return [Window(a, b, "day") for a, b in itertools.pairwise(edges)]


def rows_of(board: Board, top: float) -> list[Row]:
    """Return the rows of a board, from the top down."""
    single = [place for place in board.places if not place.continuous]
    room = 560.0 / max(1, len(single))
    usual = max(24.0, min(46.0, room))
    lengths = sorted(p.length_m for p in single if p.length_m)
    per_m = usual / lengths[len(lengths) // 2] if lengths else None
    rows = []
    named = len({place.quay_id for place in board.places}) > 1
    before = ""
    for place in board.places:
        stays = [stay for stay in board.stays if stay.place_id == place.place_id]
        heading = place.quay_id if named and place.quay_id != before else ""
        before = place.quay_id
        top += HEADING if heading else 0.0
        row = _quay_row(place, top) if place.continuous else None
        row = row or _berth_row(place, stays, top, usual, per_m)
        row = Row(
            place, row.top, row.height, row.gutter, row.scale, heading,
            row.lanes, row.lane_of, row.track_of,
        )  # fmt: skip
        rows.append(row)
        top = row.bottom
    return rows


def _quay_row(place: Place, top: float) -> Row:
    length = place.length_m or 100.0
    height = min(520.0, max(200.0, 0.85 * length))
    return Row(place, top, height, 2.0, height / length, "", 1, {}, {})


def _berth_row(
    place: Place, stays: Sequence[Stay], top: float, usual: float, per_m: float | None
) -> Row:
    lane_of, lanes = _stacked([(s.number, s.start, s.end) for s in stays])
    waits = [(s.number, s.eta, s.start) for s in stays if s.wait_h > 0]
    track_of, tracks = _stacked(waits)
    track_of = {number: track % MOST_TRACKS for number, track in track_of.items()}
    height = usual
    if per_m is not None and place.length_m:
        height = min(110.0, max(24.0, place.length_m * per_m))
    # Two vessels side by side keep their scale; more of them are a conflict, and get what there is.
    height = max(height * min(lanes, 2), 18.0 * lanes)
    gutter = GUTTER + TRACK * max(1, min(MOST_TRACKS, tracks))
    return Row(place, top, height, gutter, per_m, "", lanes, lane_of, track_of)


def _stacked(spans: Sequence[tuple[int, float, float]]) -> tuple[dict[int, int], int]:
    """Put stretches of time that meet into lanes, each in the first that is free."""
    ends: list[float] = []
    lane_of = {}
    for number, start, end in sorted(spans, key=lambda span: (span[1], span[2], span[0])):
        lane = next((k for k, free in enumerate(ends) if free <= start + 1e-9), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        lane_of[number] = lane
    return lane_of, max(1, len(ends))


def bar_span(row: Row, stay: Stay) -> tuple[float, float]:
    """Return top and height of a vessel on its row, to scale where lengths are known."""
    place = row.place
    if place.continuous and row.scale is not None:
        low = stay.from_m if stay.from_m is not None else 0.0
        high = stay.to_m if stay.to_m is not None else low + (stay.length_m or 40.0)
        top = row.top + max(0.0, low) * row.scale
        bottom = min(row.top + row.height, row.top + high * row.scale)
        return top, max(4.0, bottom - top)
    lane = row.height / row.lanes
    top = row.top + lane * row.lane_of.get(stay.number, 0)
    height = lane
    if row.scale is not None and stay.length_m and place.length_m:
        height = min(lane, max(13.0, stay.length_m * row.scale))
        if stay.from_m is not None and place.from_m is not None and row.lanes == 1:
            top += max(0.0, min(lane - height, (stay.from_m - place.from_m) * row.scale))
    return top + 1.0, height - 1.5


def ghost_span(row: Row, ghost: Ghost) -> tuple[float, float]:
    """Return top and height of where a vessel lay on a row before."""
    if row.scale is None or ghost.from_m is None or ghost.to_m is None:
        return row.top, row.height
    return row.top + ghost.from_m * row.scale, max(4.0, (ghost.to_m - ghost.from_m) * row.scale)


def closed_span(row: Row, closed: Closed) -> tuple[float, float]:
    """Return top and height of a closure on a row."""
    if row.scale is None or closed.from_m is None or closed.to_m is None:
        return row.top, row.height + row.gutter
    shift = 0.0 if row.place.continuous else row.place.from_m or 0.0
    low = max(0.0, (closed.from_m - shift) * row.scale)
    high = min(row.height, (closed.to_m - shift) * row.scale)
    if high <= low:
        return row.top, row.height + row.gutter
    return row.top + low, high - low


def px(value: float) -> str:
    """Return a coordinate, to the tenth of a unit.

    Examples
    --------
    >>> px(12.0), px(3.14159)
    ('12', '3.1')
    """
    return f"{value:.1f}".removesuffix(".0")
