"""Scenarios as JSON or TOML: the records field by field, nothing else.

A law is a number (always that) or an object with its ``kind``; a step is an object with its
``step``: ``sail``, ``waitfor``, ``serve``, ``berthing``, ``work``, ``pass``, ``chance``, ``again``.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, Problem
from tongqu.sim.laws import Law
from tongqu.sim.scenario import (
    Again,
    Berthing,
    Calendar,
    Chamber,
    Chance,
    Group,
    Lock,
    Pass,
    RandomStops,
    Sail,
    Scenario,
    Serve,
    Source,
    Station,
    Store,
    Vehicle,
    WaitFor,
    Work,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["scenario_from_dict", "scenario_from_text", "scenario_to_dict"]

STEPS = {
    kind.__name__.lower(): kind
    for kind in (Sail, WaitFor, Serve, Berthing, Work, Pass, Chance, Again)
}

PARTS: dict[tuple[type, str], type] = {
    (Scenario, "vehicles"): Vehicle,
    (Scenario, "sources"): Source,
    (Scenario, "stations"): Station,
    (Scenario, "stores"): Store,
    (Scenario, "locks"): Lock,
    (Scenario, "calendars"): Calendar,
    (Station, "groups"): Group,
    (Lock, "chambers"): Chamber,
    (Berthing, "works"): Work,
    (Calendar, "stops"): RandomStops,
}
"""Fields that hold records, or lists of them."""


class Reader:
    """Reads records and collects what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def record(self, kind: type, data: Any, place: str) -> Any:
        """Return a record of a kind; None where it cannot be made."""
        if not isinstance(data, dict):
            self._wrong_kind(place, data, kind.__name__)
            return None
        known = {field.name: field for field in fields(kind)}
        data = {name: value for name, value in data.items() if name != "step"}
        for name in data.keys() - known.keys():
            self.problems.append(
                Problem("sim_unknown_field",
                        {"record": place, "field": name, "known": ", ".join(known)})
            )  # fmt: skip
        made = {}
        before = len(self.problems)
        for name, field in known.items():
            if name in data:
                made[name] = self._value(kind, field, data[name], f"{place}.{name}")
            elif field.default is MISSING and field.default_factory is MISSING:
                self.problems.append(Problem("sim_missing_field", {"record": place, "field": name}))
        if len(self.problems) > before or data.keys() - known.keys():
            return None
        return kind(**made)

    def _value(self, kind: type, field: Field[Any], data: Any, place: str) -> Any:
        part = PARTS.get((kind, field.name))
        if field.type in ("Law", "Law | None"):
            return None if data is None else self._law(data, place)
        if part is not None and field.name == "stops":
            return None if data is None else self.record(part, data, place)
        if part is not None:
            return self._list(data, place, lambda row, at: self.record(part, row, at))
        if field.name in ("route", "steps"):
            return self._list(data, place, self._step)
        return self._plain(str(field.type), data, place)

    def _list(self, data: Any, place: str, make: Any) -> tuple[Any, ...]:
        if not isinstance(data, list):
            self._wrong_kind(place, data, "[...]")
            return ()
        return tuple(make(row, f"{place}[{_name(row, k)}]") for k, row in enumerate(data))

    def _law(self, data: Any, place: str) -> Any:
        if _is_number(data):
            return Law.const(float(data))
        return self.record(Law, data, place)

    def _step(self, data: Any, place: str) -> Any:
        name = data.get("step") if isinstance(data, dict) else data
        if name not in STEPS:
            self._wrong_kind(place, name, ", ".join(STEPS))
            return None
        return self.record(STEPS[name], data, place)

    def _plain(self, wanted: str, data: Any, place: str) -> Any:
        """Return a number, a word, a truth, or tuples of them."""
        if data is None and wanted.endswith("| None"):
            return None
        wanted = wanted.removesuffix(" | None")
        fits = {
            "str": isinstance(data, str),
            "bool": isinstance(data, bool),
            "int": _is_number(data) and float(data).is_integer(),
            "float": _is_number(data),
        }.get(wanted, isinstance(data, list))
        if not fits:
            self._wrong_kind(place, data, wanted)
            return None
        if wanted == "int":
            return int(data)
        if wanted == "float":
            return float(data)
        return _tuples(data)

    def _wrong_kind(self, place: str, value: Any, known: str) -> None:
        shown = value if isinstance(value, str | int | float) else type(value).__name__
        self.problems.append(
            Problem("sim_wrong_kind", {"record": place, "known": known}, value=shown)
        )


