"""Lets the tests of the search import what they share: regions, oracle, naive_costing."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
