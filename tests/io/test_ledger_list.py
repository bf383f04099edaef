"""A list of projects as an office keeps it is read, and every guess is marked with its cell."""

from datetime import date
from pathlib import Path

import pytest
from ledger_samples import LIST_ROWS, LIST_UNITS, write_list

from tongqu.io.ledger_list_reading import read_project_list, suggest_mapping
from tongqu.model.ledger_listing import ListDay, ListMapping, MappedColumn
from tongqu.text.problems import problem_text

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_list(tmp_path_factory.mktemp("list") / "list.xlsx")


def table(folder: Path, *lines: str) -> Path:
    file = folder / "list.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_headers_of_two_rows_are_understood(office: Path) -> None:
    """Merged cells, a year below a group, a unit above the table; what leaves a doubt says so."""
    found = {column.header: column for column in suggest_mapping(office).columns}
    assert {header: column.field for header, column in found.items()} == {
        "序号": "number",
        "项目名称": "title",
        "建设地点": "place",
        "建设内容及规模": "content",
        "建设起止年限": "period",
        "总投资": "budget",
        "投资计划 2024年": "plan_amount",
        "投资计划 2025年": "plan_amount",
        "2024年完成投资": "done_amount",
        "形象进度": "progress",
        "责任单位及责任人": "unit",
        "联系电话": "",
    }
    assert found["投资计划 2025年"].year == 2025
    assert [header for header, column in found.items() if not column.sure] == ["责任单位及责任人"]


def test_the_rows_say_what_they_say(office: Path) -> None:
    """Amounts in 万元, a period in one cell, at least 90 %, several units, no number: words."""
    listing = read_project_list(office, units=LIST_UNITS, today=TODAY)
    assert listing.observed_on == date(2024, 12, 9)
    park, meilin, xianyan, market = listing.projects
    assert (park.budget, park.planned, park.done) == (4.2e8, {2024: 2.1e8}, {2024: 1.8e8})
    assert park.start == ListDay(on=date(2023, 11, 30), precision="month_end")
    assert park.finish == ListDay(on=date(2025, 2, 1))
    assert park.percent is None
    assert park.fields["status_text"] == "13栋封顶，9栋装修"
    assert park.fields["investment"] == 4.2e8
    assert (meilin.percent, meilin.percent_at_least) == (90.0, True)
    assert (meilin.unit, meilin.joint_units) == ("housing", ("zhangtan",))
    assert xianyan.finish == ListDay(on=date(2024, 12, 31), precision="month_end")
    assert (xianyan.percent, xianyan.percent_at_least) == (80.0, False)
    assert market.start == ListDay(on=date(2025, 12, 31), precision="month_end")
    assert market.finish is None
    assert market.planned == {}
    assert (park.said["group"], market.said["group"]) == ("续建项目", "新建项目")
    assert (park.title, park.title_zh, park.row) == ("装备产业园", "装备产业园", 6)


def test_what_is_no_project_is_told_and_persons_are_left_out(office: Path) -> None:
    """Nothing disappears silently: headings, totals, notes, columns without a meaning."""
    listing = read_project_list(office, units=LIST_UNITS)
    assert [(row.row, row.why, row.text) for row in listing.skipped] == [
        (5, "heading", "续建项目"),
        (9, "heading", "新建项目"),
        (11, "total", "合计"),
        (12, "note", "注：投资以概算为准"),
    ]
    assert listing.left_out == ("联系电话",)
    assert "0570" not in str(listing.to_dict())


def test_every_guess_is_marked_with_its_cell(office: Path) -> None:
    """Codes and cells; each has words in both languages that repeat what stands there."""
    listing = read_project_list(office, units=LIST_UNITS)
    told = {(guess.code, guess.cell) for guess in listing.all_guesses}
    assert told >= {
        ("header_guessed", "K4"),
        ("date_month", "E6"),
        ("money_about", "G6"),
        ("money_about", "F7"),
        ("percent_at_least", "J7"),
        ("first_unit", "K7"),
        ("date_no_year", "E8"),
        ("percent_about", "J8"),
        ("date_relative", "E10"),
    }
    for guess in listing.all_guesses:
        for language in ("en", "zh"):
            assert guess.code not in problem_text(guess, language), guess


