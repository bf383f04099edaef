"""``tongqu ledger add`` and ``act``: the two commands that write matters."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.ledger_open import (
    ACCOUNT,
    DAY_OR_TIME,
    JSON,
    LEDGER,
    plain_pairs,
    who,
    writing,
)
from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.errors import NotFoundError, Problem, UsageError
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from tongqu.ledger import Ledger
    from tongqu.ledger.evidence import EvidenceFile

__all__ = ["act", "add", "evidence_of", "instant_in"]

_FIELDS = click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=VALUE",
    help="A field of the item's kind; may be given several times.",
)
_EVIDENCE = click.option(
    "--evidence",
    multiple=True,
    metavar="KIND=FILE",
    help="A file that proves something: its name, hash and size are kept, never the file.",
)
_AT = click.option(
    "--at", type=DAY_OR_TIME, metavar="TIME", help="When it happened; by default now."
)
_KNOWN = click.option(
    "--known-at",
    type=DAY_OR_TIME,
    metavar="TIME",
    help="Since when it is known; earlier than now only for accounts that may import.",
)
_FOR = click.option(
    "--for",
    "on_behalf_of",
    default="",
    metavar="WHOM",
    help="On whose behalf: an account, a unit, or applicant. Both are always shown.",
)
_NOTE = click.option("--note", default="", metavar="TEXT", help="What else is to be said.")


def instant_in(zone: ZoneInfo, given: date | datetime | None) -> datetime | None:
    """Return an instant: a day means its first minute, a time without an offset is local.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> instant_in(ZoneInfo("Asia/Shanghai"), date(2024, 12, 9)).isoformat()
    '2024-12-09T00:00:00+08:00'
    """
    if given is None:
        return None
    if not isinstance(given, datetime):
        return datetime.combine(given, time(), zone)
    return given if given.tzinfo else given.replace(tzinfo=zone)


def evidence_of(pairs: tuple[str, ...]) -> tuple[EvidenceFile, ...]:
    """Return the files that ``--evidence`` names; all that cannot be read at once."""
    from tongqu.ledger.evidence import evidence_file

    found, problems = [], []
    for pair in pairs:
        kind, sign, path = pair.partition("=")
        if not sign or not kind.strip() or not path:
            problems.append(
                Problem(
                    "ledger_pair", {"option": "--evidence"}, value=pair, expected="after=photo.jpg"
                )
            )
            continue
        try:
            found.append(evidence_file(path, kind.strip()))
        except NotFoundError as error:
            problems.extend(error.problems)
    if problems:
        raise UsageError("some evidence cannot be read", problems)
    return tuple(found)


def _zone(ledger: Ledger) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(ledger.settings().info.time_zone)


@click.command()
@click.argument("kind")
@click.option("--title", required=True, metavar="TEXT", help="What it is about.")
@click.option("--title-zh", default="", metavar="TEXT", help="The same in Chinese.")
@click.option("--unit", default="", metavar="UNIT", help="Who has it first; by default your own.")
@click.option("--supervisor", default="", metavar="UNIT", help="Unit that supervises it.")
@click.option("--parent", default="", metavar="ITEM", help="Item that it belongs to.")
@click.option("--place", default="", metavar="PLACE", help="Place of the region: an id.")
@click.option("--work", default="", metavar="WORK", help="Work of the region: an id.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="May be given several times.")
@click.option(
    "--confidential/--open", "confidential", default=None, help="Instead of what the kind says."
)
@click.option("--source", default="", metavar="SOURCE", help="Where it comes from: an id.")
@_FIELDS
@_EVIDENCE
@_AT
@_KNOWN
@_FOR
@_NOTE
@LEDGER
@ACCOUNT
@JSON
def add(
    kind: str,
    title: str,
    title_zh: str,
    unit: str,
    supervisor: str,
    parent: str,
    place: str,
    work: str,
    tags: tuple[str, ...],
    confidential: bool | None,
    source: str,
    fields: tuple[str, ...],
    evidence: tuple[str, ...],
    at: date | datetime | None,
    known_at: date | datetime | None,
    on_behalf_of: str,
    note: str,
    where: str | None,
    account: str | None,
    as_json: bool,
) -> None:
    """Open an item of a KIND and say its code.

    What about persons is needed goes into the kind's personal fields, which expire; never into
    titles and notes.
    """
    actor = who(account)
    values, files = plain_pairs(fields, "--field"), evidence_of(evidence)
    with writing(where) as ledger:
        zone = _zone(ledger)
        code = ledger.add(
            kind,
            title=title,
            title_zh=title_zh,
            unit=unit,
            fields=values,
            actor=actor,
            at=instant_in(zone, at),
            known_at=instant_in(zone, known_at),
            on_behalf_of=on_behalf_of,
            parent=parent,
            supervisor_unit=supervisor,
            place_id=place,
            work_id=work,
            tags=tags,
            confidential=confidential,
            evidence=files,
            note=note,
            source_id=source,
        )
        _tell(ledger, code, as_json=as_json)


@click.command()
@click.argument("item")
@click.argument("action")
@click.option("--to", "to_unit", default="", metavar="UNIT", help="Where it is sent.")
@click.option(
    "--with",
    "units",
    multiple=True,
    metavar="UNIT",
    help="Who handles it jointly; may be given several times.",
)
@click.option("--reason", default="", metavar="REASON", help="Of the action's list, or in words.")
@click.option(
    "--data",
    multiple=True,
    metavar="NAME=VALUE",
    help="What the action's effect needs, like percent=60 or on=2025-02-01.",
)
@click.option(
    "--seen",
    type=int,
    metavar="SEQ",
    help="Last event of the item that you have seen: if it has moved on since, nothing is written.",
)
@_FIELDS
@_EVIDENCE
@_AT
@_KNOWN
@_FOR
@_NOTE
@LEDGER
@ACCOUNT
@JSON
def act(
    item: str,
    action: str,
    to_unit: str,
    units: tuple[str, ...],
    reason: str,
    data: tuple[str, ...],
    seen: int | None,
    fields: tuple[str, ...],
    evidence: tuple[str, ...],
    at: date | datetime | None,
    known_at: date | datetime | None,
    on_behalf_of: str,
    note: str,
    where: str | None,
    account: str | None,
    as_json: bool,
) -> None:
    """Do something with an ITEM: an ACTION of its kind.

    What could be done now, and what stands against the rest, is shown by: tongqu ledger show ITEM
    --actions.
    """
    actor = who(account)
    values, more = plain_pairs(fields, "--field"), plain_pairs(data, "--data")
    files = evidence_of(evidence)
    with writing(where) as ledger:
        zone = _zone(ledger)
        ledger.act(
            item,
            action,
            actor=actor,
            at=instant_in(zone, at),
            known_at=instant_in(zone, known_at),
            on_behalf_of=on_behalf_of,
            to_unit=to_unit,
            units=units,
            fields=values,
            evidence=files,
            reason=reason,
            note=note,
            data=more,
            seen_seq=seen,
        )
        _tell(ledger, item, as_json=as_json)


def _tell(ledger: Ledger, code: str, *, as_json: bool) -> None:
    """Say how the item stands now."""
    row = ledger.journal.item(code)
    assert row is not None, code
    kind = ledger.kind(row.kind, row.kind_version)
    state = next(one for one in kind.states if one.id == row.state)
    told: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "kind": "ledger_written",
        "item": code,
        "state": row.state,
        "state_name": state.name,
        "state_name_zh": state.name_zh,
        "unit": row.unit,
        "open": row.open,
        "last_seq": row.last_seq,
    }
    if as_json:
        emit_json(told)
        return
    lang = reader_language()
    name = state.name_zh if lang == "zh" else state.name
    say: Callable[..., str] = translator(lang)
    click.echo(say("{item}: {state}, {unit}", item=code, state=name, unit=row.unit))
