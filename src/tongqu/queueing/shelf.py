"""Arrays that are used again: fresh memory takes longer to come than the sums that fill it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

__all__ = ["Shelf"]


class Shelf:
    """Arrays by name, for one table or one question.

    Examples
    --------
    >>> shelf = Shelf()
    >>> first = shelf.array("found", (2, 3), np.float64)
    >>> first[:] = 1.0
    >>> shelf.array("found", (2,), np.complex128)  # in the same place
    array([1.+1.j, 1.+1.j])
    """

    def __init__(self) -> None:
        self._kept: dict[str, NDArray[np.uint8]] = {}

    def array(self, name: str, shape: tuple[int, ...], kind: DTypeLike) -> NDArray[Any]:
        """Return an array for a name, with what was last there; the one before is given up."""
        needed = math.prod(shape) * np.dtype(kind).itemsize
        kept = self._kept.get(name)
        if kept is None or kept.size < needed:
            # Tables go on to more berths: some room ahead.
            kept = self._kept[name] = np.empty(2 * needed, dtype=np.uint8)
        return kept[:needed].view(kind).reshape(shape)
