"""Answers of ``tongqu simulate`` for the terminal."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tongqu.cli.called import Called
from tongqu.cli.port_options import load_lines
from tongqu.cli.queue_text import aligned, percent, short
from tongqu.cli.simulate_handed_on import handed_on_lines
from tongqu.text import Translator, translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["CAUSES", "DOUBTS", "simulation_text"]


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


CAUSES = {
    "lock": N_("before locks"),
    "berth": N_("for a berth"),
    "crane": N_("for a crane"),
    "yard_full": N_("yard full"),
    "no_stock": N_("cargo not there"),
    "service": N_("for service"),
    "closure": N_("shut by a closure"),
    "night": N_("outside the hours of the week"),
    "water": N_("for water"),
    "weather": N_("weather or breakdown"),
}
LOST = {
    "closure": N_("to closures"),
    "level": N_("to slower days or water"),
    "night": N_("to the hours of the week"),
    "weather": N_("to weather or breakdown"),
}
DOUBTS = {
    "warm_up": N_("the beginning eats more than half of the run"),
    "growing": N_("queues grow from each quarter of the run to the next"),
    "unfinished": N_("more than a million units wait at once"),
}
METHODS = {"Student's t, 95 %": N_("Student's t, 95 %")}
WAITS_FOR = {
    "servers": N_("a server"),
    "room": N_("room"),
    "stock": N_("stock"),
    "up": N_("up"),
    "down": N_("down"),
}
NOTES = {
    "counted_later": N_("counted only after the first day"),
    "set": N_("set for this run"),
}
MOST_ROWS = 24


def simulation_text(answer: Mapping[str, Any], lang: str = "en") -> str:
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
    lines = _head(answer, called, t)
    if answer["fit"]:
        lines += _fit(answer["fit"], t)
    if answer["settled"]:
        lines += _calls(answer, t) + _waits(answer, called, t) + _use(answer, called, t)
        if answer["handed_on"]:
            lines += handed_on_lines(answer["handed_on"], called, t)
    else:
        lines.append(t("This does not settle, so there is no mean to show:"))
        lines += [f"  {t(DOUBTS[doubt])}" for doubt in answer["doubts"]]
    lines += load_lines(answer["loads"], answer["names"], t)
    lines += _audit(answer, t) + _assumed(answer, t)
    return "\n".join(lines) + "\n"


def _head(answer: Mapping[str, Any], called: Called, t: Translator) -> list[str]:
    scenario, run = answer["scenario"], answer["run"]
    if scenario["first_day"] is None:
        lines = [t("{name}, simulated", name=called(scenario["name"] or t("A scenario")))]
    else:
        lines = [
            t(
                "{name} from {day}, {traffic} Mt a year over the quays",
                name=called(scenario["name"]),
                day=scenario["first_day"],
                traffic=short(scenario["traffic_mt_per_year"]),
            )
        ]
    lines.append(
        t(
            "{runs} runs of {hours} h, the first {warm} h left out (MSER-5: {cut} h); seed {seed}",
            runs=run["replications"],
            hours=short(run["hours"]),
            warm=short(run["warm_h"]),
            cut=short(answer["warm_up"]["cut_h"]),
            seed=run["seed"],
        )
    )
    for row in scenario["left_out"]:
        lines.append(
            t(
                "Left out: {cargo} at {terminal}, which no vessel or truck of the mix carries.",
                cargo=row["cargo"],
                terminal=row["terminal"],
            )
        )
    return lines


LAWS = {
    "const": N_("fixed"),
    "exp": N_("exponential"),
    "erlang": N_("Erlang, {stages} stages"),
    "lognormal": N_("lognormal"),
    "values": N_("the record itself"),
}


def _fit(fit: Mapping[str, Any], t: Translator) -> list[str]:
    """Return the laws that stand for a record, and how well."""
    said = t(
        "Fitted on {calls} calls in {days} days at {berths} berths; {left_out} left out for a time "
        "that is missing or out of order. Recorded mean wait for a berth: {wait} h.",
        calls=fit["calls"],
        days=short(fit["days"]),
        berths=fit["berths"],
        left_out=fit["left_out"],
        wait=short(fit["recorded_wait_h"]),
    )
    head = (t("class"), t("hours"), t("law"), t("values"), t("mean"), t("variation"),
            t("distance"), t("limit"), "")  # fmt: skip
    rows = [head]
    for part in fit["classes"]:
        for name, key in ((t("between arrivals"), "gap"), (t("at the berth"), "service")):
            law = part[key]
            doubt = t("in runs") if abs(law["lag_1"]) > law["lag_limit"] else ""
            rows.append(
                (
                    part["class"], name, t(LAWS[law["law"]], stages=law["stages"]),
                    str(law["count"]), short(law["mean_h"]), short(law["cv"]),
                    short(law["distance"]), short(law["limit"]), doubt,
                )
            )  # fmt: skip
    return ["", said, *aligned(rows)]


def _calls(answer: Mapping[str, Any], t: Translator) -> list[str]:
    calls = answer["calls"]
    rows = [
        (t("calls in a run"), _interval(calls["left"])),
        (t("turnaround"), _hours(calls["turnaround_h"], t)),
        (t("mean wait of a call"), _hours(calls["wait_h"], t)),
    ]
    for cause, part in calls["wait_by_cause_h"].items():
        rows.append(("  " + t(CAUSES[cause]), _hours(part, t)))
    lost = calls["lost_by_cause_h"]
    if lost:
        rows.append((t("lost in work and on the way"), ""))
    rows += [("  " + t(LOST[cause]), _signed(part, t)) for cause, part in lost.items()]
    lines = ["", *aligned(rows)]
    stop = answer["stop"]
    if answer["method"]:
        width = percent(stop["relative_half_width"]) if stop["relative_half_width"] else "-"
        lines.append(
            t("Intervals: {method}; that of the mean wait is ± {width}.",
              method=t(METHODS[answer["method"]]), width=width)
        )  # fmt: skip
    if stop["interrupted"]:
        lines.append(t("Stopped; this is what was known by then."))
    elif not stop["reached"]:
        lines.append(t("The precision asked for was not reached; ask for more or be content."))
    return lines


def _interval(part: Mapping[str, float | None]) -> str:
    if part["low"] is None or part["high"] is None:
        return short(part["value"] or 0.0)
    return f"{short(part['value'] or 0.0)} ({short(max(0.0, part['low']))}–{short(part['high'])})"


def _hours(part: Mapping[str, float | None], t: Translator) -> str:
    return t("{hours} h", hours=_interval(part))


def _signed(part: Mapping[str, float | None], t: Translator) -> str:
    """Return hours lost: fewer than none where a calendar is faster than 1."""
    if part["low"] is None or part["high"] is None:
        return t("{hours} h", hours=short(part["value"] or 0.0))
    spread = f"{short(part['low'])} … {short(part['high'])}"
    return t("{hours} h", hours=f"{short(part['value'] or 0.0)} ({spread})")


def _waits(answer: Mapping[str, Any], called: Called, t: Translator) -> list[str]:
    """Return the rows in which somebody waits, the longest queues first."""
    rows = sorted(answer["stations"], key=lambda row: -row["queue_mean"]["value"])
    rows = [row for row in rows if row["queue_mean"]["value"] >= 0.005][:MOST_ROWS]
    head = (t("waiting"), t("for"), t("served"), t("mean wait [h]"), t("95 of 100 below [h]"),
            t("mean queue"), t("longest queue"))  # fmt: skip
    table = [
        (
            called(row["id"]), t(WAITS_FOR[row["waits_for"]]), short(round(row["served"]["value"])),
            _interval(row["wait_mean_h"]), short(row["wait_p95_h"]["value"]),
            short(row["queue_mean"]["value"]), short(row["queue_max"]["value"]),
        )
        for row in rows
    ]  # fmt: skip
    return ["", *aligned([head, *table])]


def _use(answer: Mapping[str, Any], called: Called, t: Translator) -> list[str]:
    """Return how busy things are, what went through, and how full the stocks are."""
    lines = ["", *aligned([
        (t("busy"), t("share"), t("of")),
        *(
            (
                called(row["id"]), percent(row["utilisation"]["value"]),
                short(row["open_mean"]["value"]),
            )
            for row in answer["groups"]
        ),
    ])]  # fmt: skip
    if answer["chambers"]:
        head = (t("chamber"), t("lockages"), t("empty turns"), t("vessels a lockage"))
        lines += ["", *aligned([head, *(
            (
                called(row["id"]), short(row["lockages"]["value"]), short(row["turns"]["value"]),
                short(row["vessels"]["value"] / max(1.0, row["lockages"]["value"])),
            )
            for row in answer["chambers"]
        )])]  # fmt: skip
    moved = [
        (called(row["cargo"]), *(short(row[way]["value"]) for way in ("discharged_t", "loaded_t")))
        for row in answer["throughput"]
    ]
    if moved:
        first = (t("through the port, in a run"), t("discharged [t]"), t("loaded [t]"))
        lines += ["", *aligned([first, *moved])]
    if answer["stores"]:
        head = (t("stock"), t("mean [t]"), t("most [t]"), t("room [t]"))
        lines += ["", *aligned([head, *(
            (
                called(row["id"]), short(row["content_mean_t"]["value"]),
                short(row["content_max_t"]["value"]), short(row["capacity_t"]),
            )
            for row in answer["stores"]
        )])]  # fmt: skip
    return lines


def _audit(answer: Mapping[str, Any], t: Translator) -> list[str]:
    audit = answer["audit"]
    return [
        "",
        t(
            "Counted in two ways, and equal but for rounding: hours waited and areas under the "
            "queues ({little}), vessels ({vessels}), tonnes ({tonnes}).",
            little=f"{audit['little_gap']:.0e}",
            vessels=f"{audit['vessels_gap']:.0e}",
            tonnes=f"{audit['tonnes_gap']:.0e}",
        ),
    ]


def _assumed(answer: Mapping[str, Any], t: Translator) -> list[str]:
    """Return what is assumed: parameters one by one, rows of the region by assumption."""
    assumed = [row for row in answer["figures"] if row["assumed"]]
    if not assumed:
        return []
    params = [(row["row"], _plain(row["value"], t)) for row in assumed if row["table"] == "params"]
    by_reason: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in assumed:
        if row["table"] != "params":
            by_reason[row["assumption_id"] or "-", row["source_id"]].append(row)
    rows = [
        (name, source, ", ".join(sorted({f"{row['table']}.{row['column']}" for row in group})),
         str(len(group)))
        for (name, source), group in by_reason.items()
    ]  # fmt: skip
    noted = _noted(assumed, t)
    head = (t("assumption"), t("source"), t("columns"), t("figures"))
    said = t(
        "Assumed, not published: {count} of {all} figures.",
        count=len(assumed),
        all=len(answer["figures"]),
    )
    return ["", said, *aligned([head, *rows]), *noted, "", t("Set by tongqu, in no table:"),
            *aligned(params)]  # fmt: skip


def _noted(assumed: Sequence[Mapping[str, Any]], t: Translator) -> list[str]:
    """Return figures that are assumed whoever says them, alike ones together."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in assumed:
        if row["note"]:
            value = _plain(row["value"], t)
            alike[row["note"], row["table"], row["column"], value].append(row["row"])
    lines = []
    for (note, table, column, value), rows in alike.items():
        cell = f"{table}.{rows[0]}.{column}"
        if len(rows) > 1:
            cell = t("{column} in {rows} rows", column=f"{table}.{column}", rows=len(rows))
        lines.append(t("{cell}: {value}, {note}", cell=cell, value=value, note=t(NOTES[note])))
    return lines


def _plain(value: Any, t: Translator) -> str:
    if value is None:
        return t("as in the tables")
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, list):
        return ", ".join(f"{name} {_plain(weight, t)}" for name, weight in value) or t("none")
    return short(value) if isinstance(value, int | float) else str(value)
