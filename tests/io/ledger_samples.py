"""A small ledger as a folder of tables, for the tests beside it."""

from pathlib import Path

TABLES = {
    "ledger": "id,name,name_zh,region,synthetic\nours,Our ledger,我们的台账,qujiang,true\n",
    "units": (
        "id,name,name_zh,parent,tier,fictional\n"
        "centre,Centre,中心,,centre,true\n"
        "roads,Roads office,道路科,centre,platform,true\n"
    ),
    "accounts": (
        "id,unit,roles\ncentre-1,centre,supervisor;approver\nroads-1,roads,clerk;handler\n"
    ),
    "sources": "id,kind,title,title_zh\nfictional,assumption,Invented,虚构\n",
    "items": (
        "id,kind,title,title_zh,unit,parent,work_id,place_id,fictional,source_id,actor,at,known_at,"
        "fields\n"
        "xianyan,work,Xianyan road,仙岩路,roads,,road-xianyan,zhangtan,,newspaper,roads-1,"
        "2024-09-01T00:00,2024-12-09T09:00,\n"
        "kerb,rectification,Kerb,路缘,roads,xianyan,,,true,fictional,centre-1,2024-12-10T09:00,,"
        '"{""problem"": ""loose"", ""metres"": 12}"\n'
    ),
    "steps": (
        "item,at,known_at,actor,on_behalf_of,action,to_unit,units,reason,note,note_zh,fields,"
        "evidence,data,source_id\n"
        "xianyan,2024-12-09T00:00,2024-12-09T10:00,roads-1,,report,,,,About 80 %,约80%,,,"
        "section=carriageway; percent=80,newspaper\n"
        "kerb,2024-12-11T09:00,,centre-1,,dispatch,roads,,,,,,,,fictional\n"
        "kerb,2024-12-12T09:00,,roads-1,centre,measure,,centre;roads,,,,measure=reset,"
        "photo:kerb.jpg; minutes:a.pdf,,fictional\n"
    ),
}


def write_folder(folder: Path, **changed: str | None) -> Path:
    """Write the tables, some of them changed or, with None, left out."""
    for name, text in {**TABLES, **changed}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


LIST_ROWS: list[list[object]] = [
    ["2024年政府投资项目计划调整表", *[None] * 11],
    ["截至2024年12月9日", *[None] * 10, "单位：万元"],
    [
        "序号", "项目名称", "建设地点", "建设内容及规模", "建设起止年限", "总投资", "投资计划",
        None, "2024年完成投资", "形象进度", "责任单位及责任人", "联系电话",
    ],
    [None, None, None, None, None, None, "2024年", "2025年", None, None, None, None],
    ["一", "续建项目（3个）", None, None, None, 46000, 25000, 0, None, None, None, None],
    [
        1, "装备产业园", "廿里镇", "12栋厂房、1栋中心", "2023年11月-2025年2月1日", 42000,
        "约2.1亿元", None, 18000, "13栋封顶，9栋装修", "园区平台", "0570-1",
    ],
    [
        2, "梅林路", "樟潭街道", "约0.7公里", "2024.9-2024.12", "约3000", 3000, None, "待定",
        "90%以上", "住建局、樟潭街道", None,
    ],
    [
        3, "仙岩路", "樟潭街道", None, "2024年9月-12月", 1000, 1000, None, None, "约80%", "住建局",
        None,
    ],
    ["二", "新建项目（1个）", *[None] * 10],
    [4, "煤炭市场", "港区", None, "拟于明年开工", None, "/", None, None, "前期", "港口平台", None],
    ["合计", None, None, None, None, 46000, 25000, None, None, None, None, None],
    ["注：投资以概算为准", *[None] * 11],
]  # fmt: skip
"""A list as an office keeps it: titles, two rows of headers, headings, totals, notes."""

LIST_UNITS = [
    {"id": "park", "name": "Park platform", "name_zh": "园区平台"},
    {"id": "housing", "name": "Housing bureau", "name_zh": "住建局"},
    {"id": "zhangtan", "name": "Zhangtan street", "name_zh": "樟潭街道"},
    {"id": "port", "name": "Port platform", "name_zh": "港口平台"},
]


def write_list(path: Path, rows: list[list[object]] | None = None, merged: str = "") -> Path:
    """Write rows as a workbook; `merged` are ranges, separated by blanks."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "项目清单"
    for row in LIST_ROWS if rows is None else rows:
        sheet.append(row)
    if rows is None:
        merged = "A1:L1 G3:H3 " + " ".join(f"{letter}3:{letter}4" for letter in "ABCDEFIJKL")
    for area in merged.split():
        sheet.merge_cells(area)
    book.save(path)
    return path
