"""The demo from a fresh clone.

Clones this repository into an empty folder and types `make demo`: virtual environment,
installation, compilation and all questions of the page.
"""

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BAR_MIN = 5.0


def main() -> None:
    """Measure `make demo` once; what it downloads depends on the network."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "tongqu"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        environment = os.environ | {"XDG_CACHE_HOME": str(Path(folder) / "cache")}
        environment.pop("VIRTUAL_ENV", None)
        began = time.perf_counter()
        done = subprocess.run(
            ["make", "demo"], cwd=clone, env=environment, capture_output=True, text=True, check=True
        )
        minutes = (time.perf_counter() - began) / 60
        page = clone / "demo" / "index.html"
        row = {
            "what": "`make demo` from a fresh clone",
            "bar": f"≤ {BAR_MIN:g} min",
            "measured": f"{minutes:.1f} min",
            "holds": minutes <= BAR_MIN and page.stat().st_size > 0 and bool(done.stdout.strip()),
            "note": "once; installation included",
        }
    print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
