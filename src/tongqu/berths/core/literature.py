"""The file format of the literature on dynamic berth allocation (DBAP)."""

from __future__ import annotations

import re

from tongqu.berths.core.model import BerthModel, simple_model
from tongqu.errors import DatasetError, Problem

FORBIDDEN = 99_999
"""A handling time that means: this vessel may not use this berth."""

MOST_NUMBERS = 2_000_000
MOST_SLOTS = 20_000


def read_dbap(text: str, name: str = "") -> BerthModel:
    """Read a file of the literature.

    Parameters
    ----------
    text
        Integers separated by white space: N; M; N arrivals; M berth openings; N rows of M
        handling times; M berth closings; N latest departures; perhaps N weights. Surplus numbers
        that only repeat the last one are padding and are ignored, as in five published groups.
    name
        Name of the file, for messages.

    Raises
    ------
    DatasetError
        With everything that is wrong with the text.

    Notes
    -----
    The cost of a call is its weight times (completion - arrival): J.-F. Cordeau, G. Laporte,
    P. Legato, L. Moccia, Models and Tabu Search Heuristics for the Berth-Allocation Problem,
    Transportation Science 39 (2005), equation (1), without the constant of the weights.

    Examples
    --------
    >>> model = read_dbap("2 1   0 0   0   2 3   9   9 9")
    >>> model.calls, model.slots, model.cost[:, 0].tolist()
    (2, 9, [2, 3])
    """
    words = text.split()
    if len(words) > MOST_NUMBERS:
        raise _refused(Problem("dbap_too_long", {"most": MOST_NUMBERS}, name))
    bad = [
        Problem("dbap_not_a_number", {}, name, row=text[: match.start()].count("\n") + 1,
                value=match.group()[:20])
        for match in re.finditer(r"\S+", text)
        if not re.fullmatch(r"\d{1,9}", match.group())
    ]  # fmt: skip
    if bad:
        raise DatasetError(f"{name}: {len(bad)} problems", bad[:20])
    numbers = [int(word) for word in words]
    if len(numbers) < 2 or numbers[0] < 1 or numbers[1] < 1:
        raise _refused(Problem("dbap_no_head", {}, name))
    n, m = numbers[:2]
    needed = 2 + n + m + n * m + m + n
    if len(numbers) < needed:
        problem = Problem("dbap_too_short", {"numbers": len(numbers)}, name, expected=str(needed))
        raise _refused(problem)
    parts, at = [], 2
    for size in (n, m, n * m, m, n):
        parts.append(numbers[at : at + size])
        at += size
    arrival, opening, handling, closing, latest = parts
    weight = _weights(numbers[at:], n, latest, name)
    slots = max(*closing, *latest) if max(closing) < MOST_SLOTS else 0
    if not 0 < slots <= MOST_SLOTS:
        raise _refused(Problem("dbap_horizon", {"most": MOST_SLOTS}, name))
    rows = [
        [0 if hours >= FORBIDDEN else hours for hours in handling[k * m : (k + 1) * m]]
        for k in range(n)
    ]
    try:
        return simple_model(
            rows, arrival=arrival, opening=opening, slots=slots, closing=closing, latest=latest,
            weight=weight,
        )  # fmt: skip
    except ValueError as error:
        raise _refused(Problem("dbap_no_berth", {"calls": str(error)}, name)) from error


def _refused(problem: Problem) -> DatasetError:
    return DatasetError(str(problem), (problem,))


def _weights(rest: list[int], n: int, latest: list[int], name: str) -> list[int] | None:
    """Return the weights after the latest departures, if there are any."""
    if not rest or all(number == latest[-1] for number in rest):
        return None
    if len(rest) != n:
        raise _refused(Problem("dbap_surplus", {"numbers": len(rest)}, name))
    return rest
