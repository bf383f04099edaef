"""Invented clocks and histories: a kind with every way to start, stop, pause and extend."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from hypothesis import strategies as st

from tongqu.calendars import WorkingTime
from tongqu.ledger.clock_rules import ClockRule, clock_rules
from tongqu.ledger.clock_tables import ClockTables
from tongqu.ledger.clocks import Tick, epoch_s
from tongqu.ledger.effects import EFFECT_NO
from tongqu.ledger.kind import Action, Clock, ClockLimit, ItemField, Kind, State, Warn
from tongqu.ledger.packed import CLEARED, DUE_BITS

STATES = ("draft", "busy", "waiting", "parked", "done")
ACTIONS = ("send", "work", "wait", "park", "more", "answer", "finish", "reopen")
FIRST = epoch_s(datetime(2025, 1, 10, tzinfo=UTC))
"""Some days before a Spring Festival with Sundays worked in exchange."""


@cache
def office() -> WorkingTime:
    """Return the working time of a Chinese office."""
    return WorkingTime()


@cache
def tables() -> ClockTables:
    """Return its tables."""
    return ClockTables(office())


OTHER = Clock(
    id="other", name="other", name_zh="other", owner="holder", starts_on=("send",),
    stops_on=("answer",), limit=ClockLimit("field", field="before"),
)  # fmt: skip
"""A second clock that a field ends, so that an event's number holds two."""


def kind_with(clock: Clock, field_type: str = "date") -> Kind:
    """Return the kind of all tests, with one clock."""
    return Kind(
        id="case",
        version=1,
        prefix="case",
        name="Case",
        name_zh="事项",
        fields=(
            ItemField(id="before", name="Before", name_zh="此前", type="date"),
            ItemField(id="until", name="Until", name_zh="期限", type=field_type),
        ),
        states=tuple(
            State(
                id=id_, name=id_, name_zh=id_, initial=id_ == "draft", final=id_ == "done",
                paused=id_ == "waiting",
            )
            for id_ in STATES
        ),
        actions=tuple(
            Action(
                id=id_, name=id_, name_zh=id_, from_states=STATES,
                effect="extended" if id_ == "more" else "acted",
                clock=clock.id if id_ == "more" else "",
            )
            for id_ in ACTIONS
        ),
        clocks=(clock, OTHER),
    )  # fmt: skip


def clock_with(
    unit: str = "working_days",
    amount: int = 3,
    *,
    starts_on: tuple[str, ...] = ("send",),
    stops_on: tuple[str, ...] = ("answer",),
    pauses_in: tuple[str, ...] | None = None,
    warn: Warn | None = None,
    counts_from: str = "at",
) -> Clock:
    """Return a clock."""
    limit = ClockLimit(unit=unit, amount=amount, field="until" if unit == "field" else "")
    return Clock(
        id="c", name="c", name_zh="c", owner="holder", starts_on=starts_on, stops_on=stops_on,
        limit=limit, pauses_in=pauses_in, warn=warn or Warn(share=0.8), counts_from=counts_from,
    )  # fmt: skip


def rule_of(clock: Clock, field_type: str = "date") -> ClockRule:
    """Return the rule of one clock."""
    return clock_rules(kind_with(clock, field_type))[0]


LIMITS = (
    ("working_days", 1), ("working_days", 3), ("working_hours", 1), ("working_hours", 20),
    ("days", 2), ("days", 9), ("hours", 24), ("hours", 50), ("field", 0),
)  # fmt: skip


@st.composite
def rules(draw: st.DrawFn) -> ClockRule:
    """Return a random clock."""
    unit, amount = draw(st.sampled_from(LIMITS))
    clock = clock_with(
        unit,
        amount,
        starts_on=draw(st.sampled_from((("send",), ("create", "send"), ("send", "answer")))),
        stops_on=draw(st.sampled_from((("answer",), ("answer", "state:parked"), ("state:done",)))),
        pauses_in=draw(st.sampled_from((None, (), ("waiting", "parked"), ("busy",)))),
        warn=draw(st.sampled_from((Warn(share=0.8), Warn(share=0.5), Warn(before_working_days=1)))),
        counts_from=draw(st.sampled_from(("at", "known_at"))),
    )
    return rule_of(clock, draw(st.sampled_from(("date", "datetime"))))


GAPS_MIN = st.sampled_from((0, 0, 1, 30, 60, 240, 510, 720, 1440, 1441, 2880, 4000, 9000))


@st.composite
def histories(draw: st.DrawFn, *, longest: int = 12) -> list[Tick]:
    """Return the events of one item, on whole minutes."""
    at = known = FIRST + 60 * draw(st.integers(0, 20 * 1440))
    seen = [Tick(EFFECT_NO["created"], -1, 0, at, known)]
    state = 0
    for seq in range(draw(st.integers(0, longest))):
        at += 60 * draw(GAPS_MIN)
        known = max(known, at + draw(st.sampled_from((0, 0, 3600, 200_040))))
        action = draw(st.integers(-1, len(ACTIONS) - 1))
        state = draw(st.sampled_from((state, -1, *range(len(STATES)))))
        effect = "extended" if action == ACTIONS.index("more") else draw(EFFECTS)
        arg = None
        if effect == "extended":
            arg = at + 60 * draw(st.integers(-600, 20_000))
        elif draw(st.booleans()):
            # What two fields say: nothing, that they are empty, or an instant.
            first, second = draw(st.sampled_from((0, 9, CLEARED))), draw(st.integers(0, 9))
            due = CLEARED if second == 1 else at // 60 + 1 + draw(st.integers(-600, 20_000))
            arg = first | (due if second else 0) << DUE_BITS
        seen.append(Tick(EFFECT_NO[effect], action, state, at, known, arg, seq + 2))
        state = max(state, 0)
    return seen


EFFECTS = st.sampled_from(("acted", "dispatched", "progressed", "changed", "expected"))
