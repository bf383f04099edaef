"""The shipped example: what the page says, when it said so, and a town that does not exist."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import pytest

from tongqu import load_region
from tongqu.errors import DatasetError
from tongqu.ledger.counted_parts import parts_missing
from tongqu.ledger.example import (
    ReplayClock,
    example_folder,
    example_kinds,
    example_ledger,
    replay_folder,
)
from tongqu.ledger.folding import fold
from tongqu.ledger.item import ItemState
from tongqu.ledger.kind_check import check_kind
from tongqu.ledger.kind_reading import kind_from
from tongqu.ledger.region_rows import region_rows
from tongqu.ledger.service import Ledger
from tongqu.model import Region
from tongqu.model.ledger_folder import LedgerFolder
from tongqu.store import MemoryJournal

PAGE = date(2024, 12, 9)
"""Latest date on the newspaper's page."""
LAST = date(2025, 12, 31)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


@pytest.fixture(scope="module")
def folder(region: Region) -> LedgerFolder:
    return example_folder(region)


@pytest.fixture(scope="module")
def ledger(region: Region) -> Ledger:
    return example_ledger(region)


def items_on(ledger: Ledger, day: date) -> dict[str, ItemState]:
    """Return every item as known on a day, by its title."""
    until = ledger.instant(day)
    found = {}
    for row in ledger.journal.items():
        item = fold(ledger.journal.events(item=row.code), known_until=until)
        if item.code:
            found[item.title] = item
    return found


def test_it_is_the_same_chain_every_time(region: Region, ledger: Ledger) -> None:
    """Nothing of the clock on the wall, and nothing random, goes into it."""
    assert example_ledger(region).journal.head() == ledger.journal.head()
    assert ledger.journal.verify().ok


def test_every_row_went_through_the_rules(folder: LedgerFolder, ledger: Ledger) -> None:
    """A step that the rules refuse is named with file and row, and the item's next are left."""
    steps = list(folder.steps)
    close = next(k for k, s in enumerate(steps) if (s.item, s.action) == ("rect-drain", "close"))
    steps[close] = replace(steps[close], actor="building-1")
    begin = min(row.known_at or row.at for row in folder.items)
    clock = ReplayClock(begin)
    with pytest.raises(DatasetError) as refused:
        replay_folder(
            replace(folder, steps=tuple(steps)), MemoryJournal(clock=clock), clock,
            kinds=example_kinds(),
        )  # fmt: skip
    problems = refused.value.problems
    assert {(p.file, p.row) for p in problems} == {("steps.csv", steps[close].row)}
    assert "ledger_wrong_role" in {p.code for p in problems}
    assert ledger.journal.count_items() == len(folder.items) + 1  # one was found by the screening


def test_nothing_of_the_page_is_known_the_day_before(ledger: Ledger) -> None:
    """On 8 December there is phase II, from another page, and the town's own matters."""
    before = items_on(ledger, date(2024, 12, 8))
    public = {item.title for item in before.values() if "fictional" not in item.tags}
    assert public == {"Qujiang port area, phase II"}
    for event in ledger.journal.events(known_until=ledger.instant(date(2024, 12, 8))):
        assert event.entry.data.get("source_id") != "newspaper"


def test_what_was_known_on_the_day_of_the_page(ledger: Ledger) -> None:
    """Fourteen public works, three of the town, and its 23 matters; six of all are closed.

    Counted by hand from the tables: 9 rectifications and one that the screening found, 3 disputes,
    3 notices, 4 requests, a consultation, a screening, a task list. Closed are the drain, the
    scaffold, what was recorded twice, the wages, the first reminder, the home visit.
    """
    items = items_on(ledger, PAGE)
    assert Counter(item.kind for item in items.values()) == {
        "reported_work": 14,
        "work": 3,
        "rectification": 10,
        "dispute": 3,
        "notice": 3,
        "service_request": 4,
        "consultation": 1,
        "screening": 1,
        "task_list": 1,
    }
    assert sum("fictional" not in item.tags for item in items.values()) == 14
    closed = {item.title for item in items.values() if item.closing is not None}
    assert closed == {
        "Blocked gully in Lantern Lane",
        "Scaffold without a toe board",
        "The gully in Lantern Lane, once more",
        "Wages of a building crew",
        "Reminder on food storage",
        "Home visit for a bus card",
    }


def test_later_days_make_nothing_up(ledger: Ledger) -> None:
    """After the page only two things were reported: the customs site and the dredging."""
    later = [
        event.entry
        for event in ledger.journal.events()
        if event.entry.item and event.entry.known_at > ledger.instant(PAGE)
    ]
    assert {entry.data.get("source_id") for entry in later} == {"pub-05", "pub-36"}
    assert {str(entry.known_at.date()) for entry in later} == {"2025-07-01", "2025-12-02"}


def test_the_roads_are_as_the_page_prints_them(ledger: Ledger) -> None:
    """60, about 80, more than 90 per cent; one date, of one carriageway, by a month's end."""
    items = items_on(ledger, PAGE)
    said = {
        name: [(r.percent, r.at_least, str(r.observed_on)) for r in items[name].progress]
        for name in ("Daqiao road", "Xianyan road", "Meilin road")
    }
    assert said == {
        "Daqiao road": [(60.0, False, "2024-12-09")],
        "Xianyan road": [(80.0, False, "2024-12-09")],
        "Meilin road": [(90.0, True, "2024-12-09")],
    }
    dates = {
        (item.title, d.milestone, str(d.on), d.status, d.precision)
        for item in items.values()
        for d in item.dates
        if "road" in item.title.lower() and d.status != "actual"
    }
    assert dates == {("Xianyan road", "carriageway_open", "2024-12-31", "expected", "month_end")}
    three = items["Daqiao, Xianyan and Meilin roads"]
    assert (three.fields["investment"], three.fields["length_km"]) == (30_000_000, 2)
    assert {items[name].parent for name in said} == {three.code}


