"""What the rules of a kind allow, and what they refuse, told all at once."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from importlib.resources import files

import pytest
from fictional_town import (
    AFTER,
    RECT,
    START,
    Clock,
    ask_close,
    checking,
    in_progress,
    rectification,
    town,
)

from tongqu.errors import (
    BadValueError,
    ConflictError,
    DatasetError,
    NotFoundError,
    NotPermittedError,
    TongquError,
)
from tongqu.ledger.folding import fold
from tongqu.ledger.views import LedgerViews


def codes(error: pytest.ExceptionInfo[TongquError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_from_opening_to_closing_and_back() -> None:
    """The way of a rectification: opened, sent, taken, done, checked by a second person."""
    ledger = town()
    code = checking(ledger)
    item = ledger.act(code, "close", actor="head")
    assert item.state == "closed"
    assert item.closing is not None
    assert (item.closing.asked_by, item.closing.actor) == ("north-1", "head")
    assert [one.unit for one in item.units] == ["centre", "north"]
    assert [one.action for one in item.actions] == [
        "create", "dispatch", "accept", "ask_close", "close",
    ]  # fmt: skip
    row = ledger.journal.item(code)
    assert row is not None
    assert not row.open


def test_everything_that_is_wrong_is_told_at_once() -> None:
    """Role, unit and state in one refusal, with exit code 7."""
    ledger = town()
    code = rectification(ledger)
    with pytest.raises(NotPermittedError) as error:
        ledger.act(code, "close", actor="south-1")
    assert codes(error) == [
        "ledger_wrong_role", "ledger_wrong_unit", "ledger_wrong_state", "ledger_first_missing",
    ]  # fmt: skip
    with pytest.raises(BadValueError) as bad:
        ledger.act(code, "dispatch", actor="desk", fields={"problem": "x", "colour": "red"})
    assert sorted(codes(bad)) == [
        "ledger_data_missing",  # to_unit
        "ledger_field_not_asked",
        "ledger_field_required",  # due_on
        "ledger_unknown_field",
    ]
    assert len(list(ledger.journal.events(item=code))) == 1


def test_nobody_closes_alone() -> None:
    """Neither the same account nor on behalf of the one who asked, nor in another's name."""
    ledger = town()
    ledger.configure(
        "accounts",
        [{"id": "both", "unit": "centre", "roles": ["handler", "supervisor"]}],
        actor="admin",
    )
    code = rectification(ledger)
    ledger.act(code, "dispatch", actor="desk", to_unit="centre", fields={"due_on": "2026-03-31"})
    ledger.act(code, "accept", actor="both")
    ask_close(ledger, code, actor="both", on_behalf_of="handler")
    for actor, behalf in (("both", ""), ("both", "deputy"), ("head", "both"), ("head", "handler")):
        with pytest.raises(NotPermittedError) as error:
            ledger.act(code, "close", actor=actor, on_behalf_of=behalf)
        assert codes(error) == ["ledger_same_person"]
    assert ledger.act(code, "close", actor="head").state == "closed"


def test_returns_have_an_end() -> None:
    """Twice back, then only arbitration is left, which binds whoever gets the item."""
    ledger = town()
    code = rectification(ledger)
    with pytest.raises(NotPermittedError, match="ledger_wrong_state"):
        ledger.act(code, "return", actor="north-1", reason="not_ours")
    for _ in range(2):
        ledger.act(code, "dispatch", actor="desk", to_unit="north", fields={"due_on": "2026-03-31"})
        with pytest.raises(NotPermittedError) as early:
            ledger.act(code, "ask_arbitration", actor="north-1", reason="It is the south's")
        assert codes(early) == ["ledger_limit_not_reached"]
        item = ledger.act(code, "return", actor="north-1", reason="not_ours")
        assert (item.unit, item.state) == ("centre", "registered")
    ledger.act(code, "dispatch", actor="desk", to_unit="north", fields={"due_on": "2026-03-31"})
    with pytest.raises(NotPermittedError) as error:
        ledger.act(code, "return", actor="north-1", reason="not_ours")
    assert codes(error) == ["ledger_limit_reached"]
    ledger.act(code, "ask_arbitration", actor="north-1", reason="It is the south's")
    item = ledger.act(code, "arbitrate", actor="head", to_unit="south", reason="By area")
    assert (item.unit, item.state) == ("south", "dispatched")
    with pytest.raises(NotPermittedError) as bound:
        ledger.act(code, "return", actor="south-1", reason="not_ours")
    assert codes(bound) == ["ledger_limit_reached"]


