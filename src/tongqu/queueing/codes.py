"""Capacity formulas of the Chinese design codes, with every coefficient named.

They take the utilisation of a berth as an input and give a yearly capacity; how long vessels wait
at that utilisation they do not say. `tongqu.queueing.queue_wait` does.

What we have read and what not: the formula of the container berth as a thesis uses it, that of the
lock as a design case uses it, both of which our numbers reproduce; that of the bulk and general
berth from memory. The codes themselves were not at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongqu.errors import UsageError
from tongqu.queueing.checks import amount

__all__ = ["CodeAnswer", "Coefficient", "berth_code", "container_code", "lock_code"]


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


CONTAINER_SOURCE = "JTJ 212-2006, 7.10.7"
BERTH_SOURCE = "JTS 165, JTS 166"
LOCK_SOURCE = "JTJ 305-2001, 6.1.18"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One letter of a formula.

    Attributes
    ----------
    symbol
        As in the code.
    key
        Our name, with its unit.
    name
        What it is, in English; the catalogue has the Chinese of the code.
    value
        Taken.
    low, high
        Range that the code gives; None where it gives none.
    source
        Code and article.
    seen
        Whether the range stood in something that we have read; else it is remembered.
    """

    symbol: str
    key: str
    name: str
    value: float
    low: float | None = None
    high: float | None = None
    source: str = ""
    seen: bool = True

    @property
    def in_range(self) -> bool:
        """Whether the value lies in the code's range."""
        return not (
            (self.low is not None and self.value < self.low - 1e-12)
            or (self.high is not None and self.value > self.high + 1e-12)
        )


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """What a formula gives.

    Attributes
    ----------
    formula
        In the letters of the code.
    source
        Code and article.
    seen
        Whether the formula stood in something that we have read.
    coefficients
        What was put in.
    results
        What came out, in order; the last one is the yearly capacity.
    """

    formula: str
    source: str
    seen: bool
    coefficients: tuple[Coefficient, ...]
    results: tuple[Coefficient, ...]

    @property
    def outside(self) -> tuple[Coefficient, ...]:
        """Coefficients outside the range of the code."""
        return tuple(entry for entry in self.coefficients if not entry.in_range)

    def result(self, key: str) -> float:
        """Return a result by its key."""
        return {entry.key: entry.value for entry in self.results}[key]


def berth_code(
    *,
    ship_t: float,
    rate_t_per_h: float,
    utilisation: float,
    days: float = 330,
    idle_h: float = 3,
    other_h: float = 3,
    yearly_t: float | None = None,
) -> CodeAnswer:
    """Return the yearly capacity of a bulk or general berth.

    Parameters
    ----------
    ship_t
        G: cargo of the design vessel [t].
    rate_t_per_h
        p: design rate of the berth [t/h].
    utilisation
        A_p: effective utilisation of the berth.
    days
        T: days of operation a year.
    idle_h
        Sum t: hours of a day without work, meals and shifts.
    other_h
        t_f: auxiliary work, berthing and unberthing, for a vessel [h].
    yearly_t
        Q: cargo of a year, to be divided by the capacity of one berth [t].

    Examples
    --------
    >>> answer = berth_code(ship_t=1000, rate_t_per_h=150, utilisation=0.6)
    >>> round(answer.result("capacity_t_per_year"))
    447498
    """
    day_h = 24.0
    taken = (
        Coefficient("T", "days", N_("days of operation a year"), days, source=BERTH_SOURCE,
                    seen=False),
        Coefficient("G", "ship_t", N_("cargo of the design vessel, t"), ship_t,
                    source=BERTH_SOURCE, seen=False),
        Coefficient("p", "rate_t_per_h", N_("design rate of the berth, t/h"), rate_t_per_h,
                    source=BERTH_SOURCE, seen=False),
        Coefficient("t_d", "day_h", N_("hours of a day"), day_h, source=BERTH_SOURCE, seen=False),
        Coefficient("Σt", "idle_h", N_("hours of a day without work"), idle_h, 2, 4, BERTH_SOURCE,
                    False),
        Coefficient("t_f", "other_h", N_("auxiliary work, berthing and unberthing, h a vessel"),
                    other_h, 1, 4, BERTH_SOURCE, False),
        Coefficient("A_p", "utilisation", N_("effective utilisation of the berth"), utilisation,
                    0.5, 0.7, BERTH_SOURCE, False),
    )  # fmt: skip
    _check(taken)
    if idle_h >= day_h:
        raise UsageError.of("bad_quantity", name="idle_h", value=idle_h, maximum=day_h)
    handling = ship_t / rate_t_per_h
    capacity = days * ship_t / (handling / (day_h - idle_h) + other_h / day_h) * utilisation
    results = [Coefficient("t_z", "handling_h", N_("handling of a vessel, h"), handling)]
    results += _berths(capacity, "t", yearly_t)
    return CodeAnswer(
        "P_t = T G / (t_z / (t_d - Σt) + t_f / t_d) A_p,  t_z = G / p",
        BERTH_SOURCE, False, taken, tuple(results),
    )  # fmt: skip


