"""The page of an answer: whole, offline, in both languages, and safe."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from tongqu.report import compare_page

NASTY = "<script>alert(1)</script>\"'&\u202e"
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_tag_is_closed_and_every_id_is_there_once(answer, region, parse, lang) -> None:
    page = parse(compare_page(answer, region, lang))
    assert page.unclosed == []
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    linked = {value[1:] for value in page.values("href") if value.startswith("#")}
    assert linked <= set(ids)


def test_nothing_is_fetched(answer, region, parse) -> None:
    text = compare_page(answer, region)
    page = parse(text)
    assert not page.values("src")
    assert all(value.startswith("#") for value in page.values("href"))
    assert not re.search(r"url\((?!#)|@import|https?://", text)
    assert "link" not in page.tags
    assert any("default-src 'none'" in value for value in page.values("content"))


def test_the_language_asked_for_is_shown_first(answer, region) -> None:
    assert re.search(r'id="lang-en"[^>]* checked', compare_page(answer, region, "en"))
    assert re.search(r'id="lang-zh"[^>]* checked', compare_page(answer, region, "zh"))
    assert "<title>600 吨氯化钙" in compare_page(answer, region, "zh")


def test_every_english_text_has_a_chinese_twin(answer, region, parse) -> None:
    page = parse(compare_page(answer, region))
    untranslated = [
        word
        for word in page.words["zh"]
        if re.search("[a-z]{4}", word) and not CHINESE.search(word)
    ]
    assert untranslated == []
    common = [word for word in page.words[""] if re.search("[a-z]{4} [a-z]{3}", word)]
    publishers = {source["publisher"] for source in answer["sources"]}
    assert {word.rstrip(",") for word in common} <= publishers, "a text in one language only"


def test_headline_says_way_cost_time_co2e_and_saving(answer, region, parse) -> None:
    text = parse(compare_page(answer, region)).everything()
    for part in (
        "road + inland water + sea",
        "CNY 193,332",
        "27 d 12 h",
        "44.7 t CO₂e",
        "CNY 18,000 (CNY 30/t) less than the best rail chain",
        "83% of this cost rests on assumed rates",
        "157,489 – 278,598",
        "比最佳铁路链省 18,000 元（30 元/吨）",
    ):
        assert part in text, part


def test_assumed_rows_are_marked_and_lead_to_their_source(answer, region) -> None:
    text = compare_page(answer, region)
    items = [i for o in answer["options"] for leg in o["legs"] for i in leg["cost_items"]]
    assumed = sum(1 for item in items if item["assumption"])
    assert text.count('<tr class="assumed-row">') == assumed
    assert 'href="#source-calibrated-30"' in text
    assert 'id="source-calibrated-30"' in text


def test_vehicles_are_named_with_count_and_load(answer, region, parse) -> None:
    text = parse(compare_page(answer, region)).everything()
    assert "20 × Truck, 30 t payload, 30 t each of at most 32 t" in text
    assert "draught 2.2 m, set by 2.5 m of water" in text


def test_a_baseline_that_is_an_option_is_not_told_twice(answer, region) -> None:
    text = compare_page(answer, region)
    assert "best rail chain, the same as option 3" in text
    assert 'id="option-rail"' not in text


def test_a_baseline_of_its_own_is_itemised(answer, region) -> None:
    answer["baselines"]["rail"]["cost"] += 500
    assert 'id="option-rail"' in compare_page(answer, region)


def test_no_way_is_an_answer_with_limits_and_remedies(infeasible, region, parse) -> None:
    page = parse(compare_page(infeasible, region))
    text = page.everything()
    assert page.unclosed == []
    assert "No feasible way was found for 600 t of calcium chloride" in text
    assert "a deadline of 26 Dec 2024 or later" in text
    assert "26 Dec 2024 20:00" in text
    assert "12.6 m" in text


def test_missing_baselines_are_said(answer, region, parse) -> None:
    answer["baselines"] = {"road": None, "rail": None}
    for option in answer["options"]:
        option["savings"] = dict.fromkeys(option["savings"])
    text = parse(compare_page(answer, region)).everything()
    assert "There is no feasible rail chain to compare with." in text
    assert "There is no feasible all-road chain to compare with." in text


def test_a_capped_search_is_said(answer, region, parse) -> None:
    answer["exact"], answer["labels_dropped"] = False, 12
    assert "12 partial ways dropped" in parse(compare_page(answer, region)).everything()


def _poisoned(value: Any) -> Any:
    """Return the answer with a nasty tail on every name, title and note."""
    if isinstance(value, dict):
        return {
            key: part + NASTY
            if isinstance(part, str)
            and (
                key.endswith(("name", "name_zh", "_zh")) or key in ("text", "title", "note", "row")
            )
            else _poisoned(part)
            for key, part in value.items()
        }
    return [_poisoned(part) for part in value] if isinstance(value, list) else value


def test_names_and_notes_cannot_carry_markup(answer, infeasible, region, parse) -> None:
    for whole in (answer, infeasible):
        clean = parse(compare_page(whole, region))
        text = compare_page(_poisoned(copy.deepcopy(whole)), region)
        page = parse(text)
        assert page.tags.count("script") == clean.tags.count("script") == 1
        assert page.unclosed == []
        assert "\u202e" not in text
        assert not any(name.startswith("on") for _, name, _ in page.attributes)


def test_ids_from_a_foreign_region_cannot_break_out(answer, region, parse) -> None:
    answer["sources"][0]["id"] = '"><script>'
    answer["options"][0]["legs"][0]["from"] = '"><script>'
    page = parse(compare_page(answer, region))
    assert page.tags.count("script") == 1


def test_places_unknown_to_the_region_leave_the_page_whole(answer, region, parse) -> None:
    for option in answer["options"]:
        for leg in option["legs"]:
            leg["path"] = ["somewhere", "else"]
            leg["from"], leg["to"] = "somewhere", "else"
    page = parse(compare_page(answer, region))
    assert page.unclosed == []


def test_a_way_across_the_date_line_is_one_line(answer, region) -> None:
    sea = answer["options"][0]["legs"][-1]
    sea["route"] = [[121.9, 29.9], [160.0, 40.0], [179.5, 44.0], [-178.0, 44.0], [-118.3, 33.7]]
    text = compare_page(answer, region).partition("Sea part")[2]
    runs = re.findall(r'<path d="M([^"]+)" class="leg"', text)
    jumps = [
        abs(float(b.split()[0]) - float(a.split()[0]))
        for run in runs
        for a, b in zip(run.split("L"), run.split("L")[1:], strict=False)
    ]
    assert max(jumps) < 760


def test_the_same_answer_gives_the_same_bytes(answer, region) -> None:
    assert compare_page(answer, region) == compare_page(copy.deepcopy(answer), region)
