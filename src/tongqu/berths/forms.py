"""Which form a problem of berths has, and what its form cannot honour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tongqu.errors import DatasetError, NotFoundError, Problem, UsageError
from tongqu.model.region import Region

FORMS = ("discrete", "discrete_cranes", "quay", "quay_cranes")


def terminals_of(region: Region, terminal: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the terminals that are planned together.

    Parameters
    ----------
    region
        The region.
    terminal
        One id, several, or None: every terminal that has quays; where none has, every terminal
        that has berths.

    Raises
    ------
    NotFoundError
        If there is no such terminal.
    UsageError
        If no terminal has berths.

    Examples
    --------
    >>> from tongqu import load_region
    >>> terminals_of(load_region("qujiang"), None)
    ('qujiang-port-1', 'qujiang-port-2')
    """
    if terminal is None:
        having = {row.terminal_id for row in region.quays}
        having = having or {row.terminal_id for row in region.berths}
        wanted = [row.id for row in region.terminals if row.id in having]
    else:
        wanted = [terminal] if isinstance(terminal, str) else list(dict.fromkeys(terminal))
    for terminal_id in wanted:
        if not region.has("terminals", terminal_id):
            raise NotFoundError.of("unknown_id", value=terminal_id, table="terminals")
    places = {row.terminal_id for row in region.berths}
    places |= {row.terminal_id for row in region.quays if row.continuous}
    if not places & set(wanted):
        raise UsageError.of("no_berths", terminals=", ".join(wanted))
    return tuple(wanted)


def form_of(region: Region, terminal_ids: Sequence[str]) -> str:
    """Return the form that follows from the data of some terminals.

    ``quay`` where vessels share the length of a quay freely, otherwise ``discrete``; with
    ``_cranes`` where the region has crane pools there.

    Raises
    ------
    DatasetError
        If some quays are continuous and some are not.

    Examples
    --------
    >>> from tongqu import load_region
    >>> form_of(load_region("qujiang"), ["longyou-port"])
    'discrete'
    >>> form_of(load_region("qujiang"), ["qujiang-port-2"])
    'discrete_cranes'
    """
    mine = set(terminal_ids)
    quays = [row for row in region.quays if row.terminal_id in mine]
    shared = {row.id for row in quays if row.continuous}
    apart = [row for row in region.berths if row.terminal_id in mine and row.quay_id not in shared]
    if shared and apart:
        raise refused("quays_of_two_kinds", min(shared), "quay", "quays")
    cranes = any(row.terminal_id in mine for row in region.crane_pools)
    return ("quay" if shared else "discrete") + ("_cranes" if cranes else "")


def discrete_form(region: Region, terminal_ids: Sequence[str]) -> str:
    """Return the form of some terminals for what knows berths only.

    Raises
    ------
    DatasetError
        If vessels share a quay there.
    """
    form = form_of(region, terminal_ids)
    if form.startswith("quay"):
        shared = next(q for q in region.quays if q.continuous and q.terminal_id in terminal_ids)
        raise refused("continuous_quay", shared.id, "discrete", "quays")
    return form


def refused(what: str, subject_id: str, form: str, table: str, **params: object) -> DatasetError:
    """Return the error for a constraint that a form cannot honour."""
    problem = Problem(
        "form_cannot_honour", {"what": what, "id": subject_id, "form": form, **params}, table
    )
    return DatasetError(str(problem), (problem,))
