"""A region from a folder of CSV files, from a workbook, or by its name from the package."""

from __future__ import annotations

import os
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.csv_file import read_csv
from tongqu.io.marker import UNFINISHED, WORKBOOKS
from tongqu.io.table_reading import TableRead, read_table
from tongqu.model import Region
from tongqu.model.cells import nearest
from tongqu.model.checks import Rows, relation_problems
from tongqu.model.dictionary import table_specs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["check_region", "load_region", "shipped_regions"]

REQUIRED = ("region", "sources", "places")


def shipped_regions() -> tuple[str, ...]:
    """Return the names of the regions that come with the package."""
    home = files("tongqu").joinpath("datasets")
    if not home.is_dir():
        return ()
    found = (entry for entry in home.iterdir() if entry.joinpath("region.csv").is_file())
    return tuple(sorted(entry.name for entry in found))


def load_region(source: str | os.PathLike[str]) -> Region:
    """Read a region and check all of it.

    Parameters
    ----------
    source
        A folder with one CSV file a table, a workbook (``.xlsx``) with one sheet a table, or the
        name of a region that comes with the package. A name without a slash that is not in the
        current folder is taken for the latter.

    Raises
    ------
    tongqu.errors.DatasetError
        If anything breaks a rule of the data dictionary: all problems at once, each with file or
        sheet, row, column or cell, the rule and a right value.
    tongqu.errors.NotFoundError
        If there is no such path and no such region.

    Examples
    --------
    >>> load_region("qujiang").info.currency
    'CNY'
    """
    region, problems = _read(source)
    if problems or region is None:
        raise DatasetError(f"{os.fspath(source)}: {len(problems)} problems", problems)
    return region


def check_region(source: str | os.PathLike[str]) -> list[Problem]:
    """Return everything that is wrong with a region; an empty list if it can be used.

    Parameters
    ----------
    source
        As for `load_region`. Bad data never raises; a path that does not exist does.

    Examples
    --------
    >>> check_region("qujiang")
    []
    """
    return _read(source)[1]


def _read(source: str | os.PathLike[str]) -> tuple[Region | None, list[Problem]]:
    with ExitStack() as stack:
        path = Path(source)
        if not _exists(path):
            name = os.fspath(source)
            if name not in shipped_regions():
                meant = nearest(name, shipped_regions())
                problem = Problem("unknown_region", {"id": name}, expected=meant)
                raise NotFoundError(str(problem), (problem,))
            path = stack.enter_context(as_file(files("tongqu").joinpath("datasets", name)))
        if path.is_dir():
            reads, problems, unread = _read_folder(path)
        elif path.suffix.lower() in WORKBOOKS:
            from tongqu.io.workbook_reading import read_workbook

            reads, problems, unread = read_workbook(path)
        else:
            return None, [Problem("not_a_region", {}, path.name, expected=f"{path.stem}.xlsx")]
    return assemble(reads, problems, unread)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        # A name that no file can have, or a folder that we may not look into.
        return False


def _read_folder(path: Path) -> tuple[dict[str, TableRead], list[Problem], set[str]]:
    specs = table_specs()
    problems: list[Problem] = []
    reads: dict[str, TableRead] = {}
    unread: set[str] = set()
    if (path / UNFINISHED).exists():
        problems.append(Problem("half_written", {}, UNFINISHED))
    try:
        names = sorted(entry.name for entry in path.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        return (
            {},
            [Problem("unreadable", {"reason": error.strerror or "?"}, path.name)],
            set(specs),
        )
    tables = [name for name in names if name.lower().endswith(".csv")]
    for name in tables:
        table = name[:-4]
        if name.endswith(".csv") and table in specs:
            grid, found = read_csv(path / name, name)
            problems += found
            if grid is None:
                unread.add(table)
            else:
                reads[table] = read_table(grid, specs[table])
        else:
            meant = nearest(table, set(specs) - {entry[:-4] for entry in tables})
            expected = f"{meant}.csv" if meant else None
            problems.append(Problem("unknown_file", {}, name, expected=expected))
            unread |= {meant} if meant else set()
    problems += missing_tables(set(reads) | unread, {table: f"{table}.csv" for table in specs})
    return reads, problems, unread | {table for table in REQUIRED if table not in reads}


def missing_tables(present: set[str], where: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each table that no region can do without."""
    return [Problem("missing_table", {"table": t}, where[t]) for t in REQUIRED if t not in present]


def assemble(
    reads: Mapping[str, TableRead], problems: list[Problem], unread: set[str]
) -> tuple[Region | None, list[Problem]]:
    """Return the region that tables make, or all problems in and between them."""
    for read in reads.values():
        problems += read.problems
    without_ids = {name for name, read in reads.items() if read.ids == [] and read.problems}
    rows = Rows(
        {name: read.rows for name, read in reads.items()},
        {name: read.ids for name, read in reads.items()},
        unread | without_ids,
    )
    for problem in relation_problems(rows):
        table = problem.file or ""
        if table in reads:
            problems.append(reads[table].locate(problem))
        else:
            problems.append(Problem(problem.code, problem.params, table))
    if problems:
        return None, problems
    tables = {name: tuple(row for _, row in read.rows) for name, read in reads.items()}
    (info,) = tables.pop("region")
    return Region(info=info, **tables, verified=True), []
