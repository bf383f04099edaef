"""Plans of berths for the pages: made by a simple first-come rule, shaped by the plan file."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

ZONE = timezone(timedelta(hours=8))
START = datetime(2024, 12, 2, tzinfo=ZONE)
CARGOES = [
    ("coal", "Coal", "煤炭", "bulk"),
    ("sand", "Sand and stone", "砂石", "bulk"),
    ("iron-ore", "Iron ore", "铁矿石", "bulk"),
    ("boxes", "Containers", "集装箱", "boxes"),
    ("calcium-chloride", "Calcium chloride", "氯化钙", "bagged"),
    ("pulp", "Pulp", "纸浆", "bagged"),
    ("steel", "Steel", "钢材", "bagged"),
    ("grain", "Grain", "粮食", "bulk"),
]
NAMES = ["浙衢州货", "衢航", "浙龙游货", "浙兰溪货", "浙建德机", "Qiantang", "浙富阳货", "苏盐货"]


def stamp(hours: float) -> str:
    """An instant of the plan."""
    return (START + timedelta(hours=hours)).isoformat()


def call(number: int, eta: float, **fields: Any) -> dict[str, Any]:
    """A call with every field of the plan file."""
    known = CARGOES[number % len(CARGOES)]
    base: dict[str, Any] = {
        "id": f"c{number:03d}",
        "vessel": f"{NAMES[number % len(NAMES)]}{1000 + 37 * number % 9000}",
        "vessel_class_id": "500t", "vessel_class_name": "500 t vessel",
        "vessel_class_name_zh": "500吨级货船", "length_m": 46.0, "beam_m": 9.2, "draught_m": 2.1,
        "eta": stamp(eta), "latest_departure": None, "commodity_id": known[0],
        "commodity_name": known[1], "commodity_name_zh": known[2], "packing": known[3],
        "discharge_t": 480.0, "load_t": 0.0, "discharge_teu": 0.0, "load_teu": 0.0, "weight": 1.0,
        "preferred_berth_id": "", "pinned_berth_id": "", "pinned_start": None,
        "window_from": None, "window_until": None, "equipment": [], "beside_call_id": "",
        "after_call_id": "", "times": [], "source_row": number + 2, "guesses": [],
    }  # fmt: skip
    return base | fields


def stay(entry: dict[str, Any], berth: str, start: float, hours: float, **fields: Any) -> Any:
    """An assignment with every field of the plan file."""
    eta = (datetime.fromisoformat(entry["eta"]) - START) / timedelta(hours=1)
    wait = start - eta
    late = 0.0
    if entry["latest_departure"]:
        latest = datetime.fromisoformat(entry["latest_departure"]) - START
        late = max(0.0, start + hours - latest / timedelta(hours=1))
    causes = {"waiting": wait, "handling": hours, "late": 3 * late, "not_preferred": 0.0,
              "moved": 0.0}  # fmt: skip
    if entry["preferred_berth_id"] not in ("", berth):
        causes["not_preferred"] = 1.0
    base = {
        "call": entry["id"], "berth": berth, "quay": "quay-a", "from_m": None, "to_m": None,
        "start": stamp(start), "end": stamp(start + hours), "work_from": stamp(start + 0.5),
        "work_until": stamp(start + hours - 0.25), "wait_h": wait, "stay_h": hours,
        "late_h": late, "cost": sum(causes.values()), "by_cause": causes,
        "cranes": [{"pool": "mobile", "cranes": 2, "from": stamp(start + 0.5),
                    "until": stamp(start + hours - 0.25)}],
        "pinned": False,
        "why": {"text": "The first free berth deep enough.", "text_zh": "首个水深足够的空闲泊位。",
                "alternatives": [{"berth": "b02", "start": stamp(start + 4), "costs_more": 4.25,
                                  "blocked_by": ["c000"]},
                                 {"berth": "b03", "start": None, "costs_more": None,
                                  "blocked_by": []}]},
    }  # fmt: skip
    return base | fields


def empty_plan(berths: int = 3, hours: float = 168) -> dict[str, Any]:
    """A plan without a call."""
    return {
        "schema_version": "1.0", "kind": "berth_plan", "region": "qujiang", "region_hash": "0f3a",
        "terminal": "qujiang-port-2", "terminal_name": "Qujiang port, phase II",
        "terminal_name_zh": "衢江港二期", "from": stamp(0), "until": stamp(hours),
        "time_step_min": 15, "as_of": stamp(6), "seed": 7, "params": {"time_limit_s": 30.0},
        "form": "discrete_cranes", "feasible": True, "proved": True, "objective": 0.0,
        "bound": 0.0, "gap": 0.0, "by_cause": _no_causes(), "seconds": 0.4, "first_come": None,
        "calls": [], "assignments": [],
        "berths": [
            {"id": f"b{k + 1:02d}", "name": f"Phase II, berth {k + 1}",
             "name_zh": f"二期{k + 1}号泊位", "quay": "quay-a", "from_m": 60.0 * k,
             "length_m": 60.0, "depth_m": 2.5, "packings": ["bulk", "boxes"], "closed": [],
             "depth": [[stamp(0), 2.5]]}
            for k in range(berths)
        ],
        "quays": [{"id": "quay-a", "name": "Phase II quay", "name_zh": "二期码头",
                   "length_m": 60.0 * berths, "continuous": False, "clearance_m": 5.0}],
        "cranes": [], "stocks": [], "water": [], "blocks": [], "conflicts": [], "binds": [],
        "infeasible": None, "moves": None, "notes": [], "assumptions": [], "sources": [],
    }  # fmt: skip


def _no_causes() -> dict[str, float]:
    return dict.fromkeys(("waiting", "handling", "late", "not_preferred", "moved"), 0.0)


def small_plan() -> dict[str, Any]:
    """Three berths, six calls over one day: one of everything that a page can show."""
    plan = empty_plan(3, 36)
    calls = [
        call(0, 0.0),
        call(1, 1.0, latest_departure=stamp(12)),
        call(2, 2.0, preferred_berth_id="b01", length_m=58.0),
        call(3, 3.0, discharge_t=0.0, load_teu=36.0, window_from=stamp(3), window_until=stamp(9)),
        call(4, 5.5, pinned_berth_id="b03", weight=2.0),
        call(5, 20.0, times=[
            {"kind": "REQ", "event": "BERT", "at": stamp(19), "source": "agent",
             "known_at": stamp(1)},
            {"kind": "ACT", "event": "ARRI", "at": stamp(20.2), "source": "", "known_at": None}],
            guesses=[{"field": "eta", "value": stamp(20), "text": "预计下午",
                      "question": "At what hour does it arrive?",
                      "question_zh": "具体几点到港？"}]),
    ]  # fmt: skip
    plan["calls"] = calls
    plan["assignments"] = [
        stay(calls[0], "b01", 0.0, 7.0),
        stay(calls[1], "b02", 1.5, 12.5),
        stay(calls[2], "b03", 2.0, 6.0),
        stay(calls[3], "b01", 7.0, 6.0),
        stay(calls[4], "b03", 9.0, 8.0, pinned=True),
        stay(calls[5], "b02", 20.0, 10.0),
    ]
    plan["berths"][0]["closed"] = [
        {"from": stamp(20), "until": stamp(30), "reason": "Dredging", "reason_zh": "疏浚"}
    ]
    plan["first_come"] = {"assignments": [
        stay(entry, b, s, h)
        for entry, b, s, h in zip(calls, ("b01", "b02", "b03", "b03", "b01", "b02"),
                                  (0.0, 1.5, 2.0, 8.0, 14.0, 20.0), (9, 13, 6, 6, 8, 10),
                                  strict=True)]}  # fmt: skip
    plan["moves"] = [
        {"call": "c004", "from_berth": "b02", "to_berth": "b03", "from_start": stamp(14.5),
         "to_start": stamp(9), "text": "Berth 2 is free too late.", "text_zh": "2号泊位空出太晚。"}
    ]  # fmt: skip
    _finish(plan, 0.004)
    _extras(plan, 36)
    return plan


def week_plan(
    berths: int = 11, count: int = 120, hours: float = 168, seed: int = 3, quay: bool = False
) -> dict[str, Any]:
    """A generated week, each call where it ends soonest; `quay` shares the metres instead."""
    random = Random(seed)
    plan = empty_plan(berths, hours)
    etas = sorted(round(random.uniform(-3, hours * 0.86) * 4) / 4 for _ in range(count))
    calls = [_random_call(random, k, eta, berths) for k, eta in enumerate(etas)]
    _closures(plan, berths, hours)
    first = _serve(plan, calls, hours, extra=1.12)
    plan["calls"] = calls
    plan["assignments"] = _serve(plan, calls, hours)
    plan["first_come"] = {"assignments": first}
    if quay:
        _as_quay(plan)
    _finish(plan, 0.0061)
    _extras(plan, hours)
    return plan


def _random_call(random: Random, number: int, eta: float, berths: int) -> dict[str, Any]:
    tonnes = random.choice((300.0, 420.0, 480.0, 500.0, 650.0, 800.0, 1000.0))
    entry = call(number, eta, length_m=random.choice((32.0, 38.5, 42.0, 46.0, 54.0, 58.0)))
    known = random.choice(CARGOES)
    entry |= {"commodity_id": known[0], "commodity_name": known[1], "commodity_name_zh": known[2],
              "packing": known[3], "discharge_t": tonnes}  # fmt: skip
    if known[3] == "boxes":
        entry |= {"discharge_t": 0.0, "discharge_teu": 24.0, "load_teu": random.choice((0.0, 18.0))}
    if random.random() < 0.25:
        entry["preferred_berth_id"] = f"b{random.randint(1, berths):02d}"
    if random.random() < 0.3:
        entry["latest_departure"] = stamp(eta + random.choice((10, 14, 20, 30)))
    if random.random() < 0.06:
        entry["guesses"] = [{"field": "eta", "value": stamp(eta), "text": "预计下午",
                             "question": "At what hour does it arrive?",
                             "question_zh": "具体几点到港？"}]  # fmt: skip
    return entry


def _serve(
    plan: dict[str, Any], calls: list[dict[str, Any]], hours: float, extra: float = 1.0
) -> list[dict[str, Any]]:
    free = {berth["id"]: 0.0 for berth in plan["berths"]}
    shut = {
        berth["id"]: [
            ((_h(c["from"])), _h(c["until"])) for c in berth["closed"] if c["reason"] != "Night"
        ]
        for berth in plan["berths"]
    }
    made = []
    for entry in calls:
        tonnes = entry["discharge_t"] + 20 * (entry["discharge_teu"] + entry["load_teu"])
        length = round((1.5 + tonnes * extra / 75) * 4) / 4
        options = []
        for berth, since in free.items():
            start = max(since, _h(entry["eta"]), 0.0)
            for low, high in shut[berth]:
                if start < high and low < start + length:
                    start = high
            options.append((start, berth != entry["preferred_berth_id"], berth))
        start, _, berth = min(options)
        free[berth] = start + length
        made.append(stay(entry, berth, start, length))
    return made


def _h(text: str) -> float:
    return (datetime.fromisoformat(text) - START) / timedelta(hours=1)


def _closures(plan: dict[str, Any], berths: int, hours: float) -> None:
    crane = {"from": stamp(30), "until": stamp(54), "reason": "Crane rail repair",
             "reason_zh": "轨道维修"}  # fmt: skip
    plan["berths"][1 % berths]["closed"].append(crane)
    plan["berths"][2 % berths]["closed"].append(dict(crane))
    for day in range(int(hours // 24)):
        for berth in plan["berths"][-2:]:
            berth["closed"].append({"from": stamp(24 * day), "until": stamp(24 * day + 6),
                                    "reason": "Night", "reason_zh": "夜间停航"})  # fmt: skip
    plan["blocks"].append({"berth": "b01", "quay": "quay-a", "from": stamp(hours - 40),
                           "until": stamp(hours - 20), "from_m": None, "to_m": None,
                           "reason": "Dredging", "reason_zh": "疏浚"})  # fmt: skip


def _as_quay(plan: dict[str, Any]) -> None:
    """Turn the berths into metres of one quay."""
    length = plan["quays"][0]["length_m"]
    plan["quays"][0]["continuous"] = True
    places = {berth["id"]: berth["from_m"] for berth in plan["berths"]}
    lengths = {entry["id"]: entry["length_m"] for entry in plan["calls"]}
    for made in (plan["assignments"], plan["first_come"]["assignments"]):
        for entry in made:
            low = min(places[entry["berth"]], length - lengths[entry["call"]])
            entry |= {"berth": None, "from_m": low, "to_m": low + lengths[entry["call"]]}
    for block in plan["blocks"]:
        block |= {"berth": None, "from_m": 0.0, "to_m": 80.0}
    plan["form"] = "quay_cranes"


def _finish(plan: dict[str, Any], gap: float) -> None:
    def causes(made: list[dict[str, Any]]) -> dict[str, float]:
        return {key: round(sum(a["by_cause"][key] for a in made), 2) for key in _no_causes()}

    plan["by_cause"] = causes(plan["assignments"])
    plan["objective"] = round(sum(plan["by_cause"].values()), 2)
    plan["gap"], plan["proved"] = gap, gap == 0
    plan["bound"] = round(plan["objective"] * (1 - gap), 2)
    first = plan["first_come"]
    first["by_cause"] = causes(first["assignments"])
    first["objective"] = round(sum(first["by_cause"].values()), 2)
    first["saved"] = round(first["objective"] - plan["objective"], 2)


def _extras(plan: dict[str, Any], hours: float) -> None:
    """Cranes, stock, water, what binds, notes, assumptions and sources."""
    events = sorted(
        (_h(use[key]), sign * use["cranes"])
        for entry in plan["assignments"]
        for use in entry["cranes"]
        for key, sign in (("from", 1), ("until", -1))
    )
    used, now = [[stamp(0), 0]], 0
    for at, change in events:
        now += change
        used.append([stamp(at), now])
    most = max(value for _, value in used)
    shifts = [[stamp(12 * k), most if k % 2 == 0 else most - 2] for k in range(int(hours // 12))]
    plan["cranes"] = [{"pool": "mobile", "name": "Mobile cranes", "name_zh": "流动起重机",
                       "available": shifts, "used": used}]  # fmt: skip
    levels = [[stamp(h), 2600 + 1800 * ((h // 6) % 5) - 12 * h] for h in range(0, int(hours), 6)]
    plan["stocks"] = [{"id": "coal-yard", "name": "Coal yard", "name_zh": "煤炭堆场",
                       "commodity": "coal", "capacity_t": 9500.0, "level": levels}]  # fmt: skip
    water = [[stamp(h), round(2.6 + 0.4 * (((h // 4) * 7) % 11) / 11, 2)]
             for h in range(0, int(hours), 4)]  # fmt: skip
    plan["water"] = [{"berth": berth["id"], "level": water} for berth in plan["berths"]]
    plan["binds"] = [
        {"what": "crane", "id": "mobile", "name": "Mobile cranes", "name_zh": "流动起重机",
         "saved_low": 12.5, "saved_high": 14.0, "text": "One crane more would save 12.5 hours.",
         "text_zh": "多一台起重机可省 12.5 小时。"},
        {"what": "berth", "id": "b01", "name": "Phase II, berth 1", "name_zh": "二期1号泊位",
         "saved_low": 3.0, "saved_high": 3.0, "text": "A second berth like berth 1 would save 3.",
         "text_zh": "多一个同样的泊位可省 3 小时。"},
    ]  # fmt: skip
    plan["notes"] = [{"code": "night", "text": "Berths 10 and 11 rest at night.",
                      "text_zh": "10、11号泊位夜间不作业。"}]  # fmt: skip
    plan["assumptions"] = [{"id": "crane-rate", "name": "Rate of a mobile crane",
                            "name_zh": "流动起重机效率", "low": 60, "middle": 75, "high": 90,
                            "unit": "t/h"}]  # fmt: skip
    plan["sources"] = [{"id": "pub-04", "kind": "public", "title": "Port gazetteer",
                        "title_zh": "港口志"}]  # fmt: skip


def conflicted_plan() -> dict[str, Any]:
    """A week on which somebody dragged vessels over each other."""
    plan = week_plan(6, 30, 72, seed=5)
    by_berth: dict[str, list[dict[str, Any]]] = {}
    for entry in plan["assignments"]:
        by_berth.setdefault(entry["berth"], []).append(entry)
    for made in by_berth.values():
        if len(made) > 2:
            made[1]["start"] = stamp(_h(made[0]["start"]) + 1)
            made[2]["start"] = stamp(_h(made[0]["start"]) + 2)
            ids = [entry["call"] for entry in made[:3]]
            plan["conflicts"].append({"calls": ids, "code": "overlap",
                                      "text": f"{ids[0]} and {ids[1]} lie at the same place.",
                                      "text_zh": f"{ids[0]}与{ids[1]}同时占用一处。"})  # fmt: skip
    plan["feasible"] = True
    return plan


def infeasible_plan() -> dict[str, Any]:
    """No plan: two vessels want one berth at one time."""
    plan = empty_plan(3, 48)
    plan["calls"] = [call(k, 3.0 * k, pinned_berth_id="b01") for k in range(12)]
    plan |= {
        "feasible": False, "proved": True, "objective": None, "bound": None, "gap": None,
        "by_cause": None,
        "infeasible": {
            "calls": ["c000", "c001"],
            "rules": [{"code": "overlap", "text": "Both are pinned to berth 1 at 03:00.",
                       "text_zh": "两船均固定于1号泊位 03:00。"}],
            "relaxation": {"text": "Unpin c001: it then waits 5 hours.",
                           "text_zh": "取消 c001 的固定：将等待 5 小时。", "costs": 5.0},
        },
    }  # fmt: skip
    return plan


def hostile_plan() -> dict[str, Any]:
    """Names that try to be markup, and names far too long."""
    nasty = "<script>alert(1)</script>\"'&\u202e"
    plan = small_plan()
    for entry in plan["calls"]:
        entry["vessel"] = nasty
        entry["commodity_name"] = nasty
        entry["commodity_name_zh"] = nasty
    plan["calls"][0]["vessel"] = "Very long name of a vessel that nobody can shout " * 4
    plan["calls"][1]["vessel"] = "浙江省衢州市衢江区内河航运有限责任公司第一船队机动货船" * 3
    for berth in plan["berths"]:
        berth["name"] = nasty + "A berth with a name that goes on and on " * 3
        berth["name_zh"] = nasty + "名字很长很长的泊位" * 8
        for entry in berth["closed"]:
            entry["reason"] = entry["reason_zh"] = nasty * 3
    for key in ("notes", "binds", "conflicts"):
        for entry in plan[key]:
            entry["text"] = entry["text_zh"] = nasty
    for entry in plan["assignments"]:
        entry["why"]["text"] = entry["why"]["text_zh"] = nasty
    plan["terminal_name"] = plan["terminal_name_zh"] = nasty
    plan["sources"][0] |= {"id": nasty, "title": nasty, "title_zh": nasty, "kind": nasty}
    plan["calls"][5]["guesses"][0] |= {"text": nasty, "question": nasty, "question_zh": nasty}
    return plan


PLANS = {
    "empty": empty_plan,
    "small": small_plan,
    "week": week_plan,
    "busy": lambda: week_plan(20, 300, 168, seed=11),
    "two-weeks": lambda: week_plan(12, 260, 336, seed=2),
    "one-day": lambda: week_plan(8, 30, 24, seed=4),
    "quay": lambda: week_plan(8, 90, 168, seed=6, quay=True),
    "one-call": lambda: week_plan(2, 1, 24, seed=1),
    "conflicts": conflicted_plan,
    "infeasible": infeasible_plan,
    "hostile": hostile_plan,
}
