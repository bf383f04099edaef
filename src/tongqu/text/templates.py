"""The English words of every problem code, in one place; translations stand in the catalogue.

A message ends without a full stop, because an example of a right value may follow. ``{value}`` is
what stands in the cell, ``{column}``, ``{row}`` and ``{file}`` where; the others come from the
problem's parameters.
"""

from tongqu.text.templates_calendar import TEMPLATES as CALENDAR
from tongqu.text.templates_files import TEMPLATES as OF_FILES
from tongqu.text.templates_ledger import TEMPLATES as LEDGER
from tongqu.text.templates_ledger_commands import TEMPLATES as LEDGER_COMMANDS
from tongqu.text.templates_sim import TEMPLATES as OF_SIM
from tongqu.text.templates_store import TEMPLATES as OF_STORE

# Long for a reason: one table that a translator and a reviewer read from top to bottom.

TEMPLATES = {
    **CALENDAR,
    **OF_FILES,
    **LEDGER_COMMANDS,
    **LEDGER,
    **OF_SIM,
    **OF_STORE,
    # --- files and sheets -----------------------------------------------------------------------
    "missing_table": 'the table "{table}" is missing',
    "unknown_table": 'there is no table "{table}"',
    "unknown_region": 'no region "{id}" is shipped, and there is no such folder or workbook',
    "not_a_region": "this is neither a folder with tables nor a workbook",
    "not_a_workbook": "this is not an Excel workbook (.xlsx) that can be read",
    "unreadable": "the file cannot be read: {reason}",
    "cannot_write": "the file cannot be written: {reason}",
    "extra_missing": (
        'this needs the package {package}, which is not installed: pip install "tongqu[{extra}]"'
    ),
    "already_exists": "there is something at {path} already, and it is not overwritten",
    "target_is_folder": "{path} is a folder, but a workbook would be written",
    "target_is_other_workbook": "{path} is a kind of workbook that is not written; save as {meant}",
    "target_is_file": "{path} is a file, but a folder of tables would be written",
    "empty_file": "the file is empty",
    "empty_table": "the table has no row, but needs one",
    "bad_encoding": "the bytes are neither UTF-8 nor GBK text, from byte {byte} on",
    "cell_too_long": "a cell is far too long; perhaps a quotation mark is never closed",
    "half_written": "the folder was left half written; write the region once more, or delete this",
    "unknown_file": "no table has this name",
    "unknown_sheet": "no table has this name; begin the name of a sheet of notes with #",
    "has_macros": "workbooks with macros are not read; save it as .xlsx",
    "old_excel": "this format of spreadsheets is not read; save it as .xlsx",
    "password_protected": "the workbook has a password; save it without one",
    "damaged_workbook": "the workbook is damaged and cannot be read to its end",
    "sheet_too_wide": "a sheet uses more columns or rows than a table can have",
    "unclosed_quote": "a quotation mark is opened but never closed",
    "file_too_large": "the file has {size} bytes; at most {maximum} are read",
    "too_many_rows": "there are {count} rows; at most {maximum} are read",
    "zip_bomb": "unpacked, the workbook would be larger than the {maximum} bytes that are read",
    "too_many_problems": "there are {count} more problems",
    # --- headers and rows -----------------------------------------------------------------------
    "wrong_separator": 'the columns are separated by "{value}" instead of a comma',
    "missing_column": 'the column "{column}" is missing',
    "unknown_column": 'there is no column "{column}"',
    "duplicate_column": 'the column "{column}" is there twice',
    "empty_column_name": "a column with cells has no name",
    "too_few_columns": "the row has fewer cells than there are columns",
    "too_many_columns": "the row has more cells than there are columns",
    # --- cells ----------------------------------------------------------------------------------
    "required": "a value is required here",
    "not_a_number": '"{value}" is not a number',
    "not_finite": '"{value}" is not a finite number',
    "not_an_integer": '"{value}" is not a whole number',
    "negative": "{value} is negative, which makes no sense here",
    "below_minimum": "{value} is less than {minimum}",
    "above_maximum": "{value} is more than {maximum}",
    "out_of_range": "{value} is beyond what can be computed with, {maximum}",
    "not_true_or_false": '"{value}" is neither true nor false',
    "not_a_date": '"{value}" is not a date as YYYY-MM-DD',
    "bad_date": '"{value}" is not a date as YYYY-MM-DD',
    "not_a_datetime": '"{value}" is not a time as YYYY-MM-DDTHH:MM',
    "bad_datetime": '"{value}" is not a time as YYYY-MM-DDTHH:MM',
    "time_offset": '"{value}" has an offset; times in tables are local, without one',
    "bad_hours": '"{value}" is not an opening time, because of "{part}"',
    "not_an_id": '"{value}" is not an id: small letters, digits, dot, hyphen and underscore',
    "not_a_currency": '"{value}" is not a currency code of ISO 4217',
    "bad_currency": '"{value}" is not a currency code of ISO 4217',
    "not_a_country": '"{value}" is not a country code of ISO 3166',
    "not_a_time_zone": '"{value}" is not a time zone of the IANA database',
    "not_allowed": '"{value}" is not one of: {values}',
    "list_gap": '"{value}" has an empty place in the list; entries are separated by one ;',
    "list_repeats": '"{value}" names an entry twice',
    "text_too_long": "the text has {length} characters; at most {maximum} are allowed",
    "unprintable": "the text contains the character {character}, which cannot be printed",
    "wrong_type": "the value is not of the type {type}",
    "excel_error": 'the spreadsheet shows an error, "{value}"',
    "formula_without_value": "the formula has no stored value; open the workbook and save it",
    # --- between rows and tables ----------------------------------------------------------------
    "one_row_only": "the table has one row only",
    "duplicate_id": 'the id "{value}" is already in row {first_row}',
    "unknown_id": 'there is no "{value}" in the table {table}',
    "unknown_subject": 'no table has a row "{value}"',
    "place_taken": 'at "{value}" stands the terminal {terminal} already; at most one a place',
    "same_ends": '"{value}" is also the {other}; they must differ',
    "ambiguous_row": "this row and row {first_row} match the same cargo equally well",
    "ends_before_start": "{value} is not after the start, {start}",
    "version_twice": "row {first_row} says something else, with the same status and day",
    "event_moves": 'the event "{event}" already concerns {row_id} in the table {table}',
    "range_disordered": "the middle {value} does not lie between low {low} and high {high}",
    "middle_not_positive": "the middle {value} must be positive, because prices are scaled by it",
    "unknown_target_column": 'the table {table} has no column "{value}" that a work may change',
    # --- fleets, services, prices ---------------------------------------------------------------
    "curve_of_one_point": "a payload curve needs two points or more",
    "draught_twice": "the payload curve has the draught {value} m twice",
    "payload_not_growing": (
        "the payload {value} t is not above the {payload_t} t at the smaller draught {draught_m} m"
    ),
    "draught_off_curve": (
        "the draught {value} m is not on the payload curve, from {minimum} m to {maximum} m"
    ),
    "payload_above_dwt": "the payload curve gives {payload_t} t, more than the {value} t dwt",
    "fuel_missing": "the class burns fuel, so its fuel must be named",
    "class_not_on_water": '"{value}" goes on {waters}, not on {mode}',
    "mode_of_service": 'the mode "{value}" is not that of the service {service}',
    "class_lacks_packing": 'the class {class_id} does not carry "{value}"',
    "too_few_stops": "the service has {stops} stops; it needs two or more",
    "first_stop_not_zero": "the first departure of the service {service} is hour 0, not {value}",
    "times_run_back": "hour {value} comes before hour {earlier}",
    "sequence_twice": "the service {service} has two stops with the number {value}",
    "stop_twice": 'the service {service} stops at "{value}" twice in a row',
    "terminal_lacks_mode": 'the terminal "{value}" serves {modes}, not {mode}',
    "no_exchange_rate": "there is no exchange rate for {value}",
    "rate_of_own_currency": "{value} is the region's own currency and has no exchange rate",
    "reward_of_two_kinds": (
        "a reward is paid by tonne or TEU, or by the CO2e saved; make two rows of it"
    ),
    "baseline_missing": "a reward for saved CO2e must say against which mode",
    "box_too_heavy": "box and cargo weigh {gross_t} t; at most {maximum} t are allowed",
    # --- questions ------------------------------------------------------------------------------
    "unknown_language": '"{value}" is not a language that is spoken here: {known}',
    "unknown_place": 'there is no place "{id}"',
    "unknown_places": 'there is no place "{id}"',
    "unknown_works": 'there is no work "{id}"',
    "unknown_flows": 'there is no flow "{id}"',
    "unknown_commodities": 'there is no commodity "{id}"',
    "unknown_packing": '"{id}" is not a packing form; known are: {known}',
    "packing_not_offered": "{commodity} is not carried as {id}, but as: {known}",
    "same_place": 'the way would begin and end at "{id}"',
    "tonnes_or_teu": "say either tonnes or TEU, not both and not neither",
    "bad_quantity": "{name} must be more than 0 and at most {maximum}, not {value}",
    "deadline_before_ready": "the deadline {deadline} is not after the cargo is ready, {ready}",
    "parameter_out_of_range": "{name} must lie from {minimum} to {maximum}, not be {value}",
    "unknown_holiday_country": 'the working days of "{value}" are not known',
    # --- the run itself -------------------------------------------------------------------------
    "compiling_kernels_once": "Compiling, once; this may take some seconds.",
    "kernel_cache_unusable": (
        "Compiled code cannot be kept in {folder} ({reason}), so the next run compiles again."
    ),
    "interrupted": "interrupted",
    "unexpected": (
        "tongqu failed, and that is our mistake: {error}. "
        "Run it again with --debug to see where, and tell us."
    ),
    # --- berths ---------------------------------------------------------------------------------
    "quay_of_other_terminal": 'the quay "{value}" belongs to the terminal {terminal}',
    "berth_without_quay": "a place along a quay, {value} m, is given without a quay",
    "berth_off_quay": "the berth ends at {end_m} m, but the quay {quay} is {maximum} m long",
    "berths_overlap": "the berth begins at {value} m, but the berth {berth} reaches to {end_m} m",
    "link_not_at_terminal": '"{value}" is not a waterway link that ends at the terminal {terminal}',
    "more_cranes_than_there_are": "{value} cranes are more than the {maximum} of the pool {pool}",
    "stock_above_capacity": "the stock begins with {value} t, but holds {maximum} t at most",
    "form_cannot_honour": '{what}: "{id}" cannot be honoured in the form {form}',
    "form_cannot_honour.continuous_quay": 'vessels share the quay "{id}" by the metre; this can be '
    "asked for berths only",
    "form_cannot_honour.metre_of_a_quay": 'the call "{id}" is given a place on a shared quay, but '
    "vessels have berths there",
    "form_cannot_honour.quays_of_two_kinds": 'vessels share the quay "{id}" by the metre, and '
    "there are berths apart from it; plan them one after the other",
    "form_cannot_honour.clearances_differ": 'the shared quays "{id}" and "{other}" keep different '
    "distances between vessels; plan them one after the other",
    "form_cannot_honour.berth_without_metres": 'the berth "{id}" lies on a shared quay, but not '
    "where: from_m or length_m is missing",
    "form_cannot_honour.two_pools_on_a_quay": 'cranes of two pools, "{id}" and "{other}", cannot '
    "work in one plan of shared quays",
    "form_cannot_honour.two_pools_at_a_berth": "two pools of cranes could work the same call at "
    '"{id}": {pools}; name one of them as its equipment',
    "form_cannot_honour.two_pools_at_once": 'the call "{id}" asks for cranes of two pools at once: '
    "{pools}; a stay holds cranes of one",
    "form_cannot_honour.after_call": 'that the call "{id}" follows "{other}" cannot be planned '
    "here",
    "form_cannot_honour.change_during_plan": 'the work change "{id}" falls into the plan; only '
    "depth and service of berths may change during one",
    "form_cannot_honour.more_than_two_abreast": '"{id}" would lie beside more than one vessel',
    "form_cannot_honour.stock": 'a plan could overfill or empty the stock "{id}", and plans of '
    "shared quays do not see to that",
    "time_without_offset": 'the time "{value}" of the call {call} has no offset',
    "out_of_range_call": "{value} is not between {minimum} and {maximum}",
    "unknown_call": 'there is no other call "{value}", which the call {call} names',
    "no_berths": "no berths are known at: {terminals}",
    "pinned_too_early": "a stay is given from {time}; a plan from {start} looks back 31 days "
    "at most",
    "ambiguous_name": '"{value}" may mean several rows of the table {table}: {candidates}',
    "time_without_zone": "the time {value} has no offset",
    "bad_call_time": '"{value}" is not a kind (EST, REQ, PLN, ACT), an event (ARRI, BERT, '
    "STRT, CMPL, DEPA) and a time with an offset",
    "call_names_itself": "the call names itself",
    "calls_in_a_circle": "these calls wait for each other: {circle}",
    "not_an_amount": '"{value}" is not an amount',
    "not_a_table_file": "this is a spreadsheet or archive, but its name does not end in .xlsx",
    "time_not_understood": '"{value}" is no time that can be understood',
    "time_missing": "the arrival is not given, and there is no day from which it could be guessed",
    "amount_missing": "the amount of cargo is not given, and no class of vessel from which "
    "it could be guessed",
    "not_dimensions": '"{value}" is not length × beam × draught in metres',
    "no_such_file": "there is no file {path}",
    "no_call_header": "no row is a header with the columns of a table of vessel calls",
    "no_calls": "there is no vessel call below the header",
    "not_json": "this is not JSON: {reason}",
    "no_call_list": "there is no list of calls in the file",
    "bad_call_part": '"{value}" is not an entry of {key}',
    "unknown_plan_file": "{path} is no kind of file that a plan is written to; known are: {known}",
    "not_a_plan_table": "no sheet of the file is the table of a plan, with the columns call, "
    "berth, berthing and fixed",
    "call_row_missing": "the row of call {call} ({vessel}) is gone; put it back, or answer yes "
    'under "cancelled"',
    "edit_of_cancelled": "the call is cancelled, so this edit has no effect",
    "edited_twice": "the value is changed here and in another place, but not to the same",
    "not_editable": "this follows from the other columns and cannot be edited",
    "move_of_unpinned": "the call is moved and set free at once; do one of them",
    "outside_plan": "{value} is outside the plan, from {start} to {until}",
    "before_arrival": "{value} is before the arrival, {eta}",
    "no_update_header": "no row is a header with the columns of a table of updates",
    "no_update_list": "there is no list of updates in the file",
    "not_later": "{value} is not later than the arrival of the plan, {eta}",
    "not_earlier": "{value} is not earlier than the arrival of the plan, {eta}",
    "nothing_guessed": "nothing was guessed at {value}",
    "call_is_there": "there is a call {value} already",
    "told_twice": "row {first_row} says something of the same kind about the call",
    "no_such_field": '"{value}" is no field of a call',
    "not_a_plan": "this is no plan of berths",
    "plan_version": 'the version "{value}" of plan files is not read here',
    "plan_wrong_type": '"{value}" cannot stand here',
    "plan_unknown_key": "nothing of this name is known here",
    "plan_twice": '"{value}" is there twice',
    "plan_unknown_call": '"{value}" is no call of the plan',
    "unknown_edit": '"{value}" is no kind of update',
    "dbap_too_long": "this holds more than {most} numbers; that is no file of this format",
    "dbap_not_a_number": '"{value}" is not a whole number',
    "dbap_no_head": "the file must begin with the numbers of vessels and berths",
    "dbap_too_short": "the file has {numbers} numbers, but needs {expected}",
    "dbap_horizon": "the latest closing or departure must lie between 1 and {most}",
    "dbap_no_berth": "{calls}",
    "dbap_surplus": "{numbers} numbers follow that are neither weights nor padding",
    # --- queues ---------------------------------------------------------------------------------
    "unknown_law": '"{law}" is no law of times here; known are M, D and E2 to E{maximum}',
    "count_out_of_range": (
        "{name} must be a whole number from {minimum} to {maximum}, not {value}"
    ),
    "share_out_of_range": "{name} must lie between 0 and 1, not be {value}",
    "queue_unstable": (
        "the queue would grow without end: more arrives than can be served (utilisation "
        "{utilisation})"
    ),
    "places_below_berths": (
        "the places contain the berths, so {places} are too few for {berths} berths"
    ),
    "too_many_phases": (
        "{model} needs blocks of {phases} rows; at most {maximum} are solved. Fewer stages, or D, "
        "are near to it"
    ),
    "queue_not_solved": (
        "{model} has too many stages and berths for an exact answer; fewer berths, or E2 for the "
        "service, can be solved; M and D for the service stand on both sides of it"
    ),
    "no_service_level": (
        "say what the wait may be: a mean, or a wait and the share of vessels that may wait longer"
    ),
    "longer_needs_both": "say one wait and the share of vessels that may wait longer, both",
    "offered_or_utilisation": (
        "say the traffic (offered, or arrivals and service time) or the utilisation; one of them"
    ),
    "offered_or_arrivals": "say the traffic: offered, or arrivals and service time",
    "utilisation_or_arrivals": "say the utilisation or the arrivals in an hour; one of them",
    "service_h_missing": "with hours, the mean time at a berth (--service-h) is needed too",
    "too_many_berths": "more than {maximum} berths would be needed",
    "level_never_kept": "no traffic, however little, keeps this level of service",
    "silo_law": "a silo of limited capacity is solved for M and E2 to E{maximum}, not for {law}",
    "lockages_or_times": "say the lockages in a day, or both times of a lockage",
    "arrivals_or_target": "say the arrivals in an hour or the wait that is allowed; one of them",
    "capacity_or_refused": "say the capacity or the share that may be refused; one of them",
    "bad_station": '"{station}" is not servers and hours of service, like 2:1.5',
    "table_too_large": "at most {maximum} cells are computed",
    "no_printed_table": "no printed table of {model}/c is shipped; there are: {known}",
    "bad_printed_header": "the header is not the word utilisation and numbers of berths",
    "bad_utilisation": '"{value}" is not a utilisation between 0 and 1',
    "bad_list": '"{list}" is not a list like {example}',
}
