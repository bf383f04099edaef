"""When a clock stood still: what its page draws is what it said at each moment."""

from __future__ import annotations

from clock_cases import histories, rules, tables
from hypothesis import given, settings

from tongqu.ledger.clock_rules import ClockRule
from tongqu.ledger.clocks import Tick, read_clock


@settings(max_examples=200)
@given(rules(), histories())
def test_pauses_are_those_that_were_seen_while_they_lasted(
    rule: ClockRule, seen: list[Tick]
) -> None:
    """Asked after each event, the clock told of each pause that it remembers at the end."""
    as_of_s = max(max(tick.at_s, tick.known_s) for tick in seen)
    final = read_clock(rule, seen, tables(), as_of_s)
    if final is None:
        return
    told = {final.paused_since_s}
    for count in range(1, len(seen) + 1):
        then = read_clock(rule, seen[:count], tables(), as_of_s)
        if then is not None and then.started_s == final.started_s and then.stopped_s is None:
            told.add(then.paused_since_s)
    assert {first for first, _ in final.pauses} | {final.paused_since_s, None} >= told - {None}
    end = final.stopped_s if final.stopped_s is not None else as_of_s
    edges = [edge for pause in final.pauses for edge in pause]
    assert edges == sorted(edges)
    assert all(final.started_s <= edge <= end for edge in edges)
