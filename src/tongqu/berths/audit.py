"""The verb `audit_berths`: last month as it went, and as it would have gone with tongqu's plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from tongqu.berths.audit_facts import fact_of, known_of, observed_of, stays_of
from tongqu.berths.audit_figures import Flags, Lay, figures_of
from tongqu.berths.audit_result import AuditParams, BerthAudit, Pair
from tongqu.berths.audit_shadow import Shadow
from tongqu.berths.audit_truth import Fault, Visit, visits_of
from tongqu.berths.dispatch import Dispatcher, Served
from tongqu.berths.forms import discrete_form, terminals_of
from tongqu.berths.items import Item, make_items
from tongqu.berths.params import BerthParams
from tongqu.berths.port import utc
from tongqu.berths.replan import MOVED_CALL_H, MOVED_HOUR_FACTOR
from tongqu.berths.telling import Progress
from tongqu.berths.yard import Way, Yard, YardMaker
from tongqu.errors import UsageError
from tongqu.model.berth_log import BerthLog, LoggedCall
from tongqu.model.calls import Call, CallTable
from tongqu.model.region import Region
from tongqu.model.works import Closure

MOST_DAYS = 62
MARGIN_MIN = 14 * 1440
"""Carried out so much longer than looked at, so that everybody can be served."""


def audit_berths(
    region: Region,
    log: BerthLog | CallTable,
    *,
    terminal: str | Sequence[str] | None = None,
    start: datetime | None = None,
    days: int | None = None,
    params: BerthParams | None = None,
    audit_params: AuditParams | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> BerthAudit:
    """Return what tongqu would have made of last month: a shadow run.

    At each decision a plan is made with what was known then, what has begun stays, and it is
    carried out against the true arrivals and the true work until the next decision.

    Parameters
    ----------
    region
        The region.
    log
        The log. A `CallTable` may stand for it, where `preferred_berth_id` says where each lay.
    terminal
        Terminal, or terminals that are looked at together; by default those of the log's berths.
    start, days
        Begin and length; by default from the midnight before the first arrival to the last
        departure.
    params
        Grid, limits and prices of the plans. Where they have no price of moves, those of
        `replan_berths` hold.
    audit_params
        How the shadow run decides.
    seed
        Of the searches.
    progress
        Told how many decisions are made, of how many.

    Raises
    ------
    UsageError, NotFoundError
        If the question cannot be asked like this, or no call of the log can be compared.

    Examples
    --------
    >>> from tongqu import load_region
    >>> from tongqu.berths.demo_log import demo_log
    >>> demo = demo_log(load_region("qujiang"), days=2, calls=8)
    >>> audit = audit_berths(demo.region, demo.log, params=BerthParams(time_limit_s=1))
    >>> audit.actual.calls == audit.shadow.calls
    True
    """
    how = audit_params or AuditParams()
    params = params or BerthParams(time_limit_s=5.0)
    if not (params.moved_call_h or params.moved_hour_factor):
        params = replace(params, moved_call_h=MOVED_CALL_H, moved_hour_factor=MOVED_HOUR_FACTOR)
    book = log if isinstance(log, BerthLog) else as_log(log)
    run = _Run(region, book, terminal, start, days, params, how)
    return run.audit(seed, progress)


def as_log(table: CallTable) -> BerthLog:
    """Return a table of calls as a log; the preferred berth is where each lay."""
    entries = tuple(
        LoggedCall(
            call=replace(call, preferred_berth_id="", pinned_berth_id="", pinned_start=None),
            berth_id=call.pinned_berth_id or call.preferred_berth_id,
        )
        for call in table
    )
    return BerthLog(calls=entries, language=table.language, source=table.source)


class _Run:
    """One audit on its way."""

    def __init__(
        self,
        region: Region,
        log: BerthLog,
        terminal: str | Sequence[str] | None,
        start: datetime | None,
        days: int | None,
        params: BerthParams,
        how: AuditParams,
    ) -> None:
        self.region, self.log, self.params, self.how = region, log, params, how
        if terminal is None:
            homes = {row.id: row.terminal_id for row in region.berths}
            found = {homes[entry.berth_id] for entry in log if entry.berth_id in homes}
            terminal = tuple(sorted(found)) or None
        self.terminal_ids = terminals_of(region, terminal)
        discrete_form(region, self.terminal_ids)
        self.start, self.until = self._span(start, days)
        self.minutes = int((utc(self.until) - utc(self.start)) / timedelta(minutes=1))

    def _span(self, start: datetime | None, days: int | None) -> tuple[datetime, datetime]:
        """Return begin and end of what is looked at."""
        arrivals = [utc(at) for entry in self.log if (at := entry.actual("ARRI")) is not None]
        ends = [utc(at) for entry in self.log if (at := entry.actual("DEPA")) is not None]
        if not arrivals or not ends:
            raise UsageError.of("no_calls")
        if start is None:
            first = min(arrivals).astimezone(self.region.zone)
            start = first.replace(hour=0, minute=0, second=0, microsecond=0)
        start = self.region.local(start)
        if days is None:
            days = max(1, min(MOST_DAYS, -(-(max(ends) - utc(start)) // timedelta(days=1))))
        if not 1 <= days <= MOST_DAYS:
            raise UsageError.of(
                "parameter_out_of_range", name="days", value=days, minimum=1, maximum=MOST_DAYS
            )
        return start, (utc(start) + timedelta(days=days)).astimezone(self.region.zone)

    def audit(self, seed: int, progress: Progress | None) -> BerthAudit:
        """Return the audit."""
        all_known = max(utc(self.until), *(utc(t.at) for e in self.log for t in e.call.times))
        maker = self._maker(self.region, all_known)
        visits, faults = visits_of(self.log, self.region, maker.port, self.params)
        inside = [v for v in visits if utc(self.start) <= utc(v.arrival) < utc(self.until)]
        if not inside:
            raise UsageError.of("no_calls")
        others = [e for e in self.log if e.call.id not in {v.call.id for v in inside}]
        blocked = self._blocked(others)
        maker = self._maker(blocked, all_known)
        items = make_items([self._own(v, inside) for v in inside], self.region, self.params)
        ways = [maker.ways(item) for item in items]
        yard = maker.yard()
        by_id = {visit.call.id: visit for visit in inside}
        facts = [fact_of(item, ways[k], by_id, yard, self.params) for k, item in enumerate(items)]
        margins = (self.params.berthing_min, self.params.unberthing_min)
        known, assumed = known_of(inside, self.how.notice_h)
        dispatcher = Dispatcher(
            yard, [fact for fact, _ in facts], rule=self.how.rule, expected=margins
        )
        shadow = Shadow(
            blocked, self.terminal_ids, self.params, items, by_id, known, ways, dispatcher,
            look_ahead_h=self.how.look_ahead_h, tail_h=self.how.tail_h,
            overdue_h=self.how.overdue_h, seed=seed,
        )  # fmt: skip
        begin = utc(self.start).astimezone(self.region.zone)
        decisions = list(range(0, self.minutes, 60 * self.how.decision_every_h))
        shadow.run(begin, decisions, yard.minutes, progress)
        pairs, not_served = self._pairs(items, ways, by_id, shadow)
        taken = self._taken(others, yard)
        figures = {
            side: figures_of(
                [getattr(pair, side) for pair in pairs], yard, self.minutes,
                self.params.late_factor, taken,
            )
            for side in ("actual", "shadow")
        }  # fmt: skip
        return BerthAudit(
            region=self.region, terminal_ids=self.terminal_ids, params=self.params,
            audit_params=self.how, seed=seed, start=self.start, until=self.until,
            pairs=tuple(pairs), actual=figures["actual"], shadow=figures["shadow"],
            faults=(*faults, *not_served), decisions=tuple(shadow.decisions),
            observed=observed_of(inside, known, [factor for _, factor in facts]),
            assumed_notice=assumed, yard=yard, synthetic=self.log.synthetic,
            source=self.log.source,
        )  # fmt: skip

    def _maker(self, region: Region, as_of: datetime) -> YardMaker:
        minutes = self.minutes + MARGIN_MIN
        return YardMaker(region, self.terminal_ids, self.start, minutes, as_of, self.params)

    def _minute(self, when: datetime) -> int:
        return round((utc(when) - utc(self.start)) / timedelta(minutes=1))

    def _own(self, visit: Visit, inside: Sequence[Visit]) -> Call:
        """Return a call as it may be planned: nothing given, and no partner that is left out."""
        ids = {other.call.id for other in inside}
        call = visit.call
        return replace(
            call,
            pinned_berth_id="", pinned_start=None, window_from=None, window_until=None,
            beside_call_id=call.beside_call_id if call.beside_call_id in ids else "",
            after_call_id=call.after_call_id if call.after_call_id in ids else "",
        )  # fmt: skip

    def _blocked(self, others: Sequence[LoggedCall]) -> Region:
        """Return the region in which berths are taken by those who are not compared."""
        zone, closures = self.region.zone, []
        for number, (entry, begin, end) in enumerate(stays_of(others)):
            local = begin.astimezone(zone)
            closures.append(
                Closure(
                    id=f"audit-{number}",
                    event_id=f"audit-{number}",
                    table="berths",
                    row_id=entry.berth_id,
                    closed_from=local.replace(tzinfo=None),
                    closed_until=end.astimezone(zone).replace(tzinfo=None),
                    status="actual",
                    known_on=local.date(),
                    reason=entry.call.vessel,
                    reason_zh=entry.call.vessel,
                    source_id=self.region.sources[0].id,
                )
            )
        here = {row.id for row in self.region.berths}
        own = tuple(closure for closure in closures if closure.row_id in here)
        return self.region.with_tables(closures=self.region.closures + own)

    def _taken(self, others: Sequence[LoggedCall], yard: Yard) -> Flags:
        """Return by berth and minute whether a vessel lies there that is not compared."""
        taken = np.zeros(yard.usable.shape, np.bool_)
        for entry, begin, end in stays_of(others):
            if entry.berth_id in yard.berth_ids:
                first, last = (max(0, self._minute(when)) for when in (begin, end))
                taken[yard.berth_ids.index(entry.berth_id), first:last] = True
        return taken

    def _pairs(
        self,
        items: Sequence[Item],
        ways: Sequence[tuple[Way, ...]],
        by_id: Mapping[str, Visit],
        shadow: Shadow,
    ) -> tuple[list[Pair], list[Fault]]:
        yard, served = shadow.dispatcher.yard, shadow.dispatcher.served
        pairs: list[Pair] = []
        faults: list[Fault] = []
        for k, item in enumerate(items):
            fits = tuple(sorted({way.berth for way in ways[k]}))
            there: Served | None = served.get(k)
            for call in item.calls:
                visit = by_id[call.id]
                if there is None or there.end >= yard.minutes:
                    faults.append(Fault(call.id, "not_served", {"vessel": call.vessel}))
                    continue
                latest = call.latest_departure
                common: dict[str, Any] = {
                    "call_id": call.id,
                    "fits": fits,
                    "arrival": self._minute(visit.arrival),
                    "latest": None if latest is None else self._minute(latest),
                    "weight": call.weight,
                }
                berth = yard.berth_ids.index(visit.entry.berth_id)
                start, end = self._minute(visit.start), self._minute(visit.end)
                actual = Lay(berth=berth, start=start, end=end, **common)
                planned = Lay(berth=there.way.berth, start=there.start, end=there.end, **common)
                pairs.append(Pair(visit.entry, actual, planned, shadow.promises[call.id]))
        return sorted(pairs, key=lambda p: (p.actual.arrival, p.actual.call_id)), faults
