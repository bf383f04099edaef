"""Slow second methods: chains cut off far out, solved densely, and nothing clever.

They share no code with `tongqu.queueing`.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def stationary(generator: Floats) -> Floats:
    """Return the stationary law by Grassmann's elimination: no subtraction, so no loss."""
    rates = generator.copy()
    size = len(rates)
    for j in range(size - 1, 0, -1):
        rates[:j, j] /= rates[j, :j].sum()
        rates[:j, :j] += np.outer(rates[:j, j], rates[j, :j])
    law = np.zeros(size)
    law[0] = 1.0
    for j in range(1, size):
        law[j] = law[:j] @ rates[:j, j]
    return law / law.sum()


def expm_row(row: Floats, generator: Floats, time: float) -> Floats:
    """Return row exp(generator time) by uniformisation."""
    rate = max(1e-12, -generator.diagonal().min())
    step = np.eye(len(generator)) + generator / rate
    total, weight, vector = np.zeros_like(row), math.exp(-rate * time), row
    for n in range(1, int(rate * time + 12 * math.sqrt(rate * time)) + 60):
        total = total + weight * vector
        vector, weight = vector @ step, weight * rate * time / n
    return total


def spreads(vessels: int, stages: int) -> list[tuple[int, ...]]:
    return [x for x in itertools.product(range(vessels + 1), repeat=stages) if sum(x) == vessels]


class ErlangChain:
    """Ek/Em/c with at most `most` vessels; mean service time 1."""

    def __init__(self, k: int, m: int, c: int, load: float, most: int) -> None:
        self.k, self.m, self.c = k, m, c
        self.arrivals = load * c
        self.states = {
            state: number
            for number, state in enumerate(
                (n, s, x) for n in range(most + 1) for s in range(k) for x in spreads(min(n, c), m)
            )
        }
        rates = np.zeros((len(self.states),) * 2)
        for (n, s, x), here in self.states.items():
            if s + 1 < k:
                rates[here, self.states[n, s + 1, x]] += k * self.arrivals
            elif n < most:
                there = (n + 1, 0, self.changed(x, 0) if n < c else x)
                rates[here, self.states[there]] += k * self.arrivals
            for stage, busy in enumerate(x):
                if busy:
                    rates[here, self.states[self.after(n, s, x, stage)]] += m * busy
        self.law = stationary(rates)

    @staticmethod
    def changed(
        x: tuple[int, ...], up: int | None = None, down: int | None = None
    ) -> tuple[int, ...]:
        return tuple(v + (i == up) - (i == down) for i, v in enumerate(x))

    def after(
        self, n: int, s: int, x: tuple[int, ...], stage: int
    ) -> tuple[int, int, tuple[int, ...]]:
        if stage + 1 < self.m:
            return n, s, self.changed(x, stage + 1, stage)
        return n - 1, s, self.changed(x, 0 if n > self.c else None, stage)

    def mean_wait(self) -> float:
        return sum(self.law[i] * max(n - self.c, 0) for (n, _, _), i in self.states.items()) / (
            self.arrivals
        )

    def found(self) -> dict[tuple[int, tuple[int, ...]], float]:
        """Return what an arriving vessel finds: vessels and spread."""
        law: dict[tuple[int, tuple[int, ...]], float] = {}
        for (n, s, x), i in self.states.items():
            if s == self.k - 1:
                law[n, x] = law.get((n, x), 0.0) + self.k * self.law[i]
        return law

    def waits_longer(self, time: float) -> float:
        """Return P(W > time): departures until the vessel's turn, counted one by one."""
        law = {key: p for key, p in self.found().items() if key[0] >= self.c}
        ahead = max(n for n, _ in law) - self.c
        states = {(q, x): i for i, (q, x) in enumerate(
            (q, x) for q in range(ahead + 1) for x in spreads(self.c, self.m))}  # fmt: skip
        rates = np.zeros((len(states),) * 2)
        for (q, x), here in states.items():
            for stage, busy in enumerate(x):
                rates[here, here] -= self.m * busy
                if stage + 1 < self.m and busy:
                    rates[here, states[q, self.changed(x, stage + 1, stage)]] += self.m * busy
                elif busy and q:
                    rates[here, states[q - 1, self.changed(x, 0, stage)]] += self.m * busy
        row = np.zeros(len(states))
        for (n, x), p in law.items():
            row[states[n - self.c, x]] += p
        return float(expm_row(row, rates, time).sum())


