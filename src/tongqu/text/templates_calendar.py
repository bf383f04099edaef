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
    # --- schedules ------------------------------------------------------------------------------
    "plan_without_activities": "the plan has no activity",
    "too_many_activities": "the plan has {count} activities; at most {maximum} are planned",
    "finish_before_start": "{of}: {value} is before the start",
    "activity_twice": 'the activity "{value}" is there twice',
    "unknown_activity": '{of}: there is no activity "{value}"',
    "unknown_calendar": '{of}: there is no calendar "{value}"',
    "link_to_itself": "{of}: an activity cannot wait for itself",
    "data_date_missing": "{of}: something has happened, so the plan needs a data date",
    "actual_after_data_date": "{of}: {value} has not happened by the data date, {data_date}",
    "remaining_of_finished": "{of}: it is finished, but {value} days are said to remain",
    "constraints_exclude": (
        "{of}: with {days} days, {column} {value} and {other} {other_value} exclude each other"
    ),
    "activities_in_a_circle": "these activities wait for each other: {circle}",
    "plan_beyond_calendar": "the plan leaves the years {first} to {last}",
}
