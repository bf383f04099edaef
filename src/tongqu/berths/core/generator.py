"""Random problems of the size of a port, for tests and benchmarks."""

from __future__ import annotations

import numpy as np

from tongqu.berths.core.model import BerthModel, simple_model

MOMENTS = 40
"""Arrivals are drawn, with repetition, from about as many moments: convoys out of a lock."""

FORBIDDEN_SHARE = 0.2
LEAST_HANDLING, MOST_HANDLING = 4, 40
SLOWEST_BERTH = 1.5


def random_model(
    calls: int, berths: int, *, load: float, seed: int, forbidden: float = FORBIDDEN_SHARE
) -> BerthModel:
    """Return a problem of the literature's kind, drawn at random.

    Parameters
    ----------
    calls, berths
        How many.
    load
        Work that arrives, as a share of what the berths can do while it arrives.
    seed
        Of the draw.
    forbidden
        Share of the pairs of call and berth that may not meet.

    Notes
    -----
    Handling takes 4 to 40 slots, times a factor of the berth from 1 to 1.5, rounded up. The
    moments of arrival are spread over the time in which the berths could do the work at the
    given load. Berths open at 0 and never close.

    Examples
    --------
    >>> model = random_model(20, 4, load=1.0, seed=1)
    >>> model.calls, int(model.berths.sum())
    (20, 4)
    """
    random = np.random.default_rng([seed, calls, berths, round(1000 * load)])
    work = random.integers(LEAST_HANDLING, MOST_HANDLING + 1, calls)
    factor = random.uniform(1.0, SLOWEST_BERTH, berths)
    span = max(1, round(float(work.sum() * factor.mean() / berths / load)))
    moments = np.sort(random.integers(0, span, min(MOMENTS, calls)))
    arrival = np.sort(random.choice(moments, calls))
    handling = np.ceil(work[:, None] * factor - 1e-9).astype(np.int64)
    shut = random.random((calls, berths)) < forbidden
    shut[np.arange(calls), random.integers(0, berths, calls)] = False
    handling[shut] = 0
    slots = int(arrival[-1] + _latest_end(arrival, handling))
    return simple_model(
        handling.tolist(), arrival=arrival.tolist(), opening=[0] * berths, slots=slots
    )


def _latest_end(arrival: np.ndarray, handling: np.ndarray) -> int:
    """Return how long after the last arrival the first-come plan needs at the most."""
    free = np.zeros(handling.shape[1], np.int64)
    for call in range(arrival.size):
        end = np.where(handling[call] > 0, np.maximum(free, arrival[call]) + handling[call], 2**40)
        free[int(end.argmin())] = end.min()
    return int(free.max() - arrival[-1]) + MOST_HANDLING
