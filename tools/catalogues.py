"""Keep the catalogues in step with the source.

    python tools/catalogues.py update     # find new messages, keep translations, compile
    python tools/catalogues.py --check    # fail if that would change something or a text is missing

After ``update`` fill the empty ``msgstr`` entries of ``src/tongqu/text/locales/*/LC_MESSAGES`` and
run it once more to compile them. Messages are found in

- ``t("...")``, also as a method, ``translator(...)("...")`` and ``N_("...")``;
- the values of the dictionary ``TEMPLATES`` (the words of problem codes);
- the tuple ``CLICK_MESSAGES``: words of click itself, in the catalogue ``click``;
- help texts of commands: docstrings of click commands and groups, ``help=``, ``short_help=`` and
  ``epilog=``, everywhere below ``cli``.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tongqu"
LOCALES = SOURCE / "text" / "locales"
CALLS = {"t", "N_"}
HELP = {"help", "short_help", "epilog"}
# A fixed date: a catalogue changes when its messages do.
BORN = datetime(2024, 12, 3, tzinfo=UTC)


def constants(node: ast.expr) -> Iterator[str]:
    """Yield the strings that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def called(node: ast.Call) -> str:
    """Return the last part of the name that is called."""
    function = node.func
    if isinstance(function, ast.Call) and called(function) == "translator":
        return "t"
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def messages_in(tree: ast.Module, *, command_line: bool) -> Iterator[str]:
    """Yield every message of one source file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if called(node) in CALLS and node.args:
                yield from constants(node.args[0])
            if command_line:
                for keyword in node.keywords:
                    if keyword.arg in HELP:
                        yield from (inspect.cleandoc(text) for text in constants(keyword.value))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {target.id for target in targets if isinstance(target, ast.Name)}
            if "TEMPLATES" in names and isinstance(node.value, ast.Dict):
                for value in node.value.values:
                    yield from constants(value)
        elif command_line and isinstance(node, ast.FunctionDef):
            decorators = [d for d in node.decorator_list if isinstance(d, ast.Call)]
            if any(called(d) in ("command", "group") for d in decorators):
                text = ast.get_docstring(node)
                if text:
                    # What follows a form feed is for readers of the source, not of --help.
                    yield text.partition("\f")[0].strip()


def extract(source: Path = SOURCE) -> dict[str, set[str]]:
    """Return every message with the files that it stands in."""
    found: dict[str, set[str]] = {}
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source.parents[1]).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"), name)
        command_line = "cli" in path.relative_to(source).parts
        for message in messages_in(tree, command_line=command_line):
            if message:
                found.setdefault(message, set()).add(name)
    return found


def makers_in(tree: ast.Module) -> Iterator[str]:
    """Yield the functions and classes of one source file whose first parameter is a code."""
    for node in ast.walk(tree):
        parts = node.body if isinstance(node, ast.ClassDef) else [node]
        for part in parts:
            if isinstance(part, ast.FunctionDef):
                skipped = 1 if part.name == "__init__" else 0
                if [arg.arg for arg in part.args.args[skipped : skipped + 1]] == ["code"]:
                    yield getattr(node, "name", part.name)


def codes_in(tree: ast.Module, makers: set[str]) -> Iterator[str]:
    """Yield the problem codes that one source file makes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            owner = node.func.value if isinstance(node.func, ast.Attribute) else None
            of_error = called(node) == "of" and getattr(owner, "id", "").endswith("Error")
            if node.args and (of_error or called(node) in makers):
                yield from constants(node.args[0])
            for keyword in node.keywords:
                if keyword.arg == "code" and called(node) in makers:
                    yield from constants(keyword.value)
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
            yield from constants(node.value)


def problem_codes(source: Path = SOURCE) -> dict[str, set[str]]:
    """Return every problem code with the files that make it."""
    trees = {path: ast.parse(path.read_bytes()) for path in sorted(source.rglob("*.py"))}
    makers = {"Problem", "Finding"}.union(*(makers_in(tree) for tree in trees.values()))
    found: dict[str, set[str]] = {}
    for path, tree in trees.items():
        for code in codes_in(tree, makers):
            found.setdefault(code, set()).add(path.relative_to(source).as_posix())
    return found


def read(path: Path) -> Catalog:
    """Return a catalogue file's messages."""
    with path.open("rb") as file:
        return read_po(file)


def click_messages() -> dict[str, set[str]]:
    """Return the words of click that our command line lets a reader meet."""
    path = SOURCE / "cli" / "language.py"
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "CLICK_MESSAGES":
            return {message: {"click"} for message in ast.literal_eval(node.value)}
    raise LookupError("CLICK_MESSAGES")


def merged(path: Path, found: dict[str, set[str]]) -> bytes:
    """Return the text of a catalogue with the messages of the source, old translations kept."""
    locale = path.parts[-3]
    old = read(path) if path.exists() else Catalog(locale=locale)
    known = {message.id: message.string for message in (*old, *old.obsolete.values()) if message.id}
    new = Catalog(
        locale=locale,
        domain=path.stem,
        project="tongqu",
        msgid_bugs_address="",
        version="1",
        creation_date=BORN,
        revision_date=BORN,
        last_translator="tongqu",
        language_team="tongqu",
        fuzzy=False,
        header_comment="# Messages of tongqu. Made by tools/catalogues.py; only fill in msgstr.",
    )
    for message in sorted(found):
        new.add(message, known.get(message, ""), locations=[(f, 0) for f in sorted(found[message])])
    buffer = io.BytesIO()
    write_po(buffer, new, width=100, include_lineno=False, sort_output=True)
    # The version of the tool that wrote it is nobody's business and would change the file.
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b'"Generated-By'))


def compiled(po: bytes) -> bytes:
    """Return the binary form of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, read_po(io.BytesIO(po)))
    return buffer.getvalue()


def missing(path: Path) -> list[str]:
    """Return the messages of a catalogue that have no translation."""
    return [str(message.id) for message in read(path) if message.id and not message.string]


def main(arguments: list[str] | None = None) -> int:
    """Update or check all catalogues; return how many messages are not translated or changed."""
    parser = argparse.ArgumentParser(description="Keep the catalogues in step with the source.")
    parser.add_argument("action", nargs="?", choices=["update"], default="update")
    parser.add_argument("--check", action="store_true", help="change nothing, fail if needed")
    options = parser.parse_args(arguments)
    domains = {"tongqu": extract(), "click": click_messages()}
    wrong = 0
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        text = merged(path, domains[path.stem])
        stale = not path.exists() or path.read_bytes() != text
        if stale and options.check:
            wrong += 1
            print(f"{path.relative_to(ROOT)} is not in step: run python tools/catalogues.py update")
        elif stale:
            path.write_bytes(text)
        if not options.check:
            path.with_suffix(".mo").write_bytes(compiled(text))
        for message in missing(path):
            wrong += 1
            print(f"{path.parts[-3]}: no translation: {message!r}")
    print(f"{sum(map(len, domains.values()))} messages, {wrong} to do")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
