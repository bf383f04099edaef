"""Shadow runs and simulated weeks for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tongqu.berths import audit_answer, week_answer
from tongqu.berths.words import number
from tongqu.text import translator

__all__ = ["audit_text", "week_text"]

MOST_SLOTS = 8


def audit_text(answer: Mapping[str, Any], lang: str = "en") -> str:
    """Return a shadow run as text."""
    t = translator(lang)
    actual, shadow = answer["figures"]["actual"], answer["figures"]["shadow"]
    names = {
        "waiting": t("Vessels that wait"),
        "wait_h": t("Waiting, in all") + " [h]",
        "wait_mean_h": t("Mean wait") + " [h]",
        "wait_max_h": t("Longest wait") + " [h]",
        "idle_h": t("Berths empty while a vessel waits that fits") + " [h]",
        "late": t("Vessels that leave late"),
        "late_h": t("Hours late, in all") + " [h]",
        "turnaround_mean_h": t("Arrival to departure, mean") + " [h]",
        "weighted_h": t("Weighted hours in port, lateness by its price"),
    }
    rows = [
        (name, number(round(actual[key], 2)), number(round(shadow[key], 2)))
        for key, name in names.items()
    ]
    lines = [audit_answer.head_line(dict(answer), lang), ""]
    lines += _table(("", t("As it went"), t("With tongqu's plans")), rows)
    steady = answer["stability"]
    moved = (
        f"{t('Calls whose slot moved')}: {number(steady['calls_moved'])}",
        f"{t('Moves, in all')}: {number(steady['moves'])}",
        f"{t('Hours moved, in all')}: {number(round(steady['moved_h'], 1))}",
    )
    lines += ["", "; ".join(moved)]
    if answer["faults"]:
        lines += ["", t("What in the log cannot be true, or cannot be compared")]
        lines += [f"- {_said(fault, lang)}" for fault in answer["faults"]]
    return "\n".join([*lines, *_notes(answer, lang)]) + "\n"


def week_text(answer: Mapping[str, Any], lang: str = "en") -> str:
    """Return a simulated week as text."""
    t = translator(lang)
    lines = [week_answer.head_line(dict(answer), lang), ""]
    heads = (
        t("Kept free after each stay"), t("Slots that hold"), t("Mean wait") + " [h]",
        t("Knock-on delay") + " [h]", t("Cost, weighted hours"), t("Less than without"),
    )  # fmt: skip
    rows = []
    for buffer in answer["buffers"]:
        minutes = f"{number(buffer['minutes'])} min"
        if not buffer["feasible"]:
            rows.append((t("{time}: no plan was found", time=minutes), "", "", "", "", ""))
            continue
        less = buffer["cost_less"]
        span = ""
        if buffer["minutes"]:
            value, low, high = (number(round(less[key], 1)) for key in ("value", "low", "high"))
            span = f"{value} ({low} … {high})" + (" *" if buffer["pays"] else "")
        rows.append(
            (
                minutes,
                f"{round(100 * buffer['holds']['value'])} %",
                number(round(buffer["wait_mean_h"], 2)),
                number(round(buffer["knock_on_mean_h"], 2)),
                number(round(buffer["cost"]["value"], 1)),
                span,
            )
        )
    lines += _table(heads, rows)
    weak = sorted(answer["slots"], key=lambda s: (s["holds"]["value"], s["slot"]))[:MOST_SLOTS]
    lines += ["", t("The slots that hold least")]
    for slot in weak:
        holds = slot["holds"]
        at = f"{datetime.fromisoformat(slot['slot']):%m-%d %H:%M}"
        low, high = round(100 * holds["low"]), round(100 * holds["high"])
        share = f"{round(100 * holds['value'])} % ({low}–{high} %)"
        lines.append(f"- {slot['vessel']}, {slot['berth']}, {at}: {share}")
    return "\n".join([*lines, *_notes(answer, lang)]) + "\n"


def _said(record: Mapping[str, Any], lang: str) -> str:
    return str(record["text_zh" if lang == "zh" else "text"])


def _notes(answer: Mapping[str, Any], lang: str) -> list[str]:
    heading = translator(lang)("Notes")
    return ["", heading, *(f"- {_said(note, lang)}" for note in answer["notes"])]


def _wide(text: str) -> int:
    """Return how many columns a terminal needs for a text."""
    return sum(2 if "\u2e80" <= sign <= "\uffef" else 1 for sign in text)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(_wide(row[k]) for row in (heads, *rows)) for k in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        cells = [
            " " * (width - _wide(cell)) + cell if k else cell + " " * (width - _wide(cell))
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return [line(heads), *(line(row) for row in rows)]
