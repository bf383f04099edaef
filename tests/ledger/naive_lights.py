"""How an item stands, told day by day: slow, and nothing like what it checks.

It takes the events of one item one after another, in plain dictionaries and dates, and asks every
rule on every day from the first to the last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tongqu.ledger.kind import Kind

DAY = timedelta(days=1)
RANK = {"none": 0, "green": 1, "yellow": 2, "red": 3}


@dataclass
class Said:
    """One event, in words."""

    effect: str
    at: date
    seen: date
    action: str = ""
    state: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class NaiveItem:
    """What is known of an item, day by day."""

    kind: Kind
    state: str = ""
    sections: dict[str, tuple[date, int]] = field(default_factory=dict)
    whole: int | None = None
    newest: date | None = None
    plan: tuple[date, date] | None = None
    baseline: bool = False
    start_planned: date | None = None
    begun: date | None = None
    stones: dict[str, dict[str, date]] = field(default_factory=dict)
    closed: date | None = None
    withdrawn: bool = False
    checks: int = 0
    failed: int = 0
    red: set[str] = field(default_factory=set)

    def live(self, said: list[Said], today: date) -> None:
        """Go through every day until today; `said` is in the order of the chain."""
        queue, when = [], date.min
        for one in said:
            when = max(when, one.at)
            queue.append((when, one))
        day = queue[0][0]
        while day <= today:
            for one in [one for at, one in queue if at == day]:
                self.look(day, one)
                self.take(one, day)
            self.look(day, None)
            day += DAY

    # --- what is known ----------------------------------------------------------------------------

    def take(self, one: Said, day: date) -> None:
        """Take an event."""
        data = one.data
        if one.state:
            self.state = one.state
        if one.effect == "progressed":
            newer = self.newest is None or one.seen >= self.newest
            if data["section"]:
                old = self.sections.get(data["section"])
                if old is None or one.seen >= old[0]:
                    self.sections[data["section"]] = (one.seen, data["hundredths"])
            elif newer:
                self.whole = data["hundredths"]
            self.newest = one.seen if newer else self.newest
            if data["hundredths"] > 0 and self.begun is None:
                self.begun = day
        if one.action == "start" and self.begun is None:
            self.begun = day
        if one.effect == "planned" and (data["baseline"] or not self.baseline):
            self.plan = (data["start"], data["finish"])
            self.baseline = self.baseline or data["baseline"]
        if one.effect in ("expected", "happened"):
            status = "actual" if one.effect == "happened" else data["status"]
            self.stones.setdefault(data["milestone"], {})[status] = data["on"]
            if data["milestone"] == "start" and status == "planned":
                self.start_planned = data["on"]
            if data["milestone"] == "start" and status == "actual" and self.begun is None:
                self.begun = data["on"]
        self.take_end(one, day)

    def take_end(self, one: Said, day: date) -> None:
        """Take an event of its end, or of what comes after."""
        if one.effect == "close_asked":
            self.withdrawn = one.action == "ask_withdraw"
        if one.effect == "closed":
            self.closed, self.checks = None if self.withdrawn else day, 0
        if one.effect == "reopened":
            self.closed = None
        if one.effect == "looked_back":
            self.checks += 1
            self.failed += one.data["result"] == "fail"

    def is_open(self) -> bool:
        """Return whether it is not over."""
        return bool(self.state) and not self.kind.state(self.state).final

    def percent(self) -> int | None:
        """Return the progress in hundredths of a percent."""
        if self.sections:
            values = [percent for _, percent in self.sections.values()]
            # Half of a hundredth goes up.
            return (2 * sum(values) + len(values)) // (2 * len(values))
        return self.whole

    def planned_percent(self, day: date) -> int | None:
        """Return how far it should be."""
        if self.plan is None or self.plan[0] > self.plan[1]:
            return None
        length = (self.plan[1] - self.plan[0]).days + 1
        gone = min(max((day - self.plan[0]).days + 1, 0), length)
        return 10_000 * gone // length

    # --- what its lights are ----------------------------------------------------------------------

    def look(self, day: date, before: Said | None) -> None:
        """Remember which rules are red; before an event, as it was until then."""
        for rule, light in self.lights(day, before).items():
            if light == "red":
                self.red.add(rule)

    def lights(self, day: date, before: Said | None = None) -> dict[str, str]:
        """Return the light of every rule on a day; whether the item is open is not asked."""
        found = {}
        for light in self.kind.lights:
            rule = getattr(self, f"_{light.rule}", None)
            owed = self.is_open() or light.rule == "look_back_due"
            if rule is not None and owed and self.state:
                found[light.rule] = rule(day, light.thresholds, before)
        return found

    def _progress_behind(self, day: date, limits: Any, _: Said | None) -> str:
        done, planned = self.percent(), self.planned_percent(day)
        if done is None or planned is None:
            return "none"
        behind = max(planned - done, 0)
        if behind > 100 * limits["red"]:
            return "red"
        return "yellow" if behind >= 100 * limits["yellow"] else "green"

    def _start_missed(self, day: date, limits: Any, _: Said | None) -> str:
        start = self.start_planned or (self.plan[0] if self.plan else None)
        if start is None or self.begun is not None:
            return "none"
        months = max(12 * (day.year - start.year) + day.month - start.month, 0)
        if months >= limits["red_months"]:
            return "red"
        return "yellow" if months >= limits["yellow_months"] else "green"

    def _entry_late(self, day: date, limits: Any, _: Said | None) -> str:
        done = self.percent()
        if self.begun is None or (done is not None and done >= 10_000):
            return "none"
        since = max(self.begun, self.newest) if self.newest else self.begun
        months = max(12 * (day.year - since.year) + day.month - since.month - 1, 0)
        if months > limits["red_months"]:
            return "red"
        return "yellow" if months >= limits["yellow_months"] else "green"

    def _milestone_late(self, day: date, limits: Any, before: Said | None) -> str:
        worst = "none"
        for name, dates in self.stones.items():
            due = dates.get("planned") or dates.get("expected")
            if due is None or "actual" in dates:
                continue
            until = day
            if before is not None and before.effect == "happened":
                # What happened was late only until it did.
                until = min(day, before.data["on"]) if before.data["milestone"] == name else day
            late = (until - due).days
            slip = 0
            if "planned" in dates and "expected" in dates:
                slip = (dates["expected"] - dates["planned"]).days
            light = "green"
            if max(late, slip) >= limits["yellow_days"]:
                light = "yellow"
            if late > limits["red_days"]:
                light = "red"
            worst = max(worst, light, key=RANK.__getitem__)
        return worst

    def _look_back_due(self, day: date, limits: Any, _: Said | None) -> str:
        rule = self.kind.look_back
        if rule is None or self.closed is None or self.checks >= len(rule.days):
            return "none"
        due = self.closed + timedelta(days=rule.days[self.checks])
        if (day - due).days > limits["red_days"]:
            return "red"
        return "yellow" if (due - day).days <= limits["yellow_days"] else "green"
