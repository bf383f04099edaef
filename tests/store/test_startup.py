"""What a database is before it is opened: missing, empty, foreign, broken, older, newer, ready."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from store_samples import Clock, created, entry

from tongqu.errors import DatasetError, NotFoundError, TongquError, UsageError
from tongqu.store import create_journal, open_journal, startup
from tongqu.store.engine import Database
from tongqu.store.schema import METADATA, VERSIONS
from tongqu.store.sql import SqlJournal
from tongqu.store.startup import VERSION_TABLE


def change(place: str, *statements: str) -> None:
    """Change a database as another program would."""
    database = Database(place)
    with database.writing() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    database.close()


def refusal(place: str | Path, error: type[TongquError] = DatasetError) -> str:
    """Return the code with which a place is refused."""
    with pytest.raises(error) as caught:
        open_journal(place)
    [problem] = caught.value.problems
    assert Path(problem.params["file"]).name == Path(str(place)).name  # type: ignore[arg-type]
    return problem.code


def older(place: str) -> None:
    """Turn a ledger into one of the version before."""
    change(place, "DROP TABLE blocks", f"UPDATE {VERSION_TABLE} SET version_num = '0001'")


def test_a_new_ledger_is_ready_and_is_not_made_twice(place: str) -> None:
    """What was made can be opened, and making it once more is refused."""
    create_journal(place).close()
    open_journal(place).close()
    with pytest.raises(UsageError, match="ledger_exists"):
        create_journal(place)


def test_nothing_there(tmp_path: Path) -> None:
    """A mistyped name makes no file."""
    assert refusal(tmp_path / "ledger.db", NotFoundError) == "ledger_missing"
    assert not (tmp_path / "ledger.db").exists()
    with pytest.raises(NotFoundError, match="ledger_no_folder"):
        create_journal(tmp_path / "nowhere" / "ledger.db")


@pytest.mark.parametrize("url", ["mysql://host/x", "sqlite://", "sqlite:///:memory:", "://"])
def test_no_place_for_a_ledger(url: str) -> None:
    """Other databases, and one that is gone when the program ends."""
    with pytest.raises(UsageError, match="ledger_url"):
        open_journal(url)


def test_a_password_is_not_shown() -> None:
    """Neither in errors nor by the journal."""
    database = Database("postgresql://li:secret@localhost:1/x")
    assert "secret" not in database.shown
    with pytest.raises(TongquError) as caught, database.reading():
        pass
    assert "secret" not in str(caught.value)


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    """A kill between creating the file and its tables leaves one; it is told, and can be used."""
    path = tmp_path / "ledger.db"
    path.touch()
    assert refusal(path) == "ledger_empty"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    assert path.stat().st_size > 0
    assert refusal(path) == "ledger_empty"
    create_journal(path).close()
    open_journal(path).close()


def test_of_another_program(place: str) -> None:
    """Somebody else's tables are left alone."""
    create_journal(place).close()
    names = "events, personal, items, bookings, names, blocks"
    for name in (*names.split(", ")[1:], "events", VERSION_TABLE):
        change(place, f"DROP TABLE {name}")
    change(place, "CREATE TABLE cats (name TEXT)")
    assert refusal(place) == "ledger_foreign"
    with pytest.raises(UsageError, match="ledger_exists"):
        create_journal(place)


@pytest.mark.parametrize("lost", ["blocks", "items", VERSION_TABLE])
def test_a_table_lost(place: str, lost: str) -> None:
    """A ledger without one of its tables, or without its version, is broken, not empty."""
    create_journal(place).close()
    change(place, f"DROP TABLE {lost}")
    assert refusal(place) == "ledger_broken"


def test_of_a_newer_program(place: str) -> None:
    """Said with both versions; upgrading does nothing to it."""
    create_journal(place).close()
    change(place, f"UPDATE {VERSION_TABLE} SET version_num = '0999'")
    assert refusal(place) == "ledger_newer"
    with pytest.raises(DatasetError, match="ledger_newer"):
        open_journal(place, upgrade=True)


def test_an_older_ledger_is_upgraded_when_asked(
    place: str, clock: Clock, small_blocks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing happens by itself; afterwards everything is there, what is new is computed."""
    monkeypatch.setattr("tongqu.store.packing.BLOCK", small_blocks)
    with create_journal(place, clock=clock) as journal:
        journal.append([created(), *(entry(arg=n) for n in range(50))])
        head, args = journal.head(), journal.columns().arg.tolist()
    older(place)
    assert refusal(place) == "ledger_older"
    with open_journal(place, upgrade=True, clock=clock) as journal:
        assert (journal.head(), journal.columns().arg.tolist()) == (head, args)
        assert journal.verify().ok
    open_journal(place).close()


def test_an_older_backup_is_restored(tmp_path: Path, clock: Clock) -> None:
    """A backup from before an upgrade is still one."""
    path = tmp_path / "old.db"
    with create_journal(path, clock=clock) as journal:
        journal.append([created(), entry()])
        head = journal.head()
    older(str(path))
    with create_journal(tmp_path / "new.db", clock=clock) as again:
        assert again.restore(path).chain_hash == head[1]


def test_migrations_make_the_tables_that_the_program_uses(stored: SqlJournal) -> None:
    """`schema.py` and the migrations say the same, tables, columns, types, indexes."""
    with stored.database.engine.connect() as connection:
        connection.execution_options(tongqu_writes=True)
        options = {"compare_type": True, "version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_versions_are_the_migrations() -> None:
    """The list that opening a ledger looks at has every migration, in their order."""
    folder = Path(startup.__file__).parent / "migrations" / "versions"
    found = [path.stem[1:5] for path in sorted(folder.glob("v*.py"))]
    assert list(VERSIONS) == found
