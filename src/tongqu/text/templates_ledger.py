"""The English words of the ledger's problem codes, which `tongqu.text.templates` joins."""

TEMPLATES = {
    # --- kinds ------------------------------------------------------------------------------------
    "unknown_state": 'the kind "{kind}" has no state "{id}"',
    "unknown_action": 'the kind "{kind}" has no action "{id}"; it has: {known}',
    "unknown_kind": 'there is no kind "{id}"; there are: {known}',
    "kind_unreadable": "the file {file} cannot be read: {reason}",
    "kind_not_toml": "this is not a TOML file: {reason}",
    "kind_unknown_key": "nothing of this name is known here",
    "kind_missing_key": "this must be said",
    "kind_wrong_type": '"{value}" cannot stand here; wanted is a {type}',
    "kind_not_allowed": '"{value}" is not one of: {values}',
    "kind_bad_id": '"{value}" is not an id: a small letter, then small letters, digits and _',
    "kind_duplicate": '"{value}" is there twice',
    "kind_enum_values": "a field has values if, and only if, its type is enum",
    "kind_personal_without_purpose": "a personal field must say its purpose and keep_days",
    "kind_personal_public": "a personal field cannot be public",
    "kind_one_limit": "exactly one of these must be said: {values}",
    "kind_unknown_reference": 'no {what} is called "{value}"',
    "kind_one_initial_state": "exactly one state must be initial, not {count}",
    "kind_clock_field_type": 'the field "{value}" is neither a date nor a time',
    # --- kinds that make no sense -----------------------------------------------------------------
    "kind_unreachable": "no item can ever come to this {what}",
    "kind_dead_end": "from here no final state can be reached",
    "kind_no_end": "no state is final, so nothing ever ends",
    "kind_never_happens": "this can never happen",
    "kind_nobody": "nobody may do this: no role is named",
    "kind_roles_hold_nothing": (
        "these roles hold no items, but only whoever holds one could do this"
    ),
    "kind_extends_nothing": "there is no clock here that says who may grant more time (extend)",
    "kind_extends_without_role": 'the clock "{clock}" does not let these roles grant more time',
    "kind_extends_without_reason": "more time needs a reason",
    "kind_second_of_itself": "an action cannot be its own first person",
    "kind_for_nothing": "this has a meaning only with the effect {effect}",
    "kind_creates": "a finding needs a kind that there is",
    "kind_returns_for_ever": "a return needs a limit, or an item goes to and fro for ever",
    "kind_limit_stuck": "when the limit is reached, this is not possible in: {states}",
    "kind_no_arbitration": "after the limit nobody arbitrates",
    "kind_closes_nothing": "closing does not lead to a final state",
    "kind_closed_alone": (
        "one person alone could end an item: name the action before (second_person_after)"
    ),
    "kind_closed_without_proof": "an item could end without any evidence",
    "kind_look_back_unruled": "look_back does not name this action",
    "kind_look_back_effect": (
        "this action needs the effect {effect} and must be possible where it is needed"
    ),
    "kind_look_back_reason": (
        'among the reasons "{value}" is missing, which a failed look-back gives'
    ),
    "kind_field_never_asked": "nobody is ever asked for this field",
    "kind_field_shut": (
        '"{action}" asks for the field in a state in which it cannot be changed: {states}'
    ),
    "kind_field_lost": "with this action no field is recorded",
    "kind_parts_never_finish": (
        "units that join can never finish their parts: an action with the effect joined and "
        'who = "part" is missing'
    ),
    "kind_clock_unowned": "nobody owes what this clock counts",
    "kind_clock_never_starts": "this clock never starts",
    "kind_clock_never_stops": 'after "{value}" this clock can never be stopped',
    "kind_clock_stands_still": (
        'an item that comes to "{value}" never leaves it, and the clock stands still for ever'
    ),
    "kind_clock_field_unasked": "nobody is ever asked for the field that this clock goes by",
    "kind_clock_never_extended": "more time may be granted, but no action does so",
    "kind_many_due_fields": "clocks take their ends from at most {maximum} fields of a kind",
    "kind_due_field_with": (
        'the end of a clock cannot be set with "{value}", whose effect is {effect}'
    ),
    "kind_light_missing": 'the light "{rule}" is missing, so nothing of this turns yellow or red',
    "kind_light_order": "red comes before yellow",
    # --- rules ------------------------------------------------------------------------------------
    "ledger_after_now": "it would have happened at {at}, but it is only {now}",
    "ledger_at_after_known": "it is known since {known_at}, before it happened at {at}",
    "ledger_backfill": (
        "only an account with the role import may enter what was known at {known_at} already"
    ),
    "ledger_bad_evidence": "evidence number {number} cannot be understood: {error}",
    "ledger_behalf_self": "nobody acts on behalf of oneself",
    "ledger_behalf_unknown": (
        "this is neither an account, a unit nor the word {word}; the names of persons belong "
        "into a personal field"
    ),
    "ledger_changed_since": (
        "{item} has changed since it was seen (event {seen}, now {last}): {changes}; look again"
    ),
    "ledger_clock_stands": 'the clock "{clock}" is not running, so no time can be added',
    "ledger_comments_open": '"{action}" needs an answer to every comment; {count} are open',
    "ledger_data_missing": "this is needed here",
    "ledger_data_unknown": "nothing of this name is asked here; asked are: {known}",
    "ledger_ends_before": '"{value}" lies before its beginning, {begin}',
    "ledger_evidence_expired": 'the evidence "{kind}" was valid until {until} only',
    "ledger_evidence_hash": (
        'the evidence "{name}" needs its SHA-256 hash, or a note that says where the paper is kept'
    ),
    "ledger_evidence_missing": '"{action}" needs evidence of the kind "{kind}"',
    "ledger_extended_enough": "more time has been granted {count} times already",
    "ledger_extended_too_far": (
        "{days} working days after {due} are asked; 1 to {maximum} can be granted"
    ),
    "ledger_field_not_asked": '"{action}" does not ask for this field; it asks for: {asked}',
    "ledger_field_required": '"{action}" needs this field',
    "ledger_first_missing": '"{action}" needs that somebody does this first: {first}',
    "ledger_in_future": '"{value}" is still to come',
    "ledger_kind_version": (
        'the kind "{id}" has version {newest} already; a changed kind needs a higher version '
        "than {version}"
    ),
    "ledger_limit_not_reached": (
        '"{action}" is possible only after "{other}" was done {count} times'
    ),
    "ledger_limit_reached": (
        '"{action}" was done {count} times, which is the limit; what is left is "{then}"'
    ),
    "ledger_look_back_early": "this look-back is due on {due}; it cannot be passed before",
    "ledger_look_back_none": "no look-back is due",
    "ledger_no_admin_left": "no account would be left that can set the ledger up",
    "ledger_no_comment": "the item has no comment with the number {seq}",
    "ledger_no_slot": (
        "no slot of {resource} begins at {slot}; it is open {hours}, {minutes} minutes each"
    ),
    "ledger_nobody_above": "nobody stands above {id}",
    "ledger_not_below": '"{action}" goes to the own unit or one below it; {id} is neither',
    "ledger_not_booked": "there is no appointment at {resource} at {slot}",
    "ledger_not_empty": "this ledger has begun already",
    "ledger_not_seen": "{item} may not be seen by this account",
    "ledger_notice_late": "the notice comes too late: the closure begins at {value} already",
    "ledger_only_once": '"{action}" can be done once only',
    "ledger_part_finished": "{id} has finished its part already",
    "ledger_part_lead": "{id} leads already; name the other units",
    "ledger_parts_open": '"{action}" needs that these units finish their parts first: {units}',
    "ledger_private_number": "there is a number of a person in the text; use a personal field",
    "ledger_private_number.id_number": (
        "there is an identity number in the text, where it would stay for ever; use a "
        "personal field"
    ),
    "ledger_private_number.mobile": (
        "there is a mobile number in the text, where it would stay for ever; use a personal field"
    ),
    "ledger_read_only": 'in the state "{state}" this field cannot be changed',
    "ledger_reason_missing": "a reason is needed: {values}",
    "ledger_same_person": (
        '"{action}" needs a second person: whoever did "{first}", or for whom, may not do it'
    ),
    "ledger_slot_full": "no place is left at {resource} at {slot}; the next free ones are: {free}",
    "ledger_slot_held": "the item has an appointment at {resource} at {slot} already",
    "ledger_slot_passed": "{slot} has passed",
    "ledger_too_late": '"{action}" was possible within {days} days after closing',
    "ledger_unit_circle": "the unit would stand above itself",
    "ledger_unit_holds": "a unit cannot go while it has open items; send these on first: {items}",
    "ledger_unit_in_use": "a unit cannot go while others belong to it: {used_by}",
    "ledger_month_of_other_day": "{as_of} is no day of the month {month} that is reported",
    "ledger_unit_not_asked": '"{action}" sends the item to no unit',
    "ledger_unknown_account": 'there is no account "{id}"',
    "ledger_unknown_field": "the kind has no such field; it has: {known}",
    "ledger_unknown_item": "there is no item {item}",
    "ledger_unknown_resource": 'nothing called "{id}" can be booked; there are: {known}',
    "ledger_unknown_table": '"{value}" is no table of settings; these are: {values}',
    "ledger_unknown_unit": 'there is no unit "{id}"; there are: {known}',
    "ledger_wrong_role": '"{action}" needs one of these roles: {roles}',
    "ledger_wrong_state": (
        '"{action}" is not possible in the state "{state}"; possible are: {possible}'
    ),
    "ledger_wrong_unit": '"{action}" is not for this unit',
    "ledger_wrong_unit.holder": '"{action}" is for the unit that has the item',
    "ledger_wrong_unit.supervisor": '"{action}" is for a unit above the one that has the item',
    "ledger_wrong_unit.applicant": (
        '"{action}" is for the applicant, or whoever acts for the applicant'
    ),
    "ledger_wrong_unit.opener": '"{action}" is for the unit that opened the item',
    "ledger_wrong_unit.part": '"{action}" is for units that handle the item jointly',
}
