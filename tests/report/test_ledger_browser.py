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
CONTRAST = """
function part(value) { value /= 255;
  return value <= .03928 ? value / 12.92 : Math.pow((value + .055) / 1.055, 2.4); }
function bright(c) { return .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2]); }
function colour(text) { return (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number); }
function ground(node) {
  for (; node; node = node.parentElement) {
    var c = colour(getComputedStyle(node).backgroundColor);
    if (c.length < 4 || c[3] > .99) { return c; }
  }
  return [255, 255, 255];
}
var found = {seen: 0, pale: []};
Array.from(document.querySelectorAll("body *")).forEach(function (node) {
  var own = Array.from(node.childNodes).some(function (child) {
    return child.nodeType === 3 && child.textContent.trim();
  });
  if (!own || node.closest("svg, style, script") || !node.getClientRects().length) { return; }
  found.seen += 1;
  var style = getComputedStyle(node), a = bright(colour(style.color)), b = bright(ground(node));
  var ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  if (ratio < 4.5) { found.pale.push(ratio.toFixed(2) + " " + node.textContent.slice(0, 40)); }
});
tell(found);
"""
KEYS = """
var found = {seen: 0, order: [], nameless: []};
var last = -1, all = Array.from(document.querySelectorAll("*"));
document.querySelectorAll("a[href], input, summary, [tabindex]").forEach(function (part) {
  found.seen += 1;
  if (part.tabIndex > 0) { found.order.push(part.outerHTML.slice(0, 80)); }
  var name = part.getAttribute("aria-label") || part.textContent.trim();
  if (!name) { found.nameless.push(part.outerHTML.slice(0, 80)); }
});
// Drawings either say what they show, hold links that do, or are hidden from readers' programs.
document.querySelectorAll("main svg").forEach(function (part) {
  var told = part.closest("[aria-hidden], [role=img]") || part.querySelector("a[aria-label]")
    || part.closest(".gantt-row");
  if (!told) { found.nameless.push(part.outerHTML.slice(0, 80)); }
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


@in_browser
@pytest.mark.parametrize("name", ["status", "timeline", "item", "item-work", "month"])
def test_every_word_stands_out_from_its_ground(name: str, tmp_path: Path) -> None:
    """Contrast of at least 4.5 to 1, which WCAG asks for at level AA."""
    found = probed(made(name), CONTRAST, tmp_path, 1280)
    assert found.pop("seen") > 50
    assert found == {"pale": []}


@in_browser
@pytest.mark.parametrize("name", ["status", "timeline", "item", "item-work", "month"])
def test_keys_reach_everything_in_reading_order_and_hear_its_name(
    name: str, tmp_path: Path
) -> None:
    found = probed(made(name), KEYS, tmp_path, 1280)
    assert found.pop("seen") >= 2
    assert found == {"order": [], "nameless": []}
