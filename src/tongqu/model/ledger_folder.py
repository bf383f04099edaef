"""A ledger as tables: who may act, which items there are, and what happened to them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.model.cell_rules import CellError

if TYPE_CHECKING:
    from tongqu.model.sources import Source

__all__ = [
    "LedgerAccount",
    "LedgerFolder",
    "LedgerInfo",
    "LedgerItem",
    "LedgerStep",
    "LedgerUnit",
    "read_evidence",
    "read_pairs",
]

_PAIR = re.compile(r"\s*([A-Za-z_][\w.-]*)\s*=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerInfo:
    """The ledger itself, one row.

    Attributes
    ----------
    id
        Plain, stable name of the ledger.
    name
        English name.
    name_zh
        Chinese name.
    region
        Region that it belongs to: name of a shipped one; empty: none.
    time_zone
        Zone of all times of the folder.
    holiday_country
        Country whose working days count.
    currency
        Currency of all amounts.
    synthetic
        Whether any of it is invented; then every view says so.
    note
        What a reader must know.
    note_zh
        The same in Chinese.
    row
        Row in the file.
    """

    id: str
    name: str
    name_zh: str
    region: str = ""
    time_zone: str = "Asia/Shanghai"
    holiday_country: str = "CN"
    currency: str = "CNY"
    synthetic: bool = False
    note: str = ""
    note_zh: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerUnit:
    """Units that are responsible for items, as a tree.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    parent
        Unit above it; empty at the top.
    tier
        Tier: centre, platform, grid or any other word.
    fictional
        Whether the unit is invented.
    row
        Row in the file.
    """

    id: str
    name: str
    name_zh: str
    parent: str = ""
    tier: str = ""
    fictional: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAccount:
    """Who may act, for which unit, in which roles.

    Attributes
    ----------
    id
        Plain, stable name; of a post, not of a person.
    unit
        Unit that it acts for; empty: none.
    roles
        What it may do.
    row
        Row in the file.
    """

    id: str
    unit: str = ""
    roles: tuple[str, ...]
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerItem:
    """Items, each as it was opened.

    Attributes
    ----------
    id
        Name of the item in this folder; its code is given by the ledger.
    kind
        Kind of the item, as declared in a file of kinds.
    title
        English title.
    title_zh
        Chinese title.
    unit
        Unit that is responsible at first; empty: that of the actor.
    supervisor_unit
        Unit that supervises it.
    parent
        Item that it belongs to.
    work_id
        Work of the region that it is about.
    place_id
        Place of the region where it is.
    confidential
        Whether only its handlers may see it; None: as the kind says.
    fictional
        Whether the item is invented.
    source_id
        Source of the row: of sources.csv here, or of the region's.
    actor
        Account of who did it.
    on_behalf_of
        For whom, where somebody acts on another's behalf; no names of private persons.
    at
        When it happened.
    known_at
        Since when it is known; the reader fills it in.
    fields
        Fields of the kind as written; `field_values` reads them.
    row
        Row in the file.
    """

    id: str
    kind: str
    title: str
    title_zh: str = ""
    unit: str = ""
    supervisor_unit: str = ""
    parent: str = ""
    work_id: str = ""
    place_id: str = ""
    confidential: bool | None = None
    fictional: bool = False
    source_id: str
    actor: str
    on_behalf_of: str = ""
    at: datetime
    known_at: datetime | None = None
    fields: str = ""
    row: int = 0

    @property
    def field_values(self) -> dict[str, Any]:
        """Fields by name."""
        return read_pairs(self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStep:
    """What happened to the items afterwards.

    Attributes
    ----------
    item
        Item that it is about.
    at
        When it happened.
    known_at
        Since when it is known; the reader fills it in.
    actor
        Account of who did it.
    on_behalf_of
        For whom, where somebody acts on another's behalf; no names of private persons.
    action
        Action of the item's kind.
    to_unit
        Unit that is responsible from here on.
    units
        Units that handle it jointly.
    reason
        Reason, as the action lists it.
    note
        What is to be said, in English.
    note_zh
        The same in Chinese.
    fields
        Fields of the kind as written; `field_values` reads them.
    evidence
        What is attached, as written; `evidence_parts` reads it.
    data
        What the effect of the action needs, as written; `data_values` reads it.
    source_id
        Source of the row: of sources.csv here, or of the region's.
    row
        Row in the file.
    """

    item: str
    at: datetime
    known_at: datetime | None = None
    actor: str
    on_behalf_of: str = ""
    action: str
    to_unit: str = ""
    units: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    note_zh: str = ""
    fields: str = ""
    evidence: str = ""
    data: str = ""
    source_id: str = ""
    row: int = 0

    @property
    def field_values(self) -> dict[str, Any]:
        """Fields by name."""
        return read_pairs(self.fields)

    @property
    def data_values(self) -> dict[str, Any]:
        """Data by name."""
        return read_pairs(self.data)

    @property
    def evidence_parts(self) -> tuple[tuple[str, str], ...]:
        """Kind and name of each thing that is attached."""
        return read_evidence(self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFolder:
    """Everything that a folder of tables says about a ledger.

    Attributes
    ----------
    info
        The ledger itself.
    units, accounts
        Who is responsible and who may act.
    sources
        Sources that the region does not have.
    items, steps
        What there is and what happened, in the order of the files. All times have the ledger's
        zone, and all `known_at` are filled in.
    """

    info: LedgerInfo
    units: tuple[LedgerUnit, ...] = ()
    accounts: tuple[LedgerAccount, ...] = ()
    sources: tuple[Source, ...] = ()
    items: tuple[LedgerItem, ...] = ()
    steps: tuple[LedgerStep, ...] = field(default=())


def read_pairs(text: str) -> dict[str, Any]:
    """Return what a cell of pairs says.

    Parameters
    ----------
    text
        ``name=value; name=value``, whose values are text, or a JSON object.

    Raises
    ------
    CellError
        If it is neither, or says a name twice.

    Examples
    --------
    >>> read_pairs("section=carriageway; percent=80"), read_pairs('{"percent": 80}')
    ({'section': 'carriageway', 'percent': '80'}, {'percent': 80})
    """
    text = text.strip()
    if text.startswith("{"):
        return _object(text)
    found: dict[str, Any] = {}
    for part in re.split(r"[;；]", text) if text else ():
        pair = _PAIR.fullmatch(part)
        if pair is None or pair[1] in found:
            raise CellError("not_pairs", "percent=80; observed_on=2024-12-09")
        found[pair[1]] = pair[2].strip()
    return found


def _object(text: str) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise ValueError("a name is there twice")
        return dict(pairs)

    def finite(word: str) -> float:
        raise ValueError(word)

    try:
        found = json.loads(text, object_pairs_hook=once, parse_constant=finite)
    except (ValueError, RecursionError):
        raise CellError("not_pairs", '{"percent": 80}') from None
    # What begins with a brace and can be read is an object.
    return dict(found)


def read_evidence(text: str) -> tuple[tuple[str, str], ...]:
    """Return kind and name of everything that a cell attaches.

    Raises
    ------
    CellError
        If a part has no kind or no name.

    Examples
    --------
    >>> read_evidence("photo:kerb.jpg; minutes:2024-12-09.pdf")
    (('photo', 'kerb.jpg'), ('minutes', '2024-12-09.pdf'))
    """
    found = []
    for part in re.split(r"[;；]", text) if text.strip() else ():
        kind, mark, name = part.replace("：", ":").partition(":")
        if not (mark and kind.strip() and name.strip()):
            raise CellError("not_evidence", "photo:kerb.jpg; minutes:2024-12-09.pdf")
        found.append((kind.strip(), name.strip()))
    return tuple(found)