def test_a_total_that_does_not_add_up_is_told(tmp_path: Path) -> None:
    """It is not imported, but somebody should look."""
    rows = [row[:] for row in LIST_ROWS]
    rows[10][5] = 46500
    merged = "A1:L1 G3:H3 " + " ".join(f"{letter}3:{letter}4" for letter in "ABCDEFIJKL")
    listing = read_project_list(write_list(tmp_path / "a.xlsx", rows, merged))
    (guess,) = [guess for guess in listing.all_guesses if guess.code == "total_differs"]
    assert (guess.cell, guess.params["read_as"]) == ("F11", "460000000")


@pytest.mark.parametrize(
    ("header", "cell", "amount"),
    [
        ("总投资(万元)", "3000", 3e7),
        ("总投资（亿元）", "4.2", 4.2e8),
        ("总投资/万元", "1,200.5", 12_005_000.0),
        ("总投资", "3000万元", 3e7),
        ("总投资（万元）", "4.2亿元", 4.2e8),
        ("Total investment (million yuan)", "30", 3e7),
        ("Budget, yuan", "30 000 000 yuan", 3e7),
    ],
)
def test_units_of_money(tmp_path: Path, header: str, cell: str, amount: float) -> None:
    """In the header, behind a stroke, in the cell; the cell's goes before the header's."""
    file = table(tmp_path, f'项目名称,"{header}"', f'路,"{cell}"')
    assert read_project_list(file).projects[0].budget == amount


@pytest.mark.parametrize(
    ("cells", "percents"),
    [
        (["0.8", "0.25"], [80.0, 25.0]),
        (["80", "25"], [80.0, 25.0]),
        (["80%", "25％"], [80.0, 25.0]),
        (["约80%", "九成以上"], [80.0, 90.0]),
        (["已完工", "未开工"], [100.0, 0.0]),
        (["完成路基，占总工程量的35%", "2"], [35.0, 2.0]),
    ],
)
def test_progress_is_written_in_many_ways(
    tmp_path: Path, cells: list[str], percents: list[float]
) -> None:
    """Shares of one and percentages are told apart by the whole column."""
    lines = [f"路{number},{cell}" for number, cell in enumerate(cells)]
    listing = read_project_list(table(tmp_path, "项目名称,进度", *lines))
    assert [project.percent for project in listing.projects] == percents


def test_a_project_that_stands_so_has_begun(tmp_path: Path) -> None:
    """A past start of a project under construction was a start; a planned one was not."""
    file = table(
        tmp_path,
        "项目名称,开工时间,计划竣工时间,状态",
        "甲,2024年9月,2025年6月,在建",
        "乙,2025年9月,已开工,",
        "丙,2024年9月,2024年12月,拟建",
    )
    one, two, three = read_project_list(file, today=date(2025, 1, 1)).projects
    assert one.start is not None
    assert one.finish is not None
    assert (one.start.status, one.finish.status) == ("actual", "planned")
    assert (two.status, two.finish) == ("building", None)
    assert three.start is not None
    assert three.start.status == "planned"


def test_an_amount_over_several_rows_belongs_to_none(tmp_path: Path) -> None:
    """About 30 million for three roads together is not 10 million each."""
    rows: list[list[object]] = [
        ["项目名称", "总投资（万元）"], ["大桥路", 3000], ["仙岩路", None], ["梅林路", None],
    ]  # fmt: skip
    listing = read_project_list(write_list(tmp_path / "a.xlsx", rows, "B2:B4"))
    assert [project.budget for project in listing.projects] == [None] * 3
    assert [guess.code for guess in listing.all_guesses] == ["money_of_several"] * 3


def test_hidden_rows_are_read_and_marked(tmp_path: Path) -> None:
    """A filter that somebody left on must not lose a project, nor bring it in unseen."""
    from openpyxl import load_workbook

    path = write_list(tmp_path / "a.xlsx", [["项目名称", "备注"], ["甲", "x"], ["乙", "y"]])
    book = load_workbook(path)
    book["项目清单"].row_dimensions[3].hidden = True
    book.save(path)
    listing = read_project_list(path)
    assert [project.title for project in listing.projects] == ["甲", "乙"]
    assert [(guess.code, guess.row) for guess in listing.all_guesses] == [("row_hidden", 3)]


