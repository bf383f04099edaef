"""What the pages of the ledger share: next steps, flags, sources, the record's foot."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.ledger_read import Reading, count, glued, named, reading_of, titled
from tongqu.report.numbers import plain
from tongqu.report.tables import Column, command_text, facts_list, kind_mark, table
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = [
    "calendar_note",
    "flags_list",
    "item_marks",
    "item_name",
    "ledger_style",
    "next_step",
    "provisional_mark",
    "record_section",
    "said_text",
    "sources_part",
    "synthetic_note",
    "unit_words",
]


def ledger_style() -> Html:
    """Return the style sheet of the ledger's pages."""
    style = files("tongqu.report") / "assets" / "ledger.css"
    return el("style", Html(style.read_text(encoding="utf-8")))


def item_name(record: Mapping[str, Any], cards: Collection[str] = ()) -> Html:
    """Return an item's title with its code under it.

    Parameters
    ----------
    record
        Anything that has ``code``, ``title`` and ``title_zh``.
    cards
        Codes of the items that have a card on the page; the titles of these lead there.
    """
    code = str(record.get("code") or "")
    title = el("b", titled(record))
    if code in cards:
        title = el("a", title, href=f"#item-{code}")
    return join(title, " ", item_marks(record), el("small", el("code", code)))


def item_marks(record: Mapping[str, Any]) -> Html:
    """Return the marks of an item: confidential, invented."""
    invented = "fictional" in (record.get("tags") or ()) or record.get("fictional")
    marks = [
        (record.get("confidential"), t("confidential"), "mark-not-built"),
        (invented, t("fictional"), "mark-assumption"),
    ]
    return join([[el("span", word, class_=f"mark {kind}"), " "] for on, word, kind in marks if on])


def unit_words(record: Mapping[str, Any]) -> Both:
    """Return the responsible unit, and who handles the item with it."""
    first = named(record, "unit")
    ids = [str(unit) for unit in record.get("joint_units") or ()]
    names, chinese = (record.get(f"joint_unit_names{end}") or ids for end in ("", "_zh"))
    joint = [both(name, name_zh) for name, name_zh in zip(names, chinese, strict=True)]
    return t("{unit}, with {others}", unit=first, others=glued(joint)) if joint else first


def said_text(record: Mapping[str, Any] | None) -> Both:
    """Return the words of a record in both languages."""
    return both("") if record is None else both(record.get("text"), record.get("text_zh"))


def next_step(step: Mapping[str, Any] | None, reading: Reading) -> Html:
    """Return what comes next, whose turn it is and until when."""
    if not step or not said_text(step).en:
        return join(both("–"))
    said, parts = said_text(step), []
    unit = named(step, "owner_unit") if step.get("owner_unit") else both("")
    if unit.en not in said.en:  # the words of a step may name both already
        parts.append(unit)
    due = step.get("due_at")
    if due and reading.day(due).zh not in said.zh:
        parts.append(t("until {day}", day=reading.due(due)))
    return join(said, el("small", glued(parts)) if parts else None)


def provisional_mark() -> Html:
    """Return the mark of a date that rests on holidays that are not announced yet."""
    return el("span", t("provisional"), class_="mark mark-assumption")


def synthetic_note(ledger: Mapping[str, Any] | None) -> Html | None:
    """Return a line that says which items are invented, where some are."""
    if not (ledger or {}).get("synthetic"):
        return None
    said = t("Items marked as fictional were invented and stand for nobody.")
    return el("p", said, class_="sure invented")


def calendar_note(view: Mapping[str, Any]) -> Html | None:
    """Return up to when the working calendar is announced."""
    calendar = view.get("calendar") or {}
    until = calendar.get("announced_until")
    if not until:
        return None
    text = str(until)
    last = both(text) if len(text) == 4 else Reading().day(text)
    said = t(
        "Working days follow the holidays as announced up to {last}; later deadlines are "
        "provisional and marked so.",
        last=last,
    )
    hours = t("The hours of work are assumed.") if calendar.get("hours_assumed") else None
    return el("p", said, " ", hours, class_="calendar-note")


def flags_list(flags: Sequence[Mapping[str, Any]]) -> Html:
    """Return what does not add up, each with the item that it is about."""
    items: dict[Both, list[str]] = {}
    for flag in flags:  # what is said of many items is said once
        items.setdefault(said_text(flag), []).append(str(flag.get("item") or ""))
    rows = [
        el("li", said, [[" ", el("code", code)] for code in codes if code])
        for said, codes in items.items()
    ]
    return el("ul", rows, class_="flags")


def sources_part(view: Mapping[str, Any]) -> Html | None:
    """Return the sources, each where the figures that rest on it lead."""
    sources = view.get("sources") or ()
    if not sources:
        return None
    columns = [Column(t("Source")), Column(t("Kind")), Column(t("What it is"))]
    rows: list[list[Child]] = [
        [
            el("code", str(source["id"]), id=f"source-{source['id']}"),
            kind_mark(source.get("kind")),
            name_of(source, "title"),
        ]
        for source in sources
    ]
    return el("section", el("h2", t("Sources")), table(columns, rows, class_="sources"))


def _hash_lines(head: str, told: Both) -> Html:
    return join(
        el("p", t("Hash of the last entry"), " ", el("code", head, class_="hash")),
        el("p", told, " ", command_text("tongqu ledger verify")),
    )


def record_section(view: Mapping[str, Any]) -> Html:
    """Return which record the page was drawn from: its length and its last hash."""
    ledger, reading = view.get("ledger") or {}, reading_of(view)
    pairs: list[tuple[Both, Child]] = [
        (t("Ledger"), el("strong", name_of(ledger))),
        (t("As known on"), el("strong", reading.due(view.get("as_of")))),
    ]
    head = str(ledger.get("head_hash") or "")
    if head:
        pairs += [
            (t("Entries"), el("strong", count(ledger.get("events", 0)))),
            (t("Last entry"), el("strong", plain(int(ledger.get("head_seq") or 0)))),
        ]
    told = t(
        "Every entry carries the hash of the one before it. Whoever keeps the last hash can prove "
        "later that nothing was changed: this command must find it at the same entry."
    )
    return el(
        "section",
        el("h2", t("The record")),
        facts_list(pairs),
        _hash_lines(head, told) if head else None,
        calendar_note(view),
        class_="record",
    )
