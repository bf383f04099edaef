"""The phrases of an answer in English; the Chinese ones stand in the catalogue."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a template for the catalogue; it is translated where it is used."""
    return message


EXCLUDED = {
    "beam": N_("{what}: beam {value} m does not fit {at}, {limit} m wide"),
    "air_draught": N_("{what}: height {value} m above water does not pass {at}, {limit} m"),
    "depth": N_("{what}: {at} is {limit} m deep; empty it needs more than {value} m"),
    "chamber_width": N_("{what}: beam {value} m does not fit the chamber of {at}, {limit} m"),
    "chamber_length": N_("{what}: length {value} m does not fit {at}, {limit} m"),
    "current": N_("{what}: {value} km/h makes no way against {limit} km/h on {at}"),
    "min_lot": N_("{what} takes lots from {limit} {unit}; this one is {value} {unit}"),
    "max_lot": N_("{what} takes at most {limit} {unit} a departure; this lot is {value} {unit}"),
    "not_in_service": N_("{what} is not in service yet"),
    "not_before": N_("{what} is in service only from {detail}"),
    "no_handling": N_("{what} has no handling for this cargo ({detail})"),
    "no_departure": N_("{what} has no departure within the horizon; it starts on {detail}"),
    "no_tariff": N_("{what} has no rate for this cargo"),
    "no_way": N_("{what}: there is no way {at} for its vehicle"),
    "no_sea_route": N_("{what}: there is no way by sea {at} ({detail})"),
}

NEEDED = {
    "beam": N_("a vessel narrower than {limit} m, or a wider fairway"),
    "air_draught": N_("a vessel lower than {limit} m, or a higher bridge"),
    "depth": N_("at least {value} m of water"),
    "chamber_width": N_("a vessel of at most {limit} m beam, or a wider chamber"),
    "chamber_length": N_("a vessel of at most {limit} m length, or a longer chamber"),
    "current": N_("a stronger vessel, or less current"),
    "min_lot": N_("a lot of at least {limit} {unit}"),
    "max_lot": N_("smaller lots, of at most {limit} {unit} each"),
    "not_in_service": N_("a known opening date"),
    "not_before": N_("departure on or after {detail}"),
    "no_handling": N_("handling for this packing form and mode"),
    "no_departure": N_("another date, or a longer horizon"),
    "no_tariff": N_("a rate that is valid on that day"),
    "no_way": N_("a link between these places"),
    "no_sea_route": N_("an open passage, or a place on navigable water"),
}

INFLUENCES = {
    "closure": N_("{name} is closed from {since} to {until} ({status}, known {known}: {reason})"),
    "closure_changes_answer": N_(
        "Without closures the cheapest chain would cost {cost} {currency} and arrive {arrive}; "
        "with them the cheapest costs {cost_now} {currency} and arrives {arrive_now}"
    ),
    "closure_without_effect": N_("The closures change nothing for this lot"),
    "open_would_do": N_(
        "Without these closures a chain would arrive {arrive} for {cost} {currency}"
    ),
    "deadline_too_early": N_(
        "The earliest chain arrives {arrive} for {cost} {currency}, after the deadline"
    ),
}

NOTES = {
    "vessels": N_(
        "{tonnes} t gross needs {vehicles} × {name}: at {draught} m draught each takes at most "
        "{payload} t"
    ),
    "waited": N_("The cheapest chain waits {days} days before it leaves"),
    "capped": N_(
        "A limit of the search was hit ({labels} labels dropped, {ways} pairs with more ways): "
        "the front may not be complete"
    ),
    "nothing_leaves": N_(
        "Nothing can leave {name}: no road link leads from it to a terminal or the consignee, and "
        "no terminal of its own handles this cargo"
    ),
    "nothing_arrives": N_(
        "Nothing can arrive at {name}: no road link leads to it, and it has no terminal that "
        "handles this cargo"
    ),
    "no_chain": N_(
        "No legs join up to a chain of at most {legs} main legs that arrives within {days} days"
    ),
    "calibrated": N_(
        "{name} is not published: {middle} {unit} was set so that a reported figure comes out "
        "({quantity}: {value} {fact_unit}); nothing else checks it"
    ),
    "saving": N_(
        "The saving against rail, {saving} {currency}, lies between {low} and {high} as rates are "
        "assumed; {name} moves it most"
    ),
    "assumption": N_(
        "{name} is assumed at {middle} {unit} ({low} to {high}): it moves the cost by {low_delta} "
        "to {high_delta} {currency}"
    ),
}

WAITS = {
    "explained": N_(
        "The waits at these locks and berths are means of a simulation, in place of the dataset's; "
        "the time in a lock stays the dataset's, scheduled services keep their timetable, and "
        "closures are counted by their dates, not in the waits"
    ),
    "wait_has_hours": N_(
        "it is shut for a part of the day; the simulated wait holds that, and the comparison "
        "counts it by itself"
    ),
}

SUMMARY = {
    "water": N_("by water"),
    "rail": N_("by rail"),
    "road": N_("by road"),
    "found": N_(
        "{tonnes} t of {commodity} from {origin} to {destination} go cheapest {way}: {cost} "
        "{currency} ({per_t} per t), {days} days, {co2e} t CO2e"
    ),
    "saved": N_("; {amount} {currency} per t less than by rail"),
    "none": N_("No chain carries {tonnes} t of {commodity} from {origin} to {destination}"),
}

UNTIL_FURTHER_NOTICE = N_("further notice")

SEA_REASONS = {
    "too_far_from_water": N_("too far from navigable water"),
    "passages_closed": N_("the passages that it needs are closed"),
}

STATUS = {
    "planned": N_("planned"),
    "expected": N_("expected"),
    "actual": N_("actual"),
}
