"""Words that the terminal and the page share about a lock that is shut or full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["FULLER", "NOBODY_KNOWS", "STAYED", "falls", "variant_words"]


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


NOBODY_KNOWS = N_(
    "Read the waits as an upper bound: nobody knows how many vessels stay away from a closure that "
    "is announced, and here all come as on any other day"
)
STAYED = N_("{share} of the vessels that would come while it is shut stay away: an assumption")
FULLER = N_(
    "Up to some load waits fall, because a chamber that waits for its vessels fills sooner; near "
    "the limit they rise steeply"
)
WITHOUT = N_("no closure")
SHUT = N_("{days} days, {begin} to {end}")


def falls(loads: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether the wait before the lock is for certain shorter at a load above the first.

    Examples
    --------
    >>> falls([{"more": None}, {"more": {"lock_wait_h": {"high": -0.1}}}])
    True
    """
    return any(row["more"] is not None and row["more"]["lock_wait_h"]["high"] < 0 for row in loads)


def variant_words(row: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the words for a closure and what is filled in.

    Examples
    --------
    >>> variant_words({"closed_from": None})
    ('no closure', {})
    """
    if row["closed_from"] is None:
        return WITHOUT, {}
    days = row["closed_days"]
    return SHUT, {
        "days": f"{days:g}",
        "begin": _short(str(row["closed_from"])),
        "end": _short(str(row["closed_until"])),
    }


def _short(when: str) -> str:
    """Return a day, with the hour if it is not midnight."""
    return when[:10] if when[11:16] == "00:00" else when[:16].replace("T", " ")
