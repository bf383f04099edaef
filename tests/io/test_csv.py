"""CSV files as people and programs write them."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tongqu import check_region, load_region, save_region
from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io import csv_text, template_region
from tongqu.io.csv_file import LARGEST_CSV_MB, decode, protect, unprotect
from tongqu.model import Region
from tongqu.model.dictionary import table_spec

Valley = Callable[..., Path]


@pytest.fixture
def valley(tmp_path: Path) -> Valley:
    """Writes the template region and replaces text in one of its files."""

    def make(name: str = "", old: str = "", new: str = "") -> Path:
        folder = tmp_path / "valley"
        save_region(template_region(), folder)
        if name:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text
            (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
        return folder

    return make


def only(folder: Path) -> Problem:
    problems = check_region(folder)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


# --- encodings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_chinese_encodings_are_told_apart(valley: Valley, codec: str) -> None:
    folder = valley()
    for path in folder.iterdir():
        path.write_bytes(path.read_text(encoding="utf-8").encode(codec))
    assert load_region(folder) == template_region()


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_unicode_is_refused_with_the_first_byte(valley: Valley, codec: str) -> None:
    folder = valley()
    path = folder / "zones.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(codec))
    problem = only(folder)
    assert (problem.code, problem.file) == ("bad_encoding", "zones.csv")
    assert problem.params["byte"] in (1, 2)


def test_a_spoiled_byte_in_utf8_is_not_taken_for_gbk() -> None:
    """Most Chinese text in UTF-8 is legal GB18030 too, and would load as rubbish."""
    data = "id,name\na,衢江港区二期\nb,富春江船闸\n".encode()
    assert data.decode("gb18030", "replace") != data.decode()
    cut = data.replace("期".encode(), "期".encode()[:2])
    text, problem = decode(cut, "places.csv")
    assert text == ""
    assert problem is not None
    assert problem.params["byte"] == cut.index(b"\nb") - 1


def test_western_text_is_not_taken_for_chinese() -> None:
    text, problem = decode("id,name\na,Müller & Søn, Bodø, Genève\n".encode("latin-1"), "x.csv")
    assert (text, problem and problem.code) == ("", "bad_encoding")


# --- shape of the file ----------------------------------------------------------------------------


def test_comments_blank_lines_and_line_ends_do_not_matter(valley: Valley) -> None:
    folder = valley()
    for path in folder.iterdir():
        lines = path.read_text(encoding="utf-8").splitlines()
        text = '# a comment, with "quotes\r\n\r\n' + "\r\n# more\r\n,,\r\n".join(lines) + "\r\n"
        path.write_text(text, encoding="utf-8", newline="")
    assert load_region(folder) == template_region()


def test_rows_are_counted_as_an_editor_counts(valley: Valley) -> None:
    """Comments and a text of two lines come before the bad row."""
    folder = valley()
    path = folder / "fuels.csv"
    head, row = path.read_text(encoding="utf-8").splitlines()
    two_lines = row.replace("diesel,Diesel", 'old,"Old\noil"')
    bad = row.replace("diesel,Diesel", "lng,LNG").replace("7.5", "seven")
    path.write_text(f"# fuels\n{head}\n{two_lines}\n# next\n{row}\n{bad}\n", encoding="utf-8")
    problem = only(folder)
    assert (problem.file, problem.row, problem.column) == ("fuels.csv", 7, "price_per_kg")
    assert path.read_text(encoding="utf-8").splitlines()[problem.row - 1].startswith("lng")


def test_a_hash_inside_a_quoted_text_is_no_comment(valley: Valley) -> None:
    folder = valley("sources.csv", "Replace it by your own sources.", '"first\n# second"')
    assert load_region(folder).row("sources", "made-up").note == "first\n# second"


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "row", "column", "expected"),
    [
        ("zones.csv", "id,", "id;", "unknown_column", 1, "id;name", "name"),
        ("zones.csv", "province", "provinze", "unknown_column", 1, "provinze", "province"),
        ("zones.csv", "place_id,", "", "missing_column", 1, "place_id", None),
        ("zones.csv", "province,", "name,", "duplicate_column", 1, "name", None),
        ("zones.csv", ",made-up", "", "too_few_columns", 2, None, None),
        ("zones.csv", "made-up", "made-up,extra", "too_many_columns", 2, None, None),
        ("zones.csv", "Upper valley,", '"Upper valley,', "unclosed_quote", None, None, None),
    ],
)
def test_shape_problems_name_their_place(
    valley: Valley, name: str, old: str, new: str, code: str, row: int, column: str, expected: str
) -> None:
    problems = check_region(valley(name, old, new))
    found = [problem for problem in problems if problem.code == code]
    assert found, [str(problem) for problem in problems]
    assert found[0].file == name
    assert row is None or found[0].row == row
    assert (found[0].column, found[0].expected) == (column, expected)


def test_semicolons_are_told_as_such(valley: Valley) -> None:
    folder = valley()
    path = folder / "zones.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    assert only(folder).code == "wrong_separator"


def test_empty_cells_at_the_end_of_rows_are_no_problem(valley: Valley) -> None:
    """A spreadsheet that saves CSV pads all rows to the longest."""
    folder = valley()
    path = folder / "zones.csv"
    padded = path.read_text(encoding="utf-8").replace("\n", ",,\n")
    path.write_text(padded, encoding="utf-8")
    assert load_region(folder) == template_region()


def test_unknown_and_missing_files_are_named(valley: Valley) -> None:
    folder = valley()
    (folder / "berths.csv").rename(folder / "births.csv")
    (folder / "README.md").write_text("not a table")
    (folder / "sources.csv").unlink()
    problems = {problem.file: problem for problem in check_region(folder)}
    assert problems["births.csv"].expected == "berths.csv"
    assert problems["sources.csv"].code == "missing_table"
    assert set(problems) == {"births.csv", "sources.csv"}, "no flood of unknown references"


def test_a_name_that_is_no_region_is_not_found() -> None:
    with pytest.raises(NotFoundError) as caught:
        load_region("quijang")
    assert caught.value.problems[0].expected == "qujiang"


def test_optional_tables_may_be_missing(valley: Valley) -> None:
    folder = valley()
    for name in ("facts.csv", "flows.csv", "zones.csv", "water_levels.csv"):
        (folder / name).unlink()
    assert load_region(folder).facts == ()


# --- all at once, capped --------------------------------------------------------------------------


def test_all_problems_come_at_once_also_between_rows(valley: Valley) -> None:
    folder = valley("links.csv", ",6.5,", ",-6.5,")
    text = (folder / "flows.csv").read_text(encoding="utf-8")
    (folder / "flows.csv").write_text(text.replace("paper", "papier"), encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        load_region(folder)
    found = {(p.file, p.row, p.column, p.code, p.expected) for p in caught.value.problems}
    assert found == {
        ("links.csv", 2, "length_km", "below_minimum", "0.001"),
        ("flows.csv", 2, "commodity_id", "unknown_id", "paper"),
    }


def test_a_row_with_a_bad_cell_still_exists_for_references(valley: Valley) -> None:
    folder = valley("places.csv", "29.02", "north")
    assert only(folder).column == "lat"


def test_a_hopeless_table_is_told_shortly(valley: Valley) -> None:
    """Thirty thousand bad cells: ten thousand are listed, the rest counted."""
    folder = valley()
    head = (folder / "zones.csv").read_text(encoding="utf-8").splitlines()[0]
    rows = "\n".join(f"z{n},,,MILL,,x,made-up" for n in range(10_000))
    (folder / "zones.csv").write_text(f"{head}\n{rows}\n", encoding="utf-8")
    problems = check_region(folder)
    assert len(problems) == 10_001
    assert (problems[-1].code, problems[-1].params["count"]) == ("too_many_problems", 30_000)


def test_a_huge_file_is_refused_before_it_is_read(valley: Valley) -> None:
    folder = valley()
    with (folder / "zones.csv").open("ab") as file:
        file.truncate((LARGEST_CSV_MB + 1) * 2**20)
    assert only(folder).code == "file_too_large"


# --- writing --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86 570", "'+86 570"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        ("\ttab", "'\ttab"),
        ("'=1", "''=1"),
        ("''@", "'''@"),
        ("-0.5", "-0.5"),
        ("'quoted'", "'quoted'"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_disarmed(text: str, written: str) -> None:
    assert protect(text) == written
    assert unprotect(written) == text


def test_comments_explain_every_column(tmp_path: Path) -> None:
    save_region(template_region(), tmp_path / "new", comments=True)
    text = (tmp_path / "new" / "links.csv").read_text(encoding="utf-8")
    for column in table_spec("links").columns:
        assert f"# {column.name}: {column.meaning}" in text
        assert column.meaning_zh in text
    assert load_region(tmp_path / "new") == template_region()


def test_saving_keeps_foreign_files_and_removes_tables_that_are_gone(valley: Valley) -> None:
    from dataclasses import replace

    folder = valley()
    (folder / "notes.txt").write_text("mine")
    slim = replace(template_region(), facts=())
    save_region(slim, folder)
    assert not (folder / "facts.csv").exists()
    assert (folder / "notes.txt").read_text() == "mine"
    assert load_region(folder) == slim
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("failing", range(0, 60, 7))
def test_a_failing_save_leaves_the_old_region(
    valley: Valley, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """The disk refuses the n-th rename; what was there before is there again."""
    folder = valley()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    rename, calls = Path.rename, 0

    def refuse(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == failing + 1:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="No space"):
        save_region(load_region("qujiang"), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_save_that_was_killed_is_noticed(valley: Valley) -> None:
    folder = valley()
    (folder / ".tongqu-unfinished").touch()
    assert only(folder).code == "half_written"


@pytest.mark.parametrize("ending", ["xls", "XLSM", "ods", "et"])
def test_another_kind_of_workbook_does_not_become_a_folder(
    tmp_path: Path, whole: Region, ending: str
) -> None:
    with pytest.raises(ValueError, match="target_is_other_workbook"):
        save_region(whole, tmp_path / f"region.{ending}")
    assert not list(tmp_path.iterdir())


def test_a_file_where_a_folder_is_meant(tmp_path: Path, whole: Region) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(ValueError, match="target_is_file"):
        save_region(whole, tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.fixture
def whole() -> Region:
    return template_region()


def test_csv_text_has_no_comments_unless_asked() -> None:
    spec = table_spec("fuels")
    assert csv_text(spec, template_region().fuels).startswith("id,name,")


def test_a_hundred_megabytes_that_are_no_table_are_refused_quickly(valley: Valley) -> None:
    folder = valley()
    (folder / "zones.csv").write_bytes(b"id,name\n" + "二期".encode("gbk") * 25_000_000)
    began = time.perf_counter()
    assert only(folder).file == "zones.csv"
    assert time.perf_counter() - began < 10


def test_byte_of_a_bad_encoding_counts_the_mark_at_the_beginning() -> None:
    data = "\ufeffid,名称\n".encode() + b"\xff\n"
    assert decode(data, "x.csv")[1] == Problem(
        "bad_encoding", {"byte": data.index(b"\xff") + 1, "encoding": "?"}, "x.csv"
    )


def test_hints_for_unknown_ids_do_not_take_forever(valley: Valley) -> None:
    folder = valley()
    head = (folder / "flows.csv").read_text(encoding="utf-8").splitlines()[0]
    rows = "\n".join(f"f{n},2024,nowhere{n},mill,paper,1,,,true,made-up," for n in range(20_000))
    (folder / "flows.csv").write_text(f"{head}\n{rows}\n", encoding="utf-8")
    began = time.perf_counter()
    problems = check_region(folder)
    assert time.perf_counter() - began < 10
    assert problems[-1].params["count"] == 10_000


def test_names_that_no_file_can_have_are_not_found() -> None:
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(NotFoundError):
            load_region(name)
