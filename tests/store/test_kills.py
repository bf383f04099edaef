"""Programs that are killed while they work on a ledger lose nothing that was acknowledged."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

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
