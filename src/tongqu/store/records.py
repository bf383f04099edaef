"""What a journal answers with: rows of items, columns of events, the outcome of a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from tongqu.errors import Problem

__all__ = ["NO_ARG", "EventColumns", "ItemRow", "VerifyReport"]

NO_ARG = -(2**63)
"""What `EventColumns.arg` holds where an event has no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """How an item stands after its last event: enough for a list, nothing that needs its kind.

    Attributes
    ----------
    item_no
        Number of the item in this ledger, from 0 without gaps; `EventColumns.codes` counts alike.
    code
        Its code, ``work-0007``.
    kind, kind_version
        Kind that it was made with, and that kind's version (`data.kind_version` of ``created``).
    title, title_zh, parent, confidential
        As the last event says that carries them as ``data.title`` and so on.
    state, state_no, unit
        As the last event says that is not silent about them.
    open
        False after ``closed``, true after ``created`` and ``reopened``; ``data.open`` of any event
        says so for states that are final in other ways.
    created_seq, last_seq
        First and last event of the item.
    """

    item_no: int
    code: str
    kind: str = ""
    kind_version: int = 1
    title: str = ""
    title_zh: str = ""
    state: str = ""
    state_no: int = -1
    unit: str = ""
    parent: str = ""
    confidential: bool = False
    open: bool = True
    created_seq: int
    last_seq: int

    def to_dict(self) -> dict[str, Any]:
        """Return the row as JSON shows it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventColumns:
    """All events of items as arrays of one length, ordered by item and, within it, by seq.

    Attributes
    ----------
    item_no, seq
        Item (see `codes`) and place in the chain.
    effect_no, action_no, state_no, kind_no, unit_no
        Places in `tongqu.model.ledger_effects.EFFECTS`, in the lists of the kind, in `kinds` and
        in `units`; -1 where the event says nothing.
    at_s, known_s
        When it happened and since when it is known, whole seconds since 1970 (UTC), rounded down.
    arg
        The event's number, `NO_ARG` where there is none.
    codes, kinds, units
        What the numbers stand for. They may name items that have no event in this answer.
    """

    item_no: NDArray[np.int64]
    seq: NDArray[np.int64]
    effect_no: NDArray[np.int64]
    action_no: NDArray[np.int64]
    state_no: NDArray[np.int64]
    kind_no: NDArray[np.int64]
    unit_no: NDArray[np.int64]
    at_s: NDArray[np.int64]
    known_s: NDArray[np.int64]
    arg: NDArray[np.int64]
    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    units: tuple[str, ...]

    def __len__(self) -> int:
        """Return how many events there are."""
        return len(self.seq)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What recomputing a whole ledger found.

    Attributes
    ----------
    events, items
        How many were recomputed.
    personal
        How many personal values were there and held against their keyed hashes.
    anchors
        How many lines of the outside file were held against the chain.
    head_seq, head_hash
        Last event, as it stands in the ledger.
    problems
        Where it breaks, in the order of the chain; empty where nothing does.
    """

    events: int
    items: int
    personal: int
    anchors: int
    head_seq: int
    head_hash: str
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems

    def to_dict(self) -> Mapping[str, object]:
        """Return the report as JSON shows it."""
        return {
            "schema_version": "1.0",
            "kind": "ledger_verify",
            "ok": self.ok,
            "events": self.events,
            "items": self.items,
            "personal": self.personal,
            "anchors": self.anchors,
            "head_seq": self.head_seq,
            "head_hash": self.head_hash,
            "problems": [problem.to_dict() for problem in self.problems],
        }
