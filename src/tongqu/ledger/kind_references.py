"""What a kind names, it must also have: states, actions, fields, clocks."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tongqu.ledger.kind import Kind
    from tongqu.ledger.kind_table import KindTable

__all__ = ["check_references"]


def check_references(kind: Kind, top: KindTable) -> None:
    """Note in `top` every name that stands for nothing."""
    states = [state.id for state in kind.states]
    actions = [action.id for action in kind.actions]
    fields = [field.id for field in kind.fields]
    clocks = [clock.id for clock in kind.clocks]
    evidence = [one.id for one in kind.evidence_kinds]

    def refer(key: str, names: Iterable[str], known: Collection[str], what: str) -> None:
        for name in names:
            if name and name not in known:
                similar = get_close_matches(name, known, n=1)
                top.wrong(
                    "kind_unknown_reference",
                    key,
                    name,
                    what=what,
                    **({"similar": similar[0]} if similar else {}),
                )

    refer("on_behalf_evidence", [kind.on_behalf_evidence], evidence, "evidence_kind")
    initial = sum(state.initial for state in kind.states)
    if initial != 1:
        top.wrong("kind_one_initial_state", "state", count=initial)
    for field in kind.fields:
        where = f"field.{field.id}"
        refer(f"{where}.required_on", field.required_on, ["create", *actions], "action")
        refer(f"{where}.asked_on", field.asked_on, ["create", *actions], "action")
        refer(f"{where}.read_only_in", field.read_only_in, states, "state")
        refer(f"{where}.hidden_in", field.hidden_in, states, "state")
    for action in kind.actions:
        where = f"action.{action.id}"
        if action.id == "create":
            top.wrong("kind_bad_id", f"{where}.id", action.id)
        if not action.from_states:
            top.wrong("kind_missing_key", f"{where}.from")
        refer(f"{where}.from", action.from_states, states, "state")
        refer(f"{where}.to", [action.to], states, "state")
        refer(f"{where}.requires", action.requires, fields, "field")
        refer(f"{where}.second_person_after", action.second_person_after, actions, "action")
        refer(f"{where}.evidence", action.evidence, evidence, "evidence_kind")
        refer(f"{where}.clock", [action.clock], clocks, "clock")
        if action.limit is not None:
            refer(f"{where}.limit.then", [action.limit.then], actions, "action")
    for clock in kind.clocks:
        where = f"clock.{clock.id}"
        refer(f"{where}.starts_on", clock.starts_on, ["create", *actions], "action")
        stops = [stop for stop in clock.stops_on if not stop.startswith("state:")]
        refer(f"{where}.stops_on", stops, actions, "action")
        stops = [stop.removeprefix("state:") for stop in clock.stops_on if stop not in stops]
        refer(f"{where}.stops_on", stops, states, "state")
        refer(f"{where}.pauses_in", clock.pauses_in or (), states, "state")
        refer(f"{where}.limit.field", [clock.limit.field], fields, "field")
        limit = kind.field(clock.limit.field)
        if limit is not None and limit.type not in ("date", "datetime"):
            top.wrong("kind_clock_field_type", f"{where}.limit.field", limit.id)
    if kind.look_back is not None:
        refer("look_back.action", [kind.look_back.action], actions, "action")
        refer("look_back.then", [kind.look_back.then], actions, "action")
