"""The English words of what can be wrong with a ledger's files; `tongqu.text.templates` has all."""

TEMPLATES = {
    # --- a ledger as a folder of tables ---------------------------------------------------------
    "no_such_folder": "there is no folder {path}",
    "parents_in_a_circle": "these stand above each other in a circle: {circle}",
    "not_pairs": '"{value}" is neither name=value, separated by ;, nor a JSON object',
    "not_evidence": '"{value}" is not kind:name, separated by ;',
    "known_before_at": "{value} is before the time at which it happened, {at}",
    "step_out_of_order": "this is known at {value}, but what stands before it about {item} only "
    "at {earlier}",
    "source_of_region": 'the region has a source "{value}" already',
    "unknown_ledger_file": "{path} is no kind of file that this is written to; known are: {known}",
    # --- lists of projects ----------------------------------------------------------------------
    "no_list_header": "no row is a header with the name of a project",
    "no_such_sheet": 'there is no sheet "{sheet}"',
    "no_projects": "there is no project below the header",
    "title_twice": 'the project "{value}" is already in row {first_row}; a column of project '
    "codes would tell them apart",
    "unknown_unit_name": '"{value}" is no unit of the ledger',
    "not_a_status": '"{value}" does not say how the project stands: {values}',
    "percent_mixed": '"{value}" stands among percentages; write 80% or 0.8%',
    "money_unit_missing": "the amounts have no unit; write it into the header, above the table or "
    "into the mapping",
    "year_missing": "it is not said which year the amounts are for",
    "date_not_understood": '"{value}" is no date that can be understood',
    "date_without_year": '"{value}" has no year, and neither has the list',
    "not_a_mapping": "this is no mapping of columns: {reason}",
    "bad_mapping_value": '"{value}" cannot stand here',
    "unknown_mapping_key": 'nothing is called "{value}" here',
    "unknown_list_field": 'there is no field "{value}"',
    "unknown_money_unit": '"{value}" is no unit of money',
    "mapped_twice": 'the header "{value}" is mapped twice',
    "mapping_without_title": "no column is the name of the project",
    # --- what was guessed in them ---------------------------------------------------------------
    "header_guessed": 'by its words the column "{value}" was taken for {read_as}',
    "row_hidden": 'the sheet does not show this row; "{value}" was read all the same',
    "first_unit": 'of the units "{value}" the first was taken as responsible: {read_as}',
    "choice_by_words": '"{value}" was taken for {read_as}',
    "status_by_words": '"{value}" was taken for the state {read_as}',
    "status_for_date": '"{value}" stands where a date should, and was taken for the state '
    "{read_as}",
    "date_month": '"{value}" names a month; its end was taken, {read_as}',
    "date_month_ambiguous": '"{value}" may be January or October; January was taken, {read_as}',
    "date_quarter": '"{value}" names a quarter; its end was taken, {read_as}',
    "date_half": '"{value}" names half a year; its end was taken, {read_as}',
    "date_year": '"{value}" names a year; its end was taken, {read_as}',
    "date_third": '"{value}" names a third of a month; its end was taken, {read_as}',
    "date_no_year": '"{value}" names no year; that of the list was taken, {read_as}',
    "date_relative": '"{value}" was counted from the year of the list: {read_as}',
    "date_about": '"{value}" is approximate; {read_as} was taken',
    "date_taken_as_actual": '"{value}" lies in the past, and the project stands so that it was '
    "taken for what happened: {read_as}",
    "percent_about": '"{value}" is approximate; {read_as} was taken',
    "percent_at_least": '"{value}" was taken for at least {read_as}',
    "percent_word": '"{value}" was taken for {read_as}',
    "percent_inside": 'of the words "{value}" {read_as} was taken',
    "percent_share": '"{value}" was taken for a share of one, {read_as}',
    "money_about": '"{value}" is approximate; {read_as} was taken',
    "money_note": 'of "{value}" the number was taken, {read_as}',
    "money_of_several": '"{value}" is one amount for several rows; none of them got it',
    "total_differs": 'the total says "{value}", but the rows add up to {read_as}',
}
