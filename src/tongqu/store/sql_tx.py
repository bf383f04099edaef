"""What is done inside one transaction of a database: reading rows, writing a batch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tongqu.model.ledger_effects import EFFECTS
from tongqu.model.ledger_event import PersonalField
from tongqu.store.chain import GENESIS, event_of, microseconds
from tongqu.store.packing import BLOCK, pack
from tongqu.store.projection import code_parts, search_text
from tongqu.store.records import ItemRow
from tongqu.store.schema import blocks, bookings, events, items, names, personal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime
    from typing import TypeAlias

    from tongqu.model.ledger_event import LedgerEvent
    from tongqu.store.appending import Batch, PersonalValue
    from tongqu.store.projection import Draft

    Line: TypeAlias = tuple[Any, ...]

__all__ = ["NUMBERS", "SqlTx", "read_events", "write_batch"]

EFFECT_NO = {name: number for number, name in enumerate(EFFECTS)}
NUMBERS = (
    events.c.item_no, events.c.at_us, events.c.known_us, events.c.arg, events.c.effect_no,
    events.c.action_no, events.c.state_no, events.c.kind_no, events.c.unit_no,
)  # fmt: skip
"""Columns of an event in the order of `tongqu.store.packing.PackedEvent`."""
ROW = tuple(items.c[name] for name in ItemRow.__dataclass_fields__)
MANY = 500
"""Names in one question; some databases take no more than 999."""
COPIED = 100
"""Rows from which on PostgreSQL's COPY is faster than statements."""


def head_of(connection: sa.Connection) -> tuple[int, str]:
    """Return place and hash of the last event."""
    query = sa.select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return (row.seq, row.hash.hex()) if row else (0, GENESIS)


def row_of(connection: sa.Connection, code: str) -> ItemRow | None:
    """Return the row of an item, None if there is no such item."""
    row = connection.execute(sa.select(*ROW).where(items.c.code == code)).first()
    return ItemRow(**row._mapping) if row else None  # noqa: SLF001 - SQLAlchemy's public name


def rows_of(connection: sa.Connection, codes: Collection[str]) -> list[ItemRow]:
    """Return the rows of those of many items that exist."""
    found: list[ItemRow] = []
    for part in parts(sorted(codes)):
        rows = connection.execute(sa.select(*ROW).where(items.c.code.in_(part)))
        found += [ItemRow(**row._mapping) for row in rows]  # noqa: SLF001
    return found


def parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Return values in parts that fit into one question."""
    for place in range(0, len(values), MANY):
        yield values[place : place + MANY]


def read_events(
    connection: sa.Connection,
    *,
    item_nos: Collection[int] | None,
    known_until: datetime | None,
    after_seq: int,
    until_seq: int,
    today: date,
    limit: int | None = None,
) -> list[LedgerEvent]:
    """Return some events in the order of the chain."""
    query = sa.select(events.c.seq, events.c.previous_hash, events.c.hash, events.c.body)
    query = query.where(events.c.seq > after_seq, events.c.seq <= until_seq)
    if item_nos is not None:
        query = query.where(_among(connection, item_nos))
    if known_until is not None:
        query = query.where(events.c.known_us <= microseconds(known_until))
    rows = connection.execute(query.order_by(events.c.seq).limit(limit)).all()
    records = [json.loads(row.body) for row in rows]
    with_values = [record["seq"] for record in records if "personal_hashes" in record]
    values = personal_of(connection, with_values, today)
    return [
        event_of(record, row.previous_hash.hex(), row.hash.hex(), values.get(row.seq, ()))
        for row, record in zip(rows, records, strict=True)
    ]


def _among(connection: sa.Connection, item_nos: Collection[int]) -> sa.ColumnElement[bool]:
    """Return the condition that an event is of one of some items, however many."""
    if len(item_nos) <= MANY:
        return events.c.item_no.in_(item_nos)
    if connection.dialect.name == "sqlite":
        listed = sa.text("SELECT value FROM json_each(:listed)")
        return events.c.item_no.in_(listed.bindparams(listed=json.dumps(list(item_nos))))
    listed = sa.text("SELECT unnest(CAST(:listed AS integer[]))")
    return events.c.item_no.in_(listed.bindparams(listed=list(item_nos)))


def personal_of(
    connection: sa.Connection, seqs: Sequence[int], today: date
) -> dict[int, list[PersonalField]]:
    """Return by event the personal values that are still there and still needed."""
    found: dict[int, list[PersonalField]] = {}
    for part in parts(seqs):
        query = sa.select(personal).where(personal.c.seq.in_(part), personal.c.expires_on > today)
        for row in connection.execute(query.order_by(personal.c.seq, personal.c.field)):
            value = PersonalField(
                name=row.field, value=row.value, purpose=row.purpose, expires_on=row.expires_on
            )
            found.setdefault(row.seq, []).append(value)
    return found


class SqlTx:
    """What a guard sees of a database; see `JournalTx`."""

    def __init__(self, connection: sa.Connection, now: datetime, today: date) -> None:
        self.connection = connection
        self.now = now
        self._today = today
        self._given: dict[str, int] = {}

    def events(
        self,
        *,
        item: str | None = None,
        items: Collection[str] | None = None,
        known_until: datetime | None = None,
        after_seq: int = 0,
    ) -> Iterator[LedgerEvent]:
        """Return events in the order of the chain."""
        until, _ = self.head()
        numbers = item_numbers(self.connection, item, items)
        return iter(
            read_events(
                self.connection,
                item_nos=numbers,
                known_until=known_until,
                after_seq=after_seq,
                until_seq=until,
                today=self._today,
            )
        )

    def item(self, code: str) -> ItemRow | None:
        """Return the row of an item, None if there is no such item."""
        return row_of(self.connection, code)

    def head(self) -> tuple[int, str]:
        """Return place and hash of the last event."""
        return head_of(self.connection)

    def count_booked(self, resource: str, slot: str) -> int:
        """Return how many items hold a place of a resource."""
        query = sa.select(sa.func.count()).select_from(bookings)
        query = query.where(bookings.c.resource == resource, bookings.c.slot == slot)
        return self.connection.scalar(query) or 0

    def held_by(self, unit: str, most: int = 5) -> tuple[str, ...]:
        """Return the codes of open items that a unit has, so many at most."""
        query = sa.select(items.c.code).where(items.c.unit == unit, items.c.open)
        order = (items.c.prefix, items.c.number, items.c.code)
        return tuple(self.connection.scalars(query.order_by(*order).limit(most)))

    def new_code(self, kind: str, prefix: str) -> str:  # noqa: ARG002 - codes are told by prefix
        """Return the next free code; each call another one."""
        if prefix not in self._given:
            query = sa.select(sa.func.max(items.c.number)).where(items.c.prefix == prefix)
            self._given[prefix] = max(self.connection.scalar(query) or 0, 0)
        self._given[prefix] += 1
        return f"{prefix}-{self._given[prefix]:04d}"


def item_numbers(
    connection: sa.Connection, item: str | None, codes: Collection[str] | None
) -> list[int] | None:
    """Return the numbers of the items that are asked for; None where all are."""
    if item is None and codes is None:
        return None
    asked = {item} if item is not None else set(codes or ())
    if item is not None and codes is not None:
        asked &= set(codes)
    found = [-1] if "" in asked else []
    for part in parts(sorted(asked - {"", None})):
        query = sa.select(items.c.item_no).where(items.c.code.in_(part))
        found += connection.scalars(query)
    return found


def write_batch(connection: sa.Connection, batch: Batch) -> None:
    """Write the events of a batch and everything that follows from them."""
    if not batch.events:
        return
    numbers = _Names(connection)
    lines = [
        _line(event, body, batch.drafts.get(event.entry.item), numbers)
        for event, body in zip(batch.events, batch.bodies, strict=True)
    ]
    numbers.write_new()
    _write_rows(connection, batch)
    insert_lines(connection, events, lines)
    values = (personal_line(v, batch.drafts[v.item]["item_no"]) for v in batch.personal)
    insert_lines(connection, personal, list(values))
    write_blocks(connection, batch.events[0].seq, batch.events[-1].seq)


def _line(event: LedgerEvent, body: str, draft: Draft | None, numbers: _Names) -> Line:
    entry = event.entry
    return (
        event.seq,
        draft["item_no"] if draft else -1,
        microseconds(entry.at),
        microseconds(entry.known_at),
        entry.arg,
        EFFECT_NO[entry.effect],
        entry.action_no,
        entry.state_no,
        numbers.no("kind", draft["kind"]) if draft else -1,
        numbers.no("unit", entry.unit),
        bytes.fromhex(event.previous_hash),
        bytes.fromhex(event.hash),
        body,
    )


def personal_line(value: PersonalValue, item_no: int) -> Line:
    """Return a personal value as the table `personal` holds it."""
    field = value.field
    until = field.expires_on.isoformat()
    return (value.seq, field.name, item_no, field.value, value.key, field.purpose, until)


def item_line(draft: Draft) -> Line:
    """Return a row as the table `items` holds it."""
    line = draft | {"search": search_text(draft)}
    line["prefix"], line["number"] = code_parts(draft["code"])
    return tuple(line[column.name] for column in items.columns)


def _write_rows(connection: sa.Connection, batch: Batch) -> None:
    lines = {code: item_line(draft) for code, draft in batch.drafts.items()}
    insert_lines(connection, items, [line for code, line in lines.items() if code in batch.new])
    moved = [line for code, line in lines.items() if code not in batch.new]
    if moved:
        names = [column.name for column in items.columns]
        where = items.c.item_no == sa.bindparam("this")
        values = [dict(zip(names, line, strict=True)) | {"this": line[0]} for line in moved]
        connection.execute(sa.update(items).where(where), values)
    if any(event.entry.effect in ("booked", "booking_cancelled") for event in batch.events):
        for part in parts([line[0] for line in moved]):
            connection.execute(sa.delete(bookings).where(bookings.c.item_no.in_(part)))
        insert_lines(connection, bookings, sorted(batch.bookings.held))


def insert_lines(connection: sa.Connection, table: sa.Table, lines: Sequence[Line]) -> None:
    """Insert rows as they are: what SQLAlchemy would do for each is half the time of an import."""
    if not lines:
        return
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(table.columns))
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608 - our own names
            list(lines),
        )
    elif len(lines) < COPIED:
        marks = ", ".join(["%s"] * len(table.columns))
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608
            list(lines),
        )
    else:
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor, cursor.copy(
            f"COPY {table.name} ({names}) FROM STDIN"
        ) as copy:  # fmt: skip
            for line in lines:
                copy.write_row(line)


def held_by(connection: sa.Connection, numbers: Sequence[int]) -> Iterable[tuple[int, str, str]]:
    """Return the places that items hold."""
    for part in parts(numbers):
        for row in connection.execute(sa.select(bookings).where(bookings.c.item_no.in_(part))):
            yield (row.item_no, row.resource, row.slot)


def write_blocks(connection: sa.Connection, first: int, last: int) -> None:
    """Pack every block that events `first` to `last` have made full."""
    full = range((first - 1) // BLOCK, last // BLOCK)
    lines = [(no, pack(block_rows(connection, no * BLOCK, (no + 1) * BLOCK))) for no in full]
    insert_lines(connection, blocks, lines)


def block_rows(connection: sa.Connection, after: int, until: int) -> Sequence[Any]:
    """Return the numbers of events after one place up to another."""
    query = sa.select(*NUMBERS).where(events.c.seq > after, events.c.seq <= until)
    return connection.execute(query.order_by(events.c.seq)).all()


def first_column(connection: sa.Connection, query: str) -> list[Any]:
    """Return one column of many rows, straight from the driver: four times as fast."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(query)
        return [value for (value,) in cursor.fetchall()]
    finally:
        cursor.close()


class _Names:
    """Numbers of kinds and units; new names get the next number."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._known: dict[str, dict[str, int]] = {"kind": {}, "unit": {}}
        self._new: list[Line] = []
        for row in connection.execute(sa.select(names).order_by(names.c.no)):
            self._known[row.space][row.name] = row.no

    def no(self, space: str, name: str) -> int:
        if not name:
            return -1
        known = self._known[space]
        if name not in known:
            known[name] = len(known)
            self._new.append((space, known[name], name))
        return known[name]

    def write_new(self) -> None:
        insert_lines(self._connection, names, self._new)
