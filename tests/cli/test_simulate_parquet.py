"""``tongqu simulate --parquet``: what pyarrow reads back is what the answer and the page say."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from tongqu.cli.main import main
from tongqu.errors import ExitCode

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "simulate.md").read_text("utf-8")
FILES = PAGE.partition("## Parquet files")[2]

KINDS = {"int64": pa.int64(), "double": pa.float64(), "bool": pa.bool_(), "string": pa.string()}


def run(words: str) -> Result:
    return CliRunner().invoke(main, ["simulate", *words.split()])


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    folder = tmp_path_factory.mktemp("parquet") / "new" / "runs"
    found = run(f"--as-of 2025-01-01 --years 0.1 --replications 3 --json --parquet {folder}")
    assert found.exit_code == ExitCode.OK, found.output
    tables = {file.stem: pq.read_table(file) for file in folder.iterdir()}
    return json.loads(found.stdout), tables


def test_files_and_columns_are_those_of_the_reference(
    asked: tuple[dict[str, Any], dict[str, pa.Table]],
) -> None:
    """No file and no column without its row on the page, in this order; each says what it is."""
    listed = FILES.partition("| column |")[0]
    rows = re.findall(r"^\| `(\w+)` \| [^|]* \| ([^|]*) \|$", listed, re.MULTILINE)
    written = {file: re.findall(r"`(\w+)`", columns) for file, columns in rows}
    assert written == {name: table.schema.names for name, table in asked[1].items()}
    for table in asked[1].values():
        assert all(field.metadata[b"meaning"] for field in table.schema)
        assert table.schema.metadata[b"tongqu.seed"] == b"1"
        assert json.loads(table.schema.metadata[b"tongqu.asked"]) == asked[0]["asked"]


def test_types_are_those_of_the_reference(
    asked: tuple[dict[str, Any], dict[str, pa.Table]],
) -> None:
    """The page names one type for the columns of a row, or one for each of them."""
    told: dict[str, str] = {}
    typed = FILES.partition("| column |")[2]
    for names, kinds in re.findall(r"^\| (`[^|]*) \| ([a-z][a-z0-9, ]*) \| ", typed, re.MULTILINE):
        columns, types = re.findall(r"`(\w+)`", names), kinds.strip().split(", ")
        told |= dict(zip(columns, types * (len(columns) // len(types)), strict=True))
    del told["served"]  # whole in stations and groups, a mean in the series
    seen = set()
    for table in asked[1].values():
        for field in table.schema:
            if field.name in told and field.name != "start":
                assert field.type == KINDS[told[field.name]], field.name
                seen.add(field.name)
    assert set(told) - seen == {"start"}
    assert asked[1]["series"].schema.field("start").type == pa.timestamp("us", "Asia/Shanghai")


def test_means_of_the_runs_are_the_answer(
    asked: tuple[dict[str, Any], dict[str, pa.Table]],
) -> None:
    """Every mean of a table of the JSON is the mean of its column over the runs."""
    answer, tables = asked
    compared = 0
    for name in ("stations", "groups", "stores", "sources", "chambers", "calendars"):
        lines = tables[name].to_pylist()
        for row in answer[name]:
            mine = [
                line for line in lines
                if (line["id"], line.get("waits_for")) == (row["id"], row.get("waits_for"))
            ]  # fmt: skip
            assert [line["replication"] for line in mine] == [0, 1, 2]
            for figure, told in row.items():
                if isinstance(told, dict) and not figure.endswith("_by_cause_h"):
                    mean = sum(line[figure] for line in mine) / 3
                    assert mean == pytest.approx(told["value"], abs=0.051), (name, row["id"])
                    compared += 1
            if name == "calendars":
                for cause, told in row["lost_by_cause_h"].items():
                    mean = sum(line[f"lost_{cause}_h"] for line in mine) / 3
                    assert mean == pytest.approx(told["value"], abs=0.051), (row["id"], cause)
    assert compared > 100
    waits = tables["runs"]["wait_h"].to_pylist()
    assert sum(waits) / 3 == pytest.approx(answer["calls"]["wait_h"]["value"], abs=1e-4)
    parts = tables["causes"].to_pylist()
    for k, wait in enumerate(waits):
        shares = [row["wait_h"] for row in parts if row["replication"] == k]
        assert sum(shares) == pytest.approx(wait)


def test_series_and_classes_add_up(asked: tuple[dict[str, Any], dict[str, pa.Table]]) -> None:
    """Periods by the clock of the region; classes hold every wait of the tables."""
    answer, tables = asked
    lines = tables["series"].to_pylist()
    begin = datetime.fromisoformat(answer["scenario"]["begin"])
    for line in lines[:50]:
        assert (line["start"] - begin).total_seconds() == 3600 * line["start_h"]
        assert line["counts"] == (line["start_h"] >= answer["run"]["warm_h"])
    stores = {row["id"] for row in answer["stores"]}
    for line in lines:
        assert (line["busy_mean"] is None) == (line["id"] in stores)
        assert (line["content_t"] is None) == (
            line["id"] not in stores or line["waits_for"] != "room"
        )
    classes = tables["wait_classes"].to_pylist()
    assert all(row["to_h"] is None or row["from_h"] < row["to_h"] for row in classes)
    waits = sum(row["waits"] for row in classes)
    served = sum(tables["stations"]["served"].to_pylist())
    assert waits == served > 1000


def test_without_an_end_there_are_no_figures(tmp_path: Path) -> None:
    """Runs that do not settle leave their curves, which show it, and no mean."""
    file = tmp_path / "rush.toml"
    file.write_text(
        'vehicles = [{id = "barge"}]\n'
        'stations = [{id = "quay", groups = [{id = "berths", servers = 1}]}]\n'
        '[[sources]]\nid = "barges"\nmix = [["barge", 1]]\n'
        'gap = {kind = "exp", mean = 3.001}\n'
        'route = [{step = "serve", station = "quay", hours = {kind = "exp", mean = 3}}]\n',
        encoding="utf-8",
    )
    folder = tmp_path / "runs"
    found = run(f"--scenario {file} --years 2 --replications 4 --parquet {folder}")
    assert found.exit_code == ExitCode.INFEASIBLE
    rows = {part.stem: pq.read_table(part).num_rows for part in folder.iterdir()}
    assert (rows["runs"], rows["stations"], rows["wait_classes"]) == (4, 0, 0)
    assert pq.read_table(folder / "runs.parquet")["wait_h"].null_count == 4
    series = pq.read_table(folder / "series.parquet")
    assert series.num_rows > 1000
    assert series["start"].null_count == series.num_rows


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    """A file in the place of the folder is named, and stays as it is."""
    file = tmp_path / "runs"
    file.write_text("mine", encoding="utf-8")
    found = run(f"--as-of 2025-01-01 --years 0.1 --replications 1 --json --parquet {file}")
    assert found.exit_code == ExitCode.USAGE
    assert json.loads(found.stdout)["error"]["problems"][0]["code"] == "cannot_write"
    assert file.read_text(encoding="utf-8") == "mine"


def test_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused before anything runs, with what to install; nothing is made."""
    monkeypatch.setattr("tongqu.sim.parquet.find_spec", lambda _name: None)
    for lang in ("en", "zh"):
        found = run(f"--scenario nowhere.json --lang {lang} --parquet {tmp_path / 'runs'}")
        assert found.exit_code == ExitCode.USAGE
        assert 'pip install "tongqu[parquet]"' in found.stderr
    assert not (tmp_path / "runs").exists()
