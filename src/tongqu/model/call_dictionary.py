"""The dictionary of call tables: columns, headers in two languages, and words people write.

The files of `tongqu.model.dictionary.files` are the single source: ``calls.csv`` for tables of
calls, ``updates.csv`` for tables of updates, ``words.csv`` for words in cells.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from tongqu.model.calls import TIME_COLUMNS
from tongqu.model.dictionary import ColumnSpec, column_fields, dictionary_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HELPERS", "CallColumn", "Word", "call_columns", "headers", "plain", "words"]

HELPERS = ("eta_day eta_clock operation cargo_t cargo_teu dwt_t dimensions remark number").split()
"""Columns that are no field of a call, but from which fields are made."""


@dataclass(frozen=True, kw_only=True)
class CallColumn(ColumnSpec):
    """One column of a table of calls or of updates.

    Attributes
    ----------
    label, name_zh
        Header in English and in Chinese.
    synonyms
        Other headers that mean the same.
    """

    label: str
    synonyms: tuple[str, ...]

    @property
    def is_field(self) -> bool:
        """Whether the column is a field of the record by itself."""
        return self.name not in TIME_COLUMNS and self.name not in HELPERS


class Word(NamedTuple):
    """What a word in a cell means, and whether that is sure."""

    meaning: str
    sure: bool


def plain(text: str) -> str:
    r"""Return a text as it is compared: width, case, blanks and ornaments do not matter.

    Examples
    --------
    >>> plain(" 预计到港\n时间＊："), plain("Length [m]")
    ('预计到港时间', 'length[m]')
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s*_:;,.。、，；'\"“”‘’]+", "", text)


def _column(row: Mapping[str, str]) -> CallColumn:
    return CallColumn(
        **column_fields(row),
        label=row["name"],
        synonyms=tuple(row["synonyms"].split(";")) if row["synonyms"] else (),
    )


@cache
def call_columns(file: str = "calls") -> Mapping[str, CallColumn]:
    """Return the columns of a table of ``calls`` or of ``updates`` by name.

    Examples
    --------
    >>> call_columns()["length_m"].name_zh
    '船长'
    """
    return MappingProxyType(
        {row["column"]: _column(row) for row in dictionary_rows(f"files/{file}")}
    )


@cache
def headers(file: str = "calls") -> Mapping[str, str]:
    """Return the column that each header means, headers as `plain` gives them.

    Examples
    --------
    >>> headers()[plain("预抵 时间")], headers()[plain("LOA")]
    ('eta', 'length_m')
    """
    found: dict[str, str] = {}
    for name, column in call_columns(file).items():
        for word in (name, column.label, column.name_zh, *column.synonyms):
            found.setdefault(plain(word), name)
    return MappingProxyType(found)


@cache
def words(kind: str) -> Mapping[str, Word]:
    """Return the words of a kind, such as ``packing``, and what they mean.

    Examples
    --------
    >>> words("packing")["散装"]
    Word(meaning='bulk', sure=True)
    """
    return MappingProxyType(
        {
            plain(row["word"]) or row["word"]: Word(row["meaning"], row["sure"] == "true")
            for row in dictionary_rows("files/words")
            if row["kind"] == kind
        }
    )
