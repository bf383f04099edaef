"""What a plan consists of: who lies where, from when to when, with which cranes, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from tongqu.text import translator

UNITS_PER_H = 6000
"""Integer units of an objective in one weighted hour: hundredths of weighted minutes."""

CAUSES = ("waiting", "handling", "late", "not_preferred", "moved")


def said(template: str, params: Mapping[str, object]) -> dict[str, str]:
    """Return a template in both languages; a parameter ``name_zh`` replaces ``name`` in Chinese.

    Examples
    --------
    >>> said("{name} waits", {"name": "Ark", "name_zh": "方舟"})["text"]
    'Ark waits'
    """
    chinese = {**params, **{key[:-3]: value for key, value in params.items() if key[-3:] == "_zh"}}
    return {
        "text": translator("en")(template, **params),
        "text_zh": translator("zh")(template, **chinese),
    }


class Spot(NamedTuple):
    """A place on a continuous quay: the quay, and the metre at which a vessel begins."""

    quay_id: str
    from_m: float


Where = str | Spot
"""A berth, or a place on a continuous quay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CraneUse:
    """Cranes of a pool that a call holds.

    Attributes
    ----------
    pool_id
        The pool.
    cranes
        How many.
    held_from, held_until
        From when to when.
    """

    pool_id: str
    cranes: int
    held_from: datetime
    held_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Where and when a call lies.

    Attributes
    ----------
    call_id
        The call.
    berth_id
        Its berth; empty on a continuous quay.
    quay_id
        Its quay; empty where the berth belongs to none.
    from_m, to_m
        Metres of the quay that it takes; None where the berth is all that counts.
    start, end
        From making fast to casting off.
    work_from, work_until
        When cargo is handled, pauses included.
    cranes
        Cranes that it holds.
    by_cause
        What it costs in integer units, by cause.
    """

    call_id: str
    berth_id: str = ""
    quay_id: str = ""
    from_m: float | None = None
    to_m: float | None = None
    start: datetime
    end: datetime
    work_from: datetime
    work_until: datetime
    cranes: tuple[CraneUse, ...] = ()
    by_cause: Mapping[str, int] = field(default_factory=dict)

    @property
    def cost(self) -> int:
        """What it costs in integer units."""
        return sum(self.by_cause.values())

    @property
    def where(self) -> Where:
        """Its berth, or its place on a continuous quay."""
        if self.berth_id or self.from_m is None:
            return self.berth_id
        return Spot(self.quay_id, round(self.from_m, 2))


def total_by_cause(assignments: tuple[Assignment, ...]) -> dict[str, int]:
    """Return the cost of all calls by cause, in integer units."""
    return {cause: sum(a.by_cause.get(cause, 0) for a in assignments) for cause in CAUSES}


@dataclass(frozen=True)
class Alternative:
    """Another berth for a call, at its best start with all other calls as they are.

    Attributes
    ----------
    berth_id
        The berth.
    start
        Its best free start there; None if there is none.
    costs_more
        What that would cost more, in integer units.
    blocked_by
        Calls that lie where it would rather lie.
    """

    berth_id: str
    start: datetime | None
    costs_more: int | None
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Why:
    """Why a call is where it is.

    Attributes
    ----------
    text, text_zh
        In one sentence.
    alternatives
        The other berths, the best first.
    """

    text: str
    text_zh: str
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Bind:
    """What one unit more of a scarce thing would save.

    Attributes
    ----------
    what
        berth, crane or hour.
    row_id, name, name_zh
        Which.
    saved_low, saved_high
        Between what and what the objective would fall, in integer units; equal if proved.
    text, text_zh
        In words.
    """

    what: str
    row_id: str
    name: str
    name_zh: str
    saved_low: int
    saved_high: int
    text: str
    text_zh: str


@dataclass(frozen=True)
class Rule:
    """A rule that takes part in a clash.

    Attributes
    ----------
    code
        Which rule.
    calls
        Calls that it concerns; none for a rule of the port.
    text, text_zh
        In words.
    """

    code: str
    calls: tuple[str, ...]
    text: str
    text_zh: str


@dataclass(frozen=True)
class Clash:
    """Why there is no plan, and what would be the least to give up.

    Attributes
    ----------
    calls, rules
        They cannot all hold; without any one of them, the others could.
    smallest
        Whether that is proved; otherwise there may be a smaller set.
    text, text_zh
        The cheapest relaxation, in words; empty if none was found.
    costs
        What it costs in integer units; None if none was found.
    """

    calls: tuple[str, ...]
    rules: tuple[Rule, ...]
    smallest: bool
    text: str = ""
    text_zh: str = ""
    costs: int | None = None


@dataclass(frozen=True)
class Moved:
    """A call that a new plan moves.

    Attributes
    ----------
    call_id
        The call.
    before, after
        Where and when it lay, and lies now; None if it is new, or gone.
    costs_more
        What the new place costs more than the old one, the price of moving left out, in integer
        units; None if it is new, or gone.
    text, text_zh
        What moved and why.
    """

    call_id: str
    before: Assignment | None
    after: Assignment | None
    costs_more: int | None
    text: str
    text_zh: str


@dataclass(frozen=True)
class Note:
    """What a reader must know.

    Attributes
    ----------
    code
        What kind of note.
    text, text_zh
        In words.
    """

    code: str
    text: str
    text_zh: str


@dataclass(frozen=True)
class TradeOff:
    """The best plan that was found with so many moves.

    Attributes
    ----------
    moves
        Calls that have another berth or start than before.
    objective, bound
        What it costs without the prices of moves, and what none with as many moves can beat; in
        integer units.
    """

    moves: int
    objective: int
    bound: int
