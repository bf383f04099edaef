"""One row of a table of calls on its way to a call: values, guesses, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.io.calls_known import in_words
from tongqu.io.calls_sheets import is_blank
from tongqu.io.calls_times import read_when
from tongqu.io.table_reading import shorten
from tongqu.model.call_dictionary import call_columns
from tongqu.model.calls import Guess
from tongqu.model.cells import CellError, check_value, format_cell

if TYPE_CHECKING:
    from datetime import datetime

    from tongqu.errors import Problem
    from tongqu.io.calls_header import Header
    from tongqu.io.calls_sheets import Sheet
    from tongqu.io.calls_times import Reference

__all__ = ["Draft", "printable", "shown"]

EXAMPLE_TIME = "2026-03-02T08:00"


def shown(value: Any) -> str:
    """Return a cell as a message repeats it.

    Examples
    --------
    >>> shown(12.0), shown(" 约500吨 "), shown(None)
    ('12', '约500吨', '')
    """
    return "" if value is None else format_cell(value).strip()


class Draft:
    """A row of a sheet, read field by field.

    Parameters
    ----------
    sheet, header
        Where it stands.
    index
        Index of the row among `Sheet.rows`.

    Attributes
    ----------
    values
        Fields of the call so far.
    guesses
        The guess of each field that was guessed.
    problems
        What is wrong with its cells.
    """

    def __init__(self, sheet: Sheet, header: Header, index: int) -> None:
        self.sheet = sheet
        self.header = header
        self.row = sheet.rows[index]
        self.number = sheet.numbers[index]
        self.values: dict[str, Any] = {}
        self.guesses: dict[str, Guess] = {}
        self.problems: list[Problem] = []

    def cell(self, column: str) -> Any:
        """Return what stands in a column; None where nothing does, or words that say nothing."""
        value = self.raw(column)
        if isinstance(value, str) and self.says_nothing(column):
            return None
        return value

    def raw(self, column: str) -> Any:
        """Return what stands in a column; None where nothing does or it cannot be read."""
        index = self.header.columns.get(column)
        if index is None or index >= len(self.row):
            return None
        value = self.row[index]
        return None if is_blank(value) else value

    def says_nothing(self, column: str) -> bool:
        """Whether a column has words such as 待定."""
        value = self.raw(column)
        return isinstance(value, str) and _says_nothing(value)

    def is_broken(self, column: str) -> bool:
        """Whether a column's cell is a formula without a value, or an error; it is then told."""
        index = self.header.columns.get(column)
        if index is None:
            return False
        code = self.sheet.broken.get((self.number, index))
        if code is None:
            return False
        if not any(problem.column == self.name(column) for problem in self.problems):
            self.bad(column, None, CellError(code))
        return True

    def shares(self, column: str) -> int:
        """Return how many rows show the same merged cell."""
        return self.sheet.shared.get((self.number, self.header.columns.get(column, -1)), 1)

    def name(self, column: str) -> str:
        """Return the name of a column as the reader of the sheet knows it."""
        return self.header.texts.get(column, column)

    def bad(self, column: str, value: Any, error: CellError) -> None:
        """Note that a cell breaks a rule."""
        self.problems.append(
            self.sheet.problem(
                error.code,
                self.number,
                self.header.columns.get(column),
                column=self.name(column),
                value=shorten(shown(value)) if value is not None else None,
                expected=printable(error.expected),
                **error.params,
            )
        )

    def put(
        self, field: str, value: Any, *, text: Any = "", code: str = "", column: str = ""
    ) -> None:
        """Set a field, checked by the dictionary; with a code it is a guess."""
        spec = call_columns()[field]
        try:
            if spec.type != "datetime":
                check_value(value, spec)
        except CellError as error:
            self.bad(column or field, text if text != "" else value, error)
            return
        self.values[field] = value
        if code:
            self.guess(field, value, text, code)

    def guess(self, field: str, value: Any, text: Any, code: str) -> None:
        """Mark a field as guessed."""
        if hasattr(value, "tzinfo"):
            value = value.replace(tzinfo=None)
        said = shorten(shown(text))
        self.guesses[field] = Guess(
            field=field, value=format_cell(value), text=str(said), code=code
        )

    def when(self, column: str, reference: Reference) -> tuple[datetime, str] | None:
        """Return the time of a column and the code of its guess; what makes no sense is told."""
        value = self.cell(column)
        if value is None or self.is_broken(column):
            self.is_broken(column)
            return None
        when = read_when(value, reference)
        if when is None:
            today = reference.column or reference.today
            expected = f"{today}T08:00" if today else EXAMPLE_TIME
            self.bad(column, value, CellError("time_not_understood", expected))
            return None
        return when


def printable(expected: str | None) -> str | None:
    """Return a hint that a message can show; one made of odd characters is better left out."""
    return expected if expected is None or expected.isprintable() else None


def _says_nothing(text: str) -> bool:
    return in_words_exactly(text)


def in_words_exactly(text: str) -> bool:
    """Whether a text is one of the words for "not known yet"."""
    found = in_words("unknown", text)
    return found is not None and found.sure
