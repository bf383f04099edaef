"""One item of a ledger for the terminal: clocks, progress, dates, evidence, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.cli.ledger_text import LedgerText, light_word

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["actions_text", "item_text"]


def item_text(view: Mapping[str, Any], text: LedgerText) -> str:
    """Return an item with everything that its reader may see."""
    t, say = text.t, text.lines.say
    say(f"{view['code']} · {text.name(view, 'title')}", "bold")
    mark = light_word(view["light"], t, made_good=bool(view.get("made_good")))
    say(f"{text.name(view, 'kind_name')} · {text.name(view, 'state_name')} · {mark}")
    say(t("as of {instant}", instant=text.when(view["as_of"], view)))
    if "fictional" in view.get("tags", ()):
        say(t("This item is fictional."))
    for reason in view.get("light_reasons", ()):
        say(text.name(reason, "text"), indent="- ")
    for flag in view.get("flags", ()):
        say(text.name(flag, "text"), indent="! ")
    _who(view, text)
    for part in (_clocks, _fields, _progress, _milestones, _money, _looks, _history):
        part(view, text)
    return text.lines.text()


def _who(view: Mapping[str, Any], text: LedgerText) -> None:
    t, say = text.t, text.lines.say
    say(t("unit: {name}", name=text.name(view, "unit_name") or view["unit"]))
    if view.get("joint_units"):
        names = view["joint_unit_names_zh" if text.lang == "zh" else "joint_unit_names"]
        say(t("with: {names}", names=", ".join(names)))
    step = view.get("next_step")
    if step:
        say(t("next: {step}", step=text.name(step, "text")))


def _clocks(view: Mapping[str, Any], text: LedgerText) -> None:
    if not view.get("clocks"):
        return
    t = text.t
    text.lines.head(t("Clocks"))
    rows = []
    for clock in view["clocks"]:
        due, first = (text.when(clock.get(key), view) for key in ("due_at", "original_due_at"))
        moved = t(" (first {due})", due=first) if first and first != due else ""
        rows.append(
            [
                text.name(clock),
                text.when(clock.get("started_at"), view),
                due + ("~" if clock.get("provisional") else "") + moved,
                text.when(clock.get("stopped_at"), view)
                or (t("paused") if clock.get("paused_since") else t("running")),
                light_word(clock["light"], t),
            ]
        )
    heads = (t("clock"), t("began"), t("due"), t("ended"), t("light"))
    text.lines.table([(head, False) for head in heads], rows)


def _fields(view: Mapping[str, Any], text: LedgerText) -> None:
    t = text.t
    rows = [
        [text.name(field), t("(hidden)") if field.get("hidden") else _value(field, text)]
        for field in view.get("fields", ())
        if field.get("hidden") or field.get("value") not in (None, "")
    ]
    if rows:
        text.lines.head(t("Fields"))
        text.lines.table([("", False), ("", False)], rows)


def _value(field: Mapping[str, Any], text: LedgerText) -> str:
    """Return a value as people say it: a choice by its name."""
    value = field["value"]
    if isinstance(value, bool):
        return text.t("yes") if value else text.t("no")
    return text.name(field, "value_name") or str(value)


def _progress(view: Mapping[str, Any], text: LedgerText) -> None:
    t = text.t
    rows = []
    for part in view.get("progress", ()):
        if part.get("count") is not None:
            percent = f"{part['count']} / {part['of']}" if part.get("of") else str(part["count"])
        else:
            percent = f"{part['percent']:g} %"
        rows.append(
            [
                text.name(part) or part.get("section", ""),
                t("at least {percent}", percent=percent) if part.get("at_least") else percent,
                str(part.get("observed_on") or ""),
                str(part.get("source_id") or ""),
            ]
        )
    if rows:
        text.lines.head(t("Progress"))
        heads = (t("section"), t("progress"), t("observed on"), t("source"))
        text.lines.table([(head, n == 1) for n, head in enumerate(heads)], rows)
    forecast = view.get("forecast")
    if forecast:
        text.lines.say(text.name(forecast, "text"))


def _milestones(view: Mapping[str, Any], text: LedgerText) -> None:
    t = text.t
    keys = ("baseline_on", "current_on", "expected_on", "forecast_on", "actual_on")
    rows = [
        [text.name(stone), *(str(stone.get(key) or "") for key in keys)]
        for stone in view.get("milestones", ())
    ]
    if rows:
        text.lines.head(t("Milestones"))
        heads = (
            t("milestone"), t("baseline"), t("plan"), t("as stated"), t("forecast"), t("actual"),
        )  # fmt: skip
        text.lines.table([(head, False) for head in heads], rows)


def _money(view: Mapping[str, Any], text: LedgerText) -> None:
    t = text.t
    budget = view.get("budget") or {}
    rows = [
        [str(year["year"]), str(year.get("version") or ""), f"{year['amount']:,.0f}"]
        for year in budget.get("years", ())
    ]
    if budget.get("amount") is not None or rows:
        text.lines.head(t("Budget"))
    if budget.get("amount") is not None:
        text.lines.say(f"{budget['amount']:,.0f} {budget.get('currency') or ''}".rstrip())
    if rows:
        heads = (t("year"), t("version"), t("amount"))
        text.lines.table([(head, n == 2) for n, head in enumerate(heads)], rows)


def _looks(view: Mapping[str, Any], text: LedgerText) -> None:
    t = text.t
    if not view.get("look_backs"):
        return
    text.lines.head(t("Look-backs"))
    for look in view["look_backs"]:
        result = {"pass": t("held"), "fail": t("came back")}.get(look.get("result") or "", "")
        done = look.get("done_on") or t("open")
        text.lines.say(f"{look['due_on']}: {done} {result}".rstrip(), indent="- ")


def _history(view: Mapping[str, Any], text: LedgerText) -> None:
    t = text.t
    if not view.get("history"):
        return
    text.lines.head(t("History"))
    for event in view["history"]:
        who = event["actor"]
        if event.get("on_behalf_of"):
            who = t("{actor} for {other}", actor=who, other=event["on_behalf_of"])
        late = ""
        if event.get("known_at") and event["known_at"] != event["at"]:
            late = t(" (known {known})", known=text.when(event["known_at"], view))
        text.lines.say(
            f"{event['seq']:>5}  {text.when(event['at'], view)}{late}  {who}: "
            f"{text.name(event, 'text')}"
        )


def actions_text(view: Mapping[str, Any], text: LedgerText) -> str:
    """Return what can be done with an item now, and what stands against the rest."""
    t = text.t
    text.lines.say(f"{view['code']} · {text.name(view, 'title')}", "bold")
    text.lines.say(text.name(view, "state_name"))
    free = [row["action"] for row in view["actions"] if row["allowed"]]
    text.lines.head(t("You can do"))
    text.lines.say(", ".join(free) or t("nothing"))
    held = [row for row in view["actions"] if not row["allowed"]]
    if held:
        text.lines.head(t("What stands against the rest"))
    for row in held:
        reasons = "; ".join(text.name(reason, "text") for reason in row["against"])
        text.lines.say(f"{row['action']}: {reasons}", indent="- ")
    return text.lines.text()
