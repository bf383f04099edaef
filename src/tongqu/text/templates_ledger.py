"""The English words of the ledger's problem codes, which `tongqu.text.templates` joins."""

TEMPLATES = {
    # --- kinds ----------------------------------------------------------------------------------
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
}
