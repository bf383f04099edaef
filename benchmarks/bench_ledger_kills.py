"""The ledger's store when programs are killed.

`TONGQU_BENCH_KILLS` says how often (`run.py ledger_kills --kills 1000`).
"""

import json
import os
import subprocess
import sys
from pathlib import Path

QUICK = "TONGQU_BENCH_QUICK" in os.environ
KILLS = os.environ.get("TONGQU_BENCH_KILLS") or ("20" if QUICK else "1000")


def main() -> None:
    """Kill, and count what was lost."""
    script = Path(__file__).with_name("ledger_kills.py")
    done = subprocess.run(
        [sys.executable, script, "--kills", KILLS], stdout=subprocess.PIPE, text=True, check=False
    )
    told = json.loads(done.stdout)
    for lost in told["lost"]:
        print(lost, file=sys.stderr)
    hit = ", ".join(f"{name.rstrip('_')} {count}" for name, count in told["of"].items())
    row = {
        "what": f"{told['kills']:,} programs killed (SIGKILL) at work on a ledger",
        "bar": "0 acknowledged writes lost, every chain verifies",
        "measured": f"{len(told['lost'])} lost or broken",
        "holds": None if QUICK else not told["lost"],
        "note": f"{hit}; {told['acknowledged']:,} writes acknowledged; {told['seconds']:.0f} s",
    }
    print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
