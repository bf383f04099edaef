"""The command line as a process.

Each figure is the wall time of a process started from nothing, as a user at a terminal meets it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

TONGQU = str(Path(sys.executable).parent / "tongqu")
QUESTION = (
    "compare juhua jebel-ali --commodity calcium-chloride --tonnes 600 --ready 2024-12-03 --json"
).split()


def seconds(*words: str, **environment: str) -> float:
    """Return the wall time of one call; it has to end well."""
    began = time.perf_counter()
    subprocess.run(
        [TONGQU, *words], env=os.environ | environment, stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - began


def tell(what: str, bar_s: float, measured_s: float, note: str) -> None:
    """Print one row for the table."""
    row = {
        "what": what,
        "bar": f"≤ {bar_s:g} s",
        "measured": f"{measured_s:.2f} s",
        "holds": measured_s <= bar_s,
        "note": note,
    }
    print(json.dumps(row, ensure_ascii=False), flush=True)


def main() -> None:
    """Measure help, the first question ever and a warm question."""
    seconds("--help")
    tell("`tongqu --help`", 0.35, median(seconds("--help") for _ in range(9)), "median of 9")
    with tempfile.TemporaryDirectory() as empty:
        cold = seconds(*QUESTION, XDG_CACHE_HOME=empty, TONGQU_CACHE_DIR=empty)
    tell("first `tongqu compare` ever", 20.0, cold, "empty kernel cache, compilation included")
    seconds(*QUESTION)
    warm = median(seconds(*QUESTION) for _ in range(9))
    tell("`tongqu compare`, warm", 1.5, warm, "median of 9, shipped region, 600 t to Jebel Ali")


if __name__ == "__main__":
    main()
