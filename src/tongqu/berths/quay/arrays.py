"""Every way to serve every call as arrays, for kernels to read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Stays = NDArray[np.int32]
Floats = NDArray[np.float64]


class Columns(NamedTuple):
    """Bundles of columns: one mode and one start each, and a range of positions.

    A bundle lies on one side of the desired position, so that its best free place is the first one
    found from there outwards. Bundles are sorted by call, then by cost.

    Attributes
    ----------
    from_
        Shape (n + 1,): first bundle of each call.
    mode, start, end, number, cost
        Shape (B,): mode, slots, cranes and cost at the nearest position of the range.
    low, high
        Shape (B,): least and greatest position.
    width
        Shape (n,): segments of each vessel with its clearance.
    desired, apart
        Shape (n,): as in the model.
    clear
        Shape (R, T, Q): first slot, from t on, in which a vessel at a position meets a block.
    clear_row
        Shape (n,): row of `clear` that holds for a call.
    cranes
        Shape (T,).
    after
        Shape (n,): call that must have left before, or -1; empty where there is none.
    """

    from_: Ints
    mode: Ints
    start: Ints
    end: Ints
    number: Ints
    cost: Ints
    low: Ints
    high: Ints
    width: Ints
    desired: Ints
    apart: Ints
    clear: NDArray[np.int32]
    clear_row: Ints
    cranes: Ints
    after: Ints

    @property
    def calls(self) -> int:
        """Number of calls."""
        return self.width.size

    @property
    def cells(self) -> tuple[int, int]:
        """Slots, and segments with the clearance behind the quay's end."""
        reach = int((self.high + self.width[self.call()]).max(initial=1))
        return self.cranes.size, max(reach, 1)

    def call(self) -> Ints:
        """Call of each bundle."""
        return np.repeat(np.arange(self.calls), np.diff(self.from_))
