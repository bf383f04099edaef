"""Try the changes of one file, each in a fork of one process that has collected the tests.

    python tools/mutation_judge.py FILE FOUND JOBS TEST...

For `mutation.py`, which see. FILE is below ``src``; what is found goes to FOUND, a JSON file, from
which a former run is taken up.

Notes
-----
- The tests are collected once. Each change is then tried in a fork, so that a trial costs no more
  than the tests that touch the changed function, and leaves no trace in the next one.
- The parent never runs a test: what a first call remembers (tables, caches) must be made by the
  changed function, or its change could not be noticed.
- Hypothesis draws few examples, always the same, and does not shrink.
- A test that takes five times the processor time that it took before and two seconds, or gigabytes,
  counts as one that noticed.
- A test that takes more than half a second is asked only where no faster one touches the function.
"""

from __future__ import annotations

import contextlib
import difflib
import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents
from mutmut.state import state

ROOT = Path(__file__).resolve().parents[1]
ASKED = "MUTANT_UNDER_TEST"  # what mutmut's switches look at
NOTICED, UNTOUCHED = 1, 33
EXAMPLES = 20
SLOW_S = 0.5
MOST_BYTES = 4 << 30


class Changed(MetaPathFinder):
    """Finds the module with all its changes in the place of the original."""

    def __init__(self, module: str, path: Path) -> None:
        self.module, self.path = module, path

    def find_spec(self, name: str, _path: Any, _target: ModuleType | None = None) -> Any:
        """Answer for one module only."""
        return spec_from_file_location(name, self.path) if name == self.module else None


