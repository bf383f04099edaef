"""Laws of the times between arrivals and of service: M, E2, E3 ... and D."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from tongqu.errors import UsageError

__all__ = ["DETERMINISTIC", "EXPONENTIAL", "Law"]

MOST_STAGES = 1000
"""Stages of an Erlang law; beyond, D is as good as any figure that a port can measure."""

WORD = re.compile(r"[Ee]?[Kk]?(\d+)")


@dataclass(frozen=True, slots=True)
class Law:
    """How regular a time is: exponential (M), Erlang of some stages (E2, E3 ...), fixed (D).

    Attributes
    ----------
    stages
        Stages of the Erlang law, 1 for M; 0 stands for D, which has no end of stages.

    Notes
    -----
    The squared coefficient of variation is 1 / stages: 1 for M, 1/2 for E2, 0 for D.

    Examples
    --------
    >>> Law.of("E2"), Law.of("m"), str(Law.of("D"))
    (Law(stages=2), Law(stages=1), 'D')
    """

    stages: int

    @classmethod
    def of(cls, word: str | Law) -> Law:
        """Return the law that a letter names.

        Raises
        ------
        UsageError
            If the word is not M, D or E with a number of stages.
        """
        if isinstance(word, Law):
            return word
        if word.upper() in ("M", "D"):
            return EXPONENTIAL if word.upper() == "M" else DETERMINISTIC
        match = WORD.fullmatch(word)
        if match is None or not word[0].isalpha() or not 1 <= int(match[1]) <= MOST_STAGES:
            raise UsageError.of("unknown_law", law=word, maximum=MOST_STAGES)
        return cls(int(match[1]))

    def __str__(self) -> str:
        return {0: "D", 1: "M"}.get(self.stages, f"E{self.stages}")

    @property
    def variation(self) -> float:
        """The squared coefficient of variation."""
        return 1 / self.stages if self.stages else 0.0

    def log_transform(self, s: float) -> float:
        """Return the logarithm of the Laplace transform E[exp(-sT)], for a mean of 1."""
        return -self.stages * math.log1p(s / self.stages) if self.stages else -s

    def slope(self, s: float) -> float:
        """Return the derivative of the Laplace transform, for a mean of 1."""
        down = math.exp(self.log_transform(s))
        return -down / (1 + s / self.stages) if self.stages else -down


EXPONENTIAL = Law(1)
DETERMINISTIC = Law(0)
