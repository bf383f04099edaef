"""When one label makes another useless: the rules that keep the front exact.

A label may be dropped only for one that is at hand no later, has emitted no more, and is no
dearer *for every later departure*, what it has gained less counted as cost. Storage depends
on the time of arrival, so an earlier label must be cheaper by the most that storage can add.
"""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.routes.arrays import FAR, MINUTES_PER_DAY, Ints, LabelArrays, NodeArrays, Settlement


@kernel
def storage_cost(free_min: int, per_day: int, dwell_min: int) -> int:
    """Return the storage charge of a dwell: started days after free time."""
    if dwell_min <= free_min:
        return 0
    return per_day * (-(-(dwell_min - free_min) // MINUTES_PER_DAY))


@kernel
def storage_lead(free_min: int, per_day: int, earlier_min: int, longest_min: int) -> int:
    """Return the most that storage can add for cargo that came `earlier_min` earlier.

    No dwell exceeds `longest_min`, counted from the earlier arrival.
    """
    if earlier_min <= 0 or longest_min <= free_min:
        return 0
    days = min(-(-earlier_min // MINUTES_PER_DAY), -(-(longest_min - free_min) // MINUTES_PER_DAY))
    return per_day * days


@kernel
def final_cost(cost: int, gram: int, gain: Ints, settlement: Settlement) -> int:
    """Return a chain's cost after the rewards that are settled at its end."""
    for k in range(gain.size):
        if settlement.per_kg[k] == 0:
            cost -= min(gain[k], settlement.cap[k])
        elif gain[k] > 0:
            saved = max(0, settlement.base_gram[k] - gram)
            cost -= min(saved * settlement.per_kg[k] // 1000, settlement.cap[k])
    return cost


@kernel
def gain_lead(one: Ints, other: Ints, settlement: Settlement) -> int:
    """Return the most that `other` has gained ahead of `one`, or FAR if that is a mark.

    However the two go on, a capped reward never widens the lead.
    """
    lead = 0
    for k in range(one.size):
        if other[k] > one[k]:
            if settlement.per_kg[k] > 0 or k == settlement.must[0]:
                return FAR
            lead += other[k] - one[k]
    return lead


@kernel
def reaches_in_vain(
    labels: LabelArrays,
    known: Ints,
    target: int,
    least_time: int,
    least_cost: int,
    least_gram: int,
) -> bool:
    """Whether a chain at the target is as good as the best that could still come of a label.

    Rows of `known` are cost, time and CO2e of chains that exist; they count where they are
    better in one and no worse in the others, so that their equals are still found.
    """
    for k in range(known.shape[0]):
        if (
            known[k, 0] <= least_cost
            and known[k, 1] <= least_time
            and known[k, 2] <= least_gram
            and (known[k, 0] < least_cost or known[k, 1] < least_time or known[k, 2] < least_gram)
        ):
            return True
    other = labels.head[target]
    while other >= 0 and labels.time[other] <= least_time:
        if labels.cost[other] <= least_cost and labels.gram[other] <= least_gram:
            return True
        other = labels.after[other]
    return False


@kernel
def is_beaten(
    labels: LabelArrays,
    nodes: NodeArrays,
    settlement: Settlement,
    node: int,
    time: int,
    cost: int,
    gram: int,
    gain: Ints,
    repacked: int,
    born: int,
) -> bool:
    """Whether a label of the node, of no more legs, makes a new one useless."""
    free, per_day, end = nodes.free_min[node], nodes.per_day[node], nodes.window_end[node]
    other = labels.head[node]
    while other >= 0 and labels.time[other] <= time:
        if (
            labels.cost[other] <= cost
            and labels.gram[other] <= gram
            and labels.repacked[other] <= repacked
            and labels.born[other] <= born
        ):
            earlier = labels.time[other]
            lead = storage_lead(free, per_day, time - earlier, end - earlier)
            if labels.cost[other] + lead <= cost:
                lead += gain_lead(labels.gain[other], gain, settlement)
                if labels.cost[other] + lead <= cost:
                    return True
        other = labels.after[other]
    return False


@kernel
def put_in(
    labels: LabelArrays,
    nodes: NodeArrays,
    settlement: Settlement,
    node: int,
    new: int,
    is_target: bool,
) -> None:
    """Link a label into its node's list, by time, and unlink those that it makes useless.

    Labels of the round before stay: they have fewer legs, and may not have moved on yet.
    """
    free, per_day, end = nodes.free_min[node], nodes.per_day[node], nodes.window_end[node]
    time, cost, gram = labels.time[new], labels.cost[new], labels.gram[new]
    previous = -1
    other = labels.head[node]
    while other >= 0 and labels.time[other] < time:
        previous = other
        other = labels.after[other]
    labels.after[new] = other
    if previous < 0:
        labels.head[node] = new
    else:
        labels.after[previous] = new
    previous = new
    while other >= 0:
        following = labels.after[other]
        worse = gram <= labels.gram[other] and cost <= labels.cost[other]
        if worse and not is_target:
            lead = storage_lead(free, per_day, labels.time[other] - time, end - time)
            lead += gain_lead(labels.gain[new], labels.gain[other], settlement)
            worse = (
                cost + lead <= labels.cost[other]
                and labels.born[other] >= labels.born[new]
                and labels.repacked[new] <= labels.repacked[other]
            )
        if worse:
            labels.after[previous] = following
        else:
            previous = other
        other = following