def test_fields_that_have_a_list_of_values_take_only_these(tmp_path: Path) -> None:
    """By name, by a part of the words (marked), by a default, or else a problem."""
    kind = [
        {"id": "category", "values": [
            {"id": "road", "name": "Road", "name_zh": "道路"},
            {"id": "water", "name": "Water", "name_zh": "水利"},
            {"id": "other", "name": "Other", "name_zh": "其他"},
        ]}
    ]  # fmt: skip
    file = table(tmp_path, "项目名称,项目类别", "甲,道路", "乙,市政道路工程", "丙,文旅")
    mapping = ListMapping(
        columns=(
            MappedColumn(header="项目名称", field="title"),
            MappedColumn(header="项目类别", field="category"),
        ),
        defaults={"category": "other"},
    )
    listing = read_project_list(file, mapping, fields=kind)
    assert [project.fields["category"] for project in listing.projects] == ["road", "road", "other"]
    assert [guess.row for guess in listing.all_guesses] == [3, 4]


def test_gbk_and_columns_in_english(tmp_path: Path) -> None:
    """A spreadsheet that saves in the Chinese encoding, and a list in English."""
    file = tmp_path / "list.csv"
    file.write_bytes("项目名称,责任单位\n仙岩路,住建局\n".encode("gbk"))
    assert read_project_list(file, units=LIST_UNITS).projects[0].unit == "housing"
    english = table(
        tmp_path,
        "Project,Responsible unit,Total investment (million yuan),2025 plan (million yuan),"
        "Completion date,Progress,Status",
        "Xianyan road,Housing bureau,10,2.5,end of December 2024,about 80%,under construction",
    )
    (road,) = read_project_list(english, units=LIST_UNITS).projects
    assert (road.title, road.title_zh, road.unit, road.budget) == (
        "Xianyan road",
        "",
        "housing",
        1e7,
    )
    assert road.planned == {2025: 2.5e6}
    assert road.finish == ListDay(on=date(2024, 12, 31), precision="month_end")
    assert (road.percent, road.status) == (80.0, "building")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["项目名称,投资计划（万元）,,", ",总投资,2024年,2025年", "甲,100,20,30"],
            {2024: 2e5, 2025: 3e5},
        ),
        (
            ["项目名称,总投资,2024年计划,2025年计划", ",(万元),(万元),(万元)", "甲,100,20,30"],
            {2024: 2e5, 2025: 3e5},
        ),
        (
            ['"项目\n名称","总投资\n（万元）","2024年\n计划投资\n（万元）"', "甲,100,20"],
            {2024: 2e5},
        ),
        (
            [
                "2025年度重点项目表,,,",
                "填报单位：某局,,,单位：亿元",
                "项目名称,总投资,年度计划投资,1-11月完成投资",
                "甲,0.01,0.002,0.001",
            ],
            {2025: 2e5},
        ),
    ],
)
def test_headers_as_they_are_laid_out(
    tmp_path: Path, lines: list[str], expected: dict[int, float]
) -> None:
    """Groups without merged cells, a row of units, line breaks, a unit above the table."""
    (project,) = read_project_list(table(tmp_path, *lines)).projects
    assert (project.budget, dict(project.planned)) == (1e6, expected)
    assert project.done in ({}, {2025: 1e5})


def test_a_list_of_rectifications_is_a_list_too(tmp_path: Path) -> None:
    """Problems with measures and time limits; what has no field of the kind becomes a note."""
    file = table(
        tmp_path,
        "序号,问题描述,整改措施,责任单位,整改时限,整改进展",
        "1,井盖破损,更换井盖,住建局,2024年12月底,已完成",
    )
    mapping = suggest_mapping(file, kind="rectification")
    (one,) = read_project_list(file, mapping, units=LIST_UNITS).projects
    assert (one.title_zh, one.unit, one.percent) == ("井盖破损", "housing", 100.0)
    assert one.finish == ListDay(on=date(2024, 12, 31), precision="month_end")
    assert one.fields == {}
    assert one.said == {"content": "更换井盖"}


def test_a_percentage_of_a_part_is_no_progress(tmp_path: Path) -> None:
    """Piles at 80 % are not a bridge at 80 %; the words are kept."""
    file = table(tmp_path, "项目名称,进展", "甲桥,桩基完成80%，墩柱完成", "乙桥,完成总工程量的35%")
    one, two = read_project_list(file).projects
    assert (one.percent, one.fields["status_text"]) == (None, "桩基完成80%，墩柱完成")
    assert (two.percent, two.fields["status_text"]) == (35.0, "完成总工程量的35%")