def left_behind(places: int, arrivals: float, most: int) -> Floats:
    """Return the law of X' = max(X + Poisson - places, 0), cut off at `most`."""
    chance = np.exp([-arrivals + n * math.log(arrivals) - math.lgamma(n + 1)
                     for n in range(most + places + 1)])  # fmt: skip
    moves = np.zeros((most + 1, most + 1))
    for x in range(most + 1):
        for n, p in enumerate(chance):
            moves[x, min(max(x + n - places, 0), most)] += p
    np.fill_diagonal(moves, 0.0)
    return stationary(moves)


def fixed_arrivals(c: int, load: float, most: int) -> Floats:
    """Return what arrivals of D/M/c find: one vessel more, then deaths for a fixed time."""
    rates = np.zeros((most + 2, most + 2))
    for n in range(1, most + 2):
        rates[n, n - 1] = min(n, c)
        rates[n, n] = -min(n, c)
    moves = np.zeros((most + 1, most + 1))
    for n in range(most + 1):
        row = expm_row(np.eye(1, most + 2, n + 1)[0], rates, 1 / (load * c))
        moves[n] = row[: most + 1]
        moves[n, most] += row[most + 1]
    np.fill_diagonal(moves, 0.0)
    return stationary(moves)


def stages_at_fixed_service(k: int, c: int, load: float, most: int) -> Floats:
    """Return the law of k n + s in Ek/D/c: a service time later all at berths have left."""
    mean = k * load * c
    chance = np.exp([-mean + n * math.log(mean) - math.lgamma(n + 1) for n in range(most + 1)])
    moves = np.zeros((most + 1, most + 1))
    for level in range(most + 1):
        rest = level - k * c if level >= k * c else level % k
        for n, p in enumerate(chance):
            moves[level, min(rest + n, most)] += p
    np.fill_diagonal(moves, 0.0)
    return stationary(moves)


class FixedChain:
    """What arrivals of D/Em/c find, by the chain from arrival to arrival; at most `most` there."""

    def __init__(self, m: int, c: int, load: float, most: int) -> None:
        self.m, self.c = m, c
        self.states = [(n, x) for n in range(most + 1) for x in spreads(min(n, c), m)]
        rank = {state: number for number, state in enumerate(self.states)}
        rates = np.zeros((len(rank),) * 2)
        for (n, x), here in rank.items():
            for stage, busy in enumerate(x):
                rates[here, here] -= m * busy
                if busy and stage + 1 < m:
                    there = n, ErlangChain.changed(x, stage + 1, stage)
                elif busy:
                    there = n - 1, ErlangChain.changed(x, 0 if n > c else None, stage)
                if busy:
                    rates[here, rank[there]] += m * busy
        moves = np.zeros_like(rates)
        for (n, x), here in rank.items():
            more = (n + 1, ErlangChain.changed(x, 0) if n < c else x) if n < most else (n, x)
            moves[here, rank[more]] = 1.0
        moves = expm_row(moves, rates, 1 / (load * c))
        np.fill_diagonal(moves, 0.0)
        self.law = stationary(moves)
        self.rates = rates

    def p_wait(self) -> float:
        return sum(p for (n, _), p in zip(self.states, self.law, strict=True) if n >= self.c)

    def waits_longer(self, time: float) -> float:
        """Return P(W > time): those who found n wait until n - c + 1 have left, so n >= c."""
        late = expm_row(self.law, self.rates, time)
        # Whoever was ahead is gone when fewer than c of them are left: nobody came in between.
        return sum(p for (n, _), p in zip(self.states, late, strict=True) if n >= self.c)
