"""What is known of an item is what its events say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tongqu.ledger.effects import EFFECTS, OF_ACTIONS, OF_LEDGER
from tongqu.ledger.folding import fold
from tongqu.model.ledger_event import LedgerEntry, LedgerEvent

START = datetime(2024, 12, 2, 1, tzinfo=UTC)


def chain(*steps: dict[str, Any]) -> list[LedgerEvent]:
    """Return events an hour apart, with what each step says."""
    events = []
    for number, step in enumerate(steps):
        at = START + timedelta(hours=number)
        entry = LedgerEntry(
            **{
                "item": "rect-0001",
                "kind": "rectification",
                "actor": "wu",
                "unit": "centre",
                "at": at,
                "known_at": at,
                **step,
            }
        )
        events.append(
            LedgerEvent(seq=number + 1, entry=entry, recorded_at=at, previous_hash="", hash="")
        )
    return events


EVENTS = chain(
    {"effect": "created", "state": "draft", "data": {"title": "Drain", "fields": {"problem": "x"}}},
    {"effect": "dispatched", "action": "dispatch", "state": "dispatched", "unit": "north"},
    {"effect": "joined", "action": "join", "unit": "north", "data": {"units": ["north", "south"]}},
    {"effect": "joined", "action": "finish", "unit": "north", "data": {"finished": "south"}},
    {"effect": "changed", "unit": "north", "data": {"fields": {"problem": None, "measure": "m"}}},
    {"effect": "read", "unit": "north"},
    {"effect": "close_asked", "action": "ask", "state": "checked", "unit": "north"},
    {"effect": "closed", "action": "close", "state": "closed", "unit": "north", "actor": "zhao"},
    {
        "effect": "looked_back",
        "action": "look_back",
        "unit": "north",
        "data": {"result": "fail", "due_on": "2025-01-01"},
    },
    {
        "effect": "reopened",
        "action": "reopen",
        "state": "open",
        "unit": "north",
        "data": {"reason": "look_back_failed", "rebound": True},
    },
    {"effect": "booked", "data": {"resource": "desk", "slot": "2024-12-03T01:00:00+00:00"}},
    {
        "effect": "booking_cancelled",
        "data": {"resource": "desk", "slot": "2024-12-03T01:00:00+00:00"},
    },
)


def test_everything_that_happened_is_there() -> None:
    """Units, states, joint handling, the closing that did not hold, the booking given back."""
    item = fold(EVENTS[:8])
    assert [one.unit for one in item.units] == ["centre", "north"]
    assert [one.state for one in item.states] == ["draft", "dispatched", "checked", "closed"]
    assert item.joint_units == ("north", "south")
    assert item.joint_finished == ("south",)
    assert item.fields == {"measure": "m"}
    assert item.closing is not None
    assert (item.closing.actor, item.closing.asked_by) == ("zhao", "wu")
    later = fold(EVENTS)
    assert later.closing is None
    assert later.rebounds == 1
    assert later.standing_bookings == ()
    assert later.bookings[0].cancelled_seq == 12


def test_reading_changes_nothing_that_others_decide_upon() -> None:
    """A read is an event, but no reason to refuse an edit."""
    item = fold(EVENTS[:6])
    assert (item.last_seq, item.last_change_seq) == (6, 5)
    assert [one.actor for one in item.reads] == ["wu"]


def test_folding_step_by_step_is_folding_at_once() -> None:
    """From any earlier state the fold goes on to the same."""
    for cut in range(len(EVENTS) + 1):
        assert fold(EVENTS[cut:], start=fold(EVENTS[:cut])) == fold(EVENTS)


def test_what_was_not_known_is_not_seen() -> None:
    """As of a day: what became known later is passed over, even if it happened before."""
    late = chain({"effect": "created", "state": "draft"}, {"effect": "noted"})
    known = late[1].entry.known_at
    assert fold(late, known_until=known - timedelta(seconds=1)) == fold(late[:1])
    assert fold(late, known_until=known) == fold(late)


def test_effects_are_numbered_once_and_for_all() -> None:
    """The database stores these numbers."""
    assert len(set(EFFECTS)) == len(EFFECTS) == 35
    assert [EFFECTS[i] for i in (0, 4, 10, 20, 29, 34)] == [
        "created", "dispatched", "extended", "closed", "read", "verified",
    ]  # fmt: skip
    assert set(EFFECTS) > OF_ACTIONS > set()
    assert not OF_ACTIONS & OF_LEDGER
