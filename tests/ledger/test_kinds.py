"""Kinds are declared in files: read with all problems at once, and checked for sense."""

from __future__ import annotations

import copy
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.errors import DatasetError, NotFoundError
from tongqu.ledger.kind import Kind
from tongqu.ledger.kind_check import check_kind
from tongqu.ledger.kind_paths import reachable, steps
from tongqu.ledger.kind_reading import KEYS, SHIPPED, kind_from, read_kind, shipped_kind
from tongqu.text import problem_text
from tongqu.text.templates import TEMPLATES

FOLDER = Path(str(files("tongqu.ledger").joinpath("kinds")))


def raw(id_: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{id_}.toml").read_text(encoding="utf-8"))


def every_name(value: Any) -> list[tuple[str, str]]:
    """Return every pair of names that a file has, at any depth."""
    if isinstance(value, list):
        return [pair for one in value for pair in every_name(one)]
    if not isinstance(value, dict):
        return []
    own = [(value["name"], value.get("name_zh", ""))] if "name" in value else []
    return own + [pair for one in value.values() for pair in every_name(one)]


def test_what_is_shipped_is_what_is_there() -> None:
    """Every file in the folder is a kind that comes with the ledger, and the other way round."""
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(SHIPPED)
    prefixes = [shipped_kind(id_).prefix for id_ in SHIPPED]
    assert len(set(prefixes)) == len(prefixes)


@pytest.mark.parametrize("id_", SHIPPED)
def test_shipped_kinds_make_sense(id_: str) -> None:
    """Nothing is found by the check that users get for theirs."""
    assert check_kind(shipped_kind(id_), kinds=SHIPPED) == ()


@pytest.mark.parametrize("id_", SHIPPED)
def test_shipped_kinds_speak_both_languages(id_: str) -> None:
    """Each name has its Chinese beside it, and is not just the English once more."""
    for name, name_zh in every_name(raw(id_)):
        assert name_zh, name
        assert any("\u4e00" <= letter <= "\u9fff" for letter in name_zh), name
    for field in shipped_kind(id_).fields:
        assert not field.personal or field.purpose_zh != field.purpose


@given(id_=st.sampled_from(SHIPPED), data=st.data())
def test_from_wherever_an_item_comes_to_it_can_be_closed(id_: str, data: st.DataObject) -> None:
    """After any way through any shipped kind, some further way leads to a final state."""
    kind = shipped_kind(id_)
    state = kind.initial.id
    for _ in range(data.draw(st.integers(0, 12))):
        state = data.draw(st.sampled_from([after for s, _, after in steps(kind) if s == state]))
    assert state in reachable(kind)
    seen, front = {state}, [state]
    while front:
        here = front.pop()
        front += [after for s, _, after in steps(kind) if s == here and after not in seen]
        seen |= set(front)
    assert any(one.final for one in kind.states if one.id in seen)


@pytest.mark.parametrize("id_", SHIPPED)
def test_what_the_issue_asks_of_each_kind(id_: str) -> None:
    """Closing by two with proof, returns that end, clocks from the dispatch, paused on waiting."""
    kind = shipped_kind(id_)
    final = {state.id for state in kind.states if state.final}
    assert all(a.second_person_after for a in kind.actions if a.to in final)
    for action in kind.actions:
        if action.effect == "returned":
            assert action.limit is not None
            assert action.limit.count == 2
    accept = kind.clock("accept")
    if accept is not None:
        assert {kind.action(one).effect for one in accept.starts_on} <= {"dispatched", "arbitrated"}


WANTED = {
    "work": ("planned", "progressed", "happened", "expected", "budgeted", "tenant",
             "closing_notice", "looked_back"),
    "rectification": ("looked_back", "extended", "joined", "escalated", "arbitrated"),
    "dispute": ("noted", "looked_back", "arbitrated"),
    "notice": ("replied", "dispatched", "extended"),
    "service_request": ("booked", "booking_cancelled", "reopened"),
    "consultation": ("commented", "answered"),
    "screening": ("found", "progressed"),
    "task_list": ("planned", "expected", "happened"),
}  # fmt: skip


@pytest.mark.parametrize("id_", SHIPPED)
def test_each_kind_does_what_it_is_for(id_: str) -> None:
    """The effects that make a work a work, and a dispute a dispute."""
    effects = {action.effect for action in shipped_kind(id_).actions}
    assert set(WANTED[id_]) <= effects


def broken(id_: str = "rectification", **changes: Any) -> Kind:
    """Return a shipped kind with one thing changed: ``action__close__roles=[]``."""
    table = copy.deepcopy(raw(id_))
    for path, value in changes.items():
        where, *rest = path.split("__")
        if len(rest) == 2:
            row = next(one for one in table[where] if one["id"] == rest[0])
            row[rest[1]] = value
            if value is None:
                del row[rest[1]]
        elif rest:
            table[where][rest[0]] = value
        elif value is None:
            del table[where]
        else:
            table[where] = value
    return kind_from(table, file=f"{id_}.toml")


DEFECTS: list[tuple[str, dict[str, Any]]] = [
    ("kind_unreachable", {"action__dispatch__to": "registered"}),
    ("kind_dead_end", {"action__send_back__from": ["registered"], "action__close__to": "checking"}),
    ("kind_never_happens", {"action__reopen__from": ["checking"], "action__close__roles": []}),
    ("kind_nobody", {"action__close__roles": []}),
    ("kind_roles_hold_nothing", {"action__accept__roles": ["viewer", "public"]}),
    ("kind_extends_nothing", {"action__extend__clock": "check"}),
    ("kind_extends_without_role", {"action__extend__roles": ["clerk"]}),
    ("kind_extends_without_reason", {"action__extend__reason": False}),
    ("kind_second_of_itself", {"action__close__second_person_after": ["close"]}),
    ("kind_for_nothing", {"action__note__creates": "work"}),
    ("kind_for_nothing", {"action__note__clock": "check"}),
    ("kind_returns_for_ever", {"action__return__limit": None}),
    ("kind_limit_stuck", {"action__ask_arbitration__from": ["in_progress"]}),
    ("kind_no_arbitration", {"action__return__limit": {"count": 2, "then": "accept"}}),
    ("kind_closes_nothing", {"action__send_back__effect": "closed"}),
    ("kind_closed_alone", {"action__close__second_person_after": []}),
    ("kind_closed_without_proof", {"action__ask_close__evidence": []}),
    ("kind_look_back_unruled", {"look_back": None}),
    ("kind_look_back_effect", {"action__look_back__from": ["in_progress"]}),
    ("kind_look_back_effect", {"look_back__then": "note"}),
    ("kind_look_back_reason", {"action__reopen__reasons": [
        {"id": "other", "name": "Other", "name_zh": "其他"}]}),
    ("kind_missing_key", {"look_back__then": ""}),
    ("kind_field_never_asked", {"field__location__asked_on": []}),
    ("kind_field_shut", {"field__result__read_only_in": ["in_progress"]}),
    ("kind_field_lost", {"field__cause__asked_on": ["attach"]}),
    ("kind_parts_never_finish", {"action__finish_part__who": "holder"}),
    ("kind_clock_unowned", {"clock__check__owner": ""}),
    ("kind_clock_never_starts", {"clock__check__starts_on": []}),
    ("kind_clock_never_stops", {"clock__check__stops_on": ["plan_measure"],
                                "action__send_back__to": "registered",
                                "action__plan_measure__from": ["registered"],
                                "action__dispatch__from": ["dispatched"],
                                "action__ask_withdraw__from": ["in_progress"],
                                "action__send_back__from": ["registered"],
                                "action__close__from": ["checking"],
                                "action__return__to": "dispatched",
                                "action__escalate__to": "dispatched",
                                "action__reopen__to": "closed"}),
    ("kind_clock_stands_still", {"clock__arbitration__pauses_in": ["arbitration"],
                                 "action__arbitrate__to": "arbitration"}),
    ("kind_clock_field_unasked", {"clock__rectify__limit": {"field": "lost"},
                                  "field__location__type": "date",
                                  "field__location__asked_on": [],
                                  "field__location__id": "lost"}),
    ("kind_clock_never_extended", {"action__extend__effect": "noted"}),
    ("kind_due_field_with", {"field__due_on__asked_on": ["extend"]}),
    ("kind_light_missing", {"light": []}),
    ("kind_light_order", {"light": [{"rule": "progress_behind", "yellow": 30, "red": 10}]}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes"), DEFECTS, ids=[code for code, _ in DEFECTS])
def test_each_defect_is_found(code: str, changes: dict[str, Any]) -> None:
    """One defect each, by its name; every finding says file and key, in both languages."""
    found = check_kind(broken(**changes), file="rectification.toml", kinds=SHIPPED)
    assert code in {problem.code for problem in found}
    for problem in found:
        assert problem.file == "rectification.toml"
        assert problem.column
        assert problem_text(problem, "en") != problem_text(problem, "zh")


def test_findings_name_a_kind_and_units_exist() -> None:
    """What a finding becomes, and a unit that owes a clock, have to be there."""
    assert check_kind(shipped_kind("screening"))[0].code == "kind_creates"
    kind = broken(clock__check__owner="west")
    assert check_kind(kind) == ()
    assert [p.code for p in check_kind(kind, units=["north"])] == ["kind_clock_unowned"]
    many = broken("task_list", clock__check__limit={"field": "third"},
                  field__result__type="date", field__result__id="third")  # fmt: skip
    assert "kind_many_due_fields" in {p.code for p in check_kind(many)}
    endless = broken(state=[{**state, "final": False} for state in raw("rectification")["state"]])
    assert "kind_no_end" in {p.code for p in check_kind(endless)}


def test_all_problems_of_a_file_at_once(tmp_path: Path) -> None:
    """Each with file and key, and with what was perhaps meant."""
    table = raw("rectification")
    text = (FOLDER / "rectification.toml").read_text(encoding="utf-8")
    text = text.replace('prefix = "rect"', 'prefix = "Rect"\ncolour = "red"')
    text = text.replace('from = ["checking"]', 'from = ["cheking"]')
    text = text.replace("working_hours = 8", "working_hours = 0")
    text = text.replace('who = "supervisor"', 'who = "boss"')
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError) as error:
        read_kind(path)
    found = {(p.code, p.column) for p in error.value.problems}
    assert ("kind_bad_id", "prefix") in found
    assert ("kind_unknown_key", "colour") in found
    assert ("kind_unknown_reference", "action.close.from") in found
    assert ("kind_wrong_type", "clock.accept.limit.working_hours") in found
    assert ("kind_not_allowed", "action.arbitrate.who") in found
    assert {p.file for p in error.value.problems} == {"mine.toml"}
    close = next(p for p in error.value.problems if p.column == "action.close.from")
    assert close.params["similar"] == "checking"
    assert kind_from(table).id == "rectification"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("id = ", "kind_not_toml"),
        ("", "kind_missing_key"),
        ("\udcff".encode("utf-8", "surrogateescape").decode("latin-1"), "kind_not_toml"),
    ],
)
def test_files_that_are_no_kinds(tmp_path: Path, text: str, code: str) -> None:
    """An unfinished file, an empty one, bytes of something else."""
    path = tmp_path / "mine.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(DatasetError) as error:
        read_kind(path)
    assert code in {problem.code for problem in error.value.problems}
    with pytest.raises(NotFoundError, match="kind_unreadable"):
        read_kind(tmp_path / "none.toml")


