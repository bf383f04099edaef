"""Baseline against current against actual: how far each activity has moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from tongqu.ledger.schedule.result import Schedule

__all__ = ["Move", "moves"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What has become of an activity since the baseline.

    Attributes
    ----------
    id, name, name_zh, milestone
        Which it is; a milestone has no duration.
    baseline_start, baseline_finish
        Days of the baseline; None if it has been added since.
    current_start, current_finish
        Days now planned, or actual; None if it has been dropped.
    actual_start, actual_finish
        What has happened.
    start_moved_days, finish_moved_days
        Calendar days later than the baseline, negative if earlier; None where there is nothing to
        compare.
    finish_moved_working_days
        The same in working days of its calendar.
    """

    id: str
    name: str
    name_zh: str
    milestone: bool
    baseline_start: dt.date | None = None
    baseline_finish: dt.date | None = None
    current_start: dt.date | None = None
    current_finish: dt.date | None = None
    actual_start: dt.date | None = None
    actual_finish: dt.date | None = None
    start_moved_days: int | None = None
    finish_moved_days: int | None = None
    finish_moved_working_days: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the move as JSON shows it."""
        names = self.__slots__
        values = {name: getattr(self, name) for name in names}
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in values.items()
        }


def moves(baseline: Schedule, current: Schedule) -> tuple[Move, ...]:
    """Return how far each activity has moved, those of the baseline first, in its order.

    Examples
    --------
    >>> import datetime as dt
    >>> from tongqu.ledger.schedule import Activity, Plan, schedule
    >>> def planned(days):
    ...     work = Activity(id="quay", duration=days)
    ...     return schedule(Plan(start=dt.date(2025, 3, 3), activities=(work,)))
    >>> move = moves(planned(5), planned(7))[0]
    >>> move.finish_moved_days, move.finish_moved_working_days
    (4, 2)
    """
    was = {row.activity.id: row for row in baseline}
    now = {row.activity.id: row for row in current}
    found = []
    for name in dict.fromkeys([*was, *now]):
        old, new = was.get(name), now.get(name)
        activity = (new or old).activity  # type: ignore[union-attr]
        said: dict[str, Any] = {}
        if old is not None:
            said |= {"baseline_start": old.early_start, "baseline_finish": old.early_finish}
        if new is not None:
            said |= {
                "current_start": new.early_start,
                "current_finish": new.early_finish,
                "actual_start": activity.actual_start,
                "actual_finish": activity.actual_finish,
            }
        if old is not None and new is not None:
            said["start_moved_days"] = (new.early_start - old.early_start).days
            said["finish_moved_days"] = (new.early_finish - old.early_finish).days
            time = current.times[activity.calendar]
            said["finish_moved_working_days"] = time.working_days_between(
                old.early_finish, new.early_finish
            ).count
        found.append(
            Move(
                id=activity.id, name=activity.name, name_zh=activity.name_zh,
                milestone=activity.duration == 0, **said,
            )
        )  # fmt: skip
    return tuple(found)
