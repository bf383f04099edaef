"""Scenarios as files: there and back, and every mistake at once."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from sim_scenarios import scenarios

from tongqu.errors import DatasetError
from tongqu.sim import (
    Scenario,
    scenario_from_dict,
    scenario_from_text,
    scenario_to_dict,
    simulate,
)
from tongqu.sim.result import TABLES


@settings(max_examples=30)
@given(scenario=scenarios())
def test_there_and_back(scenario: Scenario) -> None:
    """Random ports survive JSON."""
    assert scenario_from_text(json.dumps(scenario_to_dict(scenario))) == scenario


def test_every_mistake_at_once() -> None:
    """An unknown field, a missing one, a wrong kind, an unknown step: four problems."""
    with pytest.raises(DatasetError) as caught:
        scenario_from_dict({
            "vehicles": [{"id": "barge", "lenght_m": 45}],
            "sources": [{"id": "s", "mix": [["barge", 1]], "route": [{"step": "fly"}]}],
            "stations": [{"id": "quay", "groups": [{"id": "g", "servers": "two"}]}],
            "stores": [{"id": "yard", "cargo": "coal"}],
        })  # fmt: skip
    assert [problem.code for problem in caught.value.problems] == [
        "sim_unknown_field", "sim_wrong_kind", "sim_wrong_kind", "sim_missing_field",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["{", "a = ", "[]"])
def test_not_a_scenario(text: str) -> None:
    """What is neither JSON nor TOML, or has no table, is told in one problem or more."""
    with pytest.raises(DatasetError):
        scenario_from_text(text)


def test_the_scenario_of_the_docs_runs() -> None:
    """The TOML that the concept page shows is read, and every figure it names comes out."""
    page = (Path(__file__).parents[2] / "docs/concepts/simulation.md").read_text(encoding="utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    result = simulate(scenario_from_text(text), years=0.02, replications=2, check=False)
    assert result.mean("stations", "served", "quay") > 10
    for table, figures in TABLES.items():
        assert f"`{table}`" in page
        for name, values in result.tables[table].items():
            assert f"`{name}`" in page, name
            assert name in figures
            assert values.shape[0] == 2
    assert [row["replication"] for row in result.rows("groups")] == [0, 1]
    assert result.to_dict()["audit"]["vessels_gap"] == 0


def test_what_cannot_leave_is_named() -> None:
    """The same port without a way out of its yard: the stock can only grow."""
    page = (Path(__file__).parents[2] / "docs/concepts/simulation.md").read_text(encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        simulate(scenario_from_text(page.split("```toml\n")[1].split("```")[0]))
    assert [problem.code for problem in caught.value.problems] == ["sim_stock_only_grows"]