def test_reasons_come_from_the_list() -> None:
    """A reason is asked, and it is one of those that the kind names."""
    ledger = town()
    code = rectification(ledger)
    ledger.act(code, "dispatch", actor="desk", to_unit="north", fields={"due_on": "2026-03-31"})
    for reason, expected in (("", "ledger_reason_missing"), ("tired", "not_allowed")):
        with pytest.raises(BadValueError) as error:
            ledger.act(code, "return", actor="north-1", reason=reason)
        assert codes(error) == [expected]


def test_dispatch_goes_down_and_escalation_up() -> None:
    """A clerk sends to the own unit or below; a cell that cannot do it hands it up one tier."""
    ledger = town()
    code = rectification(ledger, actor="north-2")
    with pytest.raises(BadValueError) as error:
        ledger.act(
            code, "dispatch", actor="north-2", to_unit="south", fields={"due_on": "2026-03-31"}
        )
    assert codes(error) == ["ledger_not_below"]
    ledger.act(code, "dispatch", actor="north-2", to_unit="cell-1", fields={"due_on": "2026-03-31"})
    item = ledger.act(code, "escalate", actor="cell-1-1", reason="No pump here")
    assert (item.unit, item.state) == ("north", "registered")
    own = rectification(ledger)
    ledger.act(own, "dispatch", actor="desk", to_unit="centre", fields={"due_on": "2026-03-31"})
    with pytest.raises(BadValueError) as top:
        ledger.act(own, "escalate", actor="handler", reason="No pump here")
    assert codes(top) == ["ledger_nobody_above"]


def test_joint_handling_waits_for_every_part() -> None:
    """The lead cannot say that it is done before each unit has finished its part."""
    ledger = town()
    code = in_progress(ledger)
    ledger.act(code, "join", actor="north-1", units=["south", "cell-2"])
    with pytest.raises(NotPermittedError) as error:
        ask_close(ledger, code)
    assert error.value.problems[0].params["units"] == ("south", "cell-2")
    ledger.act(code, "note", actor="south-2", note="Pipe replaced")  # a part may bring in notes
    ledger.act(code, "finish_part", actor="south-1")
    with pytest.raises(BadValueError, match="ledger_part_finished"):
        ledger.act(code, "finish_part", actor="south-1")
    with pytest.raises(NotPermittedError, match="ledger_wrong_unit"):
        ledger.act(code, "finish_part", actor="cell-1-1")
    ledger.configure(
        "accounts", [{"id": "cell-2-1", "unit": "cell-2", "roles": ["handler"]}], actor="admin"
    )
    ledger.act(code, "finish_part", actor="cell-2-1")
    ask_close(ledger, code)


def test_more_time_needs_an_approver_and_keeps_the_first_date() -> None:
    """Asked by the holder, granted from above, once more at most twice and twenty days."""
    ledger = town()
    code = in_progress(ledger)
    with pytest.raises(NotPermittedError, match="ledger_first_missing"):
        ledger.act(code, "extend", actor="head", reason="Rain", data={"working_days": 5})
    ledger.act(code, "ask_extension", actor="north-1", reason="Rain")
    with pytest.raises(BadValueError, match="ledger_extended_too_far"):
        ledger.act(code, "extend", actor="head", reason="Rain", data={"working_days": 21})
    item = ledger.act(code, "extend", actor="head", reason="Rain", data={"working_days": 5})
    [extension] = item.extensions
    assert (extension.asked_by, extension.approver) == ("north-1", "head")
    assert extension.from_due is not None
    assert extension.from_due.date().isoformat() == "2026-03-31"
    # Five working days on, over the day of Qingming (6 April 2026, a Monday).
    assert extension.to_due.date().isoformat() == "2026-04-08"
    assert item.fields["due_on"] == "2026-04-08"
    with pytest.raises(NotPermittedError, match="ledger_first_missing"):
        ledger.act(code, "extend", actor="head", reason="Rain", data={"working_days": 5})
    ledger.act(code, "ask_extension", actor="north-1", reason="More rain")
    ledger.act(code, "extend", actor="deputy", reason="Rain", data={"until": "2026-04-10"})
    ledger.act(code, "ask_extension", actor="north-1", reason="Still more rain")
    with pytest.raises(NotPermittedError, match="ledger_extended_enough"):
        ledger.act(code, "extend", actor="head", reason="Rain", data={"working_days": 1})


