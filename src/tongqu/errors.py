"""What can go wrong, as records: codes and parameters, no words.

Every error is ours (`TongquError`) and a builtin (``ValueError``, ``LookupError`` ...), so that a
caller may catch either. It carries all problems that were found, not only the first. The words a
reader sees are made at the edge, in the reader's language, by `tongqu.text.problem_text`.

Whatever an error needs is in its positional ``args``: some libraries re-create an exception as
``type(e)(*e.args)``, and pickling does the same between processes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "BadValueError",
    "ConflictError",
    "DatasetError",
    "ExitCode",
    "Interrupted",
    "LimitError",
    "NotFoundError",
    "NotPermittedError",
    "OutOfRangeError",
    "Problem",
    "StorageError",
    "StorageFullError",
    "TongquError",
    "UsageError",
    "cell_name",
]


class ExitCode(IntEnum):
    """What the command line hands back to the shell."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    BAD_INPUT = 3
    INFEASIBLE = 4
    LIMIT = 5
    CONFLICT = 6
    NOT_PERMITTED = 7
    INTERRUPTED = 130


def cell_name(row: int, column: int) -> str:
    """Return the name that a spreadsheet gives to a cell.

    Parameters
    ----------
    row, column
        Both counted from 1.

    Examples
    --------
    >>> cell_name(17, 5), cell_name(1, 28)
    ('E17', 'AB1')
    """
    if row < 1 or column < 1:
        raise ValueError(f"row and column count from 1, got {row} and {column}")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    Attributes
    ----------
    code
        Name of the rule that is broken, for example ``not_a_number``.
    params
        What the rule's text needs, for example ``{"minimum": 0}``.
    file
        File that the value stands in.
    row
        Row in the file or sheet as an editor counts it: the header is row 1.
    column
        Name of the column.
    cell
        Name of the cell in a spreadsheet, see `cell_name`.
    value
        What stands there.
    expected
        An example of a right value.
    sheet
        Sheet of the workbook, where the file is one.

    Examples
    --------
    >>> print(Problem("negative", file="links.csv", row=17, column="length_km", value="-3"))
    negative: links.csv:17 length_km value='-3'
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    file: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    value: object = None
    expected: str | None = None
    sheet: str | None = None

    def __post_init__(self) -> None:
        # A copy, so that nobody changes a problem from outside; a plain dict, so that it pickles.
        object.__setattr__(self, "params", dict(self.params))

    def __str__(self) -> str:
        place = "!".join(part for part in (self.file, self.sheet) if part)
        if self.row is not None:
            place += f":{self.row}"
        words = [place, self.column or "", self.cell or ""]
        words += [f"{name}={value!r}" for name, value in self.params.items()]
        if self.value is not None:
            words.append(f"value={self.value!r}")
        if self.expected is not None:
            words.append(f"expected={self.expected!r}")
        return f"{self.code}: {' '.join(word for word in words if word)}".rstrip(": ")

    def to_dict(self) -> dict[str, object]:
        """Return the problem as JSON shows it: every field, absent ones as None."""
        return {
            "code": self.code,
            "params": dict(self.params),
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "value": self.value,
            "expected": self.expected,
        }


class TongquError(Exception):
    """Whatever tongqu refuses to do.

    Parameters
    ----------
    message
        One English line for tracebacks and logs; readers are shown the problems instead.
    problems
        Everything that is wrong.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.UNEXPECTED

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(message, self.problems)

    @classmethod
    def of(cls, code: str, **params: object) -> Self:
        """Return the error that has one problem, which stands in no file.

        Examples
        --------
        >>> UsageError.of("unknown_place", id="juhau").problems[0].params
        {'id': 'juhau'}
        """
        problem = Problem(code, params)
        return cls(str(problem), (problem,))

    def __str__(self) -> str:
        message = str(self.args[0])
        lines = [str(problem) for problem in self.problems]
        if lines in ([], [message]):
            return message
        more = [f"... and {len(lines) - 20} more"] if len(lines) > 20 else []
        return "\n  ".join([message, *lines[:20], *more])


class DatasetError(TongquError, ValueError):
    """A region, or another input file, breaks rules; `problems` has all of them."""

    exit_code = ExitCode.BAD_INPUT


class BadValueError(TongquError, ValueError):
    """A single value cannot be read: opening hours, a time, a currency."""

    exit_code = ExitCode.BAD_INPUT


class OutOfRangeError(TongquError, OverflowError):
    """A quantity does not fit into the integers that we compute with."""

    exit_code = ExitCode.BAD_INPUT


class UsageError(TongquError, ValueError):
    """A question cannot be asked like this."""

    exit_code = ExitCode.USAGE


class NotFoundError(TongquError, LookupError):
    """A name is not known: a place, a commodity, a shipped region."""

    exit_code = ExitCode.USAGE


class LimitError(TongquError, RuntimeError):
    """A stated limit was reached before there was anything to show."""

    exit_code = ExitCode.LIMIT


class ConflictError(TongquError, RuntimeError):
    """Somebody else was faster: what was seen has changed, or the last place is taken."""

    exit_code = ExitCode.CONFLICT


class NotPermittedError(TongquError, PermissionError):
    """Whoever asks may not do or see this, or not now."""

    exit_code = ExitCode.NOT_PERMITTED


class StorageError(TongquError, OSError):
    """A disk or a database failed while it was written to; nothing is tried a second time."""


class StorageFullError(StorageError):
    """There is no room left where a ledger is kept."""


class Interrupted(TongquError, KeyboardInterrupt):  # noqa: N818 - as KeyboardInterrupt is named
    """The user stopped a run that could still say something about where it was."""

    exit_code = ExitCode.INTERRUPTED
