"""What the parts of a region are called in an answer for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Called"]


class Called:
    """Names of parts of a region in one language; what has none is called by its id.

    Parameters
    ----------
    names
        As JSON shows them: ``id``, ``name``, ``name_zh``.
    lang
        ``en`` or ``zh``.

    Examples
    --------
    >>> called = Called([{"id": "coal", "name": "Coal", "name_zh": "\u7164\u70ad"}], "en")
    >>> called("coal"), called("quay 7")
    ('Coal', 'quay 7')
    """

    def __init__(self, names: Sequence[Mapping[str, str]], lang: str) -> None:
        column = "name_zh" if lang == "zh" else "name"
        self._names = {row["id"]: row[column] for row in names if row[column]}

    def __call__(self, name: str) -> str:
        """Return what a part is called."""
        return self._names.get(name, name)
