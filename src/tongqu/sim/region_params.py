"""What the region's tables do not say, with a default that is shown in every answer."""

from __future__ import annotations

from dataclasses import dataclass, fields

__all__ = ["PortParams"]


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
    least_depth_m: float | None = None
    cells: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        from tongqu.errors import Problem, UsageError

        least = {"gate_lanes": 1, "work_stages": 1, "truck_reserve": 1.01, "lead_weeks": 0,
                 "lock_look": 0, "lock_gap_m": 0, "through_vessels": 0}  # fmt: skip
        most = {"day_trucks": 0.99, "store_fill": 1.0, "sail_cv": 5.0, "lead_weeks": 520}
        wrong = []
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple) or value is None:
                continue
            low, high = least.get(field.name, 1e-9), most.get(field.name, 1e6)
            if not low <= value <= high:
                params = {"name": field.name, "minimum": low, "maximum": high}
                wrong.append(Problem("parameter_out_of_range", params, value=value))
        if wrong:
            raise UsageError("parameters out of range", wrong)
