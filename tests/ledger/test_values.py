"""What people give with an action: read by its type, refused with a reason where it is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fictional_town import AFTER, Clock, in_progress, rectification, town

from tongqu.errors import BadValueError, NotFoundError, NotPermittedError, UsageError
from tongqu.ledger import Ledger, create_ledger, open_ledger
from tongqu.ledger.effect_data import read_data
from tongqu.ledger.evidence import evidence_file
from tongqu.ledger.field_values import read_fields
from tongqu.ledger.kind_reading import kind_from
from tongqu.ledger.settings import Settings, Unit
from tongqu.store import MemoryJournal

TODAY = date(2026, 3, 2)
ZONE = ZoneInfo("Asia/Shanghai")
LOCAL = datetime.fromisoformat("2026-03-02T09:00")
"""Without a zone: that of the ledger is meant."""
TYPES = ("text", "date", "datetime", "int", "float", "money", "bool", "enum", "unit", "place")
KIND = kind_from(
    {
        "id": "all", "version": 1, "prefix": "all", "name": "All", "name_zh": "全部",
        "state": [{"id": "open", "name": "Open", "initial": True}],
        "field": [
            {"id": f"a_{type_}", "name": type_, "type": type_, "asked_on": ["create"],
             **({"values": [{"id": "red", "name": "Red"}]} if type_ == "enum" else {}),
             **({"minimum": 0, "maximum": 10} if type_ == "int" else {})}
            for type_ in TYPES
        ],
    }
)  # fmt: skip


def field(type_: str, value: Any) -> Any:
    """Return the value that a field of a type gets, or the code of what is wrong with it."""
    read = read_fields(
        {f"a_{type_}": value}, kind=KIND, action="create", item=None,
        settings=Settings(units={"north": Unit(id="north")}), zone=ZONE, today=TODAY,
    )  # fmt: skip
    return read.problems[0].code if read.problems else read.values[f"a_{type_}"]


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("text", "  sand  ", "sand"),
        ("text", " ", None),
        ("date", "2026-03-02", "2026-03-02"),
        ("date", date(2026, 3, 2), "2026-03-02"),
        ("date", "2.3.2026", "bad_date"),
        ("datetime", "2026-03-02 09:00", "2026-03-02T01:00:00+00:00"),
        ("datetime", LOCAL, "2026-03-02T01:00:00+00:00"),
        ("datetime", "nine", "bad_datetime"),
        ("int", "3", 3),
        ("int", 3.5, "not_an_integer"),
        ("int", -1, "below_minimum"),
        ("int", 11, "above_maximum"),
        ("int", True, "not_a_number"),
        ("float", "1,234.5", 1234.5),
        ("float", "nan", "not_a_number"),
        ("float", "much", "not_a_number"),
        ("money", "30000000.456", 30000000.46),
        ("bool", "是", True),
        ("bool", False, False),
        ("bool", "perhaps", "not_true_or_false"),
        ("enum", "red", "red"),
        ("enum", "blue", "not_allowed"),
        ("unit", "north", "north"),
        ("unit", "west", "ledger_unknown_unit"),
        ("place", "port-2", "port-2"),
        ("place", "the port", "not_an_id"),
    ],
)
def test_fields_by_type(type_: str, value: Any, expected: Any) -> None:
    """Words as people type them, and values of the type itself."""
    assert field(type_, value) == expected


@pytest.mark.parametrize(
    ("effect", "given", "code"),
    [
        ("progressed", {"percent": 101}, "above_maximum"),
        ("progressed", {"percent": "most"}, "not_a_number"),
        ("progressed", {}, "ledger_data_missing"),
        ("progressed", {"percent": 1, "observed_on": "2026-03-03"}, "ledger_in_future"),
        ("progressed", {"percent": 1, "colour": "red"}, "ledger_data_unknown"),
        ("progressed", {"percent": 1, "at_least": "perhaps"}, "not_true_or_false"),
        ("progressed", {"percent": 1, "count": 2.5, "of": "blocks"}, "not_an_integer"),
        ("progressed", {"percent": 1, "count": 2}, "ledger_data_missing"),
        ("planned", {}, "ledger_data_missing"),
        ("planned", {"plan": {"start_on": "2026-03-02"}}, "ledger_data_missing"),
        ("planned", {"plan": {"start_on": "2026-03-02", "finish_on": "2026-03-01"}},
         "ledger_ends_before"),
        ("happened", {"milestone": "start", "on": "2026-03-03"}, "ledger_in_future"),
        ("happened", {"milestone": "start", "on": "March"}, "bad_date"),
        ("expected", {"milestone": "start", "on": "2026-04-01", "status": "sure"}, "not_allowed"),
        ("expected", {"milestone": "start", "on": "2026-04-01", "precision": "year"},
         "not_allowed"),
        ("budgeted", {"year": 26, "amount": 5}, "below_minimum"),
        ("budgeted", {"year": 2026, "amount": -5}, "below_minimum"),
        ("tenant", {"tenant": "A firm", "stage": "gone"}, "not_allowed"),
        ("closing_notice", {"table": "links", "row_id": "r", "from": "2026-02-01"},
         "ledger_notice_late"),
        ("closing_notice",
         {"table": "links", "row_id": "r", "from": "2026-04-02", "until": "2026-04-01"},
         "ledger_ends_before"),
        ("closing_notice", {"table": "links", "row_id": "r", "from": "soon"}, "bad_datetime"),
        ("extended", {}, "kind_one_limit"),
        ("extended", {"until": "2026-04-01", "working_days": 3}, "kind_one_limit"),
        ("looked_back", {"result": "perhaps"}, "not_allowed"),
        ("booked", {"resource": "counter"}, "ledger_data_missing"),
        ("found", {"title": "Sand", "fields": "none"}, "wrong_type"),
        ("linked", {"to": "rect-0001"}, "ledger_data_missing"),
        ("changed", {"title": ""}, "ledger_data_missing"),
        ("changed", {"title_zh": "字" * 201}, "text_too_long"),
    ],
)  # fmt: skip
def test_data_that_is_wrong(effect: str, given: dict[str, Any], code: str) -> None:
    """One mistake each."""
    assert code in [problem.code for problem in read_data(effect, given, TODAY).problems]


def work(ledger: Ledger) -> str:
    """Return a work that the north builds."""
    code = ledger.add("work", title="Bridge", actor="desk", fields={"category": "road"})
    ledger.act(code, "assign", actor="desk", to_unit="north")
    ledger.act(code, "accept", actor="north-1")
    ledger.act(code, "start", actor="north-1", fields={"finish_on": "2026-12-31"})
    return code


def test_the_life_of_a_work() -> None:
    """Plan, money in versions, sections, milestones stated and reached, tenants, a closure."""
    ledger = town()
    code = work(ledger)

    def act(action: str, actor: str = "north-2", **data: Any) -> Any:
        return ledger.act(code, action, actor=actor, data=data)

    act("set_plan", "north-1", plan={"start_on": "2026-03-02", "finish_on": "2026-12-31"},
        baseline=True)  # fmt: skip
    act("set_budget", "head", year=2026, amount=5_000_000)
    act("set_budget", "head", year=2026, amount="6000000")
    act("report_progress", section="deck", name="Deck", name_zh="桥面", percent="12.5", count=1,
        of="blocks")  # fmt: skip
    act("state_date", milestone="opening", on="2026-12-31", precision="month_end", status="planned")
    act("record_date", milestone="start", on="2026-03-02")
    act("tenant", tenant="A firm", stage="intent", count=10, at_least=True)
    act("edit", title="Long bridge", tags="road; bridge", place_id="port-2")
    ledger.act(
        code, "notify_closing", actor="north-1", reason="Beams are lifted",
        data={"table": "links", "row_id": "road-1", "from": "2026-04-01", "until": "2026-04-03"},
    )  # fmt: skip
    other = rectification(ledger)
    with pytest.raises(BadValueError, match="ledger_unknown_item"):
        act("link", relation="related", to="rect-0099")
    item = act("link", relation="related", to=other)
    assert (item.title, item.tags, item.place_id) == ("Long bridge", ("road", "bridge"), "port-2")
    assert [(one.year, one.version, one.amount) for one in item.budgets] == [
        (2026, 1, 5e6), (2026, 2, 6e6),
    ]  # fmt: skip
    assert item.plans[0].baseline
    [progress] = item.progress
    assert (progress.section, progress.percent, progress.observed_on) == ("deck", 12.5, TODAY)
    assert [(one.milestone, one.status, one.precision) for one in item.dates] == [
        ("opening", "planned", "month_end"), ("start", "actual", "day"),
    ]  # fmt: skip
    assert item.tenants[0].at_least
    assert (item.closures[0].reason, item.closures[0].status) == ("Beams are lifted", "planned")
    assert item.links[0].to == other


def test_evidence_of_files_and_paper(tmp_path: Path) -> None:
    """A file is known by its hash; paper says where it is kept; the rest is refused."""
    ledger = town()
    code = in_progress(ledger)
    path = tmp_path / "after.jpg"
    path.write_bytes(b"pixels")
    file = evidence_file(path, "after", note="The gully", valid_until=date(2027, 1, 1))
    item = ledger.act(code, "attach", actor="north-1", evidence=[file])
    [kept] = item.evidence
    assert (kept.name, kept.size_bytes, kept.valid_until) == ("after.jpg", 6, date(2027, 1, 1))
    paper = {"kind": "document", "name": "Letter 7", "note": "Archive, shelf 3"}
    ledger.act(code, "attach", actor="north-1", evidence=[paper])
    for wrong, expected in (
        ({**AFTER, "kind": "rumour"}, "not_allowed"),
        ({**AFTER, "name": " "}, "required"),
        ({**AFTER, "colour": "red"}, "ledger_bad_evidence"),
        ({**AFTER, "valid_until": "soon"}, "ledger_bad_evidence"),
    ):
        with pytest.raises(BadValueError, match=expected):
            ledger.act(code, "attach", actor="north-1", evidence=[wrong])
    with pytest.raises(BadValueError, match="ledger_data_missing"):
        ledger.act(code, "attach", actor="north-1")
    with pytest.raises(NotFoundError, match="kind_unreadable"):
        evidence_file(tmp_path / "none.jpg", "after")


def test_units_that_are_wrong() -> None:
    """Unknown ones, the lead as a part, a unit where none is asked for."""
    ledger = town()
    code = in_progress(ledger)
    for action, more, expected in (
        ("join", {"units": ["west"]}, "ledger_unknown_unit"),
        ("join", {"units": ["north"]}, "ledger_part_lead"),
        ("join", {}, "ledger_data_missing"),
        ("note", {"note": "x", "to_unit": "south"}, "ledger_unit_not_asked"),
        ("note", {"note": "x", "units": ["south"]}, "ledger_unit_not_asked"),
        ("note", {}, "ledger_data_missing"),
    ):
        with pytest.raises(BadValueError, match=expected):
            ledger.act(code, action, actor="north-1", **more)
    new = rectification(ledger)
    with pytest.raises(BadValueError, match="ledger_unknown_unit"):
        ledger.act(new, "dispatch", actor="desk", to_unit="west", fields={"due_on": "2026-03-31"})


def test_who_may_open_what_where() -> None:
    """The own unit or one below; titles that say something; a parent that is there."""
    ledger = town()
    with pytest.raises(NotPermittedError, match="ledger_not_below"):
        rectification(ledger, actor="north-2", unit="south")
    with pytest.raises(NotPermittedError, match="ledger_wrong_role"):
        rectification(ledger, actor="looker")
    for more, expected in (
        ({"title": " "}, "ledger_data_missing"),
        ({"title": "x" * 201}, "text_too_long"),
        ({"unit": "west"}, "ledger_unknown_unit"),
    ):
        with pytest.raises(BadValueError, match=expected):
            rectification(ledger, **more)
    with pytest.raises(NotFoundError, match="ledger_unknown_item"):
        rectification(ledger, parent="scrn-0001")
    with pytest.raises(NotFoundError, match="unknown_kind"):
        ledger.add("weather", title="Rain", actor="desk")
    with pytest.raises(NotFoundError, match="unknown_action"):
        ledger.act(rectification(ledger), "dance", actor="desk")
    with pytest.raises(NotFoundError, match="ledger_unknown_account"):
        rectification(ledger, actor="nobody")
    code = rectification(ledger, actor="north-2", unit="cell-1", title="", title_zh="雨水口")
    assert ledger.item(code, actor="north-2")[0].title == "雨水口"


def test_settings_that_are_wrong() -> None:
    """Each by its column; sources, notices and the ledger itself are settings too."""
    ledger = town()
    for table, row, expected in (
        ("weather", {"id": "x"}, "ledger_unknown_table"),
        ("units", {"id": "x", "name": 3}, "wrong_type"),
        ("units", {"id": "x", "fictional": "yes"}, "not_true_or_false"),
        ("accounts", {"id": "x", "roles": ["king"]}, "not_allowed"),
        ("accounts", {"id": "x", "roles": "clerk"}, "wrong_type"),
        ("accounts", {"id": "x", "sees": "some"}, "not_allowed"),
        ("accounts", {"id": "x", "unit": "west"}, "ledger_unknown_unit"),
        ("accounts", {"id": "x", "kinds": ["weather"]}, "unknown_kind"),
        ("resources", {"id": "x", "capacity": 0}, "out_of_range"),
        ("resources", {"id": "x", "capacity": "two"}, "not_an_integer"),
        ("resources", {"id": "x", "hours": "always"}, "bad_hours"),
        ("ledger", {"id": "ledger", "time_zone": "Mars"}, "not_a_time_zone"),
        ("sources", {"id": "x", "title": 3}, "not_an_id"),
    ):
        with pytest.raises(BadValueError, match=expected):
            ledger.configure(table, [row], actor="admin")
    ledger.configure("sources", [{"id": "paper", "title": "Paper"}], actor="admin")
    ledger.configure("ledger", [{"id": "ledger", "small_count": 3}], actor="admin")
    days = [{"date": "2027-01-01", "working": False, "note": "New Year's Day"}]
    ledger.configure("notices", [{"days": days, "year": 2027}], actor="admin")
    settings = ledger.settings()
    assert settings.sources["paper"]["title"] == "Paper"
    assert (settings.info.small_count, settings.info.name) == (3, "Ledger")
    assert settings.notices["2027"]["year"] == 2027


def test_ledgers_in_files(tmp_path: Path) -> None:
    """Made once, opened again with the zone of its days; a journal that has begun is refused."""
    path = tmp_path / "ledger.db"
    with create_ledger(path, name="Ours", time_zone="Europe/Berlin") as ledger:
        ledger.configure("units", [{"id": "centre"}], actor="admin")
    with open_ledger(path) as again:
        assert again.settings().info.time_zone == "Europe/Berlin"
        assert set(again.settings().units) == {"centre"}
        day = again.instant(date(2026, 3, 2))
        assert day == datetime(2026, 3, 2, 22, 59, 59, 999999, tzinfo=UTC)
        assert again.instant(LOCAL) == datetime(2026, 3, 2, 8, tzinfo=UTC)
    journal = MemoryJournal(clock=Clock())
    create_ledger(journal)
    assert open_ledger(journal).settings().info.name == "Ledger"
    with pytest.raises(UsageError, match="ledger_not_empty"):
        create_ledger(journal)


def test_what_could_be_done_next() -> None:
    """By action what stands against it; nothing, where the account may do it."""
    ledger = town()
    code = in_progress(ledger)
    possible = ledger.possible(code, actor="north-1")
    assert possible["ask_close"] == ()
    assert [problem.code for problem in possible["extend"]] == [
        "ledger_wrong_role", "ledger_wrong_unit", "ledger_first_missing",
    ]  # fmt: skip
    assert "close" not in possible
