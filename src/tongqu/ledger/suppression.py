"""Small counts hidden from a public table, so that no total gives them away.

A count below the threshold could name somebody. Hiding it alone is not enough: a row's total less
the row's other cells would bring it back. So more cells, and if need be totals, are hidden, until
whoever adds and subtracts everything that is shown still finds a wide range of values possible for
each hidden cell.

This is what cell suppression can do. It does not hide anything from somebody who knows some of the
counts already, or who holds two days' tables against each other: a public table should not be made
anew after every single matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PublicTable", "possible_values", "suppressed"]

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table of counts as it may be shown; None stands for what is hidden.

    Attributes
    ----------
    cells
        Counts by row and column.
    row_totals, column_totals, total
        Their sums.
    """

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def suppressed(counts: Sequence[Sequence[int]], threshold: int = 5) -> PublicTable:
    """Return a table of counts with small ones hidden.

    Parameters
    ----------
    counts
        Counts by row and column.
    threshold
        Counts from 1 to below this are hidden. A count of 0 is shown: it is nobody.

    Notes
    -----
    Rows and columns of totals are cells like others: a table of r times c counts is looked at as
    one of (r + 1) times (c + 1) cells in which each row and column adds up. Hidden cells are known
    not to be 0, for a 0 is never hidden. Each must keep a range of possible values that is at
    least `threshold` - 1 wide, unless everything is hidden.

    Examples
    --------
    >>> table = suppressed([[12, 3], [9, 20]])
    >>> table.cells, table.total
    (((None, None), (None, None)), 44)
    >>> suppressed([[2]]).total is None
    True
    """
    rows, columns = len(counts), len(counts[0]) if counts else 0
    whole = [[*row, sum(row)] for row in counts]
    whole.append([sum(row[j] for row in counts) for j in range(columns)] + [sum(map(sum, counts))])
    hidden = {
        (i, j) for i in range(rows + 1) for j in range(columns + 1) if 0 < whole[i][j] < threshold
    }
    while hidden:
        told = [cell for cell in sorted(hidden) if _width(whole, hidden, cell) < threshold - 1]
        if not told:
            break
        more = _next_hidden(whole, hidden, told[0])
        if more is None:
            # Nothing is left that could hide it: then the totals must go with it.
            hidden = {
                (i, j) for i in range(rows + 1) for j in range(columns + 1) if whole[i][j] > 0
            }
            break
        hidden.add(more)
    shown = [
        [None if (i, j) in hidden else value for j, value in enumerate(row)]
        for i, row in enumerate(whole)
    ]
    return PublicTable(
        cells=tuple(tuple(row[:columns]) for row in shown[:rows]),
        row_totals=tuple(row[columns] for row in shown[:rows]),
        column_totals=tuple(shown[rows][:columns]),
        total=shown[rows][columns],
    )


def _width(whole: list[list[int]], hidden: set[Cell], cell: Cell) -> int:
    low, high = possible_values(whole, hidden, cell)
    return high - low


def _next_hidden(whole: list[list[int]], hidden: set[Cell], cell: Cell) -> Cell | None:
    """Return the cheapest cell to hide besides: the smallest in the row, then in the column.

    Cells of the body are taken before totals, which readers need most.
    """
    last_row, last_column = len(whole) - 1, len(whole[0]) - 1
    lines = (
        [(cell[0], j) for j in range(last_column + 1)],
        [(i, cell[1]) for i in range(last_row + 1)],
        [(i, j) for i in range(last_row + 1) for j in range(last_column + 1)],
    )

    def need(line: list[Cell]) -> int:
        return sum(one in hidden for one in line)

    for line in [*sorted(lines[:2], key=need), lines[2]]:
        free = [one for one in line if one not in hidden and whole[one[0]][one[1]] > 0]
        if free:
            return min(
                free,
                key=lambda one: (
                    one[0] == last_row, one[1] == last_column, whole[one[0]][one[1]], one,
                ),
            )  # fmt: skip
    return None


def possible_values(whole: list[list[int]], hidden: set[Cell], cell: Cell) -> tuple[int, int]:
    """Return the least and the greatest value that a hidden cell can have, by what is shown.

    Parameters
    ----------
    whole
        Counts with their totals in the last row and column.
    hidden
        Cells that are hidden.
    cell
        One of them.

    Notes
    -----
    Rows and columns that add up, with a total counted negatively, make the hidden cells a flow on
    a graph of rows and columns. From the true values a cell can move up or down by a cycle through
    it; by how much is the largest flow that the others let through. Every hidden cell stays at
    least 1, and none has an upper end.
    """
    up = _flow(whole, hidden, cell, 1)
    down = _flow(whole, hidden, cell, -1)
    value = whole[cell[0]][cell[1]]
    return value - down, value + up


ENDLESS = 1 << 40


def _flow(whole: list[list[int]], hidden: set[Cell], cell: Cell, sign: int) -> int:
    """Return by how much a cell can move in one direction while all sums stay."""
    last_row, last_column = len(whole) - 1, len(whole[0]) - 1
    room: dict[int, dict[int, int]] = {}

    def edge(tail: int, head: int, amount: int) -> None:
        room.setdefault(tail, {})[head] = room.get(tail, {}).get(head, 0) + amount
        room.setdefault(head, {}).setdefault(tail, 0)

    columns = last_row + 1
    for i, j in hidden:
        if (i, j) == cell:
            continue
        down = whole[i][j] - 1
        # Totals stand on the other side of the equation: they move the other way round.
        if (i == last_row) != (j == last_column):
            edge(columns + j, i, ENDLESS)
            edge(i, columns + j, down)
        else:
            edge(i, columns + j, ENDLESS)
            edge(columns + j, i, down)
    i, j = cell
    turned = (i == last_row) != (j == last_column)
    # The cell itself moves by `sign`; the rest has to bring the same amount back.
    forward = (sign > 0) != turned
    source, sink = (i, columns + j) if not forward else (columns + j, i)
    limit = whole[i][j] - 1 if sign < 0 else ENDLESS
    return min(limit, _largest_flow(room, source, sink))


def _largest_flow(room: dict[int, dict[int, int]], source: int, sink: int) -> int:
    """Return the largest flow from source to sink, by shortest augmenting paths."""
    total = 0
    while total < ENDLESS:
        before: dict[int, int] = {source: source}
        front = [source]
        while front and sink not in before:
            node = front.pop(0)
            for other, left in room.get(node, {}).items():
                if left > 0 and other not in before:
                    before[other] = node
                    front.append(other)
        if sink not in before:
            return total
        path = [sink]
        while path[-1] != source:
            path.append(before[path[-1]])
        steps = list(zip(path[1:], path, strict=False))
        amount = min(room[tail][head] for tail, head in steps)
        for tail, head in steps:
            room[tail][head] -= amount
            room[head][tail] += amount
        total += amount
    return ENDLESS
