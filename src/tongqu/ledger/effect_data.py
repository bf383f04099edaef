"""What an effect needs besides the action itself: read from what somebody gives, and checked.

Values may be typed words (from a command line, a table) or of their types. The one number of an
event (`arg`) is made here too, where questions to all items need it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem, TongquError
from tongqu.ledger.packed import pack_milestone, pack_plan, pack_progress
from tongqu.ledger.private import LONGEST_TEXT, LONGEST_TITLE
from tongqu.units.times import parse_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["NEEDS", "EffectData", "read_data"]

TENANT_STAGES = ("intent", "signed", "operating", "left")
CLOSURE_STATUS = ("planned", "actual", "withdrawn")
PRECISIONS = ("day", "month_end")
EXPECTED_STATUS = ("planned", "expected")
ABOUT = ("title", "title_zh", "place_id", "work_id", "supervisor_unit", "tags", "confidential")
FREE = ("note", "note_zh", "source_id")
"""What any event may carry."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    "changed": ABOUT,
    "progressed": (
        "section",
        "name",
        "name_zh",
        "percent",
        "observed_on",
        "at_least",
        "count",
        "of",
    ),
    "planned": ("plan", "baseline"),
    "happened": ("milestone", "name", "name_zh", "on", "precision"),
    "expected": ("milestone", "name", "name_zh", "on", "precision", "status"),
    "budgeted": ("year", "version", "amount"),
    "tenant": ("tenant", "stage", "count", "at_least"),
    "closing_notice": ("table", "row_id", "from", "until", "status"),
    "extended": ("until", "working_days"),
    "looked_back": ("result", "due_on"),
    "booked": ("resource", "slot"),
    "booking_cancelled": ("resource", "slot"),
    "commented": ("comment",),
    "answered": ("answer", "comment_seq", "taken_up"),
    "found": ("title", "title_zh", "unit", "fields", "place_id", "work_id"),
    "replied": ("reply",),
    "linked": ("relation", "to"),
}
"""By effect the names that its data may have, besides `FREE`."""


class EffectData:
    """Reads the data of one event and notes what is wrong.

    Parameters
    ----------
    given
        What somebody gives.
    today
        Local day on which it happens.
    """

    def __init__(self, given: Mapping[str, Any], today: date) -> None:
        self.given = given
        self.today = today
        self.data: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.arg: int | None = None

    def wrong(self, code: str, name: str, value: object = None, **params: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, params, column=name, value=value))

    def text(self, name: str, default: str | None = None) -> str:
        """Take a text; without a default it must be given."""
        value = self.given.get(name)
        text = "" if value is None else str(value).strip()
        if not text and default is None:
            self.wrong("ledger_data_missing", name)
        if len(text) > LONGEST_TEXT:
            self.wrong("text_too_long", name, length=len(text), maximum=LONGEST_TEXT)
        if text or default:
            self.data[name] = text or default
        return text or default or ""

    def one_of(self, name: str, values: tuple[str, ...], default: str | None = None) -> str:
        """Take one of several words."""
        text = self.text(name, default)
        if text and text not in values:
            self.wrong("not_allowed", name, text, values=values)
        return text

    def day(self, name: str, default: date | None = None) -> date | None:
        """Take a day."""
        value = self.given.get(name)
        if value is None or value == "":
            if default is None:
                self.wrong("ledger_data_missing", name)
                return None
            value = default
        try:
            found = value if isinstance(value, date) else parse_date(str(value))
        except TongquError as error:
            self.wrong(error.problems[0].code, name, str(value))
            return None
        found = found.date() if isinstance(found, datetime) else found
        self.data[name] = found.isoformat()
        return found

    def number(
        self, name: str, *, least: float, most: float, default: float | None = None
    ) -> float:
        """Take a number."""
        value = self.given.get(name, default)
        try:
            number = float(str(value)) if value is not None and value != "" else None
        except ValueError:
            number = None
        if value is None or value == "":
            self.wrong("ledger_data_missing", name)
        elif number is None or number != number:
            self.wrong("not_a_number", name, value)
        elif number < least:
            self.wrong("below_minimum", name, value, minimum=least)
        elif number > most:
            self.wrong("above_maximum", name, value, maximum=most)
        else:
            self.data[name] = int(number) if number == int(number) else number
            return number
        return least

    def whole(self, name: str, *, least: int, most: int, default: int | None = None) -> int:
        """Take a whole number."""
        number = self.number(name, least=least, most=most, default=default)
        if number != int(number):
            self.wrong("not_an_integer", name, self.given.get(name))
        return int(number)

    def flag(self, name: str) -> bool:
        """Take true or false; false where it is not given."""
        value = self.given.get(name, False)
        text = str(value).strip().lower()
        if text not in ("true", "false", "1", "0", "yes", "no", ""):
            self.wrong("not_true_or_false", name, value)
        truth = text in ("true", "1", "yes")
        if truth:
            self.data[name] = True
        return truth


