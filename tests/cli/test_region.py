"""``tongqu region`` as a user types it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tongqu.cli.main import main
from tongqu.errors import ExitCode
from tongqu.io import load_region, save_region, template_region
from tongqu.model.dictionary import table_specs

Tongqu = Callable[..., Result]


@pytest.fixture
def tongqu() -> Tongqu:
    def run(*words: object) -> Result:
        return CliRunner().invoke(main, ["region", *map(str, words)])

    return run


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = save_region(template_region(), tmp_path / "broken")
    path = folder / "links.csv"
    text = path.read_text(encoding="utf-8").replace(",6.5,", ",far,")
    path.write_text(text.replace("mill,upper", "mil,upper"), encoding="utf-8")
    return folder


def test_shipped_region_has_no_problems(tongqu: Tongqu) -> None:
    result = tongqu("check", "qujiang")
    assert (result.exit_code, result.stdout) == (ExitCode.OK, "qujiang: no problems\n")


@pytest.mark.parametrize("name", ["valley", "valley.xlsx"])
def test_new_passes_the_check_and_shows_every_table(
    tongqu: Tongqu, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    assert tongqu("new", path).exit_code == ExitCode.OK
    assert tongqu("check", path).exit_code == ExitCode.OK
    region = load_region(path)
    assert all(rows for _, rows in region.tables()), "a table without a row to learn from"


def test_new_overwrites_nothing(tongqu: Tongqu, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert tongqu("new", tmp_path).exit_code == ExitCode.USAGE
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_check_tells_all_problems_in_the_readers_language(tongqu: Tongqu, broken: Path) -> None:
    english = tongqu("check", broken)
    assert english.exit_code == ExitCode.BAD_INPUT
    assert "links.csv:2, column length_km" in english.stderr
    assert "1 problems" in english.stderr
    chinese = tongqu("check", broken, "--lang", "zh")
    assert "links.csv" in chinese.stderr
    assert chinese.stderr != english.stderr


def test_check_as_json_names_cells(tongqu: Tongqu, broken: Path, tmp_path: Path) -> None:
    result = tongqu("check", broken, "--json")
    assert result.exit_code == ExitCode.BAD_INPUT
    answer = json.loads(result.stdout)
    assert (answer["ok"], answer["count"]) == (False, len(answer["problems"]))
    (problem,) = answer["problems"]
    assert (problem["file"], problem["row"], problem["column"]) == ("links.csv", 2, "length_km")
    assert problem["value"] == "far"
    assert problem["text"] != problem["text_zh"]


def test_long_lists_are_cut_on_the_screen_not_in_json(tongqu: Tongqu, broken: Path) -> None:
    rows = "\n".join(f"z{n},Z,区,mill,,many,made-up" for n in range(300))
    with (broken / "zones.csv").open("a", encoding="utf-8") as file:
        file.write(rows + "\n")
    assert len(tongqu("check", broken).stderr.splitlines()) == 202
    assert json.loads(tongqu("check", broken, "--json").stdout)["count"] == 301


def test_unknown_region_is_a_usage_error(tongqu: Tongqu) -> None:
    result = tongqu("check", "quijang")
    assert result.exit_code == ExitCode.USAGE
    assert "qujiang" in result.stderr


def test_summary_counts_sources_and_dates_of_works(tongqu: Tongqu) -> None:
    answer = json.loads(tongqu("show", "--json").stdout)
    assert answer["id"] == "qujiang"
    assert answer["tables"].keys() == table_specs().keys()
    assert sum(answer["tables"].values()) == answer["rows"]
    assert 0 < answer["assumed_row_share"] < 1
    phase_2 = next(work for work in answer["works"] if work["id"] == "port-phase-2")
    assert {"2024-12-03"} == {
        entry["on_date"]
        for entry in phase_2["dates"]
        if (entry["milestone"], entry["status"]) == ("open", "actual")
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_summary_in_words(tongqu: Tongqu, lang: str) -> None:
    result = tongqu("show", "--lang", lang)
    assert result.exit_code == ExitCode.OK
    assert "2024-12-03" in result.stdout


def test_what_was_not_known_yet_is_not_shown(tongqu: Tongqu) -> None:
    def dates(*words: str) -> str:
        works = json.loads(tongqu("show", "--json", *words).stdout)["works"]
        return json.dumps([work["dates"] for work in works])

    assert "2025-11-27" in dates()
    assert "2025-11-27" not in dates("--as-of", "2024-12-09")


def test_table_at_a_date(tongqu: Tongqu, tmp_path: Path) -> None:
    """The second berth of the template is expected for 15 February 2025."""
    valley = save_region(template_region(), tmp_path / "valley")

    def second(day: str, *words: str) -> bool:
        result = tongqu("show", valley, "--table", "berths", "--at", day, "--json", *words)
        rows = json.loads(result.stdout)["rows"]
        return {row["id"]: row["in_service"] for row in rows}["upper-port-2"]

    assert not second("2025-02-14")
    assert second("2025-02-15")
    assert second("2025-01-15", "--as-of", "2024-10-01"), "planned for the end of the year"


def test_table_as_csv_can_be_read_again(tongqu: Tongqu, tmp_path: Path) -> None:
    valley = save_region(template_region(), tmp_path / "valley")
    result = tongqu("show", valley, "--table", "links", "--csv")
    assert result.stdout == (valley / "links.csv").read_text(encoding="utf-8")


def test_table_as_text_is_aligned(tongqu: Tongqu) -> None:
    lines = tongqu("show", "--table", "locks").stdout.splitlines()
    assert lines[0].split()[:2] == ["id", "place_id"]
    assert "富春江船闸" in "\n".join(lines)


@pytest.mark.parametrize(
    "words",
    [("--table", "lockz"), ("--csv",), ("--at", "soon"), ("--as-of", "2024-13-01")],
)
def test_show_refuses_what_it_does_not_understand(tongqu: Tongqu, words: tuple[str, ...]) -> None:
    result = tongqu("show", *words)
    assert result.exit_code == ExitCode.USAGE
    assert "Traceback" not in result.stderr


def test_excel_and_back(tongqu: Tongqu, tmp_path: Path) -> None:
    book, folder = tmp_path / "a.xlsx", tmp_path / "a"
    assert tongqu("excel", "qujiang", book).exit_code == ExitCode.OK
    assert tongqu("excel", book, folder).exit_code == ExitCode.OK
    assert load_region(folder) == load_region("qujiang")


def test_excel_overwrites_only_when_told(tongqu: Tongqu, tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    book.write_bytes(b"mine")
    refused = tongqu("excel", "qujiang", book)
    assert refused.exit_code == ExitCode.USAGE
    assert book.read_bytes() == b"mine"
    assert tongqu("excel", "qujiang", book, "--force").exit_code == ExitCode.OK
    assert load_region(book) == load_region("qujiang")


def test_a_damaged_region_is_not_converted(tongqu: Tongqu, broken: Path, tmp_path: Path) -> None:
    result = tongqu("excel", broken, tmp_path / "a.xlsx")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert not (tmp_path / "a.xlsx").exists()


def test_a_target_that_cannot_be_written_is_told(tongqu: Tongqu, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    result = tongqu("excel", "qujiang", tmp_path / "file" / "a.xlsx")
    assert result.exit_code == ExitCode.USAGE
    assert "Traceback" not in result.stderr
