"""What the pages say about kind files is what is read, and their example works."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tongqu.ledger.effect_data import NEEDS
from tongqu.ledger.effects import OF_ACTIONS
from tongqu.ledger.kind import FIELD_TYPES, LIGHT_RULES, LIMIT_UNITS, ROLES, WHO
from tongqu.ledger.kind_check import check_kind
from tongqu.ledger.kind_parts import LIGHT_OPTIONS
from tongqu.ledger.kind_reading import KEYS, SHIPPED, kind_from, shipped_kind

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference" / "ledger-kinds.md").read_text(encoding="utf-8")
HEADS = {"": "The kind", "look_back": "`[look_back]`"}


def section(table: str) -> str:
    head = HEADS.get(table, f"`[[{table}]]`")
    return re.split(r"^## ", PAGE.split(f"\n## {head}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]


def words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def rows(text: str, first: str) -> list[list[str]]:
    """Return the rows of the table whose first header is this."""
    lines = text.split(f"| {first} |")[1].splitlines()[2:]
    found = []
    for line in lines:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return found


@pytest.mark.parametrize("table", KEYS)
def test_every_key_is_on_the_page(table: str) -> None:
    """Each key of each table has a row, and no row is about a key that is not read."""
    told = [key for row in rows(section(table), "key") for key in words(row[0])]
    assert sorted(told) == sorted(KEYS[table])


def test_every_effect_is_on_the_page_with_its_data() -> None:
    """What an action may record, and what it takes."""
    told = {words(row[0])[0]: words(re.sub(r"\(.*?\)", "", row[2])) for row in rows(PAGE, "effect")}
    for effect in OF_ACTIONS:
        assert told[effect] == list(NEEDS.get(effect, ())), effect
    assert set(told) == OF_ACTIONS


def test_every_word_is_on_the_page() -> None:
    """Types, roles, whose an action is, limits, rules of lights with their thresholds."""
    for word in (*FIELD_TYPES, *WHO, *LIMIT_UNITS):
        assert f"`{word}`" in PAGE, word
    thresholds = {
        rule: (*names, *LIGHT_OPTIONS.get(rule, ())) for rule, names in LIGHT_RULES.items()
    }
    assert {words(r[0])[0]: tuple(words(r[1])) for r in rows(PAGE, "rule")} == thresholds
    concept = (DOCS / "concepts" / "ledger.md").read_text(encoding="utf-8")
    assert [words(row[0])[0] for row in rows(concept, "role")] == list(ROLES)
    for id_ in SHIPPED:
        assert f"| `{id_}` | {shipped_kind(id_).name_zh} |" in concept


def test_the_kind_of_the_how_to_makes_sense() -> None:
    """As it stands nothing is found; without its second person, that."""
    page = (DOCS / "how-to" / "own-kind.md").read_text(encoding="utf-8")
    text = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)[0]
    assert check_kind(kind_from(tomllib.loads(text))) == ()
    alone = text.replace('second_person_after = ["ask_close"]\n', "")
    assert "kind_closed_alone" in [p.code for p in check_kind(kind_from(tomllib.loads(alone)))]
