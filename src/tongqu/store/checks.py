"""What an entry must be before it may enter the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.errors import Problem
from tongqu.model.ledger_effects import EFFECTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tongqu.model.ledger_event import LedgerEntry

__all__ = ["faults", "unstorable"]

EFFECT_NAMES = frozenset(EFFECTS)
LARGEST_ARG = 2**63 - 1
LARGEST_NO = 2**15 - 1


def faults(entry: LedgerEntry, number: int, recorded_at: datetime) -> Iterator[Problem]:
    """Yield what is wrong with an entry, apart from what its JSON shows.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tongqu.model.ledger_event import LedgerEntry
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> entry = LedgerEntry(effect="dreamt", actor="", at=noon, known_at=noon)
    >>> [problem.code for problem in faults(entry, 1, noon)]
    ['ledger_unknown_effect', 'ledger_no_actor']
    """
    where: dict[str, object] = {"item": entry.item, "number": number}
    at, known_at = entry.at, entry.known_at
    if entry.effect not in EFFECT_NAMES:
        yield Problem("ledger_unknown_effect", where | {"effect": entry.effect})
    if at.tzinfo is None or known_at.tzinfo is None:
        yield Problem("ledger_naive_time", where)
    elif at > known_at:
        times = {"at": str(at), "known_at": str(known_at)}
        yield Problem("ledger_known_before", where | times)
    elif known_at > recorded_at:
        times = {"known_at": str(known_at), "now": str(recorded_at)}
        yield Problem("ledger_future", where | times)
    if not entry.actor:
        yield Problem("ledger_no_actor", where)
    if entry.arg is not None and not -LARGEST_ARG <= entry.arg <= LARGEST_ARG:
        yield Problem("ledger_arg_range", where | {"arg": entry.arg})
    if not (-1 <= entry.action_no <= LARGEST_NO and -1 <= entry.state_no <= LARGEST_NO):
        yield Problem("ledger_number_range", where)
    if entry.effect == "booked" and not {"resource", "slot"} <= entry.data.keys():
        yield Problem("ledger_no_place", where)
    if entry.personal:
        yield from _personal_faults(entry, where)


def _personal_faults(entry: LedgerEntry, where: dict[str, object]) -> Iterator[Problem]:
    if not entry.item:
        yield Problem("ledger_personal_nowhere", where)
    if len({field.name for field in entry.personal}) < len(entry.personal):
        yield Problem("ledger_personal_twice", where)
    texts = (text for field in entry.personal for text in (field.name, field.value, field.purpose))
    if any(map(unstorable, texts)):
        yield Problem("ledger_text", where)


def unstorable(value: object) -> bool:
    """Whether a text in it has a NUL or half a character: no PostgreSQL or UTF-8 takes it.

    Examples
    --------
    >>> unstorable({"a": ["b", 1]}), unstorable({"a": ["b" + chr(0)]}), unstorable(chr(0xD800))
    (False, True, True)
    """
    if isinstance(value, str):
        return "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, dict):
        return any(unstorable(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(map(unstorable, value))
    return False