def test_more_time_can_be_refused() -> None:
    """A refusal, with a reason and by a second person, answers the wish; nothing moves."""
    ledger = town()
    code = in_progress(ledger)
    with pytest.raises(NotPermittedError, match="ledger_first_missing"):
        ledger.act(code, "refuse_extension", actor="head", reason="No")
    ledger.act(code, "ask_extension", actor="north-1", reason="Rain")
    with pytest.raises(BadValueError, match="ledger_reason_missing"):
        ledger.act(code, "refuse_extension", actor="head")
    with pytest.raises(NotPermittedError, match="ledger_wrong_role"):
        ledger.act(code, "refuse_extension", actor="north-1", reason="No")
    item = ledger.act(code, "refuse_extension", actor="head", reason="It has not rained")
    assert item.extensions == ()
    assert item.fields["due_on"] == "2026-03-31"
    with pytest.raises(NotPermittedError, match="ledger_first_missing"):
        ledger.act(code, "extend", actor="head", reason="Rain", data={"working_days": 5})
    ledger.act(code, "ask_extension", actor="north-1", reason="Now it has")
    ledger.act(code, "extend", actor="head", reason="Rain", data={"working_days": 5})


def test_what_is_withdrawn_owes_no_look_back() -> None:
    """A matter that was recorded twice was never mended: nothing is to be looked at again."""
    ledger = town(clock := Clock())
    code = in_progress(ledger)
    ledger.act(code, "ask_withdraw", actor="north-1", reason="duplicate")
    ledger.act(code, "close", actor="head")
    clock.go(days=200)
    view = LedgerViews(ledger, actor="head").item(code)
    assert view["look_backs"] == []
    assert (view["light"], view["next_step"]) == ("none", None)
    with pytest.raises(BadValueError, match="ledger_look_back_none"):
        ledger.act(code, "look_back", actor="head", data={"result": "pass"})
    # Opened again and then done, it owes them like any other.
    ledger.act(code, "reopen", actor="head", reason="new_facts", fields={"due_on": "2026-12-31"})
    ask_close(ledger, code)
    ledger.act(code, "close", actor="head")
    view = LedgerViews(ledger, actor="head").item(code)
    assert [row["result"] for row in view["look_backs"]] == [None, None]


def test_evidence_is_new_each_time_and_valid() -> None:
    """What proved the first closing does not prove the second."""
    ledger = town()
    code = in_progress(ledger)
    with pytest.raises(BadValueError) as error:
        ask_close(ledger, code, evidence=[])
    assert codes(error) == ["ledger_evidence_missing"]
    expired = {**AFTER, "valid_until": "2026-03-01"}
    with pytest.raises(BadValueError, match="ledger_evidence_expired"):
        ask_close(ledger, code, evidence=[expired])
    with pytest.raises(BadValueError, match="ledger_evidence_hash"):
        ask_close(ledger, code, evidence=[{**AFTER, "sha256": ""}])
    ledger.act(code, "attach", actor="north-1", evidence=[AFTER])
    ask_close(ledger, code, evidence=[])
    ledger.act(code, "send_back", actor="head", reason="The photo shows another street")
    with pytest.raises(BadValueError, match="ledger_evidence_missing"):
        ask_close(ledger, code, evidence=[])


