"""README.md says what is true, and README.zh.md says the same."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[tuple[str, str]]:
    return FENCE.findall(text(name))


def headings(name: str) -> list[str]:
    return re.findall(r"^(#+) ", FENCE.sub("", text(name)), re.MULTILINE)


def test_the_python_of_the_readme_has_eight_lines_and_runs() -> None:
    """A newcomer pastes the block; it prints at least one option."""
    [code] = [body for language, body in blocks("README.md") if language == "python"]
    assert len(code.splitlines()) == 8
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 1


def test_the_chinese_readme_keeps_step() -> None:
    """Same headings by level, same code, same pictures, in the same order."""
    assert headings("README.md") == headings("README.zh.md")
    assert blocks("README.md") == blocks("README.zh.md")
    picture = re.compile(r"!\[[^]]*\]\(([^)]+)\)")
    chinese = [name.replace(".zh.", ".") for name in picture.findall(text("README.zh.md"))]
    assert picture.findall(text("README.md")) == chinese
    bullets = re.compile(r"^- ", re.MULTILINE)
    assert len(bullets.findall(text("README.md"))) == len(bullets.findall(text("README.zh.md")))


def test_the_two_commands_exist() -> None:
    """What the README tells to type is a target of the Makefile."""
    makefile = text("Makefile")
    for target in re.findall(r"^\$ make (\w+)", text("README.md"), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    """Every relative link is a file of the repository."""
    for target in re.findall(r"\]\(([^)#]+)\)", text(name)):
        if "://" not in target:
            assert (ROOT / target).exists(), target
