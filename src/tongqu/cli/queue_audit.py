"""``tongqu queue audit``: whether measured figures can be true together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.output import SCHEMA_VERSION, emit_json
from tongqu.cli.queue_options import JSON
from tongqu.errors import ExitCode
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["LAWS", "audit"]


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


LAWS = {
    "little_queue": N_("units that wait: {said}; by arrivals and wait: {follows}"),
    "little_system": N_("units there: {said}; by arrivals and stay: {follows}"),
    "little_service": N_("busy servers: {said}; by arrivals and service: {follows}"),
    "stay": N_("stay: {said} h; wait and service: {follows} h"),
    "utilisation": N_("busy: {said}; there can be no more than {follows}"),
    "vessels": N_("units: {said}; by those that came, left and were there: {follows}"),
    "tonnes": N_("tonnes: {said}; by what came, went and lay there: {follows}"),
    "room": N_("stock: {said} t; there is room for {follows} t"),
}

FIGURES = {
    "hours": N_("Hours over which the figures hold."),
    "came": N_("Units that came."),
    "left": N_("Units that left."),
    "before": N_("Units that were there at the beginning."),
    "present": N_("Units that are there at the end."),
    "arrivals_per_h": N_("Arrivals an hour, instead of --came and --hours."),
    "wait_h": N_("Mean wait."),
    "queue_length": N_("Mean number of units that wait."),
    "service_h": N_("Mean hours of service."),
    "servers": N_("Berths, chambers, lanes."),
    "utilisation": N_("Share of their time that is used."),
    "stay_h": N_("Mean hours from coming to leaving."),
    "number": N_("Mean number of units that are there."),
    "tonnes_in": N_("Tonnes that came into a store."),
    "tonnes_out": N_("Tonnes that went out of it."),
    "stock_before_t": N_("Tonnes that lay there at the beginning."),
    "stock_after_t": N_("Tonnes that lie there at the end."),
    "capacity_t": N_("Tonnes for which there is room."),
}


def _figures(command: Callable[..., Any]) -> Callable[..., Any]:
    for name, words in reversed(FIGURES.items()):
        option = click.option(f"--{name.replace('_', '-')}", type=float, metavar="X", help=words)
        command = option(command)
    return command


@click.command()
@_figures
@click.option(
    "--tolerance", type=float, default=0.05, show_default=True, metavar="P",
    help="Share by which two figures that should be equal may differ.",
)  # fmt: skip
@JSON
def audit(tolerance: float, as_json: bool, **figures: float | None) -> int:
    """Can measured figures be true together?

    Give what was measured or reported, of a port, a lock, a yard; what can be checked is: Little's
    law, servers that cannot be busy for more than all their time, units and tonnes that cannot be
    lost. The exit code is 4 if the figures contradict each other.
    """  # noqa: D400 - short help
    from tongqu.queueing.audit import Measured, audit_measured

    checks = audit_measured(Measured(**figures), tolerance=tolerance)
    holds = all(check.holds for check in checks)
    answer = {
        "schema_version": SCHEMA_VERSION,
        "kind": "queue_audit",
        "asked": {**{k: v for k, v in figures.items() if v is not None}, "tolerance": tolerance},
        "holds": holds,
        "checks": [check.to_dict() for check in checks],
    }
    if as_json:
        emit_json(answer)
    else:
        click.echo(_text(answer, reader_language()), nl=False)
    return ExitCode.OK if holds else ExitCode.INFEASIBLE


def _text(answer: Mapping[str, Any], lang: str) -> str:
    from tongqu.cli.queue_text import short

    t = translator(lang)
    if not answer["checks"]:
        return t("Nothing can be checked with these figures alone.") + "\n"
    lines = []
    for check in answer["checks"]:
        words = t(LAWS[check["law"]], said=short(check["said"]), follows=short(check["follows"]))
        mark = t("holds") if check["holds"] else t("CANNOT BE")
        lines.append(f"  {mark}  {words}")
    verdict = (
        t("These figures can be true together.")
        if answer["holds"]
        else t("These figures cannot be true together.")
    )
    return "\n".join([verdict, *lines]) + "\n"
