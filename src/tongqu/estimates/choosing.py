"""Which of several alternatives is best, with a stated probability of being wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["Choice", "choose_best"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and what it took.

    Attributes
    ----------
    best
        Number of the alternative that was chosen; None if the limit came first.
    left
        Alternatives that were still in question at the end.
    replications
        Of each alternative, how many were run.
    means
        Of each alternative, the mean of those.
    error
        Probability at most of having chosen one that is worse than the best by more than
        `indifference`, if the replications are normal.
    indifference
        Difference that does not matter.
    dropped_after
        Of each alternative, after how many replications it fell out; None if it did not.
    method
        Name of the procedure.
    """

    best: int | None
    left: tuple[int, ...]
    replications: tuple[int, ...]
    means: tuple[float, ...]
    error: float
    indifference: float
    dropped_after: tuple[int | None, ...]
    method: str = field(default="KN, fully sequential, with common random numbers")


def choose_best(
    sample: Callable[[Sequence[int], int, int], NDArray[np.float64]],
    alternatives: int,
    *,
    indifference: float,
    error: float = 0.05,
    first: int = 20,
    step: int = 10,
    most: int = 2000,
    least_is_best: bool = True,
) -> Choice:
    """Choose the best of some alternatives by running those in question until one is left.

    Parameters
    ----------
    sample
        ``sample(numbers, begin, end)`` returns the values of replications `begin` to `end` (the
        last not included) of the alternatives with those numbers, shape
        ``(alternatives, replications)``. The same replication of two alternatives should share its
        luck: the less their differences vary, the sooner one falls out.
    alternatives
        How many there are, at least 1.
    indifference
        Difference that does not matter, above 0.
    error
        Accepted probability of a wrong choice, between 0 and 1.
    first
        Replications of each before the first one can fall out, at least 3.
    step
        Replications at a time from then on.
    most
        Replications of one alternative at most; then `Choice.left` says what is in question.
    least_is_best
        Whether the least mean is wanted (waits, costs) or the greatest.

    References
    ----------
    S.-H. Kim, B. L. Nelson, A fully sequential procedure for indifference-zone selection in
    simulation, ACM Transactions on Modeling and Computer Simulation 11, 2001 (with c = 1).

    Examples
    --------
    >>> import numpy as np
    >>> luck = np.random.default_rng(2).normal(size=5000)
    >>> def waits(numbers, begin, end):
    ...     return np.array([[0.0, 0.5, 3.0]]).T[list(numbers)] + luck[begin:end]
    >>> choose_best(waits, 3, indifference=0.2).best
    0
    """
    if alternatives < 1 or not indifference > 0 or not 0 < error < 1 or first < 3 or step < 1:
        raise ValueError("alternatives, indifference, error, first and step must make sense")
    sign = -1.0 if least_is_best else 1.0
    left = list(range(alternatives))
    values = sign * np.asarray(sample(left, 0, first), np.float64)
    sums = values.sum(axis=1)
    counts = np.full(alternatives, first)
    fell: list[int | None] = [None] * alternatives
    h2, spread = _constants(values, alternatives, error)
    n = first
    while True:
        left = _still_in(left, sums, h2 * spread, indifference, n, fell)
        if len(left) == 1 or n >= most:
            break
        more = min(step, most - n)
        # One replication after the other, as the procedure looks after each.
        block = sign * np.asarray(sample(left, n, n + more), np.float64)
        rows = {number: k for k, number in enumerate(left)}
        for column in range(more):
            for number in left:
                sums[number] += block[rows[number], column]
            n += 1
            left = _still_in(left, sums, h2 * spread, indifference, n, fell)
        counts[list(rows)] = n
    means = sign * sums / np.array([fell[k] or n for k in range(alternatives)])
    return Choice(
        left[0] if len(left) == 1 else None, tuple(left), tuple(map(int, counts)),
        tuple(map(float, means)), error, indifference, tuple(fell),
    )  # fmt: skip


def _constants(
    values: NDArray[np.float64], alternatives: int, error: float
) -> tuple[float, NDArray[np.float64]]:
    """Return h squared, and the variance of the difference of each pair."""
    first = values.shape[1]
    spread = (values[:, None, :] - values[None, :, :]).var(axis=2, ddof=1)
    if alternatives == 1:
        return 0.0, spread
    share = 2 * error / (alternatives - 1)
    eta = 0.5 * (share ** (-2 / (first - 1)) - 1)
    return 2 * eta * (first - 1), spread


def _still_in(
    left: list[int],
    sums: NDArray[np.float64],
    scaled: NDArray[np.float64],
    indifference: float,
    n: int,
    fell: list[int | None],
) -> list[int]:
    """Return who is not behind somebody by more than chance explains."""
    if len(left) == 1:
        return left
    numbers = np.array(left)
    room = scaled[np.ix_(numbers, numbers)] / (2 * indifference) - indifference * n / 2
    behind = sums[numbers][None, :] - sums[numbers][:, None]
    np.fill_diagonal(room, np.inf)
    out = (behind > np.maximum(room, 0.0)).any(axis=1)
    if out.all():  # cannot be: the leader is behind nobody; equal sums stay
        raise AssertionError("nobody is left")
    for number in numbers[out]:
        fell[number] = n
    return [int(number) for number in numbers[~out]]