def _is_number(data: Any) -> bool:
    return isinstance(data, int | float) and not isinstance(data, bool)


def _name(row: Any, number: int) -> str:
    return str(row.get("id", number)) if isinstance(row, dict) else str(number)


def _tuples(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(_tuples(part) for part in data)
    return float(data) if isinstance(data, int) and not isinstance(data, bool) else data


def scenario_from_dict(data: Mapping[str, Any]) -> Scenario:
    """Return a scenario from what JSON or TOML says.

    Raises
    ------
    DatasetError
        If a field is unknown, missing or of the wrong kind, or the scenario is not sound; all
        problems at once.

    Examples
    --------
    >>> scenario = scenario_from_dict({
    ...     "vehicles": [{"id": "barge"}],
    ...     "stations": [{"id": "quay", "groups": [{"id": "berths", "servers": 2}]}],
    ...     "sources": [{
    ...         "id": "barges", "mix": [["barge", 1]], "gap": {"kind": "exp", "mean": 4},
    ...         "route": [{"step": "serve", "station": "quay", "hours": 6}],
    ...     }],
    ... })
    >>> scenario.sources[0].route[0].hours
    Law(kind='const', mean=6.0, ...)
    """
    reader = Reader()
    made = reader.record(Scenario, dict(data), "scenario")
    if reader.problems:
        raise DatasetError("this scenario cannot be read", reader.problems)
    assert isinstance(made, Scenario)
    return made


def scenario_from_text(text: str) -> Scenario:
    """Return a scenario from the text of a JSON or TOML file.

    Examples
    --------
    >>> text = '''
    ... vehicles = [{id = "barge"}]
    ... [[sources]]
    ... id = "barges"
    ... mix = [["barge", 1]]
    ... gap = {kind = "exp", mean = 4}
    ... route = [{step = "sail", hours = 6}]
    ... '''
    >>> scenario_from_text(text).sources[0].mix
    (('barge', 1.0),)
    """
    try:
        data = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError as error:
        raise DatasetError.of("sim_not_a_scenario", reason=str(error)) from error
    return scenario_from_dict(data)


def scenario_to_dict(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as JSON shows it; what is as it is by default is left out.

    Examples
    --------
    >>> from tongqu.sim import Law, Sail, Scenario, Source, Vehicle
    >>> come = Source("barges", (("barge", 1.0),), (Sail(Law.const(6)),), gap=Law.exp(4))
    >>> scenario = Scenario((Vehicle("barge"),), (come,))
    >>> scenario_from_dict(scenario_to_dict(scenario)) == scenario
    True
    """
    found: dict[str, Any] = _shown(scenario)
    return found


def _shown(value: Any) -> Any:
    if isinstance(value, Law) and value == Law.const(value.mean):
        return value.mean
    if is_dataclass(value):
        shown: dict[str, Any] = {}
        if type(value) in STEPS.values():
            shown["step"] = type(value).__name__.lower()
        for field in fields(value):
            part = getattr(value, field.name)
            by_default = field.default
            if field.default_factory is not MISSING:
                by_default = field.default_factory()
            if part != by_default:
                shown[field.name] = _shown(part)
        return shown
    if isinstance(value, tuple):
        return [_shown(part) for part in value]
    return value
