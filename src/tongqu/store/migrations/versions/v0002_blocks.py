"""Blocks of packed events, for questions to all items at once."""

import sqlalchemy as sa
from alembic import op

from tongqu.store.packing import BLOCK, pack

revision = "0002"
down_revision = "0001"

EVENTS = sa.text(
    "SELECT item_no, at_us, known_us, arg, effect_no, action_no, state_no, kind_no, unit_no "
    "FROM events WHERE seq > :after AND seq <= :until ORDER BY seq"
)


def upgrade() -> None:
    """Make the table and fill it with the events that are there."""
    blocks = op.create_table(
        "blocks",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )
    bind = op.get_bind()
    count = bind.scalar(sa.text("SELECT max(seq) FROM events")) or 0
    for no in range(count // BLOCK):
        rows = bind.execute(EVENTS, {"after": no * BLOCK, "until": (no + 1) * BLOCK})
        bind.execute(sa.insert(blocks).values(no=no, packed=pack(map(tuple, rows))))
