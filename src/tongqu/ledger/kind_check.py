"""Whether a kind makes sense: every item can be closed, every clock starts, stops and is owed.

Reading a kind (`tongqu.ledger.kind_reading`) finds what cannot be understood. This finds what can
be understood, and still leads an item nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.errors import Problem
from tongqu.ledger.kind_check_clocks import clock_findings
from tongqu.ledger.kind_paths import can_happen, reachable, reaching_end

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tongqu.ledger.kind import Action, Kind

__all__ = ["check_kind"]

FAILED = "look_back_failed"
GIVERS = ("public", "import", "viewer", "auditor")
"""Roles that bring something in or look, and never hold an item."""


def check_kind(
    kind: Kind, *, file: str = "", kinds: Collection[str] = (), units: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Return everything about a kind that leads nowhere.

    Parameters
    ----------
    kind
        The kind.
    file
        Name of the file that it stands in.
    kinds
        Kinds that there are besides, for findings.
    units
        Units that there are, for clocks that a certain unit owes; nothing is said about units
        where none are given.

    Examples
    --------
    >>> from tongqu.ledger.kind_reading import kind_from, shipped_kind
    >>> check_kind(shipped_kind("rectification"))
    ()
    >>> stuck = kind_from({"id": "note", "version": 1, "prefix": "note", "name": "Note", "state": [
    ...     {"id": "open", "name": "Open", "initial": True},
    ...     {"id": "done", "name": "Done", "final": True}]})
    >>> [str(problem) for problem in check_kind(stuck, file="note.toml")]
    ["kind_dead_end: note.toml state.open value='open'",
     "kind_unreachable: note.toml state.done what='state' value='done'"]
    """
    found: list[Problem] = []

    def tell(code: str, key: str, value: object = None, **params: object) -> None:
        found.append(Problem(code, params, file=file or None, column=key, value=value))

    _states(kind, tell)
    _actions(kind, tell)
    _returns(kind, tell)
    _closing(kind, tell)
    _look_back(kind, tell)
    _fields(kind, tell)
    _joint(kind, tell)
    for action in kind.actions:
        if action.effect == "found" and action.creates not in {*kinds, kind.id}:
            tell("kind_creates", f"action.{action.id}.creates", action.creates)
        if action.creates and action.effect != "found":
            tell("kind_for_nothing", f"action.{action.id}.creates", effect="found")
    for code, key, value, params in clock_findings(kind, units):
        tell(code, key, value, **params)
    return tuple(found)


def _states(kind: Kind, tell: Callable[..., None]) -> None:
    """Dead ends, states that nothing leads to, no end at all."""
    reached, ending = reachable(kind), reaching_end(kind)
    if not any(state.final for state in kind.states):
        tell("kind_no_end", "state")
    for state in kind.states:
        where = f"state.{state.id}"
        if state.id not in reached:
            tell("kind_unreachable", where, state.id, what="state")
        elif state.id not in ending and any(one.final for one in kind.states):
            tell("kind_dead_end", where, state.id)


def _actions(kind: Kind, tell: Callable[..., None]) -> None:
    """Actions that never happen, or that nobody may do."""
    possible = can_happen(kind)
    for action in kind.actions:
        where = f"action.{action.id}"
        if action.id not in possible:
            tell("kind_never_happens", where, action.id)
        if not action.roles:
            tell("kind_nobody", f"{where}.roles")
        elif action.who in ("holder", "part", "supervisor", "opener") and set(action.roles) <= set(
            GIVERS
        ) - ({"auditor"} if action.effect == "looked_back" else set()):
            tell("kind_roles_hold_nothing", f"{where}.roles", action.roles)
        if action.effect == "extended":
            clock = kind.clock(action.clock)
            if clock is None or clock.extend is None:
                tell("kind_extends_nothing", f"{where}.clock", action.clock)
            elif not set(action.roles) <= set(clock.extend.roles):
                extra = tuple(role for role in action.roles if role not in clock.extend.roles)
                tell("kind_extends_without_role", f"{where}.roles", extra, clock=clock.id)
            if not action.reason:
                tell("kind_extends_without_reason", f"{where}.reason")
        elif action.clock:
            tell("kind_for_nothing", f"{where}.clock", effect="extended")
        for first in action.second_person_after:
            if first == action.id:
                tell("kind_second_of_itself", f"{where}.second_person_after", first)
    if not kind.opened_by:
        tell("kind_nobody", "opened_by")


