"""Plans of berths for the terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.berths.words import CAUSES, head_line, number
from tongqu.report.console import Lines
from tongqu.text import Translator, translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["check_text", "dbap_text", "plan_text"]

MOST_REASONS = 5
"""Calls that wait longest; `--json` has the reasons of all."""


class _Page(Lines):
    """Lines in one language, of records that have their words in both."""

    def __init__(self, lang: str, terminal: bool, width: int) -> None:
        super().__init__(terminal=terminal, width=width)
        self.lang = lang

    def list(self, records: Iterable[Mapping[str, Any]]) -> None:
        for record in records:
            self.say(self.words(record), indent="- ")

    def words(self, record: Mapping[str, Any], key: str = "text") -> str:
        text: str = record[f"{key}_zh" if self.lang == "zh" else key]
        return text


def plan_text(
    answer: Mapping[str, Any], lang: str = "en", *, terminal: bool = False, width: int = 110
) -> str:
    """Return a plan as text.

    Parameters
    ----------
    answer
        The plan as `BerthPlan.to_dict` gives it.
    lang
        ``en`` or ``zh``.
    terminal
        Whether a terminal shows it: then with colours and lines.
    width
        Columns of the terminal.
    """
    t = translator(lang)
    page = _Page(lang, terminal, width)
    page.say(head_line(answer, lang), "bold")
    if answer["feasible"]:
        _causes(page, answer, t)
        if answer["moves"] is not None:
            _moves(page, answer, t)
        _calls(page, answer, t)
        _reasons(page, answer, t)
    if answer["infeasible"]:
        _clash(page, answer["infeasible"], t)
    if answer["binds"] is not None:
        page.head(t("What one more would save"))
        page.list(answer["binds"])
        if not answer["binds"]:
            page.say(t("Nothing is scarce"), indent="- ")
    guesses = [guess for call in answer["calls"] for guess in call["guesses"]]
    if guesses:
        page.head(t("Guessed: please confirm"))
        for guess in guesses:
            page.say(page.words(guess, "question"), indent="- ")
    if answer["notes"]:
        page.head(t("Notes"))
        page.list(answer["notes"])
    return page.text()


def _causes(page: _Page, answer: Mapping[str, Any], t: Translator) -> None:
    parts = [
        f"{t(CAUSES[cause])} {number(round(hours, 1))}"
        for cause, hours in answer["by_cause"].items()
        if hours
    ]
    page.say(t("Weighted hours: {parts}", parts=", ".join(parts)), "dim")


def _short(when: str) -> str:
    return f"{datetime.fromisoformat(when):%m-%d %H:%M}"


def _calls(page: _Page, answer: Mapping[str, Any], t: Translator) -> None:
    calls = {call["id"]: call for call in answer["calls"]}
    berths = {berth["id"]: berth for berth in answer["berths"]}
    quays = {quay["id"]: quay for quay in answer["quays"]}

    def place(entry: Mapping[str, Any]) -> str:
        if entry["berth"]:
            return page.words(berths[entry["berth"]], "name") or str(entry["berth"])
        name = page.words(quays[entry["quay"]], "name") if entry["quay"] in quays else ""
        return f"{name} {number(entry['from_m'])}-{number(entry['to_m'])} m"

    heads = [
        (t("vessel"), False), (t("berth"), False), (t("arrives"), False), (t("from"), False),
        (t("to"), False), (t("waits, h"), True), (t("cranes"), True),
    ]  # fmt: skip
    page.head(t("Plan"))
    page.table(
        heads,
        (
            (
                calls[entry["call"]]["vessel"] + (" *" if entry["pinned"] else ""),
                place(entry),
                _short(calls[entry["call"]]["eta"]),
                _short(entry["start"]),
                _short(entry["end"]),
                number(round(entry["wait_h"], 2)) if entry["wait_h"] else "",
                number(max((use["cranes"] for use in entry["cranes"]), default=0) or None),
            )
            for entry in answer["assignments"]
        ),
    )
    if any(entry["pinned"] for entry in answer["assignments"]):
        page.say(t("* berth or time was given"), "dim")


def _reasons(page: _Page, answer: Mapping[str, Any], t: Translator) -> None:
    waiting = [entry for entry in answer["assignments"] if entry["wait_h"] > 0 and entry["why"]]
    waiting.sort(key=lambda entry: (-entry["wait_h"], entry["call"]))
    if not waiting:
        return
    page.head(t("Why they wait"))
    page.list(entry["why"] for entry in waiting[:MOST_REASONS])
    if len(waiting) > MOST_REASONS:
        more = number(len(waiting) - MOST_REASONS)
        page.say(t("… and {count} more; --json has all reasons", count=more), "dim")


def _moves(page: _Page, answer: Mapping[str, Any], t: Translator) -> None:
    page.head(t("What moved"))
    page.list(answer["moves"])
    if not answer["moves"]:
        page.say(t("Nothing moves"), indent="- ")
    rows = answer["trade_offs"]
    if not rows:
        return
    page.head(t("Moves against cost, prices of moves left out"))
    heads = [(t("vessels moved"), True), (t("weighted hours"), True), (t("at least"), True)]
    page.table(
        heads,
        (
            (
                number(row["moves"]),
                f"{row['objective']:,.2f}",
                t("proved") if row["bound"] >= row["objective"] else f"{row['bound']:,.2f}",
            )
            for row in rows
        ),
    )


def _clash(page: _Page, clash: Mapping[str, Any], t: Translator) -> None:
    page.head(t("These cannot all hold"))
    page.list(clash["rules"])
    if clash["relaxation"]:
        page.head(t("The cheapest way out"))
        page.say(page.words(clash["relaxation"]), indent="- ")


def check_text(answer: Mapping[str, Any], lang: str = "en", *, width: int = 110) -> str:
    """Return what the check of a plan found, as text."""
    t = translator(lang)
    page = _Page(lang, False, width)
    count = len(answer["conflicts"])
    if count:
        page.say(t("{count} rules are broken", count=number(count)))
        page.list(answer["conflicts"])
    else:
        page.say(
            t("No rule is broken: {calls} calls checked", calls=number(answer["calls_checked"]))
        )
    page.list(answer["notes"])
    return page.text()


def dbap_text(answer: Mapping[str, Any], lang: str = "en") -> str:
    """Return the answer to a file of the literature, as text."""
    t = translator(lang)
    page = _Page(lang, False, 80)
    seconds = number(answer["seconds"])
    if not answer["feasible"]:
        page.say(t("There is no plan") if answer["proved"] else t("No plan was found in time"))
        return page.text()
    params = {"objective": number(answer["objective"]), "bound": number(answer["bound"])}
    if answer["proved"]:
        page.say(t("Best plan {objective}, proved in {seconds} s", seconds=seconds, **params))
    else:
        page.say(
            t("Plan {objective}, lower bound {bound}, after {seconds} s", seconds=seconds, **params)
        )
    if answer["first_come"] is not None:
        page.say(t("First come, first served: {cost}", cost=number(answer["first_come"])))
    heads = [(t("vessel"), True), (t("berth"), True), (t("from"), True), (t("to"), True)]
    order = sorted(answer["assignments"], key=lambda entry: (entry["berth"], entry["start"]))
    page.table(
        heads, ([str(entry[key]) for key in ("call", "berth", "start", "end")] for entry in order)
    )
    return page.text()
