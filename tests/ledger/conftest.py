"""Lets the tests of the ledger import what they share: clock_cases, naive_clock."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
