"""Answers of ``tongqu lock`` for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.cli.queue_text import aligned, short
from tongqu.report.lock_words import FULLER, NOBODY_KNOWS, STAYED, falls, variant_words
from tongqu.text import Translator, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["lock_text"]


def lock_text(answer: Mapping[str, Any], lang: str = "en") -> str:
    """Return an answer as text.

    Parameters
    ----------
    answer
        As JSON shows it, kind ``lock_closure`` or ``lock_load``.
    lang
        ``en`` or ``zh``.
    """
    t = translator(lang)
    name = answer["name_zh" if lang == "zh" else "name"]
    lines = (
        _closure(answer, name, t) if answer["kind"] == "lock_closure" else _load(answer, name, t)
    )
    return "\n".join(lines) + "\n"


def _value(row: Mapping[str, float | None] | None, t: Translator) -> str:
    if row is None or row["value"] is None:
        return "–"
    if row["low"] is None or row["high"] is None:
        return short(row["value"])
    return t("{value} ({low} to {high})", value=short(row["value"]), low=short(row["low"]),
             high=short(row["high"]))  # fmt: skip


# --- closures -------------------------------------------------------------------------------------


def _closure(answer: Mapping[str, Any], name: str, t: Translator) -> list[str]:
    variants = answer["variants"]
    titles = [_title(row, t) for row in variants]
    lines = [
        t("{name}: what closures cost in the {weeks} weeks from {day} on", name=name,
          weeks=short(answer["weeks"]), day=answer["first_day"]),
        "",
    ]  # fmt: skip
    lines += aligned([("", *titles), *(
        (words, *(_value(row[key], t) for row in variants))
        for words, key in (
            (t("wait of a call, all causes [h]"), "call_wait_h"),
            (t("turnaround of a call [h]"), "call_turnaround_h"),
            (t("wait before the lock, all vessels [h]"), "lock_wait_h"),
            (t("longest queue of a day, both sides"), "queue_most"),
            (t("vessels that wait when it opens"), "waiting_at_reopening"),
        )
    ), (t("days until the queue is gone"), *(_gone(row, t) for row in variants))])  # fmt: skip
    lines += ["", t("Differences, paired:")]
    by_id = {row["id"]: title for row, title in zip(variants, titles, strict=True)}
    for row in answer["differences"]:
        lines.append(
            "  " + t(
                "{of} against {against}: a call waits {hours} h more, all vessels together "
                "{vessel_hours} h before the lock",
                of=by_id[row["of"]], against=by_id[row["against"]],
                hours=_value(row["call_wait_h"], t), vessel_hours=_value(row["vessel_hours"], t),
            )
        )  # fmt: skip
    bound = (
        t(NOBODY_KNOWS) if answer["upper_bound"]
        else t(STAYED, share=f"{100 * answer['stay_away']:g} %")
    )  # fmt: skip
    lines += ["", bound, _run(answer, t)]
    return lines


def _title(row: Mapping[str, Any], t: Translator) -> str:
    words, parts = variant_words(row)
    return t(words, **parts)


def _gone(row: Mapping[str, Any], t: Translator) -> str:
    gone = row["gone"]
    if gone is None:
        return "–"
    if gone["days"] is not None:
        return _value(gone["days"], t)
    return t(
        "in {reached} of {of} runs within {days} days", reached=gone["reached"], of=gone["of"],
        days=short(gone["not_before_d"]),
    )  # fmt: skip


# --- load -----------------------------------------------------------------------------------------


def _load(answer: Mapping[str, Any], name: str, t: Translator) -> list[str]:
    design = answer["design"]
    lines = [
        t("{name}: loads in percent of {mt} Mt a year, with the port of {day}", name=name,
          mt=short(design["mt_per_year"]), day=answer["first_day"]),
        "  " + t(
            "{tonnes} t a vessel, empty ones too, and {vessels} vessels a year ({load} %), as "
            "counted up to {day}; {own} of them are this port's",
            tonnes=short(design["t_per_vessel"]), vessels=short(design["counted_vessels"]),
            load=short(design["counted_load"]), day=design["counted_on"],
            own=short(answer["own_vessels"]),
        ),
        "",
    ]  # fmt: skip
    heads = (
        t("load"), t("Mt a year"), t("vessels a year"), t("wait up [h]"), t("wait down [h]"),
        t("vessels a lockage"), t("chamber at work"), t("wait of a call [h]"),
        t("turnaround of a call [h]"),
    )  # fmt: skip
    lines += aligned([heads, *(_load_row(row, t) for row in answer["loads"])])
    limit = answer["limit"]
    if limit is not None:
        lines += ["", _limit(limit, t)]
    if falls(answer["loads"]):
        lines.append(t(FULLER))
    lines.append(_run(answer, t))
    return lines


def _load_row(row: Mapping[str, Any], t: Translator) -> tuple[str, ...]:
    begin = (f"{row['load']:g}%", short(row["mt_per_year"]), short(row["vessels_per_year"]))
    if not row["settled"]:
        return (*begin, t("does not settle"))
    busy = row["chamber_busy"]["value"]
    return (
        *begin, _value(row["lock_wait_up_h"], t), _value(row["lock_wait_down_h"], t),
        short(row["vessels_a_lockage"]["value"]), f"{100 * busy:.0f} %",
        _value(row["call_wait_h"], t), _value(row["call_turnaround_h"], t),
    )  # fmt: skip


def _limit(limit: Mapping[str, Any], t: Translator) -> str:
    if limit["not_at"] is None:
        return t("It settles up to {load} % ({mt} Mt), the most that was tried",
                 load=short(limit["settles_at"]), mt=short(limit["settles_at_mt"]))  # fmt: skip
    return t(
        "It settles at {load} % ({mt} Mt), and no more at {over} % ({over_mt} Mt)",
        load=short(limit["settles_at"]), mt=short(limit["settles_at_mt"]),
        over=short(limit["not_at"]), over_mt=short(limit["not_at_mt"]),
    )  # fmt: skip


def _run(answer: Mapping[str, Any], t: Translator) -> str:
    run = answer["run"]
    return t("{runs} runs of the same luck, seed {seed}; intervals: {method}",
             runs=run["replications"], seed=run["seed"],
             method=t(run.get("paired_method") or run["method"]))  # fmt: skip
