"""Heads of the chain in a file outside: what an altered or shortened ledger is found out by.

One JSON line a head. Whoever can write the ledger can compute its chain anew; not, however, make
it end in a hash that stands in a file which they cannot write: on another machine, in a mailbox,
printed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.store.files import append_line

if TYPE_CHECKING:
    from datetime import datetime
    from os import PathLike

__all__ = ["Anchor", "read_anchors", "write_anchor"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that was written down: place, hash, when, and the line of the file."""

    seq: int
    hash: str
    written_at: str
    line: int


def write_anchor(path: str | PathLike[str], head: tuple[int, str], now: datetime) -> bool:
    """Add a head to the file, unless it is the one of the last line; return whether it was added.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tempfile import TemporaryDirectory
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "heads.jsonl"
    ...     print(write_anchor(path, (7, "ab"), noon), write_anchor(path, (7, "ab"), noon))
    ...     print(path.read_text(), end="")
    True False
    {"seq":7,"hash":"ab","written_at":"2026-03-02T12:00:00+00:00"}
    """
    known = read_anchors(path) if Path(path).exists() else []
    seq, own = head
    if seq == 0 or (known and (known[-1].seq, known[-1].hash) == head):
        return False
    line = {"seq": seq, "hash": own, "written_at": now.isoformat()}
    append_line(path, json.dumps(line, separators=(",", ":")))
    return True


def read_anchors(path: str | PathLike[str]) -> list[Anchor]:
    """Return the heads of a file; a last line that was cut short is not one.

    Raises
    ------
    NotFoundError
        There is no such file.
    DatasetError
        A line is no head.
    """
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError as error:
        raise NotFoundError.of("ledger_no_file", file=str(path)) from error
    found, problems = [], []
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        try:
            record = json.loads(line)
            anchor = Anchor(
                int(record["seq"]), str(record["hash"]), str(record["written_at"]), number
            )
            found.append(anchor)
        except (ValueError, KeyError, TypeError):
            problems.append(Problem("ledger_not_anchor", file=str(path), row=number))
    if problems:
        raise DatasetError(str(problems[0]), problems)
    return found
