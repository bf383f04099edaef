"""Plan, budget and tenants of a work: activities with float, years with versions, stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.ledger_gantt import days_of, gantt, row_id
from tongqu.report.ledger_read import Reading, count, glued, spoken_span
from tongqu.report.ledger_scale import day_of, span_of
from tongqu.report.numbers import money, plain
from tongqu.report.tables import Column, table
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["budget_part", "budget_table", "plan_part", "tenants_part"]


def plan_part(item: Mapping[str, Any], reading: Reading) -> Html | None:
    """Return the activities of a work's plan, drawn and as a table."""
    plan = item.get("plan")
    activities = (plan or {}).get("activities") or ()
    if not plan or not activities:
        return None
    rows = [_drawn(activity, item.get("as_of")) for activity in activities]
    today = day_of(item.get("as_of"), reading)
    days = [day for row in rows for day in days_of(row, reading)]
    board = None
    if days:
        span = span_of([*days, *([today] if today else [])])
        board = el("figure", gantt(rows, span, today, reading, t("Activity")), _legend())
    return join(el("p", _plan_words(plan, reading)), board, _activities(activities, rows, reading))


def _plan_words(plan: Mapping[str, Any], reading: Reading) -> Both:
    parts = []
    if plan.get("version") is not None:
        parts.append(t("Version {number}", number=str(plan["version"])))
    if plan.get("baseline_version") is not None:
        parts.append(t("baseline is version {number}", number=str(plan["baseline_version"])))
    if plan.get("start_on") and plan.get("finish_on"):
        parts.append(
            t(
                "{first} to {last}",
                first=reading.day(plan["start_on"]),
                last=reading.day(plan["finish_on"]),
            )
        )
    return glued(parts)


def _drawn(activity: Mapping[str, Any], now: object) -> dict[str, Any]:
    """Return an activity as a row of a time axis: its dates, its float, what really was."""
    early, late = activity.get("early_finish"), activity.get("late_finish")
    bars = [{"kind": "current", "from": activity.get("early_start"), "until": early}]
    if early and late and str(late) > str(early):
        bars.append({"kind": "float", "from": early, "until": late})
    if activity.get("actual_start"):
        done = activity.get("actual_finish")
        bars.append({"kind": "actual", "from": activity["actual_start"],
                     "until": done or now or activity["actual_start"]})  # fmt: skip
    return {
        "code": activity.get("id"),
        "title": activity.get("name"),
        "title_zh": activity.get("name_zh"),
        "bars": [bar for bar in bars if bar["from"] or bar["until"]],
    }


def _legend() -> Html:
    def key(word: Both, *kinds: str) -> Html:
        bars = [
            el(
                "rect",
                x=1,
                width=28,
                y=3 + 2 * n,
                height=10 - 4 * n,
                class_=f"gantt-bar bar-{kind}",
            )
            for n, kind in enumerate(kinds)
        ]
        drawing = el("svg", bars, viewBox="0 0 30 16", class_="key-gantt", aria_hidden="true")
        return el("span", drawing, el("span", word), class_="legend-item")

    return el(
        "figcaption",
        key(t("earliest dates"), "current"),
        key(t("float"), "float"),
        key(t("actual"), "current", "actual"),
        class_="gantt-legend",
    )


def _activities(
    activities: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], reading: Reading
) -> Html:
    columns = [
        Column(t("Activity")),
        Column(t("Earliest")),
        Column(t("Latest")),
        Column(t("Actual")),
        Column(t("Float"), number=True),
        Column(t("Done"), number=True),
    ]
    body: list[list[Child]] = []
    for activity, row in zip(activities, rows, strict=True):
        slack, done = activity.get("float_days"), activity.get("percent")
        critical = el("span", t("critical"), class_="mark mark-planned")
        body.append(
            [
                join(
                    el("b", name_of(activity), id=row_id(row)),
                    " ",
                    critical if activity.get("critical") else None,
                ),
                _pair(activity, "early_start", "early_finish", reading),
                _pair(activity, "late_start", "late_finish", reading),
                _pair(activity, "actual_start", "actual_finish", reading),
                t("{count} d", count=plain(slack)) if isinstance(slack, int | float) else "–",
                f"{plain(done)}%" if isinstance(done, int | float) else "–",
            ]
        )
    return table(columns, body, class_="activities")


