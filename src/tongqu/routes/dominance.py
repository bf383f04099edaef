"""When one label makes another useless: the rules that keep the front exact.

A label may be dropped only for one that is at hand no later, has emitted no more, and is no
dearer *for every later departure*, what it has gained less counted as cost. Storage depends
on the time of arrival, so an earlier label must be cheaper by the most that storage can add.
"""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.routes.arrays import FAR, MINUTES_PER_DAY, Ints, LabelArrays, Records, Settlement


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
def final_cost(cost: int, gram: int, gain: Ints, row: int, settlement: Settlement) -> int:
    """Return a chain's cost after the rewards that are settled at its end, gained in a row.

    FAR for a chain without the mark that it must bear.
    """
    if settlement.must >= 0 and gain[row, settlement.must] == 0:
        return FAR
    for k in range(gain.shape[1]):
        terms = settlement.gains[k]
        if terms["per_kg"] == 0:
            cost -= min(gain[row, k], terms["cap"])
        elif gain[row, k] > 0:
            saved = max(0, terms["base_gram"] - gram)
            cost -= min(saved * terms["per_kg"] // 1000, terms["cap"])
    return cost


@kernel
def gain_lead(gain: Ints, one: int, other: int, settlement: Settlement) -> int:
    """Return the most that row `other` has gained ahead of row `one`, or FAR if that is a mark.

    However the two go on, a capped reward never widens the lead.
    """
    # Rows by number: a view of a row would be counted in and out, several million times.
    lead = 0
    gains, must = settlement.gains, settlement.must
    for k in range(gain.shape[1]):
        if gain[other, k] > gain[one, k]:
            if gains[k]["per_kg"] > 0 or k == must:
                return FAR
            lead += gain[other, k] - gain[one, k]
    return lead


@kernel
def is_known(known: Ints, time: int, cost: int, gram: int) -> bool:
    """Whether a chain that exists is better in one of the three and no worse in the others.

    Rows of `known` are cost, time and CO2e. Their equals are still found.
    """
    found = False
    for k in range(known.shape[0]):
        worse = max(known[k, 0] - cost, known[k, 1] - time, known[k, 2] - gram)
        better = min(known[k, 0] - cost, known[k, 1] - time, known[k, 2] - gram)
        found = found or (worse <= 0 and better < 0)
    return found


@kernel
def is_reached(rows: Records, first: int, time: int, cost: int, gram: int) -> bool:
    """Whether a label in the list that begins with `first` is as good in all three."""
    other = first
    while other >= 0 and rows[other]["time"] <= time:
        if rows[other]["cost"] <= cost and rows[other]["gram"] <= gram:
            return True
        other = rows[other]["after"]
    return False


@kernel
def is_beaten(
    labels: LabelArrays,
    nodes: Records,
    settlement: Settlement,
    node: int,
    time: int,
    cost: int,
    gram: int,
    new: int,
    repacked: int,
    born: int,
) -> bool:
    """Whether a label of the node, of no more legs, makes a new one useless.

    What the new one has gained lies already in its row.
    """
    storage, rows, gain = nodes[node], labels.rows, labels.gain
    other = labels.head[node]
    while other >= 0 and rows[other]["time"] <= time:
        row = rows[other]
        if (
            row["cost"] <= cost
            and row["gram"] <= gram
            and row["repacked"] <= repacked
            and row["born"] <= born
        ):
            lead = storage_lead(
                storage["free_min"],
                storage["per_day"],
                time - row["time"],
                storage["window_end"] - row["time"],
            )
            if row["cost"] + lead <= cost:
                lead += gain_lead(gain, other, new, settlement)
                if row["cost"] + lead <= cost:
                    return True
        other = row["after"]
    return False


@kernel
def put_in(
    labels: LabelArrays,
    nodes: Records,
    settlement: Settlement,
    node: int,
    new: int,
    is_target: bool,
) -> None:
    """Link a label into its node's list, by time, and unlink those that it makes useless.

    Labels of the round before stay: they have fewer legs, and may not have moved on yet.
    """
    storage, rows, one = nodes[node], labels.rows, labels.rows[new]
    previous = -1
    other = labels.head[node]
    while other >= 0 and rows[other]["time"] < one["time"]:
        previous = other
        other = rows[other]["after"]
    rows[new]["after"] = other
    if previous < 0:
        labels.head[node] = new
    else:
        rows[previous]["after"] = new
    previous = new
    while other >= 0:
        row = rows[other]
        following = row["after"]
        worse = one["gram"] <= row["gram"] and one["cost"] <= row["cost"]
        if worse and not is_target:
            lead = storage_lead(
                storage["free_min"],
                storage["per_day"],
                row["time"] - one["time"],
                storage["window_end"] - one["time"],
            )
            lead += gain_lead(labels.gain, new, other, settlement)
            worse = (
                one["cost"] + lead <= row["cost"]
                and row["born"] >= one["born"]
                and one["repacked"] <= row["repacked"]
            )
        if worse:
            rows[previous]["after"] = following
        else:
            previous = other
        other = following
