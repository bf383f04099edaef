"""What stands around a berth board: conflicts, clashes, moves, questions, what binds, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.berth_words import cause_word, weighted
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import clock, moment, plain
from tongqu.report.tables import Column, kind_mark, table
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.report.berth_data import Board

__all__ = [
    "asked_section",
    "binds_section",
    "clash_section",
    "conflicts_section",
    "ground_section",
    "moves_section",
]


def _said(entry: Mapping[str, Any]) -> Both:
    return both(entry.get("text"), entry.get("text_zh"))


def _numbers(board: Board) -> dict[str, int]:
    numbers = {stay.call["id"]: stay.number for stay in board.stays}
    return numbers | {call["id"]: number for number, call, _ in board.unplaced}


def _links(calls: list[Any], board: Board, vessels: Mapping[str, str]) -> Html:
    """Return calls as links to their rows in the list."""
    numbers = _numbers(board)
    links: list[Child] = []
    for call_id in calls:
        name = vessels.get(call_id, str(call_id))
        number = numbers.get(call_id)
        link = el("a", f"{number} {name}", href=f"#call-{number}") if number else el("span", name)
        links += [", ", link] if links else [link]
    return join(links)


def vessels_of(plan: Mapping[str, Any]) -> dict[str, str]:
    """Return the vessel of each call."""
    return {c["id"]: str(c.get("vessel") or c["id"]) for c in plan.get("calls") or []}


def conflicts_section(plan: Mapping[str, Any], board: Board) -> Html | None:
    """Return the rules that a checked or edited plan breaks, in words."""
    conflicts = plan.get("conflicts") or []
    if not conflicts:
        return None
    vessels = vessels_of(plan)
    columns = [Column(t("Calls")), Column(t("What breaks a rule"))]
    rows: list[list[Child]] = [
        [_links(list(entry.get("calls") or []), board, vessels), _said(entry)]
        for entry in conflicts
    ]
    return el(
        "section",
        el("h2", t("Conflicts")),
        el("p", t("On the board these vessels have a red edge."), class_="sure warn"),
        table(columns, rows, class_="conflicts"),
        class_="trouble",
    )


def clash_section(plan: Mapping[str, Any], board: Board) -> Html | None:
    """Return why there is no plan, and what would be the least to give up."""
    clash = plan.get("infeasible")
    if not clash:
        return None
    rules = [el("li", _said(rule)) for rule in clash.get("rules") or []]
    calls = list(clash.get("calls") or [])
    relaxation = clash.get("relaxation") or {}
    intro = (
        t("These cannot all hold; without any one of them, the others could:")
        if clash.get("smallest", True)
        else t("These cannot all hold; perhaps not all of them are needed for that:")
    )
    parts: list[Html] = [el("p", intro), el("ul", rules)]
    if calls:
        parts.append(
            el("p", t("Calls that take part:"), " ", _links(calls, board, vessels_of(plan)))
        )
    if _said(relaxation).en:
        costs = relaxation.get("costs")
        price = weighted(float(costs)) if costs is not None else None
        parts.append(
            el(
                "p",
                el("b", t("The least to give up:")),
                " ",
                _said(relaxation),
                [" ", t("The plan then costs {hours}.", hours=price)] if price else None,
                class_="sure",
            )
        )
    return el("section", el("h2", t("Why there is no plan")), parts, class_="trouble")


def moves_section(plan: Mapping[str, Any], board: Board) -> Html | None:
    """Return what moved against the plan before."""
    moves = plan.get("moves")
    if moves is None:
        return None
    head = el("h2", t("What moved"))
    if not moves:
        return el("section", head, el("p", t("Nothing moved against the plan before.")))
    names = {b["id"]: both(b.get("name") or b["id"], b.get("name_zh"))
             for b in (*(plan.get("berths") or []), *(plan.get("quays") or []))}  # fmt: skip
    vessels = vessels_of(plan)
    columns = [Column(t("Call")), Column(t("From")), Column(t("To")), Column(t("Why"))]

    def place(entry: Mapping[str, Any], way: str) -> Child:
        berth = entry.get(f"{way}_berth") or entry.get(f"{way}_quay")
        start, metre = entry.get(f"{way}_start"), entry.get(f"{way}_metre")
        if not berth and not start:
            return t("not in that plan")
        where = names.get(str(berth), both(berth))
        return join(
            where if berth else None,
            el("small", both(f"{metre:g} m", f"{metre:g} 米")) if metre is not None else None,
            el("small", moment(start)) if start else None,
        )

    rows: list[list[Child]] = [
        [
            _links([entry["call"]], board, vessels),
            place(entry, "from"),
            join("→ ", place(entry, "to")),
            _said(entry),
        ]
        for entry in moves
    ]
    return el("section", head, table(columns, rows, class_="moves"))


def asked_section(plan: Mapping[str, Any], board: Board) -> Html | None:
    """Return what was guessed and should be asked for."""
    vessels = vessels_of(plan)
    rows: list[list[Child]] = []
    for call in plan.get("calls") or []:
        for guess in call.get("guesses") or []:
            value = str(guess.get("value") or "")
            when = len(value) >= 16 and value[10:11] == "T"
            rows.append(
                [
                    _links([call["id"]], board, vessels),
                    both(guess.get("question"), guess.get("question_zh")),
                    str(guess.get("text") or "–"),
                    _moment(value) if when else value or "–",
                ]
            )
    if not rows:
        return None
    columns = [
        Column(t("Call")),
        Column(t("Question")),
        Column(t("What was written")),
        Column(t("What was taken")),
    ]
    return el(
        "section",
        el("h2", t("To be asked")),
        el("p", t("This was not said clearly, and guessed. The plan changes if it is otherwise.")),
        table(columns, rows, class_="asked"),
    )


def _moment(value: str) -> Child:
    try:
        return clock(value)
    except ValueError:
        return value


def binds_section(plan: Mapping[str, Any]) -> Html | None:
    """Return what one berth, crane or hour more would save, as ranges on one scale."""
    binds = plan.get("binds")
    if not binds:
        return None
    most = max([float(b.get("saved_high") or 0.0) for b in binds] + [1e-9])
    columns = [
        Column(t("One more")),
        Column(t("Saves")),
        Column(Both("", "")),
        Column(t("In words")),
    ]
    rows: list[list[Child]] = []
    for bind in sorted(binds, key=lambda b: -float(b.get("saved_high") or 0.0)):
        low, high = float(bind.get("saved_low") or 0.0), float(bind.get("saved_high") or 0.0)
        rows.append([name_of(bind), _saves(low, high), _bar(low / most, high / most), _said(bind)])
    return el(
        "section",
        el("h2", t("What binds")),
        el("p", t("The plan was made again with one unit more of each scarce thing.")),
        table(columns, rows, class_="binds"),
        class_="whole",
    )


def _saves(low: float, high: float) -> Both:
    if round(low, 1) == round(high, 1):
        return weighted(high)
    return t("{low} to {high} weighted h", low=plain(low, 1), high=plain(high, 1))


def _bar(low: float, high: float) -> Html:
    end = max(1.0, 120 * high)
    sure = max(0.0, 120 * low)
    return el(
        "svg",
        el("rect", x=0, y=3, width=f"{end:.1f}", height=8, class_="bind-may"),
        el("rect", x=0, y=3, width=f"{sure:.1f}", height=8, class_="bind-sure"),
        viewBox="0 0 120 14", class_="bind-bar", aria_hidden="true",
    )  # fmt: skip


def ground_section(plan: Mapping[str, Any]) -> Html:
    """Return what the plan rests on: how it was made, notes, assumptions and sources."""
    return el(
        "section",
        el("h2", t("What the plan rests on")),
        _notes(plan),
        _made(plan),
        _assumptions(plan),
        _sources(plan),
        class_="ground",
    )


def _notes(plan: Mapping[str, Any]) -> Html | None:
    notes = [el("li", _said(note)) for note in plan.get("notes") or []]
    return join(el("h3", t("Notes")), el("ul", notes)) if notes else None


def _made(plan: Mapping[str, Any]) -> Html:
    forms = {
        "discrete": t("berths one by one"),
        "discrete_cranes": t("berths one by one, with cranes"),
        "quay": t("metres of quay"),
        "quay_cranes": t("metres of quay, with cranes"),
    }
    form = forms.get(str(plan.get("form"))) or both(plan.get("form"))
    causes = glued_causes(plan.get("by_cause") or {})
    pairs: list[tuple[Both, Child]] = [
        (t("Known as of"), moment(plan["as_of"]) if plan.get("as_of") else "–"),
        (t("Steps of time"), t("{count} min", count=plain(float(plan.get("time_step_min") or 0)))),
        (t("What is planned"), form),
        (t("Search"), t("{count} s", count=plain(float(plan.get("seconds") or 0.0)))),
        (t("Seed"), str(plan.get("seed"))),
        (t("Region"), join(el("code", str(plan.get("region") or "")), el("small", _short(plan)))),
    ]
    if causes.en:
        pairs.insert(0, (t("Hours by cause"), causes))
    items = [el("div", el("dt", name), el("dd", value)) for name, value in pairs]
    return join(el("h3", t("How it was made")), el("dl", items, class_="question"))


def _short(plan: Mapping[str, Any]) -> str:
    return str(plan.get("region_hash") or "")[:12]


def glued_causes(causes: Mapping[str, Any]) -> Both:
    """Return hours by cause in one line, causes without hours left out."""
    parts = [
        (cause_word(cause), plain(float(value), 1))
        for cause, value in causes.items()
        if value and float(value) >= 0.05
    ]
    return Both(
        ", ".join(f"{word.en} {number}" for word, number in parts),
        "，".join(f"{word.zh} {number}" for word, number in parts),
    )


def _assumptions(plan: Mapping[str, Any]) -> Html | None:
    rows: list[list[Child]] = []
    for entry in plan.get("assumptions") or []:
        low, high = entry.get("low"), entry.get("high")
        span = f"{_plain(low)} – {_plain(high)}" if low is not None and high is not None else "–"
        reason = both(entry.get("reason"), entry.get("reason_zh"))
        rows.append(
            [
                join(name_of(entry), el("small", el("code", str(entry.get("id") or "")))),
                f"{_plain(entry.get('middle'))} {entry.get('unit') or ''}".strip(),
                span,
                reason,
            ]
        )
    if not rows:
        return None
    columns = [
        Column(t("Assumed")),
        Column(t("Value"), number=True),
        Column(t("Range"), number=True),
        Column(t("Why")),
    ]
    return join(el("h3", t("Assumptions")), table(columns, rows, class_="assumed"))


def _plain(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return plain(float(value))
    return "–" if value is None else str(value)


def _sources(plan: Mapping[str, Any]) -> Html | None:
    rows: list[list[Child]] = [
        [
            el("code", str(source.get("id") or "")),
            kind_mark(source.get("kind")),
            name_of(source, "title"),
        ]
        for source in plan.get("sources") or []
    ]
    if not rows:
        return None
    columns = [Column(t("Source")), Column(t("Kind")), Column(t("What it is"))]
    return join(el("h3", t("Sources")), table(columns, rows, class_="sources"))
