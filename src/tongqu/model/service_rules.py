"""Rules of scheduled services, and of the vehicle classes that rows name by their mode."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tongqu.model.rows import Finding, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["CLASS_TABLES", "SERVICE_RULES"]

CLASS_TABLES = {
    "road": "truck_classes",
    "rail": "train_classes",
    "waterway": "vessel_classes",
    "sea": "vessel_classes",
}
"""Table of the vehicle classes of a mode."""


def classes_by_mode(rows: Rows) -> Iterator[Finding]:
    """A class named beside a mode is one of that mode's classes."""
    for table in ("services", "tariffs", "emission_factors"):
        for number, row in rows(table):
            target = CLASS_TABLES[row.mode]
            if not row.class_id or rows.unread(target):
                continue
            if row.class_id not in rows.ids(target):
                yield Finding(
                    code="unknown_id",
                    table=table,
                    row=number,
                    column="class_id",
                    value=row.class_id,
                    expected=rows.meant(row.class_id, target),
                    params={"table": target},
                )
                continue
            vessel = rows.by_id(target).get(row.class_id)
            if target == "vessel_classes" and vessel and row.mode not in vessel.waters:
                yield Finding(
                    code="class_not_on_water",
                    table=table,
                    row=number,
                    column="class_id",
                    value=row.class_id,
                    params={"mode": row.mode, "waters": ", ".join(vessel.waters)},
                )


def service_modes(rows: Rows) -> Iterator[Finding]:
    """A row for one service has the mode of that service."""
    services = rows.by_id("services")
    for table in ("tariffs", "emission_factors", "cutoffs"):
        for number, row in rows(table):
            service = services.get(row.service_id)
            if service and row.mode and row.mode != service.mode:
                yield Finding(
                    code="mode_of_service",
                    table=table,
                    row=number,
                    column="mode",
                    value=row.mode,
                    expected=service.mode,
                    params={"service": service.id},
                )


def service_packings(rows: Rows) -> Iterator[Finding]:
    """A service carries what its vehicle class carries, and ends after it begins."""
    for number, row in rows("services"):
        vehicle = rows.by_id(CLASS_TABLES[row.mode]).get(row.class_id)
        carried = vehicle.packings if vehicle else row.packings
        for packing in row.packings:
            if packing not in carried:
                yield Finding(
                    code="class_lacks_packing",
                    table="services",
                    row=number,
                    column="packings",
                    value=packing,
                    expected=";".join(carried),
                    params={"class_id": row.class_id},
                )
        if row.last_departure is not None and row.last_departure < row.first_departure:
            yield Finding(
                code="ends_before_start",
                table="services",
                row=number,
                column="last_departure",
                value=row.last_departure,
                params={"start": row.first_departure.isoformat(timespec="minutes")},
            )


def stops(rows: Rows) -> Iterator[Finding]:
    """A service has two stops or more, in order, with times that never run back."""
    calls: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    for number, row in rows("service_stops"):
        calls[row.service_id].append((number, row))
    if rows.complete("service_stops"):
        for number, row in rows("services"):
            count = len(calls.get(row.id, ()))
            if count < 2:
                yield Finding(
                    code="too_few_stops",
                    table="services",
                    row=number,
                    column="id",
                    value=row.id,
                    params={"stops": count},
                )
    for service_calls in calls.values():
        service_calls.sort(key=lambda call: call[1].sequence)
        yield from _stop_times(service_calls)
    yield from _stop_modes(rows)


def _stop_times(calls: list[tuple[int, Any]]) -> Iterator[Finding]:
    number, first = calls[0]
    if first.depart_h != 0:
        params: dict[str, object] = {"service": first.service_id}
        yield _stop("first_stop_not_zero", number, "depart_h", first.depart_h, "0", params)
    for number, call in calls:
        if call.depart_h < call.arrive_h:
            params = {"earlier": call.arrive_h}
            expected = str(call.arrive_h)
            yield _stop("times_run_back", number, "depart_h", call.depart_h, expected, params)
    for (_, before), (number, call) in pairwise(calls):
        if call.sequence == before.sequence:
            params = {"service": call.service_id}
            yield _stop("sequence_twice", number, "sequence", call.sequence, None, params)
        elif call.arrive_h < before.depart_h:
            params = {"earlier": before.depart_h}
            expected = str(before.depart_h)
            yield _stop("times_run_back", number, "arrive_h", call.arrive_h, expected, params)
        elif call.terminal_id == before.terminal_id:
            params = {"service": call.service_id}
            yield _stop("stop_twice", number, "terminal_id", call.terminal_id, None, params)


def _stop_modes(rows: Rows) -> Iterator[Finding]:
    services, terminals = rows.by_id("services"), rows.by_id("terminals")
    extended = {c.row_id for _, c in rows("work_changes") if c.column == "modes"}
    for number, call in rows("service_stops"):
        service = services.get(call.service_id)
        terminal = terminals.get(call.terminal_id)
        if service is None or terminal is None or terminal.id in extended:
            continue
        if service.mode not in terminal.modes:
            params: dict[str, object] = {"mode": service.mode, "modes": ", ".join(terminal.modes)}
            yield _stop("terminal_lacks_mode", number, "terminal_id", terminal.id, None, params)


def _stop(
    code: str,
    number: int,
    column: str,
    value: object,
    expected: str | None,
    params: dict[str, object],
) -> Finding:
    return Finding(
        code=code,
        table="service_stops",
        row=number,
        column=column,
        value=value,
        expected=expected,
        params=params,
    )


SERVICE_RULES: tuple[Callable[[Rows], Iterator[Finding]], ...] = (
    classes_by_mode,
    service_modes,
    service_packings,
    stops,
)
