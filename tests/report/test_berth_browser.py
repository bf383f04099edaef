"""The berth board in a real browser: no text is cut off, covered or wider than the screen."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from berth_plans import PLANS

from tongqu.report.berth_page import berth_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
PROBE = """<script>
function boxes(root) {
  return Array.from(root.querySelectorAll("text")).filter(function (part) {
    return part.getClientRects().length && part.textContent;
  }).map(function (part) {
    var box = part.getBoundingClientRect();
    var bar = part.classList.contains("beside") ? null
      : part.closest(".bar-link") && part.parentNode.querySelector(".hit");
    return {text: part.textContent, box: box, bar: bar && bar.getBoundingClientRect(),
            room: part.ownerSVGElement.getBoundingClientRect()};
  });
}
function look(root, found) {
  var all = boxes(root);
  found.seen += all.length;
  all.forEach(function (one, index) {
    var a = one.box;
    if (a.left < one.room.left - 1 || a.right > one.room.right + 1) { found.out.push(one.text); }
    if (one.bar && a.right > one.bar.right + 1.5) { found.cut.push(one.text); }
    all.slice(index + 1).forEach(function (other) {
      var b = other.box;
      var wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      var tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // Boxes of text hold the room above and below the signs, which may meet.
      if (wide > 1 && tall > 0.3 * Math.min(a.height, b.height)) {
        found.over.push(one.text + " | " + other.text);
      }
    });
  });
}
var found = {seen: 0, out: [], cut: [], over: [], wide: []};
["en", "zh"].forEach(function (code) {
  document.getElementById("lang-" + code).click();
  var radios = document.querySelectorAll("[name=show]");
  if (!radios.length) { look(document.querySelector(".berth-board"), found); }
  radios.forEach(function (radio) {
    radio.click();
    look(document.querySelector(".berth-board"), found);
  });
  document.querySelectorAll(".small-boards, .causes").forEach(function (part) {
    look(part, found);
  });
});
document.querySelectorAll("section *, details *, header *").forEach(function (part) {
  var box = part.getBoundingClientRect();
  if (part.closest(".scroll, .board-scroll, svg") || !box.width) { return; }
  if (box.right > window.innerWidth + 1) { found.wide.push(part.tagName + "." + part.className); }
});
["out", "cut", "over", "wide"].forEach(function (key) { found[key] = found[key].slice(0, 12); });
document.body.setAttribute("data-probe", JSON.stringify(found));
</script>"""


def probed(text: str, folder: Path, width: int) -> dict[str, list[str]]:
    """What a browser finds on a page."""
    (folder / "page.html").write_text(text.replace("</body>", PROBE + "</body>"), "utf-8")
    dump = subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width},900",
            "--dump-dom",
            (folder / "page.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    ).stdout
    found = re.search(r'data-probe="([^"]*)"', dump)
    assert found, "the probe did not run"
    return json.loads(unescape(found[1]))


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
@pytest.mark.parametrize("name", ["small", "week", "quay", "conflicts", "infeasible", "hostile"])
def test_no_text_of_the_board_is_cut_off_or_covered(name: str, tmp_path: Path) -> None:
    found = probed(berth_page(PLANS[name]()), tmp_path, 1280)
    assert found.pop("seen")
    assert found == {"out": [], "cut": [], "over": [], "wide": []}


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_nothing_but_the_board_is_wider_than_a_phone(tmp_path: Path) -> None:
    found = probed(berth_page(PLANS["hostile"](), "zh"), tmp_path, 390)
    assert found["wide"] == []
