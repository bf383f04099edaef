"""Waits that a simulation found, and what the dataset's would have given beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.headline import glue, via
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import duration, moment, money, plain
from tongqu.report.tables import Column, table
from tongqu.report.words import label_word, modes_words, name_of, short, t

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["span", "station_name", "wait_lines", "waits_section"]


STOP, END = Both(". ", "。"), Both(".", "。")


def span(row: Mapping[str, Any]) -> Both:
    """Return between what a wait lies; nothing where that is not known.

    Examples
    --------
    >>> span({"wait_low_h": 2.08, "wait_high_h": 2.1}).en
    '2.08 to 2.1 h'
    """
    low, high = row["wait_low_h"], row["wait_high_h"]
    if low is None or high is None:
        return Both("", "")
    return t("{low} to {high} h", low=plain(round(low, 2)), high=plain(round(high, 2)))


def station_name(row: Mapping[str, Any]) -> Both:
    """Return a lock with its direction, or where one waits for a berth.

    Examples
    --------
    >>> station_name({"kind": "lock", "direction": "up", "name": "Weir", "name_zh": "堰"}).en
    'Weir, up the river'
    """
    name = name_of(row)
    if row["kind"] == "berth":
        return t("{name}, berth and crane", name=name)
    if row["direction"] == "up":
        return t("{name}, up the river", name=name)
    return t("{name}, down the river", name=name)


def _origin(waits: Mapping[str, Any]) -> Both:
    """Return how the waits were found."""
    known = {
        "days": plain(round(waits["hours"] / 24)), "day": waits["first_day"],
        "runs": plain(waits["replications"]), "seed": plain(waits["seed"]),
        "as_of": waits["as_of"],
    }  # fmt: skip
    if waits["file"] is not None:
        return t(
            "Simulated before, in {file}: {days} days from {day} on, {runs} runs, seed {seed}",
            file=waits["file"], **known,
        )  # fmt: skip
    return t(
        "Simulated: {days} days from {day} on, as known on {as_of}, {runs} runs, seed {seed}",
        **known,
    )


def _change(same: Mapping[str, Any] | None, currency: str) -> Both:
    """Return what the waits change in a chain."""
    if same is None:
        return t("not offered like this with the dataset's waits")
    if not same["cost_more"] and not same["later_h"]:
        return t("the same")
    cost = money(abs(same["cost_more"]), currency)
    hours = duration(abs(same["later_h"]))
    parts = [
        t("{amount} more", amount=cost) if same["cost_more"] >= 0 else t("{amount} less",
                                                                       amount=cost),
        t("{time} later", time=hours) if same["later_h"] >= 0 else t("{time} earlier", time=hours),
    ]  # fmt: skip
    kept = [part for part, key in zip(parts, ("cost_more", "later_h"), strict=True) if same[key]]
    return Both(", ".join(part.en for part in kept), "，".join(part.zh for part in kept))


def wait_lines(answer: Mapping[str, Any]) -> Iterator[tuple[Both, str]]:
    """Yield what a terminal shows of the waits, with the indent of each line."""
    waits, currency = answer["waits"], answer["currency"]
    yield _origin(waits), ""
    for row in waits["stations"]:
        if row["used"]:
            yield (
                t(
                    "{name}: {wait} h ({span}), in the dataset {dataset} h",
                    name=station_name(row), wait=plain(round(row["wait_h"], 2)), span=span(row),
                    dataset=plain(row["dataset_wait_h"]),
                ),
                "- ",
            )  # fmt: skip
    for entry in waits["left_out"]:
        yield t("{name} keeps the dataset's wait: {why}", name=name_of(entry), why=_why(entry)), ""
    yield both(waits["text"], waits["text_zh"]), ""
    for number, option in enumerate(answer["options"], 1):
        yield (
            t(
                "Option {number}, against the dataset's waits: {change}",
                number=number, change=_change(option["dataset_waits"], currency),
            ),
            "- ",
        )  # fmt: skip
    best = next(iter(waits["dataset_options"]), None)
    if best is not None:
        yield (
            t(
                "With the dataset's waits the cheapest way would be {modes} over {via}: {cost}, "
                "{time} door to door",
                modes=modes_words(best["modes"]), via=_over(best),
                cost=money(best["cost"], currency), time=duration(best["duration_h"]),
            ),
            "",
        )  # fmt: skip


def _over(option: Mapping[str, Any]) -> Both:
    names = zip(option["via_names"], option["via_names_zh"], strict=True)
    return glue(*(short(both(en, zh)) for en, zh in names), en=" → ", zh=" → ")


def _why(entry: Mapping[str, Any]) -> Both:
    return both(entry["text"], entry["text_zh"])


def waits_section(answer: Mapping[str, Any]) -> Html | None:
    """Return the section of a page on the waits; None if they are the dataset's."""
    waits = answer.get("waits")
    if waits is None:
        return None
    left_out = [
        el("p", t("{name} keeps the dataset's wait: {why}", name=name_of(entry), why=_why(entry)))
        for entry in waits["left_out"]
    ]
    return el(
        "section",
        el("h2", t("Waits from the simulation")),
        el("p", _origin(waits), STOP, both(waits["text"], waits["text_zh"]), END),
        _stations(waits),
        left_out,
        el("h3", t("The same ways with the waits of the dataset")),
        _options(answer),
        el("h3", t("What the dataset's waits would have answered")),
        _dataset_options(answer),
    )


def _stations(waits: Mapping[str, Any]) -> Html:
    columns = [
        Column(t("Where")),
        Column(t("Simulated wait")),
        Column(t("Lies between")),
        Column(t("In the dataset")),
        Column(t("On a way shown")),
    ]
    rows: list[list[Child]] = [
        [
            station_name(row),
            duration(row["wait_h"]),
            span(row),
            duration(row["dataset_wait_h"]) if row["dataset_wait_h"] else "–",
            t("yes") if row["used"] else t("no"),
        ]
        for row in waits["stations"]
    ]
    return table(columns, rows)


def _options(answer: Mapping[str, Any]) -> Html:
    columns = [
        Column(t("No.")),
        Column(t("Way")),
        Column(t("Simulated waits")),
        Column(t("Dataset's waits")),
        Column(t("What changes")),
    ]
    currency = answer["currency"]
    rows: list[list[Child]] = []
    for number, option in enumerate(answer["options"], 1):
        same = option["dataset_waits"]
        rows.append(
            [
                el("b", str(number)),
                join(modes_words(option["modes"]), el("small", via(option))),
                _figures(option, currency),
                _figures(same, currency) if same is not None else "–",
                _change(same, currency),
            ]
        )
    return table(columns, rows)


def _figures(chain: Mapping[str, Any], currency: str) -> Html:
    time = duration(chain["duration_h"])
    return join(money(chain["cost"], currency), el("small", moment(chain["arrive"]), ", ", time))


def _dataset_options(answer: Mapping[str, Any]) -> Html:
    columns = [Column(t("Way")), Column(t("Cost and arrival")), Column(t("Picked as"))]
    rows: list[list[Child]] = []
    for option in answer["waits"]["dataset_options"]:
        labels = [el("span", label_word(key), class_="pick-mark") for key in option["labels"]]
        rows.append(
            [
                join(modes_words(option["modes"]), el("small", _over(option))),
                _figures(option, answer["currency"]),
                join(*labels) if labels else "–",
            ]
        )
    return table(columns, rows)
