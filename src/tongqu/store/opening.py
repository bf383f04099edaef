"""The doors to a journal in a database; the database's libraries are loaded when one is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from os import PathLike

    from tongqu.store.restore import Restored
    from tongqu.store.sql import SqlJournal

__all__ = ["create_journal", "open_journal", "restore_journal"]


def open_journal(
    place: str | PathLike[str], *, upgrade: bool = False, **options: Any
) -> SqlJournal:
    """Open a ledger's journal that exists.

    Parameters
    ----------
    place
        Path of an SQLite file, or a URL: ``sqlite:///file``, ``postgresql://user@host/database``.
    upgrade
        Whether a ledger of an older version of the schema is brought to the newest, in one
        transaction. Make a backup before.
    options
        As `MemoryJournal` takes them: ``clock``, ``zone``, ``new_key``.

    Raises
    ------
    NotFoundError
        There is no such file.
    DatasetError
        It is no ledger: empty, of another program, damaged, broken; or one of another version.

    Examples
    --------
    >>> open_journal("no-such-file.db")
    Traceback (most recent call last):
    tongqu.errors.NotFoundError: ledger_missing: file='no-such-file.db'
    """
    from tongqu.store.engine import Database
    from tongqu.store.sql import SqlJournal
    from tongqu.store.startup import check_ready, upgrade_tables

    database = Database(place)
    try:
        if upgrade:
            upgrade_tables(database)
        check_ready(database)
    except BaseException:
        database.close()
        raise
    return SqlJournal(database, **options)


def create_journal(place: str | PathLike[str], **options: Any) -> SqlJournal:
    """Make a new ledger's journal, in a new file or an empty database, and open it.

    Raises
    ------
    UsageError
        There is something already.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, create_journal(f"{folder}/ledger.db") as journal:
    ...     journal.head()[0]
    0
    """
    from tongqu.store.engine import Database
    from tongqu.store.files import start_file
    from tongqu.store.sql import SqlJournal
    from tongqu.store.startup import make_tables

    database = Database(place)
    try:
        make_tables(database)
        journal = SqlJournal(database, **options)
        if journal.deletions is not None:
            # There from the beginning: a list that is missing is then never one that is empty.
            start_file(journal.deletions)
    except BaseException:
        database.close()
        raise
    return journal


def restore_journal(
    source: str | PathLike[str],
    place: str | PathLike[str],
    *,
    deletions: str | PathLike[str] | None = None,
    **options: Any,
) -> Restored:
    """Make a new ledger out of a backup, all of it or nothing; see `SqlJournal.restore`.

    Where the backup is refused, or the list of deletions is not there, nothing is left in `place`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with create_journal(f"{folder}/ledger.db") as journal:
    ...         path = journal.backup(f"{folder}/backup.db")
    ...     restore_journal(path, f"{folder}/again.db").events
    0
    """
    from tongqu.store.startup import unmake_tables

    with create_journal(place, **options) as journal:
        try:
            return journal.restore(source, deletions=deletions)
        except BaseException:
            unmake_tables(journal.database)
            if journal.deletions is not None:
                journal.deletions.unlink(missing_ok=True)
            raise
