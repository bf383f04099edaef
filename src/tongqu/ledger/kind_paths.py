"""Ways through the states of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tongqu.ledger.kind import Kind

__all__ = ["can_happen", "reachable", "reachable_from", "reaching_end", "steps"]


def steps(kind: Kind) -> Iterator[tuple[str, str, str]]:
    """Yield every step that an action can be: state before, action, state after."""
    for action in kind.actions:
        if action.roles:
            for state in action.from_states:
                yield state, action.id, action.to or state


def reachable_from(kind: Kind, states: Iterable[str]) -> set[str]:
    """Return the states that can be reached from some states, with these."""
    found = set(states)
    while True:
        more = {after for before, _, after in steps(kind) if before in found} - found
        if not more:
            return found
        found |= more


def reachable(kind: Kind) -> set[str]:
    """Return the states that an item can come to.

    Examples
    --------
    >>> from tongqu.ledger.kind_reading import shipped_kind
    >>> sorted(reachable(shipped_kind("task_list")))
    ['checking', 'closed', 'planning', 'running']
    """
    return reachable_from(kind, [state.id for state in kind.states if state.initial])


def reaching_end(kind: Kind) -> set[str]:
    """Return the states from which a final state can be reached."""
    found = {state.id for state in kind.states if state.final}
    while True:
        more = {before for before, _, after in steps(kind) if after in found} - found
        if not more:
            return found
        found |= more


def can_happen(kind: Kind) -> set[str]:
    """Return the actions that can happen to some item."""
    reached = reachable(kind)
    return {action for before, action, _ in steps(kind) if before in reached}
