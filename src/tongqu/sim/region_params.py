"""What the region's tables do not say, with a default that is shown in every answer."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongqu.errors import Problem

__all__ = ["PortParams"]

SMALLEST, LARGEST = 1e-9, 1e6
SHARE, TIMES = (0.0, 1.0), (0.01, 5.0)
PAIRS = ("mix", "gather")
RANGES: dict[str, tuple[float, float]] = {
    "through_vessels": SHARE, "lead_weeks": (0, 520), "gather": (1, 1000), "lock_gap_m": (0, 100),
    "lock_look": (0, 1000), "sail_cv": (SMALLEST, 5), "work_stages": (1, 100),
    "gate_lanes": (1, 1000), "day_trucks": (SMALLEST, 0.99), "truck_reserve": (1.01, 100),
    "store_fill": (SMALLEST, 1), "weather_h_per_year": (0, 8000), "fog_h_per_year": (0, 8000),
    "crane_out": (0, 0.9), "chamber_out": (0, 0.9), "holiday_trucks": TIMES,
    "holiday_vessels": TIMES, "holiday_work": (0, 5), "rail_share": SHARE,
    "train_filled": (0.05, 0.98), "sidings": (1, 1000), "onward_share": SHARE, "both_ways": SHARE,
    "inspected_share": SHARE, "customs_bays": (1, 1000), "anchorage_places": (0, LARGEST),
}  # fmt: skip
"""Least and greatest values where they are not just above nothing and very large."""


@dataclass(frozen=True, kw_only=True)
class PortParams:
    """Assumptions of the simulated port; each can be set.

    Attributes
    ----------
    traffic_mt_per_year
        Cargo over the quays [Mt a year]; None: what the table of flows adds up to.
    through_vessels
        Whether vessels of other ports pass the locks too, as many as were last counted.
    mix
        Vessel classes that come, with weights; a class comes only where it fits.
    lead_weeks
        Weeks that run before the first day that counts.
    enter_min, leave_min
        Between two vessels that pass a lock gate [min].
    chamber_vessels
        Vessels for whose entering and leaving the lockage time of the region stands.
    lock_gap_m
        Kept free between two vessels in a chamber [m]. With 0 that of Fuchunjiang holds the 10 to
        12 vessels that it was built for, with half a metre only 8 of 1000 t.
    lock_look
        Vessels that may be let past one that does not fit any more.
    gather, patience_h
        Locks that wait for so many vessels, or until the first has waited so long [h]; the others
        take whoever is there. Fuchunjiang's is fitted on the lockages of 2024 (validation).
    berthing_h, casting_off_h
        Making fast with papers, and leaving [h].
    sail_cv, work_stages
        How much voyages vary (coefficient of variation), and how little work does (Erlang stages).
    gate_lanes, gate_min
        Lanes of a terminal's gate, and the mean time in one [min].
    day_trucks
        Share of the trucks that come between 6 and 22 o'clock.
    truck_reserve
        Trucks to fetch cargo, and vessels to be sent for, that could be had over those needed.
    store_days
        Room for a cargo where no stock is in the region, in days of its traffic.
    store_fill
        Share of it that is full at the start, of cargo to be shipped.
    weather_h_per_year, weather_h
        Hours a year in which rain, wind or fog stops all work at a terminal, and the mean of one
        stand [h]. River ports are designed for some 330 to 350 days of work a year: 15 days lost
        to weather leave 350, and breakdowns take their part of the rest.
    crane_out, crane_repair_h
        Share of the time in which a crane is broken, and the mean time of a repair [h].
    chamber_out, chamber_repair_h
        The same of a lock chamber, beside the closures that are announced.
    fog_h_per_year, fog_h
        Hours a year in which fog keeps vessels from sailing on, and its mean length [h]: some
        thirty mornings of a river valley.
    sailing_hours
        When vessels sail, like ``06:00-20:00``; by default day and night, as the port's own texts
        say. Where a reach has hours of its own in the region's links, vessels start on it only
        then.
    holiday_trucks, holiday_vessels, holiday_work
        Trucks and vessels that come on a public holiday, over those of other days, and the speed of
        work at terminals. The cargo of the year stays the same. Holidays count as far as they are
        announced on the first day. That trucks become fewer then is common knowledge, by how much
        is not; that skippers or cranes rest is said nowhere, so they do not.
    rail_share, train_filled, sidings
        Share of what does not go on by water that a terminal with a siding has by train; how full
        trains that fetch cargo are in the mean, which come by a timetable and wait for nobody;
        loading lines. A terminal has a siding if ``rail`` is among its modes and a rail link ends
        at its place.
    onward_share, onward_class
        Share of all cargo that goes on, or comes, by smaller barges from water to water, and their
        class. 0: the table of flows has cargo that trucks bring and fetch.
    both_ways
        Of the vessels that could, by the balance of flows, discharge and load in one call: the
        share that does. 0: every vessel goes one way empty, as no table says otherwise.
    inspected_share, inspection_h, customs_bays
        Share of the truckloads from or to another country that customs inspect at the terminal, how
        long that takes [h], and how many at once. 0: cargo is inspected at the seaport.
    anchorage_places
        Vessels that may wait for a berth at a terminal; who comes on top is turned away. None: any
        number.
    least_depth_m
        What if all waterways had at least this depth [m]; None: as in the table.
    cells
        What if cells of the region were different: pairs of ``TABLE.ROW.COLUMN`` and value, see
        `tongqu.sim.region_cells.with_cells`.
    """

    traffic_mt_per_year: float | None = None
    through_vessels: bool = True
    mix: tuple[tuple[str, float], ...] = (
        ("barge-500", 1.0), ("barge-1000", 1.0), ("barge-48teu", 1.0),
    )  # fmt: skip
    lead_weeks: float = 6.0
    enter_min: float = 2.0
    leave_min: float = 2.0
    chamber_vessels: float = 5.0
    lock_gap_m: float = 0.0
    lock_look: int = 10
    gather: tuple[tuple[str, float], ...] = (("fuchunjiang-lock", 9.0),)
    patience_h: float = 12.0
    berthing_h: float = 1.0
    casting_off_h: float = 0.5
    sail_cv: float = 0.1
    work_stages: int = 4
    gate_lanes: int = 4
    gate_min: float = 3.0
    day_trucks: float = 0.85
    truck_reserve: float = 1.5
    store_days: float = 14.0
    store_fill: float = 0.5
    weather_h_per_year: float = 360.0
    weather_h: float = 6.0
    crane_out: float = 0.03
    crane_repair_h: float = 8.0
    chamber_out: float = 0.005
    chamber_repair_h: float = 8.0
    fog_h_per_year: float = 120.0
    fog_h: float = 4.0
    sailing_hours: str = "24/7"
    holiday_trucks: float = 0.6
    holiday_vessels: float = 1.0
    holiday_work: float = 1.0
    rail_share: float = 0.3
    train_filled: float = 0.8
    sidings: int = 2
    onward_share: float = 0.0
    onward_class: str = "barge-300"
    both_ways: float = 0.0
    inspected_share: float = 0.0
    inspection_h: float = 3.0
    customs_bays: int = 2
    anchorage_places: int | None = None
    least_depth_m: float | None = None
    cells: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        from tongqu.errors import UsageError

        wrong = list(self._wrong())
        if wrong:
            raise UsageError("parameters out of range", wrong)

    def _wrong(self) -> Iterator[Problem]:
        """Yield numbers out of their range, also those in pairs."""
        from tongqu.errors import Problem

        for name in (field.name for field in fields(self)):
            value = getattr(self, name)
            low, high = RANGES.get(name, (SMALLEST, LARGEST))
            if name in PAIRS:
                shown = [(f"{name} {part}", number) for part, number in value]
            else:
                shown = [] if isinstance(value, tuple | str) or value is None else [(name, value)]
            for what, number in shown:
                if not low <= number <= high:
                    params = {"name": what, "minimum": low, "maximum": high}
                    yield Problem("parameter_out_of_range", params, value=number)
