"""What happened to an item, in words: who, for whom, when, and since when it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.ledger_lights import light_sign
from tongqu.report.ledger_parts import said_text
from tongqu.report.ledger_read import Reading, named
from tongqu.report.numbers import plain
from tongqu.report.tables import Column, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["evidence_table", "history_table", "look_back_table", "who"]

_HASH_SIGNS = 12


def who(row: Mapping[str, Any]) -> Both:
    """Return who did something, and for whom: always both.

    Examples
    --------
    >>> who({"actor": "clerk.chen", "on_behalf_of": "cold-store"}).en
    'clerk.chen, on behalf of cold-store'
    """
    actor = named(row, "actor")
    if row.get("on_behalf_of"):
        return t("{actor}, on behalf of {other}", actor=actor, other=named(row, "on_behalf_of"))
    return actor


def history_table(rows: Sequence[Mapping[str, Any]], reading: Reading) -> Html:
    """Return every entry about an item, the first one first, each with its hash."""
    columns = [
        Column(t("Entry"), number=True),
        Column(t("When")),
        Column(t("What happened")),
        Column(t("Who")),
        Column(t("Unit")),
        Column(t("Hash")),
    ]
    body: list[list[Child]] = [
        [
            plain(int(row.get("seq") or 0)),
            _times(row, reading),
            _what(row),
            who(row),
            named(row, "unit") if row.get("unit") else "–",
            _short_hash(row.get("hash")),
        ]
        for row in rows
    ]
    return table(columns, body, class_="history")


def _times(row: Mapping[str, Any], reading: Reading) -> Html:
    """Return when something happened; what came in later says since when it is known."""
    parts: list[Child] = [reading.when(row.get("at"))]
    at, known, recorded = (row.get(key) for key in ("at", "known_at", "recorded_at"))
    if known and reading.when(known) != reading.when(at):
        parts.append(el("small", t("known since {at}", at=reading.when(known))))
    if recorded and reading.when(recorded) != reading.when(known or at):
        parts.append(el("small", t("entered {at}", at=reading.when(recorded)), class_="backfill"))
    return join(*parts)


def _what(row: Mapping[str, Any]) -> Html:
    """Return what was done and what it says; the words may begin with the action's name."""
    action = named(row, "action") if row.get("action") else both(None)
    said = said_text(row)
    if not action.en:
        return join(said if said.en else both(row.get("effect")))
    rest = Both(
        said.en.removeprefix(action.en).lstrip(": "), said.zh.removeprefix(action.zh).lstrip(":： ")
    )
    more = el("small", both(rest.en, rest.zh), class_="said") if rest.en or rest.zh else None
    return join(el("b", action), more)


def _short_hash(value: object) -> Html:
    text = str(value or "")
    if len(text) <= _HASH_SIGNS:
        return el("code", text or "–")
    return el("code", f"{text[:_HASH_SIGNS]}…", title=text)


def evidence_table(rows: Sequence[Mapping[str, Any]], reading: Reading) -> Html:
    """Return what was attached, each with the hash that its file must have."""
    columns = [
        Column(t("File")),
        Column(t("Kind")),
        Column(t("Attached")),
        Column(t("Size"), number=True),
        Column(t("SHA-256 of the file")),
    ]
    body: list[list[Child]] = [
        [
            join(
                el("b", str(row.get("name") or "")),
                el("small", both(row["note"], row.get("note_zh"))) if row.get("note") else None,
                _valid(row, reading),
            ),
            named(row, "kind") if row.get("kind") else "–",
            join(reading.when(row.get("at")), el("small", str(row.get("by") or ""))),
            _size(row.get("bytes")),
            el("code", str(row.get("sha256") or "–")),
        ]
        for row in rows
    ]
    return table(columns, body, class_="evidence")


def _valid(row: Mapping[str, Any], reading: Reading) -> Html | None:
    until = row.get("valid_until")
    return el("small", t("valid until {day}", day=reading.day(until))) if until else None


def _size(value: object) -> Child:
    if not isinstance(value, int | float):
        return "–"
    if value < 1000:
        return f"{plain(value)} B"
    return f"{plain(value / 1000, 0 if value >= 100_000 else 1)} kB"


def look_back_table(rows: Sequence[Mapping[str, Any]], reading: Reading) -> Html:
    """Return when somebody looks again, and what was found."""
    columns = [
        Column(t("To be looked at again")),
        Column(t("Looked at")),
        Column(t("Result")),
        Column(t("Light")),
    ]
    results = {"pass": t("holds"), "fail": t("came back: rebound")}
    body: list[list[Child]] = [
        [
            reading.day(row.get("due_on")),
            reading.day(row.get("done_on")),
            results.get(str(row.get("result")), both(row.get("result") or "–")),
            light_sign(row),
        ]
        for row in rows
    ]
    return table(columns, body, class_="look-backs")
