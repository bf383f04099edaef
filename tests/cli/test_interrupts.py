"""A real SIGINT in the middle of a run: what is known by then is kept, nothing is half written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tongqu.errors import ExitCode

CHILD = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
from tongqu.sim import simulate as verb
module = sys.modules["tongqu.sim.simulate"]
whole, count = module.run_block, 0

def told(asked):
    global count
    count += 1
    print("block", count, file=sys.stderr, flush=True)
    return whole(asked)

module.run_block = told
from tongqu.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
"""The command itself; before each block of runs it says so, that the signal may come in a run."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are not sent so on Windows")


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two berths, with traffic that keeps a search busy for minutes."""
    path = tmp_path_factory.mktemp("scenario") / "quay.json"
    path.write_text(json.dumps({
        "vehicles": [{"id": "barge"}],
        "sources": [{"id": "barges", "mix": [["barge", 1.0]], "gap": {"kind": "exp", "mean": 4.0},
                     "route": [{"step": "serve", "station": "quay",
                                "hours": {"kind": "exp", "mean": 6.0}}]}],
        "stations": [{"id": "quay", "groups": [{"id": "quay", "servers": 2}]}],
    }), encoding="utf-8")  # fmt: skip
    return path


def interrupted(words: list[str], at_block: int) -> tuple[int, str]:
    """Return exit code and output of a command that gets a SIGINT as a block begins."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8",
    )  # fmt: skip
    assert child.stderr is not None
    try:
        for line in child.stderr:
            if line.startswith("block") and int(line.split()[1]) == at_block:
                child.send_signal(signal.SIGINT)
                break
        out, _ = child.communicate(timeout=120)
    finally:
        child.kill()
    return child.returncode, out


def answer_of(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_search_keeps_its_bracket(quay: Path, tmp_path: Path) -> None:
    """`capacity`: exit code 130, JSON that says so, the bracket by then, a whole page."""
    page = tmp_path / "capacity.html"
    code, out = interrupted(
        ["capacity", "--scenario", str(quay), "--target-wait-over-service", "0.5", "--years", "20",
         "--tolerance", "0.001", "--most-replications", "100000", "--no-more", "--json",
         "--html", str(page)], at_block=9,
    )  # fmt: skip
    answer = answer_of(out)
    assert code == ExitCode.INTERRUPTED
    assert answer["state"] == "stopped"
    factor = answer["capacity"]["factor"]
    assert factor["value"] is None
    # M/M/2 at a utilisation of 0.577 is 0.7698 times the traffic of the file.
    assert (factor["low"] or 0.0) < 0.77 < (factor["high"] or 9.0)
    assert (factor["low"], factor["high"]) != (None, None)
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["capacity.html"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_simulation_keeps_its_runs(quay: Path, tmp_path: Path, workers: str) -> None:
    """`simulate`: the runs that were done, marked; their mean has its wider interval."""
    table = tmp_path / "runs.csv"
    code, out = interrupted(
        ["simulate", "--scenario", str(quay), "--years", "10", "--replications", "100000",
         "--workers", workers, "--json", "--csv", str(table)], at_block=9,
    )  # fmt: skip
    answer = answer_of(out)
    assert code == ExitCode.INTERRUPTED
    assert (answer["stop"]["interrupted"], answer["stop"]["reached"]) == (True, False)
    assert 20 <= answer["run"]["replications"] < 1000
    wait = answer["calls"]["wait_h"]
    assert wait["low"] < 6 * 9 / 7 < wait["high"] * 1.02  # M/M/2 at 0.75
    assert table.read_text(encoding="utf-8").endswith("\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runs.csv"]


def test_a_run_without_anything_to_keep(quay: Path, tmp_path: Path) -> None:
    """In the pilot there is nothing yet: the refusal as JSON, and no file."""
    code, out = interrupted(
        ["simulate", "--scenario", str(quay), "--years", "50", "--json",
         "--csv", str(tmp_path / "runs.csv")], at_block=1,
    )  # fmt: skip
    assert code == ExitCode.INTERRUPTED
    assert [problem["code"] for problem in answer_of(out)["error"]["problems"]] == ["interrupted"]
    assert list(tmp_path.iterdir()) == []
