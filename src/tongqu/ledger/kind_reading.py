"""A kind from its file, with everything that is wrong with the file told at once.

Whether the kind makes sense (can every item be closed?) is another question: see
`tongqu.ledger.kind_check`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.ledger.effects import OF_ACTIONS
from tongqu.ledger.kind import (
    FIELD_TYPES,
    LIGHT_OPTIONS,
    LIGHT_RULES,
    LIMIT_UNITS,
    OPENERS,
    ROLES,
    WHO,
    Action,
    Choice,
    Clock,
    ClockLimit,
    Extending,
    ItemField,
    Kind,
    Light,
    LookBackRule,
    Milestone,
    ReturnLimit,
    State,
    Warn,
)
from tongqu.ledger.kind_references import check_references
from tongqu.ledger.kind_table import KindTable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

__all__ = ["KEYS", "SHIPPED", "kind_from", "read_kind", "shipped_kind", "shipped_kinds"]

SHIPPED = (
    "work",
    "rectification",
    "dispute",
    "notice",
    "service_request",
    "consultation",
    "screening",
    "task_list",
)
"""Kinds that come with the ledger."""

KEYS: Mapping[str, list[str]] = {
    "": "id version prefix name name_zh confidential public opened_by on_behalf_evidence "
    "field evidence_kind state action clock look_back light milestone".split(),
    "field": "id name name_zh type values required_on asked_on read_only_in hidden_in personal "
    "purpose purpose_zh keep_days public minimum maximum".split(),
    "state": "id name name_zh initial final paused".split(),
    "action": "id name name_zh from to effect roles who requires evidence reason reasons "
    "second_person_after limit once within_days days_before clock creates needs_answers".split(),
    "clock": "id name name_zh owner starts_on stops_on pauses_in limit warn calendar extend "
    "counts_from".split(),
    "evidence_kind": "id name name_zh".split(),
    "look_back": "days action reopens_on_fail then".split(),
    "light": [
        "rule",
        *sorted(
            {
                name
                for rules in (LIGHT_RULES, LIGHT_OPTIONS)
                for names in rules.values()
                for name in names
            }
        ),
    ],
    "milestone": "id name name_zh".split(),
}
"""Keys that each table of a kind file may have; the empty name stands for the file itself."""

BYTES_AT_MOST = 200_000


def read_kind(path: str | PathLike[str]) -> Kind:
    """Return the kind that a file declares.

    Raises
    ------
    NotFoundError
        There is no such file.
    DatasetError
        The file breaks rules; every problem names the file and the key.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotFoundError.of("kind_unreadable", file=str(path), reason=error.strerror) from error
    return kind_from(_toml(raw, path.name), file=path.name)


def _toml(raw: bytes, file: str) -> dict[str, Any]:
    if len(raw) > BYTES_AT_MOST:
        problem = Problem("file_too_large", {"size": len(raw), "maximum": BYTES_AT_MOST}, file=file)
        raise DatasetError(str(problem), (problem,))
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        problem = Problem("kind_not_toml", {"reason": str(error)}, file=file)
        raise DatasetError(str(problem), (problem,)) from error


