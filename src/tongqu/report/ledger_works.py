"""Works on the ledger's pages: progress by section, milestones, a forecast with its band."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.ledger_lights import light_sign
from tongqu.report.ledger_parts import said_text
from tongqu.report.ledger_read import Reading, count, glued, spoken_span
from tongqu.report.numbers import money, plain
from tongqu.report.tables import Column, source_link, table
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = [
    "closure_words",
    "forecast_part",
    "milestone_at",
    "milestone_line",
    "milestones_table",
    "percent_words",
    "progress_bar",
    "progress_list",
    "section_name",
    "work_notes",
]


def percent_words(row: Mapping[str, Any]) -> Both:
    """Return a progress as it was reported: what was said to be more is at least that.

    Examples
    --------
    >>> percent_words({"percent": 90, "at_least": True}).en, percent_words({"percent": 60}).zh
    ('at least 90%', '60%')
    >>> percent_words({"percent": None, "count": 9, "of": 13}).en
    '9 of 13'
    """
    value, number, whole = row.get("percent"), row.get("count"), row.get("of")
    if isinstance(value, int | float):
        told = both(f"{plain(float(value))}%")
    elif isinstance(number, int | float):
        told = both(plain(number))
        if isinstance(whole, int | float):
            told = t("{count} of {whole}", count=plain(number), whole=plain(whole))
    else:
        return t("not reported")
    return t("at least {percent}", percent=told) if row.get("at_least") else told


def section_name(row: Mapping[str, Any]) -> Both:
    """Return what a section is called; one without a name is the whole work.

    Examples
    --------
    >>> section_name({"section": "", "name": "", "name_zh": ""}).en
    'whole work'
    """
    name = name_of(row) if name_of(row).en else both(row.get("section"))
    return name if name.en else t("whole work")


def _share(row: Mapping[str, Any]) -> float:
    value, number, whole = row.get("percent"), row.get("count"), row.get("of")
    if isinstance(number, int | float) and isinstance(whole, int | float) and whole > 0:
        return min(max(number / whole, 0.0), 1.0)
    return min(max(float(value), 0.0), 100.0) / 100 if isinstance(value, int | float) else 0.0


def progress_bar(row: Mapping[str, Any]) -> Html:
    """Return a progress as a bar; beyond what was reported as least it is hatched."""
    wide = 200.0
    share = _share(row)
    parts = [el("rect", x=0.5, y=1.5, width=wide - 1, height=11, class_="progress-ground")]
    done = round(wide * share, 1)
    if row.get("at_least") and share < 1:
        more = round(wide - done - 0.5, 1)
        parts.append(el("rect", x=done, y=1.5, width=more, height=11, class_="progress-more"))
    if share:
        parts.append(el("rect", x=0.5, y=1.5, width=done, height=11, class_="progress-done"))
    planned = row.get("planned_percent")
    if isinstance(planned, int | float):
        x = round(wide * min(max(float(planned), 0.0), 100.0) / 100, 1)
        parts.append(el("line", x1=x, x2=x, y1=0, y2=14, class_="progress-planned"))
    return el("svg", parts, viewBox=f"0 0 {wide:g} 14", class_="progress", aria_hidden="true")


def progress_list(item: Mapping[str, Any], reading: Reading) -> Html | None:
    """Return how far each section is, since when that is known and who says so."""
    rows = item.get("progress") or ()
    overall = item.get("progress_percent")
    shown = [_progress_row(row, reading) for row in rows]
    # How many blocks are in fit-out says nothing about how far the whole is.
    counted = any(row.get("count") is not None for row in rows)
    if isinstance(overall, int | float) and len(rows) != 1 and not counted:
        least = any(row.get("at_least") for row in rows)
        planned = item.get("planned_percent")
        whole = {"percent": overall, "at_least": least, "planned_percent": planned}
        plan = None
        if isinstance(planned, int | float):
            plan = el("small", t("planned by now: {percent}", percent=f"{plain(float(planned))}%"))
        line = el(
            "li", el("b", t("All sections") if rows else t("Progress")), progress_bar(whole),
            el("span", percent_words(whole), class_="percent"), plan, class_="all-sections",
        )  # fmt: skip
        shown.insert(0, line)
    return el("ul", shown, class_="progress-list") if shown else None


def _progress_row(row: Mapping[str, Any], reading: Reading) -> Html:
    seen = t("seen {day}", day=reading.day(row["observed_on"])) if row.get("observed_on") else None
    return el(
        "li",
        el("span", section_name(row)),
        progress_bar(row),
        el("span", percent_words(row), class_="percent"),
        el("small", seen, " ", source_link(reading.sources, row.get("source_id"))),
    )


def milestones_table(item: Mapping[str, Any], reading: Reading) -> Html | None:
    """Return the dates of a work; columns that nobody filled are left out."""
    rows = item.get("milestones") or ()
    if not rows:
        return None
    kept = [
        (key, head)
        for key, head in (
            ("baseline_on", t("Baseline")),
            ("planned_on", t("Stated plan")),
            ("current_on", t("Current plan")),
            ("expected_on", t("Expected")),
            ("forecast_on", t("Forecast")),
            ("actual_on", t("Actual")),
        )
        if any(row.get(key) for row in rows)
    ]
    if all(row.get("planned_on") in (None, row.get("current_on")) for row in rows):
        kept = [(key, head) for key, head in kept if key != "planned_on"]  # says it twice
    slack = any(row.get("float_days") is not None for row in rows)
    columns = [Column(t("Milestone")), *(Column(head) for _, head in kept)]
    columns += [Column(t("Float"), number=True)] if slack else []
    columns += [Column(t("Light"))]
    body: list[list[Child]] = []
    for row in rows:
        link = source_link(reading.sources, row.get("source_id"))
        cells: list[Child] = [join(el("b", name_of(row)), el("small", link) if link else None)]
        cells += [_milestone_day(row, key, reading) for key, _ in kept]
        if slack:
            cells.append(_slack(row))
        cells.append(join(light_sign(row), _days_late(row.get("late_days"))))
        body.append(cells)
    return table(columns, body, class_="milestones")


def milestone_at(row: Mapping[str, Any]) -> tuple[str, object]:
    """Return the best that is known of a milestone: which date, and the date.

    Examples
    --------
    >>> milestone_at({"planned_on": "2024-12-01", "actual_on": "2024-12-03"})
    ('actual_on', '2024-12-03')
    """
    for key in ("actual_on", "current_on", "expected_on", "planned_on", "forecast_on"):
        if row.get(key):
            return key, row[key]
    return "", None


def milestone_line(row: Mapping[str, Any], reading: Reading) -> Html:
    """Return a milestone in one line: the best that is known of it, baseline and forecast under."""
    key = milestone_at(row)[0]
    if not key:
        return join(el("b", name_of(row)), " ", t("no date given"))
    when = reading.stated(key, row)
    words = {"actual_on": t("reached"), "forecast_on": t("forecast")}.get(key, t("planned"))
    others = [(t("Baseline"), row.get("baseline_on")), (t("Forecast"), row.get("forecast_on"))]
    more = [t("{what}: {day}", what=word, day=reading.day(at)) for word, at in others if at]
    small = el("small", glued(more)) if more else None
    return join(el("b", name_of(row)), " ", when, " (", words, ")", small)


def _milestone_day(row: Mapping[str, Any], key: str, reading: Reading) -> Child:
    if not row.get(key):
        return "–"
    words = reading.stated(key, row)
    return el("b", words) if key == "actual_on" else words


def _days_late(value: object) -> Html | None:
    if not isinstance(value, int | float) or value <= 0:
        return None
    said = t("1 day late") if value == 1 else t("{count} days late", count=plain(float(value)))
    return el("small", said, class_="late-word")


def _slack(row: Mapping[str, Any]) -> Child:
    value = row.get("float_days")
    if not isinstance(value, int | float):
        return "–"
    days = t("{count} d", count=plain(float(value)))
    return join(days, el("small", t("critical"))) if row.get("critical") else days


def forecast_part(item: Mapping[str, Any], reading: Reading) -> Html | None:
    """Return when a work is likely to end, as a band with words; or why nobody can say."""
    forecast = item.get("forecast")
    if not forecast:
        return None
    words = el("p", said_text(forecast))
    if not forecast.get("p50_on"):
        return el("div", el("h4", t("Forecast")), words, class_="forecast")
    days = {key: reading.local(str(forecast[key])).date() for key in ("p10_on", "p50_on", "p90_on")}
    plans = [row.get("current_on") or row.get("planned_on") for row in item.get("milestones") or ()]
    plan = max((reading.local(str(at)).date() for at in plans if at), default=None)
    pairs = [
        (t("1 chance in 10 by"), reading.day(forecast["p10_on"])),
        (t("even chance by"), reading.day(forecast["p50_on"])),
        (t("9 chances in 10 by"), reading.day(forecast["p90_on"])),
    ]
    told = [el("span", name, " ", el("b", at), class_="band-end") for name, at in pairs]
    if plan is not None:
        told.append(el("span", t("last planned date"), " ", el("b", reading.day(plan.isoformat())),
                       class_="band-end"))  # fmt: skip
    return el(
        "div",
        el("h4", t("Forecast")),
        _band(days, plan),
        el("p", told, class_="band-words"),
        words,
        class_="forecast",
    )


def _band(days: Mapping[str, date], plan: date | None) -> Html:
    marks = [*days.values(), *([plan] if plan else [])]
    first, last = min(marks) - timedelta(days=3), max(marks) + timedelta(days=3)
    wide, y = 400.0, 12.0

    def x(at: date) -> float:
        return round(8 + (wide - 16) * ((at - first) / (last - first)), 1)

    left, right, middle = x(days["p10_on"]), x(days["p90_on"]), x(days["p50_on"])
    parts = [
        el("line", x1=0, x2=wide, y1=y, y2=y, class_="band-axis"),
        el("rect", x=left, y=y - 6, width=max(right - left, 1.0), height=12, class_="band"),
        el("line", x1=middle, x2=middle, y1=y - 9, y2=y + 9, class_="band-middle"),
    ]
    if plan is not None:
        at = x(plan)
        parts.append(el("path", d=f"M{at:g},{y - 7:g} l7,7 l-7,7 l-7,-7 Z", class_="stone-current"))
    return el("svg", parts, viewBox=f"0 0 {wide:g} 24", class_="band-picture", aria_hidden="true")


def work_notes(item: Mapping[str, Any], reading: Reading) -> Html | None:
    """Return tenants, budget and closures of a work in one line each."""
    parts = [
        _planned_words(item, reading),
        _tenant_words(item.get("tenants")),
        _budget_words(item.get("budget")),
    ]
    lines = [el("li", part) for part in parts if part is not None]
    for closure in item.get("closures") or ():
        lines.append(el("li", closure_words(closure, reading)))
    return el("ul", lines, class_="work-notes") if lines else None


def _planned_words(item: Mapping[str, Any], reading: Reading) -> Both | None:
    """Return from when to when a work was planned, where its milestones do not say it."""
    first, last = item.get("planned_start_on"), item.get("planned_finish_on")
    if item.get("milestones") or not (first or last):
        return None
    return t("Planned: {span}.", span=spoken_span(first, last, reading))


def _tenant_words(tenants: Mapping[str, Any] | None) -> Both | None:
    if not tenants:
        return None
    names = (
        ("intent", t("intend to come")),
        ("signed", t("signed")),
        ("operating", t("operating")),
        ("left", t("left")),
    )
    told = [
        t("{count} {stage}", count=count(tenants[key]), stage=word)
        for key, word in names
        if tenants.get(key)
    ]
    return t("Tenants: {stages}.", stages=glued(told)) if told else None


def _budget_words(budget: Mapping[str, Any] | None) -> Both | None:
    value = (budget or {}).get("amount")
    if budget is None or not isinstance(value, int | float):
        return None
    amount = money(float(value), str(budget.get("currency") or ""))
    return t("Budget: {amount}.", amount=amount)


def closure_words(closure: Mapping[str, Any], reading: Reading) -> Both:
    """Return what a work closes, from when to when and why."""
    span = t(
        "{what} closed from {first} to {last}",
        what=both(closure.get("row_id")),
        first=reading.day(closure.get("from")),
        last=reading.day(closure.get("until")) if closure.get("until") else t("open end"),
    )
    reason = both(closure.get("reason"), closure.get("reason_zh"))
    return glued([span, reason], ": ", "：")
