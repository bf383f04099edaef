"""Ask the tests of clocks and schedules whether they would notice: mutation testing, in a copy.

    python tools/mutation.py [--jobs N] [--folder FOLDER] [--keep] [NAME ...]

Copies source and tests into a folder of their own, changes the source there in one place after the
other (mutmut), runs the tests that touch that place, and counts the changes that they notice. What
is changed, and which tests judge it, stands in ``[tool.mutmut]`` of ``pyproject.toml``. NAME limits
it to some changes, like ``tongqu.ledger.student*``.

Prints a table by file and writes ``mutation.json`` into the folder, with the names of the changes
that survived, for ``mutmut show NAME`` there. Fails below the score that is asked for. Some 5,000
changes take half an hour or more on two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEAST = 80.0  # percent, over all files
COPIED = ("src", "tests", "pyproject.toml", "README.md")
SURVIVED, UNTOUCHED = 0, (5, 33)  # how the tests ended: all passed; none touches the place


def main() -> int:
    """Copy, run, count."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="changes, as globs; all without any")
    parser.add_argument("--jobs", type=int, default=2, help="changes that are tried at once")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "mutation")
    parser.add_argument("--keep", action="store_true", help="go on with the copy that is there")
    asked = parser.parse_args()
    folder: Path = asked.folder.resolve()
    if not asked.keep:
        shutil.rmtree(folder, ignore_errors=True)
        copy(folder)
    # The copy is what must be imported, not the package that is installed from its source.
    path = os.pathsep.join([str(folder / "mutants" / "src"), str(folder / "src")])
    # The script, not `-m`: run as a module, mutmut has two states that do not know each other.
    program = Path(sys.executable).with_name("mutmut")
    run = [program, "run", "--max-children", str(asked.jobs), *asked.names]
    subprocess.run(run, cwd=folder, env={**os.environ, "PYTHONPATH": path}, check=False)
    return report(folder)


def copy(folder: Path) -> None:
    """Copy what the tests need."""
    folder.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)


def report(folder: Path) -> int:
    """Print what the tests noticed, by file; return 1 if that is too little."""
    files: dict[str, dict[str, object]] = {}
    total: Counter[str] = Counter()
    source = folder / "mutants" / "src"
    for path in sorted(source.rglob("*.meta")):
        ends = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        tried = {name: end for name, end in ends.items() if end is not None}
        if not tried:
            continue
        missed = sorted(n for n, end in tried.items() if end in (SURVIVED, *UNTOUCHED))
        count = Counter(tried=len(tried), noticed=len(tried) - len(missed))
        total += count
        name = path.relative_to(source).with_suffix("").as_posix()
        files[name] = {**count, "missed": missed}
        print(f"{name:55} {count['noticed']:5} of {count['tried']:5}  {percent(count):5.1f} %")
    if not total:
        print("nothing was tried", file=sys.stderr)
        return 1
    print(f"{'all':55} {total['noticed']:5} of {total['tried']:5}  {percent(total):5.1f} %")
    (folder / "mutation.json").write_text(json.dumps(files, indent=1), "utf-8")
    return int(percent(total) < LEAST)


def percent(count: Counter[str]) -> float:
    """Return the mutation score."""
    return 100 * count["noticed"] / count["tried"]


if __name__ == "__main__":
    raise SystemExit(main())
