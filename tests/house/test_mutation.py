"""What `make mutation` is told to change and to ask is there, and nothing is left out."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
JUDGES: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
    "mutation"
]["judges"]
JUDGED = ("calendars/working_time*.py", "ledger/schedule/*.py", "ledger/clock*.py")


def test_every_file_and_every_test_is_there() -> None:
    """A file that moves would else be tested no longer, and nobody would know."""
    for file, tests in JUDGES.items():
        assert (ROOT / "src/tongqu" / file).is_file(), file
        assert tests
        for test in tests:
            name, _, function = test.partition("::")
            assert f"def {function}" in (ROOT / name).read_text("utf-8"), test


def test_all_clocks_and_schedules_are_judged() -> None:
    """A new file of theirs has to say which tests judge it."""
    package = ROOT / "src/tongqu"
    found = {
        path.relative_to(package).as_posix()
        for pattern in JUDGED
        for path in package.glob(pattern)
        if path.name != "__init__.py"
    }
    assert found <= set(JUDGES)
