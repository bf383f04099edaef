"""What every journal does, with a database or without one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from store_samples import NOON, Clock, created, entry, phone

from tongqu.errors import BadValueError, ConflictError, UsageError
from tongqu.model.ledger_event import LedgerEntry
from tongqu.store import NO_ARG, JournalTx
from tongqu.store.chain import GENESIS
from tongqu.store.journal import Journal
from tongqu.store.sql import SqlJournal
from tongqu.store.sql_tx import read_events


def test_an_empty_journal(journal: Journal) -> None:
    """Nothing is there, and that verifies."""
    assert journal.head() == (0, GENESIS)
    assert list(journal.events()) == []
    assert journal.items() == []
    assert len(journal.columns()) == 0
    assert journal.verify().ok


def test_what_is_appended_is_what_is_read(journal: Journal, clock: Clock) -> None:
    """Every field of an entry comes back, times as the same instants, lists for tuples."""
    full = LedgerEntry(
        item="work-0001", effect="extended", action="extend", actor="li", on_behalf_of="wang",
        unit="道路科", state="open", kind="work", action_no=3, state_no=1,
        at=NOON.astimezone(timezone(timedelta(hours=8))), known_at=NOON + timedelta(minutes=1),
        arg=-(2**63) + 1, data={"reason": '雨 "wet"', "units": ("a", "b"), "x": None},
        personal=(phone(),),
    )  # fmt: skip
    [event] = journal.append([full])
    assert list(journal.events()) == [event]
    assert event.entry == replace(full, data={**full.data, "units": ["a", "b"]})
    assert (event.seq, event.previous_hash, event.recorded_at) == (1, GENESIS, clock.now)
    assert event.personal_hashes.keys() == {"phone"}
    assert journal.head() == (1, event.hash)


def test_events_are_chained(journal: Journal) -> None:
    """Each event names the hash of the one before."""
    first = journal.append([created(), entry()])
    second = journal.append([entry()])
    chain = [*first, *second]
    assert [event.seq for event in chain] == [1, 2, 3]
    assert [event.previous_hash for event in chain] == [GENESIS, chain[0].hash, chain[1].hash]
    assert journal.verify().events == 3


def test_all_or_none(journal: Journal) -> None:
    """One entry that cannot be recorded keeps all others out, and every fault is told."""
    wrong = [
        entry(effect="dreamt"),
        entry(at=datetime(2024, 1, 1)),  # noqa: DTZ001 - that is what is wrong
        entry(at=NOON + timedelta(days=1)),
        entry(known_at=datetime(2099, 1, 1, tzinfo=UTC)),
        entry(actor=""),
        entry(arg=2**63),
        entry(state_no=2**15),
        entry(effect="booked"),
        entry("", "settings", personal=(phone(),), kind=""),
        entry(personal=(phone(), phone("2"))),
        entry(unit="a\0b"),
        entry(data={"a": ["\ud800"]}),
    ]
    with pytest.raises(BadValueError) as caught:
        journal.append([created(), *wrong])
    assert [problem.code for problem in caught.value.problems] == [
        "ledger_unknown_effect", "ledger_naive_time", "ledger_known_before", "ledger_future",
        "ledger_no_actor", "ledger_arg_range", "ledger_number_range", "ledger_no_place",
        "ledger_personal_nowhere", "ledger_personal_twice", "ledger_text", "ledger_text",
    ]  # fmt: skip
    assert [problem.params["number"] for problem in caught.value.problems] == list(range(2, 14))
    assert journal.head()[0] == 0


@pytest.mark.parametrize("value", [{"a": NOON}, {"a": float("nan")}, {"a": {1, 2}}])
def test_only_plain_data(journal: Journal, value: dict[str, object]) -> None:
    """What JSON does not know is refused, not turned into something else."""
    with pytest.raises(BadValueError, match="ledger_not_json"):
        journal.append([entry(data=value)])
    assert journal.head()[0] == 0


def test_somebody_was_faster(journal: Journal) -> None:
    """An item that has moved on since it was looked at is not written to."""
    journal.append([created("work-0001"), created("work-0002")], expect={"work-0001": 0})
    journal.append([entry("work-0001")], expect={"work-0001": 1, "work-0002": 2})
    with pytest.raises(ConflictError) as caught:
        journal.append([entry("work-0001")], expect={"work-0001": 1, "work-0003": 5})
    told = [(problem.params["item"], problem.params["last"]) for problem in caught.value.problems]
    assert told == [("work-0001", 3), ("work-0003", 0)]
    assert journal.head()[0] == 3


def test_a_guard_reads_decides_and_writes(journal: Journal, clock: Clock) -> None:
    """What a guard reads is the state that its entries are appended to."""

    def decide(tx: JournalTx) -> Sequence[LedgerEntry]:
        assert tx.now == clock.now
        seen = [event.seq for event in tx.events(item="work-0001")]
        row = tx.item("work-0001")
        assert row is not None
        assert tx.item("work-0099") is None
        assert tx.head()[0] == 2
        codes = [tx.new_code("work", "work"), tx.new_code("work", "work"), tx.new_code("x", "x")]
        return [created(code, f"{row.title} {seen}") for code in codes]

    journal.append([created(title="Bridge"), entry()])
    events = journal.append(guard=decide)
    assert [event.entry.item for event in events] == ["work-0002", "work-0003", "x-0001"]
    assert journal.items(text="[1, 2]", limit=1)[0].title == "Bridge [1, 2]"


def test_a_guard_that_refuses_leaves_nothing(journal: Journal) -> None:
    """Whatever a guard raises comes out, and nothing is recorded; then the next may write."""

    def refuse(tx: JournalTx) -> Sequence[LedgerEntry]:
        raise ConflictError.of("ledger_conflict", item="work-0001", seen=0, last=0)

    def nested(tx: JournalTx) -> Sequence[LedgerEntry]:
        journal.append([created()])
        return ()

    with pytest.raises(ConflictError):
        journal.append([created()], guard=refuse)
    with pytest.raises(UsageError, match="ledger_nested"):
        journal.append(guard=nested)
    assert journal.append(guard=lambda _tx: ()) == ()
    assert journal.head()[0] == 0
    assert journal.append([created()])[0].seq == 1


def test_a_guard_sees_what_a_unit_holds(journal: Journal) -> None:
    """Open items only, of this unit only, the first few by code."""
    journal.append([created(f"work-{n:04d}", unit="north") for n in (10, 2, 1)])
    journal.append([created("work-0003", unit="south"), entry("work-0001", "closed")])
    told: list[tuple[str, ...]] = []

    def look(tx: JournalTx) -> Sequence[LedgerEntry]:
        told.extend((tx.held_by("north"), tx.held_by("north", 1), tx.held_by("west")))
        return ()

    journal.append(guard=look)
    assert told == [("work-0002", "work-0010"), ("work-0002",), ()]


def test_places_are_counted(journal: Journal) -> None:
    """A booking holds its place until it is cancelled; a second one by the same item is one."""
    place = {"resource": "counter", "slot": "2026-03-03T09:00"}
    later = place | {"slot": "2026-03-03T10:00"}

    def count(slot: dict[str, str]) -> int:
        told = []
        journal.append(guard=lambda tx: told.append(tx.count_booked(**slot)) or [])
        return told[0]

    journal.append([created(f"srv-000{n}") for n in (1, 2, 3)])
    journal.append(
        [entry("srv-0001", "booked", data=place), entry("srv-0002", "booked", data=place)]
    )
    journal.append(
        [entry("srv-0001", "booked", data=place), entry("srv-0001", "booked", data=later)]
    )
    assert (count(place), count(later)) == (2, 1)
    journal.append([entry("srv-0001", "booking_cancelled", data=place)])
    assert (count(place), count(later)) == (1, 1)
    journal.append([entry("srv-0001", "booking_cancelled"), entry("srv-0002", "booking_cancelled")])
    assert (count(place), count(later)) == (0, 0)
    assert journal.verify().ok


def test_events_are_chosen(journal: Journal) -> None:
    """By item, items, what was known when, and what comes after."""
    journal.append([
        created("a-1"), created("b-1"), entry("", "settings", kind=""),
        entry("a-1", known_at=NOON + timedelta(microseconds=1)), entry("b-1"),
    ])  # fmt: skip

    def seqs(**chosen: object) -> list[int]:
        return [event.seq for event in journal.events(**chosen)]  # type: ignore[arg-type]

    assert seqs() == [1, 2, 3, 4, 5]
    assert seqs(item="a-1") == [1, 4]
    assert seqs(item="") == [3]
    assert seqs(items=["a-1", "b-1", "c-1"], after_seq=1) == [2, 4, 5]
    assert seqs(items=[]) == []
    assert seqs(item="c-1") == []
    assert seqs(known_until=NOON) == [1, 2, 3, 5]


def test_events_of_more_items_than_a_question_can_name(stored: SqlJournal) -> None:
    """Databases limit the values in a question; a reader of all items at once does not care."""
    stored.append([created(f"a-{number}") for number in range(2_000)])
    codes = [f"a-{number}" for number in range(40_000) if number != 7]
    assert [event.seq for event in stored.events(items=codes)] == [
        seq for seq in range(1, 2_001) if seq != 8
    ]
    with stored.database.reading() as connection:
        found = read_events(
            connection, item_nos=range(1, 50_000), known_until=None, after_seq=0, until_seq=2_000,
            today=date(2026, 3, 2),
        )  # fmt: skip
    assert [event.seq for event in found] == list(range(2, 2_001))


def test_lists_of_items(journal: Journal) -> None:
    """Filters, words in any order and case, pages, orders; numbers count as numbers."""
    journal.append([
        created("work-9999", "East Bridge", unit="roads", state="open", state_no=1),
        created("work-10000", "Bridge, 100% wet", unit="roads", state="open", state_no=1,
                data={"title_zh": "东桥", "parent": "work-9999"}),
        created("rect-1", "DRAIN", unit="water", data={"confidential": True}),
        entry("work-9999", "closed", state="done", state_no=2),
        entry("rect-1", "dispatched", unit="roads"),
        entry("rect-1", "changed", data={"title": "Drains"}),
    ])  # fmt: skip

    def codes(**chosen: object) -> list[str]:
        rows = journal.items(**chosen)  # type: ignore[arg-type]
        count = {name: chosen[name] for name in chosen if name not in ("limit", "offset", "order")}
        if chosen == count:
            assert journal.count_items(**count) == len(rows)  # type: ignore[arg-type]
        return [row.code for row in rows]

    assert codes() == ["rect-1", "work-9999", "work-10000"]
    assert codes(order="-code") == ["work-10000", "work-9999", "rect-1"]
    assert codes(order="-last") == ["rect-1", "work-9999", "work-10000"]
    assert codes(order="created", limit=2, offset=1) == ["work-10000", "rect-1"]
    assert codes(offset=2) == ["work-10000"]
    assert codes(limit=0) == []
    assert codes(kind="work") == ["work-9999", "work-10000"]
    assert codes(kind=["work", "rect"], unit="roads", state=["done", "open"]) == [
        "work-9999", "work-10000",
    ]  # fmt: skip
    assert codes(open_only=True) == ["rect-1", "work-10000"]
    assert codes(parent="work-9999") == ["work-10000"]
    assert codes(text="bridge EAST") == ["work-9999"]
    assert codes(text="100%") == codes(text="东") == codes(text="WORK-1") == ["work-10000"]
    assert codes(text="_") == []
    assert codes(text="drains", unit="roads") == ["rect-1"]
    with pytest.raises(UsageError, match="ledger_order"):
        codes(order="colour")
    with pytest.raises(UsageError, match="ledger_page"):
        codes(limit=-1)
    with pytest.raises(TypeError, match="colour"):
        codes(colour="red")


def test_columns_of_all_items(journal: Journal) -> None:
    """Ordered by item and seq, without the ledger's own events, with numbers for names."""
    journal.append([
        created("b-1", unit="u", state="s", state_no=4),
        entry("", "settings", kind=""),
        created("a-1", unit="v", at=NOON - timedelta(seconds=1.5), known_at=NOON),
        entry("b-1", "progressed", arg=1250, action_no=2, kind=""),
        entry("b-1", known_at=NOON + timedelta(seconds=0.5)),
    ])  # fmt: skip
    table = journal.columns()
    noon = int(NOON.timestamp())
    assert table.codes == ("b-1", "a-1")
    assert (table.kinds, table.units) == (("b", "a"), ("u", "v"))
    assert table.item_no.tolist() == [0, 0, 0, 1]
    assert table.seq.tolist() == [1, 4, 5, 3]
    assert table.effect_no.tolist() == [0, 11, 1, 0]
    assert table.action_no.tolist() == [-1, 2, -1, -1]
    assert table.state_no.tolist() == [4, -1, -1, -1]
    assert table.kind_no.tolist() == [0, 0, 0, 1]
    assert table.unit_no.tolist() == [0, -1, -1, 1]
    assert table.arg.tolist() == [NO_ARG, 1250, NO_ARG, NO_ARG]
    assert table.at_s.tolist() == [noon, noon, noon, noon - 2]
    assert table.known_s.tolist() == [noon, noon, noon, noon]
    assert journal.columns(known_until=NOON).seq.tolist() == [1, 4, 3]
    assert journal.columns(kinds=["a", "z"]).seq.tolist() == [3]


def test_many_events(journal: Journal) -> None:
    """Beyond one block of packed events, and one chunk of read ones, nothing changes."""
    journal.append([created(f"a-{number}") for number in range(700)])
    journal.append([entry(f"a-{n % 700}", arg=n) for n in range(9_000)])
    assert [event.seq for event in journal.events()] == list(range(1, 9_701))
    assert len(list(journal.events(items=[f"a-{number}" for number in range(700)]))) == 9_700
    table = journal.columns()
    one = table.arg[table.item_no == 5]
    assert one.tolist() == [NO_ARG, *range(5, 9_000, 700)]
    assert journal.verify().ok


def test_importing_the_store_loads_no_database() -> None:
    """A command that needs no ledger pays nothing for it."""
    ask = "import sys, tongqu.store; print(*{'sqlalchemy', 'alembic', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
