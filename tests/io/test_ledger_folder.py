"""A ledger as a folder of tables: what is read, and what is refused with its place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from ledger_samples import TABLES, write_folder

from tongqu import load_region
from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.ledger_folder import read_ledger_folder
from tongqu.model import Region
from tongqu.model.ledger_folder import read_evidence, read_pairs


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


def refused(folder: Path, region: Region | None) -> list[Problem]:
    with pytest.raises(DatasetError) as caught:
        read_ledger_folder(folder, region)
    return list(caught.value.problems)


def test_every_table_becomes_records_with_their_rows(tmp_path: Path, region: Region) -> None:
    """Times get the ledger's zone, and what is known when it happens says so."""
    folder = read_ledger_folder(write_folder(tmp_path), region)
    assert (folder.info.id, folder.info.synthetic, folder.info.time_zone) == (
        "ours",
        True,
        "Asia/Shanghai",
    )
    assert [(unit.id, unit.parent, unit.row) for unit in folder.units] == [
        ("centre", "", 2),
        ("roads", "centre", 3),
    ]
    assert folder.accounts[1].roles == ("clerk", "handler")
    assert [source.id for source in folder.sources] == ["fictional"]
    work, kerb = folder.items
    assert work.known_at == datetime(2024, 12, 9, 1, tzinfo=UTC)
    assert kerb.known_at == kerb.at == datetime(2024, 12, 10, 1, tzinfo=UTC)
    assert kerb.field_values == {"problem": "loose", "metres": 12}
    assert kerb.confidential is None
    told, sent, done = folder.steps
    assert told.data_values == {"section": "carriageway", "percent": "80"}
    assert (sent.to_unit, sent.row) == ("roads", 3)
    assert done.evidence_parts == (("photo", "kerb.jpg"), ("minutes", "a.pdf"))
    assert done.units == ("centre", "roads")


def test_the_region_that_the_ledger_names_is_found(tmp_path: Path) -> None:
    """Nobody has to hand it over; a name that is not shipped is a problem with its place."""
    assert read_ledger_folder(write_folder(tmp_path)).items[0].work_id == "road-xianyan"
    wrong = TABLES["ledger"].replace("qujiang", "qujang")
    (problem,) = refused(write_folder(tmp_path, ledger=wrong), None)
    assert (problem.code, problem.file, problem.row, problem.column) == (
        "unknown_region",
        "ledger.csv",
        2,
        "region",
    )


def test_steps_and_sources_may_be_absent(tmp_path: Path, region: Region) -> None:
    """A ledger begins with items to which nothing has happened yet."""
    items = TABLES["items"].replace("fictional,centre-1", "newspaper,centre-1")
    folder = write_folder(tmp_path, items=items, sources=None, steps=None)
    read = read_ledger_folder(folder, region)
    assert (read.sources, read.steps) == ((), ())


@pytest.mark.parametrize(
    ("table", "old", "new", "code", "row", "column"),
    [
        ("units", "centre,platform", "center,platform", "unknown_id", 3, "parent"),
        ("units", "中心,,", "中心,roads,", "parents_in_a_circle", 2, "parent"),
        ("units", "roads,Roads", "centre,Roads", "duplicate_id", 3, "id"),
        ("accounts", "roads-1,roads", "roads-1,road", "unknown_id", 3, "unit"),
        ("accounts", "clerk;handler", "clerk;boss", "not_allowed", 3, "roles"),
        ("items", "roads,xianyan", "roads,xianyn", "unknown_id", 3, "parent"),
        ("items", "road-xianyan,", "road-xianyang,", "unknown_id", 2, "work_id"),
        ("items", "zhangtan", "zhangtn", "unknown_id", 2, "place_id"),
        ("items", ",newspaper,", ",newspapers,", "unknown_id", 2, "source_id"),
        ("items", "fictional,centre-1", "fictional,centre-2", "unknown_id", 3, "actor"),
        ("items", "T09:00,\n", ",\n", "not_a_datetime", 2, "known_at"),
        ("items", "2024-12-09T09:00", "2024-08-09T09:00", "known_before_at", 2, "known_at"),
        ("items", '{""problem""', "{problem", "not_pairs", 3, "fields"),
        ("steps", "\nkerb,2024-12-11", "\nkreb,2024-12-11", "unknown_id", 3, "item"),
        ("steps", "dispatch,roads", "dispatch,raods", "unknown_id", 3, "to_unit"),
        ("steps", "centre;roads", "centre;raods", "unknown_id", 4, "units"),
        ("steps", "percent=80", "percent 80", "not_pairs", 2, "data"),
        ("steps", "photo:kerb.jpg", "kerb.jpg", "not_evidence", 4, "evidence"),
        ("steps", "2024-12-12T", "2024-12-10T", "step_out_of_order", 4, "at"),
        ("steps", "kerb,2024-12-11T", "kerb,2024-12-09T", "step_out_of_order", 3, "at"),
        ("steps", ",dispatch", ",", "required", 3, "action"),
        ("sources", "\nfictional", "\nnewspaper", "source_of_region", 2, "id"),
    ],
)
def test_a_wrong_cell_is_told_with_file_row_and_column(
    tmp_path: Path,
    region: Region,
    table: str,
    old: str,
    new: str,
    code: str,
    row: int,
    column: str,
) -> None:
    """One broken table for each rule, and the first that is told is where it was broken."""
    assert old in TABLES[table]
    write_folder(tmp_path, **{table: TABLES[table].replace(old, new, 1)})
    found = refused(tmp_path, region)
    told = [(problem.code, problem.file, problem.row, problem.column) for problem in found]
    assert (code, f"{table}.csv", row, column) in told


