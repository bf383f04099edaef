"""A log of berthings as a CSV table that `read_berth_log` reads."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tongqu.model.call_dictionary import call_columns
from tongqu.model.calls import TIME_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tongqu.model import Region
    from tongqu.model.berth_log import BerthLog, LoggedCall

__all__ = ["berth_log_csv"]

COLUMNS = (
    "id vessel vessel_class_id draught_m commodity_id packing discharge_t load_t discharge_teu "
    "load_teu weight preferred_berth_id latest_departure eta known_at actual_arrival "
    "actual_berthing actual_work_start actual_work_end actual_departure berth_id cranes"
).split()
SYNTHETIC = {"en": "Synthetic log", "zh": "合成数据"}


def berth_log_csv(log: BerthLog, region: Region, language: str = "en") -> str:
    """Return a log as CSV text; estimates after the first have a row each.

    Parameters
    ----------
    log
        The log.
    region
        Its zone is that of the times.
    language
        Language of the headers, ``en`` or ``zh``.
    """
    columns = call_columns("berth_log")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if log.synthetic:
        writer.writerow([SYNTHETIC[language], *([""] * (len(COLUMNS) - 1))])
    writer.writerow(
        [columns[name].name_zh if language == "zh" else columns[name].label for name in COLUMNS]
    )
    for entry in log:
        for row in _rows(entry, region):
            writer.writerow([row.get(name, "") for name in COLUMNS])
    return text.getvalue()


def _rows(entry: LoggedCall, region: Region) -> Iterator[dict[str, str]]:
    call = entry.call
    first = {name: str(getattr(call, name)) for name in COLUMNS if hasattr(call, name)}
    first = {name: value for name, value in first.items() if value not in ("None", "0.0")}
    if call.latest_departure is not None:
        first["latest_departure"] = _local(call.latest_departure, region)
    for name, (kind, event) in TIME_COLUMNS.items():
        if name in COLUMNS and kind == "ACT":
            at = entry.actual(event)
            first[name] = "" if at is None else _local(at, region)
    first["berth_id"] = entry.berth_id
    first["cranes"] = "" if entry.cranes is None else str(entry.cranes)
    first["eta"] = ""
    estimates = entry.estimates()
    for number, (since, eta) in enumerate(estimates or ((None, None),)):
        row = dict(first) if number == 0 else {"id": call.id, "vessel": call.vessel}
        row["eta"] = "" if eta is None else _local(eta, region)
        row["known_at"] = "" if since is None else _local(since, region)
        yield row


def _local(when: datetime, region: Region) -> str:
    return f"{when.astimezone(region.zone):%Y-%m-%d %H:%M}"
