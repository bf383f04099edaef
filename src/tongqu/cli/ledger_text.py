"""Answers of ``tongqu ledger`` for the terminal."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tongqu.report.console import Lines
from tongqu.text import Translator, translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LedgerText", "light_word"]

MOST_LATE = 40
MOST_FLAGS = 20


def light_word(light: str, t: Translator, *, made_good: bool = False) -> str:
    """Return a light as a sign and a word, so that it reads without colour.

    Examples
    --------
    >>> from tongqu.text import translator
    >>> light_word("red", translator("en")), light_word("yellow", translator("zh"), made_good=True)
    ('● red', '◐ 黄（红灯已整改）')
    """
    words = {
        "red": t("● red"),
        "yellow": t("◐ yellow"),
        "green": t("○ green"),
        "none": t("– no light"),
    }
    word = words.get(light, light)
    return t("{light} (a red made good)", light=word) if made_good else word


class LedgerText:
    """Shows views of a ledger as lines, in one language.

    Parameters
    ----------
    lang
        ``en`` or ``zh``.
    terminal
        Whether a terminal shows them.
    width
        Columns.
    """

    def __init__(self, lang: str, *, terminal: bool = False, width: int = 110) -> None:
        self.t = translator(lang)
        self.lang = lang
        self.lines = Lines(terminal=terminal, width=width)

    def name(self, record: Mapping[str, Any], key: str = "name") -> str:
        """Return a name of a record in the reader's language; either may be missing."""
        first, second = (f"{key}_zh", key) if self.lang == "zh" else (key, f"{key}_zh")
        return str(record.get(first) or record.get(second) or "")

    def when(self, instant: str | None, view: Mapping[str, Any]) -> str:
        """Return an instant on the ledger's wall clock, a day as it is, nothing for none."""
        if not instant:
            return ""
        if len(instant) == len("2024-12-09"):
            return instant
        zone = (view.get("calendar") or {}).get("zone")
        at = datetime.fromisoformat(instant)
        return f"{at.astimezone(ZoneInfo(zone)) if zone else at:%Y-%m-%d %H:%M}"

    def head(self, view: Mapping[str, Any], title: str) -> None:
        """Say whose ledger it is, as of when, and which years' holidays are announced."""
        ledger = view.get("ledger") or {}
        named = self.name(ledger)
        self.lines.say(f"{title} · {named}" if named else title, "bold")
        calendar = view.get("calendar") or {}
        parts = [self.t("as of {instant}", instant=self.when(view["as_of"], view))]
        if calendar.get("announced_until"):
            parts.append(
                self.t(
                    "holidays announced until {day}, later dates are provisional (~)",
                    day=calendar["announced_until"],
                )
            )
        self.lines.say("; ".join(parts))
        if ledger.get("synthetic"):
            self.lines.say(self.t("Part of this ledger is fictional, and says so."))

    def status(self, view: Mapping[str, Any]) -> str:
        """Return the state of the whole ledger."""
        t = self.t
        self.head(view, t("State of the ledger"))
        self._counts(view)
        self.late(view["late"], t("Late"))
        self.late(view["due_soon"], t("Due soon"))
        self.works(view["works"])
        flags = view["flags"]
        if flags:
            self.lines.head(t("What does not add up"))
            for flag in flags[:MOST_FLAGS]:
                owner = f"{flag['item']}: " if flag.get("item") else ""
                self.lines.say(owner + self.name(flag, "text"), indent="- ")
        return self.lines.text()

    def _counts(self, view: Mapping[str, Any]) -> None:
        t = self.t
        heads = [
            ("", False), (t("items"), True), (t("open"), True), (t("red"), True),
            (t("yellow"), True), (t("green"), True), (t("made good"), True), (t("late"), True),
            (t("due soon"), True),
        ]  # fmt: skip
        keys = ("items", "open", "red", "yellow", "green", "made_good", "late", "due_soon")
        rows = [[self.name(row), *(str(row.get(key, "")) for key in keys)]
                for row in view["by_kind"]]  # fmt: skip
        rows.append([t("all"), *(str(view["totals"].get(key, "")) for key in keys)])
        self.lines.head(t("By kind"))
        self.lines.table(heads, rows)

    def late(self, rows: Sequence[Mapping[str, Any]], title: str) -> None:
        """Add a list of what is late or will be, with whose step is next."""
        if not rows:
            return
        t = self.t
        self.lines.head(f"{title} ({len(rows)})")
        shown = []
        for row in rows[:MOST_LATE]:
            step = row.get("next_step") or {}
            mark = "~" if row.get("provisional") else ""
            due = self.when(row.get("due_at"), {})[:10]
            shown.append(
                [
                    row["code"],
                    self.name(row, "title"),
                    self.unit(row),
                    f"{due}{mark}",
                    self._days(row.get("late_working_days")),
                    light_word(row.get("light", "none"), t),
                    self._step(row, step),
                ]
            )
        self.lines.table(
            [
                (t("item"), False), (t("title"), False), (t("unit"), False), (t("due"), False),
                (t("working days"), True), (t("light"), False), (t("next step"), False),
            ],
            shown,
        )  # fmt: skip
        if len(rows) > MOST_LATE:
            self.lines.say(t("… and {count} more (--json has all)", count=len(rows) - MOST_LATE))

    def unit(self, row: Mapping[str, Any], key: str = "unit_name") -> str:
        """Return a unit's name without what stands behind a comma or in brackets."""
        return re.split(r"[,，(（:：]", self.name(row, key))[0].strip()

    def _days(self, days: int | None) -> str:
        if days is None:
            return ""
        t = self.t
        return t("{days} late", days=days) if days > 0 else t("in {days}", days=-days)

    def _step(self, row: Mapping[str, Any], step: Mapping[str, Any]) -> str:
        """Return the next step; with its unit where that is another than the item's."""
        words = self.name(step, "action_name")
        if not words or step.get("owner_unit") in (None, row.get("unit")):
            return words
        return f"{self.unit(step, 'owner_unit_name')}: {words}"

    def _percent(self, work: Mapping[str, Any]) -> str:
        percent = work.get("progress_percent")
        if percent is None:
            return ""
        parts = work.get("progress") or work.get("sections") or ()
        some = any(part.get("at_least") for part in parts)
        shown = f"{percent:g} %"
        return self.t("over {percent}", percent=shown) if some else shown

    def works(self, works: Sequence[Mapping[str, Any]]) -> None:
        """Add a list of works with their progress and dates."""
        if not works:
            return
        t = self.t
        self.lines.head(t("Works"))
        rows = []
        for work in works:
            rows.append(
                [
                    work["code"],
                    self.name(work, "title"),
                    self.name(work, "state_name"),
                    self._percent(work),
                    self._next_date(work),
                    light_word(work["light"], t, made_good=bool(work.get("made_good"))),
                ]
            )
        self.lines.table(
            [
                (t("item"), False), (t("title"), False), (t("state"), False),
                (t("progress"), True), (t("dates"), False), (t("light"), False),
            ],
            rows,
        )  # fmt: skip

    def _next_date(self, work: Mapping[str, Any]) -> str:
        """Return what is known of a work's milestones: done, else the newest date given."""
        t = self.t
        parts = []
        for stone in work.get("milestones", ()):
            named = self.name(stone)
            whole_month = stone.get("precision") == "month_end"
            if stone.get("actual_on"):
                day = stone["actual_on"][:7] if whole_month else stone["actual_on"]
                parts.append(t("{name}: {day} (actual)", name=named, day=day))
                continue
            day = stone.get("expected_on") or stone.get("current_on") or stone.get("planned_on")
            if day:
                by = t("by {day}", day=day) if whole_month else day
                parts.append(t("{name}: {day} (expected)", name=named, day=by))
        return "; ".join(parts) or t("no date given")

    def listing(self, view: Mapping[str, Any]) -> str:
        """Return a page of items."""
        t = self.t
        self.head(view, t("Items"))
        rows = [
            [
                row["code"],
                self.name(row, "kind_name"),
                self.name(row, "title"),
                self.name(row, "state_name"),
                self.unit(row),
                light_word(row.get("light", "none"), t, made_good=bool(row.get("made_good"))),
            ]
            for row in view["items"]
        ]
        self.lines.head(t("{shown} of {total}", shown=len(rows), total=view["total"]))
        self.lines.table(
            [
                (t("item"), False), (t("kind"), False), (t("title"), False),
                (t("state"), False), (t("unit"), False), (t("light"), False),
            ],
            rows,
        )  # fmt: skip
        return self.lines.text()

    def steps(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add a list of items by their next step."""
        t = self.t
        shown = []
        for row in rows:
            step = row.get("next_step") or {}
            shown.append(
                [
                    row["code"],
                    self.name(row, "title"),
                    self.name(step, "action_name"),
                    self.when(step.get("due_at"), {}),
                    light_word(row.get("light", "none"), t, made_good=bool(row.get("made_good"))),
                ]
            )
        if not shown:
            self.lines.say(t("Nothing is waiting."))
            return
        heads = (t("item"), t("title"), t("next step"), t("due"), t("light"))
        self.lines.table([(head, False) for head in heads], shown)

    def public(self, view: Mapping[str, Any]) -> None:
        """Add what everybody may see."""
        t = self.t
        self.head(view, t("What the public sees"))
        rows = [
            [
                row["code"], self.name(row, "title"), self.name(row, "state_name"),
                self.unit(row), str(row["opened_on"] or ""),
            ]
            for row in view["items"]
        ]  # fmt: skip
        self.lines.head(t("{shown} of {total}", shown=len(rows), total=view["total"]))
        heads = (t("item"), t("title"), t("state"), t("unit"), t("since"))
        self.lines.table([(head, False) for head in heads], rows)
        counts = view["counts"]
        if not counts["rows"]:
            return
        self.lines.head(t("Open matters, by kind and unit"))
        self.lines.table(
            [
                ("", False),
                *((self.unit(unit, "name"), True) for unit in counts["columns"]),
                (t("all"), True),
            ],
            [
                [
                    self.name(row),
                    *("·" if n is None else str(n) for n in (*row["open"], row["total"])),
                ]
                for row in counts["rows"]
            ],
        )
        self.lines.say(
            t("· stands for a number that is not shown: those below {least} could tell whose.",
              least=counts["below"])
        )  # fmt: skip
