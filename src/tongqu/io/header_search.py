"""Where the header of a sheet stands: what says most, of one to three rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tongqu.io.calls_sheets import is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tongqu.io.calls_sheets import Sheet

__all__ = ["DEEPEST", "SEARCHED_ROWS", "Scored", "has_values", "search_header"]

SEARCHED_ROWS = 60
DEEPEST = 3


class Scored(Protocol):
    """A reading of some rows as a header: where it stands and how much it says."""

    first: int
    last: int

    @property
    def score(self) -> int:
        """Number of columns that say something."""


H = TypeVar("H", bound=Scored)


def has_values(row: Sequence[Any]) -> bool:
    """Whether a row has a number or a date: then it belongs to no header.

    Examples
    --------
    >>> has_values(["vessel", "ETA", ""]), has_values(["HAI 8", 12.0])
    (False, True)
    """
    return any(not is_blank(cell) and not isinstance(cell, str) for cell in row)


def search_header(
    sheet: Sheet,
    read: Callable[[int, int], H],
    least: int,
    is_data: Callable[[Sequence[Any]], bool] = has_values,
) -> H | None:
    """Return what says most of all readings of one to three rows; of equals the first.

    Parameters
    ----------
    sheet
        Where it is looked for.
    read
        Reads the rows from the first to the last index as a header.
    least
        So many columns must say something.
    is_data
        Whether a row cannot belong to a header.
    """
    best: H | None = None
    for first in range(min(SEARCHED_ROWS, len(sheet.rows))):
        for last in range(first, min(first + DEEPEST, len(sheet.rows))):
            if is_data(sheet.rows[last]):
                break
            header = read(first, last)
            # A title above the header adds a level, but says nothing.
            if header.score >= least and (best is None or _rank(header) > _rank(best)):
                best = header
    return best


def _rank(header: Scored) -> tuple[int, int]:
    return header.score, header.first - header.last
