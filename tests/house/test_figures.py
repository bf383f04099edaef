"""Figures that pages print are those that the program gives today."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from tongqu import compare, load_region
from tongqu.berths.dbap import plan_dbap

ROOT = Path(__file__).parents[2]


def ask(origin: str, ready: date, as_of: date | None = None) -> dict[str, Any]:
    """Return the answer for the lot that the pages speak of."""
    return compare(
        load_region("qujiang"), origin, "jebel-ali",
        commodity="calcium-chloride", tonnes=600, ready=ready, as_of=as_of,
    ).to_dict()  # fmt: skip


def missing(page: str, *figures: str) -> list[str]:
    """Return the figures that a page does not print."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [figure for figure in figures if figure not in text]


def whole(amount: float) -> str:
    return f"{amount:,.0f}"


def test_the_readmes_print_the_first_answer() -> None:
    """Cost, range, time, CO2e and savings, in both languages."""
    answer = ask("juhua", date(2024, 12, 3))
    cheapest, savings = answer["options"][0], answer["savings"]
    fastest = next(option for option in answer["options"] if "fastest" in option["labels"])
    figures = (
        whole(cheapest["cost"]),
        whole(cheapest["cost_low"]),
        whole(cheapest["cost_high"]),
        f"{cheapest['duration_h'] / 24:.1f}",
        f"{cheapest['co2e_kg'] / 1000:.1f}",
        f"{cheapest['cost_per_t']:.2f}",
        f"{fastest['cost_per_t']:.2f}",
        whole(savings["against_rail"]),
        whole(savings["against_rail_low"]),
        whole(savings["against_rail_high"]),
        f"{-savings['co2e_against_rail_kg'] / 1000:.1f}",
    )
    assert missing("README.md", *figures) == missing("README.zh.md", *figures) == []
    ranges = (whole(savings["against_rail_low"]), whole(savings["against_rail_high"]))
    assert missing("docs/validation/costs.md", *ranges) == []


def test_the_page_about_closures_prints_what_the_two_days_say() -> None:
    """What was known before, after, and what it would cost without closures."""
    ready = date(2025, 1, 28)
    before, after = ask("juhua", ready), ask("juhua", ready, date(2025, 2, 8))
    [note] = [note for note in after["notes"] if note["code"] == "closure_changes_answer"]
    costs = [whole(answer["options"][0]["cost"]) for answer in (before, after)]
    assert missing("docs/how-to/closure.md", *costs, note["params"]["cost"]) == []
    assert "longyou-port" in before["options"][0]["via"]


def test_the_check_that_was_not_calibrated_shows_its_miss() -> None:
    """Longyou, against rail and road, with ranges."""
    savings = ask("longyou", date(2024, 12, 3))["savings"]
    figures = []
    for mode in ("rail", "road"):
        figures.append(f"{savings[f'against_{mode}_per_t']:.2f}")
        for end in ("low", "high"):
            figures.append(f"{savings[f'against_{mode}_{end}'] / 600:.2f}".replace("-", "−"))
    assert missing("docs/validation/costs.md", *figures) == []


def test_the_readmes_print_what_berth_plans_prove() -> None:
    """A committed case as it is solved today, and the recorded run on files of the literature."""
    name = "tests/berths/cases/own-40x7-100-1.txt"
    answer = plan_dbap((ROOT / name).read_text("utf-8"), name, time_limit_s=120)
    assert answer["proved"]
    figures = (name, whole(answer["objective"]), whole(answer["first_come"]))
    record = (ROOT / "docs/validation/berths.md").read_text("utf-8")
    runs = [tuple(map(int, run)) for run in re.findall(r"\| (\d+) of (\d+) \|", record)]
    proved, files = (sum(column) for column in zip(*runs, strict=True))
    assert missing("README.md", *figures, f"the {files} files", f"{proved} are proved") == []
    assert missing("README.zh.md", *figures, f" {files} 个文献算例", f"{proved} 个在") == []
