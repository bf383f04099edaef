"""Views of a small ledger, written by hand after the contract: what the pages are drawn from."""

from __future__ import annotations

import copy
from typing import Any

HASH = "3f6a0e9b1c7d4e52a8f0b6c3d9e17284" * 2
EVIL = "<script>alert(1)</script>&\"'</svg><img src=x onerror=alert(1)>"

COUNTS = {
    "items": 31, "open": 24, "closed": 7, "green": 15, "yellow": 4, "red": 5, "made_good": 1,
    "late": 2, "due_soon": 1, "rebounds": 1, "returned": 2, "in_arbitration": 1,
}  # fmt: skip

STEP = {
    "text": "Submit photographs of the finished outlet",
    "text_zh": "提交排口整改完成照片",
    "owner_unit": "platform-env",
    "owner_unit_name": "Environment platform",
    "owner_unit_name_zh": "生态环境平台",
    "due_at": "2024-12-11T17:00:00+08:00",
}


def late_row(number: int, days: float, **more: Any) -> dict[str, Any]:
    row = {
        "code": f"rect-{number:04d}",
        "title": "Storm outlet at the old market discharges in dry weather",
        "title_zh": "老市场雨水排口晴天排水",
        "kind": "rectification",
        "unit": "platform-env",
        "unit_name": "Environment platform",
        "unit_name_zh": "生态环境平台",
        "clock": "answer",
        "clock_name": "Rectify and report",
        "clock_name_zh": "整改并反馈",
        "due_at": "2024-11-29T17:00:00+08:00",
        "late_working_days": days,
        "light": "red",
        "provisional": False,
        "next_step": STEP,
    }
    return row | more


def section(number: int, name: str, name_zh: str, percent: float, **more: Any) -> dict[str, Any]:
    row = {
        "section": f"s{number}",
        "name": name,
        "name_zh": name_zh,
        "percent": percent,
        "observed_on": "2024-12-09",
        "at_least": False,
        "source_id": "paper-2024-12-09",
    }
    return row | more


def milestone(name: str, name_zh: str, **more: Any) -> dict[str, Any]:
    row = {
        "id": name.lower().replace(" ", "-"),
        "name": name,
        "name_zh": name_zh,
        "baseline_on": None,
        "planned_on": None,
        "current_on": None,
        "expected_on": None,
        "forecast_on": None,
        "actual_on": None,
        "precision": "day",
        "float_days": None,
        "critical": False,
        "late_days": None,
        "light": "none",
    }
    return row | more


def work(number: int, title: str, title_zh: str, **more: Any) -> dict[str, Any]:
    row = {
        "kind": "ledger_item",
        "code": f"work-{number:04d}",
        "item_kind": "work",
        "kind_name": "Work",
        "kind_name_zh": "工程",
        "title": title,
        "title_zh": title_zh,
        "state": "running",
        "state_name": "Under way",
        "state_name_zh": "在建",
        "open": True,
        "unit": "works-office",
        "unit_name": "Works office",
        "unit_name_zh": "重点工程办",
        "joint_units": [],
        "confidential": False,
        "rebounds": 0,
        "light": "green",
        "was_red": False,
        "made_good": False,
        "light_reasons": [],
        "clocks": [],
        "progress_percent": None,
        "progress": [],
        "milestones": [],
        "forecast": None,
        "plan": None,
        "budget": None,
        "tenants": None,
        "closures": [],
        "next_step": None,
        "flags": [],
    }
    return row | more


