"""What must hold before rows of settings are recorded, and the entry that they become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.errors import BadValueError, NotPermittedError, Problem
from tongqu.ledger.moment import kinds_of
from tongqu.ledger.settings_rows import settings_rows
from tongqu.model.ledger_event import LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tongqu.ledger.moment import Moment
    from tongqu.ledger.settings import Settings

__all__ = ["settings_entries", "settings_entry"]

SETTING_UP = ("admin", "import")


def settings_entries(
    moment: Moment, table: str, rows: Sequence[Mapping[str, Any]], actor: str
) -> list[LedgerEntry]:
    """Return the entries that rows of settings become; see `Ledger.configure`."""
    settings = moment.settings
    if not settings.account(actor).has(SETTING_UP):
        raise NotPermittedError.of(
            "ledger_wrong_role", action=f"configure {table}", roles=SETTING_UP[:1]
        )
    ready = settings_rows(table, rows, settings, kinds_of(settings))
    if table == "kinds":
        _check_versions(ready, settings)
    if table == "accounts":
        _check_admin_left(ready, settings)
    if table == "units":
        _check_nothing_held(ready, moment)
    return [settings_entry(table, ready, actor, moment.tx.now)] if ready else []


def _check_versions(rows: Sequence[Mapping[str, Any]], settings: Settings) -> None:
    """Refuse to change a version of a kind that items may have been made with."""
    for row in rows:
        id_, version = row["id"], row["version"]
        newest = kinds_of(settings).get(id_)
        if newest is not None and version <= newest.version:
            raise BadValueError.of(
                "ledger_kind_version", id=id_, version=version, newest=newest.version
            )


def _check_admin_left(rows: Sequence[Mapping[str, Any]], settings: Settings) -> None:
    """Refuse to take the last administrator away: nobody could set anything up any more."""
    left = {id_ for id_, account in settings.accounts.items() if account.has(("admin",))}
    for row in rows:
        keeps = not row.get("removed") and "admin" in row.get("roles", ())
        left = left | {row["id"]} if keeps else left - {row["id"]}
    if not left:
        raise BadValueError.of("ledger_no_admin_left")


def _check_nothing_held(rows: Sequence[Mapping[str, Any]], moment: Moment) -> None:
    """Refuse to take a unit away that has open items: nobody could act on them any more."""
    problems = []
    for number, row in enumerate(rows, start=1):
        held = moment.tx.held_by(row["id"]) if row.get("removed") else ()
        if held:
            problems.append(Problem("ledger_unit_holds", {"items": held}, row=number, column="id"))
    if problems:
        raise BadValueError(f"units: {len(problems)} problems", problems)


def settings_entry(
    table: str, rows: Sequence[Mapping[str, Any]], actor: str, now: datetime
) -> LedgerEntry:
    """Return the entry that records rows of settings."""
    data = {"table": table, "rows": [dict(row) for row in rows]}
    return LedgerEntry(effect="settings", actor=actor, at=now, known_at=now, data=data)
