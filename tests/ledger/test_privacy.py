"""What is about persons is seen by whoever needs it, for as long as it is needed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from fictional_town import AFTER, RECT, START, Clock, in_progress, rectification, town

from tongqu.errors import (
    BadValueError,
    NotFoundError,
    NotPermittedError,
    TongquError,
)
from tongqu.ledger import Ledger
from tongqu.ledger.private import private_numbers

NAMES = "Li Example; Wu Example"
PHONE = "13800138000"
SECRET = "The fence is moved by half a metre"


def dispute(ledger: Ledger, **more: Any) -> str:
    return ledger.add(
        "dispute",
        title="A fence between two plots",
        actor="north-2",
        fields={
            "matter": "neighbours",
            "account": "The fence stands on the neighbour's side",
            "party_names": NAMES,
            "party_phones": PHONE,
        },
        **more,
    )


def agreed(ledger: Ledger, clock: Clock) -> str:
    """Return a dispute with an agreement that is closed the day after."""
    code = dispute(ledger)
    ledger.act(code, "dispatch", actor="north-2", to_unit="north")
    ledger.act(code, "accept", actor="north-1")
    papers = [{"kind": "agreement", "name": "agreement.pdf", "sha256": "a" * 64}]
    ledger.act(
        code, "agree", actor="north-1", evidence=papers,
        fields={"agreement_form": "written", "agreement": SECRET},
    )  # fmt: skip
    clock.go(days=1)
    record = [{"kind": "record", "name": "record.pdf", "sha256": "b" * 64}]
    ledger.act(code, "ask_close", actor="north-1", evidence=record, fields={"outcome": "kept"})
    ledger.act(code, "close", actor="head")
    return code


def everything(ledger: Ledger, code: str, actor: str) -> str:
    """Return all that an account gets to see of an item, as one text."""
    item, events = ledger.item(code, actor=actor)
    return repr(item) + repr(events)


def test_parties_are_seen_by_handlers_only() -> None:
    """A confidential dispute: handlers see it, others see that it exists and where it stands."""
    ledger = town()
    code = dispute(ledger)
    for actor in ("north-1", "north-2", "north-head", "head", "deputy"):
        assert NAMES in everything(ledger, code, actor), actor
    for actor in ("south-1", "cell-1-1", "desk", "handler", "looker", "audit"):
        seen = everything(ledger, code, actor)
        assert "fence" not in seen, actor
        assert NAMES not in seen, actor
        assert ledger.item(code, actor=actor)[0].state == "registered"
    for actor in ("portal", "admin"):
        if actor == "admin":
            assert "fence" not in everything(ledger, code, actor)
        else:
            with pytest.raises(NotFoundError):
                ledger.item(code, actor=actor)


def test_each_reading_is_noted() -> None:
    """Who read a confidential item, and when; an outline is no reading."""
    clock = Clock()
    ledger = town(clock)
    code = dispute(ledger)
    ledger.item(code, actor="looker")
    ledger.item(code, actor="north-1")
    clock.go(hours=1)
    ledger.item(code, actor="head")
    log = ledger.read_log(code, actor="audit")
    assert log == ((START, "north-1"), (START + timedelta(hours=1), "head"))
    with pytest.raises(NotPermittedError):
        ledger.read_log(code, actor="south-1")
    open_one = rectification(ledger)
    ledger.item(open_one, actor="north-1")
    assert ledger.read_log(open_one, actor="audit") == ()


def test_personal_fields_are_apart_and_for_those_who_work_on_it() -> None:
    """Of an open item: the field is in no event's data, and a mere viewer does not see it."""
    ledger = town()
    code = in_progress(ledger)
    ledger.act(code, "edit", actor="north-2", fields={"reporter_phone": PHONE})
    for event in ledger.journal.events(item=code):
        assert PHONE not in json.dumps(dict(event.entry.data))
    assert PHONE in everything(ledger, code, "north-1")
    assert PHONE in everything(ledger, code, "desk")
    for actor in ("south-1", "looker", "audit"):
        assert PHONE not in everything(ledger, code, actor)
    assert ledger.journal.items(text=PHONE) == []


def test_personal_fields_expire() -> None:
    """A hundred and eighty days on it is gone, and everything else is still there."""
    clock = Clock()
    ledger = town(clock)
    code = in_progress(ledger)
    ledger.act(code, "edit", actor="north-2", fields={"reporter_phone": PHONE})
    clock.go(days=179)
    assert PHONE in everything(ledger, code, "north-1")
    clock.go(days=1)
    assert PHONE not in everything(ledger, code, "north-1")
    assert ledger.item(code, actor="north-1")[0].state == "in_progress"


