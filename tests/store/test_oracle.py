"""A journal in a database does what the one in memory does, whatever is done to both."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from store_samples import Clock, Keys

from tongqu.errors import ConflictError
from tongqu.model.ledger_effects import EFFECTS
from tongqu.model.ledger_event import LedgerEntry, PersonalField
from tongqu.store import MemoryJournal, create_journal, open_journal
from tongqu.store.journal import ORDERS, Journal
from tongqu.store.sql import SqlJournal

START = datetime(2026, 3, 2, tzinfo=UTC)
CODES = ("", "a-1", "a-2", "a-10", "b-1", "桥")
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | TEXT
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
SLOTS = st.sampled_from(["9:00", "10:00"])


@st.composite
def entries(draw: st.DrawFn) -> LedgerEntry:
    """An entry that may be recorded."""
    item = draw(st.sampled_from(CODES))
    effect = draw(st.sampled_from([*EFFECTS, "booked", "booking_cancelled"]))
    while effect == "expired":  # only the store itself says that
        effect = draw(st.sampled_from(EFFECTS))
    data: dict[str, Any] = draw(st.dictionaries(TEXT, PLAIN, max_size=2))
    data |= draw(st.fixed_dictionaries({}, optional={
        "title": TEXT, "title_zh": TEXT, "parent": st.sampled_from(CODES), "open": st.booleans(),
        "confidential": st.booleans() | TEXT, "kind_version": st.integers(0, 9),
    }))  # fmt: skip
    if effect == "booked":
        data |= {"resource": "counter", "slot": draw(SLOTS)}
    if effect == "booking_cancelled" and draw(st.booleans()):
        data |= {"resource": "counter", "slot": draw(SLOTS)}
    known = START - timedelta(seconds=draw(st.floats(0, 1e6)))
    personal = ()
    if item and draw(st.booleans()):
        personal = tuple(
            PersonalField(name=name, value=draw(TEXT), purpose=draw(TEXT),
                          expires_on=date(2026, 3, draw(st.integers(1, 30))))
            for name in draw(st.sets(st.sampled_from(["phone", "name"])))
        )  # fmt: skip
    return LedgerEntry(
        item=item, effect=effect, actor="li", kind=draw(st.sampled_from(["", "a", "b"])),
        unit=draw(st.sampled_from(["", "u", "v"])), state=draw(st.sampled_from(["", "s", "t"])),
        state_no=draw(st.integers(-1, 3)), action_no=draw(st.integers(-1, 3)),
        at=known - timedelta(seconds=draw(st.floats(0, 1e6))), known_at=known,
        arg=draw(st.none() | st.integers(-(2**63) + 1, 2**63 - 1)), data=data, personal=personal,
    )  # fmt: skip


class Journals(RuleBasedStateMachine):
    """Does everything to a journal in memory and to one in SQLite, and compares the answers."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "ledger.db"
        self.clock = Clock(START)
        self.memory = MemoryJournal(clock=self.clock, new_key=Keys())
        self.keys = Keys()
        self.stored: SqlJournal = create_journal(self.path, clock=self.clock, new_key=self.keys)

    def both(self) -> tuple[Journal, Journal]:
        return self.memory, self.stored

    @rule(batch=st.lists(entries(), max_size=6), seen=st.none() | st.integers(0, 4))
    def append(self, batch: list[LedgerEntry], seen: int | None) -> None:
        answers = []
        for journal in self.both():
            try:
                expect = None if seen is None else {"a-1": seen}
                answers.append(journal.append(batch, expect=expect))
            except ConflictError as error:
                answers.append(error.problems)
        assert answers[0] == answers[1]

    @rule(prefix=st.sampled_from(["a", "b", "桥"]), slot=SLOTS)
    def decide(self, prefix: str, slot: str) -> None:
        told: list[object] = []

        def guard(tx: Any) -> list[LedgerEntry]:
            code = tx.new_code("a", prefix)
            told.append((tx.now, code, tx.count_booked("counter", slot), tx.item("a-1"), tx.head()))
            data = {"resource": "counter", "slot": slot}
            said = {"actor": "li", "at": tx.now, "known_at": tx.now}
            return [LedgerEntry(item=code, effect="booked", data=data, **said)]

        for journal in self.both():
            journal.append(guard=guard)
        assert told[0] == told[1]

    @rule(days=st.integers(0, 9))
    def time_goes_by(self, days: int) -> None:
        self.clock.go_on(days=days)

    @rule()
    def expire(self) -> None:
        assert self.memory.expire() == self.stored.expire()

    @rule(item=st.sampled_from(CODES[1:]), field=st.sampled_from(["phone", "name"]))
    def delete(self, item: str, field: str) -> None:
        if self.memory.item(item):
            first, second = (j.delete_personal(item, field, actor="li") for j in self.both())
            assert first == second

    @rule()
    def open_again(self) -> None:
        self.stored.close()
        self.stored = open_journal(self.path, clock=self.clock, new_key=self.keys)

    @rule(form=st.sampled_from(["copy.db", "copy.jsonl.gz"]))
    def restore(self, form: str) -> None:
        copy = self.stored.backup(self.path.with_name(form))
        with create_journal(self.path.with_name("again.db"), clock=self.clock) as again:
            done = again.restore(copy)
            assert (done.chain_seq, done.chain_hash) == self.memory.head()
            assert again.verify().ok
        for path in (copy, *self.path.parent.glob("again.db*")):
            path.unlink(missing_ok=True)

    @rule(
        until=st.none() | st.floats(0, 2e6), item=st.none() | st.sampled_from(CODES),
        after=st.integers(0, 5),
    )  # fmt: skip
    def read(self, until: float | None, item: str | None, after: int) -> None:
        known = None if until is None else START - timedelta(seconds=until)
        asked: dict[str, Any] = {"item": item, "known_until": known, "after_seq": after}
        first, second = (list(journal.events(**asked)) for journal in self.both())
        assert first == second
        columns = [vars_of(journal.columns(known_until=known)) for journal in self.both()]
        assert columns[0] == columns[1]

    @rule(
        order=st.sampled_from(ORDERS), limit=st.none() | st.integers(0, 3),
        offset=st.integers(0, 3),
        wanted=st.fixed_dictionaries({}, optional={
            "kind": st.sampled_from(["", "a", "b"]), "state": st.sampled_from(["s", ["s", "t"]]),
            "unit": st.sampled_from(["u", []]), "open_only": st.booleans(),
            "text": TEXT, "parent": st.sampled_from(CODES),
        }),
    )  # fmt: skip
    def look(self, order: str, limit: int | None, offset: int, wanted: dict[str, Any]) -> None:
        page: dict[str, Any] = {"order": order, "limit": limit, "offset": offset}
        first, second = (journal.items(**page, **wanted) for journal in self.both())
        assert first == second
        assert self.memory.count_items(**wanted) == self.stored.count_items(**wanted)

    @invariant()
    def same_head_and_right(self) -> None:
        if hasattr(self, "memory"):
            assert self.memory.head() == self.stored.head()
            reports = [journal.verify().to_dict() for journal in self.both()]
            assert reports[0] == reports[1]
            assert reports[0]["ok"]

    def teardown(self) -> None:
        if hasattr(self, "stored"):
            self.stored.close()
            self.folder.cleanup()


def vars_of(columns: Any) -> dict[str, object]:
    """Return columns as lists, which compare."""
    values = {name: getattr(columns, name) for name in columns.__dataclass_fields__}
    return {name: getattr(value, "tolist", lambda v=value: v)() for name, value in values.items()}


TestJournals = Journals.TestCase
TestJournals.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
