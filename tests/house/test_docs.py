"""What is not documented, fails here."""

import copy
import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

import tongqu

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    page
    for page in DOCS.rglob("*.md")
    if "_build" not in page.parts and "reference" not in page.parts
)
WRITTEN = [*PAGES, ROOT / "README.md"]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main_command() -> click.Command:
    from tongqu.cli.main import main

    return main


def test_every_command_and_option_is_in_the_reference(generate: ModuleType) -> None:
    """Commands that are shipped are documented, down to each option."""
    page = generate.command_pages()
    for path, command, context in generate.commands(main_command()):
        assert f"## {' '.join(path)}\n" in page
        # Of a copy: click keeps the help option that it makes, in the language of this moment.
        for parameter in copy.copy(command).get_params(context):
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert all(name in page for name in parameter.opts), (path, parameter.opts)


def test_every_command_runs_its_help(generate: ModuleType) -> None:
    """No command is shipped that was never called."""
    runner = CliRunner()
    for path, _, _ in generate.commands(main_command()):
        result = runner.invoke(main_command(), [*path[1:], "--help"])
        assert result.exit_code == 0, (path, result.output)
        assert len(result.output.splitlines()) > 3


def test_every_table_and_column_is_in_the_dictionary(generate: ModuleType) -> None:
    """A new table needs a chapter; a new column needs words in both languages."""
    pages = generate.dictionary_pages()
    for table in generate.read_csv("tables.csv"):
        assert table["module"] in generate.CHAPTERS, table["table"]
        page = pages[f"{table['module']}.md"]
        assert f"(table-{table['table']})=" in page
        for column in generate.read_csv(f"{table['table']}.csv"):
            assert f"`{column['column']}`" in page
            assert column["type"] in generate.TYPES, (table["table"], column["column"])
            assert column["meaning"], (table["table"], column["column"])
            assert column["meaning_zh"], (table["table"], column["column"])


def test_every_column_of_files_that_people_write_is_in_the_reference(generate: ModuleType) -> None:
    """Tables of calls, updates, berthings and plans, in both languages."""
    pages = generate.file_pages()
    folder = generate.DICTIONARY / "files"
    kinds = {entry.name.removesuffix(".csv") for entry in folder.iterdir()} - {"words"}
    assert kinds == set(generate.FILES)
    for name in kinds:
        page = pages[f"{name.replace('_', '-')}.md"]
        for column in generate.read_csv(f"files/{name}.csv"):
            assert f"| `{column['column']}` | {column['name']}<br>{column['name_zh']} |" in page
            assert column["type"] in generate.TYPES, (name, column["column"])
            assert column["meaning"], (name, column["column"])
            assert column["meaning_zh"], (name, column["column"])


def test_every_column_of_a_ledger_in_a_folder_is_in_the_reference(generate: ModuleType) -> None:
    """Units, accounts, items and steps, in both languages."""
    page = generate.ledger_page()
    for table in generate.read_csv("ledger/tables.csv"):
        assert f"## {table['table']} {table['name_zh']}" in page
        for column in generate.read_csv(f"ledger/{table['table']}.csv"):
            assert f"| `{column['column']}`<br>{column['name_zh']} |" in page
            assert column["type"] in generate.TYPES, (table["table"], column["column"])


def test_every_public_verb_is_in_the_api_page() -> None:
    """What `tongqu` exports has its place in the reference."""
    page = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    for name in tongqu.__all__:
        if not name.startswith("_"):
            assert re.search(rf"autofunction:: tongqu\.\w+\.{name}$", page, re.MULTILINE), name


def test_every_exit_code_has_words(generate: ModuleType) -> None:
    """A shell script must be able to look up what it got."""
    from tongqu.errors import ExitCode

    table = generate.exit_codes()
    assert all(f"| `{int(code)}` |" in table for code in ExitCode)


def typed_commands() -> list[tuple[str, str]]:
    """Return every `tongqu ...` line that a page tells the reader to type."""
    found = []
    for page in WRITTEN:
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            found += [
                (page.name, line.removeprefix("$ ").split(" > ")[0])
                for line in block.splitlines()
                if line.startswith("$ tongqu ")
            ]
    return found


@pytest.mark.parametrize(("page", "line"), typed_commands())
def test_commands_in_the_pages_can_be_typed(page: str, line: str) -> None:
    """Every command and option that a page names exists; the words are parsed, nothing is run."""
    words = shlex.split(line, comments=True)[1:]
    command = main_command()
    context = click.Context(command)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        child = command.get_command(context, words.pop(0))
        assert child is not None, (page, line)
        command, context = child, click.Context(child, parent=context)
    known = {name for parameter in command.get_params(context) for name in parameter.opts}
    for word in words:
        if word.startswith("--"):
            assert word in known, (page, line, word)


def test_every_page_is_reached_from_the_front_page() -> None:
    """No page is an orphan: each stands in a table of contents."""
    listed = set()
    for index in DOCS.rglob("*.md"):
        for toc in re.findall(
            r"```\{toctree\}\n(.*?)```", index.read_text(encoding="utf-8"), re.DOTALL
        ):
            listed |= {
                (index.parent / f"{line}.md").resolve()
                for line in toc.splitlines()
                if line and not line.startswith(":")
            }
    assert {page.resolve() for page in PAGES} - listed == {(DOCS / "index.md").resolve()}


def test_every_concept_has_a_drawing_and_every_drawing_is_used() -> None:
    """A concept without a picture is hard to keep; a picture without a page is waste."""
    used = set()
    for page in (DOCS / "concepts").glob("*.md"):
        drawings = set(re.findall(r"drawings/([\w-]+\.svg)", page.read_text(encoding="utf-8")))
        assert drawings or page.name == "index.md", page.name
        used |= drawings
    assert used == {drawing.name for drawing in (DOCS / "drawings").glob("*.svg")}


def test_the_changelog_knows_the_version() -> None:
    """A release without a word about it does not happen; the citation names it too."""
    assert f"## [{tongqu.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {tongqu.__version__}\n" in citation


def test_every_decision_about_a_dependency_is_written_down() -> None:
    """A new dependency needs a reason on the page."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (DOCS / "decisions" / "dependencies.md").read_text(encoding="utf-8")
    names = [re.split(r"[<>=]", item)[0] for item in project["dependencies"]]
    assert [name for name in names if f"\n| {name} |" not in page] == []
