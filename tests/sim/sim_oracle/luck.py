"""Laws by their definitions, on the same uniform numbers."""

import math
from itertools import count
from statistics import NormalDist

from tongqu.rng import stream_key
from tongqu.rng.philox import two_uniforms
from tongqu.sim import Law


class Luck:
    """All luck of a replication."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed, self.replication = seed, replication

    def uniforms(self, entity: int, turn: int, *purpose: str):
        """Yield one number after the other."""
        key = stream_key(self.seed, *purpose)
        for block in count():
            yield from two_uniforms(*key, entity, turn, self.replication, block)

    def one(self, entity: int, turn: int, *purpose: str) -> float:
        """Return the one number of a law that needs no more: sixteen entities share eight pairs."""
        key = stream_key(self.seed, *purpose)
        group, place = divmod(entity, 16)
        pair = two_uniforms(*key, 8 * group + place % 8, turn, self.replication, 0)
        return pair[place // 8]

    def draw(self, law: Law, entity: int, turn: int, *purpose: str) -> float:
        """Return what a law gives."""
        if law.kind == "const":
            return law.mean
        if law.kind == "erlang":
            numbers = self.uniforms(entity, turn, *purpose)
            return sum(-law.mean / law.stages * math.log(next(numbers)) for _ in range(law.stages))
        u = self.one(entity, turn, *purpose)
        if law.kind == "exp":
            return -law.mean * math.log(u)
        if law.kind == "uniform":
            return law.low + (law.high - law.low) * u
        if law.kind == "lognormal":
            sigma = math.sqrt(math.log(1 + law.cv**2))
            return law.mean * math.exp(sigma * NormalDist().inv_cdf(u) - sigma**2 / 2)
        if law.kind == "triangular":
            span = law.high - law.low
            if u < (law.mode - law.low) / span:
                return law.low + math.sqrt(u * span * (law.mode - law.low))
            return law.high - math.sqrt((1 - u) * span * (law.high - law.mode))
        return law.values[int(u * len(law.values))]