def read_data(effect: str, given: Mapping[str, Any], today: date) -> EffectData:
    """Read the data of an event.

    Parameters
    ----------
    effect
        Its effect.
    given
        What somebody gives.
    today
        Local day on which it happens.

    Examples
    --------
    >>> read = read_data("progressed", {"percent": "90", "at_least": "yes"}, date(2024, 12, 9))
    >>> read.data
    {'percent': 90, 'observed_on': '2024-12-09', 'at_least': True}
    >>> [str(problem) for problem in read_data("tenant", {"stage": "moved"}, date.today()).problems]
    ['ledger_data_missing: tenant',
     "not_allowed: stage values=('intent', 'signed', 'operating', 'left') value='moved'"]
    """
    read = EffectData(given, today)
    names = NEEDS.get(effect, ())
    for name in given:
        if name not in names and name not in FREE:
            read.wrong("ledger_data_unknown", name, known=(*names, *FREE))
    for name in FREE:
        if given.get(name):
            read.text(name)
    reader = _READERS.get(effect)
    if reader is not None:
        reader(read)
    return read


def _changed(read: EffectData) -> None:
    for name in ABOUT[:5]:
        if name in read.given:
            read.text(name, "")
            read.data.setdefault(name, "")
    if "title" in read.given and not read.data["title"]:
        read.wrong("ledger_data_missing", "title")
    for name in ("title", "title_zh"):
        length = len(read.data.get(name, ""))
        if LONGEST_TITLE < length <= LONGEST_TEXT:
            read.wrong("text_too_long", name, length=length, maximum=LONGEST_TITLE)
    if "confidential" in read.given:
        read.data["confidential"] = read.flag("confidential")
    if "tags" in read.given:
        tags = read.given["tags"]
        tags = tags.split(";") if isinstance(tags, str) else list(tags or ())
        read.data["tags"] = [str(tag).strip() for tag in tags if str(tag).strip()]


def _named(read: EffectData) -> None:
    read.text("name", "")
    read.text("name_zh", "")


def _progressed(read: EffectData) -> None:
    section = read.text("section", "")
    _named(read)
    percent = read.number("percent", least=0, most=100)
    observed = read.day("observed_on", read.today)
    if observed and observed > read.today:
        read.wrong("ledger_in_future", "observed_on", observed.isoformat())
    read.flag("at_least")
    if read.given.get("count") not in (None, ""):
        read.whole("count", least=0, most=1_000_000)
        read.text("of")
    if not read.data.get("of"):  # so many of so many are a stage, not a progress
        read.arg = pack_progress(section, percent, observed)


def _planned(read: EffectData) -> None:
    plan = read.given.get("plan")
    if not isinstance(plan, dict):
        read.wrong("ledger_data_missing", "plan")
        return
    span = EffectData(plan, read.today)
    first, last = span.day("start_on"), span.day("finish_on")
    read.problems += span.problems
    read.data["plan"] = plan
    baseline = read.flag("baseline")
    if first and last and last < first:
        read.wrong("ledger_ends_before", "plan", last.isoformat(), begin=first.isoformat())
    elif first and last:
        read.arg = pack_plan(first, last, baseline)


