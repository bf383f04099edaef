"""Words of a port's capacity, for the terminal and for the page."""

from __future__ import annotations

__all__ = ["AS_IT_IS", "FIGURES", "KINDS", "OVERRUN", "STATES"]


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


FIGURES = {
    "wait_over_service": N_("mean wait over service"),
    "wait_h": N_("mean wait [h]"),
    "longer_share": N_("share that waits longer"),
    "queue": N_("longest queue"),
    "refused_share": N_("share turned away"),
    "yard_full_share": N_("share of the time with the yard full"),
}
OVERRUN = N_("What binds: the queue at {station} grows without end")
KINDS = {
    "berth": N_("one more berth"),
    "crane": N_("one more crane"),
    "lane": N_("one more lane"),
    "yard_block": N_("one more yard block"),
    "shift": N_("one more shift"),
    "chamber": N_("one more chamber"),
    "alternative": N_("instead"),
}
STATES = {
    "bracket": N_(
        "The intervals do not come closer within the replications allowed, so there is a bracket "
        "and no figure."
    ),
    "never_kept": N_("The level is not kept, however little traffic there is."),
    "never_broken": N_("The level is kept, however much traffic there is."),
    "not_settled": N_("This does not settle, so there is no mean to show:"),
    "stopped": N_("Stopped; this is what was known by then."),
}
AS_IT_IS = N_("as it is")
