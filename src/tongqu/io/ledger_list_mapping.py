"""The mapping of a list's columns as a small file, TOML or JSON, that people edit and use again."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.calls_plan_writing import write_file
from tongqu.io.ledger_list_cells import money_unit
from tongqu.model.call_dictionary import call_columns, plain
from tongqu.model.cells import nearest
from tongqu.model.ledger_listing import ListMapping, MappedColumn

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["mapping_from_dict", "read_mapping", "write_mapping"]

TABLE = "project_list"
LARGEST = 1 << 20
TOP = {
    "kind": str,
    "sheet": str,
    "finish": str,
    "column": list,
    "fields": dict,
    "defaults": dict,
    "words": dict,
}
KEYS = {"header": str, "field": str, "unit": str, "year": int, "sure": bool}


def read_mapping(path: str | os.PathLike[str]) -> ListMapping:
    """Read a mapping that `write_mapping` wrote and somebody may have edited.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong with it.
    tongqu.errors.NotFoundError
        If there is no such file.
    """
    source = Path(path)
    if not source.is_file():
        raise NotFoundError.of("no_such_file", path=str(source))
    size = source.stat().st_size
    if size > LARGEST:
        problem = Problem("file_too_large", {"size": size, "maximum": LARGEST}, source.name)
        raise DatasetError(str(problem), (problem,))
    try:
        text = source.read_bytes().decode("utf-8-sig")
        told = json.loads(text) if source.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        problem = Problem("not_a_mapping", {"reason": str(error)[:120]}, source.name)
        raise DatasetError(str(problem), (problem,)) from None
    return mapping_from_dict(told, source.name)


def mapping_from_dict(told: Any, file: str = "") -> ListMapping:
    """Return a mapping from what JSON or TOML hold.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong with it.

    Examples
    --------
    >>> told = {"column": [{"header": "项目名称", "field": "title"}]}
    >>> mapping_from_dict(told).columns[0].field
    'title'
    """
    reading = _Reading(file)
    mapping = reading.mapping(told)
    if reading.problems:
        count = len(reading.problems)
        raise DatasetError(f"{file or 'mapping'}: {count} problems", reading.problems)
    return mapping


class _Reading:
    """Reads a mapping part by part and keeps everything that is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file or None
        self.problems: list[Problem] = []

    def bad(
        self, code: str, where: str, value: object = None, expected: str | None = None, **more: Any
    ) -> None:
        """Note a problem at a key."""
        self.problems.append(
            Problem(code, more, self.file, column=where or None, value=value, expected=expected)
        )

    def mapping(self, told: Any) -> ListMapping:
        """Return the mapping; what is wrong with it is in `problems`."""
        if not isinstance(told, dict):
            self.bad("not_a_mapping", "", reason=type(told).__name__)
            return ListMapping()
        top = self.checked(told, TOP, "")
        columns = self.columns(top.get("column", []))
        if not any(column.field == "title" for column in columns):
            self.bad("mapping_without_title", "column", expected="title")
        parts: dict[str, Any] = {n: top[n] for n in ("kind", "sheet", "finish") if n in top}
        if "fields" in top or parts.get("kind", "work") != "work":
            parts["fields"] = self.pairs(top.get("fields", {}), "fields")
        for name in parts.get("fields", {}):
            if name not in call_columns(TABLE) and name != "progress_note":
                self.bad("unknown_list_field", "fields", name, nearest(name, call_columns(TABLE)))
        parts["defaults"] = self.pairs(top.get("defaults", {}), "defaults")
        parts["words"] = {
            about: self.pairs(pairs, f"words.{about}")
            for about, pairs in top.get("words", {}).items()
        }
        allowed = call_columns(TABLE)["status"].values
        for word, ours in parts["words"].get("status", {}).items():
            if ours not in allowed:
                self.bad("bad_mapping_value", f"words.status.{word}", ours, ", ".join(allowed))
        return ListMapping(columns=tuple(columns), **parts)

    def checked(
        self, told: Mapping[str, Any], keys: Mapping[str, type], where: str
    ) -> dict[str, Any]:
        """Return the entries whose keys and types are right."""
        good = {}
        for key, value in told.items():
            place = f"{where} {key}".strip()
            if key not in keys:
                self.bad("unknown_mapping_key", place, key, nearest(str(key), keys))
            elif type(value) is not keys[key]:
                self.bad("bad_mapping_value", place, str(value)[:60])
            else:
                good[key] = value
        return good

    def pairs(self, told: Any, where: str) -> dict[str, str]:
        """Return pairs of words."""
        if not isinstance(told, dict):
            self.bad("bad_mapping_value", where, str(told)[:60])
            return {}
        for word, ours in told.items():
            if not isinstance(ours, str):
                self.bad("bad_mapping_value", f"{where}.{word}", str(ours)[:60])
        return {word: ours for word, ours in told.items() if isinstance(ours, str)}

    def columns(self, told: list[Any]) -> list[MappedColumn]:
        """Return the columns, each header once."""
        found: list[MappedColumn] = []
        for place, entry in enumerate(told, start=1):
            where = f"column {place}"
            if not isinstance(entry, dict):
                self.bad("bad_mapping_value", where, str(entry)[:60])
                continue
            column = self.column(self.checked(entry, KEYS, where), where)
            if any(plain(other.header) == plain(column.header) for other in found):
                self.bad("mapped_twice", where, column.header)
            found.append(column)
        return found

    def column(self, entry: Mapping[str, Any], where: str) -> MappedColumn:
        """Return one column."""
        known = call_columns(TABLE)
        name, unit = entry.get("field", ""), entry.get("unit", "")
        own = name.startswith("field:") and len(name) > len("field:")
        if name and name not in known and not own:
            self.bad("unknown_list_field", f"{where} field", name, nearest(name, known))
        if unit and not money_unit(unit):
            self.bad("unknown_money_unit", f"{where} unit", unit, "万元")
        if not entry.get("header"):
            self.bad("required", f"{where} header")
        return MappedColumn(
            header=entry.get("header", ""),
            field=name,
            unit=unit,
            year=entry.get("year"),
            sure=entry.get("sure", True),
        )


