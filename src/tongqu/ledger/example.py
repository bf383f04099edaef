"""A ledger out of tables: every row goes through the ledger's own rules, at its own time.

The shipped example is built like this, in memory and within a moment. The same rows give the same
chain, to the last hash.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, Problem, TongquError
from tongqu.ledger.doors import create_ledger
from tongqu.ledger.service import Ledger
from tongqu.model.ledger_folder import LedgerItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from os import PathLike

    from tongqu.model.ledger_folder import LedgerFolder, LedgerStep
    from tongqu.model.region import Region
    from tongqu.store import Journal

__all__ = ["ReplayClock", "example_folder", "example_kinds", "example_ledger", "replay_folder"]

ADMIN = "admin-1"
FICTIONAL = "fictional"
"""Tag of what is invented."""


class ReplayClock:
    """The clock of a journal whose entries are recorded when they became known.

    Attributes
    ----------
    now
        What it shows.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.now


def example_folder(region: Region | None = None) -> LedgerFolder:
    """Return the tables of the shipped example.

    Parameters
    ----------
    region
        The shipped region, where it is loaded already.
    """
    from tongqu.io.ledger_folder import read_ledger_folder

    with as_file(_shipped()) as path:
        return read_ledger_folder(path, region)


def example_kinds() -> tuple[dict[str, Any], ...]:
    """Return the kinds of items that the shipped example brings along."""
    found = sorted((_shipped() / "kinds").iterdir(), key=lambda entry: entry.name)
    return tuple(
        tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in found
        if entry.name.endswith(".toml")
    )


def _shipped() -> Traversable:
    return files("tongqu") / "datasets" / "qujiang" / "ledger"


def example_ledger(
    region: Region | None = None, *, place: str | PathLike[str] | None = None
) -> Ledger:
    """Return the shipped example: a ledger in memory, or a new one at a place.

    Parameters
    ----------
    region
        The shipped region, where it is loaded already.
    place
        Path of a file that does not exist, or URL of an empty database; None: in memory.

    Examples
    --------
    >>> ledger = example_ledger()
    >>> ledger.settings().info.synthetic
    True
    """
    from tongqu.io import load_region
    from tongqu.store import MemoryJournal, create_journal

    region = region or load_region("qujiang")
    folder = example_folder(region)
    clock = ReplayClock(_begin(folder))
    options: dict[str, Any] = {"clock": clock, "zone": folder.info.time_zone}
    journal: Journal = (
        MemoryJournal(**options) if place is None else create_journal(place, **options)
    )
    return replay_folder(folder, journal, clock, kinds=example_kinds(), region=region)


def replay_folder(
    folder: LedgerFolder,
    journal: Journal,
    clock: ReplayClock,
    *,
    kinds: Iterable[Mapping[str, Any]] = (),
    region: Region | None = None,
) -> Ledger:
    """Enter the tables of a ledger into an empty journal, in the order in which all became known.

    Parameters
    ----------
    folder
        The tables.
    journal, clock
        Where to, and the clock that it goes by.
    kinds
        Kinds of items that the tables bring along, as their files say.
    region
        Region whose sources the tables name.

    Raises
    ------
    DatasetError
        With every row that the ledger's rules refuse; of an item only the first, for what follows
        rests on it.
    """
    clock.now = _begin(folder)
    info = folder.info
    ledger = create_ledger(
        journal,
        name=info.name,
        name_zh=info.name_zh,
        admin=ADMIN,
        note=info.note,
        note_zh=info.note_zh,
        time_zone=info.time_zone,
        holiday_country=info.holiday_country,
        currency=info.currency,
        region=info.region,
        synthetic=info.synthetic,
    )
    ledger.configure("kinds", kinds, actor=ADMIN)
    ledger.configure("units", [_columns(row) for row in folder.units], actor=ADMIN)
    ledger.configure("accounts", [_columns(row) for row in folder.accounts], actor=ADMIN)
    ledger.configure("sources", _sources(folder, region), actor=ADMIN)
    replay = _Replay(ledger, clock)
    for row in sorted(_rows(folder), key=_place):
        replay.enter(row)
    if replay.problems:
        raise DatasetError(f"{info.id}: {len(replay.problems)} problems", replay.problems)
    return ledger


