"""Files that ``tongqu simulate`` leaves behind: scenario, CSV, Parquet, page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.cli.language import reader_language
from tongqu.cli.output import SCHEMA_VERSION, write_atomically
from tongqu.errors import Problem, UsageError

if TYPE_CHECKING:
    from tongqu.sim.region_scenario import PortScenario
    from tongqu.sim.settling import Settled

__all__ = ["Ran", "need_for_parquet", "write_files"]


@dataclass(frozen=True, eq=False)
class Ran:
    """What was simulated.

    Attributes
    ----------
    answer
        As JSON shows it.
    found
        The runs.
    port
        Where the scenario comes from, if from a region.
    """

    answer: dict[str, Any]
    found: Settled
    port: PortScenario | None = None


def need_for_parquet() -> None:
    """Refuse before anything runs if Parquet cannot be written."""
    from tongqu.sim.parquet import need_pyarrow

    need_pyarrow()


def write_files(
    answer: dict[str, Any], ran: Ran, *, scenario: str | None, csv: str | None, page: str | None,
    parquet: str | None,
) -> None:  # fmt: skip
    """Write the files that were asked for; each is whole or not there.

    Parameters
    ----------
    answer
        As JSON shows it, with what was asked.
    ran
        The runs.
    scenario, csv, page
        Files.
    parquet
        Folder.
    """
    if scenario is not None:
        from tongqu.sim import scenario_to_dict

        written = json.dumps(scenario_to_dict(ran.found.result.scenario), indent=1)
        write_atomically(scenario, written + "\n")
    if csv is not None:
        from tongqu.sim.answer_table import answer_csv

        write_atomically(csv, answer_csv(answer))
    if parquet is not None:
        _write_parquet(Path(parquet), answer, ran)
    if page is not None:
        from tongqu.report.sim_page import sim_page

        write_atomically(page, sim_page(answer, reader_language()))


def _write_parquet(folder: Path, answer: dict[str, Any], ran: Ran) -> None:
    """Write a file for each table; all are made before the first one is written."""
    from tongqu.sim.export import result_tables
    from tongqu.sim.parquet import parquet_bytes

    result, port = ran.found.result, ran.port
    tables = result_tables(
        result,
        settled=ran.found.settled,
        begin=None if port is None else port.begin,
        names=None if port is None else port.names,
    )
    about = {
        "schema_version": SCHEMA_VERSION,
        "scenario": str(answer["scenario"]["name"]),
        "asked": json.dumps(answer["asked"], ensure_ascii=False),
        "settled": json.dumps(answer["settled"]),
        "replications": str(result.replications),
        "seed": str(result.seed),
        "hours": f"{result.hours:g}",
        "warm_h": f"{result.warm_h:g}",
    }
    if port is not None:
        about |= {"begin": port.begin.isoformat(), "first_day": port.first_day.isoformat()}
    zone = "UTC" if port is None else str(port.begin.tzinfo)
    made = {name: parquet_bytes(columns, about, zone=zone) for name, columns in tables.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = Problem("cannot_write", {"reason": error.strerror or str(error)},
                          file=str(folder))  # fmt: skip
        raise UsageError(f"cannot write {folder}", (problem,)) from error
    for name, blob in made.items():
        write_atomically(folder / f"{name}.parquet", blob)
