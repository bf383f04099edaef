"""What is known of the region on a day: openings, closures, changed cells, water levels.

A fact about the future is stored in versions (planned, expected, actual), each with the day
it became known. :class:`Knowledge` picks, for one day, the version that counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from tongqu.model.cells import parse_cell
from tongqu.model.region import Region
from tongqu.model.works import Closure, WaterLevel, WorkDate

FIRMNESS = {"planned": 0, "expected": 1, "actual": 2}


class _Version(Protocol):
    @property
    def status(self) -> str: ...
    @property
    def known_on(self) -> date: ...


V = TypeVar("V", bound=_Version)


def newest(versions: Iterable[V], as_of: date) -> V | None:
    """Return the version that counts on a day: the newest known, the firmer at a tie."""
    known = [version for version in versions if version.known_on <= as_of]
    return max(known, key=lambda v: (v.known_on, FIRMNESS[v.status]), default=None)


@dataclass(frozen=True)
class Change:
    """A cell that takes a new value at an instant.

    Attributes
    ----------
    at
        First instant of the new value.
    value
        The new value, or for water levels what is added to the depth.
    work_id
        Work that changes it; empty for water levels.
    status
        planned, expected or actual.
    source_id
        Where the date comes from.
    """

    at: datetime
    value: Any
    work_id: str
    status: str
    source_id: str


class Knowledge:
    """What is known of a region on one day.

    Parameters
    ----------
    region
        The region.
    as_of
        The instant whose knowledge counts; what became known on that day counts.

    Examples
    --------
    >>> from datetime import date
    >>> from tongqu import load_region
    >>> region = load_region("qujiang")
    >>> known = Knowledge(region, region.local(date(2025, 2, 10)))
    >>> known.closures("locks", "fuchunjiang-lock")[0].status
    'actual'
    """

    def __init__(self, region: Region, as_of: datetime) -> None:
        self.region = region
        self.as_of = as_of
        day = as_of.astimezone(region.zone).date()
        self._openings = self._work_openings(day)
        self._closures = self._known_closures(day)
        self._changes = self._known_changes()
        self._levels = self._known_levels(day)

    def _work_openings(self, day: date) -> dict[str, WorkDate]:
        versions: dict[str, list[WorkDate]] = defaultdict(list)
        for row in self.region.work_dates:
            if row.milestone == "open":
                versions[row.work_id].append(row)
        picked = {work: newest(rows, day) for work, rows in versions.items()}
        return {work: row for work, row in picked.items() if row is not None}

    def _known_closures(self, day: date) -> dict[tuple[str, str], list[Closure]]:
        versions: dict[str, list[Closure]] = defaultdict(list)
        for row in self.region.closures:
            versions[row.event_id].append(row)
        known: dict[tuple[str, str], list[Closure]] = defaultdict(list)
        for rows in versions.values():
            row_known = newest(rows, day)
            if row_known is not None:
                known[row_known.table, row_known.row_id].append(row_known)
        for rows in known.values():
            rows.sort(key=lambda closure: closure.closed_from)
        return known

    def _known_changes(self) -> dict[tuple[str, str, str], list[Change]]:
        changes: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
        for row in self.region.work_changes:
            opening = self._openings.get(row.work_id)
            if opening is None:
                continue
            changes[row.table, row.row_id, row.column].append(
                Change(
                    at=self.region.local(opening.on_date),
                    value=parse_cell(row.table, row.column, row.value),
                    work_id=row.work_id,
                    status=opening.status,
                    source_id=opening.source_id,
                )
            )
        for rows in changes.values():
            rows.sort(key=lambda change: change.at)
        return changes

    def _known_levels(self, day: date) -> dict[str, list[Change]]:
        versions: dict[tuple[str, datetime], list[WaterLevel]] = defaultdict(list)
        for row in self.region.water_levels:
            versions[row.link_id, row.from_time].append(row)
        levels: dict[str, list[Change]] = defaultdict(list)
        for (link_id, from_time), rows in sorted(versions.items()):
            row_known = newest(rows, day)
            if row_known is not None:
                levels[link_id].append(
                    Change(
                        at=self.region.local(from_time),
                        value=row_known.depth_change_m,
                        work_id="",
                        status=row_known.status,
                        source_id=row_known.source_id,
                    )
                )
        return levels

    def opening(self, work_id: str) -> WorkDate | None:
        """Return the date on which a work opens, as known."""
        return self._openings.get(work_id)

    def closures(self, table: str, row_id: str) -> tuple[Closure, ...]:
        """Return the closures of one row (a lock, a berth, a passage …), by their start."""
        return tuple(self._closures.get((table, row_id), ()))

    def all_closures(self) -> tuple[Closure, ...]:
        """Return every closure known."""
        return tuple(row for rows in self._closures.values() for row in rows)

    def changes(self, table: str, row_id: str, column: str) -> tuple[Change, ...]:
        """Return the new values of one cell, by their instant."""
        return tuple(self._changes.get((table, row_id, column), ()))

    def levels(self, link_id: str) -> tuple[Change, ...]:
        """Return what the water levels add to a link's depth, by their instant."""
        return tuple(self._levels.get(link_id, ()))

    def depths(self, link_id: str) -> tuple[tuple[datetime, float], ...]:
        """Return the depth of a link as steps: from each instant on, metres.

        The first step has the smallest instant there is. A link without a depth has none.
        """
        base = self.region.row("links", link_id).depth_m
        changes = self.changes("links", link_id, "depth_m")
        if base is None and not changes:
            return ()
        levels = self.levels(link_id)
        first = datetime.min.replace(tzinfo=self.region.zone) + timedelta(days=1)
        instants = sorted({first, *(c.at for c in changes), *(c.at for c in levels)})
        steps = []
        for instant in instants:
            depth = _value_at(changes, instant, base)
            if depth is not None:
                steps.append((instant, depth + _value_at(levels, instant, 0.0)))
        return tuple(steps)

    def in_service(self, table: str, row_id: str) -> tuple[tuple[datetime, bool], ...]:
        """Return since when a terminal or berth works, as steps like :meth:`depths`."""
        first = datetime.min.replace(tzinfo=self.region.zone) + timedelta(days=1)
        base = bool(self.region.row(table, row_id).in_service)
        changes = self.changes(table, row_id, "in_service")
        return ((first, base), *((change.at, bool(change.value)) for change in changes))

    def cells_at(self, when: datetime) -> dict[str, dict[str, dict[str, Any]]]:
        """Return the changed cells at an instant: table, row, column, value."""
        cells: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        for (table, row_id, column), changes in self._changes.items():
            done = [change for change in changes if change.at <= when]
            if done:
                cells[table][row_id][column] = done[-1].value
        for link_id in self._levels:
            in_force = [depth for at, depth in self.depths(link_id) if at <= when]
            if in_force:
                cells["links"][link_id]["depth_m"] = in_force[-1]
        return cells


def _value_at(changes: tuple[Change, ...], when: datetime, base: Any) -> Any:
    done = [change for change in changes if change.at <= when]
    return done[-1].value if done else base
