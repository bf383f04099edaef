"""Clocks of one item and of all items, against one that is watched minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from clock_cases import (
    ACTIONS,
    FIRST,
    LIMITS,
    STATES,
    clock_with,
    histories,
    office,
    rule_of,
    rules,
    tables,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_clock import NaiveClock

from tongqu.ledger.clock_rules import ClockRule
from tongqu.ledger.clocks import Tick, read_clock
from tongqu.ledger.clocks_all import LIGHTS, UNSET, read_clock_of_all
from tongqu.ledger.effects import EFFECT_NO
from tongqu.ledger.event_columns import NO_ARG, KindEvents
from tongqu.ledger.packed import CLEARED, DUE_BITS


def columns(items: list[list[Tick]]) -> KindEvents:
    """Return the events of some items as columns."""

    def column(name: str, none: int = -1) -> np.ndarray:
        values = [getattr(tick, name) for seen in items for tick in seen]
        return np.array([none if value is None else value for value in values], np.int64)

    return KindEvents(
        numbers=np.arange(len(items)),
        item=np.array([i for i, seen in enumerate(items) for _ in seen], np.int64),
        effect=column("effect_no"),
        action=column("action_no"),
        state=column("state_no"),
        carried=carried(items),
        unit=column("effect_no") * 0,
        seq=column("seq"),
        happened_s=column("at_s"),
        at_s=column("at_s"),
        known_s=column("known_s"),
        arg=column("arg", NO_ARG),
    )


def carried(items: list[list[Tick]]) -> np.ndarray:
    """Return the state after each event, step by step."""
    states = []
    for seen in items:
        state = -1
        for tick in seen:
            state = tick.state_no if tick.state_no >= 0 else state
            states.append(state)
    return np.array(states, np.int64)


def last(seen: list[Tick]) -> int:
    """Return when the last event is known."""
    return max(max(tick.at_s, tick.known_s) for tick in seen)


@settings(max_examples=400)
@given(rules(), st.lists(histories(), min_size=1, max_size=6), st.integers(0, 20_000))
def test_all_at_once_is_one_by_one(
    rule: ClockRule, items: list[list[Tick]], after_min: int
) -> None:
    """The columns of all items hold what each item's clock says by itself."""
    assert_alike(rule, items, max(map(last, items)) + 60 * after_min)


def assert_alike(rule: ClockRule, items: list[list[Tick]], as_of_s: int) -> None:
    """Compare what is said of all items at once with what is said of each."""
    table = read_clock_of_all(rule, columns(items), tables(), as_of_s)
    for i, seen in enumerate(items):
        reading = read_clock(rule, seen, tables(), as_of_s)
        if reading is None:
            assert table.started_s[i] == UNSET
            assert not table.was_red[i]
            assert not table.running[i]
            continue
        for name in ("started_s", "stopped_s", "due_s", "original_due_s", "paused_since_s"):
            value = getattr(reading, name)
            assert getattr(table, name)[i] == (UNSET if value is None else value), name
        assert LIGHTS[table.light[i]] == reading.light
        assert table.was_red[i] == reading.was_red
        assert table.late_days[i] == reading.late_days
        assert table.running[i] == (reading.stopped_s is None)


HOUR_S, DAY_S = 3600, 86_400
STEPS: tuple[tuple[str, str, int], ...] = (
    ("send", "busy", 0), ("wait", "waiting", 26), ("work", "busy", 25), ("park", "parked", 20),
    ("more", "", 2), ("wait", "waiting", 3), ("more", "", 22), ("work", "busy", 49),
    ("answer", "", 120), ("send", "", 30), ("work", "waiting", 12), ("send", "busy", 40),
    ("finish", "done", 500), ("reopen", "busy", 5), ("send", "busy", 1), ("answer", "draft", 9),
)  # fmt: skip
"""A matter with every turn: action, state from then on, hours since the last one."""


def whole_matter(begin_s: int) -> list[Tick]:
    """Return the events of a matter; every other one says until when, and one that nothing does."""
    seen = [Tick(EFFECT_NO["created"], -1, 0, begin_s, begin_s)]
    at_s = begin_s
    for seq, (action, state, hours) in enumerate(STEPS, 2):
        at_s += hours * HOUR_S
        arg = None
        if action == "more":
            arg = at_s + 2 * DAY_S
        elif seq % 2:
            until = CLEARED if seq == 9 else (at_s + 3 * DAY_S) // 60 + 1
            arg = until << (DUE_BITS if seq % 4 == 1 else 0)
        effect = EFFECT_NO["extended" if action == "more" else "acted"]
        place = STATES.index(state) if state else -1
        seen.append(Tick(effect, ACTIONS.index(action), place, at_s, at_s + HOUR_S, arg, seq))
    return seen


@pytest.mark.parametrize("counts_from", ["at", "known_at"])
@pytest.mark.parametrize(("unit", "amount"), LIMITS)
def test_every_moment_of_a_matter(unit: str, amount: int, counts_from: str) -> None:
    """Items that have come so far, each a day after the other, on the day after each event."""
    matter = whole_matter(FIRST)
    items = [whole_matter(FIRST + DAY_S * k)[:k] for k in range(1, len(matter) + 1)]
    for starts_on, stops_on, pauses_in in (
        (("send",), ("answer",), None), (("create", "send"), ("state:parked",), ("busy",)),
    ):  # fmt: skip
        clock = clock_with(
            unit, amount, starts_on=starts_on, stops_on=stops_on, pauses_in=pauses_in,
            counts_from=counts_from,
        )  # fmt: skip
        rule = rule_of(clock, "date" if counts_from == "at" else "datetime")
        assert_alike(rule, items, last(items[-1]))
        for after_s in (0, HOUR_S, 30 * HOUR_S, 12 * DAY_S):
            for item in items:
                assert_alike(rule, [item], last(item) + after_s)


def test_no_items_at_all() -> None:
    """A kind of which there is nothing yet."""
    table = read_clock_of_all(rule_of(clock_with()), columns([]), tables(), FIRST)
    assert table.running.tolist() == table.due_s.tolist() == table.late_now.tolist() == []


@settings(max_examples=60)
@given(rules(), histories(longest=8), st.integers(0, 3000))
def test_a_clock_is_that_which_is_watched(
    rule: ClockRule, seen: list[Tick], after_min: int
) -> None:
    """Due, late and once late are what somebody sees who watches every minute."""
    as_of_s = last(seen) + 60 * after_min
    reading = read_clock(rule, seen, tables(), as_of_s)
    naive = NaiveClock(rule, office())
    naive.watch(seen, as_of_s)
    assert naive.ever == (reading is not None)
    if reading is None:
        return
    now = datetime.fromtimestamp(as_of_s, UTC)
    assert naive.running == (reading.stopped_s is None)
    assert naive.paused == (reading.paused_since_s is not None)
    assert naive.is_late(now) == (reading.light == "red")
    assert naive.was_red == reading.was_red
    if naive.due is not None and not naive.paused:
        assert naive.due.timestamp() == reading.due_s
    elif naive.running and not naive.paused and rule.unit != "field":
        assert reading.due_s is not None
        assert reading.due_s > as_of_s
