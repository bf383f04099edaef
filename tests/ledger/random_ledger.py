"""A fictional town's ledger in which all kinds of things happen, through the real service."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fictional_town import ACCOUNTS, Clock, town

from tongqu.errors import TongquError
from tongqu.ledger import Ledger
from tongqu.ledger.kind import Action, ItemField, Kind

ACTORS = [id_ for id_, (unit, _) in ACCOUNTS.items() if unit and id_ != "old-files"]


def value_of(field: ItemField, rng: random.Random, today: date) -> Any:
    """Return something that a field may hold."""
    later = today + timedelta(days=rng.randint(-3, 40))
    return {
        "date": later.isoformat(),
        "datetime": datetime(later.year, later.month, later.day, 4, tzinfo=UTC).isoformat(),
        "int": rng.randint(1, 9),
        "float": rng.randint(1, 9) / 2,
        "money": rng.randint(1, 9) * 1000,
        "bool": rng.random() < 0.5,
        "enum": rng.choice(field.values).id if field.values else "",
        "unit": rng.choice(("north", "south")),
        "place": "square",
        "work": "bridge",
    }.get(field.type, f"words {rng.randint(1, 99)}")


def fields_for(kind: Kind, action: str, rng: random.Random, today: date) -> dict[str, Any]:
    """Return values for what an action asks: all that is required, some of the rest."""
    needed = {field.id for field in kind.required(action)}
    return {
        field.id: value_of(field, rng, today)
        for field in kind.asked(action)
        if field.id in needed or rng.random() < 0.3
    }


def data_for(action: Action, kind: Kind, rng: random.Random, today: date) -> dict[str, Any]:
    """Return what an effect needs."""
    day = (today + timedelta(days=rng.randint(-20, 60))).isoformat()
    milestones = [milestone.id for milestone in kind.milestones] or ["ready"]
    seen = today - timedelta(days=rng.choice((0, 0, 0, 6)))
    last = (today + timedelta(days=rng.randint(5, 90))).isoformat()
    return {
        "progressed": {
            "percent": rng.randint(0, 100), "section": rng.choice(("", "", "pipes", "surface")),
            "observed_on": seen.isoformat(),
        },
        "expected": {
            "milestone": rng.choice(milestones), "on": day,
            "status": rng.choice(("planned", "expected")),
        },
        "happened": {"milestone": rng.choice(milestones), "on": seen.isoformat()},
        "planned": {
            "plan": {"start_on": today.isoformat(), "finish_on": last},
            "baseline": rng.random() < 0.5,
        },
        "extended": {"working_days": rng.randint(1, 5)},
        "looked_back": {"result": rng.choice(("pass", "fail"))},
        "budgeted": {"year": today.year, "amount": 1000},
        "tenant": {"tenant": rng.choice("ab"), "stage": rng.choice(("intent", "signed"))},
        "closing_notice": {
            "table": "links", "row_id": "road", "from": last, "until": "",
        },
        "commented": {"comment": "too narrow"},
        "answered": {"answer": "widened", "comment_seq": 0},
        "replied": {"reply": "done"},
        "linked": {"relation": "about", "to": "square"},
        "found": {"title": "A cracked pipe"},
    }.get(action.effect, {})  # fmt: skip


def proofs(kind: Kind, action: Action) -> list[dict[str, Any]]:
    """Return evidence of every kind that an action wants."""
    kinds = action.evidence or ([kind.evidence_kinds[0].id] if action.effect == "evidence" else ())
    return [{"kind": id_, "name": f"{id_}.pdf", "sha256": "b" * 64} for id_ in kinds]


def one_step(ledger: Ledger, clock: Clock, rng: random.Random, codes: list[str]) -> bool:
    """Try one thing that somebody may do; return whether it was done."""
    today = (clock.now + timedelta(hours=8)).date()
    if not codes or rng.random() < 0.12:
        kind = rng.choice([kind for kind in ledger.kinds().values() if kind.id != "consultation"])
        given = fields_for(kind, "create", rng, today)
        try:
            codes.append(ledger.add(kind.id, title="Something", actor="desk", fields=given))
        except TongquError:
            return False
        return True
    code, actor = rng.choice(codes), rng.choice(ACTORS)
    try:
        possible = ledger.possible(code, actor=actor)
    except TongquError:
        return False
    item = ledger.journal.item(code)
    assert item is not None
    kind = ledger.kind(item.kind, item.kind_version)
    free = [kind.action(id_) for id_, denials in possible.items() if not denials]
    moving = [action for action in free if action.to]
    if not free:
        return False
    action = rng.choice(moving if moving and rng.random() < 0.6 else free)
    reason = rng.choice(action.reasons).id if action.reasons else "because"
    try:
        ledger.act(
            code, action.id, actor=actor, reason=reason,
            fields=fields_for(kind, action.id, rng, today),
            data=data_for(action, kind, rng, today), evidence=proofs(kind, action),
            to_unit=rng.choice(("north", "south")) if action.effect == "dispatched" else "",
            units=("north", "south") if action.effect == "joined" else (),
        )  # fmt: skip
    except TongquError:
        return False
    return True


def lively_town(seed: int, steps: int = 40) -> tuple[Ledger, Clock, list[datetime]]:
    """Return a ledger after some steps, its clock, and instants between them."""
    rng, clock = random.Random(seed), Clock()
    ledger, codes = town(clock), []
    cuts: list[datetime] = []
    done = tried = 0
    while done < steps and tried < 12 * steps:
        tried += 1
        if one_step(ledger, clock, rng, codes):
            done += 1
            clock.go(hours=rng.choice((1, 3, 20, 50, 200)))
            if rng.random() < 0.2:
                cuts.append(clock.now)
    return ledger, clock, cuts