def _pair(row: Mapping[str, Any], first: str, last: str, reading: Reading) -> Child:
    return spoken_span(row.get(first), row.get(last), reading)


def budget_part(item: Mapping[str, Any], reading: Reading) -> Html | None:
    """Return what is set aside, by year and by the version of the yearly plan."""
    budget = item.get("budget")
    if not budget or not (budget.get("years") or budget.get("amount")):
        return None
    return budget_table([item], reading, titles=False)


def budget_table(
    items: Sequence[Mapping[str, Any]], reading: Reading, *, titles: bool = True
) -> Html | None:
    """Return the budgets of some works: in all, and each year's versions in their order."""
    columns = [
        *([Column(t("Work"))] if titles else []),
        Column(t("In all"), number=True),
        Column(t("Year")),
        Column(t("Version")),
        Column(t("Amount"), number=True),
        Column(t("Change"), number=True),
        Column(t("Known since")),
    ]
    body: list[list[Child]] = []
    for item in items:
        body += _budget_rows(item, reading, titles=titles)
    return table(columns, body, class_="budgets") if body else None


def _budget_rows(item: Mapping[str, Any], reading: Reading, *, titles: bool) -> list[list[Child]]:
    budget = item["budget"]
    currency = str(budget.get("currency") or "")
    whole = budget.get("amount")
    head: Child = money(float(whole), currency) if isinstance(whole, int | float) else "–"
    name = el("b", both(item.get("title") or item.get("code"), item.get("title_zh")))
    years = sorted(budget.get("years") or (), key=lambda y: (y.get("year"), y.get("version")))
    if not years:
        return [[*([name] if titles else []), el("b", head), "–", "–", "–", "–", "–"]]
    rows: list[list[Child]] = []
    before: dict[object, float] = {}
    for number, row in enumerate(years):
        amount = float(row.get("amount") or 0)
        was = before.get(row.get("year"))
        before[row.get("year")] = amount
        change: Child = "–"
        if was is not None:
            sign = "+" if amount > was else ""
            change = join(sign, money(amount - was, currency))
        first = number == 0
        rows.append(
            [
                *([name if first else ""] if titles else []),
                el("b", head) if first else "",
                str(row.get("year") or ""),
                str(row.get("version") or ""),
                money(amount, currency),
                change,
                reading.day(row.get("known_at")),
            ]
        )
    return rows


def tenants_part(item: Mapping[str, Any], reading: Reading) -> Html | None:
    """Return how many tenants are at which stage, and who they are where that is told."""
    tenants = item.get("tenants")
    if not tenants:
        return None
    del reading
    stages = (
        ("intent", t("intend to come")),
        ("signed", t("signed")),
        ("operating", t("operating")),
        ("left", t("left")),
    )
    columns = [Column(word, number=True) for _, word in stages]
    counted = table(columns, [[count(tenants.get(key, 0)) for key, _ in stages]])
    words = dict(stages)
    listed = [el("li", _tenant(row, words)) for row in tenants.get("list") or ()]
    return join(counted, el("ul", listed) if listed else None)


def _tenant(row: Mapping[str, Any], words: Mapping[str, Both]) -> Html:
    """Return a tenant, or a number of tenants whom nobody named, with their stage."""
    number = row.get("count")
    several = isinstance(number, int) and number != 1
    told = count(number) if several else both("")
    if several and row.get("at_least"):
        told = t("at least {percent}", percent=told)
    stage = words.get(str(row.get("stage")), both(row.get("stage")))
    return join(el("b", both(row.get("tenant"))), " ", glued([told, stage], " ", " "))
