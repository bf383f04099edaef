"""Assumptions of the port by name, from texts and from a file."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tongqu.errors import DatasetError, UsageError
from tongqu.sim import PortParams
from tongqu.sim.region_settings import port_params

ROOT = Path(__file__).parents[2]


def test_texts_and_file_say_the_same() -> None:
    """Every kind of value, written both ways, gives equal assumptions."""
    texts = ["gate_lanes=6", "gate_min=2.5", "through_vessels=no", "traffic_mt_per_year=5",
             "mix=barge-500:2, barge-1000:1", "links.waterway-tonglu-fuyang.depth_m=3"]  # fmt: skip
    toml = """
    gate_lanes = 6
    gate_min = 2.5
    through_vessels = false
    traffic_mt_per_year = 5
    mix = [["barge-500", 2], ["barge-1000", 1]]
    [links.waterway-tonglu-fuyang]
    depth_m = 3
    """
    made = PortParams(
        gate_lanes=6, gate_min=2.5, through_vessels=False, traffic_mt_per_year=5.0,
        mix=(("barge-500", 2.0), ("barge-1000", 1.0)),
        cells=(("links.waterway-tonglu-fuyang.depth_m", "3"),),
    )  # fmt: skip
    assert port_params(texts) == port_params(toml=toml) == made


def test_the_last_word() -> None:
    """Texts stand above the file, the file above other options; nothing set is the default."""
    assert port_params(["gate_lanes=7"], toml="gate_lanes = 6", gate_lanes=5).gate_lanes == 7
    assert port_params(toml="gate_lanes = 6", gate_lanes=5).gate_lanes == 6
    assert port_params(gate_lanes=5, through_vessels=None) == PortParams(gate_lanes=5)
    assert port_params() == PortParams()
    assert port_params(["traffic_mt_per_year=none"], traffic_mt_per_year=5) == PortParams()


def test_all_that_is_wrong_is_named() -> None:
    """A name that is none, with those that are; values that are none; no equals sign."""
    with pytest.raises(DatasetError) as error:
        port_params(["gate_lane=6", "gate_lanes=six", "gate_lanes=6.5", "mix=barge-500",
                     "through_vessels=perhaps", "gate_lanes", "cells=a"],
                    toml="mix = 3\ngate_lanes = [4]")  # fmt: skip
    problems = error.value.problems
    codes = [problem.code for problem in problems]
    assert codes.count("sim_unknown_setting") == 2
    assert codes.count("sim_not_a_setting") == 1
    assert codes.count("sim_bad_setting") == 6
    unknown = next(p for p in problems if p.code == "sim_unknown_setting")
    assert unknown.expected == "gate_lanes"
    assert "gate_min" in unknown.params["known"]  # type: ignore[operator]
    with pytest.raises(DatasetError) as error:
        port_params(toml="gate_lanes = ")
    assert error.value.problems[0].code == "sim_not_settings"


def test_a_value_out_of_range() -> None:
    """Set by name it is bad input, given as an option a question that cannot be asked."""
    with pytest.raises(DatasetError) as bad:
        port_params(["gate_lanes=0"])
    assert bad.value.problems[0].code == "parameter_out_of_range"
    with pytest.raises(UsageError):
        port_params(traffic_mt_per_year=-1.0)
    with pytest.raises(DatasetError) as bad:
        port_params(["mix=barge-500:0,barge-1000:1", "gather=a-lock:nan", "crane_out=1"])
    assert [problem.params["name"] for problem in bad.value.problems] == [
        "mix barge-500", "gather a-lock", "crane_out",
    ]  # fmt: skip


def test_the_reference_lists_every_assumption_with_its_default() -> None:
    """The page of assumptions and the record have the same names and values."""
    page = (ROOT / "docs" / "reference" / "port-assumptions.md").read_text(encoding="utf-8")
    written: dict[str, str] = {}
    for names, values in re.findall(r"^\| (`[^|]*) \| ([^|]*) \|", page, re.MULTILINE):
        found = re.findall(r"`(\w+)`", names)
        parts = [values.strip()] if len(found) == 1 else [p.strip() for p in values.split(", ")]
        assert len(parts) == len(found), names
        written |= dict(zip(found, parts, strict=True))
    assert set(written) == {field.name for field in fields(PortParams)}
    given = [f"{name}={value}" for name, value in written.items() if name != "cells"]
    assert port_params(given) == PortParams()
