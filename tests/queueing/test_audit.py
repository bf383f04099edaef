"""Measured figures that can be true together, and those that cannot."""

import json

import pytest
from click.testing import CliRunner

from tongqu.cli.main import main
from tongqu.cli.queue_audit import FIGURES, LAWS
from tongqu.errors import ExitCode, UsageError
from tongqu.queueing import Measured, audit_measured, queue_wait


def laws(**figures: float) -> dict[str, bool]:
    return {check.law: check.holds for check in audit_measured(Measured(**figures))}


def test_figures_of_one_queue_agree() -> None:
    """What the exact formulas say of a quay passes every check, to rounding."""
    quay = queue_wait("M", "M", 11, 0.8, service_h=6)
    rate = 0.8 * 11 / 6
    assert quay.wait_h is not None
    figures = {
        "arrivals_per_h": rate, "wait_h": quay.wait_h, "queue_length": rate * quay.wait_h,
        "service_h": 6, "servers": 11, "utilisation": 0.8, "stay_h": quay.wait_h + 6,
        "number": rate * (quay.wait_h + 6),
    }  # fmt: skip
    found = audit_measured(Measured(**figures), tolerance=1e-9)
    assert {check.law for check in found} == {
        "little_queue", "little_system", "little_service", "stay", "utilisation",
    }  # fmt: skip
    assert all(check.holds for check in found)


@pytest.mark.parametrize(
    ("wrong", "figures"),
    [
        ("little_queue", {"arrivals_per_h": 2, "wait_h": 3, "queue_length": 9}),
        ("little_system", {"arrivals_per_h": 2, "stay_h": 3, "number": 9}),
        ("little_service", {"arrivals_per_h": 2, "service_h": 3, "servers": 9, "utilisation": 0.5}),
        ("stay", {"wait_h": 1, "service_h": 2, "stay_h": 5}),
        ("utilisation", {"utilisation": 1.2}),
        ("utilisation", {"arrivals_per_h": 2, "service_h": 3, "servers": 5}),
        ("vessels", {"came": 100, "left": 70, "before": 5, "present": 20}),
        ("vessels", {"came": 100, "left": 120, "before": 5}),
        ("tonnes", {"tonnes_in": 900, "tonnes_out": 500, "stock_before_t": 100,
                    "stock_after_t": 300}),
        ("tonnes", {"tonnes_in": 900, "tonnes_out": 1200, "stock_before_t": 100}),
        ("room", {"stock_after_t": 900, "capacity_t": 800}),
    ],
)  # fmt: skip
def test_each_contradiction_is_named(wrong: str, figures: dict[str, float]) -> None:
    """One figure too much, and the law that it breaks."""
    assert laws(**figures)[wrong] is False


def test_what_cannot_be_checked_is_not() -> None:
    """A figure alone proves nothing; one below nothing is refused."""
    assert laws(wait_h=3.0) == {}
    with pytest.raises(UsageError):
        Measured(wait_h=-1.0)
    with pytest.raises(UsageError):
        audit_measured(Measured(), tolerance=2.0)


def test_the_command_in_both_languages() -> None:
    """Verdict, checks and exit code; every figure can be given, every law has words."""
    assert set(FIGURES) == set(vars(Measured()))
    words = "queue audit --hours 4344 --came 57534 --queue-length 324 --wait-h 6"
    run = CliRunner().invoke(main, words.split())
    assert run.exit_code == ExitCode.INFEASIBLE
    assert "cannot be true together" in run.stdout
    assert "79.47" in run.stdout
    assert "不可能同时为真" in CliRunner().invoke(main, [*words.split(), "--lang", "zh"]).stdout
    found = json.loads(CliRunner().invoke(main, [*words.split(), "--json"]).stdout)
    assert found["holds"] is False
    assert {check["law"] for check in found["checks"]} <= set(LAWS)
    alone = CliRunner().invoke(main, ["queue", "audit", "--wait-h", "3"])
    assert alone.exit_code == ExitCode.OK
    assert "Nothing can be checked" in alone.stdout
