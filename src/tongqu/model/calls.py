"""Vessel calls: what a plan of berths is asked for, and what changes it later.

A call is one visit of one vessel. Times carry an offset. What was not said but guessed from words
such as "tomorrow morning" is marked, so that somebody can be asked.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "EDIT_KINDS",
    "EVENTS",
    "TIME_COLUMNS",
    "TIME_KINDS",
    "Call",
    "CallTable",
    "CallTime",
    "Guess",
    "PlanEdit",
    "is_given",
]

TIME_KINDS = ("EST", "REQ", "PLN", "ACT")
"""Estimated, requested, planned, actual; kept side by side."""

EVENTS = ("ARRI", "BERT", "STRT", "CMPL", "DEPA")
"""Arrival at the port, all fast at the berth, work begins, work ends, departure from the berth."""

TIME_COLUMNS: Mapping[str, tuple[str, str]] = {
    "requested_berthing": ("REQ", "BERT"),
    "planned_berthing": ("PLN", "BERT"),
    "planned_departure": ("PLN", "DEPA"),
    "actual_arrival": ("ACT", "ARRI"),
    "actual_berthing": ("ACT", "BERT"),
    "actual_work_start": ("ACT", "STRT"),
    "actual_work_end": ("ACT", "CMPL"),
    "actual_departure": ("ACT", "DEPA"),
}
"""Columns of a call table that become a `CallTime`: kind and event."""

EDIT_KINDS = tuple(
    (
        "move pin unpin late early priority cancel new_call emergency_call crane_out berth_out "
        "closed_hours time confirm change"
    ).split()
)
"""What a `PlanEdit` may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTime:
    """One time of a call, from one source; never overwritten by another.

    Attributes
    ----------
    kind
        ``EST`` estimated, ``REQ`` requested, ``PLN`` planned or ``ACT`` actual.
    event
        ``ARRI`` arrival, ``BERT`` all fast, ``STRT`` work begins, ``CMPL`` work ends or ``DEPA``
        departure.
    at
        The time, with an offset.
    source
        Who said so; empty where nobody is named.
    known_at
        When it was said, with an offset; None where nobody wrote it down.
    """

    kind: str
    event: str
    at: datetime
    source: str = ""
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A value that nobody wrote down like this.

    Attributes
    ----------
    field
        Field of the call.
    value
        What was taken, as a file would have it.
    text
        What was written; empty where nothing was.
    code
        Why it was taken so; the words of the question belong to it.
    """

    field: str
    value: str
    text: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One visit of one vessel.

    Empty text stands for nothing said. Tonnes and boxes are those of this visit.

    Attributes
    ----------
    id
        Plain, stable name.
    vessel
        Name of the vessel.
    vessel_class_id
        Class of the vessel.
    length_m, beam_m, draught_m
        The vessel's own [m]; None: as its class.
    eta
        Estimated arrival, with an offset.
    latest_departure
        When it must have left.
    commodity_id
        Main cargo.
    packing
        ``bulk``, ``bagged`` or ``boxes``.
    discharge_t, load_t
        Cargo to discharge and to load [t].
    discharge_teu, load_teu
        Boxes to discharge and to load [TEU].
    weight
        What an hour of this vessel counts, above 0.
    preferred_berth_id
        Berth that it would like.
    pinned_berth_id, pinned_start
        Berth and start of the stay that are given.
    pinned_quay_id, pinned_from_m
        Where vessels share a quay: the quay, and the metre at which it begins, that are given.
    window_from, window_until
        The stay must begin between these.
    equipment
        Ids of crane pools that it needs.
    beside_call_id
        Call that it must lie beside, at the same time: cargo goes from vessel to vessel.
    after_call_id
        Call whose stay must have ended before this one starts.
    times
        Estimated, requested, planned and actual times as they were told.
    source_row
        Row that it was read from, as an editor counts it; None where it was not read.
    guesses
        What was guessed, and from which words.

    Examples
    --------
    >>> from datetime import UTC
    >>> call = Call(id="a", vessel="衢航001", eta=datetime(2026, 3, 2, 8, tzinfo=UTC), load_t=480)
    >>> Call.from_dict(call.to_dict()) == call
    True
    """

    id: str
    vessel: str
    vessel_class_id: str = ""
    length_m: float | None = None
    beam_m: float | None = None
    draught_m: float | None = None
    eta: datetime
    latest_departure: datetime | None = None
    commodity_id: str = ""
    packing: str = ""
    discharge_t: float = 0.0
    load_t: float = 0.0
    discharge_teu: float = 0.0
    load_teu: float = 0.0
    weight: float = 1.0
    preferred_berth_id: str = ""
    pinned_berth_id: str = ""
    pinned_quay_id: str = ""
    pinned_from_m: float | None = None
    pinned_start: datetime | None = None
    window_from: datetime | None = None
    window_until: datetime | None = None
    equipment: tuple[str, ...] = ()
    beside_call_id: str = ""
    after_call_id: str = ""
    times: tuple[CallTime, ...] = ()
    source_row: int | None = None
    guesses: tuple[Guess, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return every field as JSON has it; times in ISO 8601 with offset."""
        return {entry.name: _plain(getattr(self, entry.name)) for entry in fields(self)}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Call:
        """Return the call that `to_dict` was given; keys that are no field are left out."""
        return typing.cast("Call", _record(cls, record))


def is_given(call: Call) -> bool:
    """Whether somebody has given where or when a call lies."""
    where = call.pinned_berth_id or call.pinned_quay_id or call.pinned_from_m is not None
    return bool(where or call.pinned_start)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTable:
    """Calls as they were handed in.

    Attributes
    ----------
    calls
        The calls, in the order of the file.
    language
        Language of the file, ``en`` or ``zh``: the plan goes back in the same.
    source
        Name of the file; empty where there is none.
    """

    calls: tuple[Call, ...]
    language: Literal["en", "zh"] = "en"
    source: str = ""

    def __iter__(self) -> Iterator[Call]:
        return iter(self.calls)

    def __len__(self) -> int:
        return len(self.calls)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEdit:
    """One change that somebody made to a plan, or that happened to it; re-planning obeys it.

    Which fields say something depends on `kind`:

    ================== ==========================================================================
    kind               what it says
    ================== ==========================================================================
    ``move``           `call_id` goes to `berth_id`, begins at `start`; both are given and hold;
                       on a quay without berths it lies from `from_m` on
    ``pin``            `call_id` stays at `berth_id` from `start`
    ``unpin``          `call_id` may be placed freely again
    ``late, early``    `call_id` arrives at `eta`
    ``priority``       an hour of `call_id` counts `weight`
    ``cancel``         `call_id` does not come
    ``new_call``       `call` is added; so does ``emergency_call``, which goes before the others
    ``crane_out``      `cranes` cranes of the pool `subject_id` are out, from `from_time` to `until`
    ``berth_out``      the berth `subject_id` is out, from `from_time` to `until`
    ``closed_hours``   nothing moves at `subject_id` (a berth, quay or terminal; empty: anywhere)
    ``time``           `time` was told of `call_id`
    ``confirm``        the guess at `field` of `call_id` was right
    ``change``         `field` of `call_id` is `value`, which is of the field's type
    ================== ==========================================================================

    Attributes
    ----------
    kind
        One of `EDIT_KINDS`.
    guesses
        What was guessed where somebody typed words such as 明天上午.
    note
        What somebody wrote beside it.
    source_row
        Row that it was read from.
    """

    kind: str
    call_id: str = ""
    berth_id: str = ""
    from_m: float | None = None
    start: datetime | None = None
    eta: datetime | None = None
    weight: float | None = None
    subject_id: str = ""
    from_time: datetime | None = None
    until: datetime | None = None
    cranes: int | None = None
    field: str = ""
    value: Any = None
    call: Call | None = None
    time: CallTime | None = None
    guesses: tuple[Guess, ...] = ()
    note: str = ""
    source_row: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return what it says as JSON has it; what it does not say is left out."""
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return {
            name: _plain(value) for name, value in values.items() if value not in (None, "", ())
        }


# --- to JSON and back -----------------------------------------------------------------------------

_PARTS: dict[str, type[Any]] = {"times": CallTime, "guesses": Guess}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, (Call, CallTime, Guess)):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    return value


def _record(cls: type[Any], record: Mapping[str, Any]) -> Any:
    values: dict[str, Any] = {}
    hints = typing.get_type_hints(cls)
    for entry in fields(cls):
        if entry.name not in record:
            continue
        value = record[entry.name]
        if entry.name in _PARTS:
            value = tuple(_record(_PARTS[entry.name], part) for part in value or ())
        elif isinstance(value, str) and datetime in (
            hints[entry.name],
            *typing.get_args(hints[entry.name]),
        ):
            value = datetime.fromisoformat(value)
        elif isinstance(value, list):
            value = tuple(value)
        values[entry.name] = value
    return cls(**values)
