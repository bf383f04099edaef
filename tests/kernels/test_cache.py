"""The kernel cache answers with the code that stands in the files now, or compiles."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tongqu.kernels.folder import KEPT, kernel_folder, prune
from tongqu.kernels.sources import imports_of, sources_of

if TYPE_CHECKING:
    from pathlib import Path

CALLEE = """\
from tongqu.kernels import kernel

@kernel
def price(tonnes):
    return tonnes * {factor}
"""

CALLER = """\
from harbour.constants import HANDLING
from harbour.{callee} import price
from {numba} import {decorator}

@{apply}
def total(tonnes):
    cost = 0
    for i in range(tonnes.shape[0]):
        cost += price(tonnes[i]) + HANDLING
    return cost
"""

ASK = """\
import numpy as np
from harbour.caller import total
print(total(np.arange(5)), total._cache_hits if hasattr(total, "_cache_hits") else "")
"""


VARIED = """\
import numpy as np
from tongqu.kernels import kernel

@kernel
def varied(x):
    seen = {0}
    rows = [1.0]
    for value in x:
        seen.add(value % 7)
        rows.append(np.exp(value / 100))
    if x.size > 20:
        raise ValueError("too long")
    order = np.argsort(-x)
    return len(seen), hash(3.5) % 1000, len(rows), np.unique(np.sort(x)).size, x * 2, order[0]
"""


class Harbour:
    """A package of its own with a kernel that calls a kernel of another file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "harbour"
        self.folder.mkdir()
        self.cache = folder / "cache"
        (self.folder / "__init__.py").write_text("")
        self.write_callee(2)
        self.write_handling(0)
        self.write_caller()

    def write_callee(self, factor: int) -> None:
        (self.folder / "callee.py").write_text(CALLEE.format(factor=factor))

    def write_handling(self, handling: int) -> None:
        (self.folder / "constants.py").write_text(f"HANDLING = {handling}\n")

    def write_caller(self, *, numbas_own: bool = False) -> None:
        own = {"numba": "numba", "decorator": "njit", "apply": "njit(cache=True)"}
        ours = {"numba": "tongqu.kernels", "decorator": "kernel", "apply": "kernel"}
        chosen = own if numbas_own else ours
        (self.folder / "caller.py").write_text(CALLER.format(callee="callee", **chosen))

    def start(self, code: str = ASK, **settings: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(self.folder.parent), *sys.path]),
            "TONGQU_CACHE_DIR": str(self.cache),
            "PYTHONDONTWRITEBYTECODE": "1",
            **settings,
        }
        return subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ask(self, **settings: str) -> tuple[int, str]:
        """Return the total in a new process, and what it said on stderr."""
        process = self.start(**settings)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return int(out.split()[0]), err

    def stored(self) -> list[Path]:
        return sorted(self.cache.glob("kernels/*/*"))


@pytest.fixture
def harbour(tmp_path: Path) -> Harbour:
    return Harbour(tmp_path)


def test_a_changed_callee_in_another_file_gives_the_new_answer(harbour: Harbour) -> None:
    """The caller's file is untouched, yet its machine code must not be used again."""
    assert harbour.ask()[0] == 20
    harbour.write_callee(3)
    assert harbour.ask()[0] == 30


def test_a_changed_constant_gives_the_new_answer(harbour: Harbour) -> None:
    """A module without kernels reaches a kernel through an import."""
    assert harbour.ask()[0] == 20
    harbour.write_handling(7)
    assert harbour.ask()[0] == 55


def test_numbas_own_cache_is_stale_in_the_same_place(harbour: Harbour) -> None:
    """Why we have our own: if this fails one day, Numba has learnt it and ours may go."""
    harbour.write_caller(numbas_own=True)
    own = {"NUMBA_CACHE_DIR": str(harbour.folder.parent / "numba")}
    assert harbour.ask(**own)[0] == 20
    harbour.write_callee(3)
    assert harbour.ask(**own)[0] == 20


