"""Views tell the truth: of a day as it was known then, and the same in one's page and in all's."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from random_ledger import lively_town, one_step

from tongqu.ledger.clocks import clock_readings
from tongqu.ledger.clocks_all import LIGHTS, UNSET
from tongqu.ledger.folding import fold
from tongqu.ledger.views import LedgerViews

SEEDS = range(8)


@pytest.fixture(scope="module", params=SEEDS)
def lively(request: pytest.FixtureRequest) -> Any:
    """Return a town's ledger in which much has happened."""
    return lively_town(request.param)


def views_of(ledger: Any, as_of: Any) -> dict[str, Any]:
    """Return every view of an instant."""
    views = LedgerViews(ledger, actor="audit", as_of=as_of)
    return {
        "status": views.status(since=as_of - timedelta(days=9)),
        "late": views.late(),
        "timeline": views.timeline(),
        "deadlines": views.deadlines(),
        "list": views.items(limit=500),
        "items": [views.item(row["code"]) for row in views.items(limit=500)["items"]],
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_a_day_stays_as_it_was_known(seed: int) -> None:
    """Whatever becomes known later changes nothing of what a day's views say."""
    ledger, clock, _ = lively_town(seed, 15)
    as_of = clock.now
    before = views_of(ledger, as_of)
    clock.go(hours=1)
    rng = random.Random(seed)
    codes = [row.code for row in ledger.journal.items()]
    head = ledger.journal.head()[0]
    for _ in range(60):
        if one_step(ledger, clock, rng, codes):
            clock.go(hours=rng.choice((1, 30, 100)))
    assert ledger.journal.head()[0] > head + 5, "nothing happened afterwards"
    assert views_of(ledger, as_of) == before


def test_a_page_and_the_status_of_all_say_the_same(lively: Any) -> None:
    """Columns of the journal and the events of one item lead to the same clocks and lights."""
    ledger, clock, cuts = lively
    clock.go(days=20)
    count = 0
    for as_of in [*cuts[-3:], clock.now]:
        views = LedgerViews(ledger, actor="audit", as_of=as_of)
        for standing in views.standings:
            for place, number in enumerate(standing.events.numbers):
                code = views.columns.codes[int(number)]
                [seen] = views.seen([code])
                alone, at = seen.standing, seen.place
                assert alone.light[at] == standing.light[place]
                assert alone.was_red[at] == standing.was_red[place]
                assert alone.open[at] == standing.open[place]
                events = [
                    one for one in ledger.journal.events(item=code) if one.entry.known_at <= as_of
                ]
                readings = {
                    one.clock.id: one
                    for one in clock_readings(events, standing.kind, views.viewing.calendar, as_of)
                }
                for rule, table in zip(standing.rules, standing.clocks, strict=True):
                    reading = readings.get(rule.clock.id)
                    assert (reading is None) == (table.started_s[place] == UNSET)
                    if reading is not None:
                        count += 1
                        due = UNSET if reading.due_s is None else reading.due_s
                        assert table.due_s[place] == due
                        assert LIGHTS[int(table.light[place])] == reading.light
                        assert table.was_red[place] == reading.was_red
    assert count > 10


def test_totals_are_the_sum_of_what_is_shown(lively: Any) -> None:
    """Counts of all, of kinds and of units agree with each other and with the list of items."""
    ledger, clock, _ = lively
    views = LedgerViews(ledger, actor="audit", as_of=clock.now)
    status = views.status()
    rows = views.items(limit=1000)["items"]
    totals = status["totals"]
    assert totals["items"] == len(rows) == totals["open"] + totals["closed"]
    for light in ("green", "yellow", "red"):
        assert totals[light] == sum(row["light"] == light for row in rows)
        assert views.items(light=light, limit=1000)["total"] == totals[light]
    assert totals["made_good"] == sum(row["made_good"] for row in rows)
    for key in ("by_kind", "by_unit"):
        for name in totals:
            assert sum(row[name] for row in status[key]) == totals[name], (key, name)
    assert len({row["code"] for row in status["late"]}) == totals["late"]
    assert len({row["code"] for row in status["due_soon"]}) == totals["due_soon"]


def test_every_open_item_has_a_next_step(lively: Any) -> None:
    """An open item without anybody whose step is next would lie about for ever."""
    ledger, clock, _ = lively
    for row in LedgerViews(ledger, actor="audit", as_of=clock.now).items(limit=1000)["items"]:
        if row["open"]:
            step = row["next_step"]
            assert step, row["code"]
            assert step["owner_unit"]
            assert step["text"]
            assert step["text_zh"]
            assert step["text"] != step["text_zh"]


def test_mine_are_the_items_whose_next_step_is_my_units(lively: Any) -> None:
    """All of them, and no others."""
    ledger, clock, _ = lively
    views = LedgerViews(ledger, actor="north-1", as_of=clock.now)
    rows = views.items(limit=1000)["items"]
    expected = {
        row["code"]
        for row in rows
        if row["next_step"] and row["next_step"]["owner_unit"] == "north"
    }
    assert {row["code"] for row in views.mine()["items"]} == expected


def test_the_public_view_is_that_of_every_item_by_itself(lively: Any) -> None:
    """What is listed, and how many, is the same as putting each item together anew says."""
    ledger, clock, cuts = lively
    listed = 0
    for as_of in [*cuts[-4:], clock.now]:
        codes = []
        for row in ledger.journal.items():
            events = list(ledger.journal.events(item=row.code))
            item, now = fold(events, known_until=as_of), fold(events)
            public = item.code and ledger.kind(item.kind).public
            if public and not (item.confidential or now.confidential):
                codes.append(item.code)
        whole = ledger.public(as_of=as_of)
        assert [row["code"] for row in whole["items"]] == codes
        assert whole["total"] == len(codes)
        page = ledger.public(as_of=as_of, limit=2, offset=1)
        assert page["items"] == whole["items"][1:3]
        assert page["counts"] == whole["counts"]
        listed += len(codes)
    assert listed, "nothing was listed"
