"""The doors to a ledger: make one, open one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tongqu.errors import UsageError
from tongqu.ledger.service import Ledger
from tongqu.ledger.settings import Settings, fold_settings
from tongqu.ledger.settings_rows import settings_rows
from tongqu.ledger.settings_writing import settings_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from tongqu.model.ledger_event import LedgerEntry
    from tongqu.store import Journal, JournalTx

__all__ = ["create_ledger", "open_ledger"]

DEFAULT_ZONE = "Asia/Shanghai"


def create_ledger(
    place: str | PathLike[str] | Journal,
    *,
    name: str = "Ledger",
    name_zh: str = "台账",
    admin: str = "admin",
    **info: Any,
) -> Ledger:
    """Make a new ledger with one administrator, and open it.

    Parameters
    ----------
    place
        Path of an SQLite file that does not exist, a URL of an empty database, or a journal
        without events.
    name, name_zh
        What it is called.
    admin
        Account that sets it up.
    **info
        More of `tongqu.ledger.settings.LedgerInfo`: ``time_zone``, ``holiday_country``, ``hours``,
        ``currency``, ``region``, ``synthetic``, ``small_count``, ``note``, ``note_zh``.

    Raises
    ------
    UsageError
        There is something already.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with create_ledger(f"{folder}/ledger.db", name="Ours", name_zh="本区台账") as ledger:
    ...         ledger.settings().info.name_zh
    '本区台账'
    """
    first = {"id": "ledger", "name": name, "name_zh": name_zh, **info}
    accounts = [{"id": admin, "name": "Administrator", "name_zh": "管理员", "roles": ["admin"]}]
    empty = Settings()
    rows = {
        "ledger": settings_rows("ledger", [first], empty, ()),
        "accounts": settings_rows("accounts", accounts, empty, ()),
    }
    journal = _made(place, str(info.get("time_zone", DEFAULT_ZONE)))

    def guard(tx: JournalTx) -> Sequence[LedgerEntry]:
        if tx.head()[0]:
            raise UsageError.of("ledger_not_empty")
        return [settings_entry(table, ready, admin, tx.now) for table, ready in rows.items()]

    journal.append(guard=guard)
    return Ledger(journal)


def _made(place: str | PathLike[str] | Journal, zone: str) -> Journal:
    from tongqu.store import create_journal

    if hasattr(place, "append"):
        return cast("Journal", place)
    return cast("Journal", create_journal(cast("str", place), zone=zone))


def open_ledger(place: str | PathLike[str] | Journal) -> Ledger:
    """Open a ledger that exists.

    Parameters
    ----------
    place
        Path of an SQLite file, a URL (``sqlite:///file``, ``postgresql://...``), or a journal.

    Raises
    ------
    NotFoundError
        There is no such file.
    DatasetError
        It is no ledger.

    Examples
    --------
    >>> open_ledger("no-such-file.db")
    Traceback (most recent call last):
    tongqu.errors.NotFoundError: ledger_missing: file='no-such-file.db'
    """
    from tongqu.store import open_journal

    if hasattr(place, "append"):
        return Ledger(cast("Journal", place))
    path = cast("str", place)
    journal = cast("Journal", open_journal(path))
    zone = fold_settings(journal.events(item="")).info.time_zone
    if zone != DEFAULT_ZONE:
        # When personal values expire goes by the ledger's own days.
        journal.close()
        journal = cast("Journal", open_journal(path, zone=zone))
    return Ledger(journal)