def test_a_failed_look_back_opens_again_and_counts() -> None:
    """Thirty days on somebody looks; what came back is open again, in the same step."""
    clock = Clock()
    ledger = town(clock)
    code = checking(ledger)
    ledger.act(code, "close", actor="head")
    clock.go(days=20)
    with pytest.raises(BadValueError, match="ledger_look_back_early"):
        ledger.act(code, "look_back", actor="head", data={"result": "pass"})
    clock.go(days=10)
    with pytest.raises(BadValueError, match="ledger_field_not_asked"):
        ledger.act(
            code,
            "look_back",
            actor="head",
            data={"result": "pass"},
            fields={"due_on": "2026-06-30"},
        )
    item = ledger.act(code, "look_back", actor="head", data={"result": "pass"})
    assert item.look_backs[0].due_on.isoformat() == "2026-04-01"
    clock.go(days=60)
    with pytest.raises(BadValueError, match="ledger_field_required"):
        ledger.act(code, "look_back", actor="head", data={"result": "fail"})
    item = ledger.act(
        code, "look_back", actor="head", data={"result": "fail"}, fields={"due_on": "2026-06-30"}
    )
    assert (item.state, item.rebounds, item.closing) == ("in_progress", 1, None)
    assert item.reopenings[0].reason == "look_back_failed"
    row = ledger.journal.item(code)
    assert row is not None
    assert row.open


def test_the_applicant_may_reopen_for_a_while_and_is_asked_once() -> None:
    """Within fifteen days, through whoever acts for them; satisfaction is asked a single time."""
    clock = Clock()
    ledger = town(clock)
    power = {
        "kind": "power_of_attorney",
        "name": "power.pdf",
        "sha256": "b" * 64,
        "valid_until": "2026-03-25",
    }
    fields = {"matter": "certificate", "request": "Proof of residence", "channel": "home"}
    with pytest.raises(BadValueError, match="ledger_evidence_missing"):
        ledger.add(
            "service_request", title="Proof of residence", actor="desk", fields=fields,
            on_behalf_of="applicant",
        )  # fmt: skip
    code = ledger.add(
        "service_request", title="Proof of residence", actor="desk", fields=fields,
        on_behalf_of="applicant", evidence=[power],
    )  # fmt: skip
    ledger.act(code, "dispatch", actor="desk", to_unit="north")
    ledger.act(code, "accept", actor="north-1")
    result = [{"kind": "result", "name": "proof.pdf", "sha256": "c" * 64}]
    ledger.act(
        code, "ask_close", actor="north-1", fields={"result": "Handed over"}, evidence=result
    )
    ledger.act(code, "close", actor="head")
    rated = {"actor": "north-2", "on_behalf_of": "applicant", "fields": {"satisfaction": "good"}}
    ledger.act(code, "rate", **rated)
    with pytest.raises(NotPermittedError, match="ledger_only_once"):
        ledger.act(code, "rate", **rated)
    with pytest.raises(NotPermittedError, match="ledger_wrong_unit"):
        ledger.act(code, "reopen", actor="north-2", reason="not_solved")
    clock.go(days=16)
    with pytest.raises(NotPermittedError, match="ledger_too_late"):
        ledger.act(code, "reopen", actor="north-2", on_behalf_of="applicant", reason="not_solved")
    clock.go(days=-2)
    item = ledger.act(
        code, "reopen", actor="north-2", on_behalf_of="applicant", reason="not_solved"
    )
    assert item.actions[-1].on_behalf_of == "applicant"
    clock.go(days=20)
    with pytest.raises(BadValueError, match="ledger_evidence_missing"):
        ledger.act(
            code, "note", actor="north-2", on_behalf_of="applicant", note="The power has expired"
        )


