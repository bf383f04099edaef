"""Weeks of invented berthings, for the demonstration of the shadow run and for tests.

Nothing here is observed. Calls, their estimates, their true arrivals and their true work are drawn
from a seed; what stands in for reality is first come, first served: each vessel goes to the berth
that is free first, and a dispatcher looks no further than the next vessel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from tongqu.berths.demo_week import MONDAY, TRADES, check_needs, draw_calls, stream
from tongqu.berths.dispatch import Dispatcher, Fact, Task
from tongqu.berths.items import make_items
from tongqu.berths.params import BerthParams
from tongqu.berths.yard import YardMaker
from tongqu.errors import UsageError
from tongqu.model.berth_log import BerthLog, LoggedCall
from tongqu.model.calls import Call, CallTime
from tongqu.model.region import Region

SOURCE = "demo-log"
ARRIVAL_SD_H = (5.0, 2.0)
"""Standard deviation of a first and of a second estimate of the arrival [h]."""
KNOWN_BEFORE_H = (60.0, 30.0, 10.0)
"""When the first and the second estimate are told: between so many hours before it arrives."""
WORK_CV = 0.18
"""Coefficient of variation of the true work."""
TAIL_MIN = 10 * 1440


@dataclass(frozen=True)
class DemoLog:
    """Weeks of invented berthings and the region where they took place.

    Attributes
    ----------
    region, log
        The region, and the log.
    terminal_ids, start, days, seed
        Where, when, and what it was drawn from.
    """

    region: Region
    log: BerthLog
    terminal_ids: tuple[str, ...]
    start: datetime
    days: int
    seed: int


def demo_log(
    region: Region, *, seed: int = 1, days: int = 14, calls: int = 600, flaws: bool = False
) -> DemoLog:
    """Return a log of invented berthings at phase I of the Qujiang port area and phase II.

    Parameters
    ----------
    region
        The shipped region ``qujiang``, or one with the same terminals, classes and commodities.
    seed, days, calls
        What it is drawn from, its length, and how many calls.
    flaws
        Whether three rows are made wrong, as logs are: a departure before the berthing, two
        vessels at one berth, a departure that nobody wrote down.

    Examples
    --------
    >>> from tongqu import load_region
    >>> demo = demo_log(load_region("qujiang"), days=3, calls=20)
    >>> len(demo.log), demo.log.synthetic
    (20, True)
    """
    if not 1 <= days <= 62:
        raise UsageError.of(
            "parameter_out_of_range", name="days", value=days, minimum=1, maximum=62
        )
    check_needs(region, calls)
    terminals = ("qujiang-port-1", "qujiang-port-2")
    start = region.local(MONDAY)
    expected = _spread(
        draw_calls(region, start, seed, calls, TRADES, max(2, calls // 6)), start, days
    )
    rng = stream(seed, "truth")
    errors = rng.normal(0.0, 1.0, (calls, 2))
    leads = rng.random((calls, 2))
    sigma = np.sqrt(np.log1p(WORK_CV**2))
    factors = np.exp(rng.normal(-(sigma**2) / 2, sigma, calls))
    arrivals = [max(0, _minute(call.eta, start) + round(60 * e * ARRIVAL_SD_H[0]))
                for call, e in zip(expected, errors[:, 0], strict=True)]  # fmt: skip
    params = BerthParams()
    minutes = days * 1440 + TAIL_MIN
    maker = YardMaker(region, terminals, start, minutes, start, params)
    ways = [maker.ways(item) for item in make_items(expected, region, params)]
    yard = maker.yard()
    facts = [
        Fact(arrival, float(factor), params.berthing_min, params.unberthing_min)
        for arrival, factor in zip(arrivals, factors, strict=True)
    ]
    dispatcher = Dispatcher(yard, facts)
    # Without any plan, whoever has arrived first takes the free berth where it ends soonest.
    dispatcher.run({k: Task(w) for k, w in enumerate(ways)}, 0, minutes)
    entries = []
    for k, call in enumerate(expected):
        served = dispatcher.served[k]
        at = {
            "ARRI": arrivals[k], "BERT": served.start, "STRT": served.work_from,
            "CMPL": served.work_until, "DEPA": served.end,
        }  # fmt: skip
        actual = tuple(
            CallTime(kind="ACT", event=event, at=start + timedelta(minutes=minute), source=SOURCE)
            for event, minute in at.items()
        )
        told = _estimates(call, arrivals[k], errors[k], leads[k], start)
        entries.append(
            LoggedCall(
                call=replace(call, eta=told[0].at, times=(*told, *actual)),
                berth_id=yard.berth_ids[served.way.berth],
                cranes=served.way.cranes or None,
            )
        )
    entries.sort(key=lambda entry: (entry.actual("ARRI"), entry.call.id))
    log = BerthLog(
        calls=_flawed(entries) if flaws else tuple(entries), source=SOURCE, synthetic=True
    )
    return DemoLog(region, log, terminals, start, days, seed)


def _minute(when: datetime, start: datetime) -> int:
    return round((when - start) / timedelta(minutes=1))


def _spread(calls: tuple[Call, ...], start: datetime, days: int) -> list[Call]:
    """Return the calls of one week as those of some days."""
    last = max(_minute(call.eta, start) for call in calls) or 1
    share = (days * 1440 - 720) / last
    made = []
    for call in calls:
        eta = start + timedelta(minutes=5 * round(_minute(call.eta, start) * share / 5))
        moved: dict[str, Any] = {"eta": eta}
        if call.latest_departure is not None:
            moved["latest_departure"] = eta + (call.latest_departure - call.eta)
        made.append(replace(call, **moved))
    return made


def _estimates(
    call: Call, arrival: int, errors: Any, leads: Any, start: datetime
) -> tuple[CallTime, CallTime]:
    """Return two estimates: the first one is far off, the second one nearer."""
    longest, between, shortest = KNOWN_BEFORE_H
    since = (
        arrival - round(60 * (between + leads[0] * (longest - between))),
        arrival - round(60 * (shortest / 2 + leads[1] * (between - shortest) / 2)),
    )
    second = arrival - round(60 * errors[1] * ARRIVAL_SD_H[1])
    ats = (call.eta, start + timedelta(minutes=max(0, second)))
    first, later = (
        CallTime(kind="EST", event="ARRI", at=at, source=SOURCE,
                 known_at=start + timedelta(minutes=minute))
        for at, minute in zip(ats, since, strict=True)
    )  # fmt: skip
    return first, later


def _flawed(entries: list[LoggedCall]) -> tuple[LoggedCall, ...]:
    """Return the rows, three of them wrong."""

    def changed(entry: LoggedCall, event: str, at: datetime | None) -> LoggedCall:
        kept = [t for t in entry.call.times if (t.kind, t.event) != ("ACT", event)]
        if at is not None:
            kept.append(CallTime(kind="ACT", event=event, at=at, source=SOURCE))
        return replace(entry, call=replace(entry.call, times=tuple(kept)))

    made = list(entries)
    first, second, third = (len(made) * share // 4 for share in (1, 2, 3))
    berthed = made[first].actual("BERT")
    assert berthed is not None
    made[first] = changed(made[first], "DEPA", berthed - timedelta(hours=3))
    made[second] = changed(made[second], "DEPA", None)
    other = next((e for e in made[third + 1 :] if e.berth_id), made[third - 1])
    made[third] = replace(made[third], berth_id=other.berth_id)
    at = other.actual("BERT")
    assert at is not None
    for event, hours in (("BERT", 0.5), ("STRT", 1.0), ("CMPL", 3.0), ("DEPA", 3.5)):
        made[third] = changed(made[third], event, at + timedelta(hours=hours))
    return tuple(made)
