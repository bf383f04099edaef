"""Logarithm, exponential and normal quantile: what all draws go through."""

import math
import os
import subprocess
import sys
from decimal import Decimal, localcontext
from statistics import NormalDist

from hypothesis import example, given
from hypothesis import strategies as st

from tongqu.rng.inversion import exp, is_central, ln, normal, normal_near_centre

SMALLEST = 2.0**-1022


@given(st.floats(SMALLEST, 1e300))
@example(1.0)
@example(1 - 2.0**-53)
@example(1 + 2.0**-52)
@example(SMALLEST)
def test_logarithm(x: float) -> None:
    """Nowhere further from the true one than two and a half units in its last place."""
    with localcontext(prec=60):
        wanted = Decimal(x).ln()
        assert abs(Decimal(ln(x)) - wanted) <= Decimal("2.5") * Decimal(math.ulp(float(wanted)))


@given(st.floats(-708, 709))
@example(0.0)
@example(-708.0)
@example(709.0)
@example(math.log(2) / 2)
@example(-math.log(2) / 2)
def test_exponential(x: float) -> None:
    """Nowhere further from the true one than one and a half units in its last place."""
    with localcontext(prec=60):
        wanted = Decimal(x).exp()
        assert abs(Decimal(exp(x)) - wanted) <= Decimal("1.5") * Decimal(math.ulp(float(wanted)))


def test_exponential_ends() -> None:
    """What is too large or too small counts as the last that is not."""
    assert exp(1e300) == exp(709.0) == exp(math.inf)
    assert exp(-1e300) == exp(-708.0) == exp(-math.inf) > 0


@given(st.floats(2.0**-53, 1 - 2.0**-53))
@example(0.075)
@example(0.925)
def test_near_the_centre(u: float) -> None:
    """There the formula for it is the whole quantile, to the last bit; and only there."""
    assert is_central(u) == (abs(u - 0.5) <= 0.425)
    assert not is_central(u) or normal_near_centre(u) == normal(u)


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_no_time_is_negative(u: float) -> None:
    """Minus the logarithm of a uniform number is above zero, also next to 1."""
    assert u < SMALLEST or -ln(u) > 0


@given(st.floats(2.0**-53, 1 - 2.0**-53))
@example(2.0**-53)
@example(1 - 2.0**-53)
@example(0.075)
@example(0.925)
def test_normal_quantile(u: float) -> None:
    """It is that of Python's own library, in the middle and in both tails."""
    assert math.isclose(normal(u), NormalDist().inv_cdf(u), rel_tol=1e-13, abs_tol=1e-15)


@given(st.floats(2.0**-53, 1 - 2.0**-53), st.integers(1, 10**9))
def test_more_luck_never_means_less(u: float, step: int) -> None:
    """A larger number gives a larger one, up to what its last places can tell."""
    more = min(u + step * 2.0**-53, 1 - 2.0**-53)
    assert normal(more) >= normal(u) - 4 * math.ulp(normal(u))
    assert ln(more) >= ln(u) - 4 * math.ulp(ln(u))


def test_without_compiler() -> None:
    """With JIT off they have the same bits."""
    code = (
        "from tongqu.rng.inversion import exp, ln, normal\n"
        "print([(exp(u / 9).hex(), ln(u / 999).hex(), normal(u / 999).hex()) "
        "for u in range(1, 999)])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    here = [(exp(u / 9).hex(), ln(u / 999).hex(), normal(u / 999).hex()) for u in range(1, 999)]
    assert done.stdout.strip() == str(here)
