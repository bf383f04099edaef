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


def section(
    number: int, name: str, name_zh: str, percent: float | None, **more: Any
) -> dict[str, Any]:
    row = {
        "section": f"s{number}",
        "name": name,
        "name_zh": name_zh,
        "percent": percent,
        "observed_on": "2024-12-09",
        "count": None,
        "of": None,
        "of_field": None,
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
        planned_percent=85.0,
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
        tags=["fictional"],
        progress=[
            section(1, "Fit-out", "装修", None, count=9, of=13, of_field="blocks"),
            section(2, "Structure", "主体", None, count=3, of=13, of_field="blocks"),
        ],
        milestones=[
            milestone("In production", "投产", planned_on="2025-02-01",
                      source_id="paper-2024-12-09",
                      expected_on="2025-02-01",
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
    return work(
        6,
        "Pulp storage centre",
        "纸浆仓储中心",
        light="none",
        state="planned",
        planned_start_on="2025-03-01",
        planned_finish_on="2026-06-30",
    )


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


SECTION = ("section", "name", "name_zh", "percent", "count", "of", "at_least")


def timeline_work(view: dict[str, Any], bars: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a timeline shows of a work."""
    keys = ("code", "title", "title_zh", "light", "made_good", "milestones")
    sections = [{key: row.get(key) for key in SECTION} for row in view["progress"]]
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


def entry(seq: int, at: str, effect: str, text: str, text_zh: str, **more: Any) -> dict[str, Any]:
    """Return one line of an item's history; known and recorded when it happened."""
    row = {
        "seq": seq, "at": at, "known_at": at, "recorded_at": at, "actor": "clerk.env",
        "on_behalf_of": "", "effect": effect, "action": effect, "action_name": effect.capitalize(),
        "action_name_zh": "办理", "unit": "platform-env", "unit_name": "Environment platform",
        "unit_name_zh": "生态环境平台", "state": "open", "text": text, "text_zh": text_zh,
        "hash": f"{seq:02x}" * 32,
    }  # fmt: skip
    return row | more


def item() -> dict[str, Any]:
    """A rectification with everything that can happen to one."""
    ground = {key: value for key, value in status().items() if key in ("calendar", "ledger")}
    day = "2024-11-{:02d}T{:02d}:00:00+08:00".format
    history = [
        entry(11, day(4, 9), "created", "Found on the inspection", "巡查发现", action_name="Enter",
              action_name_zh="登记"),
        entry(12, day(4, 14), "dispatched", "Dispatch: to the platform", "派发：派至平台",
              action_name="Dispatch", action_name_zh="派发"),
        entry(19, day(8, 10), "noted", "The owner of the shop was heard", "听取店主意见",
              actor="agent.li-office", on_behalf_of="market-operator", action_name="Note",
              action_name_zh="记录", recorded_at=day(11, 9)),
        entry(23, day(13, 9), "acted", "Waiting for the pipe survey", "等待管线探测",
              action_name="Pause", action_name_zh="中止"),
        entry(27, day(19, 9), "acted", "Survey is in", "探测完成", action_name="Go on",
              action_name_zh="恢复"),
        entry(31, day(21, 16), "extended", "5 working days more", "延期 5 个工作日",
              action_name="Extend", action_name_zh="延期"),
    ]  # fmt: skip
    return ground | {
        "schema_version": "1.0", "kind": "ledger_item", "as_of": "2024-12-09",
        "code": "rect-0004", "item_kind": "rectification", "kind_name": "Rectification",
        "kind_name_zh": "整改", "title": "Storm outlet at the old market discharges in dry weather",
        "title_zh": "老市场雨水排口晴天排水", "state": "handling", "state_name": "Being put right",
        "state_name_zh": "整改中", "open": True, "unit": "platform-env",
        "unit_name": "Environment platform", "unit_name_zh": "生态环境平台",
        "joint_units": ["grid-3"], "supervisor_unit": "centre", "place_id": "nianli",
        "parent": "", "work_id": "", "tags": ["drainage"], "confidential": True,
        "links": [{"relation": "caused_by", "relation_name": "Caused by",
                   "relation_name_zh": "起因", "to": "work-0002", "title": "Rebuilding of roads",
                   "title_zh": "道路改造"}],
        "opened_at": day(4, 9), "closed_at": None, "closing_reason": "", "reopened": 1,
        "rebounds": 1, "light": "red", "was_red": True, "made_good": False,
        "fields": [
            {"id": "problem", "name": "Problem", "name_zh": "问题",
             "value": "Foul water", "value_zh": "雨水口有污水", "hidden": False},
            {"id": "measure", "name": "Measure", "name_zh": "措施", "value": None, "hidden": False},
            {"id": "phone", "name": "Telephone", "name_zh": "电话", "value": None, "hidden": True},
            {"id": "repeat", "name": "Came back", "name_zh": "复发", "value": True,
             "hidden": False},
        ],
        "light_reasons": [{"code": "late", "params": {}, "text": "Rectify and report is late",
                           "text_zh": "整改并反馈已逾期"}],
        "clocks": [
            {"id": "sign", "name": "Sign for it", "name_zh": "签收", "owner_unit": "platform-env",
             "owner_unit_name": "Environment platform", "owner_unit_name_zh": "生态环境平台",
             "started_at": day(4, 14), "due_at": day(5, 17), "original_due_at": day(5, 17),
             "provisional": False, "paused_since": None, "stopped_at": day(5, 9),
             "remaining_working_min": None, "extensions": [], "light": "green"},
            {"id": "answer", "name": "Rectify and report", "name_zh": "整改并反馈",
             "owner_unit": "platform-env", "owner_unit_name": "Environment platform",
             "owner_unit_name_zh": "生态环境平台", "started_at": day(4, 14), "due_at": day(29, 17),
             "original_due_at": day(18, 17), "provisional": True, "paused_since": None,
             "pauses": [{"from": day(13, 9), "until": day(19, 9)}], "stopped_at": None,
             "remaining_working_min": -2880,
             "extensions": [{"by": "clerk.env", "approver": "head.env", "at": day(21, 16),
                             "reason": "the pipe survey took longer", "from_due": day(22, 17),
                             "to_due": day(29, 17)}], "light": "red"},
        ],
        "progress_percent": None, "progress": [], "milestones": [], "forecast": None, "plan": None,
        "budget": None, "tenants": None, "closures": [], "flags": [],
        "evidence": [{"name": "outlet-before.jpg", "sha256": HASH, "kind": "photo_before",
                      "bytes": 184_320, "note": "seen from the bridge", "by": "clerk.env",
                      "at": day(4, 9), "valid_until": "2025-06-30"}],
        "look_backs": [
            {"due_on": "2024-10-10", "done_on": "2024-10-11", "result": "fail", "light": "green"},
            {"due_on": "2025-01-10", "done_on": None, "result": None, "light": "none"},
        ],
        "next_step": STEP, "sources": [], "history": history,
    }  # fmt: skip


def activity(key: str, name: str, name_zh: str, *days: str, **more: Any) -> dict[str, Any]:
    keys = ("early_start", "early_finish", "late_start", "late_finish")
    row = {"id": key, "name": name, "name_zh": name_zh, "float_days": 0, "critical": True,
           "actual_start": None, "actual_finish": None, "percent": 0}  # fmt: skip
    return row | dict(zip(keys, days, strict=True)) | more


def work_item() -> dict[str, Any]:
    """A work with sections, milestones, a plan, versions of its budget, tenants."""
    ground = {key: value for key, value in status().items() if key in ("calendar", "ledger")}
    plan = {
        "version": 3, "baseline_version": 1, "start_on": "2024-09-02", "finish_on": "2025-01-20",
        "dependencies": [],
        "activities": [
            activity("pipes", "Pipes and ducts", "管线", "2024-09-02", "2024-11-15", "2024-09-02",
                     "2024-11-15", actual_start="2024-09-02", actual_finish="2024-11-20",
                     percent=100),
            activity("surface", "Carriageway", "车行道", "2024-11-18", "2024-12-31", "2024-11-18",
                     "2024-12-31", actual_start="2024-11-21", percent=60),
            activity("trees", "Trees and lamps", "绿化照明", "2024-11-18", "2024-12-06",
                     "2024-12-16", "2025-01-20", float_days=26, critical=False),
        ],
    }  # fmt: skip
    tenants = {"intent": 2, "signed": 1, "operating": 0, "left": 0,
               "list": [{"tenant": "Maker of drives", "stage": "signed"}]}  # fmt: skip
    more = {"schema_version": "1.0", "as_of": "2024-12-09", "sources": SOURCES, "fields": [],
            "evidence": [], "look_backs": [], "links": [], "opened_at": "2024-08-30",
            "history": item()["history"][:2]}  # fmt: skip
    return ground | roads() | more | {"plan": plan, "tenants": tenants}


def bare_item() -> dict[str, Any]:
    """An item of which nothing is known but its title."""
    return work_item() | {
        "clocks": [], "progress": [], "progress_percent": None, "milestones": [], "plan": None,
        "forecast": None, "budget": None, "tenants": None, "closures": [], "history": [],
        "light": "none", "light_reasons": [], "next_step": None, "sources": [],
    }  # fmt: skip


def month() -> dict[str, Any]:
    """The report of November for one unit."""
    view = status()
    view["changes_since"]["since"] = "2024-10-31"
    return view | {
        "kind": "ledger_report", "as_of": "2024-11-30",
        "period": {"from": "2024-11-01", "until": "2024-11-30"},
        "rebounds": [
            {"code": "rect-0004", "title": "Storm outlet at the old market",
             "title_zh": "老市场雨水排口", "unit": "platform-env",
             "unit_name": "Environment platform",
             "unit_name_zh": "生态环境平台", "on": "2024-11-18", "times": 1, "next_step": STEP}
        ],
    }  # fmt: skip


def empty_month() -> dict[str, Any]:
    """A month in which nothing happened."""
    view, empty = month(), empty_status()
    for key in ("totals", "by_kind", "by_unit", "late", "due_soon", "works", "flags", "sources"):
        view[key] = empty[key]
    changes = empty["changes_since"] | {"since": "2024-10-31"}
    return view | {"rebounds": [], "changes_since": changes}


def long_month(rows: int = 60) -> dict[str, Any]:
    """A month with lists that go over many pages."""
    return month() | {"late": full_status(rows)["late"], "works": full_status(20)["works"]}
