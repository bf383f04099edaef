"""A continuous quay as positions on one axis, and what holds along its metres."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tongqu.berths.forms import refused
from tongqu.berths.grid import Flags, Floats
from tongqu.berths.items import Item
from tongqu.berths.places import Place, Port
from tongqu.errors import UsageError
from tongqu.model.quays import CranePool, Quay
from tongqu.model.terminals import Berth

MOST_SEGMENTS = 4_000
SLACK = 1e-9


class Stretch(Place):
    """Metres of a continuous quay over which the same berths lie, over the grid.

    Whatever lies there must find every one of them usable, open and deep enough.

    Parameters
    ----------
    port, quay
        The port and the quay.
    berths
        Rows of berths that the metres touch.
    bare
        Whether some of the metres belong to no berth; there the quay's own depth counts.
    """

    def __init__(self, port: Port, quay: Quay, berths: tuple[Berth, ...], bare: bool) -> None:
        one = len(berths) == 1 and not bare
        super().__init__(port, berths[0] if one else _plain(quay))
        self.quay: Quay = quay
        self.bare = bare
        self.parts = tuple(port.place(berth) for berth in berths)

    @property
    def rows(self) -> tuple[Berth, ...]:
        """Rows that a vessel must fit: the berths, and the quay itself where none lies."""
        return (*(part.berth for part in self.parts), *((_plain(self.quay),) if self.bare else ()))

    @cached_property
    def usable(self) -> Flags:
        """Whether anybody may lie there, by minute."""
        known, grid = self.port.known, self.port.grid
        flags = grid.open_flags("", known.closures("quays", self.quay.id))
        flags &= grid.steps(known.in_service("terminals", self.terminal.id)) > 0
        for part in self.parts:
            flags &= part.usable
        return flags

    @cached_property
    def depth(self) -> Floats | None:
        """Depth by slot, its least [m]; None where it is not known and does not count."""
        found = [part.depth for part in self.parts]
        if self.bare and self.quay.depth_m is not None:
            metres = self.quay.depth_m + self.port.level(_plain(self.quay))
            found.append(np.round(self.port.grid.by_slot(metres).min(axis=1), 6))
        known = [depth for depth in found if depth is not None]
        return np.min(known, axis=0) if known else None

    def opened(self, pool: CranePool | None) -> Flags:
        """Return by minute whether cargo is worked."""
        key = pool.id if pool is not None else ""
        if key not in self._open:
            port = self.port
            closures = port.known.closures("terminals", self.terminal.id)
            flags = port.grid.open_flags(self.terminal.opening_hours, closures)
            if pool is not None:
                flags &= port.cranes(pool).works
            for part in self.parts:
                flags &= part.opened(pool)
            self._open[key] = flags
        return self._open[key]

    def signature(self, need_m: float, pool: CranePool | None) -> tuple[bytes, ...]:
        """Return what makes the stretch different from another one, for a draught."""
        depth = self.depth
        shallow = depth is not None and need_m > depth.min()
        return (
            self.usable.tobytes(),
            self.opened(pool).tobytes(),
            depth.tobytes() if depth is not None and shallow else b"",
        )


def _plain(quay: Quay) -> Berth:
    """Return a quay as a berth that takes everything."""
    return Berth(
        id=quay.id, terminal_id=quay.terminal_id, name=quay.name, name_zh=quay.name_zh,
        quay_id=quay.id, source_id=quay.source_id,
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A quay on the axis.

    Attributes
    ----------
    quay
        The quay.
    offset
        Position of its first metre.
    """

    quay: Quay
    offset: int


