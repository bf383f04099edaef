"""A plan of berths as a file for people: workbook, CSV or calendar; all of it, or nothing."""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import UsageError
from tongqu.io.calls_plan_table import PLAN_COLUMNS, PlanTable, header_text
from tongqu.io.csv_file import protect
from tongqu.io.marker import WORKBOOKS
from tongqu.model.call_dictionary import call_columns
from tongqu.model.cells import format_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["plan_csv", "write_file", "write_plan_table"]

KINDS = (".xlsx", ".csv", ".ics")


def write_plan_table(
    plan: Mapping[str, Any],
    path: str | os.PathLike[str],
    language: str = "en",
    *,
    stamp: datetime | None = None,
) -> Path:
    """Write a plan of berths for people.

    Parameters
    ----------
    plan
        The plan as JSON, as `to_dict` of a plan gives it.
    path
        File to write, also over an older one: ``.xlsx`` (plan, calls with what was guessed,
        berths; `read_plan_edits` reads it back), ``.csv`` (the plan alone) or ``.ics``.
    language
        ``en`` or ``zh``.
    stamp
        When a calendar was made, with an offset; by default ``as_of`` of the plan.

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    tongqu.errors.UsageError
        If the file is of another kind, or a folder.
    OSError
        If it cannot be written; what stood there is still there.
    """
    target = Path(path)
    kind = target.suffix.lower()
    if target.is_dir():
        raise UsageError.of("target_is_folder", path=str(target))
    if kind in WORKBOOKS and kind != ".xlsx":
        meant = f"{target.stem}.xlsx"
        raise UsageError.of("target_is_other_workbook", path=str(target), meant=meant)
    if kind not in KINDS:
        raise UsageError.of("unknown_plan_file", path=str(target), known=", ".join(KINDS))
    if kind == ".xlsx":
        from tongqu.io.calls_plan_book import write_plan_book

        write_file(target, lambda part: write_plan_book(plan, part, language))
    elif kind == ".csv":
        # Excel takes a file without this mark for the code page of the machine.
        data = plan_csv(plan, language).encode("utf-8-sig")
        write_file(target, lambda part: _write_bytes(part, data))
    else:
        from tongqu.io.calls_plan_ics import plan_calendar

        made = stamp or datetime.fromisoformat(str(plan.get("as_of") or plan["from"]))
        calendar = plan_calendar(plan, language, made).encode("utf-8")
        write_file(target, lambda part: _write_bytes(part, calendar))
    return target


def plan_csv(plan: Mapping[str, Any], language: str = "en") -> str:
    """Return the sheet of the plan as the text of a CSV file.

    What people typed is kept from being taken for a formula.
    """
    table = PlanTable(plan, language)
    rows = [table.plan_row(call) for call in table.calls]
    rows.sort(key=lambda row: (row["start"] is None, row["start"], str(row["berth"])))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    columns = call_columns("plan")
    writer.writerow([header_text(columns[name], table.language) for name in PLAN_COLUMNS])
    for row in rows:
        writer.writerow([_csv_cell(row[name]) for name in PLAN_COLUMNS])
    return out.getvalue()


def _csv_cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if not value.second else value.isoformat(" ")
    return protect(value) if isinstance(value, str) else format_cell(value)


def _write_bytes(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_file(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place, then put it there: nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        if path.exists():
            shutil.copymode(path, part)
        else:
            mask = os.umask(0)
            os.umask(mask)
            part.chmod(0o666 & ~mask)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
