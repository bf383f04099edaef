"""What a kind of item declares: fields, states, actions, clocks, look-backs, lights.

Kinds stand in files (`tongqu.ledger.kind_reading`), not in code. Nothing here knows a particular
kind.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongqu.errors import NotFoundError
from tongqu.ledger.kind_parts import (
    FIELD_TYPES,
    LIGHT_OPTIONS,
    LIGHT_RULES,
    LIMIT_UNITS,
    OPENERS,
    ROLES,
    WHO,
    Action,
    Choice,
    Clock,
    ClockLimit,
    Extending,
    ItemField,
    Light,
    LookBackRule,
    Milestone,
    ReturnLimit,
    State,
    Warn,
)

__all__ = [
    "FIELD_TYPES",
    "LIGHT_OPTIONS",
    "LIGHT_RULES",
    "LIMIT_UNITS",
    "OPENERS",
    "ROLES",
    "WHO",
    "Action",
    "Choice",
    "Clock",
    "ClockLimit",
    "Extending",
    "ItemField",
    "Kind",
    "Light",
    "LookBackRule",
    "Milestone",
    "ReturnLimit",
    "State",
    "Warn",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of item.

    Attributes
    ----------
    id, version, prefix, name, name_zh
        Its name; the version goes up whenever something changes; codes begin with the prefix.
    confidential
        Whether new items are confidential.
    opened_by
        Roles that may open an item.
    on_behalf_evidence
        Kind of evidence that whoever acts for the applicant must have; empty where none is needed.
    fields, evidence_kinds, states, actions, clocks, look_back, lights, milestones
        What it declares. The numbers of actions and states are their places here.
    public
        Whether the public view lists items of this kind one by one; if not, it only counts them.
    """

    id: str
    version: int
    prefix: str
    name: str
    name_zh: str
    confidential: bool = False
    public: bool = True
    opened_by: tuple[str, ...] = OPENERS
    on_behalf_evidence: str = ""
    fields: tuple[ItemField, ...] = ()
    evidence_kinds: tuple[Choice, ...] = ()
    states: tuple[State, ...] = ()
    actions: tuple[Action, ...] = ()
    clocks: tuple[Clock, ...] = ()
    look_back: LookBackRule | None = None
    lights: tuple[Light, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    @property
    def initial(self) -> State:
        """State in which items begin."""
        return next(state for state in self.states if state.initial)

    def state(self, id_: str) -> State:
        """Return a state by its id.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        for state in self.states:
            if state.id == id_:
                return state
        raise NotFoundError.of("unknown_state", id=id_, kind=self.id)

    def action(self, id_: str) -> Action:
        """Return an action by its id.

        Raises
        ------
        NotFoundError
            If there is none; the problem names those that there are.
        """
        for action in self.actions:
            if action.id == id_:
                return action
        known = tuple(action.id for action in self.actions)
        raise NotFoundError.of("unknown_action", id=id_, kind=self.id, known=known)

    def asked(self, action: str) -> tuple[ItemField, ...]:
        """Return the fields that may be given with an action, or with ``create``."""
        requires = () if action == "create" else self.action(action).requires
        return tuple(
            field
            for field in self.fields
            if action in field.required_on or action in field.asked_on or field.id in requires
        )

    def required(self, action: str) -> tuple[ItemField, ...]:
        """Return the fields that may not be empty after an action, or after ``create``."""
        requires = () if action == "create" else self.action(action).requires
        return tuple(
            field for field in self.fields if action in field.required_on or field.id in requires
        )

    def field(self, id_: str) -> ItemField | None:
        """Return a field by its id, or None."""
        return next((field for field in self.fields if field.id == id_), None)

    def clock(self, id_: str) -> Clock | None:
        """Return a clock by its id, or None."""
        return next((clock for clock in self.clocks if clock.id == id_), None)

    def state_no(self, id_: str) -> int:
        """Return the number of a state, -1 where there is none."""
        return next((i for i, state in enumerate(self.states) if state.id == id_), -1)

    def action_no(self, id_: str) -> int:
        """Return the number of an action, -1 where there is none."""
        return next((i for i, action in enumerate(self.actions) if action.id == id_), -1)
