"""Whether somebody may do something with an item now: role, unit, state, order, limits.

Every rule gives problems, never an exception, so that all of them are told at once. What the
action brings along (fields, evidence, data) is looked at elsewhere.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tongqu.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tongqu.ledger.item import ActionDone, ItemState
    from tongqu.ledger.kind import Action, Kind
    from tongqu.ledger.settings import Account, Settings

__all__ = ["FOR_APPLICANT", "denials", "is_theirs", "last_before", "same_person", "withdrawn"]

FOR_APPLICANT = "applicant"
"""For whom somebody acts who acts for the one that asks; the name is a personal field."""

SHARED = frozenset({"noted", "evidence", "progressed", "happened", "expected", "linked"})
"""Effects that units which handle an item jointly may bring in as its holder may."""


def denials(
    action: Action,
    item: ItemState,
    kind: Kind,
    account: Account,
    settings: Settings,
    *,
    on_behalf_of: str = "",
    now: datetime | None = None,
) -> list[Problem]:
    """Return every reason why an account may not do an action with an item.

    Parameters
    ----------
    action, item, kind
        What, with which item.
    account, settings
        Who, in which tree of units.
    on_behalf_of
        For whom.
    now
        When it is done; None where time does not matter.
    """
    found: list[Problem] = []
    if not account.has(action.roles, kind.id):
        found.append(Problem("ledger_wrong_role", {"action": action.id, "roles": action.roles}))
    if not is_theirs(action, item, account, settings, on_behalf_of):
        found.append(Problem("ledger_wrong_unit", {"action": action.id, "what": action.who}))
    if item.state not in action.from_states:
        possible = tuple(one.id for one in kind.actions if item.state in one.from_states)
        found.append(
            Problem(
                "ledger_wrong_state",
                {"action": action.id, "state": item.state, "possible": possible},
            )
        )
    found += _limits(action, item, kind)
    found += _order(action, item, kind, account.id, on_behalf_of)
    if action.within_days is not None and now is not None and item.closing is not None:
        last = item.closing.at + timedelta(days=action.within_days)
        if now > last:
            found.append(
                Problem("ledger_too_late", {"action": action.id, "days": action.within_days})
            )
    return found


def is_theirs(
    action: Action, item: ItemState, account: Account, settings: Settings, on_behalf_of: str = ""
) -> bool:
    """Return whether an action is that of an account's unit, or of the applicant.

    Examples
    --------
    >>> from tongqu.ledger.item import ItemState
    >>> from tongqu.ledger.kind import Action
    >>> from tongqu.ledger.settings import Account, Settings, Unit
    >>> tree = Settings(units={"top": Unit(id="top"), "low": Unit(id="low", parent="top")})
    >>> close = Action(id="close", name="", name_zh="", from_states=(), who="supervisor")
    >>> [is_theirs(close, ItemState(unit="low"), Account(id=unit, unit=unit), tree)
    ...  for unit in ("top", "low")]
    [True, False]
    """
    unit = account.unit
    if action.who == "any":
        return True
    if action.who == "applicant":
        return bool(
            account.id == item.opened_by
            or (on_behalf_of and on_behalf_of in (FOR_APPLICANT, item.on_behalf_of))
        )
    if not unit:
        return False
    if action.who == "holder":
        # A unit above may act on behalf of the one that has it: both are then shown.
        acting_for = on_behalf_of == item.unit and settings.is_below(item.unit, unit)
        shared = action.effect in SHARED and unit in item.joint_units
        return unit == item.unit or acting_for or shared
    if action.who == "opener":
        return unit == item.opened_unit
    if action.who == "part":
        return unit in item.joint_units
    # Above the top there is nobody: what the top holds, it supervises itself, with two persons.
    top = unit == item.unit and not settings.above(unit)
    named = unit == item.supervisor_unit and unit != item.unit
    return top or named or settings.is_below(item.unit, unit)


def _limits(action: Action, item: ItemState, kind: Kind) -> Iterator[Problem]:
    if action.limit is not None and len(item.done(action=action.id)) >= action.limit.count:
        yield Problem(
            "ledger_limit_reached",
            {"action": action.id, "count": action.limit.count, "then": action.limit.then},
        )
    for other in kind.actions:
        limit = other.limit
        if limit is not None and limit.then == action.id:
            done = len(item.done(action=other.id))
            if done < limit.count:
                yield Problem(
                    "ledger_limit_not_reached",
                    {"action": action.id, "other": other.id, "count": limit.count},
                )
    if action.once and item.done(action=action.id):
        yield Problem("ledger_only_once", {"action": action.id})


def _order(
    action: Action, item: ItemState, kind: Kind, actor: str, on_behalf_of: str
) -> Iterator[Problem]:
    """Yield what must have been done before, by somebody else."""
    if action.second_person_after:
        first = last_before(action, item, kind)
        if first is None:
            yield Problem(
                "ledger_first_missing", {"action": action.id, "first": action.second_person_after}
            )
        elif same_person(first, actor, on_behalf_of):
            yield Problem("ledger_same_person", {"action": action.id, "first": first.action})
    ends = bool(action.to) and kind.state(action.to).final and not kind.state(item.state).final
    if action.effect in ("close_asked", "closed") or ends:
        left = tuple(unit for unit in item.joint_units if unit not in item.joint_finished)
        # Withdrawing needs no part to be finished: there is nothing to be done any more.
        over = bool(action.reasons) or (action.effect == "closed" and withdrawn(item, kind))
        if left and not over:
            yield Problem("ledger_parts_open", {"action": action.id, "units": left})
    if action.needs_answers:
        answered = {answer.comment_seq for answer in item.answers}
        count = sum(comment.seq not in answered for comment in item.comments)
        if count:
            yield Problem("ledger_comments_open", {"action": action.id, "count": count})
    if action.effect == "extended" and action.clock:
        clock = kind.clock(action.clock)
        granted = [one for one in item.extensions if one.clock == action.clock]
        if clock and clock.extend and len(granted) >= clock.extend.at_most:
            yield Problem(
                "ledger_extended_enough", {"action": action.id, "count": clock.extend.at_most}
            )


def withdrawn(item: ItemState, kind: Kind) -> bool:
    """Return whether an item was last asked to be closed for a reason, not as done."""
    asked = item.done(effect="close_asked")
    return bool(asked) and kind.action(asked[-1].action).withdraws


def last_before(action: Action, item: ItemState, kind: Kind) -> ActionDone | None:
    """Return the first person's last action, if nothing has answered it yet.

    Granting answers it, and so does refusing: every action that waits for the same first one.
    """
    asked = set(action.second_person_after)
    answers = {one.id for one in kind.actions if asked & set(one.second_person_after)}
    found = None
    for one in item.actions:
        if one.action in action.second_person_after:
            found = one
        elif one.action in answers or one.effect == "reopened":
            found = None
    return found


def same_person(first: ActionDone, actor: str, on_behalf_of: str) -> bool:
    """Return whether an action has a person in common with an earlier one, on behalf or not.

    Whoever acts for somebody counts, and so does the one whom they act for: otherwise one person
    could ask, and let somebody else agree in the same name.
    """
    return not {actor, on_behalf_of}.isdisjoint({first.actor, first.on_behalf_of} - {""})
