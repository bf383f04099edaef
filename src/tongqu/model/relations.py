"""Rules between rows and tables: identity, references, places, fleets, works.

Each rule takes the good `Rows` and yields a `Finding` for everything that breaks it. Rules about
money and choice of rows stand in `tongqu.model.price_rules`.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tongqu.errors import BadValueError
from tongqu.model.cells import nearest, parse_cell
from tongqu.model.dictionary import table_spec, table_specs
from tongqu.model.price_rules import PRICE_RULES
from tongqu.model.quay_rules import QUAY_RULES
from tongqu.model.rows import Finding, Rows
from tongqu.model.service_rules import SERVICE_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tongqu.model.dictionary import TableSpec

__all__ = ["RELATIONS", "references", "unique_ids"]


def needed_tables(rows: Rows) -> Iterator[Finding]:
    """One region, at least one source and one place."""
    for table in ("region", "sources", "places"):
        if not rows.complete(table):
            continue
        count = len(rows(table))
        if count == 0:
            yield Finding(code="empty_table", table=table, row=0)
        elif table == "region" and count > 1:
            yield Finding(code="one_row_only", table=table, row=rows(table)[1][0])


def unique_ids(rows: Rows, tables: Iterable[str] = ()) -> Iterator[Finding]:
    """An id names one row of its table; without `tables`, those of a region."""
    for table in tables or table_specs():
        seen: dict[str, int] = {}
        for number, row in rows(table):
            first = seen.setdefault(row.id, number)
            if first != number:
                yield Finding(
                    code="duplicate_id",
                    table=table,
                    row=number,
                    column="id",
                    value=row.id,
                    expected=_free_id(row.id, rows.ids(table)),
                    params={"first_row": first},
                )


def _free_id(taken: str, ids: frozenset[str]) -> str:
    number = 2
    while f"{taken}-{number}" in ids:
        number += 1
    return f"{taken}-{number}"


def references(rows: Rows, specs: Mapping[str, TableSpec] | None = None) -> Iterator[Finding]:
    """A reference names a row that exists; without `specs`, those of a region."""
    for table, spec in (specs or table_specs()).items():
        for column in spec.columns:
            target = column.references
            if not target or rows.unread(target):
                continue
            ids = rows.ids(target)
            for number, row in rows(table):
                value = getattr(row, column.name)
                for wanted in (value if column.is_list else (value,)) if value else ():
                    if wanted not in ids:
                        yield _unknown(rows, table, number, column.name, wanted, target)


def _unknown(rows: Rows, table: str, number: int, column: str, value: str, target: str) -> Finding:
    return Finding(
        code="unknown_id",
        table=table,
        row=number,
        column=column,
        value=value,
        expected=rows.meant(value, target),
        params={"table": target},
    )


def fact_subjects(rows: Rows) -> Iterator[Finding]:
    """A reported figure is about a row of some table."""
    if any(rows.unread(table) for table in table_specs()):
        return
    others = [table for table in table_specs() if table != "facts"]
    known = frozenset().union(*(rows.ids(table) for table in others))
    for number, row in rows("facts"):
        if row.subject_id not in known:
            yield Finding(
                code="unknown_subject",
                table="facts",
                row=number,
                column="subject_id",
                value=row.subject_id,
                expected=rows.meant(row.subject_id, *others),
            )


def one_terminal_a_place(rows: Rows) -> Iterator[Finding]:
    """At most one terminal stands at a place."""
    seen: dict[str, str] = {}
    for number, row in rows("terminals"):
        other = seen.setdefault(row.place_id, row.id)
        if other != row.id:
            yield Finding(
                code="place_taken",
                table="terminals",
                row=number,
                column="place_id",
                value=row.place_id,
                params={"terminal": other},
            )


def two_ends(rows: Rows) -> Iterator[Finding]:
    """Links and flows lead somewhere else; repacking changes the packing."""
    for table, start, end in (
        ("links", "from_place_id", "to_place_id"),
        ("flows", "from_place_id", "to_place_id"),
        ("repacking", "from_packing", "to_packing"),
    ):
        for number, row in rows(table):
            value = getattr(row, end)
            if getattr(row, start) == value:
                yield Finding(
                    code="same_ends",
                    table=table,
                    row=number,
                    column=end,
                    value=value,
                    params={"other": start},
                )


def payload_curves(rows: Rows) -> Iterator[Finding]:
    """Payload grows with draught; at the full draught it is on the curve and within the dwt."""
    if not rows.complete("vessel_payload"):
        return
    curves: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for number, row in rows("vessel_payload"):
        curves[row.class_id].append((row.draught_m, row.payload_t, number))
    classes = rows.by_id("vessel_classes")
    for class_id, points in curves.items():
        points.sort()
        broken = list(_not_increasing(points))
        yield from broken
        if class_id in classes and not broken:
            yield from _full_draught(classes[class_id], points, rows)


def _not_increasing(points: list[tuple[float, float, int]]) -> Iterator[Finding]:
    if len(points) == 1:
        yield _point_finding("curve_of_one_point", points[0][2], "draught_m", points[0][0])
    for before, after in pairwise(points):
        if after[0] <= before[0]:
            yield _point_finding("draught_twice", after[2], "draught_m", after[0])
        elif after[1] <= before[1]:
            params: dict[str, object] = {"draught_m": before[0], "payload_t": before[1]}
            yield _point_finding("payload_not_growing", after[2], "payload_t", after[1], params)


def _point_finding(
    code: str, number: int, column: str, value: float, params: dict[str, object] | None = None
) -> Finding:
    return Finding(
        code=code,
        table="vessel_payload",
        row=number,
        column=column,
        value=value,
        params=params or {},
    )


def _full_draught(
    vessel: Any, points: list[tuple[float, float, int]], rows: Rows
) -> Iterator[Finding]:
    number = next(n for n, row in rows("vessel_classes") if row.id == vessel.id)
    low, high = points[0][0], points[-1][0]
    if not low <= vessel.draught_m <= high:
        yield Finding(
            code="draught_off_curve",
            table="vessel_classes",
            row=number,
            column="draught_m",
            value=vessel.draught_m,
            expected=str(high),
            params={"minimum": low, "maximum": high},
        )
        return
    for (d0, p0, _), (d1, p1, _) in pairwise(points):
        if d0 <= vessel.draught_m <= d1:
            payload = p0 + (p1 - p0) * (vessel.draught_m - d0) / (d1 - d0)
            if payload > vessel.dwt_t * (1 + 1e-9):
                yield Finding(
                    code="payload_above_dwt",
                    table="vessel_classes",
                    row=number,
                    column="dwt_t",
                    value=vessel.dwt_t,
                    params={"payload_t": round(payload, 3)},
                )
            return


def fuel_named(rows: Rows) -> Iterator[Finding]:
    """A class that burns fuel names it; otherwise cost and CO2e would be lost."""
    for table in ("vessel_classes", "truck_classes"):
        columns = [c.name for c in table_spec(table).columns if c.name.startswith("fuel_kg")]
        for number, row in rows(table):
            if not row.fuel_id and any(getattr(row, column) > 0 for column in columns):
                yield Finding(code="fuel_missing", table=table, row=number, column="fuel_id")


def work_changes(rows: Rows) -> Iterator[Finding]:
    """A work changes a cell that exists, to a value that the cell may have."""
    for number, row in rows("work_changes"):
        if not rows.unread(row.table) and row.row_id not in rows.ids(row.table):
            yield _unknown(rows, "work_changes", number, "row_id", row.row_id, row.table)
        columns = table_spec(row.table).by_name
        if row.column == "id" or row.column not in columns:
            yield Finding(
                code="unknown_target_column",
                table="work_changes",
                row=number,
                column="column",
                value=row.column,
                expected=nearest(row.column, columns.keys() - {"id"}),
                params={"table": row.table},
            )
            continue
        try:
            value = parse_cell(row.table, row.column, row.value)
        except BadValueError as error:
            problem = error.problems[0]
            yield Finding(
                code=problem.code,
                table="work_changes",
                row=number,
                column="value",
                value=row.value,
                expected=problem.expected,
                params=dict(problem.params),
            )
            continue
        target = columns[row.column].references
        if target and value and not rows.unread(target):
            for wanted in value if columns[row.column].is_list else (value,):
                if wanted not in rows.ids(target):
                    yield _unknown(rows, "work_changes", number, "value", wanted, target)


def closures(rows: Rows) -> Iterator[Finding]:
    """A closure begins before it ends, closes what exists, and its versions close the same."""
    first: dict[str, Any] = {}
    for number, row in rows("closures"):
        checkable = row.table != "passages" and not rows.unread(row.table)
        if checkable and row.row_id not in rows.ids(row.table):
            yield _unknown(rows, "closures", number, "row_id", row.row_id, row.table)
        if row.closed_until is not None and row.closed_until <= row.closed_from:
            yield Finding(
                code="ends_before_start",
                table="closures",
                row=number,
                column="closed_until",
                value=row.closed_until,
                params={"start": row.closed_from.isoformat(timespec="minutes")},
            )
        other = first.setdefault(row.event_id, row)
        if (other.table, other.row_id) != (row.table, row.row_id):
            yield Finding(
                code="event_moves",
                table="closures",
                row=number,
                column="row_id",
                value=row.row_id,
                expected=other.row_id,
                params={"event": row.event_id, "table": other.table, "row_id": other.row_id},
            )


def versions(rows: Rows) -> Iterator[Finding]:
    """Of two versions known since the same day, one is firmer; otherwise none could be picked."""
    for table, keys in (
        ("work_dates", ("work_id", "milestone")),
        ("closures", ("event_id",)),
        ("water_levels", ("link_id", "from_time")),
    ):
        seen: dict[tuple[Any, ...], int] = {}
        for number, row in rows(table):
            key = (*(getattr(row, name) for name in keys), row.status, row.known_on)
            other = seen.setdefault(key, number)
            if other != number:
                yield Finding(
                    code="version_twice",
                    table=table,
                    row=number,
                    column="known_on",
                    value=row.known_on,
                    params={"first_row": other},
                )


def assumptions(rows: Rows) -> Iterator[Finding]:
    """Low, middle, high in this order; the middle scales the others, so it is positive."""
    for number, row in rows("assumptions"):
        if not row.low <= row.middle <= row.high:
            yield Finding(
                code="range_disordered",
                table="assumptions",
                row=number,
                column="middle",
                value=row.middle,
                expected=str(sorted((row.low, row.middle, row.high))[1]),
                params={"low": row.low, "high": row.high},
            )
        elif row.middle <= 0 and (row.low, row.middle, row.high) != (0, 0, 0):
            yield Finding(
                code="middle_not_positive",
                table="assumptions",
                row=number,
                column="middle",
                value=row.middle,
            )


RELATIONS: tuple[Callable[[Rows], Iterator[Finding]], ...] = (
    needed_tables,
    unique_ids,
    references,
    fact_subjects,
    one_terminal_a_place,
    two_ends,
    payload_curves,
    fuel_named,
    *QUAY_RULES,
    *SERVICE_RULES,
    *PRICE_RULES,
    work_changes,
    closures,
    versions,
    assumptions,
)
"""Every rule between rows, in the order in which a reader is told."""
