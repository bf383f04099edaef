"""The cells of one row of a list, found by what their columns mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.io.calls_draft import printable, shown
from tongqu.io.calls_sheets import is_blank
from tongqu.io.table_reading import shorten
from tongqu.model.call_dictionary import call_columns, plain, words
from tongqu.model.cells import CellError, check_value, format_cell

if TYPE_CHECKING:
    from tongqu.errors import Problem
    from tongqu.io.ledger_list_context import ListContext
    from tongqu.io.ledger_list_header import HeadCell

__all__ = ["RowCells"]


class RowCells:
    """The cells of one row by what their columns mean, and what is said about them.

    Parameters
    ----------
    context
        What all rows of the sheet share.
    index
        Index of the row among the sheet's.

    Attributes
    ----------
    problems, guesses
        What is wrong and what had to be guessed, with cells.
    """

    def __init__(self, context: ListContext, index: int) -> None:
        self.context = context
        self.cells = context.sheet.rows[index]
        self.number = context.sheet.numbers[index]
        self.problems: list[Problem] = []
        self.guesses: list[Problem] = []

    def columns(self, *names: str) -> list[HeadCell]:
        """Return the columns that mean one of these fields."""
        return [cell for cell in self.context.header.cells if cell.column.field in names]

    def raw(self, head: HeadCell) -> Any:
        """Return what stands in a column; None where nothing does, or words that say nothing."""
        if (code := self.context.sheet.broken.get((self.number, head.index))) is not None:
            self.bad(head, None, CellError(code))
            return None
        value = self.cells[head.index] if head.index < len(self.cells) else None
        if is_blank(value) or (isinstance(value, str) and _says_nothing(value)):
            return None
        return value

    def text(self, name: str) -> str:
        """Return the words of a field; empty where there are none."""
        for head in self.columns(name):
            value = self.raw(head)
            if value is None:
                continue
            text = " ".join(shown(value).split()) if name != "content" else shown(value)
            spec = call_columns("project_list").get(name)
            try:
                if spec is not None and spec.type == "text":
                    check_value(text, spec)
            except CellError as error:
                self.bad(head, value, error)
                return ""
            return text
        return ""

    def bad(self, head: HeadCell, value: Any, error: CellError) -> None:
        """Note that a cell breaks a rule."""
        self.problems.append(
            self.context.sheet.problem(
                error.code,
                self.number,
                head.index,
                column=head.text,
                value=shorten(shown(value)) if value is not None else None,
                expected=printable(error.expected),
                **error.params,
            )
        )

    def bad_column(self, head: HeadCell, error: CellError) -> None:
        """Note once that a whole column lacks something."""
        if (error.code, head.index) in self.context.told:
            return
        self.context.told.add((error.code, head.index))
        sheet, last = self.context.sheet, self.context.header.last
        self.problems.append(
            sheet.problem(
                error.code,
                sheet.numbers[last],
                head.index,
                column=head.text,
                expected=error.expected,
            )
        )

    def guess(self, head: HeadCell, value: Any, code: str, read_as: object) -> None:
        """Note that a cell had to be guessed."""
        if code:
            self.guesses.append(
                self.context.sheet.problem(
                    code,
                    self.number,
                    head.index,
                    column=head.text,
                    value=shorten(shown(value)),
                    read_as=read_as if isinstance(read_as, str) else format_cell(read_as),
                )
            )


def _says_nothing(text: str) -> bool:
    return (plain(text) or text.strip()) in words("unknown")