def _returns(kind: Kind, tell: Callable[..., None]) -> None:
    """Returns without an end, limits whose way out is none."""
    for action in kind.actions:
        where = f"action.{action.id}"
        if action.effect == "returned" and action.limit is None:
            tell("kind_returns_for_ever", f"{where}.limit")
        if action.limit is None:
            continue
        then = kind.action(action.limit.then)
        stuck = tuple(state for state in action.from_states if state not in then.from_states)
        if stuck:
            tell("kind_limit_stuck", f"{where}.limit.then", then.id, states=stuck)
        if action.effect == "returned" and not _arbitrated(kind, then):
            tell("kind_no_arbitration", f"{where}.limit.then", then.id)


def _arbitrated(kind: Kind, then: Action) -> bool:
    """Return whether an action arbitrates, or leads into a state in which somebody does."""
    if then.effect == "arbitrated":
        return True
    return any(
        action.effect == "arbitrated" and then.to in action.from_states for action in kind.actions
    )


def _closing(kind: Kind, tell: Callable[..., None]) -> None:
    """Closing alone, closing without proof."""
    final = {state.id for state in kind.states if state.final}
    for action in kind.actions:
        where = f"action.{action.id}"
        ends = action.to in final and not set(action.from_states) <= final
        if action.effect == "closed" and action.to not in final:
            tell("kind_closes_nothing", f"{where}.to", action.to)
        if not ends:
            continue
        if not action.second_person_after:
            tell("kind_closed_alone", f"{where}.second_person_after")
        before = [kind.action(id_) for id_ in action.second_person_after]
        if not any(one.evidence for one in (action, *before)):
            tell("kind_closed_without_proof", f"{where}.evidence")


def _look_back(kind: Kind, tell: Callable[..., None]) -> None:
    """Look-backs that cannot be recorded, or that reopen nothing."""
    rule = kind.look_back
    final = {state.id for state in kind.states if state.final}
    for action in kind.actions:
        if action.effect == "looked_back" and (rule is None or rule.action != action.id):
            tell("kind_look_back_unruled", f"action.{action.id}.effect")
    if rule is None:
        return
    action = kind.action(rule.action)
    if action.effect != "looked_back":
        tell("kind_look_back_effect", "look_back.action", action.id, effect="looked_back")
    if not final <= set(action.from_states):
        tell("kind_look_back_effect", "look_back.action", action.id, effect="looked_back")
    if not rule.reopens_on_fail:
        return
    if not rule.then:
        tell("kind_missing_key", "look_back.then")
        return
    then = kind.action(rule.then)
    reasons = {choice.id for choice in then.reasons}
    if then.effect != "reopened" or not then.to:
        tell("kind_look_back_effect", "look_back.then", then.id, effect="reopened")
    if reasons and FAILED not in reasons:
        tell("kind_look_back_reason", f"action.{then.id}.reasons", FAILED)


def _fields(kind: Kind, tell: Callable[..., None]) -> None:
    """Fields that nobody is ever asked for, that are asked for where they cannot be given."""
    possible = can_happen(kind)
    for field in kind.fields:
        where = f"field.{field.id}"
        asking = [id_ for id_ in ("create", *possible) if field in kind.asked(id_)]
        if not asking:
            tell("kind_field_never_asked", where, field.id)
        shut = {*field.read_only_in, *field.hidden_in}
        for action in kind.actions:
            where_shut = tuple(state for state in action.from_states if state in shut)
            if where_shut and field in kind.required(action.id):
                tell(
                    "kind_field_shut", f"{where}.read_only_in", field.id,
                    action=action.id, states=where_shut,
                )  # fmt: skip
    for name in ("required_on", "asked_on"):
        for field in kind.fields:
            for id_ in getattr(field, name):
                if id_ != "create" and kind.action(id_).effect in ("evidence", "looked_back"):
                    tell("kind_field_lost", f"field.{field.id}.{name}", id_)


def _joint(kind: Kind, tell: Callable[..., None]) -> None:
    """Joint handling that nobody can finish."""
    joins = [a for a in kind.actions if a.effect == "joined" and a.who != "part"]
    finishes = [a for a in kind.actions if a.effect == "joined" and a.who == "part"]
    for action in joins:
        if not finishes:
            tell("kind_parts_never_finish", f"action.{action.id}", action.id)
    for action in finishes:
        if not joins:
            tell("kind_never_happens", f"action.{action.id}", action.id)
