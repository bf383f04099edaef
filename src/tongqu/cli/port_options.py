"""Options for the assumptions of a simulated port, and what vessels carry there, in words."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.called import Called
from tongqu.cli.queue_text import aligned, short
from tongqu.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tongqu.sim.region_params import PortParams
    from tongqu.text import Translator

__all__ = ["PORT_OPTIONS", "load_lines", "params_of"]

MOST_BYTES = 1_000_000


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


def PORT_OPTIONS(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 - as REGION
    """Add the options that set assumptions of the port."""
    for option in (
        click.option(
            "--params",
            "params_path",
            metavar="FILE",
            help="TOML with assumptions of the region's port by name, and cells of its tables.",
        ),
        click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="NAME=VALUE",
            help="One assumption of the region's port, like gate_lanes=6, or one cell of its "
            "tables, like links.waterway-tonglu-fuyang.depth_m=3. May be repeated.",
        ),
    ):
        command = option(command)
    return command


def params_of(settings: Sequence[str], path: str | None, **given: Any) -> PortParams:
    """Return the assumptions that the options set; `given` are other options, None if unset."""
    from tongqu.sim.region_settings import port_params

    text = ""
    if path is not None:
        file = Path(path)
        try:
            if file.stat().st_size > MOST_BYTES:
                raise DatasetError.of("sim_not_settings", reason=f"> {MOST_BYTES} B")
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise DatasetError.of("unreadable", reason=reason) from error
    return port_params(settings, toml=text, **given)


def load_lines(
    loads: Sequence[Mapping[str, Any]], names: Sequence[Mapping[str, str]], t: Translator
) -> list[str]:
    """Return what each vessel class carries, and what keeps it from carrying more."""
    if not loads:
        return []
    called = Called(names, t.lang)
    alike: dict[Any, list[str]] = defaultdict(list)
    for row in loads:
        said = (
            called(row["vessel"]),
            short(row["payload_t"]),
            short(row["full_t"]),
            _bound(row, called, t),
        )
        alike[said].append(called(row["terminal"]))
    head = (t("vessel class"), t("carries [t]"), t("full [t]"), t("bound by"), t("at"))
    rows = [(*said, "; ".join(terminals)) for said, terminals in alike.items()]
    return ["", *aligned([head, *rows])]


def _bound(row: Mapping[str, Any], called: Called, t: Translator) -> str:
    if row["binds"] == "reach":
        names = [" – ".join(called(place) for place in ends) for ends in row["stretches"]]
    else:
        names = [called(name) for name in row["at"]]
    shown = ", ".join(names)
    if row["binds"] == "reach":
        return t("{depth} m of water: {names}", depth=short(row["depth_m"]), names=shown)
    if row["binds"] == "sill":
        return t("{depth} m on the sill: {names}", depth=short(row["depth_m"]), names=shown)
    return t("its berths") if row["binds"] == "berth" else t("nothing: it is full")
