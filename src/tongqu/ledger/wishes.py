"""What somebody asks the ledger to record, before it is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tongqu.ledger.evidence import EvidenceFile

__all__ = ["Opening", "Wish"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A new item that somebody asks for; see `Ledger.add`."""

    kind: str
    title: str
    title_zh: str = ""
    unit: str = ""
    supervisor_unit: str = ""
    parent: str = ""
    place_id: str = ""
    work_id: str = ""
    tags: tuple[str, ...] = ()
    confidential: bool | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    evidence: Iterable[EvidenceFile | Mapping[str, Any]] = ()
    actor: str
    on_behalf_of: str = ""
    at: datetime | None = None
    known_at: datetime | None = None
    note: str = ""
    note_zh: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An action that somebody asks for; see `Ledger.act`."""

    item: str
    action: str
    actor: str
    on_behalf_of: str = ""
    at: datetime | None = None
    known_at: datetime | None = None
    to_unit: str = ""
    units: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    evidence: Iterable[EvidenceFile | Mapping[str, Any]] = ()
    reason: str = ""
    note: str = ""
    note_zh: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    seen_seq: int | None = None
