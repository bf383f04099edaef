"""One table of a kind file: takes its values out one by one and notes what is wrong with them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["KindTable"]

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_TEXT = 400


class KindTable:
    """A table of a kind file.

    Parameters
    ----------
    raw
        The table as TOML or JSON gives it.
    where
        Its place in the file, for example ``action.close``.
    file
        Name of the file.
    problems
        Where problems are noted.
    """

    def __init__(
        self, raw: Mapping[str, Any], where: str, file: str, problems: list[Problem]
    ) -> None:
        self.raw = raw
        self.where = where
        self.file = file
        self.problems = problems

    def place(self, key: str) -> str:
        """Return the full name of a key."""
        return f"{self.where}.{key}" if self.where else key

    def wrong(self, code: str, key: str, value: object = None, **params: object) -> None:
        """Note a problem at a key."""
        self.problems.append(
            Problem(code, params, file=self.file, column=self.place(key), value=value)
        )

    def known(self, keys: Sequence[str]) -> None:
        """Note every key that means nothing here."""
        for key in self.raw:
            if key not in keys:
                similar = get_close_matches(key, keys, n=1)
                self.wrong("kind_unknown_key", key, **({"similar": similar[0]} if similar else {}))

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it has to be there."""
        value = self.raw.get(key, default)
        if value is None:
            self.wrong("kind_missing_key", key)
            return ""
        if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
            self.wrong("kind_wrong_type", key, value, type="text")
            return ""
        if default is None and not value.strip():
            self.wrong("kind_missing_key", key)
        return value

    def id(self, key: str = "id") -> str:
        """Return an id."""
        value = self.text(key)
        if value and not ID.fullmatch(value):
            self.wrong("kind_bad_id", key, value)
        return value

    def names(self) -> dict[str, str]:
        """Return id, name and name in Chinese; the last is the name where it is not given."""
        name = self.text("name")
        return {"id": self.id(), "name": name, "name_zh": self.text("name_zh", name)}

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self.raw.get(key, default)
        if not isinstance(value, bool):
            self.wrong("kind_wrong_type", key, value, type="true or false")
            return default
        return value

    def whole(self, key: str, *, least: int = 1, most: int = 100_000) -> int | None:
        """Return a whole number, None where there is none."""
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong("kind_wrong_type", key, value, type=f"whole number from {least} to {most}")
            return least
        return value

    def number(self, key: str) -> float | None:
        """Return a number, None where there is none."""
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            self.wrong("kind_wrong_type", key, value, type="number")
            return 0.0
        return float(value)

    def one_of(self, key: str, values: Collection[str], default: str | None = None) -> str:
        """Return one of several words."""
        value = self.text(key, default)
        if value and value not in values:
            self.wrong("kind_not_allowed", key, value, values=tuple(values))
        return value

    def texts(self, key: str, values: Collection[str] | None = None) -> tuple[str, ...]:
        """Return a list of words, each of them allowed and there once; one word is a list too."""
        raw = self.raw.get(key, [])
        raw = [raw] if isinstance(raw, str) and raw else raw or []
        if not isinstance(raw, list | tuple) or not all(isinstance(one, str) for one in raw):
            self.wrong("kind_wrong_type", key, raw, type="list of words")
            return ()
        for one in raw:
            if values is not None and one not in values:
                self.wrong("kind_not_allowed", key, one, values=tuple(values))
        for one in sorted({one for one in raw if list(raw).count(one) > 1}):
            self.wrong("kind_duplicate", key, one)
        return tuple(raw)

    def wholes(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers, each larger than the one before."""
        raw = self.raw.get(key, [])
        right = isinstance(raw, list | tuple) and all(
            isinstance(one, int) and not isinstance(one, bool) and 0 < one <= 36_500 for one in raw
        )
        if not right or list(raw) != sorted(set(raw)):
            self.wrong("kind_wrong_type", key, raw, type="rising list of whole numbers")
            return ()
        return tuple(raw)

    def table(self, key: str) -> KindTable | None:
        """Return a table below, None where there is none."""
        raw = self.raw.get(key)
        if raw is None:
            return None
        if not isinstance(raw, dict):
            self.wrong("kind_wrong_type", key, raw, type="table")
            return None
        return KindTable(raw, self.place(key), self.file, self.problems)

    def tables(self, key: str, name: str = "id") -> list[KindTable]:
        """Return the tables of a list, each called by its id, or its place where it has none."""
        raw = self.raw.get(key, [])
        if not isinstance(raw, list | tuple) or not all(isinstance(one, dict) for one in raw):
            self.wrong("kind_wrong_type", key, type="list of tables")
            return []
        seen: set[object] = set()
        found = []
        for place, one in enumerate(raw, start=1):
            called = one.get(name) if isinstance(one.get(name), str) else None
            table = KindTable(one, f"{self.place(key)}.{called or place}", self.file, self.problems)
            if called in seen and name == "id":
                table.wrong("kind_duplicate", name, called)
            seen.add(place if called is None else called)
            found.append(table)
        return found