def kind_from(raw: Mapping[str, Any], *, file: str = "") -> Kind:
    """Return the kind that a table declares, as TOML or JSON gives it.

    Parameters
    ----------
    raw
        The table.
    file
        Name of the file that it stands in.

    Raises
    ------
    DatasetError
        With everything that is wrong.

    Examples
    --------
    >>> kind_from({"id": "note", "version": 1, "prefix": "note", "name": "Note", "state": [
    ...     {"id": "open", "name": "Open", "initial": True}, {"id": "done", "name": "Done"}],
    ...     "action": [{"id": "end", "name": "End", "from": ["opne"], "to": "done"}]},
    ...     file="note.toml")
    Traceback (most recent call last):
    tongqu.errors.DatasetError: the kind cannot be read
      kind_unknown_reference: note.toml action.end.from what='state' similar='open' value='opne'
    """
    problems: list[Problem] = []
    top = KindTable(raw, "", file, problems)
    top.known(KEYS[""])
    kind = Kind(
        **top.names(),
        version=top.whole("version") or _missing(top, "version"),
        prefix=top.id("prefix"),
        confidential=top.flag("confidential"),
        public=top.flag("public", default=True),
        opened_by=top.texts("opened_by", ROLES) or OPENERS,
        on_behalf_evidence=top.text("on_behalf_evidence", ""),
        fields=tuple(_field(table) for table in top.tables("field")),
        evidence_kinds=tuple(_evidence_kind(table) for table in top.tables("evidence_kind")),
        states=tuple(_state(table) for table in top.tables("state")),
        actions=tuple(_action(table) for table in top.tables("action")),
        clocks=tuple(_clock(table) for table in top.tables("clock")),
        look_back=_look_back(top.table("look_back")),
        lights=tuple(_light(table) for table in top.tables("light", "rule")),
        milestones=tuple(_milestone(table) for table in top.tables("milestone")),
    )
    check_references(kind, top)
    if problems:
        raise DatasetError("the kind cannot be read", problems)
    return kind


def _missing(table: KindTable, key: str) -> int:
    if key not in table.raw:
        table.wrong("kind_missing_key", key)
    return 1


def _choices(table: KindTable, key: str) -> tuple[Choice, ...]:
    return tuple(Choice(**one.names()) for one in table.tables(key))


def _field(table: KindTable) -> ItemField:
    table.known(KEYS["field"])
    field = ItemField(
        **table.names(),
        type=table.one_of("type", FIELD_TYPES, "text"),
        values=_choices(table, "values"),
        required_on=table.texts("required_on"),
        asked_on=table.texts("asked_on"),
        read_only_in=table.texts("read_only_in"),
        hidden_in=table.texts("hidden_in"),
        personal=table.flag("personal"),
        purpose=table.text("purpose", ""),
        purpose_zh=table.text("purpose_zh", table.text("purpose", "")),
        keep_days=table.whole("keep_days"),
        public=table.flag("public"),
        minimum=table.number("minimum"),
        maximum=table.number("maximum"),
    )
    if (field.type == "enum") != bool(field.values):
        table.wrong("kind_enum_values", "values")
    if field.personal and not (field.purpose and field.keep_days):
        table.wrong("kind_personal_without_purpose", "purpose")
    if field.personal and field.public:
        table.wrong("kind_personal_public", "public")
    if field.personal and field.type not in ("text", "date"):
        table.wrong("kind_not_allowed", "type", field.type, values=("text", "date"))
    return field


def _state(table: KindTable) -> State:
    table.known(KEYS["state"])
    return State(
        **table.names(),
        initial=table.flag("initial"),
        final=table.flag("final"),
        paused=table.flag("paused"),
    )


def _action(table: KindTable) -> Action:
    table.known(KEYS["action"])
    limit = table.table("limit")
    if limit is not None:
        limit.known(("count", "then"))
    reasons = _choices(table, "reasons")
    return Action(
        **table.names(),
        from_states=table.texts("from"),
        to=table.text("to", ""),
        effect=table.one_of("effect", sorted(OF_ACTIONS), "acted"),
        roles=table.texts("roles", ROLES),
        who=table.one_of("who", WHO, "holder"),
        requires=table.texts("requires"),
        evidence=table.texts("evidence"),
        reason=table.flag("reason", default=bool(reasons)),
        reasons=reasons,
        second_person_after=table.texts("second_person_after"),
        limit=None
        if limit is None
        else ReturnLimit(limit.whole("count") or _missing(limit, "count"), limit.text("then")),
        once=table.flag("once"),
        within_days=table.whole("within_days"),
        days_before=table.whole("days_before"),
        clock=table.text("clock", ""),
        creates=table.text("creates", ""),
        needs_answers=table.flag("needs_answers"),
    )


