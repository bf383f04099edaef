"""The reader's language on the command line: found before parsing, because help needs it."""

from __future__ import annotations

import copy
import gettext
import inspect
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tongqu.errors import UsageError
from tongqu.text import LANGUAGES, Translator, language
from tongqu.text.translation import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

META = "tongqu.language"

FIRST_SENTENCE = re.compile(r"(?<=[.?!])\s|(?<=[。？！])|\n\n")

CLICK_DOMAIN = "click"
# Words of click that a reader meets: a catalogue of their own, because "Options" there are not the
# ways of a cargo.
CLICK_MESSAGES = (
    "Usage:",
    "Options",
    "Commands",
    "Positional arguments",
    "Show this message and exit.",
    "Show the version and exit.",
    "default: {default}",
    "required",
    "Error: {message}",
    "Try '{command} {option}' for help.",
    "Missing command.",
    "Missing argument",
    "Missing option",
    "Missing parameter",
    "Got unexpected extra argument ({args})",
    "Got unexpected extra arguments ({args})",
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    "No such command {name!r}.",
    "No such option {name!r}.",
    "No such option: {name}",
    "Did you mean {possibility}?",
    "(Did you mean one of: {possibilities}?)",
    "(Possible options: {possibilities})",
    "Option {name!r} does not take a value.",
    "Option {name!r} requires an argument.",
    "{value!r} is not one of {choices}.",
    "{value!r} is not {choice}.",
    "{value!r} is not a valid {number_type}.",
    "{value} is not in the range {range}.",
    "{name} {filename!r} does not exist.",
    "{name} {filename!r} is a directory.",
    "{name} {filename!r} is a file.",
    "{name} {filename!r} is not readable.",
    "{name} {filename!r} is not writable.",
)


def asked_language(args: Sequence[str]) -> str:
    """Return the language that the words of a command line ask for, wherever they say it.

    A language that we do not speak is refused when the option is parsed, in the language that the
    environment asks for.

    Examples
    --------
    >>> asked_language(["region", "show", "qujiang", "--lang", "zh"])
    'zh'
    """
    chosen = None
    for word, after in zip(args, [*args, ""][1:], strict=True):
        if word == "--":
            break
        if word == "--lang" or word.startswith("--lang="):
            chosen = after if word == "--lang" else word.removeprefix("--lang=")
    try:
        return language(chosen)
    except UsageError:
        try:
            return language()
        except UsageError:
            return LANGUAGES[0]


def reader_language() -> str:
    """Return the language that the running command speaks.

    Examples
    --------
    >>> reader_language() in ("en", "zh")
    True
    """
    context = click.get_current_context(silent=True)
    chosen = context.meta.get(META) if context else None
    return chosen or language()


def _choose(context: click.Context, _parameter: click.Parameter, chosen: str | None) -> str | None:
    if chosen:
        context.meta[META] = language(chosen)
    return chosen


def lang_option(*, expose_value: bool = False) -> click.Option:
    """Return the option that chooses the language."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        is_eager=True,
        expose_value=expose_value,
        callback=_choose,
        help="Language of words and messages.",
    )


def debug_option() -> click.Option:
    """Return the option that shows where an error came from."""
    return click.Option(
        ["--debug"],
        is_flag=True,
        expose_value=False,
        help="Show where in the program an error happened.",
    )


def translated(command: click.Command, t: Translator) -> click.Command:
    """Return a copy of a command whose help is in the reader's language.

    The copy also accepts ``--lang`` and ``--debug``; a command that declares ``--lang`` itself gets
    the language that was chosen before its name as the default.
    """
    twin = copy.copy(command)
    if t.lang == "zh":
        from tongqu.cli.wrapping import WideContext

        twin.context_class = WideContext
    twin.help = _said(command.help, t)
    twin.epilog = _said(command.epilog, t)
    # Whole sentences in the list of a group's commands, where click would cut after some words.
    twin.short_help = _said(command.short_help, t) or FIRST_SENTENCE.split(twin.help or "")[0]
    twin.params = []
    for parameter in command.params:
        mine = copy.copy(parameter)
        if isinstance(mine, click.Option):
            mine.help = _said(mine.help, t)
        if mine.name == "lang" and not isinstance(mine.default, str):
            mine.default = reader_language
            if isinstance(mine, click.Option):
                mine.show_default = False
        twin.params.append(mine)
    if isinstance(command, click.Group) and isinstance(twin, click.Group):
        twin.commands = {name: translated(child, t) for name, child in command.commands.items()}
    declared = {parameter.name for parameter in command.params}
    for common in (lang_option(), debug_option()):
        if common.name not in declared:
            common.help = _said(common.help, t)
            twin.params.append(common)
    return twin


def _said(text: str | None, t: Translator) -> str | None:
    return t(inspect.cleandoc(text).partition("\f")[0].strip()) if text else text


@contextmanager
def clicks_own_words(lang: str) -> Iterator[None]:
    """Let click find its words, like "Usage:", in our catalogue.

    Click asks gettext, which asks the environment. This is the process of a command line, and all
    is put back as it was, so tests and scripts that call a command in their own process are safe.
    """
    domain, before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(CLICK_DOMAIN, str(LOCALES))
    gettext.textdomain(CLICK_DOMAIN)
    os.environ["LANGUAGE"] = lang
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before
