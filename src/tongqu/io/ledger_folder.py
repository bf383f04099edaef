"""A ledger from a folder of CSV files: units, accounts, items and what happened to them."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.csv_file import read_csv
from tongqu.io.reading import load_region
from tongqu.io.table_reading import TableRead, read_table
from tongqu.model.cells import nearest
from tongqu.model.ledger_folder import LedgerFolder
from tongqu.model.ledger_rules import LEDGER_RULES, NEEDED_TABLES, ledger_specs
from tongqu.model.rows import Finding, Rows

if TYPE_CHECKING:
    from tongqu.model import Region

__all__ = ["read_ledger_folder"]

FROM_REGION = ("works", "places", "sources")
"""Tables of the region whose rows a ledger may name."""

MOST_PROBLEMS = 10_000  # of one rule


def read_ledger_folder(path: str | os.PathLike[str], region: Region | None = None) -> LedgerFolder:
    r"""Read a ledger from a folder with one CSV file a table, and check all of it.

    Parameters
    ----------
    path
        The folder. The tables are those of the dictionary ``ledger``; ``sources.csv`` has the
        sources that the region lacks.
    region
        Works, places and sources that may be named; by default the shipped region that
        ``ledger.csv`` names.

    Returns
    -------
    LedgerFolder
        Records in the order of the files, each with its row. Whether a kind has such an action or
        field is not known here; that is for the ledger to say.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong, each with file, row, column and a right value.
    tongqu.errors.NotFoundError
        If there is no such folder.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name, text in {
    ...     "ledger": "id,name,name_zh\nours,Our ledger,台账\n",
    ...     "units": "id,name,name_zh\nroads,Roads office,道路科\n",
    ...     "accounts": "id,unit,roles\nroads-1,roads,clerk;handler\n",
    ...     "sources": "id,kind,title,title_zh\nlist,public,List,清单\n",
    ...     "items": "id,kind,title,source_id,actor,at,fields\n"
    ...         "kerb,rectification,Kerb,list,roads-1,2026-03-02T09:00,problem=broken\n",
    ... }.items():
    ...     _ = (folder / f"{name}.csv").write_text(text, "utf-8")
    >>> item = read_ledger_folder(folder).items[0]
    >>> item.field_values, item.known_at.isoformat()
    ({'problem': 'broken'}, '2026-03-02T09:00:00+08:00')
    """
    folder = Path(path)
    if not folder.is_dir():
        raise NotFoundError.of("no_such_folder", path=str(folder))
    reads, problems, unread = _read_tables(folder)
    if region is None:
        region, wrong = _named_region(reads)
        problems += wrong
        if region is None and (wrong or "ledger" in unread or not reads["ledger"].rows):
            unread.update(FROM_REGION)  # nobody knows which region's rows are meant
    problems += _between(reads, unread, region)
    if problems:
        raise DatasetError(f"{folder.name}: {len(problems)} problems", problems)
    return _assemble(reads)


def _read_tables(folder: Path) -> tuple[dict[str, TableRead], list[Problem], set[str]]:
    specs = ledger_specs()
    reads: dict[str, TableRead] = {}
    unread: set[str] = set()
    problems: list[Problem] = []
    try:
        names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        problem = Problem("unreadable", {"reason": error.strerror or "?"}, folder.name)
        raise DatasetError(str(problem), (problem,)) from None
    tables = [name[:-4] for name in names if name.endswith(".csv")]
    for table in tables:
        if table not in specs:
            meant = nearest(table, set(specs) - set(tables))
            expected = f"{meant}.csv" if meant else None
            problems.append(Problem("unknown_file", {}, f"{table}.csv", expected=expected))
            unread |= {meant} if meant else set()
            continue
        grid, found = read_csv(folder / f"{table}.csv", f"{table}.csv")
        problems += found
        if grid is None:
            unread.add(table)
            continue
        reads[table] = read_table(grid, specs[table])
        problems += reads[table].problems
        if reads[table].problems and not reads[table].ids:
            unread.add(table)
    for table in NEEDED_TABLES:
        if table not in reads and table not in unread:
            problems.append(Problem("missing_table", {"table": table}, f"{table}.csv"))
            unread.add(table)
    return reads, problems, unread


def _named_region(reads: dict[str, TableRead]) -> tuple[Region | None, list[Problem]]:
    """Return the region that the ledger says it belongs to, and what is wrong with its name."""
    read = reads.get("ledger")
    if read is None or not read.rows or not read.rows[0][1].region:
        return None, []
    number, info = read.rows[0]
    try:
        return load_region(info.region), []
    except (NotFoundError, DatasetError):
        params = {"id": info.region}
        problem = Problem("unknown_region", params, "", number, "region", value=info.region)
        return None, [read.locate(problem)]


def _between(reads: dict[str, TableRead], unread: set[str], region: Region | None) -> list[Problem]:
    """Return what is wrong between rows and tables."""
    ids: dict[str, list[Any]] = {name: list(read.ids) for name, read in reads.items()}
    if region is not None:
        for table in FROM_REGION:
            ids.setdefault(table, []).extend(row.id for row in getattr(region, table))
    rows = Rows({name: read.rows for name, read in reads.items()}, ids, unread)
    problems = []
    for rule in LEDGER_RULES:
        findings = rule(rows)
        problems += [_located(found, reads) for found in islice(findings, MOST_PROBLEMS)]
        if more := sum(1 for _ in findings):
            problems.append(Problem("too_many_problems", {"count": more}, problems[-1].file))
    if region is not None and "sources" in reads:
        theirs = {row.id for row in region.sources}
        problems += [
            _located(Finding(
                code="source_of_region", table="sources", row=number, column="id", value=row.id
            ), reads)
            for number, row in reads["sources"].rows
            if row.id in theirs
        ]  # fmt: skip
    return problems


def _located(f: Finding, reads: dict[str, TableRead]) -> Problem:
    return reads[f.table].locate(
        Problem(f.code, f.params, f.table, f.row, f.column, None, f.value, f.expected)
    )


def _assemble(reads: dict[str, TableRead]) -> LedgerFolder:
    zone = ZoneInfo(reads["ledger"].rows[0][1].time_zone)

    def records(table: str) -> tuple[Any, ...]:
        found = reads[table].rows if table in reads else ()
        return tuple(replace(record, row=number) for number, record in found)

    def timed(table: str) -> tuple[Any, ...]:
        return tuple(
            replace(
                record,
                at=record.at.replace(tzinfo=zone),
                known_at=(record.known_at or record.at).replace(tzinfo=zone),
            )
            for record in records(table)
        )

    return LedgerFolder(
        info=records("ledger")[0],
        units=records("units"),
        accounts=records("accounts"),
        sources=tuple(row for _, row in reads["sources"].rows) if "sources" in reads else (),
        items=timed("items"),
        steps=timed("steps"),
    )
