"""The pages in a real browser: nothing wider than the screen, the switch works."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tongqu.report import compare_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
PROBE = """<script>
var wide = [];
document.querySelectorAll("section *, details *, header *").forEach(function (part) {
  var box = part.getBoundingClientRect();
  if (part.closest(".scroll, .sheet, svg") || !box.width) { return; }
  if (box.right > window.innerWidth + 1) { wide.push(part.tagName + "." + part.className); }
});
function shown(code) {
  return Array.from(document.querySelectorAll("h1 ." + code))
    .some(function (part) { return part.getClientRects().length > 0; });
}
var first = [shown("en"), shown("zh")];
document.getElementById("lang-zh").click();
var second = [shown("en"), shown("zh")];
document.body.setAttribute("data-probe", JSON.stringify(
  {inner: window.innerWidth, page: document.documentElement.scrollWidth,
   wide: wide.slice(0, 5), first: first, second: second}));
</script>"""


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_and_the_language_switch_works(answer, region, tmp_path, width) -> None:
    text = compare_page(answer, region).replace("</body>", PROBE + "</body>")
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    dump = subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--window-size={width},900",
            "--dump-dom",
            (tmp_path / "page.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    found = re.search(r'data-probe="([^"]*)"', dump)
    assert found, "the probe did not run"
    probe = found[1].replace("&quot;", '"')
    assert '"wide":[]' in probe, probe
    assert '"first":[true,false]' in probe, probe
    assert '"second":[false,true]' in probe, probe
