"""The benchmark runner: what it reads, what it writes, when it complains."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).parents[2] / "benchmarks" / "run.py"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the runner with an empty folder of benchmarks and a page of its own."""
    spec = importlib.util.spec_from_file_location("benchmarks_run", RUN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "HERE", tmp_path)
    monkeypatch.setattr(module, "PAGE", tmp_path / "page.md")
    return module


def bench(folder: Path, name: str, **row: object) -> None:
    code = f'"""About {name}."""\nprint({json.dumps(row, ensure_ascii=False)!r})\n'
    (folder / f"bench_{name}.py").write_text(code, encoding="utf-8")


def test_the_page_has_every_row_and_its_verdict(run: ModuleType, tmp_path: Path) -> None:
    """A bar that holds leads to exit code 0 and a table with heading, figure and note."""
    bench(tmp_path, "one", what="loading", bar="≤ 1 s", measured="0.2 s", holds=True, note="of 9")
    assert run.main([]) == 0
    page = run.PAGE.read_text(encoding="utf-8")
    assert "## About one" in page
    assert "| loading | ≤ 1 s | 0.2 s | holds | of 9 |" in page


def test_a_missed_bar_is_told_and_fails(run: ModuleType, tmp_path: Path) -> None:
    """Nothing is hidden: the row stays, the exit code is 1."""
    bench(tmp_path, "slow", what="search", bar="≤ 1 s", measured="2 s", holds=False)
    assert run.main([]) == 1
    assert "**missed**" in run.PAGE.read_text(encoding="utf-8")


def test_a_broken_benchmark_is_a_missed_bar(run: ModuleType, tmp_path: Path) -> None:
    """A file that fails cannot pass for one that measured nothing."""
    (tmp_path / "bench_broken.py").write_text('"""B."""\nraise SystemExit(3)\n', encoding="utf-8")
    assert run.main([]) == 1


def test_part_of_them_leaves_the_page_alone(run: ModuleType, tmp_path: Path) -> None:
    """Names choose files; an unknown name is a usage error."""
    bench(tmp_path, "one", what="loading", bar=None, measured="0.2 s", holds=None)
    assert run.main(["one"]) == 0
    assert not run.PAGE.exists()
    assert run.main(["nothing"]) == 2


def test_one_section_of_the_page_is_measured_anew(run: ModuleType, tmp_path: Path) -> None:
    """The others stay as they were; the new one says when it was measured."""
    bench(tmp_path, "one", what="loading", bar="≤ 1 s", measured="0.2 s", holds=True)
    bench(tmp_path, "two", what="saving", bar="≤ 1 s", measured="0.3 s", holds=True)
    run.main([])
    bench(tmp_path, "two", what="saving", bar="≤ 1 s", measured="0.1 s", holds=True)
    assert run.main(["two", "--page"]) == 0
    page = run.PAGE.read_text(encoding="utf-8")
    assert "| loading | ≤ 1 s | 0.2 s |" in page
    assert "0.3 s" not in page
    assert page.index("## About one") < page.index("| saving | ≤ 1 s | 0.1 s |")
    assert "Measured apart: tongqu" in page


def test_a_first_part_names_all_that_begin_with_it(run: ModuleType, tmp_path: Path) -> None:
    """`berth` is `berth_a` and `berth_b`, but not `berthing`."""
    for name in ("berth_a", "berth_b", "berthing"):
        (tmp_path / f"bench_{name}.py").write_text("", encoding="utf-8")
    stems = [path.stem for path in run.chosen(["berth"])]
    assert stems == ["bench_berth_a", "bench_berth_b"]


def test_what_measures_nothing_leaves_its_section_as_recorded(
    run: ModuleType, tmp_path: Path
) -> None:
    """Where its files are not at hand, a benchmark takes nothing off the page."""
    bench(tmp_path, "one", what="loading", bar="≤ 1 s", measured="0.2 s", holds=True)
    run.main([])
    (tmp_path / "bench_one.py").write_text('"""About one."""\n', encoding="utf-8")
    assert run.main(["one", "--page"]) == 0
    assert "| loading | ≤ 1 s | 0.2 s |" in run.PAGE.read_text(encoding="utf-8")


def test_a_quick_look_never_reaches_the_page(run: ModuleType, tmp_path: Path) -> None:
    """It tells the benchmark to be quick, and is refused together with the page."""
    code = '"""About one."""\nimport json, os\nwas = os.environ["TONGQU_BENCH_QUICK"]\n'
    code += 'assert was == "1"\nprint(json.dumps({"what": "w", "measured": was}))\n'
    (tmp_path / "bench_one.py").write_text(code, encoding="utf-8")
    assert run.main(["--quick"]) == 0
    assert not run.PAGE.exists()
    assert run.main(["one", "--quick", "--page"]) == 2
