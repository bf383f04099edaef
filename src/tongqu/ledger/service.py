"""The ledger as its users meet it: open it, add items, act upon them, set it up.

Whatever is decided is decided inside the transaction that writes it. Nothing is kept between two
calls but the journal itself.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from tongqu.errors import NotPermittedError
from tongqu.ledger.acting import action_entries
from tongqu.ledger.bookings import free_slots, resource_of
from tongqu.ledger.folding import fold
from tongqu.ledger.moment import Moment, kind_of, kinds_of
from tongqu.ledger.opening import opening_entries
from tongqu.ledger.public import public_view
from tongqu.ledger.reading import note_reading, read_item
from tongqu.ledger.rules import denials
from tongqu.ledger.settings import Settings, fold_settings
from tongqu.ledger.settings_writing import settings_entries
from tongqu.ledger.wishes import Opening, Wish
from tongqu.model.ledger_event import LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tongqu.errors import Problem
    from tongqu.ledger.evidence import EvidenceFile
    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import Kind
    from tongqu.ledger.views import LedgerViews
    from tongqu.model.ledger_event import LedgerEvent
    from tongqu.store import Journal, JournalTx

__all__ = ["Ledger"]


class Ledger:
    """A ledger: works and matters, what was done with them, who owes what.

    Parameters
    ----------
    journal
        Where its events are, see `tongqu.store`.

    Examples
    --------
    >>> from tongqu.ledger import create_ledger
    >>> from tongqu.store import MemoryJournal
    >>> ledger = create_ledger(MemoryJournal(), name="Roads", name_zh="道路台账")
    >>> ledger.configure("units", [
    ...     {"id": "centre", "name": "Centre", "name_zh": "中心"},
    ...     {"id": "north", "name": "North", "name_zh": "北片", "parent": "centre"}], actor="admin")
    >>> ledger.configure("accounts", [
    ...     {"id": "desk", "unit": "centre", "roles": ["clerk"]},
    ...     {"id": "head", "unit": "centre", "roles": ["supervisor"]},
    ...     {"id": "crew", "unit": "north", "roles": ["handler"]}], actor="admin")
    >>> code = ledger.add("rectification", title="Blocked gully", title_zh="雨水口堵塞",
    ...     actor="desk", fields={"problem": "The gully is full of sand", "found_by": "report",
    ...             "severity": "minor"})
    >>> code
    'rect-0001'
    >>> _ = ledger.act(code, "dispatch", actor="desk", to_unit="north",
    ...                fields={"due_on": "2030-01-31"})
    >>> item = ledger.act(code, "accept", actor="crew")
    >>> item.state, item.unit
    ('in_progress', 'north')
    >>> ledger.act(code, "close", actor="crew")
    Traceback (most recent call last):
    tongqu.errors.NotPermittedError: ledger_wrong_role: action='close' roles=('supervisor',...
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    # --- what it is set up with ------------------------------------------------------------------

    def settings(self, as_of: date | datetime | None = None) -> Settings:
        """Return units, accounts and the rest, as they were known at a time."""
        events = self.journal.events(item="")
        return fold_settings(events, known_until=self.instant(as_of) if as_of else None)

    def instant(self, as_of: date | datetime | None) -> datetime:
        """Return the instant that an `as_of` means: a day means its end; None means now."""
        if as_of is None:
            return datetime.now(UTC)
        if isinstance(as_of, datetime) and as_of.tzinfo:
            return as_of.astimezone(UTC)
        zone = ZoneInfo(fold_settings(self.journal.events(item="")).info.time_zone)
        if isinstance(as_of, datetime):
            return as_of.replace(tzinfo=zone).astimezone(UTC)
        following = datetime.combine(as_of + timedelta(days=1), time(), zone)
        return following.astimezone(UTC) - timedelta(microseconds=1)

    def kinds(self) -> dict[str, Kind]:
        """Return the kinds of items that there are, by id: those shipped and those loaded."""
        return kinds_of(self.settings())

    def kind(self, id_: str, version: int = 0) -> Kind:
        """Return a kind: a certain version of it, or the newest."""
        return kind_of(self.settings(), id_, version)

    def configure(self, table: str, rows: Iterable[Mapping[str, Any]], *, actor: str) -> None:
        """Record settings: rows of units, accounts, resources, kinds, notices, or the ledger.

        Parameters
        ----------
        table
            ``units``, ``accounts``, ``resources``, ``kinds``, ``notices`` or ``ledger``.
        rows
            Each with an ``id``. A row replaces what stands under its id, columns that are not
            given keep what they were; ``{"id": ..., "removed": True}`` takes it away.
        actor
            Account with the role ``admin``.

        Raises
        ------
        NotPermittedError
            The account is not an administrator.
        BadValueError, DatasetError
            With everything that is wrong.
        """
        rows = list(rows)
        self.journal.append(guard=lambda tx: settings_entries(Moment.of(tx), table, rows, actor))

    # --- items -----------------------------------------------------------------------------------

    def add(
        self,
        kind: str,
        *,
        title: str,
        title_zh: str = "",
        unit: str = "",
        fields: Mapping[str, Any] | None = None,
        actor: str,
        at: datetime | None = None,
        known_at: datetime | None = None,
        on_behalf_of: str = "",
        parent: str = "",
        supervisor_unit: str = "",
        place_id: str = "",
        work_id: str = "",
        tags: Iterable[str] = (),
        confidential: bool | None = None,
        evidence: Iterable[EvidenceFile | Mapping[str, Any]] = (),
        note: str = "",
        note_zh: str = "",
        source_id: str = "",
    ) -> str:
        """Open an item and return its code.

        Parameters
        ----------
        kind
            Kind of the item.
        title, title_zh
            What it is about; no names or numbers of persons.
        unit
            Unit that has it first; the actor's own where nothing is said.
        fields
            Values of the kind's fields; personal ones are kept apart and expire.
        actor, on_behalf_of
            Who opens it, and for whom: an account, a unit, or ``applicant``.
        at, known_at
            When it happened, and since when that is known; now, where nothing is said. What became
            known earlier may be entered by accounts with the role ``import`` only.
        parent, supervisor_unit, place_id, work_id, tags
            Where it belongs.
        confidential
            Whether its parties are seen by its handlers only; as the kind says where not given.
        evidence
            Files that come with it, see `tongqu.ledger.evidence`.
        note, note_zh, source_id
            What else is to be said, and where it comes from.

        Raises
        ------
        NotPermittedError, BadValueError, NotFoundError
            With everything that is wrong.
        """
        opening = Opening(
            kind=kind, title=title, title_zh=title_zh, unit=unit, fields=dict(fields or {}),
            actor=actor, at=at, known_at=known_at, on_behalf_of=on_behalf_of, parent=parent,
            supervisor_unit=supervisor_unit, place_id=place_id, work_id=work_id, tags=tuple(tags),
            confidential=confidential, evidence=tuple(evidence), note=note, note_zh=note_zh,
            source_id=source_id,
        )  # fmt: skip
        return self.record(opening)[0].entry.item

    def act(
        self,
        item: str,
        action: str,
        *,
        actor: str,
        at: datetime | None = None,
        known_at: datetime | None = None,
        on_behalf_of: str = "",
        to_unit: str = "",
        units: Iterable[str] = (),
        fields: Mapping[str, Any] | None = None,
        evidence: Iterable[EvidenceFile | Mapping[str, Any]] = (),
        reason: str = "",
        note: str = "",
        note_zh: str = "",
        data: Mapping[str, Any] | None = None,
        seen_seq: int | None = None,
    ) -> ItemState:
        """Do something with an item, and return the item afterwards.

        Parameters
        ----------
        item, action
            Code of the item, and an action of its kind.
        actor, on_behalf_of
            Who does it, and for whom.
        at, known_at
            When it happened, and since when that is known; as of `add`.
        to_unit, units
            Where it is sent; which units shall handle it jointly.
        fields, evidence, reason, note, note_zh, data
            What the action asks for: fields of the kind, files, a reason of its list or in words,
            words, and what its effect needs (`tongqu.ledger.effect_data.NEEDS`).
        seen_seq
            Last event of the item that the actor has seen; if something has changed since, nothing
            is recorded.

        Raises
        ------
        NotPermittedError
            It is not for this account, not in this state, or another rule of the kind forbids it.
        BadValueError
            Something that it brings along is wrong or missing.
        ConflictError
            The item has changed since it was seen, or the last place is taken.
        """
        wish = Wish(
            item=item, action=action, actor=actor, at=at, known_at=known_at,
            on_behalf_of=on_behalf_of, to_unit=to_unit, units=tuple(units),
            fields=dict(fields or {}), evidence=tuple(evidence), reason=reason, note=note,
            note_zh=note_zh, data=dict(data or {}), seen_seq=seen_seq,
        )  # fmt: skip
        self.record(wish)
        # Who only brings something in gets the outline back.
        return read_item(self, item, actor, None, acted=True)[0]

    def record(self, wish: Opening | Wish) -> tuple[LedgerEvent, ...]:
        """Decide upon a wish and record what it becomes, in one transaction.

        Returns
        -------
        tuple of LedgerEvent
            What was recorded, all of it.
        """

        def guard(tx: JournalTx) -> Sequence[LedgerEntry]:
            moment = Moment.of(tx)
            if isinstance(wish, Opening):
                return opening_entries(moment, wish)
            return action_entries(moment, wish)

        return self.journal.append(guard=guard)

    def item(
        self, item: str, *, actor: str, as_of: date | datetime | None = None
    ) -> tuple[ItemState, list[LedgerEvent]]:
        """Return an item and its events, as an account sees them and as they were known.

        Whoever reads a confidential item in full is noted down first.

        Raises
        ------
        NotFoundError
            There is no such item that the account may know of.
        """
        state, events, sight = read_item(self, item, actor, as_of)
        if state.confidential and sight == "full":
            note_reading(self.journal, state, actor)
        return state, events

    def views(
        self, *, actor: str, as_of: date | datetime | None = None, **more: Any
    ) -> LedgerViews:
        """Return what an account sees of the ledger at a time: items, lists, status, late, mine.

        Parameters
        ----------
        actor
            Account that looks.
        as_of
            Day or instant; only what was known then counts.
        **more
            As `tongqu.ledger.views.LedgerViews` takes it.
        """
        from tongqu.ledger.views import LedgerViews

        return LedgerViews(self, actor=actor, as_of=as_of, **more)

    def possible(
        self, item: str, *, actor: str, on_behalf_of: str = ""
    ) -> dict[str, tuple[Problem, ...]]:
        """Return what could be done with an item now, and what stands against each action.

        Returns
        -------
        dict
            By action the reasons why the account may not do it; none, where it may.
        """
        state, _, _ = read_item(self, item, actor, None)
        settings = self.settings()
        kind = kind_of(settings, state.kind, state.kind_version)
        whole = fold(self.journal.events(item=item))
        account = settings.account(actor)
        return {
            action.id: tuple(
                denials(
                    action, whole, kind, account, settings,
                    on_behalf_of=on_behalf_of, now=datetime.now(UTC),
                )
            )
            for action in kind.actions
            if whole.state in action.from_states
        }  # fmt: skip

    def read_log(self, item: str, *, actor: str) -> tuple[tuple[datetime, str], ...]:
        """Return who has read a confidential item, and when; for its handlers and auditors.

        Raises
        ------
        NotPermittedError
            The account is neither.
        """
        state, _, sight = read_item(self, item, actor, None)
        account = self.settings().account(actor)
        if sight != "full" and not account.has(("auditor",), state.kind):
            raise NotPermittedError.of("ledger_wrong_role", action="read_log", roles=("auditor",))
        return tuple((one.at, one.actor) for one in state.reads)

    def free_slots(
        self, resource: str, *, after: datetime | None = None, at_most: int = 20
    ) -> list[tuple[datetime, int]]:
        """Return the next slots of a resource that have places left, with their number."""
        found: list[tuple[datetime, int]] = []

        def guard(tx: JournalTx) -> Sequence[LedgerEntry]:
            moment = Moment.of(tx)
            one = resource_of(moment.settings, resource)
            begin = max(tx.now, after) if after is not None else tx.now
            found.extend(free_slots(tx, one, begin, moment.zone, at_most=at_most))
            return []

        self.journal.append(guard=guard)
        return found

    def forget(self, item: str, field: str, *, actor: str, reason: str = "") -> int:
        """Delete every value of a personal field of an item; return how many there were.

        Only their keyed hashes stay in the chain, and their keys are gone too.

        Raises
        ------
        NotPermittedError
            The account neither handles the item nor administers the ledger.
        """
        state, _, sight = read_item(self, item, actor, None)
        account = self.settings().account(actor)
        if sight != "full" and not account.has(("admin",), state.kind):
            raise NotPermittedError.of("ledger_wrong_role", action="forget", roles=("admin",))
        return self.journal.delete_personal(item, field, actor=actor, reason=reason)

    def public(self, as_of: date | datetime | None = None, **more: Any) -> dict[str, Any]:
        """Return what everybody may see, see `tongqu.ledger.public`.

        Parameters
        ----------
        as_of
            Day or instant; only what was known then counts.
        **more
            `open_only`, `limit`, `offset` as of `tongqu.ledger.public.public_view`.
        """
        until = self.instant(as_of)
        return public_view(self.journal, self.settings(until), until, **more)

    def close(self) -> None:
        """Let go of the journal."""
        self.journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()
