"""``tongqu queue``: every command, as text in both languages and as JSON, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tongqu.cli.main import main
from tongqu.cli.queue_text import METHODS
from tongqu.errors import ExitCode
from tongqu.queueing.sources import METHODS as SOURCES

COMMON = {
    "wait_over_service", "wait_h", "p_wait", "utilisation", "queue_length", "refused",
    "throughput_per_h",
}  # fmt: skip
ASKED = {
    "wait": "queue wait --arrival M --service M --berths 11 --utilisation 0.8 --service-h 6 "
    "--longer-than 1 --longer-than-h 3",
    "berths": "queue berths --target-wait-over-service 0.1 --arrival E2 --service E2 "
    "--arrivals-per-h 0.9 --service-h 6",
    "traffic": "queue traffic --target-wait-h 1.2 --berths 4 --service E2 --service-h 12",
    "loss": "queue loss --berths 2 --places 6 --offered 1.6",
    "fleet": "queue fleet --vessels 20 --berths 2 --away-h 40 --service-h 5",
    "lock": "queue lock --arrivals-per-h 2 --cycle-h 1 --capacity 4 --longer-than-h 1",
    "tandem": "queue tandem --arrivals-per-h 0.8 --station 1:1 --station 1:1 --station 1:1 "
    "--station 2:2 --longer-than-h 5",
    "silo": "queue silo --batches-per-h 0.5 --batch-t 1000 --drain-t-per-h 600 --above-t 9000",
    "full silo": "queue silo --batches-per-h 0.5 --batch-t 1000 --drain-t-per-h 600 --batch E2 "
    "--capacity-t 9000",
    "sized silo": "queue silo --batches-per-h 0.5 --batch-t 1000 --drain-t-per-h 600 "
    "--refused-at-most 0.01",
    "busiest lock": "queue lock --target-wait-h 0.549652 --cycle-h 1 --capacity 4",
}


def run(words: str | list[str], **options: Any) -> Result:
    return CliRunner().invoke(main, words.split() if isinstance(words, str) else words, **options)


def answer(words: str) -> dict[str, Any]:
    result = run(f"{words} --json")
    assert result.exit_code == ExitCode.OK, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    assert found["schema_version"] == "1.0"
    return found


@pytest.mark.parametrize("name", ASKED)
def test_every_command_as_text_and_json(name: str) -> None:
    """The figures of the JSON stand in the text, which is there in both languages."""
    found = answer(ASKED[name])
    assert set(found) >= COMMON
    english, chinese = run(ASKED[name]), run(f"{ASKED[name]} --lang zh")
    assert english.exit_code == chinese.exit_code == ExitCode.OK
    assert found["model"] in english.stdout
    assert f"{100 * found['utilisation']:.4g} %" in english.stdout
    assert f"{100 * found['utilisation']:.4g} %" in chinese.stdout
    assert "mean wait" in english.stdout
    assert "平均等待" in chinese.stdout
    assert "mean" not in chinese.stdout


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("wait", {"wait_over_service": 0.176431306, "wait_h": 1.058587838, "p_wait": 0.388148874,
                  "utilisation": 0.8, "queue_length": 1.552595496, "throughput_per_h": 8.8 / 6}),
        ("loss", {"refused": 0.07595242, "wait_over_service": 0.65900768}),
        ("fleet", {"throughput_per_h": 0.37005055, "wait_h": 9.04667}),
        ("lock", {"wait_h": 0.549652, "utilisation": 0.5, "throughput_per_h": 2.0}),
        ("busiest lock", {"throughput_per_h": 2.0, "utilisation": 0.5}),
        ("tandem", {"wait_h": 15.555556, "utilisation": 0.8, "throughput_per_h": 0.8}),
        ("silo", {"content_t": 5000.0, "wait_h": 5000 / 600, "utilisation": 5 / 6}),
        ("sized silo", {"refused": 0.01}),
        ("berths", {"berths": 8, "utilisation": 0.675}),
        ("traffic", {"wait_over_service": 0.1, "wait_h": 1.2}),
    ],
)  # fmt: skip
def test_figures(name: str, wanted: dict[str, float]) -> None:
    """What was known beforehand."""
    found = answer(ASKED[name])
    for key, value in wanted.items():
        assert found[key] == pytest.approx(value, rel=3e-6), key


def test_what_does_not_apply_is_null() -> None:
    """No hours without a service time, no service time at a lock."""
    assert answer("queue wait --berths 2 --utilisation 0.5")["wait_h"] is None
    assert answer("queue wait --berths 2 --utilisation 0.5")["refused"] is None
    lock = answer(ASKED["lock"])
    assert (lock["wait_over_service"], lock["p_wait"]) == (None, None)
    assert 0 < lock["p_left_behind"] < 1


def test_waits_that_are_asked_about() -> None:
    """In service times and in hours, in the order asked."""
    found = answer(ASKED["wait"])
    assert [entry["wait_over_service"] for entry in found["above"]] == [1.0, 0.5]
    assert [entry["wait_h"] for entry in found["above"]] == [6.0, 3.0]
    assert found["above"][0]["p"] < found["above"][1]["p"] < found["p_wait"]
    assert [entry["share"] for entry in found["quantiles"]] == [0.5, 0.9, 0.95, 0.99]


def test_utilisation_by_arrivals() -> None:
    """The same question in other words."""
    left = answer("queue wait --arrival E2 --berths 4 --utilisation 0.6 --service-h 8")
    right = answer("queue wait --arrival E2 --berths 4 --arrivals-per-h 0.3 --service-h 8")
    assert left["wait_h"] == pytest.approx(right["wait_h"])
    found = answer("queue loss --berths 2 --places 6 --arrivals-per-h 0.2 --service-h 8")
    assert found["refused"] == pytest.approx(answer(ASKED["loss"])["refused"])


def test_one_berth_less_breaks_the_limit() -> None:
    """The answer says what the last berth is worth."""
    found = answer(ASKED["berths"])
    assert found["one_berth_less"]["berths"] == 7
    assert found["wait_over_service"] <= 0.1 < found["one_berth_less"]["wait_over_service"]
    found = answer("queue berths --longer-than-h 6 --longer-share 0.05 --offered 1.9 --service-h 6")
    assert found["above"][0]["p"] <= 0.05
    found = answer("queue berths --target-wait-over-service 0.2 --utilisation 0.9")
    assert found["wait_over_service"] <= 0.2 < found["one_berth_less"]["wait_over_service"]
    single = answer("queue berths --target-wait-over-service 9 --offered 0.2")
    assert (single["berths"], single["one_berth_less"]) == (1, None)


def test_tables_beside_printed_ones(tmp_path: Path) -> None:
    """The shipped table, a table of one's own, marks in the text, and CSV."""
    words = "queue table --arrival E2 --service E2 --printed groenveld"
    found = answer(words)
    assert (len(found["off"]), found["printed_cells"]) == (32, 90)
    assert found["printed"][4][3] == 0.0532
    assert found["wait_over_service"][4][3] == pytest.approx(0.025744, abs=5e-7)
    text = run(words).stdout
    assert "0.0532*" in text
    assert "32 of 90" in text
    assert "90 个印刷值中有 32 个" in run(f"{words} --lang zh").stdout
    mine = tmp_path / "mine.csv"
    mine.write_text("\ufeffutilisation, 1 ,2\n0.5,1.00,0.34\n\n0.8,4.0,\n", encoding="utf-8")
    found = answer(f"queue table --printed {mine}")
    assert found["utilisations"] == [0.5, 0.8]
    assert found["printed"] == [[1.0, 0.34], [4.0, None]]
    assert [(cell["utilisation"], cell["berths"]) for cell in found["off"]] == [(0.5, 2)]
    out = tmp_path / "out.csv"
    run(f"queue table --berths 1,4-5 --utilisation 0.5-0.6/0.05,0.9 --csv {out}")
    rows = list(csv.reader(out.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["utilisation", "1", "4", "5"]
    assert [row[0] for row in rows[1:]] == ["0.5", "0.55", "0.6", "0.9"]
    assert rows[1][1] == "1.000000"
    plain = answer("queue table")
    assert (plain["printed"], plain["off"]) == (None, [])
    assert (len(plain["berths"]), len(plain["utilisations"])) == (10, 9)


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("", ["bad_printed_header"]),
        ("utilisation,one\n0.5,1\n", ["bad_printed_header"]),
        ("utilisation,1,1\n0.5,1,1\n", ["bad_printed_header"]),
        ("utilisation,1\n1.5,1\nx,2\n0.7,1e5\n", ["bad_utilisation", "bad_utilisation",
                                                 "not_a_number"]),
        (b"\xff\xfe", ["unreadable"]),
        (None, ["unreadable"]),
    ],
)  # fmt: skip
def test_printed_files_that_cannot_be_read(
    tmp_path: Path, content: str | bytes | None, codes: list[str]
) -> None:
    """Every wrong cell is named, exit code 3."""
    path = tmp_path / "printed.csv"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        path.write_text(content, encoding="utf-8")
    result = run(f"queue table --printed {path} --json")
    assert result.exit_code == ExitCode.BAD_INPUT
    problems = json.loads(result.stdout)["error"]["problems"]
    assert [problem["code"] for problem in problems] == codes


