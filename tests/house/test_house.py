"""The rules of the house: layers, cheap imports, Makefile, package data."""

import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import tongqu

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "numba", "llvmlite", "xlsxwriter", "python_calamine", "chinese_calendar", "rich")


def loaded_after(code: str) -> set[str]:
    """Return which heavy packages a fresh interpreter holds after the code."""
    ask = f"import sys\n{code}\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_imports_go_down_only() -> None:
    """import-linter's contract holds, and no room stands outside it."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contract_is_exhaustive_and_names_every_room() -> None:
    """A new package must be placed before it can be merged."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = config["tool"]["importlinter"]["contracts"]
    assert contract["exhaustive"] is True
    named = {word for line in contract["layers"] for word in line.replace("|", " ").split()}
    source = ROOT / "src" / "tongqu"
    rooms = {path.parent.name for path in source.glob("*/__init__.py")}
    rooms |= {path.stem for path in source.glob("*.py")} - {"__init__", "__main__"}
    assert rooms - {"datasets"} <= {name.strip("()") for name in named}


def test_importing_tongqu_loads_nothing_heavy() -> None:
    """`import tongqu` costs next to nothing."""
    assert loaded_after("import tongqu") == set()


def test_help_loads_nothing_heavy() -> None:
    """`tongqu --help` loads no compiler and no tables."""
    code = (
        "from tongqu.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0, end.code"
    )
    assert loaded_after(code) == set()


def test_public_verbs_are_loaded_on_demand() -> None:
    """Each name in `__all__` can be had, is listed, and stays the same object."""
    for name in tongqu.__all__:
        assert name in dir(tongqu)
        assert getattr(tongqu, name) is getattr(tongqu, name)
    with pytest.raises(AttributeError, match="no attribute 'no_such_verb'"):
        _ = tongqu.no_such_verb


def test_the_package_carries_its_data() -> None:
    """Dictionary, shipped region, sea lanes and both forms of the catalogue are in the package."""
    package = files("tongqu")
    for part in (
        "py.typed",
        "model/dictionary/tables.csv",
        "datasets/qujiang/region.csv",
        "text/locales/zh/LC_MESSAGES/tongqu.po",
        "text/locales/zh/LC_MESSAGES/tongqu.mo",
    ):
        assert package.joinpath(part).is_file(), part


def test_no_data_of_the_package_is_hidden_from_git() -> None:
    """What .gitignore hides would be missing from a clone and from the wheel."""
    done = subprocess.run(
        ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "src"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        pytest.skip("not a git clone")
    hidden = [line for line in done.stdout.splitlines() if "__pycache__" not in line]
    assert hidden == []


def test_make_chooses_a_python_and_says_what_it_would_do() -> None:
    """`make -n` finds a Python for both commands."""
    for target in ("demo", "test"):
        done = subprocess.run(
            ["make", "-n", "-B", target], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        assert "venv" in done.stdout
