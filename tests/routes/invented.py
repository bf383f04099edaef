"""Tables of small random regions; see `regions`."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from tongqu.model.cargo import Commodity
from tongqu.model.fleets import Fuel, TrainClass, TruckClass, VesselClass, VesselPayload
from tongqu.model.network import Chamber, Link, Lock
from tongqu.model.places import Place, RegionInfo
from tongqu.model.prices import EmissionFactor, ExchangeRate, Reward, Tariff
from tongqu.model.region import Region
from tongqu.model.services import Service, ServiceStop
from tongqu.model.sources import Source
from tongqu.model.terminals import Cutoff, Handling, Repacking, Storage, Terminal
from tongqu.model.works import Closure, WaterLevel, Work, WorkChange, WorkDate

S = "invented"
HOURS = (
    "",
    "24/7",
    "08:00-18:00",
    "Mo-Fr 08:00-18:00; Sa 08:00-12:00",
    "20:00-06:00",
    "06:00-22:00",
)
DAY0 = date(2024, 12, 3)


class Draw:
    """A region in the making."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.rows: dict[str, list[Any]] = {}

    def maybe(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def number(self, low: float, high: float, digits: int = 2) -> float:
        return round(self.random.uniform(low, high), digits)

    def add(self, table: str, record: Any, /, **cells: Any) -> Any:
        rows = self.rows.setdefault(table, [])
        cells.setdefault("id", f"{table[:4].replace('_', '')}-{len(rows) + 1}")
        row = record(source_id=S, **cells)
        rows.append(row)
        return row

    def day(self, low: int, high: int) -> date:
        return self.start + timedelta(days=self.random.randint(low, high))

    def instant(self, low_h: int, high_h: int) -> datetime:
        base = datetime.combine(self.start, datetime.min.time())
        return base + timedelta(minutes=30 * self.random.randint(2 * low_h, 2 * high_h))

    start = DAY0


def invent(draw: Draw) -> Region:
    """Return a region."""
    dst = draw.maybe(0.1)
    draw.start = date(2025, 3, 26) if dst else DAY0
    overseas = draw.maybe(0.45)
    packings = draw.pick(("bulk",), ("bagged",), ("bagged", "boxes"), ("bulk", "boxes"), ("boxes",))
    _commodities(draw, packings)
    terminals = _places(draw, overseas)
    _network(draw, terminals, overseas)
    _fleets(draw)
    _terminals(draw, terminals, packings)
    _services(draw, terminals, overseas)
    _prices(draw, terminals)
    _changes(draw, terminals)
    info = RegionInfo(
        id="small", name="Small", name_zh="小", currency=draw.pick("CNY", "CNY", "JPY"),
        price_year=2024, time_zone="Europe/Berlin" if dst else "Asia/Shanghai",
        holiday_country="CN",
    )  # fmt: skip
    source = Source(id=S, kind="assumption", title="Invented", title_zh="虚构")
    tables = {name: tuple(rows) for name, rows in draw.rows.items()}
    return Region(info=info, sources=(source,), **tables)


def _commodities(draw: Draw, packings: tuple[str, ...]) -> None:
    for commodity in ("salt", "pulp"):
        draw.add(
            "commodities", Commodity, id=commodity, name=commodity, name_zh=commodity,
            packings=packings, t_per_teu=draw.number(10, 25, 1),
            box_tare_t_per_teu=draw.number(1.8, 2.4, 1),
            stuffing_cost_per_teu=draw.number(0, 300),
        )  # fmt: skip


def _places(draw: Draw, overseas: bool) -> list[str]:
    """Return the places of terminals; works and town may be among them."""
    names = ["port-a", "port-b", "port-c"][: draw.pick(2, 3, 3, 3)]
    if overseas:
        names.append("port-x")
    if draw.maybe(0.2):
        names[0] = "works"
    if draw.maybe(0.2):
        names[-1] = "town"
    for k, name in enumerate(dict.fromkeys(["works", "town", "sluice", "fork", *names])):
        abroad = overseas and name in ("town", names[-1])
        draw.add(
            "places", Place, id=name, name=name, name_zh=name, kind="port",
            country="AE" if abroad else "CN", lat=29.0 + k / 10, lon=118.0 + k / 10,
        )  # fmt: skip
    return names


def _link(
    draw: Draw, mode: str, start: str, end: str, low: float, high: float, **cells: Any
) -> None:
    if any(row.id == f"{mode}-{start}-{end}" for row in draw.rows.get("links", ())):
        return
    draw.add(
        "links", Link, id=f"{mode}-{start}-{end}", mode=mode, from_place_id=start,
        to_place_id=end, length_km=draw.number(low, high, 3), **cells,
    )  # fmt: skip


def _river(draw: Draw, start: str, end: str, plain: bool) -> None:
    if plain:  # so that of two ways one seems pointless
        depth = draw.pick(None, draw.number(1.8, 3))
        _link(draw, "waterway", start, end, 30, 60, depth_m=depth if end != "fork" else None)
        return
    _link(
        draw, "waterway", start, end, 20, 140,
        depth_m=draw.pick(None, draw.number(1.4, 3.5)),
        width_m=draw.pick(None, draw.number(10, 30, 1)),
        air_draught_m=draw.pick(None, draw.number(5.5, 12, 1)),
        current_km_per_h=draw.pick(0.0, draw.number(0.5, 4, 1), draw.number(-3, -0.5, 1)),
        speed_km_per_h=draw.pick(None, draw.number(6, 14, 1)),
        navigation_hours=draw.pick("", "", "", "06:00-20:00", "Mo-Sa 05:00-23:00"),
        two_way=draw.maybe(0.8),
    )  # fmt: skip


def _network(draw: Draw, terminals: list[str], overseas: bool) -> None:
    home = terminals[:-1] if overseas else terminals
    plain = draw.maybe(0.3)
    for before, after in pairwise(home):
        middle = plain or draw.pick("", "sluice", "sluice")
        if middle and not any(r.from_place_id == "sluice" for r in draw.rows.get("links", ())):
            _river(draw, before, "sluice", plain)
            _river(draw, "sluice", after, plain)
            if plain or draw.maybe(0.6):
                _river(draw, before, "fork", plain)
                _river(draw, "fork", after, plain)
        else:
            _river(draw, before, after, plain)
    for place in ("sluice", "fork") if not plain or draw.maybe(0.2) else ():
        for number in range(1 if draw.maybe(0.8) else 2):
            _lock(draw, place, number)
    if overseas:
        _link(draw, "sea", home[-1], terminals[-1], 300, 900)
    _roads(draw, terminals, home, overseas)
    for k, start in enumerate(home):
        for end in home[k + 1 :]:
            if draw.maybe(0.45):
                _link(draw, "rail", start, end, 80, 300, speed_km_per_h=draw.pick(None, 60.0))


def _roads(draw: Draw, terminals: list[str], home: list[str], overseas: bool) -> None:
    """Short to the first port and from the last, long between: one way, for fewer chains."""
    for k, place in enumerate(home):
        if place != "works" and (k == 0 or draw.maybe(0.4)):
            hours = draw.pick("", "", "", "05:00-22:00")
            back = draw.maybe(0.1)
            low = 10 if k == 0 else 60 + 90 * k
            _link(draw, "road", "works", place, low, low + 60, two_way=back, navigation_hours=hours)
    for k, place in enumerate(reversed(terminals)):
        if place != "town" and (k == 0 or draw.maybe(0.5)):
            speed = draw.pick(None, draw.number(20, 60, 1))
            low = 10 if k == 0 else 60 + 90 * k
            _link(draw, "road", place, "town", low, low + 60, two_way=False, speed_km_per_h=speed)
    if not overseas and draw.maybe(0.3) and not {"works", "town"} & set(terminals):
        _link(draw, "road", "works", "town", 250, 500, two_way=False)


def _lock(draw: Draw, place: str, number: int) -> None:
    lock = draw.add(
        "locks", Lock, id=f"{place}-lock-{number}", place_id=place, name=place, name_zh=place,
        opening_hours=draw.pick("", "", "07:00-19:00", "Mo-Sa 06:00-18:30"),
        service_min=draw.random.randint(10, 60), expected_wait_min=draw.pick(0, 45, 200, 700),
        fee_per_vessel=draw.pick(0.0, draw.number(20, 300)),
    )  # fmt: skip
    for _ in range(draw.pick(0, 1, 1, 2)):
        draw.add(
            "chambers", Chamber, lock_id=lock.id, length_m=draw.number(50, 200, 1),
            width_m=draw.number(9, 23, 1), sill_depth_m=draw.number(1.8, 4),
        )  # fmt: skip


def _fleets(draw: Draw) -> None:
    fuel = draw.add(
        "fuels", Fuel, id="diesel", name="Diesel", name_zh="柴油", price_per_kg=draw.number(5, 9),
        wtt_g_per_kg=draw.number(500, 900, 0), ttw_g_per_kg=draw.number(3000, 3300, 0),
    )  # fmt: skip
    for k in range(draw.pick(1, 2)):
        full = draw.number(1.8, 3.0)
        dwt = draw.number(300, 1200, 0)
        draw.add(
            "vessel_classes", VesselClass, id=f"barge-{k}", name="Barge", name_zh="驳船",
            waters=("waterway",), packings=("bulk", "bagged", "boxes"), dwt_t=dwt,
            capacity_teu=draw.number(10, 60, 0), length_m=draw.number(40, 90, 1),
            beam_m=draw.number(8, 14, 1), air_draught_m=draw.number(4, 8, 1), draught_m=full,
            min_lot_t=draw.pick(0.0, 0.0, 100.0),
            speed_laden_km_per_h=draw.number(9, 14, 1), speed_empty_km_per_h=draw.number(11, 16, 1),
            cost_per_h=draw.number(50, 200), cost_per_km_laden=draw.number(0, 5),
            cost_per_km_empty=draw.number(0, 3), fuel_id=fuel.id,
            fuel_kg_per_km_laden_up=draw.number(5, 9), fuel_kg_per_km_laden_down=draw.number(2, 5),
            fuel_kg_per_km_empty_up=draw.number(3, 6), fuel_kg_per_km_empty_down=draw.number(1, 3),
            empty_return_share=draw.pick(0.0, 0.5, 1.0),
        )  # fmt: skip
        light = round(full * 0.35, 2)
        points = [(light, 0.0), (round(full * 0.7, 2), round(dwt * 0.5)), (full, round(dwt * 0.95))]
        for draught, payload in points:
            draw.add(
                "vessel_payload", VesselPayload, class_id=f"barge-{k}", draught_m=draught,
                payload_t=float(payload),
            )  # fmt: skip
    draw.add(
        "vessel_classes", VesselClass, id="ship", name="Ship", name_zh="海船", waters=("sea",),
        packings=("bulk", "bagged", "boxes"), dwt_t=20000.0, capacity_teu=1000.0, length_m=180.0,
        beam_m=28.0, air_draught_m=30.0, draught_m=9.0, on_demand=False,
        speed_laden_km_per_h=24.0, speed_empty_km_per_h=26.0,
    )  # fmt: skip
    for draught, payload in ((3.0, 0.0), (9.0, 19000.0)):
        draw.add(
            "vessel_payload", VesselPayload, class_id="ship", draught_m=draught, payload_t=payload
        )
    loose = draw.number(20, 33, 1)
    for name, packings, payload, teu in (
        ("truck", ("bulk", "bagged"), loose, 0.0),
        ("chassis", ("boxes",), draw.number(26, 34, 1), 2.0),
    ):
        draw.add(
            "truck_classes", TruckClass, id=name, name=name, name_zh=name, packings=packings,
            payload_t=payload, capacity_teu=teu, speed_km_per_h=draw.number(30, 70, 1),
            cost_per_h=draw.number(20, 60), cost_per_km_laden=draw.number(2, 8),
            cost_per_km_empty=draw.number(0.5, 2), fuel_id=fuel.id,
            fuel_kg_per_km_laden=draw.number(0.2, 0.4, 3),
            fuel_kg_per_km_empty=draw.number(0.1, 0.2, 3), empty_return_share=draw.pick(0.0, 1.0),
        )  # fmt: skip
    draw.add(
        "train_classes", TrainClass, id="block", name="Block train", name_zh="班列",
        packings=("bulk", "bagged", "boxes"), payload_t=draw.number(800, 2000, 0),
        capacity_teu=draw.number(40, 100, 0), min_lot_t=draw.pick(0.0, 150.0),
        speed_km_per_h=draw.number(20, 50, 1), cost_per_h=draw.number(100, 300),
        cost_per_km_laden=draw.number(20, 60), cost_per_km_empty=draw.number(5, 20),
        empty_return_share=draw.pick(0.0, 0.5), on_demand=draw.maybe(0.6),
    )  # fmt: skip
    factor = draw.add(
        "emission_factors", EmissionFactor, mode="rail", basis="t_km",
        wtt_g=draw.number(1, 6), ttw_g=draw.number(0, 20),
    )  # fmt: skip
    assert factor
    if draw.maybe(0.3):
        for state, direction in (("laden", "up"), ("laden", "down"), ("empty", "")):
            draw.add(
                "emission_factors", EmissionFactor, mode="waterway", class_id="barge-0",
                basis="vehicle_km", state=state, direction=direction,
                wtt_g=draw.number(1000, 5000), ttw_g=draw.number(5000, 25000),
            )  # fmt: skip
    draw.add(
        "emission_factors", EmissionFactor, mode="sea", basis=draw.pick("t_km", "teu_km"),
        wtt_g=draw.number(0.5, 2), ttw_g=draw.number(3, 9),
    )  # fmt: skip


def _terminals(draw: Draw, places: list[str], packings: tuple[str, ...]) -> None:
    for k, place in enumerate(places):
        draw.add(
            "terminals", Terminal, id=f"t{k}", place_id=place, name=f"T{k}", name_zh=f"T{k}",
            modes=("road", "rail", "waterway", "sea"), packings=("bulk", "bagged", "boxes"),
            opening_hours=draw.pick(*HOURS), export_dwell_h=draw.pick(0.0, 12.0, 30.5),
            import_dwell_h=draw.pick(0.0, 6.0, 20.0), export_charge_per_t=draw.number(0, 10),
            export_charge_per_teu=draw.number(0, 150),
        )  # fmt: skip
        if draw.maybe(0.7):
            draw.add(
                "storage", Storage, terminal_id=f"t{k}",
                free_h=draw.pick(0.0, 4.0, 12.0, 30.0, 72.0),
                charge_per_t_day=draw.number(0.5, 12), charge_per_teu_day=draw.number(0, 60),
            )  # fmt: skip
    if draw.maybe(0.4):
        draw.add(
            "storage", Storage, packing=packings[0], free_h=10.0, charge_per_t_day=draw.number(1, 5)
        )
    for mode in ("", "road"):
        draw.add(
            "handling", Handling, mode=mode, rate_t_per_h=draw.number(30, 300, 0),
            charge_per_t=draw.number(0, 8), charge_per_teu=draw.number(0, 100),
            co2e_g_per_t=draw.number(0, 900, 0), co2e_g_per_teu=draw.number(0, 900, 0),
        )  # fmt: skip
    draw.add(
        "handling", Handling, terminal_id="t0", packing=packings[-1], commodity_id="salt",
        rate_t_per_h=draw.number(20, 200, 0), charge_per_t=draw.number(0, 20),
    )  # fmt: skip
    _repacking(draw, places, packings)
    if draw.maybe(0.6):
        draw.add("cutoffs", Cutoff, packing=packings[0], cutoff_h=draw.pick(6.0, 24.5, 48.0))
        draw.add("cutoffs", Cutoff, mode="sea", packing=packings[0], cutoff_h=draw.pick(12.0, 36.0))


def _repacking(draw: Draw, places: list[str], packings: tuple[str, ...]) -> None:
    """Offer changes of packing, sometimes two in a row at one terminal."""
    start = draw.pick(*packings)
    at = draw.random.randrange(len(places))
    for _ in range(draw.pick(0, 0, 1, 1, 2, 2)):
        end = draw.pick(*[packing for packing in ("bulk", "bagged", "boxes") if packing != start])
        draw.add(
            "repacking", Repacking, terminal_id=f"t{at}", commodity_id=draw.pick("", "salt"),
            from_packing=start, to_packing=end, rate_t_per_h=draw.number(50, 400, 0),
            charge_per_t=draw.number(0, 3), charge_per_teu=draw.number(0, 50),
        )  # fmt: skip
        start = end


def _services(draw: Draw, places: list[str], overseas: bool) -> None:
    home = places[:-1] if overseas else places
    if len(home) > 1 and draw.maybe(0.6):
        calls = list(range(len(home))) if draw.maybe(0.6) else [0, len(home) - 1]
        _service(draw, "liner", "waterway", "barge-0", calls, draw.pick(24.0, 36.0, 60.0))
    if len(home) > 1 and draw.maybe(0.4):
        _service(draw, "shuttle", "rail", "block", [0, len(home) - 1], draw.pick(24.0, 48.0))
    if overseas:
        _service(draw, "ocean", "sea", "ship", [len(home) - 1, len(home)], draw.pick(48.0, 72.0))
        draw.add(
            "tariffs", Tariff, mode="sea", per_t=draw.number(20, 90), per_teu=draw.number(0, 900)
        )


def _service(
    draw: Draw, name: str, mode: str, vehicle: str, calls: list[int], every_h: float
) -> None:
    draw.add(
        "services", Service, id=name, name=name, name_zh=name, mode=mode, class_id=vehicle,
        packings=("bulk", "bagged", "boxes"), first_departure=draw.instant(-200, 60),
        every_h=every_h, last_departure=draw.pick(None, None, draw.instant(100, 250)),
        commodity_ids=draw.pick((), (), ("salt", "pulp"), ("pulp",)) if mode != "sea" else (),
        min_lot_t=draw.pick(0.0, 0.0, 50.0), max_lot_t=draw.pick(None, None, 600.0),
        max_lot_teu=draw.pick(None, None, 40.0),
    )  # fmt: skip
    at = 0.0
    for sequence, call in enumerate(calls, 1):
        stay = draw.pick(0.0, 2.0, 7.5) if sequence > 1 else 0.0
        draw.add(
            "service_stops", ServiceStop, service_id=name, sequence=sequence,
            terminal_id=f"t{call}",
            arrive_h=at, depart_h=at + stay,
        )  # fmt: skip
        at += stay + draw.number(6, 30, 1)


def _prices(draw: Draw, places: list[str]) -> None:
    for currency, steps in (("USD", (-5, draw.random.randint(1, 5))),):
        for k, step in enumerate(steps):
            draw.add(
                "exchange_rates", ExchangeRate, currency=currency,
                from_date=draw.start + timedelta(days=step), rate=draw.number(6, 8) - k,
            )  # fmt: skip
    if draw.maybe(0.5):
        draw.add(
            "tariffs", Tariff, mode="road", class_id=draw.pick("", "truck"),
            fixed_per_lot=draw.number(0, 300), per_t_km=draw.number(0.3, 0.7, 3),
            minimum=draw.pick(0.0, 8000.0), lot_until_t=draw.pick(None, 300.0),
        )  # fmt: skip
    if draw.maybe(0.5):  # a rate that falls, and one that ends
        step = draw.day(1, 5)
        draw.add(
            "tariffs", Tariff, mode="waterway", per_t=draw.number(15, 40), valid_until=step,
            per_t_km=draw.pick(0.0, 0.02), per_vehicle=draw.pick(0.0, 300.0),
        )  # fmt: skip
        if draw.maybe(0.7):
            draw.add(
                "tariffs", Tariff, mode="waterway", per_t=draw.number(5, 20),
                valid_from=step + timedelta(days=1), per_vehicle_km=draw.pick(0.0, 2.5),
            )  # fmt: skip
    if draw.maybe(0.6):
        draw.add(
            "tariffs", Tariff, mode="waterway", service_id="liner", per_t=draw.number(8, 30),
            per_teu_km=draw.number(0, 2), currency=draw.pick("", "USD"),
            minimum=draw.pick(0.0, 4000.0),
            valid_from=draw.pick(None, draw.day(0, 3)),
        ) if any(s.id == "liner" for s in draw.rows.get("services", ())) else None  # fmt: skip
    if draw.maybe(0.25):  # cheaper where the way is longer
        draw.add(
            "tariffs",
            Tariff,
            mode="waterway",
            class_id="barge-0",
            distance_until_km=90.0,
            per_t=draw.number(20, 40),
        )
        draw.add(
            "tariffs",
            Tariff,
            mode="waterway",
            class_id="barge-0",
            distance_from_km=90.0,
            per_t=draw.number(1, 10),
        )
    for _ in range(draw.pick(0, 1, 2)):  # a cheap pair of ports
        start, end = draw.random.sample(places, 2)
        taken = any(row.id == f"{start}-{end}" for row in draw.rows.get("tariffs", ()))
        if not taken:
            draw.add(
                "tariffs", Tariff, id=f"{start}-{end}", mode=draw.pick("waterway", "rail"),
                per_t=draw.number(0, 8), from_place_id=start, to_place_id=end,
                packing=draw.pick("", "boxes"),
            )  # fmt: skip
    draw.add(
        "tariffs", Tariff, mode="rail", per_t=draw.number(10, 60), per_t_km=draw.number(0, 0.2, 3),
        currency=draw.pick("", "USD") if draw.maybe(0.3) else "",
    )  # fmt: skip
    for _ in range(draw.pick(0, 1, 2)):
        _reward(draw, len(places))


def _reward(draw: Draw, n: int) -> None:
    settled = draw.maybe(0.4)
    draw.add(
        "rewards", Reward, name="Reward", name_zh="奖励",
        mode=draw.pick("waterway", "rail", "waterway"),
        terminal_id=draw.pick("", f"t{draw.random.randrange(n)}"),
        commodity_id=draw.pick("", "salt"),
        packing=draw.pick("", "", "boxes"),
        per_t=0.0 if settled else draw.number(0, 15),
        per_teu=0.0 if settled else draw.number(0, 100),
        per_t_km=0.0 if settled else draw.pick(0.0, 0.05),
        distance_from_km=draw.pick(0.0, 60.0), distance_until_km=draw.pick(None, None, 200.0),
        per_kg_co2e_saved=draw.number(0.1, 3) if settled else 0.0,
        baseline_mode=draw.pick("road", "rail") if settled else "",
        cap=draw.pick(None, draw.number(100, 5000)),
        valid_from=draw.pick(None, None, draw.day(0, 4)),
        valid_until=draw.pick(None, draw.day(5, 9)),
    )  # fmt: skip


def _changes(draw: Draw, places: list[str]) -> None:
    known = draw.start - timedelta(days=10)
    closable = [("locks", row.id) for row in draw.rows.get("locks", ())]
    closable += [("links", row.id) for row in draw.rows["links"]]
    closable += [("terminals", row.id) for row in draw.rows["terminals"]]
    for event in range(draw.pick(0, 1, 2, 3)):
        table, row_id = draw.random.choice(closable)
        begin = draw.instant(-24, 100)
        end = draw.pick(
            begin + timedelta(hours=draw.random.randint(5, 96)), begin + timedelta(hours=9)
        )
        for version, status in enumerate(draw.pick(("planned",), ("planned", "actual"))):
            draw.add(
                "closures", Closure, event_id=f"event-{event}", table=table, row_id=row_id,
                closed_from=begin, closed_until=end - timedelta(hours=4 * version), status=status,
                known_on=known + timedelta(days=draw.pick(0, 9, 12) if version else 0),
                reason="works", reason_zh="施工",
            )  # fmt: skip
    for row in [row for row in draw.rows["links"] if row.depth_m is not None]:
        if draw.maybe(0.6):
            steps = sorted({draw.instant(-30, 150) for _ in range(draw.pick(1, 2, 3))})
            for at in steps:
                draw.add(
                    "water_levels", WaterLevel, link_id=row.id, from_time=at,
                    depth_change_m=draw.number(-0.8, 0.9), status="expected", known_on=known,
                )  # fmt: skip
    if draw.maybe(0.4):
        _work(draw, places, known)


def _work(draw: Draw, places: list[str], known: date) -> None:
    draw.add(
        "works", Work, id="phase-2", name="Phase 2", name_zh="二期", kind="port", status="building",
        observed_on=known,
    )  # fmt: skip
    draw.add(
        "work_dates", WorkDate, work_id="phase-2", milestone="open", status="planned",
        on_date=draw.day(0, 4), known_on=known,
    )  # fmt: skip
    if draw.maybe(0.5):
        draw.add(
            "work_dates", WorkDate, work_id="phase-2", milestone="open", status="actual",
            on_date=draw.day(0, 3), known_on=known + timedelta(days=draw.pick(1, 11)),
        )  # fmt: skip
    k = draw.random.randrange(len(places))
    terminals = draw.rows["terminals"]
    terminals[k] = replace(terminals[k], in_service=False)
    draw.add(
        "work_changes", WorkChange, work_id="phase-2", table="terminals", row_id=f"t{k}",
        column="in_service", value="true",
    )  # fmt: skip
    deep = [row for row in draw.rows["links"] if row.depth_m is not None]
    if deep and draw.maybe(0.5):
        draw.add(
            "work_changes", WorkChange, work_id="phase-2", table="links", row_id=deep[0].id,
            column="depth_m", value=str(round(deep[0].depth_m + 0.6, 2)),
        )  # fmt: skip
