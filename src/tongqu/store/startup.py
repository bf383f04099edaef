"""What stands in a database before a ledger is opened, and how it becomes the newest version."""

from __future__ import annotations

import io
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tongqu.errors import DatasetError, NotFoundError, UsageError
from tongqu.store.schema import METADATA, TABLES, VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.store.engine import Database

__all__ = [
    "Standing",
    "check_readable",
    "check_ready",
    "make_tables",
    "standing",
    "unmake_tables",
    "upgrade_tables",
]

VERSION_TABLE = "tongqu_version"
FIRST_TABLES = frozenset({"events", "personal", "items"})
"""What every version of a ledger has."""


class Standing(Enum):
    """What a database is to us."""

    MISSING = "missing"
    EMPTY = "empty"
    FOREIGN = "foreign"
    BROKEN = "broken"
    OLDER = "older"
    READY = "ready"
    NEWER = "newer"


def standing(database: Database) -> tuple[Standing, str]:
    """Return what the database is to us, and the version of the schema that it has.

    Raises
    ------
    DatasetError
        The file is damaged, or no database at all.
    """
    if database.file is not None and not database.file.exists():
        return Standing.MISSING, ""
    with database.reading() as connection:
        return _standing(connection)


def _standing(connection: sa.Connection) -> tuple[Standing, str]:
    tables = frozenset(sa.inspect(connection).get_table_names())
    if VERSION_TABLE not in tables:
        if not tables:
            return Standing.EMPTY, ""
        return (Standing.BROKEN if tables >= FIRST_TABLES else Standing.FOREIGN), ""
    versions = list(connection.scalars(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")))  # noqa: S608
    if len(versions) != 1:
        return (Standing.BROKEN if tables & TABLES or len(versions) > 1 else Standing.EMPTY), ""
    version = str(versions[0])
    if version not in VERSIONS:
        return Standing.NEWER, version
    newest = version == VERSIONS[-1]
    if not tables >= (TABLES if newest else FIRST_TABLES):
        return Standing.BROKEN, version
    return (Standing.READY if newest else Standing.OLDER), version


def check_ready(database: Database) -> None:
    """Refuse a database that is not a ledger of the newest version, and say what it is instead.

    Raises
    ------
    NotFoundError
        There is no such file.
    DatasetError
        Empty, of another program, broken, older or newer.
    """
    found, version = standing(database)
    file = database.shown
    match found:
        case Standing.MISSING:
            raise NotFoundError.of("ledger_missing", file=file)
        case Standing.EMPTY:
            raise DatasetError.of("ledger_empty", file=file)
        case Standing.FOREIGN:
            raise DatasetError.of("ledger_foreign", file=file)
        case Standing.BROKEN:
            raise DatasetError.of("ledger_broken", file=file)
        case Standing.OLDER:
            raise DatasetError.of("ledger_older", file=file, found=version, needed=VERSIONS[-1])
        case Standing.NEWER:
            raise DatasetError.of("ledger_newer", file=file, found=version, needed=VERSIONS[-1])
        case Standing.READY:
            return


def check_readable(database: Database) -> None:
    """Refuse a database that is not a ledger of any version that this program knows."""
    if standing(database)[0] is not Standing.OLDER:
        check_ready(database)


def make_tables(database: Database) -> None:
    """Make a ledger in a new or empty database, in one transaction.

    A process that is killed in the middle leaves an empty database, which can be used again.
    """
    if database.file is not None and not database.file.parent.is_dir():
        raise NotFoundError.of("ledger_no_folder", folder=str(database.file.parent))
    with database.writing() as connection:
        found, _ = _standing(connection)
        if found is not Standing.EMPTY:
            raise UsageError.of("ledger_exists", file=database.shown)
        _run(connection)


def unmake_tables(database: Database) -> None:
    """Take a ledger away that was made in vain: the file, or the tables in a database."""
    if database.file is not None:
        database.close()
        for ending in ("", "-wal", "-shm"):
            database.file.with_name(f"{database.file.name}{ending}").unlink(missing_ok=True)
        return
    with database.writing() as connection:
        METADATA.drop_all(connection)
        connection.execute(sa.text(f"DROP TABLE {VERSION_TABLE}"))
        connection.execute(sa.text("DROP FUNCTION events_stay()"))


def upgrade_tables(database: Database) -> str:
    """Bring a ledger of an older version to the newest, in one transaction; return the old one."""
    with database.writing() as connection:
        found, version = _standing(connection)
        if found is Standing.OLDER:
            _run(connection)
    check_ready(database)
    return version


def _run(connection: sa.Connection) -> None:
    """Run the migrations that are missing, inside the connection's transaction."""
    # Alembic takes a while to load, and only who makes or upgrades a ledger needs it.
    from alembic.config import Config
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)

    def steps(revision: Any, _context: MigrationContext) -> Iterable[Any]:
        return scripts._upgrade_revs("head", revision)  # noqa: SLF001 - as Alembic's commands do

    context = MigrationContext.configure(
        connection,
        opts={"fn": steps, "transactional_ddl": True, "version_table": VERSION_TABLE},
    )
    with Operations.context(context):
        context.run_migrations()