def roads() -> dict[str, Any]:
    return work(
        2,
        "Rebuilding of Daqiao, Xianyan and Meilin roads",
        "大桥路、仙岩路、梅林路改造",
        light="yellow",
        light_reasons=[
            {
                "code": "progress_behind",
                "params": {},
                "text": "Daqiao road is 15 points behind an even pace",
                "text_zh": "大桥路较均匀进度落后 15 个百分点",
            }
        ],
        progress_percent=76.7,
        progress=[
            section(1, "Meilin road", "梅林路", 90, at_least=True),
            section(2, "Xianyan road", "仙岩路", 80),
            section(3, "Daqiao road", "大桥路", 60),
        ],
        milestones=[
            milestone(
                "Start of works", "开工", planned_on="2024-09-01", actual_on="2024-09-02",
                baseline_on="2024-09-01", current_on="2024-09-02", light="green",
            ),
            milestone(
                "Xianyan road: carriageway open", "仙岩路机动车道通车", planned_on="2024-12-31",
                current_on="2024-12-31", expected_on="2024-12-31", forecast_on="2025-01-08",
                precision="month_end", float_days=6, critical=True, late_days=8, light="yellow",
            ),
        ],
        forecast={
            "p10_on": "2024-12-24",
            "p50_on": "2025-01-08",
            "p90_on": "2025-02-14",
            "method": "pace",
            "observations": 4,
            "enough": True,
            "text": "From 4 reports of progress; works that were as far took as long in 8 of 10.",
            "text_zh": "依据 4 次进度观测推算。",
        },
        budget={
            "currency": "CNY",
            "amount": 30_000_000,
            "years": [
                {"year": 2024, "version": 1, "amount": 18e6, "known_at": "2024-03-01"},
                {"year": 2024, "version": 2, "amount": 21e6, "known_at": "2024-11-20"},
                {"year": 2025, "version": 1, "amount": 9e6, "known_at": "2024-11-20"},
            ],
        },
        closures=[
            {
                "table": "links", "row_id": "daqiao-road", "from": "2024-09-02",
                "until": "2025-01-20", "reason": "one lane at a time", "status": "planned",
            }
        ],
        next_step={
            "text": "Report progress of December", "text_zh": "上报 12 月进度",
            "owner_unit": "works-office", "owner_unit_name": "Works office",
            "owner_unit_name_zh": "重点工程办", "due_at": "2025-01-05T17:00:00+08:00",
        },
    )  # fmt: skip


def park() -> dict[str, Any]:
    return work(
        3,
        "Caihong smart equipment park, Nianli",
        "廿里彩虹智能装备产业园",
        milestones=[
            milestone("In production", "投产", planned_on="2025-02-01", expected_on="2025-02-01",
                      current_on="2025-02-01", float_days=0, light="green"),
        ],
        forecast={
            "p10_on": None, "p50_on": None, "p90_on": None, "method": "none", "observations": 1,
            "enough": False,
            "text": "No forecast: one report of progress is too few, three are needed.",
            "text_zh": "暂无预测：仅有 1 次进度观测，至少需要 3 次。",
        },
        tenants={"intent": 30, "signed": 0, "operating": 0, "left": 0, "list": []},
        budget={"currency": "CNY", "amount": 420_000_000, "years": []},
        flags=[
            {
                "code": "parts_do_not_add_up", "params": {"stated": 13, "counted": 12},
                "text": "13 blocks are stated; 9 in fit-out and 3 in structure are 12",
                "text_zh": "报道称 13 栋，装修 9 栋加主体 3 栋合计 12 栋，缺 1 栋",
            }
        ],
    )  # fmt: skip


def pulp() -> dict[str, Any]:
    return work(6, "Pulp storage centre", "纸浆仓储中心", light="none", state="planned")


SOURCES = [
    {
        "id": "paper-2024-12-09",
        "kind": "newspaper",
        "title": "District newspaper of 9 December 2024",
        "title_zh": "区报 2024 年 12 月 9 日",
    },
    {"id": "made-up", "kind": "assumption", "title": "Invented matters", "title_zh": "虚构事项"},
]


