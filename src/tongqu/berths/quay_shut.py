"""Why a call that no mode serves is shut out of continuous quays: every rule, place by place."""

from __future__ import annotations

from collections.abc import Iterator

from tongqu.berths.fits import Fit, ShutOut
from tongqu.berths.quay_modes import QuayBuilder, length_of
from tongqu.berths.quay_stretch import Line, Stretch, quay_rows
from tongqu.berths.shut import at_hours


def rules_that_shut(builder: QuayBuilder, served: set[int]) -> tuple[ShutOut, ...]:
    """Return for each item that has no mode the rules that shut it out of every metre.

    A rule names the berth whose metres forbid it, or the quay.
    """
    found: list[ShutOut] = []
    for row in range(len(builder.items)):
        if row in served:
            continue
        stretches: dict[str, list[Stretch]] = {}
        for line, _, _, stretch in builder.places(row):
            known = stretches.setdefault(line.quay.id, [])
            if stretch not in known:
                known.append(stretch)
        for line in builder.axis.lines:
            rules = list(_along(builder, row, line, stretches.get(line.quay.id, [])))
            found += dict.fromkeys(rules)
    return tuple(found)


def _along(
    builder: QuayBuilder, row: int, line: Line, stretches: list[Stretch]
) -> Iterator[ShutOut]:
    """Yield the rules that shut an item out of one quay."""
    item, quay = builder.items[row], line.quay
    length, given = length_of(item), builder.given_m(row)
    if line not in quay_rows(item, builder.axis):
        yield ShutOut(item.id, quay.id, "berth_not_pinned", quay.id)
    elif length > quay.length_m:
        yield ShutOut(item.id, quay.id, "too_long", length, quay.length_m)
    elif given is not None and not 0 <= given <= quay.length_m - length + 1e-6:
        yield ShutOut(item.id, quay.id, "off_quay", given, quay.length_m)
    elif not stretches:
        yield ShutOut(item.id, quay.id, "berth_not_pinned", quay.id)
    for stretch in stretches:
        found = builder.fit(row, stretch)
        yield from at_hours(builder, row, stretch, found) if isinstance(found, Fit) else found
