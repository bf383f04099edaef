"""The berth pages in a real browser: no text is cut off, covered or wider than the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from berth_plans import PLANS
from browser import in_browser, probed
from trust_answers import PAGES, answers

from tongqu.report.berth_page import berth_page

BOARD = """
var found = {seen: 0, out: [], cut: [], over: []};
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
found.wide = wide(".scroll, .board-scroll, svg");
tell(found);
"""
TRUST = """
var found = {seen: 0, out: [], cut: [], over: [], wide: [], words: {}};
["en", "zh"].forEach(function (code) {
  document.getElementById("lang-" + code).click();
  document.querySelectorAll("svg").forEach(function (part) { look(part, found); });
  found.wide = found.wide.concat(wide(".scroll, .sheet, svg"));
  // Cells of tables that hold more than they show.
  document.querySelectorAll("td, th, dd, h1, h2, .sure").forEach(function (part) {
    if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth) {
      found.cut.push(part.textContent);
    }
  });
  found.words[code] = document.querySelector("h1").innerText;
});
tell(found);
"""
FINE: dict[str, list[str]] = {"out": [], "cut": [], "over": [], "wide": []}


@in_browser
@pytest.mark.parametrize("name", ["small", "week", "quay", "conflicts", "infeasible", "hostile"])
def test_no_text_of_the_board_is_cut_off_or_covered(name: str, tmp_path: Path) -> None:
    found = probed(berth_page(PLANS[name]()), BOARD, tmp_path, 1280)
    assert found.pop("seen")
    assert found == FINE


@in_browser
def test_nothing_but_the_board_is_wider_than_a_phone(tmp_path: Path) -> None:
    found = probed(berth_page(PLANS["hostile"](), "zh"), BOARD, tmp_path, 390)
    assert found["wide"] == []


@in_browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_pages_of_trust_fit_in_both_languages(name: str, width: int, tmp_path: Path) -> None:
    found = probed(PAGES[name](answers()[name]), TRUST, tmp_path, width)
    words: dict[str, Any] = found.pop("words")
    assert found.pop("seen")
    assert found == FINE
    assert words["en"].isascii()
    assert not words["zh"].isascii()
