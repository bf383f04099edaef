"""The tables, as the newest version of the schema has them.

Only `events` and `personal` hold anything that cannot be computed again. Whoever changes this file
writes a migration; a test holds the two against each other.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "METADATA",
    "TABLES",
    "VERSIONS",
    "blocks",
    "bookings",
    "events",
    "items",
    "names",
    "personal",
]

METADATA = MetaData()

# Codes are ordered byte by byte on every database, whatever language it was made for.
BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")

events = Table(
    "events",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("item_no", Integer, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("known_us", BigInteger, nullable=False),
    Column("arg", BigInteger),
    Column("effect_no", SmallInteger, nullable=False),
    Column("action_no", SmallInteger, nullable=False),
    Column("state_no", SmallInteger, nullable=False),
    Column("kind_no", SmallInteger, nullable=False),
    Column("unit_no", Integer, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("body", Text, nullable=False),
    Index("events_by_item", "item_no", "seq"),
)
"""The chain. `body` is the canonical JSON; the numbers before the hashes repeat what it says."""

personal = Table(
    "personal",
    METADATA,
    Column("seq", Integer, ForeignKey("events.seq"), primary_key=True),
    Column("field", BYTEWISE, primary_key=True),
    Column("item_no", Integer, nullable=False),
    Column("value", Text, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("expires_on", Date, nullable=False, index=True),
)
"""What is about persons, apart from the chain, so that it can go."""

items = Table(
    "items",
    METADATA,
    Column("item_no", Integer, primary_key=True, autoincrement=False),
    Column("code", BYTEWISE, nullable=False, unique=True),
    Column("prefix", BYTEWISE, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("kind", BYTEWISE, nullable=False),
    Column("kind_version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_zh", Text, nullable=False),
    Column("state", BYTEWISE, nullable=False),
    Column("state_no", SmallInteger, nullable=False),
    Column("unit", BYTEWISE, nullable=False),
    Column("parent", BYTEWISE, nullable=False),
    Column("confidential", Boolean, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("created_seq", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("search", Text, nullable=False),
    Index("items_by_code", "prefix", "number", "code"),
    Index("items_by_kind", "kind", "prefix", "number", "code"),
    Index("items_by_unit", "unit", "prefix", "number", "code"),
    Index("items_by_parent", "parent"),
    Index("items_by_last", "last_seq"),
)
"""How each item stands; follows from the events."""

bookings = Table(
    "bookings",
    METADATA,
    Column("item_no", Integer, primary_key=True),
    Column("resource", BYTEWISE, primary_key=True),
    Column("slot", BYTEWISE, primary_key=True),
    Index("bookings_by_place", "resource", "slot"),
)
"""Which item holds which place; follows from the events."""

names = Table(
    "names",
    METADATA,
    Column("space", BYTEWISE, primary_key=True),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("name", BYTEWISE, nullable=False),
    UniqueConstraint("space", "name"),
)
"""Numbers of kinds and units, in the order in which events first named them."""

blocks = Table(
    "blocks",
    METADATA,
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("packed", LargeBinary, nullable=False),
)
"""The numbers of 4,096 events each, packed (`tongqu.store.packing`); follows from the events."""

TABLES = frozenset(METADATA.tables)

VERSIONS = ("0001", "0002")
"""Versions of the schema, from the first to the one that this program writes."""
