"""Whether calls can all be served on a quay: proved either way, by constraint programming."""

from __future__ import annotations

import numpy as np

from tongqu.berths.quay.columns import columns_of
from tongqu.berths.quay.exact import MOST_LITERALS, ExactModel
from tongqu.berths.quay.greedy import first_come
from tongqu.berths.quay.model import QuayModel


def can_hold_quay(model: QuayModel, *, time_limit_s: float, seed: int = 0) -> bool | None:
    """Return whether there is any plan; None if that was not decided in time.

    Parameters
    ----------
    model
        The problem, with constant cranes; costs do not count.
    time_limit_s
        Seconds at most, the time to build the model not counted.
    seed
        Of the search.

    Examples
    --------
    >>> from tongqu.berths.quay.model import quay_model
    >>> tight = quay_model(length=[3, 3], arrival=[0, 0], handling=[[2], [3]], slots=4, segments=5)
    >>> can_hold_quay(tight, time_limit_s=5)
    False
    """
    columns = columns_of(model)
    if (np.diff(columns.from_) == 0).any():
        return False
    if not model.calls or first_come(model) is not None:
        return True
    if columns.mode.size > MOST_LITERALS:
        return None
    free = columns._replace(cost=np.zeros_like(columns.cost), apart=np.zeros_like(columns.apart))
    answer = ExactModel(model, free).solve(time_limit_s=time_limit_s, seed=seed, workers=2)
    if answer.found is not None:
        return True
    return False if answer.finished else None
