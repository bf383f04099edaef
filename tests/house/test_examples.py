"""Every example runs and says something."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_runs(example: Path, tmp_path: Path) -> None:
    """It ends well in an empty folder, leaves nothing on stderr but notices, and prints."""
    done = subprocess.run(
        [sys.executable, str(example)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr


def test_the_workbook_loses_nothing(tmp_path: Path) -> None:
    """The example about Excel says that the region is the same."""
    script = next(path for path in EXAMPLES if path.stem == "excel")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "region.xlsx")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "the same region"
