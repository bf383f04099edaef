"""The answer of a comparison for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.console import Lines
from tongqu.report.headline import certainty, glue, headline, via
from tongqu.report.html import Both, both
from tongqu.report.numbers import clock, co2e, duration, kilometres, money, money_unit, plain
from tongqu.report.option_view import vehicles
from tongqu.report.waits_view import wait_lines
from tongqu.report.words import label_word, mode_word, modes_words, name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["compare_text"]


def compare_text(
    answer: Mapping[str, Any], lang: str = "en", *, terminal: bool = False, width: int = 110
) -> str:
    """Return the answer of a comparison as text.

    Parameters
    ----------
    answer
        The answer as `CompareResult.to_dict` gives it.
    lang
        ``en`` or ``zh``.
    terminal
        Whether a terminal shows it: then with colours and lines.
    width
        Columns of the terminal.
    """
    lines = Lines(terminal=terminal, width=width)

    def say(words: Both | None, style: str = "", indent: str = "") -> None:
        if words is not None:
            lines.say(_in(words, lang), style, indent)

    def head(words: Both) -> None:
        lines.head(_in(words, lang))

    say(headline(answer), "bold")
    say(certainty(answer), "yellow")
    if answer["options"]:
        head(t("Options"))
        _options_table(lines, answer, lang)
        for sign, _, chain in _chains(answer):
            way = t("{modes} over {via}", modes=modes_words(chain["modes"]), via=via(chain))
            say(
                way if len(chain["legs"]) > 1 else modes_words(chain["modes"]),
                "dim",
                f"{sign:>2}  ",
            )
        first = answer["options"][0]
        head(t("Legs of option {number}", number=1))
        _legs_table(lines, first, answer["currency"], lang)
    if answer.get("waits") is not None:
        head(t("Waits from the simulation"))
        for words, indent in wait_lines(answer):
            say(words, indent=indent)
    if answer["notes"]:
        head(t("Notes"))
        for note in answer["notes"]:
            say(both(note["text"], note["text_zh"]), indent="- ")
    if answer["excluded"]:
        head(t("What was excluded, and by which limit"))
        for entry in answer["excluded"]:
            say(both(entry["text"], entry["text_zh"]), indent="- ")
            need = both(entry["would_need"], entry["would_need_zh"])
            if need.en:
                say(t("would need: {need}", need=need), "dim", indent="    ")
    return lines.text()


def _in(words: Both, lang: str) -> str:
    return words.zh if lang == "zh" else words.en


def _table(
    lines: Lines, heads: list[tuple[Both, bool]], rows: list[tuple[str, ...]], lang: str
) -> None:
    said = [(_in(words, lang), number) for words, number in heads]
    lines.table(said, rows, padding=(0, 1, 0, 1), cut=True)


def _chains(answer: Mapping[str, Any]) -> list[tuple[str, Both, Mapping[str, Any]]]:
    chains = [
        (
            str(number),
            glue(*(label_word(key) for key in option["labels"]), en=", ", zh="、"),
            option,
        )
        for number, option in enumerate(answer["options"], 1)
    ]
    for mode, name in (("rail", t("best rail chain")), ("road", t("best road chain"))):
        if answer["baselines"].get(mode):
            chains.append(("-", name, answer["baselines"][mode]))
    return chains


def _options_table(lines: Lines, answer: Mapping[str, Any], lang: str) -> None:
    unit = money_unit(answer["currency"])
    heads = [
        (t("No."), False),
        (t("Way"), False),
        (t("Cost [{unit}]", unit=unit), True),
        (t("Low – high"), True),
        (t("Arrival"), True),
        (t("Time"), True),
        (t("CO₂e"), True),
        (t("Saved on rail"), True),
        (t("Saved on road"), True),
    ]
    rows = []
    for sign, name, chain in _chains(answer):
        savings = chain["savings"] or {}
        saved = [savings.get(f"against_{mode}") for mode in ("rail", "road")]
        low, high = (plain(round(chain[key])) for key in ("cost_low", "cost_high"))
        rows.append(
            (
                sign,
                _in(name, lang),
                plain(round(chain["cost"])),
                f"{low} – {high}",
                _in(clock(chain["arrive"]), lang),
                _in(duration(chain["duration_h"]), lang),
                _in(co2e(chain["co2e_kg"]), lang).removesuffix(" CO₂e"),
                *("-" if amount is None else plain(round(amount)) for amount in saved),
            )
        )
    _table(lines, heads, rows, lang)


def _legs_table(lines: Lines, option: Mapping[str, Any], currency: str, lang: str) -> None:
    heads = [
        (t("Leg"), False),
        (t("Vehicles"), False),
        (t("departs"), False),
        (t("arrives"), False),
        (t("Distance"), True),
        (t("CO₂e"), True),
        (t("Cost"), True),
    ]
    rows = []
    for leg in option["legs"]:
        ends = glue(name_of(leg, "from_name"), name_of(leg, "to_name"), en=" → ", zh=" → ")
        words = (
            glue(mode_word(leg["mode"]), ends, en=": ", zh="："),
            vehicles(leg),
            clock(leg["depart"]),
            clock(leg["arrive"]),
            kilometres(leg["distance_km"]),
            co2e(leg["co2e_kg"]),
            money(leg["cost"], currency),
        )
        rows.append(tuple(_in(cell, lang) for cell in words))
    _table(lines, heads, rows, lang)