def container_code(
    *,
    cranes: float,
    crane_moves_per_h: float,
    ship_teu: float,
    utilisation: float,
    days: float = 333,
    work_h: float = 24,
    other_h: float = 3,
    teu_per_box: float = 1.6,
    together: float = 0.85,
    shifted: float = 0.05,
    twin_lift: float = 1.05,
    yearly_teu: float | None = None,
) -> CodeAnswer:
    """Return the yearly capacity of a container berth.

    Parameters
    ----------
    cranes
        n: cranes at a vessel.
    crane_moves_per_h
        p_1: boxes of a crane in an hour.
    ship_teu
        Q: boxes of a call [TEU].
    utilisation
        A_p: effective utilisation of the berth.
    days
        T_y: days of operation a year.
    work_h
        t_g: hours of work in a day.
    other_h
        t_f: auxiliary work, berthing and unberthing [h].
    teu_per_box, together, shifted, twin_lift
        K_1 ... K_4: TEU of a box, cranes that work at once, boxes moved twice, gain by twin lift.
    yearly_teu
        Boxes of a year, to be divided by the capacity of one berth [TEU].

    Examples
    --------
    >>> answer = container_code(cranes=2, crane_moves_per_h=25, ship_teu=1050, utilisation=0.5)
    >>> round(answer.result("rate_teu_per_h"), 2), round(answer.result("capacity_teu_per_year"))
    (67.83, 227047)
    """
    source, day_h = CONTAINER_SOURCE, 24.0
    taken = (
        Coefficient("T_y", "days", N_("days of operation a year"), days, source=source),
        Coefficient("A_p", "utilisation", N_("effective utilisation of the berth"), utilisation,
                    0.5, 0.7, source),
        Coefficient("Q", "ship_teu", N_("boxes of a call, TEU"), ship_teu, 300, 1200, source),
        Coefficient("t_g", "work_h", N_("hours of work in a day"), work_h, 22, 24, source),
        Coefficient("t_f", "other_h", N_("auxiliary work, berthing and unberthing, h a vessel"),
                    other_h, 3, 5, source),
        Coefficient("t_d", "day_h", N_("hours of a day"), day_h, source=source),
        Coefficient("n", "cranes", N_("cranes at a vessel"), cranes, 1, 2, source),
        Coefficient("p_1", "crane_moves_per_h", N_("boxes of a crane in an hour"),
                    crane_moves_per_h, 20, 25, source),
        Coefficient("K_1", "teu_per_box", N_("TEU of a box"), teu_per_box, 1.1, 1.9, source),
        Coefficient("K_2", "together", N_("share of the cranes that work at once"), together, 0.85,
                    0.95, source),
        Coefficient("K_3", "shifted", N_("share of boxes moved twice"), shifted, 0, 0.05, source),
        Coefficient("K_4", "twin_lift", N_("gain by twin lift or two trolleys"), twin_lift, 1.05,
                    1.25, source),
    )  # fmt: skip
    _check(taken, zero=("shifted",))
    if shifted >= 1:
        raise UsageError.of("bad_quantity", name="shifted", value=shifted, maximum=1)
    rate = cranes * crane_moves_per_h * teu_per_box * together * (1 - shifted) * twin_lift
    capacity = days * utilisation / (ship_teu / (rate * work_h) + other_h / day_h) * ship_teu
    results = [Coefficient("p", "rate_teu_per_h", N_("design rate of the berth, TEU/h"), rate)]
    results += _berths(capacity, "teu", yearly_teu)
    return CodeAnswer(
        "P_t = T_y A_p / (Q / (p t_g) + t_f / t_d) Q,  p = n p_1 K_1 K_2 (1 - K_3) K_4",
        source, True, taken, tuple(results),
    )  # fmt: skip


