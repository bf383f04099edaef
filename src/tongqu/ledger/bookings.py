"""Appointments: slots of a resource, and whether one still has a place.

Asked inside the transaction that writes the booking, so that the last place is given away once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.calendars.weekly import DAY_MIN, WeeklyHours
from tongqu.errors import BadValueError, ConflictError, NotFoundError, TongquError
from tongqu.units.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.settings import Resource, Settings
    from tongqu.store import JournalTx

__all__ = ["free_slots", "read_slot", "resource_of", "slot_key", "take_slot"]

LOOK_AHEAD_DAYS = 28
ALWAYS = "24/7"


def resource_of(settings: Settings, id_: str) -> Resource:
    """Return a resource.

    Raises
    ------
    NotFoundError
        If there is none of this id.
    """
    if id_ not in settings.resources:
        known = tuple(settings.resources)
        raise NotFoundError.of("ledger_unknown_resource", id=id_, known=known)
    return settings.resources[id_]


def slot_key(slot: datetime) -> str:
    """Return a slot as the ledger stores it: its beginning in UTC."""
    return slot.astimezone(UTC).isoformat(timespec="minutes")


def read_slot(resource: Resource, given: Any, zone: ZoneInfo) -> datetime:
    """Return the beginning of a slot.

    Raises
    ------
    BadValueError
        If it is not a time, or no slot of the resource begins then; slots begin when it opens and
        follow each other.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from tongqu.ledger.settings import Resource
    >>> desk = Resource(id="desk", slot_min=30, hours="Mo-Fr 09:00-12:00")
    >>> read_slot(desk, "2026-03-02 09:30", ZoneInfo("Asia/Shanghai")).isoformat()
    '2026-03-02T09:30:00+08:00'
    """
    slot = given if isinstance(given, datetime) else parse_time(str(given), zone)
    slot = (slot if slot.tzinfo else slot.replace(tzinfo=zone)).astimezone(zone)
    if slot.second or slot.microsecond or slot not in _slots_on(resource, slot):
        raise BadValueError.of(
            "ledger_no_slot",
            resource=resource.id,
            slot=f"{slot:%Y-%m-%d %H:%M}",
            hours=resource.hours or ALWAYS,
            minutes=resource.slot_min,
        )
    return slot


def _slots_on(resource: Resource, day: datetime) -> Iterator[datetime]:
    """Yield the slots that begin on the local day of an instant, in order."""
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    begin = midnight.weekday() * DAY_MIN
    for first, last in WeeklyHours.parse(resource.hours or ALWAYS).spans:
        # A span that began before midnight goes on with its own slots.
        minute = first
        while minute + resource.slot_min <= last and minute < begin + DAY_MIN:
            if minute >= begin:
                yield midnight + timedelta(minutes=minute - begin)
            minute += resource.slot_min


def free_slots(
    tx: JournalTx, resource: Resource, after: datetime, zone: ZoneInfo, *, at_most: int
) -> list[tuple[datetime, int]]:
    """Return the next slots that have places left, with their number.

    Parameters
    ----------
    tx
        The ledger as it is.
    resource
        What is asked for.
    after
        Slots that begin later than this.
    zone
        Zone of the resource's hours.
    at_most
        How many slots are looked for, in the next four weeks.
    """
    found: list[tuple[datetime, int]] = []
    for number in range(LOOK_AHEAD_DAYS + 1):
        for slot in _slots_on(resource, (after + timedelta(days=number)).astimezone(zone)):
            left = resource.capacity - tx.count_booked(resource.id, slot_key(slot))
            if slot > after and left > 0:
                found.append((slot, left))
                if len(found) == at_most:
                    return found
    return found


def take_slot(
    tx: JournalTx, settings: Settings, item: ItemState, data: dict[str, Any], *, past: bool
) -> dict[str, Any]:
    """Return the data of a booking that has a place.

    Parameters
    ----------
    tx
        The ledger as it is, while nobody else can write.
    settings
        Which resources there are.
    item
        What it is booked for.
    data
        Resource and slot as they were given.
    past
        Whether a slot may have passed, which is for imports.

    Raises
    ------
    ConflictError
        No place is left; the problem names the next slots that have one.
    BadValueError
        There is no such slot, it has passed, or the item holds it already.
    """
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(settings.info.time_zone)
    resource = resource_of(settings, data["resource"])
    slot = read_slot(resource, data["slot"], zone)
    shown = f"{slot:%Y-%m-%d %H:%M}"
    if slot <= tx.now and not past:
        raise BadValueError.of("ledger_slot_passed", slot=shown)
    key = slot_key(slot)
    if any((one.resource, one.slot) == (resource.id, key) for one in item.standing_bookings):
        raise BadValueError.of("ledger_slot_held", resource=resource.id, slot=shown)
    if tx.count_booked(resource.id, key) >= resource.capacity:
        after = max(slot, tx.now)
        free = free_slots(tx, resource, after, zone, at_most=3)
        following = tuple(f"{one:%Y-%m-%d %H:%M}" for one, _ in free)
        raise ConflictError.of(
            "ledger_slot_full", resource=resource.id, slot=shown, free=following or ("-",)
        )
    return {**data, "resource": resource.id, "slot": key}


def give_back(settings: Settings, item: ItemState, data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a cancellation of a booking that stands.

    Raises
    ------
    BadValueError
        The item has no such booking.
    """
    from zoneinfo import ZoneInfo

    try:
        slot = parse_time(str(data["slot"]), ZoneInfo(settings.info.time_zone))
        key = slot_key(slot)
    except TongquError:
        key = ""
    if not any(
        (one.resource, one.slot) == (data["resource"], key) for one in item.standing_bookings
    ):
        raise BadValueError.of(
            "ledger_not_booked", resource=data["resource"], slot=str(data["slot"])
        )
    return {**data, "slot": key}
