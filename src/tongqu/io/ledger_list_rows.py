"""One row of a list of projects: what it says, what was guessed, what is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tongqu.io.calls_draft import shown
from tongqu.io.calls_known import in_words
from tongqu.io.ledger_list_cells import read_money, read_percent
from tongqu.io.ledger_list_dates import Base, SaidDay, read_list_day, read_period
from tongqu.io.ledger_list_row_cells import RowCells
from tongqu.model.call_dictionary import call_columns, plain
from tongqu.model.cells import CellError
from tongqu.model.ledger_listing import ListDay, ListedProject

if TYPE_CHECKING:
    from tongqu.io.ledger_list_context import ListContext
    from tongqu.io.ledger_list_header import HeadCell

__all__ = ["ListRow", "number_of"]

TEXTS = ("category", "nature", "content", "next_step", "trouble", "remark")
PLANNED_HEADER = re.compile(r"计划|拟|预计|plan|expected|due")
THIS_YEAR = re.compile(r"本年|当年|年度|^年|\d月|thisyear")
SO_FAR = re.compile(r"累计|以来|sofar|cumulative")
BETWEEN_UNITS = re.compile(r"\s*[、;；,，/\n]\s*")


class ListRow(RowCells):
    """Reads one row, field by field.

    Attributes
    ----------
    amounts
        Amounts by index of their column.
    """

    def __init__(self, context: ListContext, index: int) -> None:
        super().__init__(context, index)
        self.amounts: dict[int, float] = {}
        self._status = ""

    def read(self, group: str) -> ListedProject | None:
        """Return the project; None where something is wrong."""
        title, key = self.text("title"), self.text("key")
        if not title:
            head = self.columns("title")[0]
            if not any(problem.column == head.text for problem in self.problems):
                self.bad(head, None, CellError("required"))
        units, supervisors = self._units("unit"), self._units("supervisor_unit")
        self._status = self._read_status()
        start, finish = self._days()
        percent = self._percent()
        place = self.text("place")
        budget, planned, done = self._money()
        said = {name: text for name in TEXTS if (text := self.text(name))}
        told = any(guess.code == "percent_inside" for guess in self.guesses)
        if (percent is None or told) and (words_said := self._progress_words()):
            said["progress_note"] = words_said
        fields = self._fields(said, budget, start, finish)
        said |= {"group": group} if group else {}
        if self.number in self.context.sheet.hidden:
            self.guess(self.columns("title")[0], title, "row_hidden", title)
        if self.problems:
            return None
        chinese = any("\u4e00" <= letter <= "\u9fff" for letter in title)
        return ListedProject(
            key=key or title,
            title=(self.text("title_en") or title) if chinese else title,
            title_zh=title if chinese else "",
            unit=units[0] if units else "",
            joint_units=tuple(dict.fromkeys([*units[1:], *self._units("joint_units")])),
            supervisor_unit=supervisors[0] if supervisors else "",
            place_id=(self.context.places.find(place) or "") if place else "",
            place=place,
            status=self._status,
            budget=budget,
            planned=planned,
            done=done,
            start=start,
            finish=finish,
            percent=percent[0] if percent else None,
            percent_at_least=bool(percent and percent[1]),
            fields=fields,
            said=said,
            sheet=self.context.sheet.name or "",
            row=self.number,
            guesses=tuple(self.guesses),
        )

    def _fields(
        self,
        said: dict[str, str],
        budget: float | None,
        start: ListDay | None,
        finish: ListDay | None,
    ) -> dict[str, Any]:
        """Return the fields of the kind; what becomes one is taken out of `said`."""
        mapping = self.context.mapping
        found: dict[str, Any] = {}
        for name, into in mapping.fields.items():
            value: Any = said.pop(name, None)
            if value is not None:
                value = self._choice(self.columns(name), into, value)
            elif name == "budget":
                value = budget
            elif name == "place":
                # A field of this type takes places of the region only; the words are kept beside.
                value = self.context.places.find(self.text("place"))
            elif name in ("start", "finish"):
                day = start if name == "start" else finish
                value = day.on.isoformat() if day is not None else None
            if value is not None:
                found[into] = value
        for head in self.context.header.cells:
            own = head.column.field
            if own.startswith("field:") and (value := self.raw(head)) is not None:
                into = own.removeprefix("field:")
                found[into] = self._choice([head], into, shown(value))
        return {**mapping.defaults, **found}

    def _choice(self, heads: list[HeadCell], into: str, text: str) -> str:
        """Return what a text means where the kind's field has a list of values."""
        ours = {plain(word): our for word, our in self.context.mapping.words.get(into, {}).items()}
        if (own := ours.get(plain(text))) is not None:
            return own
        names = self.context.choices.get(into)
        if names is None or not heads:
            return text
        found = names.find(text)
        if found is not None:
            return found
        default = self.context.mapping.defaults.get(into)
        part = names.inside(text)
        if part is None and default is None:
            expected = names.meant(text) or names.labels[0]
            error = CellError("not_allowed", expected, values=", ".join(names.labels))
            self.bad(heads[0], text, error)
            return text
        self.guess(heads[0], text, "choice_by_words", part or default or "")
        return part or default or ""

    def _units(self, name: str) -> list[str]:
        found: list[str] = []
        for head in self.columns(name):
            value = self.raw(head)
            if value is None:
                continue
            whole = shown(value)
            known = self.context.units
            parts = [whole] if known.find(whole) else BETWEEN_UNITS.split(whole)
            for part in (part for part in parts if part):
                unit = known.find(part) if known else part
                if unit is None:
                    meant = known.meant(part)
                    self.bad(head, part, CellError("unknown_unit_name", meant))
                else:
                    found.append(unit)
            if len(found) > 1 and name == "unit":
                self.guess(head, whole, "first_unit", found[0])
        return found

    def _read_status(self) -> str:
        ours = {
            plain(word): our for word, our in self.context.mapping.words.get("status", {}).items()
        }
        for head in self.columns("status"):
            value = self.raw(head)
            if value is None:
                continue
            text = shown(value)
            if (own := ours.get(plain(text))) is not None:
                return own
            found = in_words("work_status", text)
            if found is None:
                allowed = call_columns("project_list")["status"].values
                self.bad(head, value, CellError("not_a_status", None, values=", ".join(allowed)))
                continue
            if not found.sure:
                self.guess(head, value, "status_by_words", found.id)
            return found.id
        return ""

    def _percent(self) -> tuple[float, bool] | None:
        for head in self.columns("progress"):
            value = self.raw(head)
            if value is None:
                continue
            try:
                number = number_of(value)
                if self.context.mixed and number is not None and 0 < number <= 1:
                    raise CellError("percent_mixed", f"{number:.0%}")
                found = read_percent(value, shares=self.context.shares)
            except CellError as error:
                self.bad(head, value, error)
                continue
            if found is None:
                continue
            code = found.code
            if not code and self.context.shares and number == 1:
                code = "percent_share"
            self.guess(head, value, code, f"{found.value:g} %")
            return found.value, found.at_least
        return None

    def _progress_words(self) -> str:
        values = [self.raw(head) for head in self.columns("progress")]
        return "; ".join(value for value in values if isinstance(value, str))

    def _money(self) -> tuple[float | None, dict[int, float], dict[int, float]]:
        budget: float | None = None
        years: dict[str, dict[int, float]] = {"plan_amount": {}, "done_amount": {}}
        for head in self.columns("budget", "plan_amount", "done_amount"):
            value = self.raw(head)
            if value is None:
                continue
            try:
                amount, code = read_money(value, head.column.unit or self.context.frame.unit)
            except CellError as error:
                if error.code == "money_unit_missing":
                    self.bad_column(head, CellError(error.code, f"{head.text}（万元）"))
                else:
                    self.bad(head, value, error)
                continue
            if self.context.sheet.shared.get((self.number, head.index), 1) > 1:
                # One amount over several rows is that of all of them; whose share is not said.
                self.guess(head, value, "money_of_several", "")
                continue
            self.guess(head, value, code, amount)
            self.amounts[head.index] = amount
            if head.column.field == "budget":
                budget = amount
            elif (year := self._year(head)) is not None:
                years[head.column.field][year] = amount
        return budget, years["plan_amount"], years["done_amount"]

    def _year(self, head: HeadCell) -> int | None:
        if head.column.year is not None:
            return head.column.year
        text = plain(head.text)
        if head.column.field == "done_amount" and (
            SO_FAR.search(text) or not THIS_YEAR.search(text)
        ):
            return 0
        if self.context.frame.year is None:
            self.bad_column(head, CellError("year_missing", f"2024年{head.text}"))
        return self.context.frame.year

    # --- dates ------------------------------------------------------------------------------------

    def _days(self) -> tuple[ListDay | None, ListDay | None]:
        base = Base(year=self.context.frame.year, today=self.context.today)
        found: dict[str, ListDay | None] = {"start": None, "finish": None}
        last: dict[str, HeadCell] = {}
        heads = self.columns("period", "start", "finish")
        # What really happened goes before what was planned.
        for head in [*heads, *self.columns("actual_start", "actual_finish")]:
            value = self.raw(head)
            if value is None:
                continue
            name = head.column.field.removeprefix("actual_")
            try:
                if name == "period":
                    both = read_period(value, base)
                    for part, said in zip(("start", "finish"), both, strict=True):
                        if said is not None and found[part] is None:
                            found[part], last[part] = self._day(head, value, said, part), head
                else:
                    found[name] = self._day(head, value, read_list_day(value, base), name)
                    last[name] = head
            except CellError as error:
                if not self._state_word(head, value):
                    self.bad(head, value, error)
        start, finish = found["start"], found["finish"]
        if start and finish and finish.on < start.on:
            wrong = CellError("ends_before_start", None, start=start.on.isoformat())
            self.bad(last["finish"], finish.on.isoformat(), wrong)
        return start, finish

    def _day(self, head: HeadCell, value: Any, said: SaidDay, name: str) -> ListDay:
        status, code = said.status or "planned", said.code
        now = self.context.frame.observed_on or self.context.today
        begun = self._status == "done" or (self._status == "building" and name == "start")
        if head.column.field.startswith("actual_"):
            status = "actual"
        elif (
            not said.status
            and not PLANNED_HEADER.search(plain(head.text))
            and (begun and now is not None and said.on <= now)
        ):
            status, code = "actual", code or "date_taken_as_actual"
        self.guess(head, value, code, said.on)
        return ListDay(on=said.on, precision=said.precision, status=status)

    def _state_word(self, head: HeadCell, value: Any) -> bool:
        """Whether a column of dates says in words how things stand, such as 已开工."""
        found = in_words("work_status", shown(value)) if isinstance(value, str) else None
        if found is None:
            return False
        if not self._status:
            self._status = found.id
        self.guess(head, value, "status_for_date", found.id)
        return True


def number_of(value: Any) -> float | None:
    """Return a number that a cell is, also as text; None where it is none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"\s*\d+(?:\.\d+)?\s*", value):
        return float(value)
    return None