def test_everything_is_told_at_once(tmp_path: Path, region: Region) -> None:
    """Mistakes in cells and between tables of several files, in one error."""
    write_folder(
        tmp_path,
        units=TABLES["units"].replace("true", "ja", 1),
        items=TABLES["items"].replace("roads,xianyan", "roads,xianyn"),
        steps=TABLES["steps"].replace("kerb,2024-12-11", "kreb,2024-12-11"),
        item="id\n1\n",
        accounts=None,
    )
    told = {(problem.code, problem.file) for problem in refused(tmp_path, region)}
    assert told == {
        ("not_true_or_false", "units.csv"),
        ("unknown_id", "items.csv"),
        ("unknown_id", "steps.csv"),
        ("unknown_file", "item.csv"),
        ("missing_table", "accounts.csv"),
    }


@pytest.mark.parametrize("table", ["ledger", "units", "accounts", "items"])
def test_a_table_that_is_missing_is_told_once(tmp_path: Path, region: Region, table: str) -> None:
    """What names its rows is not blamed for it."""
    (problem,) = refused(write_folder(tmp_path, **{table: None}), region)
    assert (problem.code, problem.file) == ("missing_table", f"{table}.csv")


def test_a_table_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    """Without the table of the ledger itself nobody knows the region; no row is blamed."""
    (problem,) = refused(write_folder(tmp_path, ledger=""), None)
    assert (problem.code, problem.file) == ("empty_file", "ledger.csv")


def test_two_ledgers_are_no_ledger(tmp_path: Path, region: Region) -> None:
    """The table of the ledger itself has one row, and not none."""
    twice = TABLES["ledger"] + "theirs,Their ledger,他们的台账,,\n"
    (problem,) = refused(write_folder(tmp_path, ledger=twice), region)
    assert (problem.code, problem.row) == ("one_row_only", 3)
    header = TABLES["ledger"].partition("\n")[0] + "\n"
    (problem,) = refused(write_folder(tmp_path, ledger=header), region)
    assert problem.code == "empty_table"


def test_gbk_is_read(tmp_path: Path, region: Region) -> None:
    """A spreadsheet that saves in the Chinese encoding is no obstacle."""
    write_folder(tmp_path)
    (tmp_path / "units.csv").write_bytes(TABLES["units"].encode("gbk"))
    assert read_ledger_folder(tmp_path, region).units[1].name_zh == "道路科"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A name that is mistyped is no bad dataset."""
    with pytest.raises(NotFoundError, match="no_such_folder"):
        read_ledger_folder(tmp_path / "ledgr")


@pytest.mark.parametrize(
    "text", ['{"a": NaN}', '{"a": 1, "a": 2}', "{" * 5000, "a=1;a=2", "a=1;", "=1"]
)
def test_pairs_that_nobody_can_read(text: str) -> None:
    """No number that is none, nothing said twice, no depth without end."""
    with pytest.raises(ValueError, match="not_pairs"):
        read_pairs(text)


def test_pairs_and_evidence_with_chinese_marks() -> None:
    """People type full-width marks."""
    assert read_pairs("problem=破损；place=路口") == {"problem": "破损", "place": "路口"}
    assert read_evidence("照片：路口.jpg；纪要:甲.pdf") == (
        ("照片", "路口.jpg"),
        ("纪要", "甲.pdf"),
    )
