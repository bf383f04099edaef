"""Kinds of stations, a file each: what a unit does when it gets there, and what an event does.

Add one: columns of its own in `tongqu.sim.columns`, a file here, a branch in `tongqu.sim.loop`
for its step (or its event), a dataclass in `tongqu.sim.scenario`, its rows in
`tongqu.sim.problem`, and its twin in the oracle of the tests.
"""
