"""A region to a folder of CSV files or to a workbook: all of it, or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import UsageError
from tongqu.io.csv_file import protect
from tongqu.io.marker import UNFINISHED, WORKBOOKS
from tongqu.model.cells import format_cell
from tongqu.model.dictionary import ColumnSpec, TableSpec, table_spec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongqu.model import Region

__all__ = ["csv_text", "save_region"]


def save_region(region: Region, target: str | os.PathLike[str], *, comments: bool = False) -> Path:
    """Write a region so that `load_region` gives back an equal one.

    Parameters
    ----------
    region
        The region.
    target
        A folder, or a workbook if it ends in ``.xlsx``. A folder may exist: its tables are
        replaced, tables that the region does not have are removed, other files stay as they are.
        Nothing is changed before everything is written.
    comments
        Whether CSV files explain their columns in comment lines. A workbook always does, in notes.

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    tongqu.errors.UsageError
        If the target is a file where a folder is meant, or the other way round, or ends like
        another kind of workbook than ``.xlsx``.
    OSError
        If it cannot be written; what stood there is still there.
    """
    path = Path(target)
    if path.suffix.lower() == ".xlsx":
        from tongqu.io.workbook_writing import write_workbook

        if path.is_dir():
            raise UsageError.of("target_is_folder", path=str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace_file(region, path, write_workbook)
        return path
    if path.suffix.lower() in WORKBOOKS and not path.is_dir():
        raise UsageError.of("target_is_other_workbook", path=str(path), meant=f"{path.stem}.xlsx")
    if path.exists() and not path.is_dir():
        raise UsageError.of("target_is_file", path=str(path))
    files = {
        f"{name}.csv": csv_text(table_spec(name), rows, comments=comments)
        for name, rows in region.tables()
        if rows
    }
    if path.exists():
        _exchange(path, files)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_folder(path, files)
    return path


def csv_text(spec: TableSpec, rows: Sequence[Any], *, comments: bool = False) -> str:
    """Return a table as the text of a CSV file.

    Examples
    --------
    >>> from tongqu.model.network import Chamber
    >>> chamber = Chamber(id="a-1", lock_id="a", length_m=300, width_m=12, sill_depth_m=2.5,
    ...                   source_id="survey")
    >>> print(csv_text(table_spec("chambers"), [chamber]).splitlines()[1])
    a-1,a,300,12,2.5,survey,
    """
    lines = _comment_lines(spec) if comments else []
    names = [column.name for column in spec.columns]
    lines.append(",".join(names))
    lines += [",".join(_quoted(getattr(row, name)) for name in names) for row in rows]
    return "\n".join(lines) + "\n"


def _quoted(value: Any) -> str:
    text = format_cell(value)
    if isinstance(value, str):
        text = protect(text)
        if any(mark in text for mark in ',"\n\r') or text.startswith("#"):
            return '"' + text.replace('"', '""') + '"'
    return text


def _comment_lines(spec: TableSpec) -> list[str]:
    lines = [f"# {spec.name} · {spec.name_zh}", f"# {spec.meaning} {spec.meaning_zh}", "#"]
    for column in spec.columns:
        lines += [f"# {column.name}: {column.meaning}", f"#     {column_rule(column)}"]
        lines.append(f"#     {column.name_zh}：{column.meaning_zh}")
    return [*lines, "#"]


def column_rule(column: ColumnSpec) -> str:
    """Return type, unit, range and default of a column in one line.

    Examples
    --------
    >>> column_rule(table_spec("links").by_name["current_km_per_h"])
    'float [km/h], -20 … 20, default 0'
    """
    unit = f" [{column.unit}]" if column.unit else ""
    parts = [column.type + unit]
    if column.references:
        parts[0] += f" → {column.references}"
    if column.values:
        parts.append(" | ".join(column.values))
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        parts.append(f"{low:.12g} … {high:.12g}")
    elif low is not None:
        parts.append(f"≥ {low:.12g}")
    if column.required:
        parts.append("required 必填")
    elif column.default:
        parts.append(f"default {column.default}")
    return ", ".join(parts)


def _replace_file(region: Region, path: Path, write: Any) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".xlsx", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        write(region, part)
        _keep_mode(part, path)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _keep_mode(part: Path, path: Path) -> None:
    """Give a new file the rights of the one it replaces, or those of any new file."""
    if path.exists():
        shutil.copymode(path, part)
        return
    mask = os.umask(0)
    os.umask(mask)
    part.chmod(0o666 & ~mask)


def _write_files(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def _make_folder(path: Path, files: Mapping[str, str]) -> None:
    part = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        _write_files(part, files)
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o777 & ~mask)
        part.rename(path)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _exchange(path: Path, files: Mapping[str, str]) -> None:
    """Put new tables into a folder; on failure put the old ones back.

    A rename cannot exchange a folder that has other files in it, so tables are renamed one by one.
    Should the machine stop between two of them, the mark in the folder stays, and the reader
    refuses it.
    """
    from tongqu.model.dictionary import table_specs

    part = Path(tempfile.mkdtemp(prefix=".tongqu-save-", dir=path))
    mark = path / UNFINISHED
    moved: list[str] = []
    try:
        _write_files(part, files)
        old = part / "old"
        old.mkdir()
        mark.touch()
        try:
            for name in (f"{table}.csv" for table in table_specs()):
                if (path / name).exists():
                    (path / name).rename(old / name)
                moved.append(name)
                if name in files:
                    (part / name).rename(path / name)
        except BaseException:
            _put_back(path, old, moved)
            raise
        finally:
            mark.unlink(missing_ok=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put_back(path: Path, old: Path, moved: Sequence[str]) -> None:
    for name in moved:
        (path / name).unlink(missing_ok=True)
        if (old / name).exists():
            (old / name).rename(path / name)
