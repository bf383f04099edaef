"""Numbers drawn from laws: by inversion, so that more luck always means a longer time."""

from __future__ import annotations

import math

from tongqu.kernels import kernel
from tongqu.rng.philox import two_uniforms
from tongqu.sim.columns import (
    CONST,
    ERLANG,
    EXP,
    L_A,
    L_B,
    L_C,
    L_COUNT,
    L_FIRST,
    L_KEY0,
    L_KEY1,
    L_KIND,
    L_STAGES,
    LOGNORMAL,
    REPLICATION,
    TRIANGULAR,
    UNIFORM,
    Ints,
    Reals,
)

__all__ = ["draw", "luck"]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def luck(whole: Ints, real: Reals, law: int, entity: int, turn: int) -> float:
    """Return the uniform number of a law's stream."""
    k0, k1 = whole[law + L_KEY0], whole[law + L_KEY1]
    return two_uniforms(k0, k1, entity, turn, whole[REPLICATION], 0)[0]


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def draw(whole: Ints, real: Reals, law: int, entity: int, turn: int) -> float:
    """Return what a law gives to an entity at one of its turns."""
    kind = whole[law + L_KIND]
    a: float = real[law + L_A]
    if kind == CONST:
        return a
    k0, k1 = whole[law + L_KEY0], whole[law + L_KEY1]
    u, v = two_uniforms(k0, k1, entity, turn, whole[REPLICATION], 0)
    if kind == EXP:
        return -a * math.log(u)
    if kind == ERLANG:
        return a * _erlang(whole, law, entity, turn, u, v)
    b: float = real[law + L_B]
    if kind == LOGNORMAL:
        return math.exp(a + b * math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v))
    if kind == UNIFORM:
        return a + (b - a) * u
    if kind == TRIANGULAR:
        top: float = real[law + L_C]
        cut = (top - a) / (b - a)
        if u < cut:
            return a + math.sqrt(u * (b - a) * (top - a))
        return b - math.sqrt((1 - u) * (b - a) * (b - top))
    first, count = whole[law + L_FIRST], whole[law + L_COUNT]
    return float(real[first + int(u * count)])


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _erlang(whole: Ints, law: int, entity: int, turn: int, u: float, v: float) -> float:
    """Return the sum of exponential stages of mean 1: two of them from each block of bits."""
    k0, k1 = whole[law + L_KEY0], whole[law + L_KEY1]
    left, block, total = whole[law + L_STAGES], 0, 0.0
    while True:
        total -= math.log(u * v) if left > 1 else math.log(u)
        left -= 2
        if left <= 0:
            return total
        block += 1
        u, v = two_uniforms(k0, k1, entity, turn, whole[REPLICATION], block)