def test_personal_fields_can_be_forgotten() -> None:
    """By whoever handles the item, at once, and the chain still holds."""
    ledger = town()
    code = dispute(ledger)
    with pytest.raises(NotPermittedError):
        ledger.forget(code, "party_phones", actor="south-1")
    assert ledger.forget(code, "party_phones", actor="north-1", reason="asked for") == 1
    item, _ = ledger.item(code, actor="north-1")
    assert "party_phones" not in item.personal
    assert item.personal["party_names"].value == NAMES
    assert item.personal_gone == {"party_phones": "deleted"}
    assert ledger.journal.verify().ok


def test_hidden_fields_leave_in_no_view() -> None:
    """What is agreed is hidden from everybody once the dispute is closed, as of any day too."""
    clock = Clock()
    ledger = town(clock)
    code = agreed(ledger, clock)
    for actor in ("north-1", "head", "audit", "looker"):
        for as_of in (None, START.date()):
            item, events = ledger.item(code, actor=actor, as_of=as_of)
            view = ledger.views(actor=actor, as_of=as_of).item(code)
            assert SECRET not in repr((item, events)) + json.dumps(view)
    assert ledger.item(code, actor="north-1", as_of=START.date())[0].state == "agreed"
    assert SECRET not in json.dumps(ledger.public())
    with pytest.raises(TongquError) as error:
        ledger.act(code, "agree", actor="north-1", fields={"agreement": "x"})
    assert SECRET not in str(error.value)


def test_refusals_tell_nothing_about_what_is_not_seen() -> None:
    """Neither title nor parties are in a refusal, and an unseen item is as none."""
    ledger = town()
    code = dispute(ledger)
    with pytest.raises(NotPermittedError) as error:
        ledger.act(code, "accept", actor="south-1")
    assert "fence" not in str(error.value)
    ledger.configure(
        "accounts",
        [{"id": "narrow", "unit": "south", "roles": ["handler"], "sees": "unit"}],
        actor="admin",
    )
    code = in_progress(ledger)
    for ask in (
        lambda: ledger.item(code, actor="narrow"),
        lambda: ledger.act(code, "note", actor="narrow", note="x"),
        lambda: ledger.item("rect-9999", actor="narrow"),
    ):
        with pytest.raises(NotFoundError) as unseen:
            ask()
        assert unseen.value.problems[0].code == "ledger_unknown_item"


def test_roles_may_be_for_some_kinds_only() -> None:
    """Roles, unit and kind together decide."""
    ledger = town()
    ledger.configure(
        "accounts",
        [{"id": "mediator", "unit": "north", "roles": ["handler"], "kinds": ["dispute"]}],
        actor="admin",
    )
    code = rectification(ledger)
    ledger.act(code, "dispatch", actor="desk", to_unit="north", fields={"due_on": "2026-03-31"})
    with pytest.raises(NotFoundError):
        ledger.act(code, "accept", actor="mediator")
    other = dispute(ledger)
    ledger.act(other, "dispatch", actor="north-2", to_unit="north")
    assert ledger.act(other, "accept", actor="mediator").state == "mediating"


@pytest.mark.parametrize(
    "text",
    ["a\x1b[31mred", "photo\u202egpj.exe", "\x07", "\ud800", "\u2066x", "a\u2028b", "\x9b31m"],
)
def test_letters_that_steer_or_deceive_are_refused(text: str) -> None:
    """Escape sequences and letters that turn others round come in nowhere: no output fears them."""
    ledger = town()
    code = in_progress(ledger)
    for name in ("title", "title_zh", "note"):
        with pytest.raises(BadValueError, match="unprintable"):
            rectification(ledger, **{"title": "x", name: f"x{text}x"})
    with pytest.raises(BadValueError, match="unprintable"):
        rectification(ledger, tags=[text])
    with pytest.raises(BadValueError, match="unprintable"):
        rectification(ledger, fields={**RECT, "problem": f"x{text}x"})
    with pytest.raises(BadValueError, match="unprintable"):
        ledger.act(code, "note", actor="north-1", note=f"x{text}x")
    with pytest.raises(BadValueError, match="unprintable"):
        ledger.act(code, "attach", actor="north-1", evidence=[{**AFTER, "name": f"x{text}x"}])
    with pytest.raises(BadValueError, match="unprintable"):
        ledger.configure("units", [{"id": "west", "name": f"x{text}x"}], actor="admin")
    # A note has lines, a title is one.
    ledger.act(code, "note", actor="north-1", note="first\nsecond")
    with pytest.raises(BadValueError, match="unprintable"):
        rectification(ledger, title="first\nsecond")
    with pytest.raises(BadValueError, match="unprintable"):
        ledger.act(code, "edit", actor="north-1", data={"title": "first\nsecond"})


