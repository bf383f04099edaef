"""Lights of milestones, starts, progress, entries and look-backs, against days lived one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from clock_cases import tables
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_lights import NaiveItem, Said

from tongqu.ledger.clocks import epoch_s
from tongqu.ledger.clocks_all import LIGHTS, UNSET
from tongqu.ledger.event_columns import events_of_items
from tongqu.ledger.kind import Action, Kind, Light, LookBackRule, Milestone, State
from tongqu.ledger.packed import name_code, pack_milestone, pack_plan, pack_progress
from tongqu.ledger.standing import Standing, standing_of
from tongqu.model.ledger_event import LedgerEntry, LedgerEvent

FIRST = datetime(2025, 1, 6, 2, tzinfo=UTC)  # 10 o'clock in Shanghai
MILESTONES = ("start", "roof", "opening")
STATES = ("open", "over")
ACTIONS = ("start", "close", "reopen", "look_back", "say")


def kind_with(**limits: Any) -> Kind:
    """Return a kind with all rules; `limits` are thresholds by rule."""
    rules = {
        "progress_behind": {"yellow": 10, "red": 30},
        "start_missed": {"yellow_months": 1, "red_months": 3},
        "milestone_late": {"yellow_days": 1, "red_days": 30},
        "entry_late": {"yellow_months": 1, "red_months": 2},
        "look_back_due": {"yellow_days": 7, "red_days": 0},
        **limits,
    }
    return Kind(
        id="site", version=1, prefix="site", name="Site", name_zh="工地",
        states=(State(id="open", name="Open", name_zh="在建", initial=True),
                State(id="over", name="Over", name_zh="完结", final=True)),
        actions=tuple(Action(id=id_, name=id_, name_zh=id_, from_states=STATES) for id_ in ACTIONS),
        milestones=tuple(Milestone(id=id_, name=id_, name_zh=id_) for id_ in MILESTONES),
        look_back=LookBackRule(days=(30, 90), action="look_back"),
        lights=tuple(Light(rule=rule, thresholds=given) for rule, given in rules.items() if given),
    )  # fmt: skip


KIND = kind_with()


def event(seq: int, said: Said, at: datetime, seen: datetime) -> LedgerEvent:
    """Return what somebody said as an event of the chain."""
    data, arg = said.data, None
    if said.effect == "progressed":
        # Some reports say the day on which somebody looked, others are of the day of the event.
        on = None if seq % 2 else said.seen
        arg = pack_progress(data["section"], data["hundredths"] / 100, on)
    elif said.effect == "planned":
        arg = pack_plan(data["start"], data["finish"], data["baseline"])
    elif said.effect in ("expected", "happened"):
        arg = pack_milestone(data["milestone"], data["on"], data.get("status", "actual"))
    elif said.effect == "looked_back":
        arg = int(data["result"] == "pass")
    late_entry = said.effect == "progressed" and seq % 2 == 0
    entry = LedgerEntry(
        item="site-0001", effect=said.effect, action=said.action, actor="li", kind=KIND.id,
        action_no=KIND.action_no(said.action) if said.action else -1, state=said.state,
        state_no=KIND.state_no(said.state) if said.state else -1,
        at=at if late_entry else seen, known_at=at, arg=arg,
    )  # fmt: skip
    return LedgerEvent(seq=seq, entry=entry, recorded_at=at, previous_hash="", hash="")


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Said], list[LedgerEvent], date]:
    """Return what was said of a site, as words and as events, and a day to look at it."""
    at = FIRST
    said = [Said("created", at.date(), at.date(), state="open")]
    events = [event(1, said[0], at, at)]
    for seq in range(2, 2 + draw(st.integers(0, 9))):
        at += timedelta(days=draw(st.sampled_from((0, 1, 5, 20, 33, 60, 100))))
        # Some observations are entered after later ones.
        seen = at - timedelta(days=draw(st.sampled_from((0, 0, 0, 15))))
        one = draw(st.sampled_from(SAYINGS))(draw, at.date())
        one.at = one.seen = seen.date()
        if one.effect == "progressed" and seq % 2 == 0:
            one.at = at.date()  # entered later than it was seen
        said.append(one)
        events.append(event(seq, one, at, seen))
    return said, events, (at + timedelta(days=draw(st.integers(0, 130)))).date()


def _progress(draw: st.DrawFn, day: date) -> Said:
    section = draw(st.sampled_from(("", "", "pipes", "surface")))
    hundredths = draw(st.sampled_from((0, 1, 5_000, 8_500, 9_999, 10_000)))
    return Said("progressed", day, day, data={"section": section, "hundredths": hundredths})


def _plan(draw: st.DrawFn, day: date) -> Said:
    start = day + timedelta(days=draw(st.integers(-60, 20)))
    finish = start + timedelta(days=draw(st.integers(-1, 200)))
    baseline = draw(st.booleans())
    return Said("planned", day, day, data={"start": start, "finish": finish, "baseline": baseline})


def _date(draw: st.DrawFn, day: date) -> Said:
    milestone = draw(st.sampled_from(MILESTONES))
    status = draw(st.sampled_from(("planned", "expected")))
    on = day + timedelta(days=draw(st.integers(-40, 60)))
    return Said("expected", day, day, data={"milestone": milestone, "status": status, "on": on})


def _happened(draw: st.DrawFn, day: date) -> Said:
    # It is entered on the day on which it happens.
    return Said(
        "happened", day, day, data={"milestone": draw(st.sampled_from(MILESTONES)), "on": day}
    )


def _act(draw: st.DrawFn, day: date) -> Said:
    return draw(
        st.sampled_from(
            (
                Said("acted", day, day, action="start"),
                Said("closed", day, day, action="close", state="over"),
                Said("reopened", day, day, action="reopen", state="open"),
                Said("looked_back", day, day, action="look_back", data={"result": "pass"}),
                Said("looked_back", day, day, action="look_back", data={"result": "fail"}),
                Said("noted", day, day, action="say", state=""),
            )
        )
    )


SAYINGS = (_progress, _progress, _plan, _date, _date, _happened, _act, _act)


def stand(events: list[list[LedgerEvent]], day: date, kind: Kind = KIND) -> Standing:
    """Return how sites stand at the end of a local day."""
    as_of = datetime(day.year, day.month, day.day, 15, 59, 59, tzinfo=UTC)
    return standing_of(kind, events_of_items(events), tables(), epoch_s(as_of))


@settings(max_examples=300)
@given(st.lists(lives(), min_size=1, max_size=4))
def test_lights_are_those_of_days_lived_one_by_one(
    found: list[tuple[list[Said], list[LedgerEvent], date]],
) -> None:
    """Every rule's light, and whether it was ever red, as somebody sees who looks every day."""
    day = max(one[2] for one in found)
    standing = stand([events for _, events, _ in found], day)
    for place, (said, _, _) in enumerate(found):
        naive = NaiveItem(KIND)
        naive.live(said, day)
        lights = naive.lights(day)
        progress, checks = standing.progress, standing.look_backs
        stones = standing.milestones
        rows = stones.item == place
        seen = {
            "progress_behind": (progress.behind[place], progress.behind_was_red[place]),
            "start_missed": (progress.start_missed[place], progress.start_was_red[place]),
            "entry_late": (progress.entry_late[place], progress.entry_was_red[place]),
            "look_back_due": (checks.light[place], checks.was_red[place]),
            "milestone_late": (
                stones.light[rows].max(initial=0), bool(stones.was_red[rows].any())
            ),
        }  # fmt: skip
        for rule, (light, was_red) in seen.items():
            assert LIGHTS[int(light)] == lights.get(rule, "none"), rule
            assert bool(was_red) == (rule in naive.red), rule
        assert bool(standing.open[place]) == naive.is_open()
        percent = naive.percent()
        assert int(progress.percent[place]) == (-1 if percent is None else percent)
        assert int(checks.failed[place]) == naive.failed
        worst = max((int(light) for light, _ in seen.values()), default=0)
        shown = max(worst, LIGHTS.index("yellow")) if naive.red else worst
        assert int(standing.light[place]) == shown