@dataclass(eq=False)
class Judge:
    """A pytest plugin that runs what it has collected once for each change."""

    module: str
    changed: MutatedFile
    found: Path
    jobs: int
    failed: bool = False
    trying: bool = False
    touching: dict[str, list[int]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Where the tests of the unchanged source say what is wrong."""
        return self.found.with_suffix(".log")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Draw few examples."""
        import hypothesis  # here: pytest wants to be the first who imports it

        for item in items:
            test = getattr(item, "obj", None)
            test = getattr(test, "__func__", test)
            said = getattr(test, "_hypothesis_internal_use_settings", None)
            if test is not None and said is not None:
                few = hypothesis.settings(
                    said,
                    max_examples=min(said.max_examples, EXAMPLES),
                    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
                    database=None,
                )
                test.__dict__["_hypothesis_internal_use_settings"] = few

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> None:
        """End a trial with the first error, without the pains of telling it."""
        skipped = pytest.skip.Exception
        if self.trying and call.excinfo is not None and not call.excinfo.errisinstance(skipped):
            os._exit(NOTICED)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that a test failed."""
        self.failed = self.failed or report.failed
        if report.failed:
            print(report.nodeid, report.longreprtext, sep="\n", flush=True)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Look which tests touch what; then try one change after the other."""
        if session.testsfailed:
            raise session.Interrupted("tests cannot be collected")
        if not self.watch(session.items):
            raise session.Interrupted(f"tests fail without any change, see {self.log}")
        if not self.would_survive(session.items):
            raise session.Interrupted("tests fail under the limits of a trial")
        changes = self.former()
        gc.collect()
        gc.freeze()  # what is there by now need not be looked through, and copied, in each fork
        todo = [name for name in self.changed.mutant_names if name not in changes]
        running: dict[int, str] = {}
        for count, name in enumerate(todo):
            tests = self.touching.get(function_of(name), [])
            if tests:
                running[self.begin(session.items, name, tests)] = name
            else:
                changes[name] = self.change(name, UNTOUCHED)
            while len(running) >= self.jobs or (count == len(todo) - 1 and running):
                pid, status = os.wait()
                ended = running.pop(pid)
                changes[ended] = self.change(ended, os.waitstatus_to_exitcode(status))
            if count % 50 == 0:
                self.write(changes)
        self.write(changes)
        return True

    def watch(self, items: list[pytest.Item]) -> bool:
        """Learn which tests touch which functions, and how long they take."""
        for number, item in enumerate(items):
            told = self.watch_one(item)
            if told is not None and preload(told["modules"]):
                told = self.watch_one(item)
            if told is None:
                return False
            self.seconds[number] = told["seconds"]
            for name in told["touched"]:
                self.touching.setdefault(name.removeprefix(f"{self.module}."), []).append(number)
        for name, tests in self.touching.items():
            tests.sort(key=self.seconds.__getitem__)
            fast = [number for number in tests if self.seconds[number] <= SLOW_S]
            self.touching[name] = fast or tests[:1]
        return True

    def watch_one(self, item: pytest.Item) -> dict[str, Any] | None:
        """Run a test in a fork of its own: it touches what it would find made by another one."""
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ours)
            send_output(self.log)
            os.environ[ASKED] = "stats"
            touched: set[str] = state()._stats  # noqa: SLF001 (mutmut has no other way to ask)
            touched.clear()
            begun = time.process_time()
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
            seconds = time.process_time() - begun
            told = {"seconds": seconds, "touched": sorted(touched), "modules": sorted(sys.modules)}
            with os.fdopen(theirs, "w") as pipe:
                json.dump(None if self.failed else told, pipe)
            os._exit(0)
        os.close(theirs)
        with os.fdopen(ours) as pipe:
            text = pipe.read()
        os.waitpid(pid, 0)
        found: dict[str, Any] | None = json.loads(text or "null")
        return found

    def would_survive(self, items: list[pytest.Item]) -> bool:
        """Return whether a trial in which nothing is changed ends well, as it must."""
        asked = {number for tests in self.touching.values() for number in tests}
        pid = self.begin(items, "none", sorted(asked, key=self.seconds.__getitem__))
        return os.waitpid(pid, 0)[1] == 0

    def begin(self, items: list[pytest.Item], name: str, tests: list[int]) -> int:
        """Try a change in a fork, until a test notices; return its process."""
        pid = os.fork()
        if pid:
            return pid
        send_output(Path(os.devnull))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        os.environ[ASKED] = f"{self.module}.{name}"
        self.trying = True
        with contextlib.suppress(BaseException):
            for number in tests:
                # Processor time, not that of a clock: what else the machine does must not count.
                signal.setitimer(signal.ITIMER_PROF, 2 + 5 * self.seconds[number])
                items[number].ihook.pytest_runtest_protocol(item=items[number], nextitem=None)
            os._exit(0)
        os._exit(NOTICED)

    def former(self) -> dict[str, dict[str, Any]]:
        """Return what a former run found noticed, of functions that stand as they stood."""
        if not self.found.exists():
            return {}
        hashes = self.changed.hash_by_function_name
        return {
            name: change
            for name, change in json.loads(self.found.read_text("utf-8")).items()
            if name in self.changed.mutant_names
            and change["function"] == hashes.get(function_of(name))
            and change["end"] not in (0, UNTOUCHED)
        }

    def change(self, name: str, end: int) -> dict[str, Any]:
        """Return a record of a change: how its trial ended and what was changed."""
        function = self.changed.hash_by_function_name.get(function_of(name))
        return {"end": end, "function": function, "diff": self.diff(name)}

    def diff(self, name: str) -> str:
        """Return what was changed."""
        lines = self.changed.code.splitlines()
        function = function_of(name)
        texts = []
        for version in (f"{function}__mutmut_orig", name):
            span = self.changed.line_span_by_function_name[version]
            text = "\n".join(lines[span.start - 1 : span.end])
            texts.append(text.replace(version, function).splitlines())
        return "\n".join(list(difflib.unified_diff(*texts, lineterm="", n=2))[2:])

    def write(self, changes: dict[str, dict[str, Any]]) -> None:
        """Write what is found, in the order of the source, so that a stopped run can go on."""
        order = [name for name in self.changed.mutant_names if name in changes]
        text = json.dumps({name: changes[name] for name in order}, indent=1)
        beside = self.found.with_suffix(".part")
        beside.write_text(text, "utf-8")
        beside.replace(self.found)


def function_of(name: str) -> str:
    """Return the function that a change belongs to.

    >>> function_of("x_epoch_s__mutmut_3")
    'x_epoch_s'
    """
    return name.partition("__mutmut_")[0]


def preload(modules: list[str]) -> bool:
    """Import what a test imports as it goes, or every trial would; return whether there was any."""
    new = [module for module in modules if module not in sys.modules]
    for module in new:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    return any(module in sys.modules for module in new)


def send_output(to: Path) -> None:
    """Send what a fork prints into a file."""
    file = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(file, 1)
    os.dup2(file, 2)


def main() -> int:
    """Write the changed module beside what is found, collect, try."""
    file, found, jobs, tests = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    source = ROOT / "src" / file
    changed = mutate_file_contents(str(source), source.read_text("utf-8"))
    if not changed.mutant_names:
        found.write_text("{}", "utf-8")
        return 0
    beside = found.with_suffix(".py")
    beside.write_text(changed.code, "utf-8")
    module = file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    sys.meta_path.insert(0, Changed(module, beside))
    judge = Judge(module, changed, found, jobs)
    quiet = (
        "-q -q --no-header --no-summary --capture=sys --assert=plain -p no:cacheprovider".split()
    )
    return int(pytest.main([*quiet, *tests], plugins=[judge]))


if __name__ == "__main__":
    raise SystemExit(main())
