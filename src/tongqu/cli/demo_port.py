"""The demo's simulated port: a quarter of a year, six times, and its page."""

from __future__ import annotations

import json
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING

import click

from tongqu.cli.output import SCHEMA_VERSION, write_atomically
from tongqu.cli.simulate_files import Ran, write_files
from tongqu.text import translator

if TYPE_CHECKING:
    from pathlib import Path

    from tongqu.model import Region
    from tongqu.report.sim_card import DemoPort

__all__ = ["demo_port", "simulated"]

DAY, YEARS, RUNS, SEED = "2024-12-09", 0.25, 6, 1
"""A quarter is enough to see where vessels wait; what it costs is known to a tenth."""


def demo_port(region: Region, folder: Path, lang: str) -> DemoPort:
    """Simulate the port of the demo's day, and write its page and its JSON."""
    from tongqu.report.sim_card import DemoPort

    t = translator(lang)
    start = perf_counter()
    ran = simulated(region)
    asked = {"years": YEARS, "replications": RUNS, "precision": None, "seed": SEED}
    answer = {"schema_version": SCHEMA_VERSION, "kind": "simulation", "asked": asked, **ran.answer}
    command = (
        f"tongqu simulate --as-of {DAY} --years {YEARS:g} --replications {RUNS} --html port.html"
    )
    port = DemoPort(answer, page="port.html", json="port.json", command=command)
    text = json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_atomically(folder / port.json, text)
    click.echo(t("{path}  {seconds} s", path=str(folder / port.json), seconds=_since(start)))
    drawing = perf_counter()
    write_files(answer, ran, scenario=None, csv=None, page=str(folder / port.page), day=None,
                parquet=None)  # fmt: skip
    click.echo(t("{path}  {seconds} s", path=str(folder / port.page), seconds=_since(drawing)))
    return port


def simulated(region: Region) -> Ran:
    """Return the runs of the demo, with other traffic too."""
    from tongqu.sim.answer import sim_answer
    from tongqu.sim.region_params import PortParams
    from tongqu.sim.settling import settle_port
    from tongqu.sim.sweep import sweep

    day = datetime.fromisoformat(DAY).replace(tzinfo=region.zone)
    port, found = settle_port(region, day, params=PortParams(), years=YEARS, replications=RUNS,
                              seed=SEED)  # fmt: skip
    answer = sim_answer(found, port)
    if found.settled:
        answer["sweep"] = sweep(
            found.result.scenario, seed=SEED, years=YEARS, lead_h=found.result.warm_h,
            traffic_mt_per_year=answer["scenario"]["traffic_mt_per_year"],
        )  # fmt: skip
    return Ran(answer, found, port)


def _since(start: float) -> str:
    return f"{perf_counter() - start:.2f}"
