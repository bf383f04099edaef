"""Berths with Erlang service: which of two exact methods answers.

Modes (`tongqu.queueing.joined`) are fast and take any law of arrivals that is here, but where waits
are rare, or berths many, modes cancel each other and digits are lost; how many is known. The matrix
method (`tongqu.queueing.erlangian`) keeps all digits of the rarest wait, is slow with three stages
or more, and needs Erlang arrivals. A table is asked for digits behind the point, a single question
for digits of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongqu.errors import UsageError
from tongqu.queueing.erlangian import MOST_PHASES, erlang_waits
from tongqu.queueing.joined import ModeWait, mode_waits
from tongqu.queueing.phases import phase_count
from tongqu.queueing.shelf import Shelf
from tongqu.queueing.spreads import patterns, spreads_up_to
from tongqu.queueing.tails import FadingTail, ModesTail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from tongqu.queueing.laws import Law
    from tongqu.queueing.tails import Tail

__all__ = ["PhasedWait", "phased_means", "phased_waits"]

MOST_MODES = 1000
"""Modes that are joined; their number is that of the spreads of c berths over m stages."""

FEW_PHASES = 100
"""Blocks up to which the matrix method answers a single question at once."""

RELATIVE = 1e-9
"""Relative error up to which a single question trusts the modes."""

ABSOLUTE = 1e-12
"""Error, in mean service times, up to which a table trusts them; a question, if none is better."""

NEVER = 1e-10
"""A probability to wait, of vessels that come by the clock, that is told as 0."""

CLOCK = 1e-9
"""Error, in mean service times, up to which modes are trusted for them: there is no other."""

LIGHT = 0.5
"""Utilisation up to which that is looked at."""

TOGETHER = 4_000_000
"""Entries of the largest array, by which utilisations are solved together."""


NOBODY = ModeWait(np.zeros(0, dtype=np.complex128), np.zeros(0, dtype=np.complex128), 0.0)
"""The wait of those who always find a free berth."""


@dataclass(frozen=True)
class PhasedWait:
    """What one vessel finds, in mean service times.

    Attributes
    ----------
    method
        Key of `tongqu.queueing.sources.METHODS`.
    wait, p_wait
        Mean wait; probability to wait.
    make_tail
        Gives the law.
    """

    method: str
    wait: float
    p_wait: float
    make_tail: Callable[[], Tail]


def phased_waits(
    coming: Law, serving: Law, berths: int, utilisations: Sequence[float]
) -> list[PhasedWait]:
    """Return the wait for each utilisation.

    Raises
    ------
    UsageError
        If neither method can do it.

    Examples
    --------
    >>> from tongqu.queueing.laws import Law
    >>> [wait] = phased_waits(Law.of("D"), Law.of("E2"), 4, [0.8])
    >>> wait.method, round(wait.wait, 6)
    ('modes', 0.119611)
    """
    phases = coming.stages * phase_count(berths, serving.stages)
    if coming.stages and (phases <= FEW_PHASES or (serving.stages == 2 and phases <= MOST_PHASES)):
        return _by_matrices(coming, serving, berths, utilisations)
    [modes] = _by_modes(coming, serving, [berths], utilisations)
    found = []
    for load, made in zip(utilisations, modes, strict=True):
        if made is not None and made.error <= RELATIVE:
            found.append(_of_modes(made))
        elif coming.stages and phases <= MOST_PHASES:
            found.extend(_by_matrices(coming, serving, berths, [load]))
        elif made is not None and made.blur <= _enough(coming):
            found.append(_of_modes(made))
        else:
            raise _refused(coming, serving, berths)
    return found


def phased_means(
    coming: Law, serving: Law, berths: Sequence[int], utilisations: Sequence[float]
) -> list[list[float]]:
    """Return mean waits for a table, a list for each number of berths.

    Examples
    --------
    >>> from tongqu.queueing.laws import Law
    >>> [[wait]] = phased_means(Law(2), Law(2), [4], [0.5])
    >>> round(wait, 6)
    0.025744
    """
    columns = []
    for number, modes in zip(berths, _by_modes(coming, serving, berths, utilisations), strict=True):
        means: list[float] = []
        left = [
            load
            for load, made in zip(utilisations, modes, strict=True)
            if made is None or (made.error > RELATIVE and made.blur > _enough(coming))
        ]
        again = dict(zip(left, _others(coming, serving, number, left), strict=True))
        for load, made in zip(utilisations, modes, strict=True):
            means.append(again[load] if load in again or made is None else made.wait)
        columns.append(means)
    return columns


def _enough(coming: Law) -> float:
    return ABSOLUTE if coming.stages else CLOCK


def _others(coming: Law, serving: Law, berths: int, loads: list[float]) -> list[float]:
    """Return means where the modes lose too many digits."""
    if not loads:
        return []
    phases = coming.stages * phase_count(berths, serving.stages)
    if not coming.stages or phases > MOST_PHASES:
        raise _refused(coming, serving, berths)
    return [found.wait for found in erlang_waits(coming.stages, serving.stages, berths, loads)]


def _modes(berths: int, serving: Law) -> int:
    return phase_count(berths, serving.stages)


def _by_modes(
    coming: Law, serving: Law, berths: Sequence[int], loads: Sequence[float]
) -> list[Sequence[ModeWait | None]]:
    """Return what the modes give for each number of berths, or None where there are too many."""
    few = [number for number in berths if _modes(number, serving) <= MOST_MODES]
    spreads = spreads_up_to(max(few, default=0), serving.stages)
    shapes = patterns(spreads)
    shelf = Shelf()
    found: list[Sequence[ModeWait | None]] = []
    nobody = iter(_never(coming, serving, few, loads))
    for number in berths:
        if number not in few:
            found.append([None] * len(loads))
            continue
        never = next(nobody)
        asked = np.array(loads)[~never]
        step = max(1, TOGETHER // _modes(number, serving) ** 2)
        made: list[ModeWait] = []
        for start in range(0, len(asked), step):
            part = asked[start : start + step]
            made += mode_waits(coming, serving.stages, number, part, spreads, shapes[number], shelf)
        rest = iter(made)
        found.append([NOBODY if idle else next(rest) for idle in never])
    return found


def _never(
    coming: Law, serving: Law, berths: Sequence[int], loads: Sequence[float]
) -> NDArray[np.bool_]:
    """Whether vessels practically never find all berths taken, as some that come by the clock.

    With endless berths, the vessel that came i intervals ago is still there with the probability
    that its service lasts as long, each by itself. In light traffic c berths find c vessels there
    hardly more often than endless ones do.

    Returns
    -------
    array
        Berths, utilisation.
    """
    found = np.zeros((len(berths), len(loads)), dtype=np.bool_)
    numbers, columns = np.nonzero(found | (np.array(loads) <= LIGHT))
    if coming.stages or not numbers.size:
        return found
    places = np.array(berths)[numbers]
    rate = np.array(loads)[columns] * places
    most = int(places.max())
    law = np.zeros((len(places), most + 1))  # of the vessels there; the last entry: so many or more
    law[:, 0] = 1.0
    for ago in range(1, 60 * most):
        mean = serving.stages * ago / rate
        stays = part = np.exp(-mean)
        for passed in range(1, serving.stages):
            part = part * mean / passed
            stays = stays + part
        if stays.max() < 1e-30:
            break
        more = law * stays[:, None]
        law -= more
        law[:, 1:] += more[:, :-1]
        law[:, -1] += more[:, -1]
    full = np.where(np.arange(most + 1) >= places[:, None], law, 0.0).sum(axis=1)
    found[numbers, columns] = full < NEVER
    return found


def _of_modes(made: ModeWait) -> PhasedWait:
    return PhasedWait(
        "modes", made.wait, made.p_wait, lambda: ModesTail(made.p_wait, made.shares, made.fading)
    )


def _by_matrices(
    coming: Law, serving: Law, berths: int, loads: Sequence[float]
) -> list[PhasedWait]:
    solved = erlang_waits(coming.stages, serving.stages, berths, loads)
    return [
        PhasedWait(
            "matrix_geometric",
            made.wait,
            made.p_wait,
            lambda made=made: FadingTail(made.found, made.fading, made.queue),  # type: ignore[misc]
        )
        for made in solved
    ]


def _refused(coming: Law, serving: Law, berths: int) -> UsageError:
    """Return the refusal, which names what would do."""
    model = f"{coming}/{serving}/{berths}"
    if not coming.stages:
        return UsageError.of("queue_not_solved", model=model)
    phases = coming.stages * phase_count(berths, serving.stages)
    return UsageError.of("too_many_phases", model=model, phases=phases, maximum=MOST_PHASES)
