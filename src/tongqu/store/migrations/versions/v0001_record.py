"""The record: events that nobody changes, personal values apart, and what follows from events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables, and the triggers that keep events as they are."""
    _record()
    _following()
    if op.get_bind().dialect.name == "postgresql":
        _forbid_postgresql()
    else:
        _forbid_sqlite()


def _record() -> None:
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("item_no", sa.Integer, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("known_us", sa.BigInteger, nullable=False),
        sa.Column("arg", sa.BigInteger),
        sa.Column("effect_no", sa.SmallInteger, nullable=False),
        sa.Column("action_no", sa.SmallInteger, nullable=False),
        sa.Column("state_no", sa.SmallInteger, nullable=False),
        sa.Column("kind_no", sa.SmallInteger, nullable=False),
        sa.Column("unit_no", sa.Integer, nullable=False),
        sa.Column("previous_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("events_by_item", "events", ["item_no", "seq"])
    op.create_table(
        "personal",
        sa.Column("seq", sa.Integer, sa.ForeignKey("events.seq"), primary_key=True),
        sa.Column("field", BYTEWISE, primary_key=True),
        sa.Column("item_no", sa.Integer, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False, index=True),
    )


def _following() -> None:
    op.create_table(
        "items",
        sa.Column("item_no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("code", BYTEWISE, nullable=False, unique=True),
        sa.Column("prefix", BYTEWISE, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("kind", BYTEWISE, nullable=False),
        sa.Column("kind_version", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_zh", sa.Text, nullable=False),
        sa.Column("state", BYTEWISE, nullable=False),
        sa.Column("state_no", sa.SmallInteger, nullable=False),
        sa.Column("unit", BYTEWISE, nullable=False),
        sa.Column("parent", BYTEWISE, nullable=False),
        sa.Column("confidential", sa.Boolean, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("created_seq", sa.Integer, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
    )
    op.create_index("items_by_code", "items", ["prefix", "number", "code"])
    op.create_index("items_by_kind", "items", ["kind", "prefix", "number", "code"])
    op.create_index("items_by_unit", "items", ["unit", "prefix", "number", "code"])
    op.create_index("items_by_parent", "items", ["parent"])
    op.create_index("items_by_last", "items", ["last_seq"])
    op.create_table(
        "bookings",
        sa.Column("item_no", sa.Integer, primary_key=True),
        sa.Column("resource", BYTEWISE, primary_key=True),
        sa.Column("slot", BYTEWISE, primary_key=True),
    )
    op.create_index("bookings_by_place", "bookings", ["resource", "slot"])
    op.create_table(
        "names",
        sa.Column("space", BYTEWISE, primary_key=True),
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", BYTEWISE, nullable=False),
        sa.UniqueConstraint("space", "name"),
    )


def _forbid_sqlite() -> None:
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER events_no_{change.lower()} BEFORE {change} ON events "
            "BEGIN SELECT RAISE(ABORT, 'events of a ledger are never changed'); END"
        )


def _forbid_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'events of a ledger are never changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_stay()"
    )