def test_the_missing_block_is_found_and_expected_firms_are_no_tenants(ledger: Ledger) -> None:
    """13 blocks, 9 + 3 counted; 30 firms expected are not 30 intents, more than ten are."""
    items = items_on(ledger, PAGE)
    park = items["Caihong smart-equipment park, Nianli"]
    (missing,) = parts_missing(park)
    assert (missing.expected, missing.counted) == (13, 12)
    assert park.tenants == ()
    (intent,) = items["M0 park"].tenants
    assert (intent.stage, intent.count, intent.at_least) == ("intent", 10, True)
    assert [str(d.on) for d in park.dates if d.milestone == "opening"] == ["2025-02-01"]


def test_planned_works_have_no_date(ledger: Ledger) -> None:
    """Four markets, the customs site, two centres and the M0 park: nobody said when."""
    items = items_on(ledger, LAST)
    names = [f"{what} market" for what in ("Coal", "Paper", "Steel", "Grain")]
    names += ["Customs-supervised site", "Smart logistics centre", "Pulp storage centre", "M0 park"]
    for name in names:
        assert items[name].dates == ()
        assert not {"start_on", "finish_on"} & set(items[name].fields)


def test_the_town_shows_what_a_ledger_is_for(ledger: Ledger) -> None:
    """Late, paused, extended, returned twice and arbitrated, rebound, on behalf, withdrawn."""
    items = items_on(ledger, PAGE)
    wall = items["Leaning wall between two plots"]
    assert [len(wall.done(effect=e)) for e in ("returned", "arbitrated")] == [2, 1]
    assert items["Odour at the paint shop"].rebounds == 1
    (more,) = items["Faded signs at the school"].extensions
    assert (str(more.from_due)[:10], str(more.to_due)[:10]) == ("2024-11-15", "2024-12-06")
    assert more.asked_by != more.approver
    assert items["Noise of a cold store"].state == "suspended"
    assert items["Permit to park for a workshop"].state == "waiting"
    assert "applicant" in {a.on_behalf_of for a in items["Home visit for a bus card"].actions}
    assert items["Scaffold without a toe board"].joint_finished == ("safety",)
    pipes = items["Pipes under Lantern Lane"]
    assert [(b.version, b.amount) for b in pipes.budgets] == [(1, 3_000_000), (2, 2_600_000)]


def test_nothing_in_it_is_about_a_person(folder: LedgerFolder, ledger: Ledger) -> None:
    """No personal field, accounts are posts, and all that is invented says so twice."""
    assert not any(event.entry.personal for event in ledger.journal.events())
    assert all(unit.fictional and "虚构" in unit.name_zh for unit in folder.units)
    assert all("fictional" in unit.name for unit in folder.units)
    assert folder.info.synthetic
    for item in folder.items:
        assert item.fictional == (item.source_id == "fictional")
        assert item.title_zh
        assert item.fictional or item.source_id in ("newspaper", "pub-01", "pub-05")


def test_its_own_kind_is_sound() -> None:
    """A work that somebody else builds has no clock and no way to turn red; the check agrees."""
    (raw,) = example_kinds()
    kind = kind_from(raw)
    assert not check_kind(kind)
    assert kind.clocks == ()
    (light,) = kind.lights
    assert light.rule == "milestone_late"
    assert light.thresholds["red_days"] > 10_000


def test_its_roles_are_those_of_the_tables(folder: LedgerFolder, ledger: Ledger) -> None:
    """Nobody keeps the right to enter things afterwards."""
    accounts = ledger.settings().accounts
    assert {row.id: row.roles for row in folder.accounts}.items() <= {
        name: account.roles for name, account in accounts.items()
    }.items()
    assert not any("import" in account.roles for account in accounts.values())


def test_what_it_says_of_the_region(region: Region, ledger: Ledger) -> None:
    """Openings of two works; the lane of an invented town is no link and closes nothing."""
    rows = region_rows(items_on(ledger, PAGE).values(), region, PAGE)
    openings = {(r.work_id, str(r.on_date), r.status, str(r.known_on)) for r in rows.work_dates
                if r.milestone == "open"}  # fmt: skip
    assert openings == {
        ("port-phase-2", "2024-12-03", "actual", "2024-12-04"),
        ("caihong-park", "2025-02-01", "expected", "2024-12-09"),
    }
    assert rows.closures == ()
    assert [(u.table, u.row_id) for u in rows.unknown] == [("links", "lantern-lane")]
    later = region_rows(items_on(ledger, LAST).values(), region, LAST)
    assert ("fairway-dredging-quzhou", date(2025, 11, 27)) in {
        (r.work_id, r.on_date) for r in later.work_dates if r.milestone == "open"
    }


def test_times_are_those_of_the_tables(folder: LedgerFolder, ledger: Ledger) -> None:
    """Recorded when it became known: nothing here is entered afterwards."""
    for event in ledger.journal.events():
        assert event.recorded_at == event.entry.known_at
    last = max(step.known_at or step.at for step in folder.steps)
    assert isinstance(last, datetime)
    assert [*ledger.journal.events()][-1].recorded_at == last
