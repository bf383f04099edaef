"""The chain: canonical JSON of an event, its hash, the keyed hash of a personal value."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.model.ledger_event import LedgerEntry, LedgerEvent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongqu.model.ledger_event import PersonalField

__all__ = [
    "GENESIS",
    "body_of",
    "event_of",
    "hash_of",
    "instant_of",
    "keyed_hash",
    "microseconds",
]

GENESIS = "0" * 64
"""The previous hash of the first event."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

TEXTS = ("item", "action", "on_behalf_of", "unit", "state", "kind")
"""Fields that are left out of the JSON where they are empty."""

# Sorted keys, no spaces, characters as they are: one event has one text.
ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def microseconds(instant: datetime) -> int:
    """Return an instant as whole microseconds since 1970 (UTC).

    Examples
    --------
    >>> microseconds(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return (instant - EPOCH) // MICROSECOND


def instant_of(value: int) -> datetime:
    """Return the instant of `microseconds`.

    Examples
    --------
    >>> instant_of(86400000000).isoformat()
    '1970-01-02T00:00:00+00:00'
    """
    return EPOCH + timedelta(microseconds=value)


def body_of(
    entry: LedgerEntry, seq: int, recorded_at: datetime, personal_hashes: Mapping[str, str]
) -> str:
    """Return an event as canonical JSON, without its hashes and without personal values.

    Empty fields are left out, times are in UTC.

    Raises
    ------
    TypeError, ValueError
        `entry.data` holds something that JSON does not know.

    Examples
    --------
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> entry = LedgerEntry(item="work-0001", effect="noted", actor="li", at=noon, known_at=noon)
    >>> print(body_of(entry, 1, noon, {}))
    {"actor":"li","at":"2026-03-02T12:00:00+00:00","effect":"noted","item":"work-0001",...}
    """
    record: dict[str, Any] = {
        "seq": seq,
        "effect": entry.effect,
        "actor": entry.actor,
        "at": entry.at.astimezone(UTC).isoformat(),
        "known_at": entry.known_at.astimezone(UTC).isoformat(),
        "recorded_at": recorded_at.astimezone(UTC).isoformat(),
    }
    for name in TEXTS:
        if text := getattr(entry, name):
            record[name] = text
    if entry.action_no != -1:
        record["action_no"] = entry.action_no
    if entry.state_no != -1:
        record["state_no"] = entry.state_no
    if entry.arg is not None:
        record["arg"] = entry.arg
    if entry.data:
        record["data"] = dict(entry.data)
    if personal_hashes:
        record["personal_hashes"] = dict(personal_hashes)
    return ENCODER.encode(record)


def hash_of(previous_hash: str, body: str) -> str:
    """Return the hash of an event: SHA-256 of the previous hash (as hex digits) and its JSON.

    Examples
    --------
    >>> hash_of(GENESIS, "{}")[:16]
    '5508d2b710e64bc4'
    """
    return hashlib.sha256(previous_hash.encode("ascii") + body.encode("utf-8")).hexdigest()


def keyed_hash(key: bytes, field: PersonalField) -> str:
    """Return the keyed hash of a personal value, its purpose and its last day.

    HMAC-SHA256: who has the key can check the value; once the key is gone the hash says nothing,
    not even to somebody who tries all telephone numbers.

    Examples
    --------
    >>> from datetime import date
    >>> from tongqu.model.ledger_event import PersonalField
    >>> until = date(2026, 9, 1)
    >>> phone = PersonalField(name="phone", value="1", purpose="call back", expires_on=until)
    >>> len(keyed_hash(b"k" * 32, phone))
    64
    """
    text = ENCODER.encode([field.name, field.value, field.purpose, field.expires_on.isoformat()])
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).hexdigest()


def event_of(
    record: Mapping[str, Any],
    previous_hash: str,
    own_hash: str,
    personal: Sequence[PersonalField] = (),
) -> LedgerEvent:
    """Return the event that canonical JSON, once parsed, says.

    Examples
    --------
    >>> noon = "2026-03-02T12:00:00+00:00"
    >>> record = {"seq": 1, "effect": "noted", "actor": "li", "at": noon, "known_at": noon,
    ...           "recorded_at": noon}
    >>> event_of(record, GENESIS, "ab").entry.actor
    'li'
    """
    get = record.get
    entry = LedgerEntry(
        item=get("item", ""),
        effect=record["effect"],
        action=get("action", ""),
        actor=record["actor"],
        on_behalf_of=get("on_behalf_of", ""),
        unit=get("unit", ""),
        state=get("state", ""),
        kind=get("kind", ""),
        action_no=get("action_no", -1),
        state_no=get("state_no", -1),
        at=datetime.fromisoformat(record["at"]),
        known_at=datetime.fromisoformat(record["known_at"]),
        arg=get("arg"),
        data=get("data", {}),
        personal=tuple(personal),
    )
    return LedgerEvent(
        seq=record["seq"],
        entry=entry,
        recorded_at=datetime.fromisoformat(record["recorded_at"]),
        personal_hashes=get("personal_hashes", {}),
        previous_hash=previous_hash,
        hash=own_hash,
    )
