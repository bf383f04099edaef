"""Rules between the tables of a ledger: identity, references, trees, times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from tongqu.model.cell_rules import CellError, format_cell
from tongqu.model.dictionary import table_spec, table_specs
from tongqu.model.ledger_folder import read_evidence, read_pairs
from tongqu.model.relations import references, unique_ids
from tongqu.model.rows import Finding, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongqu.model.dictionary import TableSpec

__all__ = ["LEDGER_RULES", "NEEDED_TABLES", "ledger_specs"]

NEEDED_TABLES = ("ledger", "units", "accounts", "items")
WITH_IDS = ("units", "accounts", "sources", "items")


def ledger_specs() -> dict[str, TableSpec]:
    """Return the tables of a ledger by name, its own sources among them."""
    return {**table_specs("ledger"), "sources": table_spec("sources")}


def one_ledger(rows: Rows) -> Iterator[Finding]:
    """The table of the ledger itself has one row."""
    if rows.complete("ledger") and not rows("ledger"):
        yield Finding(code="empty_table", table="ledger", row=0)
    for number, _ in rows("ledger")[1:]:
        yield Finding(code="one_row_only", table="ledger", row=number)


def ids_once(rows: Rows) -> Iterator[Finding]:
    """An id names one row of its table."""
    yield from unique_ids(rows, WITH_IDS)


def known_references(rows: Rows) -> Iterator[Finding]:
    """A reference names a row of the folder or of the region."""
    yield from references(rows, ledger_specs())


def trees(rows: Rows) -> Iterator[Finding]:
    """Nothing stands above itself."""
    for table in ("units", "items"):
        parents = {row.id: row.parent for _, row in rows(table)}
        told: set[str] = set()
        for number, row in rows(table):
            way = [row.id]
            while (above := parents.get(way[-1])) and above not in way:
                way.append(above)
            if above != row.id or row.id in told:
                continue
            told.update(way)
            circle = " > ".join([*way, row.id])
            yield Finding(
                code="parents_in_a_circle",
                table=table,
                row=number,
                column="parent",
                value=row.parent,
                params={"circle": circle},
            )


def written_pairs(rows: Rows) -> Iterator[Finding]:
    """Fields, data and evidence are written so that they can be read."""
    readers: Mapping[str, Callable[[str], Any]] = {
        "fields": read_pairs,
        "data": read_pairs,
        "evidence": read_evidence,
    }
    for table in ("items", "steps"):
        for number, row in rows(table):
            for column, reader in readers.items():
                text = getattr(row, column, "")
                try:
                    reader(text)
                except CellError as error:
                    yield Finding(
                        code=error.code,
                        table=table,
                        row=number,
                        column=column,
                        value=text,
                        expected=error.expected,
                    )


def times_in_order(rows: Rows) -> Iterator[Finding]:
    """Nothing is known before it happens, and the rows of an item follow each other."""
    since: dict[str, datetime] = {}
    for table in ("items", "steps"):
        for number, row in rows(table):
            known = row.known_at or row.at
            if known < row.at:
                yield Finding(
                    code="known_before_at",
                    table=table,
                    row=number,
                    column="known_at",
                    value=format_cell(known),
                    expected=format_cell(row.at),
                    params={"at": format_cell(row.at)},
                )
            item = row.id if table == "items" else row.item
            earlier = since.get(item)
            if earlier is not None and known < earlier:
                yield Finding(
                    code="step_out_of_order",
                    table=table,
                    row=number,
                    column="known_at" if row.known_at else "at",
                    value=format_cell(known),
                    params={"item": item, "earlier": format_cell(earlier)},
                )
            else:
                since[item] = known


LEDGER_RULES: tuple[Callable[[Rows], Iterator[Finding]], ...] = (
    one_ledger,
    ids_once,
    known_references,
    trees,
    written_pairs,
    times_in_order,
)
