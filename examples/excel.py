"""Turn the shipped region into an Excel workbook and read it back: nothing is lost."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tongqu import load_region, save_region

region = load_region("qujiang")
with TemporaryDirectory() as folder:
    workbook = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "qujiang.xlsx"
    save_region(region, workbook)
    again = load_region(workbook)
    print(f"{workbook.name}: {len(again.places)} places, {len(again.links)} links")
    print("the same region" if again == region else "something was lost")