def _clock(table: KindTable) -> Clock:
    table.known(KEYS["clock"])
    extend, warn = table.table("extend"), table.table("warn")
    if extend is not None:
        extend.known(("roles", "at_most", "max_working_days"))
    return Clock(
        **table.names(),
        owner=table.text("owner", ""),
        starts_on=table.texts("starts_on"),
        stops_on=table.texts("stops_on"),
        pauses_in=table.texts("pauses_in") if "pauses_in" in table.raw else None,
        limit=_limit(table),
        warn=Warn(share=0.8) if warn is None else _warn(warn),
        calendar=table.text("calendar", "default"),
        extend=None
        if extend is None
        else Extending(
            roles=extend.texts("roles", ROLES),
            at_most=extend.whole("at_most") or 1,
            max_working_days=extend.whole("max_working_days") or 10,
        ),
        counts_from=table.one_of("counts_from", ("at", "known_at"), "at"),
    )


def _limit(table: KindTable) -> ClockLimit:
    limit = table.table("limit")
    if limit is None:
        _missing(table, "limit")
        return ClockLimit("days", 1)
    limit.known(LIMIT_UNITS)
    if len(limit.raw) != 1:
        table.wrong("kind_one_limit", "limit", values=LIMIT_UNITS)
    if "field" in limit.raw:
        return ClockLimit("field", field=limit.text("field"))
    unit = next((unit for unit in LIMIT_UNITS if unit in limit.raw), "days")
    return ClockLimit(unit, limit.whole(unit) or 1)


def _warn(table: KindTable) -> Warn:
    table.known(("before_working_days", "share"))
    share = table.number("share")
    before = table.whole("before_working_days", least=0)
    if (share is None) == (before is None):
        table.wrong("kind_one_limit", "share", values=("before_working_days", "share"))
    if share is not None and not 0 < share < 1:
        table.wrong("kind_wrong_type", "share", share, type="number between 0 and 1")
    return Warn(before_working_days=before, share=share)


def _look_back(table: KindTable | None) -> LookBackRule | None:
    if table is None:
        return None
    table.known(KEYS["look_back"])
    days = table.wholes("days")
    if not days:
        table.wrong("kind_missing_key", "days")
    return LookBackRule(
        days=days,
        action=table.text("action"),
        reopens_on_fail=table.flag("reopens_on_fail", default=True),
        then=table.text("then", ""),
    )


def _light(table: KindTable) -> Light:
    rule = table.one_of("rule", tuple(LIGHT_RULES))
    names = LIGHT_RULES.get(rule, ())
    options = LIGHT_OPTIONS.get(rule, ())
    table.known(("rule", *names, *options))
    names += tuple(name for name in options if name in table.raw)
    values = {name: table.number(name) for name in names}
    for name, value in values.items():
        if value is None:
            table.wrong("kind_missing_key", name)
        elif value < 0:
            table.wrong("kind_wrong_type", name, value, type="number from 0")
    return Light(rule, {name: value for name, value in values.items() if value is not None})


def _evidence_kind(table: KindTable) -> Choice:
    table.known(KEYS["evidence_kind"])
    return Choice(**table.names())


def _milestone(table: KindTable) -> Milestone:
    table.known(KEYS["milestone"])
    return Milestone(**table.names())


@cache
def shipped_kind(id_: str) -> Kind:
    """Return a kind that comes with the ledger.

    Examples
    --------
    >>> shipped_kind("rectification").name_zh
    '整改'
    """
    if id_ not in SHIPPED:
        raise NotFoundError.of("unknown_kind", id=id_, known=SHIPPED)
    file = f"{id_}.toml"
    raw = files("tongqu.ledger").joinpath("kinds", file).read_bytes()
    return kind_from(_toml(raw, file), file=file)


def shipped_kinds() -> dict[str, Kind]:
    """Return the kinds that come with the ledger, by id."""
    return {id_: shipped_kind(id_) for id_ in SHIPPED}
