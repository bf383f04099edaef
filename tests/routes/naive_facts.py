"""What counts in a region, read straight from its tables; minute by minute, in fractions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cached_property, lru_cache
from math import ceil, floor
from typing import Any

import numpy as np
from regions import Case

from tongqu.routes.leg import CONSIGNEE, SHIPPER, Leg

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
FIRM = ("planned", "expected", "actual")
DIGITS = {"JPY": 0}


def exact(value: float) -> Fraction:
    """Return the number that is written, not its binary neighbour."""
    return Fraction(repr(float(value)))


@lru_cache(maxsize=64)
def week(hours: str) -> tuple[bool, ...]:
    """Return for each minute of a week whether it is open."""
    if hours in ("", "24/7"):
        return (True,) * 10080
    minutes = [False] * 10080
    for rule in hours.split(";"):
        *days, times = rule.split()
        first, last = (days[0].split("-") * 2)[:2] if days else ("Mo", "Su")
        begin, end = (int(t[:2]) * 60 + int(t[3:]) for t in times.split("-"))
        for day in range(DAYS.index(first), DAYS.index(last) + 1):
            for minute in range(begin, end if end > begin else end + 1440):
                minutes[(day * 1440 + minute) % 10080] = True
    return tuple(minutes)


def newest(rows: list[Any], day: date) -> Any:
    """Return the version that counts: known last, the firmer of two known on one day."""
    known = [row for row in rows if row.known_on <= day]
    return max(known, key=lambda row: (row.known_on, FIRM.index(row.status)), default=None)


def specific(rows: Any, columns: tuple[str, ...], **wanted: str) -> Any:
    """Return the matching row with most cells filled; the earlier columns break ties."""
    matching = [r for r in rows if all(getattr(r, c) in ("", wanted[c]) for c in columns)]
    return max(
        matching,
        key=lambda r: (
            sum(getattr(r, c) != "" for c in columns),
            *[getattr(r, c) != "" for c in columns],
        ),
        default=None,
    )


class NaiveFacts:
    """What is open, stored, handled and known in one case."""

    def __init__(self, case: Case) -> None:
        self.region, self.lot = case.region, case.shipment
        self.zone = self.region.zone
        local = self.lot.ready.astimezone(self.zone)
        self.start = local.replace(hour=0, minute=0)
        self.utc = self.start.astimezone(UTC)
        self.end = local + timedelta(days=case.params.horizon_days)
        self.end_min = int((self.end.astimezone(UTC) - self.utc) / timedelta(minutes=1))
        self.day = self.lot.as_of.astimezone(self.zone).date()
        self.minor = 10 ** DIGITS.get(self.region.info.currency, 2)
        self.tonnes, self.teu = exact(self.lot.tonnes), exact(self.lot.teu)
        self.rewards = [
            r
            for r in self.region.rewards
            if (r.known_on is None or r.known_on <= self.day)
            and r.commodity_id in ("", self.lot.commodity.id)
        ]
        self._open: dict[tuple[str, str, str], Any] = {}

    # --- time ----------------------------------------------------------------------------------

    def local(self, second: int) -> datetime:
        return (self.utc + timedelta(seconds=int(second))).astimezone(self.zone)

    def second(self, naive: datetime) -> float:
        return (naive.replace(tzinfo=self.zone).astimezone(UTC) - self.utc).total_seconds()

    @cached_property
    def of_week(self) -> Any:
        """Minute of the week that the clock shows, for each minute of the horizon."""
        shown = []
        for minute in range(self.end_min):
            at = self.local(minute * 60)
            shown.append(at.weekday() * 1440 + at.hour * 60 + at.minute)
        return np.array(shown)

    def opened(self, table: str, row_id: str, hours: str) -> Any:
        """Return for each minute of the horizon whether it is open."""
        key = (table, row_id, hours)
        if key not in self._open:
            minutes = np.array(week(hours))[self.of_week]
            events: dict[str, list[Any]] = {}
            for row in self.region.closures:
                if (row.table, row.row_id) == (table, row_id):
                    events.setdefault(row.event_id, []).append(row)
            for versions in events.values():
                row = newest(versions, self.day)
                if row is not None:
                    begin = int(self.second(row.closed_from)) // 60
                    end = int(self.second(row.closed_until)) // 60
                    minutes[max(0, begin) : max(0, end)] = False
            if table == "terminals":
                minutes &= self._working(row_id)
            self._open[key] = minutes
        return self._open[key]

    def opening(self, work_id: str) -> Any:
        """Return when a work opens [s], or None."""
        rows = [r for r in self.region.work_dates if r.work_id == work_id and r.milestone == "open"]
        row = newest(rows, self.day)
        if row is None:
            return None
        return self.second(datetime.combine(row.on_date, datetime.min.time()))

    def _working(self, terminal_id: str) -> Any:
        works = np.full(self.end_min, self.region.row("terminals", terminal_id).in_service)
        for change in self.region.work_changes:
            if (change.row_id, change.column) == (terminal_id, "in_service"):
                at = self.opening(change.work_id)
                if at is not None:
                    works[max(0, int(at) // 60) :] = change.value == "true"
        return works

    def next_open(self, minutes: Any, second: int) -> int | None:
        """Return the first open instant, looking at one minute after another."""
        if minutes is None:
            return second
        minute = second // 60
        while minute < len(minutes):
            if minutes[minute]:
                return max(second, minute * 60)
            minute += 1
        return None

    def work(self, minutes: Any, second: int, work_s: int) -> int | None:
        """Return when work is done that rests in closed minutes."""
        if minutes is None:
            return second + work_s
        at = self.next_open(minutes, second)
        while work_s > 0 and at is not None:
            step = min(work_s, 60 - at % 60)
            work_s -= step
            at = at + step if not work_s else self.next_open(minutes, at + step)
        return at

    # --- what counts ---------------------------------------------------------------------------

    def storage(self, stop: str, packing: str) -> tuple[int, int]:
        """Return free minutes, and the charge of each started day after them."""
        row = None
        if stop not in (SHIPPER, CONSIGNEE):
            columns = ("terminal_id", "commodity_id", "packing")
            row = specific(
                self.region.storage, columns, terminal_id=stop,
                commodity_id=self.lot.commodity.id, packing=packing,
            )  # fmt: skip
        if row is None:
            return 10**6, 0
        charge = exact(row.charge_per_t_day) * self.tonnes
        if packing == "boxes":
            charge += exact(row.charge_per_teu_day) * self.teu
        return floor(row.free_h * 60), round(charge * self.minor)

    def stuffing(self) -> int:
        """Return what filling the boxes costs at the shipper's."""
        return round(exact(self.lot.commodity.stuffing_cost_per_teu) * self.teu * self.minor)

    def handling(self, leg: Leg, end: Any) -> Any:
        if end.terminal is None or leg.mode == "repacking":
            return None
        columns = ("terminal_id", "commodity_id", "packing", "mode")
        return specific(
            self.region.handling, columns, terminal_id=end.terminal.id, mode=leg.mode,
            commodity_id=self.lot.commodity.id, packing=leg.packing,
        )  # fmt: skip

    def abroad(self, leg: Leg) -> bool:
        countries = {self.region.row("places", end.place).country for end in (leg.start, leg.end)}
        return len(countries) > 1

    def lead_s(self, leg: Leg) -> int:
        """Return how long before departure the cargo must be there: customs and cut-off."""
        lead = Fraction(0)
        if self.abroad(leg) and leg.start.terminal is not None:
            lead += exact(leg.start.terminal.export_dwell_h)
        if leg.service is not None:
            assert leg.start.terminal is not None
            columns = ("service_id", "terminal_id", "commodity_id", "packing", "mode")
            row = specific(
                self.region.cutoffs, columns, terminal_id=leg.start.terminal.id,
                service_id=leg.service.id, mode=leg.mode, commodity_id=self.lot.commodity.id,
                packing=leg.packing,
            )  # fmt: skip
            lead += exact(row.cutoff_h) if row is not None else 0
        return ceil(lead * 3600)
