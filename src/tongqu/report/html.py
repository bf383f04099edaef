"""Markup that cannot be forged: every text is escaped on its way into a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape as _escape
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Both", "Child", "Html", "both", "el", "escape", "join", "pick", "whole"]

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# Marks that reorder what a reader sees; a name in a table has no use for them.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# A day, if wanted with its time, and a number with the unit or the noun that it counts.
_WHOLE = re.compile(
    r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?"
    r"|\d[\d.,]* ?(?:%|h|t|Mt|days?|weeks?|百万吨|小时|天|周)(?![A-Za-z])"
)
_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta"})


class Html(str):
    """Text that is markup already and goes into a page as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Both:
    """One text in English and in Chinese.

    Attributes
    ----------
    en, zh
        The text in each language; plain text, or `Html` for markup.

    Examples
    --------
    >>> Both("lock", "船闸").zh
    '船闸'
    """

    en: str
    zh: str

    def __str__(self) -> str:
        """Return both readings, for attributes that can hold only one text."""
        return self.en if self.en == self.zh else f"{self.en} · {self.zh}"


Child: TypeAlias = "str | int | Both | Iterable[Child] | None"


def escape(text: str) -> str:
    """Return a text that is safe inside an element or a quoted attribute.

    Examples
    --------
    >>> escape('<b title="x">&')
    '&lt;b title=&quot;x&quot;&gt;&amp;'
    """
    if isinstance(text, Html):
        return str(text)
    clean = _REORDERING.sub("\ufffd", _UNPRINTABLE.sub("\ufffd", text))
    # A lone surrogate cannot be written as UTF-8.
    return _escape(clean.encode("utf-8", "replace").decode("utf-8"), quote=True)


def both(en: object, zh: object = None) -> Both:
    """Return a text that stands in a record in two languages; the Chinese one may be missing."""
    english = "" if en is None else str(en)
    chinese = "" if zh is None else str(zh)
    return Both(english or chinese, chinese or english)


def pick(text: Child, lang: str) -> str:
    """Return one language of a text as plain text.

    Examples
    --------
    >>> pick(Both("lock", "船闸"), "zh")
    '船闸'
    """
    if text is None:
        return ""
    if isinstance(text, Both):
        return text.zh if lang == "zh" else text.en
    if isinstance(text, str | int):
        return str(text)
    return "".join(pick(part, lang) for part in text)


def whole(text: Both) -> Both:
    """Return a text in which no line ends inside a date, or between a number and its unit.

    Examples
    --------
    >>> whole(both("from 2025-01-29 on")).en
    'from <span class="one-line">2025-01-29</span> on'
    """
    return Both(_kept(text.en), _kept(text.zh))


def _kept(text: str) -> Html:
    return Html(_WHOLE.sub(r'<span class="one-line">\g<0></span>', escape(text)))


def _inner(child: Child, span: str) -> str:
    if child is None:
        return ""
    if isinstance(child, Both):
        if child.en == child.zh:
            return escape(child.en)
        return (
            f'<{span} class="en" lang="en">{escape(child.en)}</{span}>'
            f'<{span} class="zh" lang="zh-Hans">{escape(child.zh)}</{span}>'
        )
    if isinstance(child, str | int):
        return escape(str(child) if isinstance(child, int) else child)
    return "".join(_inner(part, span) for part in child)


def join(*children: Child, span: str = "span") -> Html:
    """Return markup of several parts in a row, texts escaped."""
    return Html(_inner(children, span))


def el(
    name: str,
    /,
    *children: Child,
    span: str = "span",
    **attributes: str | float | Both | bool | None,
) -> Html:
    """Return one element.

    Parameters
    ----------
    name
        Name of the element.
    children
        Texts (escaped), texts in two languages (one `span` a language), markup, or iterables.
    span
        Element that holds one language of a text: ``tspan`` inside SVG text.
    attributes
        ``class_`` stands for ``class``, an underscore inside a name for a hyphen; None and False
        leave the attribute out, True writes it without a value.

    Examples
    --------
    >>> el("td", "a < b", class_="num")
    '<td class="num">a &lt; b</td>'
    >>> el("p", Both("lock", "船闸"))
    '<p><span class="en" lang="en">lock</span><span class="zh" lang="zh-Hans">船闸</span></p>'
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        written = key.rstrip("_").replace("_", "-")
        if value is True:
            parts.append(written)
        else:
            text = f"{value:g}" if isinstance(value, float) else str(value)
            parts.append(f'{written}="{escape(text)}"')
    opening = f"<{' '.join(parts)}>"
    if name in _VOID:
        return Html(opening)
    return Html(f"{opening}{_inner(children, span)}</{name}>")
