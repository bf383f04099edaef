"""What is out for a while: berths, quays, terminals, cranes; said after the region was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongqu.model.region import Region
from tongqu.model.works import Closure
from tongqu.text import translator


@dataclass(frozen=True)
class Outage:
    """Something that cannot be used for a while.

    Attributes
    ----------
    table, row_id
        What: a row of berths, quays, terminals or crane_pools.
    since, until
        From when to when, with offsets.
    cranes
        How many cranes of a pool; None: all of what is named.
    reason
        What somebody wrote beside it.
    """

    table: str
    row_id: str
    since: datetime
    until: datetime
    cranes: int | None = None
    reason: str = ""


def is_whole(outage: Outage, region: Region) -> bool:
    """Whether nothing is left of what is out."""
    if outage.cranes is None or outage.table != "crane_pools":
        return True
    return bool(outage.cranes >= region.row("crane_pools", outage.row_id).cranes)


def with_outages(region: Region, outages: Sequence[Outage]) -> Region:
    """Return a region in which what is out as a whole is closed.

    Some cranes out of several are no closure; whoever counts cranes subtracts them.
    """
    rows: list[Any] = [row for row in region.closures if not row.id.startswith("outage.")]
    for number, outage in enumerate(outages):
        if is_whole(outage, region):
            name = f"outage.{number}"
            rows.append(
                Closure(
                    id=name,
                    event_id=name,
                    table=outage.table,
                    row_id=outage.row_id,
                    closed_from=outage.since.astimezone(region.zone).replace(tzinfo=None),
                    closed_until=outage.until.astimezone(region.zone).replace(tzinfo=None),
                    status="actual",
                    known_on=date(1990, 1, 1),
                    reason=outage.reason or translator("en")("out of use"),
                    reason_zh=outage.reason or translator("zh")("out of use"),
                    source_id=region.sources[0].id if region.sources else "",
                )
            )
    return region.with_tables(closures=tuple(rows)) if outages else region
