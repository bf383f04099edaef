"""What is wrong with a plan of a quay, looked at slot by slot and segment by segment."""

from __future__ import annotations

from tongqu.berths.quay.model import ANY_CALL, QuayModel, QuaySolution


def problems_of(model: QuayModel, solution: QuaySolution) -> list[str]:
    """Return what is wrong with a solution; nothing if it is right.

    Nothing of the solver is used here: every vessel is painted on a grid.

    Examples
    --------
    >>> from tongqu.berths.quay.model import quay_model, solution_of
    >>> model = quay_model(length=[3, 3], arrival=[0, 0], handling=[[2], [3]], slots=6, segments=5)
    >>> problems_of(model, solution_of(model, [0, 1], [0, 1], [0, 2]))
    ['calls 0 and 1 meet in slot 1 at segment 2']
    """
    found: list[str] = []
    holder: dict[tuple[int, int], int] = {}
    cost = 0
    for call in range(model.calls):
        mode, start = int(solution.mode[call]), int(solution.start[call])
        position = int(solution.position[call])
        if not 0 <= mode < model.mode_call.size or model.mode_call[mode] != call:
            found.append(f"mode {mode} is not one of call {call}")
            continue
        stay = int(model.stay[mode, start]) if 0 <= start < model.slots else 0
        if stay == 0:
            found.append(f"call {call} may not begin in slot {start} in mode {mode}")
        away = abs(position - int(model.desired[call]))
        if not model.first[call] <= position <= model.last[call]:
            found.append(f"call {call} may not lie at {position}")
        allowed = model.low[mode] <= position <= model.high[mode]
        if not allowed or not model.mode_near[mode] <= away <= model.mode_far[mode]:
            found.append(f"call {call} may not use mode {mode} at {position}")
        if stay:
            cost += int(model.cost[mode, start])
        cost += int(model.apart_cost[call]) * away
        found += _cells(model, call, range(start, start + stay), position, holder)
        found += _cranes_of(model, solution, call, mode, range(start, start + stay), away)
    found += _order(model, solution) if not found else []
    for slot in range(model.slots):
        used = sum(int(row[slot]) for row in solution.cranes)
        if used > model.cranes[slot]:
            found.append(f"{used} cranes work in slot {slot}, but there are {model.cranes[slot]}")
    if model.hourly is not None:
        for call in range(model.calls):
            cost += int(model.hourly.crane_cost[call]) * int(solution.cranes[call].sum())
    if not found and cost != solution.cost:
        found.append(f"the cost is {cost}, not {solution.cost}")
    return found


def _order(model: QuayModel, solution: QuaySolution) -> list[str]:
    """Return which calls begin before those that they wait for have left."""
    if model.after is None:
        return []
    end = solution.start + model.stay[solution.mode, solution.start]
    return [
        f"call {call} begins before call {other} has left"
        for call, other in enumerate(model.after.tolist())
        if other >= 0 and solution.start[call] < end[other]
    ]


def _cells(
    model: QuayModel, call: int, stay: range, position: int, holder: dict[tuple[int, int], int]
) -> list[str]:
    """Paint a vessel on the grid; return the first meeting with another one, and blocks."""
    length = int(model.length[call])
    for blocked, start, end, low, high in model.blocks.tolist():
        if blocked in (ANY_CALL, call) and any(
            start <= slot < end and low <= segment < high
            for slot in stay
            for segment in range(position, position + length)
        ):
            return [f"call {call} touches the block at slot {start}, segment {low}"]
    found: list[str] = []
    for slot in stay:
        # The clearance behind a vessel is painted with it, also where the quay has ended.
        for segment in range(position, position + length + model.clearance):
            other = holder.setdefault((slot, segment), call)
            if other != call and not found:
                found.append(f"calls {other} and {call} meet in slot {slot} at segment {segment}")
    return found


def _cranes_of(
    model: QuayModel, solution: QuaySolution, call: int, mode: int, stay: range, away: int
) -> list[str]:
    """Return what is wrong with the cranes at one vessel."""
    row = solution.cranes[call].tolist()
    if any(number and slot not in stay for slot, number in enumerate(row)):
        return [f"cranes work at call {call} when it is not there"]
    hourly = model.hourly
    if hourly is None:
        wanted = int(model.mode_cranes[mode])
        wrong = [slot for slot in stay if row[slot] != wanted]
        return [f"call {call} has not {wanted} cranes in slot {wrong[0]}"] if wrong else []
    done = 0
    for slot in stay:
        fewest = int(hourly.fewest[call]) if model.cranes[slot] else 0
        if not fewest <= row[slot] <= hourly.most[call]:
            return [f"call {call} has {row[slot]} cranes in slot {slot}"]
        done += int(hourly.rate[call, row[slot]])
    needed = int(hourly.work[call]) + int(hourly.work_per_segment[call]) * away
    return [] if done >= needed else [f"call {call} is left with work"]
