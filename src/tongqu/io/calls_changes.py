"""Whatever has changed since a plan was made: a table of updates, or the plan's own edited file."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tongqu.errors import DatasetError, NotFoundError
from tongqu.io.calls_edits import CALL_SHEET_HAS, read_plan_edits
from tongqu.io.calls_header import find_header
from tongqu.io.calls_sheets import read_sheets
from tongqu.io.calls_updates import read_updates
from tongqu.model.calls import PlanEdit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.model import Region

__all__ = ["Changes", "read_changes"]

PLAN_HAS = {"id", "berth", "start", "pinned"}


class Changes(NamedTuple):
    """What has changed.

    Attributes
    ----------
    edits
        In the order of the file; edits of the plan's own table before a table of updates.
    language
        Language of the file's headers, ``en`` or ``zh``; empty where it has none.
    """

    edits: list[PlanEdit]
    language: str


def read_changes(
    path: str | os.PathLike[str],
    plan: Mapping[str, Any],
    region: Region | None = None,
    *,
    today: date | None = None,
) -> Changes:
    """Read what has changed since a plan was made, in whichever of our forms it is told.

    Parameters
    ----------
    path
        A table of updates (CSV, workbook, JSON), the file that was written from the plan and then
        edited, or a workbook with both.
    plan, region, today
        As for `read_updates` and `read_plan_edits`.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong, each with its cell.
    """
    source = Path(path)
    if not source.is_file():
        raise NotFoundError.of("no_such_file", path=str(source))
    if source.suffix.lower() == ".json":
        return Changes(read_updates(source, plan, region, today=today), "")
    sheets, problems = read_sheets(source)
    if problems:
        raise DatasetError(f"{source.name}: {len(problems)} problems", problems)
    own, told, language = False, False, ""
    for sheet in sheets:
        for name in ("plan", "updates", "calls"):
            header = find_header(sheet, name)
            known = set() if header is None else header.columns.keys()
            is_own = (name == "plan" and known >= PLAN_HAS) or (
                name == "calls" and known >= CALL_SHEET_HAS
            )
            is_told = name == "updates" and "kind" in known
            if header is not None and (is_own or is_told):
                own, told = own or is_own, told or is_told
                language = language or header.language
                break
    edits: list[PlanEdit] = []
    if own:
        edits += read_plan_edits(source, plan, region, today=today)
    if told or not own:
        edits += read_updates(source, plan, region, today=today)
    return Changes(edits, language)