def test_findings_become_items_in_the_same_step() -> None:
    """A screening's finding is an item of its own, or nothing at all is recorded."""
    ledger = town()
    code = ledger.add(
        "screening", title="Gullies", actor="desk", fields={"subject": "Gullies", "area": "North"}
    )
    plan = [{"kind": "plan", "name": "plan.pdf", "sha256": "d" * 64}]
    ledger.act(
        code, "start", actor="desk", to_unit="centre", fields={"until": "2026-04-30"},
        evidence=plan,
    )  # fmt: skip
    head = ledger.journal.head()
    with pytest.raises(BadValueError, match="ledger_field_required"):
        ledger.act(code, "find", actor="north-2", data={"title": "Sand", "fields": {}})
    assert ledger.journal.head() == head
    item = ledger.act(code, "find", actor="north-2", data={"title": "Sand", "fields": RECT})
    [child] = item.children
    found, _ = ledger.item(child, actor="north-1")
    assert (found.parent, found.unit, found.kind) == (code, "north", "rectification")


def test_every_comment_is_answered_before_the_end() -> None:
    """A consultation cannot end while a comment has no answer."""
    ledger = town()
    code = ledger.add(
        "consultation", title="Parking rules", actor="desk",
        fields={"draft_of": "Parking rules", "scope": "public"},
    )  # fmt: skip
    draft = [{"kind": "draft", "name": "draft.pdf", "sha256": "e" * 64}]
    ledger.act(
        code, "publish", actor="handler", fields={"comments_until": "2026-04-01"}, evidence=draft
    )
    item = ledger.act(code, "comment", actor="south-2", data={"comment": "Fewer signs"})
    [comment] = item.comments
    assert comment.by_unit == "south"
    ledger.act(code, "close_comments", actor="handler")
    final = [{"kind": "final", "name": "final.pdf", "sha256": "f" * 64}]
    ends = {"actor": "handler", "fields": {"summary": "Taken up"}, "evidence": final}
    with pytest.raises(NotPermittedError, match="ledger_comments_open"):
        ledger.act(code, "ask_close", **ends)
    with pytest.raises(BadValueError, match="ledger_no_comment"):
        ledger.act(code, "answer", actor="handler", data={"comment_seq": 1, "answer": "Agreed"})
    ledger.act(
        code, "answer", actor="handler",
        data={"comment_seq": comment.seq, "answer": "Agreed", "taken_up": True},
    )  # fmt: skip
    ledger.act(code, "ask_close", **ends)


def test_an_edit_on_top_of_another_is_refused() -> None:
    """Whoever saw an older state is told what changed; a mere reading changes nothing."""
    ledger = town()
    code = rectification(ledger)
    seen = ledger.item(code, actor="desk")[0].last_seq
    ledger.act(code, "edit", actor="desk", fields={"location": "Corner"}, seen_seq=seen)
    with pytest.raises(ConflictError) as error:
        ledger.act(code, "edit", actor="handler", fields={"location": "Bridge"}, seen_seq=seen)
    assert error.value.problems[0].params["changes"] == ("edit (desk)",)
    assert ledger.item(code, actor="desk")[0].fields["location"] == "Corner"
    secret = rectification(ledger, confidential=True, unit="north")
    seen = ledger.item(secret, actor="north-1")[0].last_seq
    ledger.item(secret, actor="north-2")
    ledger.act(secret, "edit", actor="north-1", fields={"location": "X"}, seen_seq=seen)


def test_times_are_in_order() -> None:
    """Happened, known, recorded; entering what was known long ago needs the role for it."""
    clock = Clock()
    ledger = town(clock)
    last_week = START - timedelta(days=7)
    code = rectification(ledger, at=last_week)
    item, events = ledger.item(code, actor="desk")
    assert item.opened_at == last_week
    assert events[0].entry.known_at == START
    with pytest.raises(BadValueError, match="ledger_backfill"):
        rectification(ledger, at=last_week, known_at=last_week)
    with pytest.raises(BadValueError, match="ledger_after_now"):
        rectification(ledger, at=START + timedelta(minutes=1))
    with pytest.raises(BadValueError, match="ledger_at_after_known"):
        rectification(ledger, at=START, known_at=START - timedelta(seconds=30))
    old = rectification(ledger, actor="old-files", known_at=last_week)
    with pytest.raises(NotFoundError):
        ledger.item(old, actor="desk", as_of=(last_week - timedelta(days=1)).date())
    assert ledger.item(old, actor="desk", as_of=last_week.date())[0].state == "registered"


