"""Appointments: the last place is given away once, and whoever comes later is told what is free."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fictional_town import Clock, set_up, town

from tongqu.errors import BadValueError, ConflictError, NotFoundError
from tongqu.ledger import Ledger, create_ledger
from tongqu.store import MemoryJournal, create_journal
from tongqu.text import problem_text

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))
import postgres_server

SLOT = "2026-03-03 09:00"
FIELDS = {"matter": "certificate", "request": "Proof of residence", "channel": "counter"}


def with_counter(ledger: Ledger, capacity: int = 5) -> None:
    ledger.configure(
        "resources",
        [{"id": "counter", "name": "Counter", "name_zh": "窗口", "unit": "centre",
          "capacity": capacity, "slot_min": 60, "hours": "Mo-Fr 09:00-12:00"}],
        actor="admin",
    )  # fmt: skip


def request(ledger: Ledger) -> str:
    return ledger.add("service_request", title="Proof", actor="desk", fields=FIELDS)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger without units, in memory and in both databases."""
    with ExitStack() as stack:
        if request.param == "memory":
            yield create_ledger(MemoryJournal(clock=Clock()))
            return
        place = str(tmp_path / "ledger.db")
        if request.param == "postgresql":
            url = stack.enter_context(postgres_server.server())
            if url is None:
                pytest.skip("no PostgreSQL: set TONGQU_TEST_POSTGRES, or install Debian's package")
            place = stack.enter_context(postgres_server.database(url))
        yield stack.enter_context(create_ledger(create_journal(place, clock=Clock())))


def test_sixty_writers_for_five_places(empty: Ledger) -> None:
    """Exactly five get one, fifty-five are refused politely, nothing else goes wrong."""
    ledger = empty
    set_up(ledger)
    with_counter(ledger)
    codes = [request(ledger) for _ in range(60)]
    told: Counter[str] = Counter()
    start = threading.Barrier(60)

    def book(code: str) -> None:
        start.wait()
        try:
            ledger.act(code, "book", actor="desk", data={"resource": "counter", "slot": SLOT})
            told["booked"] += 1
        except ConflictError as error:
            told[error.problems[0].code] += 1
        except Exception as error:  # noqa: BLE001 - whatever else goes wrong is counted
            told[repr(error)] += 1

    threads = [threading.Thread(target=book, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {"booked": 5, "ledger_slot_full": 55}
    held = sum(bool(ledger.item(code, actor="desk")[0].standing_bookings) for code in codes)
    assert held == 5


def test_the_refusal_names_what_is_free() -> None:
    """In both languages, with the next slots that have a place, over a weekend too."""
    ledger = town()
    with_counter(ledger, capacity=1)
    for slot in ("2026-03-06 10:00", "2026-03-06 11:00", "2026-03-09 10:00"):
        place = {"resource": "counter", "slot": slot}
        ledger.act(request(ledger), "book", actor="desk", data=place)
    with pytest.raises(ConflictError) as error:
        ledger.act(
            request(ledger), "book", actor="desk",
            data={"resource": "counter", "slot": "2026-03-06 10:00"},
        )  # fmt: skip
    [problem] = error.value.problems
    assert problem.params["free"] == ("2026-03-09 09:00", "2026-03-09 11:00", "2026-03-10 09:00")
    assert "2026-03-09 09:00" in problem_text(problem, "zh")


@pytest.mark.parametrize(
    ("slot", "code"),
    [
        ("2026-03-03 09:30", "ledger_no_slot"),
        ("2026-03-03 12:00", "ledger_no_slot"),
        ("2026-03-07 09:00", "ledger_no_slot"),
        ("2026-03-02 09:00", "ledger_slot_passed"),
        ("soon", "bad_datetime"),
    ],
)
def test_slots_that_are_none(slot: str, code: str) -> None:
    """Between slots, after hours, on a Saturday, in the past, no time at all."""
    ledger = town()
    with_counter(ledger)
    with pytest.raises(BadValueError, match=code):
        ledger.act(
            request(ledger), "book", actor="desk", data={"resource": "counter", "slot": slot}
        )
    with pytest.raises(NotFoundError, match="ledger_unknown_resource"):
        ledger.act(request(ledger), "book", actor="desk", data={"resource": "van", "slot": SLOT})


def test_a_place_that_is_given_back_can_be_had() -> None:
    """Cancelled at any time, the place is free again; a slot is held once by an item."""
    ledger = town()
    with_counter(ledger, capacity=1)
    first, second = request(ledger), request(ledger)
    place = {"resource": "counter", "slot": SLOT}
    ledger.act(first, "book", actor="desk", data=place)
    with pytest.raises(BadValueError, match="ledger_slot_held"):
        ledger.act(first, "book", actor="desk", data=place)
    with pytest.raises(BadValueError, match="ledger_not_booked"):
        ledger.act(second, "cancel_booking", actor="desk", data=place)
    free = [f"{slot:%m-%d %H:%M}" for slot, _ in ledger.free_slots("counter", at_most=3)]
    assert free == ["03-02 10:00", "03-02 11:00", "03-03 10:00"]
    ledger.act(first, "cancel_booking", actor="desk", data=place)
    assert ledger.act(second, "book", actor="desk", data=place).standing_bookings
