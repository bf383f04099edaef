"""Connections: how each database is spoken to, and what its failures mean."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from tongqu.errors import (
    DatasetError,
    LimitError,
    StorageError,
    StorageFullError,
    TongquError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

__all__ = ["BUSY_S", "Database", "translated"]

BUSY_S = 10
"""How long a writer waits for another one [s]."""

LOCK = 0x746F6E677175
"""PostgreSQL's advisory lock that writers of a ledger take in turn: "tongqu" as a number."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    f"busy_timeout={BUSY_S * 1000}",
    # 64 MB, taken as needed: with less, the index of a long import is written over and over.
    "cache_size=-64000",
)
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
WAITING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
POSTGRES_FULL = ("53100",)
POSTGRES_DAMAGED = ("XX001", "XX002")
POSTGRES_WAITING = ("55P03",)


class Database:
    """One database and the way to it.

    Parameters
    ----------
    place
        Path of an SQLite file, or URL as SQLAlchemy writes it.
    read_only
        Whether an SQLite file is only read, and may stand where nothing can be written.
    """

    def __init__(self, place: str | PathLike[str], *, read_only: bool = False) -> None:
        self.url = _url(place)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.file = Path(self.url.database) if self.is_sqlite and self.url.database else None
        self.shown = str(self.file) if self.file else self.url.render_as_string(hide_password=True)
        options: dict[str, Any] = {"pool_size": 4, "max_overflow": -1}
        if self.is_sqlite:
            options["connect_args"] = {"timeout": BUSY_S, "check_same_thread": False}
        url = self.url
        if read_only and self.file:
            way = self.file.absolute().as_uri()
            url = url.set(database=way, query={"mode": "ro", "uri": "true"})
        self.engine = sa.create_engine(url, **options)
        if self.is_sqlite:
            prepare = _prepare_reading if read_only else _prepare_sqlite
            event.listen(self.engine, "connect", prepare)
        event.listen(self.engine, "begin", _begin_sqlite if self.is_sqlite else _begin_postgresql)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state of the ledger."""
        with translated(self.shown), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection that nobody else can write beside; commit at the end."""
        with translated(self.shown), self.engine.connect() as connection:
            connection = connection.execution_options(tongqu_writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _url(place: str | PathLike[str]) -> sa.URL:
    text = str(place)
    if "://" not in text:
        return sa.URL.create("sqlite", database=str(Path(text)))
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise UsageError.of("ledger_url", value=text) from error
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        raise UsageError.of("ledger_url", value=url.render_as_string(hide_password=True))
    return url


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # We say ourselves when a transaction begins: the driver's own way begins too late.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _prepare_reading(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("tongqu_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("tongqu_writes"):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_S}s'")
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


@contextmanager
def translated(shown: str) -> Iterator[None]:
    """Turn what a database driver raises, through SQLAlchemy or by itself, into errors of ours."""
    try:
        yield
    except Exception as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, sqlite3.Error):
            raise _ours_sqlite(shown, cause) from error
        # psycopg's, by what they have: it is not loaded where it is not needed.
        if cause is not None and hasattr(cause, "sqlstate"):
            raise _ours_postgresql(shown, cause) from error
        raise


def _ours_postgresql(shown: str, error: BaseException) -> TongquError:
    state = getattr(error, "sqlstate", None) or ""
    reason = (str(error).strip() or state).splitlines()[0]
    if state in POSTGRES_FULL:
        return StorageFullError.of("ledger_full", file=shown)
    if state in POSTGRES_DAMAGED:
        return DatasetError.of("ledger_damaged", file=shown, reason=reason)
    if state in POSTGRES_WAITING:
        return LimitError.of("ledger_busy", seconds=BUSY_S)
    return StorageError.of("ledger_storage", file=shown, reason=reason)


def _ours_sqlite(shown: str, error: sqlite3.Error) -> TongquError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StorageFullError.of("ledger_full", file=shown)
    if code in DAMAGED:
        return DatasetError.of("ledger_damaged", file=shown, reason=str(error))
    if code in WAITING:
        return LimitError.of("ledger_busy", seconds=BUSY_S)
    return StorageError.of("ledger_storage", file=shown, reason=str(error))
