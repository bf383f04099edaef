"""The pages on the simulator and on capacity show what their scripts find today."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def scripts() -> Iterator[dict[str, ModuleType]]:
    """Give the scripts, which stand beside each other."""
    sys.path.insert(0, str(ROOT / "validation"))
    try:
        yield {
            name: importlib.import_module(name) for name in ("closed_forms", "capacity_coverage")
        }
    finally:
        sys.path.remove(str(ROOT / "validation"))


def test_the_page_and_the_picture_are_those_of_the_results(scripts: dict[str, ModuleType]) -> None:
    """Every line of the page, every dot."""
    script = scripts["closed_forms"]
    rows = script.read_results()
    assert script.page(rows) == script.PAGE.read_text(encoding="utf-8")
    drawn = script.picture([row.seeds for row in rows], [row.z for row in rows])
    assert drawn == script.PICTURE.read_text(encoding="utf-8")


def test_the_simulator_of_today(scripts: dict[str, ModuleType]) -> None:
    """One seed of a station, of a lock and of an anchorage anew, as long as in the results.

    Not to the digit: a change of the streams gives other luck, and only the law stays.
    """
    script = scripts["closed_forms"]
    known = {(row.group, row.name): row for row in script.read_results()}
    cases = {(case.group, case.name): case for case in script.cases()}
    for key in (
        ("lock by the clock", "2 an hour, every 1 h, 4"),
        ("limited anchorage", "M/M/2/6, 1.6: wait"),
        ("M/M/c", "1 at 0.5"),
    ):
        again = script.run(cases[key], range(1, 2), known[key].hours)
        assert abs(again.seeds[0]) < script.MOST_Z, key
        assert again.simulated == pytest.approx(again.exact, rel=0.1)


def test_no_single_mean_is_far_off(scripts: dict[str, ModuleType]) -> None:
    """|z| of the common means at most 4, as the tolerance says; the exact values are ours today."""
    script = scripts["closed_forms"]
    cases = {(case.group, case.name): case for case in script.cases()}
    for row in script.read_results():
        assert abs(row.z) <= script.MOST_Z
        assert cases[row.group, row.name].exact == pytest.approx(row.exact, rel=1e-6)


def test_the_page_on_capacity(scripts: dict[str, ModuleType]) -> None:
    """Every line that the script prints; a bracket of today holds the exact traffic too."""
    script = scripts["capacity_coverage"]
    rows = script.read_results()
    page = (DOCS / "validation" / "capacity.md").read_text(encoding="utf-8")
    lines = [*script.table(rows), *script.outside(rows)]
    assert [line for line in lines if line not in page] == []
    for port in script.PORTS:
        assert script.run(port, 1).holds(port.exact)
