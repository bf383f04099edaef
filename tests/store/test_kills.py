"""Programs that are killed while they work on a ledger lose nothing that was acknowledged."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tongqu.store import create_journal

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "ledger_kills.py"
KILLS = 50


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_200_kills(seed: int) -> None:
    """Four times 50: appending, importing, upgrading, backing up, restoring, making, deleting."""
    done = subprocess.run(
        [sys.executable, SCRIPT, "--kills", str(KILLS), "--seed", str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert (told["kills"], told["lost"]) == (KILLS, [])
    assert len(told["of"]) == 7
    assert told["acknowledged"] > KILLS


def test_killed_writers_on_each_database(place: str) -> None:
    """Batches are there wholly or not at all, and every acknowledged one is."""
    create_journal(place).close()
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("store_killed.py"), place, "15"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
