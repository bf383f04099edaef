"""When a work will be finished, judged by the pace of its progress so far.

The pace is the progress since the first observation over the working days since then; what is left
takes what is left over the pace. How far that may be wrong comes from how unsteady the pace was:
the logarithm of the pace of each interval varies around that of the whole, the more the shorter the
interval is. Where few intervals are known, an assumed unsteadiness counts as if it were two of
them. The days that are left then follow a log-t distribution, which is cut off at the day of the
question: what is not finished by then is finished later.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Any

from tongqu.estimates.student import share_below_t, t_quantile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from tongqu.calendars import WorkingTime

__all__ = ["Forecast", "Observation", "forecast_finish"]

ASSUMED_VARIANCE = 1.2
"""Variance of the logarithm of a day's pace where nothing is known: a month's pace is then known
within a quarter. Chosen by simulation, so that four in five works end inside the interval of four
in five; see the docs."""

ASSUMED_WEIGHT = 2  # intervals that the assumption counts for
LEAST_INTERVALS = 2
LONGEST_DAYS = 7_500  # working days, some thirty years: nothing is said about what lies beyond
REPORTERS_DIFFER = 5  # percentage points
NEAR_END, EARLY = 80, 20
SLOWING = 0.5  # of the pace of the whole
OVERDUE = 0.02  # the chance that it should have lasted until today, below which it is not believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """How far a work, or a section of it, was seen to be at the end of a day.

    Attributes
    ----------
    on
        The day.
    percent
        From 0 to 100.
    at_least
        Whether it may be more (``>90 %``).
    source
        Who says so.
    """

    on: dt.date
    percent: float
    at_least: bool = False
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """When a work will be finished.

    Attributes
    ----------
    method
        ``pace`` as above; ``straight_line`` where one interval is known, which says nothing about
        how sure that is; ``finished``; ``none``.
    enough
        Whether the observations are enough for a probability.
    reason
        Why they are not: ``no_observation``, ``one_observation``, ``no_progress``,
        ``one_interval``, ``overdue`` (by the pace it should be finished; look, and enter what you
        see), ``beyond`` (it would take more than some thirty years).
    cautions
        What a reader must know: ``at_least`` (it may be sooner), ``reporters_differ``, ``stopped``
        (no progress between the last two observations), ``slowing``, ``near_end`` (what is left of
        a work often goes slower than its middle), ``early`` (what comes may go faster),
        ``provisional`` (holidays are not announced).
    p10_on, p50_on, p90_on
        Days by which it is finished with a probability of 10, 50 and 90 %; None if unknown.
    observations
        How many days with an observation were used, the start included.
    percent
        The last progress.
    percent_on
        When it was seen.
    """

    method: str
    enough: bool
    reason: str = ""
    cautions: tuple[str, ...] = ()
    p10_on: dt.date | None = None
    p50_on: dt.date | None = None
    p90_on: dt.date | None = None
    observations: int = 0
    percent: float | None = None
    percent_on: dt.date | None = None
    as_of: dt.date
    _days_left: _DaysLeft | None = field(default=None, repr=False)

    def probability_by(self, day: dt.date) -> float | None:
        """Return how likely it is finished by the end of a day; None if that is unknown."""
        if self.method == "finished":
            assert self.p50_on is not None
            return float(day >= self.p50_on)
        if self._days_left is None:
            return None
        return self._days_left.share_by(day)

    def to_dict(self) -> dict[str, Any]:
        """Return the forecast as JSON shows it, without words."""
        days = ("p10_on", "p50_on", "p90_on", "percent_on", "as_of")
        return {
            "method": self.method,
            "enough": self.enough,
            "reason": self.reason,
            "cautions": list(self.cautions),
            "observations": self.observations,
            "percent": self.percent,
            **{
                name: None if (day := getattr(self, name)) is None else day.isoformat()
                for name in days
            },
        }


@dataclass(frozen=True, slots=True)
class _DaysLeft:
    """Working days from the last observation to the finish, given that it is not finished yet."""

    time: WorkingTime
    seen_on: dt.date
    as_of: dt.date
    middle: float  # days
    spread: float  # of their logarithm
    freedom: int

    @property
    def gone(self) -> int:
        """Working days since the last observation."""
        return self.time.working_days_between(self.seen_on, self.as_of).count

    def _share(self, days: int) -> float:
        return share_below_t(log(days / self.middle) / self.spread, self.freedom) if days else 0.0

    @property
    def believed(self) -> float:
        """How likely the pace lets it last beyond the day of the question."""
        return 1 - self._share(self.gone)

    def share_by(self, day: dt.date) -> float:
        """Return how likely it is finished by the end of a day."""
        if day <= self.as_of:
            return 0.0
        days = self.time.working_days_between(self.seen_on, day).count
        before = self._share(self.gone)
        return (self._share(days) - before) / (1 - before)

    def day_of(self, share: float) -> dt.date | None:
        """Return the first day by which it is finished with a probability; None: far away."""
        before = self._share(self.gone)
        wanted = before + share * (1 - before)
        days = self.middle * exp(self.spread * t_quantile(wanted, self.freedom))
        if days > LONGEST_DAYS:
            return None
        whole = max(int(days), self.gone)
        while self._share(whole) < wanted or whole <= self.gone:
            whole += 1
        return self.time.add_working_days(self.seen_on, whole).day


def forecast_finish(
    observations: Iterable[Observation],
    *,
    as_of: dt.date,
    time: WorkingTime,
    started_on: dt.date | None = None,
) -> Forecast:
    """Forecast when a work is finished.

    Parameters
    ----------
    observations
        What was seen of one work or one section, in any order, by anybody. Several on one day
        count as their mean; a later day has the last word over an earlier one.
    as_of
        Day of the question. Later observations are not known yet; the finish is after it.
    time
        In whose working days the pace is counted.
    started_on
        First day of work, if known: nothing was done before.

    Examples
    --------
    >>> import datetime as dt
    >>> from tongqu.calendars import WorkingTime
    >>> seen = [
    ...     Observation(on=dt.date(2025, 3, day), percent=percent)
    ...     for day, percent in ((7, 10), (14, 22), (21, 30), (28, 41))
    ... ]
    >>> found = forecast_finish(seen, as_of=dt.date(2025, 3, 31), time=WorkingTime())
    >>> [str(day) for day in (found.p10_on, found.p50_on, found.p90_on)]
    ['2025-04-25', '2025-05-13', '2025-06-04']
    >>> round(found.probability_by(dt.date(2025, 5, 30)), 2)
    0.89
    """
    known = [seen for seen in observations if seen.on <= as_of]
    if not known:
        return Forecast(method="none", enough=False, reason="no_observation", as_of=as_of)
    points, cautions = _points(known, time, started_on)
    seen_on, percent = points[-1]
    said: dict[str, Any] = {
        "as_of": as_of, "observations": len(points), "percent": percent, "percent_on": seen_on,
    }  # fmt: skip
    if percent >= 100:
        day = next(on for on, value in points if value >= 100)
        return Forecast(
            method="finished", enough=True, p10_on=day, p50_on=day, p90_on=day, **said
        )  # fmt: skip
    if len(points) == 1:
        return Forecast(
            method="none", enough=False, reason="one_observation", cautions=cautions, **said
        )
    intervals = _intervals(points, time)
    if not intervals:
        return Forecast(
            method="none", enough=False, reason="no_progress", cautions=cautions, **said
        )
    days = sum(length for length, _ in intervals)
    pace = sum(progress for _, progress in intervals) / days
    left = (100 - percent) / pace
    cautions += _pace_cautions(points, intervals, pace, percent)
    variance, freedom = _unsteadiness(intervals, pace)
    found = _DaysLeft(time, seen_on, as_of, left, sqrt(variance * (1 / days + 1 / left)), freedom)
    if len(intervals) < LEAST_INTERVALS:
        return _straight_line(found, cautions, said)
    if found.believed < OVERDUE:
        return Forecast(method="none", enough=False, reason="overdue", cautions=cautions, **said)
    soon, middle, late = (found.day_of(share) for share in (0.1, 0.5, 0.9))
    if middle is None:
        return Forecast(method="none", enough=False, reason="beyond", cautions=cautions, **said)
    if time.is_provisional(late or middle):
        cautions += ("provisional",)
    return Forecast(
        method="pace", enough=True, cautions=cautions, p10_on=soon, p50_on=middle, p90_on=late,
        _days_left=found, **said,
    )  # fmt: skip


def _straight_line(found: _DaysLeft, cautions: tuple[str, ...], said: dict[str, Any]) -> Forecast:
    """Return what one interval says: where a straight line ends, and nothing about its chances."""
    days = max(-int(-found.middle // 1), found.gone + 1)
    if days > LONGEST_DAYS:
        return Forecast(method="none", enough=False, reason="beyond", cautions=cautions, **said)
    day = found.time.add_working_days(found.seen_on, days).day
    if found.time.is_provisional(day):
        cautions += ("provisional",)
    return Forecast(
        method="straight_line", enough=False, reason="one_interval", cautions=cautions,
        p50_on=day, **said,
    )  # fmt: skip


def _points(
    known: Sequence[Observation], time: WorkingTime, started_on: dt.date | None
) -> tuple[list[tuple[dt.date, float]], tuple[str, ...]]:
    """Return one progress a day, and what is to be said about them."""
    by_day: dict[dt.date, list[Observation]] = {}
    for seen in sorted(known, key=lambda seen: seen.on):
        by_day.setdefault(seen.on, []).append(seen)
    differ = False
    points: list[tuple[dt.date, float]] = []
    bound = False
    for day, all_seen in by_day.items():
        exact = [seen.percent for seen in all_seen if not seen.at_least]
        least = max((seen.percent for seen in all_seen if seen.at_least), default=0.0)
        value = sum(exact) / len(exact) if exact else 0.0
        differ = differ or (bool(exact) and max(exact) - min(exact) > REPORTERS_DIFFER)
        if not exact and points and points[-1][1] >= least:
            continue  # so much was known already
        bound = least > value
        points.append((day, max(value, least)))
    if started_on is not None and started_on <= points[0][0]:
        before = time.add_working_days(started_on, -1).day  # it began in the morning
        points.insert(0, (before, 0.0))
    cautions = ("at_least",) * bound + ("reporters_differ",) * differ
    return points, cautions


def _intervals(
    points: Sequence[tuple[dt.date, float]], time: WorkingTime
) -> list[tuple[int, float]]:
    """Return working days and progress between observations; without progress, they are joined."""
    intervals: list[tuple[int, float]] = []
    since, value = points[0]
    for day, percent in points[1:]:
        length = time.working_days_between(since, day).count
        if length > 0 and percent > value:
            intervals.append((length, percent - value))
            since, value = day, percent
    rest = time.working_days_between(since, points[-1][0]).count
    if intervals and (rest or value != points[-1][1]):
        # It has stopped, or a later observation corrects an earlier one.
        length, progress = intervals.pop()
        progress += points[-1][1] - value
        if progress > 0:
            intervals.append((length + rest, progress))
    return intervals


def _pace_cautions(
    points: Sequence[tuple[dt.date, float]],
    intervals: Sequence[tuple[int, float]],
    pace: float,
    percent: float,
) -> tuple[str, ...]:
    length, progress = intervals[-1]
    stopped = points[-1][1] <= points[-2][1]
    slowing = len(intervals) > 1 and progress / length < SLOWING * pace
    return (
        ("stopped",) * stopped
        + ("slowing",) * (slowing and not stopped)
        + ("near_end",) * (percent >= NEAR_END)
        + ("early",) * (percent <= EARLY)
    )


def _unsteadiness(intervals: Sequence[tuple[int, float]], pace: float) -> tuple[float, int]:
    """Return the variance of the logarithm of a day's pace, and its degrees of freedom."""
    squares = sum(length * log(progress / length / pace) ** 2 for length, progress in intervals)
    freedom = len(intervals) - 1 + ASSUMED_WEIGHT
    return (ASSUMED_WEIGHT * ASSUMED_VARIANCE + squares) / freedom, freedom
