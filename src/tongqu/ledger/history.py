"""An item's history in words: one line for each event, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.ledger.view_words import EFFECT_WORDS, STAGES, WHOLE_WORK, both
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.ledger.kind import Kind
    from tongqu.ledger.viewing import Viewing
    from tongqu.model.ledger_event import LedgerEvent

__all__ = ["history_lines"]


def history_lines(
    viewing: Viewing, kind: Kind, events: Iterable[LedgerEvent]
) -> list[dict[str, Any]]:
    """Return the history of an item, the oldest event first.

    Parameters
    ----------
    viewing
        What every view needs.
    kind
        The item's kind.
    events
        Its events, as the reader may see them.
    """
    return [_line(viewing, kind, event) for event in events]


PLAIN = ("acted", "noted", "close_asked", "closed", "accepted", "reopened")
"""Effects of which the action's name says it all; a reason may follow."""


def _line(viewing: Viewing, kind: Kind, event: LedgerEvent) -> dict[str, Any]:
    entry = event.entry
    action = next((one for one in kind.actions if one.id == entry.action), None)
    words = _words(viewing, kind, event)
    if action is not None:
        plain = entry.effect in PLAIN
        names = (("text", action.name), ("text_zh", action.name_zh))
        said = _reason(kind, event)
        for place, (key, name) in enumerate(names):
            mark = "：" if place else ": "
            more = said[place] if plain else words[key]
            words[key] = f"{name}{mark}{more}" if more else name
    note, note_zh = entry.data.get("note", ""), entry.data.get("note_zh", "")
    if note or note_zh:
        words["text"] += f" – {note or note_zh}"
        words["text_zh"] += f"（{note_zh or note}）"
    return {
        "seq": event.seq,
        "at": viewing.shown(entry.at),
        "known_at": viewing.shown(entry.known_at),
        "recorded_at": viewing.shown(event.recorded_at),
        "actor": entry.actor,
        "on_behalf_of": entry.on_behalf_of,
        "effect": entry.effect,
        "action": entry.action,
        "action_name": action.name if action else "",
        "action_name_zh": action.name_zh if action else "",
        **viewing.unit_keys("unit", entry.unit),
        "state": entry.state,
        **words,
        "hash": event.hash,
    }


def _reason(kind: Kind, event: LedgerEvent) -> tuple[str, str]:
    """Return the reason of an event: one of the action's list by its names, else as written."""
    data = event.entry.data
    given = str(data.get("reason", ""))
    for action in kind.actions:
        for choice in action.reasons if action.id == event.entry.action else ():
            if choice.id == given:
                return choice.name, choice.name_zh
    text = str(data.get("reason_text") or given)
    return text, text


def _words(viewing: Viewing, kind: Kind, event: LedgerEvent) -> dict[str, str]:
    """Return what an event says, from its effect and its data."""
    entry, data = event.entry, event.entry.data
    key = entry.effect
    params: dict[str, Any] = {
        "unit": viewing.unit_names(entry.unit),
        "reason": _reason(kind, event),
    }
    if key == "changed":
        params["what"] = _field_names(kind, data.get("fields", {}))
    elif key == "joined" and "units" not in data:
        key, params["unit"] = "part_finished", viewing.unit_names(data.get("finished", ""))
    elif key == "joined":
        params["units"] = _joined(viewing.unit_names(unit) for unit in data.get("units", ()))
    elif key == "extended":
        clock = kind.clock(str(data.get("clock", "")))
        params["clock"] = (clock.name, clock.name_zh) if clock else data.get("clock", "")
        params["due"] = viewing.words_s(entry.arg) if entry.arg is not None else ""
        params["approver"] = data.get("approver", "") or entry.actor
    elif key == "progressed":
        key, more = _progress(data)
        params |= more
    elif key == "planned" and data.get("baseline"):
        key = "planned_baseline"
    elif key in ("happened", "expected"):
        params["milestone"] = _milestone(viewing, kind, data)
        params["day"] = data.get("on", "")
        if key == "expected" and data.get("status") == "planned":
            key = "stated_plan"
    elif key == "looked_back":
        key = f"looked_back_{data.get('result', 'pass')}"
    elif key == "tenant":
        stage = STAGES.get(str(data.get("stage", "")), str(data.get("stage", "")))
        params["tenant"] = data.get("tenant", "")
        params["stage"] = tuple(translator(lang)(stage) for lang in ("en", "zh"))
    elif key == "closing_notice":
        params |= {"what": data.get("row_id", ""), "since": data.get("from", "")}
        params["until"] = data.get("until", "") or "…"
    else:
        params |= _plain(key, data)
    # Without an action (something old, something foreign) its effect has to do.
    return both(EFFECT_WORDS.get(key, key), params)


def _plain(key: str, data: Any) -> dict[str, Any]:
    """Return parameters that stand in an event's data as they are."""
    names = {
        "budgeted": ("year", "amount", "version"),
        "evidence": ("name",),
        "booked": ("slot",),
        "found": ("item",),
        "linked": ("to",),
        "expired": ("field",),
    }
    said = {name: data.get(name, "") for name in names.get(key, ())}
    text = {"commented": "comment", "answered": "answer", "replied": "reply"}.get(key)
    return said | ({"text": data.get(text, "")} if text else {})


def _progress(data: Any) -> tuple[str, dict[str, Any]]:
    section = data.get("name") or data.get("section")
    both_names = (section, data.get("name_zh") or section)
    if not section:
        both_names = (translator("en")(WHOLE_WORK), translator("zh")(WHOLE_WORK))
    if data.get("of"):
        return "counted", {
            "section": both_names,
            "count": data.get("count", ""),
            "of": data.get("of", ""),
        }
    percent = data.get("percent", "")
    if isinstance(percent, float) and percent.is_integer():
        percent = int(percent)
    more = "≥ " if data.get("at_least") else ""
    return "progressed", {"section": both_names, "percent": f"{more}{percent}"}


def _milestone(viewing: Viewing, kind: Kind, data: Any) -> tuple[str, str]:
    if data.get("name"):
        return str(data["name"]), str(data.get("name_zh") or data["name"])
    return viewing.milestone_names(kind, str(data.get("milestone", "")))


def _field_names(kind: Kind, fields: Iterable[str]) -> tuple[str, str]:
    known = [kind.field(name) for name in fields]
    return _joined((one.name, one.name_zh) for one in known if one is not None)


def _joined(names: Iterable[tuple[str, str]]) -> tuple[str, str]:
    pairs = list(names)
    return ", ".join(pair[0] for pair in pairs), "、".join(pair[1] for pair in pairs)