def test_the_public_view_has_chosen_fields_and_no_small_counts() -> None:
    """Works and rectifications one by one, disputes as counts, single ones not at all."""
    ledger = town()
    shown = rectification(ledger, fields={
        "problem": "The gully is full of sand", "found_by": "report", "severity": "minor",
        "location": "Behind the third house", "reporter_phone": PHONE,
    })  # fmt: skip
    hidden = rectification(ledger, title="Leak", confidential=True)
    for _ in range(6):
        dispute(ledger)
    ledger.act(dispute(ledger), "dispatch", actor="north-head", to_unit="south")
    view = ledger.public()
    [item] = view["items"]
    assert item["code"] == shown
    assert {field["id"] for field in item["fields"]} == {"problem", "found_by", "severity"}
    text = json.dumps(view)
    for secret in (PHONE, "third house", "fence", hidden, NAMES):
        assert secret not in text
    counts = view["counts"]
    assert [row["kind"] for row in counts["rows"]] == ["dispute", "rectification"]
    assert all(value is None or value == 0 or value >= 5
               for row in counts["rows"] for value in (*row["open"], row["total"]))  # fmt: skip


def test_a_search_finds_by_titles_that_are_seen_only() -> None:
    """Otherwise one could guess a confidential title word by word."""
    ledger = town()
    code = dispute(ledger)
    for actor, found in (("north-1", [code]), ("looker", []), ("south-1", [])):
        view = ledger.views(actor=actor).items(text="fence plots")
        assert [row["code"] for row in view["items"]] == found, actor
        assert view["total"] == len(found)
    assert ledger.views(actor="looker").items(text=code)["total"] == 1


def test_who_may_lift_what_is_confidential() -> None:
    """Anybody who edits may make an item confidential, only supervisors may make it open again."""
    ledger = town()
    code = in_progress(ledger)
    assert ledger.act(code, "edit", actor="north-2", data={"confidential": True}).confidential
    with pytest.raises(NotPermittedError, match="ledger_wrong_role"):
        ledger.act(code, "edit", actor="north-2", data={"confidential": False})
    item = ledger.act(code, "edit", actor="north-head", data={"confidential": "false"})
    assert not item.confidential


def test_who_only_brings_something_in_sees_the_outline() -> None:
    """The public portal comments on a draft, and gets nothing back but where it stands."""
    ledger = town()
    code = ledger.add(
        "consultation", title="Parking rules", actor="desk",
        fields={"draft_of": "Parking rules", "scope": "public"},
    )  # fmt: skip
    draft = [{"kind": "draft", "name": "draft.pdf", "sha256": "e" * 64}]
    ledger.act(
        code, "publish", actor="handler", fields={"comments_until": "2026-04-01"}, evidence=draft
    )
    item = ledger.act(code, "comment", actor="portal", data={"comment": "Fewer signs"})
    assert (item.state, item.title, item.comments) == ("open", "", ())
    [comment] = ledger.item(code, actor="desk")[0].comments
    assert (comment.comment, comment.by_unit) == ("Fewer signs", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("11010519491231002X", ("id_number",)),
        ("11010519491231002x", ("id_number",)),
        ("110105 19491231 002X", ("id_number",)),
        ("１１０１０５１９４９１２３１００２Ｘ", ("id_number",)),
        ("110105194912310021", ()),  # the check character is wrong
        ("110105194913310029", ()),  # there is no thirteenth month
        ("4411010519491231002X", ()),  # part of a longer number
        ("+86 138-0013-8000", ("mobile",)),
        ("(13800138000)", ("mobile",)),
        ("12800138000", ()),
        ("138001380001", ()),
        ("438.74 mu, 13 blocks, 2024-12-09, 600 t", ()),
    ],
)
def test_numbers_of_persons(text: str, found: tuple[str, ...]) -> None:
    """Identity numbers by date and check character, mobile numbers by their form."""
    assert private_numbers(text) == found
