"""Cells of an edited plan: whether somebody changed them, and what they say now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from tongqu.io.calls_draft import printable
from tongqu.io.calls_known import Found, Known, in_words
from tongqu.io.calls_sheets import is_blank
from tongqu.io.calls_times import Reference, read_when
from tongqu.model.calls import Call
from tongqu.model.cells import CellError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.errors import Problem
    from tongqu.io.calls_draft import Draft
    from tongqu.io.calls_header import Header
    from tongqu.io.calls_plan_table import Cell
    from tongqu.model import Region

__all__ = [
    "EditedRow",
    "PlanAbout",
    "answer",
    "find_place",
    "is_same",
    "plan_places",
    "within_plan",
]

MINUTE = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class PlanAbout:
    """A plan that edits are read against.

    Attributes
    ----------
    plan
        The plan as JSON.
    region, known
        Its region, and what finds rows of it.
    places
        What finds berths, quays and crane pools of the plan.
    reference
        What words about days are measured from.
    calls, at
        Calls and assignments of the plan by call.
    """

    plan: Mapping[str, Any]
    region: Region
    known: Known
    places: Known
    reference: Reference
    calls: dict[str, Call]
    at: dict[str, Mapping[str, Any]]

    @classmethod
    def of(cls, plan: Mapping[str, Any], region: Region, today: date | None) -> PlanAbout:
        """Return what is asked about a plan; "today" is its first day, unless it is given."""
        start = datetime.fromisoformat(plan["from"]).astimezone(region.zone)
        return cls(
            plan=plan,
            region=region,
            known=Known(region),
            places=plan_places(plan),
            reference=Reference(zone=region.zone, today=today or start.date()),
            calls={entry["id"]: Call.from_dict(entry) for entry in plan["calls"]},
            at={entry["call"]: entry for entry in plan.get("assignments") or ()},
        )


def is_same(cell: Any, written: Cell, reference: Reference) -> bool:
    """Whether a cell says what we wrote, in whatever form the spreadsheet keeps it."""
    if is_blank(cell) or is_blank(written):
        return is_blank(cell) and is_blank(written)
    match written:
        case datetime():
            when = read_when(cell, reference)
            if when is None or when.code not in ("", "time_no_hour"):
                return False
            # Midnight comes back from a spreadsheet as a day without an hour.
            at = when.at.replace(tzinfo=None)
            if when.code:
                at = at.replace(hour=0, minute=0)
            return abs(at - written) < MINUTE
        case float() | int():
            try:
                number = float(str(cell).replace(",", ""))
            except ValueError:
                return False
            return abs(number - written) <= 1e-9 * max(1.0, abs(written))
    return _line(cell) == _line(written)


def _line(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"\s+", " ", str(value)).strip()


def answer(cell: Any) -> bool | None:
    """Return what a cell of yes or no says; blank is no.

    Raises
    ------
    CellError
        If it is neither.

    Examples
    --------
    >>> answer("是"), answer(None), answer("x"), answer(0.0)
    (True, False, True, False)
    """
    if is_blank(cell):
        return False
    if isinstance(cell, bool):
        return cell
    found = in_words("answer", _line(cell))
    if found is None or not found.sure:
        raise CellError("not_true_or_false", "yes / 是")
    return found.id == "yes"


def plan_places(plan: Mapping[str, Any]) -> Known:
    """Return what finds berths, quays and crane pools of a plan by id, name or number."""
    tables = {
        "berths": _rows(plan.get("berths") or (), "id"),
        "quays": _rows(plan.get("quays") or (), "id"),
        "crane_pools": _rows(plan.get("cranes") or (), "pool"),
    }
    return Known(cast("Region", SimpleNamespace(**tables)))


def _rows(rows: Any, key: str) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            id=row[key],
            name=row.get("name") or row[key],
            name_zh=row.get("name_zh") or row.get("name") or row[key],
            continuous=bool(row.get("continuous")),
        )
        for row in rows
    ]


def shares_quay(known: Known) -> bool:
    """Whether vessels of a plan share quays, so that metres are what places them."""
    return not known.rows("berths") or any(row.continuous for row in known.rows("quays"))


def find_place(known: Known, text: Any) -> tuple[str, Found]:
    """Return the table, ``berths`` or ``quays``, and the row that a cell of the plan means.

    Raises
    ------
    CellError
        If there is none, or more than one.
    """
    shown = _line(text)
    if not known.rows("berths"):
        return "quays", known.find("quays", shown)
    if shares_quay(known):
        try:
            found = known.find("quays", shown)
        except CellError:
            found = None
        if found is not None and found.sure:
            return "quays", found
    return "berths", known.find("berths", shown)


def within_plan(
    plan: Mapping[str, Any], start: datetime, eta: datetime | None = None
) -> CellError | None:
    """Return why a stay cannot begin then, if it cannot."""
    first, last = (datetime.fromisoformat(plan[key]) for key in ("from", "until"))
    if not first <= start < last:
        params = {"start": _clock(first), "until": _clock(last)}
        return CellError("outside_plan", _clock(first), **params)
    if eta is not None and start < eta:
        return CellError("before_arrival", _clock(eta), eta=_clock(eta))
    return None


def _clock(when: datetime) -> str:
    return when.replace(tzinfo=None).isoformat(timespec="minutes")


class EditedRow:
    """One row of an edited sheet: where it stands, what was written there, what is there now."""

    def __init__(self, draft: Draft, header: Header, written: Mapping[str, Any]) -> None:
        self.draft = draft
        self.header = header
        self.written = written

    def changed(self, reference: Reference) -> list[str]:
        """Return the columns that say something else than what was written."""
        return [
            name
            for name in self.header.columns
            if name != "id"
            and name in self.written
            and not is_same(self.cell(name), self.written[name], reference)
        ]

    def cell(self, name: str) -> Any:
        """Return what stands in a column."""
        index = self.header.columns.get(name)
        if index is None or index >= len(self.draft.row):
            return None
        return self.draft.row[index]

    def bad(self, name: str, error: CellError) -> Problem:
        """Return the problem that a column breaks a rule."""
        value = self.cell(name)
        shown = None if is_blank(value) else str(value)[:60]
        return self.draft.sheet.problem(
            error.code,
            self.draft.number,
            self.header.columns.get(name),
            column=self.header.texts.get(name, name),
            value=shown,
            expected=printable(error.expected),
            **error.params,
        )
