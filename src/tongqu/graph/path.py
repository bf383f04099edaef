"""A way through the links of a region."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.model.network import Link


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a way, used along (`forward`) or against its own direction."""

    link: Link
    forward: bool

    @property
    def from_place_id(self) -> str:
        """Place where the step begins."""
        return self.link.from_place_id if self.forward else self.link.to_place_id

    @property
    def to_place_id(self) -> str:
        """Place where the step ends."""
        return self.link.to_place_id if self.forward else self.link.from_place_id


@dataclass(frozen=True, slots=True)
class Path:
    """A way from its first place to its last; a way from a place to itself has no steps.

    Attributes
    ----------
    place_ids
        Places in order; one more than there are steps.
    steps
        Links in order, each with the direction in which it is used.
    length_km
        Sum of the links' lengths [km].
    """

    place_ids: tuple[str, ...]
    steps: tuple[Step, ...]
    length_km: float

    @classmethod
    def of(cls, from_place_id: str, steps: Iterable[Step]) -> Path:
        """Return the way that begins at a place and takes these steps.

        Raises
        ------
        ValueError
            A step does not begin where the one before it ended.

        Examples
        --------
        >>> from tongqu.model.network import Link
        >>> link = Link(id="a-b", mode="road", from_place_id="a", to_place_id="b",
        ...             length_km=12.5, source_id="s")
        >>> Path.of("b", [Step(link, forward=False)]).place_ids
        ('b', 'a')
        """
        taken = tuple(steps)
        places = [from_place_id]
        for step in taken:
            if step.from_place_id != places[-1]:
                raise ValueError(f"link {step.link.id} does not begin at {places[-1]}")
            places.append(step.to_place_id)
        return cls(tuple(places), taken, math.fsum(step.link.length_km for step in taken))

    def drive_h(self, speed_km_per_h: float) -> float:
        """Return the time at a speed, slower where a link's limit says so [h].

        Current, locks and opening hours are not in it.

        Examples
        --------
        >>> from tongqu.model.network import Link
        >>> link = Link(id="a-b", mode="road", from_place_id="a", to_place_id="b",
        ...             length_km=60.0, speed_km_per_h=40.0, source_id="s")
        >>> Path.of("a", [Step(link, forward=True)]).drive_h(60.0)
        1.5
        """
        return math.fsum(
            step.link.length_km / min(speed_km_per_h, step.link.speed_km_per_h or speed_km_per_h)
            for step in self.steps
        )
