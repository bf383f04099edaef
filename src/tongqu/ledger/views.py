"""The ledger's views as JSON: one item, lists, the status, what is late, whose step is next.

Everything is computed from events when it is asked for, as of an instant: with what was known
then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.errors import NotFoundError
from tongqu.ledger.clock_tables import ClockTables
from tongqu.ledger.event_columns import events_of_kind
from tongqu.ledger.folding import fold
from tongqu.ledger.item_view import ItemSeen, item_summary, item_view, stand_alone
from tongqu.ledger.lists import due_rows, item_rows
from tongqu.ledger.moment import kind_of
from tongqu.ledger.monthly import month_view
from tongqu.ledger.rows import dues
from tongqu.ledger.sight import seen_event, seen_item, sight_of
from tongqu.ledger.standing import Standing, standing_of
from tongqu.ledger.status import status_view
from tongqu.ledger.timeline import timeline_view
from tongqu.ledger.viewing import Viewing
from tongqu.ledger.working_hours import working_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import Kind
    from tongqu.ledger.service import Ledger
    from tongqu.ledger.settings import Settings
    from tongqu.model.ledger_event import LedgerEvent
    from tongqu.store import EventColumns, ItemRow

__all__ = ["LedgerViews"]

SOON_WORKING_DAYS = 5
"""What is due within so many working days is due soon, where nobody says otherwise."""

MOST_ROWS = 200
"""Rows of a list within a view, where nobody says otherwise."""


class LedgerViews:
    """What somebody sees of a ledger at an instant.

    Parameters
    ----------
    ledger
        The ledger.
    actor
        Account that looks. What it may not see is left out.
    as_of
        A local day (its end counts) or an instant; None: now. Only what was known then counts.
    sources
        By id what is to be said of sources besides those of the settings: kind, title, title_zh.

    Examples
    --------
    >>> from tongqu.ledger import create_ledger
    >>> from tongqu.store import MemoryJournal
    >>> ledger = create_ledger(MemoryJournal(), name="Roads", name_zh="道路台账")
    >>> ledger.configure("accounts", [{"id": "desk", "roles": ["viewer"]}], actor="admin")
    >>> LedgerViews(ledger, actor="desk").status()["totals"]["items"]
    0
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        actor: str,
        as_of: date | datetime | None = None,
        sources: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.ledger = ledger
        self.past = as_of is not None
        self.now = ledger.settings()
        self.account = self.now.account(actor)
        settings = _as_known(self.now, ledger.settings(as_of) if self.past else self.now)
        self.viewing = Viewing(
            as_of=ledger.instant(as_of),
            settings=settings,
            calendar=ClockTables(working_time(settings)),
            sources={**self.now.sources, **(sources or {})},
        )

    # --- views ------------------------------------------------------------------------------------

    def item(self, code: str) -> dict[str, Any]:
        """Return the page of an item, kind ``ledger_item``.

        Whoever reads a confidential item in full is noted down first.

        Raises
        ------
        NotFoundError
            There was no such item that the account may know of.
        """
        self.ledger.item(code, actor=self.account.id)
        seen = self.seen([code])
        if not seen:
            raise NotFoundError.of("ledger_unknown_item", item=code)
        return item_view(self.viewing, seen[0])

    def items(
        self,
        *,
        kind: str | None = None,
        state: str | None = None,
        unit: str | None = None,
        open_only: bool = False,
        text: str | None = None,
        parent: str | None = None,
        light: str | None = None,
        limit: int = 50,
        offset: int = 0,
        order: str = "code",
    ) -> dict[str, Any]:
        """Return a page of items, kind ``ledger_list``.

        Parameters
        ----------
        kind, state, unit, open_only, text, parent
            Which items; all where nothing is said.
        light
            Only items with this light: ``red``, ``yellow``, ``green``, ``none``.
        limit, offset, order
            Which page, in which order; see `tongqu.store.ORDERS`.
        """
        wanted: dict[str, Any] = {
            "kind": kind, "state": state, "unit": unit, "open_only": open_only or None,
            "text": text, "parent": parent,
        }  # fmt: skip
        if self.past or light is not None or text:
            codes, total = self._chosen(wanted, light, limit, offset, order)
        else:
            rows = self.ledger.journal.items(limit=limit, offset=offset, order=order, **wanted)
            codes, total = [row.code for row in rows], self.ledger.journal.count_items(**wanted)
        return {
            **self.viewing.head("ledger_list"),
            "total": total,
            "offset": offset,
            "items": item_rows(self.viewing, self.seen(codes)),
        }

    def status(
        self,
        *,
        since: date | datetime | None = None,
        within: int = SOON_WORKING_DAYS,
        at_most: int = MOST_ROWS,
    ) -> dict[str, Any]:
        """Return how everything stands, kind ``ledger_status``.

        Parameters
        ----------
        since
            What has changed since the end of this day is told too.
        within
            What is due within so many working days is due soon.
        at_most
            Rows of each list.
        """
        return status_view(self, since=since, within=within, at_most=at_most)

    def late(self, *, within: int = SOON_WORKING_DAYS, at_most: int = MOST_ROWS) -> dict[str, Any]:
        """Return what is late and what is due soon, kind ``ledger_late``."""
        late, count = dues(self.viewing, self.standings, late=True, within=0, at_most=at_most)
        soon, more = dues(self.viewing, self.standings, late=False, within=within, at_most=at_most)
        return {
            **self.viewing.head("ledger_late"),
            "within_working_days": within,
            "late_count": count,
            "late": due_rows(self, late),
            "due_soon_count": more,
            "due_soon": due_rows(self, soon),
        }

    def mine(self, *, at_most: int = MOST_ROWS) -> dict[str, Any]:
        """Return the open items whose next step is the account's unit's, kind ``ledger_mine``.

        What is due first comes first; what has no end comes last.
        """
        own = self.account.unit
        near = {own, *(id_ for id_, unit in self.viewing.settings.units.items()
                       if unit.parent == own)}  # fmt: skip
        numbers = [i for i, unit in enumerate(self.columns.units) if unit in near]
        codes = [
            self.columns.codes[number]
            for standing in self.standings
            for number in standing.events.numbers[
                np.isin(standing.unit, numbers) & (standing.open | (standing.light > 1))
            ]
        ]
        rows = [
            row
            for row in item_rows(self.viewing, self.seen(codes))
            if row["next_step"] and row["next_step"]["owner_unit"] == own
        ]
        rows.sort(key=lambda row: (row["next_step"]["due_at"] or "9999", row["code"]))
        return {
            **self.viewing.head("ledger_mine"),
            **self.viewing.unit_keys("unit", own),
            "total": len(rows),
            "items": rows[:at_most],
        }

    def timeline(
        self, *, first: date | None = None, last: date | None = None, kind: str | None = None
    ) -> dict[str, Any]:
        """Return the works side by side in time, kind ``ledger_timeline``.

        Parameters
        ----------
        first, last
            First and last day; by themselves, the months that hold all dates.
        kind
            Only items of this kind; all that have milestones where nothing is said.
        """
        return timeline_view(self.viewing, self.works(kind=kind), first, last)

    def month(self, year: int, month: int) -> dict[str, Any]:
        """Return the report of a month, kind ``ledger_report``.

        The views' instant says up to which day of the month, usually its last.
        """
        return month_view(self, year, month)

    def deadlines(self, *, at_most: int = 5000) -> list[dict[str, Any]]:
        """Return everything that is due, the nearest first, as plain records for a calendar."""
        found, _ = dues(self.viewing, self.standings, late=False, within=10**6, at_most=at_most)
        late, _ = dues(self.viewing, self.standings, late=True, within=0, at_most=at_most)
        return due_rows(self, [*late, *found])

    # --- what they are made of --------------------------------------------------------------------

    @cached_property
    def columns(self) -> EventColumns:
        """Columns of all events known."""
        return self.ledger.journal.columns(known_until=self.viewing.as_of)

    @cached_property
    def standings(self) -> list[Standing]:
        """How all items stand, by kind and its version."""
        return self.standings_at(self.viewing.as_of_s)

    def standings_at(self, as_of_s: int) -> list[Standing]:
        """Return how all items stood at an earlier instant, with what was known then."""
        found = []
        for number, id_ in enumerate(self.columns.kinds):
            for kind, items in self._versions(id_):
                events = events_of_kind(self.columns, number, known_until_s=as_of_s, items=items)
                if events.items:
                    calendar = self.viewing.calendar
                    found.append(standing_of(kind, events, calendar, as_of_s))
        return found

    def _versions(self, id_: str) -> list[tuple[Kind, Any]]:
        """Return the versions of a kind that items have, and which items; None for all of them."""
        loaded = {number for kind, number in self.now.kinds if kind == id_}
        if not loaded:
            return [(kind_of(self.now, id_), None)]
        by_version: dict[int, list[int]] = {}
        for row in self.ledger.journal.items(kind=id_):
            by_version.setdefault(row.kind_version, []).append(row.item_no)
        return [
            (kind_of(self.now, id_, version), np.array(items))
            for version, items in sorted(by_version.items())
        ]

    def seen(self, codes: Sequence[str]) -> list[ItemSeen]:
        """Return items as the account may see them, in this order; others are left out."""
        events = self._events(codes)
        known: dict[str, list[LedgerEvent]] = {
            code: [one for one in events[code] if one.entry.known_at <= self.viewing.as_of]
            for code in codes
        }
        groups: dict[tuple[str, int], list[str]] = {}
        states = {code: fold(known[code]) for code in codes if known[code]}
        for code, item in states.items():
            groups.setdefault((item.kind, item.kind_version), []).append(code)
        places: dict[str, tuple[Kind, Standing, int]] = {}
        for (id_, version), members in groups.items():
            kind = kind_of(self.now, id_, version)
            standing = stand_alone(self.viewing, kind, [known[code] for code in members])
            places |= {code: (kind, standing, i) for i, code in enumerate(members)}
        titles = self._titles(states.values())
        found = []
        for code in states:
            kind, standing, place = places[code]
            newest = fold(events[code])
            sight = sight_of(newest, self.account, self.now)
            if sight == "none":
                continue
            item = seen_item(states[code], kind, sight, newest.state)
            found.append(
                ItemSeen(
                    kind=kind,
                    item=item,
                    events=[seen_event(one, kind, newest.state, sight) for one in known[code]],
                    standing=standing,
                    place=place,
                    titles=titles,
                    forecast=self._forecast(item),
                )
            )
        return found

    def _forecast(self, item: ItemState) -> dict[str, Any] | None:
        """Return when an item is likely to be finished, None where nothing was reported."""
        if not item.progress:
            return None
        from tongqu.ledger.forecasting import forecast_of

        return forecast_of(item, as_of=self.viewing.today, time=self.viewing.calendar.time)

    def _events(self, codes: Sequence[str]) -> dict[str, list[LedgerEvent]]:
        found: dict[str, list[LedgerEvent]] = {code: [] for code in codes}
        if codes:
            for event in self.ledger.journal.events(items=set(codes)):
                found[event.entry.item].append(event)
        return found

    def _titles(self, items: Iterable[ItemState]) -> dict[str, tuple[str, str]]:
        """Return titles of the items that others are linked with, unless they are confidential."""
        wanted = {link.to for item in items for link in item.links}
        titles = {}
        for code in sorted(wanted):
            row = self.ledger.journal.item(code)
            if row is not None and not row.confidential:
                titles[code] = (row.title, row.title_zh)
        return titles

    def works(self, *, kind: str | None = None, at_most: int = MOST_ROWS) -> list[dict[str, Any]]:
        """Return the items that have milestones or progress, the worst lights first if too many."""
        chosen: list[tuple[int, str]] = []
        for standing in self.standings:
            if (kind is not None and standing.kind.id != kind) or not standing.kind.milestones:
                continue
            chosen += [
                (-int(light), self.columns.codes[number])
                for light, number in zip(standing.light, standing.events.numbers, strict=True)
            ]
        if len(chosen) > at_most:
            chosen = sorted(chosen)[:at_most]
        codes = sorted(code for _, code in chosen)
        return [item_summary(self.viewing, seen) for seen in self.seen(codes)]

    def _chosen(
        self, wanted: Mapping[str, Any], light: str | None, limit: int, offset: int, order: str
    ) -> tuple[list[str], int]:
        """Return a page of the items that were as wanted at the instant, and how many there are."""
        from tongqu.ledger.lists import stood_as_wanted

        asked = dict(wanted)
        if self.past or light is not None:  # the rows say how items stand now, not how they stood
            asked = {key: wanted[key] for key in ("kind", "text", "parent")}
        rows = self.ledger.journal.items(order=order, **asked)
        if asked != wanted or light is not None:
            stood = stood_as_wanted(self, wanted, light)
            rows = [row for row in rows if row.code in stood]
        text = wanted["text"] or ""
        codes = [row.code for row in rows if self._may_be_found(row, text)]
        return codes[offset : offset + limit], len(codes)

    def _may_be_found(self, row: ItemRow, text: str) -> bool:
        """Return whether a search may find an item: by a title, whoever sees that title only.

        A unit that handles a confidential item jointly finds it by its code, not by its title: to
        know who handles what jointly, every such item would have to be read.
        """
        words = text.casefold().split()
        if not row.confidential or all(word in row.code.casefold() for word in words):
            return True
        if row.unit != self.account.unit:
            return False
        item = fold(self.ledger.journal.events(item=row.code))
        return sight_of(item, self.account, self.now) == "full"


def _as_known(now: Settings, then: Settings) -> Settings:
    """Return settings of the past; what nobody had set up by then is as it is now."""
    return replace(
        then,
        info=then.info if then.seq else now.info,
        units=then.units or now.units,
        accounts=then.accounts or now.accounts,
    )
