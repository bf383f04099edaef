"""The command line: cheap help, one choice of language, and every ending as it is published."""

from __future__ import annotations

import errno
import gettext
import json
import logging
import os
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tongqu.cli import main as main_module
from tongqu.cli.language import FIRST_SENTENCE, asked_language, reader_language
from tongqu.cli.main import COMMANDS, main
from tongqu.cli.output import emit_json, progress_shown, write_atomically
from tongqu.cli.wrapping import PIECE, columns, wrapped
from tongqu.errors import (
    DatasetError,
    ExitCode,
    Interrupted,
    LimitError,
    Problem,
    TongquError,
    UsageError,
)

if TYPE_CHECKING:
    from pathlib import Path

PROBLEMS = (
    Problem("negative", file="links.csv", row=17, column="length_km", cell="E17", value="-3"),
    Problem("required", file="places.csv", row=2, column="id", cell="A2"),
)
RAISED: dict[str, BaseException] = {
    "dataset": DatasetError("two problems", PROBLEMS),
    "usage": UsageError.of("same_place", id="juhua"),
    "limit": LimitError("nothing yet"),
    "interrupt": KeyboardInterrupt(),
    "ours-interrupt": Interrupted("stopped"),
    "abort": click.Abort(),
    "pipe": BrokenPipeError(errno.EPIPE, "Broken pipe"),
    "bug": ZeroDivisionError("division by zero"),
    "click": click.UsageError("no, not so"),
}


@click.command()
@click.option("--raise", "which", type=click.Choice(list(RAISED)))
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option("--code", type=int)
@click.option("--log", is_flag=True)
def probe(which: str | None, as_json: bool, code: int | None, log: bool) -> int | None:
    """Which way should a cargo go?"""
    if log:
        problem = Problem("compiling_kernels_once")
        logging.getLogger("tongqu.somewhere").warning("x", extra={"problem": problem})
    if which:
        raise RAISED[which]
    click.echo(reader_language())
    return code


@click.command()
@click.option("--lang", type=click.Choice(["en", "zh"]))
def own(lang: str | None) -> None:
    """A command that declares the language itself."""
    click.echo(f"{lang} {reader_language()}")


