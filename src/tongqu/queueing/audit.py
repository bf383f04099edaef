"""Whether measured figures of a port can be true together: nothing is lost, and Little's law."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any

from tongqu.errors import UsageError

__all__ = ["Measured", "MeasuredCheck", "audit_measured"]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Figures that somebody measured or reported; leave out what is not known.

    Attributes
    ----------
    hours
        Length of the time over which they hold.
    came, left, before, present
        Units that came and left in that time, and that were there when it began and ended.
    arrivals_per_h
        Instead of `came` and `hours`.
    wait_h, queue_length
        Mean wait, and mean number of units that wait.
    service_h, servers, utilisation
        Mean service, servers (berths, chambers), and the share of their time that is used.
    stay_h, number
        Mean time in the system, and mean number of units in it.
    tonnes_in, tonnes_out, stock_before_t, stock_after_t
        What came into a store, went out of it, lay there before and after.
    capacity_t
        Its room.
    """

    hours: float | None = None
    came: float | None = None
    left: float | None = None
    before: float | None = None
    present: float | None = None
    arrivals_per_h: float | None = None
    wait_h: float | None = None
    queue_length: float | None = None
    service_h: float | None = None
    servers: float | None = None
    utilisation: float | None = None
    stay_h: float | None = None
    number: float | None = None
    tonnes_in: float | None = None
    tonnes_out: float | None = None
    stock_before_t: float | None = None
    stock_after_t: float | None = None
    capacity_t: float | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise UsageError.of("parameter_out_of_range", name=field.name, value=value,
                                    minimum=0, maximum=math.inf)  # fmt: skip

    @property
    def rate_per_h(self) -> float | None:
        """Arrivals an hour, as said or as counted."""
        if self.arrivals_per_h is not None:
            return self.arrivals_per_h
        return None if self.came is None or not self.hours else self.came / self.hours


@dataclass(frozen=True)
class MeasuredCheck:
    """One thing that must hold.

    Attributes
    ----------
    law
        ``little_queue``, ``little_service``, ``little_system``, ``stay``, ``utilisation``,
        ``vessels``, ``tonnes`` or ``room``.
    said, follows
        A measured figure, and what it would be by the others.
    holds
        Whether they agree within the tolerance, or the one is below the other where that is all
        that must be.
    """

    law: str
    said: float
    follows: float
    holds: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the check as JSON shows it."""
        return {"law": self.law, "said": self.said, "follows": self.follows, "holds": self.holds}


def audit_measured(measured: Measured, *, tolerance: float = 0.05) -> tuple[MeasuredCheck, ...]:
    """Return every check that the figures allow.

    Parameters
    ----------
    measured
        The figures.
    tolerance
        Share by which two that should be equal may differ: rounding, and what was under way at the
        ends of the time. Counted units and tonnes may differ by that share of all that moved.

    Notes
    -----
    Little's law holds for any arrivals and any order, in the long run: what waits is arrivals an
    hour times mean wait. So three figures of three offices check each other.

    References
    ----------
    J. D. C. Little, A proof for the queuing formula L = lambda W, Operations Research 9, 1961.

    Examples
    --------
    A lock of which a half-year report counts 57,534 vessels and a mean of 324 waiting, while the
    news say that they wait six hours:

    >>> report = Measured(hours=181 * 24, came=57_534, queue_length=324, wait_h=6)
    >>> [(check.law, round(check.follows), check.holds) for check in audit_measured(report)]
    [('little_queue', 79, False)]
    """
    if not 0 <= tolerance < 1:
        raise UsageError.of("parameter_out_of_range", name="tolerance", value=tolerance,
                            minimum=0, maximum=1)  # fmt: skip
    m, rate = measured, measured.rate_per_h
    found: list[MeasuredCheck] = []

    def equal(law: str, said: float | None, follows: float | None, scale: float = 0.0) -> None:
        if said is not None and follows is not None:
            room = tolerance * max(abs(said), abs(follows), scale)
            found.append(MeasuredCheck(law, said, follows, abs(said - follows) <= room))

    equal("little_queue", m.queue_length, _product(rate, m.wait_h))
    equal("little_system", m.number, _product(rate, m.stay_h))
    equal("little_service", _product(m.utilisation, m.servers), _product(rate, m.service_h))
    if m.wait_h is not None and m.service_h is not None:
        equal("stay", m.stay_h, m.wait_h + m.service_h)
    if m.utilisation is not None:
        found.append(MeasuredCheck("utilisation", m.utilisation, 1.0, m.utilisation <= 1.0))
    elif m.servers is not None and rate is not None and m.service_h is not None:
        busy = rate * m.service_h
        found.append(MeasuredCheck("utilisation", busy, m.servers, busy <= m.servers))
    if m.came is not None and m.left is not None:
        there = (m.before or 0.0) + m.came - m.left
        if m.present is not None:
            equal("vessels", m.present, there, max(m.came, m.left))
        elif m.before is not None:
            found.append(MeasuredCheck("vessels", m.left, m.before + m.came, there >= 0))
    if m.tonnes_in is not None and m.tonnes_out is not None and m.stock_before_t is not None:
        rest = m.stock_before_t + m.tonnes_in - m.tonnes_out
        equal("tonnes", m.stock_after_t, rest, max(m.tonnes_in, m.tonnes_out))
        if m.stock_after_t is None:
            most = m.stock_before_t + m.tonnes_in
            found.append(MeasuredCheck("tonnes", m.tonnes_out, most, rest >= 0))
    if m.capacity_t is not None:
        stocks = [value for value in (m.stock_before_t, m.stock_after_t) if value is not None]
        found += [MeasuredCheck("room", s, m.capacity_t, s <= m.capacity_t) for s in stocks]
    return tuple(found)


def _product(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one * other
