"""Which unit has an item after an action: dispatch goes down, a return back, escalation up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem

if TYPE_CHECKING:
    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import Action
    from tongqu.ledger.settings import Account, Settings

__all__ = ["Moved", "move"]

TAKES_UNIT = ("dispatched", "arbitrated")
LEADING = ("supervisor", "approver")


@dataclass(slots=True)
class Moved:
    """Where an item goes.

    Attributes
    ----------
    unit
        Unit from then on; empty where it stays.
    data
        What the event says about units.
    problems
        Why it cannot go there.
    """

    unit: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def move(
    action: Action,
    item: ItemState,
    account: Account,
    settings: Settings,
    to_unit: str,
    units: tuple[str, ...],
) -> Moved:
    """Return which unit has an item after an action.

    Parameters
    ----------
    action, item, account, settings
        What is done, with which item, by whom, in which tree.
    to_unit
        Where it is sent.
    units
        Units that shall handle it jointly with its holder.

    Notes
    -----
    A dispatch goes to the own unit or one below; supervisors may write to any unit, which letters
    need. A return goes to whoever sent it. An escalation goes one tier up.

    Examples
    --------
    >>> from tongqu.ledger.item import ItemState
    >>> from tongqu.ledger.kind import Action
    >>> from tongqu.ledger.settings import Account, Settings, Unit
    >>> tree = Settings(units={"top": Unit(id="top"), "low": Unit(id="low", parent="top")})
    >>> up = Action(id="up", name="", name_zh="", from_states=(), effect="escalated")
    >>> move(up, ItemState(unit="low"), Account(id="a", unit="low"), tree, "", ()).unit
    'top'
    """
    moved = Moved()
    if action.effect in TAKES_UNIT:
        _sent(moved, action, item, account, settings, to_unit)
    elif to_unit:
        moved.problems.append(Problem("ledger_unit_not_asked", {"action": action.id}))
    if action.effect == "returned":
        moved.unit = item.units[-2].unit if len(item.units) > 1 else item.opened_unit
    elif action.effect == "escalated":
        above = settings.above(item.unit)
        if above:
            moved.unit = above[0]
        else:
            moved.problems.append(Problem("ledger_nobody_above", {"id": item.unit}))
    if action.effect == "joined":
        _joined(moved, action, item, account, settings, units)
    elif units:
        moved.problems.append(Problem("ledger_unit_not_asked", {"action": action.id}))
    return moved


def _sent(
    moved: Moved,
    action: Action,
    item: ItemState,
    account: Account,
    settings: Settings,
    to_unit: str,
) -> None:
    if not to_unit:
        moved.problems.append(Problem("ledger_data_missing", column="to_unit"))
    elif to_unit not in settings.units:
        params = {"id": to_unit, "known": tuple(settings.units)}
        moved.problems.append(Problem("ledger_unknown_unit", params, column="to_unit"))
    elif not (
        account.has(LEADING, item.kind)
        or to_unit == account.unit
        or settings.is_below(to_unit, account.unit)
    ):
        params = {"action": action.id, "id": to_unit}
        moved.problems.append(Problem("ledger_not_below", params, column="to_unit"))
    else:
        moved.unit = to_unit


def _joined(
    moved: Moved,
    action: Action,
    item: ItemState,
    account: Account,
    settings: Settings,
    units: tuple[str, ...],
) -> None:
    if action.who == "part":
        if account.unit in item.joint_finished:
            moved.problems.append(Problem("ledger_part_finished", {"id": account.unit}))
        moved.data["finished"] = account.unit
        return
    if not units:
        moved.problems.append(Problem("ledger_data_missing", column="units"))
    for unit in units:
        if unit not in settings.units:
            params = {"id": unit, "known": tuple(settings.units)}
            moved.problems.append(Problem("ledger_unknown_unit", params, column="units"))
        if unit == item.unit:
            moved.problems.append(Problem("ledger_part_lead", {"id": unit}, column="units"))
    everybody = tuple(dict.fromkeys((*item.joint_units, *units)))
    moved.data |= {"units": list(everybody), "lead": item.unit}
