"""Rows of lists: items in short, and what is due of which item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.ledger.clocks_all import LIGHTS, UNSET
from tongqu.ledger.milestone_rows import stated_names
from tongqu.ledger.next_steps import next_step, running_clock
from tongqu.ledger.packed import name_code
from tongqu.ledger.rows import due_keys, escalation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tongqu.ledger.item_view import ItemSeen
    from tongqu.ledger.rows import Due
    from tongqu.ledger.viewing import Viewing
    from tongqu.ledger.views import LedgerViews

__all__ = ["due_rows", "item_row", "item_rows", "stood_as_wanted"]


def item_rows(viewing: Viewing, seen: Iterable[ItemSeen]) -> list[dict[str, Any]]:
    """Return items in short, as they stand."""
    return [item_row(viewing, one) for one in seen]


def item_row(viewing: Viewing, seen: ItemSeen) -> dict[str, Any]:
    """Return an item in short: what it is, whose, its light, its next step."""
    item, kind, standing, place = seen.item, seen.kind, seen.standing, seen.place
    state = kind.state(item.state)
    clock = running_clock(standing, place)
    due_s = int(standing.clocks[clock].due_s[place]) if clock is not None else UNSET
    return {
        "code": item.code,
        "kind": kind.id,
        "kind_name": kind.name,
        "kind_name_zh": kind.name_zh,
        "title": item.title,
        "title_zh": item.title_zh,
        "state": state.id,
        "state_name": state.name,
        "state_name_zh": state.name_zh,
        "open": not state.final,
        **viewing.unit_keys("unit", item.unit),
        **viewing.joint_keys(item.joint_units),
        "confidential": item.confidential,
        "tags": list(item.tags),
        "light": LIGHTS[int(standing.light[place])],
        "made_good": bool(standing.made_good[place]),
        "due_at": viewing.shown_s(None if due_s == UNSET else due_s),
        "opened_at": viewing.shown(item.opened_at),
        "next_step": next_step(
            viewing,
            standing,
            place,
            unit=item.unit,
            supervisor_unit=item.supervisor_unit,
            opened_unit=item.opened_unit,
        ),
    }


def due_rows(views: LedgerViews, found: Sequence[Due]) -> list[dict[str, Any]]:
    """Return what is due with the item that it is due of, in this order.

    What the account may not see at all is left out.
    """
    codes = list(dict.fromkeys(_code(views, due) for due in found))
    seen = {one.item.code: one for one in views.seen(codes)}
    rows = []
    for due in found:
        one = seen.get(_code(views, due))
        if one is None:
            continue
        given = stated_names(one.item)
        names = {
            name_code(id_): (id_, pair if pair[0] else views.viewing.milestone_names(one.kind, id_))
            for id_, pair in given.items()
        }
        row, standing = item_row(views.viewing, one), views.standings[due.standing]
        rows.append(
            {
                **{name: row[name] for name in KEPT},
                "light": LIGHTS[due.light],
                **due_keys(views.viewing, standing, due, names),
                "escalation": escalation(views.viewing, standing, due, one.item.unit),
                "next_step": row["next_step"],
            }
        )
    return rows


KEPT = (
    "code", "title", "title_zh", "kind", "kind_name", "kind_name_zh", "state", "unit", "unit_name",
    "unit_name_zh", "joint_units", "joint_unit_names", "joint_unit_names_zh", "confidential",
    "tags", "made_good",
)  # fmt: skip
"""What a row of something that is due says of its item."""


def _code(views: LedgerViews, due: Due) -> str:
    number = views.standings[due.standing].events.numbers[due.place]
    return views.columns.codes[int(number)]


def stood_as_wanted(
    views: LedgerViews, wanted: Mapping[str, Any], light: str | None
) -> frozenset[str]:
    """Return the codes of the items that stood as wanted: state, unit, open, light."""
    codes = []
    for standing in views.standings:
        kept = standing.open if wanted["open_only"] else standing.state >= -1
        if wanted["state"]:
            kept = kept & (standing.state == standing.kind.state_no(wanted["state"]))
        if wanted["unit"]:
            units = views.columns.units
            number = units.index(wanted["unit"]) if wanted["unit"] in units else -2
            kept = kept & (standing.unit == number)
        if light is not None:
            kept = kept & (standing.light == LIGHTS.index(light))
        codes += [views.columns.codes[int(number)] for number in standing.events.numbers[kept]]
    return frozenset(codes)
