"""A page in headless Chromium, asked by a script what a reader would see."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""

TEXTS = """
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
// Texts of drawings that leave the drawing, or their bar, or lie over one another.
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
// Parts that are wider than the screen, but for those that scroll by themselves.
function wide(except) {
  return Array.from(document.querySelectorAll("section *, details *, header *"))
    .filter(function (part) {
      var box = part.getBoundingClientRect();
      return !part.closest(except) && box.width && box.right > window.innerWidth + 1;
    }).map(function (part) { return part.tagName + "." + part.className; });
}
function tell(found) {
  Object.keys(found).forEach(function (key) {
    if (Array.isArray(found[key])) { found[key] = found[key].slice(0, 12); }
  });
  document.body.setAttribute("data-probe", JSON.stringify(found));
}
"""
"""Functions that scripts may use; a script ends with `tell(found)`."""


def in_browser(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that needs a browser."""
    needed = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
    return pytest.mark.browser(needed(test))


def probed(text: str, script: str, folder: Path, width: int, fragment: str = "") -> dict[str, Any]:
    """Return what a script tells of a page in a window of some width, opened at a fragment."""
    script = f"<script>{TEXTS}{script}</script>"
    (folder / "page.html").write_text(text.replace("</body>", script + "</body>"), "utf-8")
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
            (folder / "page.html").as_uri() + fragment,
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    ).stdout
    found = re.search(r'data-probe="([^"]*)"', dump)
    assert found, "the probe did not run"
    answer: dict[str, Any] = json.loads(unescape(found[1]))
    return answer
