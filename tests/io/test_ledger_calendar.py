"""Deadlines as a calendar, read back by another program."""

import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tongqu.io.icalendar_text import calendar_text, escape, fold, utc
from tongqu.io.ledger_calendar import deadline_calendar

STAMP = datetime(2024, 12, 9, 2, tzinfo=UTC)
ITEM: dict[str, Any] = {
    "code": "work-0003",
    "title": "Xianyan road; phase 1, north",
    "title_zh": "仙岩路",
    "kind_name": "Work",
    "kind_name_zh": "工程项目",
    "open": True,
    "confidential": False,
    "unit_name": "Roads office",
    "unit_name_zh": "道路科",
    "clocks": [
        {"id": "finish", "name": "Finish", "name_zh": "完工", "due_at": "2024-12-31T17:30:00+08:00",
         "original_due_at": "2024-12-20T17:30:00+08:00", "light": "yellow", "provisional": True,
         "owner_unit_name": "Roads office", "owner_unit_name_zh": "道路科",
         "extensions": [{"by": "a"}]},
        {"id": "reply", "name": "Reply", "due_at": "2024-12-02T17:30:00+08:00",
         "stopped_at": "2024-12-01T10:00:00+08:00", "light": "green"},
        {"id": "reply", "name": "Reply", "due_at": "2024-12-05T17:30:00+08:00", "light": "red"},
    ],
    "milestones": [
        {"id": "carriageway", "name": "Carriageway", "name_zh": "机动车道",
         "current_on": "2024-12-31", "light": "green"},
        {"id": "start", "name": "Start", "planned_on": "2024-09-01", "actual_on": "2024-09-01"},
    ],
    "look_backs": [
        {"due_on": "2025-01-30", "done_on": "2025-01-29"}, {"due_on": "2025-03-31", "light": ""},
    ],
    "next_step": {"text": "Lay the surface", "text_zh": "铺面层"},
}  # fmt: skip


def entries(text: str, kind: str = "VEVENT") -> dict[str, Any]:
    """Return the entries of a calendar by UID, as an independent parser sees them."""
    calendar = Calendar.from_ical(text)
    found = [entry for entry in calendar.walk() if entry.name == kind]
    assert not [error for entry in calendar.walk() for error in entry.errors]
    assert len({str(entry["UID"]) for entry in found}) == len(found)
    return {str(entry["UID"]): entry for entry in found}


def test_every_open_deadline_is_an_event() -> None:
    """Clocks as instants, milestones and look-backs as days; what is over is not there."""
    found = entries(deadline_calendar([ITEM], "en", STAMP))
    assert {uid: entry["DTSTART"].dt for uid, entry in found.items()} == {
        "work-0003.clock.finish@tongqu": datetime(2024, 12, 31, 9, 30, tzinfo=UTC),
        "work-0003.clock.reply.2@tongqu": datetime(2024, 12, 5, 9, 30, tzinfo=UTC),
        "work-0003.milestone.carriageway@tongqu": date(2024, 12, 31),
        "work-0003.look-back.2@tongqu": date(2025, 3, 31),
    }
    finish = found["work-0003.clock.finish@tongqu"]
    assert str(finish["SUMMARY"]) == "Xianyan road; phase 1, north · Finish (yellow light)"
    assert [str(word) for word in finish["CATEGORIES"].cats] == ["yellow light", "Work"]
    assert (str(finish["STATUS"]), finish["SEQUENCE"], finish["PRIORITY"]) == ("TENTATIVE", 1, 5)
    assert str(finish["DESCRIPTION"]).splitlines() == [
        "work-0003",
        "Responsible: Roads office",
        "Originally due 2024-12-20 17:30",
        "Provisional: the holidays are not announced yet",
        "Next step: Lay the surface",
    ]


