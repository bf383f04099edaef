"""Indices that never count from the end."""

import numba
import numpy as np
from numpy.typing import NDArray

from tongqu.kernels import kernel
from tongqu.kernels.places import FromTheFront


def follow(rows: NDArray[np.int64], values: NDArray[np.float64], times: int) -> float:
    """Go from row to row, read and write."""
    here, total = rows[0], 0.0
    for k in range(times):
        total += values[here]
        values[here] = total + k
        here = rows[here + 1]
        rows[here] += 0
    return total


def test_the_same_numbers() -> None:
    """Without the question whether an index is negative, the answer is the same."""
    rows = np.array([2, 0, 0, 4, 0, 0])
    front = kernel(wraparound=False)(follow)
    values = [np.arange(6.0), np.arange(6.0)]
    assert front(rows, values[0], 9) == follow(rows, values[1], 9)
    assert values[0].tolist() == values[1].tolist()


def test_from_less_code() -> None:
    """The question, one conditional move at each access, is gone from the machine code."""
    moves = []
    for settings in ({}, {"pipeline_class": FromTheFront}):
        compiled = numba.njit(**settings)(follow)
        compiled(np.zeros(6, np.int64), np.zeros(6), 1)
        moves.append("".join(compiled.inspect_llvm().values()).count("icmp slt"))
    assert moves[0] > moves[1] + 3


def along(table: NDArray[np.float64], where: NDArray[np.int64], times: int) -> float:
    """Read and write where an array says."""
    total = 0.0
    for k in range(times):
        table[where[k], where[k + 1]] += table[where[k + 1], where[k]]
        total += table[where[k], where[k + 1]]
    return total


def test_tables_too() -> None:
    """Indices of two axes are taken for unsigned like those of one; the answer is the same."""
    front, where = kernel(wraparound=False)(along), np.array([2, 0, 3, 1])
    tables = [np.arange(16.0).reshape(4, 4), np.arange(16.0).reshape(4, 4)]
    assert front(tables[0], where, 3) == along(tables[1], where, 3)
    assert tables[0].tolist() == tables[1].tolist()
    moves = []
    for settings in ({}, {"pipeline_class": FromTheFront}):
        compiled = numba.njit(**settings)(along)
        compiled(tables[0], where, 1)
        moves.append("".join(compiled.inspect_llvm().values()).count("icmp slt"))
    assert moves[0] > moves[1] + 3
