"""The pages in a real browser: nothing wider than the screen, the switch works."""

from __future__ import annotations

import pytest
from browser import in_browser, probed

from tongqu.report import compare_page

PROBE = """
function shown(code) {
  return Array.from(document.querySelectorAll("h1 ." + code))
    .some(function (part) { return part.getClientRects().length > 0; });
}
var except = ".scroll, .sheet, svg", out = wide(except), first = [shown("en"), shown("zh")];
document.getElementById("lang-zh").click();
tell({wide: out.concat(wide(except)), first: first, second: [shown("en"), shown("zh")]});
"""


@in_browser
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_and_the_language_switch_works(answer, region, tmp_path, width) -> None:
    found = probed(compare_page(answer, region), PROBE, tmp_path, width)
    assert found == {"wide": [], "first": [True, False], "second": [False, True]}
