"""The forward and the backward pass of the critical path method, in whole days.

Every instant is the number of a day and stands for its beginning: an activity of three days that
begins on day 5 has its end at 8. Each pass visits each link once.
"""

# The functions are long because a call for each link would take more time than the work itself.

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tongqu.ledger.schedule.days import advance, retreat
from tongqu.ledger.schedule.network import FF, FS, SS, Role

if TYPE_CHECKING:
    from tongqu.ledger.schedule.network import Network

__all__ = ["Times", "backward", "forward"]

TASK, AT_END, AT_START = Role.TASK.value, Role.MILESTONE_AT_END.value, Role.MILESTONE_AT_START.value
STARTED, FINISHED = Role.STARTED.value, Role.FINISHED.value


class Times(NamedTuple):
    """Beginning and end of each activity; of one that is under way, the beginning of the rest."""

    begins: list[int]
    ends: list[int]


def forward(network: Network) -> tuple[list[int], Times]:
    """Plan everything as early as it can be.

    Returns
    -------
    order
        The activities, each after those that it waits for; those in or behind a circle are missing.
    times
        Early beginnings and ends.
    """
    role, length, calendar, days = network.role, network.length, network.calendar, network.days
    after, waits = network.after, network.waits.copy()
    start_from, finish_from = network.start_from.copy(), network.finish_from.copy()
    begins, ends = [0] * len(role), [0] * len(role)
    order = [number for number, links in enumerate(waits) if not links]
    for number in order:
        begin, least = start_from[number], finish_from[number]
        before, worked = days[calendar[number]]
        what = role[number]
        if what <= STARTED:
            if length[number]:
                place = before[begin]
                begin, end = worked[place], worked[place + length[number] - 1] + 1
                if end < least:
                    place = before[least - 1]
                    begin, end = worked[place - length[number] + 1], worked[place] + 1
            else:  # at 100 %, but not finished
                begin = end = max(begin, least)
            start = begin if what == TASK else network.actual[number][0]
        elif what == AT_END:
            start = begin = end = worked[before[max(begin, least) - 1]] + 1
        elif what == AT_START:
            start = begin = end = worked[before[max(begin, least)]]
        else:
            start, end = network.actual[number]
            begin = start
        begins[number], ends[number] = begin, end
        for to, kind, lag, place in after[number]:
            if kind == FS:
                bound = advance(end, lag, days[place]) if lag else end
                if bound > start_from[to]:
                    start_from[to] = bound
            elif kind == SS:
                bound = advance(start, lag, days[place]) if lag else start
                if bound > start_from[to]:
                    start_from[to] = bound
            else:
                bound = advance(end if kind == FF else start, lag, days[place])
                if bound > finish_from[to]:
                    finish_from[to] = bound
            waits[to] -= 1
            if not waits[to]:
                order.append(to)
    return order, Times(begins, ends)


def backward(  # noqa: C901
    network: Network, order: list[int], until: int, early: Times | None = None
) -> Times:
    """Plan everything as late as it can be.

    Parameters
    ----------
    network, order
        What `forward` was given, and the order that it found.
    until
        Instant by which everything ends.
    early
        If given, each activity may move only as far as those that follow it, where the forward pass
        put them, need not move: that is its free float.
    """
    role, length, calendar, days = network.role, network.length, network.calendar, network.days
    late = Times([0] * len(role), [0] * len(role))
    of_begins, of_ends = early or late
    for number in reversed(order):
        what = role[number]
        if what == FINISHED:
            late.begins[number], late.ends[number] = network.actual[number]
            continue
        most, last = network.start_until[number], min(network.finish_until[number], until)
        for to, kind, lag, place in network.after[number]:
            if role[to] == FINISHED:
                continue
            bound = of_begins[to] if kind <= SS else of_ends[to]
            if lag:
                bound = retreat(bound, lag, days[place])
            if kind % 2 == 0:  # FS and FF
                if bound < last:
                    last = bound
            elif bound < most:
                most = bound
        before, worked = days[calendar[number]]
        if what == TASK:
            place = before[last] - length[number]
            if place < 0:
                raise IndexError(place)
            begin, end = worked[place], worked[place + length[number] - 1] + 1
            if most < begin:
                place = before[most + 1] - 1
                if place < 0:
                    raise IndexError(place)
                begin, end = worked[place], worked[place + length[number] - 1] + 1
        elif what == STARTED:
            begin = end = last
            if length[number]:
                place = before[last] - length[number]
                if place < 0:
                    raise IndexError(place)
                begin, end = worked[place], worked[place + length[number] - 1] + 1
        else:
            at_start = what == AT_START
            last = min(most, last, until - at_start)
            place = before[last + at_start] - 1
            if place < 0:
                raise IndexError(place)
            begin = end = worked[place] + (not at_start)
        late.begins[number], late.ends[number] = begin, end
    return late
