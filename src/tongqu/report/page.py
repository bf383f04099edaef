"""The shell of every page: one file, nothing fetched, both languages inside."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from tongqu.report.html import Both, Html, el, join, pick
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["page"]


def page(title: Both, body: Sequence[Html], *, lang: str = "en", kicker: Both | None = None) -> str:
    """Return a whole HTML page.

    Parameters
    ----------
    title
        Title of the page.
    body
        Sections.
    lang
        Language shown first, ``en`` or ``zh``; a switch on the page shows the other one, also
        where scripts are off.
    kicker
        Small line over the first section.
    """
    first = "zh" if lang == "zh" else "en"
    assets = files("tongqu.report") / "assets"
    style = (assets / "page.css").read_text(encoding="utf-8")
    script = (assets / "page.js").read_text(encoding="utf-8")
    head = join(
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el(
            "meta",
            http_equiv="Content-Security-Policy",
            content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
            "img-src data:",
        ),
        el("meta", name="generator", content="tongqu"),
        el("title", pick(title, first)),
        el("style", Html(style)),
    )
    switch = join(
        [
            el(
                "input",
                type="radio",
                name="lang",
                id=f"lang-{code}",
                class_="lang-radio",
                checked=code == first,
                aria_label=word,
            )
            for code, word in (("en", "English"), ("zh", "中文"))
        ]
    )
    bar = el(
        "header",
        el("span", "tongqu ", el("b", "通衢"), class_="brand"),
        el("span", kicker or Both("", ""), class_="kicker"),
        el(
            "nav",
            el("label", "English", for_="lang-en", class_="lang-label", lang="en"),
            el("label", "中文", for_="lang-zh", class_="lang-label", lang="zh-Hans"),
        ),
        class_="bar",
    )
    foot = el(
        "footer",
        t(
            "One offline file: nothing is fetched, nothing is sent. "
            "Figures are as good as their sources; assumed ones are marked."
        ),
    )
    inner = join(switch, el("div", bar, el("main", *body), foot, class_="sheetwrap"))
    document = el(
        "html",
        el("head", head),
        el("body", inner, el("script", Html(script))),
        lang="zh-Hans" if first == "zh" else "en",
    )
    return f"<!doctype html>\n{document}\n"
