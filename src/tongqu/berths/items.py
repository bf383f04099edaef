"""What is placed: a call, or two calls that lie side by side at one berth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tongqu.berths.params import BerthParams
from tongqu.berths.work import tonnes_of
from tongqu.errors import DatasetError, Problem
from tongqu.model.calls import Call
from tongqu.model.region import Region

CALLS = "calls"
MOST_OF_ANYTHING = 1e9


@dataclass(frozen=True)
class Item:
    """A call, or two that lie side by side: the second outside the first, at one berth.

    Attributes
    ----------
    calls
        One call or two.
    tonnes
        What each of them discharges and loads.
    length_m, dwt_t
        The longest and the heaviest; None if not known.
    depth_need_m
        Draught and water under the keel, the deepest; None if no draught is known.
    """

    calls: tuple[Call, ...]
    tonnes: tuple[tuple[float, float], ...]
    length_m: float | None
    depth_need_m: float | None
    dwt_t: float | None

    @property
    def id(self) -> str:
        """Id of the call, or of the first of the two."""
        return self.calls[0].id

    @property
    def call_ids(self) -> tuple[str, ...]:
        """Ids of its calls."""
        return tuple(call.id for call in self.calls)


def make_items(calls: Iterable[Call], region: Region, params: BerthParams) -> tuple[Item, ...]:
    """Check the calls and return what is placed, in the order of the calls.

    Raises
    ------
    DatasetError
        With everything that is wrong with the calls.
    """
    listed = tuple(calls)
    problems = list(call_problems(listed, region))
    if not problems:
        problems = list(_pair_problems(listed))
    if problems:
        raise DatasetError(f"{len(problems)} problems in the calls", problems)
    partner: dict[str, str] = {}
    for call in listed:
        if call.beside_call_id:
            partner[call.id] = call.beside_call_id
            partner[call.beside_call_id] = call.id
    by_id = {call.id: call for call in listed}
    items: list[Item] = []
    taken: set[str] = set()
    for call in listed:
        if call.id in taken:
            continue
        both = (call, by_id[partner[call.id]]) if call.id in partner else (call,)
        taken.update(one.id for one in both)
        items.append(_item(both, region, params))
    return tuple(items)


def _item(calls: tuple[Call, ...], region: Region, params: BerthParams) -> Item:
    lengths, needs, weights = [], [], []
    for call in calls:
        known = region.index("vessel_classes").get(call.vessel_class_id)
        length = call.length_m if call.length_m is not None else known and known.length_m
        draught = call.draught_m if call.draught_m is not None else known and known.draught_m
        under = known.under_keel_clearance_m if known else params.under_keel_clearance_m
        if length is not None:
            lengths.append(length)
        if draught is not None:
            needs.append(round(draught + under, 6))
        if known:
            weights.append(known.dwt_t)
    return Item(
        calls=calls,
        tonnes=tuple(tonnes_of(call, region, params.box_t_per_teu) for call in calls),
        length_m=max(lengths, default=None),
        depth_need_m=max(needs, default=None),
        dwt_t=max(weights, default=None),
    )


def call_problems(calls: Sequence[Call], region: Region) -> Iterator[Problem]:
    """Yield what is wrong with each call by itself."""
    seen: dict[str, int] = {}
    for number, call in enumerate(calls, 1):
        row = call.source_row or number
        first = seen.setdefault(call.id, row)
        if first != row:
            yield _problem(call, row, "duplicate_id", "id", call.id, first_row=first)
        for column, table in _REFERENCES.items():
            value = getattr(call, column)
            for wanted in (value,) if isinstance(value, str) else value:
                if wanted and not region.has(table, wanted):
                    yield _problem(call, row, "unknown_id", column, wanted, table=table)
        for column in _TIMES:
            when = getattr(call, column)
            if when is not None and when.tzinfo is None:
                yield _problem(call, row, "time_without_offset", column, when.isoformat())
        for column, least in _AMOUNTS.items():
            value = getattr(call, column)
            # Not `value < least`: a NaN is neither less nor more.
            if value is not None and not least <= value <= MOST_OF_ANYTHING:
                yield _problem(
                    call, row, "out_of_range_call", column, value,
                    minimum=least, maximum=MOST_OF_ANYTHING,
                )  # fmt: skip


_REFERENCES = {
    "vessel_class_id": "vessel_classes",
    "commodity_id": "commodities",
    "preferred_berth_id": "berths",
    "pinned_berth_id": "berths",
    "equipment": "crane_pools",
}
_TIMES = ("eta", "latest_departure", "pinned_start", "window_from", "window_until")
_AMOUNTS = {
    "length_m": 1e-3,
    "beam_m": 1e-3,
    "draught_m": 0.0,
    "discharge_t": 0.0,
    "load_t": 0.0,
    "discharge_teu": 0.0,
    "load_teu": 0.0,
    "weight": 1e-9,
}


def _pair_problems(calls: Sequence[Call]) -> Iterator[Problem]:
    """Yield what is wrong between calls: whom they lie beside and whom they follow."""
    ids = {call.id for call in calls}
    beside: dict[str, set[str]] = {}
    for number, call in enumerate(calls, 1):
        row = call.source_row or number
        for column in ("beside_call_id", "after_call_id"):
            other = getattr(call, column)
            if other and (other not in ids or other == call.id):
                yield _problem(call, row, "unknown_call", column, other)
        if call.beside_call_id in ids:
            beside.setdefault(call.id, set()).add(call.beside_call_id)
            beside.setdefault(call.beside_call_id, set()).add(call.id)
    rows = {call.id: call.source_row or n for n, call in enumerate(calls, 1)}
    for call in calls:
        if len(beside.get(call.id, ())) > 1:
            yield _problem(
                call, rows[call.id], "form_cannot_honour", "beside_call_id", call.beside_call_id,
                what="more_than_two_abreast", id=call.id, form="discrete",
            )  # fmt: skip
    for call, circle in _circles(calls):
        yield _problem(
            call, rows[call.id], "calls_in_a_circle", "after_call_id", call.after_call_id,
            circle=" → ".join(circle),
        )  # fmt: skip


def _circles(calls: Sequence[Call]) -> Iterator[tuple[Call, list[str]]]:
    """Yield calls that wait for themselves in the end; two that lie side by side are one."""
    with_: dict[str, str] = {call.id: call.id for call in calls}
    for call in calls:
        if call.beside_call_id:
            with_[call.id] = with_.get(call.beside_call_id, call.beside_call_id)
    waits: dict[str, list[Call]] = {}
    for call in calls:
        if call.after_call_id in with_ and call.after_call_id != call.id:
            waits.setdefault(with_[call.id], []).append(call)
    settled: set[str] = set()

    def follow(one: str, path: list[str], ids: list[str]) -> Iterator[tuple[Call, list[str]]]:
        for call in waits.get(one, ()):
            other = with_[call.after_call_id]
            here = [*ids, call.id]
            if other in [*path, one]:
                since = [*path, one].index(other)
                yield call, [*here[since:], call.after_call_id]
            elif other not in settled:
                yield from follow(other, [*path, one], here)
        settled.add(one)

    for one in waits:
        if one not in settled:
            yield from follow(one, [], [])


def _problem(
    call: Call, row: int, code: str, column: str, value: object, **params: object
) -> Problem:
    return Problem(code, {"call": call.id, **params}, CALLS, row, column, None, value)