def write_mapping(mapping: ListMapping, path: str | os.PathLike[str]) -> Path:
    """Write a mapping as TOML or, where the name ends in ``.json``, as JSON.

    Raises
    ------
    OSError
        If it cannot be written; what stood there is still there.
    """
    target = Path(path)
    told = mapping.to_dict()
    if target.suffix.lower() == ".json":
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    else:
        text = _toml(told)

    def write(part: Path) -> None:
        part.write_text(text, encoding="utf-8")

    write_file(target, write)
    return target


def _toml(told: Mapping[str, Any]) -> str:
    lines = [
        '# What the columns of a list mean. An empty field leaves a column out; "field:NAME" is a',
        "# field of the kind's own. Look at columns with sure = false, then delete that line.",
        "# 各列含义：field 留空则不读；“field:名称”为事项种类的字段。请核对 sure = false 的列。",
        *(f"{name} = {_quoted(told[name])}" for name in ("kind", "sheet", "finish")),
    ]
    for column in told["column"]:
        lines += ["", "[[column]]", *(f"{key} = {_quoted(column[key])}" for key in column)]
    tables = {name: told[name] for name in ("fields", "defaults")}
    tables |= {f"words.{_quoted(about)}": pairs for about, pairs in told["words"].items()}
    for name, pairs in tables.items():
        if not pairs and name == "defaults":
            continue
        lines += ["", f"[{name}]"]
        lines += [f"{_quoted(word)} = {_quoted(ours)}" for word, ours in pairs.items()]
    return "\n".join([*lines, ""])


def _quoted(value: object) -> str:
    # A JSON string is a TOML string too, but for one character that TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
