"""The ledger as a decision finds it: set up so, at this instant, with these kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tongqu.errors import NotFoundError, NotPermittedError, Problem
from tongqu.ledger.folding import fold
from tongqu.ledger.kind_reading import SHIPPED, kind_from, shipped_kind
from tongqu.ledger.rules import FOR_APPLICANT
from tongqu.ledger.settings import Settings, fold_settings
from tongqu.ledger.sight import sight_of

if TYPE_CHECKING:
    from datetime import date

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import Kind
    from tongqu.ledger.settings import Account
    from tongqu.model.ledger_event import LedgerEvent
    from tongqu.store import JournalTx

__all__ = ["Moment", "Times", "kind_of", "kinds_of"]

BACKFILL = timedelta(minutes=1)
"""What is known longer than this when it is recorded, is entered afterwards."""


def kind_of(settings: Settings, id_: str, version: int = 0) -> Kind:
    """Return a kind: the version that is asked for, or the newest.

    Raises
    ------
    NotFoundError
        If there is none; the problem names those that there are.
    """
    loaded = [number for (kind, number) in settings.kinds if kind == id_]
    if id_ in SHIPPED and version in (0, shipped_kind(id_).version):
        shipped = shipped_kind(id_)
        if version or shipped.version > max(loaded, default=0):
            return shipped
    number = version or max(loaded, default=0)
    if (id_, number) not in settings.kinds:
        known = sorted({*SHIPPED, *(kind for kind, _ in settings.kinds)})
        raise NotFoundError.of("unknown_kind", id=id_, known=tuple(known))
    return kind_from(settings.kinds[id_, number])


def kinds_of(settings: Settings) -> dict[str, Kind]:
    """Return the newest version of every kind, by id."""
    ids = dict.fromkeys((*SHIPPED, *(kind for kind, _ in settings.kinds)))
    return {id_: kind_of(settings, id_) for id_ in ids}


@dataclass(frozen=True, slots=True)
class Times:
    """When something happened, since when it is known, and on which local day it happened.

    Attributes
    ----------
    at, known_at
        In UTC.
    today
        Local day of `at`.
    """

    at: datetime
    known_at: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Moment:
    """The ledger while a decision is taken.

    Attributes
    ----------
    tx
        The ledger's events, while nobody else can write.
    settings
        What it is set up with.
    """

    tx: JournalTx
    settings: Settings

    @classmethod
    def of(cls, tx: JournalTx) -> Moment:
        """Return the moment of a transaction."""
        return cls(tx, fold_settings(tx.events(item="")))

    @property
    def zone(self) -> ZoneInfo:
        """Zone of local days."""
        return ZoneInfo(self.settings.info.time_zone)

    def kind(self, id_: str, version: int = 0) -> Kind:
        """Return a kind, see `kind_of`."""
        return kind_of(self.settings, id_, version)

    def item(self, id_: str, account: Account) -> tuple[ItemState, Kind, list[LedgerEvent]]:
        """Return an item with its kind and its events.

        Raises
        ------
        NotFoundError
            If there is none that the account may know of.
        """
        events = list(self.tx.events(item=id_)) if id_ else []
        if not events:
            raise NotFoundError.of("ledger_unknown_item", item=id_)
        item = fold(events)
        if sight_of(item, account, self.settings) == "none" and not _brings_in(account, item):
            raise NotFoundError.of("ledger_unknown_item", item=id_)
        return item, self.kind(item.kind, item.kind_version), events

    def times(
        self, at: datetime | None, known_at: datetime | None, account: Account
    ) -> tuple[Times, list[Problem]]:
        """Return when something happened and became known, and what is wrong with that."""
        now = self.tx.now.astimezone(UTC)
        problems = []
        known = self._utc(known_at) if known_at is not None else now
        happened = self._utc(at) if at is not None else known
        if happened > known:
            params = {"at": self._shown(happened), "known_at": self._shown(known)}
            problems.append(Problem("ledger_at_after_known", params))
        if max(happened, known) > now:
            params = {"at": self._shown(max(happened, known)), "now": self._shown(now)}
            problems.append(Problem("ledger_after_now", params))
        if now - known > BACKFILL and not account.has(("import",)):
            problems.append(Problem("ledger_backfill", {"known_at": self._shown(known)}))
        return Times(happened, known, happened.astimezone(self.zone).date()), problems

    def _utc(self, when: datetime) -> datetime:
        return (when if when.tzinfo else when.replace(tzinfo=self.zone)).astimezone(UTC)

    def _shown(self, when: datetime) -> str:
        return f"{when.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def behalf_problems(self, on_behalf_of: str, account: Account) -> list[Problem]:
        """Return what is wrong with for whom somebody acts: the chain holds no names of persons."""
        known = on_behalf_of in self.settings.accounts or on_behalf_of in self.settings.units
        if not on_behalf_of or on_behalf_of == FOR_APPLICANT or known:
            same = on_behalf_of == account.id
            return [Problem("ledger_behalf_self", {})] if on_behalf_of and same else []
        return [Problem("ledger_behalf_unknown", {"word": FOR_APPLICANT})]

    def calendar(self) -> Any:
        """Return the working time that clocks go by."""
        from tongqu.ledger.clock_tables import ClockTables
        from tongqu.ledger.working_hours import working_time

        return ClockTables(working_time(self.settings))


def _brings_in(account: Account, item: ItemState) -> bool:
    """Return whether an account sees nothing, but may bring something in: imports, the public."""
    if account.has(("import",), item.kind):
        return True
    return account.has(("public",), item.kind) and not item.confidential


def refuse(permission: list[Problem], others: list[Problem]) -> None:
    """Raise everything that is wrong, as what somebody may not do if any of it is that."""
    from tongqu.errors import BadValueError

    if permission:
        raise NotPermittedError(str(permission[0]), [*permission, *others])
    if others:
        raise BadValueError(str(others[0]), others)
