"""What small counts are cannot be worked out from what is shown beside them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.ledger.suppression import PublicTable, possible_values, suppressed


def consistent(table: PublicTable, most: int) -> list[tuple[tuple[int, ...], ...]]:
    """Return every table of counts up to `most` that what is shown does not rule out.

    Whoever looks knows that what is hidden is not 0.
    """
    rows, columns = len(table.cells), len(table.cells[0])
    choices = [
        range(1, most + 1) if value is None else (value,) for row in table.cells for value in row
    ]

    def fits(shown: int | None, value: int) -> bool:
        return value > 0 if shown is None else value == shown

    found = []
    for values in product(*choices):
        body = tuple(values[i * columns : (i + 1) * columns] for i in range(rows))
        if (
            fits(table.total, sum(values))
            and all(fits(t, sum(row)) for t, row in zip(table.row_totals, body, strict=True))
            and all(fits(t, sum(row[j] for row in body)) for j, t in enumerate(table.column_totals))
        ):
            found.append(body)
    return found


TABLES = st.sampled_from([(1, 2), (2, 1), (1, 3), (2, 2)]).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 6), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


@given(TABLES)
def test_by_trying_every_table(counts: list[list[int]]) -> None:
    """Of every hidden count at least three values stay possible, if three is the threshold."""
    table = suppressed(counts, 3)
    possible = consistent(table, 14)
    assert tuple(map(tuple, counts)) in possible
    for i, row in enumerate(table.cells):
        for j, shown in enumerate(row):
            assert shown is not None or len({body[i][j] for body in possible}) >= 3
    for i, shown in enumerate(table.row_totals):
        assert shown is not None or len({sum(body[i]) for body in possible}) >= 3
    for j, shown in enumerate(table.column_totals):
        assert shown is not None or len({sum(r[j] for r in body) for body in possible}) >= 3
    assert table.total is not None or len({sum(map(sum, body)) for body in possible}) >= 3


@given(TABLES, st.data())
def test_the_range_of_a_hidden_count_is_what_trying_finds(
    counts: list[list[int]], data: st.DataObject
) -> None:
    """Least and greatest value, for any cells that are hidden, by flows and by trying."""
    whole = [[*row, sum(row)] for row in counts]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    full = [(i, j) for i, row in enumerate(whole) for j, value in enumerate(row) if value > 0]
    if not full:
        return
    hidden = set(data.draw(st.lists(st.sampled_from(full), min_size=1)))
    shown = [
        [None if (i, j) in hidden else value for j, value in enumerate(row)]
        for i, row in enumerate(whole)
    ]
    table = PublicTable(
        cells=tuple(tuple(row[:-1]) for row in shown[:-1]),
        row_totals=tuple(row[-1] for row in shown[:-1]),
        column_totals=tuple(shown[-1][:-1]),
        total=shown[-1][-1],
    )
    most = 14
    possible = consistent(table, most)
    for i, j in hidden:
        if i == len(counts) or j == len(counts[0]):
            continue
        values = {body[i][j] for body in possible}
        low, high = possible_values(whole, hidden, (i, j))
        assert min(values) == low
        assert max(values) == min(high, most)


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[9, 20], [7, 5]]])
def test_nothing_is_hidden_without_need(counts: list[list[int]]) -> None:
    """Zeros and large counts are shown as they are."""
    table = suppressed(counts)
    assert table.cells == tuple(map(tuple, counts))
    assert table.total == sum(map(sum, counts))


def test_a_table_of_nearly_nothing_shows_nothing() -> None:
    """Where the whole is small, the totals go too."""
    table = suppressed([[1, 0], [0, 2]])
    assert table.cells == ((None, 0), (0, None))
    assert table.total is None
    assert None in table.row_totals
