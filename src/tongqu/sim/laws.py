"""Laws that times, payloads and gaps are drawn from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Self

__all__ = ["KINDS", "Law"]

KINDS = ("const", "exp", "erlang", "uniform", "lognormal", "triangular", "values")


@dataclass(frozen=True)
class Law:
    """A law; make one with its class methods.

    Attributes
    ----------
    kind
        ``const``, ``exp``, ``erlang``, ``uniform``, ``lognormal``, ``triangular`` or ``values``.
    mean
        Of ``const``, ``exp``, ``erlang`` and ``lognormal``.
    stages
        Of ``erlang``.
    cv
        Coefficient of variation of ``lognormal``.
    low, mode, high
        Of ``uniform`` (without a mode) and ``triangular``.
    values
        Of ``values``: one of them, each as likely as the others (a port's own record).

    Examples
    --------
    >>> Law.erlang(6.0, 2).mean_value, Law.of_values([1, 2, 6]).mean_value
    (6.0, 3.0)
    """

    kind: str
    mean: float = 0.0
    stages: int = 1
    cv: float = 0.0
    low: float = 0.0
    mode: float = 0.0
    high: float = 0.0
    values: tuple[float, ...] = ()

    @classmethod
    def const(cls, value: float) -> Self:
        """Return the law of a fixed value."""
        return cls("const", mean=value)

    @classmethod
    def exp(cls, mean: float) -> Self:
        """Return the exponential law."""
        return cls("exp", mean=mean)

    @classmethod
    def erlang(cls, mean: float, stages: int) -> Self:
        """Return Erlang's law: as many exponential stages in a row."""
        return cls("erlang", mean=mean, stages=stages)

    @classmethod
    def uniform(cls, low: float, high: float) -> Self:
        """Return the law of any value between two."""
        return cls("uniform", low=low, high=high)

    @classmethod
    def lognormal(cls, mean: float, cv: float) -> Self:
        """Return the lognormal law by mean and coefficient of variation."""
        return cls("lognormal", mean=mean, cv=cv)

    @classmethod
    def triangular(cls, low: float, mode: float, high: float) -> Self:
        """Return the triangular law by least, likeliest and largest value."""
        return cls("triangular", low=low, mode=mode, high=high)

    @classmethod
    def of_values(cls, values: Any) -> Self:
        """Return the law of a record: one of its values, each as likely."""
        return cls("values", values=tuple(float(v) for v in values))

    @property
    def mean_value(self) -> float:
        """Mean of the law."""
        if self.kind == "uniform":
            return (self.low + self.high) / 2
        if self.kind == "triangular":
            return (self.low + self.mode + self.high) / 3
        if self.kind == "values":
            return math.fsum(self.values) / len(self.values)
        return float(self.mean)

    @property
    def least_value(self) -> float:
        """Infimum of the law."""
        if self.kind in ("uniform", "triangular"):
            return self.low
        if self.kind == "values":
            return min(self.values)
        return self.mean if self.kind == "const" else 0.0

    def faults(self) -> list[str]:
        """Return which fields make no sense."""
        wrong = []
        if self.kind not in KINDS:
            return ["kind"]
        if self.kind in ("const", "exp", "erlang", "lognormal"):
            least = 0.0 if self.kind == "const" else 1e-12
            if not (math.isfinite(self.mean) and self.mean >= least):
                wrong.append("mean")
        if self.kind == "erlang" and not 1 <= self.stages <= 1000:
            wrong.append("stages")
        if self.kind == "lognormal" and not 0 < self.cv <= 10:
            wrong.append("cv")
        if self.kind in ("uniform", "triangular"):
            wrong += [] if 0 <= self.low < self.high < math.inf else ["low", "high"]
        if self.kind == "triangular" and not self.low <= self.mode <= self.high:
            wrong.append("mode")
        if self.kind == "values" and not (
            self.values and all(math.isfinite(v) and v >= 0 for v in self.values)
        ):
            wrong.append("values")
        return wrong
