"""From what somebody asks for to the entries that are recorded, or to every reason why not.

Called inside the transaction that writes: nobody else can write between the decision and the
record.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.errors import ConflictError, Problem
from tongqu.ledger.bookings import give_back, take_slot
from tongqu.ledger.clocks import clock_readings, from_epoch_s
from tongqu.ledger.effect_data import read_data
from tongqu.ledger.evidence import missing_evidence, read_evidence
from tongqu.ledger.field_values import FieldsRead, read_fields
from tongqu.ledger.moment import Moment, refuse
from tongqu.ledger.moving import Moved, move
from tongqu.ledger.opening import opening_entries
from tongqu.ledger.packed import pack_dues
from tongqu.ledger.private import text_problems, word_problems
from tongqu.ledger.rules import FOR_APPLICANT, denials, last_before, withdrawn
from tongqu.ledger.wishes import Opening, Wish
from tongqu.model.ledger_event import LedgerEntry

if TYPE_CHECKING:
    from tongqu.ledger.evidence import EvidenceFile
    from tongqu.ledger.item import ItemState
    from tongqu.ledger.kind import Action, Kind
    from tongqu.ledger.settings import Account
    from tongqu.model.ledger_event import LedgerEvent

__all__ = ["action_entries"]

ONE_LINE = ("title", "title_zh", "tags", "name", "name_zh", "tenant")
"""What of an event's data stands in a list, on one line."""

FAILED = "look_back_failed"
"""Reason for which a failed look-back reopens an item."""


def action_entries(moment: Moment, wish: Wish) -> list[LedgerEntry]:
    """Return the entries that an action becomes.

    Raises
    ------
    NotPermittedError
        The account may not do it, or not now; all reasons are named.
    BadValueError
        What it brings along is wrong or missing.
    ConflictError
        The item has changed since it was seen, or the last place is taken.
    NotFoundError
        There is no such item, action, account or unit.
    """
    return _Acting(moment, wish).entries()


