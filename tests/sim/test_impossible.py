"""What is wrong with a scenario is named before it runs, each by its own code."""

from dataclasses import replace
from typing import Any

import pytest

from tongqu.errors import DatasetError
from tongqu.sim import (
    Again,
    Berthing,
    Calendar,
    Chamber,
    Group,
    Law,
    Lock,
    Pass,
    Sail,
    Scenario,
    Serve,
    Source,
    Station,
    Store,
    Vehicle,
    Work,
    lanes,
    simulate,
)
from tongqu.text import problem_text

VESSEL = Vehicle("barge", Law.const(500.0), 45.0, 9.0, 2.2)
TRUCK = Vehicle("truck", Law.const(30.0))


def port() -> dict[str, Any]:
    """Return the parts of a port that works."""
    call = Berthing("quay", (Work("discharge", 100.0, "yard", "cranes"),))
    barges = Source(
        "barges", (("barge", 1.0),), (Pass("lock", "up"), call, Pass("lock", "down")),
        gap=Law.exp(10.0), cargo="coal",
    )  # fmt: skip
    fetch = Work("load", 200.0, "yard")
    trucks = Source("trucks", (("truck", 1.0),), (Serve("gate", Law.exp(0.1)), fetch),
                    gap=Law.exp(0.4), store="yard")  # fmt: skip
    return {
        "vehicles": (VESSEL, TRUCK),
        "sources": (barges, trucks),
        "stations": (lanes("quay", 2), lanes("cranes", 2), lanes("gate", 2)),
        "stores": (Store("yard", "coal", 5000.0),),
        "locks": (Lock("lock", (Chamber("north", 200.0, 23.0, 0.3, 0.3),)),),
        "calendars": (Calendar("night", week=(0.0,) * 6 + (1.0,) * 162),),
    }


def codes(**parts: Any) -> set[str]:
    """Return the codes of what is found, with each problem's words made once."""
    with pytest.raises(DatasetError) as caught:
        simulate(Scenario(**{**port(), **parts}), years=0.01, replications=1)
    for problem in caught.value.problems:
        for language in ("en", "zh"):
            assert "{" not in problem_text(problem, language)
    return {problem.code for problem in caught.value.problems}


def changed(index: int, **fields: Any) -> dict[str, Any]:
    """Return the sources with one of them changed."""
    sources = list(port()["sources"])
    sources[index] = replace(sources[index], **fields)
    return {"sources": tuple(sources)}


def test_the_port_itself_works() -> None:
    """Without a change there is nothing to find."""
    assert simulate(Scenario(**port()), years=0.01, replications=1).finished.all()


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("sim_vehicle_fits_nowhere",
         {"vehicles": (replace(VESSEL, draught_m=3.5), TRUCK),
          "stations": (Station("quay", (Group("q", 2, max_draught_m=3.0),)),
                       lanes("cranes", 2), lanes("gate", 2))}),
        ("sim_group_without_vehicles",
         {"stations": (Station("quay", (Group("q", 2), Group("short", 1, max_length_m=40.0))),
                       lanes("cranes", 2), lanes("gate", 2))}),
        ("sim_chamber_fits_no_vessel",
         {"locks": (Lock("lock", (Chamber("north", 200.0, 23.0, 0.3, 0.3),
                                  Chamber("old", 40.0, 23.0, 0.3, 0.3))),)}),
        ("sim_vessel_fits_no_chamber",
         {"locks": (Lock("lock", (Chamber("north", 200.0, 8.0, 0.3, 0.3),)),)}),
        ("sim_demand_above_capacity", changed(0, gap=Law.exp(1.0))),
        ("sim_lock_above_capacity",
         {"locks": (Lock("lock", (Chamber("north", 46.0, 10.0, 8.0, 8.0),)),)}),
        ("sim_stock_only_grows", changed(1, gap=Law.exp(0.7))),
        ("sim_stock_runs_out", changed(1, store=None)),
        ("sim_sent_for", changed(1, mix=(("truck", 1.0), ("barge", 1.0)))),
    ],
)  # fmt: skip
def test_what_cannot_work(code: str, parts: dict[str, Any]) -> None:
    """One change makes the port impossible; the code says in which way."""
    assert code in codes(**parts)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("sim_unknown_name", changed(0, calendar="days")),
        ("sim_unknown_name", changed(0, mix=(("ship", 1.0),))),
        ("sim_id_twice", {"stations": (lanes("quay", 2), lanes("quay", 2), lanes("cranes", 2),
                                       lanes("gate", 2))}),
        ("sim_source_arrivals", changed(0, fleet=3)),
        ("sim_again", changed(0, route=(Again(), Sail(Law.exp(1.0))))),
        ("sim_bad_field", changed(0, gap=Law.exp(-1.0))),
        ("sim_bad_field", {"stores": (Store("yard", "coal", 100.0, 200.0),)}),
        ("sim_bad_field", {"calendars": (Calendar("night", week=(1.0,)),)}),
        ("sim_bad_field", {"locks": (Lock("lock", (Chamber("n", 200, 23, 1, 1),), least=3),)}),
        ("sim_bad_field", changed(0, route=(Berthing("quay", (Work("unload", 0.0),)),))),
    ],
)  # fmt: skip
def test_what_is_not_sound(code: str, parts: dict[str, Any]) -> None:
    """Fields and names are looked at when the scenario is made."""
    assert code in codes(**parts)


def test_all_at_once() -> None:
    """Three mistakes are three problems, not the first of them."""
    found = codes(
        **changed(0, gap=Law.exp(-1.0), calendar="days"),
        stores=(Store("yard", "coal", -5.0),),
    )
    assert found == {"sim_bad_field", "sim_unknown_name"}
