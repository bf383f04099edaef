"""Lists of items as questions to a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tongqu.store.schema import items

if TYPE_CHECKING:
    from tongqu.store.journal import ItemFilter

__all__ = ["filtered", "ordered"]


def filtered(query: sa.Select[Any], wanted: ItemFilter, is_sqlite: bool) -> sa.Select[Any]:
    """Return the question with its conditions."""
    for column, names in (
        (items.c.kind, wanted.kind),
        (items.c.state, wanted.state),
        (items.c.unit, wanted.unit),
    ):
        if names is not None:
            query = query.where(column.in_(sorted(names)))
    if wanted.open_only:
        query = query.where(items.c.open)
    if wanted.parent is not None:
        query = query.where(items.c.parent == wanted.parent)
    # Not LIKE: databases disagree about capital letters, and a % is a letter like any other.
    within = sa.func.instr if is_sqlite else sa.func.strpos
    for word in wanted.words:
        query = query.where(within(items.c.search, word) > 0)
    return query


def ordered(query: sa.Select[Any], order: str) -> sa.Select[Any]:
    """Return the question with its order, see `tongqu.store.journal.ORDERS`."""
    columns = {
        "code": (items.c.prefix, items.c.number, items.c.code),
        "created": (items.c.created_seq,),
        "last": (items.c.last_seq,),
    }[order.lstrip("-")]
    return query.order_by(*(c.desc() if order.startswith("-") else c for c in columns))
