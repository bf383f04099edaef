"""The how-to page about rewards gives the figures that it prints."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from tongqu import compare, load_region
from tongqu.model.prices import Reward

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "reward.md"
LOT = {"commodity": "calcium-chloride", "tonnes": 600, "ready": date(2024, 12, 3)}


def test_the_python_of_the_page_runs_and_says_what_the_page_says() -> None:
    """The scenario saves 35 instead of 30 yuan a tonne."""
    text = PAGE.read_text(encoding="utf-8")
    [code] = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "333,942 CNY" in done.stdout
    assert "35 CNY per t less than by rail" in done.stdout


def test_a_reward_by_co2e_pays_what_the_page_says() -> None:
    """0.1 yuan a kilogram against road is 117 yuan."""
    region = load_region("qujiang")
    row = Reward(
        id="trial", name="Trial", name_zh="试算", mode="waterway", terminal_id="qujiang-port-2",
        per_kg_co2e_saved=0.1, baseline_mode="road", source_id="assumed",
    )  # fmt: skip
    scenario = replace(region, rewards=(row,), verified=False)
    first = compare(scenario, "juhua", "jebel-ali", **LOT).to_dict()["options"][0]
    assert round(first["reward"]) == 117
