"""What vessels carry to a simulated port, in all and at most, and what keeps them from more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el
from tongqu.report.numbers import plain
from tongqu.report.tables import Column, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["cargo_section", "loads_section"]


def cargo_section(rows: Sequence[Mapping[str, Any]], names: Mapping[str, Both]) -> Html | None:
    """Return the section with the tonnes over the quays; None where there are none.

    Parameters
    ----------
    rows
        The ``throughput`` of an answer.
    names
        Names in both languages by id.
    """
    if not any(row[side]["value"] for row in rows for side in ("discharged_t", "loaded_t")):
        return None
    columns = [
        Column(t("cargo")), Column(t("discharged in a run [t]"), number=True),
        Column(t("loaded in a run [t]"), number=True),
    ]  # fmt: skip
    cells: list[list[Child]] = [
        [names.get(row["cargo"], both(row["cargo"])), plain(row["discharged_t"]["value"], 0),
         plain(row["loaded_t"]["value"], 0)]
        for row in rows
    ]  # fmt: skip
    return el("section", el("h2", t("Through the port")), table(columns, cells))


def loads_section(
    loads: Sequence[Mapping[str, Any]], names: Mapping[str, Both], *, ports: bool = False
) -> Html | None:
    """Return the section of a page; None where nobody is laden by the water.

    Parameters
    ----------
    loads
        As in the answer of ``simulate`` or ``capacity``.
    names
        Names in both languages by id.
    ports
        Whether several ports are compared: each row then has its ``port``.
    """
    if not loads:
        return None
    columns = [
        Column(t("vessel class")), Column(t("terminal")), Column(t("carries [t]"), number=True),
        Column(t("full [t]"), number=True), Column(t("bound by")),
    ]  # fmt: skip
    rows: list[list[Child]] = [
        [
            names.get(row["vessel"], both(row["vessel"])),
            names.get(row["terminal"], both(row["terminal"])),
            plain(row["payload_t"], 0), plain(row["full_t"], 0), _bound(row, names),
        ]
        for row in loads
    ]  # fmt: skip
    if ports:
        columns.insert(0, Column(t("port")))
        for cells, row in zip(rows, loads, strict=True):
            cells.insert(0, t("as it is") if row["port"] == "as_it_is" else both(row["port"]))
    return el("section", el("h2", t("What vessels carry")), table(columns, rows))


def _bound(row: Mapping[str, Any], names: Mapping[str, Both]) -> Child:
    def named(name: str) -> Both:
        return names.get(name, both(name))

    at = [named(name) for name in row["at"]]
    if row["binds"] == "reach":
        ends = [(named(first), named(last)) for first, last in row["stretches"]]
        at = [both(f"{a.en} – {b.en}", f"{a.zh}—{b.zh}") for a, b in ends]
    shown = both(", ".join(name.en for name in at), "、".join(name.zh for name in at))
    depth = "" if row["depth_m"] is None else plain(row["depth_m"], 2)
    if row["binds"] == "reach":
        return t("{depth} m of water: {names}", depth=depth, names=shown)
    if row["binds"] == "sill":
        return t("{depth} m on the sill: {names}", depth=depth, names=shown)
    return t("its berths") if row["binds"] == "berth" else t("nothing: it is full")
