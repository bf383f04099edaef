"""What a simulated port rests on: how it was computed, and every figure that was assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, el, join
from tongqu.report.numbers import plain
from tongqu.report.tables import Column, assumed_mark, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["assumed_view", "trust_view"]


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


NOTES = {
    "counted_later": N_("counted only after the first day"),
    "set": N_("set for this run"),
}


def trust_view(answer: Mapping[str, Any]) -> Html:
    """Return runs, warm-up, seed, audit and method."""
    run, audit = answer["run"], answer["audit"]
    said = [
        t(
            "{runs} runs of {hours} h, the first {warm} h left out (MSER-5: {cut} h); seed {seed}",
            runs=plain(run["replications"], 0),
            hours=plain(run["hours"], 0),
            warm=plain(run["warm_h"], 0),
            cut=plain(answer["warm_up"]["cut_h"], 0),
            seed=str(run["seed"]),
        ),
        t(
            "Counted in two ways, and equal but for rounding: hours waited and areas under the "
            "queues ({little}), vessels ({vessels}), tonnes ({tonnes}).",
            little=f"{audit['little_gap']:.0e}",
            vessels=f"{audit['vessels_gap']:.0e}",
            tonnes=f"{audit['tonnes_gap']:.0e}",
        ),
    ]
    if answer["method"]:
        said.append(t("Intervals are Student's t, 95 %, over the runs."))
    return el("section", el("h2", t("How it was computed")), el("ul", [el("li", x) for x in said]))


def assumed_view(answer: Mapping[str, Any]) -> Html | None:
    """Return the figures that went in; None of a scenario without a region."""
    figures = answer["figures"]
    assumed = [row for row in figures if row["assumed"]]
    if not assumed:
        return None
    columns = [Column(t("table")), Column(t("row")), Column(t("column")), Column(t("value")),
               Column(t("source"))]  # fmt: skip

    def line(row: Mapping[str, Any]) -> list[Child]:
        mark = assumed_mark() if row["assumed"] else None
        note = NOTES[row["note"]] if row["note"] else None
        said = el("code", row["source_id"]) if row["source_id"] else None
        source = join(said, " ", mark, " ", t(note) if note else None)
        return [row["table"], el("code", row["row"]), row["column"], _plain(row["value"]), source]

    said = t(
        "Assumed, not published: {count} of {all} figures.",
        count=plain(len(assumed), 0),
        all=plain(len(figures), 0),
    )
    params = [row for row in figures if row["table"] == "params"]
    rest = [row for row in figures if row["table"] != "params"]
    return el(
        "section", el("h2", t("What it rests on")), el("p", said, class_="sure warn"),
        _lines(t("Set by tongqu, in no table:"), columns, params, line),
        _lines(t("From the tables of the region"), columns, rest, line),
    )  # fmt: skip


def _lines(
    name: Both, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], line: Any
) -> Html:
    return el("details", el("summary", name), table(columns, [line(row) for row in rows]))


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {None: "–", True: "1", False: "0"}[value]
    if isinstance(value, list):
        return ", ".join(" ".join(map(str, part)) if isinstance(part, list) else str(part)
                         for part in value)  # fmt: skip
    return plain(value) if isinstance(value, int | float) else str(value)
