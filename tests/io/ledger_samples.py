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
