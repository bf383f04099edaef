"""The ledger's pages in a real browser: no text is cut off, covered or wider than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import in_browser, probed
from ledger_pages import PAGES, hostile, made

LOOK = """
var found = {seen: 0, out: [], cut: [], over: [], wide: [], words: {}};
document.querySelectorAll("details").forEach(function (part) { part.open = true; });
["en", "zh"].forEach(function (code) {
  document.getElementById("lang-" + code).click();
  Array.from(document.querySelectorAll("svg")).slice(0, 60).forEach(function (part) {
    look(part, found);
  });
  found.wide = found.wide.concat(wide(".scroll, .gantt-scroll, svg"));
  // Cells and lines that hold more than they show, and boxes with nothing in them.
  document.querySelectorAll("td > div, th, dd, h1, h2, h3, li, p, .sure").forEach(function (part) {
    if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth) {
      found.cut.push(code + ": " + part.textContent.slice(0, 60));
    }
  });
  document.querySelectorAll("section, dd, .work-parts > div, li").forEach(function (part) {
    if (!part.innerText.trim() && !part.querySelector("svg")) {
      found.cut.push("empty " + part.outerHTML.slice(0, 80));
    }
  });
  found.words[code] = document.querySelector("h1").innerText;
});
tell(found);
"""
FINE: dict[str, list[str]] = {"out": [], "cut": [], "over": [], "wide": []}


@in_browser
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 500])
def test_nothing_is_cut_off_in_either_language(name: str, width: int, tmp_path: Path) -> None:
    found = probed(made(name), LOOK, tmp_path, width)
    words = found.pop("words")
    found.pop("seen")
    assert found == FINE
    assert words["en"] != words["zh"]


@in_browser
def test_hostile_words_stay_words_and_inside_their_boxes(tmp_path: Path) -> None:
    """Nothing that was typed runs, and none of it is wider than the page."""
    script = LOOK.replace("tell(found)", "found.ran = window.ran || 0; tell(found)")
    text = hostile("status").replace("alert(1)", "window.ran=1")
    found = probed(text, script, tmp_path, 1280)
    assert found.pop("ran") == 0
    found.pop("words")
    found.pop("seen")
    assert found == FINE
