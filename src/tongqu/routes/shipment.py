"""The question: what goes from where to where, and since when it is ready."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from datetime import date, datetime

from tongqu.errors import Problem, UsageError
from tongqu.model.cargo import Commodity
from tongqu.model.places import Place
from tongqu.model.region import Region
from tongqu.units import parse_time

PACKINGS = ("bulk", "bagged", "boxes")
LARGEST_LOT_T = 1e7


@dataclass(frozen=True)
class Shipment:
    """A lot, checked against the region.

    Attributes
    ----------
    origin, destination
        Where it lies and where it must go.
    commodity
        What it is.
    tonnes, teu
        Its weight, and the boxes that it fills when it goes in boxes.
    packings
        Packing forms in which it can be handed over.
    ready, deadline
        First instant at which it can leave, last at which it may arrive; in the region's zone.
    as_of
        Day whose knowledge counts.
    """

    origin: Place
    destination: Place
    commodity: Commodity
    tonnes: float
    teu: float
    packings: tuple[str, ...]
    ready: datetime
    deadline: datetime | None
    as_of: datetime

    def gross_t(self, packing: str) -> float:
        """Return the weight that a vehicle carries: boxes weigh too."""
        if packing == "boxes":
            return self.tonnes + self.teu * self.commodity.box_tare_t_per_teu
        return self.tonnes


def ask(
    region: Region,
    from_: str,
    to: str,
    *,
    commodity: str,
    tonnes: float | None,
    teu: float | None,
    ready: datetime | date | str,
    deadline: datetime | date | str | None,
    as_of: datetime | date | str | None,
    packing: str | None,
) -> Shipment:
    """Return the checked question.

    Raises
    ------
    UsageError
        With everything that is wrong about it.
    """
    problems: list[Problem] = []
    for table, row_id in (("places", from_), ("places", to), ("commodities", commodity)):
        if not region.has(table, row_id):
            near = difflib.get_close_matches(row_id, region.index(table), n=3)
            problems.append(Problem(f"unknown_{table}", {"id": row_id, "similar": ", ".join(near)}))
    if from_ == to:
        problems.append(Problem("same_place", {"id": from_}))
    if (tonnes is None) == (teu is None):
        problems.append(Problem("tonnes_or_teu", {}))
    for name, value in (("tonnes", tonnes), ("teu", teu)):
        if value is not None and not (math.isfinite(value) and 0 < value <= LARGEST_LOT_T):
            problems.append(
                Problem("bad_quantity", {"name": name, "value": value, "maximum": LARGEST_LOT_T})
            )
    start = instant(region, ready)
    end = instant(region, deadline) if deadline is not None else None
    if end is not None and end <= start:
        problems.append(
            Problem("deadline_before_ready", {"ready": str(start), "deadline": str(end)})
        )
    if packing is not None and packing not in PACKINGS:
        problems.append(Problem("unknown_packing", {"id": packing, "known": ", ".join(PACKINGS)}))
    if problems:
        raise UsageError("the question cannot be asked like this", problems)
    cargo: Commodity = region.row("commodities", commodity)
    if packing is not None and packing not in cargo.packings:
        raise UsageError.of(
            "packing_not_offered", id=packing, commodity=cargo.id, known=", ".join(cargo.packings)
        )
    if tonnes is None:
        assert teu is not None
        tonnes = teu * cargo.t_per_teu
    weight = float(tonnes)
    return Shipment(
        origin=region.row("places", from_),
        destination=region.row("places", to),
        commodity=cargo,
        tonnes=weight,
        teu=float(teu) if teu is not None else float(math.ceil(weight / cargo.t_per_teu - 1e-9)),
        packings=(packing,) if packing is not None else cargo.packings,
        ready=start.astimezone(region.zone),
        deadline=end.astimezone(region.zone) if end is not None else None,
        as_of=instant(region, as_of) if as_of is not None else start,
    )


def instant(region: Region, when: datetime | date | str) -> datetime:
    """Return an instant with an offset; text is read as ISO 8601, in the region's zone."""
    if isinstance(when, str):
        return parse_time(when, region.zone)
    return region.local(when)