def site(*sayings: tuple[int, Said]) -> list[LedgerEvent]:
    """Return a site that was opened on the first day; each saying comes so many days later."""
    events = [event(1, Said("created", FIRST.date(), FIRST.date(), state="open"), FIRST, FIRST)]
    for seq, (days, said) in enumerate(sayings, start=2):
        at = FIRST + timedelta(days=days)
        events.append(event(seq, said, at, at))
    return events


def dated(milestone: str, days: int, status: str = "planned") -> Said:
    """Return a milestone's date, so many days after the first day."""
    effect = "happened" if status == "actual" else "expected"
    on = FIRST.date() + timedelta(days=days)
    return Said(effect, on, on, data={"milestone": milestone, "on": on, "status": status})


def after(days: int) -> date:
    """Return a day so many days after the first."""
    return FIRST.date() + timedelta(days=days)


def lights_of_stone(events: list[LedgerEvent], days: int) -> tuple[str, int, bool]:
    """Return light, days late and whether it was red of a site's only milestone."""
    table = stand([events], after(days)).milestones
    return LIGHTS[int(table.light[0])], int(table.late_days[0]), bool(table.was_red[0])


def test_a_milestone_turns_yellow_and_red_on_the_days_that_the_kind_says() -> None:
    """One day late is yellow, thirty days still, thirty-one are red."""
    events = site((0, dated("opening", 10)))
    assert [lights_of_stone(events, days) for days in (10, 11, 40, 41)] == [
        ("green", 0, False),
        ("yellow", 1, False),
        ("yellow", 30, False),
        ("red", 31, True),
    ]


