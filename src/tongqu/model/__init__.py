"""The nouns of a region: frozen records, one class a table, and what is known when."""

from __future__ import annotations

from tongqu.model.region import Region

__all__ = ["Region"]
