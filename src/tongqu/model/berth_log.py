"""What truly happened at the berths: the log that a shadow run is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tongqu.model.calls import Call

__all__ = ["BerthLog", "LoggedCall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCall:
    """One call as it was told beforehand and as it truly went.

    Attributes
    ----------
    call
        The call. Its `times` hold the estimates of its arrival (``EST ARRI``), each with the
        instant at which it became known, and what truly happened (``ACT``).
    berth_id
        Where it lay; empty where nobody wrote it down.
    cranes
        Cranes that worked it; None where nobody wrote it down.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tongqu.model.calls import Call, CallTime
    >>> eta, ata = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> told = CallTime(kind="EST", event="ARRI", at=eta, known_at=datetime(2026, 3, 1, tzinfo=UTC))
    >>> call = Call(id="a", vessel="Ark", eta=eta,
    ...             times=(told, CallTime(kind="ACT", event="ARRI", at=ata)))
    >>> LoggedCall(call=call).actual("ARRI") == ata
    True
    """

    call: Call
    berth_id: str = ""
    cranes: int | None = None

    def actual(self, event: str) -> datetime | None:
        """Return when an event truly happened; None where nobody wrote it down."""
        return self._time("ACT", event)

    def planned(self, event: str) -> datetime | None:
        """Return when an event was planned to happen by those who worked then."""
        return self._time("PLN", event)

    def estimates(self) -> tuple[tuple[datetime | None, datetime], ...]:
        """Return the estimates of the arrival, each after the instant at which it became known."""
        return tuple(
            (time.known_at, time.at)
            for time in self.call.times
            if (time.kind, time.event) == ("EST", "ARRI")
        )

    def _time(self, kind: str, event: str) -> datetime | None:
        told = (t.at for t in self.call.times if (t.kind, t.event) == (kind, event))
        return next(told, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class BerthLog:
    """Calls of some weeks as they went.

    Attributes
    ----------
    calls
        The calls, in the order of the file.
    language
        Language of the file, ``en`` or ``zh``.
    source
        Name of the file; empty where there is none.
    synthetic
        Whether it is invented: then every page that shows it says so.
    """

    calls: tuple[LoggedCall, ...]
    language: Literal["en", "zh"] = "en"
    source: str = ""
    synthetic: bool = False

    def __iter__(self) -> Iterator[LoggedCall]:
        return iter(self.calls)

    def __len__(self) -> int:
        return len(self.calls)
