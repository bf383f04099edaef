"""A day of the simulated port to scrub through: map, slider, and what is drawn how."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Html, el, join
from tongqu.report.numbers import day as date_words
from tongqu.report.numbers import plain
from tongqu.report.sim_day_data import day_data, shown_at
from tongqu.report.sim_day_picture import BOAT, day_picture, worst_hour
from tongqu.report.sim_day_plan import plan_of
from tongqu.report.sim_words import weekdays
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.sim.day import Day

__all__ = ["day_section"]


def day_section(answer: Mapping[str, Any], day: Day, names: Mapping[str, Both]) -> Html:
    """Return the section of a day: the picture of its worst hour, which a script moves.

    Parameters
    ----------
    answer
        The answer as JSON, kind ``simulation``.
    day
        A day of one of its runs.
    names
        By id.
    """
    plan = plan_of(day)
    data = day_data(day, plan)
    hour = worst_hour(data)
    begin = answer["scenario"]["begin"]
    picture = day_picture(day, plan, data, shown_at(data, hour), hour, names,
                          by_clock=begin is not None)  # fmt: skip
    assets = files("tongqu.report") / "assets"
    style = (assets / "sim_day.css").read_text(encoding="utf-8")
    script = (assets / "sim_day.js").read_text(encoding="utf-8")
    # Nothing in the data can end the element that holds it.
    told = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return el(
        "section",
        el("style", Html(style)),
        el("h2", t("One day, hour by hour")),
        el("p", _said(answer, day)),
        el("figure", _controls(hour, day.hours), el("div", picture, class_="day-scroll"),
           _caption(), class_="day"),
        el("script", Html(told), type="application/json", id="day-data"),
        el("script", Html(script)),
        id="day",
    )  # fmt: skip


def _said(answer: Mapping[str, Any], day: Day) -> Both:
    """Return which day of which run it is, and why this one."""
    parts: dict[str, Any] = {
        "run": plain(day.replication + 1, 0),
        "runs": plain(answer["run"]["replications"], 0),
        "day": _date(answer["scenario"]["begin"], day),
    }
    if day.chosen:
        return t(
            "{day}, run {run} of {runs}: of {days} days the one on which most vessels are locked "
            "and berthed, so no ordinary one. The option --day shows another.",
            days=plain(day.chosen, 0),
            **parts,
        )
    return t("{day}, run {run} of {runs}, as asked for.", **parts)


def _date(begin: str | None, day: Day) -> Both:
    if begin is None:
        return t("Day {number} of those that count", number=plain(day.number + 1, 0))
    # Two hours on, where clocks were changed since the begin, is still the same day.
    at = datetime.fromisoformat(begin) + timedelta(hours=day.begin_h + 2)
    weekday = weekdays()[at.weekday()]
    date = date_words(at)
    return Both(f"{weekday.en}, {date.en}", f"{date.zh}（{weekday.zh}）")


def _controls(hour: float, hours: float) -> Html:
    """Return slider, button and clock; without a script only the clock is there."""
    minute = round(hour * 60)
    clock = f"{minute // 60:02d}:{minute % 60:02d}"
    play = el("button", el("span", t("Play"), class_="day-go"),
              el("span", t("Pause"), class_="day-stop"), type="button", id="day-play")  # fmt: skip
    slider = el("input", type="range", id="day-time", min="0", max=str(round(hours * 60)),
                step="5", value=str(minute), aria_label=t("Time of the day"))  # fmt: skip
    return el("div", play, el("output", clock, id="day-clock", for_="day-time"), slider,
              class_="day-controls")  # fmt: skip


def _caption() -> Html:
    def boat(look: int) -> Html:
        shape = el("path", d=BOAT, class_=f"day-v{look}", transform="translate(9 6)")
        return el("svg", shape, viewBox="0 0 18 12", class_="key-sign", aria_hidden="true")

    def box(state: str) -> Html:
        shape = el("rect", x=1, y=1, width=16, height=11, rx=2.5, class_=f"day-berth {state}")
        return el("svg", shape, viewBox="0 0 18 13", class_="key-sign", aria_hidden="true")

    chamber = el(
        "svg",
        el("rect", x=1, y=1, width=16, height=11, class_="day-chamber"),
        el("rect", x=1, y=6, width=16, height=6, class_="day-water"),
        el("rect", x=1, y=1, width=16, height=11, class_="day-walls"),
        viewBox="0 0 18 13", class_="key-sign", aria_hidden="true",
    )  # fmt: skip
    keys: list[tuple[Html, Both]] = [
        (boat(0), t("laden vessel")),
        (boat(1), t("empty vessel")),
        (boat(2), t("vessel that only passes")),
        (box("taken"), t("berth at work")),
        (box("held"), t("vessel at berth without crane, room or cargo")),
        (chamber, t("lock chamber, with its level and the vessels in it")),
    ]
    said = t(
        "Figures above a lock: vessels that wait to go down; below it: to go up. Schematic: the "
        "river is straight, reaches are the longer the longer one sails. Between two stops vessels "
        "are drawn as if they sailed evenly; an empty turn of a chamber just before the lockage "
        "that needs it; cranes and stores by means of the hour."
    )
    items = [el("span", sign, word, class_="legend-item") for sign, word in keys]
    return el("figcaption", join(items), el("span", said, class_="legend-note"))
