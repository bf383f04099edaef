"""Why there is no plan: a smallest set of calls and rules that clash, and the cheapest way out."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tongqu.berths.asked import Asked
from tongqu.berths.behind import behind
from tongqu.berths.conflict import N_
from tongqu.berths.feasible import smallest_clash
from tongqu.berths.fits import ShutOut
from tongqu.berths.records import Clash, Rule, said
from tongqu.berths.words import PLACE, moment, number
from tongqu.berths.work import packing_of
from tongqu.model.calls import Call

CHECK_S = 5.0
"""Seconds for one question whether some calls can all be served."""

SHUT = {
    "too_long": N_("{vessel} is {value} m long; {berths} take {limit} m"),
    "too_heavy": N_("{vessel} is of {value} t deadweight; {berths} take {limit} t"),
    "too_shallow": N_("{vessel} needs {value} m of water; at {berths} there are at most {limit} m"),
    "wrong_packing": N_("{berths} do not handle {value}, which {vessel} carries"),
    "wrong_cargo": N_("{berths} do not handle {value}, which {vessel} carries"),
    "equipment": N_("{vessel} needs {value}, which does not reach {berths}"),
    "no_crane": N_("no crane at {berths} handles what {vessel} carries"),
    "no_rate": N_("no handling rate is known for {vessel} at {berths}"),
    "berth_not_pinned": N_("the berth of {vessel} is fixed, so {berths} do not count"),
    "other_berth_wanted": N_("the vessel beside {vessel} has a fixed berth, not {berths}"),
    "before_arrival": N_("{vessel} arrives at {value}, after the time that is fixed for it"),
    "outside_window": N_("{vessel} may make fast only from {value} to {limit}"),
    "not_usable": N_("{berths} are closed, or not in service, for too much of the time"),
    "night": N_("at {berths} vessels make fast and cast off only in these hours: {limit}"),
    "cranes_short": N_("{vessel} needs {value} cranes; at {berths} at most {limit} are manned"),
    "outside_horizon": N_("the work of {vessel} does not end before the plan ends at {limit}"),
    "off_quay": N_("{vessel} is to begin at {value} m, but {berths} end at {limit} m"),
    "not_beside": N_("{vessel} and the vessel beside it have two different fixed times"),
}

RULES = {
    "call": N_("{vessel} must be served: arrives {eta}"),
    "window": N_("{vessel} must make fast from {from} to {until}"),
    "pinned_start": N_("{vessel} must make fast at {time}"),
    "pinned_berth": N_("{vessel} must lie at {berth}"),
    "closure": N_("{name} is closed from {from} to {until} ({reason})"),
    "night": N_("vessels make fast and cast off at {name} only in these hours: {hours}"),
    "hours": N_("{name} works only in these hours: {hours}"),
    "cranes": N_("{name} has {cranes} cranes at most"),
    "sequence": N_("{vessel} must not make fast before {other} has left"),
    "stock": N_("{name} holds {capacity} t at most, and {opening} t when the plan begins"),
    "horizon": N_("everything must end before the plan ends at {time}"),
}


def find_clash(problem: Asked, *, known_infeasible: bool, seed: int = 0) -> Clash | None:
    """Return what cannot all hold; None if it is not proved that there is no plan.

    Parameters
    ----------
    problem
        The problem without a plan.
    known_infeasible
        Whether that is proved already.
    seed
        Of the searches.

    Notes
    -----
    First the calls, then the rules that concern them: one after the other is left out, and what
    can be left out while the rest still clashes does not belong to the clash.
    """
    form = behind(problem.form)
    way_out = form.way_out(problem, seed=seed)
    costs = None if way_out is None else way_out.costs
    texts = {} if way_out is None else {"text": way_out.text, "text_zh": way_out.text_zh}
    if problem.shut_out:
        first = problem.shut_out[0].call_id
        shut = [rule for rule in problem.shut_out if rule.call_id == first]
        rules = tuple(_shut_rules(problem, shut))
        return Clash((first,), rules, smallest=True, costs=costs, **texts)
    model = problem.model
    if not known_infeasible:
        holds_all = form.can_hold(problem, None, time_limit_s=CHECK_S, seed=seed)
        if holds_all is not False:
            return None
    deadline = time.monotonic() + max(2 * CHECK_S, problem.params.time_limit_s)

    def holds(some: list[int]) -> bool | None:
        if not some:
            return True
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        return form.can_hold(problem, some, time_limit_s=min(CHECK_S, left), seed=seed)

    numbers, sure = smallest_clash(model.calls, holds)
    items = {number: item for item, number in problem.core_call.items()}
    calls = tuple(call for k in numbers for call in problem.items[items[k]].calls)
    rules, rules_sure = _clashing_rules(problem, calls, deadline, seed)
    return Clash(
        tuple(call.id for call in calls), rules, smallest=sure and rules_sure, costs=costs, **texts
    )


# --- one call that fits nowhere -------------------------------------------------------------------


HOURLY = {
    "before_arrival", "outside_window", "not_usable", "night", "too_shallow", "cranes_short",
    "outside_horizon",
}  # fmt: skip
"""Rules that leave no start only together: without any of those told, one would remain."""


def _shut_rules(problem: Asked, shut: list[ShutOut]) -> Iterator[Rule]:
    """Yield rules that together shut a call out of every berth, as few as will do."""
    call = next(call for call in problem.calls if call.id == shut[0].call_id)
    left = {rule.berth_id for rule in shut}
    while left:
        by_code: dict[str, list[ShutOut]] = {}
        for rule in shut:
            if rule.berth_id in left and rule.code not in HOURLY:
                by_code.setdefault(rule.code, []).append(rule)
        if not by_code:
            break
        code, rules = max(by_code.items(), key=lambda pair: len({r.berth_id for r in pair[1]}))
        left -= {rule.berth_id for rule in rules}
        yield _shut_rule(problem, call, code, rules)
    hourly: dict[str, list[ShutOut]] = {}
    for rule in shut:
        if rule.berth_id in left:
            hourly.setdefault(rule.code, []).append(rule)
    for code, rules in hourly.items():
        yield _shut_rule(problem, call, code, rules)


def _shut_rule(problem: Asked, call: Call, code: str, rules: list[ShutOut]) -> Rule:
    def plain(value: Any) -> str:
        if hasattr(value, "isoformat"):
            return moment(value)
        if isinstance(value, (int, float)):
            return number(round(float(value), 2))
        return "" if value is None else str(value)

    berths = [_row(problem, rule.berth_id) for rule in rules if rule.berth_id]
    # What allows most comes nearest to the vessel.
    numbers = [rule.limit for rule in rules if isinstance(rule.limit, (int, float))]
    limit = max(numbers) if numbers else rules[0].limit
    params = {
        "vessel": call.vessel,
        "value": plain(rules[0].value),
        "limit": plain(limit),
        "berths": _listed([row.name or row.id for row in berths], ", "),
        "berths_zh": _listed([row.name_zh or row.name or row.id for row in berths], "、"),
    }
    return Rule(code, (call.id,), **said(SHUT.get(code, code), params))


def _row(problem: Asked, row_id: str) -> Any:
    """Return a berth, or a quay that vessels share."""
    table = "berths" if problem.region.has("berths", row_id) else "quays"
    return problem.region.row(table, row_id)


def _listed(names: list[str], separator: str, most: int = 3) -> str:
    shown = names[:most] + (["…"] if len(names) > most else [])
    return separator.join(shown)


# --- several calls --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lever:
    """A rule that can be left out.

    Attributes
    ----------
    rule
        The rule.
    fields
        Fields of its call that are emptied.
    table, row_id, cells
        Row of the region that is changed instead; without cells it is left out.
    hours
        Hours that the plan is longer without it.
    """

    rule: Rule
    fields: tuple[str, ...] = ()
    table: str = ""
    row_id: str = ""
    cells: tuple[tuple[str, Any], ...] = ()
    hours: int = 0


def _clashing_rules(
    problem: Asked, calls: tuple[Call, ...], deadline: float, seed: int
) -> tuple[tuple[Rule, ...], bool]:
    """Return the rules without any one of which these calls could be served."""
    levers = list(_levers(problem, calls))

    def holds(kept: list[int]) -> bool | None:
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        dropped = [lever for k, lever in enumerate(levers) if k not in kept]
        again = _without(problem, calls, dropped)
        ids = {call.id for call in calls}
        if any(rule.call_id in ids for rule in again.shut_out):
            return False
        numbers = [
            number for item, number in again.core_call.items()
            if ids & {*again.items[item].call_ids}
        ]  # fmt: skip
        some = numbers if len(numbers) < again.model.calls else None
        return behind(again.form).can_hold(again, some, time_limit_s=min(CHECK_S, left), seed=seed)

    served = tuple(_must_be_served(call) for call in calls)
    if holds([]) is not True:
        # The calls clash by themselves: they need more room than there is.
        return served, False
    kept, sure = smallest_clash(len(levers), holds)
    return (*served, *(levers[k].rule for k in kept)), sure


def _must_be_served(call: Call) -> Rule:
    params = {"vessel": call.vessel, "eta": moment(call.eta)}
    return Rule("call", (call.id,), **said(RULES["call"], params))


def _levers(problem: Asked, calls: tuple[Call, ...]) -> Iterator[_Lever]:
    zone, region = problem.region.zone, problem.region

    def rule(key: str, ids: tuple[str, ...], **params: object) -> Rule:
        return Rule(key, ids, **said(RULES[key], params))

    for call in calls:
        names = {"vessel": call.vessel}
        if call.window_from is not None or call.window_until is not None:
            times = {
                "from": moment(call.window_from.astimezone(zone)) if call.window_from else "",
                "until": moment(call.window_until.astimezone(zone)) if call.window_until else "",
            }
            window = Rule("window", (call.id,), **said(RULES["window"], {**names, **times}))
            yield _Lever(window, ("window_from", "window_until"))
        if call.pinned_start is not None:
            when = moment(call.pinned_start.astimezone(zone))
            yield _Lever(rule("pinned_start", (call.id,), time=when, **names), ("pinned_start",))
        if call.pinned_berth_id:
            row = region.row("berths", call.pinned_berth_id)
            berth = {"berth": row.name or row.id, "berth_zh": row.name_zh or row.id}
            yield _Lever(rule("pinned_berth", (call.id,), **berth, **names), ("pinned_berth_id",))
        if call.pinned_quay_id or call.pinned_from_m is not None:
            spot = _spot(problem, call)
            fields = ("pinned_quay_id", "pinned_from_m")
            yield _Lever(rule("pinned_berth", (call.id,), **spot, **names), fields)
        first = next((c for c in calls if c.id == call.after_call_id), None)
        if first is not None:
            after = rule("sequence", (call.id,), other=first.vessel, **names)
            yield _Lever(after, ("after_call_id",))
    for row in _stocks(problem, calls):
        tonnes = {"capacity": number(row.capacity_t), "opening": number(row.opening_t)}
        held = rule("stock", (), name=row.name, name_zh=row.name_zh, **tonnes)
        yield _Lever(held, table="stocks", row_id=row.id)
    yield from _port_levers(problem, rule)
    end = moment(problem.grid.until)
    longer = math.ceil(problem.grid.end_min / 60)
    yield _Lever(rule("horizon", (), time=end), hours=longer)


def _stocks(problem: Asked, calls: tuple[Call, ...]) -> list[Any]:
    """Return the stocks that a plan could overfill or empty, and that some calls use."""
    rows = {book.stock.id: book.stock for book in getattr(problem, "books", ())}
    return [row for row in rows.values() if any(_uses(problem, c, row) for c in calls)]


def _uses(problem: Asked, call: Call, stock: Any) -> bool:
    packing = packing_of(call, problem.region)
    return call.commodity_id == stock.commodity_id and stock.packing in ("", packing)


def _port_levers(problem: Asked, rule: Any) -> Iterator[_Lever]:
    region, terminals = problem.region, set(problem.terminal_ids)
    quays = [row for row in region.quays if row.terminal_id in terminals]
    pools = [row for row in region.crane_pools if row.terminal_id in terminals]
    rows: dict[str, Any] = {row.id: row for row in quays}
    rows |= {row.id: row for row in pools}
    rows |= {row.id: row for row in region.terminals if row.id in terminals}
    rows |= {row.id: row for row in region.berths if row.terminal_id in terminals}
    for closure in problem.port.known.all_closures():
        if closure.row_id in rows:
            row = rows[closure.row_id]
            until = "" if closure.closed_until is None else moment(closure.closed_until)
            said_rule = Rule(
                "closure", (), **said(RULES["closure"], {
                    "name": row.name, "name_zh": row.name_zh, "until": until,
                    "from": moment(closure.closed_from),
                    "reason": closure.reason, "reason_zh": closure.reason_zh,
                }),
            )  # fmt: skip
            yield _Lever(said_rule, table="closures", row_id=closure.id)
    for table, column, code in (
        ("quays", "berthing_hours", "night"),
        ("terminals", "opening_hours", "hours"),
        ("berths", "opening_hours", "hours"),
    ):
        for row in getattr(region, table):
            hours = getattr(row, column)
            if row.id in rows and hours not in ("", "24/7"):
                names = {"name": row.name or row.id, "name_zh": row.name_zh or row.id}
                yield _Lever(
                    rule(code, (), hours=hours, **names), table=table, row_id=row.id,
                    cells=((column, ""),),
                )  # fmt: skip
    for row in pools:
        many = len(problem.calls) * row.most_per_vessel
        yield _Lever(
            rule("cranes", (), cranes=row.cranes, name=row.name, name_zh=row.name_zh),
            table="crane_pools", row_id=row.id, cells=(("cranes", max(many, row.cranes)),),
        )  # fmt: skip


def _spot(problem: Asked, call: Call) -> dict[str, object]:
    """Return what a fixed place on a shared quay is called."""
    quays = [row for row in problem.region.quays if row.terminal_id in problem.terminal_ids]
    known = [row for row in quays if row.id == call.pinned_quay_id or not call.pinned_quay_id]
    row: Any = (known or quays)[0]
    if call.pinned_from_m is None:
        return {"berth": row.name, "berth_zh": row.name_zh}
    item = next(item for item in problem.items if call.id in item.call_ids)
    begin = call.pinned_from_m
    metres = {"from": number(begin), "to": number(round(begin + (item.length_m or 0.0), 2))}
    words = said(PLACE, {"quay": row.name, "quay_zh": row.name_zh, **metres})
    return {"berth": words["text"], "berth_zh": words["text_zh"]}


def _without(problem: Asked, calls: tuple[Call, ...], dropped: list[_Lever]) -> Asked:
    """Return the problem of some calls without some rules."""
    region, hours = problem.region, math.ceil(problem.grid.end_min / 60)
    empty = {
        "window_from": None, "window_until": None, "pinned_start": None, "pinned_berth_id": "",
        "pinned_quay_id": "", "pinned_from_m": None, "after_call_id": "",
    }  # fmt: skip
    listed = {call.id: call for call in calls}
    # Others bring what these load: they are there, but need not be served.
    stocks = _stocks(problem, calls)
    listed |= {
        call.id: call
        for item in problem.items
        for call in item.calls
        if call.id not in listed
        and any(_uses(problem, c, row) for c in item.calls for row in stocks)
    }
    for call in tuple(listed.values()):
        if call.after_call_id not in listed:
            listed[call.id] = replace(call, after_call_id="")
    for lever in dropped:
        hours += lever.hours
        for call_id in lever.rule.calls if lever.fields else ():
            fields: dict[str, Any] = {name: empty[name] for name in lever.fields}
            listed[call_id] = replace(listed[call_id], **fields)
        if lever.table:
            rows = getattr(region, lever.table)
            if lever.cells:
                rows = tuple(
                    replace(row, **dict(lever.cells)) if row.id == lever.row_id else row
                    for row in rows
                )
            else:
                rows = tuple(row for row in rows if row.id != lever.row_id)
            region = region.with_tables(**{lever.table: rows})
            if lever.table == "crane_pools":
                # Shifts man no more cranes than there were.
                shifts = tuple(row for row in region.crane_shifts if row.pool_id != lever.row_id)
                region = region.with_tables(crane_shifts=shifts)
    made: Asked = behind(problem.form).make(
        region, tuple(listed.values()), problem.params, terminal=problem.terminal_ids,
        start=problem.grid.start, hours=hours, as_of=problem.port.known.as_of,
    )  # fmt: skip
    return made