@given(
    st.sampled_from([k for k in KEYS if k]),
    st.data(),
    st.one_of(
        st.none(), st.integers(), st.text(max_size=5), st.booleans(), st.floats(),
        st.lists(st.text(max_size=3), max_size=3), st.dictionaries(st.text(max_size=3), st.none()),
    ),
)  # fmt: skip
def test_nothing_that_stands_in_a_file_breaks_the_reader(
    table: str, data: st.DataObject, value: Any
) -> None:
    """Any value at any key is read or refused with a problem, never with another error."""
    kind = copy.deepcopy(raw("rectification"))
    key = data.draw(st.sampled_from(KEYS[table]))
    rows = kind.get(table)
    if isinstance(rows, dict):
        rows[key] = value
    elif rows:
        data.draw(st.sampled_from(rows))[key] = value
    else:
        kind[table] = [{key: value}]
    problems: tuple[object, ...] = ()
    try:
        read = kind_from(kind)
    except DatasetError as error:
        problems = error.problems
    else:
        assert read.id == kind["id"]
        check_kind(read)
        return
    assert problems


def test_every_code_of_the_check_has_words() -> None:
    """Codes that are told through a callback are not seen by the catalogue's own test."""
    source = Path(str(files("tongqu.ledger")))
    text = "".join(p.read_text(encoding="utf-8") for p in source.glob("kind_*.py"))
    codes = set(re.findall(r'"(kind_[a-z_]+)"', text))
    assert codes - {"kind_from"} - set(TEMPLATES) == set()
    assert len(codes) > 40
