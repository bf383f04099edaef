"""Every message that a user can meet is in the catalogues, translated and compiled."""

from __future__ import annotations

import ast
import gettext
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tongqu.text.templates import TEMPLATES

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "src/tongqu/text/locales").glob("*/LC_MESSAGES/*.po"))
NAMES = [f"{path.parts[-3]}-{path.stem}" for path in CATALOGUES]
PLACEHOLDER = re.compile(r"\{(\w+)(?:![rs])?\}")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_both_catalogues_are_there() -> None:
    """Ours and the one with click's words."""
    assert NAMES == ["zh-click", "zh-tongqu"]


@pytest.mark.parametrize("path", CATALOGUES, ids=NAMES)
def test_the_catalogue_has_the_messages_of_the_source(tool: ModuleType, path: Path) -> None:
    """If this fails: python tools/catalogues.py update, fill in msgstr, and once more."""
    found = tool.extract() if path.stem == "tongqu" else tool.click_messages()
    known = {message.id for message in tool.read(path) if message.id}
    assert sorted(found.keys() - known) == [], "not in the catalogue"
    assert sorted(known - found.keys()) == [], "no longer in the source"


@pytest.mark.parametrize("path", CATALOGUES, ids=NAMES)
def test_every_message_is_translated(tool: ModuleType, path: Path) -> None:
    """No empty, no fuzzy entry, and the same placeholders on both sides."""
    assert tool.missing(path) == []
    for message in tool.read(path):
        if message.id:
            assert not message.fuzzy, message.id
            here, there = PLACEHOLDER.findall(message.id), PLACEHOLDER.findall(message.string)
            assert set(here) == set(there), message.id


@pytest.mark.parametrize("path", CATALOGUES, ids=NAMES)
def test_the_compiled_catalogue_is_that_of_the_text(tool: ModuleType, path: Path) -> None:
    """The binary file is the text compiled with Babel, message by message."""
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in tool.read(path):
        if message.id:
            assert compiled.gettext(message.id) == message.string
    count = sum(1 for key in compiled._catalog if key)  # type: ignore[attr-defined]
    assert count == sum(1 for message in tool.read(path) if message.id)


def test_every_problem_code_has_words(tool: ModuleType) -> None:
    """Whatever code the source makes, a reader is told in words."""
    codes = tool.problem_codes()
    assert {"not_a_number", "unknown_id", "bad_hours", "unreadable"} <= codes.keys()
    assert {code: files for code, files in codes.items() if code not in TEMPLATES} == {}


def test_no_words_without_a_code() -> None:
    """Words that nothing can say any more are taken out."""
    sources = [
        path for path in (ROOT / "src").rglob("*.py") if not path.stem.startswith("templates")
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    made_of_a_table_name = {"unknown_places", "unknown_commodities", "unknown_flows"}
    # A code with a dot has words of its own for one of the things that it may be about.
    assert [
        code
        for code in TEMPLATES.keys() - made_of_a_table_name
        if not all(f'"{part}"' in text for part in code.split("."))
    ] == []


def test_what_the_tool_finds(tool: ModuleType) -> None:
    """Calls, methods, both branches of a choice, help texts; no f-strings, no names."""
    source = '''
@click.command(epilog="End.")
@click.option("--x", help="An "
              "option.", metavar="X")
def command(x):
    """Do it.

    At once.
    \\f
    Not shown.
    """
    t("one {a}", a=1); self.t("two"); translator("zh")("three"); N_("four")
    t("five" if x else "six"); t(x); t(f"{x}"); other("seven")
TEMPLATES = {"code": "eight"}
'''
    tree = ast.parse(source)
    found = set(tool.messages_in(tree, command_line=True))
    assert found == {
        "one {a}", "two", "three", "four", "five", "six", "eight",
        "Do it.\n\nAt once.", "An option.", "End.",
    }  # fmt: skip
