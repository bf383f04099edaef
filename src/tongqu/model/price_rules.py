"""Rules of prices, rewards and factors: bands, validity, currencies, and which row counts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations, pairwise
from math import inf
from typing import TYPE_CHECKING, Any

from tongqu.model.rows import Finding, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["PRICE_RULES"]

LARGEST_BOX_T = 30.48  # gross mass of a box, ISO 668
COMPARED_BANDS = 200  # kinds of bands of one key that are compared pair by pair

# Columns by which the most specific row is chosen. Rows that fill the same columns are equally
# specific, so two of them can both match only if they are equal in all of them.
_MATCHED = {
    "handling": ("terminal_id", "mode", "commodity_id", "packing"),
    "storage": ("terminal_id", "commodity_id", "packing"),
    "cutoffs": ("terminal_id", "service_id", "mode", "commodity_id", "packing"),
    "repacking": ("terminal_id", "commodity_id", "from_packing", "to_packing"),
    "emission_factors": ("mode", "class_id", "service_id", "basis", "state", "direction"),
    "exchange_rates": ("currency", "from_date"),
}


def one_row_counts(rows: Rows) -> Iterator[Finding]:
    """Two equally specific rows never match the same cargo."""
    for table, columns in _MATCHED.items():
        seen: dict[tuple[Any, ...], int] = {}
        for number, row in rows(table):
            key = tuple(getattr(row, column) for column in columns)
            other = seen.setdefault(key, number)
            if other != number:
                yield _ambiguous(table, number, columns[0], row, other)
    yield from _cutoffs_across(rows)


def _cutoffs_across(rows: Rows) -> Iterator[Finding]:
    """Find a row for a terminal and one for a service that calls there: equally specific."""
    calls = {(call.service_id, call.terminal_id) for _, call in rows("service_stops")}
    by_rest: dict[tuple[str, ...], list[tuple[int, Any]]] = defaultdict(list)
    for number, row in rows("cutoffs"):
        if row.terminal_id and not row.service_id:
            by_rest[row.mode, row.commodity_id, row.packing].append((number, row))
    for number, row in rows("cutoffs"):
        if not row.service_id or row.terminal_id:
            continue
        for other, at_terminal in by_rest[row.mode, row.commodity_id, row.packing]:
            if (row.service_id, at_terminal.terminal_id) in calls:
                yield _ambiguous("cutoffs", number, "service_id", row, other)


def _ambiguous(table: str, number: int, column: str, row: Any, other: int) -> Finding:
    return Finding(
        code="ambiguous_row",
        table=table,
        row=number,
        column=column,
        value=getattr(row, column),
        params={"first_row": other},
    )


def bands(rows: Rows) -> Iterator[Finding]:
    """A band or a validity ends after it begins."""
    ranges = {
        "tariffs": (
            ("lot_from_t", "lot_until_t", False),
            ("distance_from_km", "distance_until_km", False),
            ("valid_from", "valid_until", True),
        ),
        "rewards": (
            ("distance_from_km", "distance_until_km", False),
            ("valid_from", "valid_until", True),
        ),
    }
    for table, pairs in ranges.items():
        for number, row in rows(table):
            for start, end, last_included in pairs:
                low, high = getattr(row, start), getattr(row, end)
                if low is None or high is None or low < high or (last_included and low == high):
                    continue
                yield Finding(
                    code="ends_before_start",
                    table=table,
                    row=number,
                    column=end,
                    value=high,
                    params={"start": str(low)},
                )


def tariffs_overlap(rows: Rows) -> Iterator[Finding]:
    """Of equally specific tariffs, one is valid for a lot, a distance and a day."""
    groups: dict[tuple[Any, ...], dict[tuple[float, ...], list[tuple[date, date, int, Any]]]]
    groups = defaultdict(lambda: defaultdict(list))
    for number, row in rows("tariffs"):
        where = (row.service_id, row.class_id, row.from_place_id, row.to_place_id)
        key = (row.mode, where, row.commodity_id, row.packing, row.known_on)
        lot = (row.lot_from_t, _end(row.lot_until_t))
        band = (*lot, row.distance_from_km, _end(row.distance_until_km))
        days = (row.valid_from or date.min, row.valid_until or date.max, number, row)
        groups[key][band].append(days)
    for by_band in groups.values():
        for days_of_band in by_band.values():
            days_of_band.sort(key=lambda days: days[:3])
            for before, after in pairwise(days_of_band):
                if after[0] <= before[1]:
                    yield _ambiguous("tariffs", after[2], "mode", after[3], before[2])
        if len(by_band) <= COMPARED_BANDS:
            yield from _overlapping_bands(by_band)


def _end(value: float | None) -> float:
    return inf if value is None else value


def _overlapping_bands(
    by_band: dict[tuple[float, ...], list[tuple[date, date, int, Any]]],
) -> Iterator[Finding]:
    for (band_a, rows_a), (band_b, rows_b) in combinations(by_band.items(), 2):
        lots_meet = band_a[0] < band_b[1] and band_b[0] < band_a[1]
        if not (lots_meet and band_a[2] < band_b[3] and band_b[2] < band_a[3]):
            continue
        clash = next(
            (
                (a, b)
                for a in rows_a[:COMPARED_BANDS]
                for b in rows_b[:COMPARED_BANDS]
                if a[0] <= b[1] and b[0] <= a[1]
            ),
            None,
        )
        if clash:
            first, second = sorted(clash, key=lambda days: days[2])
            yield _ambiguous("tariffs", second[2], "mode", second[3], first[2])


def currencies(rows: Rows) -> Iterator[Finding]:
    """A foreign currency has an exchange rate; the region's own needs none."""
    if not rows("region"):
        return
    own = rows("region")[0][1].currency
    known = {row.currency for _, row in rows("exchange_rates")} | {own}
    for number, row in rows("tariffs"):
        if row.currency and row.currency not in known and rows.complete("exchange_rates"):
            yield Finding(
                code="no_exchange_rate",
                table="tariffs",
                row=number,
                column="currency",
                value=row.currency,
                expected=own,
            )
    for number, row in rows("exchange_rates"):
        if row.currency == own:
            yield Finding(
                code="rate_of_own_currency",
                table="exchange_rates",
                row=number,
                column="currency",
                value=row.currency,
            )


