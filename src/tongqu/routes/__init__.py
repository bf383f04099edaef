"""Chains from door to door: the exact front of cost, arrival and CO2e."""

from __future__ import annotations

from tongqu.routes.compare import compare
from tongqu.routes.params import CompareParams
from tongqu.routes.result import CompareResult

__all__ = ["CompareParams", "CompareResult", "compare"]
