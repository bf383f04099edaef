"""Quays, cranes and stocks: one broken row per rule, and the shipped rows that keep them."""

from dataclasses import replace

import pytest

from tongqu.io.template import template_region
from tongqu.model.checks import table_problems
from tongqu.model.region import Region


@pytest.fixture(scope="module")
def valley() -> Region:
    return template_region()


def codes(region: Region, where: tuple[str, int], **cells: object) -> list[tuple[str, str]]:
    """Return code and column of what is wrong once one row has other cells."""
    tables = dict(region.tables())
    table, row = where
    rows = list(tables[table])
    rows[row] = replace(rows[row], **cells)
    found = table_problems({**tables, table: tuple(rows)})
    return [(problem.code, problem.column or "") for problem in found]


@pytest.mark.parametrize(
    ("table", "row", "cells", "code", "column"),
    [
        ("berths", 0, {"terminal_id": "sea-port"}, "quay_of_other_terminal", "quay_id"),
        ("crane_pools", 0, {"terminal_id": "sea-port"}, "quay_of_other_terminal", "quay_id"),
        ("berths", 1, {"quay_id": ""}, "berth_without_quay", "from_m"),
        ("berths", 1, {"from_m": 100.5}, "berth_off_quay", "from_m"),
        ("berths", 1, {"from_m": 79.5}, "berths_overlap", "from_m"),
        ("quays", 0, {"level_link_id": "main-road"}, "link_not_at_terminal", "level_link_id"),
        ("quays", 0, {"level_link_id": "lower-reach"}, "link_not_at_terminal", "level_link_id"),
        ("crane_pools", 0, {"most_per_vessel": 4}, "more_cranes_than_there_are", "most_per_vessel"),
        ("crane_shifts", 1, {"cranes": 4}, "more_cranes_than_there_are", "cranes"),
        ("stocks", 0, {"opening_t": 5000.5}, "stock_above_capacity", "opening_t"),
        ("quays", 0, {"berthing_hours": "8 to 9"}, "bad_hours", "berthing_hours"),
        (
            "crane_pools",
            0,
            {"interference_exponent": 1.1},
            "above_maximum",
            "interference_exponent",
        ),
        ("closures", 0, {"table": "terminals", "row_id": "mill"}, "unknown_id", "row_id"),
    ],
)
def test_a_broken_rule_is_told(
    valley: Region, table: str, row: int, cells: dict[str, object], code: str, column: str
) -> None:
    assert (code, column) in codes(valley, (table, row), **cells)


def test_berths_may_touch_and_reach_the_end_of_the_quay(valley: Region) -> None:
    assert codes(valley, ("berths", 1), from_m=80.0) == []
    assert codes(valley, ("berths", 1), from_m=100.0) == []


def test_one_stock_of_a_cargo_at_a_terminal(valley: Region) -> None:
    """An empty packing matches any, so it cannot stand beside a row of one packing."""
    [shed] = valley.stocks
    other = replace(shed, id="other", packing="boxes")
    tables = dict(valley.tables())
    assert table_problems({**tables, "stocks": (shed, other)}) == []
    for packing in ("bagged", ""):
        [problem] = table_problems({**tables, "stocks": (shed, replace(other, packing=packing))})
        assert (problem.code, problem.row) == ("ambiguous_row", 2)


@pytest.mark.parametrize("table", ["quays", "berths", "crane_pools"])
def test_what_vessels_need_can_be_closed(valley: Region, table: str) -> None:
    row = getattr(valley, table)[0]
    closure = replace(valley.closures[0], event_id="new", table=table, row_id=row.id)
    assert table_problems({**dict(valley.tables()), "closures": (closure,)}) == []
