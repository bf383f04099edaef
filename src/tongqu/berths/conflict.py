"""What breaks a rule in a plan, as records and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongqu.berths.records import said


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a template for the catalogue; it is translated where it is used."""
    return message


CONFLICTS = {
    "not_served": N_("{vessel} has no place in the plan"),
    "served_twice": N_("{vessel} has more than one place in the plan"),
    "unknown_call": N_("The plan has a place for {id}, which is no call"),
    "unknown_berth": N_("{vessel} lies at {at}, which is no berth of this terminal"),
    "runs_backwards": N_("{vessel}: the stay, the work and the cranes do not follow each other"),
    "outside_horizon": N_("{vessel} lies from {start} to {end}, outside the planned time"),
    "off_grid": N_("{vessel} begins at {start}, which is no time of the grid"),
    "before_arrival": N_("{vessel} makes fast at {start}, before it arrives at {limit}"),
    "outside_window": N_("{vessel} makes fast at {start}, outside its window {from} to {until}"),
    "berth_not_pinned": N_("{vessel} lies at {at}, but its berth is fixed: {limit}"),
    "metre_not_pinned": N_("{vessel} begins at {value} m of {at}, but its metre is fixed: {limit}"),
    "start_not_pinned": N_("{vessel} makes fast at {start}, but its time is fixed: {limit}"),
    "too_long": N_("{vessel} is {value} m long; {at} takes {limit} m"),
    "too_heavy": N_("{vessel} is of {value} t deadweight; {at} takes {limit} t"),
    "too_shallow": N_("{vessel} needs {value} m of water; at {at} there are {limit} m at {time}"),
    "wrong_packing": N_("{at} does not handle {value}, which {vessel} carries"),
    "wrong_cargo": N_("{at} does not handle {cargo}, which {vessel} carries"),
    "not_in_service": N_("{at} is not in service at {time}, when {vessel} lies there"),
    "closed": N_("{at} is closed at {time}, when {vessel} lies there ({reason})"),
    "night": N_("{vessel} may not make fast or cast off at {at} at {time}"),
    "off_quay": N_("{vessel} lies from {from} m to {to} m; the quay {at} is {limit} m long"),
    "too_short_place": N_("{vessel} is {value} m long, but has {limit} m of the quay"),
    "overlap": N_("{vessel} and {other} lie at {at} at the same time, from {time} on"),
    "clearance": N_(
        "{vessel} and {other} are {value} m apart at {at}; {limit} m must be between them"
    ),
    "work_too_short": N_("{vessel} needs {value} h of work at {at}; the stay leaves {limit} h"),
    "no_crane": N_("{vessel} holds no crane at {at}"),
    "foreign_crane": N_("{vessel} holds cranes of {pool}, which do not reach {at}"),
    "too_many_cranes": N_("{vessel} holds {value} cranes of {pool}; it may hold {limit}"),
    "cranes_not_held": N_("{vessel} does not hold its cranes for the whole work"),
    "cranes_short": N_("{pool} has {limit} cranes at {time}, but {value} are held"),
    "equipment": N_("{vessel} needs {pool}, which it does not get at {at}"),
    "not_beside": N_("{vessel} and {other} must lie side by side at the same time"),
    "not_after": N_("{vessel} must wait until {other} has left at {limit}"),
    "stock_full": N_("{name} would hold {value} t at {time}; there is room for {limit} t"),
    "stock_empty": N_("{name} would hold {value} t at {time}"),
    "cost_differs": N_("{vessel}: the plan says {value} weighted hours of {cause}, it is {limit}"),
}


@dataclass(frozen=True)
class Conflict:
    """One rule that a plan breaks.

    Attributes
    ----------
    calls
        Ids of the calls that take part.
    code
        The rule, a key of ``CONFLICTS``.
    params
        What its text needs.

    Examples
    --------
    >>> Conflict(("a",), "not_served", {"vessel": "Ark"}).to_dict()["text"]
    'Ark has no place in the plan'
    """

    calls: tuple[str, ...]
    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the conflict as the plan file shows it, with words in both languages."""
        return {
            "calls": list(self.calls),
            "code": self.code,
            **said(CONFLICTS[self.code], self.params),
        }
