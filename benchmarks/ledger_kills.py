"""Kill a program that works on a ledger, many times, and look at what is left.

A child does one thing, appending, importing, upgrading, backing up ..., and tells what has been
acknowledged; at a random moment it is killed (SIGKILL). Then the ledger is opened: whatever was
acknowledged must be there, the chain must verify, and a thing that was not finished must have
happened wholly or not at all.

    python benchmarks/ledger_kills.py --kills 200

prints one line of JSON and exits with 1 where anything was lost.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from tongqu.errors import DatasetError, TongquError
from tongqu.model.ledger_event import LedgerEntry, PersonalField
from tongqu.store import JournalTx, create_journal, open_journal
from tongqu.store.engine import Database
from tongqu.store.sql import SqlJournal
from tongqu.store.startup import VERSION_TABLE, Standing, standing

NOON = datetime(2024, 12, 9, 4, tzinfo=UTC)
BATCH = 200
FILLED = 1_000
OLD = 4_200
"""Events of the ledger that is upgraded: more than a block, so that there is something to do."""
SHARES = {
    "append": 25, "import": 20, "migrate": 15, "backup": 15, "restore": 10, "create": 10,
    "delete": 5,
}  # fmt: skip
"""How many of a hundred kills hit what."""


def entries(count: int, first: int = 0) -> list[LedgerEntry]:
    """Return entries of items, one event each, with a personal value now and then."""
    return [
        LedgerEntry(
            item=f"work-{number}", effect="created", actor="li", kind="work", unit="roads",
            at=NOON, known_at=NOON, data={"title": f"Bridge {number}", "text": "x" * 100},
            personal=(_phone(number),) if number % 50 == 0 else (),
        )
        for number in range(first, first + count)
    ]  # fmt: skip


def _phone(number: int) -> PersonalField:
    return PersonalField(
        name="phone", value=f"139 {number}", purpose="call back", expires_on=date(2090, 1, 1)
    )


@dataclass
class Outcome:
    """What was found after the kills."""

    kills: Counter[str] = field(default_factory=Counter)
    finished: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)


class Killing:
    """A folder with a filled ledger, and the things that are done to copies of it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.rng = random.Random(seed)
        self.outcome = Outcome()
        self.base = folder / "base.db"
        with create_journal(self.base) as journal:
            journal.append(entries(FILLED))
            self.head = journal.head()
        self.old = folder / "old.db"
        with create_journal(self.old) as journal:
            journal.append(entries(OLD))
            self.old_head = journal.head()
        _make_older(self.old)
        self.path = folder / "ledger.db"

    # --- what the child does ----------------------------------------------------------------------

    def append(self, tell: Callable[[str], None]) -> None:
        """Decide and write, one event after another."""
        with open_journal(self.path) as journal:

            def decide(tx: JournalTx) -> list[LedgerEntry]:
                code = tx.new_code("srv", "srv")
                said = {"actor": "li", "kind": "srv", "at": tx.now, "known_at": tx.now}
                return [LedgerEntry(item=code, effect="created", **said)]

            while True:
                [event] = journal.append(guard=decide)
                tell(f"{event.seq} {event.hash}")

    def import_(self, tell: Callable[[str], None]) -> None:
        """Append large batches."""
        with open_journal(self.path) as journal:
            for number in range(1_000):
                events = journal.append(entries(BATCH, FILLED + number * BATCH))
                tell(f"{events[-1].seq} {events[-1].hash}")

    def migrate(self, tell: Callable[[str], None]) -> None:
        """Bring an older ledger to the newest version."""
        open_journal(self.path, upgrade=True).close()
        tell("done")

    def backup(self, tell: Callable[[str], None]) -> None:
        """Make backups of both forms."""
        with open_journal(self.path) as journal:
            tell(str(journal.backup(self.folder / "backup.db")))
            tell(str(journal.backup(self.folder / "backup.jsonl.gz")))

    def restore(self, tell: Callable[[str], None]) -> None:
        """Restore the base into an empty ledger."""
        with open_journal(self.path) as journal:
            journal.restore(self.base)
            tell("done")

    def create(self, tell: Callable[[str], None]) -> None:
        """Make a new ledger."""
        create_journal(self.path).close()
        tell("done")

    def delete(self, tell: Callable[[str], None]) -> None:
        """Delete personal values, one after another."""
        with open_journal(self.path) as journal:
            for number in range(0, FILLED, 50):
                journal.delete_personal(f"work-{number}", "phone", actor="li")
                tell(f"{number}")

    # --- what must hold afterwards ---------------------------------------------------------------

    def check_append(self, told: list[str]) -> None:
        """Everything acknowledged is there, with its hash, and the chain verifies."""
        with open_journal(self.path) as journal:
            self._verifies(journal)
            seq, _ = journal.head()
            if told:
                last, own = told[-1].split()
                self.must(seq >= int(last), f"event {last} was acknowledged, {seq} is the last")
                [event] = list(journal.events(after_seq=int(last) - 1))[:1]
                self.must(event.hash == own, f"event {last} is another one")

    def check_import_(self, told: list[str]) -> None:
        """As for appending, and a batch is there wholly or not at all."""
        self.check_append(told)
        with open_journal(self.path) as journal:
            self.must((journal.head()[0] - FILLED) % BATCH == 0, "half a batch is there")

    def check_migrate(self, told: list[str]) -> None:
        """The older version or the newest, with the same chain; upgrading again works."""
        found, _ = standing(Database(self.path))
        self.must(found in (Standing.OLDER, Standing.READY), f"after migrating: {found}")
        self.must(not told or found is Standing.READY, "the upgrade was acknowledged")
        with open_journal(self.path, upgrade=True) as journal:
            self._verifies(journal)
            self.must(journal.head() == self.old_head, "another head")

    def check_backup(self, told: list[str]) -> None:
        """No file, or a whole one; the ledger is as it was."""
        for name in ("backup.db", "backup.jsonl.gz"):
            backup = self.folder / name
            self.must(backup.exists() or str(backup) not in told, f"{name} was acknowledged")
            if backup.exists():
                with create_journal(self.folder / "from-backup.db") as journal:
                    self.must(journal.restore(backup).head_hash == self.head[1], f"{name}: head")
                _remove(self.folder / "from-backup.db")
        with open_journal(self.path) as journal:
            self._verifies(journal)

    def check_restore(self, told: list[str]) -> None:
        """Everything, or an empty ledger into which it can be restored."""
        with open_journal(self.path) as journal:
            if journal.head()[0] == 0:
                self.must(not told, "the restore was acknowledged")
                journal.restore(self.base)
            self.must(journal.head() == self.head, "another head")
            self._verifies(journal)

    def check_create(self, told: list[str]) -> None:
        """Nothing, something empty that can be used, or a ledger."""
        found, _ = standing(Database(self.path))
        if found is not Standing.READY:
            self.must(found in (Standing.MISSING, Standing.EMPTY) and not told, f"{found}")
            create_journal(self.path).close()
        with open_journal(self.path) as journal:
            journal.append(entries(1))
            self._verifies(journal)

    def check_delete(self, told: list[str]) -> None:
        """What was acknowledged is gone and recorded; everything else is there and right."""
        with open_journal(self.path) as journal:
            self._verifies(journal)
            for number in told:
                [event] = list(journal.events(item=f"work-{number}"))[:1]
                self.must(not event.entry.personal, f"work-{number} still has its value")

    # --- the killing -----------------------------------------------------------------------------

    def prepare(self, what: str) -> None:
        """Lay out what a child starts from."""
        for name in ("ledger.db", "backup.db", "backup.jsonl.gz", "from-backup.db"):
            _remove(self.folder / name)
        for part in self.folder.glob("*.part"):
            part.unlink()
        if what == "restore":
            create_journal(self.path).close()
        elif what == "migrate":
            shutil.copy(self.old, self.path)
        elif what != "create":
            shutil.copy(self.base, self.path)

    def usual_s(self, what: str) -> float:
        """Return how long a child takes that nobody kills; 0.25 for what never ends."""
        if what in ("append", "import_", "delete"):
            return 0.25
        self.prepare(what)
        began = time.perf_counter()
        getattr(self, what)(lambda _line: None)
        return time.perf_counter() - began

    def kill(self, what: str, after_s: float) -> None:
        """Start a child, kill it after a while, and look."""
        self.prepare(what)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                getattr(self, what)(lambda line: os.write(writing, f"{line}\n".encode()) and None)
            finally:
                os._exit(0)
        os.close(writing)
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        with os.fdopen(reading) as pipe:
            told = pipe.read().split("\n")[:-1]
        self.outcome.kills[what] += os.WIFSIGNALED(status)
        self.outcome.finished[what] += not os.WIFSIGNALED(status)
        self.outcome.acknowledged += len(told)
        try:
            getattr(self, f"check_{what}")(told)
        except (TongquError, DatasetError, ValueError, OSError) as error:
            self.must(False, f"{what}: {error!r}")

    def must(self, holds: bool, what: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.outcome.lost.append(what)

    def _verifies(self, journal: SqlJournal) -> None:
        report = journal.verify()
        self.must(report.ok, f"verify: {[str(problem) for problem in report.problems[:3]]}")


def _make_older(path: Path) -> None:
    database = Database(path)
    with database.writing() as connection:
        connection.execute(sa.text("DROP TABLE blocks"))
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '0001'"))
    database.close()


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal", ".deletions"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def planned(kills: int, rng: random.Random) -> Iterator[str]:
    """Yield what each kill hits: each thing by its share, what is left over at random, shuffled."""
    whats = [what for what, share in SHARES.items() for _ in range(kills * share // 100)]
    whats += rng.choices(list(SHARES), list(SHARES.values()), k=kills - len(whats))
    rng.shuffle(whats)
    yield from ("import_" if what == "import" else what for what in whats)


def run(kills: int, seed: int, folder: Path) -> Outcome:
    """Kill as often as asked (a child that is done before its kill does not count)."""
    killing = Killing(folder, seed)
    names = ["import_" if name == "import" else name for name in SHARES]
    usual = {what: killing.usual_s(what) for what in names}
    while (left := kills - killing.outcome.kills.total()) > 0:
        for what in planned(left, killing.rng):
            killing.kill(what, killing.rng.uniform(0.001, usual[what]))
    return killing.outcome


def main() -> int:
    """Kill, print what came of it, and return the exit code."""
    parser = argparse.ArgumentParser(description="Kill programs that work on a ledger.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    # Loaded once, not in every child.
    import alembic.command  # noqa: F401

    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(options.kills, options.seed, Path(folder))
    told = {
        "kills": outcome.kills.total(),
        "of": dict(sorted(outcome.kills.items())),
        "done_before": outcome.finished.total(),
        "acknowledged": outcome.acknowledged,
        "lost": outcome.lost,
        "seconds": round(time.perf_counter() - began, 1),
    }
    print(json.dumps(told))
    return 1 if outcome.lost else 0


if __name__ == "__main__":
    sys.exit(main())