def status() -> dict[str, Any]:
    """A status with everything in it."""
    park_flag = park()["flags"][0] | {"item": "work-0003"}
    return copy.deepcopy(
        {
            "schema_version": "1.0",
            "kind": "ledger_status",
            "as_of": "2024-12-09",
            "calendar": {"country": "CN", "announced_until": 2025, "zone": "Asia/Shanghai"},
            "totals": COUNTS,
            "by_kind": [
                COUNTS | {"kind": "work", "name": "Works", "name_zh": "工程", "items": 9,
                          "open": 8, "closed": 1, "red": 0, "late": 0, "green": 3, "yellow": 1},
                COUNTS | {"kind": "rectification", "name": "Rectification", "name_zh": "整改",
                          "items": 22},
            ],
            "by_unit": [
                COUNTS | {"unit": "works-office", "name": "Works office", "name_zh": "重点工程办",
                          "tier": "centre"},
                COUNTS | {"unit": "platform-env", "name": "Environment platform",
                          "name_zh": "生态环境平台", "tier": "platform", "made_good": 0},
            ],
            "late": [
                late_row(4, 6),
                late_row(9, 1, title="Letter to the cold store: reply by date passed",
                         title_zh="冷库督办函逾期未复", clock="reply", clock_name="Reply",
                         clock_name_zh="复函"),
            ],
            "due_soon": [
                late_row(11, 0, light="yellow", due_at="2027-02-10T00:00:00+08:00",
                         provisional=True, late_working_days=0, title="Noise at the night market",
                         title_zh="夜市噪声"),
            ],
            "works": [roads(), park(), pulp()],
            "flags": [park_flag],
            "changes_since": {
                "since": "2024-11-09",
                "opened": [{"code": "rect-0011", "title": "Noise at the night market",
                            "title_zh": "夜市噪声"}],
                "closed": [],
                "became_red": [{"code": "rect-0004", "title": "Storm outlet at the old market",
                                "title_zh": "老市场雨水排口"}],
                "made_good": [{"code": "rect-0002", "title": "Skip at the school gate",
                               "title_zh": "校门口垃圾箱"}],
                "moved_dates": [{"code": "work-0002",
                                 "title": "Rebuilding of Daqiao, Xianyan and Meilin roads",
                                 "title_zh": "大桥路、仙岩路、梅林路改造",
                                 "milestone": "carriageway", "milestone_name": "carriageway open",
                                 "milestone_name_zh": "机动车道通车", "from": "2024-12-20",
                                 "to": "2024-12-31", "to_precision": "month_end"}],
            },
            "sources": SOURCES,
            "ledger": {"name": "District ledger", "name_zh": "区级台账", "synthetic": True,
                       "head_seq": 412, "head_hash": HASH, "events": 412},
        }
    )  # fmt: skip


def empty_status() -> dict[str, Any]:
    """A ledger on its first day."""
    view = status()
    view["totals"] = dict.fromkeys(COUNTS, 0)
    for key in ("by_kind", "by_unit", "late", "due_soon", "works", "flags", "sources"):
        view[key] = []
    for key in ("opened", "closed", "became_red", "made_good", "moved_dates"):
        view["changes_since"][key] = []
    view["ledger"] |= {"synthetic": False, "head_seq": 0, "events": 0, "head_hash": ""}
    return view


def full_status(rows: int = 500) -> dict[str, Any]:
    """A ledger with very many of everything, some with very long titles."""
    view = status()
    long = "Rebuilding of the outfall, its screens and the access road beside the old market " * 4
    view["late"] = [late_row(n, n % 40 + 1, title=long if n % 7 == 0 else f"Matter {n}")
                    for n in range(rows)]  # fmt: skip
    view["due_soon"] = [late_row(n, 0, light="yellow") for n in range(rows)]
    view["works"] = [
        work(n, f"Work {n}" if n % 5 else long, f"工程{n}" if n % 5 else "排水口改造" * 30,
             progress=roads()["progress"], milestones=roads()["milestones"],
             forecast=roads()["forecast"], progress_percent=50.0)
        for n in range(rows)
    ]  # fmt: skip
    return view


def hostile(view: dict[str, Any]) -> dict[str, Any]:
    """Return a view in which everything that somebody typed tries to be markup."""
    typed = {"title", "title_zh", "name", "name_zh", "text", "text_zh", "reason", "note", "actor",
             "on_behalf_of", "value", "row_id", "unit_name", "unit_name_zh"}  # fmt: skip

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: EVIL if key in typed and isinstance(value, str) else walk(value)
                    for key, value in part.items()}  # fmt: skip
        return [walk(one) for one in part] if isinstance(part, list) else part

    return walk(copy.deepcopy(view))


