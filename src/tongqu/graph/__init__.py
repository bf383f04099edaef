"""Shortest ways over a region's links, all ways over its small waterways, and ways at sea.

This room knows lengths and places, no prices and no cargo.
"""

from tongqu.graph.all_ways import AllWays
from tongqu.graph.path import Path, Step
from tongqu.graph.shortest import LinkNetwork, ShortestPaths
from tongqu.graph.simple_paths import PathSet, simple_paths

__all__ = ["AllWays", "LinkNetwork", "Path", "PathSet", "ShortestPaths", "Step", "simple_paths"]