@pytest.fixture(autouse=True)
def _probes(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {**COMMANDS, "probe": (f"{__name__}:probe", ""), "own": (f"{__name__}:own", "")}
    monkeypatch.setattr(main_module, "COMMANDS", table)


def run(*words: str, **options: Any) -> Result:
    return CliRunner().invoke(main, list(words), **options)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_commands_say(name: str) -> None:
    """The short help in the table is the first sentence of the command's own help."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    command = getattr(import_module(module), attribute)
    assert command.name == name
    assert command.help is not None
    assert FIRST_SENTENCE.split(command.help.strip())[0] == COMMANDS[name][1]


def test_help_loads_no_command_and_nothing_heavy() -> None:
    """`tongqu --help` in a fresh process."""
    code = (
        "import sys\nfrom tongqu.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'numpy', 'numba', 'rich', 'xlsxwriter', 'python_calamine', 'chinese_calendar'}\n"
        "heavy |= {'tongqu.' + room for room in ('model', 'io', 'routes', 'graph', 'report')}\n"
        f"heavy |= {{module.partition(':')[0] for module, _ in {list(COMMANDS.values())!r}}}\n"
        "print('loaded:', sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "loaded: []" in done.stdout
    for name, (_, short) in COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert short in done.stdout


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("--lang", "en", "-h")])
def test_help(words: tuple[str, ...]) -> None:
    """Short and long."""
    result = run(*words)
    assert result.exit_code == ExitCode.OK
    assert result.stdout.startswith("Usage: tongqu [OPTIONS] COMMAND")


@pytest.mark.parametrize(
    "words", [("--lang", "zh", "--help"), ("-h", "--lang", "zh"), ("--lang=zh", "-h")]
)
def test_help_in_chinese(words: tuple[str, ...]) -> None:
    """Also click's own words, wherever the language stands."""
    out = run(*words).stdout
    for word in ("用法", "选项", "命令", "货物该走哪条路", "显示版本号"):
        assert word in out
    assert "Options" not in out
    assert "Show" not in out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(name: str) -> None:
    """Groups and what they hold."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    command = getattr(import_module(module), attribute)
    names = [(name,)]
    if isinstance(command, click.Group):
        names += [(name, child) for child in command.commands]
    for path in names:
        english, chinese = run(*path, "-h"), run(*path, "-h", "--lang", "zh")
        assert (english.exit_code, chinese.exit_code) == (0, 0)
        assert english.stdout.startswith(f"Usage: tongqu {' '.join(path)}")
        assert chinese.stdout.startswith("用法")
        assert english.stdout.isascii()


@given(st.text(alphabet="甲乙丙（），。 ab-", max_size=60), st.integers(10, 40))
def test_wide_letters_are_wrapped_by_columns(text: str, width: int) -> None:
    """No line is too wide, nothing but blanks is lost, no line begins with a comma."""
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        pieces = PIECE.findall(line)
        assert columns(line) <= width or len(pieces) == 1
        # A mark after a blank, or at the very beginning, has nothing to cling to.
        assert " " in text or text[:1] in "，。" or line[0] not in "，。"


def test_version() -> None:
    """Name and number."""
    from tongqu import __version__

    assert run("--version").stdout == f"tongqu {__version__}\n"


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (("probe",), {}, "en"),
        (("--lang", "zh", "probe"), {}, "zh"),
        (("probe", "--lang", "zh"), {}, "zh"),
        (("--lang", "zh", "probe", "--lang", "en"), {}, "en"),
        (("probe",), {"TONGQU_LANG": "zh"}, "zh"),
        (("probe",), {"LANG": "zh_CN.UTF-8"}, "zh"),
        (("probe", "--lang", "en"), {"TONGQU_LANG": "zh"}, "en"),
        (("own",), {}, "en en"),
        (("own", "--lang", "zh"), {}, "zh zh"),
        (("--lang", "zh", "own"), {}, "zh zh"),
    ],
)
def test_language(words: tuple[str, ...], environment: dict[str, str], said: str) -> None:
    """Before or after the command, declared by it or not, or from the environment."""
    result = run(*words, env=environment)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == said


def test_the_language_is_sought_among_options_only() -> None:
    """What follows two hyphens is data."""
    assert asked_language(["x", "--", "--lang", "zh"]) == "en"
    assert asked_language(["--lang"]) == "en"
    assert asked_language([]) == "en"


def test_an_unknown_language_is_a_usage_error() -> None:
    """Said in English, if nothing else is known."""
    result = run("--lang", "fr", "probe")
    assert result.exit_code == ExitCode.USAGE
    assert "fr" in result.stderr


@pytest.mark.parametrize("code", [None, 0, ExitCode.INFEASIBLE, 5])
def test_a_command_hands_its_exit_code_back(code: int | None) -> None:
    """An infeasible question is an answer with a code of its own."""
    words = ("probe",) if code is None else ("probe", "--code", str(int(code)))
    assert run(*words).exit_code == (code or 0)


@pytest.mark.parametrize(
    ("which", "code", "said"),
    [
        ("usage", ExitCode.USAGE, 'Error: the way would begin and end at "juhua"'),
        ("limit", ExitCode.LIMIT, "Error: nothing yet"),
        ("interrupt", ExitCode.INTERRUPTED, "interrupted"),
        ("ours-interrupt", ExitCode.INTERRUPTED, "stopped"),
        ("abort", ExitCode.INTERRUPTED, "interrupted"),
        ("click", ExitCode.USAGE, "Error: no, not so"),
        ("bug", ExitCode.UNEXPECTED, "ZeroDivisionError: division by zero"),
    ],
)
def test_endings(which: str, code: ExitCode, said: str) -> None:
    """Words on stderr, nothing on stdout, no traceback, the published code."""
    result = run("probe", "--raise", which)
    assert result.exit_code == code
    assert result.stdout == ""
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_all_problems_are_shown_at_once() -> None:
    """Each with file, row, column and cell, in the reader's language."""
    result = run("probe", "--raise", "dataset")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert result.stderr.splitlines() == [
        "Error: 2 problems",
        "  links.csv:17, column length_km (cell E17): -3 is negative, which makes no sense here",
        "  places.csv:2, column id (cell A2): a value is required here",
    ]
    chinese = run("probe", "--raise", "dataset", "--lang", "zh").stderr
    assert "错误：2 个问题" in chinese
    assert "（单元格 E17）" in chinese


@pytest.mark.parametrize("which", [name for name in RAISED if name != "pipe"])
def test_every_ending_as_json(which: str) -> None:
    """One shape for programs, on stdout, with the same exit code."""
    result = run("probe", "--raise", which, "--json")
    assert result.exit_code == run("probe", "--raise", which).exit_code
    answer = json.loads(result.stdout)
    assert list(answer) == ["schema_version", "error"]
    error = answer["error"]
    assert list(error) == ["code", "exit_code", "message", "problems"]
    assert error["exit_code"] == result.exit_code
    assert error["code"] == ExitCode(result.exit_code).name.lower()
    assert error["message"]
    if which == "dataset":
        assert [problem["cell"] for problem in error["problems"]] == ["E17", "A2"]
        assert "单元格 E17" in error["problems"][0]["text_zh"]


def test_usage_errors_of_parsing_are_json_too() -> None:
    """An unknown option, an unknown command."""
    for words in (("probe", "--nope", "--json"), ("prob", "--json")):
        result = run(*words)
        assert result.exit_code == ExitCode.USAGE
        assert json.loads(result.stdout)["error"]["code"] == "usage"


def test_debug_shows_where() -> None:
    """Before or after the command."""
    for words in (("--debug", "probe", "--raise", "bug"), ("probe", "--raise", "bug", "--debug")):
        result = run(*words)
        assert result.exit_code == ExitCode.UNEXPECTED
        assert "Traceback" in result.stderr
        assert "raise RAISED[which]" in result.stderr


def test_a_mistyped_command_is_recognised() -> None:
    """With the one that was probably meant."""
    result = run("compar")
    assert result.exit_code == ExitCode.USAGE
    assert "Did you mean compare?" in result.stderr


def test_no_command_shows_help() -> None:
    """And is a usage error for scripts."""
    result = run()
    assert result.exit_code == ExitCode.USAGE
    assert "Commands:" in result.stderr


def test_notices_are_said_in_the_readers_language() -> None:
    """Once, on stderr, in front of the result and not in it."""
    result = run("probe", "--log", "--lang", "zh")
    assert result.stdout == "zh\n"
    assert result.stderr.startswith("tongqu: 正在编译")
    assert len(result.stderr.splitlines()) == 1
    assert logging.getLogger("tongqu").handlers == []


def test_the_process_is_left_as_it_was() -> None:
    """Language and text domain are put back for whoever called us."""
    before = (gettext.textdomain(), dict(os.environ))
    run("--lang", "zh", "probe", "--raise", "bug")
    assert (gettext.textdomain(), dict(os.environ)) == before


def test_as_a_function_errors_come_out_as_they_are() -> None:
    """With standalone_mode=False nothing is caught, as with every click command."""
    with pytest.raises(TongquError):
        main(["probe", "--raise", "dataset"], standalone_mode=False)


def process(code: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_reader_that_leaves_ends_the_run_quietly() -> None:
    """As with `tongqu ... | head`: no traceback, no message."""
    shell = (
        f"{sys.executable} -c 'import click; from tongqu.cli import main as m\n"
        '@click.command()\ndef loud():\n    for _ in range(100000): click.echo("x" * 100)\n'
        'import sys; sys.modules["loud"] = type(sys)("loud"); sys.modules["loud"].loud = loud\n'
        'm.COMMANDS["loud"] = ("loud:loud", "")\nm.main(["loud"])\' | head -n 1'
    )
    done = subprocess.run(["bash", "-c", shell], capture_output=True, check=False)
    assert done.stdout == b"x" * 100 + b"\n"
    assert done.stderr == b""


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1", "utf-8"])
def test_json_is_utf8_whatever_the_terminal(encoding: str) -> None:
    """And words that the terminal cannot show become escapes, not a traceback."""
    answer = {"b": "巨化", "a": 1.5, "c": "\ud800"}
    code = f"from tongqu.cli.output import emit_json; emit_json({answer!a})"
    done = process(code, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8")) == answer
    assert done.stdout.index(b'"b"') < done.stdout.index(b'"a"')
    done = process(
        "from tongqu.cli.main import main; main(['--lang', 'zh', '-h'])", PYTHONIOENCODING=encoding
    )
    assert done.returncode == 0, done.stderr


def test_json_has_no_nan() -> None:
    """NaN is no JSON; a program would stumble far from here."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        emit_json({"x": float("nan")})


def test_a_file_is_whole_or_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the disk fails in the middle; nothing else stays in the folder."""
    path = tmp_path / "结果.json"
    write_atomically(path, "甲\n")
    assert path.read_bytes() == "甲\n".encode()
    write_atomically(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"

    def fail(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UsageError) as caught:
        write_atomically(path, "new")
    assert caught.value.problems[0].params == {"reason": "No space left on device"}
    assert path.read_bytes() == b"\x00\xff"
    assert list(tmp_path.iterdir()) == [path]


def test_files_have_the_permissions_of_files(tmp_path: Path) -> None:
    """A new one those of the umask, an old one keeps its own, a link stays a link."""
    new, old, link = tmp_path / "new", tmp_path / "old", tmp_path / "link"
    plain = tmp_path / "plain"
    plain.write_text("")
    write_atomically(new, "x")
    assert new.stat().st_mode == plain.stat().st_mode
    old.write_text("")
    old.chmod(0o600)
    link.symlink_to(old)
    write_atomically(link, "y")
    assert link.is_symlink()
    assert old.read_text() == "y"
    assert old.stat().st_mode & 0o777 == 0o600


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    """A missing folder, a folder in the place of the file."""
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "missing" / "x", tmp_path / "folder"):
        with pytest.raises(UsageError) as caught:
            write_atomically(path, "x")
        assert caught.value.problems[0].code == "cannot_write"


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """Elsewhere there is none, so logs stay clean; on a terminal the line is wiped at the end."""
    with progress_shown() as progress:
        assert progress is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress_shown() as progress:
        assert progress is not None
        progress("search", 1, 4)
        progress("unheard-of", 0, 0)
    err = capsys.readouterr().err
    assert "searching 25 %" in err
    assert "unheard-of 100 %" in err
    assert err.endswith("\r\x1b[K")