def reward_baselines(rows: Rows) -> Iterator[Finding]:
    """A reward for saved CO2e says against which mode."""
    for number, row in rows("rewards"):
        if row.per_kg_co2e_saved > 0 and not row.baseline_mode:
            yield Finding(
                code="baseline_missing",
                table="rewards",
                row=number,
                column="baseline_mode",
                expected="road",
            )
        if row.per_kg_co2e_saved > 0 and (row.per_t or row.per_teu or row.per_t_km):
            yield Finding(
                code="reward_of_two_kinds", table="rewards", row=number, column="per_kg_co2e_saved"
            )


def boxes(rows: Rows) -> Iterator[Finding]:
    """Cargo and box together stay within the gross mass of a box."""
    for number, row in rows("commodities"):
        gross = row.t_per_teu + row.box_tare_t_per_teu
        if "boxes" in row.packings and gross > LARGEST_BOX_T + 1e-9:
            yield Finding(
                code="box_too_heavy",
                table="commodities",
                row=number,
                column="t_per_teu",
                value=row.t_per_teu,
                expected=str(round(LARGEST_BOX_T - row.box_tare_t_per_teu, 2)),
                params={"gross_t": round(gross, 3), "maximum": LARGEST_BOX_T},
            )


PRICE_RULES: tuple[Callable[[Rows], Iterator[Finding]], ...] = (
    one_row_counts,
    bands,
    tariffs_overlap,
    currencies,
    reward_baselines,
    boxes,
)
