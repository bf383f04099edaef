"""Run every benchmark beside this file and write the table in docs/benchmarks.md.

See README.md for what a benchmark prints.
"""

import argparse
import ast
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"

INTRODUCTION = """\
# Benchmarks

Bars were set before measuring; a bar that is missed stays here with its figure.
Written by `make bench`, or a section at a time by `benchmarks/run.py NAME --page`, never by hand.
How to add one, and how long they take: `benchmarks/README.md`.
"""


def heading(path: Path) -> str:
    """Return the first line of a file's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.stem
    return text.splitlines()[0].rstrip(".")


def measure(path: Path, settings: dict[str, str]) -> list[dict[str, Any]]:
    """Run one benchmark in a process of its own and return what it measured."""
    done = subprocess.run(
        [sys.executable, str(path)],
        stdout=subprocess.PIPE,
        env=os.environ | settings,
        text=True,
        encoding="utf-8",
        check=False,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0:
        rows.append({"what": path.name, "bar": "runs", "measured": "failed", "holds": False})
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    """Return the rows as a Markdown table."""
    verdict = {True: "holds", False: "**missed**", None: ""}
    lines = ["| what | bar | measured | | note |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {row['what']} | {row.get('bar') or ''} | {row['measured']} "
        f"| {verdict[row.get('holds')]} | {row.get('note', '')} |"
        for row in rows
    ]
    return "\n".join(lines)


def machine() -> str:
    """Return one line about where and when the figures were measured."""
    from tongqu import __version__

    return (
        f"tongqu {__version__}, Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}."
    )


def renewed(page: str, sections: list[str]) -> str:
    """Return the page with some of its sections measured anew, each with its own day."""
    head, *kept = page.split("\n## ")
    old = {part.splitlines()[0]: part.rstrip() + "\n" for part in kept}
    for section in sections:
        title = section.removeprefix("## ").splitlines()[0]
        old[title] = section.removeprefix("## ").rstrip() + f"\n\nMeasured apart: {machine()}\n"
    order = [heading(path) for path in sorted(HERE.glob("bench_*.py"))]
    parts = [f"## {old[title]}" for title in order if title in old]
    return "\n".join([head.rstrip() + "\n", *parts])


def chosen(names: list[str]) -> list[Path]:
    """Return the files that are named, `berth` for all of `berth_...`; without names all."""
    paths = sorted(HERE.glob("bench_*.py"))
    stems = {path: path.stem.removeprefix("bench_") for path in paths}
    return [
        path
        for path in paths
        if not names or any(f"{stems[path]}_".startswith(f"{name}_") for name in names)
    ]


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all of them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="`region`, or `berth` for all berth_...; all")
    parser.add_argument("--page", action="store_true", help="renew their sections of the page")
    parser.add_argument("--full", action="store_true", help="every case, which takes hours")
    parser.add_argument("--quick", action="store_true", help="a look, which judges nothing")
    parser.add_argument("--kills", type=int, help="of programs at work on a ledger; 1000")
    options = parser.parse_args(arguments)
    paths = chosen(options.names)
    if not paths:
        print(f"no such benchmark: {' '.join(options.names)}", file=sys.stderr)
        return 2
    if options.quick and options.page:
        print("a quick look is nothing for the page", file=sys.stderr)
        return 2
    settings = {
        f"TONGQU_BENCH_{name.upper()}": "1" for name in ("full", "quick") if getattr(options, name)
    }
    if options.kills is not None:
        settings["TONGQU_BENCH_KILLS"] = str(options.kills)
    sections, missed = [], 0
    for path in paths:
        print(f"{path.name} ...", file=sys.stderr, flush=True)
        rows = measure(path, settings)
        if not rows:  # what it needs is not at hand: what was recorded stays
            continue
        missed += sum(row.get("holds") is False for row in rows)
        sections.append(f"## {heading(path)}\n\n{table(rows)}\n")
        print(sections[-1], flush=True)
        if options.page:  # at once: what comes next may take an hour, or be ended
            PAGE.write_text(
                renewed(PAGE.read_text(encoding="utf-8"), sections[-1:]), encoding="utf-8"
            )
    if not (options.names or options.page or options.quick):
        PAGE.write_text("\n".join([INTRODUCTION, machine(), "", *sections]), encoding="utf-8")
        print(f"written: {PAGE.relative_to(HERE.parent)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