def test_the_calendar_speaks_chinese() -> None:
    """Titles, lights and notes."""
    found = entries(deadline_calendar([ITEM], "zh", STAMP, name="期限"))
    finish = found["work-0003.clock.finish@tongqu"]
    assert str(finish["SUMMARY"]) == "仙岩路 · 完工 (黄灯)"
    assert "责任单位：道路科" in str(finish["DESCRIPTION"])


def test_alarms_come_a_day_before_and_of_days_in_the_morning() -> None:
    """A display alarm needs a text; a day's deadline is not told at midnight."""
    found = entries(deadline_calendar([ITEM], "en", STAMP))
    alarms = {uid: entry.walk("VALARM")[0] for uid, entry in found.items()}
    assert alarms["work-0003.clock.finish@tongqu"]["TRIGGER"].dt == -timedelta(days=1)
    assert alarms["work-0003.milestone.carriageway@tongqu"]["TRIGGER"].dt == -timedelta(hours=15)
    assert {str(alarm["ACTION"]) for alarm in alarms.values()} == {"DISPLAY"}
    assert all(str(alarm["DESCRIPTION"]) for alarm in alarms.values())


def test_to_dos_have_a_due_date() -> None:
    """For calendars that keep a list of tasks."""
    found = entries(deadline_calendar([ITEM], "en", STAMP, todos=True), "VTODO")
    finish = found["work-0003.clock.finish@tongqu"]
    assert finish["DUE"].dt == datetime(2024, 12, 31, 9, 30, tzinfo=UTC)
    assert str(finish["STATUS"]) == "NEEDS-ACTION"
    assert finish.walk("VALARM")[0]["TRIGGER"].params["RELATED"] == "END"


def test_an_entry_keeps_its_uid_when_the_deadline_moves() -> None:
    """So that a calendar moves the entry; an extension raises its sequence."""
    later = copy.deepcopy(ITEM)
    later["clocks"][0]["due_at"] = "2025-01-20T17:30:00+08:00"
    later["clocks"][0]["extensions"].append({"by": "b"})
    one, two = (entries(deadline_calendar([item], "en", STAMP)) for item in (ITEM, later))
    assert one.keys() == two.keys()
    uid = "work-0003.clock.finish@tongqu"
    assert one[uid]["DTSTART"].dt < two[uid]["DTSTART"].dt
    assert one[uid]["SEQUENCE"] < two[uid]["SEQUENCE"]


def test_closed_and_confidential_items_stay_out() -> None:
    """A calendar is easily shared; who wants confidential items must say so."""
    closed, secret = {**ITEM, "open": False}, {**ITEM, "confidential": True}
    assert entries(deadline_calendar([closed, secret], "en", STAMP)) == {}
    assert len(entries(deadline_calendar([secret], "en", STAMP, confidential=True))) == 4


def test_a_stamp_without_an_offset_is_refused() -> None:
    """Nobody could say when the file was made."""
    with pytest.raises(TypeError, match="time zone"):
        deadline_calendar([ITEM], "en", STAMP.replace(tzinfo=None))


@given(st.text(), st.text())
def test_whatever_a_title_says_it_comes_back(title: str, step: str) -> None:
    """Line breaks, commas, quotes and letters of any script; control characters are blanks."""
    title = title.encode("utf-8", "ignore").decode("utf-8")
    step = step.encode("utf-8", "ignore").decode("utf-8")
    item = {**ITEM, "title": title, "next_step": {"text": step}}
    text = deadline_calendar([item], "en", STAMP)
    assert all(len(line.encode("utf-8")) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert len(entries(text)) == 4


def test_a_line_is_cut_between_letters() -> None:
    """75 octets at most, and put together again it is the same line."""
    line = "SUMMARY:" + "衢" * 200
    assert fold(line).replace("\r\n ", "") == line
    assert escape("a\r\nb;c") == "a\\nb\\;c"
    assert utc(datetime(2024, 1, 1, tzinfo=UTC)) == "20240101T000000Z"
    assert calendar_text("x//EN", "n", []).startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
