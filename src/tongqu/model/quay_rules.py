"""Rules of quays, berths, cranes and stocks: what belongs together, fits and does not overlap."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tongqu.model.rows import Finding, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["QUAY_RULES"]


def quay_of_terminal(rows: Rows) -> Iterator[Finding]:
    """A berth and a crane pool stand on a quay of their own terminal."""
    quays = rows.by_id("quays")
    for table in ("berths", "crane_pools"):
        for number, row in rows(table):
            quay = quays.get(row.quay_id)
            if quay is not None and quay.terminal_id != row.terminal_id:
                yield Finding(
                    code="quay_of_other_terminal",
                    table=table,
                    row=number,
                    column="quay_id",
                    value=row.quay_id,
                    params={"terminal": quay.terminal_id},
                )


def berths_on_quay(rows: Rows) -> Iterator[Finding]:
    """Berths lie within their quay, none over another."""
    quays = rows.by_id("quays")
    along: dict[str, list[tuple[float, float, int, Any]]] = defaultdict(list)
    for number, row in rows("berths"):
        if row.from_m is None:
            continue
        if not row.quay_id:
            yield _berth(number, "from_m", row.from_m, "berth_without_quay")
            continue
        end = row.from_m + (row.length_m or 0.0)
        quay = quays.get(row.quay_id)
        if quay is not None and end > quay.length_m + 1e-6:
            params = {"end_m": round(end, 3), "quay": quay.id, "maximum": quay.length_m}
            yield _berth(number, "from_m", row.from_m, "berth_off_quay", **params)
        along[row.quay_id].append((row.from_m, end, number, row))
    for berths in along.values():
        berths.sort(key=lambda berth: berth[:3])
        reach, holder = -1.0, ""
        for start, end, number, row in berths:
            if start < reach - 1e-6:
                yield _berth(number, "from_m", start, "berths_overlap", berth=holder, end_m=reach)
            if end > reach:
                reach, holder = end, row.id


def _berth(number: int, column: str, value: float, code: str, **params: object) -> Finding:
    return Finding(code=code, table="berths", row=number, column=column, value=value, params=params)


def level_links(rows: Rows) -> Iterator[Finding]:
    """The link whose water level counts at a quay is a waterway that ends at its terminal."""
    links, terminals = rows.by_id("links"), rows.by_id("terminals")
    for number, row in rows("quays"):
        link, terminal = links.get(row.level_link_id), terminals.get(row.terminal_id)
        if link is None or terminal is None:
            continue
        if link.mode != "waterway" or terminal.place_id not in (
            link.from_place_id,
            link.to_place_id,
        ):
            yield Finding(
                code="link_not_at_terminal",
                table="quays",
                row=number,
                column="level_link_id",
                value=row.level_link_id,
                params={"terminal": terminal.id},
            )


def cranes_there(rows: Rows) -> Iterator[Finding]:
    """No vessel takes, and no shift mans, more cranes than there are."""
    for number, row in rows("crane_pools"):
        if row.most_per_vessel > row.cranes:
            yield _too_many("crane_pools", number, "most_per_vessel", row.most_per_vessel, row)
    pools = rows.by_id("crane_pools")
    for number, row in rows("crane_shifts"):
        pool = pools.get(row.pool_id)
        if pool is not None and row.cranes > pool.cranes:
            yield _too_many("crane_shifts", number, "cranes", row.cranes, pool)


def _too_many(table: str, number: int, column: str, value: int, pool: Any) -> Finding:
    return Finding(
        code="more_cranes_than_there_are",
        table=table,
        row=number,
        column=column,
        value=value,
        expected=str(pool.cranes),
        params={"pool": pool.id, "maximum": pool.cranes},
    )


def stocks_hold(rows: Rows) -> Iterator[Finding]:
    """A stock begins within its capacity, and a cargo has one stock at a terminal."""
    seen: dict[tuple[str, str], list[tuple[int, Any]]] = defaultdict(list)
    for number, row in rows("stocks"):
        if row.opening_t > row.capacity_t:
            yield Finding(
                code="stock_above_capacity",
                table="stocks",
                row=number,
                column="opening_t",
                value=row.opening_t,
                expected=str(row.capacity_t),
                params={"maximum": row.capacity_t},
            )
        for first, other in seen[row.terminal_id, row.commodity_id]:
            if not row.packing or not other.packing or row.packing == other.packing:
                yield Finding(
                    code="ambiguous_row",
                    table="stocks",
                    row=number,
                    column="commodity_id",
                    value=row.commodity_id,
                    params={"first_row": first},
                )
        seen[row.terminal_id, row.commodity_id].append((number, row))


QUAY_RULES: tuple[Callable[[Rows], Iterator[Finding]], ...] = (
    quay_of_terminal,
    berths_on_quay,
    level_links,
    cranes_there,
    stocks_hold,
)
"""Every rule of quays, in the order in which a reader is told."""
