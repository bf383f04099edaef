"""What every integer problem of a plan knows of what was asked, whatever its form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from tongqu.berths.fits import ShutOut
from tongqu.berths.grid import Grid
from tongqu.berths.items import Item
from tongqu.berths.params import BerthParams
from tongqu.berths.places import Port
from tongqu.berths.records import Where
from tongqu.berths.stays import Wishes
from tongqu.model.calls import Call
from tongqu.model.region import Region


class Asked(Protocol):
    """A problem of berths or of shared quays; see `BerthProblem` and `QuayProblem`."""

    @property
    def region(self) -> Region:
        """The region."""

    @property
    def params(self) -> BerthParams:
        """Grid and prices."""

    @property
    def terminal_ids(self) -> tuple[str, ...]:
        """Terminals that are planned."""

    @property
    def form(self) -> str:
        """Form that follows from the region's data."""

    @property
    def grid(self) -> Grid:
        """The slots."""

    @property
    def port(self) -> Port:
        """The port over time."""

    @property
    def items(self) -> tuple[Item, ...]:
        """What is placed."""

    @property
    def core_call(self) -> Mapping[int, int]:
        """Number of an item in the model."""

    @property
    def model(self) -> Any:
        """The integer problem, of the form's own kind."""

    @property
    def shut_out(self) -> tuple[ShutOut, ...]:
        """Rules that shut calls out."""

    @property
    def before(self) -> Mapping[str, tuple[Where, datetime]]:
        """Place and start of calls in an earlier plan."""

    @property
    def wishes(self) -> Wishes:
        """What the calls allow and cost."""

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call."""

    @property
    def pool_ids(self) -> tuple[str, ...]:
        """Crane pools that work in some mode."""
