"""The English words of the store's problem codes, which `tongqu.text.templates` joins."""

TEMPLATES = {
    # --- opening a ledger -----------------------------------------------------------------------
    "ledger_missing": "there is no ledger {file}",
    "ledger_no_folder": "there is no folder {folder}",
    "ledger_no_file": "there is no file {file}",
    "ledger_empty": "{file} is empty: its making was cut short, or has not begun; make it again",
    "ledger_foreign": "{file} is a database of another program, not a ledger",
    "ledger_broken": "{file} is a ledger in which tables are missing; restore a backup",
    "ledger_older": "{file} is a ledger of version {found}, and {needed} is needed; make a backup, "
    "then upgrade it",
    "ledger_newer": "{file} is a ledger of version {found}, made by a newer program than this one, "
    "which knows {needed}",
    "ledger_damaged": "{file} is damaged or no ledger ({reason}); restore a backup",
    "ledger_exists": "there is something in {file} already; a new ledger needs a new file or an "
    "empty database",
    "ledger_url": '"{value}" is no place for a ledger; a path, sqlite:/// or postgresql:// is',
    # --- writing --------------------------------------------------------------------------------
    "ledger_conflict": "{item} has moved on: event {seen} was the last one seen, now it is {last}",
    "ledger_full": "there is no room left for {file}; nothing was written",
    "ledger_storage": "writing or reading {file} failed: {reason}",
    "ledger_stopped": "the ledger {file} takes no more entries since a write failed ({reason}); "
    "see to the disk, then open it again",
    "ledger_busy": "somebody else has been writing for more than {seconds} seconds; try again",
    "ledger_nested": "while the ledger is being written to, nothing else can be written",
    # --- entries --------------------------------------------------------------------------------
    "ledger_unknown_effect": 'entry {number}: "{effect}" is nothing that an entry can do',
    "ledger_naive_time": "entry {number}: a time has no time zone",
    "ledger_known_before": "entry {number}: known at {known_at}, before it happened at {at}",
    "ledger_future": "entry {number}: known at {known_at}, but it is only {now}",
    "ledger_no_actor": "entry {number}: nobody is named who did it",
    "ledger_arg_range": "entry {number}: {arg} is too large a number",
    "ledger_number_range": "entry {number}: the number of an action or a state is out of range",
    "ledger_no_place": "entry {number}: a booking names a resource and a slot",
    "ledger_personal_nowhere": "entry {number}: personal values belong to an item",
    "ledger_personal_twice": "entry {number}: a personal field is given twice",
    "ledger_text": "entry {number}: a text contains what no database can keep",
    "ledger_not_json": "entry {number}: what it carries is not plain data: {reason}",
    # --- personal values ------------------------------------------------------------------------
    "ledger_no_item": "there is no item {item}",
    "ledger_not_deletion": "the line is not a deletion of a personal value",
    # --- backups --------------------------------------------------------------------------------
    "ledger_backup_form": "a ledger in PostgreSQL is backed up into a trail; end the name {file} "
    "in .jsonl or .jsonl.gz",
    "ledger_not_empty": "a backup is restored into an empty ledger only; this one has events",
    "ledger_not_trail": "{file} is not the trail of a ledger",
    "ledger_trail": "the trail {file} cannot be read: {reason}",
    "ledger_trail_line": "the line is not an event of a trail",
    "ledger_trail_cut": "the end of the trail {file} is missing: it says {events} events and has "
    "{found}",
    # --- lists ----------------------------------------------------------------------------------
    "ledger_order": '"{value}" is not one of: {values}',
    "ledger_page": "a page has neither a negative length nor a negative start",
    # --- verifying ------------------------------------------------------------------------------
    "ledger_gap": "event {seq} is missing: {found} follows",
    "ledger_link": "event {seq} does not follow the event before it",
    "ledger_hash": "event {seq} is not what its hash says: it was altered",
    "ledger_moved": "event {seq} was event {was}: events were exchanged",
    "ledger_unreadable_event": "event {seq} cannot be read",
    "ledger_numbers": 'event {seq}: the column "{column}" differs from what the event says',
    "ledger_anchor": "event {seq} is not the one that was written down at {written_at}",
    "ledger_cut": "the end is missing: event {seq} was written down at {written_at}, but the last "
    "one is {head}",
    "ledger_item_missing": "the row of {item} is missing",
    "ledger_item_extra": "there is a row of {item}, but no event",
    "ledger_item_row": '{item}: "{column}" is {found}, but the events say {computed}',
    "ledger_booking_missing": "the booking of {slot} at {resource} by {item} is missing",
    "ledger_booking_extra": "there is a booking of {slot} at {resource} by {item}, but no event",
    "ledger_personal_hash": "the personal value {field} of event {seq} was altered",
    "ledger_personal_missing": "the personal value {field} of event {seq} is gone, and nobody "
    "recorded that it expired or was deleted",
    "ledger_personal_still": "the personal value {field} of event {seq} is there, although it "
    "expired or was deleted",
    "ledger_names": 'the numbers of "{space}" differ from the events',
    "ledger_block": "the packed events {first} to {last} differ from the events",
    "ledger_not_anchor": "the line is not the head of a ledger",
}
