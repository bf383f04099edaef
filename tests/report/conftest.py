"""A small hand-made answer and region, after the JSON contract, for the pages."""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tongqu.model import Region
from tongqu.model.network import Link
from tongqu.model.places import Place, RegionInfo

sys.path.insert(0, str(Path(__file__).parent))

DATA = Path(__file__).parent / "data"
VOID = {"br", "col", "hr", "img", "input", "link", "meta"}


@pytest.fixture
def answer() -> dict[str, Any]:
    """An answer with three options; the baselines are the second and the third."""
    return json.loads((DATA / "answer.json").read_text(encoding="utf-8"))


@pytest.fixture
def infeasible() -> dict[str, Any]:
    """An answer without any way."""
    return json.loads((DATA / "infeasible.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def region() -> Region:
    """Places and links for the answers; nothing else is drawn."""
    raw = json.loads((DATA / "region.json").read_text(encoding="utf-8"))
    keys = ("name", "name_zh", "kind", "country", "lat", "lon")
    return Region(
        info=RegionInfo(
            id="qujiang",
            name="Qujiang port area",
            name_zh="衢江港区",
            currency="CNY",
            price_year=2024,
            time_zone="Asia/Shanghai",
            holiday_country="CN",
        ),
        places=tuple(
            Place(id=place_id, source_id="s", **dict(zip(keys, cells, strict=True)))
            for place_id, cells in raw["places"].items()
        ),
        links=tuple(
            Link(
                id=f"{start}-{end}-{mode}",
                mode=mode,
                from_place_id=start,
                to_place_id=end,
                length_km=km,
                source_id="s",
            )
            for mode, start, end, km in raw["links"]
        ),
        verified=True,
    )


class Page(HTMLParser):
    """A parsed page: its tags, attributes, texts by language, and what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: dict[str, list[str]] = {"en": [], "zh": [], "": [], "title": []}
        self._open: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        self.unclosed = [tag for tag, _ in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        classes = (dict(attrs).get("class") or "").split()
        lang = next((code for code in ("en", "zh") if code in classes), self._lang())
        if tag == "title":  # holds one text only: both readings, or the language shown first
            lang = "title"
        if tag not in VOID:
            self._open.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1][0] == tag, f"</{tag}> closes <{self._open[-1][0]}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] in ("style", "script"):
            return
        if data.strip():
            self.words[self._lang()].append(data.strip())

    def _lang(self) -> str:
        return self._open[-1][1] if self._open else ""

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, key, value in self.attributes if key == name]

    def everything(self) -> str:
        """All texts that a reader of either language can see."""
        return "\n".join(word for words in self.words.values() for word in words)


@pytest.fixture
def parse() -> type[Page]:
    """Parses a page, and fails where a tag closes another than the last open one."""
    return Page
