"""Random people do random things with items of every kind; the ledger stays what it must be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fictional_town import ACCOUNTS, RECT, UNITS, Clock, set_up
from hypothesis import event
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tongqu.errors import BadValueError, ConflictError, NotFoundError, NotPermittedError
from tongqu.ledger import create_ledger
from tongqu.ledger.folding import fold
from tongqu.ledger.item import ItemState
from tongqu.ledger.kind import Action, ItemField, Kind
from tongqu.ledger.kind_reading import SHIPPED, shipped_kind
from tongqu.ledger.rules import denials
from tongqu.store import MemoryJournal

PEOPLE = [name for name in ACCOUNTS if name not in ("looker", "audit")]
BEHALF = ["", "", "", "desk", "head", "north-1", "applicant", "north"]
TOWNS = [unit for unit, _, _ in UNITS]


def value_of(field: ItemField, clock: Clock) -> Any:
    """Return some right value of a field."""
    if field.type == "enum":
        return field.values[0].id
    return {
        "date": (clock.now + timedelta(days=30)).date().isoformat(),
        "datetime": (clock.now + timedelta(days=30)).isoformat(),
        "int": 3, "float": 1.5, "money": 100, "bool": True, "unit": "north",
    }.get(field.type, "some words")  # fmt: skip


def data_of(action: Action, item: ItemState, clock: Clock) -> dict[str, Any]:
    """Return some right data of an action's effect."""
    today = clock.now.date().isoformat()
    slot = (clock.now + timedelta(days=1)).replace(hour=2, minute=0).isoformat()
    comment = item.comments[-1].seq if item.comments else 1
    return {
        "progressed": {"percent": 40},
        "planned": {"plan": {"start_on": today, "finish_on": today}},
        "happened": {"milestone": "start", "on": today},
        "expected": {"milestone": "opening", "on": today},
        "budgeted": {"year": 2026, "amount": 5},
        "tenant": {"tenant": "A firm", "stage": "intent"},
        "closing_notice": {"table": "links", "row_id": "road-1", "from": today},
        "extended": {"working_days": 3},
        "looked_back": {"result": "pass"},
        "booked": {"resource": "counter", "slot": slot},
        "booking_cancelled": {"resource": "counter", "slot": slot},
        "commented": {"comment": "Shorter"},
        "answered": {"comment_seq": comment, "answer": "Yes"},
        "found": {"title": "Found", "fields": RECT},
        "linked": {"relation": "related", "to": "rect-0001"},
    }.get(action.effect, {})