def _milestone(read: EffectData, status: str) -> None:
    milestone = read.text("milestone")
    _named(read)
    on = read.day("on")
    read.one_of("precision", PRECISIONS, "day")
    if on and status in ("actual", *EXPECTED_STATUS):
        read.arg = pack_milestone(milestone, on, status)
    if on and status == "actual" and on > read.today:
        read.wrong("ledger_in_future", "on", on.isoformat())


def _happened(read: EffectData) -> None:
    _milestone(read, "actual")


def _expected(read: EffectData) -> None:
    _milestone(read, read.one_of("status", EXPECTED_STATUS, "expected"))


def _budgeted(read: EffectData) -> None:
    read.whole("year", least=1949, most=2200)
    read.number("amount", least=0, most=1e15)
    if "version" in read.given:
        read.whole("version", least=1, most=1000)


def _tenant(read: EffectData) -> None:
    read.text("tenant")
    read.one_of("stage", TENANT_STAGES)
    read.whole("count", least=0, most=100_000, default=1)
    read.flag("at_least")


def _closing_notice(read: EffectData) -> None:
    read.text("table")
    read.text("row_id")
    begin, end = read.text("from"), read.text("until", "")
    status = read.one_of("status", CLOSURE_STATUS, "planned")
    for name, value in (("from", begin), ("until", end)):
        try:
            _ = datetime.fromisoformat(value) if value else None
        except ValueError:
            read.wrong("bad_datetime", name, value)
            return
    if end and end < begin:
        read.wrong("ledger_ends_before", "until", end, begin=begin)
    if status == "planned" and begin and begin[:10] < read.today.isoformat():
        read.wrong("ledger_notice_late", "from", begin)


def _extended(read: EffectData) -> None:
    if bool(read.given.get("until")) == bool(read.given.get("working_days")):
        read.wrong("kind_one_limit", "until", values=("until", "working_days"))
    elif read.given.get("until"):
        read.day("until")
    else:
        read.whole("working_days", least=1, most=1000)


def _looked_back(read: EffectData) -> None:
    read.arg = int(read.one_of("result", ("pass", "fail")) == "pass")
    if read.given.get("due_on"):
        read.day("due_on")


def _booked(read: EffectData) -> None:
    read.text("resource")
    value = read.given.get("slot")
    read.text("slot", "") if not isinstance(value, datetime) else None
    if not value:
        read.wrong("ledger_data_missing", "slot")
    read.data["slot"] = value


def _commented(read: EffectData) -> None:
    read.text("comment")


def _answered(read: EffectData) -> None:
    read.text("answer")
    read.whole("comment_seq", least=1, most=2**53)
    if read.given.get("taken_up") is not None:
        read.data["taken_up"] = read.flag("taken_up")


def _found(read: EffectData) -> None:
    read.text("title")
    for name in ("title_zh", "unit", "place_id", "work_id"):
        read.text(name, "")
    fields = read.given.get("fields", {})
    if not isinstance(fields, dict):
        read.wrong("wrong_type", "fields", type="table")
        fields = {}
    read.data["fields"] = dict(fields)


def _replied(read: EffectData) -> None:
    read.text("reply", "")


def _linked(read: EffectData) -> None:
    read.text("relation")
    read.text("to")


_READERS: Mapping[str, Callable[[EffectData], None]] = {
    "changed": _changed,
    "progressed": _progressed,
    "planned": _planned,
    "happened": _happened,
    "expected": _expected,
    "budgeted": _budgeted,
    "tenant": _tenant,
    "closing_notice": _closing_notice,
    "extended": _extended,
    "looked_back": _looked_back,
    "booked": _booked,
    "booking_cancelled": _booked,
    "commented": _commented,
    "answered": _answered,
    "found": _found,
    "replied": _replied,
    "linked": _linked,
}
