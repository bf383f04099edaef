"""The plan file read back: to check it, to replay it, to plan again.

Whatever is damaged is refused with its place in the file, and everything that is wrong is told at
once. Only what a plan is made of is read; words, bounds and series in the file are for readers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, cast

from tongqu.berths.outages import Outage
from tongqu.berths.params import BerthParams
from tongqu.berths.records import CAUSES, UNITS_PER_H, Assignment, CraneUse
from tongqu.errors import DatasetError, Problem, UsageError
from tongqu.model.calls import Call

KIND = "berth_plan"
MAJOR = "1."
MOST_PROBLEMS = 20
MOST = 10**15
MOST_HOURS = 2 * 1344
YEARS = range(1990, 2101)


@dataclass(frozen=True)
class PlanFile:
    """What a plan file says.

    Attributes
    ----------
    region, region_hash
        Id and hash of the region that it was made for.
    terminal_ids, start, until, as_of, seed, params, calls
        What was asked.
    assignments
        Where and when every call lies.
    outages
        What is out for a while, beside what the region says.
    objective
        What the file says that the plan costs, in weighted hours; None if there is no plan.
    bound
        What the file says that every plan costs at least, in weighted hours.
    data
        The whole file.
    """

    region: str
    region_hash: str
    terminal_ids: tuple[str, ...]
    start: datetime
    until: datetime
    as_of: datetime
    seed: int
    params: BerthParams
    calls: tuple[Call, ...]
    assignments: tuple[Assignment, ...]
    outages: tuple[Outage, ...]
    objective: float | None
    bound: float | None
    data: Mapping[str, Any]


def read_plan_text(text: str, name: str = "") -> PlanFile:
    """Read a plan file.

    Parameters
    ----------
    text
        The file.
    name
        Its name, for messages.

    Raises
    ------
    DatasetError
        With everything that is wrong, each with its place such as ``assignments[3].start``.

    Examples
    --------
    >>> from tongqu.errors import DatasetError
    >>> try:
    ...     read_plan_text('{"kind": "berth_plan", "schema_version": "7.0"}', "week.json")
    ... except DatasetError as error:
    ...     print(error.problems[0])
    plan_version: week.json schema_version value='7.0' expected='1.0'
    """
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        params = {"reason": error.msg, "position": error.colno}
        raise _refusal([Problem("not_json", params, name or None, row=error.lineno)]) from error
    except (ValueError, RecursionError) as error:
        raise _refusal([Problem("not_json", {"reason": str(error)}, name or None)]) from error
    return plan_of(data, name)


def plan_of(data: object, name: str = "") -> PlanFile:
    """Return what the dictionary of a plan says; see `read_plan_text`."""
    reader = _Reader(name or None)
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise _refusal([Problem("not_a_plan", {}, name or None)])
    version = data.get("schema_version")
    if not isinstance(version, str) or not version.startswith(MAJOR):
        raise _refusal([reader.problem("plan_version", "schema_version", version, "1.0")])
    head = {
        key: reader.get(data, key, kind)
        for key, kind in {
            "region": str, "region_hash": str, "terminal": str, "from": datetime,
            "until": datetime, "as_of": datetime, "seed": int, "params": dict, "calls": list,
            "assignments": list,
        }.items()
    }  # fmt: skip
    numbers = {key: reader.get(data, key, float, True) for key in ("objective", "bound")}
    params = reader.params(head["params"])
    calls = tuple(reader.calls(head["calls"] or []))
    assignments = tuple(reader.assignments(head["assignments"] or []))
    listed = reader.get(data, "outages", list, True) or []
    outages = tuple(reader.outages(listed))
    reader.related(calls, assignments)
    reader.horizon(head["from"], head["until"])
    if reader.problems or params is None:
        raise _refusal(reader.problems)
    return PlanFile(
        region=head["region"],
        region_hash=head["region_hash"],
        terminal_ids=tuple(head["terminal"].split(";")),
        start=head["from"],
        until=head["until"],
        as_of=head["as_of"],
        seed=head["seed"],
        params=params,
        calls=calls,
        assignments=assignments,
        outages=outages,
        objective=numbers["objective"],
        bound=numbers["bound"],
        data=data,
    )


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _refusal(problems: list[Problem]) -> DatasetError:
    shown = problems[:MOST_PROBLEMS]
    if len(problems) > MOST_PROBLEMS:
        shown.append(Problem("too_many_problems", {"count": len(problems) - MOST_PROBLEMS}))
    return DatasetError("plan_has_problems", shown)


class _Reader:
    """Takes values out of the file and keeps what is wrong with them."""

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def problem(self, code: str, place: str, value: object, expected: str | None = None) -> Problem:
        short = value if isinstance(value, (str, int, float, bool)) else type(value).__name__
        return Problem(code, {}, self.name, column=place, value=str(short)[:60], expected=expected)

    def refuse(self, code: str, place: str, value: object, expected: str | None = None) -> None:
        self.problems.append(self.problem(code, place, value, expected))

    def get(
        self, record: Mapping[str, Any], key: str, kind: type[Any], optional: bool = False,
        place: str = "",
    ) -> Any:  # fmt: skip
        """Return a value of a kind, None where it is missing or wrong."""
        where = f"{place}.{key}" if place else key
        value = record.get(key)
        if value is None:
            if not optional:
                self.problems.append(Problem("required", {}, self.name, column=where))
            return None
        if kind is datetime:
            return self.time(value, where)
        if kind in (int, float) and isinstance(value, bool):
            self.refuse("not_a_number", where, value)
            return None
        if kind is float and isinstance(value, int):
            value = float(value) if abs(value) < MOST else math.inf
        if not isinstance(value, kind):
            code = "not_a_number" if kind in (int, float) else "plan_wrong_type"
            self.refuse(code, where, value, kind.__name__)
            return None
        if kind is float and not math.isfinite(value):
            self.refuse("not_finite", where, value)
            return None
        return value

    def time(self, value: object, place: str) -> datetime | None:
        try:
            when = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            when = None
        if when is None or when.tzinfo is None or when.year not in YEARS:
            self.refuse("bad_datetime", place, value, "2024-12-03T08:30:00+08:00")
            return None
        return when

    def params(self, record: dict[str, Any] | None) -> BerthParams | None:
        if record is None:
            return None
        known = {entry.name for entry in fields(BerthParams)}
        for key in sorted(set(record) - known):
            self.refuse("plan_unknown_key", f"params.{key}", record[key])
        try:
            return BerthParams(**{key: record[key] for key in record if key in known})
        except (UsageError, TypeError, ValueError) as error:
            found = error.problems if isinstance(error, UsageError) else ()
            for problem in found:
                self.problems.append(
                    Problem(problem.code, problem.params, self.name, column="params")
                )
            if not found:
                self.refuse("plan_wrong_type", "params", str(error))
        return None

    def calls(self, records: list[Any]) -> Iterator[Call]:
        for index, record in enumerate(records):
            place = f"calls[{index}]"
            if not isinstance(record, dict):
                self.refuse("plan_wrong_type", place, record, "object")
                continue
            before = len(self.problems)
            self.get(record, "id", str, place=place)
            self.get(record, "vessel", str, place=place)
            self.get(record, "eta", datetime, place=place)
            for key in ("latest_departure", "pinned_start", "window_from", "window_until"):
                self.get(record, key, datetime, True, place)
            for key in ("vessel_class_id", "commodity_id", "packing", "preferred_berth_id",
                        "pinned_berth_id", "beside_call_id", "after_call_id"):  # fmt: skip
                self.get(record, key, str, place=place)
            for index_of, pool in enumerate(self.get(record, "equipment", list, place=place) or ()):
                if not isinstance(pool, str):
                    self.refuse("plan_wrong_type", f"{place}.equipment[{index_of}]", pool, "str")
            for key in ("length_m", "beam_m", "draught_m", "discharge_t", "load_t",
                        "discharge_teu", "load_teu", "weight", "pinned_from_m"):  # fmt: skip
                self.get(record, key, float, True, place)
            self.get(record, "pinned_quay_id", str, True, place)
            if len(self.problems) > before:
                continue
            try:
                yield Call.from_dict(record)
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                self.refuse("plan_wrong_type", place, str(error))

    def assignments(self, records: list[Any]) -> Iterator[Assignment]:
        for index, record in enumerate(records):
            place = f"assignments[{index}]"
            if not isinstance(record, dict):
                self.refuse("plan_wrong_type", place, record, "object")
                continue
            found = self.assignment(record, place)
            if found is not None:
                yield found

    def assignment(self, record: Mapping[str, Any], place: str) -> Assignment | None:
        before = len(self.problems)
        call = self.get(record, "call", str, place=place)
        berth = self.get(record, "berth", str, True, place)
        quay = self.get(record, "quay", str, True, place)
        metres = [self.get(record, key, float, True, place) for key in ("from_m", "to_m")]
        times = [
            self.get(record, key, datetime, place=place)
            for key in ("start", "end", "work_from", "work_until")
        ]
        causes = self.get(record, "by_cause", dict, place=place) or {}
        hours = {
            cause: self.get(causes, cause, float, True, f"{place}.by_cause") or 0.0
            for cause in CAUSES
        }
        cranes = self.get(record, "cranes", list, True, place) or []
        held = [self.crane(use, f"{place}.cranes[{k}]") for k, use in enumerate(cranes)]
        if len(self.problems) > before:
            return None
        start, end, work_from, work_until = times
        return Assignment(
            call_id=call,
            berth_id=berth or "",
            quay_id=quay or "",
            from_m=metres[0],
            to_m=metres[1],
            start=start,
            end=end,
            work_from=work_from,
            work_until=work_until,
            cranes=tuple(cast("CraneUse", use) for use in held),
            by_cause={cause: round(value * UNITS_PER_H) for cause, value in hours.items()},
        )

    def crane(self, record: object, place: str) -> CraneUse | None:
        if not isinstance(record, dict):
            self.refuse("plan_wrong_type", place, record, "object")
            return None
        before = len(self.problems)
        pool = self.get(record, "pool", str, place=place)
        count = self.get(record, "cranes", int, place=place)
        since = self.get(record, "from", datetime, place=place)
        until = self.get(record, "until", datetime, place=place)
        if len(self.problems) > before:
            return None
        return CraneUse(pool_id=pool, cranes=count, held_from=since, held_until=until)

    def outages(self, records: list[Any]) -> Iterator[Outage]:
        for index, record in enumerate(records):
            place = f"outages[{index}]"
            if not isinstance(record, dict):
                self.refuse("plan_wrong_type", place, record, "object")
                continue
            before = len(self.problems)
            table = self.get(record, "table", str, place=place)
            row_id = self.get(record, "id", str, place=place)
            since = self.get(record, "from", datetime, place=place)
            until = self.get(record, "until", datetime, place=place)
            cranes = self.get(record, "cranes", int, True, place)
            reason = self.get(record, "reason", str, True, place) or ""
            if table is not None and table not in ("berths", "quays", "terminals", "crane_pools"):
                self.refuse("plan_wrong_type", f"{place}.table", table)
            if len(self.problems) == before:
                yield Outage(table, row_id, since, until, cranes, reason)

    def horizon(self, start: datetime | None, until: datetime | None) -> None:
        """Refuse a plan that ends before it begins, or years later."""
        if start is None or until is None:
            return
        if until <= start:
            params: dict[str, object] = {"start": start.isoformat()}
            self.problems.append(
                Problem(
                    "ends_before_start", params, self.name, column="until", value=until.isoformat()
                )
            )
        elif until - start > timedelta(hours=MOST_HOURS):
            params = {"maximum": f"{MOST_HOURS} h"}
            self.problems.append(
                Problem("out_of_range", params, self.name, column="until", value=until.isoformat())
            )

    def related(self, calls: tuple[Call, ...], assignments: tuple[Assignment, ...]) -> None:
        """Refuse calls that are there twice, and places of calls that are not there."""
        first: dict[str, int] = {}
        for index, call in enumerate(calls):
            if call.id in first:
                self.refuse("plan_twice", f"calls[{index}].id", call.id)
            first.setdefault(call.id, index)
        if self.problems:
            return
        for index, assignment in enumerate(assignments):
            if assignment.call_id not in first:
                self.refuse("plan_unknown_call", f"assignments[{index}].call", assignment.call_id)
