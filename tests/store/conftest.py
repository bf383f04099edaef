"""Makes the samples importable, and gives every kind of journal to the tests that take one."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from store_samples import Clock, Keys

from tongqu.store import MemoryJournal, create_journal
from tongqu.store.journal import Journal


@pytest.fixture
def clock() -> Clock:
    """A clock that a test moves."""
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def journal(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Journal]:
    """An empty journal of every kind."""
    options = {"clock": clock, "new_key": Keys()}
    if request.param == "memory":
        yield MemoryJournal(**options)
        return
    with create_journal(tmp_path / "ledger.db", **options) as made:
        yield made
