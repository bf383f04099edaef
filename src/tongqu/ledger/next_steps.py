"""What is to be done next with an item, by which unit, until when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tongqu.ledger.clocks_all import UNSET
from tongqu.ledger.view_words import NEXT_STEPS, both

if TYPE_CHECKING:
    from tongqu.ledger.kind import Action, Clock, Kind, State
    from tongqu.ledger.standing import Standing
    from tongqu.ledger.viewing import Viewing

__all__ = ["next_step", "running_clock", "step_action"]


def running_clock(standing: Standing, place: int) -> int | None:
    """Return which of an item's clocks has to stop first, None where none runs."""
    found = [
        (table.paused_since_s[place] != UNSET, due if due != UNSET else 2**62, number)
        for number, table in enumerate(standing.clocks)
        if table.running[place]
        for due in [int(table.due_s[place])]
    ]
    return min(found)[2] if found else None


def step_action(kind: Kind, state: State, clock: Clock | None) -> Action | None:
    """Return the action that is expected next.

    Of those that stop the clock the first that leads on from the state; else the first action that
    leads to another state.
    """
    from_here = [action for action in kind.actions if state.id in action.from_states]
    if clock is not None:
        for name in clock.stops_on:
            for action in from_here:
                if action.id == name:
                    return action
    leaving = [action for action in from_here if action.to not in ("", state.id)]
    return leaving[0] if leaving else None


def next_step(
    viewing: Viewing,
    standing: Standing,
    place: int,
    *,
    unit: str,
    supervisor_unit: str = "",
    opened_unit: str = "",
) -> dict[str, Any] | None:
    """Return the next step of an item: words, unit, action, until when; None where none is left.

    Parameters
    ----------
    viewing
        What every view needs.
    standing, place
        How the items of its kind stand, and which of them it is.
    unit, supervisor_unit, opened_unit
        Units of the item.
    """
    kind = standing.kind
    if int(standing.state[place]) < 0:
        return None
    state = kind.states[int(standing.state[place])]
    number, due_s, due = running_clock(standing, place), None, ""
    clock = standing.rules[number].clock if number is not None else None
    check = int(standing.look_backs.due_day[place])
    if state.final:
        if check == UNSET or kind.look_back is None:
            return None
        action: Action | None = kind.action(kind.look_back.action)
        due_s, due = viewing.day_end_s(check), date.fromordinal(check).isoformat()
        clock = None
    else:
        action = step_action(kind, state, clock)
        if number is not None and int(standing.clocks[number].due_s[place]) != UNSET:
            due_s = int(standing.clocks[number].due_s[place])
            due = viewing.words_s(due_s)
    if action is None:
        return None
    if clock is not None:
        owner = viewing.owner(clock.owner, unit, supervisor_unit)
    else:
        owner = viewing.owner(action.who, unit, supervisor_unit)
        owner = {"opener": opened_unit or unit, "any": unit, "part": unit}.get(action.who, owner)
        owner = unit if owner == "applicant" else owner
    late = due_s is not None and viewing.as_of_s > due_s
    template = NEXT_STEPS["late" if late else "by" if due_s is not None else "open"]
    params = {
        "unit": viewing.unit_names(owner),
        "action": (action.name, action.name_zh),
        "due": due,
    }
    return {
        **both(template, params),
        "action": action.id,
        "action_name": action.name,
        "action_name_zh": action.name_zh,
        **viewing.unit_keys("owner_unit", owner),
        "due_at": viewing.shown_s(due_s),
    }
