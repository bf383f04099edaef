"""What the parts of a region's scenario are called, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.model.region import Region
    from tongqu.sim.region_loads import Load
    from tongqu.sim.scenario import Scenario

__all__ = ["names_of"]

Names = dict[str, tuple[str, str]]


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


AT_TERMINALS = {
    "berths": N_("Berths, {place}"),
    "cranes": N_("Cranes, {place}"),
    "gate": N_("Gate, {place}"),
    "siding": N_("Siding, {place}"),
    "customs": N_("Customs, {place}"),
}
STOCKS = {"in": N_("{cargo} in, {place}"), "out": N_("{cargo} out, {place}")}
KEPT = {
    "rail": N_("{cargo} in for trains, {place}"),
    "onward": N_("{cargo} in for onward barges, {place}"),
}


def names_of(region: Region, scenario: Scenario, loads: Iterable[Load] = ()) -> Names:
    """Return English and Chinese names by id: region, stations, locks, chambers and stores.

    Of `loads`, also those of vessel classes, terminals, and the links or chambers that bind.

    Examples
    --------
    >>> from datetime import date
    >>> from tongqu import load_region
    >>> from tongqu.sim import region_scenario
    >>> region = load_region("qujiang")
    >>> names = names_of(region, region_scenario(region, date(2025, 3, 1)).scenario)
    >>> names["fuchunjiang-lock"], names["coal-in-qujiang-port-1"][0]
    (('Fuchunjiang lock', '富春江船闸'), 'Coal in, Qujiang port area, phase I')
    """
    found: Names = {region.info.id: (region.info.name, region.info.name_zh)}
    locks = {row.id: row for row in region.locks}
    for lock in scenario.locks:
        row = locks[lock.id]
        found[lock.id] = (row.name, row.name_zh)
        for chamber in lock.chambers:
            found[chamber.id] = (row.name, row.name_zh)
    for terminal in region.terminals:
        place = (terminal.name, terminal.name_zh)
        for kind, words in AT_TERMINALS.items():
            found[f"{kind}-{terminal.id}"] = _both(words, place=place)
        for pool in region.crane_pools:
            if pool.terminal_id == terminal.id:
                found[pool.id] = (pool.name, pool.name_zh)
        for cargo in region.commodities:
            what = (cargo.name, cargo.name_zh)
            for way, words in STOCKS.items():
                found[f"{cargo.id}-{way}-{terminal.id}"] = _both(words, place=place, cargo=what)
            for mode, words in KEPT.items():
                name = f"{cargo.id}-in-{terminal.id}-{mode}"
                found[name] = _both(words, place=place, cargo=what)
    for cargo in region.commodities:
        found[cargo.id] = (cargo.name, cargo.name_zh)
    used = {region.info.id} | {row.id for row in scenario.stations}
    used |= {row.id for row in scenario.stores}
    used |= {lock.id for lock in scenario.locks}
    used |= {group.id for station in scenario.stations for group in station.groups}
    used |= {chamber.id for lock in scenario.locks for chamber in lock.chambers}
    used |= {source.cargo for source in scenario.sources}
    found |= _of_loads(region)
    for load in loads:
        used |= {load.vessel, load.terminal, *load.at}
        used |= {place for ends in load.stretches for place in ends}
    return {name: words for name, words in found.items() if name in used}


def _of_loads(region: Region) -> Names:
    """Return names of what loads speak of; reaches are called by their ends."""
    found = {row.id: (row.name, row.name_zh) for row in region.places}
    found |= {row.id: (row.name, row.name_zh) for row in region.vessel_classes}
    found |= {row.id: (row.name, row.name_zh) for row in region.terminals}
    locks = {row.id: (row.name, row.name_zh) for row in region.locks}
    found |= {row.id: locks[row.lock_id] for row in region.chambers}
    return found


def _both(words: str, **parts: tuple[str, str]) -> tuple[str, str]:
    english = {name: value[0] for name, value in parts.items()}
    chinese = {name: value[1] for name, value in parts.items()}
    return translator("en")(words, **english), translator("zh")(words, **chinese)
