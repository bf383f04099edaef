"""The region that `tongqu region new` writes: a small valley that does not exist."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from tongqu.io.reading import load_region

if TYPE_CHECKING:
    from tongqu.model import Region

__all__ = ["template_region"]


def template_region() -> Region:
    """Return a fictional region that has one to three rows in every table.

    Examples
    --------
    >>> template_region().info.name
    'Example valley'
    """
    with as_file(files("tongqu.io").joinpath("valley")) as folder:
        return load_region(folder)
