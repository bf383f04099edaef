"""Parameters of a plan are checked where they are made."""

import pytest

from tongqu.berths.params import BerthParams
from tongqu.errors import UsageError


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_step_min", 7),  # does not divide a day
        ("time_step_min", 0),
        ("time_step_min", 15.0),
        ("time_limit_s", -1.0),
        ("horizon_h", 0),
        ("horizon_h", True),
        ("berthing_min", -1),
        ("late_factor", float("nan")),
        ("not_preferred_h", "1"),
        ("moved_call_h", 1e9),
    ],
)
def test_a_value_outside_its_range_is_named(name: str, value: object) -> None:
    with pytest.raises(UsageError) as caught:
        BerthParams(**{name: value})  # type: ignore[arg-type]
    [problem] = caught.value.problems
    assert problem.code == "parameter_out_of_range"
    assert problem.params["name"] == name


def test_a_quarter_of_an_hour_is_the_grid() -> None:
    assert BerthParams().time_step_min == 15
    assert BerthParams(late_factor=0).late_factor == 0  # whole numbers do for amounts