def test_on_behalf_is_an_account_a_unit_or_the_applicant() -> None:
    """A name would stay in the chain for ever; the kind has a personal field for it."""
    ledger = town()
    code = in_progress(ledger)
    for name in ("Mrs. So-and-so", "north-1"):
        with pytest.raises(BadValueError, match="ledger_behalf"):
            ledger.act(code, "note", actor="north-1", on_behalf_of=name, note="x")
    item = ledger.act(code, "note", actor="north-1", on_behalf_of="cell-1", note="x")
    assert (item.actions[-1].actor, item.actions[-1].on_behalf_of) == ("north-1", "cell-1")


@pytest.mark.parametrize(
    "text", ["ID 11010519491231002X", "call 138 0013 8000", "１３８００１３８０００"]
)
def test_numbers_of_persons_are_refused_in_text(text: str) -> None:
    """In titles, notes, fields and reasons, and the number is not repeated in the refusal."""
    ledger = town()
    code = in_progress(ledger)
    for attempt in (
        lambda: rectification(ledger, title=text),
        lambda: rectification(ledger, fields={**RECT, "location": text}),
        lambda: ledger.act(code, "note", actor="north-1", note=text),
        lambda: ledger.act(code, "escalate", actor="north-1", reason=text),
        lambda: ledger.act(code, "plan_measure", actor="north-1", fields={"measure": text}),
    ):
        with pytest.raises(BadValueError) as error:
            attempt()
        assert codes(error) == ["ledger_private_number"]
        assert text not in str(error.value)


def test_words_have_an_end() -> None:
    """What is longer than a few pages is a document, and comes as evidence."""
    ledger = town()
    code = in_progress(ledger)
    long = "word " * 1000
    for attempt in (
        lambda: ledger.act(code, "note", actor="north-1", note=long),
        lambda: ledger.act(code, "plan_measure", actor="north-1", fields={"measure": long}),
        lambda: ledger.act(code, "edit", actor="north-2", data={"title": long}),
        lambda: rectification(ledger, tags=[long]),
    ):
        with pytest.raises(BadValueError) as error:
            attempt()
        assert codes(error) == ["text_too_long"]


def test_fields_obey_their_state() -> None:
    """A deadline cannot be moved by an edit once the item is on its way."""
    ledger = town()
    code = in_progress(ledger)
    with pytest.raises(BadValueError) as error:
        ledger.act(code, "edit", actor="north-2", fields={"due_on": "2027-01-01"})
    assert codes(error) == ["ledger_read_only"]


def test_steps_of_the_ledger_fold_alike() -> None:
    """What real actions wrote folds step by step to the same as at once."""
    ledger = town()
    events = list(ledger.journal.events(item=checking(ledger)))
    for cut in range(len(events) + 1):
        assert fold(events[cut:], start=fold(events[:cut])) == fold(events)


def test_nothing_but_an_administrator_sets_up() -> None:
    """Settings are checked before they are recorded, and the last administrator stays."""
    ledger = town()
    with pytest.raises(NotPermittedError):
        ledger.configure("units", [{"id": "east"}], actor="head")
    with pytest.raises(BadValueError) as error:
        ledger.configure(
            "units",
            [{"id": "Ost"}, {"id": "east", "parent": "west"}, {"id": "e", "colour": "red"}],
            actor="admin",
        )
    assert codes(error) == ["not_an_id", "kind_unknown_key"]
    with pytest.raises(BadValueError, match="ledger_unit_circle"):
        ledger.configure("units", [{"id": "centre", "parent": "cell-1"}], actor="admin")
    with pytest.raises(BadValueError, match="ledger_unit_in_use"):
        ledger.configure("units", [{"id": "north", "removed": True}], actor="admin")
    with pytest.raises(BadValueError, match="ledger_no_admin_left"):
        ledger.configure("accounts", [{"id": "admin", "removed": True}], actor="admin")


