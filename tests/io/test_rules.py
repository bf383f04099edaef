"""One broken region for each rule between rows: what is told, and where."""

from pathlib import Path

import pytest

from tongqu import check_region, save_region
from tongqu.io import template_region
from tongqu.text import problem_text
from tongqu.text.templates import TEMPLATES

# File, what stands there, what is put there instead, and what must be told: code, row, column and
# an example of a right value.
RULES = [
    # cells
    ("links", ",6.5,", ",nan,", "not_finite", 2, "length_km", "1"),
    ("links", ",6.5,", ",1e999,", "not_finite", 2, "length_km", "1"),
    ("links", ",6.5,", ',"1,250",', "not_a_number", 2, "length_km", "1250"),
    ("links", ",6.5,", ",6.5 km,", "not_a_number", 2, "length_km", "6.5"),
    ("links", ",6.5,", ",40000,", "above_maximum", 2, "length_km", "30000"),
    ("links", "road,mill", "rode,mill", "not_allowed", 2, "mode", "road"),
    ("links", "06:00-18:00", "6 to 18", "bad_hours", 4, "navigation_hours", None),
    ("links", "true,50", "yes,50", "not_true_or_false", 2, "two_way", "true"),
    ("flows", "90000", "-90000", "negative", 2, "tonnes_per_year", "0"),
    ("flows", "90000", "", "required", 2, "tonnes_per_year", "1"),
    ("flows", "2024", "2024.5", "not_an_integer", 2, "year", "2024"),
    ("places", "mill,Mill", "Mill A,Mill", "not_an_id", 2, "id", "mill-a"),
    ("places", "CN,29,", "China,29,", "not_a_country", 2, "country", "CN"),
    ("region", "CNY", "RMB", "not_a_currency", 2, "currency", "CNY"),
    ("region", "Asia/Shanghai", "Asia/Quzhou", "not_a_time_zone", 2, "time_zone", None),
    ("works", "2024-11-20", "20.11.2024", "not_a_date", 2, "observed_on", "2024-12-03"),
    ("services", "T08:00", "T08:00+08:00", "time_offset", 2, "first_departure", None),
    ("services", "T08:00", "T25:00", "not_a_datetime", 2, "first_departure", None),
    ("commodities", "bagged;boxes", "bagged;;boxes", "list_gap", 2, "packings", "bagged;boxes"),
    ("commodities", "bagged;boxes", "boxes;boxes", "list_repeats", 2, "packings", "boxes"),
    # identity and references
    ("places", "upper-port,Upper", "mill,Upper", "duplicate_id", 3, "id", "mill-2"),
    ("links", "mill,upper-port", "mil,upper-port", "unknown_id", 2, "from_place_id", "mill"),
    ("facts", ",upper-port,", ",uper-port,", "unknown_subject", 2, "subject_id", "upper-port"),
    ("terminals", "mill-gate,mill,", "mill-gate,sea-port,", "place_taken", 4, "place_id", None),
    ("links", "mill,upper-port", "mill,mill", "same_ends", 2, "to_place_id", None),
    ("repacking", "bagged,boxes", "boxes,boxes", "same_ends", 2, "to_packing", None),
    # vessels
    ("vessel_payload", "1.5,260", "0.7,260", "draught_twice", 3, "draught_m", None),
    ("vessel_payload", "1.5,260", "1.5,600", "payload_not_growing", 4, "payload_t", None),
    ("vessel_payload", "2.2,500", "2.2,520", "payload_above_dwt", 2, "dwt_t", None),
    ("vessel_payload", "2.2,500", "2.1,500", "draught_off_curve", 2, "draught_m", "2.1"),
    ("vessel_classes", ",diesel,", ",,", "fuel_missing", 2, "fuel_id", None),
    # services
    ("services", "barge-500", "barge-50", "unknown_id", 2, "class_id", "barge-500"),
    ("services", "barge-500", "truck-30", "unknown_id", 2, "class_id", None),
    ("vessel_classes", "bulk;bagged;boxes", "bulk;bagged", "class_lacks_packing", 2,
     "packings", None),
    ("vessel_classes", ",waterway,", ",sea,", "class_not_on_water", 2, "class_id", None),
    ("services", "72,,", "72,2023-01-01T00:00,", "ends_before_start", 2, "last_departure", None),
    ("service_stops", "40,46", "40,39", "times_run_back", 3, "depart_h", "40.0"),
    ("service_stops", "1,upper-port,0,0", "1,upper-port,0,2", "first_stop_not_zero", 2,
     "depart_h", "0"),
    ("service_stops", "2,sea-port", "1,sea-port", "sequence_twice", 3, "sequence", None),
    ("service_stops", "2,sea-port", "2,upper-port", "stop_twice", 3, "terminal_id", None),
    ("service_stops", "2,sea-port", "2,mill-gate", "terminal_lacks_mode", 3, "terminal_id", None),
    # prices
    ("tariffs", "0,,0,,0,5,", "10,10,0,,0,5,", "ends_before_start", 2, "lot_until_t", None),
    ("tariffs", "rail,rail", "rail,road", "ambiguous_row", 3, "mode", None),
    ("tariffs", "waterway,valley-feeder", "road,valley-feeder", "mode_of_service", 4,
     "mode", "waterway"),
    ("tariffs", "USD", "EUR", "no_exchange_rate", 5, "currency", "CNY"),
    ("exchange_rates", "USD,2024", "CNY,2024", "rate_of_own_currency", 2, "currency", None),
    ("rewards", "100,,0,", "100,,0.2,", "baseline_missing", 2, "baseline_mode", "road"),
    ("handling", "upper-port,,,boxes", ",,,", "ambiguous_row", 3, "terminal_id", None),
    ("cutoffs", "sea-port,,,,boxes", ",,,,", "ambiguous_row", 3, "terminal_id", None),
    ("commodities", ",20,2.2", ",30,2.2", "box_too_heavy", 2, "t_per_teu", "28.28"),
    # works and what is known
    ("work_changes", "in_service", "in_servise", "unknown_target_column", 2, "column",
     "in_service"),
    ("work_changes", ",true,", ",open,", "not_true_or_false", 2, "value", "true"),
    ("work_changes", "upper-port-2", "upper-port-3", "unknown_id", 2, "row_id", "upper-port-2"),
    ("closures", "2025-02-10", "2025-01-10", "ends_before_start", 2, "closed_until", None),
    ("closures", "lock-repair,locks,valley-lock,2025-02-01T00:00,2025-02-08",
     "lock-repair,links,lower-reach,2025-02-01T00:00,2025-02-08", "event_moves", 3, "row_id",
     "valley-lock"),
    ("work_dates", "expected,2025-02-15,2024-11-20", "planned,2025-02-15,2024-03-01",
     "version_twice", 3, "known_on", None),
    ("assumptions", "80,100,130", "80,100,90", "range_disordered", 2, "middle", "90.0"),
    ("assumptions", "80,100,130", "-1,0,1", "middle_not_positive", 2, "middle", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "old", "new", "code", "row", "column", "expected"),
    RULES,
    ids=[f"{rule[3]}-{rule[0]}" for rule in RULES],
)
def test_rule(
    tmp_path: Path,
    table: str,
    old: str,
    new: str,
    code: str,
    row: int,
    column: str,
    expected: str | None,
) -> None:
    folder = save_region(template_region(), tmp_path / "valley")
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check_region(folder)
    told = [problem for problem in problems if problem.code == code]
    assert told, [str(problem) for problem in problems]
    assert (told[0].row, told[0].column) == (row, column)
    if expected is not None:
        assert told[0].expected == expected
    for lang in ("en", "zh"):
        words = problem_text(told[0], lang)
        assert told[0].file in words
    assert code in TEMPLATES, "no words for this rule"


def test_more_than_one_region_row(tmp_path: Path) -> None:
    folder = save_region(template_region(), tmp_path / "valley")
    path = folder / "region.csv"
    head, row = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{head}\n{row}\nx{row}\n", encoding="utf-8")
    (problem,) = check_region(folder)
    assert (problem.code, problem.row) == ("one_row_only", 3)


def test_a_service_with_one_stop(tmp_path: Path) -> None:
    folder = save_region(template_region(), tmp_path / "valley")
    path = folder / "service_stops.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:2]), encoding="utf-8")
    (problem,) = check_region(folder)
    assert (problem.file, problem.row, problem.code) == ("services.csv", 2, "too_few_stops")


def test_versions_of_different_firmness_may_share_a_day(tmp_path: Path) -> None:
    folder = save_region(template_region(), tmp_path / "valley")
    path = folder / "work_dates.csv"
    text = path.read_text(encoding="utf-8").replace("2024-03-01", "2024-11-20")
    path.write_text(text, encoding="utf-8")
    assert check_region(folder) == []
