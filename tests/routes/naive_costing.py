"""What one leg does, once more and without haste: minute by minute, in fractions.

Written from the meanings in the data dictionary. Takes of a leg only what identifies it: its two
ends, packing, vehicle, service and the ids of its links.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

from naive_facts import NaiveFacts, exact, newest, specific

from tongqu.model.fleets import TrainClass, TruckClass, VesselClass
from tongqu.model.network import Link
from tongqu.routes.leg import Leg


@dataclass(frozen=True)
class Deed:
    """What a departure does; instants in seconds, money in minor units before rounding."""

    start_s: int
    leave_s: int
    arrive_s: int
    available_s: int
    payload_kg: int
    vehicles: int
    cost: Fraction
    gram: Fraction
    gains: tuple[Fraction, ...]


class Naive(NaiveFacts):
    """What legs do in one case."""

    # --- the way -------------------------------------------------------------------------------

    def steps(self, leg: Leg) -> list[tuple[Link, bool]]:
        """Return the links of a leg and whether each is taken from its start to its end."""
        assert leg.way is not None
        places = leg.way.places
        ids = [s.row_id for s in leg.way.stretches if s.kind == "link"]
        found = []
        for k, (here, there) in enumerate(pairwise(places)):
            links = [
                link
                for link in self.region.links
                if {link.from_place_id, link.to_place_id} == {here, there}
                and (link.mode == leg.mode if leg.mode in ("road", "rail") else link.id == ids[k])
            ]
            (link,) = links
            found.append((link, link.from_place_id == here))
        return found

    def depth_mm(self, link: Link, second: int) -> int | None:
        """Return the depth of a link at an instant."""
        depth = link.depth_m
        for change in self.region.work_changes:
            if (change.row_id, change.column) == (link.id, "depth_m"):
                at = self.opening(change.work_id)
                if at is not None and at <= second:
                    depth = float(change.value)
        if depth is None:
            return None
        levels: dict[datetime, list[Any]] = {}
        for row in self.region.water_levels:
            if row.link_id == link.id:
                levels.setdefault(row.from_time, []).append(row)
        level = 0.0
        for at_time in sorted(levels):
            row = newest(levels[at_time], self.day)
            if row is not None and self.second(at_time) <= second:
                level = row.depth_change_m
        return round((exact(depth) + exact(level)) * 1000)

    def lock_at(self, place: str, vessel: VesselClass) -> Any:
        """Return the lock that a vessel uses, and the depth on the sill of its best chamber."""
        found = []
        for lock in self.region.locks:
            chambers = [c for c in self.region.chambers if c.lock_id == lock.id]
            fitting = [
                c for c in chambers if vessel.beam_m <= c.width_m and vessel.length_m <= c.length_m
            ]
            if lock.place_id == place and (fitting or not chambers):
                sill = max((round(exact(c.sill_depth_m) * 1000) for c in fitting), default=None)
                found.append((lock.expected_wait_min + lock.service_min, lock.id, lock, sill))
        return min(found, key=lambda entry: entry[:2])[2:] if found else (None, None)

    def elements(self, leg: Leg) -> list[tuple[Any, int, int, Any]]:
        """Return open minutes, wait, time and depth of all that lies on the way."""
        vehicle, timetable = leg.vehicle, leg.service is not None
        assert leg.way is not None
        pieces: list[list[Any]] = []
        for k, (link, forward) in enumerate(self.steps(leg)):
            place = leg.way.places[k]
            if isinstance(vehicle, VesselClass):
                lock, sill = self.lock_at(place, vehicle) if k else (None, None)
                if lock is not None:
                    hours = "" if timetable else lock.opening_hours
                    minutes = self.opened("locks", lock.id, hours)
                    wait = 0 if timetable else lock.expected_wait_min * 60
                    pieces.append([minutes, wait, lock.service_min * 60, sill])
                current = exact(link.current_km_per_h) * (1 if forward else -1)
                speed = exact(vehicle.speed_laden_km_per_h) + current
            else:
                assert vehicle is not None
                speed = exact(vehicle.speed_km_per_h)
            if link.speed_km_per_h is not None:
                speed = min(speed, exact(link.speed_km_per_h))
            hours = "" if timetable else link.navigation_hours
            minutes = self.opened("links", link.id, hours)
            pieces.append([minutes, 0, ceil(exact(link.length_km) / speed * 3600), link])
        return [tuple(piece) for piece in pieces]  # type: ignore[misc]

    def payload_kg(self, vehicle: Any, depth_mm: int | None) -> int:
        """Return the largest payload at the least depth met."""
        if not isinstance(vehicle, VesselClass):
            return round(exact(vehicle.payload_t) * 1000)
        draught = round(exact(vehicle.draught_m) * 1000)
        if depth_mm is not None:
            draught = min(draught, depth_mm - round(exact(vehicle.under_keel_clearance_m) * 1000))
        curve = sorted(
            (round(exact(r.draught_m) * 1000), exact(r.payload_t) * 1000)
            for r in self.region.vessel_payload
            if r.class_id == vehicle.id
        )
        payload = Fraction(0)
        for (low, less), (high, more) in pairwise(curve):
            if low <= draught <= high:
                payload = less + (more - less) * (draught - low) / (high - low)
        if draught > curve[-1][0]:
            payload = curve[-1][1]
        return floor(min(payload, exact(vehicle.dwt_t) * 1000))

    # --- money and CO2e ------------------------------------------------------------------------

    def earns(self, row: Any, leg: Leg, start_s: int) -> bool:
        """Whether a leg that starts then earns a reward."""
        if leg.mode == "repacking":
            return False
        ends = {end.terminal.id for end in (leg.start, leg.end) if end.terminal is not None}
        km = sum(exact(link.length_km) for link, _ in self.steps(leg))
        return (
            row.mode == leg.mode
            and (not row.terminal_id or row.terminal_id in ends)
            and row.packing in ("", leg.packing)
            and exact(row.distance_from_km) <= km
            and (row.distance_until_km is None or km < exact(row.distance_until_km))
            and self._holds(row, start_s)
        )

    def _holds(self, row: Any, start_s: int) -> bool:
        day = self.local(start_s).date()
        return (row.valid_from is None or row.valid_from <= day) and (
            row.valid_until is None or day <= row.valid_until
        )

    def exchange(self, currency: str, start_s: int) -> Fraction:
        day = self.local(start_s).date()
        if currency in ("", self.region.info.currency):
            return Fraction(1)
        rows = [r for r in self.region.exchange_rates if r.currency == currency]
        past = [r for r in rows if r.from_date <= day] or [min(rows, key=lambda r: r.from_date)]
        return exact(max(past, key=lambda r: r.from_date).rate)

    def tariff(self, leg: Leg, km: Fraction, start_s: int) -> Any:
        """Return the row that counts; of a service with rows of its own only those."""
        wanted = {
            "service_id": leg.service.id if leg.service is not None else "",
            "from_place_id": leg.start.place, "to_place_id": leg.end.place,
            "class_id": leg.vehicle.id if leg.vehicle is not None else "",
            "commodity_id": self.lot.commodity.id, "packing": leg.packing,
        }  # fmt: skip
        rows = [
            r
            for r in self.region.tariffs
            if r.mode == leg.mode
            and (r.known_on is None or r.known_on <= self.day)
            and all(getattr(r, c) in ("", value) for c, value in wanted.items())
            and exact(r.lot_from_t) <= self.tonnes
            and (r.lot_until_t is None or self.tonnes < exact(r.lot_until_t))
            and exact(r.distance_from_km) <= km
            and (r.distance_until_km is None or km < exact(r.distance_until_km))
        ]
        rows = [r for r in rows if r.service_id] or rows
        return specific([r for r in rows if self._holds(r, start_s)], tuple(wanted), **wanted)

    def per_lot(self, row: Any, boxes: bool) -> Fraction:
        """Return a charge per tonne and, for boxes, per TEU."""
        return exact(row.charge_per_t) * self.tonnes + (
            exact(row.charge_per_teu) * self.teu if boxes else 0
        )

    def way_back(self, leg: Leg) -> tuple[Fraction, Fraction, Fraction, Fraction, Fraction]:
        """Return km against and with the current, the same empty on the way back, hours back."""
        up = down = back_up = back_down = hours = Fraction(0)
        vehicle = leg.vehicle
        for link, forward in self.steps(leg):
            km = exact(link.length_km)
            if isinstance(vehicle, VesselClass):
                current = exact(link.current_km_per_h) * (1 if forward else -1)
                speed = exact(vehicle.speed_empty_km_per_h) - current
            else:
                assert vehicle is not None
                current, speed = Fraction(0), exact(vehicle.speed_km_per_h)
            if link.speed_km_per_h is not None:
                speed = min(speed, exact(link.speed_km_per_h))
            hours += km / speed
            down, up = (down + km, up) if current > 0 else (down, up + km)
            back_down, back_up = (
                (back_down + km, back_up) if current < 0 else (back_down, back_up + km)
            )
        return up, down, back_up, back_down, hours

    def fuel(self, leg: Leg) -> tuple[Any, Fraction, Fraction]:
        """Return the fuel, what a vehicle burns laden, and its share empty on the way back [kg]."""
        vehicle = leg.vehicle
        if isinstance(vehicle, TrainClass) or vehicle is None or not vehicle.fuel_id:
            return None, Fraction(0), Fraction(0)
        up, down, back_up, back_down, _ = self.way_back(leg)
        share = exact(vehicle.empty_return_share)
        row = self.region.row("fuels", vehicle.fuel_id)
        if isinstance(vehicle, TruckClass):
            laden = exact(vehicle.fuel_kg_per_km_laden) * (up + down)
            return row, laden, share * exact(vehicle.fuel_kg_per_km_empty) * (up + down)
        laden = exact(vehicle.fuel_kg_per_km_laden_up) * up
        laden += exact(vehicle.fuel_kg_per_km_laden_down) * down
        empty = exact(vehicle.fuel_kg_per_km_empty_up) * back_up
        empty += exact(vehicle.fuel_kg_per_km_empty_down) * back_down
        return row, laden, share * empty

    def carriage(self, leg: Leg, start_s: int, done_s: int, vehicles: int) -> Fraction | None:
        """Return freight by tariff, or the operator's cost; None: the service takes no cargo."""
        vehicle = leg.vehicle
        assert vehicle is not None
        assert leg.way is not None
        up, down, *_, back_h = self.way_back(leg)
        km = up + down
        teu = self.teu if leg.packing == "boxes" else Fraction(0)
        row = self.tariff(leg, km, start_s)
        if row is not None:
            money = exact(row.fixed_per_lot) + exact(row.per_t) * self.tonnes
            money += exact(row.per_t_km) * self.tonnes * km
            money += (exact(row.per_teu) + exact(row.per_teu_km) * km) * teu
            money += (exact(row.per_vehicle) + exact(row.per_vehicle_km) * km) * vehicles
            money = max(exact(row.minimum), money) * self.exchange(row.currency, start_s)
        elif leg.service is not None:
            return None
        else:
            fuel, laden, empty = self.fuel(leg)
            one = exact(vehicle.cost_per_h) * Fraction(done_s - start_s, 3600)
            one += exact(vehicle.cost_per_km_laden) * km
            share = exact(vehicle.empty_return_share)
            one += share * exact(vehicle.cost_per_h) * back_h
            one += share * exact(vehicle.cost_per_km_empty) * km
            one += (laden + empty) * exact(fuel.price_per_kg) if fuel is not None else 0
            money = one * vehicles
        if isinstance(vehicle, VesselClass):
            for place in leg.way.places[1:-1]:
                lock, _ = self.lock_at(place, vehicle)
                money += exact(lock.fee_per_vessel) * vehicles if lock is not None else 0
        return money

    def emitted(self, leg: Leg, vehicles: int) -> Fraction:
        """Return the CO2e of carriage and handling [g]."""
        vehicle, boxes = leg.vehicle, leg.packing == "boxes"
        gram = Fraction(0)
        for end in (leg.start, leg.end):
            row = self.handling(leg, end)
            if row is not None:
                gram += exact(row.co2e_g_per_t) * self.tonnes
                gram += exact(row.co2e_g_per_teu) * self.teu if boxes else 0
        up, down, back_up, back_down, _ = self.way_back(leg)
        assert vehicle is not None
        if leg.service is None:
            counted = Fraction(vehicles)
        else:  # its share of the vehicle, by weight or by boxes
            most = vehicle.dwt_t if isinstance(vehicle, VesselClass) else vehicle.payload_t
            counted = exact(self.lot.gross_t(leg.packing)) / exact(most)
            if boxes:
                counted = max(counted, self.teu / exact(vehicle.capacity_teu))
        rows = [
            r
            for r in self.region.emission_factors
            if r.mode == leg.mode and r.class_id in ("", vehicle.id) and not r.service_id
        ]
        rows = [r for r in rows if r.class_id] or rows
        for row in rows:
            factor = exact(row.wtt_g) + exact(row.ttw_g)
            if row.basis == "vehicle_km":
                laden = {"": up + down, "up": up, "down": down}[row.direction]
                back = {"": up + down, "up": back_up, "down": back_down}[row.direction]
                empty = exact(vehicle.empty_return_share) * back
                km = {"": laden + empty, "laden": laden, "empty": empty}[row.state]
                gram += factor * km * counted
            elif row.basis == "t_km":
                gram += factor * (up + down) * self.tonnes
            elif boxes:
                gram += factor * (up + down) * self.teu
        if not rows:
            fuel, laden, empty = self.fuel(leg)
            if fuel is not None:
                kg = (laden + empty) * counted
                gram += kg * (exact(fuel.wtt_g_per_kg) + exact(fuel.ttw_g_per_kg))
        return gram

    # --- all of it -----------------------------------------------------------------------------

    def deed(self, leg: Leg, depart_s: int) -> Deed | None:
        """Return what a departure does; None: it is not possible within the horizon."""
        if leg.mode == "repacking":
            return self._repack(leg, depart_s)
        before = self._minutes(leg.start, scheduled=leg.service is not None)
        after = self._minutes(leg.end, scheduled=False)
        start = self.next_open(before, depart_s)
        if start is None or (leg.service is not None and start != depart_s):
            return None
        leave: int | None = start
        if leg.service is None:
            leave = self.work(before, start, self._handling_s(leg, leg.start))
        passed = self._under_way(leg, leave)
        if passed is None:
            return None
        arrive, depth = passed
        done = self.work(after, arrive, self._handling_s(leg, leg.end))
        payload = self.payload_kg(leg.vehicle, depth)
        if done is None or payload <= 0:
            return None
        vehicles = self._vehicles(leg, payload)
        if vehicles == 0:
            return None
        carriage = self.carriage(leg, start, done, vehicles)
        if carriage is None or leave is None:
            return None
        cost, gains = self._paid(leg, start, carriage)
        dwell = Fraction(0)
        if self.abroad(leg) and leg.end.terminal is not None:
            dwell = exact(leg.end.terminal.import_dwell_h)
        return Deed(
            start_s=start, leave_s=leave, arrive_s=arrive, available_s=done + ceil(dwell * 3600),
            payload_kg=payload, vehicles=vehicles, cost=cost, gram=self.emitted(leg, vehicles),
            gains=gains,
        )  # fmt: skip

    def _minutes(self, end: Any, *, scheduled: bool) -> Any:
        if end.terminal is None:
            return None
        hours = "" if scheduled else end.terminal.opening_hours
        minutes = self.opened("terminals", end.terminal.id, hours)
        return None if minutes.all() else minutes

    def _handling_s(self, leg: Leg, end: Any) -> int:
        row = self.handling(leg, end)
        return ceil(self.tonnes / exact(row.rate_t_per_h) * 3600) if row is not None else 0

    def _under_way(self, leg: Leg, at: int | None) -> tuple[int, int | None] | None:
        """Return arrival and least depth."""
        travel = [piece[2] for piece in self.elements(leg)]
        stay: dict[int, int] = {}
        if leg.service is not None:
            travel, stay = self._by_timetable(leg)
        depths = []
        for k, (minutes, wait, _, bed) in enumerate(self.elements(leg)):
            if at is None:
                return None
            at = self.next_open(None if minutes.all() else minutes, at + stay.get(k, 0))
            if wait and at is not None:
                at = self.next_open(None if minutes.all() else minutes, at + wait)
            if at is None:
                return None
            depth = self.depth_mm(bed, at) if isinstance(bed, Link) else bed
            depths += [depth] if depth is not None else []
            at += travel[k]
        return (at, min(depths, default=None)) if at is not None else None

    def _by_timetable(self, leg: Leg) -> tuple[list[int], dict[int, int]]:
        """Return the times of a run that the timetable states, shared out as the vehicle's own."""
        assert leg.service is not None
        assert leg.way is not None
        calls = sorted(
            (s for s in self.region.service_stops if s.service_id == leg.service.id),
            key=lambda s: s.sequence,
        )
        places = [self.region.row("terminals", s.terminal_id).place_id for s in calls]
        first, last = places.index(leg.start.place), places.index(leg.end.place)
        pieces = self.elements(leg)
        marks = [0]  # piece at which each run begins: after the place of the call
        seen, k = 0, 0
        for number, place in enumerate(leg.way.places[:-1]):
            if number and isinstance(leg.vehicle, VesselClass):
                k += self.lock_at(place, leg.vehicle)[0] is not None
            k += 1
            if leg.way.places[number + 1] == places[first + seen + 1]:
                marks.append(k)
                seen += 1
        travel: list[int] = []
        stay: dict[int, int] = {}
        for run in range(last - first):
            own = [piece[2] for piece in pieces[marks[run] : marks[run + 1]]]
            here, there = calls[first + run], calls[first + run + 1]
            total = round((exact(there.arrive_h) - exact(here.depart_h)) * 3600)
            # Roads and railways without hours are one piece: shares are rounded once for them.
            shared = [round(Fraction(total * s, sum(own))) for s in own]
            shared[-1] += total - sum(shared)
            travel += shared
            if run:
                stay[marks[run]] = round((exact(here.depart_h) - exact(here.arrive_h)) * 3600)
        return travel, stay

    def _vehicles(self, leg: Leg, payload_kg: int) -> int:
        gross = self.tonnes
        if leg.packing == "boxes":
            gross += self.teu * exact(self.lot.commodity.box_tare_t_per_teu)
        if leg.service is not None:  # one vehicle, or none where the water is too low for the lot
            return int(gross * 1000 <= payload_kg)
        vehicles = ceil(gross * 1000 / payload_kg)
        if leg.packing == "boxes":
            assert leg.vehicle is not None
            vehicles = max(vehicles, ceil(self.teu / exact(leg.vehicle.capacity_teu)))
        return vehicles

    def _paid(self, leg: Leg, start_s: int, carriage: Fraction) -> tuple[Fraction, Any]:
        """Return the cost less what is paid at once, and what counts for each other reward."""
        boxes = leg.packing == "boxes"
        ends = Fraction(0)
        for end in (leg.start, leg.end):
            row = self.handling(leg, end)
            ends += self.per_lot(row, boxes) if row is not None else 0
        if self.abroad(leg) and leg.start.terminal is not None:
            port = leg.start.terminal
            ends += (
                exact(port.export_charge_per_teu) * self.teu
                if boxes
                else exact(port.export_charge_per_t) * self.tonnes
            )
        km = sum(exact(link.length_km) for link, _ in self.steps(leg))
        earned = {}
        for row in self.rewards:
            if self.earns(row, leg, start_s):
                amount = (exact(row.per_t) + exact(row.per_t_km) * km) * self.tonnes
                amount += exact(row.per_teu) * self.teu if boxes else 0
                earned[row.id] = amount
        plain = [r for r in self.rewards if r.cap is None and not r.per_kg_co2e_saved]
        capped = [r for r in self.rewards if r.cap is not None and not r.per_kg_co2e_saved]
        marks = [r for r in self.rewards if r.per_kg_co2e_saved]
        left = carriage
        at_once = min(left, sum((earned.get(r.id, Fraction(0)) for r in plain), Fraction(0)))
        left -= at_once
        gains = []
        for row in capped:
            gains.append(min(left, earned.get(row.id, Fraction(0))) * self.minor)
            left -= gains[-1] / self.minor
        gains += [Fraction(r.id in earned) for r in marks]
        gains.append(Fraction(leg.mode == "rail"))
        return (carriage + ends - at_once) * self.minor, tuple(gains)

    def _repack(self, leg: Leg, depart_s: int) -> Deed | None:
        assert leg.start.terminal is not None
        minutes = self._minutes(leg.start, scheduled=False)
        rows = [
            r
            for r in self.region.repacking
            if r.terminal_id == leg.start.terminal.id
            and (r.from_packing, r.to_packing) == (leg.packing, leg.to_packing)
            and r.commodity_id in ("", self.lot.commodity.id)
        ]
        row = max(rows, key=lambda r: r.commodity_id != "")
        start = self.next_open(minutes, depart_s)
        done = None
        if start is not None:
            done = self.work(minutes, start, ceil(self.tonnes / exact(row.rate_t_per_h) * 3600))
        if start is None or done is None:
            return None
        cost = self.per_lot(row, "boxes" in (leg.packing, leg.to_packing)) * self.minor
        nothing = tuple(
            Fraction(0) for r in self.rewards if r.cap is not None or r.per_kg_co2e_saved
        )
        return Deed(
            start_s=start, leave_s=done, arrive_s=done, available_s=done, payload_kg=0, vehicles=1,
            cost=cost, gram=Fraction(0), gains=(*nothing, Fraction(0)),
        )  # fmt: skip
