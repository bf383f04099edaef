"""What every view needs: the instant that is asked about, names, days and instants as shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tongqu.ledger.clocks import epoch_s, from_epoch_s

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.ledger.clock_tables import ClockTables
    from tongqu.ledger.kind import Kind
    from tongqu.ledger.settings import Settings

__all__ = ["SCHEMA_VERSION", "Viewing", "named"]

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    """The instant that a view is of, and what names and working time mean then.

    Attributes
    ----------
    as_of
        Only what is known at this instant counts.
    settings
        Units and the rest.
    calendar
        Working time.
    sources
        By id what is to be said of a source: kind, title, title_zh, note.
    """

    as_of: datetime
    settings: Settings
    calendar: ClockTables
    sources: Mapping[str, Mapping[str, Any]]

    @property
    def as_of_s(self) -> int:
        """The instant in seconds since 1970."""
        return epoch_s(self.as_of)

    @property
    def zone(self) -> ZoneInfo:
        """Zone of local days."""
        return ZoneInfo(self.settings.info.time_zone)

    @property
    def today(self) -> date:
        """Local day of the instant."""
        return self.as_of.astimezone(self.zone).date()

    def head(self, kind: str) -> dict[str, Any]:
        """Return what every view begins with."""
        time = self.calendar.time
        return {
            "schema_version": SCHEMA_VERSION,
            "kind": kind,
            "as_of": self.shown(self.as_of.replace(microsecond=0)),
            "calendar": {
                "country": time.country,
                "zone": time.zone,
                "announced_until": self.calendar.announced_until.isoformat(),
                "hours_assumed": time.hours_assumed,
            },
        }

    def shown(self, when: datetime | None) -> str | None:
        """Return an instant in local time, as ISO 8601."""
        return None if when is None else when.astimezone(self.zone).isoformat()

    def shown_s(self, s: int | None) -> str | None:
        """Return an instant [s since 1970] in local time, as ISO 8601."""
        return None if s is None else self.shown(from_epoch_s(int(s)))

    def words_s(self, s: int) -> str:
        """Return an instant as people write it; only its day where it is the end of a day."""
        day = int(self.calendar.day_of(int(s)))
        ends = int(self.calendar.day_end(day)) == int(s)
        return date.fromordinal(day).isoformat() if ends else self.moment_words(s)

    def moment_words(self, s: int) -> str:
        """Return an instant as people write it, to the minute."""
        return f"{from_epoch_s(int(s)).astimezone(self.zone):%Y-%m-%d %H:%M}"

    def day_end_s(self, day: int) -> int:
        """Return when work ends on a day."""
        return int(self.calendar.day_end(day))

    def local_day(self, when: datetime) -> date:
        """Return the local day of an instant."""
        return when.astimezone(self.zone).date()

    def unit_names(self, id_: str) -> tuple[str, str]:
        """Return the English and the Chinese name of a unit, or its id."""
        unit = self.settings.units.get(id_)
        return (unit.name or id_, unit.name_zh or unit.name or id_) if unit else (id_, id_)

    def unit_keys(self, key: str, id_: str) -> dict[str, str]:
        """Return a unit under a key, with its names beside it."""
        name, name_zh = self.unit_names(id_)
        return {key: id_, f"{key}_name": name, f"{key}_name_zh": name_zh}

    def joint_keys(self, units: tuple[str, ...]) -> dict[str, list[str]]:
        """Return the units that handle an item jointly, with their names beside them."""
        names = [self.unit_names(unit) for unit in units]
        return {
            "joint_units": list(units),
            "joint_unit_names": [name for name, _ in names],
            "joint_unit_names_zh": [name_zh for _, name_zh in names],
        }

    def supervisor(self, unit: str, stated: str = "") -> str:
        """Return the unit that supervises: the one that is stated, or the one above."""
        if stated:
            return stated
        known = self.settings.units.get(unit)
        return (known.parent or unit) if known else unit

    def owner(self, owner: str, unit: str, supervisor_unit: str = "") -> str:
        """Return the unit that a clock's owner stands for."""
        if owner == "holder":
            return unit
        if owner == "supervisor":
            return self.supervisor(unit, supervisor_unit)
        return owner

    def milestone_names(self, kind: Kind, id_: str) -> tuple[str, str]:
        """Return the names that a kind gives to a milestone, or its id."""
        for milestone in kind.milestones:
            if milestone.id == id_:
                return milestone.name, milestone.name_zh
        return id_, id_

    def source_rows(self, ids: set[str]) -> list[dict[str, Any]]:
        """Return what is known of some sources, in the order of their ids."""
        return [
            {
                "id": id_,
                **{
                    name: self.sources.get(id_, {}).get(name, "")
                    for name in ("kind", "title", "title_zh")
                },
            }
            for id_ in sorted(ids - {""})
        ]


def named(name: tuple[str, str]) -> dict[str, str]:
    """Return a pair of names as a view has them."""
    return {"name": name[0], "name_zh": name[1]}
