"""What the tables of a plan show, cell by cell: the same for writing and for reading edits."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.model.call_dictionary import CallColumn, call_columns
from tongqu.model.call_questions import PACKINGS
from tongqu.model.calls import TIME_COLUMNS
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["CALL_COLUMNS", "EDITABLE", "PLAN_COLUMNS", "PlanTable", "header_text"]

EDITABLE = ("berth", "start", "pinned", "cancelled", "eta", "weight", "confirmed")
"""Columns of the plan that people edit; where vessels share a quay also ``from_m``."""

PLAN_COLUMNS = tuple(name for name in call_columns("plan") if name != "confirmed")
"""Columns of the sheet of the plan."""

CALL_COLUMNS = tuple(
    name for name, column in call_columns().items() if column.is_field or name in TIME_COLUMNS
)
"""Columns of the sheet of calls; two more follow, with questions and to confirm."""

Cell = str | float | datetime | None


def header_text(column: CallColumn, language: str) -> str:
    """Return the header of a column, with its unit.

    Examples
    --------
    >>> header_text(call_columns()["load_t"], "zh")
    '装货量(t)'
    """
    label = column.name_zh if language == "zh" else column.label
    return f"{label}({column.unit})" if column.unit else label


class PlanTable:
    """The cells of a plan in one language.

    Parameters
    ----------
    plan
        The plan as JSON.
    language
        ``en`` or ``zh``.
    """

    def __init__(self, plan: Mapping[str, Any], language: str) -> None:
        self.plan = plan
        self.t = translator(language)
        self.language = self.t.lang
        self.yes = self.t("yes")
        self.no = self.t("no")
        self.berths = self._named(plan.get("berths") or ())
        self.quays = self._named(plan.get("quays") or ())
        self.pools = self._named(plan.get("cranes") or (), "pool")
        self.calls: Sequence[Mapping[str, Any]] = plan.get("calls") or ()
        self.assignments = {entry["call"]: entry for entry in plan.get("assignments") or ()}

    @property
    def shares_quay(self) -> bool:
        """Whether vessels share quays, so that metres are what places them."""
        quays = self.plan.get("quays") or ()
        return not self.berths or any(quay.get("continuous") for quay in quays)

    def _named(self, rows: Sequence[Mapping[str, Any]], key: str = "id") -> dict[str, str]:
        """Return the name of each row, or its id where a name is not there or not its own."""
        names = {row[key]: self._name(row) or row[key] for row in rows}
        told = list(names.values())
        return {id_: name if told.count(name) == 1 else id_ for id_, name in names.items()}

    def _name(self, row: Mapping[str, Any], prefix: str = "name") -> str:
        chosen = row.get(f"{prefix}_zh") if self.language == "zh" else row.get(prefix)
        return str(chosen or row.get(prefix) or "")

    def place(self, assignment: Mapping[str, Any]) -> str:
        """Return the name of the berth of an assignment, or of its quay."""
        berth, quay = assignment.get("berth"), assignment.get("quay")
        if berth:
            return self.berths.get(berth, str(berth))
        return self.quays.get(quay, str(quay)) if quay else ""

    def plan_row(self, call: Mapping[str, Any]) -> dict[str, Cell]:
        """Return the cells of a call in the sheet of the plan."""
        at = self.assignments.get(call["id"], {})
        row = {name: self._field(call, name) for name in PLAN_COLUMNS if name in call_columns()}
        row |= {name: _time(at.get(name)) for name in ("start", "work_from", "work_until", "end")}
        for name in ("from_m", "to_m", "wait_h", "stay_h", "late_h", "cost"):
            row[name] = at.get(name)
        row["berth"] = self.place(at)
        row["pinned"] = self.yes if at.get("pinned") else ""
        row["cancelled"] = ""
        row["cranes"] = ", ".join(
            f"{self.pools.get(use['pool'], use['pool'])} × {use['cranes']}"
            for use in at.get("cranes") or ()
        )
        row["why"] = self._name(at.get("why") or {}, "text")
        row["questions"] = self.questions(call)
        return row

    def call_row(self, call: Mapping[str, Any]) -> dict[str, Cell]:
        """Return the cells of a call in the sheet of calls."""
        row = {name: self._field(call, name) for name in CALL_COLUMNS}
        told: dict[str, Cell] = {}
        for time in call.get("times") or ():
            for name, said in TIME_COLUMNS.items():
                if said == (time["kind"], time["event"]):
                    told[name] = _time(time["at"])  # of several the last that was told
        row |= told
        row["questions"] = self.questions(call)
        row["confirmed"] = ""
        return row

    def questions(self, call: Mapping[str, Any]) -> str:
        """Return what is asked about a call, a line a guess."""
        return "\n".join(self._name(guess, "question") for guess in call.get("guesses") or ())

    def _field(self, call: Mapping[str, Any], name: str) -> Cell:
        value = call.get(name)
        column = call_columns()[name]
        if column.type == "datetime":
            return _time(value)
        if name == "packing" and value in PACKINGS:
            return self.t(PACKINGS[value])
        if column.references == "berths" and value:
            return self.berths.get(value, str(value))
        if name in ("vessel_class_id", "commodity_id") and value:
            return self._name(call, f"{name[:-3]}_name") or str(value)
        if column.is_list:
            return ";".join(value or ())
        if column.type == "float":
            return None if value is None else float(value)
        return "" if value is None else str(value)


def _time(value: Any) -> datetime | None:
    """Return a time as a sheet shows it: the wall clock's."""
    if not value:
        return None
    when = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return when.replace(tzinfo=None)
