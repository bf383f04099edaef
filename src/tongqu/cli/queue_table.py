"""``tongqu queue table``: the planner's tables, and what is wrong with printed ones."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tongqu.cli.language import reader_language
from tongqu.cli.output import SCHEMA_VERSION, emit_json, write_atomically
from tongqu.cli.queue_options import ARRIVAL, JSON, SERVICE
from tongqu.errors import DatasetError, Problem, UsageError

if TYPE_CHECKING:
    from tongqu.queueing import QueueTable

__all__ = ["read_printed", "table"]

SHIPPED = "groenveld"
"""Word for the printed tables that are shipped."""

MOST_CELLS = 10_000


@click.command()
@ARRIVAL
@SERVICE
@click.option(
    "--berths",
    metavar="LIST",
    help="Numbers of berths, like 1-15 or 1,2,4; by default 1-10, or those of the printed table.",
)
@click.option(
    "--utilisation",
    "utilisations",
    metavar="LIST",
    help="Utilisations, like 0.5,0.6,0.7 or 0.1-0.9/0.1, which is the default; or those of the "
    "printed table.",
)
@click.option(
    "--printed",
    metavar="FILE",
    help="A printed table, to be shown beside: a CSV file with the header utilisation,1,2,3 ..., "
    "or the word groenveld.",
)
@JSON
@click.option("--csv", "csv_path", metavar="FILE", help="Also write the table as CSV.")
def table(
    arrival: str,
    service: str,
    berths: str | None,
    utilisations: str | None,
    printed: str | None,
    as_json: bool,
    csv_path: str | None,
) -> None:
    """Print a table of waits over service times as it should have been printed.

    Rows are utilisations, columns numbers of berths. Values of a printed table that are off by more
    than their rounding are marked.
    """
    from tongqu.queueing import queue_table

    there, source = _printed(printed, arrival, service)
    columns = _numbers(berths) if berths else sorted({berth for _, berth in there})
    rows = _shares(utilisations) if utilisations else sorted({load for load, _ in there})
    columns, rows = columns or list(range(1, 11)), rows or [n / 10 for n in range(1, 10)]
    if len(columns) * len(rows) > MOST_CELLS:
        raise UsageError.of("table_too_large", maximum=MOST_CELLS)
    made = queue_table(arrival, service, columns, rows, there)
    answer: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "kind": "queue_table",
        **made.to_dict(),
        "printed_source": source,
    }
    if csv_path:
        write_atomically(csv_path, _as_csv(made))
    if as_json:
        emit_json(answer)
        return
    from tongqu.cli.queue_text import table_text

    click.echo(table_text(made, source, reader_language()), nl=False)


def _printed(
    word: str | None, arrival: str, service: str
) -> tuple[dict[tuple[float, int], str], str | None]:
    """Return the printed values and where they stand."""
    if word is None:
        return {}, None
    if word.lower() != SHIPPED:
        return read_printed(word), Path(word).name
    from tongqu.queueing import PRINTED, Law

    model = f"{Law.of(arrival)}/{Law.of(service)}"
    if model not in PRINTED:
        raise UsageError.of("no_printed_table", model=model, known=", ".join(PRINTED))
    return PRINTED[model].values(), PRINTED[model].source


def read_printed(path: str) -> dict[tuple[float, int], str]:
    """Return what a CSV file says was printed, as written; empty cells are left out.

    Raises
    ------
    DatasetError
        With every cell that is wrong.
    """
    name = Path(path).name
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DatasetError(
            str(error), [Problem("unreadable", {"reason": reason}, file=name)]
        ) from (error)
    lines = [line for line in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in line)]
    problems: list[Problem] = []
    values: dict[tuple[float, int], str] = {}
    heads = [cell.strip() for cell in lines[0]] if lines else []
    berths = [int(head) if head.isascii() and head.isdigit() else 0 for head in heads[1:]]
    if not berths or min(berths) < 1 or len(set(berths)) < len(berths):
        problems.append(
            Problem("bad_printed_header", file=name, row=1, expected="utilisation,1,2,3,4")
        )
    for row, line in enumerate(lines[1:], 2):
        load = _share(line[0])
        if load is None:
            problems.append(
                Problem("bad_utilisation", file=name, row=row, value=line[0], expected="0.7")
            )
            continue
        for column, (berth, cell) in enumerate(zip(berths, line[1:], strict=False), 1):
            if not cell.strip():
                continue
            if not cell.strip().replace(".", "", 1).isdigit() or not cell.isascii():
                problems.append(
                    Problem("not_a_number", file=name, row=row, column=heads[column], value=cell)
                )
            values[load, berth] = cell.strip()
    if problems:
        raise DatasetError(f"{name} is no printed table", problems)
    return values


def _share(word: str) -> float | None:
    try:
        value = float(word)
    except ValueError:
        return None
    return value if 0 < value < 1 else None


def _numbers(words: str) -> list[int]:
    """Read 1-15 or 1,2,4."""
    found: set[int] = set()
    for word in words.split(","):
        low, _, high = word.strip().partition("-")
        if not low.isdigit() or not (high or low).isdigit() or int(high or low) - int(low) > 9999:
            raise UsageError.of("bad_list", list=words, example="1-15")
        found.update(range(int(low), int(high or low) + 1))
    return sorted(found)


def _shares(words: str) -> list[float]:
    """Read 0.5,0.6 or 0.1-0.9/0.1."""
    found: set[float] = set()
    for word in words.split(","):
        span, _, step = word.strip().partition("/")
        low, _, high = span.partition("-")
        try:
            first, last, width = float(low), float(high or low), float(step or "1")
        except ValueError:
            raise UsageError.of("bad_list", list=words, example="0.1-0.9/0.1") from None
        if (
            not all(map(math.isfinite, (first, last, width)))
            or width <= 0
            or ((last - first) / width > 9999)
        ):
            raise UsageError.of("bad_list", list=words, example="0.1-0.9/0.1")
        count = math.floor((last - first) / width + 1e-9) + 1
        # Rounded, so that 0.1 + 2 x 0.1 finds the printed row 0.3.
        found.update(round(first + n * width, 12) for n in range(count))
    return sorted(found)


def _as_csv(made: QueueTable) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["utilisation", *made.berths])
    for load, row in zip(made.utilisations, made.cells, strict=True):
        writer.writerow([load, *(f"{cell.wait_over_service:.6f}" for cell in row)])
    return out.getvalue()
