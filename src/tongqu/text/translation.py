"""Which language, and the message in it."""

from __future__ import annotations

import gettext
import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tongqu.errors import Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

DOMAIN = "tongqu"
LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("en", "zh")
"""The languages that every message exists in; the first is the default."""

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def language(chosen: str | None = None) -> str:
    """Return the language to speak.

    Parameters
    ----------
    chosen
        The reader's explicit choice, like ``zh`` or ``zh-CN``; without one the environment
        decides: ``TONGQU_LANG``, then ``LC_ALL``, ``LC_MESSAGES`` and ``LANG``. A language of the
        environment that we do not speak counts as English.

    Raises
    ------
    UsageError
        If a language is chosen that we do not speak.

    Examples
    --------
    >>> language("zh-CN"), language("en_GB.UTF-8")
    ('zh', 'en')
    """
    for explicit in (chosen, os.environ.get("TONGQU_LANG")):
        if explicit:
            known = _primary(explicit)
            if known not in LANGUAGES:
                problem = Problem(
                    "unknown_language", {"known": ", ".join(LANGUAGES)}, value=explicit
                )
                raise UsageError(f"no catalogue for {explicit!r}", (problem,))
            return known
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):  # the first that is set decides, as in every POSIX program
            found = _primary(os.environ[name])
            return found if found in LANGUAGES else LANGUAGES[0]
    return LANGUAGES[0]


def _primary(tag: str) -> str:
    return re.split(r"[-_.@]", tag.strip().lower(), maxsplit=1)[0]


class Translator:
    """Says messages in one language.

    Parameters
    ----------
    lang
        The language.
    catalogue
        Gives the message in this language, or the message itself where it has none.

    Examples
    --------
    >>> t = translator("en")
    >>> t("{count} places", count=3)
    '3 places'
    """

    def __init__(self, lang: str, catalogue: Callable[[str], str]) -> None:
        self.lang = lang
        self._catalogue = catalogue

    def __call__(self, message: str, /, **params: object) -> str:
        """Return a message with its placeholders filled.

        Parameters
        ----------
        message
            English, written out at the call so that `tools/catalogues.py` finds it. ``{name}``
            stands for a parameter; one that is not given stays as it is, and no other brace has a
            meaning.
        **params
            What the placeholders stand for.
        """
        # gettext answers an empty id with the catalogue's header.
        text = self._catalogue(message) if message else ""
        if not params:
            return text

        def fill(match: re.Match[str]) -> str:
            return str(params.get(match[1], match[0]))

        return PLACEHOLDER.sub(fill, text)

    def __repr__(self) -> str:
        return f"Translator({self.lang!r})"


def translator(lang: str | None = None) -> Translator:
    """Return what says messages in a language, see `language` for the choice.

    Examples
    --------
    >>> translator("zh")("lock")
    '船闸'
    """
    return _translator(language(lang))


@cache
def _translator(lang: str) -> Translator:
    if lang == LANGUAGES[0]:
        return Translator(lang, str)
    with (LOCALES / lang / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        return Translator(lang, gettext.GNUTranslations(file).gettext)
