"""Who may do what, as one table: a change of it is a change that somebody must want to make."""

from __future__ import annotations

import json
from pathlib import Path

from fictional_town import ACCOUNTS, town

from tongqu.ledger.item import ItemState
from tongqu.ledger.kind_reading import SHIPPED, shipped_kind
from tongqu.ledger.rules import denials
from tongqu.ledger.sight import sight_of

GOLDEN = Path(__file__).parents[1] / "golden" / "ledger_permissions.json"


def table() -> dict[str, dict[str, dict[str, str]]]:
    """Return by kind, action and place of the item the accounts that may act, by role and unit."""
    settings = town().settings()
    found: dict[str, dict[str, dict[str, str]]] = {}
    for id_ in SHIPPED:
        kind = shipped_kind(id_)
        found[id_] = {}
        for action in kind.actions:
            rows = {}
            for unit, joint in (("centre", ()), ("north", ()), ("cell-1", ("south",))):
                item = ItemState(
                    code="x", kind=id_, unit=unit, state=action.from_states[0],
                    opened_unit="centre", opened_by="desk", joint_units=joint,
                    confidential=kind.confidential,
                )  # fmt: skip
                may = [
                    name
                    for name in ACCOUNTS
                    if not {"ledger_wrong_role", "ledger_wrong_unit"}
                    & {
                        p.code
                        for p in denials(action, item, kind, settings.account(name), settings)
                    }
                ]
                rows["+".join((unit, *joint))] = " ".join(may)
            found[id_][action.id] = rows
        sees = {}
        for unit in ("centre", "north", "cell-1"):
            item = ItemState(code="x", kind=id_, unit=unit, confidential=kind.confidential)
            levels: dict[str, list[str]] = {}
            for name in ACCOUNTS:
                level = sight_of(item, settings.account(name), settings)
                levels.setdefault(level, []).append(name)
            sees[unit] = "; ".join(f"{k}: {' '.join(v)}" for k, v in sorted(levels.items()))
        found[id_]["(sees)"] = sees
    return found


def test_who_may_do_what() -> None:
    """Every account of the town, each action of each kind, with the item in three places.

    If this fails and the change is meant: write `table()` to the file and read the difference.
    """
    assert table() == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_nobody_from_outside_changes_anything() -> None:
    """Viewers, auditors and the public portal may do nothing but look back and comment."""
    for kind, actions in table().items():
        for action, places in actions.items():
            for names in places.values():
                if action != "(sees)":
                    outside = {"looker", "portal", "audit"} & set(names.split())
                    assert outside <= ({"portal"} if action == "comment" else set()), (kind, action)
