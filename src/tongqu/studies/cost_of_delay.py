"""The verb `cost_of_delay`: who loses what if a work opens later."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from tongqu.errors import Problem, UsageError
from tongqu.model.known import newest
from tongqu.routes import CompareParams
from tongqu.studies.delay_lots import AskedLot, Job, ask_lot, opened_on, rows_of_work
from tongqu.studies.delay_result import CostOfDelay, LaneDelay
from tongqu.studies.lanes import Lane, check_lanes, flow_lanes, flows_of
from tongqu.studies.ready_days import months_later, ready_days

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from tongqu.model.region import Region
    from tongqu.model.works import Work, WorkDate

__all__ = ["cost_of_delay"]

MONTHS = (1, 60)
PATIENCE_DAYS = (0, 120)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and of how much."""


def cost_of_delay(
    region: Region,
    work_id: str,
    *,
    months: int,
    lanes: Sequence[Lane] | None = None,
    as_of: date | datetime | str | None = None,
    dates: Sequence[date] | None = None,
    patience_days: int = 7,
    params: CompareParams | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> CostOfDelay:
    """Return who loses what if a work opens some months later than it is known to.

    Asks `compare` about each lane twice, with the work open in time and with it open later; all
    else is the same. Only lots that are ready while the work is late are asked about.

    Parameters
    ----------
    region
        The region.
    work_id
        The work.
    months
        How much later it opens, 1 to 60.
    lanes
        Lots to ask about; by default one for each flow of the region's newest year.
    as_of
        Day whose knowledge of everything else counts; by default each lot's own. The work's
        opening is the newest known on that day, by default the newest there is.
    dates
        Days on which lots are ready; by default the middle of each month of the delay. A lane
        may have its own.
    patience_days
        A lot takes the cheapest way that brings it at most so many days later than with the work
        in time, or the earliest where none does, 0 to 120. Without a limit it would wait for the
        opening for months to save little.
    params
        Bounds and grid of the search.
    executor
        Where lots are asked, for example a pool of processes; the answer is the same.
    progress
        Told how many lots are asked, and of how many.

    Returns
    -------
    CostOfDelay
        That a work changes nothing in the region, or has no known opening, is a result too.

    Raises
    ------
    UsageError
        If the question cannot be asked like this; it lists everything that is wrong with it.

    Examples
    --------
    >>> from tongqu import load_region
    >>> region = load_region("qujiang")
    >>> cost_of_delay(region, "caihong-park", months=3).status
    'changes_nothing'
    """
    work = _work(region, work_id, months, patience_days)
    known = _instant(region, as_of)
    opening = _opening(region, work_id, known)
    until = months_later(opening.on_date, months) if opening is not None else None
    asked = check_lanes(region, flow_lanes(region) if lanes is None else lanes)
    status = _status(region, work_id, opening, asked)
    if status != "answered" or opening is None or until is None:
        return CostOfDelay(region, work, months, known, patience_days, opening, until, status)
    days = ready_days(opening.on_date, months, dates or ())
    params = params or CompareParams()
    in_time = opened_on(region, work_id, opening, opening.on_date)
    late = opened_on(region, work_id, opening, until)
    rows = rows_of_work(region, work_id)
    jobs = [
        Job(in_time, late, rows, lane, day, known, patience_days, params)
        for lane in asked
        for day in (ready_days(opening.on_date, months, lane.dates) if lane.dates else days)
    ]
    lots = list(_ask(jobs, executor, progress))
    found = [
        LaneDelay(
            lane,
            tuple(lot for job, lot in zip(jobs, lots, strict=True) if job.lane is lane),
            flows_of(region, lane),
        )
        for lane in asked
    ]
    found.sort(key=_weight)
    return CostOfDelay(
        region, work, months, known, patience_days, opening, until, status, tuple(found)
    )


def _work(region: Region, work_id: str, months: int, patience_days: int) -> Work:
    problems = []
    if not region.has("works", work_id):
        near = ", ".join(difflib.get_close_matches(work_id, region.index("works"), n=3))
        problems.append(Problem("unknown_works", {"id": work_id, "similar": near}))
    for name, value, (least, most) in (
        ("months", months, MONTHS),
        ("patience_days", patience_days, PATIENCE_DAYS),
    ):
        if not least <= value <= most or int(value) != value:
            params = {"name": name, "value": value, "minimum": least, "maximum": most}
            problems.append(Problem("parameter_out_of_range", params))
    if problems:
        raise UsageError("the delay cannot be asked about like this", problems)
    work: Work = region.row("works", work_id)
    return work


def _instant(region: Region, as_of: date | datetime | str | None) -> datetime | None:
    if as_of is None:
        return None
    if isinstance(as_of, str):
        from tongqu.units import parse_time

        return parse_time(as_of, region.zone)
    return region.local(as_of)


def _opening(region: Region, work_id: str, known: datetime | None) -> WorkDate | None:
    day = known.astimezone(region.zone).date() if known is not None else date.max
    rows = [row for row in region.work_dates if row.work_id == work_id and row.milestone == "open"]
    return newest(rows, day)


def _status(region: Region, work_id: str, opening: WorkDate | None, lanes: Sequence[Lane]) -> str:
    if not any(row.work_id == work_id for row in region.work_changes):
        return "changes_nothing"
    if opening is None:
        return "no_opening"
    return "answered" if lanes else "no_lanes"


def _ask(
    jobs: Sequence[Job], executor: Executor | None, progress: Progress | None
) -> Iterator[AskedLot]:
    """Yield the lots in the order of the jobs, whoever asked them."""
    answers = map(ask_lot, jobs) if executor is None else executor.map(ask_lot, jobs)
    for done, lot in enumerate(answers, start=1):
        if progress is not None:
            progress("lots", done, len(jobs))
        yield lot


def _weight(lane: LaneDelay) -> tuple[int, float, float, str]:
    """Return the place of a lane: without a way first, then the largest loss, then by name."""
    order = ("loses_way", "loses", "gains", "other_option", "unchanged", "no_way")
    over = lane.cost_over_delay or 0.0
    return order.index(lane.effect), -over, -(lane.cost_per_t or 0.0), lane.lane.id
