"""The page on the JSON answer and real answers have the same keys."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tongqu import compare, load_region
from tongqu.model.prices import Reward
from tongqu.routes import words
from tongqu.routes.terms import CostTerm
from tongqu.studies import simulated_waits

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "answer.md").read_text(encoding="utf-8")

# Which section of the page tells the keys of what stands under a key.
SECTIONS = {
    "question": "question",
    "search": "search",
    "options": "option",
    "road": "option",
    "rail": "option",
    "baselines": "baselines",
    "front": "front",
    "savings": "savings",
    "notes": "note",
    "excluded": "excluded",
    "sources": "source",
    "legs": "leg",
    "rewards": "cost_item",
    "cost_items": "cost_item",
    "co2e_items": "co2e_item",
    "events": "event",
    "assumptions": "assumption",
    "moves_most": "assumption",
    "waits": "waits",
    "stations": "station",
    "left_out": "left_out",
    "dataset_options": "dataset_option",
    "dataset_waits": "dataset_waits",
}


def sections() -> dict[str, tuple[list[str], list[str]]]:
    """Return, for each section, the names in the first columns of its first and second table."""
    found = {}
    for name, body in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL):
        tables: list[list[str]] = [[], []]
        for k, table in enumerate(re.split(r"\n\n(?=\| (?:key|code|reason) )", f"\n{body}")[1:]):
            for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE):
                tables[k] += re.findall(r"`(\w+)`", row)
        found[name] = (tables[0], tables[1])
    return found


def keys(value: Any, section: str = "answer") -> Iterator[tuple[str, str]]:
    """Yield every key with the section that must tell it."""
    if isinstance(value, list):
        for item in value:
            yield from keys(item, section)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield section, key
            if key != "params":  # its keys depend on the code of the note
                yield from keys(inner, SECTIONS.get(key, section))


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    """Return real answers: with a closure, without a chain, with a reward, with other waits."""
    region = load_region("qujiang")
    reward = Reward(
        id="trial", name="Trial", name_zh="试算", mode="waterway", per_kg_co2e_saved=0.1,
        baseline_mode="road", source_id="assumed",
    )  # fmt: skip
    lot: dict[str, Any] = {"commodity": "calcium-chloride", "tonnes": 600}
    questions = (
        (region, {"ready": date(2025, 1, 28)}),
        (region, {"ready": date(2024, 12, 3), "deadline": date(2024, 12, 13)}),
        (region.with_tables(rewards=(reward,)), {"ready": date(2024, 12, 3)}),
    )
    night = replace(region.row("locks", "youbu-lock"), opening_hours="06:00-22:00")
    by_day = region.with_tables(
        locks=tuple(night if row.id == night.id else row for row in region.locks)
    )
    waits = simulated_waits(by_day, "2024-12-03", years=0.1, replications=2)
    other = compare(by_day, "juhua", "jebel-ali", **lot, ready="2024-12-03", waits=waits)
    plain = [compare(where, "juhua", "jebel-ali", **lot, **when) for where, when in questions]
    return [result.to_dict() for result in (*plain, other)]


def test_the_answers_show_what_they_are_for(answers: list[dict[str, Any]]) -> None:
    """A closure, a refusal and a reward are among them."""
    assert any(note["code"] == "closure" for note in answers[0]["notes"])
    assert not answers[1]["feasible"]
    assert answers[2]["options"][0]["rewards"]
    assert answers[3]["waits"]["left_out"]


def test_every_key_of_an_answer_is_on_the_page(answers: list[dict[str, Any]]) -> None:
    """Whoever reads the JSON can look up what a key means."""
    told = {(section, key) for section, (names, _) in sections().items() for key in names}
    assert {pair for answer in answers for pair in keys(answer)} - told == set()


def test_every_key_of_the_page_is_in_an_answer(answers: list[dict[str, Any]]) -> None:
    """The page does not promise what no answer has."""
    real = {pair for answer in answers for pair in keys(answer)}
    told = {(section, key) for section, (names, _) in sections().items() for key in names}
    assert told - real == set()


def test_every_code_is_on_the_page() -> None:
    """Reasons of exclusions and codes of notes are listed, and no others."""
    page = sections()
    assert sorted(page["note"][1]) == sorted({**words.NOTES, **words.INFLUENCES})
    assert set(page["excluded"][1]) == set(words.EXCLUDED) - {"not_before"}


def test_kinds_of_items_are_on_the_page(answers: list[dict[str, Any]]) -> None:
    """What can stand in `kind` of a cost item is listed, in the page and in the code."""
    [row] = re.findall(r"^\| `kind` \| (`freight`.*?); see", PAGE, re.MULTILINE)
    told = set(re.findall(r"`(\w+)`", row))
    seen: dict[str, int] = defaultdict(int)
    for answer in answers:
        for option in answer["options"]:
            for leg in option["legs"]:
                for item in leg["cost_items"]:
                    seen[item["kind"]] += 1
    assert set(seen) <= told
    listed = re.search(r"kind\n\s+(freight.*?)\.\n", CostTerm.__doc__ or "", re.DOTALL)
    assert listed is not None
    assert set(re.findall(r"[a-z_]+", listed[1])) - {"or"} <= told
