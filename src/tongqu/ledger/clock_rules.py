"""A kind's clocks as numbers, and the arithmetic of their time.

Clocks are read one item at a time (`tongqu.ledger.clocks`) and all items at once
(`tongqu.ledger.clocks_all`). What both need stands here once: which numbers of actions and states
start, stop and pause a clock, and how far time has come on its scale. Everything is in seconds
since 1970 (UTC) and in ordinals of local days; each function takes a plain integer, and an int64
array as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tongqu.ledger.effects import EFFECT_NO, SILENT
from tongqu.ledger.packed import due_fields

if TYPE_CHECKING:
    from datetime import date

    from tongqu.ledger.kind import Clock, Kind

__all__ = ["HOUR_S", "NOT_FOR_FIELDS", "SILENT_NOS", "ClockCalendar", "ClockRule", "clock_rules"]

HOUR_S = 3600

SILENT_NOS = frozenset(EFFECT_NO[effect] for effect in SILENT)
"""Effects that no clock takes notice of."""

NOT_FOR_FIELDS = frozenset(
    EFFECT_NO[effect]
    for effect in ("extended", "progressed", "planned", "happened", "expected", "looked_back")
)
"""Effects whose number is something else than the end of a clock that a field says."""


class ClockCalendar(Protocol):
    """What clocks need of working time; days are ordinals, instants seconds since 1970.

    Days and seconds of work are counted from any fixed origin.
    """

    @property
    def announced_until(self) -> date:
        """Last day whose holidays are officially announced."""
        ...

    def day_of(self, s: Any) -> Any:
        """Return the local day of an instant."""
        ...

    def day_start(self, day: Any) -> Any:
        """Return the first instant of a day."""
        ...

    def day_end(self, day: Any) -> Any:
        """Return when work ends on a day; the last second of one without work."""
        ...

    def working_days_until(self, day: Any) -> Any:
        """Return how many working days there are up to a day, and with it."""
        ...

    def nth_working_day(self, n: Any) -> Any:
        """Return the first day up to which there are so many working days."""
        ...

    def working_seconds_until(self, s: Any) -> Any:
        """Return how many seconds are worked before an instant."""
        ...

    def instant_of(self, worked_s: Any) -> Any:
        """Return the first instant before which so many seconds are worked."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """A clock, as the numbers of a kind's actions and states.

    Attributes
    ----------
    clock
        The clock as it is declared.
    starts, stops, extends
        Numbers of the actions that start it, stop it, give it more time.
    starts_on_create
        Whether it runs from the creation of the item.
    stop_states, pause_states
        Numbers of the states that stop it (a final state always does) and in which it stands still.
    unit, amount
        Its limit; hours are in seconds.
    day_field, slot
        Whether the limit is a field that holds a day; which of the kind's fields that say an end.
    warn_days, warn_left
        When it turns yellow: working days that are left, or thousandths of the time.
    from_known
        Whether it goes by when something was known.
    """

    clock: Clock
    starts: frozenset[int]
    stops: frozenset[int]
    extends: frozenset[int]
    starts_on_create: bool
    stop_states: frozenset[int]
    pause_states: frozenset[int]
    unit: str
    amount: int
    day_field: bool
    slot: int
    warn_days: int | None
    warn_left: int
    from_known: bool

    # --- how far time has come on the clock's own scale ------------------------------------------

    def position(self, calendar: ClockCalendar, s: Any) -> Any:
        """Return how far an instant is on the clock's scale.

        The scale is days that have ended, working days that have ended, seconds of work, or
        seconds. A day on which the clock stands still when work ends does not count.
        """
        if self.unit == "working_hours":
            return calendar.working_seconds_until(s)
        if self.unit in ("hours", "field"):
            return s
        day = calendar.day_of(s)
        ended = (calendar.day_end(day) < s) * 1
        if self.unit == "days":
            return day - 1 + ended
        before = calendar.working_days_until(day - 1)
        return before + ended * (calendar.working_days_until(day) - before)

    def origin(self, calendar: ClockCalendar, s: Any) -> Any:
        """Return from where on the scale a clock counts that starts at an instant.

        The day on which it starts does not count (Civil Code of China, article 201).
        """
        if self.unit == "days":
            return calendar.day_of(s)
        if self.unit == "working_days":
            return calendar.working_days_until(calendar.day_of(s))
        return self.position(calendar, s)

    def target_of(self, calendar: ClockCalendar, due_s: Any) -> Any:
        """Return the place on the scale of an end that somebody granted."""
        if self.unit == "working_hours":
            return calendar.working_seconds_until(due_s)
        return self.origin(calendar, due_s)

    def instant(self, calendar: ClockCalendar, target: Any) -> Any:
        """Return when a place on the scale is reached.

        A number of days ends when work ends on its last day; if nobody works on that day, on the
        next day on which somebody does (article 203).
        """
        if self.unit == "working_hours":
            return calendar.instant_of(target)
        if self.unit == "working_days":
            return calendar.day_end(calendar.nth_working_day(target))
        if self.unit == "days":
            before = calendar.working_days_until(target - 1)
            return calendar.day_end(calendar.nth_working_day(before + 1))
        return target

    def stated(self, calendar: ClockCalendar, value: Any) -> Any:
        """Return the end that a field's number says; the end of work on a day."""
        return calendar.day_end(calendar.day_of(value)) if self.day_field else value

    def length(self, calendar: ClockCalendar, from_s: Any, until_s: Any) -> Any:
        """Return the time between two instants by which a share of it is measured."""
        if self.unit in ("working_days", "working_hours"):
            first = calendar.working_seconds_until(from_s)
            return calendar.working_seconds_until(until_s) - first
        return until_s - from_s

    def warns(self, calendar: ClockCalendar, now_s: Any, due_s: Any, whole: Any) -> Any:
        """Return whether so little time is left that the clock is yellow."""
        if self.warn_days is not None:
            last = calendar.working_days_until(calendar.day_of(due_s))
            return last - calendar.working_days_until(calendar.day_of(now_s)) <= self.warn_days
        return self.length(calendar, now_s, due_s) * 1000 <= whole * self.warn_left


