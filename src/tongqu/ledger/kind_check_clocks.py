"""What can be wrong with the clocks and lights of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.ledger.kind_paths import can_happen, reachable, reachable_from

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tongqu.ledger.kind import Clock, Kind

__all__ = ["clock_findings"]

OWNERS = ("holder", "supervisor")
FIELDS_AT_MOST = 2
"""Fields that clocks of one kind may take their ends from: an event's number holds two."""

OWN_NUMBER = ("extended", "progressed", "planned", "happened", "expected", "looked_back")
"""Effects whose number is taken: an end that a field says cannot be set with them."""

Finding = tuple[str, str, Any, dict[str, Any]]


def clock_findings(kind: Kind, units: Collection[str]) -> Iterator[Finding]:
    """Yield code, key, value and parameters of everything that is wrong with clocks and lights."""
    for clock in kind.clocks:
        yield from _clock(kind, clock, units)
    fields = {clock.limit.field for clock in kind.clocks if clock.limit.unit == "field"}
    if len(fields) > FIELDS_AT_MOST:
        yield "kind_many_due_fields", "clock", None, {"maximum": FIELDS_AT_MOST}
    for id_ in sorted(fields):
        field = kind.field(id_)
        for action in kind.actions:
            if field in kind.asked(action.id) and action.effect in OWN_NUMBER:
                yield "kind_due_field_with", f"field.{id_}", action.id, {"effect": action.effect}
    rules = {light.rule for light in kind.lights}
    if kind.clocks and "clock" not in rules:
        yield "kind_light_missing", "light", None, {"rule": "clock"}
    if kind.look_back is not None and "look_back_due" not in rules:
        yield "kind_light_missing", "light", None, {"rule": "look_back_due"}
    for light in kind.lights:
        for low, high in (("yellow", "red"), ("yellow_months", "red_months")):
            limits = light.thresholds
            if low in limits and high in limits and limits[high] < limits[low]:
                yield "kind_light_order", f"light.{light.rule}.{high}", limits[high], {}


def _clock(kind: Kind, clock: Clock, units: Collection[str]) -> Iterator[Finding]:
    where = f"clock.{clock.id}"
    if not clock.owner:
        yield "kind_clock_unowned", f"{where}.owner", None, {}
    elif clock.owner not in OWNERS and units and clock.owner not in units:
        yield "kind_clock_unowned", f"{where}.owner", clock.owner, {}
    possible = can_happen(kind)
    starts = [id_ for id_ in clock.starts_on if id_ == "create" or id_ in possible]
    if not starts:
        yield "kind_clock_never_starts", f"{where}.starts_on", clock.starts_on, {}
        return
    for id_ in starts:
        if not _stops(kind, clock, id_):
            yield "kind_clock_never_stops", f"{where}.stops_on", id_, {}
    still = set(clock.pauses_in or ())
    if clock.pauses_in is None:
        still = {state.id for state in kind.states if state.paused}
    for id_ in still & reachable(kind):
        if not reachable_from(kind, [id_]) - still:
            yield "kind_clock_stands_still", f"{where}.pauses_in", id_, {}
    if clock.limit.unit == "field":
        yield from _field_said(kind, clock)
    if clock.extend is not None:
        grants = [a for a in kind.actions if a.effect == "extended" and a.clock == clock.id]
        if not grants:
            yield "kind_clock_never_extended", f"{where}.extend", clock.id, {}


def _stops(kind: Kind, clock: Clock, start: str) -> bool:
    """Return whether a clock that an action started can be stopped from wherever that leads."""
    if start == "create":
        begins = {kind.initial.id}
    else:
        action = kind.action(start)
        begins = {action.to} if action.to else set(action.from_states) & reachable(kind)
    stops = {id_ for id_ in clock.stops_on if not id_.startswith("state:")}
    ends = {id_.removeprefix("state:") for id_ in clock.stops_on if id_.startswith("state:")}
    for begin in begins:
        states = reachable_from(kind, [begin])
        acted = any(set(kind.action(id_).from_states) & states for id_ in stops)
        if not acted and not states & ends:
            return False
    return bool(stops or ends)


def _field_said(kind: Kind, clock: Clock) -> Iterator[Finding]:
    """Yield a finding where nobody is ever asked for the field that a clock goes by."""
    field = kind.field(clock.limit.field)
    possible = ["create", *can_happen(kind)]
    if field is None or not any(field in kind.asked(id_) for id_ in possible):
        yield "kind_clock_field_unasked", f"clock.{clock.id}.limit.field", clock.limit.field, {}
