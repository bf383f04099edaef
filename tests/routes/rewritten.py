"""The same region written otherwise: other ids, other order, a week later, other units."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from regions import Case

from tongqu.model.dictionary import table_spec, table_specs
from tongqu.model.region import Region

CLASS_TABLES = {
    "road": "truck_classes", "rail": "train_classes", "waterway": "vessel_classes",
    "sea": "vessel_classes",
}  # fmt: skip
KEPT = {"places": ("works", "town"), "commodities": ("salt",)}
MONEY = {
    "handling": ("charge_per_t", "charge_per_teu"),
    "storage": ("charge_per_t_day", "charge_per_teu_day"),
    "repacking": ("charge_per_t", "charge_per_teu"),
    "locks": ("fee_per_vessel",),
    "terminals": ("export_charge_per_t", "export_charge_per_teu"),
    "commodities": ("stuffing_cost_per_teu",),
    "fuels": ("price_per_kg",),
    "vessel_classes": ("cost_per_h", "cost_per_km_laden", "cost_per_km_empty"),
    "truck_classes": ("cost_per_h", "cost_per_km_laden", "cost_per_km_empty"),
    "train_classes": ("cost_per_h", "cost_per_km_laden", "cost_per_km_empty"),
    "tariffs": (
        "fixed_per_lot", "per_t", "per_t_km", "per_teu", "per_teu_km", "per_vehicle",
        "per_vehicle_km", "minimum",
    ),
    "rewards": ("per_t", "per_teu", "per_t_km", "per_kg_co2e_saved", "cap"),
}  # fmt: skip
"""Every column that holds money."""


def _with(case: Case, tables: dict[str, tuple[Any, ...]], **more: Any) -> Case:
    region = replace(case.region, **{k: v for k, v in tables.items() if k != "region"})
    return replace(case, region=region, **more)


def relabelled(case: Case) -> Case:
    """Give every row another id, the same ones in each table, and turn the tables round."""
    new = {
        table: {
            row.id: row.id if row.id in KEPT.get(table, ()) else f"x{len(rows) - k}"
            for k, row in enumerate(rows)
        }
        for table, rows in case.region.tables()
    }
    tables = {}
    for table, rows in case.region.tables():
        if table != "region":
            tables[table] = tuple(_renamed(table, row, new) for row in reversed(rows))
    return _with(case, tables)


def _renamed(table: str, row: Any, new: dict[str, dict[str, str]]) -> Any:
    cells: dict[str, Any] = {"id": new[table][row.id]}
    for column in table_spec(table).columns:
        value = getattr(row, column.name)
        if column.references and value:
            ids = new[column.references]
            cells[column.name] = tuple(ids[one] for one in value) if column.is_list else ids[value]
    if table in ("tariffs", "emission_factors", "services") and row.class_id:
        cells["class_id"] = new[CLASS_TABLES[row.mode]][row.class_id]
    if table in ("closures", "work_changes"):
        cells["row_id"] = new[row.table][row.row_id]
    return replace(row, **cells)


def later(case: Case, by: timedelta) -> Case:
    """Move every date of the region and of the question."""

    def moved(row: Any) -> Any:
        cells = {
            entry.name: getattr(row, entry.name) + by
            for entry in fields(row)
            if isinstance(getattr(row, entry.name), date | datetime)
        }
        return replace(row, **cells)

    tables = {
        table: tuple(moved(row) for row in rows)
        for table, rows in case.region.tables()
        if table != "region"
    }
    question = {
        name: value + by if isinstance(value, date | datetime) else value
        for name, value in case.ask.items()
    }
    return _with(case, tables, ask=question)


def dearer(case: Case, factor: float) -> Case:
    """Multiply all money."""
    tables = {}
    for table, columns in MONEY.items():
        tables[table] = tuple(
            replace(
                row,
                **{c: getattr(row, c) * factor for c in columns if getattr(row, c) is not None},
            )
            for row in getattr(case.region, table)
        )
    return _with(case, tables)


def in_half_units(case: Case) -> Case:
    """Quote foreign tariffs in a unit worth half as much."""
    region: Region = case.region
    tables = {
        "exchange_rates": tuple(replace(r, rate=r.rate / 2) for r in region.exchange_rates),
        "tariffs": tuple(
            replace(r, **{c: getattr(r, c) * 2 for c in MONEY["tariffs"]}) if r.currency else r
            for r in region.tariffs
        ),
    }
    return _with(case, tables)


assert set(MONEY) <= set(table_specs())
