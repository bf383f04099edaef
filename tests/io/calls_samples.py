"""Calls and a plan that the tests of call tables share, made without a solver."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from tongqu import load_region
from tongqu.model import Region
from tongqu.model.call_questions import question
from tongqu.model.calls import Call, Guess

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 1)


@cache
def region() -> Region:
    return load_region("qujiang")


def at(text: str) -> datetime:
    """Return a time of the region: ``02 08:30`` is in March 2026."""
    return datetime.fromisoformat(f"2026-03-{text.replace(' ', 'T')}").replace(tzinfo=ZONE)


def calls() -> list[Call]:
    return [
        Call(
            id="a1", vessel="浙衢航001", vessel_class_id="barge-500", eta=at("02 08:30"),
            commodity_id="coal", packing="bulk", discharge_t=480.0,
            latest_departure=at("03 08:00"),
        ),
        Call(
            id="a2", vessel="=cmd|'/c calc'!A1", vessel_class_id="barge-1000", eta=at("02 15:00"),
            commodity_id="sand", packing="bulk", load_t=900.0, weight=2.0,
            guesses=(
                Guess(
                    field="eta", value="2026-03-02T15:00", text="预计下午", code="time_part_of_day"
                ),
                Guess(field="load_t", value="900", text="约900吨", code="amount_about"),
            ),
        ),
        Call(
            id="a3", vessel='HAI FENG, 8; "x"', length_m=44.5, beam_m=10.8, draught_m=1.9,
            eta=at("03 00:00"), commodity_id="pulp", packing="boxes", discharge_teu=24.0,
            load_teu=12.0, preferred_berth_id="qujiang-port-1-berth-02",
        ),
    ]  # fmt: skip


def plan(some: list[Call] | None = None) -> dict[str, Any]:
    """Return a plan as JSON: the calls one after the other at two berths."""
    some = calls() if some is None else some
    rows = [region().row("berths", f"qujiang-port-1-berth-0{n}") for n in (1, 2)]
    assignments = []
    for number, call in enumerate(some):
        start = max(call.eta, at("02 08:00")) + timedelta(hours=number)
        end = start + timedelta(hours=6)
        assignments.append(
            {
                "call": call.id, "berth": rows[number % 2].id, "quay": None, "from_m": None,
                "to_m": None, "start": start.isoformat(), "end": end.isoformat(),
                "work_from": (start + timedelta(minutes=30)).isoformat(),
                "work_until": (end - timedelta(minutes=15)).isoformat(),
                "wait_h": round((start - call.eta) / timedelta(hours=1), 2), "stay_h": 6.0,
                "late_h": 0.0, "cost": 6.25, "by_cause": {},
                "cranes": [{"pool": "pool-1", "cranes": 1, "from": start.isoformat(),
                            "until": end.isoformat()}],
                "pinned": call.id == "a3",
                "why": {"text": "First free berth.", "text_zh": "最早空出的泊位。"},
            }
        )  # fmt: skip
    records = []
    for call in some:
        record = call.to_dict()
        for table, field in (("vessel_classes", "vessel_class"), ("commodities", "commodity")):
            row_id = record[f"{field}_id"]
            row = region().row(table, row_id) if row_id else None
            record[f"{field}_name"] = row.name if row else ""
            record[f"{field}_name_zh"] = row.name_zh if row else ""
        for entry, guess in zip(record["guesses"], call.guesses, strict=True):
            entry["question"] = question(call, guess, "en")
            entry["question_zh"] = question(call, guess, "zh")
        records.append(record)
    return {
        "schema_version": "1.0", "kind": "berth_plan", "region": "qujiang", "region_hash": "0",
        "terminal": "qujiang-port-1", "terminal_name": "Phase I", "terminal_name_zh": "一期",
        "from": at("02 00:00").isoformat(), "until": at("09 00:00").isoformat(),
        "as_of": at("01 18:00").isoformat(), "time_step_min": 15, "objective": 18.75,
        "bound": 18.5, "gap": 0.0133, "calls": records, "assignments": assignments,
        "berths": [
            {"id": row.id, "name": row.name, "name_zh": row.name_zh, "quay": None,
             "length_m": row.length_m, "depth_m": row.depth_m, "packings": list(row.packings),
             "closed": [{"from": at("05 00:00").isoformat(), "until": at("05 12:00").isoformat(),
                         "reason": "dredging", "reason_zh": "疏浚"}], "depth": []}
            for row in rows
        ],
        "quays": [], "cranes": [{"pool": "pool-1", "name": "Gantry", "name_zh": "门机"}],
    }  # fmt: skip


def workbook(path: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    """Write sheets as a person would type them."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        time = book.add_format({"num_format": "yyyy/m/d h:mm"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for index, value in enumerate(row):
                    if isinstance(value, datetime):
                        sheet.write_datetime(number, index, value.replace(tzinfo=None), time)
                    elif value not in (None, ""):
                        sheet.write(number, index, value)
    return path
