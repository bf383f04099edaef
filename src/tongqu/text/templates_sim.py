"""The words of what is wrong with a scenario; `templates` joins them to its own."""

TEMPLATES = {
    "sim_bad_field": "{record}: {value} makes no sense as {field}",
    "sim_id_twice": 'of {kind}, the id "{value}" is there twice or empty',
    "sim_unknown_name": '{record} names "{value}", which is not among the {kind}',
    "sim_source_arrivals": "{record}: say one of gap, times and fleet",
    "sim_again": (
        "{record}: going back must be the last step of a route, and there only, and a round must "
        "take time"
    ),
    "sim_vehicle_fits_nowhere": "{vehicle} of {source} fits no group of {station}",
    "sim_group_without_vehicles": "nobody who comes to {station} fits its group {group}",
    "sim_vessel_fits_no_chamber": "{vehicle} fits no chamber of {lock}",
    "sim_chamber_fits_no_vessel": "no vessel that passes {lock} fits its chamber {chamber}",
    "sim_sent_for": (
        "{source} is sent for what lies in {store}, or for its room: that needs one vehicle of a "
        "fixed payload that takes or brings all of it there, once, always"
    ),
    "sim_demand_above_capacity": (
        "{station} would need {wanted} servers that never rest, and has {servers}"
    ),
    "sim_lock_above_capacity": (
        "vessels of {wanted} m2 an hour want to pass {lock} {direction}, and its chambers have "
        "{could} at best"
    ),
    "sim_stock_only_grows": (
        "{store} can only grow: {comes} t/h come, and at most {leaves} t/h leave"
    ),
    "sim_stock_runs_out": (
        "{store} runs out: {leaves} t/h are to leave, and at most {comes} t/h come"
    ),
    "sim_too_many_stops": "a calendar has far more stands by chance than its laws let expect",
    "sim_unknown_field": "{record} has no field {field}; known are: {known}",
    "sim_missing_field": "{record} needs {field}",
    "sim_wrong_kind": '{record}: "{value}" is none of: {known}',
    "sim_no_terminal": "no terminal of the port has a berth at work on {day}",
    "sim_no_such_terminal": 'there is no terminal "{terminal}"',
    "sim_no_cargo": "no flow of the region goes over this port",
    "sim_no_chamber": "{lock} has no chamber in the table of chambers",
    "sim_nothing_carried": "no vessel of the mix, or no truck, can carry any cargo of this port",
    "sim_no_way": "no waterway leads from {terminal} to where its cargo goes",
    "sim_no_handling": (
        "no rate is known for {packing} {cargo} at {terminal}, by {mode}; add a row to handling"
    ),
    "sim_unknown_class": 'the mix names "{name}", which is no class of vessels',
    "sim_not_a_setting": 'a setting is written NAME=VALUE, which "{value}" is not',
    "sim_unknown_setting": "the port has no assumption {name}; known are: {known}",
    "sim_bad_setting": '{name} cannot be "{value}"; it is written like {kind}',
    "sim_not_settings": "this is not TOML that can be read: {reason}",
    "sim_no_such_table": "{name}: the region has no such table; known are: {known}",
    "sim_no_such_row": "{name}: no row of {table} is called {row}",
    "sim_settings_without_region": (
        "settings are for the port of a region; a scenario of your own says everything itself"
    ),
    "sim_log_too_short": (
        "only {calls} calls of the record have arrival, berthing and departure in this order; at "
        "least {needed} are needed"
    ),
    "sim_not_a_scenario": "this is neither JSON nor TOML that can be read: {reason}",
    "sim_no_such_day": "{value} is none of the days that count, which are {first} to {last}",
    "sim_no_day": "the run has no whole day that counts, so there is none to show",
    "waits_not_settled": (
        "the simulated port does not settle ({doubts}), so it has no mean wait; look at it with "
        "tongqu simulate, or keep the waits of the dataset"
    ),
    "waits_file_not_settled": "the simulation in {file} did not settle ({doubts})",
    "waits_no_simulation": "{file} is not what tongqu simulate --json writes",
    "waits_other_region": (
        "the simulation in {file} is not of the port of {region} on a day, but of {found}"
    ),
    "waits_know_too_much": (
        "the simulation in {file} begins on {day} and may know more than was known on {as_of}"
    ),
    "waits_hold_closure": (
        "the waits in {file} hold {closures}, which the comparison counts by its dates; let it "
        "simulate for itself with --waits simulated, or simulate a day on which no closure is known"
    ),
    "port_not_settled": "the queues of the port only grow, without any closure",
    "lock_too_full": "the port does not settle at {load} % already; ask for smaller loads",
    "lock_unknown": 'there is no lock "{lock}"; the simulated port passes: {known}',
    "lock_not_passed": "no vessel of the simulated port passes {lock}; it passes: {known}",
    "closing_unknown": "the region knows no closure of {lock}; name one",
    "closing_backwards": "{closing} opens before it is shut",
    "closing_outside": (
        "{closing} does not lie between {begin} and {end}, the days that count; begin earlier or "
        "take more weeks"
    ),
    "not_a_closing": '"{value}" is not two times with a stroke between them',
    "not_loads": '"{value}" is no list of percentages',
    "lock_without_design": (
        'no fact gives a "{of}" of {lock} in Mt a year (there are: {known}); name one, or give the '
        "design itself"
    ),
    "lock_not_counted": "no fact gives vessels and cargo of a year at {lock}",
    "lock_without_others": (
        "no vessels of other ports are known at {lock}, so its load cannot be raised"
    ),
    "no_port_level": (
        "say what is to be kept: a mean wait, a share that waits longer, a queue, or a share of "
        "the time in which a yard is full"
    ),
    "capacity_unknown_station": 'nothing has the id "{value}"; known are: {known}',
    "capacity_nothing_limited": (
        "nothing in this scenario has such a figure; a wait in service times needs a berth, "
        "refusals need an anchorage with places, a full yard needs a store"
    ),
    "capacity_no_such_source": (
        "{source} has no gap between units that could be shorter; these have: {known}"
    ),
    "capacity_no_source": "no source has a gap between units that could be shorter",
    "capacity_no_such_alternative": "{name} is no alternative; known are: {known}",
    "capacity_two_ports": "give a scenario, or a region with its day, but not both",
}
