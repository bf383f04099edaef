"""The reading of reference pages is shared with the tests of berths."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "berths"))
