"""The shadow run: what was known when, what begun stays, what cannot be true is named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from harbour import at, call, harbour

from tongqu.berths.audit import as_log, audit_berths
from tongqu.berths.audit_figures import Lay, figures_of
from tongqu.berths.audit_result import AuditParams, BerthAudit
from tongqu.berths.demo_log import demo_log
from tongqu.berths.params import BerthParams
from tongqu.berths.yard import YardMaker
from tongqu.errors import UsageError
from tongqu.io import load_region
from tongqu.model.berth_log import BerthLog, LoggedCall
from tongqu.model.calls import Call, CallTable, CallTime

REGION = harbour()
ONE_BERTH = harbour(berths=REGION.berths[:1])
PARAMS = BerthParams(time_limit_s=2.0)
EVENTS = ("ARRI", "BERT", "STRT", "CMPL", "DEPA")


def went(
    entry: Call,
    hours: tuple[float | None, float | None, float | None, float | None, float | None],
    berth: str = "b1",
    known: tuple[tuple[float, float], ...] = (),
    cranes: int | None = 1,
) -> LoggedCall:
    """Return a row of a log: hours of arrival, berthing, work and departure."""
    told = known or ((-24.0, (entry.eta - at(0)) / timedelta(hours=1)),)
    times = [
        CallTime(kind="EST", event="ARRI", at=at(eta), known_at=at(since)) for since, eta in told
    ]
    times += [
        CallTime(kind="ACT", event=event, at=at(hour))
        for event, hour in zip(EVENTS, hours, strict=True)
        if hour is not None
    ]
    return LoggedCall(call=replace(entry, times=tuple(times)), berth_id=berth, cranes=cranes)


def audit(*rows: LoggedCall, region: Any = REGION, **asked: Any) -> BerthAudit:
    given = {"params": PARAMS, "start": at(0), "days": 1, **asked}
    return audit_berths(region, BerthLog(calls=rows), **given)


def lying(start: float, cranes: int = 1) -> tuple[float, float, float, float, float]:
    """Return hours of a vessel with 300 t that is worked as the tables say, at once."""
    work = 3.0 / cranes**0.9
    return (start, start, start + 0.5, start + 0.5 + work, start + 0.75 + work)


def test_where_nothing_can_be_better_both_sides_are_the_same() -> None:
    found = audit(
        went(call("ada", 1.0), lying(1.0, 2), cranes=2),
        went(call("bob", 9.0), lying(9.0, 2), cranes=2),
    )
    actual, shadow = found.actual.to_dict(), found.shadow.to_dict()
    assert actual == pytest.approx(shadow, abs=0.02)
    assert actual["wait_h"] == 0.0
    assert not found.faults


def test_a_vessel_that_could_have_lain_elsewhere_waits_no_longer_in_the_shadow() -> None:
    """In truth bob waited for b1 while b2 was empty."""
    found = audit(
        went(call("ada", 1.0), lying(1.0)),
        went(call("bob", 2.0), (2.0, 4.75, 5.25, 8.25, 8.5)),
        region=harbour(
            crane_pools=tuple(replace(p, most_per_vessel=1) for p in REGION.crane_pools)
        ),
    )
    assert found.actual.wait_h == pytest.approx(2.75)
    assert found.actual.idle_h == pytest.approx(2.75)
    assert found.shadow.wait_h == pytest.approx(0.0)
    assert found.shadow.idle_h == 0.0
    assert found.actual.turnaround_mean_h == pytest.approx((3.75 + 6.5) / 2)
    saved = found.to_dict()["vessels"][1]
    assert (saved["vessel"], saved["shadow"]["berth"]) == ("Vessel bob", "b2")


def test_a_plan_knows_only_what_was_known_then() -> None:
    """The heavy vessel goes first, because nobody knew of the others when it made fast."""
    heavy = went(call("wide", 1.0, discharge_t=1200.0, commodity_id="coal"),
                 (1.0, 1.0, 1.5, 13.5, 13.75))  # fmt: skip
    lights = [
        went(call(f"l{k}", 1.5, weight=9.0), (1.5, 13.75 + 4 * k, 14.25 + 4 * k, 17.25 + 4 * k,
                                             17.5 + 4 * k), known=((0.75, 1.5),))
        for k in range(2)
    ]  # fmt: skip
    late = audit(heavy, *lights, region=ONE_BERTH)
    assert late.decisions[0].known == 1
    begun = {pair.entry.call.id: pair.shadow.start for pair in late.pairs}
    assert begun["wide"] == 60
    early = [replace(row, call=replace(row.call, times=(
        CallTime(kind="EST", event="ARRI", at=at(1.5), known_at=at(-5)), *row.call.times[1:]
    ))) for row in lights]  # fmt: skip
    assert audit(heavy, *early, region=ONE_BERTH).decisions[0].known == 3


def test_what_has_begun_stays_and_new_decisions_move_what_has_not() -> None:
    rows = [
        went(call(name, 1.0), (1.0, 1.0 + 4 * k, 1.5 + 4 * k, 4.5 + 4 * k, 4.75 + 4 * k))
        for k, name in enumerate("abcd")
    ]
    every = AuditParams(decision_every_h=2, look_ahead_h=24, tail_h=48)
    found = audit(*rows, region=ONE_BERTH, audit_params=every)
    assert len(found.decisions) == 12
    assert found.decisions[1].lying == 1
    order = sorted(found.pairs, key=lambda pair: pair.shadow.start)
    for pair, other in pairwise(order):
        assert other.shadow.start >= pair.shadow.end
    # Nothing unforeseen happened, so no slot moved by more than the grid.
    assert all(pair.promise.moved_h <= 0.5 for pair in found.pairs)


def test_a_vessel_that_comes_later_than_told_moves_its_slot() -> None:
    row = went(call("ada", 5.0), lying(11.0), known=((-10.0, 5.0), (3.0, 11.0)))
    found = audit(row, audit_params=AuditParams(decision_every_h=4))
    promise = found.pairs[0].promise
    assert [slot[1] for slot in promise.slots][:2] == [at(5.0), at(11.0)]
    assert promise.moves == 1
    assert promise.moved_h == pytest.approx(6.0)
    assert found.to_dict()["stability"]["calls_moved"] == 1


def test_who_is_overdue_is_expected_soon_and_does_not_block_the_others() -> None:
    rows = (
        went(call("ada", 2.0), lying(20.0), known=((-10.0, 2.0),)),
        went(call("bob", 6.0), lying(6.0)),
    )
    found = audit(*rows, region=ONE_BERTH, days=2, audit_params=AuditParams(decision_every_h=4))
    starts = {pair.entry.call.id: pair.shadow.start for pair in found.pairs}
    assert starts["bob"] == 360
    assert starts["ada"] == 1200


def test_an_unannounced_vessel_is_known_when_it_is_there() -> None:
    row = went(call("ada", 5.0), lying(5.0))
    row = replace(row, call=replace(row.call, times=row.call.times[1:]))
    found = audit(row, audit_params=AuditParams(decision_every_h=4))
    assert [decision.known for decision in found.decisions[:2]] == [0, 0]
    assert found.pairs[0].shadow.start == 300
    assert found.pairs[0].promise.slots == []


def test_an_estimate_without_its_day_is_taken_as_declared_and_said() -> None:
    row = went(call("ada", 5.0), lying(5.0))
    told = replace(row.call.times[0], known_at=None)
    row = replace(row, call=replace(row.call, times=(told, *row.call.times[1:])))
    found = audit(row, audit_params=AuditParams(notice_h=6.0))
    assert found.assumed_notice == 1
    assert "notice" in {note["code"] for note in found.to_dict()["notes"]}


FAULTY = {
    "missing_time": (went(call("bad", 2.0), (2.0, 2.0, 2.5, 5.5, None)), "departure"),
    "out_of_order": (went(call("bad", 2.0), (2.0, 2.0, 2.5, 5.5, 1.0)), "comes before"),
    "no_berth": (went(call("bad", 2.0), lying(2.0), berth=""), "berth"),
    "too_fast": (went(call("bad", 2.0), (2.0, 2.0, 2.5, 2.6, 3.0)), "300 t in 0.1 h"),
    "does_not_fit": (
        went(call("bad", 2.0, commodity_id="pulp", packing="bagged"), lying(2.0), berth="b2"),
        "does not fit",
    ),
    "cannot_be_planned": (went(call("bad", 2.0, length_m=90.0), lying(2.0)), "fits no berth"),
}


@pytest.mark.parametrize("code", FAULTY)
def test_a_figure_that_cannot_be_true_is_named_and_not_averaged(code: str) -> None:
    row, words = FAULTY[code]
    found = audit(row, went(call("good", 9.0), lying(9.0)))
    assert [(fault.call_id, fault.code) for fault in found.faults] == [("bad", code)]
    assert words in found.faults[0].to_dict()["text"]
    assert found.actual.calls == found.shadow.calls == 1
    assert found.to_dict()["vessels"][0]["call"] == "good"


def test_two_vessels_at_one_berth_are_both_left_out_and_the_berth_stays_taken() -> None:
    found = audit(
        went(call("ada", 1.0), lying(1.0)),
        went(call("bob", 2.0), lying(2.0)),
        went(call("eve", 3.0), (3.0, 5.75, 6.25, 9.25, 9.5)),
        region=ONE_BERTH,
    )
    assert {fault.code for fault in found.faults} == {"overlap"}
    assert {fault.call_id for fault in found.faults} == {"ada", "bob"}
    assert found.pairs[0].shadow.start >= 345  # bob lay there until 5:45


def test_side_by_side_is_no_overlap() -> None:
    ship = went(call("ship", 1.0), lying(1.0))
    barge = went(call("barge", 1.0, discharge_t=0.0, load_t=300.0, beside_call_id="ship"),
                 lying(1.0))  # fmt: skip
    found = audit(ship, barge)
    assert not found.faults
    one, two = (pair.shadow for pair in found.pairs)
    assert (one.start, one.berth) == (two.start, two.berth)


def test_who_follows_another_begins_after_it_and_that_is_said() -> None:
    first = went(call("ada", 1.0), lying(1.0))
    then = went(call("bob", 1.0, after_call_id="ada"), lying(4.75), berth="b2")
    found = audit(first, then)
    one, two = (pair.shadow for pair in found.pairs)
    assert two.start >= one.end
    assert "sequences" in {note["code"] for note in found.to_dict()["notes"]}


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(UsageError):
        audit(FAULTY["no_berth"][0])


@pytest.mark.parametrize(
    "wrong", [{"decision_every_h": 0}, {"notice_h": -1.0}, {"rule": "guess"}, {"tail_h": 5}]
)
def test_parameters_have_ranges(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        AuditParams(**wrong)


def test_a_call_table_may_stand_for_a_log() -> None:
    row = went(call("ada", 1.0), lying(1.0))
    table = CallTable(calls=(replace(row.call, preferred_berth_id="b1"),))
    assert as_log(table).calls[0].berth_id == "b1"
    assert audit_berths(REGION, table, params=PARAMS).actual.calls == 1


# --- figures -----------------------------------------------------------------------------------


def test_figures_equal_counting_minutes() -> None:
    """Drawn stays, counted minute by minute without any array."""
    maker = YardMaker(REGION, ("port",), at(0), 600, at(0), PARAMS)
    yard = maker.yard()
    rng = np.random.default_rng(3)
    lays, free = [], [0, 0]
    for k in range(12):
        berth = int(rng.integers(2))
        arrival = int(rng.integers(0, 500))
        start = max(arrival + int(rng.integers(60)), free[berth])
        end = start + int(rng.integers(20, 120))
        free[berth] = end
        fits = (0, 1) if rng.random() < 0.5 else (berth,)
        lays.append(Lay(f"c{k}", berth, fits, arrival, start, end, arrival + 90, 2.0))
    others = np.zeros(yard.usable.shape, np.bool_)
    others[0, 550:560] = True
    found = figures_of(lays, yard, 600, 3.0, others)
    idle = taken = 0
    for minute in range(600):
        for berth in range(2):
            used = others[berth, minute] or any(
                lay.berth == berth and lay.start <= minute < lay.end for lay in lays
            )
            wanted = any(lay.arrival <= minute < lay.start and berth in lay.fits for lay in lays)
            taken += used
            idle += wanted and not used
    assert found.idle_h == pytest.approx(idle / 60)
    assert found.occupancy == pytest.approx(taken / 1200)
    assert found.wait_h == pytest.approx(sum(lay.start - lay.arrival for lay in lays) / 60)
    late = [max(0, lay.end - lay.arrival - 90) / 60 for lay in lays]
    assert found.late_h == pytest.approx(sum(late))
    inside = sum(lay.end - lay.arrival for lay in lays) / 60
    assert found.weighted_h == pytest.approx(2 * inside + 6 * sum(late))


# --- the invented month --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def month() -> BerthAudit:
    demo = demo_log(load_region("qujiang"), days=2, calls=40, flaws=True)
    return audit_berths(demo.region, demo.log, params=PARAMS)


def test_in_the_shadow_nobody_overlaps_or_comes_before_it_arrives(month: BerthAudit) -> None:
    by_berth: dict[int, list[Lay]] = {}
    for pair in month.pairs:
        assert pair.shadow.start >= pair.shadow.arrival
        by_berth.setdefault(pair.shadow.berth, []).append(pair.shadow)
    for lays in by_berth.values():
        lays.sort(key=lambda lay: lay.start)
        assert all(a.end <= b.start for a, b in pairwise(lays))


def test_the_answer_is_json_in_both_languages(month: BerthAudit) -> None:
    answer = month.to_dict()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert (answer["kind"], answer["schema_version"]) == ("berth_audit", "1.0")
    assert answer["synthetic"]
    assert {fault["code"] for fault in answer["faults"]} >= {"missing_time", "out_of_order"}
    compared = len(answer["vessels"])
    assert compared == answer["figures"]["actual"]["calls"] == len(answer["assignments"])
    left_out = {fault["call"] for fault in answer["faults"]}
    assert compared + len(left_out) == 40
    for field in ("wait_h", "late_h", "idle_h"):
        saved = answer["figures"]["actual"][field] - answer["figures"]["shadow"][field]
        assert answer["figures"]["saved"][field] == pytest.approx(saved, abs=0.011)
    for lang in ("en", "zh"):
        assert str(compared) in month.summary(lang)


def test_totals_are_the_sums_of_the_vessels(month: BerthAudit) -> None:
    answer = month.to_dict()
    for side in ("actual", "shadow"):
        waits = [vessel[side]["wait_h"] for vessel in answer["vessels"]]
        assert answer["figures"][side]["wait_h"] == pytest.approx(sum(waits), abs=0.01 * len(waits))
    assert answer["stability"]["moves"] == sum(vessel["moves"] for vessel in answer["vessels"])


def test_the_invented_log_depends_on_its_seed_alone() -> None:
    region = load_region("qujiang")
    one, same, other = (demo_log(region, seed=s, days=2, calls=20).log for s in (1, 1, 2))
    assert one == same
    assert one != other


def test_observed_delays_come_near_those_that_were_drawn(month: BerthAudit) -> None:
    seen = month.observed
    assert seen.works == seen.arrivals == len(month.pairs)
    assert seen.arrival_sd_h == pytest.approx(2.0, rel=0.5)
    assert seen.work_cv == pytest.approx(0.18, rel=0.5)


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    audit(went(call("ada", 1.0), lying(1.0)), progress=lambda *step: told.append(step))
    assert told[0] == ("search", 0, 1)
    assert isinstance(at(0), datetime)
