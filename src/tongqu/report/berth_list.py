"""The calls of a plan as a list: when and where, with which cranes, how long it waits, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.berth_words import (
    amount,
    cranes_held,
    cranes_word,
    glued,
    teu,
)
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import clock, duration, plain, tonnes
from tongqu.report.tables import Column, table
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.report.berth_data import Board, Stay

__all__ = ["list_section"]

MOST_OTHERS = 3


def list_section(plan: Mapping[str, Any], board: Board) -> Html:
    """Return the list of all calls, those without a berth last; bars of the board link here."""
    head = el("h2", t("The calls"), id="calls")
    if not board.stays and not board.unplaced:
        return el("section", head, el("p", t("No vessel calls in this time.")))
    columns = [
        Column(t("No."), number=True),
        Column(t("Vessel")),
        Column(t("Cargo")),
        Column(t("Arrives (ETA)")),
        Column(t("Berth")),
        Column(t("Makes fast (ETB)")),
        Column(t("Leaves (ETD)")),
        Column(t("Waits"), number=True),
        Column(t("Cranes"), number=True),
        Column(t("Why there")),
    ]
    names = _names(plan, board)
    vessels = {c["id"]: str(c.get("vessel") or c["id"]) for c in plan.get("calls") or []}
    shared = {place.place_id for place in board.places if place.continuous}
    rows: list[list[Child]] = []
    kinds: list[str] = []
    for stay in sorted(board.stays, key=lambda s: s.number):
        rows.append(_row(stay, names, vessels, stay.place_id in shared))
        kinds.append("broken-row" if stay.conflict else "late-row" if stay.late_h > 0 else "")
    for number, call, _ in board.unplaced:
        rows.append(_without(number, call))
        kinds.append("late-row" if board.stays else "")
    return el(
        "section", head, table(columns, rows, class_="calls", row_classes=kinds), class_="list"
    )


def _names(plan: Mapping[str, Any], board: Board) -> dict[str, Both]:
    names = {b["id"]: both(b.get("name") or b["id"], b.get("name_zh"))
             for b in plan.get("berths") or []}  # fmt: skip
    return names | {place.place_id: place.name for place in board.places}


def _number(number: int) -> Html:
    return el("b", f"{number}", id=f"call-{number}")


def _vessel(call: Mapping[str, Any]) -> Html:
    size = f"{plain(float(call['length_m']))} m" if call.get("length_m") else ""
    kind = name_of(call, "vessel_class_name")
    small = glued([both(call.get("id")), kind, Both(size, size)], ", ", "，")
    weight = float(call.get("weight") or 1.0)
    return join(
        el("b", str(call.get("vessel") or "")),
        el("small", small) if small.en else None,
        el("small", t("counts {weight} times", weight=plain(weight))) if weight != 1.0 else None,
    )


def _cargo(call: Mapping[str, Any]) -> Html:
    parts = []
    for key, word in (("discharge", t("discharges")), ("load", t("loads"))):
        boxes, mass = float(call.get(f"{key}_teu") or 0), float(call.get(f"{key}_t") or 0)
        much = ([teu(boxes)] if boxes else []) + ([tonnes(mass)] if mass else [])
        if much:
            words = glued(much, ", ", "，")
            parts.append(el("small", glued([word, words], " ", " ")))
    name = both(
        call.get("commodity_name") or call.get("commodity_id"), call.get("commodity_name_zh")
    )
    return join(name if name.en else None, parts or amount(call))


def _arrives(call: Mapping[str, Any]) -> Html:
    parts = [join(clock(call["eta"]))]
    for guess in call.get("guesses") or []:
        if guess.get("field") == "eta":
            parts.append(el("small", t("guessed"), class_="guessed"))
            break
    # An estimate that is the arrival itself needs no second line.
    parts += [
        _told(entry)
        for entry in call.get("times") or []
        if (entry.get("kind"), entry.get("event"), entry.get("at")) != ("EST", "ARRI", call["eta"])
    ]
    if call.get("latest_departure"):
        at = clock(call["latest_departure"])
        parts.append(el("small", t("must leave by {at}", at=at)))
    if call.get("window_from") or call.get("window_until"):
        since = clock(call["window_from"]) if call.get("window_from") else Both("…", "…")
        until = clock(call["window_until"]) if call.get("window_until") else Both("…", "…")
        parts.append(el("small", t("berths {since} to {until}", since=since, until=until)))
    return join(parts)


def _told(entry: Mapping[str, Any]) -> Html:
    """Return a time as somebody told it; times of different kinds stand side by side."""
    kinds = {
        "EST": t("estimated"),
        "REQ": t("requested"),
        "PLN": t("planned"),
        "ACT": t("actual"),
    }
    events = {
        "ARRI": t("arrival"),
        "BERT": t("berthing"),
        "STRT": t("begin of work"),
        "CMPL": t("end of work"),
        "DEPA": t("departure"),
    }
    kind = kinds.get(str(entry.get("kind"))) or both(entry.get("kind"))
    event = events.get(str(entry.get("event"))) or both(entry.get("event"))
    source = str(entry.get("source") or "")
    at = clock(str(entry["at"]))
    words = t("{event} {kind}: {at}", event=event, kind=kind, at=at)
    tail = Both(f" ({source})", f"（{source}）") if source else Both("", "")
    return el("small", Both(words.en + tail.en, words.zh + tail.zh))


def _row(
    stay: Stay, names: Mapping[str, Both], vessels: Mapping[str, str], shared: bool
) -> list[Child]:
    record = stay.record
    berth = names.get(stay.place_id, both(stay.place_id))
    where: list[Child] = [berth]
    if shared and stay.from_m is not None and stay.to_m is not None:
        where.append(el("small", stay.metres))
    if stay.pinned:
        where.append(el("small", t("fixed by hand")))
    if stay.wished:
        wished = names.get(stay.wished, both(stay.wished))
        where.append(el("small", t("asked for {berth}", berth=wished)))
    late: Child = None
    if stay.late_h > 0:
        late = el("small", t("{time} late", time=duration(stay.late_h)), class_="late-word")
    return [
        _number(stay.number),
        _vessel(stay.call),
        _cargo(stay.call),
        _arrives(stay.call),
        join(where),
        join(clock(record["start"])),
        join(clock(record["end"]), late),
        join(duration(stay.wait_h)) if stay.wait_h > 1e-9 else "–",
        _cranes(stay),
        _why(record.get("why") or {}, names, vessels),
    ]


def _cranes(stay: Stay) -> Child:
    held = cranes_held(stay)
    if not held:
        return "–"
    counts = sorted({use.cranes for use in stay.cranes})
    if len(stay.cranes) > 1 and len(counts) > 1:
        return join(el("span", f"{plain(counts[0])}–{plain(held)}"))
    return join(el("span", plain(held), title=str(cranes_word(held))))


def _why(why: Mapping[str, Any], names: Mapping[str, Both], vessels: Mapping[str, str]) -> Html:
    text = both(why.get("text"), why.get("text_zh"))
    others = why.get("alternatives") or []
    items = [el("li", _other(entry, names, vessels)) for entry in others[:MOST_OTHERS]]
    if len(others) > MOST_OTHERS:
        items.append(el("li", t("and {count} more", count=len(others) - MOST_OTHERS)))
    more = None
    if items:
        more = el("details", el("summary", t("other berths")), el("ul", items))
    return join(text, more)


def _other(entry: Mapping[str, Any], names: Mapping[str, Both], vessels: Mapping[str, str]) -> Both:
    berth = names.get(str(entry.get("berth")), both(entry.get("berth")))
    in_the_way = [both(vessels.get(i, i)) for i in entry.get("blocked_by") or []]
    behind = glued(in_the_way[:4], ", ", "、")
    if entry.get("start") is None:
        said = t("{berth}: not free in time", berth=berth)
    else:
        said = t(
            "{berth} from {at}: {hours} weighted h more",
            berth=berth,
            at=clock(entry["start"]),
            hours=plain(float(entry.get("costs_more") or 0.0), 1),
        )
    if not in_the_way:
        return said
    tail = t("behind {vessels}", vessels=behind)
    return glued([said, tail], "; ", "；")


def _without(number: int, call: Mapping[str, Any]) -> list[Child]:
    pinned = None
    metre = call.get("pinned_from_m")
    place = call.get("pinned_berth_id") or call.get("pinned_quay_id")
    at = call.get("pinned_start")
    if place or at or metre is not None:
        parts = [both(place)] if place else []
        parts += [both(f"{metre:g} m", f"{metre:g} 米")] if metre is not None else []
        parts += [clock(at)] if at else []
        pinned = t("fixed by hand: {where}", where=glued(parts, ", ", "，"))
    return [
        _number(number),
        _vessel(call),
        _cargo(call),
        _arrives(call),
        t("without a berth"),
        "–",
        "–",
        "–",
        "–",
        join(pinned) if pinned else "–",
    ]
