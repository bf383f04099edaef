"""Opening hours mean what OpenStreetMap says they mean, or are refused with an example."""

from __future__ import annotations

import pickle

import pytest

from tongqu.calendars import WeeklyHours
from tongqu.errors import BadValueError

DAY = 1440


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("24/7", ((0, 7 * DAY),)),
        ("00:00-24:00", ((0, 7 * DAY),)),
        ("Mo-Su 00:00-24:00", ((0, 7 * DAY),)),
        ("Mo 06:00-18:00", ((360, 1080),)),
        ("Mo 6:00-18:00", ((360, 1080),)),
        ("Mo,We 06:00-07:00", ((360, 420), (2 * DAY + 360, 2 * DAY + 420))),
        ("Mo-Tu 20:00-06:00", ((1200, DAY + 360), (DAY + 1200, 2 * DAY + 360))),
        ("Su 20:00-06:00", ((0, 360), (6 * DAY + 1200, 7 * DAY))),
        ("Su-Mo 10:00-11:00", ((600, 660), (6 * DAY + 600, 6 * DAY + 660))),
        ("Mo 08:00-12:00,13:00-17:00", ((480, 720), (780, 1020))),
        ("Mo 08:00-12:00,11:00-17:00", ((480, 1020),)),
        ("Mo 08:00-12:00,12:00-17:00", ((480, 1020),)),
        ("Mo-Tu 08:00-10:00; Tu off", ((480, 600),)),
        ("Mo-Tu 08:00-10:00; Tu 09:00-10:00;", ((480, 600), (DAY + 540, DAY + 600))),
        ("mo - tu 08:00 - 10:00", ((480, 600), (DAY + 480, DAY + 600))),
        ("Mo 08：00－18：00；Tu 08:00–09:00", ((480, 1080), (DAY + 480, DAY + 540))),
        ("Mo closed", ()),
    ],
)
def test_hours_are_read(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    """Also as typed with a Chinese keyboard; a later rule replaces an earlier one on its days."""
    hours = WeeklyHours.parse(text)
    assert hours.spans == spans
    assert str(hours) == text


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        ("always", "always"),
        ("Mo-Fr", "mo-fr"),
        ("Mo-Fx 08:00-18:00", "fx"),
        ("Mo-Fr 08:00", "08:00"),
        ("Mo-Fr 08:00-25:00", "08:00-25:00"),
        ("Mo-Fr 24:00-02:00", "24:00-02:00"),
        ("Mo-Fr 08:60-18:00", "08:60-18:00"),
        ("Mo-Fr 08:00-08:00", "08:00-08:00"),
        ("Mo-Fr 08:00-18:00; PH off", "ph"),
        ("08:00-12:00;;13:00-14:00", ""),
        ("Mo-Fr 08-18", "08-18"),
        ("-3", "-3"),
        ("08:00-12:00,", ""),
    ],
)
def test_what_is_not_understood_is_refused_with_a_right_example(text: str, part: str) -> None:
    """The error names the part; its example can be read."""
    with pytest.raises(BadValueError) as caught:
        WeeklyHours.parse(text)
    (problem,) = caught.value.problems
    assert problem.code == "bad_hours"
    assert problem.value == text
    assert part in str(problem.params["part"])
    assert problem.expected is not None
    assert WeeklyHours.parse(problem.expected).spans


def test_equal_hours_are_equal_however_they_are_written() -> None:
    """The text is kept for people and does not count; values can be keys and can be pickled."""
    one, other = WeeklyHours.parse("24/7"), WeeklyHours.parse("Mo-Su 00:00-24:00")
    assert one == other
    assert len({one, other}) == 1
    assert pickle.loads(pickle.dumps(one)) == one
