"""The small harbour whose quay vessels share, and calls for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harbour import harbour

from tongqu.berths.params import BerthParams
from tongqu.model.region import Region

PARAMS = BerthParams(
    time_step_min=30, berthing_min=30, unberthing_min=15, position_step_m=10, time_limit_s=300.0
)


def shared(length_m: float = 120.0, *, stretches: bool = True, **tables: Any) -> Region:
    """Return the harbour with a continuous quay.

    Its berths `b1` (0 to 60 m, deep) and `b2` (60 to 120 m, shallower, coal only) are stretches of
    it; metres beyond, or all of them, are as deep as the quay: 3 m.
    """
    region = harbour(**tables)
    quays = tuple(
        replace(row, continuous=True, length_m=length_m, depth_m=3.0) for row in region.quays
    )
    region = region.with_tables(quays=quays)
    return region if stretches else region.with_tables(berths=())


def changed_quay(region: Region, **cells: Any) -> Region:
    """Return a region whose quay has other cells."""
    return region.with_tables(quays=tuple(replace(row, **cells) for row in region.quays))
