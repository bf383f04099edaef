"""The page of one item as JSON: everything that is known of it, and what follows from that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tongqu.ledger.clocks import ClockReading, read_clock, ticks
from tongqu.ledger.clocks_all import LIGHTS, UNSET
from tongqu.ledger.event_columns import events_of_items
from tongqu.ledger.flags import item_flags
from tongqu.ledger.history import history_lines
from tongqu.ledger.item_parts import (
    budget_view,
    closure_rows,
    evidence_rows,
    field_rows,
    look_back_rows,
    progress_rows,
    tenants_view,
)
from tongqu.ledger.milestone_rows import milestone_rows, plan_view, stated_names
from tongqu.ledger.next_steps import next_step
from tongqu.ledger.reasons import light_reasons, milestone_names_by_code
from tongqu.ledger.standing import Standing, standing_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import Kind
    from tongqu.ledger.viewing import Viewing
    from tongqu.model.ledger_event import LedgerEvent


__all__ = ["ItemSeen", "item_summary", "item_view", "stand_alone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSeen:
    """An item as somebody may see it.

    Attributes
    ----------
    kind
        Its kind.
    item
        What is known of it, without what the reader may not see.
    events
        Its events, without what the reader may not see.
    standing, place
        How the items that are looked at stand, and which of them this is.
    titles
        Titles of other items that it names, by code.
    forecast
        When it is likely to end; None where nobody can say.
    """

    kind: Kind
    item: ItemState
    events: Sequence[LedgerEvent]
    standing: Standing
    place: int
    titles: Mapping[str, tuple[str, str]]
    forecast: Mapping[str, Any] | None = None


def stand_alone(viewing: Viewing, kind: Kind, items: Sequence[Sequence[LedgerEvent]]) -> Standing:
    """Return how some items of a kind stand, from their own events."""
    return standing_of(kind, events_of_items(items), viewing.calendar, viewing.as_of_s)


def item_view(viewing: Viewing, seen: ItemSeen) -> dict[str, Any]:
    """Return the page of an item; its keys are told in ``docs/reference/ledger-views.md``.

    Parameters
    ----------
    viewing
        What every view needs.
    seen
        The item.
    """
    return {
        **viewing.head("ledger_item"),
        **item_summary(viewing, seen),
        "evidence": evidence_rows(viewing, seen.kind, seen.item),
        "history": history_lines(viewing, seen.kind, seen.events),
    }


def item_summary(viewing: Viewing, seen: ItemSeen) -> dict[str, Any]:
    """Return the page of an item without evidence and history, as a status shows its works."""
    item, kind, standing, place = seen.item, seen.kind, seen.standing, seen.place
    clocks = _readings(viewing, seen)
    names = milestone_names_by_code(viewing, standing, stated_names(item))
    state = kind.state(item.state)
    closed_s = int(standing.closed_s[place])
    percent = int(standing.progress.percent[place])
    sources = _sources(item)
    return {
        "code": item.code,
        "item_kind": kind.id,
        "kind_name": kind.name,
        "kind_name_zh": kind.name_zh,
        "title": item.title,
        "title_zh": item.title_zh,
        "state": state.id,
        "state_name": state.name,
        "state_name_zh": state.name_zh,
        "open": not state.final,
        **viewing.unit_keys("unit", item.unit),
        **viewing.joint_keys(item.joint_units),
        **viewing.unit_keys("supervisor_unit", viewing.supervisor(item.unit, item.supervisor_unit)),
        "opened_by": item.opened_by,
        "on_behalf_of": item.on_behalf_of,
        "place_id": item.place_id,
        "work_id": item.work_id,
        "parent": item.parent,
        "links": _links(seen),
        "tags": list(item.tags),
        "confidential": item.confidential,
        "opened_at": viewing.shown(item.opened_at),
        "closed_at": viewing.shown_s(None if closed_s == UNSET else closed_s),
        **_closing(kind, item),
        "reopened": int(standing.reopened[place]),
        "rebounds": int(standing.look_backs.failed[place]),
        "returned": int(standing.returned[place]),
        "in_arbitration": bool(standing.in_arbitration[place]),
        "fields": field_rows(kind, item),
        "light": LIGHTS[int(standing.light[place])],
        "was_red": bool(standing.was_red[place]),
        "made_good": bool(standing.made_good[place]),
        "light_reasons": light_reasons(viewing, standing, place, names),
        "clocks": [_clock(viewing, seen, reading) for reading in clocks],
        "progress_percent": None if percent < 0 else percent / 100,
        "planned_percent": _planned(standing, place),
        "planned_start_on": _day(standing.progress.start[place]),
        "planned_finish_on": _day(standing.progress.finish[place]),
        "begun_on": _day(standing.progress.begun[place]),
        "progress": progress_rows(item),
        "milestones": milestone_rows(viewing, seen.kind, item, standing, place, seen.forecast),
        "forecast": dict(seen.forecast) if seen.forecast else None,
        "plan": plan_view(viewing, item),
        "budget": budget_view(viewing, item),
        "tenants": tenants_view(item),
        "closures": closure_rows(viewing, item),
        "look_backs": look_back_rows(viewing, kind, item, standing, place),
        "next_step": next_step(
            viewing,
            standing,
            place,
            unit=item.unit,
            supervisor_unit=item.supervisor_unit,
            opened_unit=item.opened_unit,
        ),
        "flags": item_flags(viewing, kind, item, clocks),
        "sources": viewing.source_rows(sources),
        "last_seq": item.last_seq,
    }


def _readings(viewing: Viewing, seen: ItemSeen) -> list[ClockReading]:
    rows = ticks(seen.events, known_until=viewing.as_of)
    found = [
        read_clock(rule, rows, viewing.calendar, viewing.as_of_s) for rule in seen.standing.rules
    ]
    return [reading for reading in found if reading is not None]


def _clock(viewing: Viewing, seen: ItemSeen, reading: ClockReading) -> dict[str, Any]:
    item, clock = seen.item, reading.clock
    granted = {one.seq: one for one in item.extensions}
    owner = viewing.owner(clock.owner, item.unit, item.supervisor_unit)
    return {
        "id": clock.id,
        "name": clock.name,
        "name_zh": clock.name_zh,
        **viewing.unit_keys("owner_unit", owner),
        "started_at": viewing.shown_s(reading.started_s),
        "due_at": viewing.shown_s(reading.due_s),
        "original_due_at": viewing.shown_s(reading.original_due_s),
        "provisional": reading.provisional,
        "paused_since": viewing.shown_s(reading.paused_since_s),
        "pauses": [
            {"from": viewing.shown_s(first), "until": viewing.shown_s(until)}
            for first, until in reading.pauses
        ],
        "stopped_at": viewing.shown_s(reading.stopped_s),
        "remaining_working_min": None if reading.left_s is None else reading.left_s // 60,
        "late_working_days": reading.late_days,
        "extensions": [
            {
                "by": granted[one.seq].actor if one.seq in granted else "",
                "approver": granted[one.seq].approver if one.seq in granted else "",
                "reason": granted[one.seq].reason if one.seq in granted else "",
                "at": viewing.shown(granted[one.seq].at) if one.seq in granted else None,
                "from_due": viewing.shown_s(one.from_due_s),
                "to_due": viewing.shown_s(one.to_due_s),
            }
            for one in reading.extensions
        ],
        "light": reading.light,
        "was_red": reading.was_red,
    }


def _planned(standing: Standing, place: int) -> float | None:
    planned = int(standing.progress.planned_percent[place])
    return None if planned < 0 else planned / 100


def _day(ordinal: object) -> str | None:
    day = int(ordinal)  # type: ignore[call-overload]
    return None if day == UNSET else date.fromordinal(day).isoformat()


def _links(seen: ItemSeen) -> list[dict[str, Any]]:
    return [
        {
            "relation": link.relation,
            "to": link.to,
            "title": seen.titles.get(link.to, ("", ""))[0],
            "title_zh": seen.titles.get(link.to, ("", ""))[1],
        }
        for link in seen.item.links
    ]


def _closing(kind: Kind, item: ItemState) -> dict[str, str]:
    """Return why an item was closed, and what its kind calls that."""
    given = item.closing.reason if item.closing else ""
    if item.closing and not given:
        # The reason stands with whoever asked for it.
        asked = [one for one in item.actions if one.effect == "close_asked" and one.reason]
        given = asked[-1].reason if asked else ""
    choices = {
        choice.id: choice
        for action in kind.actions
        if action.effect in ("closed", "close_asked")
        for choice in action.reasons
    }
    choice = choices.get(given)
    return {
        "closing_reason": given,
        "closing_reason_text": choice.name if choice else given,
        "closing_reason_text_zh": choice.name_zh if choice else given,
    }


def _sources(item: ItemState) -> set[str]:
    ids = {one.source_id for one in item.progress} | {one.source_id for one in item.dates}
    return ids | {one.source_id for one in item.tenants}
