"""The words of problem codes of working time and schedules; `templates` joins them to its own."""

TEMPLATES = {
    # --- notices of holidays --------------------------------------------------------------------
    "notice_day_twice": "{value} is already in row {first_row}",
    "notice_without_days": "the notice names no day",
    "notice_of_other_year": (
        "{value} is not of the year {year}; a notice speaks about one year, and the December "
        "before and the January after"
    ),
    "hours_of_day_off": "the day is not worked, so it cannot have hours",
    "no_working_hours": '"{value}" has no working time at all',
    "beyond_calendar": (
        "working time is counted from the year {first} to {last}, and this leads to {year}"
    ),
}
