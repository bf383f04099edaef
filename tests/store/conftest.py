"""Makes the samples importable, and gives every kind of journal to the tests that take one."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent))

import postgres_server
from store_samples import Clock, Keys

from tongqu.store import MemoryJournal, create_journal
from tongqu.store.journal import Journal
from tongqu.store.sql import SqlJournal

NO_SERVER = "no PostgreSQL: set TONGQU_TEST_POSTGRES, or install Debian's package postgresql"


@pytest.fixture(scope="session")
def postgres() -> Iterator[sa.URL | None]:
    """A PostgreSQL server, None where there is none."""
    with postgres_server.server() as url:
        yield url


@pytest.fixture
def clock() -> Clock:
    """A clock that a test moves."""
    return Clock()


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> int:
    """Blocks of a few events, so that a short ledger has several of them."""
    for module in ("sql", "sql_tx", "verify"):
        monkeypatch.setattr(f"tongqu.store.{module}.BLOCK", 16)
    return 16


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a ledger can be made, in both kinds of database."""
    if request.param == "sqlite":
        yield str(tmp_path / "ledger.db")
        return
    url = request.getfixturevalue("postgres")
    if url is None:
        pytest.skip(NO_SERVER)
    with postgres_server.database(url) as made:
        yield made


@pytest.fixture
def stored(place: str, clock: Clock, tmp_path: Path) -> Iterator[SqlJournal]:
    """An empty journal in each kind of database."""
    deletions = tmp_path / "ledger.db.deletions"
    with create_journal(place, clock=clock, new_key=Keys(), deletions=deletions) as made:
        yield made


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def journal(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Journal]:
    """An empty journal of every kind."""
    options = {"clock": clock, "new_key": Keys()}
    if request.param == "memory":
        yield MemoryJournal(**options)
        return
    with ExitStack() as stack:
        place = str(tmp_path / "ledger.db")
        if request.param == "postgresql":
            url = request.getfixturevalue("postgres")
            if url is None:
                pytest.skip(NO_SERVER)
            place = stack.enter_context(postgres_server.database(url))
        yield stack.enter_context(create_journal(place, **options))
