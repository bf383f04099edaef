"""Numbers drawn from laws: by inversion, so that more luck always means a longer time.

What an entity draws is a function of key, entity, turn and replication alone. Where entities draw
one after another (arrivals, trucks of one kind at a gate) sixteen in a row are drawn at once, in
vectors, and lie ready in the law's row; two such rows of sixteen, as those who come late draw
together with those who come early. Elsewhere each number is made when it is asked for, and is the
same.
"""

from __future__ import annotations

import math

from tongqu.kernels import kernel
from tongqu.rng.inversion import exp, is_central, ln, normal, normal_near_centre
from tongqu.rng.philox import one_uniform, sixteen_uniforms, two_uniforms
from tongqu.sim.columns import (
    CONST,
    ERLANG,
    EXP,
    L_A,
    L_AHEAD,
    L_B,
    L_C,
    L_COUNT,
    L_FIRST,
    L_KEY0,
    L_KEY1,
    L_KIND,
    L_READY,
    L_STAGES,
    L_WHOSE,
    LOGNORMAL,
    REPLICATION,
    SCRATCH,
    STAGES_AT_ONCE,
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
    return one_uniform(k0, k1, entity, turn, whole[REPLICATION])


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def draw(whole: Ints, real: Reals, law: int, entity: int, turn: int) -> float:
    """Return what a law gives to an entity at one of its turns."""
    if whole[law + L_AHEAD] == 0:
        return _draw_one(whole, real, law, entity, turn)
    half = (entity >> 4) & 1
    whose = (turn << 32) | (entity >> 4)
    if whole[law + L_WHOSE + half] != whose:
        _draw_sixteen(whole, real, law, entity >> 4, turn)
    return float(real[law + L_READY + (entity & 31)])


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _draw_one(whole: Ints, real: Reals, law: int, entity: int, turn: int) -> float:
    kind = whole[law + L_KIND]
    if kind == CONST:
        return float(real[law + L_A])
    if kind == ERLANG:
        return float(real[law + L_A]) * _erlang(whole, law, entity, turn)
    return _shaped(whole, real, law, kind, luck(whole, real, law, entity, turn))


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _shaped(whole: Ints, real: Reals, law: int, kind: int, u: float) -> float:
    """Return what a law that needs one number makes of it."""
    a: float = real[law + L_A]
    if kind == EXP:
        return -a * ln(u)
    b: float = real[law + L_B]
    if kind == LOGNORMAL:
        return exp(a + b * normal(u))
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


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _erlang(whole: Ints, law: int, entity: int, turn: int) -> float:
    """Return the sum of exponential stages of mean 1: two of them from each block of bits."""
    k0, k1 = whole[law + L_KEY0], whole[law + L_KEY1]
    left, block, total, product = whole[law + L_STAGES], 0, 0.0, 1.0
    while left > 0:
        u, v = two_uniforms(k0, k1, entity, turn, whole[REPLICATION], block)
        product *= u * v if left > 1 else u
        left -= 2
        block += 1
        if 2 * block % STAGES_AT_ONCE == 0:
            total -= ln(product)
            product = 1.0
    return total - ln(product)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _draw_sixteen(whole: Ints, real: Reals, law: int, group: int, turn: int) -> None:
    """Draw for sixteen entities in a row."""
    half = group & 1
    whole[law + L_WHOSE + half] = (turn << 32) | group
    at = law + L_READY + 16 * half
    share, kind, a = whole[law + L_AHEAD], whole[law + L_KIND], real[law + L_A]
    k0, k1, replication = whole[law + L_KEY0], whole[law + L_KEY1], whole[REPLICATION]
    if kind == ERLANG:
        _sixteen_erlangs(whole, real, law, at, group, turn)
        return
    if kind == LOGNORMAL:
        scratch = whole[SCRATCH]
        sixteen_uniforms(real, scratch, k0, k1, group, turn, replication, share)
        _many_lognormals(real, scratch, at, 2 * share, a, real[law + L_B])
        return
    sixteen_uniforms(real, at, k0, k1, group, turn, replication, share)
    if kind == EXP:
        for k in range(2 * share):
            real[at + k] = -a * ln(real[at + k])
    else:
        for k in range(2 * share):
            real[at + k] = _shaped(whole, real, law, kind, real[at + k])


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _many_lognormals(real: Reals, begin: int, at: int, many: int, a: float, b: float) -> None:
    """Make uniform numbers from `begin` on into numbers from `at` on.

    Loops without a branch, which become vectors: all as if near the centre, then the few that are
    not (three of twenty) one by one, then the powers.
    """
    for k in range(many):
        real[at + k] = normal_near_centre(real[begin + k])
    for k in range(many):
        if not is_central(real[begin + k]):
            real[at + k] = normal(real[begin + k])
    for k in range(many):
        real[at + k] = exp(a + b * real[at + k])


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _sixteen_erlangs(whole: Ints, real: Reals, law: int, at: int, group: int, turn: int) -> None:
    """Do what `_erlang` does, for few enough stages that their product is one."""
    many, stages, a = 2 * whole[law + L_AHEAD], whole[law + L_STAGES], real[law + L_A]
    k0, k1, replication = whole[law + L_KEY0], whole[law + L_KEY1], whole[REPLICATION]
    for k in range(many):
        real[at + k] = 1.0
    for block in range((stages + 1) >> 1):
        both = stages - 2 * block > 1
        for k in range(many):
            u, v = two_uniforms(k0, k1, group * many + k, turn, replication, block)
            real[at + k] *= u * v if both else u
    for k in range(many):
        real[at + k] = a * -ln(real[at + k])
