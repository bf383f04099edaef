"""Assumptions of the simulated port by their names, as a command line or a TOML file gives them."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, Problem, UsageError
from tongqu.sim.region_params import PortParams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["port_params"]

TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")


def port_params(
    settings: Iterable[str] = (), *, toml: str = "", **given: Any
) -> PortParams:  # fmt: skip
    """Return the assumptions of the simulated port.

    Parameters
    ----------
    settings
        Texts ``NAME=VALUE`` with a name of `PortParams` (pairs as ``a:1,b:2``), or
        ``TABLE.ROW.COLUMN=VALUE`` for a cell of the region (`tongqu.sim.region_cells`). They have
        the last word, the later one over the earlier.
    toml
        The same as a file: names at its top, cells of the region as tables of tables.
    given
        Fields that are set already; None where they are not.

    Raises
    ------
    DatasetError
        With all that is wrong: a name that does not exist, with those that do; a value that is
        none.

    Examples
    --------
    >>> params = port_params(["gate_lanes=6", "links.waterway-tonglu-fuyang.depth_m=3"])
    >>> params.gate_lanes, params.cells
    (6, (('links.waterway-tonglu-fuyang.depth_m', '3'),))
    >>> port_params(toml="mix = {barge-500 = 2, barge-1000 = 1}").mix
    (('barge-500', 2.0), ('barge-1000', 1.0))
    """
    problems: list[Problem] = []
    made = {name: value for name, value in given.items() if value is not None}
    cells: dict[str, str] = dict(made.pop("cells", ()))
    texts = list(_of_toml(toml, problems)) if toml else []
    for text in settings:
        name, equals, value = text.partition("=")
        if not equals:
            problems.append(Problem("sim_not_a_setting", value=text, expected="gate_lanes=6"))
            continue
        texts.append((name.strip(), value.strip()))
    kinds = {field.name: str(field.type) for field in fields(PortParams)}
    for name, value in texts:
        if "." in name:
            cells[name] = str(value)
        elif name not in kinds or name == "cells":
            problems.append(_unknown(name, kinds))
        else:
            try:
                made[name] = _value(kinds[name], value)
            except (TypeError, ValueError):
                problems.append(
                    Problem("sim_bad_setting", {"name": name, "kind": _example(kinds[name])},
                            value=value, expected=_example(kinds[name]))
                )  # fmt: skip
    if problems:
        raise DatasetError("settings that make no sense", problems)
    try:
        return PortParams(**made, cells=tuple(cells.items()))
    except UsageError as error:
        if not texts:
            raise
        raise DatasetError("settings that make no sense", error.problems) from error


def _unknown(name: str, known: Mapping[str, str]) -> Problem:
    from tongqu.model.cells import nearest

    names = sorted(known.keys() - {"cells"})
    return Problem("sim_unknown_setting", {"name": name, "known": names}, value=name,
                   expected=nearest(name, names))  # fmt: skip


def _of_toml(text: str, problems: list[Problem]) -> Iterable[tuple[str, Any]]:
    """Yield names and values of a file; of tables of tables, cells of the region."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.append(Problem("sim_not_settings", {"reason": str(error)}))
        return
    for name, value in data.items():
        rows = value.items() if isinstance(value, dict) else ()
        if rows and all(isinstance(row, dict) for _, row in rows):
            for row, columns in rows:
                for column, cell in columns.items():
                    yield f"{name}.{row}.{column}", _cell_text(cell)
        else:
            yield name, value


def _cell_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return ";".join(map(str, cell)) if isinstance(cell, list) else str(cell)


def _value(kind: str, value: Any) -> Any:
    """Return a value of a kind, from a text or as TOML has it."""
    if isinstance(value, str) and value.lower() in ("", "none") and "None" in kind:
        return None
    if kind.startswith("tuple"):
        return _pairs(value)
    if kind == "str":
        if not isinstance(value, str):
            raise ValueError(kind)
        return value
    if kind == "bool":
        word = str(value).lower()
        if word not in TRUE + FALSE:
            raise ValueError(kind)
        return word in TRUE
    if isinstance(value, bool | list | dict):
        raise ValueError(kind)
    number = float(value)
    if not kind.startswith("int"):
        return number
    if not number.is_integer():
        raise ValueError(kind)
    return int(number)


def _pairs(value: Any) -> tuple[tuple[str, float], ...]:
    if isinstance(value, str):
        parts = [part.strip() for part in value.split(",") if part.strip()]
        value = [(part.rpartition(":")[0], part.rpartition(":")[2]) for part in parts]
    if isinstance(value, dict):
        value = list(value.items())
    if not isinstance(value, list):
        raise ValueError(value)
    found = []
    for pair in value:
        name, weight = pair
        if not isinstance(name, str) or not name or isinstance(weight, bool | list | dict):
            raise ValueError(value)
        found.append((name, float(weight)))
    return tuple(found)


def _example(kind: str) -> str:
    """Return how a value of a kind is written."""
    if kind.startswith("tuple"):
        return "barge-500:1,barge-1000:1"
    if kind == "str":
        return "06:00-18:00"
    if kind == "bool":
        return "true"
    return "4" if kind.startswith("int") else "0.5"
