"""Ask the tests of clocks and schedules whether they would notice: mutation testing.

    python tools/mutation.py [--go-on] [--jobs N] [--folder FOLDER] [FILE ...]

Changes the source in one place after the other (mutmut says where and how), runs the tests that
touch the place, and counts the changes that they notice. Which files are changed, and which few
fast tests judge each of them, stands in ``[tool.mutation.judges]`` of ``pyproject.toml``. FILE
limits it to some of these files; parts of their paths will do, like ``schedule/`` or ``clocks.py``.

With ``--go-on`` a change that a former run found noticed is not tried again while its function
stands as it stood; those that survived are. A run that was stopped goes on in the same way.

The source itself is never touched: a changed module is imported in the place of its original.
Prints a table by file; ``FOLDER/survivors.diff`` shows what nobody noticed. Fails where a file
stays below the score that is asked for.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEAST = 80.0  # percent, of each file
SURVIVED, UNTOUCHED = 0, 33  # how a trial ends: all tests passed; none touches the place


def main() -> int:
    """Judge file by file, report."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", help="files, or parts of their paths; all without any")
    parser.add_argument("--go-on", action="store_true", help="go on from a former run")
    parser.add_argument("--jobs", type=int, default=1, help="changes that are tried at once")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "mutation")
    asked = parser.parse_args()
    folder: Path = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    judges = chosen(asked.files)
    if not judges:
        print("none of the files that are changed is called so", file=sys.stderr)
        return 2
    scores = []
    for name, tests in judges.items():
        found = folder / (name.removesuffix(".py").replace("/", ".") + ".json")
        if not asked.go_on:
            found.unlink(missing_ok=True)
        if not judge(name, tests, found, asked.jobs):
            return 1
        score = read_score(name, found)
        if score.tried:
            print(score, flush=True)
            scores.append(score)
    whole = Score("all", [text for s in scores for text in s.missed], sum(s.tried for s in scores))
    print(whole)
    (folder / "survivors.diff").write_text("\n".join(whole.missed), "utf-8")
    return int(any(score.percent < LEAST for score in scores))


def chosen(parts: list[str]) -> dict[str, list[str]]:
    """Return the files that are changed with the tests that judge them, limited to some."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    judges: dict[str, list[str]] = project["tool"]["mutation"]["judges"]
    names = [Path(part).as_posix() + "/" * part.endswith("/") for part in parts]
    return {
        file: tests
        for file, tests in judges.items()
        if not names or any(name in f"src/tongqu/{file}" for name in names)
    }


def judge(name: str, tests: list[str], found: Path, jobs: int) -> bool:
    """Try the changes of one file, in a process of its own; return whether that went well."""
    program = Path(__file__).with_name("mutation_judge.py")
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, program, f"tongqu/{name}", found, str(jobs), *tests],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "NUMBA_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        print(f"{name}: no change could be tried", file=sys.stderr)
    return not done.returncode


@dataclass
class Score:
    """How many changes of a file were tried, and those that nobody noticed."""

    name: str
    missed: list[str]
    tried: int

    @property
    def percent(self) -> float:
        """The mutation score."""
        return 100 * (self.tried - len(self.missed)) / self.tried if self.tried else 100.0

    def __str__(self) -> str:
        noticed = self.tried - len(self.missed)
        return f"{self.name:40} {noticed:5} of {self.tried:5}  {self.percent:5.1f} %"


def read_score(name: str, found: Path) -> Score:
    """Return what was found about a file."""
    changes = json.loads(found.read_text("utf-8"))
    missed = [
        f"# {'untouched' if change['end'] == UNTOUCHED else 'survived'}: {key}\n{change['diff']}"
        for key, change in changes.items()
        if change["end"] in (SURVIVED, UNTOUCHED)
    ]
    return Score(name, missed, len(changes))


if __name__ == "__main__":
    raise SystemExit(main())