def bar(kind: str, start: str | None, end: str | None, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "from": start, "until": end, "p10": None, "p90": None} | more


def timeline_work(view: dict[str, Any], bars: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a timeline shows of a work."""
    keys = ("code", "title", "title_zh", "light", "made_good", "milestones")
    sections = [
        {key: row[key] for key in ("section", "name", "name_zh", "percent", "at_least")}
        for row in view["progress"]
    ]
    return {key: view[key] for key in keys} | {"sections": sections, "bars": bars}


def timeline() -> dict[str, Any]:
    """A timeline with every kind of bar and mark."""
    berths = work(
        1, "Port area, second phase: eleven berths of 500 t", "衢江港区二期 11 个 500 吨级泊位",
        light="yellow", made_good=True,
        milestones=[
            milestone("Opening", "开港", baseline_on="2024-10-31", current_on="2024-12-03",
                      actual_on="2024-12-03", light="green"),
            milestone("Quay wall accepted", "码头主体验收", baseline_on="2024-08-15",
                      current_on="2024-09-10", actual_on="2024-09-10"),
            milestone("Cranes accepted", "门机验收", baseline_on="2024-09-20",
                      current_on="2024-10-12", actual_on="2024-10-12"),
        ],
    )  # fmt: skip
    shut = {"reason": "one lane at a time", "reason_zh": "半幅封闭施工", "status": "planned"}
    works = [
        timeline_work(berths, [
            bar("baseline", "2023-11-01", "2024-10-31"), bar("current", "2023-11-15", "2024-12-03"),
            bar("actual", "2023-11-15", "2024-12-03"),
        ]),
        timeline_work(roads(), [
            bar("baseline", "2024-09-01", "2024-12-20"), bar("current", "2024-09-02", "2024-12-31"),
            bar("actual", "2024-09-02", "2024-12-09"),
            bar("forecast", "2024-12-09", "2025-01-08", p10="2024-12-24", p90="2025-02-14"),
            bar("closure", "2024-09-02", "2025-01-20", **shut),
        ]),
        timeline_work(park(), [bar("planned", "2023-11-01", "2025-02-01"),
                               bar("current", "2023-11-01", None)]),
        timeline_work(pulp(), []),
    ]  # fmt: skip
    ground = {key: value for key, value in status().items() if key in ("calendar", "ledger")}
    return ground | {
        "schema_version": "1.0",
        "kind": "ledger_timeline",
        "as_of": "2024-12-09",
        "today": "2024-12-09",
        "from": "2023-10-01",
        "until": "2025-04-30",
        "works": works,
        "sources": SOURCES,
    }


def empty_timeline() -> dict[str, Any]:
    """No work at all."""
    return timeline() | {"works": [], "from": None, "until": None}


def undated_timeline() -> dict[str, Any]:
    """One work, and nobody gave a date for it."""
    return timeline() | {"works": timeline()["works"][3:], "from": None, "until": None}


def full_timeline(rows: int = 500) -> dict[str, Any]:
    """Very many works, over many years, with long titles and milestones close together."""
    view = timeline()
    first = view["works"][:3]
    works = []
    for number in range(rows):
        one = copy.deepcopy(first[number % 3])
        one["code"] = f"work-{number:04d}"
        if number % 9 == 0:
            one["title"] = "Rebuilding of the outfall, its screens and the access road " * 4
            one["title_zh"] = "排水口及其进场道路改造" * 12
            for row in one["milestones"]:
                row["name"] = "Acceptance of the screens, of the outfall and of the access road"
                row["name_zh"] = "格栅、排水口及进场道路分项工程验收并移交运营单位管理"
        works.append(one)
    works[0]["bars"] = [bar("current", "2019-05-01", "2031-08-01")]
    return view | {"works": works, "from": None, "until": None}