def test_the_second_process_compiles_nothing_and_says_nothing(harbour: Harbour) -> None:
    """Machine code comes from disk; only the first process announces a compilation, once."""
    assert harbour.ask()[1].count("compiling kernels once") == 1
    before = [(path, path.stat().st_mtime_ns) for path in harbour.stored()]
    assert len(before) == 2
    answer, err = harbour.ask()
    assert (answer, err) == (20, "")
    assert [(path, path.stat().st_mtime_ns) for path in harbour.stored()] == before


def test_processes_that_compile_at_once_leave_whole_files(harbour: Harbour) -> None:
    """Four processes start together on an empty folder; all are right and nothing is half there."""
    processes = [harbour.start() for _ in range(4)]
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert out.split()[0] == "20"
    assert [path.suffix for path in harbour.stored()] == [".nbc", ".nbc"]
    assert harbour.ask() == (20, "")


def test_two_argument_types_never_share_a_file(harbour: Harbour) -> None:
    """Each process compiles another type at the same time; both are found afterwards."""
    code = "import numpy as np; from harbour.caller import total; print(total(np.ones(3, np.{})))"
    for _ in range(2):
        processes = {kind: harbour.start(code.format(kind)) for kind in ("int32", "float64")}
        outs = {kind: process.communicate(timeout=120) for kind, process in processes.items()}
        assert outs["int32"][0].strip() == "6"
        assert outs["float64"][0].strip() == "6.0"
    assert [err for _, err in outs.values()] == ["", ""]


def test_whatever_a_kernel_calls_is_there_when_it_comes_from_disk(harbour: Harbour) -> None:
    """Memory, hashing, sorting, mathematics and exceptions, in a process that compiles nothing."""
    (harbour.folder / "varied.py").write_text(VARIED)
    code = (
        "import numpy as np\nfrom harbour.varied import varied\nprint(varied(np.arange(20)))\n"
        "try: varied(np.arange(21))\nexcept ValueError as error: print(error)\n"
    )
    (first, _), (second, said) = (harbour.start(code).communicate(timeout=120) for _ in range(2))
    assert first.startswith("(7, ")
    assert first.endswith("too long\n")
    assert (second, said) == (first, "")