def lock_code(
    *,
    lockage_t: float,
    lockages_per_day: float | None = None,
    one_way_min: float | None = None,
    two_way_min: float | None = None,
    work_h: float = 22,
    days: float = 350,
    other_lockages_per_day: float = 0,
    load: float = 0.55,
    uneven: float = 1.15,
) -> CodeAnswer:
    """Return the yearly capacity of a lock, one way.

    Parameters
    ----------
    lockage_t
        G: deadweight of the vessels of a lockage [t].
    lockages_per_day
        n: lockages in a day, both ways together; or
    one_way_min, two_way_min
        T_1 and T_2: a lockage with vessels one way, and a full cycle with vessels both ways [min];
        then n = 60 tau / T with T = (T_1 + T_2 / 2) / 2, as many lockages one way as both ways.
    work_h
        tau: hours of work in a day.
    days
        N: days of navigation a year.
    other_lockages_per_day
        n_0: lockages of passenger and service vessels.
    load
        alpha: cargo over deadweight.
    uneven
        beta: the busiest month over the mean.

    Examples
    --------
    >>> answer = lock_code(lockage_t=4000, lockages_per_day=30)
    >>> [round(answer.result(key) / 1e4, 2) for key in ("dwt_per_year", "capacity_t_per_year")]
    [2100.0, 1004.35]
    """
    source = LOCK_SOURCE
    taken, results = [], []
    if lockages_per_day is None:
        if one_way_min is None or two_way_min is None:
            raise UsageError.of("lockages_or_times")
        taken += [
            Coefficient("T_1", "one_way_min", N_("a lockage with vessels one way, min"),
                        one_way_min, source=source),
            Coefficient("T_2", "two_way_min", N_("a cycle with vessels both ways, min"),
                        two_way_min, source=source),
            Coefficient("τ", "work_h", N_("hours of work in a day"), work_h, source=source),
        ]  # fmt: skip
        _check(tuple(taken))
        cycle = (one_way_min + two_way_min / 2) / 2
        lockages = work_h * 60 / cycle
        results += [
            Coefficient("T", "cycle_min", N_("time of a lockage, min"), cycle),
            Coefficient("n", "lockages_per_day", N_("lockages in a day"), lockages),
        ]
    else:
        lockages = lockages_per_day
        taken.append(
            Coefficient("n", "lockages_per_day", N_("lockages in a day"), lockages, source=source)
        )
    taken += [
        Coefficient("N", "days", N_("days of navigation a year"), days, source=source),
        Coefficient("G", "lockage_t", N_("deadweight of the vessels of a lockage, t"), lockage_t,
                    source=source),
        Coefficient("n_0", "other_lockages_per_day",
                    N_("lockages of passenger and service vessels in a day"),
                    other_lockages_per_day, source=source),
        Coefficient("α", "load", N_("cargo over deadweight"), load, source=source),
        Coefficient("β", "uneven", N_("busiest month over mean month"), uneven, source=source),
    ]  # fmt: skip
    _check(tuple(taken), zero=("other_lockages_per_day",))
    if other_lockages_per_day >= lockages:
        raise UsageError.of("bad_quantity", name="other_lockages_per_day",
                            value=other_lockages_per_day, maximum=lockages)  # fmt: skip
    dwt = lockages / 2 * days * lockage_t
    cargo = (lockages - other_lockages_per_day) / 2 * days * lockage_t * load / uneven
    results += [
        Coefficient("P_1", "dwt_per_year", N_("deadweight one way, t a year"), dwt),
        Coefficient("P_2", "capacity_t_per_year", N_("cargo one way, t a year"), cargo),
    ]
    return CodeAnswer(
        "P_1 = n / 2 N G,  P_2 = (n - n_0) / 2 N G α / β", source, True, tuple(taken),
        tuple(results),
    )  # fmt: skip


def _check(taken: tuple[Coefficient, ...], zero: tuple[str, ...] = ()) -> None:
    """Refuse what is no number or not positive; what is outside a range is told, not refused."""
    for entry in taken:
        amount(entry.key, entry.value, zero=entry.key in zero or entry.key in ("idle_h", "other_h"))


def _berths(capacity: float, unit: str, yearly: float | None) -> list[Coefficient]:
    """Return the capacity, and how many berths of it a year needs."""
    names = {"t": N_("capacity of a berth, t a year"), "teu": N_("capacity of a berth, TEU a year")}
    found = [Coefficient("P_t", f"capacity_{unit}_per_year", names[unit], capacity)]
    if yearly is not None:
        need = amount(f"yearly_{unit}", yearly) / capacity
        found.insert(0, Coefficient("N", "berths", N_("berths that a year needs, Q / P_t"), need))
    return found
