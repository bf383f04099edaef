"""The pages about queues print what the program says today."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from tongqu.cli.main import main
from tongqu.queueing import ServiceLevel, berths_for, queue_loss, queue_wait, traffic_for

ROOT = Path(__file__).parents[2]
VALIDATION = (ROOT / "docs" / "validation" / "queueing.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference" / "queue.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = ROOT / "validation" / "queueing.py"
    spec = importlib.util.spec_from_file_location("validation_queueing", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_validation_page_shows_every_comparison(script: ModuleType) -> None:
    """Hits and misses, line by line; the last digits of differences may depend on the machine."""
    lines = script.known_others() + script.printed_summary()
    for model in script.PRINTED:
        lines += script.printed_cells(model)
    assert [line for line in lines if line not in VALIDATION] == []
    for line in script.known_waits():
        model, cells, miss = (cell.strip() for cell in line.strip("|").split("|"))
        assert f"| {model} | {cells} |" in VALIDATION
        assert float(miss) <= 5.1e-7


def test_the_how_to_prints_what_the_commands_say() -> None:
    """Figures of the page on berths."""
    page = (ROOT / "docs" / "how-to" / "how-many-berths.md").read_text(encoding="utf-8")
    level = ServiceLevel(0.2)
    answer = berths_for(level, "M", "E2", offered=0.21 * 14, service_h=14)
    assert answer.model == "M/E2/5"
    less = queue_wait("M", "E2", 4, 0.21 * 14 / 4, service_h=14)
    assert (
        f"the mean wait is {answer.wait_h:.2f} h, and with four it would be {less.wait_h:.2f} h"
        in page
    )
    assert 7.5 < answer.quantile(0.95) * 14 < 8
    most = traffic_for(level, "M", "E2", 5, service_h=14)
    assert f"up to {most.throughput_per_h:.3f} vessels an hour" in page
    assert f"utilisation of {100 * most.utilisation:.0f} %" in page
    assert f"{100 * queue_loss(5, 9, 0.21 * 14).refused:.1f} % of them" in page


COMMANDS = (
    "wait --berths 3 --utilisation 0.5 --service-h 3 --longer-than 1",
    "berths --target-wait-over-service 0.1 --offered 3",
    "traffic --target-wait-over-service 0.1 --berths 3",
    "loss --berths 2 --places 6 --offered 1.6",
    "fleet --vessels 5 --berths 2 --away-h 9 --service-h 3",
    "lock --arrivals-per-h 2 --cycle-h 1 --capacity 4",
    "tandem --arrivals-per-h 0.5 --station 1:1 --station 2:2",
    "silo --batches-per-h 0.5 --batch-t 100 --drain-t-per-h 60 --above-t 200",
    "table --arrival E2 --service E2 --printed groenveld",
    "code berth --ship-t 900 --rate-t-per-h 80 --utilisation 0.6 --yearly-t 1650000",
    "code berth --ship-t 900 --rate-t-per-h 80 --utilisation 0.6 --simulate --replications 5",
    "code container --cranes 2 --crane-moves-per-h 25 --ship-teu 900 --utilisation 0.5",
    "audit --arrivals-per-h 2 --wait-h 3 --queue-length 6",
    "code lock --lockage-t 4000 --one-way-min 40 --two-way-min 70",
)


def keys_of(value: Any) -> set[str]:
    """Return every key of an answer; what was asked repeats options and is left out."""
    if isinstance(value, dict):
        inside = [keys_of(part) for key, part in value.items() if key != "asked"]
        return set(value).union(*inside)
    return set().union(*(keys_of(part) for part in value)) if isinstance(value, list) else set()


def test_every_key_is_in_the_reference_and_the_other_way_round() -> None:
    """The page on the JSON and the answers name the same keys."""
    found: set[str] = set()
    for words in COMMANDS:
        result = CliRunner().invoke(main, ["queue", *words.split(), "--json"])
        assert result.exit_code == 0, result.output
        found |= keys_of(json.loads(result.stdout))
    rows = re.findall(r"^\| (`[^|]*) \|", REFERENCE, re.MULTILINE)
    written = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    also = set(re.findall(r"`(\w+)`", REFERENCE.partition("## code\n")[2]))
    assert sorted(found - written - also) == []
    assert sorted(written - found) == []