class Axis:
    """Positions along all continuous quays, laid end to end.

    A vessel holds whole segments, its clearance behind it included; so two vessels whose segments
    do not meet keep the clearance, and the quay's ends need none.

    Parameters
    ----------
    port
        The port.
    step_m
        Length of a segment [m].

    Raises
    ------
    DatasetError
        If a berth on the quay has no metres, or two quays have different clearances.
    UsageError
        If there would be too many positions.
    """

    def __init__(self, port: Port, step_m: int) -> None:
        self.port, self.step_m = port, step_m
        quays = [
            row
            for row in port.region.quays
            if row.continuous and row.terminal_id in port.terminal_ids
        ]
        self.clearance_m = quays[0].clearance_m
        for quay in quays:
            if quay.clearance_m != self.clearance_m:
                raise refused("clearances_differ", quay.id, "quay", "quays", other=quays[0].id)
        for row in port.berths:
            if row.from_m is None or row.length_m is None:
                raise refused("berth_without_metres", row.id, "quay", "berths")
        lines, offset = [], 0
        for quay in quays:
            lines.append(Line(quay, offset))
            # One more, because a place that is given may begin between two positions.
            offset += math.ceil((quay.length_m + self.clearance_m) / step_m) + 1
        self.lines = tuple(lines)
        self.segments = offset
        if self.segments > MOST_SEGMENTS:
            raise UsageError.of(
                "parameter_out_of_range", name="position_step_m", value=step_m,
                minimum=math.ceil(step_m * self.segments / MOST_SEGMENTS), maximum=200,
            )  # fmt: skip
        self._stretches: dict[tuple[str, tuple[str, ...], bool], Stretch] = {}
        self._runs: dict[tuple[str, float], list[Stretch]] = {}

    def line(self, position: int) -> Line:
        """Return the quay that a position lies on."""
        return next(line for line in reversed(self.lines) if line.offset <= position)

    def metre(self, position: int) -> float:
        """Return the metre of its quay at which a position lies."""
        return float((position - self.line(position).offset) * self.step_m)

    def held(self, length_m: float, from_m: float = 0.0) -> int:
        """Return how many segments a vessel holds, its clearance included."""
        first = math.floor(from_m / self.step_m + SLACK)
        last = math.ceil((from_m + length_m + self.clearance_m) / self.step_m - SLACK)
        return max(1, last - first)

    def positions(self, line: Line, length_m: float) -> range:
        """Return the positions at which a vessel of a length may lie on a quay."""
        last = math.floor((line.quay.length_m - length_m) / self.step_m + SLACK)
        return range(line.offset, line.offset + last + 1)

    def along(self, line: Line, length_m: float) -> list[Stretch]:
        """Return for each of these positions the stretch that a vessel of that length touches."""
        key = (line.quay.id, length_m)
        if key not in self._runs:
            metres = [self.metre(position) for position in self.positions(line, length_m)]
            self._runs[key] = [self.stretch(line.quay, m, m + length_m) for m in metres]
        return self._runs[key]

    def stretch(self, quay: Quay, from_m: float, to_m: float) -> Stretch:
        """Return what holds along some metres of a quay."""
        rows = [
            row
            for row in self.port.berths
            if row.quay_id == quay.id and _from(row) < to_m - SLACK and _to(row) > from_m + SLACK
        ]
        covered = sum(min(_to(row), to_m) - max(_from(row), from_m) for row in rows)
        bare = covered < to_m - from_m - 1e-6
        key = (quay.id, tuple(row.id for row in rows), bare)
        if key not in self._stretches:
            self._stretches[key] = Stretch(self.port, quay, tuple(rows), bare)
        return self._stretches[key]

    def stretches(self, length_m: float) -> Iterable[Stretch]:
        """Yield every stretch that a vessel of a length may touch, each once."""
        for line in self.lines:
            yield from dict.fromkeys(self.along(line, length_m))


def _from(row: Berth) -> float:
    return row.from_m or 0.0


def _to(row: Berth) -> float:
    return (row.from_m or 0.0) + (row.length_m or 0.0)


def lies_at(from_m: float, to_m: float, berth: Berth, step_m: float) -> bool:
    """Whether metres lie at a berth: within it, or over all of it, to within a step.

    Examples
    --------
    >>> row = Berth(id="b", terminal_id="t", from_m=100.0, length_m=60.0, source_id="s")
    >>> [lies_at(m, m + 50, row, 10) for m in (90, 95, 110, 115, 120)]
    [False, True, True, True, False]
    """
    begin, end = _from(berth), _to(berth)
    within = from_m > begin - step_m and to_m < end + step_m
    over = from_m < begin + step_m and to_m > end - step_m
    return within or over


def step_of(step_m: int, given_m: Sequence[float]) -> int:
    """Return the step of positions so that places that are given in whole metres lie on one.

    Examples
    --------
    >>> step_of(10, [120.0, 48.0]), step_of(10, [37.5])
    (2, 10)
    """
    whole = [round(metre) for metre in given_m if abs(metre - round(metre)) < SLACK]
    return math.gcd(step_m, *whole) if whole else step_m


def quay_rows(item: Item, axis: Axis) -> list[Line]:
    """Return the quays that an item may lie on, by what its calls give."""
    wanted = {call.pinned_quay_id for call in item.calls} - {""}
    return [line for line in axis.lines if not wanted or {line.quay.id} == wanted]
