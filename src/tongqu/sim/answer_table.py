"""All figures of an answer as one long table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["answer_csv", "answer_rows"]

HEADER = ("table", "id", "waits_for", "figure", "value", "low", "high", "method")
PARTED = "_by_cause_h"
"""End of the name of figures that are parts by cause."""
PARTS = ("stations", "groups", "chambers", "stores", "sources", "calendars")


def answer_rows(answer: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield each estimate of an answer: table, id, what is waited for, figure, value, interval.

    Examples
    --------
    >>> part = {"id": "quay", "utilisation": {"value": 0.5, "low": 0.4, "high": 0.6}}
    >>> list(answer_rows({"method": "t", "calls": None, "groups": [part]}))
    [('groups', 'quay', '', 'utilisation', 0.5, 0.4, 0.6, 't')]
    """
    method = answer["method"]
    calls = answer["calls"] or {}
    for name, value in calls.items():
        if name.endswith(PARTED):
            for cause, part in value.items():
                yield ("calls", cause, "", name, *part.values(), method)
        else:
            yield ("calls", "", "", name, *value.values(), method)
    for table in PARTS:
        for row in answer.get(table, ()):
            for name, value in row.items():
                if name.endswith(PARTED):
                    for cause, part in value.items():
                        yield (table, row["id"], row.get("waits_for", ""), f"{name}:{cause}",
                               *part.values(), method)  # fmt: skip
                elif isinstance(value, dict):
                    yield (table, row["id"], row.get("waits_for", ""), name, *value.values(),
                           method)  # fmt: skip
    yield from _handed_on(answer.get("handed_on"))


def _handed_on(found: Mapping[str, Any] | None) -> Iterator[tuple[Any, ...]]:
    """Yield what places hand on: the second name is of where it is saved, none of sums."""
    if found is None:
        return
    for row in found["rows"]:
        if not row["settled"]:
            continue
        for name in ("saved_h", "own_h", "handed_on_h"):
            yield ("handed_on", row["id"], "", name, *row[name].values(), found["method"])
        for part in row["to"]:
            yield ("handed_on", row["id"], part["id"], "saved_h", *part["saved_h"].values(),
                   found["method"])  # fmt: skip


def answer_csv(answer: Mapping[str, Any]) -> str:
    """Return the table as CSV with a header; of a run that does not settle, the header alone."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(answer_rows(answer))
    return text.getvalue()
