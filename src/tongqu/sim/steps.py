"""What a unit does on its route, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field

from tongqu.sim.laws import Law

__all__ = [
    "Again",
    "Berthing",
    "Chance",
    "Pass",
    "Sail",
    "Serve",
    "Step",
    "WaitFor",
    "Work",
]

NO_TIME = Law.const(0.0)


@dataclass(frozen=True)
class Sail:
    """Time that passes, at the speed of a calendar: a voyage, papers, a rest."""

    hours: Law
    calendar: str | None = None
    name: str = "sail"


@dataclass(frozen=True)
class WaitFor:
    """Wait until a calendar's value is not below a least one: water, daylight, an open gate."""

    calendar: str
    least: float = 1.0
    name: str = "wait"


@dataclass(frozen=True)
class Serve:
    """Be served at a station: a gate lane, an inspection, a berth without details."""

    station: str
    hours: Law
    calendar: str | None = None
    servers: int = 1

    @property
    def name(self) -> str:
        """What its luck is keyed by."""
        return f"serve {self.station}"


@dataclass(frozen=True)
class Work:
    """Load or discharge.

    Attributes
    ----------
    side
        ``discharge`` or ``load``.
    rate_t_per_h
        Of one crane, or of all without a pool.
    store
        Where the cargo comes from or goes to; None: directly over the quay.
    pool, cranes
        Station whose servers are the cranes; fewest and most that work together.
    share
        Share of the payload.
    lots
        Parts: each waits for its room, or its stock, by itself.
    factor
        Law of the time as a multiple of tonnes / rate.
    calendar
        Speed of the work.
    up_to
        Load what is there, without a wait (a train with a slot).
    """

    side: str
    rate_t_per_h: float
    store: str | None = None
    pool: str | None = None
    cranes: tuple[int, int] = (1, 1)
    share: float = 1.0
    lots: int = 1
    factor: Law = field(default_factory=lambda: Law.const(1.0))
    calendar: str | None = None
    up_to: bool = False

    @property
    def name(self) -> str:
        """What its luck is keyed by."""
        return f"{self.side} {self.store or ''}"


@dataclass(frozen=True)
class Berthing:
    """Take a berth, work there, leave it."""

    station: str
    works: tuple[Work, ...]
    before: Law = NO_TIME
    after: Law = NO_TIME

    @property
    def name(self) -> str:
        """What its luck is keyed by."""
        return f"berth {self.station}"


@dataclass(frozen=True)
class Pass:
    """Pass a lock ``up`` or ``down``."""

    lock: str
    direction: str


@dataclass(frozen=True)
class Chance:
    """Some steps that only a share of the units takes: an inspection, a second quay."""

    share: float
    steps: tuple[Step, ...]
    name: str = "chance"


@dataclass(frozen=True)
class Again:
    """Go back to the first step of the route: a fleet that comes and goes."""


Step = Sail | WaitFor | Serve | Berthing | Work | Pass | Chance | Again
