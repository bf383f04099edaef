"""A plan file held against its region: whether every rule is kept, and the region the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongqu.berths.checker import check_plan
from tongqu.berths.conflict import N_, Conflict
from tongqu.berths.items import call_problems
from tongqu.berths.plan_file import PlanFile, read_plan_text
from tongqu.berths.records import UNITS_PER_H, Note, said
from tongqu.berths.region_hash import region_hash
from tongqu.berths.words import number
from tongqu.errors import DatasetError, Problem
from tongqu.model.region import Region

SCHEMA_VERSION = "1.0"

NOTES = {
    "other_region": N_(
        "The region is not the one that the plan was made for: its tables have changed since"
    ),
    "other_total": N_("The plan says {said} weighted hours, but its calls add up to {sum}"),
    "no_plan": N_("The file holds no plan: {calls} calls have no place"),
}


@dataclass(frozen=True)
class Checked:
    """What the check of a plan file found.

    Attributes
    ----------
    plan
        The file.
    conflicts
        Rules that it breaks.
    same_region
        Whether the region is the one that the plan was made for, to the last cell.
    notes
        What a reader must know.
    """

    plan: PlanFile
    conflicts: tuple[Conflict, ...]
    same_region: bool
    notes: tuple[Note, ...]


def read_and_check(text: str, name: str, load: Callable[[str], Region]) -> Checked:
    """Read a plan file and hold it against its region.

    Parameters
    ----------
    text, name
        The file and its name, for messages.
    load
        Returns the region of an id.

    Raises
    ------
    DatasetError
        If the file is damaged, or names a terminal that the region does not have.
    """
    plan = read_plan_text(text, name)
    region = load(plan.region)
    unknown = [row_id for row_id in plan.terminal_ids if not region.has("terminals", row_id)]
    if unknown:
        raise DatasetError(
            "plan_has_problems",
            [
                Problem("unknown_id", {"table": "terminals"}, name, column="terminal", value=row_id)
                for row_id in unknown
            ],
        )
    return check_file(plan, region)


def check_file(plan: PlanFile, region: Region) -> Checked:
    """Hold a plan file against a region.

    Raises
    ------
    DatasetError
        If its calls name what the region does not have.
    """
    problems = list(call_problems(plan.calls, region))
    problems += [
        Problem("unknown_id", {"table": outage.table}, column="outages", value=outage.row_id)
        for outage in plan.outages
        if not region.has(outage.table, outage.row_id)
    ]
    if problems:
        raise DatasetError("plan_has_problems", problems)

    conflicts: tuple[Conflict, ...] = ()
    notes = []
    if plan.assignments or plan.objective is not None:
        conflicts = check_plan(
            region,
            plan.calls,
            plan.assignments,
            terminal_ids=plan.terminal_ids,
            start=plan.start,
            until=plan.until,
            as_of=plan.as_of,
            params=plan.params,
            outages=plan.outages,
        )
    else:
        params = {"calls": number(len(plan.calls))}
        notes.append(Note("no_plan", **said(NOTES["no_plan"], params)))
    same = region_hash(region) == plan.region_hash
    if not same:
        notes.append(Note("other_region", **said(NOTES["other_region"], {})))
    total = sum(assignment.cost for assignment in plan.assignments) / UNITS_PER_H
    # Every call's causes are rounded to hundredths of hours.
    if plan.objective is not None and abs(total - plan.objective) > 0.03 * (1 + len(plan.calls)):
        params = {"said": number(plan.objective), "sum": number(round(total, 2))}
        notes.append(Note("other_total", **said(NOTES["other_total"], params)))
    return Checked(plan, conflicts, same, tuple(notes))


def checked_dict(checked: Checked) -> dict[str, Any]:
    """Return what the check found as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "berth_plan_check",
        "ok": not checked.conflicts,
        "region": checked.plan.region,
        "same_region": checked.same_region,
        "calls_checked": len(checked.plan.calls),
        "conflicts": [conflict.to_dict() for conflict in checked.conflicts],
        "notes": [
            {"code": note.code, "text": note.text, "text_zh": note.text_zh}
            for note in checked.notes
        ],
    }
