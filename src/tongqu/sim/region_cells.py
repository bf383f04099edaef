"""What if a cell of the region were different: a depth, a chamber, a berth's limit."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from tongqu.errors import BadValueError, DatasetError, Problem

if TYPE_CHECKING:
    from tongqu.model.region import Region

__all__ = ["deepened", "with_cells"]

Cells = tuple[tuple[str, str], ...]


def with_cells(region: Region, cells: Cells) -> tuple[Region, frozenset[tuple[str, str, str]]]:
    """Return a region with cells changed, and which cells these are.

    Parameters
    ----------
    region
        The region.
    cells
        Pairs of ``TABLE.ROW.COLUMN`` and what stands there, as a file writes it. In the row, ``*``
        stands for any letters. A work that would change such a cell no longer does.

    Raises
    ------
    DatasetError
        If a table, row or column is not there, or a value breaks the column's rules.

    Examples
    --------
    >>> from tongqu import load_region
    >>> locks = (("chambers.*-chamber.length_m", "180"),)
    >>> region, changed = with_cells(load_region("qujiang"), locks)
    >>> region.row("chambers", "yaojia-chamber").length_m, len(changed)
    (180.0, 13)
    """
    changed: set[tuple[str, str, str]] = set()
    problems: list[Problem] = []
    for name, text in cells:
        try:
            region, found = _with_cell(region, name, text)
            changed |= found
        except (BadValueError, DatasetError) as error:
            problems += error.problems
    if problems:
        raise DatasetError("cells that cannot be set", problems)
    return region, frozenset(changed)


def _with_cell(
    region: Region, name: str, text: str
) -> tuple[Region, set[tuple[str, str, str]]]:  # fmt: skip
    from tongqu.model.cells import parse_cell

    table, _, rest = name.partition(".")
    wanted, _, column = rest.rpartition(".")
    tables = dict(region.tables())
    if table not in tables or table == "region":
        known = sorted(tables.keys() - {"region"})
        raise DatasetError.of("sim_no_such_table", name=name, known=known)
    value = parse_cell(table, column, text)
    rows = {row.id for row in tables[table] if fnmatchcase(row.id, wanted)}
    if not rows:
        raise DatasetError.of("sim_no_such_row", name=name, row=wanted, table=table)
    region = region.with_tables(
        **{table: tuple(replace(row, **{column: value}) if row.id in rows else row
                        for row in tables[table])}
    )  # fmt: skip
    kept = tuple(
        row for row in region.work_changes
        if not (row.table == table and row.column == column and row.row_id in rows)
    )  # fmt: skip
    return region.with_tables(work_changes=kept), {(table, row, column) for row in rows}


def deepened(
    region: Region, depth_m: float | None
) -> tuple[Region, frozenset[tuple[str, str, str]]]:
    """Return a region whose waterways have at least a depth, and the cells that this changes.

    Examples
    --------
    >>> from tongqu import load_region
    >>> region, changed = deepened(load_region("qujiang"), 2.4)
    >>> min(row.depth_m for row in region.links if row.mode == "waterway"), len(changed)
    (2.4, 14)
    """
    if depth_m is None:
        return region, frozenset()
    changed = {
        ("links", row.id, "depth_m") for row in region.links
        if row.mode == "waterway" and row.depth_m is not None and row.depth_m < depth_m
    }  # fmt: skip

    def raised(row: Any) -> Any:
        cell = (row.table, row.row_id, row.column)
        low = cell in changed and float(row.value) < depth_m
        return replace(row, value=str(depth_m)) if low else row

    links = tuple(
        replace(row, depth_m=depth_m) if ("links", row.id, "depth_m") in changed else row
        for row in region.links
    )
    works = tuple(raised(row) for row in region.work_changes)
    return region.with_tables(links=links, work_changes=works), frozenset(changed)
