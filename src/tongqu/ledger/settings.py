"""What a ledger is set up with: units in tiers, accounts with roles, appointments, its own name.

All of it stands in events of the ledger itself (``settings``), so that the units and roles of any
day in the past are known. A row replaces the row of the same id; ``removed`` takes it away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongqu.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from tongqu.model.ledger_event import LedgerEvent

__all__ = ["TABLES", "Account", "LedgerInfo", "Resource", "Settings", "Unit", "fold_settings"]

TABLES = ("ledger", "units", "accounts", "resources", "kinds", "notices", "sources")
"""Tables of settings; the rows of each have an ``id``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerInfo:
    """The ledger itself.

    Attributes
    ----------
    id, name, name_zh, note, note_zh
        What it is called, and what a reader must know.
    time_zone, holiday_country, currency
        Zone of local days, whose holidays, and of all amounts.
    hours
        Office hours as of `tongqu.calendars.WeeklyHours`; empty: those assumed.
    region
        Region whose works and places it names.
    synthetic
        Whether any of it is invented.
    small_count
        Counts below this, other than 0, are not shown in public.
    """

    id: str = "ledger"
    name: str = "Ledger"
    name_zh: str = "台账"
    note: str = ""
    note_zh: str = ""
    time_zone: str = "Asia/Shanghai"
    holiday_country: str = "CN"
    hours: str = ""
    currency: str = "CNY"
    region: str = ""
    synthetic: bool = False
    small_count: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An office, a team, a cell of the grid.

    Attributes
    ----------
    id, name, name_zh
        As stored, as shown.
    parent
        Unit above; empty at the top.
    tier
        A word for its tier, for example ``centre``, ``platform``, ``grid``.
    fictional
        Whether it is invented.
    """

    id: str
    name: str = ""
    name_zh: str = ""
    parent: str = ""
    tier: str = ""
    fictional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may do something: a post, not a person.

    Attributes
    ----------
    id, name, name_zh
        As stored, as shown.
    unit
        Unit that it acts for.
    roles
        What it may do, see `tongqu.ledger.kind.ROLES`.
    kinds
        Kinds of items for which it has these roles; empty: all.
    sees
        ``all`` items that are not confidential, or those of its ``unit``: of its own unit, of the
        units below, and those that went through its hands.
    """

    id: str
    name: str = ""
    name_zh: str = ""
    unit: str = ""
    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sees: str = "all"

    def has(self, roles: Iterable[str], kind: str = "") -> bool:
        """Return whether it has one of some roles, for a kind of items."""
        if kind and self.kinds and kind not in self.kinds:
            return False
        return not set(self.roles).isdisjoint(roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something that appointments are made for: a counter, a mediator's room, a van.

    Attributes
    ----------
    id, name, name_zh
        As stored, as shown.
    unit
        Whose it is.
    capacity
        Appointments at a time.
    slot_min
        Minutes that one takes.
    hours
        When it can be had, as opening hours are written; empty: at any time.
    """

    id: str
    name: str = ""
    name_zh: str = ""
    unit: str = ""
    capacity: int = 1
    slot_min: int = 60
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a ledger is set up with.

    Attributes
    ----------
    info
        The ledger itself.
    units, accounts, resources
        By id.
    kinds
        Kinds that were loaded, as their files say, by id and version.
    notices
        Notices of holidays that were loaded, by id (their year).
    sources
        Sources that events name: kind, title, title_zh, note, note_zh, by id.
    seq
        Number of the last event that changed anything here.

    Examples
    --------
    >>> settings = Settings(units={
    ...     "centre": Unit(id="centre"), "north": Unit(id="north", parent="centre"),
    ...     "cell-1": Unit(id="cell-1", parent="north")})
    >>> settings.above("cell-1")
    ('north', 'centre')
    >>> settings.is_below("cell-1", "centre"), settings.is_below("centre", "centre")
    (True, False)
    """

    info: LedgerInfo = field(default_factory=LedgerInfo)
    units: Mapping[str, Unit] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    kinds: Mapping[tuple[str, int], Mapping[str, Any]] = field(default_factory=dict)
    notices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    seq: int = 0

    def above(self, unit: str) -> tuple[str, ...]:
        """Return the units above a unit, the nearest first."""
        return tuple(self._above(unit))

    def _above(self, unit: str) -> Iterator[str]:
        seen = {unit}
        parent = self.units[unit].parent if unit in self.units else ""
        while parent and parent in self.units and parent not in seen:
            seen.add(parent)
            yield parent
            parent = self.units[parent].parent

    def is_below(self, unit: str, other: str) -> bool:
        """Return whether a unit stands below another one."""
        return other in self._above(unit)

    def below(self, unit: str) -> tuple[str, ...]:
        """Return the units below a unit, at any depth, in the order of their ids."""
        return tuple(sorted(one for one in self.units if self.is_below(one, unit)))

    def unit(self, id_: str) -> Unit:
        """Return a unit.

        Raises
        ------
        NotFoundError
            If there is none of this id.
        """
        if id_ not in self.units:
            raise NotFoundError.of("ledger_unknown_unit", id=id_, known=tuple(self.units))
        return self.units[id_]

    def account(self, id_: str) -> Account:
        """Return an account.

        Raises
        ------
        NotFoundError
            If there is none of this id. Which others there are is not told.
        """
        if id_ not in self.accounts:
            raise NotFoundError.of("ledger_unknown_account", id=id_)
        return self.accounts[id_]


def fold_settings(
    events: Iterable[LedgerEvent], *, known_until: datetime | None = None
) -> Settings:
    """Return what a ledger is set up with after some of its own events.

    Parameters
    ----------
    events
        Events of the ledger itself, in the order of their numbers.
    known_until
        Events that became known later are passed over.
    """
    rows: dict[str, dict[Any, dict[str, Any]]] = {table: {} for table in TABLES}
    seq = 0
    for event in events:
        entry = event.entry
        if entry.effect != "settings" or (known_until and entry.known_at > known_until):
            continue
        seq = event.seq
        table = rows[entry.data["table"]]
        for row in entry.data["rows"]:
            key = (row["id"], row["version"]) if entry.data["table"] == "kinds" else row["id"]
            if row.get("removed"):
                table.pop(key, None)
            else:
                table[key] = {name: value for name, value in row.items() if value is not None}
    return Settings(
        info=LedgerInfo(**next(iter(rows["ledger"].values()), {})),
        units={id_: Unit(**row) for id_, row in rows["units"].items()},
        accounts={id_: _account(row) for id_, row in rows["accounts"].items()},
        resources={id_: Resource(**row) for id_, row in rows["resources"].items()},
        kinds=rows["kinds"],
        notices=rows["notices"],
        sources=rows["sources"],
        seq=seq,
    )


def _account(row: Mapping[str, Any]) -> Account:
    lists = {name: tuple(row.get(name, ())) for name in ("roles", "kinds")}
    return Account(**{**row, **lists})
