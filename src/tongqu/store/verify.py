"""Recomputing a ledger from its events, and saying where what stands there differs."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem
from tongqu.model.ledger_effects import EFFECTS
from tongqu.store.chain import GENESIS, hash_of, keyed_hash, microseconds
from tongqu.store.packing import BLOCK, pack
from tongqu.store.projection import Bookings, Draft, new_draft, take
from tongqu.store.records import VerifyReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tongqu.store.anchors import Anchor
    from tongqu.store.appending import PersonalValue
    from tongqu.store.records import ItemRow

__all__ = ["Recomputed", "Stored", "StoredEvent", "verify_stored"]

EFFECT_NO = {name: number for number, name in enumerate(EFFECTS)}
NUMBER_NAMES = (
    "item", "at", "known_at", "arg", "effect", "action_no", "state_no", "kind", "unit"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it stands in the journal.

    `numbers` are None where it keeps none apart, `record` where its JSON has not been parsed yet.
    """

    seq: int
    previous_hash: str
    hash: str
    body: str
    numbers: tuple[int | None, ...] | None = None
    record: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything that a journal holds beside its events."""

    items: Iterable[ItemRow]
    bookings: Iterable[tuple[int, str, str]]
    personal: Iterable[PersonalValue]
    names: Mapping[str, list[str]] | None = None
    blocks: Mapping[int, bytes] | None = None


@dataclass(slots=True)
class Recomputed:
    """What events give, one after another, and what was wrong with them.

    Examples
    --------
    >>> told = Recomputed()
    >>> _ = told.see(StoredEvent(2, GENESIS, "00", "{}"))
    >>> [problem.code for problem in told.problems]
    ['ledger_gap', 'ledger_hash', 'ledger_unreadable_event']
    """

    problems: list[Problem] = field(default_factory=list)
    seq: int = 0
    hash: str = GENESIS
    drafts: dict[str, Draft] = field(default_factory=dict)
    bookings: Bookings = field(default_factory=Bookings)
    names: dict[str, dict[str, int]] = field(default_factory=lambda: {"kind": {}, "unit": {}})
    personal: dict[tuple[int, str], tuple[str, str]] = field(default_factory=dict)
    gone: set[tuple[int, str]] = field(default_factory=set)
    blocks: dict[int, bytes] = field(default_factory=dict)
    _open: list[tuple[int | None, ...]] = field(default_factory=list)

    def see(self, stored: StoredEvent) -> tuple[int | None, ...]:
        """Check one event against the one before, take it into account, and return its numbers."""
        if stored.seq != self.seq + 1:
            self.problems.append(Problem("ledger_gap", {"seq": self.seq + 1, "found": stored.seq}))
        if stored.previous_hash != self.hash:
            self.problems.append(Problem("ledger_link", {"seq": stored.seq}))
        try:
            own = hash_of(stored.previous_hash, stored.body)
        except ValueError:
            own = ""
        if own != stored.hash:
            self.problems.append(Problem("ledger_hash", {"seq": stored.seq}))
        # Go on from what stands there: one altered event is one problem, not a million.
        self.seq, self.hash = stored.seq, stored.hash
        try:
            record = json.loads(stored.body) if stored.record is None else stored.record
            numbers = self._take(record)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.problems.append(Problem("ledger_unreadable_event", {"seq": stored.seq}))
            return ()
        if record["seq"] != stored.seq:
            params = {"seq": stored.seq, "was": record["seq"]}
            self.problems.append(Problem("ledger_moved", params))
        if stored.numbers is None or stored.numbers == numbers:
            return numbers
        for name, computed, found in zip(NUMBER_NAMES, numbers, stored.numbers, strict=True):
            if computed != found:
                self.problems.append(Problem("ledger_numbers", {"seq": stored.seq, "column": name}))
        return numbers

    def _take(self, record: dict[str, Any]) -> tuple[int | None, ...]:
        item, effect = record.get("item", ""), record["effect"]
        draft, item_no, kind = None, -1, ""
        if item:
            draft = self.drafts.get(item)
            if draft is None:
                draft = self.drafts[item] = new_draft(len(self.drafts), record)
            take(draft, record)
            item_no, kind = draft["item_no"], draft["kind"]
            self.bookings.take(item_no, record)
        if "personal_hashes" in record:
            for name, keyed in record["personal_hashes"].items():
                self.personal[self.seq, name] = (item, keyed)
        if effect == "expired":
            data = record["data"]
            self.gone |= {(int(place), data["field"]) for place in data["seqs"]}
        numbers = (
            item_no,
            microseconds(datetime.fromisoformat(record["at"])),
            microseconds(datetime.fromisoformat(record["known_at"])),
            record.get("arg"),
            EFFECT_NO[effect],
            record.get("action_no", -1),
            record.get("state_no", -1),
            self._no("kind", kind),
            self._no("unit", record.get("unit", "")),
        )
        self._open.append(numbers)
        if len(self._open) == BLOCK:
            self.blocks[len(self.blocks)] = pack(self._open)
            self._open.clear()
        return numbers

    def _no(self, space: str, name: str) -> int:
        known = self.names[space]
        return known.setdefault(name, len(known)) if name else -1


def verify_stored(
    events: Iterable[StoredEvent], stored: Stored, anchors: Iterable[Anchor] = ()
) -> VerifyReport:
    """Return what recomputing a whole ledger finds.

    Parameters
    ----------
    events
        All of them, in their order.
    stored
        What the journal holds beside them. Read after the events.
    anchors
        Heads that were written down outside.
    """
    told = Recomputed()
    heads = {anchor.seq: anchor for anchor in anchors}
    for event in events:
        told.see(event)
        anchor = heads.get(event.seq)
        if anchor is not None and anchor.hash != event.hash:
            told.problems.append(Problem("ledger_anchor", _anchored(anchor)))
    told.problems += [
        Problem("ledger_cut", {**_anchored(anchor), "head": told.seq})
        for anchor in heads.values()
        if anchor.seq > told.seq
    ]
    _compare_items(told, stored)
    count = _compare_personal(told, stored)
    _compare_packed(told, stored)
    return VerifyReport(
        events=told.seq,
        items=len(told.drafts),
        personal=count,
        anchors=len(heads),
        head_seq=told.seq,
        head_hash=told.hash,
        problems=tuple(told.problems),
    )


def _anchored(anchor: Anchor) -> dict[str, object]:
    return {"seq": anchor.seq, "written_at": anchor.written_at, "line": anchor.line}


def _compare_items(told: Recomputed, stored: Stored) -> None:
    found = {row.code: row for row in stored.items}
    for code, right in told.drafts.items():
        row = found.pop(code, None)
        there = row.to_dict() if row else {}
        if not there:
            told.problems.append(Problem("ledger_item_missing", {"item": code}))
        elif there != right:
            told.problems += [
                Problem("ledger_item_row", {"item": code, "column": name, "found": there[name],
                                            "computed": right[name]})
                for name in right
                if there[name] != right[name]
            ]  # fmt: skip
    told.problems += [Problem("ledger_item_extra", {"item": code}) for code in sorted(found)]
    codes = {draft["item_no"]: code for code, draft in told.drafts.items()}
    held = set(stored.bookings)
    for number, resource, slot in sorted(held ^ told.bookings.held):
        place = {"item": codes.get(number, number), "resource": resource, "slot": slot}
        if (number, resource, slot) in held:
            told.problems.append(Problem("ledger_booking_extra", place))
        else:
            told.problems.append(Problem("ledger_booking_missing", place))


def _compare_personal(told: Recomputed, stored: Stored) -> int:
    there: set[tuple[int, str]] = set()
    for value in stored.personal:
        place = (value.seq, value.field.name)
        item, keyed = told.personal.get(place, ("", ""))
        if not hmac.compare_digest(keyed, keyed_hash(value.key, value.field)):
            told.problems.append(Problem("ledger_personal_hash", _where(place, item)))
        there.add(place)
    told.problems += [
        Problem("ledger_personal_missing", _where(place, item))
        for place, (item, _) in told.personal.items()
        if place not in there and place not in told.gone
    ]
    told.problems += [
        Problem("ledger_personal_still", _where(place, told.personal[place][0]))
        for place in sorted(there & told.gone & told.personal.keys())
    ]
    return len(there)


def _where(place: tuple[int, str], item: str) -> dict[str, object]:
    return {"seq": place[0], "field": place[1], "item": item}


def _compare_packed(told: Recomputed, stored: Stored) -> None:
    if stored.names is not None:
        for space, names in told.names.items():
            if list(names) != stored.names.get(space, []):
                told.problems.append(Problem("ledger_names", {"space": space}))
    if stored.blocks is not None:
        wrong = [
            no
            for no in sorted(stored.blocks.keys() | told.blocks.keys())
            if stored.blocks.get(no) != told.blocks.get(no)
        ]
        told.problems += [
            Problem("ledger_block", {"no": no, "first": no * BLOCK + 1, "last": (no + 1) * BLOCK})
            for no in wrong
        ]
