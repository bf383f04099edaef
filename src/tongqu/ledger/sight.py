"""Who sees what of an item, and the item as they see it.

Four levels: ``full``; ``plain``, without what is about persons; ``outline``, of a confidential
item: that it exists, where it stands and when; and ``none``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tongqu.errors import NotPermittedError

if TYPE_CHECKING:
    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import Kind
    from tongqu.ledger.settings import Account, Settings
    from tongqu.model.ledger_event import LedgerEvent

__all__ = ["INSIDE", "involved", "seen_event", "seen_item", "sight_of"]

INSIDE = ("viewer", "clerk", "handler", "supervisor", "approver", "auditor", "admin")
"""Roles that see items at all; the others use the public view, or only bring something in."""

WORKING = ("clerk", "handler", "supervisor", "approver")
HANDLING = ("handler", "supervisor", "approver")
ABOVE = ("supervisor", "approver")

KEPT_IN_OUTLINE = ("from_due", "to_due", "clock", "kind_version", "confidential", "open")
"""Keys of an event's data that say nothing about anybody."""


def involved(item: ItemState, account: Account, settings: Settings) -> bool:
    """Return whether an item went through the hands of an account's unit or one below it."""
    units = {change.unit for change in item.units} | set(item.joint_units)
    units |= {item.opened_unit, item.supervisor_unit}
    own = {account.unit, *settings.below(account.unit)} if account.unit else set()
    return not own.isdisjoint(units)


def sight_of(item: ItemState, account: Account, settings: Settings) -> str:
    """Return how much of an item an account sees: ``full``, ``plain``, ``outline`` or ``none``.

    Examples
    --------
    >>> from tongqu.ledger.item import ItemState
    >>> from tongqu.ledger.settings import Account, Settings, Unit
    >>> settings = Settings(units={"north": Unit(id="north"), "south": Unit(id="south")})
    >>> item = ItemState(kind="dispute", unit="north", confidential=True)
    >>> [sight_of(item, Account(id="a", unit=unit, roles=("handler",)), settings)
    ...  for unit in ("north", "south")]
    ['full', 'outline']
    """
    if not account.has(INSIDE, item.kind):
        return "none"
    if account.sees == "unit" and not involved(item, account, settings):
        return "none"
    hands = {item.unit, *item.joint_units} - {""}
    if item.confidential:
        handles = account.unit in hands and account.has(HANDLING, item.kind)
        named = account.unit == item.supervisor_unit != ""
        above = named or settings.is_below(item.unit, account.unit)
        handles |= above and account.has(ABOVE, item.kind)
        # Whoever wrote it down knows it, until it is in the hands of another unit.
        wrote = item.opened_by == account.id and item.unit == account.unit
        return "full" if handles or wrote else "outline"
    near = account.unit in hands or involved(item, account, settings)
    return "full" if near and account.has(WORKING, item.kind) else "plain"


def seen_item(item: ItemState, kind: Kind, sight: str, state: str = "") -> ItemState:
    """Return an item as it is seen.

    Parameters
    ----------
    item, kind
        The item, perhaps as it was known on an earlier day, and its kind.
    sight
        How much of it is seen.
    state
        Its state now. Fields that are hidden in it, or were then, are hidden from everybody.

    Raises
    ------
    NotPermittedError
        If it is not seen at all.
    """
    if sight == "none":
        raise NotPermittedError.of("ledger_not_seen", item=item.code)
    if sight == "outline":
        return replace(
            item,
            title="", title_zh="", tags=(), place_id="", work_id="", fields={}, personal={},
            on_behalf_of="", evidence=(), comments=(), answers=(), replies=(), links=(),
            bookings=(), progress=(), plans=(), dates=(), budgets=(), tenants=(), closures=(),
            actions=tuple(replace(one, reason="", on_behalf_of="") for one in item.actions),
            extensions=tuple(replace(one, reason="") for one in item.extensions),
            reopenings=tuple(replace(one, reason="") for one in item.reopenings),
            closing=item.closing and replace(item.closing, reason=""),
            close_asked=item.close_asked and replace(item.close_asked, on_behalf_of=""),
        )  # fmt: skip
    hidden = {
        field.id
        for field in kind.fields
        if item.state in field.hidden_in or state in field.hidden_in
    }
    return replace(
        item,
        fields={name: value for name, value in item.fields.items() if name not in hidden},
        personal={
            name: one
            for name, one in item.personal.items()
            if sight == "full" and name not in hidden
        },
    )


def seen_event(event: LedgerEvent, kind: Kind, state: str, sight: str) -> LedgerEvent:
    """Return an event as it is seen by somebody who sees its item so.

    Parameters
    ----------
    event
        Event of the item.
    kind, state
        Kind of the item, and its state now.
    sight
        How much of the item is seen.

    Notes
    -----
    What is left out cannot be recomputed: the hash stays that of the whole event.
    """
    entry = event.entry
    if sight in ("outline", "none"):
        data = {name: value for name, value in entry.data.items() if name in KEPT_IN_OUTLINE}
        return replace(event, entry=replace(entry, data=data, personal=(), on_behalf_of=""))
    hidden = {field.id for field in kind.fields if state in field.hidden_in}
    data = dict(entry.data)
    if "fields" in data:
        kept = {name: value for name, value in data["fields"].items() if name not in hidden}
        data["fields"] = kept
    personal = tuple(one for one in entry.personal if sight == "full" and one.name not in hidden)
    return replace(event, entry=replace(entry, data=data, personal=personal))
