"""Laws by their definitions, on the same uniform numbers."""

import math
from itertools import count

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

    def draw(self, law: Law, entity: int, turn: int, *purpose: str) -> float:
        """Return what a law gives."""
        numbers = self.uniforms(entity, turn, *purpose)
        if law.kind == "const":
            return law.mean
        if law.kind == "exp":
            return -law.mean * math.log(next(numbers))
        if law.kind == "erlang":
            return sum(-law.mean / law.stages * math.log(next(numbers)) for _ in range(law.stages))
        if law.kind == "uniform":
            return law.low + (law.high - law.low) * next(numbers)
        if law.kind == "lognormal":
            sigma = math.sqrt(math.log(1 + law.cv**2))
            u, v = next(numbers), next(numbers)
            normal = math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)
            return law.mean * math.exp(sigma * normal - sigma**2 / 2)
        if law.kind == "triangular":
            u, span = next(numbers), law.high - law.low
            if u < (law.mode - law.low) / span:
                return law.low + math.sqrt(u * span * (law.mode - law.low))
            return law.high - math.sqrt((1 - u) * span * (law.high - law.mode))
        return law.values[int(next(numbers) * len(law.values))]