def test_the_tree_of_a_day_is_known() -> None:
    """Units as of a day are those that were known then."""
    clock = Clock()
    ledger = town(clock)
    day = START.date()
    clock.go(days=3)
    ledger.configure("units", [{"id": "cell-1", "parent": "south"}], actor="admin")
    assert ledger.settings().above("cell-1") == ("south", "centre")
    assert ledger.settings(day).above("cell-1") == ("north", "centre")
    assert ledger.settings().units["cell-1"].tier == "grid"  # what was not said stays


def test_nobody_becomes_the_own_supervisor() -> None:
    """Naming the own unit as supervisor does not let it check itself."""
    ledger = town()
    code = rectification(ledger, supervisor_unit="north")
    ledger.act(code, "dispatch", actor="desk", to_unit="north", fields={"due_on": "2026-03-31"})
    ledger.act(code, "accept", actor="north-1")
    ask_close(ledger, code)
    with pytest.raises(NotPermittedError, match="ledger_wrong_unit"):
        ledger.act(code, "close", actor="north-head")
    other = in_progress(ledger)
    with pytest.raises(NotPermittedError, match="ledger_wrong_role"):
        ledger.act(other, "edit", actor="north-2", data={"supervisor_unit": "north"})


def test_kinds_that_make_no_sense_are_not_loaded() -> None:
    """Whatever the check finds keeps a kind out; a changed one needs a higher version."""
    table = tomllib.loads(
        files("tongqu.ledger").joinpath("kinds", "notice.toml").read_text(encoding="utf-8")
    )
    ledger = town()
    with pytest.raises(BadValueError, match="ledger_kind_version"):
        ledger.configure("kinds", [table], actor="admin")
    table["version"] = 2
    before = ledger.add(
        "notice",
        title="Cold chain",
        actor="desk",
        fields={"grade": "letter", "matter": "Cold chain"},
    )
    ledger.configure("kinds", [table], actor="admin")
    after = ledger.add(
        "notice",
        title="Cold chain",
        actor="desk",
        fields={"grade": "letter", "matter": "Cold chain"},
    )
    versions = [ledger.item(code, actor="desk")[0].kind_version for code in (before, after)]
    assert versions == [1, 2]
    table["version"] = 3
    next(one for one in table["action"] if one["id"] == "close")["second_person_after"] = []
    with pytest.raises(DatasetError, match="kind_closed_alone"):
        ledger.configure("kinds", [table], actor="admin")


def test_a_finished_part_names_its_unit() -> None:
    """The history says which unit has done its part, in both languages."""
    ledger = town()
    code = in_progress(ledger)
    ledger.act(code, "join", actor="north-1", units=["south"])
    ledger.act(code, "finish_part", actor="south-1", note="Crew trained")
    ledger.act(code, "attach", actor="north-1", evidence=[AFTER])
    view = LedgerViews(ledger, actor="head").item(code)
    line = view["history"][-2]
    assert line["text"] == "Finish own part: South has done its part – Crew trained"
    assert line["text_zh"] == "完成本单位部分：south已完成本单位部分（Crew trained）"
    assert (view["joint_unit_names"], view["joint_units"]) == (["South"], ["south"])
    [proof] = view["evidence"]
    assert (proof["kind_name"], proof["kind_name_zh"]) == ("State after", "整改后状况")


def test_a_unit_that_has_open_items_stays() -> None:
    """Otherwise nobody could act on them any more; once they are elsewhere, it may go."""
    ledger = town()
    code = rectification(ledger)
    ledger.act(code, "dispatch", actor="desk", to_unit="cell-1", fields={"due_on": "2026-03-31"})
    ledger.configure("accounts", [{"id": "cell-1-1", "removed": True}], actor="admin")
    with pytest.raises(BadValueError, match="ledger_unit_holds") as error:
        ledger.configure("units", [{"id": "cell-1", "removed": True}], actor="admin")
    assert error.value.problems[0].params["items"] == (code,)
    ledger.act(code, "return", actor="north-1", on_behalf_of="cell-1", reason="not_ours")
    ledger.configure("units", [{"id": "cell-1", "removed": True}], actor="admin")
    assert "cell-1" not in ledger.settings().units
