"""The phrases on late works in English; the Chinese ones stand in the catalogue."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a template for the catalogue; it is translated where it is used."""
    return message


EFFECTS = {
    "loses": N_(
        "{who}: {commodity} from {origin} to {goal} costs {cost} {currency} more a tonne with the "
        "work late; time {hours} h, CO2e {co2e} kg a tonne"
    ),
    "gains": N_(
        "{who}: {commodity} from {origin} to {goal} changes by {cost} {currency} a tonne with the "
        "work late; time {hours} h, CO2e {co2e} kg a tonne"
    ),
    "loses_way": N_(
        "{who}: {commodity} from {origin} to {goal} finds no way any more on {days} days of the "
        "delay; no amount can be put on these"
    ),
    "cheapest_stays": N_(
        "{who}: {commodity} from {origin} to {goal} goes the same cheapest way; other options of "
        "it change"
    ),
    "other_ways": N_(
        "{who}: {commodity} from {origin} to {goal} could use the work, but every option of it "
        "stays the same without"
    ),
    "out_of_reach": N_(
        "{who}: {commodity} from {origin} to {goal} passes nothing that the work changes"
    ),
    "no_way": N_("{who}: {commodity} from {origin} to {goal} finds no way, with or without"),
}

STATES = {
    "changes_nothing": N_(
        "{work} changes nothing in this region: its table of changes has no row for it, so its "
        "delay has no price here"
    ),
    "no_opening": N_(
        "{work} has no known opening date, so there is nothing that it could be late against"
    ),
    "no_lanes": N_("There is nothing to ask about: no lane is given, and the region has no flows"),
}

SUMMARY = {
    "answered": N_(
        "If {work} opens {months} months later, on {until} instead of {opens}: lanes that lose, "
        "{losers} of {lanes}"
    ),
    "total": N_(
        "; over the delay {cost} {currency} more on {tonnes} t with known yearly tonnes, and "
        "{co2e} t CO2e"
    ),
    "invented": N_(" (yearly tonnes are invented or assumed)"),
    "nobody": N_(
        "If {work} opens {months} months later, on {until} instead of {opens}, no lane asked about "
        "pays more"
    ),
}

NOTES = {
    "already_open": N_(
        "{work} is open since {opens}: this is what the delay would have cost, had it come"
    ),
    "not_firm": N_("{opens} is a date that is {status}, known on {known}, not a fact"),
    "known_delay": N_(
        "Everybody is taken to know the later date. A lot goes another way or waits, whichever is "
        "cheaper, but arrives at most {days} days later than with the work in time"
    ),
    "impatient": N_(
        "Lots that find nothing that arrives within {days} days of the work in time: {count}; they "
        "take the earliest way"
    ),
    "grid": N_(
        "Days on which lots are asked about: {count}; each stands for the days of the delay "
        "nearest to it. Lots ready before {opens} or from {until} on lose nothing here"
    ),
    "invented": N_(
        "Lanes whose yearly tonnes are invented or assumed: {count}; sums over the delay rest on "
        "them"
    ),
    "per_lot": N_(
        "Lanes whose yearly tonnes the region does not know: {count}; they are told by the lot and "
        "the tonne only, and are in no sum"
    ),
    "calibrated": N_("{name} was set so that a reported figure comes out; nothing else checks it"),
    "not_exact": N_("Lanes that hit a limit of the search: {count}; a cheaper chain may exist"),
    "every_lane_alone": N_(
        "Each lane is asked by itself: that many lots moved at once may make quays and trains full "
        "is not in it"
    ),
}

NOT_ASKED = {
    "capacity": N_(
        "How long the queues at quays and locks become is not asked yet; this answer has no "
        "waiting for others in it"
    ),
}

STATUS = {"planned": N_("planned"), "expected": N_("expected"), "actual": N_("actual")}
