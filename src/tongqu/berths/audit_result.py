"""What a shadow run was asked, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongqu.berths.audit_facts import Observed
from tongqu.berths.audit_figures import Figures, Lay
from tongqu.berths.audit_shadow import Decision, Promise
from tongqu.berths.audit_truth import Fault
from tongqu.berths.dispatch import RULES
from tongqu.berths.params import BerthParams
from tongqu.berths.yard import Yard
from tongqu.errors import UsageError
from tongqu.model.berth_log import LoggedCall
from tongqu.model.region import Region


@dataclass(frozen=True)
class AuditParams:
    """How the shadow run decides, and what is taken where the log says nothing.

    Attributes
    ----------
    decision_every_h
        Hours between two plans, counted from midnight on.
    look_ahead_h, tail_h
        Calls expected within so many hours are planned, in plans that are so many hours longer.
    notice_h
        A call whose row does not say since when its ETA was known was known so long before it
        arrived (assumed).
    overdue_h
        Who is overdue is expected in so many hours (assumed).
    rule
        How the plan is carried out between two decisions: ``first_free`` takes another free berth
        where the planned one is taken, ``keep`` does not.

    Raises
    ------
    UsageError
        If a value is outside its range.
    """

    decision_every_h: int = 24
    look_ahead_h: int = 48
    tail_h: int = 72
    notice_h: float = 24.0
    overdue_h: float = 2.0
    rule: str = "first_free"

    def __post_init__(self) -> None:
        ranges = {
            "decision_every_h": (1, 168),
            "look_ahead_h": (1, 336),
            "tail_h": (12, 336),
            "notice_h": (0.0, 336.0),
            "overdue_h": (0.0, 48.0),
        }
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise UsageError.of(
                    "parameter_out_of_range", name=name, value=value, minimum=low, maximum=high
                )
        if self.rule not in RULES:
            raise UsageError.of("not_allowed", value=self.rule, values=", ".join(RULES))


@dataclass(frozen=True)
class Pair:
    """One call as it went and as it would have gone.

    Attributes
    ----------
    entry
        The row of the log.
    actual, shadow
        Where and when it lay, and would have lain.
    promise
        The slots that the shadow run gave it.
    """

    entry: LoggedCall
    actual: Lay
    shadow: Lay
    promise: Promise


@dataclass(frozen=True)
class BerthAudit:
    """A shadow run and what it says.

    Attributes
    ----------
    region, terminal_ids, params, audit_params, seed
        What was asked.
    start, until
        The time that was looked at.
    pairs
        The calls that are compared.
    actual, shadow
        Figures as it went, and as it would have gone.
    faults
        What in the log cannot be true or cannot be compared, call by call.
    decisions
        What was planned when.
    observed
        How arrivals and work differed from what was expected.
    assumed_notice
        Calls of which nobody wrote down since when they were known.
    yard
        The port to the minute.
    synthetic, source
        Whether the log is invented, and its name.
    """

    region: Region
    terminal_ids: tuple[str, ...]
    params: BerthParams
    audit_params: AuditParams
    seed: int
    start: datetime
    until: datetime
    pairs: tuple[Pair, ...]
    actual: Figures
    shadow: Figures
    faults: tuple[Fault, ...]
    decisions: tuple[Decision, ...]
    observed: Observed
    assumed_notice: int
    yard: Yard
    synthetic: bool = False
    source: str = ""

    @property
    def moved_calls(self) -> int:
        """Calls whose planned slot moved at least once."""
        return sum(pair.promise.moves > 0 for pair in self.pairs)

    def to_dict(self) -> dict[str, Any]:
        """Return the audit as JSON: stable, documented, with its schema version."""
        from tongqu.berths.audit_answer import audit_dict

        return audit_dict(self)

    def summary(self, lang: str = "en") -> str:
        """Return the audit in one sentence, in ``en`` or ``zh``."""
        from tongqu.berths.audit_answer import summary

        return summary(self, lang)
