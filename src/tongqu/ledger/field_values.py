"""Values of fields as somebody gives them: read by type, held against the kind's rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem, TongquError
from tongqu.ledger.private import LONGEST_TEXT, text_problems, unprintable
from tongqu.model.ledger_event import PersonalField
from tongqu.units.times import parse_date, parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import ItemField, Kind
    from tongqu.ledger.settings import Settings

__all__ = ["FieldsRead", "read_fields"]

ID = re.compile(r"[\w.-]{1,60}")
TRUE, FALSE = ("true", "yes", "1", "是"), ("false", "no", "0", "否")


@dataclass(slots=True)
class FieldsRead:
    """Fields that were read.

    Attributes
    ----------
    values
        By field the value as JSON knows it; None where it is cleared.
    personal
        Personal fields.
    cleared
        Personal fields that are cleared.
    problems
        Everything that is wrong.
    """

    values: dict[str, Any] = field(default_factory=dict)
    personal: list[PersonalField] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_fields(
    given: Mapping[str, Any],
    *,
    kind: Kind,
    action: str,
    item: ItemState | None,
    settings: Settings,
    zone: ZoneInfo,
    today: date,
) -> FieldsRead:
    """Read the fields that are given with an action, or with ``create``.

    Parameters
    ----------
    given
        By field what somebody typed, or a value of its type; None or an empty text clears it.
    kind, action, item
        What it is for; `item` is None for one that is being created.
    settings
        Which units there are.
    zone, today
        Zone of local times, and today's date, from which personal fields are kept.
    """
    read = FieldsRead()
    asked = {one.id for one in kind.asked(action)}
    state = item.state if item else kind.initial.id
    for name, value in given.items():
        declared = kind.field(name)
        if declared is None:
            known = tuple(one.id for one in kind.fields)
            read.problems.append(Problem("ledger_unknown_field", {"known": known}, column=name))
        elif name not in asked:
            params = {"action": action, "asked": tuple(sorted(asked))}
            read.problems.append(Problem("ledger_field_not_asked", params, column=name))
        elif item and state in (*declared.read_only_in, *declared.hidden_in):
            read.problems.append(Problem("ledger_read_only", {"state": state}, column=name))
        else:
            _take(read, declared, value, settings, zone, today)
    _require(read, kind, action, item)
    return read


def _require(read: FieldsRead, kind: Kind, action: str, item: ItemState | None) -> None:
    have = {name for name, value in read.values.items() if value is not None}
    have |= {one.name for one in read.personal}
    # What was promised before a reopening is over: it has to be said anew.
    anew = action != "create" and kind.action(action).effect == "reopened"
    if item is not None and not anew:
        kept = set(item.fields) - {name for name, value in read.values.items() if value is None}
        have |= kept | (set(item.personal) - set(read.cleared))
    wrong = {problem.column for problem in read.problems}
    for declared in kind.required(action):
        if declared.id not in have and declared.id not in wrong:
            params = {"action": action}
            read.problems.append(Problem("ledger_field_required", params, column=declared.id))


def _take(
    read: FieldsRead,
    declared: ItemField,
    value: Any,
    settings: Settings,
    zone: ZoneInfo,
    today: date,
) -> None:
    if value is None or (isinstance(value, str) and not value.strip()):
        if declared.personal:
            read.cleared.append(declared.id)
        else:
            read.values[declared.id] = None
        return
    if declared.personal:
        text = str(value).strip()
        if len(text) > LONGEST_TEXT:
            params = {"length": len(text), "maximum": LONGEST_TEXT}
            read.problems.append(Problem("text_too_long", params, column=declared.id))
            return
        if character := unprintable(text):
            steers = {"character": character}
            read.problems.append(Problem("unprintable", steers, column=declared.id))
            return
        assert declared.keep_days is not None
        read.personal.append(
            PersonalField(
                name=declared.id,
                value=text,
                purpose=declared.purpose,
                expires_on=today + timedelta(days=declared.keep_days),
            )
        )
        return
    try:
        plain = _plain(declared, value, settings, zone)
    except TongquError as error:
        first = error.problems[0]
        problem = Problem(first.code, first.params, column=declared.id, value=first.value)
        read.problems.append(problem)
        return
    read.problems += text_problems(plain, declared.id)
    read.values[declared.id] = plain


class _WrongTypeError(TongquError, ValueError):
    """A value is not of its field's type."""


def _plain(declared: ItemField, value: Any, settings: Settings, zone: ZoneInfo) -> Any:
    """Return a value as JSON knows it."""
    if declared.type in ("int", "float", "money"):
        return _number(declared, value)
    if declared.type == "bool":
        return _truth(value)
    if declared.type == "date":
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        return parse_date(str(value)).isoformat()
    if declared.type == "datetime":
        when = value if isinstance(value, datetime) else parse_time(str(value), zone)
        when = when if when.tzinfo else when.replace(tzinfo=zone)
        return when.astimezone(UTC).isoformat()
    text = str(value).strip()
    values = tuple(choice.id for choice in declared.values)
    if declared.type == "enum" and text not in values:
        raise _wrong("not_allowed", text, values=values)
    if declared.type == "unit" and text not in settings.units:
        raise _wrong("ledger_unknown_unit", text, id=text, known=tuple(settings.units))
    if declared.type in ("place", "work") and not ID.fullmatch(text):
        raise _wrong("not_an_id", text)
    if len(text) > LONGEST_TEXT:
        raise _wrong("text_too_long", None, length=len(text), maximum=LONGEST_TEXT)
    return text


def _wrong(code: str, value: object, **params: object) -> _WrongTypeError:
    problem = Problem(code, params, value=value)
    return _WrongTypeError(str(problem), (problem,))


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise _wrong("not_true_or_false", value)


def _number(declared: ItemField, value: Any) -> int | float:
    try:
        number = float(str(value).replace(",", "").strip()) if not isinstance(value, bool) else None
    except ValueError:
        number = None
    if number is None or number != number or abs(number) > 1e15:
        raise _wrong("not_a_number", value)
    if declared.type == "int" and number != int(number):
        raise _wrong("not_an_integer", value)
    if declared.minimum is not None and number < declared.minimum:
        raise _wrong("below_minimum", value, minimum=declared.minimum)
    if declared.maximum is not None and number > declared.maximum:
        raise _wrong("above_maximum", value, maximum=declared.maximum)
    if declared.type == "money":
        number = round(number, 2)
    return int(number) if number == int(number) else number
