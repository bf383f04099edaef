"""What must hold before rows of settings are recorded, and the entry that they become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.errors import BadValueError
from tongqu.ledger.moment import kinds_of
from tongqu.model.ledger_event import LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tongqu.ledger.settings import Settings

__all__ = ["check_admin_left", "check_versions", "settings_entry"]


def check_versions(table: str, rows: Sequence[Mapping[str, Any]], settings: Settings) -> None:
    """Refuse to change a version of a kind that items may have been made with."""
    if table != "kinds":
        return
    for row in rows:
        id_, version = row["id"], row["version"]
        newest = kinds_of(settings).get(id_)
        if newest is not None and version <= newest.version:
            raise BadValueError.of(
                "ledger_kind_version", id=id_, version=version, newest=newest.version
            )


def check_admin_left(table: str, rows: Sequence[Mapping[str, Any]], settings: Settings) -> None:
    """Refuse to take the last administrator away: nobody could set anything up any more."""
    if table != "accounts":
        return
    left = {id_ for id_, account in settings.accounts.items() if account.has(("admin",))}
    for row in rows:
        keeps = not row.get("removed") and "admin" in row.get("roles", ())
        left = left | {row["id"]} if keeps else left - {row["id"]}
    if not left:
        raise BadValueError.of("ledger_no_admin_left")


def settings_entry(
    table: str, rows: Sequence[Mapping[str, Any]], actor: str, now: datetime
) -> LedgerEntry:
    """Return the entry that records rows of settings."""
    data = {"table": table, "rows": [dict(row) for row in rows]}
    return LedgerEntry(effect="settings", actor=actor, at=now, known_at=now, data=data)
