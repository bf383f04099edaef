"""Answers of ``tongqu queue`` for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.cli.wrapping import columns
from tongqu.text import Translator, translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tongqu.queueing import CodeAnswer, QueueTable

__all__ = ["code_text", "queue_text", "table_text"]


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


METHODS = {
    "erlang_c": N_("Erlang's formula"),
    "recurrent": N_("Takács' formula"),
    "matrix_geometric": N_("matrix-geometric probabilities"),
    "modes": N_("modes of the full berths, joined to moments"),
    "fixed_service": N_("Crommelin's chain"),
    "every_kth": N_("Crommelin's chain, every k-th vessel"),
    "timetable": N_("by the clock nobody meets anybody"),
    "limited_places": N_("birth and death"),
    "finite_fleet": N_("birth and death"),
    "bulk_service": N_("Bailey's chain"),
    "product_form": N_("Burke: each station by itself"),
    "content": N_("level crossings"),
}


def short(value: float) -> str:
    """Return a number with about four digits that count.

    Examples
    --------
    >>> short(0.176431), short(15000.0), short(0.0), short(3.2e-7)
    ('0.1764', '15,000', '0', '3.2e-07')
    """
    if value == 0:
        return "0"
    if abs(value) < 1e-4:
        return f"{value:.2g}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def percent(value: float) -> str:
    """Return a share in per cent.

    Examples
    --------
    >>> percent(0.388149), percent(1.0)
    ('38.81 %', '100 %')
    """
    return f"{short(100 * value)} %"


def aligned(rows: Iterable[Sequence[str]], indent: str = "  ") -> list[str]:
    """Return rows whose columns stand under each other, also with wide letters.

    Examples
    --------
    >>> aligned([("a", "1"), ("泊位", "22")], "")
    ['a     1', '泊位  22']
    """
    table = [list(row) for row in rows]
    if not table:
        return []
    widths = [max(columns(row[n]) for row in table if n < len(row)) for n in
              range(max(map(len, table)))]  # fmt: skip
    return [
        (indent + "  ".join(
            cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=False)
        )).rstrip()
        for row in table
    ]  # fmt: skip


def queue_text(answer: Mapping[str, Any], lang: str = "en") -> str:
    """Return an answer as text.

    Parameters
    ----------
    answer
        As JSON shows it.
    lang
        ``en`` or ``zh``.
    """
    t = translator(lang)
    model, method = answer["model"], t(METHODS[answer["method"]])
    lines = [t("{model}, exactly ({method})", model=model, method=method)]
    lines += aligned(_means(answer, t))
    for station in answer.get("stations", ()):
        lines += ["", t("Station {model}", model=station["model"]), *aligned(_means(station, t))]
    lines += _law(answer, t)
    return "\n".join(lines) + "\n"


def _wait(answer: Mapping[str, Any], t: Translator) -> str:
    """Return a wait, in both units if both are known."""
    over, hours = answer["wait_over_service"], answer["wait_h"]
    if over is None:
        return t("{hours} h", hours=short(hours))
    text = t("{ratio} x service time", ratio=short(over))
    return text if hours is None else text + t(" = {hours} h", hours=short(hours))


def _means(answer: Mapping[str, Any], t: Translator) -> list[tuple[str, str]]:
    """Return what holds in the mean."""
    rows: list[tuple[str, str]] = []
    if answer.get("berths"):
        rows.append((t("number of berths"), str(answer["berths"])))
    if "content_t" in answer:
        rows.append((t("mean content"), t("{tonnes} t", tonnes=short(answer["content_t"]))))
        if answer["capacity_t"] is not None:
            rows.append((t("capacity"), t("{tonnes} t", tonnes=short(answer["capacity_t"]))))
    rows.append((t("mean wait"), _wait(answer, t)))
    if answer["p_wait"] is not None and "content_t" not in answer:
        rows.append((t("vessels that wait"), percent(answer["p_wait"])))
    if "p_left_behind" in answer:
        rows.append((t("left behind by the next lockage"), percent(answer["p_left_behind"])))
    rows.append((t("utilisation"), percent(answer["utilisation"])))
    if answer.get("offered"):
        rows.append((t("traffic, arrivals in a service time"), short(answer["offered"])))
    if answer["queue_length"] is not None:
        rows.append((t("vessels waiting, mean"), short(answer["queue_length"])))
    if answer["refused"] is not None:
        word = t("tonnes refused") if "content_t" in answer else t("vessels turned away")
        rows.append((word, percent(answer["refused"])))
    if answer["throughput_per_h"] is not None:
        rows.append((t("vessels served an hour"), short(answer["throughput_per_h"])))
    if "throughput_t_per_h" in answer:
        rows.append((t("tonnes drawn an hour"), short(answer["throughput_t_per_h"])))
    fewer = answer.get("one_berth_less")
    if fewer:
        rows.append((t("mean wait with one berth less"), _wait(fewer, t)))
    return rows


def _law(answer: Mapping[str, Any], t: Translator) -> list[str]:
    """Return quantiles and probabilities."""
    lines: list[str] = []
    if "content_t" in answer:
        rows = [
            (percent(entry["share"]), t("{tonnes} t", tonnes=short(entry["content_t"])))
            for entry in answer["quantiles"]
        ]
        lines += ["", t("Content that is not passed for a share of the time"), *aligned(rows)]
        rows = [
            (t("{tonnes} t", tonnes=short(entry["content_t"])), percent(entry["p"]))
            for entry in answer["above"]
        ]
        return lines + (["", t("Share of the time with more than"), *aligned(rows)] if rows else [])
    if "quantiles" not in answer:
        return lines
    rows = [(percent(entry["share"]), _wait(entry, t)) for entry in answer["quantiles"]]
    lines += ["", t("Wait that a share of the vessels does not pass"), *aligned(rows)]
    rows = [(_wait(entry, t), percent(entry["p"])) for entry in answer["above"]]
    return lines + (["", t("Share of the vessels that wait longer than"), *aligned(rows)]
                    if rows else [])  # fmt: skip


def table_text(made: QueueTable, source: str | None, lang: str = "en") -> str:
    """Return a table as text; a printed value stands below ours."""
    t = translator(lang)
    model = f"{made.arrival}/{made.service}/c"
    lines = [t("{model}: mean wait over mean service time", model=model)]
    rows = [[t("utilisation"), *(str(number) for number in made.berths)]]
    for load, row in zip(made.utilisations, made.cells, strict=True):
        rows.append([f"{load:g}", *(f"{cell.wait_over_service:.4f}" for cell in row)])
        if made.printed:
            marks = ((cell.printed or "") + ("*" if cell.off else "") for cell in row)
            rows.append([t("  printed"), *marks])
    lines += aligned(rows, "")
    if made.printed:
        lines += [
            "",
            t(
                "{source}: {off} of {cells} printed values are off by more than their rounding (*)",
                source=source,
                off=len(made.off),
                cells=made.printed,
            ),
        ]
    return "\n".join(lines) + "\n"


def code_text(found: CodeAnswer, lang: str = "en") -> str:
    """Return what a formula of a code gives, as text."""
    t = translator(lang)
    lines = [found.formula, t("source: {source}", source=found.source)]
    if not found.seen:
        lines.append(t("The formula and its ranges are given from memory; the code was not read."))
    rows = [(t("symbol"), t("value"), t("range of the code"), t("meaning"))]
    for entry in found.coefficients:
        span = ""
        if entry.low is not None and entry.high is not None:
            span = f"{short(entry.low)} - {short(entry.high)}"
        elif entry.low is not None:
            span = t("from {low}", low=short(entry.low))
        mark = "" if entry.in_range else " *"
        rows.append((entry.symbol, short(entry.value) + mark, span, t(entry.name)))
    lines += ["", *aligned(rows)]
    if found.outside:
        lines.append("  " + t("* outside the range of the code"))
    results = [(entry.symbol, short(entry.value), t(entry.name)) for entry in found.results]
    return "\n".join([*lines, "", *aligned(results)]) + "\n"
