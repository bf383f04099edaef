"""Whether queues only grow, so that there is no mean to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tongqu.sim.call_waits import call_rows

if TYPE_CHECKING:
    from tongqu.sim import SimResult

__all__ = ["grows"]


def grows(result: SimResult) -> bool:
    """Return whether more calls wait in each quarter of a run than before, and far more in all.

    Parameters
    ----------
    result
        The runs; their periods must be much shorter than they are.

    Notes
    -----
    The beginning counts: a queue that grows steadily from the first day on is already long when the
    time begins that figures are of, and then no longer doubles.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes, simulate
    >>> def queue(hours):
    ...     serve = (Serve("quay", Law.exp(hours)),)
    ...     come = Source("barges", (("barge", 1.0),), serve, gap=Law.exp(4))
    ...     scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 1),))
    ...     return grows(simulate(scenario, years=0.5, replications=2, check=False))
    >>> queue(2.0), queue(5.0)
    (False, True)
    """
    rows = [result.series_of(*row)["queue_mean"] for row in call_rows(result.scenario)]
    parts = np.array([part.mean() for part in np.array_split(np.sum(rows, axis=0), 4)])
    return bool((np.diff(parts) > 0).all() and parts[3] > 2 * parts[0] + 1)
