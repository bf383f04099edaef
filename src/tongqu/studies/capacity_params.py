"""How a port's capacity is looked for."""

from __future__ import annotations

from dataclasses import dataclass

from tongqu.errors import UsageError

__all__ = ["CapacityParams"]


@dataclass(frozen=True, kw_only=True)
class CapacityParams:
    """How the capacity is looked for.

    Attributes
    ----------
    years
        How long a run counts.
    lead_h
        Hours before that, in which the port fills; more are left out if MSER-5 says so.
    replications, most
        Runs at each level of traffic at first, and at the most.
    tolerance
        Width of the bracket that is good enough, as a share of the traffic.
    sources
        Whose traffic grows; empty: all that come by gaps, but for vessels of other ports.
    more
        Whether to ask what one more of everything brings.
    block_t
        Room of one more yard block [t]; None: a tenth of the store.
    choose
        Alternatives among which to choose, by id; ``as_it_is`` is the port as it is.
    error, indifference_h
        Accepted probability of a wrong choice, and difference of the mean wait of a call that
        does not matter [h]; None: a tenth of the wait of the port as it is.
    """

    years: float = 1.0
    lead_h: float = 0.0
    replications: int = 20
    most: int = 640
    tolerance: float = 0.02
    sources: tuple[str, ...] = ()
    more: bool = True
    block_t: float | None = None
    choose: tuple[str, ...] = ()
    error: float = 0.05
    indifference_h: float | None = None

    def __post_init__(self) -> None:
        for name, low, high in (
            ("years", 0.01, 1000.0), ("lead_h", 0.0, 1e6), ("replications", 5, 100_000),
            ("most", self.replications, 1_000_000), ("tolerance", 0.001, 0.5),
            ("error", 1e-4, 0.5), ("block_t", 1e-6, 1e9), ("indifference_h", 1e-6, 1e6),
        ):  # fmt: skip
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise UsageError.of("parameter_out_of_range", name=name, value=value,
                                    minimum=low, maximum=high)  # fmt: skip
