"""The page on importing a list runs as it stands, and says what it says."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "import-a-project-list.md").read_text(encoding="utf-8")
sys.path.insert(0, str(ROOT / "tests" / "io"))
from ledger_samples import write_list  # noqa: E402 - beside the tests of lists


def test_the_steps_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mapping, the guesses that the page shows, and a dry run with four new projects."""
    monkeypatch.chdir(tmp_path)
    write_list(tmp_path / "list.xlsx")
    names: dict[str, object] = {}
    said = []
    for code in re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        exec(code, names)
        said.append(capsys.readouterr().out)
    mapping = (tmp_path / "list.toml").read_text(encoding="utf-8")
    for block in re.findall(r"^```toml\n(\[\[column.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        for line in re.findall(r"^(?:header|field|sure) .*$", block, re.MULTILINE):
            assert line in mapping
    [shown] = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in shown.splitlines():
        assert line in said[1]
    assert said[2].count("'title':") >= 4
