"""Rows of files become items and what happened to them: all of a file, or nothing of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, NotPermittedError, Problem, TongquError
from tongqu.ledger.acting import action_entries
from tongqu.ledger.moment import Moment
from tongqu.ledger.opening import opening_entries
from tongqu.ledger.planning import action_with
from tongqu.ledger.staging import StagedTx
from tongqu.ledger.wishes import Opening, Wish
from tongqu.model.ledger_event import LedgerEntry
from tongqu.model.ledger_listing import ActRow, AddRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongqu.ledger.service import Ledger
    from tongqu.store import JournalTx

__all__ = ["Imported", "import_rows", "known_rows"]

BRINGERS = ("import", "clerk", "admin")
"""Roles that may take a file in; each row goes through the ledger's rules besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file became.

    Attributes
    ----------
    codes
        Code of each item, by its key in the file.
    added, acted
        How many items and actions were recorded.
    last_seq
        Last event.
    """

    codes: Mapping[str, str]
    added: int
    acted: int
    last_seq: int


def known_rows(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Return what earlier files said, by key: code, hash and values; what came last counts."""
    known: dict[str, dict[str, Any]] = {}
    for event in ledger.journal.events(item=""):
        if event.entry.effect == "imported":
            known |= event.entry.data.get("rows", {})
    return known


def import_rows(
    ledger: Ledger,
    rows: Sequence[AddRow | ActRow],
    *,
    actor: str,
    source: Mapping[str, Any],
    kept: Mapping[str, Mapping[str, Any]] | None = None,
) -> Imported:
    """Record the rows of a file in one transaction.

    Parameters
    ----------
    ledger
        The ledger.
    rows
        Items to open and what happened to them, in the order of the file.
    actor
        Account that takes the file in.
    source
        What is kept about the file: its name, its hash, how its columns were read.
    kept
        What is kept of each of its rows, by key, to know it again; `known_rows` gives it back, with
        the codes of the items.

    Raises
    ------
    NotPermittedError
        The account may not take files in.
    DatasetError
        With every row that the ledger's rules refuse, by file and row; of an item only the first,
        for what follows rests on it. Nothing is recorded then.
    """
    done: list[_Importing] = []

    def guard(tx: JournalTx) -> Sequence[LedgerEntry]:
        run = _Importing(tx, actor)
        done[:] = [run]
        for row in rows:
            run.enter(row)
        if run.problems:
            raise DatasetError(f"{len(run.problems)} problems", run.problems)
        return [*run.staged.entries, run.told(source, kept or {})] if rows else []

    ledger.journal.append(guard=guard)
    run = done[0]
    return Imported(
        codes=dict(run.codes),
        added=sum(isinstance(row, AddRow) for row in rows),
        acted=sum(isinstance(row, ActRow) for row in rows),
        last_seq=ledger.journal.head()[0],
    )


class _Importing:
    """One file while it is taken in."""

    def __init__(self, tx: JournalTx, actor: str) -> None:
        self.staged = StagedTx(tx)
        self.moment = Moment.of(self.staged)
        self.actor = actor
        account = self.moment.settings.account(actor)
        if not account.has(BRINGERS):
            raise NotPermittedError.of("ledger_wrong_role", action="import", roles=BRINGERS)
        self.codes: dict[str, str] = {}
        self.refused: set[str] = set()
        self.problems: list[Problem] = []

    def enter(self, row: AddRow | ActRow) -> None:
        """Stage a row, or note why not."""
        key = row.key if isinstance(row, AddRow) else row.item
        if key in self.refused:
            return
        try:
            if isinstance(row, AddRow):
                entries = opening_entries(self.moment, self._opening(row))
                self.codes[key] = entries[0].item
            else:
                entries = action_entries(self.moment, self._wish(row))
        except TongquError as error:
            self.refused.add(key)
            self.problems += [
                replace(
                    problem, file=row.file or None, sheet=row.sheet or None, row=row.row or None
                )
                for problem in error.problems
            ]
            return
        self.staged.stage(entries)

    def _opening(self, row: AddRow) -> Opening:
        return Opening(
            kind=row.kind,
            title=row.title,
            title_zh=row.title_zh,
            unit=row.unit,
            supervisor_unit=row.supervisor_unit,
            parent=self.codes.get(row.parent, row.parent),
            place_id=row.place_id,
            work_id=row.work_id,
            fields=row.fields,
            confidential=row.confidential,
            actor=self.actor,
            on_behalf_of=row.on_behalf_of,
            at=row.at,
            known_at=row.known_at,
        )

    def _wish(self, row: ActRow) -> Wish:
        """Return what a row asks for; where another unit has the item, on that unit's behalf."""
        code = self.codes.get(row.item, row.item)
        account = self.moment.settings.account(self.actor)
        item, kind, _ = self.moment.item(code, account)
        others = item.unit if item.unit != account.unit else ""
        return Wish(
            item=code,
            action=row.action or action_with(kind, item, row.effect),
            actor=self.actor,
            on_behalf_of=row.on_behalf_of or others,
            at=row.at,
            known_at=row.known_at,
            to_unit=row.to_unit,
            units=row.units,
            fields=row.fields,
            reason=row.reason,
            note=row.note,
            data=row.data,
        )

    def told(self, source: Mapping[str, Any], kept: Mapping[str, Mapping[str, Any]]) -> LedgerEntry:
        """Return the entry that says which file this was, and what its rows said."""
        now = self.moment.tx.now
        rows = {key: {**row, "code": self.codes.get(key, row["code"])} for key, row in kept.items()}
        data = {**source, "rows": rows}
        return LedgerEntry(effect="imported", actor=self.actor, at=now, known_at=now, data=data)
