"""Where the figures of a simulated port come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongqu.model.region import Region

__all__ = ["SET", "Figure", "Figures"]

SET = "set"


@dataclass(frozen=True)
class Figure:
    """One figure that went into a scenario.

    Attributes
    ----------
    table, row, column
        Where it stands; table ``params`` for what no table says.
    value
        As used.
    source_id, source_kind
        Who says so: ``newspaper``, ``public``, ``derived`` or ``assumption``.
    assumption_id
        Row of the assumptions with range and reason.
    note
        ``counted_later``: nobody knew it yet on the first day; ``set``: a cell that was set for
        this run. Both are assumptions, whoever says so.
    """

    table: str
    row: str
    column: str
    value: Any
    source_id: str = ""
    source_kind: str = "assumption"
    assumption_id: str = ""
    note: str = ""

    @property
    def assumed(self) -> bool:
        """Whether nobody published it."""
        return self.source_kind == "assumption" or bool(self.assumption_id or self.note)

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as JSON shows it."""
        return {
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "source_id": self.source_id,
            "source_kind": self.source_kind,
            "assumption_id": self.assumption_id,
            "assumed": self.assumed,
            "note": self.note,
        }


class Figures:
    """Collects the figures that a scenario is made of, each once.

    Parameters
    ----------
    region
        Says what kind of source a row has.
    changed
        Cells that are not as a source says, but set for this run: table, row, column.
    """

    def __init__(
        self, region: Region, changed: frozenset[tuple[str, str, str]] = frozenset()
    ) -> None:
        self.region = region
        self.changed = changed
        self._found: dict[tuple[str, str, str], Figure] = {}

    def use(self, table: str, row: Any, *columns: str, note: str = "") -> Any:
        """Note columns of a row, and return the value of the first."""
        kind = self.region.row("sources", row.source_id).kind
        for column in columns:
            value = getattr(row, column)
            shown = list(value) if isinstance(value, tuple) else value
            if isinstance(value, date):
                shown = value.isoformat()
            said = row.source_id, kind, getattr(row, "assumption_id", "") or "", note
            if (table, row.id, column) in self.changed:
                said = "", "assumption", "", SET
            self._found[table, row.id, column] = Figure(table, row.id, column, shown, *said)
        return getattr(row, columns[0])

    def in_force(self, table: str, row: Any, column: str, value: Any, changed_by: str) -> None:
        """Note a cell as it stands on the first day, where a work or a water level changed it."""
        self.use(table, row, column)
        if value != getattr(row, column):
            kind = self.region.row("sources", changed_by).kind
            self._found[table, row.id, column] = Figure(table, row.id, column, value, changed_by,
                                                        kind)  # fmt: skip

    def param(self, name: str, value: Any) -> None:
        """Note an assumption that no table holds."""
        shown = [list(part) for part in value] if isinstance(value, tuple) else value
        self._found["params", name, ""] = Figure("params", name, "", shown)

    def all(self) -> tuple[Figure, ...]:
        """Return what was used, in order."""
        return tuple(self._found.values())
