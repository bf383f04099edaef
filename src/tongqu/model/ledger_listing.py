"""A list of projects as somebody else keeps it, and what its columns mean."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tongqu.errors import Problem

__all__ = [
    "ActRow",
    "AddRow",
    "ListDay",
    "ListMapping",
    "ListedProject",
    "MappedColumn",
    "ProjectList",
    "SkippedRow",
]

FIELDS_OF_WORK = {
    "category": "category",
    "content": "description",
    "place": "place",
    "budget": "investment",
    "start": "start_on",
    "finish": "finish_on",
    "progress_note": "status_text",
}
"""What the shipped kind ``work`` has fields for."""

DEFAULTS_OF_WORK = {"category": "other"}
"""What it asks for and a list may not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedColumn:
    """What one column of a list means.

    Attributes
    ----------
    header
        Its header, all levels joined by a blank.
    field
        Column of the dictionary ``project_list``, ``field:NAME`` for a field of the kind's own, or
        empty: the column is left out.
    unit
        Unit of its amounts, such as 万元; empty where the cells or the list say it.
    year
        Year of a yearly amount; None where there is none.
    sure
        Whether the header left no doubt; False asks for a look.
    """

    header: str
    field: str = ""
    unit: str = ""
    year: int | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMapping:
    """What the columns and words of a list mean: made once, kept and used again.

    Attributes
    ----------
    kind
        Kind of the items that the rows become.
    sheet
        Sheet that is read; empty: every sheet with such a header.
    finish
        Milestone that the finish is a date of.
    columns
        Columns in the order of the file.
    fields
        By what a list says (a column of the dictionary ``project_list``) the field of the kind that
        it becomes. What has no field is kept with the import, and shown there.
    defaults
        Fields of the kind that the list says nothing about.
    words
        Their words by what they are about (``unit``, ``status``, ``place``, or a field of the
        kind), each with our word.
    """

    kind: str = "work"
    sheet: str = ""
    finish: str = "open"
    columns: tuple[MappedColumn, ...] = ()
    fields: Mapping[str, str] = field(default_factory=lambda: dict(FIELDS_OF_WORK))
    defaults: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the mapping as JSON and TOML hold it.

        Examples
        --------
        >>> column = MappedColumn(header="总投资", field="budget", unit="万元")
        >>> ListMapping(columns=(column,)).to_dict()["column"]
        [{'header': '总投资', 'field': 'budget', 'unit': '万元'}]
        """
        columns = []
        for column in self.columns:
            entry: dict[str, Any] = {"header": column.header, "field": column.field}
            entry |= {"unit": column.unit} if column.unit else {}
            entry |= {"year": column.year} if column.year is not None else {}
            entry |= {} if column.sure else {"sure": False}
            columns.append(entry)
        return {
            "kind": self.kind,
            "sheet": self.sheet,
            "finish": self.finish,
            "column": columns,
            "fields": dict(self.fields),
            "defaults": dict(self.defaults),
            "words": {about: dict(pairs) for about, pairs in self.words.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDay:
    """A date as a list gives it.

    Attributes
    ----------
    on
        The day; of a month, a quarter or a year its last.
    precision
        ``day`` or ``month_end``.
    status
        ``planned``, ``expected`` or ``actual``.
    """

    on: date
    precision: str = "day"
    status: str = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProject:
    """One row of a list.

    Attributes
    ----------
    key
        By what the project is known again.
    title, title_zh
        Its name; the same where the list has only a Chinese one.
    unit, supervisor_unit, joint_units
        Ids of units, or the list's words where the caller knows no units.
    place_id, place
        Place of the region, and what the list says.
    status
        ``planned``, ``building``, ``done``, ``stopped`` or empty.
    budget
        Total investment, in the ledger's currency.
    planned, done
        Yearly amounts by year; of `done` the year 0 is all since the beginning.
    start, finish
        Dates, where there are any.
    percent
        Progress [%]; None where no number is given.
    percent_at_least
        Whether it may be more.
    fields
        Fields of the kind.
    said
        Everything else in the list's words, by the name of what it is.
    sheet, row
        Where it stands.
    guesses
        What had to be guessed, each with its cell.
    """

    key: str
    title: str
    title_zh: str = ""
    unit: str = ""
    supervisor_unit: str = ""
    joint_units: tuple[str, ...] = ()
    place_id: str = ""
    place: str = ""
    status: str = ""
    budget: float | None = None
    planned: Mapping[int, float] = field(default_factory=dict)
    done: Mapping[int, float] = field(default_factory=dict)
    start: ListDay | None = None
    finish: ListDay | None = None
    percent: float | None = None
    percent_at_least: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    row: int = 0
    guesses: tuple[Problem, ...] = ()

    def values(self) -> dict[str, Any]:
        """Return what the row says, as JSON knows it: what a later list is compared with."""
        said: dict[str, Any] = {
            "title": self.title,
            "title_zh": self.title_zh,
            "unit": self.unit,
            "supervisor_unit": self.supervisor_unit,
            "joint_units": list(self.joint_units),
            "place_id": self.place_id,
            "place": self.place,
            "status": self.status,
            "budget": self.budget,
            "percent": self.percent,
            "percent_at_least": self.percent_at_least,
        }
        said |= {f"planned.{year}": amount for year, amount in sorted(self.planned.items())}
        said |= {f"done.{year or 'all'}": amount for year, amount in sorted(self.done.items())}
        for name, day in (("start", self.start), ("finish", self.finish)):
            if day is not None:
                said[name] = asdict(day) | {"on": day.on.isoformat()}
        said |= {f"field.{name}": value for name, value in sorted(self.fields.items())}
        said |= {f"said.{name}": text for name, text in sorted(self.said.items())}
        return {name: value for name, value in said.items() if value not in ("", None, [], False)}

    @property
    def hash(self) -> str:
        """SHA-256 of what the row says; where it stands and what was guessed do not matter."""
        return content_hash(self.values())


def content_hash(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of values, written in one way.

    Examples
    --------
    >>> content_hash({"b": 1, "a": 2}) == content_hash({"a": 2, "b": 1})
    True
    """
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRow:
    """A row that is no project.

    Attributes
    ----------
    sheet, row
        Where it stands.
    text
        Its first words.
    why
        ``total``, ``heading``, ``note`` or ``header``.
    """

    sheet: str
    row: int
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectList:
    """A list of projects as it was read.

    Attributes
    ----------
    file, sha256
        Its name, and the hash of its bytes: the same file twice is known by it.
    kind
        Kind of the items that the rows become.
    finish
        Milestone that the finish is a date of.
    observed_on
        Day of which the list says how things stand; None where it does not.
    projects
        The rows in their order.
    skipped
        Rows that are no project.
    left_out
        Headers of columns that are not read.
    guesses
        What had to be guessed about the list as a whole, its headers for example.
    """

    file: str
    sha256: str
    kind: str = "work"
    finish: str = "open"
    observed_on: date | None = None
    projects: tuple[ListedProject, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    left_out: tuple[str, ...] = ()
    guesses: tuple[Problem, ...] = ()

    @property
    def all_guesses(self) -> tuple[Problem, ...]:
        """Guesses about the list and about each row."""
        return (*self.guesses, *(guess for one in self.projects for guess in one.guesses))

    def to_dict(self) -> dict[str, Any]:
        """Return the list as JSON."""
        return {
            "schema_version": "1.0",
            "kind": "project_list",
            "file": self.file,
            "sha256": self.sha256,
            "item_kind": self.kind,
            "observed_on": self.observed_on.isoformat() if self.observed_on else None,
            "projects": [
                {"key": one.key, "hash": one.hash, "sheet": one.sheet, "row": one.row}
                | {"values": one.values()}
                for one in self.projects
            ],
            "skipped": [asdict(row) for row in self.skipped],
            "left_out": list(self.left_out),
            "guesses": [guess.to_dict() for guess in self.all_guesses],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRow:
    """An item that a file asks for.

    Attributes
    ----------
    key
        By what later rows of the same file name it.
    kind, title, title_zh, unit, supervisor_unit, parent, place_id, work_id
        The item.
    fields
        Fields of the kind.
    confidential
        None: as the kind says.
    on_behalf_of
        For whom it is opened.
    at, known_at
        When it was opened and since when that is known; None: now.
    file, sheet, row
        Where it stands.
    """

    key: str
    kind: str
    title: str
    title_zh: str = ""
    unit: str = ""
    supervisor_unit: str = ""
    parent: str = ""
    place_id: str = ""
    work_id: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    confidential: bool | None = None
    on_behalf_of: str = ""
    at: datetime | None = None
    known_at: datetime | None = None
    file: str = ""
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """Something that happened to an item, as a file says.

    Attributes
    ----------
    item
        Code of the item, or the key of an `AddRow` of the same file.
    effect
        What it does, as the ledger names effects; empty where `action` says it.
    action
        Action of the kind; empty where the ledger finds it by the effect.
    to_unit, units, on_behalf_of, reason, note
        As the action needs them.
    fields, data
        As the action and the effect need them.
    at, known_at
        When it happened and since when that is known; None: now.
    file, sheet, row
        Where it stands.
    """

    item: str
    effect: str = ""
    action: str = ""
    to_unit: str = ""
    units: tuple[str, ...] = ()
    on_behalf_of: str = ""
    reason: str = ""
    note: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    known_at: datetime | None = None
    file: str = ""
    sheet: str = ""
    row: int = 0
