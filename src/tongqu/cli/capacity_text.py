"""Answers of ``tongqu capacity`` for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.cli.called import Called
from tongqu.cli.port_options import load_lines
from tongqu.cli.queue_text import aligned, percent, short
from tongqu.cli.simulate_text import DOUBTS
from tongqu.report.capacity_words import AS_IT_IS, FIGURES, KINDS, OVERRUN, STATES
from tongqu.text import Translator, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["capacity_text"]


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


def capacity_text(answer: Mapping[str, Any], lang: str = "en") -> str:
    """Return an answer as text.

    Parameters
    ----------
    answer
        As JSON shows it.
    lang
        ``en`` or ``zh``.
    """
    t = translator(lang)
    called = Called(answer["names"], lang)
    name = called(answer["scenario"]["name"] or t("A scenario"))
    lines = [t("{name}: the most traffic within the level of service", name=name)]
    if answer["state"] in STATES:
        lines.append(t(STATES[answer["state"]]))
        lines += [f"  {t(DOUBTS[doubt])}" for doubt in answer["doubts"]]
    lines += _capacity(answer, t) + _binding(answer, called, t) + _additions(answer, called, t)
    lines += _loads(answer, t) + _choice(answer, called, t) + _run(answer, t)
    return "\n".join(lines) + "\n"


def _loads(answer: Mapping[str, Any], t: Translator) -> list[str]:
    """Return what vessels carry, port by port."""
    lines: list[str] = []
    for port in dict.fromkeys(row["port"] for row in answer["loads"]):
        loads = [row for row in answer["loads"] if row["port"] == port]
        said = load_lines(loads, answer["names"], t)
        title = t(AS_IT_IS) if port == "as_it_is" else port
        lines += ["", t("What vessels carry, {port}:", port=title), *said[1:]]
    return lines


def _between(row: Mapping[str, float | None], t: Translator) -> str:
    """Return a value with its interval, or the interval alone."""
    low = "?" if row["low"] is None else short(row["low"])
    high = "?" if row["high"] is None else short(row["high"])
    if row["value"] is None:
        return t("between {low} and {high}", low=low, high=high)
    return t("{value} ({low} to {high})", value=short(row["value"]), low=low, high=high)


def _capacity(answer: Mapping[str, Any], t: Translator) -> list[str]:
    found = answer["capacity"]
    if found is None:
        return []
    rows = [
        (t(title), _between(found[name], t))
        for name, title in (
            ("traffic_mt_per_year", N_("cargo [Mt a year]")),
            ("arrivals_per_year", N_("calls that come, a year")),
            ("factor", N_("traffic of today times")),
            ("calls_per_year", N_("calls served, a year")),
            ("tonnes_per_year", N_("tonnes carried, a year")),
            ("call_wait_h", N_("mean wait of a call, all causes [h]")),
        )
        if found[name] is not None and (found[name]["value"] or found[name]["value"] is None)
    ]
    return aligned(rows)


def _binding(answer: Mapping[str, Any], called: Called, t: Translator) -> list[str]:
    row = answer["binding"]
    if row is None:
        return []
    if row["figure"] == "overrun":
        return [t(OVERRUN, station=called(row["station"]))]
    return [
        t(
            "What binds: {figure} at {station}, {value} of at most {limit}",
            figure=t(FIGURES[row["figure"]]),
            station=called(row["station"]),
            value=short(row["value"]),
            limit=short(row["limit"]),
        )
    ]


def _additions(answer: Mapping[str, Any], called: Called, t: Translator) -> list[str]:
    if not answer["additions"]:
        return []
    lines = ["", t("What more brings")]
    unit = "traffic_mt_per_year"
    mt = answer["scenario"][unit] is not None
    rows, without = [], []
    for row in answer["additions"]:
        name = t("{what}: {where}", what=t(KINDS[row["kind"]]), where=called(row["where"]))
        if row["beyond"]:
            rows.append((name, t("more than was tried"), ""))
        elif row["capacity"] is None:
            without.append(row["where"] if row["kind"] == "alternative" else name)
        else:
            part = row["capacity"]
            amount = part[unit] if mt else part["arrivals_per_year"]
            if not amount["value"] and part["factor"]["value"]:
                amount = part["factor"]
            words = t("{value} Mt a year", value=_signed(amount, t)) if mt else _signed(amount, t)
            wait = t("wait of a call {hours} h", hours=_signed(row["call_wait_h"], t))
            rows.append((name, words, wait))
    lines += aligned(rows)
    if without:
        lines.append("  " + t("no gain for certain: {names}", names="; ".join(without)))
    return lines


def _signed(row: Mapping[str, float | None], t: Translator) -> str:
    if row["value"] is None or row["low"] is None or row["high"] is None:
        return "?"
    sign = "+" if row["value"] > 0 else ""
    return t(
        "{value} ({low} to {high})",
        value=sign + short(row["value"]),
        low=short(row["low"]),
        high=short(row["high"]),
    )


def _choice(answer: Mapping[str, Any], called: Called, t: Translator) -> list[str]:
    choice = answer["choice"]
    if choice is None:
        return []
    rows = [
        (_alternative(row["id"], called, t), t("{hours} h", hours=short(row["call_wait_h"])),
         t("{runs} runs", runs=row["replications"]))
        for row in choice["alternatives"]
    ]  # fmt: skip
    best = t(
        "not decided: {names}",
        names="; ".join(_alternative(name, called, t) for name in choice["left"]),
    )
    if choice["best"] is not None:
        best = t(
            "the shortest wait has {name}; wrong by more than {hours} h with a probability of at "
            "most {error}",
            name=_alternative(choice["best"], called, t),
            hours=short(choice["indifference_h"]),
            error=percent(choice["error"]),
        )
    return ["", t("Chosen by the mean wait of a call"), *aligned(rows), f"  {best}"]


def _alternative(name: str, called: Called, t: Translator) -> str:
    if name == "as_it_is":
        return t(AS_IT_IS)
    kind, _, where = name.partition(":")
    if kind not in KINDS:
        return name
    return t("{what}: {where}", what=t(KINDS[kind]), where=called(where))


def _run(answer: Mapping[str, Any], t: Translator) -> list[str]:
    run = answer["run"]
    return [
        "",
        t(
            "{runs} runs of {hours} h at a level of traffic, the first {warm} h left out; seed "
            "{seed}; the bracket holds with {confidence}, and so does what more brings",
            runs=run["replications"],
            hours=short(run["hours"]),
            warm=short(run["warm_h"]),
            seed=run["seed"],
            confidence=percent(run["confidence"]),
        ),
    ]
