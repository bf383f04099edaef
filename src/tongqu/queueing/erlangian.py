"""Ek/Em/c: Erlang arrivals, Erlang service, c berths, exactly.

The state is the number of vessels, the stage that the next arrival has reached, and how many
berths work in each stage of service. Above c vessels the process repeats itself from level to
level, so its probabilities are matrix-geometric with one matrix R; below c, levels are taken out
one after another from the bottom. Nothing is cut off and nothing is iterated to a guess.

References
----------
M. F. Neuts, *Matrix-Geometric Solutions in Stochastic Models*, 1981, theorem 3.1.1 (R).
D. A. Bini, B. Meini, *On the solution of a nonlinear matrix equation arising in queueing problems*,
SIAM J. Matrix Anal. Appl. 17 (1996) 906-926 (cyclic reduction).
B. Sengupta, *Markov processes whose steady state distribution is matrix-exponential with an
application to the GI/PH/1 queue*, Adv. Appl. Prob. 21 (1989) 159-180; S. Asmussen, C. O'Cinneide,
*Matrix-exponential distributions and many-server queues*, 1998 (the law of the wait).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongqu.errors import UsageError
from tongqu.queueing.phases import Band, Level, level, phase_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["MOST_PHASES", "ErlangWait", "erlang_waits"]

MOST_PHASES = 1600
"""Largest block of the level process (stages of arrival x ways to spread berths over stages)."""

BAND_FROM = 100
"""Berths from which on rare spreads over two stages are left out."""

SHIFT_FROM = 0.9
"""Utilisation above which a known root is moved away."""

ROUNDS = 60
"""Of cyclic reduction; each squares what is left, so 20 are enough at a utilisation of 0.99999."""


@dataclass(frozen=True)
class ErlangWait:
    """What one vessel finds, in mean service times.

    Attributes
    ----------
    found
        Probabilities that an arriving vessel finds all berths taken, by phase.
    fading
        Generator K of the wait: P(W > x) = found exp(K x) queue.
    queue
        What remains from each phase, (I - R^k)^-1 1.
    wait
        Mean wait.
    """

    found: Floats
    fading: Floats
    queue: Floats
    wait: float

    @property
    def p_wait(self) -> float:
        """Probability that a vessel has to wait."""
        return min(1.0, float(self.found @ self.queue))


def erlang_waits(
    arrival_stages: int, service_stages: int, berths: int, utilisations: Sequence[float]
) -> list[ErlangWait]:
    """Return the wait for each utilisation; all are solved at once.

    Parameters
    ----------
    arrival_stages, service_stages
        k and m, at least 1.
    berths
        c.
    utilisations
        Each above 0 and below 1.

    Raises
    ------
    UsageError
        If the blocks would have more than `MOST_PHASES` rows.

    Examples
    --------
    >>> [wait] = erlang_waits(2, 2, 4, [0.5])
    >>> round(wait.wait, 6)
    0.025744
    """
    k, m, c = arrival_stages, service_stages, berths
    phases = k * phase_count(c, m)
    if phases > MOST_PHASES:
        model = f"{'M' if k == 1 else f'E{k}'}/E{m}/{c}"
        raise UsageError.of("too_many_phases", model=model, phases=phases, maximum=MOST_PHASES)
    loads = np.asarray(utilisations, dtype=np.float64)
    rate = k * loads * c  # of a stage of arrival, per mean service time
    band = _band(k, c, float(loads.min())) if m == 2 and c >= BAND_FROM else None
    if band is not None:
        waits = _solved(k, m, c, rate, band)
        if all(_inside(wait, band, c) for wait in waits):
            return waits
    return _solved(k, m, c, rate, None)


def _solved(k: int, m: int, c: int, rate: Floats, band: Band | None) -> list[ErlangWait]:
    top = level(c, m, band)
    rise = _rate_matrix(k, m, rate / (k * c), rate, top)
    with np.errstate(over="ignore", invalid="ignore"):  # times that no double holds: see below
        suffixes, times = _below(k, m, c, rate, band)
        return _joined(k, m, rate, top, rise, suffixes, times)


def _band(k: int, c: int, load: float) -> Band:
    """Return the band for many berths of two stages: ten deviations beyond all that is usual.

    Every second vessel at work is in its first stage, fewer when many wait: then the share is that
    of the slowest mode, whose decay eta solves k rho (1 - z) = 2 z (1 - sqrt(eta)), eta = z^k.
    """
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        # Divided by 1 - z, so that the root at 1 is gone.
        half = middle ** (k / 2)
        if k * load > 2 * middle * (1 - half) / (1 - middle):
            low = middle
        else:
            high = middle
    root = low ** (k / 2)
    return Band(root / (1 + root), 5 * math.sqrt(c))


def _inside(wait: ErlangWait, band: Band, c: int) -> bool:
    """Whether nothing that counts has reached an edge of the band."""
    least, most = band.ends(c)
    edges = (wait.found[0] if least else 0.0) + (wait.found[-1] if most < c else 0.0)
    return bool(edges <= 1e-13 * wait.found.sum())


def _rate_matrix(k: int, m: int, loads: Floats, rate: Floats, top: Level) -> Floats:
    """Return R for a stage of arrival: what a level holds above, per unit of the one below.

    Cyclic reduction takes out every second level, then every second of the rest, until level c
    sees the level above only through vessels that come back. An arrival leads from the last stage
    to the first alone, so of the block that leads up only one sub-block is kept.
    """
    size, many = top.size, len(rate)
    whole = k * size
    one = np.eye(size)
    inner = m * top.moves - m * np.diag(top.leaving)
    done = m * top.done
    local = np.zeros((many, whole, whole))
    down = np.zeros((many, whole, whole))
    for stage in range(k):
        here = slice(stage * size, (stage + 1) * size)
        local[:, here, here] = inner - rate[:, None, None] * one
        down[:, here, here] = done
        if stage + 1 < k:
            after = slice((stage + 1) * size, (stage + 2) * size)
            local[:, here, after] = rate[:, None, None] * one
    first, last = slice(0, size), slice((k - 1) * size, whole)
    up = rate[:, None, None] * one
    # Near saturation two roots meet at 1, and digits would be lost. The one that is known to be 1
    # is moved to 0 (C. He, B. Meini, N. H. Rhee, SIAM J. Matrix Anal. Appl. 23, 2001); the block
    # that is sought stays the same.
    shift = np.where(loads > SHIFT_FROM, 1 / whole, 0.0)[:, None, None]
    local[:, last, :] += rate[:, None, None] * shift
    down -= down.sum(axis=2, keepdims=True) * shift
    censored = local.copy()
    right = np.zeros((many, whole, whole + size))
    right[:, last, whole:] = one
    for _ in range(ROUNDS):
        right[:, :, :whole] = down
        both = np.linalg.solve(-local, right)
        across, fall = both[:, :, whole:] @ up, both[:, :, :whole]
        lift = up @ fall[:, first, :]
        censored[:, last, :] += lift
        local[:, last, :] += lift
        local[:, :, first] += down @ across
        down = down @ fall
        up = up @ across[:, first, :]
        if np.abs(lift).max() <= 1e-17 * m * top.leaving.max() or np.abs(up).max() <= 1e-280:
            break
    # Only what starts in the first stage above c matters: the first block row of the inverse.
    start = np.zeros((many, whole, size))
    start[:, first, :] = one
    row = np.linalg.solve(-censored.transpose(0, 2, 1), start)
    return np.asarray(rate[:, None, None] * row[:, first, :].transpose(0, 2, 1))


def _below(
    k: int, m: int, c: int, rate: Floats, band: Band | None
) -> tuple[list[Floats], list[Floats]]:
    """Take out the levels below c, from the bottom.

    Returns
    -------
    tuple
        For each stage s with c - 1 vessels: where the process is when it comes back to c vessels,
        and how long that takes on average.
    """
    many = len(rate)
    speed = rate[:, None, None]
    suffixes: list[Floats] = []
    times: list[Floats] = []
    under = level(0, m, band)
    for n in range(c):
        here, above = under, level(n + 1, m, band)
        one = np.eye(here.size)
        base = m * np.diag(here.leaving) - m * here.moves
        prefix = np.broadcast_to(one, (many, here.size, here.size))
        elapsed = np.zeros((many, here.size))
        steps: list[Floats] = []
        stays: list[Floats] = []
        for stage in range(k):
            matrix = speed * one + base
            worth = np.ones((many, here.size))
            if n:
                ending = m * here.finishing
                climb = suffixes[stage] if stage == 0 else suffixes[stage] @ prefix
                matrix = matrix - ending[:, None] * climb[:, here.down, :]
                back = times[stage] + (suffixes[stage] @ elapsed[:, :, None])[:, :, 0]
                worth = worth + ending * back[:, here.down]
            inverse = np.linalg.inv(matrix)
            # Rows sum to 1 / rate, as each passage up is certain. What rounding takes from that
            # would be multiplied at every level where berths are faster than arrivals.
            inverse /= speed * inverse.sum(axis=2, keepdims=True)
            step = speed * inverse
            stay = (inverse @ worth[:, :, None])[:, :, 0]
            elapsed = elapsed + (prefix @ stay[:, :, None])[:, :, 0]
            if stage + 1 < k:
                prefix = step if stage == 0 else prefix @ step
            steps.append(step)
            stays.append(stay)
        joined = np.zeros((many, here.size, above.size))
        joined[:, :, here.up[:-1]] = steps[-1][:, :, :-1]
        joined[:, :, here.up[-1]] += steps[-1][:, :, -1]  # at an edge two spreads become one
        suffixes, times = [joined], [stays[-1]]
        for stage in range(k - 2, -1, -1):
            times.insert(0, stays[stage] + (steps[stage] @ times[0][:, :, None])[:, :, 0])
            suffixes.insert(0, steps[stage] @ suffixes[0])
        under = above
    return suffixes, times


def _joined(
    k: int, m: int, rate: Floats, top: Level, rise: Floats, suffixes: list[Floats],
    times: list[Floats],
) -> list[ErlangWait]:  # fmt: skip
    """Join both halves at the first stage of level c, and scale to a sum of 1."""
    one = np.eye(top.size)
    ending, done = m * top.finishing, m * top.done
    waits = []
    for index, speed in enumerate(rate):
        r = rise[index]
        powers = [one]
        for _ in range(k):
            powers.append(powers[-1] @ r)
        generator = m * top.moves - m * np.diag(top.leaving) - speed * one
        generator += powers[k] @ done
        seen = np.zeros(top.size)
        for stage in range(k):
            flow = powers[stage] * ending
            generator += flow @ suffixes[stage][index][top.down]
            seen += flow @ times[stage][index][top.down]
        system = generator.T.copy()
        system[0] = 1.0
        start = np.linalg.solve(system, np.eye(1, top.size)[0])
        leap = powers[k]
        queue = np.asarray(np.linalg.solve(one - leap, np.ones(top.size)), dtype=np.float64)
        above = float(sum(start @ powers[stage] for stage in range(k)) @ queue)
        total = above + float(start @ seen)
        fading = m * top.moves - m * np.diag(top.leaving)
        fading += leap @ done
        if not math.isfinite(total):  # waiting is rarer than the smallest number that there is
            found = np.zeros(top.size)
        else:
            found = np.asarray(k * (start @ powers[k - 1]) / total)
        wait = float(found @ np.linalg.solve(-fading, queue))
        waits.append(ErlangWait(found, fading, queue, wait))
    return waits
