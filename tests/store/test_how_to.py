"""The steps of the how-to page run as they stand."""

import re
from pathlib import Path

import pytest
from store_samples import created, phone

from tongqu.store import create_journal, open_journal

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "keep-a-ledger-safe.md"


def test_the_nightly_steps_and_a_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Expire, back up, anchor, verify; then restore, with what was deleted since staying away."""
    monkeypatch.chdir(tmp_path)
    for folder in ("backups", "elsewhere"):
        Path(folder).mkdir()
    with create_journal("ledger.db") as journal:
        journal.append(
            [created("srv-1", personal=(phone(),)), created("srv-2", personal=(phone(),))]
        )
        head = journal.head()
    nightly, restore = re.findall(
        r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    exec(nightly, {})
    with open_journal("ledger.db") as journal:
        journal.delete_personal("srv-1", "phone", actor="li")
    exec(restore, {})
    assert capsys.readouterr().out == f"{head[1]} 0 1\n"