def test_a_milestone_that_came_too_late_stays_visible() -> None:
    """What happened has no light of its own, but is remembered, with its days."""
    events = site((0, dated("opening", 10)), (41, dated("opening", 41, "actual")))
    assert lights_of_stone(events, 60) == ("none", 31, True)
    standing = stand([events], after(60))
    assert LIGHTS[int(standing.light[0])] == "yellow"
    assert standing.made_good.tolist() == [True]


def test_a_new_date_does_not_wipe_out_that_the_old_one_was_missed() -> None:
    """Planned anew after it was red: green again would hide it."""
    events = site((0, dated("opening", 10)), (50, dated("opening", 90)))
    assert lights_of_stone(events, 60) == ("green", 0, True)
    assert LIGHTS[int(stand([events], after(60)).light[0])] == "yellow"


def test_what_is_expected_late_is_yellow_before_it_is_late() -> None:
    """Somebody says in time that it will be late: that is a warning, not a breach."""
    events = site((0, dated("opening", 100)), (5, dated("opening", 190, "expected")))
    assert lights_of_stone(events, 6) == ("yellow", 0, False)


def test_only_an_expected_date_counts_as_due() -> None:
    """Where nobody planned a day, the one that is expected is the promise."""
    table = stand([site((0, dated("opening", 10, "expected")))], after(12)).milestones
    assert table.due().tolist() == [after(10).toordinal()]
    assert table.late_days.tolist() == [2]
    assert table.planned.tolist() == [UNSET]
    assert table.code.tolist() == [name_code("opening")]


def test_without_a_rule_nothing_shines() -> None:
    """A kind that has no rules has milestones and progress, but no lights."""
    bare = kind_with(
        progress_behind=None, start_missed=None, milestone_late=None, entry_late=None,
        look_back_due=None,
    )  # fmt: skip
    half = Said("progressed", after(0), after(0), data={"section": "", "hundredths": 5_000})
    standing = stand([site((0, dated("opening", 10)), (1, half))], after(300), bare)
    assert standing.light.tolist() == [0]
    assert standing.was_red.tolist() == [False]
    assert standing.milestones.late_days.tolist() == [290]
    assert standing.progress.percent.tolist() == [5_000]
    assert np.all(standing.late == [True])


def test_what_is_late_is_what_waits() -> None:
    """A milestone that happened late is no longer late; nor is one of an item that is over."""
    over = Said("closed", after(20), after(20), action="close", state="over")
    waits = site((0, dated("opening", 10)))
    came = site((0, dated("opening", 10)), (12, dated("opening", 12, "actual")))
    ended = site((0, dated("opening", 10)), (20, over))
    standing = stand([waits, came, ended], after(25))
    assert standing.late.tolist() == [True, False, False]
    assert standing.closed_s[2] == epoch_s(FIRST + timedelta(days=20))


def test_a_look_back_is_announced_and_missed() -> None:
    """Due 30 days after closing: yellow a week before, red from the day after on."""
    over = Said("closed", after(0), after(0), action="close", state="over")
    events = site((0, over))
    lights = [LIGHTS[int(stand([events], after(days)).light[0])] for days in (22, 23, 30, 31)]
    assert lights == ["green", "yellow", "yellow", "red"]
    due = stand([events], after(31)).look_backs.due_day
    assert due.tolist() == [after(30).toordinal()]
