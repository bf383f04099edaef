"""Why a light is yellow or red, in words: read from how an item stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tongqu.ledger.clocks_all import NONE, RED, UNSET, YELLOW
from tongqu.ledger.packed import name_code
from tongqu.ledger.view_words import REASONS, coded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongqu.ledger.standing import Standing
    from tongqu.ledger.viewing import Viewing

__all__ = ["light_reasons", "milestone_names_by_code"]


def light_reasons(
    viewing: Viewing, standing: Standing, place: int, names: Mapping[int, tuple[str, str]]
) -> list[dict[str, Any]]:
    """Return why an item's light is what it is, the worst first.

    Parameters
    ----------
    viewing
        What every view needs.
    standing, place
        How the items of its kind stand, and which of them it is.
    names
        Names of milestones by their numbers, see `milestone_names_by_code`.
    """
    found = [
        *_of_clocks(viewing, standing, place),
        *_of_milestones(viewing, standing, place, names),
        *_of_progress(standing, place),
        *_of_look_backs(standing, place),
    ]
    found.sort(key=lambda pair: -pair[0])
    return [reason for _, reason in found]


def milestone_names_by_code(
    viewing: Viewing, standing: Standing, ids: Mapping[str, tuple[str, str]]
) -> dict[int, tuple[str, str]]:
    """Return names of milestones by their numbers.

    Parameters
    ----------
    viewing, standing
        As of `light_reasons`.
    ids
        By id the names of milestones that somebody gave to the item.
    """
    kind = standing.kind
    known = {milestone.id: (milestone.name, milestone.name_zh) for milestone in kind.milestones}
    known |= {
        id_: pair if pair[0] else viewing.milestone_names(kind, id_) for id_, pair in ids.items()
    }
    return {name_code(id_): pair for id_, pair in known.items()}


def _day(ordinal: Any) -> str:
    return date.fromordinal(int(ordinal)).isoformat()


def _of_clocks(
    viewing: Viewing, standing: Standing, place: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    for rule, table in zip(standing.rules, standing.clocks, strict=True):
        names = (rule.clock.name, rule.clock.name_zh)
        light, due = int(table.light[place]), int(table.due_s[place])
        if light == RED:
            days = int(table.late_days[place])
            word = "clock_late" if days > 0 else "clock_late_today"
            end = viewing.words_s(due) if days > 0 else viewing.moment_words(due)
            yield RED, coded(REASONS, word, clock=names, due=end, days=days)
        elif light == YELLOW and not table.was_red[place]:
            yield YELLOW, coded(REASONS, "clock_soon", clock=names, due=viewing.words_s(due))
        elif table.was_red[place]:
            yield NONE, coded(REASONS, "clock_was_late", clock=names)


def _of_milestones(
    viewing: Viewing, standing: Standing, place: int, names: Mapping[int, tuple[str, str]]
) -> Iterator[tuple[int, dict[str, Any]]]:
    table = standing.milestones
    dues = table.due()
    for row in (table.item == place).nonzero()[0]:
        milestone = names.get(int(table.code[row]), ("?", "?"))
        light, due = int(table.light[row]), int(dues[row])
        if light >= YELLOW and table.late_days[row] > 0:
            reported = int(standing.last_report_s[place])
            last = int(viewing.calendar.day_of(reported)) if reported != UNSET else due
            params = {"milestone": milestone, "due": _day(due), "days": int(table.late_days[row])}
            if last <= due:
                word, params["since"] = "milestone_not_reported", _day(last)
            else:
                word = "milestone_late"
            yield light, coded(REASONS, word, **params)
        elif light == YELLOW:
            yield (
                light,
                coded(
                    REASONS,
                    "milestone_announced",
                    milestone=milestone,
                    due=_day(table.planned[row]),
                    expected=_day(table.expected[row]),
                ),
            )
        elif table.was_red[row]:
            yield NONE, coded(REASONS, "milestone_was_late", milestone=milestone)


def _of_progress(standing: Standing, place: int) -> Iterator[tuple[int, dict[str, Any]]]:
    table = standing.progress
    if (light := int(table.behind[place])) >= YELLOW:
        done, planned = int(table.percent[place]), int(table.planned_percent[place])
        yield (
            light,
            coded(
                REASONS,
                "progress_behind",
                behind=_points(planned - done),
                percent=_points(done),
                planned=_points(planned),
            ),
        )
    elif table.behind_was_red[place]:
        yield NONE, coded(REASONS, "progress_was_behind")
    if (light := int(table.start_missed[place])) >= YELLOW:
        yield light, coded(REASONS, "start_missed", due=_day(table.start[place]))
    elif table.start_was_red[place]:
        yield NONE, coded(REASONS, "start_was_missed")
    if (light := int(table.entry_late[place])) >= YELLOW:
        since = max(int(table.last_entry[place]), int(table.begun[place]))
        months = int(table.months_without[place])
        yield light, coded(REASONS, "entry_late", months=months, since=_day(since))
    elif table.entry_was_red[place]:
        yield NONE, coded(REASONS, "entry_was_late")


def _of_look_backs(standing: Standing, place: int) -> Iterator[tuple[int, dict[str, Any]]]:
    table = standing.look_backs
    light = int(table.light[place])
    if light >= YELLOW:
        due = int(table.due_day[place])
        word = "look_back_late" if due < standing.today else "look_back_due"
        yield light, coded(REASONS, word, due=_day(due))
    elif table.was_red[place]:
        yield NONE, coded(REASONS, "look_back_was_late")


def _points(hundredths: int) -> float | int:
    """Return hundredths of a percent as percent, without needless zeros."""
    whole, rest = divmod(hundredths, 100)
    return whole if rest == 0 else hundredths / 100
