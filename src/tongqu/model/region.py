"""The region: every table of it, and what is in force when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import InitVar, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tongqu.model.cargo import Commodity
from tongqu.model.demand import Flow, Zone
from tongqu.model.facts import Fact
from tongqu.model.fleets import Fuel, TrainClass, TruckClass, VesselClass, VesselPayload
from tongqu.model.network import Chamber, Link, Lock
from tongqu.model.places import Place, RegionInfo
from tongqu.model.prices import EmissionFactor, ExchangeRate, Reward, Tariff
from tongqu.model.quays import CranePool, CraneShift, Quay, Stock
from tongqu.model.services import Service, ServiceStop
from tongqu.model.sources import Assumption, Source
from tongqu.model.terminals import Berth, Cutoff, Handling, Repacking, Storage, Terminal
from tongqu.model.works import Closure, WaterLevel, Work, WorkChange, WorkDate


@dataclass(frozen=True, kw_only=True)
class Region:
    """An inland hub port with the network, the industry and the city that it serves.

    One attribute a table of the data dictionary, each a tuple of frozen records; the
    table ``region`` is ``info``.

    Parameters
    ----------
    info
        The region itself: currency, price year, time zone.
    verified
        True when the caller has checked the tables already, as the reader does: it knows
        file, row and column of every problem. Otherwise the tables are checked here.

    Raises
    ------
    tongqu.errors.DatasetError
        If any cell or relation breaks a rule of the data dictionary; all problems at once.

    Examples
    --------
    >>> from tongqu import load_region
    >>> region = load_region("qujiang")
    >>> region.row("locks", "fuchunjiang-lock").name_zh
    '富春江船闸'
    """

    info: RegionInfo
    sources: tuple[Source, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    locks: tuple[Lock, ...] = ()
    chambers: tuple[Chamber, ...] = ()
    terminals: tuple[Terminal, ...] = ()
    handling: tuple[Handling, ...] = ()
    storage: tuple[Storage, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    repacking: tuple[Repacking, ...] = ()
    quays: tuple[Quay, ...] = ()
    berths: tuple[Berth, ...] = ()
    crane_pools: tuple[CranePool, ...] = ()
    crane_shifts: tuple[CraneShift, ...] = ()
    stocks: tuple[Stock, ...] = ()
    vessel_classes: tuple[VesselClass, ...] = ()
    vessel_payload: tuple[VesselPayload, ...] = ()
    truck_classes: tuple[TruckClass, ...] = ()
    train_classes: tuple[TrainClass, ...] = ()
    fuels: tuple[Fuel, ...] = ()
    commodities: tuple[Commodity, ...] = ()
    services: tuple[Service, ...] = ()
    service_stops: tuple[ServiceStop, ...] = ()
    tariffs: tuple[Tariff, ...] = ()
    exchange_rates: tuple[ExchangeRate, ...] = ()
    rewards: tuple[Reward, ...] = ()
    emission_factors: tuple[EmissionFactor, ...] = ()
    zones: tuple[Zone, ...] = ()
    flows: tuple[Flow, ...] = ()
    works: tuple[Work, ...] = ()
    work_dates: tuple[WorkDate, ...] = ()
    work_changes: tuple[WorkChange, ...] = ()
    closures: tuple[Closure, ...] = ()
    water_levels: tuple[WaterLevel, ...] = ()
    facts: tuple[Fact, ...] = ()
    verified: InitVar[bool] = False
    _indexes: dict[str, dict[str, Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self, verified: bool) -> None:
        if verified:
            return
        from tongqu.errors import DatasetError
        from tongqu.model.checks import table_problems

        problems = table_problems(dict(self.tables()))
        if problems:
            raise DatasetError("region_has_problems", problems)

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the region's local times."""
        return ZoneInfo(self.info.time_zone)

    def tables(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Yield name and rows of every table, in the dictionary's order."""
        yield "region", (self.info,)
        for entry in fields(self):
            if entry.name not in ("info", "_indexes"):
                yield entry.name, getattr(self, entry.name)

    def index(self, table: str) -> Mapping[str, Any]:
        """Return the rows of a table by their id."""
        if table not in self._indexes:
            rows = (self.info,) if table == "region" else getattr(self, table)
            self._indexes[table] = {row.id: row for row in rows}
        return self._indexes[table]

    def has(self, table: str, row_id: str) -> bool:
        """Whether a table has a row of that id."""
        return row_id in self.index(table)

    def row(self, table: str, row_id: str) -> Any:
        """Return one row.

        Raises
        ------
        KeyError
            If there is no such row.
        """
        return self.index(table)[row_id]

    def local(self, when: date | datetime) -> datetime:
        """Return an instant with an offset: times without one are in the region's zone."""
        if not isinstance(when, datetime):
            when = datetime(when.year, when.month, when.day, tzinfo=self.zone)
        return when if when.tzinfo else when.replace(tzinfo=self.zone)

    def with_tables(self, **tables: tuple[Any, ...]) -> Region:
        """Return the region with some tables in the place of its own, taken as checked."""
        kept = {name: rows for name, rows in self.tables() if name != "region"}
        return Region(info=self.info, verified=True, **{**kept, **tables})

    def at(self, when: date | datetime, as_of: date | datetime | None = None) -> Region:
        """Return the region as it stands at an instant.

        Works that have opened by then have changed their rows; water levels are added to
        the links' depths; what became known later is left out. For tables and maps only: the
        engines evaluate openings and depths at the instant of passage.

        Parameters
        ----------
        when
            The instant; without an offset in the region's zone.
        as_of
            The day whose knowledge counts; by default that of `when`.
        """
        from tongqu.model.known import Knowledge

        instant = self.local(when)
        knowledge = Knowledge(self, self.local(as_of) if as_of is not None else instant)
        changed: dict[str, tuple[Any, ...]] = {}
        for table, cells in knowledge.cells_at(instant).items():
            changed[table] = tuple(
                replace(row, **cells[row.id]) if row.id in cells else row
                for row in getattr(self, table)
            )
        day = knowledge.as_of.astimezone(self.zone).date()
        for table in ("work_dates", "closures", "water_levels"):
            rows = getattr(self, table)
            changed[table] = tuple(row for row in rows if row.known_on <= day)
        return self.with_tables(**changed)
