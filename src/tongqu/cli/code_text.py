"""The simulation beside a formula of a design code, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.cli.queue_text import aligned, percent, short
from tongqu.text import Translator, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["beside_text"]


def beside_text(answer: Mapping[str, Any], lang: str = "en") -> str:
    """Return what a simulation says beside a formula, as text.

    Parameters
    ----------
    answer
        As `tongqu.studies.code_simulated` returns it.
    lang
        ``en`` or ``zh``.
    """
    t = translator(lang)
    code, level = answer["at_code"], answer["at_level"]
    unit = t("throughput, TEU a year") if answer["unit"] == "teu" else t("throughput, t a year")
    rows = [("", t("at the code's throughput"), t("where the level is just kept"))]
    rows.append((unit, short(code["per_year"]), _span(answer["per_year_at_level"], t)))
    use = _span(answer["use_at_level"], t, percent)
    rows.append((t("utilisation in the code's sense"), percent(code["use"]), use))
    for words, key in (
        (t("utilisation simulated"), "busy"),
        (t("mean wait [h]"), "wait_h"),
        (t("wait that 95 of 100 do not pass [h]"), "wait_p95_h"),
        (t("time at the berth [h]"), "service_h"),
        (t("wait over time at the berth"), "wait_over_service"),
        (t("vessels that wait"), "queue_mean"),
    ):
        if code[key] is not None or (level is not None and level[key] is not None):
            rows.append((words, _value(code, key, t), _value(level, key, t)))
    lines = ["", _title(answer, t), *aligned(rows)]
    if not code["settled"]:
        lines.append(t("At the code's throughput the queue only grows: there is no mean wait"))
    lines.append(_level(answer, t))
    run = answer["run"]
    lines.append(
        t(
            "{runs} runs of a year, seed {seed}; intervals: {method}", runs=run["replications"],
            seed=run["seed"], method=t(run["method"]),
        )
    )  # fmt: skip
    return "\n".join(lines) + "\n"


def _title(answer: Mapping[str, Any], t: Translator) -> str:
    if answer["berths"] is not None:
        return t(
            "Simulated beside it, vessels at any hour, work in {stages} stages of Erlang; such "
            "berths: {berths}", berths=answer["berths"], stages=answer["stages"],
        )  # fmt: skip
    return t("Simulated beside it: such a lock, vessels at any hour both ways, {vessels} to a "
             "chamber", vessels=answer["vessels_a_lockage"])  # fmt: skip


def _level(answer: Mapping[str, Any], t: Translator) -> str:
    level = answer["level"]
    words = (
        t("The level: a mean wait of {wait} times the time at the berth",
          wait=short(level["wait_over_service"]))
        if answer["station"] == "berths"
        else t("The level: a mean wait of {wait} h", wait=short(level["wait_h"]))
    )  # fmt: skip
    notes = {
        "bracket": t("the runs allowed do not come nearer, so no figure stands there"),
        "never_kept": t("it is not kept by any traffic"),
        "never_broken": t("it is kept by any traffic that was tried"),
        "not_settled": t("where it ends, the runs do not settle"),
    }
    note = notes.get(answer["state"])
    return words if note is None else t("{words}; {note}", words=words, note=note)


def _span(
    row: Mapping[str, Any] | None, t: Translator, shown: Callable[[float], str] = short
) -> str:
    if row is None:
        return "–"
    low, high = (_end(row[end], shown) for end in ("low", "high"))
    if row["value"] is None:
        return t("between {low} and {high}", low=low, high=high)
    return t("{value} ({low} to {high})", value=shown(row["value"]), low=low, high=high)


def _end(value: float | None, shown: Callable[[float], str]) -> str:
    return "?" if value is None else shown(value)


def _value(row: Mapping[str, Any] | None, key: str, t: Translator) -> str:
    if row is None or row[key] is None:
        return "–"
    shown = percent if key == "busy" else short
    found = row[key]
    if found["low"] is None or found["high"] is None:
        return shown(found["value"])
    return t("{value} ({low} to {high})", value=shown(found["value"]), low=shown(found["low"]),
             high=shown(found["high"]))  # fmt: skip
