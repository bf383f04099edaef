"""Lets the tests of berths import what they share: the harbour."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
