"""Take the picture of the README: the answer to its question, as a browser shows it.

Needs a Chromium on the PATH; the picture is committed, so nothing else does.
``python docs/take_picture.py``
"""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tongqu import compare, load_region
from tongqu.report import compare_page

PICTURES = Path(__file__).parent / "images"
WIDTH = 1180
HEIGHTS = {"en": 1855, "zh": 1755}
"""Down to the foot of the map."""


def main() -> int:
    """Write docs/images/answer.png and its Chinese twin."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium on the PATH", file=sys.stderr)
        return 1
    region = load_region("qujiang")
    lot = {"commodity": "calcium-chloride", "tonnes": 600, "ready": date(2024, 12, 3)}
    answer = compare(region, "juhua", "jebel-ali", **lot).to_dict()
    PICTURES.mkdir(exist_ok=True)
    for language, name in (("en", "answer.png"), ("zh", "answer.zh.png")):
        with TemporaryDirectory() as folder:
            page = Path(folder) / "answer.html"
            page.write_text(compare_page(answer, region, language), encoding="utf-8")
            flags = "--headless --no-sandbox --disable-gpu --disable-background-networking"
            subprocess.run(
                [
                    browser,
                    *flags.split(),
                    "--hide-scrollbars",
                    f"--window-size={WIDTH},{HEIGHTS[language]}",
                    f"--screenshot={PICTURES / name}",
                    page.as_uri(),
                ],
                check=True,
                stderr=subprocess.DEVNULL,
            )
        print(PICTURES / name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