def test_a_damaged_file_is_compiled_anew(harbour: Harbour) -> None:
    """Cut, flipped or foreign bytes never reach the processor."""
    harbour.ask()
    first, second = harbour.stored()
    first.write_bytes(first.read_bytes()[:-100])
    damaged = bytearray(second.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    second.write_bytes(bytes(damaged))
    assert harbour.ask()[0] == 20
    assert harbour.ask() == (20, "")


def test_a_broken_cache_folder_costs_only_time(harbour: Harbour) -> None:
    """A file stands where the folder should be: it works, with a warning."""
    harbour.cache.write_text("not a folder")
    answer, err = harbour.ask()
    assert answer == 20
    assert err.count("kernel cache unusable") == 1


def test_a_folder_that_cannot_be_written_costs_only_time(harbour: Harbour) -> None:
    """Creating files fails as on a read-only disk: it works, with a warning, each time."""
    code = (
        "import errno, tempfile\n"
        "def refuse(*args, **options): raise OSError(errno.EROFS, 'Read-only file system')\n"
        "tempfile.mkstemp = refuse\n" + ASK
    )
    for _ in range(2):
        process = harbour.start(code)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert out.split()[0] == "20"
        assert err.count("kernel cache unusable") == 1
        assert "Read-only file system" in err


def test_kernels_run_without_numba(harbour: Harbour) -> None:
    """For debugging, NUMBA_DISABLE_JIT=1 leaves plain functions and touches no folder."""
    assert harbour.ask(NUMBA_DISABLE_JIT="1") == (20, "")
    assert harbour.stored() == []


def test_settings_that_change_the_code_have_their_own_folder(harbour: Harbour) -> None:
    """Code without bounds checks is not served to a process that asks for them."""
    harbour.ask()
    harbour.ask(NUMBA_BOUNDSCHECK="1")
    assert len(list(harbour.cache.glob("kernels/*"))) == 2


def test_an_edit_elsewhere_keeps_the_code(harbour: Harbour) -> None:
    """A file that no kernel can reach does not cost a compilation."""
    (harbour.folder / "words.py").write_text("HELLO = 1\n")
    harbour.ask()
    (harbour.folder / "words.py").write_text("HELLO = 2\n")
    assert harbour.ask() == (20, "")


def test_numbas_settings_are_left_alone(harbour: Harbour) -> None:
    """Other users of Numba in the same process keep their cache where they had it."""
    code = (
        "import numba; before = numba.config.CACHE_DIR\n" + ASK + "assert numba.config.CACHE_DIR "
        "== before\nassert numba.njit(lambda x: x)._cache.cache_path is None\n"
    )
    process = harbour.start(code)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err


def test_importing_the_room_loads_no_numba() -> None:
    """Only applying the decorator does."""
    code = "import sys, tongqu.kernels; print('numba' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_old_folders_go_and_foreign_ones_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest three of a package stay; what is not named like ours is never touched."""
    monkeypatch.setenv("TONGQU_CACHE_DIR", str(tmp_path))
    folders = [kernel_folder("tongqu", f"{number:016x}") for number in range(6)]
    now = time.time()
    for age, folder in enumerate(folders):
        folder.mkdir(parents=True)
        (folder / "x.nbc").write_bytes(b"")
        os.utime(folder, (now - 1000 * age, now - 1000 * age))
    others = [folders[0].parent / name for name in ("other-0000000000000000", "tongqu-notes")]
    for other in others:
        other.mkdir()
        os.utime(other, (0, 0))
    prune(folders[0])
    assert [folder.exists() for folder in folders] == [True] * KEPT + [False] * (6 - KEPT)
    assert all(other.exists() for other in others)


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("import port.sub.deep", {"sub/deep.py"}),
        ("from port.sub import deep", {"sub/__init__.py", "sub/deep.py"}),
        ("from port.sub.deep import X", {"sub/deep.py"}),
        ("from . import other", {"sub/__init__.py", "sub/other.py"}),
        ("from .other import X", {"sub/other.py"}),
        ("from .. import sub", {"__init__.py", "sub/__init__.py"}),
        ("def f():\n    from ..sub.other import X", {"sub/other.py"}),
        ("import numpy, portal", set()),
    ],
)
def test_every_way_to_import_is_followed(tmp_path: Path, line: str, files: set[str]) -> None:
    """Absolute, relative, inside a function: what is imported counts."""
    root = tmp_path / "port"
    (root / "sub").mkdir(parents=True)
    for name in ("__init__.py", "sub/__init__.py", "sub/deep.py", "sub/other.py", "sub/here.py"):
        (root / name).write_text("")
    found = imports_of(root / "sub" / "here.py", line.encode(), root)
    assert {path.relative_to(root).as_posix() for path in found} == files


def test_only_kernels_and_what_they_import_count(tmp_path: Path) -> None:
    """The decorator marks a file, imports lead on from there."""
    root = tmp_path / "port"
    root.mkdir()
    (root / "__init__.py").write_text("")
    (root / "fast.py").write_text(
        "from port.rates import R\n\n@kernels.kernel(nogil=False)\ndef f(): ...\n"
    )
    (root / "rates.py").write_text("from port.tax import T\n")
    (root / "tax.py").write_text("T = 1\n")
    (root / "broken.py").write_text("@kernel\ndef (:\n")
    (root / "slow.py").write_text("from port.fast import f  # not a @kernel itself\n")
    assert list(sources_of(root)) == ["broken.py", "fast.py", "rates.py", "tax.py"]