def clock_rules(kind: Kind) -> tuple[ClockRule, ...]:
    """Return a kind's clocks as numbers.

    Examples
    --------
    >>> from tongqu.ledger.kind import Action, Clock, ClockLimit, Kind, State
    >>> kind = Kind(
    ...     id="letter", version=1, prefix="let", name="Letter", name_zh="函",
    ...     states=(State(id="open", name="Open", name_zh="待复", initial=True),
    ...             State(id="done", name="Done", name_zh="办结", final=True)),
    ...     actions=(Action(id="reply", name="Reply", name_zh="回复", from_states=("open",),
    ...                     to="done"),),
    ...     clocks=(Clock(id="reply", name="Reply", name_zh="回复", owner="holder",
    ...                   starts_on=("create",), stops_on=("reply",),
    ...                   limit=ClockLimit(unit="working_days", amount=5)),),
    ... )
    >>> [rule] = clock_rules(kind)
    >>> rule.starts_on_create, set(rule.stops), set(rule.stop_states), rule.warn_left
    (True, {0}, {1}, 200)
    """
    return tuple(_rule(kind, clock) for clock in kind.clocks)


def _rule(kind: Kind, clock: Clock) -> ClockRule:
    final = {number for number, state in enumerate(kind.states) if state.final}
    paused = {number for number, state in enumerate(kind.states) if state.paused}
    stop_states = {
        kind.state_no(stop.removeprefix("state:"))
        for stop in clock.stops_on
        if stop.startswith("state:")
    }
    limit = clock.limit
    field = kind.field(limit.field) if limit.unit == "field" else None
    hours = limit.unit in ("hours", "working_hours")
    share = clock.warn.share if clock.warn.share is not None else 0.8
    return ClockRule(
        clock=clock,
        starts=_actions(kind, clock.starts_on),
        stops=_actions(kind, clock.stops_on),
        extends=frozenset(
            number
            for number, action in enumerate(kind.actions)
            if action.effect == "extended" and action.clock == clock.id
        ),
        starts_on_create="create" in clock.starts_on,
        stop_states=frozenset(final | stop_states),
        pause_states=frozenset(
            paused if clock.pauses_in is None else {kind.state_no(id_) for id_ in clock.pauses_in}
        ),
        unit=limit.unit,
        amount=limit.amount * HOUR_S if hours else limit.amount,
        day_field=field is not None and field.type == "date",
        slot=due_fields(kind).index(limit.field) if field is not None else 0,
        warn_days=clock.warn.before_working_days,
        warn_left=1000 - round(share * 1000),
        from_known=clock.counts_from == "known_at",
    )


def _actions(kind: Kind, names: tuple[str, ...]) -> frozenset[int]:
    numbers = {action.id: number for number, action in enumerate(kind.actions)}
    return frozenset(numbers[name] for name in names if name in numbers)