def _sources(folder: LedgerFolder, region: Region | None) -> list[dict[str, Any]]:
    """Return what is to be said of the sources that the tables name."""
    named = {row.source_id for row in _rows(folder)}
    rows = [*folder.sources, *(region.sources if region is not None else ())]
    words = ("id", "kind", "title", "title_zh", "publisher", "note", "note_zh")
    return [
        {name: getattr(row, name) for name in words if getattr(row, name)}
        for row in rows
        if row.id in named
    ]


def _begin(folder: LedgerFolder) -> datetime:
    """Return when the ledger is set up: a minute before anything is known."""
    return min(_known(row) for row in _rows(folder)) - timedelta(minutes=1)


def _rows(folder: LedgerFolder) -> tuple[LedgerItem | LedgerStep, ...]:
    return (*folder.items, *folder.steps)


def _known(row: LedgerItem | LedgerStep) -> datetime:
    return row.known_at or row.at


def _place(row: LedgerItem | LedgerStep) -> tuple[datetime, bool, int]:
    return _known(row), not isinstance(row, LedgerItem), row.row


def _columns(row: Any) -> dict[str, Any]:
    names = (name for name in row.__dataclass_fields__ if name != "row")
    return {name: getattr(row, name) for name in names if getattr(row, name) not in ("", ())}


class _Replay:
    """Enters rows one by one.

    Attributes
    ----------
    codes
        Code of each item by its name in the tables.
    problems
        What was refused, with file and row.
    """

    def __init__(self, ledger: Ledger, clock: ReplayClock) -> None:
        self.ledger = ledger
        self.clock = clock
        self.codes: dict[str, str] = {}
        self.failed: set[str] = set()
        self.problems: list[Problem] = []

    def enter(self, row: LedgerItem | LedgerStep) -> None:
        """Enter a row, or note why it is refused."""
        self.clock.now = _known(row)
        name = row.id if isinstance(row, LedgerItem) else row.item
        if name in self.failed:
            return
        try:
            if isinstance(row, LedgerItem):
                self.codes[name] = self._add(row)
            else:
                self._act(row)
        except TongquError as error:
            self.failed.add(name)
            file = "items.csv" if isinstance(row, LedgerItem) else "steps.csv"
            self.problems += [
                replace(problem, file=file, row=row.row) for problem in error.problems
            ]

    def _add(self, row: LedgerItem) -> str:
        return self.ledger.add(
            row.kind,
            title=row.title,
            title_zh=row.title_zh,
            unit=row.unit,
            fields=row.field_values,
            actor=row.actor,
            at=row.at,
            known_at=_known(row),
            on_behalf_of=row.on_behalf_of,
            parent=self.codes.get(row.parent, ""),
            supervisor_unit=row.supervisor_unit,
            place_id=row.place_id,
            work_id=row.work_id,
            tags=(FICTIONAL,) if row.fictional else (),
            confidential=row.confidential,
            source_id=row.source_id,
        )

    def _act(self, row: LedgerStep) -> None:
        data = dict(row.data_values)
        if row.source_id:
            data["source_id"] = row.source_id
        code = self.codes[row.item]
        if "comment" in data and "answer" in data:
            # Tables count the comments of an item; the ledger wants the number of the event.
            item, _ = self.ledger.item(code, actor=row.actor)
            data["comment_seq"] = item.comments[int(data.pop("comment")) - 1].seq
        self.ledger.act(
            code,
            row.action,
            actor=row.actor,
            at=row.at,
            known_at=_known(row),
            on_behalf_of=row.on_behalf_of,
            to_unit=row.to_unit,
            units=row.units,
            fields=row.field_values,
            evidence=[_file(kind, name) for kind, name in row.evidence_parts],
            reason=row.reason,
            note=row.note,
            note_zh=row.note_zh,
            data=data,
        )


def _file(kind: str, name: str) -> dict[str, Any]:
    """Return a file of the tables: there is nothing in it but its own name."""
    text = f"{name}\n".encode()
    sha256 = hashlib.sha256(text).hexdigest()
    return {"kind": kind, "name": name, "sha256": sha256, "bytes": len(text)}
