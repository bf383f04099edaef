"""Loading and checking regions.

The shipped region and one of 100,000 rows, from a folder and from a workbook.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from tongqu.io import check_region, load_region, save_region, template_region
from tongqu.model import Region

TONGQU = str(Path(sys.executable).parent / "tongqu")


def large_region() -> Region:
    """Return a region of 100,000 rows: the template with long tables."""
    region = template_region()
    place, link, flow = region.places[0], region.links[0], region.flows[0]
    tariff, fact, level = region.tariffs[0], region.facts[0], region.water_levels[0]
    count = 20_000
    spots = ((f"p{n}", 20 + n / 1e3) for n in range(count))
    places = [replace(place, id=spot, name=f"No. {spot}", lat=lat) for spot, lat in spots]
    ids = [row.id for row in places]
    links = [
        replace(link, id=f"l{n}", from_place_id=ids[n % count],
                to_place_id=ids[(n * 7 + 1) % count], length_km=1 + n % 977 / 10)
        for n in range(35_000)
    ]  # fmt: skip
    flows = [
        replace(flow, id=f"f{n}", from_place_id=ids[n], to_place_id=ids[n - 1],
                tonnes_per_year=float(n))
        for n in range(20_000)
    ]  # fmt: skip
    tariffs = [
        replace(tariff, id=f"t{n}", from_place_id=ids[n], to_place_id=ids[n - 1], per_t=n / 100)
        for n in range(10_000)
    ]
    facts = [replace(fact, id=f"n{n}", value=n * 1.5) for n in range(10_000)]
    levels = [
        replace(level, id=f"w{n}", from_time=level.from_time.replace(year=1 + n))
        for n in range(5_000)
    ]
    return replace(
        region,
        places=(*region.places, *places),
        links=(*region.links, *links),
        flows=tuple(flows),
        tariffs=tuple(tariffs),
        facts=tuple(facts),
        water_levels=tuple(levels),
        exchange_rates=(),
    )


def seconds(call: Callable[[], object], times: int) -> float:
    """Return the median wall time of a call."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return median(taken)


def tell(what: str, bar_s: float | None, measured_s: float, note: str) -> None:
    """Print one row for the table."""
    row = {
        "what": what,
        "bar": None if bar_s is None else f"≤ {bar_s:g} s",
        "measured": f"{measured_s:.3f} s" if measured_s < 1 else f"{measured_s:.2f} s",
        "holds": None if bar_s is None else measured_s <= bar_s,
        "note": note,
    }
    print(json.dumps(row, ensure_ascii=False), flush=True)


def main() -> None:
    """Measure the shipped region, then the large one."""
    shipped = load_region("qujiang")
    rows = sum(len(table) for _, table in shipped.tables())
    note = f"in process, median of 9, {rows:,} rows"
    tell("loading and checking the shipped region", 0.3,
         seconds(lambda: load_region("qujiang"), 9), note)  # fmt: skip
    command = [TONGQU, "region", "check", "qujiang"]
    process = seconds(lambda: subprocess.run(command, check=True, capture_output=True), 5)
    tell("`tongqu region check qujiang`", None, process, "as a process, median of 5")
    with tempfile.TemporaryDirectory() as place:
        book = save_region(shipped, Path(place) / "shipped.xlsx")
        took = seconds(lambda: load_region(book), 5)
        tell("the shipped region from a workbook", None, took, "in process, median of 5")
        large = large_region()
        rows = sum(len(table) for _, table in large.tables())
        folder = save_region(large, Path(place) / "large")
        took = seconds(lambda: check_region(folder), 3)
        tell("a region of 100,000 rows", 3.0, took, f"a folder, in process, median of 3, {rows:,}")
        book = save_region(large, Path(place) / "large.xlsx")
        took = seconds(lambda: check_region(book), 1)
        tell("the same from a workbook", None, took, f"once, {book.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
