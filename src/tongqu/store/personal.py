"""Personal values going away: what is recorded of it, and the list of what was deleted.

The list stands in a file of its own beside the ledger, because a backup from before a deletion
still has the value: restoring it with the list deletes the value once more. It names events and
fields, never what stood there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.model.ledger_event import LedgerEntry
from tongqu.store.files import append_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from os import PathLike

__all__ = ["Place", "gone_entries", "read_deletions", "write_deletions"]

Place = tuple[int, str]
"""Where a personal value stood: event and field."""


def gone_entries(
    gone: Iterable[tuple[int, str, str, str]],
    *,
    reason: str,
    note: str = "",
    actor: str,
    now: datetime,
) -> list[LedgerEntry]:
    """Return the entries that record that personal values are gone, one for an item and a field.

    Parameters
    ----------
    gone
        Event, item, kind of the item and field of each value.
    reason
        ``expired``, ``deleted``, or ``not_restored`` where a backup had no personal values.
    note
        What somebody says about it.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> values = [(3, "srv-0001", "srv", "phone"), (5, "srv-0001", "srv", "phone")]
    >>> [entry] = gone_entries(values, reason="expired", actor="system", now=noon)
    >>> entry.data
    {'field': 'phone', 'reason': 'expired', 'seqs': [3, 5]}
    """
    seqs: dict[tuple[str, str, str], list[int]] = {}
    for seq, item, kind, field in gone:
        seqs.setdefault((item, kind, field), []).append(seq)
    return [
        LedgerEntry(
            item=item,
            effect="expired",
            actor=actor,
            kind=kind,
            at=now,
            known_at=now,
            data={"field": field, "reason": reason, "seqs": sorted(places)}
            | ({"note": note} if note else {}),
        )
        for (item, kind, field), places in sorted(seqs.items())
    ]


def write_deletions(
    path: str | PathLike[str], places: Sequence[tuple[Place, str]], now: datetime
) -> None:
    """Add deletions to the list, each with the hash of its event, before they are made.

    Should the deletion itself then fail, the list is ahead of the ledger: what somebody wanted
    gone is gone after a restore.
    """
    for (seq, field), own in places:
        line = {"seq": seq, "field": field, "hash": own, "deleted_at": now.isoformat()}
        append_line(path, json.dumps(line, separators=(",", ":"), ensure_ascii=False))


def read_deletions(path: str | PathLike[str]) -> dict[Place, str]:
    """Return the deletions of a list with the hashes of their events.

    Raises
    ------
    NotFoundError
        There is no such file.
    DatasetError
        A line is no deletion. Only a last line that was cut short is passed over.
    """
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError as error:
        raise NotFoundError.of("ledger_no_file", file=str(path)) from error
    found: dict[Place, str] = {}
    problems = []
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        try:
            record = json.loads(line)
            found[int(record["seq"]), str(record["field"])] = str(record["hash"])
        except (ValueError, KeyError, TypeError):
            problems.append(Problem("ledger_not_deletion", file=str(path), row=number))
    if problems:
        raise DatasetError(str(problems[0]), problems)
    return found
