"""Files that prove something: the ledger keeps name, hash and size, never the file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import NotFoundError, Problem
from tongqu.ledger.private import text_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import Action, Kind

__all__ = ["EvidenceFile", "evidence_file", "missing_evidence", "read_evidence"]

SHA256 = re.compile(r"[0-9a-f]{64}")
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A file that is handed in.

    Attributes
    ----------
    kind
        Kind of evidence, as the item's kind declares it.
    name
        Name of the file.
    sha256
        Hash of its bytes; empty for paper without a file, whose note says where it is kept.
    size_bytes
        Its size.
    note
        What it shows.
    valid_until
        Last day on which it counts, for example of a power of attorney.
    """

    kind: str
    name: str
    sha256: str = ""
    size_bytes: int = 0
    note: str = ""
    valid_until: date | None = None

    def to_data(self) -> dict[str, Any]:
        """Return it as an event's data has it."""
        data: dict[str, Any] = {
            "kind": self.kind,
            "name": self.name,
            "sha256": self.sha256,
            "bytes": self.size_bytes,
        }
        if self.note:
            data["note"] = self.note
        if self.valid_until is not None:
            data["valid_until"] = self.valid_until.isoformat()
        return data


def evidence_file(
    path: str | PathLike[str], kind: str, *, note: str = "", valid_until: date | None = None
) -> EvidenceFile:
    """Return a file as evidence: its name, hash and size.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "after.jpg"
    >>> _ = path.write_bytes(b"pixels")
    >>> evidence_file(path, "after").sha256[:12]
    '6ec9c2b0eb14'
    """
    path = Path(path)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise NotFoundError.of("kind_unreadable", file=str(path), reason=error.strerror) from error
    return EvidenceFile(
        kind=kind,
        name=path.name,
        sha256=digest.hexdigest(),
        size_bytes=size,
        note=note,
        valid_until=valid_until,
    )


def read_evidence(
    given: Iterable[EvidenceFile | Mapping[str, Any]], kind: Kind, *, may_lack_hash: bool = False
) -> tuple[list[EvidenceFile], list[Problem]]:
    """Return evidence as records, and what is wrong with it.

    Parameters
    ----------
    given
        Records, or mappings with the same names.
    kind
        Kind of the item.
    may_lack_hash
        Whether something may have neither hash nor note, as imports from old lists may.
    """
    files: list[EvidenceFile] = []
    problems: list[Problem] = []
    known = [choice.id for choice in kind.evidence_kinds]
    for number, one in enumerate(given, start=1):
        try:
            file = one if isinstance(one, EvidenceFile) else EvidenceFile(**_dated(one))
        except (TypeError, ValueError) as error:
            problems.append(Problem("ledger_bad_evidence", {"number": number, "error": str(error)}))
            continue
        if file.kind not in known:
            problems.append(
                Problem("not_allowed", {"values": tuple(known)}, column="evidence", value=file.kind)
            )
        if not file.name.strip():
            problems.append(Problem("required", column="evidence.name"))
        on_paper = may_lack_hash or file.note.strip()
        if (file.sha256 or not on_paper) and not SHA256.fullmatch(file.sha256):
            problems.append(Problem("ledger_evidence_hash", {"name": file.name}, column="evidence"))
        problems += text_problems(file.name, "evidence", one_line=True)
        problems += text_problems(file.note, "evidence")
        files.append(file)
    return files, problems


def _dated(given: Mapping[str, Any]) -> dict[str, Any]:
    until = given.get("valid_until")
    values = dict(given)
    if "bytes" in values:
        values["size_bytes"] = values.pop("bytes")
    if isinstance(until, str):
        values["valid_until"] = date.fromisoformat(until) if until else None
    return values


def missing_evidence(
    wanted: Iterable[str],
    action: Action,
    item: ItemState,
    files: Iterable[EvidenceFile],
    today: date,
) -> list[Problem]:
    """Return which kinds of evidence are missing for an action.

    Notes
    -----
    What was attached counts once: evidence from before the last reopening, or from before the
    same action was done last, proves nothing new. A file whose time is over does not count.
    """
    since = max(
        [one.seq for one in item.reopenings] + [one.seq for one in item.done(action=action.id)],
        default=0,
    )
    have: dict[str, list[date | None]] = {}
    for old in item.evidence:
        if old.seq > since:
            have.setdefault(old.kind, []).append(old.valid_until)
    for file in files:
        have.setdefault(file.kind, []).append(file.valid_until)
    problems = []
    for kind in wanted:
        limits = have.get(kind, [])
        if not limits:
            problems.append(Problem("ledger_evidence_missing", {"kind": kind, "action": action.id}))
        elif all(limit is not None and limit < today for limit in limits):
            latest = max(limit for limit in limits if limit is not None)
            problems.append(
                Problem("ledger_evidence_expired", {"kind": kind, "until": latest.isoformat()})
            )
    return problems
