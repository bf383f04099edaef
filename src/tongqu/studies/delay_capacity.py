"""How much traffic a port takes while a work is late, and with the work open."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from tongqu.errors import UsageError
from tongqu.sim.region_scenario import region_scenario
from tongqu.studies.capacity import capacity
from tongqu.studies.capacity_params import CapacityParams
from tongqu.studies.delay_lots import opened_on
from tongqu.studies.port_level import PortLevel
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from tongqu.studies.delay_result import CostOfDelay

__all__ = ["SHORT", "USUAL_LEVEL", "capacity_of_delay"]

USUAL_LEVEL = PortLevel(wait_over_service=0.3)
"""A mean wait of three tenths of the service: what is asked for where nobody says otherwise."""

SHORT = CapacityParams(years=0.25, replications=5, most=40, tolerance=0.05, more=False)
"""Short runs: the question is what changes, and both sides share their luck."""

IN_TIME = "in_time"


def capacity_of_delay(
    delay: CostOfDelay,
    *,
    level: PortLevel = USUAL_LEVEL,
    params: CapacityParams = SHORT,
    seed: int = 1,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, Any]:
    """Return the capacity of the port on the day of the opening, with the work late and in time.

    Parameters
    ----------
    delay
        An answered cost of delay: its region, work and both openings.
    level
        Level of service that is to be kept.
    params
        How the capacity is looked for; what one more berth brings is not asked here.
    seed, executor, progress
        As in `capacity`.

    Returns
    -------
    dict
        As JSON shows it: capacity while the work is late with what binds, and what the work in time
        adds, a paired difference with its interval.

    Raises
    ------
    UsageError
        The cost of delay has no answer: the work changes nothing or has no known opening.
    """
    if not delay.is_answered or delay.opening is None or delay.until is None:
        raise UsageError.of("delay_without_opening", work=delay.work.id)
    region, work = delay.region, delay.work.id
    day = region.local(delay.opening.on_date)
    # The port as it is while the work is late: a run must not reach the later opening.
    never = delay.until + timedelta(days=366 * ceil(params.years + 1))
    late, in_time = (
        region_scenario(opened_on(region, work, delay.opening, opens), day, years=params.years)
        for opens in (never, delay.opening.on_date)
    )
    found = capacity(
        late.scenario, level, params=params, alternatives={IN_TIME: in_time.scenario},
        traffic_mt_per_year=late.traffic_mt_per_year, seed=seed, executor=executor,
        progress=progress,
    ).to_dict()  # fmt: skip
    gains = [gain for gain in found["additions"] if gain["id"] == IN_TIME]
    answer = {
        "day": delay.opening.on_date.isoformat(),
        "level": found["level"],
        "state": found["state"],
        "late": found["capacity"],
        "binding": found["binding"],
        "in_time_adds": gains[0]["capacity"] if gains else None,
        "in_time_adds_beyond": gains[0]["beyond"] if gains else None,
        "run": found["run"],
    }
    return {**answer, "text": _words(answer, "en"), "text_zh": _words(answer, "zh")}


def _words(answer: dict[str, Any], lang: str) -> str:
    t = translator(lang)
    late = (answer["late"] or {}).get("traffic_mt_per_year")
    adds = (answer["in_time_adds"] or {}).get("traffic_mt_per_year")
    if late is None:
        return t("How much traffic the port takes meanwhile cannot be said: the runs do not settle")
    text = t(
        "With the work late the port takes {low} to {high} Mt a year within this level of service",
        low=f"{late['low']:.3g}", high=f"{late['high']:.3g}",
    )  # fmt: skip
    if adds is None:
        return text
    more = t(
        "in time the work adds {value} Mt a year ({low} to {high})",
        value=f"{adds['value']:.3g}", low=f"{adds['low']:.3g}", high=f"{adds['high']:.3g}",
    )  # fmt: skip
    return f"{text}; {more}" if lang == "en" else f"{text}；{more}"
