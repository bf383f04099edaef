"""A new item: who may open one, what it must say, the entries that it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem
from tongqu.ledger.evidence import read_evidence
from tongqu.ledger.field_values import read_fields
from tongqu.ledger.moment import refuse
from tongqu.ledger.packed import pack_dues
from tongqu.ledger.private import LONGEST_TITLE, word_problems
from tongqu.ledger.rules import FOR_APPLICANT
from tongqu.model.ledger_event import LedgerEntry

if TYPE_CHECKING:
    from tongqu.ledger.kind import Kind
    from tongqu.ledger.moment import Moment
    from tongqu.ledger.settings import Account
    from tongqu.ledger.wishes import Opening

__all__ = ["opening_entries"]

ANYWHERE = ("supervisor", "approver", "admin", "import")
"""Roles that may open an item for a unit that is neither theirs nor below."""


def opening_entries(
    moment: Moment, opening: Opening, *, parent_seen: bool = False
) -> list[LedgerEntry]:
    """Return the entries that a new item becomes, its creation last but for its evidence.

    Parameters
    ----------
    moment
        The ledger as it is.
    opening
        What is asked for.
    parent_seen
        Whether the parent was looked at already.

    Raises
    ------
    NotPermittedError, BadValueError, NotFoundError
        With everything that is wrong.
    """
    settings = moment.settings
    account = settings.account(opening.actor)
    kind = moment.kind(opening.kind)
    times, problems = moment.times(opening.at, opening.known_at, account)
    unit = opening.unit or account.unit
    denied = _denied(kind, account, unit, moment)
    problems += moment.behalf_problems(opening.on_behalf_of, account)
    problems += _words(opening)
    for name in ("unit", "supervisor_unit"):
        named = unit if name == "unit" else opening.supervisor_unit
        if (named or name == "unit") and named not in settings.units:
            params = {"id": named, "known": tuple(settings.units)}
            problems.append(Problem("ledger_unknown_unit", params, column=name))
    if opening.parent and not parent_seen:
        moment.item(opening.parent, account)
    fields = read_fields(
        opening.fields, kind=kind, action="create", item=None, settings=settings,
        zone=moment.zone, today=times.today,
    )  # fmt: skip
    files, wrong = read_evidence(
        tuple(opening.evidence), kind, may_lack_hash=account.has(("import",))
    )
    problems += fields.problems + wrong
    wanted = kind.on_behalf_evidence if opening.on_behalf_of == FOR_APPLICANT else ""
    valid = [f for f in files if f.valid_until is None or f.valid_until >= times.today]
    if wanted and wanted not in {file.kind for file in valid}:
        problems.append(Problem("ledger_evidence_missing", {"kind": wanted, "action": "create"}))
    refuse(denied, problems)
    common: dict[str, Any] = {
        "item": moment.tx.new_code(kind.id, kind.prefix),
        "actor": account.id,
        "on_behalf_of": opening.on_behalf_of,
        "kind": kind.id,
        "unit": unit,
        "state": kind.initial.id,
        "state_no": kind.state_no(kind.initial.id),
        "at": times.at,
        "known_at": times.known_at,
    }
    created = LedgerEntry(
        **common,
        effect="created",
        arg=pack_dues(kind, fields.values, moment.zone),
        data=_data(opening, kind, account, fields.values),
        personal=tuple(fields.personal),
    )
    attached = [LedgerEntry(**common, effect="evidence", data=file.to_data()) for file in files]
    return [created, *attached]


def _denied(kind: Kind, account: Account, unit: str, moment: Moment) -> list[Problem]:
    denied = []
    if not account.has((*kind.opened_by, "import"), kind.id):
        denied.append(Problem("ledger_wrong_role", {"action": "create", "roles": kind.opened_by}))
    below = unit == account.unit or moment.settings.is_below(unit, account.unit)
    if not below and unit in moment.settings.units and not account.has(ANYWHERE, kind.id):
        denied.append(Problem("ledger_not_below", {"action": "create", "id": unit}))
    return denied


def _words(opening: Opening) -> list[Problem]:
    problems = []
    title = opening.title.strip()
    if not title and not opening.title_zh.strip():
        problems.append(Problem("ledger_data_missing", column="title"))
    for name in ("title", "title_zh"):
        text = getattr(opening, name)
        if len(text) > LONGEST_TITLE:
            params = {"length": len(text), "maximum": LONGEST_TITLE}
            problems.append(Problem("text_too_long", params, column=name))
    for name in ("title", "title_zh", "note", "note_zh"):
        one_line = name.startswith("title")
        problems += word_problems(getattr(opening, name), name, one_line=one_line)
    for tag in opening.tags:
        problems += word_problems(tag, "tags", one_line=True)
    return problems


def _data(opening: Opening, kind: Kind, account: Account, values: dict[str, Any]) -> dict[str, Any]:
    confidential = kind.confidential if opening.confidential is None else opening.confidential
    said = {
        "title": opening.title.strip() or opening.title_zh.strip(),
        "title_zh": opening.title_zh.strip(),
        "parent": opening.parent,
        "place_id": opening.place_id,
        "work_id": opening.work_id,
        "supervisor_unit": opening.supervisor_unit,
        "tags": list(opening.tags),
        "note": opening.note.strip(),
        "note_zh": opening.note_zh.strip(),
        "source_id": opening.source_id,
        "opened_unit": account.unit,
        "fields": {name: value for name, value in values.items() if value is not None},
    }
    data = {name: value for name, value in said.items() if value}
    return {**data, "kind_version": kind.version, "confidential": confidential}
