"""Scenarios as files: there and back, and every mistake at once."""

import json

import pytest
from hypothesis import given, settings
from sim_scenarios import scenarios

from tongqu.errors import DatasetError
from tongqu.sim import Scenario, scenario_from_dict, scenario_from_text, scenario_to_dict


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
