"""The board: what is written on it does not overlap, and stands where and when it should."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from berth_plans import PLANS, call, empty_plan, small_plan, stamp, stay, week_plan

from tongqu.report.berth_bars import LANGUAGES, sheet_of, sign_spots
from tongqu.report.berth_kpi import kpi_of
from tongqu.report.berth_labels import bar_box, known_by, measured, shortened
from tongqu.report.berth_read import board_of
from tongqu.report.berth_scale import WIDTH, bar_span, rows_of, windows_of
from tongqu.report.berth_series import panel


@pytest.mark.parametrize("name", PLANS)
def test_no_line_covers_another_or_leaves_its_bar_or_the_sheet(name: str) -> None:
    board = board_of(PLANS[name]())
    rows = rows_of(board, 34.0)
    for window in windows_of(board):
        sheet = sheet_of(board, rows, window)
        boxes = {
            entry.number: bar_box(row, entry, window)
            for row in rows
            for entry in sheet.stays[row.place.place_id]
        }
        for lang in LANGUAGES:
            lines = [(n, line) for n, found in sheet.texts[lang].items() for line in found]
            for (_, one), (_, other) in combinations(lines, 2):
                assert one.box.overlap(other.box) < 1e-6, (one.text, other.text)
            for number, line in lines:
                assert line.box.right <= WIDTH
                hidden = [n for n, box in boxes.items() if box.overlap(line.box) > 1e-6]
                assert hidden == ([] if line.outside else [number]), line.text
                if not line.outside:
                    assert line.box.right <= boxes[number].right


@pytest.mark.parametrize("name", ["small", "week", "busy", "conflicts"])
def test_no_sign_covers_a_text(name: str) -> None:
    board = board_of(PLANS[name]())
    rows = rows_of(board, 34.0)
    drawn = 0
    for window in windows_of(board):
        sheet = sheet_of(board, rows, window)
        texts = [
            line.box for lang in LANGUAGES for found in sheet.texts[lang].values() for line in found
        ]
        for row in rows:
            for entry in sheet.stays[row.place.place_id]:
                box = bar_box(row, entry, window)
                for _, spot in sign_spots(sheet, entry, box):
                    drawn += 1
                    assert spot.outside(box) < 1e-6
                    assert all(spot.overlap(text) == 0 for text in texts)
    assert drawn


def test_most_calls_of_a_day_show_their_name() -> None:
    board = board_of(week_plan())
    rows = rows_of(board, 34.0)
    shown = told = 0
    for window in windows_of(board)[1:]:
        sheet = sheet_of(board, rows, window)
        for found in sheet.stays.values():
            for entry in found:
                if min(entry.end, window.end) - max(entry.start, window.start) < 2:
                    continue
                shown += 1
                lines = sheet.texts["zh"].get(entry.number, [])
                told += any(entry.vessel[:5] in line.text for line in lines)
    assert shown > 100
    assert told == shown


def test_every_stay_is_on_a_sheet_of_a_day_and_days_meet() -> None:
    for name in ("week", "two-weeks"):
        board = board_of(PLANS[name]())
        windows = windows_of(board)
        days = [window for window in windows if window.kind == "day"]
        assert days[0].start == 0
        assert days[-1].end >= board.last
        assert all(a.end == b.start for a, b in pairwise(days))
        wide = [window for window in windows if window.kind != "day"]
        assert all(window.end - window.start <= 8.5 * 24 for window in wide)


def test_a_day_begins_at_midnight_where_the_plan_does_not() -> None:
    plan = week_plan(4, 20, 72)
    plan["from"] = stamp(9)
    days = [window for window in windows_of(board_of(plan)) if window.kind == "day"]
    assert days[0].end == 15


def test_bars_are_as_high_as_vessels_are_long() -> None:
    plan = empty_plan(2, 24)
    plan["calls"] = [call(0, 0.0, length_m=30.0), call(1, 0.0, length_m=60.0)]
    plan["assignments"] = [stay(plan["calls"][0], "b01", 1, 5), stay(plan["calls"][1], "b02", 1, 5)]
    board = board_of(plan)
    short, long = (
        bar_span(row, entry)[1] + 1.5
        for row, entry in zip(rows_of(board, 0.0), board.stays, strict=True)
    )
    assert long == pytest.approx(2 * short)


def test_on_a_continuous_quay_vessels_stand_at_their_metres() -> None:
    board = board_of(PLANS["quay"]())
    (row,) = rows_of(board, 34.0)
    assert row.scale is not None
    for entry in board.stays:
        top, height = bar_span(row, entry)
        assert top == pytest.approx(row.top + entry.from_m * row.scale)
        assert height == pytest.approx((entry.to_m - entry.from_m) * row.scale)


def test_vessels_that_overlap_on_a_berth_are_drawn_beside_each_other() -> None:
    board = board_of(PLANS["conflicts"]())
    rows = {row.place.place_id: row for row in rows_of(board, 34.0)}
    for one, other in combinations(board.stays, 2):
        if one.place_id != other.place_id or one.end <= other.start or other.end <= one.start:
            continue
        (top, height), (below, _) = sorted(
            bar_span(rows[one.place_id], entry) for entry in (one, other)
        )
        assert top + height <= below + 1e-9


def test_a_closure_told_twice_is_drawn_once() -> None:
    plan = small_plan()
    shut = plan["berths"][0]["closed"][0]
    plan["blocks"] = [{"berth": "b01", "quay": "quay-a", "from_m": 0.0, "to_m": 60.0, **shut}]
    assert len(board_of(plan).closed) == 1


def test_a_block_of_metres_touches_only_the_berths_there() -> None:
    plan = empty_plan(4)
    block = {"berth": None, "quay": "quay-a", "from_m": 70.0, "to_m": 130.0}
    said = {"reason": "Dredging", "reason_zh": "疏浚"}
    plan["blocks"] = [{**block, **said, "from": stamp(1), "until": stamp(9)}]
    assert [closed.place_id for closed in board_of(plan).closed] == ["b02", "b03"]


def test_a_text_is_shortened_only_where_it_stays_known() -> None:
    name = "浙衢州货1000"
    assert shortened(name, 10, measured(name, 10)) == name
    assert shortened(name, 10, 12) == ""
    assert shortened("Qiantang 1037 of the north", 10, 90).endswith("…")


def test_a_name_keeps_the_number_that_vessels_are_told_apart_by() -> None:
    for name in ("Vessel 12", "浙衢州货1000"):
        wide = measured(name, 10)
        met = {known_by(name, 10, width) for width in range(1, int(wide) + 2)}
        assert name in met
        assert "" in met
        assert len(met) > 2
        assert all(said.endswith(name[-2:]) for said in met if said)
    assert known_by("Qiantang of the north", 10, 70) == shortened("Qiantang of the north", 10, 70)


def test_figures_of_a_small_plan_are_those_counted_by_hand() -> None:
    plan = empty_plan(2, 24)
    calls = [call(0, 0.0), call(1, 0.0), call(2, 2.0, latest_departure=stamp(12))]
    plan["calls"] = calls
    plan["assignments"] = [
        stay(calls[0], "b01", 0, 6),
        stay(calls[1], "b02", 0, 10),
        stay(calls[2], "b01", 8, 6),
    ]
    plan["berths"][1]["closed"] = [
        {"from": stamp(12), "until": stamp(24), "reason": "Night", "reason_zh": "夜间"}
    ]
    kpi = kpi_of(board_of(plan))
    assert (kpi.calls, kpi.placed, kpi.late, kpi.waiting) == (3, 3, 1, 1)
    assert kpi.wait_max_h == 6
    assert kpi.wait_mean_h == 2
    assert kpi.late_h == 2
    assert kpi.occupancy == pytest.approx(22 / 36)
    assert kpi.idle_h == 2, "berth 1 is empty from 6 to 8 while the third vessel waits"
    assert kpi.idle_share == pytest.approx(2 / 36)
    assert kpi.turnaround_h == pytest.approx((6 + 10 + 12) / 3)


def test_cranes_used_beyond_those_on_duty_are_marked() -> None:
    plan = small_plan()
    plan["cranes"][0] |= {"available": [[stamp(0), 4]], "used": [[stamp(0), 2], [stamp(5), 5],
                                                                [stamp(7), 0]]}  # fmt: skip
    board = board_of(plan)
    (window,) = windows_of(board)
    (series,) = [entry for entry in board.series if entry.kind == "crane"]
    drawn = panel(series, window, 0.0)
    assert drawn.count('class="over"') == 1
    assert f'width="{2 * window.px_per_h:g}"' in drawn


def test_equal_water_is_one_curve_named_by_the_whole_quay() -> None:
    plan = small_plan()
    (water,) = [entry for entry in board_of(plan).series if entry.kind == "level"]
    assert water.name.en == "Phase II quay"
    plan["water"] = plan["water"][:2]
    (water,) = [entry for entry in board_of(plan).series if entry.kind == "level"]
    assert water.name.en == "Phase II, berth 1 +1"


def test_depth_before_the_berths_says_more_than_the_level() -> None:
    plan = empty_plan(2)
    plan["water"] = [{"quay": "quay-a", "link": None, "level": [[stamp(0), -0.1]]}]
    plan["berths"][0]["depth"] = [[stamp(0), 2.5], [stamp(9), 2.1]]
    (water,) = board_of(plan).series
    assert (water.kind, water.level) == ("depth", ((0.0, 2.5), (9.0, 2.1)))
