"""What an entry must be before it may enter the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.errors import BadValueError, Problem
from tongqu.model.ledger_effects import EFFECTS
from tongqu.store.chain import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tongqu.model.ledger_event import LedgerEntry

__all__ = ["check_entries"]

EFFECT_NAMES = frozenset(EFFECTS)
LARGEST_ARG = 2**63 - 1
LARGEST_NO = 2**15 - 1


def check_entries(entries: Sequence[LedgerEntry], recorded_at: datetime) -> None:
    """Refuse entries that must not be recorded, naming everything that is wrong with them.

    Raises
    ------
    BadValueError
        An unknown effect, a time without zone, happened later than known or known later than now,
        text that no database takes, a booking without a place.
    """
    problems = [
        problem
        for number, entry in enumerate(entries, start=1)
        for problem in _faults(entry, {"item": entry.item, "number": number}, recorded_at)
    ]
    if problems:
        raise BadValueError(str(problems[0]), problems)


def _faults(
    entry: LedgerEntry, where: dict[str, object], recorded_at: datetime
) -> Iterator[Problem]:
    if entry.effect not in EFFECT_NAMES:
        yield Problem("ledger_unknown_effect", where | {"effect": entry.effect})
    if entry.at.tzinfo is None or entry.known_at.tzinfo is None:
        yield Problem("ledger_naive_time", where)
    elif entry.at > entry.known_at:
        yield Problem(
            "ledger_known_before", where | {"at": str(entry.at), "known_at": str(entry.known_at)}
        )
    elif entry.known_at > recorded_at:
        yield Problem(
            "ledger_future", where | {"known_at": str(entry.known_at), "now": str(recorded_at)}
        )
    if not entry.actor:
        yield Problem("ledger_no_actor", where)
    if entry.arg is not None and not -LARGEST_ARG <= entry.arg <= LARGEST_ARG:
        yield Problem("ledger_arg_range", where | {"arg": entry.arg})
    if not (-1 <= entry.action_no <= LARGEST_NO and -1 <= entry.state_no <= LARGEST_NO):
        yield Problem("ledger_number_range", where)
    if entry.effect == "booked" and not {"resource", "slot"} <= entry.data.keys():
        yield Problem("ledger_no_place", where)
    if entry.personal and not entry.item:
        yield Problem("ledger_personal_nowhere", where)
    if len({field.name for field in entry.personal}) < len(entry.personal):
        yield Problem("ledger_personal_twice", where)
    texts = [entry.actor, *(getattr(entry, name) for name in TEXTS)]
    texts += [text for field in entry.personal for text in (field.name, field.value, field.purpose)]
    if any(map(_unstorable, texts)) or _any_unstorable(entry.data):
        yield Problem("ledger_text", where)


def _unstorable(text: str) -> bool:
    """Whether a text has a NUL, or half a character: PostgreSQL or UTF-8 could not take it."""
    if text.isascii():
        return "\0" in text
    return "\0" in text or any("\ud800" <= character <= "\udfff" for character in text)


def _any_unstorable(value: object) -> bool:
    if isinstance(value, str):
        return _unstorable(value)
    if isinstance(value, dict):
        return any(_any_unstorable(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(map(_any_unstorable, value))
    return False