class Town(RuleBasedStateMachine):
    """A town at work."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.ledger = create_ledger(MemoryJournal(clock=self.clock))
        set_up(self.ledger)
        self.ledger.configure(
            "resources", [{"id": "counter", "unit": "centre", "capacity": 1}], actor="admin"
        )
        self.codes: list[str] = []
        self.folded: dict[str, ItemState] = {}
        for id_ in SHIPPED:
            self.open_item(id_, "desk")
        self.hashes = [one.hash for one in self.ledger.journal.events()]

    @rule(id_=st.sampled_from(SHIPPED), actor=st.sampled_from(PEOPLE))
    def somebody_opens(self, id_: str, actor: str) -> None:
        self.open_item(id_, actor)

    def open_item(self, id_: str, actor: str) -> None:
        kind = shipped_kind(id_)
        fields = {one.id: value_of(one, self.clock) for one in kind.required("create")}
        try:
            self.codes.append(self.ledger.add(id_, title="A matter", actor=actor, fields=fields))
        except NotPermittedError:
            assert not self.ledger.settings().account(actor).has((*kind.opened_by, "import"), id_)

    @rule(days=st.integers(1, 40))
    def time_goes_by(self, days: int) -> None:
        self.clock.go(days=days)

    def _act(
        self, code: str, action: Action, kind: Kind, data: st.DataObject, who: list[str]
    ) -> None:
        item = fold(self.ledger.journal.events(item=code))
        fields = {one.id: value_of(one, self.clock) for one in kind.required(action.id)}
        more = data_of(action, item, self.clock)
        if action.effect == "looked_back" and data.draw(st.booleans()):
            more = {"result": "fail"}
            assert kind.look_back is not None
            asked = kind.required(kind.look_back.then)
            fields = {one.id: value_of(one, self.clock) for one in asked}
        sends = action.effect in ("dispatched", "arbitrated")
        joins = action.effect == "joined" and action.who != "part"
        attach = kind.evidence_kinds[:1] if action.effect == "evidence" else ()
        kinds = [*action.evidence, *(one.id for one in attach)]
        try:
            self.ledger.act(
                code,
                action.id,
                actor=data.draw(st.sampled_from(who)),
                on_behalf_of=data.draw(st.sampled_from(BEHALF)),
                to_unit=data.draw(st.sampled_from(TOWNS)) if sends else "",
                units=[data.draw(st.sampled_from(TOWNS))] if joins else [],
                fields=fields,
                evidence=[{"kind": k, "name": "file.pdf", "sha256": "a" * 64} for k in kinds],
                reason=action.reasons[0].id if action.reasons else "because",
                note="words",
                data=more,
            )
        except (NotPermittedError, BadValueError, ConflictError, NotFoundError):
            now = fold(self.ledger.journal.events(item=code))
            assert now == item  # a refusal changes nothing
        else:
            event(action.effect)

    @rule(data=st.data())
    def do_anything(self, data: st.DataObject) -> None:
        """Whoever, whatever."""
        code = data.draw(st.sampled_from(self.codes))
        kind = shipped_kind(fold(self.ledger.journal.events(item=code)).kind)
        self._act(code, data.draw(st.sampled_from(kind.actions)), kind, data, PEOPLE)

    @rule(data=st.data(), times=st.integers(1, 12))
    def do_what_is_allowed(self, data: st.DataObject, times: int) -> None:
        """Some steps on one item by people who may do them, most of them to another state."""
        code = data.draw(st.sampled_from(self.codes))
        settings = self.ledger.settings()
        for _ in range(times):
            item = fold(self.ledger.journal.events(item=code))
            kind = shipped_kind(item.kind)
            may = {
                action.id: [
                    name
                    for name in PEOPLE
                    if not denials(action, item, kind, settings.account(name), settings)
                ]
                for action in kind.actions
                if item.state in action.from_states
            }
            ways = [id_ for id_, who in may.items() if who]
            onward = [id_ for id_ in ways if kind.action(id_).to or kind.action(id_).limit]
            if not ways:
                return
            chosen = data.draw(st.sampled_from([*onward * 3, *ways]))
            self._act(code, kind.action(chosen), kind, data, may[chosen])

    @invariant()
    def nothing_is_lost(self) -> None:
        """The chain only grows."""
        hashes = [one.hash for one in self.ledger.journal.events()]
        assert hashes[: len(self.hashes)] == self.hashes
        self.hashes = hashes

    @invariant()
    def items_are_where_they_may_be(self) -> None:
        """Declared states only, ended by two, parts finished, folded on as folded anew."""
        for row in self.ledger.journal.items():
            events = list(self.ledger.journal.events(item=row.code))
            item = fold(events)
            before = self.folded.get(row.code)
            if before is not None:
                later = [one for one in events if one.seq > before.last_seq]
                assert fold(later, start=before) == item
            self.folded[row.code] = item
            kind = shipped_kind(item.kind)
            assert item.state in {state.id for state in kind.states}
            assert row.state == item.state
            assert row.open == (not kind.state(item.state).final)
            if kind.state(item.state).final:
                asked = item.done(effect="close_asked")[-1]
                closed = item.done(effect="closed")[-1]
                first = {asked.actor, asked.on_behalf_of} - {""}
                assert first.isdisjoint({closed.actor, closed.on_behalf_of})
            for action in kind.actions:
                done = len(item.done(action=action.id))
                assert action.limit is None or done <= action.limit.count
                assert not action.once or done <= 1


Town.TestCase.settings = hypothesis_settings(max_examples=15, stateful_step_count=25, deadline=None)
TestTown = Town.TestCase
