"""A table of calls that is written can be read: the same calls, nothing guessed that was said."""

from pathlib import Path

import pytest
from calls_samples import plan, region

from tongqu.io import read_calls, write_call_table
from tongqu.model.calls import Call


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_written_is_read(tmp_path: Path, language: str) -> None:
    path = write_call_table(plan(), tmp_path / "calls.xlsx", language)
    table = read_calls(path, region())
    assert table.language == language
    told = [Call.from_dict(entry) for entry in plan()["calls"]]
    assert [call.id for call in table.calls] == [call.id for call in told]
    for read, wrote in zip(table.calls, told, strict=True):
        for name in (
            "vessel", "vessel_class_id", "eta", "latest_departure", "commodity_id", "packing",
            "discharge_t", "load_t", "discharge_teu", "load_teu", "weight", "length_m",
            "preferred_berth_id", "pinned_berth_id", "pinned_start", "beside_call_id",
            "after_call_id", "equipment",
        ):  # fmt: skip
            assert getattr(read, name) == getattr(wrote, name), (read.id, name)


def test_columns_that_say_nothing_are_left_out(tmp_path: Path) -> None:
    import openpyxl

    one = {**plan(), "calls": [{**plan()["calls"][0], "window_from": None, "window_until": None}]}
    path = write_call_table(one, tmp_path / "calls.xlsx", "en")
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    heads = [cell.value for cell in sheet[1]]
    assert "window from" not in [str(head).lower() for head in heads]
    assert all(any(row) for row in zip(*list(sheet.iter_rows(2, values_only=True)), strict=True))
