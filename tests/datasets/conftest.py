"""The shipped region, read once."""

import pytest

from tongqu import load_region
from tongqu.model.region import Region


@pytest.fixture(scope="package")
def qujiang() -> Region:
    return load_region("qujiang")