class _Acting:
    """One action while it is decided."""

    def __init__(self, moment: Moment, wish: Wish) -> None:
        self.moment = moment
        self.wish = wish
        self.account: Account = moment.settings.account(wish.actor)
        item, kind, events = moment.item(wish.item, self.account)
        self.item: ItemState = item
        self.kind: Kind = kind
        self.events: list[LedgerEvent] = events
        self.action: Action = kind.action(wish.action)
        self.times, self.problems = moment.times(wish.at, wish.known_at, self.account)
        self.importing = self.account.has(("import",))

    def entries(self) -> list[LedgerEntry]:
        """Decide."""
        wish, action, settings = self.wish, self.action, self.moment.settings
        self._not_stale()
        denied = denials(
            action, self.item, self.kind, self.account, settings,
            on_behalf_of=wish.on_behalf_of, now=self.times.at,
        )  # fmt: skip
        refuse([*denied, *self._not_lifted()], [])
        moved = move(action, self.item, self.account, settings, wish.to_unit, wish.units)
        self.problems += moved.problems
        self.problems += self.moment.behalf_problems(wish.on_behalf_of, self.account)
        self.problems += self._reason()
        fields = read_fields(
            wish.fields, kind=self.kind, action=action.id, item=self.item, settings=settings,
            zone=self.moment.zone, today=self.times.today,
        )  # fmt: skip
        files = self._evidence()
        read = read_data(action.effect, wish.data, self.times.today)
        if action.effect != "looked_back":
            # The fields of a look-back are those of the reopening that a failed one causes.
            self.problems += fields.problems
        self.problems += read.problems
        for name in ("note", "note_zh", "reason"):
            self.problems += word_problems(getattr(wish, name), name)
        for name, value in read.data.items():
            self.problems += text_problems(value, name, one_line=name in ONE_LINE)
        refuse([], self.problems)
        data = {**read.data, **moved.data, **self._words()}
        return self._written(moved, fields, files, data, read.arg)

    # --- what is asked of the wish ---------------------------------------------------------------

    def _not_stale(self) -> None:
        seen = self.wish.seen_seq
        if seen is None or self.item.last_change_seq <= seen:
            return
        changes = tuple(
            f"{one.action} ({one.actor})" for one in self.item.actions if one.seq > seen
        ) or ("-",)
        raise ConflictError.of(
            "ledger_changed_since",
            item=self.item.code, seen=seen, last=self.item.last_change_seq, changes=changes,
        )  # fmt: skip

    def _not_lifted(self) -> list[Problem]:
        """Return a problem if whoever edits may not make it open, or say who supervises it."""
        data, roles = self.wish.data, ("supervisor", "approver")
        lifts = self.item.confidential and str(data.get("confidential", "yes")).lower() in (
            "false", "no", "0",
        )  # fmt: skip
        moves = data.get("supervisor_unit", self.item.supervisor_unit) != self.item.supervisor_unit
        if (lifts or moves) and not self.account.has(roles, self.kind.id):
            what = "confidential" if lifts else "supervisor_unit"
            return [Problem("ledger_wrong_role", {"action": what, "roles": roles})]
        return []

    def _reason(self) -> list[Problem]:
        reason, known = self.wish.reason.strip(), tuple(one.id for one in self.action.reasons)
        if self.action.reason and not reason:
            return [Problem("ledger_reason_missing", {"values": known or ("…",)}, column="reason")]
        if reason and known and reason not in known:
            return [Problem("not_allowed", {"values": known}, column="reason", value=reason)]
        if self.action.effect == "noted" and not (reason or self._says_something()):
            return [Problem("ledger_data_missing", column="note")]
        return []

    def _says_something(self) -> bool:
        wish = self.wish
        return bool(wish.note.strip() or wish.note_zh.strip() or tuple(wish.evidence))

    def _words(self) -> dict[str, Any]:
        wish = self.wish
        words = {"note": wish.note.strip(), "note_zh": wish.note_zh.strip()}
        return {
            name: word for name, word in {**words, "reason": wish.reason.strip()}.items() if word
        }

    def _evidence(self) -> list[EvidenceFile]:
        files, problems = read_evidence(
            tuple(self.wish.evidence), self.kind, may_lack_hash=self.importing
        )
        self.problems += problems
        today = self.times.today
        self.problems += missing_evidence(
            self.action.evidence, self.action, self.item, files, today
        )
        if self.wish.on_behalf_of == FOR_APPLICANT and self.kind.on_behalf_evidence:
            # A power of attorney holds for many actions, until it expires.
            wanted = self.kind.on_behalf_evidence
            until = [one.valid_until for one in self.item.evidence if one.kind == wanted]
            until += [file.valid_until for file in files if file.kind == wanted]
            if not any(limit is None or limit >= today for limit in until):
                params = {"kind": wanted, "action": self.action.id}
                self.problems.append(Problem("ledger_evidence_missing", params))
        if self.action.effect == "evidence" and not files:
            self.problems.append(Problem("ledger_data_missing", column="evidence"))
        return files

    # --- what is written -------------------------------------------------------------------------

    def _entry(self, effect: str, **more: Any) -> LedgerEntry:
        state = more.pop("state", self.item.state)
        return LedgerEntry(
            item=self.item.code,
            effect=effect,
            actor=self.account.id,
            on_behalf_of=self.wish.on_behalf_of,
            kind=self.kind.id,
            state=state,
            state_no=self.kind.state_no(state),
            unit=more.pop("unit", self.item.unit),
            at=self.times.at,
            known_at=self.times.known_at,
            action_no=self.kind.action_no(more.get("action", "")),
            **more,
        )

    def _written(
        self,
        moved: Moved,
        fields: FieldsRead,
        files: list[EvidenceFile],
        data: dict[str, Any],
        arg: int | None,
    ) -> list[LedgerEntry]:
        action = self.action
        named = action.id if action.effect == "evidence" else ""
        entries = [self._entry("evidence", action=named, data=file.to_data()) for file in files]
        if action.effect == "evidence":
            return entries
        if action.effect == "looked_back":
            return entries + self._look_back(data)
        after: list[LedgerEntry] = []
        if action.effect == "extended":
            data, arg, after = self._extension(data)
        elif action.effect == "booked":
            data = take_slot(
                self.moment.tx, self.moment.settings, self.item, data, past=self.importing
            )
        elif action.effect == "booking_cancelled":
            data = give_back(self.moment.settings, self.item, data)
        elif action.effect == "commented" and not self.account.has(("public",)):
            data["by_unit"] = self.account.unit
        elif action.effect == "answered":
            self._check_comment(data["comment_seq"])
        elif action.effect == "linked":
            self._check_link(data["to"])
        elif action.effect == "budgeted" and "version" not in data:
            same = [one.version for one in self.item.budgets if one.year == data["year"]]
            data["version"] = max(same, default=0) + 1
        elif action.effect == "found":
            data, after = self._found(data)
        state = action.to or self.item.state
        main = self._entry(
            action.effect, action=action.id, state=state, unit=moved.unit or self.item.unit,
            data=self._with_fields(data, fields, state), personal=tuple(fields.personal),
            arg=arg if arg is not None else self._due_arg(fields.values),
        )  # fmt: skip
        return [*entries, main, *after]

    def _with_fields(self, data: dict[str, Any], fields: FieldsRead, state: str) -> dict[str, Any]:
        if fields.values:
            data = {**data, "fields": fields.values}
        if fields.cleared:
            data = {**data, "cleared": fields.cleared}
        was, is_ = self.kind.state(self.item.state).final, self.kind.state(state).final
        if was != is_ and self.action.effect not in ("closed", "reopened"):
            data = {**data, "open": not is_}
        return data

    def _due_arg(self, values: dict[str, Any]) -> int | None:
        return pack_dues(self.kind, values, self.moment.zone)

    def _extension(self, data: dict[str, Any]) -> tuple[dict[str, Any], int, list[LedgerEntry]]:
        """Return data and number of an extension, and what sets the field of its clock."""
        clock = self.kind.clock(self.action.clock)
        assert clock is not None
        calendar = self.moment.calendar()
        readings = clock_readings(self.events, self.kind, calendar, self.times.at)
        reading = next((one for one in readings if one.clock.id == clock.id), None)
        if reading is None or reading.stopped_s is not None or reading.due_s is None:
            refuse([], [Problem("ledger_clock_stands", {"clock": clock.id})])
            raise AssertionError
        due = from_epoch_s(reading.due_s).astimezone(self.moment.zone)
        time = calendar.time
        if "until" in data:
            day = datetime.fromisoformat(data.pop("until")).date()
            more = time.working_days_between(due.date(), day).count
        else:
            more = data.pop("working_days")
            day = time.add_working_days(due.date(), more).day
        most = clock.extend.max_working_days if clock.extend else more
        if day <= due.date() or more > most:
            params = {"days": more, "maximum": most, "due": due.date().isoformat()}
            refuse([], [Problem("ledger_extended_too_far", params)])
        end = time.closes_at(day) or datetime(day.year, day.month, day.day, tzinfo=self.moment.zone)
        first = last_before(self.action, self.item, self.kind)
        data |= {
            "clock": clock.id,
            "from_due": due.isoformat(),
            "to_due": end.isoformat(),
            "approver": self.account.id,
            "asked_by": first.actor if first else "",
        }
        after = []
        field = self.kind.field(clock.limit.field)
        if field is not None:
            # What is promised now stands in the field; what was promised first, in the events.
            value = day if field.type == "date" else end
            values = {field.id: value.isoformat()}
            changed = {"fields": values, "because": "extended"}
            after = [self._entry("changed", data=changed, arg=self._due_arg(values))]
        return data, int(end.timestamp()), after

    def _look_back(self, data: dict[str, Any]) -> list[LedgerEntry]:
        """Return the entries of a look-back; a failed one reopens the item at once."""
        rule, closing = self.kind.look_back, self.item.closing
        if rule is None or closing is None or withdrawn(self.item, self.kind):
            refuse([], [Problem("ledger_look_back_none", {})])
            raise AssertionError
        closed_on = closing.at.astimezone(self.moment.zone).date()
        done = sum(one.seq > closing.seq for one in self.item.look_backs)
        passed = data["result"] == "pass"
        if done < len(rule.days):
            due = closed_on + timedelta(days=rule.days[done])
        else:
            due = self.times.today
        if passed and done >= len(rule.days):
            refuse([], [Problem("ledger_look_back_none", {})])
        if passed and self.times.today < due:
            refuse([], [Problem("ledger_look_back_early", {"due": due.isoformat()})])
        if passed and self.wish.fields:
            # A look-back that is passed opens nothing, so there is nothing to fill in.
            params = {"action": self.action.id, "asked": ("-",)}
            refuse([], [Problem("ledger_field_not_asked", params, column=one)
                        for one in self.wish.fields])  # fmt: skip
        data["due_on"] = due.isoformat()
        checked = self._entry("looked_back", action=self.action.id, data=data, arg=int(passed))
        if passed or not (rule.reopens_on_fail and rule.then):
            return [checked]
        then = self.kind.action(rule.then)
        read = read_fields(
            self.wish.fields, kind=self.kind, action=then.id, item=self.item,
            settings=self.moment.settings, zone=self.moment.zone, today=self.times.today,
        )  # fmt: skip
        refuse([], read.problems)
        why = {"reason": FAILED, "rebound": True}
        reopened = self._entry(
            "reopened", action=then.id, state=then.to or self.item.state,
            data=self._with_fields(why, read, then.to or self.item.state)
            | ({"open": True} if then.to else {}),
            personal=tuple(read.personal), arg=self._due_arg(read.values),
        )  # fmt: skip
        return [checked, reopened]

    def _found(self, data: dict[str, Any]) -> tuple[dict[str, Any], list[LedgerEntry]]:
        """Return the data of a finding, and the entries of the item that it becomes."""
        opening = Opening(
            kind=self.action.creates,
            title=data["title"],
            title_zh=data.get("title_zh", ""),
            unit=data.get("unit", self.account.unit or self.item.unit),
            place_id=data.get("place_id", ""),
            work_id=data.get("work_id", ""),
            parent=self.item.code,
            tags=self.item.tags,
            fields=data["fields"],
            actor=self.account.id,
            at=self.times.at,
            known_at=self.times.known_at,
        )
        created = opening_entries(self.moment, opening, parent_seen=True)
        return {"item": created[0].item}, created

    def _check_comment(self, seq: int) -> None:
        if seq not in {comment.seq for comment in self.item.comments}:
            refuse([], [Problem("ledger_no_comment", {"seq": seq})])

    def _check_link(self, to: str) -> None:
        if to == self.item.code or self.moment.tx.item(to) is None:
            refuse([], [Problem("ledger_unknown_item", {"item": to}, column="to")])
