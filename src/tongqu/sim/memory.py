"""Rows of tables laid out in one block of memory, where a row is known by its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tongqu.sim import columns as c
from tongqu.sim.columns import Array, Ints, Reals

__all__ = ["Layout", "lay_out"]

Row = list[float]

WIDTHS = {
    "source": c.SOURCE, "mix": c.MIX, "step": c.STEP, "law": c.LAW, "station": c.STATION,
    "group": c.GROUP, "store": c.STORE, "lock": c.LOCK, "chamber": c.CHAMBER,
    "calendar": c.CALENDAR, "pair": c.PAIR, "blame": c.BLAME, "value": 1,
}  # fmt: skip
"""Tables and the words of their rows."""

FIRST_REAL = {
    "source": c.R_LOAD, "mix": c.M_CUMULATED, "step": c.S_RATE, "law": c.L_A, "station": c.Q_AREA,
    "group": c.G_AREA, "store": c.K_CAPACITY, "lock": c.X_GAP, "chamber": c.H_LENGTH,
    "calendar": c.C_SPEED, "pair": 0, "blame": c.B_OPEN, "value": 0,
}  # fmt: skip
"""First column that is a real number; the ones before it are whole."""

NAMES = {
    "source": {
        c.R_GAP: "law", c.R_CHOICE: "law", c.R_CALENDAR: "calendar", c.R_MIX_FIRST: "mix",
        c.R_TIME_FIRST: "value", c.R_STORE: "store",
    },
    "mix": {c.M_STEP: "step", c.M_PAYLOAD: "law"},
    "step": {c.S_LAW: "law", c.S_CALENDAR: "calendar", c.S_JUMP: "step"},
    "law": {c.L_FIRST: "value"},
    "station": {c.Q_GROUP_FIRST: "group", c.Q_BLAME: "blame"},
    "group": {c.G_CALENDAR: "calendar", c.G_STATION: "station"},
    "store": {c.K_PUTTERS: "station", c.K_TAKERS: "station"},
    "lock": {c.X_QUEUE_UP: "station", c.X_QUEUE_DOWN: "station", c.X_CHAMBER_FIRST: "chamber"},
    "chamber": {c.H_LOCK: "lock", c.H_CALENDAR: "calendar"},
    "blame": {c.B_LOCK: "lock"},
    "calendar": {
        c.C_FIRST: "pair", c.C_LAST: "pair", c.C_CURSOR: "pair", c.C_BASE: "pair",
        c.C_STANDS: "pair", c.C_RUNS_LAW: "law", c.C_STANDS_LAW: "law",
    },
}  # fmt: skip
"""Columns that name a row of a table: a number there, a place in memory."""

STANDS_AT = {
    c.SEIZE: "station", c.PUT: "store", c.PUT_DONE: "store", c.TAKE: "store",
    c.TAKE_DONE: "store", c.SKIP: "store", c.PASS_LOCK: "lock",
}  # fmt: skip
"""What the place of a step is, by its kind."""

CLOCK_OF = {
    "source": (c.SOURCES, c.SOURCE_COUNT), "station": (c.STATIONS, c.STATION_COUNT),
    "store": (c.STORES, c.STORE_COUNT), "group": (c.GROUPS, c.GROUP_COUNT),
    "lock": (c.LOCKS, c.LOCK_COUNT), "chamber": (c.CHAMBERS, c.CHAMBER_COUNT),
    "calendar": (c.CALENDARS, c.CALENDAR_COUNT),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Layout:
    """The part of a run's memory that comes from the scenario, as it is at the beginning.

    Attributes
    ----------
    whole
        The words.
    first, count
        Place of the first row of each table, and its rows.
    """

    whole: Ints
    first: dict[str, int]
    count: dict[str, int]

    def rows(self, table: str, words: Ints) -> tuple[Ints, Reals]:
        """Return a table out of a run's memory, as whole and as real numbers."""
        width = WIDTHS[table]
        begin = self.first[table]
        part = words[begin : begin + self.count[table] * width].reshape(-1, width)
        return part, part.view(np.float64)


def lay_out(tables: dict[str, list[Row]], *, periods: int, scratch: int) -> Layout:
    """Lay tables out.

    Parameters
    ----------
    tables
        Rows by table, in which others are named by their numbers.
    periods
        Periods for which figures are kept apart.
    scratch
        Words that the locks need to place vessels, and the laws to make several draws at once.
    """
    first, count, at = {}, {}, c.CLOCK
    for table, width in WIDTHS.items():
        first[table], count[table] = at, len(tables[table])
        at += width * len(tables[table])
    stations = count["station"]
    first["classes"], count["classes"] = at, stations * c.CLASSES
    at += count["classes"]
    first["periods"], count["periods"] = at, periods * stations * c.PERIOD_COLUMNS
    at += count["periods"]
    first["scratch"], count["scratch"] = at, scratch
    layout = Layout(np.zeros(at + scratch, np.int64), first, count)
    for table in WIDTHS:
        _fill(layout, table, tables[table])
    whole = layout.whole
    for table, (place, number) in CLOCK_OF.items():
        whole[place], whole[number] = first[table], count[table]
    whole[c.SCRATCH] = first["scratch"]
    rows, _ = layout.rows("station", whole)
    each = np.arange(stations)
    rows[:, c.Q_CLASSES] = first["classes"] + each * c.CLASSES
    rows[:, c.Q_PERIOD] = first["periods"] + each * c.PERIOD_COLUMNS
    return layout


def _fill(layout: Layout, table: str, rows: Sequence[Row]) -> None:
    """Write the rows of a table, with places instead of numbers."""
    whole, real = layout.rows(table, layout.whole)
    cut = FIRST_REAL[table]
    if not rows:
        return
    numbers = np.array(rows, np.float64)
    whole[:, :cut] = numbers[:, :cut].astype(np.int64)
    real[:, cut:] = numbers[:, cut:]
    for column, named in NAMES.get(table, {}).items():
        _place(layout, whole, column, named, np.ones(len(rows), bool))
    if table == "step":
        for op, named in STANDS_AT.items():
            _place(layout, whole, c.S_AT, named, whole[:, c.S_OP] == op)


def _place(layout: Layout, rows: Ints, column: int, named: str, chosen: Array) -> None:
    chosen = chosen & (rows[:, column] != c.NONE)
    rows[chosen, column] = layout.first[named] + rows[chosen, column] * WIDTHS[named]
