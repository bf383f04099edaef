"""The page on the ledger's views and real views have the same keys and codes."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tongqu.errors import TongquError
from tongqu.ledger import Ledger, create_ledger
from tongqu.ledger.example import example_ledger
from tongqu.ledger.view_words import FLAGS, REASONS
from tongqu.ledger.views import LedgerViews
from tongqu.store import MemoryJournal

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "ledger-views.md").read_text(encoding="utf-8")

# Which section of the page tells the keys of what stands under a key.
SECTIONS = {
    "calendar": "calendar",
    "fields": "field",
    "clocks": "clock",
    "extensions": "extension",
    "progress": "progress",
    "sections": "progress",
    "milestones": "milestone",
    "forecast": "forecast",
    "plan": "plan",
    "budget": "budget",
    "tenants": "tenants",
    "closures": "closure",
    "evidence": "evidence",
    "look_backs": "look_back",
    "next_step": "step",
    "links": "link",
    "light_reasons": "coded",
    "flags": "coded",
    "sources": "source",
    "history": "event",
    "totals": "counts",
    "by_kind": "counts",
    "by_unit": "counts",
    "late": "due",
    "due_soon": "due",
    "escalation": "escalation",
    "changes_since": "changes",
    "ledger": "ledger",
    "period": "period",
    "rebounds": "row",
    "items": "row",
    "bars": "bar",
}
WORKS = {"status": "item", "timeline": "line"}
OPEN = {"params", "activities", "dependencies"}
"""Keys whose content depends on something else: a code, a plan."""

VIEWS = {
    "ledger_item": "item",
    "ledger_status": "status",
    "ledger_report": "status",
    "ledger_timeline": "timeline",
}


def sections() -> dict[str, list[str]]:
    """Return, for each section, the keys in the first column of its tables of keys."""
    found: dict[str, list[str]] = {}
    for name, body in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL):
        tables = re.split(r"\n\n(?=\| (?:key|reason|flag) )", f"\n{body}")
        for table in tables:
            if table.startswith("| key"):
                for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE):
                    found.setdefault(name, []).extend(re.findall(r"`(\w+)`", row))
    return found


def codes(word: str) -> list[str]:
    """Return the codes in the table of reasons or of flags."""
    [table] = re.findall(
        rf"^\| {word} \| what \|\n(.*?)(?=\n\n|\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    return [code for row in rows for code in re.findall(r"`(\w+)`", row)]


def keys(value: Any, section: str) -> Iterator[tuple[str, str]]:
    """Yield every key with the section that must tell it."""
    if isinstance(value, list):
        for item in value:
            yield from keys(item, section)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield section, key
            inside = WORKS.get(section, section) if key == "works" else SECTIONS.get(key, section)
            if key not in OPEN and not (section == "counts" and key == "items"):
                yield from keys(inner, inside)


def planned() -> tuple[Ledger, datetime]:
    """Return a ledger with a work that has a schedule, a link and a date that moved."""
    now = [datetime(2026, 3, 2, 1, tzinfo=UTC)]
    ledger = create_ledger(MemoryJournal(clock=lambda: now[0]))
    roles = ["clerk", "handler", "supervisor"]
    ledger.configure("units", [{"id": "roads", "name": "Roads", "name_zh": "路政"}], actor="admin")
    ledger.configure("accounts", [{"id": "li", "unit": "roads", "roles": roles}], actor="admin")
    fields = {"category": "road"}
    code = ledger.add("work", title="Bridge", title_zh="桥", actor="li", fields=fields)
    plan = {"start_on": "2026-03-02", "finish_on": "2026-06-30", "activities": []}
    ledger.act(code, "set_plan", actor="li", data={"plan": plan, "baseline": True})
    road = ledger.add("work", title="Road", title_zh="路", actor="li", fields=fields)
    ledger.act(code, "link", actor="li", data={"relation": "needs", "to": road})
    for on in ("2026-06-30", "2026-07-31"):
        now[0] += timedelta(days=9)
        data = {"milestone": "opening", "on": on, "status": "planned"}
        ledger.act(code, "state_date", actor="li", data=data)
    return ledger, now[0]


@pytest.fixture(scope="module")
def real() -> set[tuple[str, str]]:
    """Return the keys of real views of the shipped example, a year through."""
    ledger = example_ledger()
    account = next(
        one.id for one in ledger.settings().accounts.values() if one.has(("supervisor",))
    )
    found: list[dict[str, Any]] = []
    for day in (date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 9)):
        views = LedgerViews(ledger, actor=account, as_of=day)
        found += [views.status(since=date(2024, 10, 20)), views.timeline(), views.late()]
        found += [views.mine(), views.items(limit=500), views.month(day.year, day.month)]
        for row in views.items(limit=500)["items"]:
            try:
                found.append(views.item(row["code"]))
            except TongquError:
                continue
    other, now = planned()
    views = LedgerViews(other, actor="li", as_of=now)
    found += [views.status(since=date(2026, 3, 15)), views.item("work-0001")]
    seen = set()
    for view in found:
        seen |= set(keys(view, VIEWS.get(view["kind"], "view")))
    return seen


def told() -> set[tuple[str, str]]:
    """Return the keys that the page tells, with their sections."""
    page = sections()
    pairs = {(section, key) for section, names in page.items() for key in names}
    # What every view begins with.
    head = ("schema_version", "kind", "as_of", "calendar")
    return pairs | {(section, key) for section in VIEWS.values() for key in head}


def test_every_key_of_a_view_is_on_the_page(real: set[tuple[str, str]]) -> None:
    """Whoever reads the JSON can look up what a key means."""
    assert real - told() == set()


def test_every_key_of_the_page_is_in_a_view(real: set[tuple[str, str]]) -> None:
    """The page does not promise what no view has."""
    assert told() - real == set()


def test_every_code_is_on_the_page() -> None:
    """Reasons of lights and flags are listed, and no others."""
    assert sorted(codes("reason")) == sorted(REASONS)
    assert sorted(codes("flag")) == sorted(FLAGS)
