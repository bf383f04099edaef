"""A clock that is watched minute by minute: slow, and nothing like the one it checks.

It asks `WorkingTime` about one day or instant at a time and keeps no tables, no scales and no
differences. It is told of events on whole minutes only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tongqu.calendars import WorkingTime
from tongqu.ledger.clock_rules import NOT_FOR_FIELDS, ClockRule
from tongqu.ledger.clocks import CREATED, Tick

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class NaiveClock:
    """Watches one clock of one item."""

    rule: ClockRule
    office: WorkingTime
    running: bool = False
    ever: bool = False
    paused: bool = False
    pausing_state: bool = False
    was_red: bool = False
    due: datetime | None = None
    left: int = 0
    over: bool = False
    start_day: date | None = None
    # More time was granted: until when, and what was lost to pauses since then.
    granted: datetime | None = None
    lost: int = 0
    pause_began: datetime | None = None
    stated: datetime | None = None
    last_worked: datetime | None = None

    def watch(self, seen: list[Tick], as_of_s: int) -> None:
        """Go through all minutes up to one."""
        events: dict[int, list[Tick]] = {}
        for tick in seen:
            at = tick.known_s if self.rule.from_known else tick.at_s
            events.setdefault(at, []).append(tick)
        first = min(events)
        for s in range(first, as_of_s + 1, 60):
            now = datetime.fromtimestamp(s, UTC).astimezone(self.office.tz)
            if (now.hour, now.minute) == (0, 0):
                self.day_over(now.date() - DAY, now - timedelta(seconds=1), midnight=True)
            self.see_red(now)
            for tick in events.get(s, ()):
                self.see_red(now)
                self.take(tick, now)
            self.day_over(now.date(), now, midnight=False)
            if s < as_of_s:
                self.minute_passes(now)
        self.see_red(datetime.fromtimestamp(as_of_s, UTC).astimezone(self.office.tz))

    # --- what passes ------------------------------------------------------------------------------

    def is_late(self, now: datetime) -> bool:
        """Return whether the clock is red."""
        if not self.running or self.due is None:
            return False
        if self.paused:
            assert self.pause_began is not None
            return self.pause_began > self.due
        return now > self.due

    def see_red(self, now: datetime) -> None:
        """Remember whether it is red."""
        self.was_red = self.was_red or self.is_late(now)

    def works(self, now: datetime) -> bool:
        """Return whether somebody works in the minute that begins now."""
        minute = now.hour * 60 + now.minute
        return any(begin <= minute < end for begin, end in self.office.spans_on(now.date()))

    def minute_passes(self, now: datetime) -> None:
        """Use up a minute."""
        working = self.works(now)
        if working:
            self.last_worked = now + MINUTE
        counts = working or self.rule.unit == "hours"
        if not self.running or not counts or self.rule.unit not in ("hours", "working_hours"):
            return
        if self.granted is not None:
            self.lost += self.paused
        elif not self.paused and not self.over:
            self.left -= 60
            if self.left == 0:
                self.over, self.due = True, now + MINUTE

    def day_over(self, day: date, now: datetime, *, midnight: bool) -> None:
        """Count a day, if its work ends now."""
        if not self.running or self.rule.unit not in ("days", "working_days"):
            return
        closes = self.office.closes_at(day)
        if (closes is None) != midnight or (closes is not None and closes != now):
            return
        if self.granted is not None:
            working = closes is not None or self.rule.unit == "days"
            self.lost += self.paused and working
            return
        if (
            self.paused
            or self.due is not None
            or (self.start_day is not None and day <= self.start_day)
        ):
            return
        if self.left > 0 and (self.rule.unit == "days" or closes is not None):
            self.left -= 1
        if self.left == 0 and closes is not None:
            self.due, self.over = closes, True

    # --- what happens -----------------------------------------------------------------------------

    def take(self, tick: Tick, now: datetime) -> None:
        """Let an event act."""
        rule = self.rule
        if tick.state_no >= 0:
            self.pausing_state = tick.state_no in rule.pause_states
        ends = tick.state_no in rule.stop_states
        if self.running and (ends or tick.action_no in rule.stops):
            self.resume(now)
            self.running = False
        if rule.unit == "field" and tick.arg is not None and tick.effect_no not in NOT_FOR_FIELDS:
            self.say(tick.arg >> 31)
        if self.running and tick.action_no in rule.extends and tick.arg is not None:
            self.due = self.granted = datetime.fromtimestamp(tick.arg, UTC).astimezone(
                self.office.tz
            )
            self.lost = 0
            self.pause_began = now
        starts = tick.action_no in rule.starts or (
            rule.starts_on_create and tick.effect_no == CREATED
        )
        if starts and not self.running and not ends:
            self.running = self.ever = True
            self.paused = self.over = False
            self.granted, self.lost, self.left = None, 0, rule.amount
            self.start_day = now.date()
            self.due = self.stated if rule.unit == "field" else None
        if self.running and self.pausing_state and not self.paused:
            self.paused = True
            self.pause_began = now
            self.lost = 0
        elif self.running and not self.pausing_state and self.paused:
            self.resume(now)

    def say(self, minutes: int) -> None:
        """Hear what a field says."""
        if minutes == 0:
            return
        self.stated = None
        if minutes != 2**31 - 1:
            self.stated = datetime.fromtimestamp(60 * (minutes - 1), UTC).astimezone(self.office.tz)
            day = self.stated.date()
            if self.rule.day_field:
                midnight = datetime.combine(day + DAY, datetime.min.time(), self.office.tz)
                self.stated = self.office.closes_at(day) or midnight - timedelta(seconds=1)
        if self.running:
            self.due = self.stated

    def resume(self, now: datetime) -> None:
        """End a pause."""
        if not self.paused:
            return
        late, self.paused = self.is_late(now), False
        if late or self.due is None or self.rule.unit == "field":
            return
        if self.granted is not None:
            self.due = self.granted = self.later(self.granted, self.lost)
            self.lost = 0
        elif self.rule.unit == "hours":
            self.due = max(self.due, now)
        elif self.rule.unit == "working_hours" and self.last_worked is not None:
            self.due = max(self.due, self.last_worked)

    def later(self, due: datetime, lost: int) -> datetime:
        """Return a granted end, put off by what was lost to a pause."""
        if lost == 0:
            return due
        if self.rule.unit == "hours":
            return due + lost * MINUTE
        if self.rule.unit == "working_hours":
            return self.office.add_working_minutes(due, lost).at
        if self.rule.unit == "working_days":
            day = self.office.previous_working_day(due.date()).day
            day = self.office.add_working_days(day, lost).day
        else:
            day = self.office.next_working_day(due.date() + lost * DAY).day
        closes = self.office.closes_at(day)
        assert closes is not None
        return closes
