"""What every test shares."""

import os

import pytest
from hypothesis import HealthCheck, settings

# The same cases on every machine: a red test in CI must be red on a desk too.
settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("wide", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("TONGQU_HYPOTHESIS", "ci"))


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take language and colour from the test, not from the machine it runs on."""
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "FORCE_COLOR", "TONGQU_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