def test_codes_of_design() -> None:
    """With every coefficient, its range and where it stands."""
    words = "queue code container --cranes 2 --crane-moves-per-h 25 --ship-teu 1050 --utilisation"
    found = answer(f"{words} 0.5 --yearly-teu 454094")
    assert found["rate_teu_per_h"] == pytest.approx(67.83, abs=0.005)
    assert found["capacity_teu_per_year"] == pytest.approx(227_047, abs=0.5)
    assert found["berths"] == pytest.approx(2, rel=1e-5)
    symbols = {entry["symbol"] for entry in found["coefficients"]}
    assert symbols == {"T_y", "A_p", "Q", "t_g", "t_f", "t_d", "n", "p_1", "K_1", "K_2", "K_3",
                       "K_4"}  # fmt: skip
    assert all(entry["name_zh"] != entry["name"] for entry in found["coefficients"])
    assert all(entry["in_range"] for entry in found["coefficients"])
    assert "0.8 *" in run(f"{words} 0.8").stdout
    lock = answer("queue code lock --lockage-t 4000 --lockages-per-day 30")
    assert lock["dwt_per_year"] == pytest.approx(2100e4)
    assert lock["capacity_t_per_year"] == pytest.approx(1004.35e4, rel=1e-5)
    berth = run("queue code berth --ship-t 1000 --rate-t-per-h 125 --utilisation 0.6 --lang zh")
    assert "凭记忆" in berth.stdout
    assert not answer("queue code berth --ship-t 1 --rate-t-per-h 1 --utilisation 0.6")["seen"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("queue wait --berths 2 --utilisation 1", "queue_unstable"),
        ("queue wait --berths 2 --arrivals-per-h 3 --service-h 1", "queue_unstable"),
        ("queue wait --berths 2", "utilisation_or_arrivals"),
        ("queue wait --berths 2 --utilisation 0.5 --arrivals-per-h 1", "utilisation_or_arrivals"),
        ("queue wait --berths 2 --arrivals-per-h 1", "service_h_missing"),
        ("queue wait --berths 2 --utilisation 0.5 --longer-than-h 1", "service_h_missing"),
        ("queue wait --berths 0 --arrivals-per-h 1 --service-h 1", "count_out_of_range"),
        ("queue wait --arrival X --berths 2 --utilisation 0.5", "unknown_law"),
        ("queue wait --arrival D --service E4 --berths 50 --utilisation 0.5", "queue_not_solved"),
        ("queue wait --berths 2 --utilisation nan", "bad_quantity"),
        ("queue berths --target-wait-over-service 1", "offered_or_utilisation"),
        ("queue berths --target-wait-over-service 1 --arrivals-per-h 1", "offered_or_utilisation"),
        ("queue berths --offered 3", "no_service_level"),
        ("queue berths --offered 3 --longer-than 1 --longer-than 2 --longer-share 0.1",
         "longer_needs_both"),
        ("queue loss --berths 2 --places 4", "offered_or_arrivals"),
        ("queue loss --berths 2 --places 4 --arrivals-per-h 1", "offered_or_arrivals"),
        ("queue loss --berths 5 --places 4 --offered 1", "places_below_berths"),
        ("queue lock --cycle-h 1 --capacity 4", "arrivals_or_target"),
        ("queue lock --arrivals-per-h 4 --cycle-h 1 --capacity 4", "queue_unstable"),
        ("queue tandem --arrivals-per-h 1 --station 2", "bad_station"),
        (f"{ASKED['full silo']} --refused-at-most 0.1", "capacity_or_refused"),
        ("queue table --berths 1-x", "bad_list"),
        ("queue table --berths 1-99999", "bad_list"),
        ("queue table --utilisation 0.1-0.9/0", "bad_list"),
        ("queue table --utilisation 0.1-inf/0.1", "bad_list"),
        ("queue table --utilisation half", "bad_list"),
        ("queue table --berths 1-9000 --utilisation 0.1-0.9/0.1", "table_too_large"),
        ("queue table --arrival D --printed groenveld", "no_printed_table"),
        ("queue code lock --lockage-t 4000", "lockages_or_times"),
    ],
)  # fmt: skip
def test_what_is_refused(words: str, code: str) -> None:
    """A question that cannot be asked so: exit code 2, with words in both languages."""
    result = run(f"{words} --json")
    assert result.exit_code == ExitCode.USAGE, result.output
    [problem] = json.loads(result.stdout)["error"]["problems"]
    assert problem["code"] == code
    assert not problem["text"].startswith(code)
    assert problem["text_zh"] != problem["text"]


def test_every_method_has_words_and_a_source() -> None:
    """A method that nobody can look up would be a number without a home."""
    assert set(METHODS) == set(SOURCES)


@pytest.mark.parametrize("name", ["berth", "container", "lock"])
def test_help_of_the_codes(name: str) -> None:
    """Also below the second group."""
    assert run(f"queue code {name} --help").exit_code == 0
    assert "用法" in run(f"queue code {name} --help --lang zh").stdout


def test_a_code_with_its_simulation_beside_it() -> None:
    """As many berths as the year needs; both in text and JSON; without the option there is none."""
    words = (
        "queue code berth --ship-t 900 --rate-t-per-h 80 --utilisation 0.6 --yearly-t 700000 "
        "--simulate --replications 5"
    )
    found = answer(words)["simulated"]
    assert found["berths"] == 3
    assert found["level"]["wait_over_service"] == 0.3
    assert found["at_code"]["wait_over_service"]["value"] > 0.1
    text, chinese = run(words), run(f"{words} --lang zh")
    assert "such berths: 3" in text.stdout
    assert "at the code's throughput" in text.stdout
    assert "仿真" in chinese.stdout
    assert answer("queue code lock --lockage-t 4000 --lockages-per-day 30")["simulated"] is None
