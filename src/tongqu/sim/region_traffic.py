"""Who comes to a port: cargo from the table of flows, and the vessels that carry it."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tongqu.sim.region_loads import load_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.graph.path import Path
    from tongqu.sim.region_scenario import Maker

__all__ = ["Cargo", "Loaded", "cargoes_of", "loaded", "through_vessels"]

HOURS_A_YEAR = 8760.0
COUNTED_LATER = "counted_later"


@dataclass(frozen=True)
class Cargo:
    """Cargo of one kind in one direction.

    Attributes
    ----------
    commodity, packing
        What, and how it is packed.
    inward
        Whether it comes by water.
    t_per_h
        How much, over the whole year.
    abroad
        Share of it that comes from another country, or goes there.
    """

    commodity: str
    packing: str
    inward: bool
    t_per_h: float
    abroad: float = 0.0

    @property
    def id(self) -> str:
        """Name of its stocks and vessels."""
        return f"{self.commodity}-{'in' if self.inward else 'out'}"


@dataclass(frozen=True)
class Loaded:
    """A vessel class as it comes to a terminal.

    Attributes
    ----------
    row, weight
        The class, and its share of the vessels.
    payload_t, draught_m
        What it carries on the water there is, and how deep it then lies.
    """

    row: Any
    weight: float
    payload_t: float
    draught_m: float


def cargoes_of(maker: Maker, terminals: Iterable[str]) -> tuple[tuple[Cargo, ...], list[str]]:
    """Return the cargo of the port, and the places of the other ends.

    Notes
    -----
    A flow belongs to the port if by road the port is the nearest to one of its ends, and not to
    the other. So what a neighbour port serves is left out. Terminals that are not open yet count:
    they take nobody's cargo away.
    """
    from tongqu.graph.shortest import LinkNetwork

    region = maker.region
    own = {region.row("terminals", name).place_id for name in terminals}
    ports = [row.place_id for row in region.terminals if "waterway" in row.modes]
    road = LinkNetwork(region.links, "road")
    nearest: dict[str, str] = {}
    for place in {p for flow in region.flows for p in (flow.from_place_id, flow.to_place_id)}:
        km = road.shortest_from(place)
        reached = [(km[port], port) for port in ports if port in km]
        nearest[place] = place if place in ports else min(reached, default=(0.0, ""))[1]
    tonnes: dict[tuple[str, bool], float] = defaultdict(float)
    abroad: dict[tuple[str, bool], float] = defaultdict(float)
    far: list[str] = []
    for flow in _base_year(maker):
        ends = nearest[flow.from_place_id], nearest[flow.to_place_id]
        if (ends[0] in own) == (ends[1] in own):
            continue
        inward = ends[1] in own
        maker.figures.use("flows", flow, "tonnes_per_year")
        tonnes[flow.commodity_id, inward] += flow.tonnes_per_year
        countries = {region.row("places", place).country
                     for place in (flow.from_place_id, flow.to_place_id)}  # fmt: skip
        if len(countries) > 1:
            abroad[flow.commodity_id, inward] += flow.tonnes_per_year
        far.append(flow.from_place_id if inward else flow.to_place_id)
    total = math.fsum(tonnes.values())
    wanted = maker.params.traffic_mt_per_year
    scale = 1.0 if wanted is None or not total else wanted * 1e6 / total
    found = tuple(
        Cargo(commodity, region.row("commodities", commodity).packings[0], inward,
              scale * amount / HOURS_A_YEAR, abroad[commodity, inward] / (amount or 1.0))
        for (commodity, inward), amount in sorted(tonnes.items())
    )  # fmt: skip
    return found, far


def _base_year(maker: Maker) -> list[Any]:
    """Return the flows of the newest year that had begun, or of the first one."""
    years = sorted({flow.year for flow in maker.region.flows})
    begun = [year for year in years if year <= maker.first_day.year]
    wanted = begun[-1] if begun else min(years, default=0)
    return [flow for flow in maker.region.flows if flow.year == wanted]


def loaded(
    maker: Maker, terminal: str, packing: str, way: Path, berths: list[Any]
) -> tuple[Loaded, ...]:  # fmt: skip
    """Return the classes of the mix that carry a packing form to some berths, as laden there."""
    found = []
    for name, weight in maker.params.mix:
        if not maker.region.has("vessel_classes", name):
            from tongqu.errors import UsageError

            raise UsageError.of("sim_unknown_class", name=name)
        row = maker.region.row("vessel_classes", name)
        if "waterway" not in row.waters or packing not in row.packings:
            continue
        if not maker.river.passes(way, row):
            continue
        load = load_of(maker.region, terminal, row, maker.river.depth(way, row), berths)
        if load.payload_t <= 0:
            continue
        maker.loads[terminal, name] = load
        maker.figures.use("vessel_classes", row, "dwt_t", "length_m", "beam_m", "draught_m",
                          "speed_laden_km_per_h", "speed_empty_km_per_h")  # fmt: skip
        found.append(Loaded(row, weight, load.payload_t, load.draught_m))
    return tuple(found)


def through_vessels(maker: Maker, lock: str) -> float:
    """Return vessels a year at a lock as last counted by the first day; 0 if never.

    If nobody had counted by then, the first count stands in, and the answer says so: a lock does
    not stand empty because its figures come later.
    """
    counted = sorted(
        (
            fact
            for fact in maker.region.facts
            if fact.subject_id == lock
            and fact.unit == "ships"
            and fact.value is not None
            and fact.on_date is not None
        ),
        key=lambda fact: fact.on_date or date.min,
    )
    if not counted:
        return 0.0
    day = maker.first_day.date()
    known = [fact for fact in counted if (fact.on_date or date.min) <= day]
    note = "" if known else COUNTED_LATER
    return float(maker.figures.use("facts", known[-1] if known else counted[0], "value", note=note))
